//! What the benchmarks have measured, kept in files that the figures and tables
//! of the book are made from.
//!
//! Libraries that plot (`plotters`, `kuva`, `charming`, `poloto`) bring axes,
//! sizes and colors of their own, where a figure of the book takes its colors
//! from the theme and its width from the window. So the few marks are placed
//! here, and `svg`, which has no dependencies, writes the elements.

mod check;
mod made;
mod page;
mod plot;
mod scale;
mod words;

pub use made::{differences, draw_all};
pub use page::{draw, draw_run};
pub use words::number;

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// One run of one benchmark: `benches/results/NAME.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What has to be typed to measure it again.
    pub command: String,
    /// The day, as `2026-11-30`.
    pub date: String,
    /// What it ran on and with: `("Processor", "2 × Intel Xeon")`, in the order
    /// in which a page shows them.
    pub machine: Vec<(String, String)>,
    pub figures: Vec<Figure>,
}

/// What a page shows as one plot with its table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Names its files, and its place on the page: `echo-64-connections`.
    pub id: String,
    /// A whole sentence that says what was measured, in Markdown like a name.
    pub title: String,
    /// Of all rows: `µs`, `MB a second`, `requests a second`, `bytes`.
    pub unit: String,
    /// Whether a larger figure is the better one.
    pub more_is_better: bool,
    /// What `calls` are counted for: `MiB`, `request`; none if no row has any.
    pub calls_for_each: Option<String>,
    /// The first is what the others are compared with. A control, which is the
    /// first once more, comes last, and has the word "control" in its name.
    pub rows: Vec<Row>,
}

/// One of the things that a figure compares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// In Markdown, of which it may have code: `` `copy` ``.
    pub name: String,
    pub median: f64,
    /// Half of the samples were from `low` to `high`.
    pub low: f64,
    pub high: f64,
    /// System calls for each of what the figure counts them for.
    pub calls: Option<f64>,
}

impl Run {
    /// # Errors
    ///
    /// In one line, with the path.
    pub fn read(path: &Path) -> Result<Run, String> {
        let told = |error: &dyn std::fmt::Display| {
            format!("{}: {error}", path.display())
        };
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        serde_json::from_str(&text).map_err(|error| told(&error))
    }

    /// # Errors
    ///
    /// In one line, with the path.
    pub fn write(&self, path: &Path) -> Result<(), String> {
        let told = |error: &dyn std::fmt::Display| {
            format!("{}: {error}", path.display())
        };
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| told(&error))? + "\n";
        fs::write(path, text).map_err(|error| told(&error))
    }
}
