//! Proofs of the claims about framing.

#[allow(dead_code)] // `main`
#[path = "short-frames.rs"]
mod short_frames;

use std::task::Poll;

use futures_util::SinkExt;
use proptest::collection::vec;
use proptest::prelude::{Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{
    self, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWriteExt, BufReader,
    ErrorKind,
};
use tokio::task::yield_now;
use tokio_stream::StreamExt;
use tokio_test::block_on;
use tokio_test::io::Builder;
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{
    BytesCodec, Decoder, Framed, FramedRead, FramedWrite, LengthDelimitedCodec,
    LinesCodec, LinesCodecError,
};
use tokio_util::io::InspectWriter;

use crate::{allocations, connected, poll_once};
use short_frames::Short;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

// ANCHOR: no_message_boundaries
#[tokio::test]
async fn no_message_boundaries() -> io::Result<()> {
    let (mut near, mut far) = connected().await?;
    let mut buffer = [0; 64];

    for message in ["one", "two", "three"] {
        near.write_all(message.as_bytes()).await?;
    }
    while far.peek(&mut buffer).await? < "onetwothree".len() {
        yield_now().await; // until the kernel has received them all
    }
    let n = far.read(&mut buffer).await?; // three writes, one read
    assert_eq!(&buffer[..n], b"onetwothree");

    near.write_all(b"onetwothree").await?;
    let mut buffer = [0; 8];
    assert_eq!(far.read(&mut buffer).await?, 8); // one write, two reads
    assert_eq!(&buffer[..], b"onetwoth");
    assert_eq!(far.read(&mut buffer).await?, 3);
    Ok(())
}
// ANCHOR_END: no_message_boundaries

// ANCHOR: read_line_no_limit
#[tokio::test]
async fn read_line_no_limit() -> io::Result<()> {
    let mut line = String::new();
    let peer = io::repeat(b'x').take(MIB as u64);
    BufReader::new(peer).read_line(&mut line).await?;
    assert_eq!(line.len(), MIB);

    let peer = io::repeat(b'x').take(MIB as u64);
    let mut lines = BufReader::new(peer).lines();
    assert_eq!(lines.next_line().await?.unwrap().len(), MIB);
    Ok(())
}
// ANCHOR_END: read_line_no_limit

// ANCHOR: lines_codec_limit
#[tokio::test]
async fn lines_codec_limit() {
    for (length, end) in [(80, "\n"), (79, "\r\n")] {
        for (length, fits) in [(length, true), (length + 1, false)] {
            let line = "x".repeat(length) + end;
            let codec = LinesCodec::new_with_max_length(80);
            let mut lines = FramedRead::new(line.as_bytes(), codec);
            assert_eq!(lines.next().await.unwrap().is_ok(), fits);
        }
    }

    let endless = io::repeat(b'x').take(MIB as u64);
    let codec = LinesCodec::new_with_max_length(80);
    let mut lines = FramedRead::new(endless, codec);
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(matches!(error, LinesCodecError::MaxLineLengthExceeded));

    let taken = MIB - lines.get_ref().limit() as usize;
    assert!(taken <= 8 * KIB);
}
// ANCHOR_END: lines_codec_limit

// ANCHOR: lines_codec_default
#[tokio::test]
async fn lines_codec_default() {
    let peer = io::repeat(b'x').take(MIB as u64);
    let mut lines = FramedRead::new(peer, LinesCodec::new());

    assert_eq!(lines.next().await.unwrap().unwrap().len(), MIB);
}
// ANCHOR_END: lines_codec_default

// ANCHOR: take_limits_a_line
#[tokio::test]
async fn take_limits_a_line() -> io::Result<()> {
    let mut peer = BufReader::new(&b"hello\nhello!quit\n"[..]);
    let limit = 5 + 1;

    let mut line = Vec::new();
    (&mut peer).take(limit).read_until(b'\n', &mut line).await?;
    assert_eq!(line, b"hello\n");

    line.clear();
    (&mut peer).take(limit).read_until(b'\n', &mut line).await?;
    assert_eq!(line, b"hello!"); // no line break: too long

    line.clear();
    (&mut peer).take(limit).read_until(b'\n', &mut line).await?;
    assert_eq!(line, b"quit\n"); // the rest of it
    Ok(())
}
// ANCHOR_END: take_limits_a_line

// ANCHOR: codec_error_then_none
#[tokio::test]
async fn codec_error_then_none() {
    let too_long = &b"too long\nlater\n"[..];
    let not_utf8 = &b"caf\xe9\nlater\n"[..];

    for peer in [too_long, not_utf8] {
        let codec = LinesCodec::new_with_max_length(5);
        let mut lines = FramedRead::new(peer, codec);
        assert!(lines.next().await.unwrap().is_err());
        assert!(lines.read_buffer().ends_with(b"later\n"));
        assert!(lines.next().await.is_none());
        assert_eq!(lines.next().await.unwrap().unwrap(), "later");
    }

    let two = &b"caf\xe9\ncaf\xe9\nlater\n"[..];
    let mut lines = FramedRead::new(two, LinesCodec::new());
    for _ in 0..2 {
        assert!(lines.next().await.unwrap().is_err());
        assert!(lines.next().await.is_none());
    }
    assert!(lines.next().await.is_none());
    assert_eq!(lines.read_buffer(), "later\n"); // and will never come
}
// ANCHOR_END: codec_error_then_none

// ANCHOR: lines_are_utf8
#[tokio::test]
async fn lines_are_utf8() -> io::Result<()> {
    let latin_1 = &b"caf\xe9\n"[..];

    let mut line = String::new();
    let error = BufReader::new(latin_1).read_line(&mut line).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidData);

    let error = BufReader::new(latin_1).lines().next_line().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidData);

    let mut lines = FramedRead::new(latin_1, LinesCodec::new());
    let Some(Err(LinesCodecError::Io(error))) = lines.next().await else {
        panic!("a line");
    };
    assert_eq!(error.kind(), ErrorKind::InvalidData);

    let mut line = Vec::new();
    BufReader::new(latin_1).read_until(b'\n', &mut line).await?;
    assert_eq!(line, latin_1);
    Ok(())
}
// ANCHOR_END: lines_are_utf8

