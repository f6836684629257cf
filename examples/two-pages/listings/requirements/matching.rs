//! Says which versions match a requirement.

use semver::{Error, Version, VersionReq};

// ANCHOR: main
fn main() -> Result<(), Error> {
    let wanted = VersionReq::parse("1.9")?;
    for version in ["1.8.0", "1.9.0", "1.10.0", "2.0.0"] {
        let matches = wanted.matches(&Version::parse(version)?);
        println!("{version}: {}", if matches { "yes" } else { "no" });
    }
    Ok(())
}
// ANCHOR_END: main
