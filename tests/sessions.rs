//! Every terminal session of every page, replayed and compared to the letter.

#[path = "support/replay.rs"]
mod replay;

use std::io::{self, Write};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use replay::{LIMIT, replay};

#[test]
fn every_session_prints_what_its_page_shows() {
    let ci_script = fs::read_to_string(".ci/run").unwrap_or_default();
    let mut pages = pages("src");
    pages.extend(["README.md".to_owned(), "CONTRIBUTING.md".to_owned()]);

    let complaints = on_every_page(&pages, |page| {
        if_possible(page, || replay(page, LIMIT, &ci_script))
    });
    let complaints = complaints.concat();
    assert!(complaints.is_empty(), "\n\n{}\n", complaints.join("\n\n"));
}

/// The session of a page in `tests/sessions` differs from the page exactly as
/// the `.txt` file of its name says, or not at all if there is none.
#[test]
fn a_session_that_differs_from_its_page_is_reported() {
    let pages = pages("tests/sessions");
    let complaints = on_every_page(&pages, |page| {
        let limit = match page {
            "tests/sessions/never-ends.md" => Duration::from_millis(100),
            "tests/sessions/line-missing.md" => Duration::from_millis(100),
            _ => LIMIT,
        };
        if_possible(page, || replay(page, limit, "cargo test\n\n"))
    });
    for (page, complaints) in pages.iter().zip(complaints) {
        let expected = fs::read_to_string(page.replace(".md", ".txt"));
        let complaints = complaints.join("\n");
        assert!(
            complaints == expected.unwrap_or_default().trim_end(),
            "{page} is reported as follows:\n\n{complaints}\n"
        );
    }
}

#[test]
fn a_system_error_counts_by_its_kind_where_codes_differ() {
    let error = r#"Error: Os { code: 2, kind: NotFound, message: "No such" }"#;
    let kind = replay::only_the_kind(error);
    assert_eq!(kind.as_deref(), Some("Error: Os { kind: NotFound }"));
}

/// Calls `replay` unless the page needs what is not here: OpenBSD's `nc`, or a
/// Unix. That is said aloud, and is a failure in CI.
fn if_possible(page: &str, replay: impl Fn() -> Vec<String>) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let help = Command::new("nc").arg("-h").output();
    let help = help.map(|help| help.stderr).unwrap_or_default();
    let has_nc = String::from_utf8_lossy(&help).contains("OpenBSD");
    let missing = if !has_nc && has_any(&text, &["$ nc ", "| nc "]) {
        "OpenBSD's `nc` is not installed"
    } else if !cfg!(unix) && has_any(&text, &["$ (ulimit ", "$(pgrep "]) {
        "this system has no `ulimit` and no signals"
    } else {
        return replay();
    };
    let what = format!("{page}: not replayed, {missing}");
    if env::var_os("CI").is_some() {
        return vec![what];
    }
    // What `eprintln!` prints, a test that passes keeps to itself.
    let mut stderr = io::stderr();
    writeln!(stderr, "{what}").unwrap();
    Vec::new()
}

fn has_any(text: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| text.contains(pattern))
}

/// The pages in a directory.
fn pages(directory: &str) -> Vec<String> {
    let files = fs::read_dir(directory).unwrap();
    let names = files.map(|file| file.unwrap().file_name());
    let paths = names.map(|name| format!("{directory}/{}", name.display()));
    let mut pages: Vec<_> =
        paths.filter(|path| path.ends_with(".md")).collect();
    pages.sort();
    pages
}

/// Calls `replay` for all pages at the same time.
fn on_every_page(
    pages: &[String],
    replay: impl Fn(&str) -> Vec<String> + Sync,
) -> Vec<Vec<String>> {
    let replay = &replay;
    thread::scope(|scope| {
        let threads: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(move || replay(page)))
            .collect();
        let replayed = threads.into_iter().map(|thread| thread.join().unwrap());
        replayed.collect()
    })
}
