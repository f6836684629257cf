//! The blocks on the pages.

use std::collections::BTreeSet;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Tag};

use crate::book::Book;
use crate::page::{Element, Page, resolve};

const FENCES: &[&str] = &[
    "rust",
    "rust,no_run",
    "rust,compile_fail",
    "rust,proof",
    "rust,exercise",
    "console",
    "text",
    "toml",
    "diff",
];
const LONGEST_BLOCK: usize = 25;
const LONGEST_PROGRAM: usize = 80;

/// A fence that the tools do not know is a block that they do not check.
pub fn every_fence_is_known(book: &Book) -> Vec<String> {
    let known = FENCES.join("`, `");
    let mut wrong = Vec::new();
    for page in book.pages.iter().chain(&book.documents) {
        for Element {
            place, tag, range, ..
        } in &page.elements
        {
            let source = page.text[range.clone()].trim_end();
            match tag {
                Tag::CodeBlock(CodeBlockKind::Indented) => wrong.push(format!(
                    "{place}: a block without a fence; \
                     indent it less, or fence it"
                )),
                Tag::CodeBlock(CodeBlockKind::Fenced(info))
                    if !FENCES.contains(&&**info) =>
                {
                    wrong.push(format!(
                        "{place}: `{info}` is no fence that is checked; \
                         make it one of `{known}`"
                    ));
                }
                Tag::CodeBlock(_) if !source.ends_with("```") => wrong.push(
                    format!("{place}: a block without an end; write ``` there"),
                ),
                Tag::HtmlBlock
                    if source.contains("```") || source.contains("<pre") =>
                {
                    wrong.push(format!(
                        "{place}: code inside HTML; \
                         fence it, with a blank line before"
                    ));
                }
                _ => {}
            }
        }
    }
    wrong
}

// ANCHOR: rule
/// Code that is typed on a page is code that no test has seen.
pub fn every_rust_block_is_one_include(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, block) in book.rust_blocks() {
        if page.include(block).is_none() {
            let place = &block.place;
            wrong.push(format!(
                "{place}: Rust that is not one `{{{{#rustdoc_include}}}}` \
                 (a proof, an exercise: `{{{{#include}}}}`) of a file under \
                 listings/ or exercises/; move it there"
            ));
        }
    }
    let beside = book.documents.iter().flat_map(|page| &page.elements);
    for Element { place, .. } in beside.filter(|block| block.is_rust()) {
        wrong.push(format!(
            "{place}: Rust that nothing checks; show it on a page, link there"
        ));
    }
    wrong
}
// ANCHOR_END: rule

/// A directive that mdBook does not carry out is printed on the page.
pub fn every_directive_is_a_whole_block(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for page in &book.pages {
        let of_markdown = page.includes.iter().filter(|include| {
            include.file.ends_with(".md")
                && page.text[..include.offset].ends_with("\n\n")
        });
        let mut allowed: BTreeSet<_> =
            of_markdown.map(|include| include.offset).collect();
        for block in &page.elements {
            if let Some(include) = page.include(block) {
                allowed.insert(include.offset);
                // mdBook would indent no line but the first.
                if block.depth > 1 {
                    let place = &block.place;
                    wrong.push(format!(
                        "{place}: an included block falls out of its list or \
                         quote; move it to the margin"
                    ));
                }
            }
            if block.tag == Tag::HtmlBlock {
                let includes = page.includes.iter().filter(|include| {
                    include.directive == "include"
                        && include.file.starts_with("diagrams/")
                });
                let diagrams = includes.map(|include| include.offset);
                allowed.extend(diagrams.filter(|at| block.range.contains(at)));
            }
        }
        for (start, _) in page.text.match_indices("{{") {
            let (before, after) = page.text.split_at(start);
            let is_directive = after[2..].trim_start().starts_with('#');
            if is_directive
                && !before.ends_with('\\')
                && !allowed.contains(&start)
            {
                let place = page.place(start);
                wrong.push(format!(
                    "{place}: a directive that is not a whole block or a \
                     figure's diagram; make it one, or write `\\{{{{#` in prose"
                ));
            }
        }
    }
    wrong
}

/// mdBook prints an empty block, or the directive, and exits with 0.
pub fn every_include_shows_what_it_names(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for include in book.includes() {
        let (place, file) = (&include.place, &include.file);
        let Some(source) = book.source(file) else {
            wrong.push(format!("{place}: no file `{file}`; correct the path"));
            continue;
        };
        match (&include.anchor, book.shown(include)) {
            (Some(anchor), None) => wrong.push(format!(
                "{place}: no anchor `{anchor}` in `{file}`; correct the name"
            )),
            (None, _) if !source.marks().is_empty() => wrong.push(format!(
                "{place}: the anchor comments of `{file}` would show; \
                 include it by an anchor"
            )),
            (_, Some(shown)) if shown.text.trim().is_empty() => wrong.push(
                format!("{place}: this shows nothing; include some lines"),
            ),
            _ => {}
        }
        if file.ends_with(".svg") && source.text.trim_end().contains("\n\n") {
            wrong.push(format!(
                "{place}: a blank line in `{file}` ends the figure; remove it"
            ));
        }
    }
    wrong
}

