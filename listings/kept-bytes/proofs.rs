//! Proofs of the claims about bytes that a reader has taken and not handed out.

use std::sync::mpsc;
use std::task::Poll;

use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{
    self, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader,
    BufStream, ErrorKind,
};
use tokio::runtime;
use tokio_stream::StreamExt;
use tokio_test::io::Builder;
use tokio_util::codec::{
    Framed, FramedParts, FramedRead, LengthDelimitedCodec, LinesCodec,
};
use tokio_util::io::StreamReader;

use crate::{connected, poll_once};

// ANCHOR: into_inner_loses
#[tokio::test]
async fn into_inner_loses() -> io::Result<()> {
    for behind in ["h", "hello", &"x".repeat(8000)] {
        let (mut near, far) = io::duplex(20_000);
        near.write_all(format!("header\n{behind}").as_bytes())
            .await?;

        let mut reader = BufReader::new(far);
        reader.read_line(&mut String::new()).await?;
        assert_eq!(reader.buffer(), behind.as_bytes());
        let mut far = reader.into_inner();

        near.write_all(b"what came later").await?;
        drop(near);
        let mut rest = String::new();
        far.read_to_string(&mut rest).await?;
        assert_eq!(rest, "what came later");
    }
    Ok(())
}
// ANCHOR_END: into_inner_loses

// ANCHOR: header_alone
#[tokio::test]
async fn header_alone() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    near.write_all(b"header\n").await?;

    let mut reader = BufReader::new(far);
    reader.read_line(&mut String::new()).await?;
    assert_eq!(reader.buffer(), b"");
    let mut far = reader.into_inner();

    near.write_all(b"hello").await?;
    let mut body = [0; 5];
    far.read_exact(&mut body).await?;
    assert_eq!(&body, b"hello");
    Ok(())
}
// ANCHOR_END: header_alone

// ANCHOR: new_reader_each_line
#[tokio::test]
async fn new_reader_each_line() -> io::Result<()> {
    let mut stream = Builder::new().read(b"one\ntwo\n").build();
    let mut line = String::new();

    for expected in ["one\n", ""] {
        line.clear();
        let mut reader = BufReader::new(&mut stream);
        reader.read_line(&mut line).await?;
        assert_eq!(line, expected);
    }
    Ok(())
}
// ANCHOR_END: new_reader_each_line

// ANCHOR: bufreader_writes
#[tokio::test]
async fn bufreader_writes() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    near.write_all(b"header\nhello").await?;

    let mut reader = BufReader::new(far);
    reader.read_line(&mut String::new()).await?;
    reader.write_all(b"go").await?; // no flush

    let mut answer = [0; 2];
    assert!(
        poll_once(near.read_exact(&mut answer)).is_ready(),
        "not sent"
    );
    assert_eq!(&answer, b"go");
    assert_eq!(reader.buffer(), b"hello");
    Ok(())
}
// ANCHOR_END: bufreader_writes

// ANCHOR: lines_give_back
#[tokio::test]
async fn lines_give_back() -> io::Result<()> {
    let stream = Builder::new().read(b"header\nhel").read(b"lo").build();
    let mut lines = BufReader::new(stream).lines();
    assert_eq!(lines.next_line().await?.as_deref(), Some("header"));

    let mut reader = lines.into_inner();

    let mut rest = String::new();
    reader.read_to_string(&mut rest).await?;
    assert_eq!(rest, "hello");
    Ok(())
}
// ANCHOR_END: lines_give_back

// ANCHOR: bufstream_loses
#[tokio::test]
async fn bufstream_loses() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    near.write_all(b"header\nhello").await?;
    near.shutdown().await?;
    let mut stream = BufStream::new(far);
    stream.read_line(&mut String::new()).await?;
    stream.write_all(b"go").await?;

    let mut bare = stream.into_inner();

    let mut rest = String::new();
    bare.read_to_string(&mut rest).await?;
    assert_eq!(rest, "");
    drop(bare);
    near.read_to_string(&mut rest).await?;
    assert_eq!(rest, "");
    Ok(())
}
// ANCHOR_END: bufstream_loses

