//! The figures on the pages are what the benchmarks have measured.

use std::path::Path;

#[test]
fn every_figure_is_drawn_from_its_results() {
    let wrong = ::figures::differences(Path::new("benches/results"));
    let wrong = wrong.unwrap_or_else(|error| vec![error]);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
