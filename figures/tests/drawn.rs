//! Plots and tables are read back, by other means than they were made by, and
//! say what the results say.

use std::fs;
use std::path::Path;

use figures::{Figure, Row, Run, draw};

use crate::sample;

/// What a line says, without its tags.
fn said(line: &str) -> String {
    let pieces = line.split('<').map(|it| it.rsplit('>').next().unwrap());
    let text = pieces.collect::<String>();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// `1,234.5 µs` as 1234.5.
fn value(text: &str) -> f64 {
    let digits = text.split(' ').next().unwrap().replace(',', "");
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no number: {text:?}"))
}

/// An attribute in percent.
fn place(line: &str, attribute: &str) -> Option<f64> {
    let (_, rest) = line.split_once(&format!(" {attribute}=\""))?;
    Some(rest.split_once("%\"")?.0.parse().unwrap())
}

fn lines_of<'a>(text: &'a str, class: &str) -> Vec<&'a str> {
    let class = format!("class=\"{class}\"");
    text.lines().filter(|line| line.contains(&class)).collect()
}

/// Whether a number of three digits or more is shown as this.
fn is_near(shown: f64, exact: f64) -> bool {
    (shown - exact).abs() <= exact / 180.0
}

/// What is wrong with a figure as it is drawn.
fn fault(figure: &Figure, drawn: &str) -> Option<String> {
    let mut groups = drawn.split("<g class=").map(str::to_owned);
    let head = groups.next()?;
    let groups = Vec::from_iter(groups);
    let (_, table) = drawn.split_once("<tbody>")?;
    let cells = table
        .lines()
        .filter(|line| line.starts_with("<td>"))
        .map(said);
    let cells = Vec::from_iter(cells);
    let columns = 3 + usize::from(figure.calls_for_each.is_some());
    let count = figure.rows.len();
    if groups.len() != count || cells.len() != columns * count {
        return Some(format!("{} rows, {} cells", groups.len(), cells.len()));
    }
    let is_logarithmic = drawn.contains("<circle");
    if is_logarithmic != drawn.contains("The scale is logarithmic") {
        return Some(
            "it does not say that its scale is logarithmic".to_owned(),
        );
    }
    // A line through the outermost labels of the scale says where all else is.
    let reach = |it: f64| if is_logarithmic { it.ln() } else { it };
    let ticks = head.lines().filter(|line| line.contains("y=\"36\""));
    let ticks =
        ticks.map(|it| (reach(value(&said(it))), place(it, "x").unwrap()));
    let ticks = Vec::from_iter(ticks);
    let (&(from, left), &(to, right)) = (ticks.first()?, ticks.last()?);
    let expected = |it: f64| {
        let slope = (right - left) / (to - from);
        (left + slope * (reach(it) - from)).max(0.0)
    };
    let value = |tick: f64| if is_logarithmic { tick.exp() } else { tick };
    if ticks
        .iter()
        .any(|(tick, at)| (expected(value(*tick)) - at).abs() > 0.1)
    {
        return Some(format!("the scale has gaps: {ticks:?}"));
    }
    let rows = figure.rows.iter().zip(&groups).zip(cells.chunks(columns));
    for ((row, group), cells) in rows {
        let name = row.name.replace('`', "");
        if !is_shown(row, group, &expected) || !is_told(row, cells) {
            return Some(format!("{name}: {cells:?}\n{group}"));
        }
    }
    None
}

fn is_shown(row: &Row, group: &str, expected: &dyn Fn(f64) -> f64) -> bool {
    let name = said(lines_of(group, "name")[0]);
    let number = value(&said(lines_of(group, "number")[0]));
    let [mark] = lines_of(group, "mark")[..] else {
        return false;
    };
    let mark = place(mark, "width").or(place(mark, "cx")).unwrap();
    let is_at = |shown: f64, exact: f64| (shown - expected(exact)).abs() < 0.1;
    let whisker = lines_of(group, "spread").first().is_none_or(|line| {
        is_at(place(line, "x1").unwrap(), row.low)
            && is_at(place(line, "x2").unwrap(), row.high)
    });
    let is_control = row.name.contains("control");
    let plain = if is_control { "the control" } else { &row.name };
    let plain = plain.replace('`', "");
    let is_called = match (name.split_once(" · "), row.calls) {
        (Some((name, calls)), Some(count)) => {
            name == plain && is_near(value(calls), count)
        }
        (None, None) => name == plain,
        _ => false,
    };
    is_called
        && whisker
        && is_at(mark, row.median)
        && is_near(number, row.median)
}

