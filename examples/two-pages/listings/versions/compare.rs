//! Says which of two versions is newer.

use semver::{Error, Version};

// ANCHOR: main
fn main() -> Result<(), Error> {
    let nine = Version::parse("1.9.0")?; // ①
    let ten = Version::parse("1.10.0")?;
    assert!(ten > nine);
    println!("{ten} is newer than {nine}");
    Ok(())
}
// ANCHOR_END: main
