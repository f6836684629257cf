//! Makes what follows from something else: tables between two comments, and
//! the versions that pages and scripts name.
//!
//! In a page, `<!-- made: programs -->` and `<!-- made: end -->` stand around
//! the table of programs, `api` for `programs` around that of the API, and
//! `change OLD NEW ANCHOR` around what one program has there that another had
//! not; in the test program of the proofs, `// made: proofs` around its modules.

use std::collections::{BTreeMap, BTreeSet};
use std::{fs, io};

use mdbook_markdown::pulldown_cmark::{HeadingLevel, Tag};
use similar::TextDiff;

use crate::OVERWRITE;
use crate::book::Book;
use crate::page::Page;
use crate::source::Source;

/// What differs, and the files as they would have to be.
#[derive(Default)]
pub struct Made {
    pub complaints: Vec<String>,
    pub files: Vec<(String, String)>,
}

pub fn check(book: &Book) -> Made {
    let versions = Versions::of(book);
    let mut made = Made::default();
    let pages = book.pages.iter().chain(&book.documents);
    let pages = pages.map(Page::source);
    let tests = book.tests.iter().map(|test| test.path.clone());
    let scripts = book.settings.ci_script.map(str::to_owned);
    let scripts = scripts.into_iter().chain(book.files(".github/workflows"));
    let others = tests.chain(scripts).filter_map(|file| book.source(&file));
    for file in pages.chain(others) {
        let text = with_regions(book, &file, &mut made.complaints);
        let text = versions.correct(&file.path, text, &mut made.complaints);
        if text != file.text {
            made.files.push((file.path, text));
        }
    }
    made
}

/// Makes what differs anew.
pub fn write(book: &Book) -> io::Result<()> {
    let files = check(book).files;
    files
        .iter()
        .try_for_each(|(file, text)| crate::write(file, text))
}

/// The text of a file with all regions as they are made.
fn with_regions(book: &Book, file: &Source, wrong: &mut Vec<String>) -> String {
    let mut text = String::new();
    let lines = file.text.split_inclusive('\n').enumerate();
    let mut lines = lines.peekable();
    while let Some((n, line)) = lines.next() {
        text += line;
        let Some(name) = region(line) else { continue };
        let is_inside = |line: &(usize, &str)| region(line.1).is_none();
        let mut old = String::new();
        while let Some((_, line)) = lines.next_if(is_inside) {
            old += line;
        }
        let end = lines.next_if(|line| region(line.1) == Some("end"));
        let (Some(lines), Some((_, end))) = (make(book, name), end) else {
            let (path, n) = (&file.path, n + 1);
            wrong.push(format!(
                "{path}:{n}: nothing makes `{name}`; write `made: programs`, \
                 `api`, `proofs` or `change OLD NEW ANCHOR`, with the names of \
                 two programs, and below it `made: end`"
            ));
            text += &old;
            text += end.map_or("", |(_, end)| end);
            continue;
        };
        let mut new = lines.join("\n") + "\n";
        if file.path.ends_with(".md") {
            new = format!("\n{new}\n"); // a table starts after a blank line
        }
        if file.text.contains("\r\n") {
            new = new.replace('\n', "\r\n");
        }
        if old != new {
            let (path, n) = (&file.path, n + 1);
            let mut what = format!(
                "{path}:{n}: not what this is made from; `{OVERWRITE}` makes it"
            );
            let (is, will): (BTreeSet<_>, BTreeSet<_>) =
                (old.lines().collect(), new.lines().collect());
            what.extend(is.difference(&will).map(|it| format!("\n    - {it}")));
            what.extend(will.difference(&is).map(|it| format!("\n    + {it}")));
            wrong.push(what);
        }
        text += &(new + end);
    }
    text
}

/// The name in a comment `made: NAME`.
fn region(line: &str) -> Option<&str> {
    let line = line.trim();
    let comment = line
        .strip_prefix("<!--")
        .and_then(|line| line.strip_suffix("-->"))
        .or_else(|| line.strip_prefix("//"))?;
    Some(comment.trim().strip_prefix("made:")?.trim())
}

