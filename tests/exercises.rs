//! Judges every version of every exercise: the start and the wrong answers get
//! the advice that is written down for them, the solution passes.
//! `SNAPSHOTS=overwrite cargo test --test exercises` writes that down anew.

#![allow(
    clippy::unused_io_amount,
    reason = "what starts and wrong answers get wrong"
)]

#[path = "../exercises/echo-with-copy/all-at-once/tests.rs"]
mod all_at_once;
#[path = "../exercises/splitting/ask/tests.rs"]
mod ask;
#[path = "../exercises/limits/bounded-line/tests.rs"]
mod bounded_line;
#[path = "../exercises/server-to-keep/chat/tests.rs"]
mod chat;
#[path = "../exercises/end-of-stream/collect/tests.rs"]
mod collect;
#[path = "../exercises/traits/count-bytes/tests.rs"]
mod count_bytes;
#[path = "../exercises/two-worlds/count-lines/tests.rs"]
mod count_lines;
#[path = "../exercises/what-it-costs/count-reads/tests.rs"]
mod count_reads;
#[path = "../exercises/buffered-files/count-words/tests.rs"]
mod count_words;
#[path = "../exercises/read-and-write/fan-out/tests.rs"]
mod fan_out;
#[path = "../exercises/child-processes/filter/tests.rs"]
mod filter;
#[path = "../exercises/not-a-regular-file/follow/tests.rs"]
mod follow;
#[path = "../exercises/accepting/four-each/tests.rs"]
mod four_each;
#[path = "../exercises/peer-still-there/give-up/tests.rs"]
mod give_up;
#[path = "../exercises/what-a-call-costs/give-way/tests.rs"]
mod give_way;
#[path = "../exercises/tls/handshakes/tests.rs"]
mod handshakes;
#[path = "../exercises/cancellation/next-line/tests.rs"]
mod next_line;
#[path = "../exercises/what-copying-costs/no-copy/tests.rs"]
mod no_copy;
#[path = "../exercises/what-a-server-costs/no-idle-buffer/tests.rs"]
mod no_idle_buffer;
#[path = "../exercises/framing/nul/tests.rs"]
mod nul;
#[path = "../exercises/small-writes/one-write/tests.rs"]
mod one_write;
#[path = "../exercises/half-close/proxy-by-hand/tests.rs"]
mod proxy_by_hand;
#[path = "../exercises/reading/read-exact/tests.rs"]
mod read_exact;
#[path = "../exercises/last-word/refuse/tests.rs"]
mod refuse;
#[path = "../exercises/flush/replace-file/tests.rs"]
mod replace_file;
#[path = "../exercises/datagrams/resend/tests.rs"]
mod resend;
#[path = "../exercises/reading/room/tests.rs"]
mod room;
#[path = "../exercises/echo-by-hand/rot13/tests.rs"]
mod rot13;
#[path = "../exercises/shutting-down/second-signal/tests.rs"]
mod second_signal;
#[path = "../exercises/ready-or-not/send-all/tests.rs"]
mod send_all;
#[path = "../exercises/traits/shout/tests.rs"]
mod shout;
#[path = "../exercises/helper-functions/skip-header/tests.rs"]
mod skip_header;
#[path = "../exercises/timeouts/slow-reader/tests.rs"]
mod slow_reader;
#[path = "../exercises/the-buffer/small-task/tests.rs"]
mod small_task;
#[path = "../exercises/testing/tell-them-apart/tests.rs"]
mod tell_them_apart;
#[path = "../exercises/deadlock/through-an-echo/tests.rs"]
mod through_an_echo;
#[path = "../exercises/kept-bytes/tunnel/tests.rs"]
mod tunnel;
#[path = "../exercises/timeouts/two-limits/tests.rs"]
mod two_limits;
#[path = "../exercises/reader-of-your-own/unhex/tests.rs"]
mod unhex;
#[path = "../exercises/why-does-it-hang/who-is-left/tests.rs"]
mod who_is_left;
#[path = "../exercises/writing/write-all/tests.rs"]
mod write_all;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use exercises::{Verdict, judge_within, must};

/// A test of all versions of an exercise: its folder, its check, the function
/// that the versions define, and the versions.
#[macro_export]
macro_rules! exercise {
    ($name:literal, $check:path, $answer:ident, $($version:ident)*) => {
        #[test]
        fn versions() {
            $crate::compare($name, &[
                $((stringify!($version), || $check($version::$answer)),)*
            ]);
        }
    };
}

