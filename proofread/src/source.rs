//! A file that pages include from: its anchors and its tests.

use std::ops::Range;

#[derive(Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// A comment that opens or closes an anchor.
#[derive(Clone, Copy, PartialEq)]
pub enum Mark<'a> {
    Open(&'a str),
    Close(&'a str),
}

impl Source {
    /// The anchor comments, with their places: `listings/page/file.rs:12`.
    pub fn marks(&self) -> Vec<(String, Mark<'_>)> {
        let lines = (1..).zip(self.text.lines());
        lines
            .filter_map(|(n, line)| {
                Some((format!("{}:{n}", self.path), mark(line)?))
            })
            .collect()
    }

    /// The numbers of the lines that are no anchor comments.
    pub fn lines_without_marks(&self) -> Vec<usize> {
        let lines = (1..).zip(self.text.lines());
        let lines = lines.filter(|(_, line)| mark(line).is_none());
        lines.map(|(number, _)| number).collect()
    }

    /// The lines under `anchor`, apart for each time that it is opened.
    pub fn regions(&self, anchor: &str) -> Option<Vec<String>> {
        let mut regions = Vec::new();
        let mut is_open = false;
        for line in self.text.lines() {
            match mark(line) {
                Some(Mark::Open(name)) if name == anchor => {
                    is_open = true;
                    regions.push(String::new());
                }
                Some(Mark::Close(name)) if name == anchor => is_open = false,
                None if is_open => regions.last_mut()?.extend([line, "\n"]),
                _ => {}
            }
        }
        (!regions.is_empty()).then_some(regions)
    }

    /// The numbers, from 0, of the lines under `anchor`; of all without one.
    pub fn range(&self, anchor: Option<&str>) -> Option<Range<usize>> {
        let Some(anchor) = anchor else {
            return Some(0..self.text.lines().count());
        };
        let marks = self.text.lines().map(mark);
        let mut marks = (0..).zip(marks);
        let (open, _) = marks.find(|it| it.1 == Some(Mark::Open(anchor)))?;
        let close = marks.filter(|it| it.1 == Some(Mark::Close(anchor))).last();
        Some(open + 1..close?.0)
    }

    /// The test functions that nothing ignores, with their places.
    pub fn tests(&self) -> Vec<(String, &str)> {
        let mut tests = Vec::new();
        let mut attributes = String::new();
        for (n, line) in (1..).zip(self.text.lines()) {
            let line = line.trim_start();
            let item = line.strip_prefix("async ").unwrap_or(line);
            if line.starts_with("#[") {
                attributes += line;
            } else if let Some(function) = item.strip_prefix("fn ") {
                // Such as `#[tokio::test(start_paused = true)]`.
                let mut names = ["#[test]", "::test]", "::test("].iter();
                let is_test = names.any(|name| attributes.contains(name));
                if is_test && !attributes.contains("#[ignore") {
                    let end = function.find('(').unwrap_or(function.len());
                    tests
                        .push((format!("{}:{n}", self.path), &function[..end]));
                }
                attributes.clear();
            }
        }
        tests
    }
}

/// The anchor comment on `line`, as mdBook finds it.
fn mark(line: &str) -> Option<Mark<'_>> {
    let name_after = |tag| {
        let (_, rest) = line.split_once(tag)?;
        let is_in_name = |c: char| c.is_alphanumeric() || "_-".contains(c);
        rest.trim_start().split(|c| !is_in_name(c)).next()
    };
    let open = name_after("ANCHOR:").map(Mark::Open);
    open.or_else(|| name_after("ANCHOR_END:").map(Mark::Close))
}
