//! What a page includes, as HTML.

use svg::node::Node;
use svg::node::element::Element;

use crate::plot::{compares, plot, texts_behind};
use crate::scale::Scale;
use crate::words::{append, count, number};
use crate::{Figure, Run};

/// A figure for a page: its title, its plot, how to read that, and a table with
/// the same numbers.
///
/// # Errors
///
/// In one line, with the figure's name: see [`Figure::check`].
pub fn draw(figure: &Figure) -> Result<String, String> {
    figure.check()?;
    let letters = figure.rows.iter().map(|row| {
        let (median, times) = texts_behind(figure, row);
        median.chars().count() + times.map_or(0, |it| it.chars().count())
    });
    let scale = Scale::of(figure, letters);
    let mut all = Element::new("figure");
    all.assign("id", figure.id.as_str());
    all.append(with("figcaption", &figure.title));
    all.append(plot(figure, &scale));
    let mut key = with("p", &key(figure, &scale));
    key.assign("class", "key");
    all.append(key);
    all.append(numbers(figure));
    Ok(in_lines(&all))
}

/// What a run was measured on, when, and with which command.
#[must_use]
pub fn draw_run(run: &Run) -> String {
    let Run { command, date, .. } = run;
    let measured = format!("Measured on {date} with `{command}`, on:");
    let mut list = Element::new("ul");
    for (what, which) in &run.machine {
        list.append(with("li", &format!("{what}: {which}")));
    }
    format!("{}{}", in_lines(&with("p", &measured)), in_lines(&list))
}

/// How the plot is to be read, for a reader who sees the first one.
fn key(figure: &Figure, scale: &Scale) -> String {
    let mark = if scale.is_logarithmic { "dot" } else { "bar" };
    let mut key = format!("A {mark} is a median");
    if figure.rows.iter().any(|row| row.low < row.high) {
        key += ", its whisker the middle half of the samples";
    }
    key += ".";
    if compares(figure) {
        key += " The × compares it with the first row.";
    }
    if figure.rows.iter().any(|row| row.is_control()) {
        key +=
            " The control is the first row once more, and differs by chance.";
    }
    if scale.is_logarithmic {
        let factor = number(scale.factor);
        key += " The scale is logarithmic: each line stands for ";
        key += &format!("{factor} times as much as the one before.");
    }
    if let Some(each) = &figure.calls_for_each {
        key += &format!(" Calls are system calls for each {each}.");
    }
    key
}

/// The same as a table, folded.
fn numbers(figure: &Figure) -> Element {
    let mut head = Element::new("tr");
    let unit = &figure.unit;
    for title in [
        "what was measured",
        &format!("median, {unit}"),
        "middle half",
    ] {
        head.append(with("th", title));
    }
    if let Some(each) = &figure.calls_for_each {
        head.append(with("th", &format!("system calls for each {each}")));
    }
    let mut body = Element::new("tbody");
    for row in &figure.rows {
        let mut cells = Element::new("tr");
        cells.append(with("td", &row.name));
        cells.append(with("td", &number(row.median)));
        let (low, high) = (number(row.low), number(row.high));
        cells.append(with("td", &format!("{low} to {high}")));
        if figure.calls_for_each.is_some() {
            let calls = row.calls.map_or("not counted".to_owned(), count);
            cells.append(with("td", &calls));
        }
        body.append(cells);
    }
    let mut table = Element::new("table");
    table.append(around("thead", head));
    table.append(body);
    let mut wrapper = around("div", table);
    wrapper.assign("class", "table-wrapper");
    let mut details = around("details", with("summary", "The same in numbers"));
    details.append(wrapper);
    details
}

fn with(name: &str, markdown: &str) -> Element {
    let mut element = Element::new(name);
    append(&mut element, markdown, "code");
    element
}

fn around(name: &str, inner: Element) -> Element {
    let mut element = Element::new(name);
    element.append(inner);
    element
}

/// An element a line, but not within text, where the break would be a space.
fn in_lines(element: &Element) -> String {
    let mut text = element.to_string() + "\n";
    for name in ["code", "tspan"] {
        text = text.replace(&format!("\n<{name}"), &format!("<{name}"));
        text = text.replace(&format!("</{name}>\n"), &format!("</{name}>"));
    }
    text
}
