//! The programs that need no network, each as a process in a directory of its
//! own: what they print, what they leave in `foo.txt`, how they fail.

use std::fs;
use std::io::{ErrorKind, Write};
#[cfg(unix)]
use std::path::Path;
use std::process::Command;
#[cfg(unix)]
use std::process::Output;
use std::time::{Duration, Instant};

use proofread::Process;
use tempfile::{TempDir, tempdir};

#[cfg(unix)]
use crate::limited;
use crate::support::{LIMIT, program};
use crate::{assert_fails, assert_prints, run};

/// A program that writes `foo.txt`, what it prints, and what it writes.
const WRITERS: [(&str, &str, &str); 3] = [
    ("write", "10 of 10 bytes written\n", "some bytes"),
    ("write-all", "every byte is in the file\n", "some bytes"),
    ("copy", "5 bytes copied\n", "hello"),
];

/// The others that write it. Each begins with a call that creates it.
const OTHER_WRITERS: [&str; 6] = [
    "small-reads",
    "buffered-reads",
    "batched-writes",
    "dropped-writers",
    "flushed-writer",
    "late-error",
];

#[test]
fn in_memory_prints_what_went_through() {
    assert_prints(run("in-memory"), "look, no socket\n");
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
        assert_prints(run_in(&with_foo(contents), "read"), printed);
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
        assert_prints(run_in(&with_foo(contents), "read-to-end"), printed);
    }
}

#[test]
fn read_to_end_prints_the_whole_of_a_large_file() {
    // Takes several reads: a `File` reads at most 2 MiB at once.
    let contents = "0123456789abcde\n".repeat(400_000);

    let end = run_in(&with_foo(&contents), "read-to-end")
        .assert()
        .success();

    let stdout = &end.get_output().stdout;
    let printed = format!("6400000 bytes: {contents:?}\n");
    assert!(stdout == printed.as_bytes(), "printed {}", stdout.len());
}

#[test]
fn reading_a_missing_file_says_that_it_is_not_found() {
    for name in ["read", "read-to-end"] {
        let empty = tempdir().unwrap();
        assert_fails(run_in(&empty, name), ErrorKind::NotFound);
    }
}

#[test]
fn writing_creates_the_file_or_replaces_what_was_in_it() {
    for (name, printed, written) in WRITERS {
        let longer = "this was here before, and is longer";
        for directory in [tempdir().unwrap(), with_foo(longer)] {
            assert_prints(run_in(&directory, name), printed);

            let foo = directory.path().join("foo.txt");
            assert_eq!(fs::read_to_string(foo).unwrap(), written);
        }
    }
}

#[test]
fn the_file_has_in_it_afterwards_what_was_written_last() {
    let mebibyte = "x".repeat(1024 * 1024);
    for (name, contents) in [
        ("small-reads", &*mebibyte),
        ("buffered-reads", &*mebibyte),
        ("batched-writes", &*RECORD.repeat(2_000)),
        ("dropped-writers", ""),
        ("flushed-writer", "hello"),
        ("late-error", "read me\n"),
    ] {
        let directory = with_foo("this was here before");
        run_in(&directory, name).assert().success().stderr("");

        let written = fs::read(directory.path().join("foo.txt")).unwrap();
        assert!(written == contents.as_bytes(), "{name}: {}", written.len());
    }
}

/// What `batched-writes` writes in four ways.
const RECORD: &str = "a record.\n";

/// Here, too, `foo.txt` is the program's own standard output.
#[test]
#[cfg(unix)]
fn batched_writes_writes_all_of_it_in_each_of_four_ways() {
    let directory = with_foo_that_is("/dev/stdout");
    let end = run_in(&directory, "batched-writes").assert().success();

    let stdout = String::from_utf8_lossy(&end.get_output().stdout);
    let records = RECORD.repeat(2_000);
    let lines: Vec<_> = stdout.split(&records).collect();
    let ["", of_file, of_buf_writer, of_fs_write, of_spawn_blocking] =
        lines[..]
    else {
        panic!("{:?}", stdout.replace(RECORD, "."));
    };
    assert!(of_file.starts_with("File: "));
    assert!(of_buf_writer.starts_with("BufWriter: "));
    assert!(of_fs_write.starts_with("fs::write: "));
    assert!(of_spawn_blocking.starts_with("spawn_blocking: "));
}

