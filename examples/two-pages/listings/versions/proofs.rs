//! Proofs of the claims about versions.

use semver::Version;

// ANCHOR: ten_is_more_than_nine
#[test]
fn ten_is_more_than_nine() {
    assert!(Version::new(1, 10, 0) > Version::new(1, 9, 0));
    assert!(Version::new(1, 10, 0) < Version::new(2, 0, 0));
}
// ANCHOR_END: ten_is_more_than_nine
