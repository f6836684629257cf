//! Every link leads somewhere, and no network is needed to know: pages are read
//! as mdBook renders them, API documentation as `cargo doc` makes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use html5gum::{DefaultEmitter, Token, Tokenizer};
use mdbook_driver::MDBook;
use mdbook_markdown::pulldown_cmark::html::push_html;
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::book::Book;
use crate::made::Versions;
use crate::page::Page;
use crate::process::{cargo, scratch};
use crate::source::Source;

/// How a page links to the API: to the version that it was written for.
const API_LINK: &str = "write https://docs.rs/CRATE/VERSION/crate/PAGE.html";

/// Follows every link of the book, and of what stands beside it.
///
/// The links that only a network can follow are written to a file, one a line:
/// `target/debug/proofread/external-links.txt`.
pub fn check(book: &Book) -> Result<Vec<String>, String> {
    let html = scratch("html");
    let (redirects, place) = render(book, &html)?;
    let mut pages = Vec::new();
    for page in &book.pages {
        pages.push(Html::of_book(book, page, &html)?);
    }
    let documents = book.documents.iter();
    pages.extend(documents.map(|page| Html::of_markdown(page, book.root())));

    let links = pages.iter().flat_map(|page| &page.links);
    let external: BTreeSet<_> =
        links.filter(|link| is_external(link)).cloned().collect();
    let external = Vec::from_iter(external).join("\n") + "\n";
    let list = scratch("external-links.txt");
    fs::write(list, external).map_err(|error| error.to_string())?;

    let mut checker = Checker::new(book);
    let mut report = Vec::new();
    for page in &pages {
        report.extend(checker.check(page));
    }
    for (old, new) in BTreeMap::from_iter(redirects) {
        let (path, fragment) = new.split_once('#').unwrap_or((&new, ""));
        if !is_external(&new)
            && let Err(why) = checker.find(html.join(path), fragment)
        {
            report.push(format!("{place}: {old:?} = {new:?}\n    {why}"));
        }
    }
    Ok(report)
}

/// Has mdBook render the book, all but its search index.
/// Returns the redirects, and where they stand.
fn render(
    book: &Book,
    html: &Path,
) -> Result<(HashMap<String, String>, &'static str), String> {
    let error = |error| format!("mdBook: {error:?}");
    let mut book = MDBook::load(book.root()).map_err(error)?;
    book.config.build.build_dir = html.to_owned();
    book.config
        .set("output.html.search.enable", false)
        .map_err(error)?;
    book.build().map_err(error)?;
    let config = book.config.html_config().unwrap_or_default();
    Ok((config.redirect, "book.toml"))
}

/// What matters here of a page in HTML.
pub struct Html {
    /// The files that its author edits: the page, and what it includes.
    sources: Vec<Source>,
    /// The file that its relative links start from.
    path: PathBuf,
    /// The folder that readers get, in which they have to lead somewhere.
    root: PathBuf,
    links: BTreeSet<String>,
    ids: BTreeSet<String>,
    /// What is wrong wherever the links lead: which element, and why.
    faults: BTreeSet<(String, String)>,
}

impl Html {
    fn of_book(book: &Book, page: &Page, html: &Path) -> Result<Html, String> {
        let path = html.join(format!("{}.html", page.slug()));
        let text = fs::read_to_string(&path);
        let text = text.map_err(|error| {
            format!("is {} in SUMMARY.md? {path:?}: {error}", page.path)
        })?;
        let included = page.includes.iter().map(|it| &it.file);
        let included = BTreeSet::from_iter(included).into_iter();
        let mut sources = vec![page.source()];
        sources.extend(included.filter_map(|file| book.source(file)));
        Ok(Html::parse(sources, path, html, &text))
    }

    /// A page that readers see where it lies, on a forge for example.
    pub fn of_markdown(page: &Page, folder: &Path) -> Html {
        let mut html = String::new();
        let options = MarkdownOptions::default();
        push_html(&mut html, new_cmark_parser(&page.text, &options));
        let path = folder.join(&page.path);
        Html::parse(vec![page.source()], path, folder, &html)
    }

