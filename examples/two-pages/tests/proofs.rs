//! The proofs of the pages, as tests.

// made: proofs
#[path = "../listings/requirements/proofs.rs"]
mod requirements;
#[path = "../listings/versions/proofs.rs"]
mod versions;
// made: end