// ANCHOR: half_a_line_looks_whole
#[tokio::test]
async fn half_a_line_looks_whole() {
    let half = "rm old".as_bytes(); // of "rm old.txt\n"

    let mut lines = BufReader::new(half).lines();
    assert_eq!(lines.next_line().await.unwrap().unwrap(), "rm old");

    let mut lines = FramedRead::new(half, LinesCodec::new());
    assert_eq!(lines.next().await.unwrap().unwrap(), "rm old");

    let mut line = String::new(); // `read_line` keeps the line break
    BufReader::new(half).read_line(&mut line).await.unwrap();
    assert!(!line.ends_with('\n'));
}
// ANCHOR_END: half_a_line_looks_whole

// ANCHOR: half_a_frame_is_an_error
#[tokio::test]
async fn half_a_frame_is_an_error() {
    let half_a_frame = &b"\0\0\0\x0arm old"[..]; // ten promised, six there
    let half_a_length = &b"\0\0"[..];

    for half in [half_a_frame, half_a_length] {
        let mut frames = FramedRead::new(half, LengthDelimitedCodec::new());
        let error = frames.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "bytes remaining on stream");
    }
}
// ANCHOR_END: half_a_frame_is_an_error

// ANCHOR: length_alone_is_an_end
#[tokio::test]
async fn length_alone_is_an_end() {
    let peer = &b"\0\0\0\x0a"[..]; // ten bytes promised, none there

    let mut frames = FramedRead::new(peer, LengthDelimitedCodec::new());

    assert!(frames.next().await.is_none());
}
// ANCHOR_END: length_alone_is_an_end

// ANCHOR: send_is_one_write
#[tokio::test]
async fn send_is_one_write() -> io::Result<()> {
    let bytes: &'static [u8] = &[b'x'; MIB];
    for length in [3, MIB] {
        let message = &bytes[..length];
        let mut writes = Vec::new(); // their lengths
        let peer = InspectWriter::new(io::sink(), |bytes: &[u8]| {
            writes.push(bytes.len());
        });
        let codec = LengthDelimitedCodec::new();
        let mut frames = FramedWrite::new(peer, codec);

        frames.send(message).await?;

        drop(frames);
        assert_eq!(writes, [4 + length]);
    }
    Ok(())
}
// ANCHOR_END: send_is_one_write