// ANCHOR: line_given_up
#[tokio::test]
async fn line_given_up() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    near.write_all(b"hel").await?;
    let mut lines = BufReader::new(far).lines();
    assert!(poll_once(lines.next_line()).is_pending());
    near.write_all(b"lo\n").await?;

    let mut reader = lines.into_inner();

    let mut line = String::new();
    reader.read_line(&mut line).await?;
    assert_eq!(line, "lo\n");
    Ok(())
}
// ANCHOR_END: line_given_up

// ANCHOR: take_and_chain_hold_none
#[tokio::test]
async fn take_and_chain_hold_none() -> io::Result<()> {
    let stream = Builder::new().read(b"headerhello").build();
    let mut take = stream.take(6);
    take.read_exact(&mut [0; 3]).await?;
    let mut chain = take.into_inner().chain(io::empty());
    chain.read_exact(&mut [0; 3]).await?;
    let (mut stream, _) = chain.into_inner();

    let mut rest = String::new();
    stream.read_to_string(&mut rest).await?;
    assert_eq!(rest, "hello");
    Ok(())
}
// ANCHOR_END: take_and_chain_hold_none

// ANCHOR: fill_buf_again
#[tokio::test]
async fn fill_buf_again() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    let mut reader = BufReader::new(far);
    near.write_all(b"G").await?;
    assert_eq!(reader.fill_buf().await?, b"G");

    near.write_all(b"ET").await?;
    for _ in 0..100 {
        assert_eq!(reader.fill_buf().await?, b"G");
    }
    reader.consume(1);
    assert_eq!(reader.fill_buf().await?, b"ET");
    Ok(())
}
// ANCHOR_END: fill_buf_again

// ANCHOR: prefix_first
#[tokio::test]
async fn prefix_first() -> io::Result<()> {
    for read_ahead in [0, 1, 8000] {
        let (mut near, far) = io::duplex(64);
        near.write_all(b" and more").await?;
        near.shutdown().await?;
        let taken = vec![b'x'; read_ahead];

        let (reader, writer) = io::split(far);
        let mut stream = io::join(taken.chain(reader), writer);

        let mut all = Vec::new();
        stream.read_to_end(&mut all).await?;
        assert_eq!(all, [&taken, &b" and more"[..]].concat());
        stream.write_all(b"go").await?;
        near.read_exact(&mut [0; 2]).await?;
    }
    Ok(())
}
// ANCHOR_END: prefix_first

// ANCHOR: half_in_a_bufreader
#[tokio::test]
async fn half_in_a_bufreader() -> io::Result<()> {
    let (mut near, far) = connected().await?;
    near.write_all(b"header\nhello").await?;
    let (reader, mut writer) = far.into_split();
    let mut reader = BufReader::new(reader);

    reader.read_line(&mut String::new()).await?;
    near.shutdown().await?;
    assert_eq!(io::copy(&mut reader, &mut writer).await?, 5);

    assert_eq!(reader.buffer(), b"");
    assert!(reader.into_inner().reunite(writer).is_ok());
    Ok(())
}
// ANCHOR_END: half_in_a_bufreader

// ANCHOR: framed_parts
#[tokio::test]
async fn framed_parts() -> io::Result<()> {
    let stream = || Builder::new().read(b"header\nhello").build();
    let mut lines = Framed::new(stream(), LinesCodec::new());
    lines.next().await;
    assert_eq!(lines.into_parts().read_buf, b"hello"[..]);

    let mut lines = Framed::new(stream(), LinesCodec::new());
    lines.next().await;
    let mut rest = Vec::new();
    lines.into_inner().read_to_end(&mut rest).await?;
    assert_eq!(rest, b"");
    Ok(())
}
// ANCHOR_END: framed_parts

// ANCHOR: length_in_codec
#[tokio::test]
async fn length_in_codec() -> io::Result<()> {
    let (mut near, far) = io::duplex(64);
    near.write_all(b"\0\0\0\x05he").await?;
    let mut frames = Framed::new(far, LengthDelimitedCodec::new());
    assert!(poll_once(frames.next()).is_pending());

    let parts = frames.into_parts();

    assert_eq!(parts.read_buf, b"he"[..]); // no length
    near.write_all(b"llo").await?;
    let mut frames = Framed::from_parts(parts);
    assert_eq!(frames.next().await.unwrap().unwrap(), "hello");
    Ok(())
}
// ANCHOR_END: length_in_codec