fn make(book: &Book, region: &str) -> Option<Vec<String>> {
    match Vec::from_iter(region.split(' '))[..] {
        ["programs"] => Some(programs(book)),
        ["api"] => Some(api(book)),
        ["proofs"] => Some(modules(book)),
        ["change", old, new, anchor] => change(book, old, new, anchor),
        _ => None,
    }
}

/// The anchors that a page shows in changes: the program, and the anchor.
pub fn changes(page: &Page) -> impl Iterator<Item = (&str, &str)> {
    let regions = page.text.lines().filter_map(region);
    let words = regions.map(|region| Vec::from_iter(region.split(' ')));
    words.flat_map(|words| match words[..] {
        ["change", old, new, anchor] => vec![(old, anchor), (new, anchor)],
        _ => vec![],
    })
}

/// What the program `new` has under an anchor, and which of it `old` had not.
fn change(
    book: &Book,
    old: &str,
    new: &str,
    anchor: &str,
) -> Option<Vec<String>> {
    let text = |name| {
        let mut programs = book.programs.iter();
        let program = programs.find(|program| program.name == name)?;
        let regions = book.source(&program.path)?.regions(anchor)?;
        Some(regions.concat())
    };
    let (old, new) = (text(old)?, text(new)?);
    let mut lines = vec!["```diff".to_owned()];
    for change in TextDiff::from_lines(&old, &new).iter_all_changes() {
        lines.push(format!("{}{}", change.tag(), change.value().trim_end()));
    }
    lines.push("```".to_owned());
    Some(lines)
}

/// The programs in the order of `Cargo.toml`, with the first line of each.
fn programs(book: &Book) -> Vec<String> {
    let mut rows = vec![
        "| program | what it shows | page | command |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    rows.extend(book.programs.iter().map(|program| {
        let name = &program.name;
        let source = book.source(&program.path);
        let text = source.map(|source| source.text).unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let what = first.strip_prefix("//! ").unwrap_or_default();
        let mut pages = book.pages.iter();
        let page = pages.find(|page| {
            page.includes.iter().any(|it| it.file == program.path)
        });
        let page = page.map(link).unwrap_or_default();
        format!(
            "| <a id=\"{name}\"></a>`{name}` | {what} | {page} \
             | `cargo run --bin {name}` |"
        )
    }));
    rows
}

/// Each item of an API that a page links to, with the pages that explain it.
fn api(book: &Book) -> Vec<String> {
    let mut items: BTreeMap<(String, &str), Vec<&Page>> = BTreeMap::new();
    // Who has nothing but other pages to name names those.
    let is_index = |page: &&Page| {
        let file = page.path.strip_prefix("src/").unwrap_or_default();
        book.settings.indexes.contains(&file)
    };
    let (indexes, pages): (Vec<_>, Vec<_>) =
        book.pages.iter().partition(is_index);
    for (pages, always) in [(pages, true), (indexes, false)] {
        for page in pages {
            for (link, element) in page.links() {
                let Some(name) = item(link) else { continue };
                if is_made(page, element.range.start) {
                    continue;
                }
                let is_known = items.contains_key(&(name.clone(), link));
                let pages = items.entry((name, link)).or_default();
                let is_named = pages.iter().any(|it| it.path == page.path);
                if !is_named && (always || !is_known) {
                    pages.push(page);
                }
            }
        }
    }
    let mut rows =
        vec!["| item | explained in |".to_owned(), "|---|---|".to_owned()];
    rows.extend(items.into_iter().map(|((name, url), pages)| {
        let pages: Vec<_> = pages.into_iter().map(link).collect();
        format!("| [`{name}`]({url}) | {} |", pages.join(", "))
    }));
    rows
}

/// The modules of the test program of the proofs.
fn modules(book: &Book) -> Vec<String> {
    let files = book.listings.iter();
    let modules = files.filter_map(|file| {
        let page = file.strip_prefix("listings/")?;
        let page = page.strip_suffix("/proofs.rs")?.replace('-', "_");
        Some([format!("#[path = \"../{file}\"]"), format!("mod {page};")])
    });
    modules.flatten().collect()
}