// ANCHOR: send_over_limit
#[tokio::test]
async fn send_over_limit() -> io::Result<()> {
    let mut frames = LengthDelimitedCodec::builder()
        .max_frame_length(5)
        .new_write(Vec::new());

    frames.send(&b"three"[..]).await?;
    let error = frames.send(&b"eleven"[..]).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(frames.get_ref(), b"\0\0\0\x05three");
    Ok(())
}
// ANCHOR_END: send_over_limit

// ANCHOR: most_significant_first
#[tokio::test]
async fn most_significant_first() -> io::Result<()> {
    let mut bytes = Vec::new();
    bytes.write_u32(5).await?;
    assert_eq!(bytes, b"\0\0\0\x05");
    assert_eq!((&bytes[..]).read_u32().await?, 5);
    assert_eq!((&bytes[..]).read_u32_le().await?, 83_886_080);

    bytes.clear();
    bytes.write_u32_le(5).await?;
    assert_eq!(bytes, b"\x05\0\0\0");
    assert_eq!((&bytes[..]).read_u32_le().await?, 5);

    bytes.extend(b"hello");
    let mut frames = LengthDelimitedCodec::builder()
        .little_endian()
        .new_read(&bytes[..]);
    assert_eq!(frames.next().await.unwrap()?, "hello");
    Ok(())
}
// ANCHOR_END: most_significant_first

// ANCHOR: adjust_both_sides
#[tokio::test]
async fn adjust_both_sides() -> io::Result<()> {
    let mut whole = LengthDelimitedCodec::builder();
    whole.length_adjustment(-4); // the length counts its own four bytes
    let mut sender = whole.new_write(Vec::new());
    sender.send(&b"hello"[..]).await?;
    let bytes = sender.into_inner();
    assert_eq!(bytes, b"\0\0\0\x09hello");

    let mut frames = whole.new_read(&bytes[..]);
    assert_eq!(frames.next().await.unwrap()?, "hello");

    let mut frames = LengthDelimitedCodec::builder().new_read(&bytes[..]);
    let error = frames.next().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "bytes remaining on stream");
    Ok(())
}
// ANCHOR_END: adjust_both_sides

// ANCHOR: frame_by_hand
#[test]
fn frame_by_hand() {
    async fn frame(mut peer: impl AsyncRead + Unpin) -> io::Result<Vec<u8>> {
        let length = peer.read_u32().await?;
        let mut frame = vec![0; length as usize];
        peer.read_exact(&mut frame).await?;
        Ok(frame)
    }
    let promise = (64 * MIB as u32).to_be_bytes(); // and not a byte more

    let (cost, result) = allocations(|| poll_once(frame(&promise[..])));

    assert!(cost.bytes_max >= 64 * MIB as u64);
    assert!(matches!(result, Poll::Ready(Err(_))));
}
// ANCHOR_END: frame_by_hand

// ANCHOR: frame_over_limit
#[test]
fn frame_over_limit() {
    let mut codec = LengthDelimitedCodec::new();
    let limit = 8 * MIB as u32;
    assert_eq!(codec.max_frame_length(), limit as usize);

    for promise in [limit + 1, u32::MAX] {
        let mut received = BytesMut::from(&promise.to_be_bytes()[..]);
        let (cost, result) = allocations(|| codec.decode(&mut received));
        assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidData);
        assert!(cost.bytes_max < KIB as u64);
    }
}
// ANCHOR_END: frame_over_limit

// ANCHOR: frame_within_limit
#[test]
fn frame_within_limit() {
    let mut codec = LengthDelimitedCodec::new();
    let promise = 8 * MIB as u32; // and not a byte more
    let mut received = BytesMut::from(&promise.to_be_bytes()[..]);

    let (cost, result) = allocations(|| codec.decode(&mut received));

    assert_eq!(result.unwrap(), None); // not there yet
    assert!(cost.bytes_max >= 8 * MIB as u64);
}
// ANCHOR_END: frame_within_limit

