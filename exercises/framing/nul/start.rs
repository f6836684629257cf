//! Takes messages out of what has arrived; each ends in a NUL byte.

use std::io;

/// A longer message is an error.
pub const LIMIT: usize = 16;

/// Takes the next whole message from the start of `arrived`, without its NUL.
pub fn next_message(arrived: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let _ = LIMIT; // your part
    if arrived.is_empty() {
        return Ok(None);
    }
    let mut message = std::mem::take(arrived);
    message.pop();
    Ok(Some(message))
}