/// Here `foo.txt` is the program's own standard output, so that one pipe shows
/// which came first. A program that does not flush may win the race once, so
/// each runs many times.
#[test]
#[cfg(unix)]
fn the_bytes_are_in_the_file_before_the_program_says_so() {
    for (name, printed, written) in WRITERS {
        let directory = with_foo_that_is("/dev/stdout");
        let both = format!("{written}{printed}");

        for _ in 0..20 {
            assert_prints(run_in(&directory, name), &both);
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
    for (name, _, _) in WRITERS {
        assert_fails(run_in(&with_directory_foo(), name), kind);
    }
    for name in OTHER_WRITERS {
        assert_fails(run_in(&with_directory_foo(), name), kind);
    }
}

/// Linux opens a directory as it opens a file, and lets nobody read it.
#[test]
#[cfg(target_os = "linux")]
fn reading_a_directory_says_that_it_is_one() {
    for name in ["read", "read-to-end"] {
        let directory = with_directory_foo();
        assert_fails(run_in(&directory, name), ErrorKind::IsADirectory);
    }
    assert_fails(run_in_shell("stdio", "< /"), ErrorKind::IsADirectory);
    let stderr = in_time("stdin-at-exit", Path::new("/")).stderr;
    assert!(String::from_utf8_lossy(&stderr).contains("kind: IsADirectory"));
}

#[test]
#[cfg(target_os = "linux")]
fn writing_to_a_full_device_says_that_it_is_full() {
    for name in ["write", "write-all", "copy", "batched-writes"] {
        let directory = with_foo_that_is("/dev/full");
        assert_fails(run_in(&directory, name), ErrorKind::StorageFull);
    }
    let mut stdio = run_in_shell("stdio", "> /dev/full");
    stdio.write_stdin("too much");
    assert_fails(stdio, ErrorKind::StorageFull);
}

/// A file that may not grow is like one on a full disk. It can be read, too.
#[test]
#[cfg(unix)]
fn writing_says_that_the_file_may_not_grow() {
    for name in [
        "write",
        "write-all",
        "copy",
        "small-reads",
        "buffered-reads",
        "batched-writes",
        "flushed-writer",
        "late-error",
    ] {
        let directory = tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\""]);
        command.arg(program(name)).current_dir(&directory);
        assert_fails(limited(command), ErrorKind::FileTooLarge);
    }
}

/// `/dev/null` takes all, gives nothing back, and cannot bring it to a disk.
#[test]
#[cfg(target_os = "linux")]
fn flushed_writer_promises_nothing_if_there_is_no_disk() {
    let directory = with_foo_that_is("/dev/null");
    let mut run = run_in(&directory, "flushed-writer");

    let failed = run.assert().code(1).stdout("0 of 5 bytes\n");

    let stderr = String::from_utf8_lossy(&failed.get_output().stderr);
    assert!(stderr.contains("kind: InvalidInput"), "got {stderr}");
}

#[test]
fn stdin_at_exit_stops_waiting_and_ends_with_the_next_line() {
    let command = Command::new(program("stdin-at-exit"));
    let (mut process, mut input) = Process::start_with_input(command).unwrap();

    for printed in ["nothing came for 100ms", "main returns"] {
        assert_eq!(process.output.next(LIMIT).as_deref(), Some(printed));
    }

    input.write_all(b"\n").unwrap();
    assert!(process.wait(LIMIT).is_some_and(|status| status.success()));
}

#[test]
#[cfg(unix)]
fn stdin_at_exit_says_how_much_it_has_read() {
    for (contents, read) in [("", 0), ("x", 1), ("xyz\n", 1)] {
        let directory = with_foo(contents);
        let foo_txt = directory.path().join("foo.txt");
        let end = in_time("stdin-at-exit", &foo_txt);

        let printed = String::from_utf8_lossy(&end.stdout);
        assert_eq!(printed, format!("{read} bytes read\nmain returns\n"));
        assert!(end.status.success());
    }
}

#[test]
#[cfg(unix)]
fn stdin_thread_says_what_it_has_got() {
    for (contents, printed) in [
        ("", "the input has ended\nmain returns\n"),
        ("a line\nmore\n", "got \"a line\"\nmain returns\n"),
        ("no end", "got \"no end\"\nmain returns\n"),
    ] {
        let directory = with_foo(contents);
        let foo_txt = directory.path().join("foo.txt");
        let end = in_time("stdin-thread", &foo_txt);
        assert_eq!(String::from_utf8_lossy(&end.stdout), printed);
        assert!(end.status.success());
    }
    let not_text = with_foo(b"caf\xe9\n");
    let end = in_time("stdin-thread", &not_text.path().join("foo.txt"));
    let stderr = String::from_utf8_lossy(&end.stderr);
    assert!(stderr.contains("kind: InvalidData"), "got {stderr}");
}