// ANCHOR: cases
/// Runs random cases, and looks for a smaller one when a case fails.
fn cases() -> TestRunner {
    TestRunner::new(Config {
        failure_persistence: None, // what fails becomes a test of its own
        ..Config::default()
    })
}

/// A length of a few bytes, or one that may exceed the 8 KiB of a buffer.
fn length(least: usize) -> impl Strategy<Value = usize> {
    prop_oneof![least..20, least..20_000]
}
// ANCHOR_END: cases

// ANCHOR: any_split_same_frames
#[test]
fn any_split_same_frames() {
    let (messages, reads) = (vec(length(0), 0..10), vec(length(1), 0..50));
    let case = |(lengths, reads): (Vec<usize>, Vec<usize>)| {
        let (mut messages, mut bytes) = (Vec::new(), Vec::new());
        for length in lengths {
            let message: Vec<_> = (0..length).map(|i| i as u8).collect();
            bytes.extend((length as u32).to_be_bytes());
            bytes.extend(&message);
            messages.push(message);
        }
        let (mut rest, mut script) = (&bytes[..], Builder::new());
        for length in reads {
            let (read, later) = rest.split_at(length.min(rest.len()));
            script.read(read);
            rest = later;
        }
        let peer = script.read(rest).build();
        let frames = FramedRead::new(peer, LengthDelimitedCodec::new());
        let frames: Vec<_> = block_on(frames.map(Result::unwrap).collect());
        assert!(frames == messages);
        Ok(())
    };
    cases().run(&(messages, reads), case).unwrap();
}
// ANCHOR_END: any_split_same_frames

// ANCHOR: own_codec
#[tokio::test]
async fn own_codec() -> io::Result<()> {
    let longest = [b'x'; 255];
    let mut sender = FramedWrite::new(Vec::new(), Short);
    for message in [&b"one"[..], b"", &longest] {
        sender.send(message).await?;
    }
    assert!(sender.send(&[b'x'; 256][..]).await.is_err());
    let bytes = sender.into_inner();

    let mut script = Builder::new();
    bytes.chunks(1).for_each(|byte| _ = script.read(byte));
    let mut receiver = FramedRead::new(script.build(), Short);
    for message in [&b"one"[..], b"", &longest] {
        assert_eq!(receiver.next().await.unwrap()?, message);
    }
    assert!(receiver.next().await.is_none());

    // Wherever the last message is cut off, there is an error.
    for end in bytes.len() - 255..bytes.len() {
        let last = FramedRead::new(&bytes[..end], Short).skip(2).next().await;
        assert!(last.unwrap().is_err());
    }
    Ok(())
}
// ANCHOR_END: own_codec

// ANCHOR: into_inner_loses_frames
#[tokio::test]
async fn into_inner_loses_frames() -> io::Result<()> {
    for takes_parts in [true, false] {
        let (near, mut far) = io::duplex(64);
        far.write_all(b"\x03onethe file").await?;
        drop(far);

        let mut frames = Framed::new(near, Short);
        assert_eq!(frames.next().await.unwrap()?, "one");
        let mut rest = Vec::new();
        if takes_parts {
            let mut parts = frames.into_parts();
            assert_eq!(parts.read_buf, "the file");
            parts.io.read_to_end(&mut rest).await?;
        } else {
            frames.into_inner().read_to_end(&mut rest).await?;
        }
        assert_eq!(rest, b"");
    }
    Ok(())
}
// ANCHOR_END: into_inner_loses_frames

// ANCHOR: bytes_codec_cuts
#[tokio::test]
async fn bytes_codec_cuts() -> io::Result<()> {
    let message = [b'x'; 20 * KIB]; // one write
    let (mut near, far) = io::duplex(20 * KIB);
    near.write_all(&message).await?;

    let mut pieces = FramedRead::new(far, BytesCodec::new());
    let first = pieces.next().await.unwrap()?;
    assert_eq!(first.len(), 8 * KIB);
    Ok(())
}
// ANCHOR_END: bytes_codec_cuts
