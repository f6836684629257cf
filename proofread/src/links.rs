//! Every link leads somewhere, and no network is needed to know: pages are read
//! as mdBook renders them, API documentation as `cargo doc` makes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// The book as `build.rs` renders it.
const BOOK: &str = concat!(env!("OUT_DIR"), "/html");

/// Where `cargo doc` builds: not where `cargo test` would have to wait for it.
const DOCS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/docs");

/// The links that only a network can follow, one a line.
const EXTERNAL: &str =
    concat!(env!("CARGO_TARGET_TMPDIR"), "/external-links.txt");

/// How a page links to the API: to the version that it was written for.
const API_LINK: &str = "write https://docs.rs/CRATE/VERSION/crate/PAGE.html";

#[test]
fn every_link_leads_somewhere() {
    let mut pages = vec![
        Page::from_markdown("README.md".into()),
        Page::from_markdown("CONTRIBUTING.md".into()),
    ];
    for source in files("src/**/*.md") {
        if !source.ends_with("SUMMARY.md") {
            pages.push(Page::from_book(source));
        }
    }

    let links = pages.iter().flat_map(|page| &page.links);
    let external: BTreeSet<String> =
        links.filter(|link| is_external(link)).cloned().collect();
    fs::write(EXTERNAL, Vec::from_iter(external).join("\n") + "\n").unwrap();

    let mut checker = Checker::default();
    let report: String = pages.iter().map(|page| checker.check(page)).collect();
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn every_kind_of_fault_is_reported() {
    let mut checker = Checker::default();
    for source in files("tests/links/*.md") {
        let expected = fs::read_to_string(source.with_extension("txt"));
        let report = checker.check(&Page::from_markdown(source));
        let expected = expected.unwrap();
        assert!(report == expected, "\n{report}instead of\n{expected}");
    }
}

/// What matters here of a page in HTML.
struct Page {
    /// The file that its author edits.
    source: PathBuf,
    /// The file that its relative links start from.
    path: PathBuf,
    links: BTreeSet<String>,
    ids: BTreeSet<String>,
    /// What is wrong wherever the links lead: which element, and why.
    faults: BTreeSet<(String, String)>,
}

impl Page {
    fn from_book(source: PathBuf) -> Page {
        let page = source.strip_prefix("src").unwrap();
        let path = Path::new(BOOK).join(page).with_extension("html");
        let html = fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!("is {source:?} in src/SUMMARY.md? {path:?}: {error}")
        });
        Page::from_html(source, path, &html)
    }

    /// A page that readers see where it lies, on a forge for example.
    fn from_markdown(source: PathBuf) -> Page {
        let markdown = fs::read_to_string(&source).unwrap();
        let mut html = String::new();
        let parser = pulldown_cmark::Parser::new(&markdown);
        pulldown_cmark::html::push_html(&mut html, parser);
        Page::from_html(source.clone(), source, &html)
    }

    fn from_html(source: PathBuf, path: PathBuf, html: &str) -> Page {
        let mut links = BTreeSet::new();
        let mut ids = BTreeSet::new();
        let mut faults = BTreeSet::new();

        let mut emitter = DefaultEmitter::default();
        // What looks like a tag inside a script is none.
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            let Token::StartTag(tag) = token else {
                continue;
            };
            let attribute = |name: &str| {
                let value = tag.attributes.get(name.as_bytes())?;
                Some(String::from_utf8_lossy(value).into_owned())
            };
            links.extend(attribute("href"));
            links.extend(attribute("src"));
            if *tag.name == b"img"
                && attribute("alt").is_none_or(|alt| alt.is_empty())
            {
                let image = attribute("src").unwrap_or_default();
                faults
                    .insert((image, "say in an alt text what it shows".into()));
            }
            if let Some(id) = attribute("id")
                && !ids.insert(id.clone())
            {
                faults
                    .insert((format!("id={id:?}"), "it is there twice".into()));
            }
        }
        Page {
            source,
            path,
            links,
            ids,
            faults,
        }
    }

    fn has(&self, fragment: &str) -> Result<(), String> {
        if fragment.is_empty() || self.ids.contains(fragment) {
            Ok(())
        } else {
            Err("no heading or id on that page is called so".into())
        }
    }

    /// Each line on which the author wrote `link`, as `file:line: link`; no
    /// line if it is not the author's, but the theme's for example.
    fn places(&self, link: &str) -> Vec<String> {
        // In the book, links to `page.md` have become links to `page.html`.
        let written = [link, &link.replacen(".html", ".md", 1)];
        let source = fs::read_to_string(&self.source).unwrap();
        let file = self.source.display();
        let mut places = Vec::new();
        for (number, line) in (1..).zip(source.lines()) {
            let mut words = line.split([' ', '(', ')', '<', '>', '"']);
            if let Some(link) = words.find(|word| written.contains(word)) {
                places.push(format!("{file}:{number}: {link}"));
            }
        }
        if places.is_empty() {
            places.push(format!("{file}: {link}"));
        }
        places
    }
}

