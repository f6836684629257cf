//! Leaves the NUL where it is.

use std::io;

/// A longer message is an error.
pub const LIMIT: usize = 16;

/// Takes the next whole message from the start of `arrived`, without its NUL.
pub fn next_message(arrived: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let end = arrived.iter().position(|byte| *byte == 0);
    if end.unwrap_or(arrived.len()) > LIMIT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let Some(end) = end else { return Ok(None) };
    let message = arrived.drain(..end).collect();
    Ok(Some(message))
}
