//! Judges the answers to the book's exercises: what a reader's code did on the
//! wire, what is wrong with that, and never by hanging.

pub mod wire;

// The checks.
#[path = "../echo-with-copy/all-at-once/check.rs"]
pub mod all_at_once;
#[path = "../splitting/ask/check.rs"]
pub mod ask;
#[path = "../limits/bounded-line/check.rs"]
pub mod bounded_line;
#[path = "../server-to-keep/chat/check.rs"]
pub mod chat;
#[path = "../end-of-stream/collect/check.rs"]
pub mod collect;
#[path = "../traits/count-bytes/check.rs"]
pub mod count_bytes;
#[path = "../two-worlds/count-lines/check.rs"]
pub mod count_lines;
#[path = "../what-it-costs/count-reads/check.rs"]
pub mod count_reads;
#[path = "../buffered-files/count-words/check.rs"]
pub mod count_words;
#[path = "../read-and-write/fan-out/check.rs"]
pub mod fan_out;
#[path = "../child-processes/filter/check.rs"]
pub mod filter;
#[path = "../not-a-regular-file/follow/check.rs"]
pub mod follow;
#[path = "../accepting/four-each/check.rs"]
pub mod four_each;
#[path = "../peer-still-there/give-up/check.rs"]
pub mod give_up;
#[path = "../what-a-call-costs/give-way/check.rs"]
pub mod give_way;
#[path = "../tls/handshakes/check.rs"]
pub mod handshakes;
#[path = "../cancellation/next-line/check.rs"]
pub mod next_line;
#[path = "../what-copying-costs/no-copy/check.rs"]
pub mod no_copy;
#[path = "../what-a-server-costs/no-idle-buffer/check.rs"]
pub mod no_idle_buffer;
#[path = "../framing/nul/check.rs"]
pub mod nul;
#[path = "../small-writes/one-write/check.rs"]
pub mod one_write;
#[path = "../half-close/proxy-by-hand/check.rs"]
pub mod proxy_by_hand;
#[path = "../reading/read-exact/check.rs"]
pub mod read_exact;
#[path = "../last-word/refuse/check.rs"]
pub mod refuse;
#[path = "../flush/replace-file/check.rs"]
pub mod replace_file;
#[path = "../datagrams/resend/check.rs"]
pub mod resend;
#[path = "../reading/room/check.rs"]
pub mod room;
#[path = "../echo-by-hand/rot13/check.rs"]
pub mod rot13;
#[path = "../shutting-down/second-signal/check.rs"]
pub mod second_signal;
#[path = "../ready-or-not/send-all/check.rs"]
pub mod send_all;
#[path = "../traits/shout/check.rs"]
pub mod shout;
#[path = "../helper-functions/skip-header/check.rs"]
pub mod skip_header;
#[path = "../timeouts/slow-reader/check.rs"]
pub mod slow_reader;
#[path = "../the-buffer/small-task/check.rs"]
pub mod small_task;
#[path = "../testing/tell-them-apart/check.rs"]
pub mod tell_them_apart;
#[path = "../deadlock/through-an-echo/check.rs"]
pub mod through_an_echo;
#[path = "../kept-bytes/tunnel/check.rs"]
pub mod tunnel;
#[path = "../timeouts/two-limits/check.rs"]
pub mod two_limits;
#[path = "../reader-of-your-own/unhex/check.rs"]
pub mod unhex;
#[path = "../why-does-it-hang/who-is-left/check.rs"]
pub mod who_is_left;
#[path = "../writing/write-all/check.rs"]
pub mod write_all;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use std::{any::Any, thread};

use tokio::runtime::Builder;
use tokio::time::timeout;

/// What came of an answer; what is wrong with it is advice for who wrote it.
pub type Verdict = Result<(), String>;

/// How long a check may take. None that ends takes a second.
const LIMIT: Duration = Duration::from_secs(10);

/// On the clock of a check, which stands still while anything can run.
const NEVER: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Carries out a check, on a thread of its own and with a clock that is paused.
/// The advice begins with what happened on the wire.
pub fn judge<F>(check: impl FnOnce() -> F + Send + 'static) -> Verdict
where
    F: Future<Output = Verdict>,
{
    judge_within(LIMIT, true, check)
}

/// The same for an answer that needs sockets, and so a clock that goes.
pub fn judge_sockets<F>(check: impl FnOnce() -> F + Send + 'static) -> Verdict
where
    F: Future<Output = Verdict>,
{
    judge_within(LIMIT, false, check)
}

/// Judges with another limit.
pub fn judge_within<F>(
    limit: Duration,
    is_paused: bool,
    check: impl FnOnce() -> F + Send + 'static,
) -> Verdict
where
    F: Future<Output = Verdict>,
{
    let log = wire::Log::default();
    let (sender, receiver) = channel();
    let (begin, begun) = channel();
    let own = log.clone();
    // An answer's future may hold 64 KiB, and is moved a few times.
    let thread = thread::Builder::new().stack_size(16 << 20);
    let spawned = thread.spawn(move || {
        wire::record(own);
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(is_paused)
            .build()
            .expect("a runtime");
        let check = || {
            let check = check();
            let _ = begin.send(());
            runtime.block_on(check)
        };
        let verdict = catch_unwind(AssertUnwindSafe(check));
        let _ = sender.send(verdict);
        // A thread that the answer has left blocked would be waited for.
        runtime.shutdown_background();
    });
    spawned.expect("a thread");
    // Counted from here, since a busy machine takes long to start a thread.
    let _ = begun.recv_timeout(LIMIT);
    let advice = match receiver.recv_timeout(limit) {
        Ok(Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(advice))) => advice,
        Ok(Err(panic)) => format!("Your code panicked: {}", message(&*panic)),
        Err(RecvTimeoutError::Disconnected) => "The check broke off.".into(),
        Err(RecvTimeoutError::Timeout) => format!(
            "Your code was still running after {limit:?}, and let nothing \
             else run. Look for a loop that goes round without waiting, or \
             for a call that blocks the thread."
        ),
    };
    Err(log.to_string() + &filled(&advice))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    let message = panic.downcast_ref::<String>().map(String::as_str);
    literal.or(message).unwrap_or("without a message")
}

/// Awaits what the answer does; if that would take for ever, it is advice.
pub async fn ends<F: Future>(
    future: F,
    advice: impl Into<String>,
) -> Result<F::Output, String> {
    let output = timeout(NEVER, future).await;
    output.map_err(|_| wire::with_wait(advice))
}

/// The same where sockets are, and the clock goes.
pub async fn ends_soon<F: Future>(
    future: F,
    advice: impl Into<String>,
) -> Result<F::Output, String> {
    let output = timeout(Duration::from_secs(2), future).await;
    output.map_err(|_| wire::with_wait(advice))
}

/// `Err(advice)` unless something `is` so.
pub fn must(is: bool, advice: impl Into<String>) -> Verdict {
    if is { Ok(()) } else { Err(advice.into()) }
}

/// The paragraphs in lines of at most 78 characters.
fn filled(text: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.lines() {
        let mut width = 0;
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            if width > 0 && width + 1 + length > 78 {
                lines.push('\n');
                width = 0;
            } else if width > 0 {
                lines.push(' ');
                width += 1;
            }
            lines += word;
            width += length;
        }
        lines.push('\n');
    }
    lines
}

/// Ends a reader's program.
pub fn report(verdict: Verdict) -> ExitCode {
    match verdict {
        Ok(()) => ExitCode::SUCCESS,
        Err(advice) => {
            print!("{advice}");
            // Whatever the answer has left running ends here.
            std::process::exit(1)
        }
    }
}
