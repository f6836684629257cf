//! Files are made, kept in step with the results, and removed.

use std::fs;
use std::path::Path;

use figures::{differences, draw_all};
use tempfile::{TempDir, tempdir};

use crate::sample;

/// A folder with the sample's results, from which all is made.
fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    sample().write(&folder.path().join("sample.json")).unwrap();
    let said = draw_all(folder.path()).unwrap();
    assert_eq!(said.len(), 5, "{said:?}");
    folder
}

/// What is told of one fault, without the folder.
fn told(folder: &TempDir) -> String {
    let told = differences(folder.path()).unwrap();
    let prefix =
        format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
    told.join("\n").replace(&prefix, "")
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn what_was_drawn_differs_in_nothing() {
    let folder = folder();
    assert_eq!(told(&folder), "");
    assert_eq!(draw_all(folder.path()).unwrap(), [""; 0]);
}

#[test]
fn another_number_in_plot_table_or_results_is_found() {
    let repairs = "differs from the results: `cargo run -p figures` repairs it";
    for (file, from, to) in [
        ("echo-64-connections.md", ">136,685<", ">136,686<"),
        (
            "echo-64-connections.md",
            "<td>136,685</td>",
            "<td>136,686</td>",
        ),
        (
            "echo-64-connections.md",
            "width=\"95.87%\"",
            "width=\"97%\"",
        ),
        (
            "sample.json",
            "\"median\": 136685.0",
            "\"median\": 136686.0",
        ),
        ("sample-run.md", "Linux 6.18.44", "Linux 6.18.45"),
    ] {
        let folder = folder();
        edit(&folder.path().join(file), from, to);
        let told = told(&folder);
        let md = file.replace("sample.json", "echo-64-connections.md");
        assert!(told.starts_with(&format!("{md}: line ")), "{from}: {told}");
        assert!(told.ends_with(repairs), "{from}: {told}");
        draw_all(folder.path()).unwrap();
        assert_eq!(super::made::told(&folder), "");
    }
}

#[test]
fn a_missing_file_is_found() {
    let folder = folder();
    fs::remove_file(folder.path().join("waking.md")).unwrap();
    let wanted = "waking.md: is missing: `cargo run -p figures` repairs it";
    assert_eq!(told(&folder), wanted);
}

#[test]
fn what_was_made_of_a_figure_that_is_gone_is_removed_and_nothing_else() {
    let folder = folder();
    let mut run = sample();
    run.figures.remove(1);
    run.write(&folder.path().join("sample.json")).unwrap();
    let by_hand = folder.path().join("README.md");
    fs::write(&by_hand, "Written by hand.\n").unwrap();
    let wanted = "waking.md: has no results any more: `cargo run -p figures` \
                  repairs it";
    assert_eq!(told(&folder), wanted);
    let removed = folder.path().join("waking.md");
    let wanted = format!("{}: removed", removed.display());
    assert_eq!(draw_all(folder.path()).unwrap(), [wanted]);
    assert!(!removed.exists() && by_hand.exists());
}

#[test]
fn two_runs_with_one_figure_are_refused() {
    let folder = folder();
    sample().write(&folder.path().join("twice.json")).unwrap();
    let error = draw_all(folder.path()).unwrap_err();
    let twice = folder.path().join("twice.json").display().to_string();
    assert_eq!(
        error,
        format!("{twice}: echo-64-connections.md is made twice")
    );
}

#[test]
fn a_figure_that_cannot_be_drawn_is_named_with_its_file() {
    let folder = folder();
    let path = folder.path().join("sample.json");
    let mut run = sample();
    run.figures[0].rows[0].median *= 1.01;
    run.figures[1].rows.clear();
    run.write(&path).unwrap();
    let error = draw_all(folder.path()).unwrap_err();
    let place = path.display();
    assert_eq!(error, format!("{place}: figure \"waking\": it has no rows"));
    let first = folder.path().join("echo-64-connections.md");
    let text = fs::read_to_string(first).unwrap();
    assert!(text.contains("233,615"), "written in spite of it");
}