/// What is included is Markdown too, so a fence in it ends the block.
pub fn every_block_ends_at_its_own_fence(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for page in &book.pages {
        for block in &page.elements {
            let source = &page.text[block.range.clone()];
            let fence = source.find(|c| c != '`').map(|end| &source[..end]);
            let include = page.include(block);
            let shown = include.and_then(|include| book.shown(include));
            let (Some(fence), Some(shown)) = (fence, shown) else {
                continue;
            };
            let ends = |line: &str| {
                line.starts_with(fence) && line.chars().all(|c| c == '`')
            };
            if shown.text.lines().any(|line| ends(line.trim())) {
                let place = &block.place;
                wrong.push(format!(
                    "{place}: a fence in what this includes ends the block; \
                     give the block a longer fence"
                ));
            }
        }
    }
    wrong
}

/// The fence says how a block is checked, so it has to be true of the file.
pub fn every_fence_suits_its_file(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for (_, block, include) in book.shown_rust() {
        let (place, file) = (&block.place, &include.file);
        let fences: &[&str] = if book.program(file).is_some() {
            &["rust", "rust,no_run"]
        } else if Book::is_failure(file) {
            &["rust,compile_fail"]
        } else if book.is_exercise(file) {
            &["rust,exercise"]
        } else if book.is_part_of_tests(file) {
            &["rust,proof"]
        } else {
            wrong.push(format!(
                "{place}: nothing checks `{file}`; include a program, an \
                 expected failure, an exercise or a test"
            ));
            continue;
        };
        if !fences.iter().any(|fence| block.info() == Some(fence)) {
            let right = fences.join("` or `");
            wrong.push(format!(
                "{place}: this is not how `{file}` is checked; \
                 make the fence `{right}`"
            ));
        }
    }
    wrong
}

/// A session that is not in a `console` block is believed, not replayed.
pub fn every_session_is_replayed(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for page in book.pages.iter().chain(&book.documents) {
        for block in &page.elements {
            // What shows how a page is written shows sessions, too.
            let is_session = !block.text.contains("```console\n")
                && block.text.lines().any(|line| line.starts_with("$ "));
            if is_session && block.info().is_some_and(|it| it != "console") {
                let place = &block.place;
                wrong.push(format!(
                    "{place}: a command that nobody replays; \
                     make the fence `console`"
                ));
            }
        }
    }
    wrong
}

/// The markers ① ② … in a block have their explanations right below it.
pub fn every_annotation_is_explained(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, block, include) in book.shown_rust() {
        let Some(shown) = book.shown(include) else {
            continue;
        };
        let place = &block.place;
        let lines = shown.text.lines();
        let comments =
            lines.filter_map(|line| line.trim_end().rsplit_once("// "));
        let markers: Vec<char> = comments
            .filter_map(|(_, comment)| comment.parse().ok())
            .filter(|marker| ('①'..='⑳').contains(marker))
            .collect();
        let count = markers.len();
        if !('①'..='⑤').take(count).eq(markers) {
            wrong.push(format!(
                "{place}: the markers are out of order or too many; \
                 number them from ① on, up to ⑤"
            ));
        }

        let mut below = page.after(block).peekable();
        below.next_if(|next| matches!(next.info(), Some("console" | "text")));
        let list = below.next_if(|next| next.tag == Tag::List(Some(1)));
        let items = list.map_or(0, |list| page.children(list).count());
        if items != count {
            wrong.push(format!(
                "{place}: markers: {count}, explanations: {items}; \
                 write a numbered list right below, an item for each marker"
            ));
        }
    }
    wrong
}

pub fn every_block_is_short(book: &Book) -> Vec<String> {
    let long = |name: &str| {
        let mut long = book.settings.long.iter();
        Some(long.find(|it| it.0 == name)?.1)
    };
    let blocks = book.shown_rust().map(|(_, block, include)| {
        let lines = book.shown(include).map_or(0, |it| it.text.lines().count());
        let program = book.program(&include.file);
        let limit = program.and_then(|program| long(&program.name));
        let longest = match block.info() {
            Some("rust,exercise") => LONGEST_PROGRAM, // shown as a whole
            _ => LONGEST_BLOCK,
        };
        (block.place.clone(), lines, limit.unwrap_or(longest))
    });
    let programs = book.programs.iter().map(|program| {
        let source = book.source(&program.path);
        let lines = source.map_or(0, |it| it.lines_without_marks().len());
        let limit = long(&program.name).unwrap_or(LONGEST_PROGRAM);
        (format!("{}:1", program.path), lines, limit)
    });
    let mut wrong = Vec::new();
    for (place, lines, limit) in blocks.chain(programs) {
        if lines > limit {
            wrong.push(format!("{place}: {lines} lines; show at most {limit}"));
        }
    }
    wrong
}

/// mdBook leaves out a page that the summary does not name.
pub fn every_page_is_in_the_summary(book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut named = BTreeSet::new();
    for (link, Element { place, .. }) in book.summary.links() {
        let path = resolve(&book.summary.path, link);
        if book.page(&path).is_none() {
            wrong
                .push(format!("{place}: no page `{path}`; write or remove it"));
        }
        named.insert(path);
    }
    for Page { path, .. } in &book.pages {
        if !named.contains(path) {
            wrong.push(format!("{path}:1: not in SUMMARY.md; add it there"));
        }
    }
    wrong
}
