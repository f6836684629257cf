//! What is made from results: read back, and kept in step with them.

mod drawn;
mod made;

use std::path::Path;

use figures::Run;

/// A run with four figures: linear and logarithmic, with calls, with a control.
fn sample() -> Run {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Run::read(&here.join("tests/sample.json")).unwrap()
}
