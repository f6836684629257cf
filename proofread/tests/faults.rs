//! A whole book with faults: what its author sees, and what is left behind.

#![cfg(target_os = "linux")] // looks into /proc

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The longest that a run may take: its own limits, and compiling before.
const LIMIT: Duration = Duration::from_secs(600);

#[test]
fn everything_is_reported_at_once_and_the_pages_first() {
    let book = Copy::of_two_pages();
    book.replace("src/versions.md", "1.10.0 is newer than", "1.10.0 beats");
    book.replace(
        "listings/requirements/matching.rs",
        "let wanted",
        "std::thread::park();\n    let wanted",
    );
    book.replace("listings/versions/compare.rs", "ten > nine", "nine > ten");
    book.replace(
        "listings/versions/proofs.rs",
        "{\n    assert!",
        "{\n    loop {}\n    assert!",
    );
    book.replace("listings/requirements/proofs.rs", "(1, 8, 9)", "(1, 9, 9)");
    book.replace("listings/versions/fail/no-strings.rs", "1.9.0", "1.9");

    book.add_test_that_hangs();

    let said = book.run();

    assert!(!book.server_is_running());
    let mut rest = &*said;
    for expected in [
        // What the pages say comes before any test that hangs.
        "session src/versions.md",
        "FAILED",
        "proof src/versions.md#ten-is-more-than-nine",
        // In the end, all is told in this order.
        "what failed, causes first:",
        "src/versions.md:12: `cargo run -q --bin compare` prints (+)",
        "src/versions.md:18: listings/versions/fail/no-strings.rs does not",
        "src/versions.md:5: this does not compile, or fails",
        "src/requirements.md:17: this claim, `ten-is-more-than-nine`, does not",
        "a_server_that_does_not_end was still running after 60s",
    ] {
        let Some((_, after)) = rest.split_once(expected) else {
            panic!("{expected:?} is missing in this place:\n{said}");
        };
        rest = after;
    }
    for expected in [
        "listings/versions/compare.rs:9:5",
        "src/requirements.md:5: this does not end",
        "It was still running after 30s.",
        "src/versions.md:3: this claim, `ten-is-more-than-nine`, does not hold",
        "versions::ten_is_more_than_nine was still running after 60s",
        "src/requirements.md:3: this claim, `below-two`, does not hold",
        "listings/requirements/proofs.rs:13:9",
    ] {
        assert!(said.contains(expected), "{expected:?} is missing:\n{said}");
    }
}

#[test]
fn what_is_overwritten_once_is_as_it_should_be() {
    let book = Copy::of_two_pages();
    // The same item as on the other page, which is about an older version.
    book.replace(
        "src/versions.md",
        "what is no version.",
        "what is no version; [`m`](https://docs.rs/semver/1.0.28/semver/\
         struct.VersionReq.html#method.matches) does not.",
    );
    book.replace("src/requirements.md", "semver/1.0.28", "semver/1.0.27");
    book.replace("src/versions.md", "1.10.0 is newer than", "1.10.0 beats");

    let mut overwrite = book.cargo();
    overwrite.env("PROOFREAD", "overwrite").status().unwrap();

    let said = book.run();
    assert!(!said.contains("FAILED"), "{said}");
}

#[test]
fn a_break_that_breaks_no_proof_is_reported() {
    let book = Copy::of_two_pages();
    let said = book.run_with("break");
    assert!(said.contains("ok. 2 passed; 0 failed"), "{said}");

    let page = "src/requirements.md";
    let not_by_itself = "listings/versions/proofs.rs";
    let panics = "\nfn by_another() { panic!(\"elsewhere\") }\n";
    book.append(not_by_itself, panics);
    book.replace(
        "src/versions.md",
        "+    assert!(\"1.10",
        "+    by_another();\n+    assert!(\"1.10",
    );
    for (page, old, new, expected) in [
        (
            page,
            ">=1.9",
            "^1.9",
            "src/requirements.md:54: the proof passes with this change",
        ),
        (
            page,
            "assertion failed: !wanted",
            "assertion failed: wanted",
            "src/requirements.md:54: the broken proof says something else",
        ),
        (
            page,
            "assertion failed: !wanted.matches(&other)\n",
            "",
            "src/requirements.md:54: the broken proof says something else",
        ),
        (
            page,
            "assertion failed: !wanted.matches(&other)",
            "note: run with `RUST_BACKTRACE=1` environment variable to display \
             a backtrace",
            "src/requirements.md:54: the broken proof says something else",
        ),
        (
            page,
            "```diff\n",
            "```diff\n #[test]\n+#[ignore]\n@@\n",
            "src/requirements.md:54: with this change, the proof is not what",
        ),
        (
            page,
            "(\">=1.9\")",
            "(1)",
            "src/requirements.md:54: this does not compile\nerror[E0308]",
        ),
        (
            "src/versions.md",
            "+    assert!(ten > Version::new(1, 9, 0));",
            "+    assert!(ten > \"1.9\");",
            "src/versions.md:58: this does not compile\nerror[E0308]",
        ),
    ] {
        let sound = fs::read_to_string(book.path.join(page)).unwrap();
        book.replace(page, old, new);
        let said = book.run_with("break");
        assert!(said.contains(expected), "{expected:?} is missing:\n{said}");
        fs::write(book.path.join(page), sound).unwrap();
    }
    let said = book.run_with("break");
    let expected =
        "src/versions.md:39: with this change, the proof is not what fails";
    assert!(said.contains(expected), "{expected:?} is missing:\n{said}");

    // What a helper says in vain is not what the proof says. And a warning is
    // no error, even beside one.
    book.replace(
        "src/versions.md",
        "+    by_another();",
        "+    let _ = std::thread::spawn(by_another).join();",
    );
    let message = "assertion failed: \"1.10.0\"";
    book.replace("src/versions.md", message, "elsewhere");
    let said = book.run_with("break");
    let expected = "src/versions.md:39: the broken proof says something else";
    assert!(said.contains(expected), "{expected:?} is missing:\n{said}");

    book.replace("src/versions.md", "+    let _ =", "+    let unused = 1 +");
    book.replace(
        page,
        "+    let wanted",
        "+    let unused = 1;\n+    let wanted",
    );
    let said = book.run_with("break");
    let expected = "src/versions.md:39: this does not compile";
    assert!(said.contains(expected), "{expected:?} is missing:\n{said}");
    assert!(!said.contains("src/requirements.md"), "{said}");
}

