use semver::Version;

fn main() {
    let ten = Version::new(1, 10, 0);
    assert!(ten > "1.9.0");
}
