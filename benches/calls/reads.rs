//! Ways to read a file.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::spawn_blocking;

use crate::case::{Case, case, check, check_piece};
use crate::files::{KIB, Place, SIZE, on_runtime};

pub fn cases() -> Vec<Case> {
    vec![
        case(
            "std-64k",
            "`std`'s `File`, 64 KiB",
            std_file::<{ 64 * KIB }>,
        ),
        case("std-64", "`std`'s `File`, 64 bytes", std_file::<64>),
        case("std-buf-64", "in `std`'s `BufReader`", std_buffered),
        case("tokio-64", "Tokio's `File`, 64 bytes", tokio_file::<64>),
        case("tokio-buf-64", "in Tokio's `BufReader`", buffered),
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
        case("tokio-at-once", "`tokio::fs::read`", at_once),
        case(
            "blocking",
            "`std`'s `BufReader`, one hop",
            in_spawn_blocking,
        ),
    ]
}

fn std_file<const PIECE: usize>(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        pieces::<PIECE>(File::open(path)?)
    })
}

fn std_buffered(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        pieces::<64>(BufReader::new(File::open(path)?))
    })
}

fn tokio_file<const PIECE: usize>(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        let file = tokio::fs::File::open(path).await?;
        tokio_pieces::<PIECE>(file).await
    })
}

fn buffered(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        let file = tokio::fs::File::open(path).await?;
        tokio_pieces::<64>(tokio::io::BufReader::new(file)).await
    })
}

fn at_once(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        let bytes = tokio::fs::read(path).await?;
        check_piece(&bytes, 0)?;
        check(bytes.len() == SIZE, "another number of bytes")
    })
}

fn in_spawn_blocking(times: u64) -> io::Result<Duration> {
    let place = Place::full()?;
    on_runtime(times, &place.path, async |path| {
        let path = path.to_owned();
        spawn_blocking(|| pieces::<64>(BufReader::new(File::open(path)?)))
            .await?
    })
}

fn pieces<const PIECE: usize>(mut reader: impl Read) -> io::Result<()> {
    let mut buffer = [0; PIECE];
    let mut count = 0;
    loop {
        let n = reader.read(&mut buffer)?;
        if n == 0 {
            return check(count == SIZE, "another number of bytes");
        }
        check_piece(&buffer[..n], count as u64)?;
        count += n;
    }
}

async fn tokio_pieces<const PIECE: usize>(
    mut reader: impl AsyncRead + Unpin,
) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    let mut count = 0;
    loop {
        let n = reader.read(&mut buffer).await?;
        if n == 0 {
            return check(count == SIZE, "another number of bytes");
        }
        check_piece(&buffer[..n], count as u64)?;
        count += n;
    }
}
