//! The claims on the pages, and their proofs.

use std::collections::BTreeSet;

use mdbook_markdown::pulldown_cmark::{HeadingLevel, Tag};

use crate::book::Book;
use crate::breaks;
use crate::made::is_made;
use crate::page::{Element, Include, Page, resolve};

/// What a page says at its end in proof of a claim: under the heading *Proofs*,
/// a heading of the third level, and the claim as a sentence.
pub struct Proof<'a> {
    pub page: &'a Page,
    pub id: &'a str,
    pub place: &'a str,
    /// Its break: the change, in a `diff` block, that makes the claim untrue.
    pub diff: Option<&'a Element>,
    /// What its test says then, in a `text` block right below.
    pub said: Option<&'a Element>,
    /// Whether the claim follows.
    is_stated: bool,
}

impl Proof<'_> {
    /// The name of its test, if a test proves it.
    pub fn test(&self) -> String {
        self.id.replace('-', "_")
    }

    /// Where its test stands among the modules of the proofs.
    pub fn test_path(&self) -> String {
        let page = self.page.slug().replace('-', "_");
        format!("{page}::{}", self.test())
    }

    /// Whether the page shows a test that is run and called like the claim.
    pub fn is_test(&self, book: &Book) -> bool {
        self.shown_test(book).is_some()
    }

    /// What shows the test or the program that proves the claim.
    pub fn shown(&self, book: &Book) -> Option<&Include> {
        self.shown_test(book).or(self.shown_failure())
    }

    fn shown_test(&self, book: &Book) -> Option<&Include> {
        let (test, slug) = (self.test(), self.page.slug());
        let file = format!("listings/{slug}/proofs.rs");
        let mut includes = self.page.includes.iter();
        let include = includes.find(|include| {
            include.file == file && include.anchor.as_ref() == Some(&test)
        })?;
        let shown = book.shown(include)?;
        let is_there = shown.tests().iter().any(|(_, name)| *name == test);
        (is_there && book.is_proven(&file)).then_some(include)
    }

    /// A program called like the claim that must not compile.
    fn shown_failure(&self) -> Option<&Include> {
        let file = format!("/fail/{}.rs", self.id);
        let mut includes = self.page.includes.iter();
        includes.find(|include| {
            Book::is_failure(&include.file) && include.file.ends_with(&file)
        })
    }
}

pub fn proofs(book: &Book) -> Vec<Proof<'_>> {
    book.pages.iter().flat_map(proofs_of).collect()
}

pub fn proofs_of(page: &Page) -> Vec<Proof<'_>> {
    let mut proofs = Vec::new();
    let mut is_open = false;
    for element in &page.elements {
        let Tag::Heading { level, .. } = element.tag else {
            continue;
        };
        if level <= HeadingLevel::H2 {
            is_open = element.text == "Proofs";
        } else if is_open && level == HeadingLevel::H3 {
            let is_heading =
                |it: &Element| matches!(it.tag, Tag::Heading { .. });
            let below = page.after(element).take_while(|it| !is_heading(it));
            let below = Vec::from_iter(below);
            let diff = below.iter().position(|it| it.info() == Some("diff"));
            let said = diff.and_then(|diff| below.get(diff + 1).copied());
            proofs.push(Proof {
                page,
                id: &element.text,
                place: &element.place,
                diff: diff.map(|diff| below[diff]),
                said: said.filter(|it| it.info() == Some("text")),
                is_stated: below
                    .first()
                    .is_some_and(|it| it.tag == Tag::Paragraph),
            });
        }
    }
    proofs
}

/// Every mark: the page and the claim that it leads to, and where it stands.
pub fn marks(book: &Book) -> Vec<(String, &str, &Element)> {
    let mut marks = Vec::new();
    for page in &book.pages {
        let links = page.links().filter(|(_, link)| link.text.contains('✓'));
        marks.extend(links.map(|(link, element)| {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let file = match file {
                "" => page.path.clone(),
                _ => resolve(&page.path, file),
            };
            (file, id, element)
        }));
    }
    marks
}

/// A mark with nothing behind it is the one lie that a book could tell.
pub fn every_mark_leads_to_a_proof(book: &Book) -> Vec<String> {
    let proofs = proofs(book);
    let mut wrong = Vec::new();
    for (page, id, Element { place, text, .. }) in marks(book) {
        if text != "✓" {
            wrong.push(format!(
                "{place}: a mark is nothing but a mark; write `[✓](#{id})`"
            ));
        }
        if !proofs.iter().any(|it| it.id == id && it.page.path == page) {
            wrong.push(format!(
                "{place}: no proof of `{id}`; write `### {id}` under \
                 `## Proofs` in {page}"
            ));
        }
    }
    for page in &book.pages {
        for (start, _) in page.text.match_indices('✓') {
            let links = page.links().map(|(_, element)| &element.range);
            if !links.chain(&page.code).any(|range| range.contains(&start)) {
                let place = page.place(start);
                wrong.push(format!(
                    "{place}: a mark without a link; write `[✓](#CLAIM)`"
                ));
            }
        }
    }
    wrong
}

