//! Proofs of the claims about requirements.

use semver::{Version, VersionReq};

// ANCHOR: below_two
#[test]
fn below_two() {
    let wanted = VersionReq::parse("1.9").unwrap();
    for matching in [Version::new(1, 9, 0), Version::new(1, 10, 0)] {
        assert!(wanted.matches(&matching));
    }
    for other in [Version::new(1, 8, 9), Version::new(2, 0, 0)] {
        assert!(!wanted.matches(&other));
    }
}
// ANCHOR_END: below_two