#[test]
fn a_folder_that_was_moved_tests_itself() {
    let mut book = Copy::of_two_pages();
    assert!(book.run().contains("test every link leads somewhere"));

    let moved = book.folder.path().join("moved to it's place");
    fs::rename(&book.path, &moved).unwrap();
    book.path = moved;
    book.replace("src/versions.md", "1.10.0 is newer than", "1.10.0 beats");

    let without = "#[cfg(any())]\n#[test]";
    book.replace("listings/requirements/proofs.rs", "#[test]", without);

    let said = book.run();
    for expected in [
        "src/versions.md:12: `cargo run",
        "nothing runs the test `requirements::below_two` here",
    ] {
        assert!(said.contains(expected), "{expected:?} is missing:\n{said}");
    }
}

#[test]
fn a_run_that_is_killed_leaves_nothing_behind() {
    let book = Copy::of_two_pages();
    book.add_test_that_hangs();
    let mut run = book.cargo().args(["--test", "book"]).spawn().unwrap();
    wait_until(|| book.server().is_some());

    // Cargo is replaced by the test on no system, so the test is its child.
    let children = format!("/proc/{0}/task/{0}/children", run.id());
    let children = fs::read_to_string(children).unwrap();
    for child in children.split_whitespace() {
        let kill = Command::new("kill").args(["-KILL", child]).status();
        assert!(kill.unwrap().success());
    }

    run.wait().unwrap();
    wait_until(|| !book.server_is_running());
}

/// Cargo tells a copy from another by its files' times and not by its path. So
/// they take turns, and each is written before it is built.
static TURN: Mutex<()> = Mutex::new(());

/// A copy of the smallest book, alone in its folder.
struct Copy {
    _turn: MutexGuard<'static, ()>,
    folder: TempDir,
    path: PathBuf,
}

impl Copy {
    fn of_two_pages() -> Copy {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two-pages");
        copy("../examples/two-pages".as_ref(), &path);
        fs::copy("../Cargo.lock", path.join("Cargo.lock")).unwrap();
        let book = Copy {
            _turn: turn,
            folder,
            path,
        };
        let proofread = fs::canonicalize(".").unwrap();
        let proofread = proofread.to_str().unwrap();
        book.replace("Cargo.toml", "../../proofread", proofread);
        book.append("Cargo.toml", "\n[workspace]\n");
        book.append("Cargo.toml", "\n[profile.dev]\ndebug = 0\n");
        book
    }

    fn replace(&self, file: &str, old: &str, new: &str) {
        let file = self.path.join(file);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(old), "{old:?} in {text}");
        fs::write(file, text.replace(old, new)).unwrap();
    }

    fn append(&self, file: &str, more: &str) {
        let file = self.path.join(file);
        let text = fs::read_to_string(&file).unwrap_or_default();
        fs::write(file, text + more).unwrap();
    }

    fn add_test_that_hangs(&self) {
        self.append(
            "Cargo.toml",
            "\n[[test]]\nname = \"hangs\"\npath = \"tests/hangs.rs\"\n\
             test = false\n",
        );
        self.append(
            "tests/hangs.rs",
            "#[test]
fn a_server_that_does_not_end() {
    let mut server = std::process::Command::new(\"sleep\");
    server.arg(\"1000\");
    let server = proofread::Process::start(server).unwrap();
    std::fs::write(\"server\", server.id().to_string()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| loop { std::thread::park() });
        panic!(\"the other thread goes on\");
    });
}
",
        );
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .arg("test")
            .current_dir(&self.path)
            // Compiled once for all of them.
            .env(
                "CARGO_TARGET_DIR",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/books"),
            )
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        cargo
    }

    /// What a run says, to its end.
    fn run(&self) -> String {
        self.run_with("")
    }

    /// The same, where more than a run is asked for.
    fn run_with(&self, asked: &str) -> String {
        let mut cargo = self.cargo();
        cargo.env("PROOFREAD", asked);
        let output = cargo.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = output.spawn().unwrap();
        let start = Instant::now();
        let output = child.wait_with_output().unwrap();
        assert!(start.elapsed() < LIMIT);
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).into_owned()
    }

    /// The process that the test has started.
    fn server(&self) -> Option<String> {
        let server = fs::read_to_string(self.path.join("server")).ok()?;
        (!server.is_empty()).then_some(server)
    }

    fn server_is_running(&self) -> bool {
        let status = format!("/proc/{}/status", self.server().unwrap());
        let status = fs::read_to_string(status).unwrap_or_default();
        !status.is_empty() && !status.contains("State:\tZ")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

fn wait_until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LIMIT, "this takes too long");
        thread::sleep(Duration::from_millis(10));
    }
}
