//! What has to be true of a figure before it is drawn.

use crate::plot::short_name;
use crate::words::{better, calls};
use crate::{Figure, Row};

/// In pixels: what a telephone shows side by side, a letter of code there, and
/// another letter.
const NARROWEST: f64 = 320.0;
const CODE: f64 = 8.5;
const LETTER: f64 = 7.2;

impl Row {
    /// Whether it is the first row once more, measured to see the noise.
    pub fn is_control(&self) -> bool {
        self.name.contains("control")
    }
}

impl Figure {
    /// # Errors
    ///
    /// In one line, with the figure's name.
    pub fn check(&self) -> Result<(), String> {
        self.fault().map_or(Ok(()), |fault| {
            Err(format!("figure {:?}: {fault}", self.id))
        })
    }

    fn fault(&self) -> Option<String> {
        let is_in_name = |it: char| {
            it == '-' || it.is_ascii_lowercase() || it.is_ascii_digit()
        };
        if self.id.is_empty() || !self.id.chars().all(is_in_name) {
            return Some("its id has other than a-z, 0-9 and -".to_owned());
        }
        if self.rows.is_empty() {
            return Some("it has no rows".to_owned());
        }
        let texts = [&self.title, &self.unit].into_iter();
        for text in texts.chain(self.rows.iter().map(|row| &row.name)) {
            if text.trim().is_empty() || text.contains(['\n', '\r']) {
                return Some(format!("{text:?} is not one line of text"));
            }
            if text.matches('`').count() % 2 == 1 {
                return Some(format!("{text:?} has code without an end"));
            }
        }
        if !has_room(&format!("{}, {}", self.unit, better(self))) {
            return Some("its unit is too long for a telephone".to_owned());
        }
        self.rows.iter().enumerate().find_map(|(at, row)| {
            let fault = self.fault_of(at, row)?;
            Some(format!("row {:?}: {fault}", row.name))
        })
    }

    fn fault_of(&self, at: usize, row: &Row) -> Option<&'static str> {
        let Row {
            median, low, high, ..
        } = *row;
        let numbers = [median, low, high, row.calls.unwrap_or(0.0)];
        if !numbers.iter().all(|it| it.is_finite() && *it >= 0.0) {
            return Some("a number is negative, infinite or none");
        }
        if low > median || median > high {
            return Some("the median is not between low and high");
        }
        if row.calls.is_some() && self.calls_for_each.is_none() {
            return Some("it has calls, and the figure no calls_for_each");
        }
        if self.rows[..at].iter().any(|other| other.name == row.name) {
            return Some("another row has this name");
        }
        if row.is_control() && (at == 0 || at + 1 < self.rows.len()) {
            return Some("a control comes last");
        }
        let calls = row
            .calls
            .map_or(String::new(), |it| " · ".to_owned() + &calls(it));
        if !has_room(&format!("{}{calls}", short_name(row))) {
            return Some("its name is too long for a telephone");
        }
        None
    }
}

/// Whether a line of Markdown has room on a telephone.
fn has_room(markdown: &str) -> bool {
    let pieces = markdown.split('`').zip([LETTER, CODE].into_iter().cycle());
    let widths = pieces.map(|(it, width)| it.chars().count() as f64 * width);
    widths.sum::<f64>() <= NARROWEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, median: f64) -> Row {
        let (low, high) = (median, median);
        Row {
            name: name.to_owned(),
            median,
            low,
            high,
            calls: None,
        }
    }

    /// What is said of a figure with three rows and a change.
    fn said(change: impl Fn(&mut Figure)) -> String {
        let mut figure = Figure {
            id: "copy-1".to_owned(),
            title: "A copy.".to_owned(),
            unit: "µs".to_owned(),
            more_is_better: false,
            calls_for_each: None,
            rows: vec![
                row("`a`", 1.0),
                row("b", 0.0),
                row("`a`, the control", 1.0),
            ],
        };
        change(&mut figure);
        figure.check().err().unwrap_or_default()
    }

    #[test]
    fn a_fault_is_told_in_one_line_that_says_where() {
        assert_eq!(said(|_| ()), "");
        let figure = "figure \"copy-1\": ";
        type Change = fn(&mut Figure);
        let cases: [(Change, &str); 11] = [
            (|it| it.rows.clear(), "it has no rows"),
            (|it| it.title.clear(), "\"\" is not one line of text"),
            (
                |it| it.unit = "a\nb".to_owned(),
                "\"a\\nb\" is not one line of text",
            ),
            (
                |it| it.unit = "requests that it answers a second".to_owned(),
                "its unit is too long for a telephone",
            ),
            (|it| it.title += "`", "\"A copy.`\" has code without an end"),
            (
                |it| it.rows[1].median = f64::NAN,
                "row \"b\": a number is negative, infinite or none",
            ),
            (
                |it| it.rows[0].low = 2.0,
                "row \"`a`\": the median is not between low and high",
            ),
            (
                |it| it.rows[1].calls = Some(1.0),
                "row \"b\": it has calls, and the figure no calls_for_each",
            ),
            (
                |it| it.rows[1].name = "`a`".to_owned(),
                "row \"`a`\": another row has this name",
            ),
            (
                |it| it.rows.swap(1, 2),
                "row \"`a`, the control\": a control comes last",
            ),
            (
                |it| it.rows[1].name = "0123456789".repeat(5),
                "row \"01234567890123456789012345678901234567890123456789\": its \
                 name is too long for a telephone",
            ),
        ];
        for (change, fault) in cases {
            assert_eq!(said(change), format!("{figure}{fault}"));
        }
        let wrong = said(|it| it.id = "Copy".to_owned());
        let wanted = "figure \"Copy\": its id has other than a-z, 0-9 and -";
        assert_eq!(wrong, wanted);
    }
}
