//! The files that pages include, made from those that the benchmarks wrote.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::{Run, draw, draw_run};

/// What makes them anew.
const MAKE: &str = "cargo run -p figures";
/// What each begins with.
const MADE: &str = "<!-- Made from ";

/// Draws all figures of the results in `folder` anew: for each figure `ID.md`,
/// for each `NAME.json` a `NAME-run.md`. Removes those whose figure is gone.
/// Says what it has changed, a line each.
///
/// # Errors
///
/// In one line, with the path. Nothing is written then.
pub fn draw_all(folder: &Path) -> Result<Vec<String>, String> {
    let made = made(folder)?;
    let mut said = Vec::new();
    for (path, text) in &made {
        if read(path)?.as_ref() != Some(text) {
            fs::write(path, text).map_err(|error| at(path, &error))?;
            said.push(format!("{}: written", path.display()));
        }
    }
    for path in left_over(folder, &made)? {
        fs::remove_file(&path).map_err(|error| at(&path, &error))?;
        said.push(format!("{}: removed", path.display()));
    }
    Ok(said)
}

/// Which of the made files in `folder` are not what the results there make, a
/// line each: the file, what is wrong, and which command repairs it.
///
/// # Errors
///
/// In one line, with the path.
pub fn differences(folder: &Path) -> Result<Vec<String>, String> {
    let made = made(folder)?;
    let mut wrong = Vec::new();
    let mut say = |path: &Path, what: &str| {
        let path = path.display();
        wrong.push(format!("{path}: {what}: `{MAKE}` repairs it"));
    };
    for (path, text) in &made {
        match read(path)? {
            None => say(path, "is missing"),
            Some(found) if found != *text => {
                let pairs = found.lines().zip(text.lines());
                let line =
                    1 + pairs.take_while(|(old, new)| old == new).count();
                say(path, &format!("line {line} differs from the results"));
            }
            Some(_) => {}
        }
    }
    for path in left_over(folder, &made)? {
        say(&path, "has no results any more");
    }
    Ok(wrong)
}

/// Each file that has to be there, and its text.
fn made(folder: &Path) -> Result<BTreeMap<PathBuf, String>, String> {
    let mut made = BTreeMap::new();
    for source in files(folder, "json")? {
        let run = Run::read(&source)?;
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let stem = source.file_stem().unwrap_or_default().to_string_lossy();
        let mut texts = vec![(format!("{stem}-run.md"), draw_run(&run))];
        for figure in &run.figures {
            let text = draw(figure).map_err(|error| at(&source, &error))?;
            texts.push((format!("{}.md", figure.id), text));
        }
        for (file, text) in texts {
            let text = format!("{MADE}{name} by `{MAKE}`. -->\n{text}");
            if made.insert(folder.join(&file), text).is_some() {
                return Err(at(&source, &format!("{file} is made twice")));
            }
        }
    }
    Ok(made)
}

/// What was made from results that are no longer there.
fn left_over(
    folder: &Path,
    made: &BTreeMap<PathBuf, String>,
) -> Result<Vec<PathBuf>, String> {
    let mut left = Vec::new();
    for path in files(folder, "md")? {
        let text = read(&path)?.unwrap_or_default();
        if text.starts_with(MADE) && !made.contains_key(&path) {
            left.push(path);
        }
    }
    Ok(left)
}

/// The files in `folder` with this extension, by name.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let path = entry.map_err(|error| at(folder, &error))?.path();
        if path.extension().is_some_and(|it| it == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The text of a file, if it is there.
fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, &error)),
    }
}

fn at(path: &Path, what: &dyn std::fmt::Display) -> String {
    format!("{}: {what}", path.display())
}