    fn parse(
        sources: Vec<Source>,
        path: PathBuf,
        root: &Path,
        html: &str,
    ) -> Html {
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
        Html {
            sources,
            path,
            root: root.to_owned(),
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

    /// What else is on this machine is not on the reader's.
    fn may_lead_to(&self, file: &Path) -> Result<(), String> {
        let real = |file: &Path| fs::canonicalize(file).ok();
        match (real(file), real(&self.root)) {
            (Some(file), Some(root)) if !file.starts_with(&root) => {
                Err("this leads out of the book; link to the web".into())
            }
            _ => Ok(()), // what is not there is reported as such
        }
    }

    /// Each line on which the author wrote `link`, as `file:line: link`; no
    /// line if it is not the author's, but the theme's for example.
    fn places(&self, link: &str) -> Vec<String> {
        // In the book, links to `page.md` have become links to `page.html`.
        let written = [link, &link.replacen(".html", ".md", 1)];
        let mut places = Vec::new();
        for Source { path, text } in &self.sources {
            for (number, line) in (1..).zip(text.lines()) {
                let mut words = line.split([' ', '(', ')', '<', '>', '"']);
                if let Some(link) = words.find(|word| written.contains(word)) {
                    places.push(format!("{path}:{number}: {link}"));
                }
            }
        }
        if places.is_empty() {
            let page = &self.sources[0].path;
            places.push(format!("{page}: {link}"));
        }
        places
    }
}

/// Follows links. Reads each file, and documents each package, only once.
pub struct Checker<'a> {
    book: &'a Book,
    files: BTreeMap<PathBuf, Html>,
    packages: BTreeMap<(String, String), Result<(), String>>,
}

impl Checker<'_> {
    pub fn new(book: &Book) -> Checker<'_> {
        Checker {
            book,
            files: BTreeMap::new(),
            packages: BTreeMap::new(),
        }
    }

    /// What is wrong on `page`, where, and why.
    pub fn check(&mut self, page: &Html) -> Vec<String> {
        let mut faults = page.faults.clone();
        for link in &page.links {
            if let Err(why) = self.follow(page, link) {
                faults.insert((link.clone(), why));
            }
        }
        let mut report = Vec::new();
        for (what, why) in faults {
            for place in page.places(&what) {
                report.push(format!("{place}\n    {why}"));
            }
        }
        report
    }

    // ANCHOR: follow
    fn follow(&mut self, page: &Html, link: &str) -> Result<(), String> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        if let Some(path) = path.strip_prefix("https://docs.rs/") {
            let file = self.documentation(path)?;
            self.find(file, fragment)
        } else if is_external(link) {
            is_well_formed(link)
        } else if path.is_empty() {
            page.has(fragment)
        } else {
            let file = page.path.with_file_name(path);
            page.may_lead_to(&file)?;
            self.find(file, fragment)
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
            let html = fs::read_to_string(file).unwrap_or_default();
            Html::parse(Vec::new(), file.clone(), "".as_ref(), &html)
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
            .or_insert_with(|| document(self.book, package, version))
            .clone()?;
        let file = scratch("docs").join("doc").join(page);
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
fn document(book: &Book, package: &str, version: &str) -> Result<(), String> {
    // Cargo can document no other kind of dependency from here.
    let versions = Versions::of(book);
    let Some(locked) = versions.of_dependency(package) else {
        return Err(format!(
            "{package} is not in Cargo.toml's [dependencies]: \
             link to its repository instead"
        ));
    };
    if locked != version {
        return Err(format!("Cargo.lock has {package} {locked}: link to that"));
    }
    let cargo = cargo(book.root())
        .args(["doc", "--quiet", "--offline", "--locked", "--no-deps"])
        .args(["--package", &format!("{package}@{version}")])
        .arg("--target-dir")
        .arg(scratch("docs"))
        .output();
    match cargo {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into()),
        Err(error) => Err(format!("cargo: {error}")),
    }
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
