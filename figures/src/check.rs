//! What has to be true of a figure before it is drawn.

use crate::words::{calls, plain};
use crate::{Figure, Row};

/// In letters, together with the calls behind it.
const LONGEST_NAME: usize = 46;

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
        if plain(&row.name).chars().count() + calls.chars().count()
            > LONGEST_NAME
        {
            return Some("its name is too long for a telephone");
        }
        None
    }
}