fn is_told(row: &Row, cells: &[String]) -> bool {
    let (low, high) = cells[2].split_once(" to ").unwrap();
    let calls = cells.get(3).is_none_or(|shown| match row.calls {
        Some(count) => is_near(value(shown), count),
        None => shown == "not counted",
    });
    calls
        && cells[0] == row.name.replace('`', "")
        && is_near(value(&cells[1]), row.median)
        && is_near(value(low), row.low)
        && is_near(value(high), row.high)
}

#[test]
fn the_sample_says_in_plot_and_table_what_was_measured() {
    for figure in sample().figures {
        assert_eq!(fault(&figure, &draw(&figure).unwrap()), None);
    }
}

#[test]
fn so_does_every_figure_of_the_book() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.with_file_name("benches").join("results");
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        for figure in Run::read(&path).unwrap().figures {
            let file = folder.join(format!("{}.md", figure.id));
            let Ok(drawn) = fs::read_to_string(&file) else {
                continue; // which the book's own test reports
            };
            assert_eq!(fault(&figure, &drawn), None, "{}", file.display());
        }
    }
}

#[test]
fn a_plot_that_says_something_else_is_found() {
    let figure = &sample().figures[2];
    let drawn = draw(figure).unwrap();
    for (from, to) in [
        ("width=\"91.37%\"", "width=\"90%\""),
        ("x2=\"27.88%\" y1=\"79\"", "x2=\"30%\" y1=\"79\""),
        (">604.9 µs<", ">614.9 µs<"),
        ("2,049 calls", "2,149 calls"),
        ("by hand, 8 KiB<", "by hand, 9 KiB<"),
        ("<td>604.9<", "<td>614.9<"),
        ("577 to 690", "577 to 790"),
        (">1,000<", ">1,100<"),
    ] {
        let wrong = drawn.replacen(from, to, 1);
        assert_ne!(wrong, drawn, "{from}");
        assert!(fault(figure, &wrong).is_some(), "{from}");
    }
}

#[test]
fn a_figure_is_small_and_takes_its_colors_from_the_theme() {
    let mut figures = sample().figures;
    let mut many = figures[2].clone();
    let row = many.rows.remove(0);
    many.rows = (0..12).map(|n| numbered(&row, n)).collect();
    figures.push(many);
    for figure in figures {
        let drawn = draw(&figure).unwrap();
        let from = drawn.find("<svg").unwrap();
        let to = drawn.find("</svg>").unwrap();
        assert!(to - from < 12_000, "{} bytes", to - from);
        assert!(!drawn.contains("\n\n"), "Markdown takes this for its end");
        for color in ["fill=", "stroke=", "#", "rgb"] {
            assert!(!drawn.contains(color), "{color}");
        }
    }
}

fn numbered(row: &Row, n: usize) -> Row {
    Row {
        name: format!("`copy` with {n} KiB (`BufReader`)"),
        ..row.clone()
    }
}

#[test]
fn the_description_says_what_is_seen_at_first_sight() {
    let described = |figure: &Figure| {
        let drawn = draw(figure).unwrap();
        let line = drawn.lines().find(|line| line.starts_with("<desc"));
        said(line.unwrap())
    };
    let figures = sample().figures;
    assert_eq!(
        described(&figures[0]),
        "The largest is epoll, with 233,615 requests a second. That is 1.7 \
         times the smallest. The smallest is a thread for each connection, \
         with 136,685; more is better."
    );
    assert_eq!(
        described(&figures[3]),
        "The largest is a thread for each connection, with 14,160 bytes. The \
         smallest is nothing (Option<Box<T>>), with 0; less is better."
    );
}

#[test]
fn the_first_row_and_the_control_are_told_apart() {
    let drawn = draw(&sample().figures[0]).unwrap();
    let groups = drawn.lines().filter(|line| line.starts_with("<g "));
    let classes = groups.map(|it| it.split('"').nth(1).unwrap());
    let wanted = ["first", "row", "row", "row", "control"];
    assert_eq!(Vec::from_iter(classes), wanted);
}

#[test]
fn only_what_is_no_percentage_is_compared_with_the_first_row() {
    let mut figure = sample().figures.remove(0);
    let drawn = draw(&figure).unwrap();
    assert!(drawn.contains("· 0.59×") && drawn.contains("The × compares"));
    figure.unit = "%".to_owned();
    assert!(!draw(&figure).unwrap().contains('×'));
    figure.unit = "bytes".to_owned();
    figure.rows[0].median = 0.0;
    figure.rows[0].low = 0.0;
    assert!(!draw(&figure).unwrap().contains('×'));
}
