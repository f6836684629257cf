//! What every page of the parts has, and a page of an appendix may not.

use std::fs;

use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;

/// The pages of the parts: where each is, and its text.
fn pages() -> Vec<(String, String)> {
    let book = MDBook::load(".").unwrap().book;
    let mut is_in_part = false;
    let mut pages = Vec::new();
    for item in &book.items {
        match item {
            BookItem::PartTitle(title) => {
                is_in_part = title.starts_with("Part ");
            }
            BookItem::Chapter(chapter) if is_in_part => {
                let path = chapter.source_path.as_ref().unwrap();
                let path = format!("src/{}", path.display());
                let text = fs::read_to_string(&path).unwrap();
                pages.push((path, text));
            }
            _ => {}
        }
    }
    assert!(pages.len() > 20, "{} pages", pages.len());
    pages
}

/// What is wrong with the predictions of a page: each has three or four choices
/// of which one is right, and opening one closes the others.
fn wrong_predictions(path: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let slug = path.rsplit('/').next().unwrap().trim_end_matches(".md");
    let mut predictions = text.split("<div class=\"prediction\">").skip(1);
    for number in 1.. {
        let Some(prediction) = predictions.next() else {
            if number == 1 {
                wrong.push(format!("{path}: no prediction on this page"));
            }
            return wrong;
        };
        let prediction = prediction.split("</div>").next().unwrap();
        let start = format!("<details name=\"{slug}-{number}\" class=\"choice");
        let choices = Vec::from_iter(prediction.split(&start).skip(1));
        let all = prediction.matches("<details").count();
        let right = choices.iter().filter(|it| it.starts_with(" right\">"));
        if choices.len() != all {
            wrong.push(format!(
                "{path}: prediction {number}: start each choice with \
                 `{start}\">` or `{start} right\">`"
            ));
        }
        if !(3..=4).contains(&all) || right.count() != 1 {
            wrong.push(format!(
                "{path}: prediction {number}: three or four choices, one right"
            ));
        }
    }
    unreachable!()
}

#[test]
fn every_page_has_something_to_predict() {
    let wrong = pages().into_iter();
    let wrong = wrong.flat_map(|(path, text)| wrong_predictions(&path, &text));
    let wrong = Vec::from_iter(wrong);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_prediction_without_a_right_answer_is_found() {
    let page = |classes: &[&str]| {
        let mut text = "<div class=\"prediction\">".to_owned();
        for class in classes {
            text += &format!("<details name=\"a-1\" class=\"{class}\">");
        }
        wrong_predictions("src/a.md", &text)
    };
    let none = Vec::<String>::new();
    assert_eq!(page(&["choice", "choice right", "choice"]), none);
    for wrong in [
        &["choice", "choice", "choice"][..],
        &["choice right", "choice right", "choice"],
        &["choice right", "choice"],
        &["choice right", "choice", "choice", "other"],
    ] {
        assert_ne!(page(wrong), none, "{wrong:?}");
    }
    assert_ne!(wrong_predictions("src/a.md", "No question."), none);
}

/// How many minutes a page takes, as the page for teachers explains it.
fn minutes(text: &str) -> usize {
    let mut words = 0;
    let mut sessions = 0;
    let mut is_code = false;
    for line in text.lines() {
        if line.starts_with("## Exercise") || line.starts_with("## Proofs") {
            break;
        }
        if line.starts_with("```") {
            is_code = !is_code;
            sessions += usize::from(line == "```console");
        } else if !is_code && !line.starts_with(['<', '{']) {
            words += line.split_whitespace().count();
        }
    }
    (words + 300 * sessions + 375) / 750 * 5
}

#[test]
fn teachers_are_told_of_every_page_and_its_minutes() {
    let table = fs::read_to_string("src/teachers.md").unwrap();
    let mut wrong = Vec::new();
    for (path, text) in pages() {
        let link = format!("]({})", path.trim_start_matches("src/"));
        let row = table
            .lines()
            .find(|line| line.split(" | ").next().unwrap().ends_with(&link));
        let minutes = minutes(&text);
        let told = row.and_then(|row| row.split(" | ").nth(3));
        if told != Some(&minutes.to_string()) {
            wrong.push(format!(
                "src/teachers.md: {path} takes {minutes} minutes, and its row \
                 says {told:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
