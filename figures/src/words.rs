//! Numbers and names, as a reader sees them.

use svg::node::element::Element;
use svg::node::{Node, Text};

use crate::{Figure, Row};

/// `1234.5` as `1,234.5`, `0.042` as it is: with as many decimals as make three
/// digits, or one if there are more.
pub fn number(value: f64) -> String {
    let decimals = match value.abs() {
        10_000.0.. => 0,
        100.0.. => 1,
        1.0.. => 2,
        small if small > 0.0 => {
            let zeros = -small.log10().floor();
            zeros as usize + 2
        }
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let mut shown = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !part.is_empty() {
        shown = format!("{shown}.{part}");
    }
    shown
}

/// How many times as much: `0.042`, `0.59`, `1.04`, `1.7`, `12`.
pub fn factor(value: f64) -> String {
    let decimals = match value {
        10.0.. => 0,
        1.1.. => 1,
        0.1.. => 2,
        _ => return number(value),
    };
    let rounded = format!("{value:.decimals$}");
    rounded.parse().map_or(rounded, number)
}

/// `2.5`, but no part of a call where there are a hundred.
pub fn count(calls: f64) -> String {
    number(if calls < 100.0 { calls } else { calls.round() })
}

/// `2.5 calls`, but `1 call`.
pub fn calls(calls: f64) -> String {
    let shown = count(calls);
    let plural = if shown == "1" { "" } else { "s" };
    format!("{shown} call{plural}")
}

/// Appends Markdown to `element`, its code as elements `code` or, within an
/// image, as `tspan`.
pub fn append(element: &mut Element, markdown: &str, code: &str) {
    for (at, piece) in markdown.split('`').enumerate() {
        if piece.is_empty() {
            continue;
        }
        if at % 2 == 0 {
            element.append(Text::new(piece));
            continue;
        }
        let mut span = Element::new(code);
        if code == "tspan" {
            span.assign("class", "mono");
        }
        span.append(Text::new(piece));
        element.append(span);
    }
}

/// Markdown for where nothing but text is possible.
pub fn plain(markdown: &str) -> String {
    markdown.replace('`', "")
}

/// What a plot shows at first sight, for those who do not see it: the largest,
/// the smallest, and how far they are apart. A control does not count.
pub fn point(figure: &Figure) -> String {
    let rows = figure.rows.iter().filter(|row| !row.is_control());
    let order = |one: &&Row, other: &&Row| one.median.total_cmp(&other.median);
    let Some((least, most)) =
        rows.clone().min_by(order).zip(rows.rev().max_by(order))
    else {
        return String::new();
    };
    let better = better(figure);
    let unit = &figure.unit;
    let (low, high) = (number(least.median), number(most.median));
    let (bottom, top) = (plain(&least.name), plain(&most.name));
    if low == high {
        return format!("{top}: {high} {unit}. No row differs from it.");
    }
    let times = if least.median > 0.0 {
        let times = factor(most.median / least.median);
        format!(" That is {times} times the smallest.")
    } else {
        String::new()
    };
    format!(
        "The largest is {top}, with {high} {unit}.{times} The smallest is \
         {bottom}, with {low}; {better}."
    )
}

/// Which way to look.
pub fn better(figure: &Figure) -> &'static str {
    if figure.more_is_better {
        "more is better"
    } else {
        "less is better"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_say_something() {
        for (value, shown) in [
            (0.0, "0"),
            (0.000_421_9, "0.000422"),
            (0.042, "0.042"),
            (0.1 + 0.2, "0.3"),
            (4.1923, "4.19"),
            (4.1, "4.1"),
            (64.0, "64"),
            (136.66, "136.7"),
            (999.96, "1,000"),
            (1234.5, "1,234.5"),
            (233_615.4, "233,615"),
            (1_048_576.0, "1,048,576"),
        ] {
            assert_eq!(number(value), shown);
        }
    }

    #[test]
    fn factors_and_calls_are_short() {
        let values = [0.00424, 0.585, 1.041, 1.71, 2.0, 12.4, 1234.6];
        let shown = ["0.00424", "0.58", "1.04", "1.7", "2", "12", "1,235"];
        assert_eq!(values.map(factor), shown);
        let calls = [0.0, 1.0, 1.54, 257.3].map(calls);
        assert_eq!(calls, ["0 calls", "1 call", "1.54 calls", "257 calls"]);
    }

    #[test]
    fn code_is_told_from_text_and_neither_is_markup() {
        let mut element = Element::new("td");
        append(&mut element, "`Vec<u8>` & (`a`)", "code");
        let text = element.to_string().replace('\n', "");
        assert_eq!(
            text,
            "<td><code>Vec&lt;u8&gt;</code> &amp; (<code>a</code>)</td>"
        );
    }
}
