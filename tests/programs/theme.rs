//! The theme was made from mdBook's. When that changes, somebody has to look.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mdbook_driver::MDBook;
use sha2::{Digest, Sha256};
use tempfile::tempdir;

#[test]
fn every_file_was_compared_with_the_one_that_mdbook_has_now() {
    // mdBook's theme in `theme/`, and in `book/` what it makes of an empty book.
    let stock = tempdir().unwrap();
    let book = MDBook::init(stock.path()).copy_theme(true).build();
    let mut book = book.unwrap();
    book.config.set("output.html.hash-files", false).unwrap();
    let moved = BTreeMap::from([("/redirect", "index.html")]);
    book.config.set("output.html.redirect", moved).unwrap();
    book.build().unwrap();

    let mut wrong = String::new();
    for (file, noted) in noted() {
        let now = hash(stock.path(), &file);
        if now != noted {
            wrong += &format!(
                "theme/{file}: mdBook's own has changed\n    \
                 was {noted}\n    now {now}\n"
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{wrong}\
         Read what has changed upstream, take over what concerns this book, \
         and note the new hash in theme/README.md.\n"
    );
}

#[test]
fn every_file_is_in_the_table() {
    let files = glob::glob("theme/**/*.*").unwrap().map(|file| {
        let file = file.unwrap().display().to_string().replace('\\', "/");
        file.replacen("theme/", "", 1)
    });
    let files: BTreeSet<_> = files.filter(|file| file != "README.md").collect();
    let noted: BTreeSet<_> = noted().into_iter().map(|row| row.0).collect();
    assert_eq!(files, noted);
}

/// The files that theme/README.md names, and the hash that it notes of each.
fn noted() -> Vec<(String, String)> {
    let readme = fs::read_to_string("theme/README.md").unwrap();
    let rows = readme.lines().map(|line| line.split(" | "));
    rows.filter_map(|mut row| {
        let file = row.next()?.strip_prefix("| `")?.strip_suffix('`')?;
        let hash = row.nth(1)?.strip_prefix('`')?.strip_suffix("` |")?;
        Some((file.to_owned(), hash.to_owned()))
    })
    .collect()
}

/// The hash of mdBook's own file, or why there is none. A template that mdBook
/// keeps to itself is judged by what it renders.
fn hash(stock: &Path, file: &str) -> String {
    let rendered = stock.join("book").join(file).with_extension("");
    let bytes = fs::read(stock.join("theme").join(file))
        .or_else(|_| fs::read(rendered));
    match bytes {
        Ok(bytes) => {
            let hash = Sha256::digest(bytes);
            hash.iter().map(|byte| format!("{byte:02x}")).collect()
        }
        Err(error) => error.to_string(),
    }
}
