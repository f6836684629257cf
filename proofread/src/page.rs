//! A Markdown file, as mdBook reads it.

use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::source::Source;

pub struct Page {
    pub path: String,
    pub text: String,
    pub elements: Vec<Element>,
    pub includes: Vec<Include>,
    /// Where code stands, in blocks and in lines.
    pub code: Vec<Range<usize>>,
}

/// A heading, a paragraph, a list, a block of code, a link and so on.
pub struct Element {
    pub tag: Tag<'static>,
    /// The text in it, without its markup.
    pub text: String,
    /// `src/page.md:12`.
    pub place: String,
    pub range: Range<usize>,
    /// Where it is among its page's elements.
    pub index: usize,
    /// How many elements it is in, itself included.
    pub depth: usize,
}

/// `{{#directive file:anchor}}` at the end of a line.
pub struct Include {
    pub place: String,
    pub offset: usize,
    pub directive: String,
    /// Its path from the book's folder.
    pub file: String,
    pub anchor: Option<String>,
}

impl Page {
    pub fn parse(path: &str, text: String) -> Page {
        let mut elements: Vec<Element> = Vec::new();
        let mut code = Vec::new();
        let mut open = Vec::new();
        let options = MarkdownOptions::default();
        let events = new_cmark_parser(&text, &options).into_offset_iter();
        for (event, range) in events {
            use Event::{Code, End, Html, Start, Text};
            if matches!(event, Code(_) | Start(Tag::CodeBlock(_))) {
                code.push(range.clone());
            }
            match event {
                Start(tag) => {
                    open.push(elements.len());
                    elements.push(Element {
                        tag: tag.into_static(),
                        text: String::new(),
                        place: place(path, &text, range.start),
                        range,
                        index: elements.len(),
                        depth: open.len(),
                    });
                }
                End(_) => drop(open.pop()),
                Text(text) | Html(text) | Code(text) => {
                    open.iter().for_each(|&i| elements[i].text += &text);
                }
                _ => {}
            }
        }
        Page {
            path: path.to_owned(),
            elements,
            includes: includes(path, &text),
            code,
            text,
        }
    }

    /// The file itself.
    pub fn source(&self) -> Source {
        Source {
            path: self.path.clone(),
            text: self.text.clone(),
        }
    }

    /// What the page's listings are called: `reading` for `src/reading.md`.
    pub fn slug(&self) -> &str {
        let file = self.path.strip_prefix("src/").unwrap_or(&self.path);
        file.strip_suffix(".md").unwrap_or(file)
    }

    /// The line at `offset`, as `src/page.md:12`.
    pub fn place(&self, offset: usize) -> String {
        place(&self.path, &self.text, offset)
    }

    /// Every link: where it leads, and the element.
    pub fn links(&self) -> impl Iterator<Item = (&str, &Element)> {
        self.elements
            .iter()
            .filter_map(|element| match &element.tag {
                Tag::Link { dest_url, .. } => Some((&**dest_url, element)),
                _ => None,
            })
    }

    /// The include that is all of a block, if it is one that suits the block.
    pub fn include(&self, block: &Element) -> Option<&Include> {
        let directive = match block.info()? {
            // The hidden rest of a file of proofs would be larger than the page.
            "rust,proof" | "rust,exercise" | "text" | "toml" => "include",
            _ if block.is_rust() => "rustdoc_include",
            _ => return None,
        };
        let is_whole =
            block.text.starts_with("{{#") && block.text.lines().count() == 1;
        self.includes.iter().find(|include| {
            is_whole
                && block.range.contains(&include.offset)
                && include.directive == directive
        })
    }

    /// The elements after `one` in the same parent.
    pub fn after(&self, one: &Element) -> impl Iterator<Item = &Element> {
        let depth = one.depth;
        let rest = self.elements[one.index + 1..].iter();
        rest.take_while(move |element| element.depth >= depth)
            .filter(move |element| element.depth == depth)
    }

    /// The elements directly in `one`.
    pub fn children(&self, one: &Element) -> impl Iterator<Item = &Element> {
        let depth = one.depth;
        let rest = self.elements[one.index + 1..].iter();
        rest.take_while(move |element| element.depth > depth)
            .filter(move |element| element.depth == depth + 1)
    }
}

impl Element {
    /// The info string of a fenced block.
    pub fn info(&self) -> Option<&str> {
        match &self.tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Some(info),
            _ => None,
        }
    }

    pub fn is_rust(&self) -> bool {
        let info = self.info().unwrap_or_default();
        info == "rust" || info.starts_with("rust,")
    }
}

fn place(path: &str, text: &str, offset: usize) -> String {
    format!("{path}:{}", text[..offset].matches('\n').count() + 1)
}

fn includes(path: &str, text: &str) -> Vec<Include> {
    let include = |(offset, _)| {
        let line = text[offset..].lines().next()?.trim_end();
        let link = line.strip_prefix("{{#")?.strip_suffix("}}")?;
        let (directive, target) = link.split_once(' ')?;
        let (file, anchor) = match target.split_once(':') {
            Some((file, anchor)) => (file, Some(anchor.to_owned())),
            None => (target, None),
        };
        Some(Include {
            place: place(path, text, offset),
            offset,
            directive: directive.to_owned(),
            file: resolve(path, file),
            anchor,
        })
    };
    text.match_indices("{{#").filter_map(include).collect()
}

/// The path, from the book's folder, that a link on `page` leads to.
pub fn resolve(page: &str, link: &str) -> String {
    let mut path: Vec<&str> = page.split('/').collect();
    path.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(path.pop()),
            _ => path.push(part),
        }
    }
    path.join("/")
}