/// A proof is a test that runs, or a program that the compiler rejects.
pub fn every_proof_is_run(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for proof in proofs(book) {
        let Proof { id, place, .. } = proof;
        if proof.shown(book).is_none() {
            let test = proof.test();
            let slug = proof.page.slug();
            wrong.push(format!(
                "{place}: nothing proves `{id}`; show the test `{test}` of \
                 listings/{slug}/proofs.rs by an anchor of its name, not \
                 `#[ignore]`d, or `fail/{id}.rs`"
            ));
        }
    }
    wrong
}

/// What exactly has been proven, a reader should not have to guess.
pub fn every_proof_states_its_claim(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for Proof {
        place,
        id,
        is_stated,
        ..
    } in proofs(book)
    {
        if !is_stated {
            wrong.push(format!(
                "{place}: what does `{id}` prove? say it in a sentence below"
            ));
        }
    }
    wrong
}

/// What nobody has seen fail may be no proof.
pub fn every_proof_has_a_break(book: &Book) -> Vec<String> {
    let proofs = proofs(book);
    let mut wrong = Vec::new();
    for proof in &proofs {
        let Proof { id, place, .. } = proof;
        match (proof.diff, proof.said) {
            (None, _) => wrong.push(format!(
                "{place}: who has seen `{id}` fail? show its break below, \
                 folded: a `diff` block with the change that makes it untrue"
            )),
            (Some(diff), None) if proof.is_test(book) => {
                let (place, test) = (&diff.place, proof.test());
                wrong.push(format!(
                    "{place}: what does `{test}` say after this change? show \
                     it in a `text` block right below"
                ));
            }
            (_, Some(said)) if proof.shown_failure().is_some() => {
                wrong.push(format!(
                    "{}: `{id}` compiles after this change, so nothing is \
                     said; take this block away",
                    said.place
                ));
            }
            _ => {}
        }
    }
    let breaks = proofs.iter().filter_map(|proof| proof.diff);
    let breaks: BTreeSet<_> = breaks.map(|diff| &diff.place).collect();
    for page in &book.pages {
        let elements = page.elements.iter();
        for diff in elements.filter(|it| it.info() == Some("diff")) {
            let place = &diff.place;
            if !breaks.contains(place) && !is_made(page, diff.range.start) {
                wrong.push(format!(
                    "{place}: nobody makes this change; show one `diff` block \
                     below each proof, or have one made of two programs"
                ));
            }
        }
    }
    wrong
}

/// A change to a listing can take away what a break changes.
pub fn every_break_applies(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for proof in proofs(book) {
        if let (Some(diff), Some(include)) = (proof.diff, proof.shown(book))
            && let Some(source) = book.source(&include.file)
            && let anchor = include.anchor.as_deref()
            && let Err(what) = breaks::apply(source, anchor, &diff.text)
        {
            wrong.push(format!("{}: {what}", diff.place));
        }
    }
    wrong
}

pub fn every_proof_is_cited(book: &Book) -> Vec<String> {
    let marks = marks(book);
    let cited: BTreeSet<_> =
        marks.iter().map(|(page, id, _)| (&**page, *id)).collect();
    let mut wrong = Vec::new();
    for Proof {
        page, id, place, ..
    } in proofs(book)
    {
        if !cited.contains(&(&*page.path, id)) {
            wrong.push(format!(
                "{place}: no page claims `{id}`; \
                 put `[✓](#{id})` behind the claim"
            ));
        }
    }
    wrong
}

pub fn every_test_among_the_proofs_is_shown(book: &Book) -> Vec<String> {
    let proofs = proofs(book);
    let mut wrong = Vec::new();
    for page in &book.pages {
        let file = format!("listings/{}/proofs.rs", page.slug());
        let Some(source) = book.source(&file) else {
            continue;
        };
        for (place, test) in source.tests() {
            let mut proofs =
                proofs.iter().filter(|it| it.page.path == page.path);
            if proofs.all(|proof| proof.test() != test) {
                let (id, path) = (test.replace('_', "-"), &page.path);
                wrong.push(format!(
                    "{place}: `{test}` proves nothing on a page; \
                     write `### {id}` under `## Proofs` in {path}"
                ));
            }
        }
    }
    wrong
}
