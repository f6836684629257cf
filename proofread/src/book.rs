//! A book as its checks see it: a folder, its pages and its programs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, iter};

use crate::Settings;
use crate::page::{Element, Include, Page};
use crate::process::profile;
use crate::source::Source;

const SUMMARY: &str = "src/SUMMARY.md";

/// What stands beside the book and is read as it is.
const DOCUMENTS: [&str; 2] = ["README.md", "CONTRIBUTING.md"];

pub struct Book {
    pub settings: Settings,
    folder: Folder,
    pub summary: Page,
    /// The pages that readers see, which mdBook expands.
    pub pages: Vec<Page>,
    pub documents: Vec<Page>,
    /// The `.rs` and `.stderr` files under `listings/`.
    pub listings: Vec<String>,
    pub diagrams: Vec<String>,
    pub programs: Vec<Target>,
    pub tests: Vec<Target>,
    /// The folders of the workspace's other packages.
    members: Vec<String>,
    /// Where the programs are, below `target/debug`.
    pub executables: &'static str,
}

/// A `[[bin]]` or a `[[test]]` of `Cargo.toml`.
pub struct Target {
    pub place: String,
    pub name: String,
    pub path: String,
    /// Whether `cargo test` runs its tests, unless somebody names it.
    pub is_tested: bool,
}

impl Book {
    /// Reads a book from its folder. A file in an earlier layer hides its
    /// namesakes in later ones.
    pub fn load(layers: Vec<PathBuf>, settings: Settings) -> Book {
        let folder = Folder(layers);
        let page =
            |path: &str| Some(Page::parse(path, folder.read(path)?.text));
        let summary = page(SUMMARY).expect(SUMMARY);
        let order: Vec<_> = summary.links().map(|link| link.0).collect();
        let mut files = folder.files("src");
        files.retain(|file| file.ends_with(".md") && file != SUMMARY);
        files.sort_by_key(|file| {
            let named = order.iter().position(|link| file[4..] == **link);
            named.unwrap_or(usize::MAX)
        });
        let pages = files.iter().filter_map(|file| page(file)).collect();
        let mut listings = folder.files("listings");
        listings.retain(|f| f.ends_with(".rs") || f.ends_with(".stderr"));
        let manifest = folder.read("Cargo.toml").expect("a Cargo.toml").text;
        Book {
            pages,
            documents: DOCUMENTS.into_iter().filter_map(page).collect(),
            listings,
            diagrams: folder.files("diagrams"),
            programs: targets(&manifest, "bin"),
            tests: targets(&manifest, "test"),
            members: members(&manifest),
            executables: "",
            summary,
            settings,
            folder,
        }
    }

    /// The folder itself, which is the last layer.
    pub fn root(&self) -> &Path {
        self.folder.0.last().expect("a layer")
    }

    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.path == path)
    }

    pub fn program(&self, file: &str) -> Option<&Target> {
        self.programs.iter().find(|program| program.path == file)
    }

    /// Whether `file` is a program that must not compile, or its message:
    /// `listings/*/fail/*`, and nothing deeper, is what trybuild is given.
    pub fn is_failure(file: &str) -> bool {
        let parts = Vec::from_iter(file.split('/'));
        matches!(parts[..], ["listings", _, "fail", _])
    }

    /// Whether the proofs in `file` are part of the test program of that name.
    pub fn is_proven(&self, file: &str) -> bool {
        let module = format!("#[path = \"../{file}\"]");
        let proofs = self.tests.iter().find(|test| test.name == "proofs");
        proofs
            .and_then(|test| self.source(&test.path))
            .is_some_and(|test| test.text.lines().any(|it| it == module))
    }

    /// Whether `file` is a version of an exercise, `exercises/PAGE/NAME/FILE.rs`,
    /// and the test program `exercises` has the versions of that one.
    pub fn is_exercise(&self, file: &str) -> bool {
        let parts = Vec::from_iter(file.split('/'));
        let ["exercises", page, name, _] = parts[..] else {
            return false;
        };
        let module =
            format!("#[path = \"../exercises/{page}/{name}/tests.rs\"]");
        let mut tests = self.tests.iter();
        let test = tests.find(|test| test.name == "exercises");
        test.and_then(|test| self.source(&test.path))
            .is_some_and(|test| test.text.lines().any(|it| it == module))
    }

    /// Whether `file` belongs to what tests the book, and is compiled there.
    pub fn is_part_of_tests(&self, file: &str) -> bool {
        let mut tests = self.tests.iter().map(|test| &test.path);
        let mut members = self.members.iter();
        self.is_proven(file)
            || tests.any(|test| match test.strip_suffix("main.rs") {
                Some(folder) => file.starts_with(folder),
                None => file == test,
            })
            || members.any(|it| Path::new(file).starts_with(it))
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

    /// Where cargo has put a program.
    pub fn executable(&self, program: &str) -> PathBuf {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        profile().join(self.executables).join(file)
    }

    /// The files in and below a folder.
    pub fn files(&self, folder: &str) -> Vec<String> {
        self.folder.files(folder)
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
            let mut regions = source.regions(anchor)?;
            // Only with hidden lines does mdBook show what is opened again.
            if include.directive != "rustdoc_include" {
                regions.truncate(1);
            }
            source.text = regions.concat();
        }
        Some(source)
    }
}

/// The `[[kind]]` tables of a manifest.
fn targets(manifest: &str, kind: &str) -> Vec<Target> {
    let table: toml::Table = manifest.parse().expect("Cargo.toml is TOML");
    let target = |target: &toml::Value| {
        let text = |key| target.get(key).and_then(toml::Value::as_str);
        let path = text("path").unwrap_or_default();
        let mut lines = manifest.lines();
        let line = lines.position(|line| line.contains(path)).unwrap_or(0);
        Target {
            place: format!("Cargo.toml:{}", line + 1),
            name: text("name").unwrap_or_default().to_owned(),
            path: path.to_owned(),
            is_tested: target.get("test") != Some(&false.into()),
        }
    };
    let targets = table.get(kind).and_then(|targets| targets.as_array());
    targets.into_iter().flatten().map(target).collect()
}

fn members(manifest: &str) -> Vec<String> {
    let table: toml::Table = manifest.parse().expect("Cargo.toml is TOML");
    let workspace = table.get("workspace");
    let members = workspace.and_then(|it| it.get("members")?.as_array());
    let members = members.into_iter().flatten();
    members
        .filter_map(|it| Some(it.as_str()?.to_owned()))
        .collect()
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
