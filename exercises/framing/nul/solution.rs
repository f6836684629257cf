//! Takes messages out of what has arrived; each ends in a NUL byte.

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
    let mut message: Vec<u8> = arrived.drain(..=end).collect();
    message.pop();
    Ok(Some(message))
}
