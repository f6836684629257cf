//! A peer that says something and stays.

use std::io;

use crate::wire::{Chunks, Wire, chunks, say, show, times};
use crate::{Verdict, ends, judge, must};

const LONG: &str = match str::from_utf8(&[b'x'; 1500]) {
    Ok(text) => text,
    Err(_) => "",
};

pub fn check<F>(read_some: F) -> Verdict
where
    F: AsyncFn(&mut Wire<Chunks>) -> io::Result<Vec<u8>> + Send + 'static,
{
    judge(|| checked(read_some))
}

async fn checked(
    read_some: impl AsyncFn(&mut Wire<Chunks>) -> io::Result<Vec<u8>>,
) -> Verdict {
    let mut wire = Wire::new(chunks(&["hello", "\x01\0"]).then_silence());
    let result = ends(
        read_some(&mut wire),
        "The peer has sent something and waits for your answer. You wait for \
         more, or for the end of the stream. Return what one read brings.",
    );
    let result = result.await;
    must(
        times("you read into no room") == 0,
        "The peer has sent 5 bytes, and you read none: a slice of this vector \
         has the length 0, whatever its capacity is. Read into something that \
         has a length, or with a method that grows a vector.",
    )?;
    let got = result?.map_err(|it| format!("It failed: {it}."))?;
    must(
        !got.starts_with(b"hello\x01"),
        "You returned what two reads brought. Return what one read brings: the \
         peer waits for your answer.",
    )?;
    must(
        got.len() <= 5,
        format!(
            "One read brought \"hello\", and you returned {}. What stands \
             behind the 5 bytes has not been read. `read` returns how many \
             were.",
            show(&got)
        ),
    )?;
    must(
        got == b"hello",
        format!(
            "5 bytes were there, \"hello\", and you returned {}. Return all \
             that one read brings.",
            show(&got)
        ),
    )?;
    let result = ends(read_some(&mut wire), "You do not return.").await?;
    must(
        result.is_ok_and(|it| it == b"\x01\0"),
        "The second read brought the bytes 1 and 0, and you have returned the \
         1 alone. A byte of value 0 is a byte like others: only the number \
         that `read` returns says where the new ones stop.",
    )?;

    say("another peer has sent 1500 bytes:");
    let mut wire = Wire::new(chunks(&[LONG]).then_silence());
    let got = ends(read_some(&mut wire), "You do not return.").await?;
    let got = got.map_err(|it| format!("It failed: {it}."))?.len();
    must(
        got == 1024,
        format!(
            "1500 bytes were there, and you returned {got}. Give the read room \
             for 1024 bytes, no more and no fewer."
        ),
    )
}
