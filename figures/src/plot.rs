//! A figure as an image whose marks are placed in percent of its width and whose
//! text has one size: it fits a telephone and a wide window.

use svg::node::element::{Circle, Element, Group, Line, Rectangle};
use svg::node::{Node, Text};

use crate::scale::Scale;
use crate::words::{append, better, calls, factor, number, plain, point};
use crate::{Figure, Row};

/// In pixels, from above: of the scale's labels, of its lines, of the first row.
const LABELS: usize = 36;
const LINES: usize = 44;
const ROWS: usize = 50;
/// Of a row: its name, and below it a mark with a number.
const ROW: usize = 48;
/// Units up to this length are repeated behind each number.
const SHORT: usize = 5;

/// The image, which takes its colors from the classes of its elements.
pub fn plot(figure: &Figure, scale: &Scale) -> Element {
    let id = &figure.id;
    let bottom = ROWS + ROW * figure.rows.len();
    let mut image = Element::new("svg");
    image.assign("class", "plot");
    image.assign("role", "img");
    image.assign("aria-labelledby", format!("{id}-title {id}-desc"));
    image.assign("height", bottom);
    image.assign("style", format!("--room: {}ch", scale.room));
    for (name, content) in
        [("title", plain(&figure.title)), ("desc", point(figure))]
    {
        let mut told = Element::new(name);
        told.assign("id", format!("{id}-{name}"));
        told.append(Text::new(content));
        image.append(told);
    }
    let heading = format!("{}, {}", figure.unit, better(figure));
    image.append(text("muted", 0.0, 14, &heading));
    for &tick in &scale.ticks {
        let place = scale.place(tick);
        let mut label = text("muted tick", place, LABELS, &number(tick));
        if place == 0.0 {
            label.assign("class", "muted");
        }
        image.append(label);
        image.append(vertical("grid", place, LINES, bottom));
    }
    for (at, row) in figure.rows.iter().enumerate() {
        let top = ROWS + ROW * at;
        let class = match at {
            0 => "first",
            _ if row.is_control() => "control",
            _ => "row",
        };
        let mut group = Group::new().set("class", class);
        mark(&mut group, row, scale, top);
        group.append(name(row, top + 14));
        group.append(behind(figure, row, scale, top + 34));
        image.append(group);
    }
    image
}

/// What stands behind a mark: the median, and how many times the first row's
/// that is.
pub fn texts_behind(figure: &Figure, row: &Row) -> (String, Option<String>) {
    let mut text = number(row.median);
    if figure.unit.chars().count() <= SHORT {
        text = format!("{text} {}", figure.unit);
    }
    let first = &figure.rows[0];
    let is_other = compares(figure) && row != first;
    let times = is_other.then(|| factor(row.median / first.median));
    (text, times.map(|times| format!(" · {times}×")))
}

/// Whether rows say how many times the first one they are. A percentage does
/// that itself, and nothing is so many times 0.
pub fn compares(figure: &Figure) -> bool {
    figure.rows.len() > 1 && figure.rows[0].median > 0.0 && figure.unit != "%"
}

fn behind(figure: &Figure, row: &Row, scale: &Scale, y: usize) -> Element {
    let (median, times) = texts_behind(figure, row);
    let mut text = text("number", scale.place(row.high), y, &median);
    text.assign("dx", if scale.is_logarithmic { 12 } else { 8 });
    if let Some(times) = times {
        text.append(muted(&times));
    }
    text
}

/// A control needs no more: it is the first row.
pub fn short_name(row: &Row) -> &str {
    if row.is_control() {
        "the control"
    } else {
        &row.name
    }
}

/// The name, and how many calls were counted.
fn name(row: &Row, y: usize) -> Element {
    let mut name = text("name", 0.0, y, "");
    append(&mut name, short_name(row), "tspan");
    if let Some(count) = row.calls {
        name.append(muted(&format!(" · {}", calls(count))));
    }
    name
}

fn muted(content: &str) -> Element {
    let mut span = Element::new("tspan");
    span.assign("class", "muted");
    span.append(Text::new(content));
    span
}

/// The median, as a bar, which has a length only if the scale starts at 0, or
/// else as a dot; and the middle half.
fn mark(group: &mut Group, row: &Row, scale: &Scale, top: usize) {
    let middle = top + 29;
    let median = scale.place(row.median);
    let dot = Circle::new()
        .set("cx", percent(median))
        .set("cy", middle)
        .set("r", 6);
    if scale.is_logarithmic {
        group.append(horizontal("guide", 0.0, median, middle));
        group.append(dot.set("class", "mark"));
    } else {
        let bar = Rectangle::new()
            .set("class", "mark")
            .set("y", top + 22)
            .set("width", percent(median))
            .set("height", 14);
        group.append(bar);
    }
    let (low, high) = (scale.place(row.low), scale.place(row.high));
    if row.low < row.high {
        group.append(horizontal("spread", low, high, middle));
        for end in [low, high] {
            group.append(vertical("spread", end, middle - 4, middle + 4));
        }
    }
}

fn text(class: &str, place: f64, y: usize, content: &str) -> Element {
    let mut text = Element::new("text");
    text.assign("class", class);
    text.assign("x", percent(place));
    text.assign("y", y);
    if !content.is_empty() {
        text.append(Text::new(content));
    }
    text
}

fn vertical(class: &str, place: f64, top: usize, bottom: usize) -> Line {
    let line = Line::new().set("class", class);
    let line = line.set("x1", percent(place)).set("x2", percent(place));
    line.set("y1", top).set("y2", bottom)
}

fn horizontal(class: &str, from: f64, to: f64, y: usize) -> Line {
    let line = Line::new().set("class", class);
    let line = line.set("x1", percent(from)).set("x2", percent(to));
    line.set("y1", y).set("y2", y)
}

/// With two decimals at most, a hundredth of a pixel.
fn percent(place: f64) -> String {
    let text = format!("{place:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}%")
}
