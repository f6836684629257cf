//! Throws away what is behind a message.

use std::io;

/// A longer message is an error.
pub const LIMIT: usize = 16;

/// Takes the next whole message from the start of `arrived`, without its NUL.
pub fn next_message(arrived: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    if arrived.len() > LIMIT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let Some(end) = arrived.iter().position(|byte| *byte == 0) else {
        return Ok(None);
    };
    let message = arrived[..end].to_vec();
    arrived.clear();
    Ok(Some(message))
}
