//! Ways to write a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::task::spawn_blocking;

use crate::case::{Case, case, check};
use crate::files::{KIB, Place, contents, on_runtime};

pub fn cases() -> Vec<Case> {
    vec![
        case(
            "std-64k",
            "`std`'s `File`, 64 KiB",
            std_file::<{ 64 * KIB }>,
        ),
        case("std-64", "`std`'s `File`, 64 bytes", std_file::<64>),
        case("std-buf-64", "in `std`'s `BufWriter`", std_buffered),
        case("tokio-64", "Tokio's `File`, 64 bytes", tokio_file::<64>),
        case("tokio-buf-64", "in Tokio's `BufWriter`", buffered),
        case(
            "tokio-8k",
            "Tokio's `File`, 8 KiB",
            tokio_file::<{ 8 * KIB }>,
        ),
        case(
            "tokio-64k",
            "Tokio's `File`, 64 KiB",
            tokio_file::<{ 64 * KIB }>,
        ),
        case("tokio-at-once", "`tokio::fs::write`", at_once),
        case(
            "blocking",
            "`std`'s `BufWriter`, one hop",
            in_spawn_blocking,
        ),
    ]
}

fn std_file<const PIECE: usize>(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        pieces::<PIECE>(File::create(path)?, bytes)
    })
}

fn std_buffered(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        pieces::<64>(BufWriter::new(File::create(path)?), bytes)
    })
}

fn tokio_file<const PIECE: usize>(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        let file = tokio::fs::File::create(path).await?;
        tokio_pieces::<PIECE>(file, bytes).await
    })
}

fn buffered(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        let file = tokio::fs::File::create(path).await?;
        tokio_pieces::<64>(tokio::io::BufWriter::new(file), bytes).await
    })
}

fn at_once(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        tokio::fs::write(path, bytes).await
    })
}

fn in_spawn_blocking(times: u64) -> io::Result<Duration> {
    written(times, async |path, bytes| {
        let path = path.to_owned();
        spawn_blocking(move || {
            pieces::<64>(BufWriter::new(File::create(path)?), bytes)
        })
        .await?
    })
}

fn pieces<const PIECE: usize>(
    mut writer: impl Write,
    bytes: &[u8],
) -> io::Result<()> {
    for piece in bytes.chunks(PIECE) {
        writer.write_all(piece)?;
    }
    writer.flush()
}

async fn tokio_pieces<const PIECE: usize>(
    mut writer: impl AsyncWrite + Unpin,
    bytes: &[u8],
) -> io::Result<()> {
    for piece in bytes.chunks(PIECE) {
        writer.write_all(piece).await?;
    }
    writer.flush().await
}

fn written(
    times: u64,
    write: impl AsyncFn(&Path, &'static [u8]) -> io::Result<()>,
) -> io::Result<Duration> {
    let place = Place::empty()?;
    let bytes = bytes();
    let time =
        on_runtime(times, &place.path, async |path| write(path, bytes).await)?;
    if times > 0 {
        check(fs::read(&place.path)? == bytes, "other bytes")?;
    }
    Ok(time)
}

/// Made once, for all runs.
fn bytes() -> &'static [u8] {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(contents)
}