// ANCHOR: stream_reader_chunk
#[tokio::test]
async fn stream_reader_chunk() -> io::Result<()> {
    let chunks = [b"header\nhello".as_slice(), b"more"].map(io::Result::Ok);
    let mut reader = StreamReader::new(tokio_stream::iter(chunks));
    reader.read_line(&mut String::new()).await?;

    let (mut chunks, rest) = reader.into_inner_with_chunk();

    assert_eq!(rest, Some(b"hello".as_slice()));
    assert_eq!(chunks.next().await.unwrap()?, b"more");
    Ok(())
}
// ANCHOR_END: stream_reader_chunk

// ANCHOR: file_read_given_up
#[test]
fn file_read_given_up() -> io::Result<()> {
    let path = NamedTempFile::new()?.into_temp_path();
    std::fs::write(&path, "a file")?;
    let mut builder = runtime::Builder::new_current_thread();
    let runtime = builder.max_blocking_threads(1).build()?;
    let (release, held) = mpsc::channel::<()>();
    runtime.spawn_blocking(move || held.recv()); // the only thread

    runtime.block_on(async {
        let mut file = File::from_std(std::fs::File::open(&path)?);
        assert!(poll_once(file.read(&mut [0; 3])).is_pending());
        drop(release);

        let rest = std::io::read_to_string(file.into_std().await)?;
        assert_eq!(rest, "ile");
        Ok(())
    })
}
// ANCHOR_END: file_read_given_up

// ANCHOR: map_codec_keeps
#[tokio::test]
async fn map_codec_keeps() {
    let bytes = b"frames\n\0\0\0\x05hello\0\0\0\x01!";
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            let (start, rest) = bytes.split_at(first);
            let (middle, last) = rest.split_at(second - first);
            let mut stream = Builder::new();
            for piece in [start, middle, last] {
                if !piece.is_empty() {
                    stream.read(piece);
                }
            }
            let mut lines = Framed::new(stream.build(), LinesCodec::new());
            assert_eq!(lines.next().await.unwrap().unwrap(), "frames");
            let mut frames = lines.map_codec(|_| LengthDelimitedCodec::new());
            for frame in ["hello", "!"] {
                assert_eq!(frames.next().await.unwrap().unwrap(), frame);
            }
        }
    }
}
// ANCHOR_END: map_codec_keeps

// ANCHOR: unwrapped
/// The stream below, if the peer has sent nothing ahead.
fn unwrapped<R: AsyncRead>(reader: BufReader<R>) -> io::Result<R> {
    if reader.buffer().is_empty() {
        return Ok(reader.into_inner());
    }
    Err(io::Error::new(ErrorKind::InvalidData, "bytes before TLS"))
}
// ANCHOR_END: unwrapped

// ANCHOR: leftover_refused
#[tokio::test]
async fn leftover_refused() -> io::Result<()> {
    for (behind, is_taken) in [("", true), ("x", false), ("RSET\n", false)] {
        let (mut near, far) = io::duplex(64);
        near.write_all(format!("STARTTLS\n{behind}").as_bytes())
            .await?;

        let mut reader = BufReader::new(far);
        reader.read_line(&mut String::new()).await?;
        assert_eq!(unwrapped(reader).is_ok(), is_taken, "{behind:?}");
    }
    Ok(())
}
// ANCHOR_END: leftover_refused

// ANCHOR: read_buf_by_hand
#[tokio::test]
async fn read_buf_by_hand() {
    let (_silent, stream) = io::duplex(64);
    let mut frames = FramedRead::new(stream, LinesCodec::new());
    frames
        .read_buffer_mut()
        .extend_from_slice(b"a whole line\n");
    assert!(poll_once(frames.next()).is_pending());

    let parts: FramedParts<_, _> = frames.into_parts();
    let mut frames = Framed::from_parts(parts);
    let Poll::Ready(Some(Ok(line))) = poll_once(frames.next()) else {
        panic!("no line");
    };
    assert_eq!(line, "a whole line");
}
// ANCHOR_END: read_buf_by_hand
