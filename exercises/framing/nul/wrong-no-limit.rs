//! Waits for a NUL for ever.

use std::io;

/// A longer message is an error.
pub const LIMIT: usize = 16;

/// Takes the next whole message from the start of `arrived`, without its NUL.
pub fn next_message(arrived: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let Some(end) = arrived.iter().position(|byte| *byte == 0) else {
        return Ok(None);
    };
    let message: Vec<u8> = arrived.drain(..end).collect();
    arrived.remove(0);
    if message.len() > LIMIT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Some(message))
}
