//! `cargo exercise PAGE/NAME` checks a reader's answer.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

fn main() -> ExitCode {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = PathBuf::from(folder);
    let names = match names(&folder) {
        Ok(names) => names,
        Err(error) => return wrong(format!("{}: {error}", folder.display())),
    };
    let arguments = Vec::from_iter(env::args().skip(1));
    let [name] = &arguments[..] else {
        if arguments.is_empty() {
            list(&folder, &names);
            return ExitCode::SUCCESS;
        }
        return wrong("name one exercise, as in `cargo exercise PAGE/NAME`");
    };
    if !names.contains(name) {
        let end = name.rsplit('/').next().unwrap_or(name);
        let like = names.iter().find(|it| it.ends_with(&format!("/{end}")));
        return wrong(match like {
            Some(like) => format!("no exercise `{name}`; is it `{like}`?"),
            None => format!("no exercise `{name}`; `cargo exercise` lists all"),
        });
    }
    match check(&folder, name) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => wrong(format!("{name}: {error}")),
    }
}

fn wrong(what: impl std::fmt::Display) -> ExitCode {
    eprintln!("{what}");
    ExitCode::from(2)
}

/// The exercises, in the order of the pages, which `Cargo.toml` has.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
    let name = |line: &str| {
        let (_, path) = line.split_once("path = \"")?;
        let (name, _) = path.split_once("/main.rs\"")?;
        name.contains('/').then(|| name.to_owned())
    };
    Ok(manifest.lines().filter_map(name).collect())
}

fn list(folder: &Path, names: &[String]) {
    for name in names {
        let has_begun = folder.join(name).join("mine.rs").exists();
        let state = if has_begun { "begun" } else { "" };
        println!("{}", format!("cargo exercise {name:34} {state}").trim_end());
    }
}

/// Compiles and checks what the reader has; whether it passes.
fn check(folder: &Path, name: &str) -> io::Result<bool> {
    let place = Path::new("exercises").join(name);
    let mine = folder.join(name).join("mine.rs");
    if !mine.exists() {
        fs::copy(folder.join(name).join("start.rs"), &mine)?;
        println!("Your file is {}.", place.join("mine.rs").display());
        println!("It is a copy of start.rs. This is what comes of that:\n");
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let program = name.replace('/', "-");
    let mut command = Command::new(cargo);
    command.current_dir(folder).env("CARGO_TERM_QUIET", "true");
    command.args(["build", "--package", "exercises", "--features", "mine"]);
    command.args(["--bin", &program]);
    if !command.status()?.success() {
        println!("\n{name}: it does not compile yet; see above.");
        return Ok(false);
    }
    // Beside this program is the other.
    let program = env::current_exe()?.with_file_name(program);
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    let passes = Command::new(program)
        .current_dir(folder)
        .status()?
        .success();
    match passes {
        true => println!(
            "{name}: passed. Compare {}.",
            place.join("solution.rs").display()
        ),
        false => println!("\n{name}: not yet. Edit mine.rs and try again."),
    }
    Ok(passes)
}