/// Follows links. Reads each file, and documents each package, only once.
#[derive(Default)]
struct Checker {
    files: BTreeMap<PathBuf, Page>,
    packages: BTreeMap<(String, String), Result<(), String>>,
}

impl Checker {
    /// What is wrong on `page`, where, and why; empty if nothing is.
    fn check(&mut self, page: &Page) -> String {
        let mut faults = page.faults.clone();
        for link in &page.links {
            if let Err(why) = self.follow(page, link) {
                faults.insert((link.clone(), why));
            }
        }
        let mut report = String::new();
        for (what, why) in faults {
            for place in page.places(&what) {
                report += &format!("{place}\n    {why}\n");
            }
        }
        report
    }

    // ANCHOR: follow
    fn follow(&mut self, page: &Page, link: &str) -> Result<(), String> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        if let Some(path) = path.strip_prefix("https://docs.rs/") {
            let file = self.documentation(path)?;
            self.find(file, fragment)
        } else if is_external(link) {
            is_well_formed(link)
        } else if path.is_empty() {
            page.has(fragment)
        } else {
            self.find(page.path.with_file_name(path), fragment)
        }
    }
    // ANCHOR_END: follow

    fn find(&mut self, file: PathBuf, fragment: &str) -> Result<(), String> {
        if !file.exists() {
            return Err("there is no such file".into());
        }
        if fragment.is_empty() {
            return Ok(());
        }
        let page = self.files.entry(file).or_insert_with_key(|file| {
            let html = fs::read_to_string(file).unwrap();
            Page::from_html(file.clone(), file.clone(), &html)
        });
        page.has(fragment)
    }

    /// The file that cargo makes of what docs.rs has at `path`.
    fn documentation(&mut self, path: &str) -> Result<PathBuf, String> {
        let parts: Vec<&str> = path.splitn(3, '/').collect();
        let &[package, version, page] = parts.as_slice() else {
            return Err(API_LINK.into());
        };
        if !page.starts_with(&(package.replace('-', "_") + "/"))
            || !page.ends_with(".html")
        {
            return Err(API_LINK.into());
        }
        self.packages
            .entry((package.into(), version.into()))
            .or_insert_with(|| document(package, version))
            .clone()?;
        let file = Path::new(DOCS).join("doc").join(page);
        if !file.exists() {
            return Err(format!(
                "{package} {version} has no such page \
                 with the features that Cargo.toml enables"
            ));
        }
        Ok(file)
    }
}

/// Has cargo document a dependency, which it does at once if nothing changed.
fn document(package: &str, version: &str) -> Result<(), String> {
    // Cargo can document no other kind of dependency from here.
    if read_toml("Cargo.toml")["dependencies"]
        .get(package)
        .is_none()
    {
        return Err(format!(
            "{package} is not in Cargo.toml's [dependencies]: \
             link to its repository instead"
        ));
    }
    let lock = read_toml("Cargo.lock");
    let packages = lock["package"].as_array().unwrap().iter();
    let locked: Vec<&str> = packages
        .filter(|locked| locked["name"].as_str() == Some(package))
        .filter_map(|locked| locked["version"].as_str())
        .collect();
    if !locked.contains(&version) {
        let locked = locked.join(" and ");
        return Err(format!("Cargo.lock has {package} {locked}: link to that"));
    }
    let cargo = Command::new(env!("CARGO"))
        .args(["doc", "--quiet", "--offline", "--locked", "--no-deps"])
        .args(["--package", &format!("{package}@{version}")])
        .args(["--target-dir", DOCS])
        .status();
    assert!(cargo.unwrap().success(), "cargo doc failed");
    Ok(())
}

fn read_toml(file: &str) -> toml::Table {
    fs::read_to_string(file).unwrap().parse().unwrap()
}

/// Whether a link begins with a scheme, like `https:`.
fn is_external(link: &str) -> bool {
    link.split(['/', '#']).next().unwrap().contains(':')
}

fn is_well_formed(link: &str) -> Result<(), String> {
    let Some(rest) = link.strip_prefix("https://") else {
        return Err("use https".into());
    };
    let host = rest.split(['/', '?', '#']).next().unwrap();
    if !host.contains('.') || link.contains(char::is_whitespace) {
        return Err("this is no address".into());
    }
    Ok(())
}

fn files(pattern: &str) -> Vec<PathBuf> {
    let files = glob::glob(pattern).unwrap().map(|file| file.unwrap());
    let files = Vec::from_iter(files);
    assert!(!files.is_empty(), "no file matches {pattern}");
    files
}