/// A link to a page, by its title.
fn link(page: &Page) -> String {
    let mut headings = page.elements.iter();
    let title = headings.find(|element| {
        matches!(
            element.tag,
            Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }
        )
    });
    let title = title.map_or("", |title| page.text[title.range.clone()].trim());
    let title = title.trim_start_matches('#').trim();
    format!("[{title}]({}.md)", page.slug())
}

/// Whether what stands at `offset` is in a region.
pub fn is_made(page: &Page, offset: usize) -> bool {
    let mut lines = page.text[..offset].lines().rev();
    let before = lines.find_map(region);
    before.is_some_and(|region| region != "end")
}

/// What docs.rs calls the item that a link leads to: `io::AsyncReadExt::read`.
fn item(link: &str) -> Option<String> {
    let path = link.strip_prefix("https://docs.rs/")?;
    let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
    let mut parts: Vec<&str> = path.split('/').skip(3).collect();
    let file = parts.pop()?.strip_suffix(".html")?;
    let mut name = parts.join("::");
    match file.split_once('.') {
        Some((kind, item)) => {
            if !name.is_empty() {
                name += "::";
            }
            name += item;
            name += if kind == "macro" { "!" } else { "" };
        }
        // A module is called like its crate and its path.
        None => {
            let krate = path.split('/').nth(2)?;
            parts.insert(0, krate);
            name = parts.join("::");
        }
    }
    if let Some((_, method)) = fragment.split_once('.') {
        name += &format!("::{method}");
    }
    Some(name)
}

/// The versions that a book is about: of its dependencies, of Rust, of mdBook.
pub struct Versions {
    pub lock_file: String,
    manifest: toml::Table,
    /// What a name stands for, in lower case.
    versions: BTreeMap<String, String>,
}

impl Versions {
    pub fn of(book: &Book) -> Versions {
        let root = fs::canonicalize(book.root()).expect("the book's folder");
        let above = |file: &str| {
            let mut folders = root.ancestors();
            let found =
                folders.find_map(|it| fs::read_to_string(it.join(file)).ok());
            found.unwrap_or_default()
        };
        let table =
            |text: &str| text.parse::<toml::Table>().unwrap_or_default();
        let lock_file = above("Cargo.lock");
        let lock = table(&lock_file);
        let locked = lock.get("package").and_then(|it| it.as_array());
        let mut versions = BTreeMap::new();
        for package in locked.into_iter().flatten() {
            let text = |key: &str| Some(package.get(key)?.as_str()?.to_owned());
            if let (Some(name), Some(version)) = (text("name"), text("version"))
            {
                versions.insert(name, version);
            }
        }
        let toolchain = table(&above("rust-toolchain.toml"));
        let rust = toolchain.get("toolchain").and_then(|it| it.get("channel"));
        let rust = rust.and_then(|it| it.as_str()).map(str::to_owned);
        let mdbook = versions.get("mdbook-core").cloned();
        versions.extend(rust.map(|it| ("rust".to_owned(), it)));
        versions.extend(mdbook.map(|it| ("mdbook".to_owned(), it)));
        let manifest = book.source("Cargo.toml");
        let manifest = manifest.map(|it| table(&it.text)).unwrap_or_default();
        Versions {
            lock_file,
            manifest,
            versions,
        }
    }

    /// The locked version of a package that the manifest depends on.
    pub fn of_dependency(&self, package: &str) -> Option<&str> {
        self.manifest.get("dependencies")?.get(package)?;
        self.versions.get(package).map(|version| &**version)
    }

    /// The manifest of a package that contains nothing, and depends on the same
    /// as far as `code` names it.
    pub fn package(&self, name: &str, code: &str) -> String {
        let of = |key: &str| self.manifest.get(key).cloned();
        let edition = of("package").and_then(|it| it.get("edition").cloned());
        let mut package = toml::Table::new();
        package.insert("name".into(), name.into());
        package.extend(edition.map(|it| ("edition".to_owned(), it)));
        let mut manifest = toml::Table::new();
        manifest.insert("package".into(), package.into());
        let mut dependencies = of("dependencies");
        if let Some(all) =
            dependencies.as_mut().and_then(|it| it.as_table_mut())
        {
            all.retain(|name, _| {
                code.contains(&format!("{}::", name.replace('-', "_")))
            });
        }
        manifest.extend(dependencies.map(|it| ("dependencies".into(), it)));
        manifest.insert("workspace".into(), toml::Table::new().into());
        manifest.to_string()
    }