#[test]
fn stdin_thread_ends_while_its_input_is_open() {
    let command = Command::new(program("stdin-thread"));
    let (mut process, _input) = Process::start_with_input(command).unwrap();

    for printed in ["nothing came for 100ms", "main returns"] {
        assert_eq!(process.output.next(LIMIT).as_deref(), Some(printed));
    }
    assert!(process.wait(LIMIT).is_some_and(|status| status.success()));
}

/// How a program ends that waits for this input. If the machine is so busy that
/// a tenth of a second was too short, the run says nothing about that.
#[cfg(unix)]
fn in_time(name: &str, file: &Path) -> Output {
    let runs = (0..100).map(|_| {
        let input = format!("< '{}'", file.display());
        run_in_shell(name, &input).output().unwrap()
    });
    let mut in_time = runs.filter(|end| !end.stdout.starts_with(b"nothing"));
    in_time.next().expect("a run that reads")
}

#[test]
fn stdio_copies_any_bytes_and_counts_them() {
    let every_byte: Vec<u8> = (0..=255).collect();

    for input in [vec![], b"no end of line".into(), every_byte.repeat(8192)] {
        let count = input.len();
        let end = run("stdio")
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
    let command = Command::new(program("stdio"));
    let (stdio, mut input) = Process::start_with_input(command).unwrap();

    input.write_all(b"are you there?\n").unwrap();

    let line = stdio.output.next(LIMIT);
    assert_eq!(line.as_deref(), Some("are you there?"));
}

#[test]
fn task_size_finds_the_array_in_the_future_and_the_vec_outside() {
    let end = run("task-size").assert().success().stderr("");

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
    assert_prints(run("eof-leave"), "5 bytes\nthe end\n");
}

#[test]
fn eof_spin_reads_on_after_the_end_and_gets_nothing() {
    assert_prints(run("eof-spin"), "5 bytes\n100000 reads since the end\n");
}

#[test]
fn late_timeout_blocks_for_ten_times_as_long_as_it_has() {
    let start = Instant::now();
    run("late-timeout").assert().success();
    assert!(start.elapsed() >= Duration::from_millis(100));
}

/// Each of them waits for three seconds at least, by the clock that it looks at.
/// A run that takes less has not waited, however long others take on a busy
/// machine.
#[test]
fn programs_that_pause_the_clock_do_not_wait() {
    for name in [
        "lost-bytes",
        "kept-future",
        "own-count",
        "reading-task",
        "silent-peer",
        "idle-timeout",
        "three-limits",
        "paused-sockets",
        "room-on-the-way",
    ] {
        let mut times = (0..5).map(|_| {
            let start = Instant::now();
            run(name).assert().success();
            start.elapsed()
        });
        let waits = times.all(|time| time >= Duration::from_secs(3));
        assert!(!waits, "{name} waits");
    }
}

/// A directory with nothing but a `foo.txt` in it.
fn with_foo(contents: impl AsRef<[u8]>) -> TempDir {
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("foo.txt"), contents).unwrap();
    directory
}

/// A directory in which `foo.txt` is a directory.
fn with_directory_foo() -> TempDir {
    let directory = tempdir().unwrap();
    fs::create_dir(directory.path().join("foo.txt")).unwrap();
    directory
}

/// A directory in which `foo.txt` is a link.
#[cfg(unix)]
fn with_foo_that_is(file: &str) -> TempDir {
    let directory = tempdir().unwrap();
    let link = directory.path().join("foo.txt");
    std::os::unix::fs::symlink(file, link).unwrap();
    directory
}

/// A run of the program `name` with standard input or output redirected.
#[cfg(unix)]
fn run_in_shell(name: &str, redirection: &str) -> assert_cmd::Command {
    let mut command = Command::new("sh");
    let script = format!("exec \"$0\" {redirection}");
    command.args(["-c", &script]).arg(program(name));
    limited(command)
}

/// A run of the program `name` in `directory`, which has to outlive it.
fn run_in(directory: &TempDir, name: &str) -> assert_cmd::Command {
    let mut command = run(name);
    command.current_dir(directory.path());
    command
}
