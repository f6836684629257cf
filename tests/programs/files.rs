//! The programs that need no network, each as a process in a directory of its
//! own: what they print, what they leave in `foo.txt`, how they fail.

mod support;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::process::{Command, Stdio};

use support::{Lines, assert_fails, program, run};
use tempfile::{TempDir, tempdir};

/// A program that writes `foo.txt`, what it prints, and what it writes.
const WRITERS: [(&str, &str, &str); 3] = [
    (program!("write"), "10 of 10 bytes written\n", "some bytes"),
    (
        program!("write-all"),
        "every byte is in the file\n",
        "some bytes",
    ),
    (program!("copy"), "5 bytes copied\n", "hello"),
];

#[test]
fn in_memory_prints_what_went_through() {
    run(program!("in-memory"))
        .assert()
        .success()
        .stdout("look, no socket\n")
        .stderr("");
}

#[test]
fn read_prints_the_first_ten_bytes_at_most() {
    let ten = "10 bytes: [104, 101, 108, 108, 111, 32, 119, 111, 114, 108]\n";

    for (contents, printed) in [
        ("", "0 bytes: []\n"),
        ("h", "1 bytes: [104]\n"),
        ("hello", "5 bytes: [104, 101, 108, 108, 111]\n"),
        ("hello worl", ten),
        ("hello world\n", ten),
        (&"hello world\n".repeat(10_000), ten),
    ] {
        run_in(&with_foo(contents), program!("read"))
            .assert()
            .success()
            .stdout(printed)
            .stderr("");
    }
}

#[test]
fn read_to_end_prints_the_whole_file() {
    for (contents, printed) in [
        (b"" as &[u8], "0 bytes: \"\"\n"),
        (b"hello world\n", "12 bytes: \"hello world\\n\"\n"),
        (b"\0", "1 bytes: \"\\0\"\n"),
        (b"no \xff text", "9 bytes: \"no \u{fffd} text\"\n"),
    ] {
        run_in(&with_foo(contents), program!("read-to-end"))
            .assert()
            .success()
            .stdout(printed)
            .stderr("");
    }
}

#[test]
fn read_to_end_prints_the_whole_of_a_large_file() {
    // Takes several reads: a `File` reads at most 2 MiB at once.
    let contents = "0123456789abcde\n".repeat(400_000);

    let end = run_in(&with_foo(&contents), program!("read-to-end"))
        .assert()
        .success();

    let stdout = &end.get_output().stdout;
    let printed = format!("6400000 bytes: {contents:?}\n");
    assert!(stdout == printed.as_bytes(), "printed {}", stdout.len());
}

#[test]
fn reading_a_missing_file_says_that_it_is_not_found() {
    for program in [program!("read"), program!("read-to-end")] {
        let empty = tempdir().unwrap();
        assert_fails(run_in(&empty, program), ErrorKind::NotFound);
    }
}

#[test]
fn writing_creates_the_file_or_replaces_what_was_in_it() {
    for (program, printed, written) in WRITERS {
        let longer = "this was here before, and is longer";
        for directory in [tempdir().unwrap(), with_foo(longer)] {
            run_in(&directory, program)
                .assert()
                .success()
                .stdout(printed)
                .stderr("");

            let foo = directory.path().join("foo.txt");
            assert_eq!(fs::read_to_string(foo).unwrap(), written);
        }
    }
}

/// Here `foo.txt` is the program's own standard output, so that one pipe shows
/// which came first. A program that does not flush may win the race once, so
/// each runs many times.
#[test]
#[cfg(unix)]
fn the_bytes_are_in_the_file_before_the_program_says_so() {
    for (program, printed, written) in WRITERS {
        let directory = tempdir().unwrap();
        let foo = directory.path().join("foo.txt");
        std::os::unix::fs::symlink("/dev/stdout", foo).unwrap();

        for _ in 0..20 {
            run_in(&directory, program)
                .assert()
                .success()
                .stdout(format!("{written}{printed}"));
        }
    }
}

#[test]
fn writing_says_why_the_file_cannot_be_created() {
    let kind = if cfg!(windows) {
        ErrorKind::PermissionDenied
    } else {
        ErrorKind::IsADirectory
    };
    for (program, _, _) in WRITERS {
        let directory = tempdir().unwrap();
        fs::create_dir(directory.path().join("foo.txt")).unwrap();
        assert_fails(run_in(&directory, program), kind);
    }
}

#[test]
fn stdio_copies_any_bytes_and_counts_them() {
    let every_byte: Vec<u8> = (0..=255).collect();

    for input in [vec![], b"no end of line".into(), every_byte.repeat(8192)] {
        let count = input.len();
        let end = run(program!("stdio"))
            .write_stdin(input.clone())
            .assert()
            .success()
            .stderr(format!("{count} bytes copied\n"));

        let stdout = &end.get_output().stdout;
        assert!(*stdout == input, "{} of {count} bytes", stdout.len());
    }
}

#[test]
fn stdio_answers_a_line_while_its_input_is_still_open() {
    let (output, stdout) = io::pipe().unwrap();
    let mut stdio = Command::new(program!("stdio"))
        .stdin(Stdio::piped())
        .stdout(stdout)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = stdio.stdin.take().unwrap();

    input.write_all(b"are you there?\n").unwrap();

    assert_eq!(Lines::of(output).next(), "are you there?");
    stdio.kill().unwrap();
    stdio.wait().unwrap();
}

#[test]
fn task_size_finds_the_array_in_the_future_and_the_vec_outside() {
    let end = run(program!("task-size")).assert().success().stderr("");

    let stdout = String::from_utf8_lossy(&end.get_output().stdout);
    let figures: Vec<usize> = stdout
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let [array, vec] = figures[..] else {
        panic!("expected two sizes, got:\n{stdout}");
    };
    let expected =
        format!("array inside: {array} bytes\nvec inside:   {vec} bytes\n");
    assert_eq!(stdout, expected);
    // In place of the array, the future holds the `Vec` itself.
    assert!(array >= vec + 1024 - size_of::<Vec<u8>>(), "{stdout}");
    assert!(vec < 1024, "{stdout}");
}

#[test]
fn eof_leave_stops_at_the_end() {
    run(program!("eof-leave"))
        .assert()
        .success()
        .stdout("5 bytes\nthe end\n")
        .stderr("");
}

#[test]
fn eof_spin_reads_on_after_the_end_and_gets_nothing() {
    run(program!("eof-spin"))
        .assert()
        .success()
        .stdout("5 bytes\n100000 reads since the end\n")
        .stderr("");
}

/// A directory with nothing but a `foo.txt` in it.
fn with_foo(contents: impl AsRef<[u8]>) -> TempDir {
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("foo.txt"), contents).unwrap();
    directory
}

/// A run of `program` in `directory`, which has to outlive it.
fn run_in(directory: &TempDir, program: &str) -> assert_cmd::Command {
    let mut command = run(program);
    command.current_dir(directory.path());
    command
}
