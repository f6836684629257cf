//! A book as its rules see it: a folder, its pages and its programs.

use std::collections::BTreeSet;
use std::fs;
use std::iter;
use std::path::PathBuf;

use crate::page::{Element, Include, Page};
use crate::source::Source;

const SUMMARY: &str = "src/SUMMARY.md";
pub const API_INDEX: &str = "src/api-index.md";
pub const PROGRAMS: &str = "src/programs.md";
pub const PROOFS: &str = "src/proofs.md";

pub struct Book {
    folder: Folder,
    pub summary: Page,
    /// The pages that readers see, which mdBook expands.
    pub pages: Vec<Page>,
    /// What stands beside the book and is read as it is.
    pub documents: Vec<Page>,
    /// The `.rs` and `.stderr` files under `listings/`.
    pub listings: Vec<String>,
    pub diagrams: Vec<String>,
    pub programs: Vec<Program>,
    /// `tests/*.rs`, each a test program.
    pub tests: Vec<Source>,
}

/// A `[[bin]]` of `Cargo.toml`.
pub struct Program {
    pub place: String,
    pub name: String,
    pub path: String,
    pub has_test_harness: bool,
}

impl Book {
    pub fn load(layers: Vec<PathBuf>) -> Book {
        let folder = Folder(layers);
        let page = |path: &String| Page::parse(path, folder.text(path));
        let src: Vec<_> = folder.files("src").iter().map(page).collect();
        let (summary, pages) = src
            .into_iter()
            .partition::<Vec<_>, _>(|page| page.path == SUMMARY);
        let documents = ["README.md".into(), "CONTRIBUTING.md".into()];
        let mut listings = folder.files("listings");
        listings.retain(|f| f.ends_with(".rs") || f.ends_with(".stderr"));
        let mut tests = folder.entries("tests");
        tests.retain(|file| file.ends_with(".rs"));
        Book {
            summary: summary.into_iter().next().expect(SUMMARY),
            pages,
            documents: documents.iter().map(page).collect(),
            listings,
            diagrams: folder.files("diagrams"),
            programs: programs(&folder.text("Cargo.toml")),
            tests: tests.iter().filter_map(|file| folder.read(file)).collect(),
            folder,
        }
    }

    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.path == path)
    }

    pub fn program(&self, file: &str) -> Option<&Program> {
        self.programs.iter().find(|program| program.path == file)
    }

    /// Whether `file` is a program that must not compile.
    pub fn is_failure(file: &str) -> bool {
        file.starts_with("listings/") && file.contains("/fail/")
    }

    /// Whether `cargo test` runs the tests in `file`.
    pub fn is_test(&self, file: &str) -> bool {
        let module = format!("#[path = \"../{file}\"]");
        let is_module = |test: &Source| {
            test.path == "tests/proofs.rs"
                && test.text.lines().any(|line| line.trim() == module)
        };
        let mut tests = self.tests.iter();
        tests.any(|test| test.path == file || is_module(test))
    }

    /// Every Rust block, with its page.
    pub fn rust_blocks(&self) -> impl Iterator<Item = (&Page, &Element)> {
        let pages = self.pages.iter();
        let elements =
            pages.flat_map(|page| iter::repeat(page).zip(&page.elements));
        elements.filter(|(_, element)| element.is_rust())
    }

    /// Every Rust block that is one include.
    pub fn shown_rust(
        &self,
    ) -> impl Iterator<Item = (&Page, &Element, &Include)> {
        self.rust_blocks().filter_map(|(page, block)| {
            Some((page, block, page.include(block)?))
        })
    }

    /// Every include on every page.
    pub fn includes(&self) -> impl Iterator<Item = &Include> {
        self.pages.iter().flat_map(|page| &page.includes)
    }

    pub fn source(&self, file: &str) -> Option<Source> {
        self.folder.read(file)
    }

    /// The listings, and whatever else the pages include.
    pub fn sources(&self) -> impl Iterator<Item = Source> {
        let included = self.includes().map(|include| &include.file);
        let files: BTreeSet<_> = self.listings.iter().chain(included).collect();
        files.into_iter().filter_map(|file| self.source(file))
    }

    /// What readers see of an include; `None` without that file or anchor.
    pub fn shown(&self, include: &Include) -> Option<Source> {
        let mut source = self.source(&include.file)?;
        if let Some(anchor) = &include.anchor {
            source.text = source.region(anchor)?;
        }
        Some(source)
    }
}

fn programs(manifest: &str) -> Vec<Program> {
    let table: toml::Table = manifest.parse().expect("Cargo.toml is TOML");
    let bins = table.get("bin").and_then(|bins| bins.as_array());
    let program = |bin: &toml::Value| {
        let text = |key| bin.get(key).and_then(toml::Value::as_str);
        let path = text("path").unwrap_or_default();
        let mut lines = manifest.lines();
        let line = lines.position(|line| line.contains(path)).unwrap_or(0);
        Program {
            place: format!("Cargo.toml:{}", line + 1),
            name: text("name").unwrap_or_default().to_owned(),
            path: path.to_owned(),
            has_test_harness: bin.get("test") != Some(&false.into()),
        }
    };
    bins.into_iter().flatten().map(program).collect()
}

/// A folder in layers: a file in an earlier one hides its namesakes in later
/// ones, so that a fixture is a sound book plus the few files with its fault.
struct Folder(Vec<PathBuf>);

impl Folder {
    fn read(&self, path: &str) -> Option<Source> {
        let read = |layer: &PathBuf| fs::read_to_string(layer.join(path)).ok();
        let text = self.0.iter().find_map(read)?;
        let path = path.to_owned();
        Some(Source { path, text })
    }

    /// What a file says, which is nothing if it is not there.
    fn text(&self, path: &str) -> String {
        self.read(path)
            .map(|source| source.text)
            .unwrap_or_default()
    }

    /// The paths directly in `folder`, sorted.
    fn entries(&self, folder: &str) -> Vec<String> {
        let open = |layer: &PathBuf| fs::read_dir(layer.join(folder)).ok();
        let entries = self.0.iter().filter_map(open).flatten();
        let names = entries.map(|entry| entry.expect("a folder").file_name());
        let paths = names.map(|name| format!("{folder}/{}", name.display()));
        BTreeSet::from_iter(paths).into_iter().collect()
    }

    /// The files in and below `path`, or itself.
    fn files(&self, path: &str) -> Vec<String> {
        if self.0.iter().any(|layer| layer.join(path).is_file()) {
            return vec![path.to_owned()];
        }
        let entries = self.entries(path);
        entries.iter().flat_map(|path| self.files(path)).collect()
    }
}