type Versions<'a> = &'a [(&'a str, fn() -> Verdict)];

fn compare(name: &str, versions: Versions) {
    let folder = Path::new("exercises").join(name);
    let mut advices = BTreeMap::new();
    for (version, judge) in versions {
        let version = version.replace('_', "-");
        let file = folder.join(&version).with_extension("rs");
        let verdict = judge();
        let advice = match (&*version, verdict) {
            ("solution", Ok(())) => continue,
            ("solution", Err(advice)) => {
                panic!("{}\n\n{advice}", changed(&file, "does not pass"))
            }
            (other, verdict) if other.starts_with("right-") => {
                verdict.unwrap_or_else(|it| panic!("{other} fails:\n\n{it}"));
                continue;
            }
            ("start", Ok(())) => panic!("{}", changed(&file, "passes")),
            (_, Ok(())) => panic!("{} passes its check", file.display()),
            (_, Err(advice)) => advice,
        };
        let said = folder.join(&version).with_extension("txt");
        let expected = fs::read_to_string(&said).unwrap_or_default();
        let differs = expected.replace("\r\n", "\n") != advice;
        if differs && std::env::var_os("SNAPSHOTS").is_some() {
            fs::write(said, &advice).expect("a folder to write to");
        } else if differs {
            let what = match &*version {
                "start" => {
                    changed(&file, "gets other advice than its page has")
                }
                _ => format!("{} gets other advice", file.display()),
            };
            panic!(
                "{what}\nIf that is meant, `SNAPSHOTS=overwrite cargo test \
                 --test exercises` writes it down. It was:\n\n{expected}\nand \
                 is:\n\n{advice}"
            );
        }
        if let Some(other) = advices.insert(advice, version.clone()) {
            panic!("{name}: `{other}` and `{version}` get the same advice");
        }
    }
    let versions = versions.iter().map(|it| it.0.replace('_', "-"));
    let versions: BTreeSet<_> = versions.collect();
    assert_eq!(
        versions,
        written(&folder),
        "{name}: versions in tests.rs, files"
    );
    let wrong = versions.iter().filter(|it| it.starts_with("wrong-"));
    assert!(
        wrong.count() >= 2,
        "{name}: write two wrong answers at least"
    );
}

/// What to tell a reader who has worked in the repository's own file.
fn changed(file: &Path, does: &str) -> String {
    let mine = file.with_file_name("mine.rs");
    let (file, mine) = (file.display(), mine.display());
    format!(
        "{file} {does}. If you have changed it: copy it to {mine}, which keeps \
         your work, then `git checkout {file}` brings the book's file back."
    )
}

/// The versions that are files in an exercise's folder.
fn written(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().flatten();
    let names = files.map(|file| file.file_name().into_string().unwrap());
    let versions = names.filter_map(|it| Some(it.strip_suffix(".rs")?.into()));
    versions
        .filter(|it: &String| {
            !["check", "main", "mine", "tests"].contains(&&**it)
        })
        .collect()
}

#[test]
fn every_exercise_is_tested_and_can_be_begun_and_is_on_its_page() {
    let text = |path: &str| fs::read_to_string(path).expect(path);
    let manifest = text("exercises/Cargo.toml");
    let tests = text("tests/exercises.rs");
    let mut wrong = Vec::new();
    for folder in glob::glob("exercises/*/*/").unwrap().flatten() {
        let folder = folder.to_str().unwrap().replace('\\', "/");
        let name = folder
            .trim_start_matches("exercises/")
            .trim_end_matches('/');
        let (page, _) = name.split_once('/').unwrap();
        let page = format!("src/{page}.md");
        let dashed = name.replace('/', "-");
        for (file, has) in [
            ("exercises/Cargo.toml", format!("path = \"{name}/main.rs\"")),
            ("exercises/Cargo.toml", format!("name = \"{dashed}\"")),
            (
                "tests/exercises.rs",
                format!("exercises/{name}/tests.rs\"]"),
            ),
            (
                &page,
                format!("{{{{#include ../exercises/{name}/start.rs}}}}"),
            ),
            (
                &page,
                format!("{{{{#include ../exercises/{name}/start.txt}}}}"),
            ),
            (
                &page,
                format!("{{{{#include ../exercises/{name}/solution.rs}}}}"),
            ),
            (&page, format!("\ncargo exercise {name}\n")),
        ] {
            let text = match file {
                "exercises/Cargo.toml" => manifest.clone(),
                "tests/exercises.rs" => tests.clone(),
                page => fs::read_to_string(page).unwrap_or_default(),
            };
            if !text.contains(&has) {
                wrong
                    .push(format!("{file}: write `{}` for {name}", has.trim()));
            }
        }
        for file in
            ["start.rs", "solution.rs", "check.rs", "main.rs", "tests.rs"]
        {
            if !Path::new(&folder).join(file).exists() {
                wrong.push(format!("exercises/{name}: {file} is missing"));
            }
        }
    }
    // The pages before the appendix.
    let summary = text("src/SUMMARY.md");
    let (parts, _) = summary.split_once("# Appendix").expect("an appendix");
    for page in parts.lines().filter(|line| line.starts_with("- [")) {
        let (_, page) = page.rsplit_once('(').expect("a link");
        let page = page.trim_end_matches(".md)");
        if !tests.contains(&format!("exercises/{page}/")) {
            wrong.push(format!("src/{page}.md: write an exercise for it"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What a reader sees of `cargo test` who has worked in `start.rs`.
#[test]
fn a_changed_file_is_told_in_a_line_that_keeps_the_work() {
    let start = Path::new("exercises/reading/read-exact/start.rs");
    assert_eq!(
        changed(start, "passes"),
        "exercises/reading/read-exact/start.rs passes. If you have changed it: \
         copy it to exercises/reading/read-exact/mine.rs, which keeps your \
         work, then `git checkout exercises/reading/read-exact/start.rs` \
         brings the book's file back."
    );
}

#[test]
fn an_answer_that_never_yields_is_given_up() {
    let limit = Duration::from_millis(50);
    let verdict = judge_within(limit, true, || {
        exercises::wire::say("you read 3 bytes"); // before the limit counts
        async {
            loop {
                std::hint::spin_loop();
            }
        }
    });
    let advice = verdict.unwrap_err();
    assert!(advice.contains("  you read 3 bytes\n"), "{advice}");
    assert!(advice.contains("still running after 50ms"), "{advice}");
}

#[test]
fn an_answer_that_panics_says_with_what() {
    let verdict = exercises::judge(|| async {
        let lines: Vec<&str> = Vec::new();
        lines.first().expect("a line");
        must(true, "")
    });
    assert_eq!(verdict.unwrap_err(), "Your code panicked: a line\n");
}