    /// The manifest of a package with the proofs of the book and nothing else
    /// of it, but a program for each of `files`.
    pub fn package_of_tests<'a>(
        &self,
        book: &Book,
        files: impl Iterator<Item = &'a String>,
    ) -> String {
        let mut manifest = self.manifest.clone();
        let root = fs::canonicalize(book.root()).expect("the book's folder");
        for kind in ["dependencies", "dev-dependencies"] {
            let packages =
                manifest.get_mut(kind).and_then(|it| it.as_table_mut());
            for (_, package) in packages.into_iter().flatten() {
                if let Some(path) = package.get_mut("path") {
                    let folder = root.join(path.as_str().unwrap_or_default());
                    *path = folder.display().to_string().into();
                }
            }
        }
        let target = |name: &str, path: &str| {
            let pairs = [("name", name), ("path", path)];
            let pairs = pairs.map(|(key, text)| (key.into(), text.into()));
            toml::Value::Table(pairs.into_iter().collect())
        };
        let proofs = book.tests.iter().filter(|test| test.name == "proofs");
        let proofs = proofs.map(|test| target(&test.name, &test.path));
        // A warning would look like the error beside it.
        let lints: toml::Table = "rust.warnings = 'allow'".parse().unwrap();
        manifest.insert("lints".into(), lints.into());
        // No program of the book has such a name.
        let programs =
            files.map(|file| target(&file.replace(['/', '.'], "-"), file));
        manifest.insert("test".into(), Vec::from_iter(proofs).into());
        manifest.insert("bin".into(), Vec::from_iter(programs).into());
        manifest.insert("workspace".into(), toml::Table::new().into());
        manifest.to_string()
    }

    /// Corrects each version in `text`: behind a name in prose, and in links
    /// to docs.rs. Behind `since`, `before` and `until` it is history.
    fn correct(
        &self,
        path: &str,
        text: String,
        wrong: &mut Vec<String>,
    ) -> String {
        let mut corrected = String::new();
        let mut rest = &*text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, after) = rest.split_at(start);
            let is_version = |c: char| c.is_ascii_digit() || c == '.';
            let end = after.find(|c| !is_version(c)).unwrap_or(after.len());
            let version = after[..end].trim_end_matches('.');
            corrected += before;
            let new = named(&corrected)
                .and_then(|name| self.versions.get(&name))
                .map(|locked| as_long_as(version, locked))
                .filter(|_| version.contains('.'))
                .filter(|new| new != version);
            if let Some(new) = &new {
                let line = corrected.matches('\n').count() + 1;
                wrong.push(format!(
                    "{path}:{line}: {version} is {new} now; \
                     `{OVERWRITE}` corrects it"
                ));
            }
            corrected += new.as_deref().unwrap_or(version);
            rest = &after[version.len()..];
        }
        corrected + rest
    }
}

/// The name before a version: `tokio` at the end of `in Tokio `, of
/// `docs.rs/tokio/` and of `install tokio --version `.
fn named(before: &str) -> Option<String> {
    if let Some(link) = before.strip_suffix('/') {
        let (_, name) = link.rsplit_once("https://docs.rs/")?;
        return (!name.contains('/')).then(|| name.to_owned());
    }
    let words = before.strip_suffix([' ', '\n'])?;
    let words = words.strip_suffix(" --version").unwrap_or(words);
    let mut words = words.rsplit([' ', '\n']);
    let name = words.next()?.trim_matches(['`', '(', '*']);
    let is_history = ["since", "before", "until"].contains(&words.next()?);
    (!is_history).then(|| name.to_lowercase())
}

/// `1.54` for `1.54.1` if that is how long the old one was.
fn as_long_as(old: &str, new: &str) -> String {
    let parts = old.split('.').count();
    let new: Vec<_> = new.splitn(parts + 1, '.').take(parts).collect();
    new.join(".")
}
