//! The claims on the pages, and their proofs.

use std::collections::BTreeSet;

use pulldown_cmark::{HeadingLevel, Tag};

use crate::model::{Book, PROOFS};
use crate::page::{Element, Include};

/// A mark with nothing behind it is the one lie that this book could tell.
pub fn every_mark_leads_to_a_proof(book: &Book) -> Vec<String> {
    let proofs = proofs(book);
    let mut wrong = Vec::new();
    for page in &book.pages {
        for (link, Element { place, text, .. }) in page.links() {
            let claim = claim(link);
            if let Some(id) = claim
                && proofs.iter().all(|proof| proof.id != id)
            {
                wrong.push(format!(
                    "{place}: no proof of `{id}`; write `### {id}` on {PROOFS}"
                ));
            }
            if (text == "✓") != claim.is_some() {
                wrong.push(format!(
                    "{place}: this link is half a mark; \
                     write `[✓](proofs.md#CLAIM)`"
                ));
            }
        }
        for (start, _) in page.text.match_indices('✓') {
            let links = page.links().map(|(_, element)| &element.range);
            if !links.chain(&page.code).any(|range| range.contains(&start)) {
                let place = page.place(start);
                wrong.push(format!(
                    "{place}: a mark without a link; \
                     write `[✓](proofs.md#CLAIM)`"
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
        let test = id.replace('-', "_");
        let is_run = proof.includes.into_iter().any(|include| {
            let shown = book.shown(include);
            let tests = shown.as_ref().map(|shown| shown.tests());
            book.is_test(&include.file)
                && include.anchor.as_ref() == Some(&test)
                && tests.into_iter().flatten().any(|(_, name)| name == test)
                || include.file.ends_with(&format!("/fail/{id}.rs"))
        });
        if !is_run {
            wrong.push(format!(
                "{place}: nothing proves `{id}`; below, show the test `{test}` \
                 by an anchor of its name, or `fail/{id}.rs`"
            ));
        }
    }
    wrong
}

pub fn every_proof_is_cited(book: &Book) -> Vec<String> {
    let pages = book.pages.iter().filter(|page| page.path != PROOFS);
    let links = pages.flat_map(|page| page.links());
    let cited: BTreeSet<_> =
        links.filter_map(|(link, _)| claim(link)).collect();
    let mut wrong = Vec::new();
    for Proof { id, place, .. } in proofs(book) {
        if !cited.contains(id) {
            wrong.push(format!(
                "{place}: no page claims `{id}`; \
                 put `[✓](proofs.md#{id})` behind the claim"
            ));
        }
    }
    wrong
}

pub fn every_test_among_the_proofs_is_shown(book: &Book) -> Vec<String> {
    let proofs = proofs(book);
    let mut wrong = Vec::new();
    for source in book.sources().filter(|s| s.path.ends_with("/proofs.rs")) {
        for (place, test) in source.tests() {
            let id = test.replace('_', "-");
            if proofs.iter().all(|proof| proof.id != id) {
                wrong.push(format!(
                    "{place}: `{test}` proves nothing on a page; \
                     write `### {id}` on {PROOFS}"
                ));
            }
        }
    }
    wrong
}

/// The claim that a link leads to the proof of.
fn claim(link: &str) -> Option<&str> {
    link.strip_prefix("proofs.md#")
}

/// A third-level heading on the page of proofs, and what is included below it.
struct Proof<'a> {
    id: &'a str,
    place: &'a str,
    includes: Vec<&'a Include>,
}

fn proofs(book: &Book) -> Vec<Proof<'_>> {
    let mut proofs: Vec<Proof> = Vec::new();
    let Some(page) = book.page(PROOFS) else {
        return proofs;
    };
    for element in &page.elements {
        let Element {
            tag, text, place, ..
        } = element;
        if matches!(
            tag,
            Tag::Heading {
                level: HeadingLevel::H3,
                ..
            }
        ) {
            proofs.push(Proof {
                id: text,
                place,
                includes: Vec::new(),
            });
        } else if let Some(proof) = proofs.last_mut() {
            proof.includes.extend(page.include(element));
        }
    }
    proofs
}
