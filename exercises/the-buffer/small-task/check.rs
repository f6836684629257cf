//! How large the future is, and how many reads it takes for 64 KiB.

use std::io;

use crate::wire::{Narrow, Talk, Wire, chunks, say, times};
use crate::{Verdict, ends, judge, must};

static SENT: [u8; 64 * 1024] = [b'x'; 64 * 1024];

pub fn check<F>(echo: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Talk>) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(echo))
}

async fn checked(
    echo: impl AsyncFn(&mut Wire<Talk>) -> io::Result<()>,
) -> Verdict {
    let sent = str::from_utf8(&SENT).expect("ASCII");
    let talk = Talk::new(chunks(&[sent]), Narrow::new(usize::MAX));
    let mut wire = Wire::new(talk);
    let future = echo(&mut wire);
    let size = size_of_val(&future);
    must(
        size < 1024,
        format!(
            "The future of your function is 1 KiB or larger: it holds the \
             buffer while it waits. {} For each peer that is connected and \
             says nothing, that much memory is taken. Keep the buffer \
             elsewhere, and only a pointer to it in the future.",
            match size {
                16384..20_000 => "It has 16 KiB and a little.",
                _ => "",
            }
        ),
    )?;
    let result = ends(future, "Your function does not return.").await?;
    let got = wire.inner().taken().len();
    must(
        times("you read into no room") == 0,
        "The stream has not ended, and your buffer has no room: so 0 bytes \
         were read, and your function returned. Capacity is what a vector \
         could hold; a slice of it is as long as the vector is.",
    )?;
    must(
        result.is_ok() && got == SENT.len(),
        format!("The peer sent 65536 bytes, and got {got} back."),
    )?;
    let reads = times("you asked");
    must(
        reads <= 16,
        format!(
            "It took {reads} reads to echo 64 KiB: each is a call to the \
             kernel, on a real connection. Let the buffer be as large as it \
             was, but elsewhere."
        ),
    )?;

    say("another peer sends 5 bytes, and waits for them:");
    let talk = chunks(&["hello"]).then_silence();
    let mut wire = Wire::new(Talk::new(talk, Narrow::new(usize::MAX)));
    let _ = ends(echo(&mut wire), "").await;
    must(
        wire.inner().taken() == b"hello",
        "This peer sends nothing more before it has its echo, and you wait for \
         more. Write what a read has brought before you read again.",
    )
}
