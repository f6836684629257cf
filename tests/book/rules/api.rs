//! The index of the API.

use std::collections::BTreeSet;

use pulldown_cmark::Tag;

use crate::model::{API_INDEX, Book, PROGRAMS, PROOFS};
use crate::page::{Element, resolve};

/// Pages that send readers on, or repeat what others explain.
const WITHOUT_EXPLANATIONS: &[&str] =
    &["src/you-want-to.md", "src/glossary.md", PROGRAMS, PROOFS];

/// Who looks something up gives up after the first item that is not there.
pub fn every_item_is_in_the_api_index(book: &Book) -> Vec<String> {
    let rows = rows(book);
    let mut wrong = Vec::new();
    for page in book.pages.iter().filter(|page| page.path != API_INDEX) {
        let explains = !WITHOUT_EXPLANATIONS.contains(&&*page.path);
        let mut seen = BTreeSet::new();
        for (link, Element { place, text, .. }) in page.links() {
            if !is_item(link) || !seen.insert(link) {
                continue;
            }
            match rows.iter().find(|row| row.items.contains(link)) {
                None => wrong.push(format!(
                    "{place}: `{text}` is not in the index; \
                     add a row with this link to {API_INDEX}"
                )),
                Some(row) if explains && !row.pages.contains(&page.path) => {
                    wrong.push(format!(
                        "{place}: the index does not say that `{text}` is \
                         explained here; add this page at {}",
                        row.place
                    ));
                }
                _ => {}
            }
        }
    }
    wrong
}

/// A row of the index: what it is about, and which pages it names.
struct Row<'a> {
    place: &'a str,
    items: BTreeSet<&'a str>,
    pages: BTreeSet<String>,
}

fn rows(book: &Book) -> Vec<Row<'_>> {
    let Some(index) = book.page(API_INDEX) else {
        return Vec::new();
    };
    let rows = index.elements.iter().filter(|it| it.tag == Tag::TableRow);
    rows.map(|row| {
        let links = index.links().filter_map(|(link, element)| {
            row.range.contains(&element.range.start).then_some(link)
        });
        let (items, pages): (BTreeSet<_>, BTreeSet<_>) =
            links.partition(|link| is_item(link));
        Row {
            place: &row.place,
            items,
            pages: pages.iter().map(|p| resolve(API_INDEX, p)).collect(),
        }
    })
    .collect()
}

fn is_item(link: &str) -> bool {
    link.starts_with("https://docs.rs/")
}
