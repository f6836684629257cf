//! Forgets the limit when the end of the message is there.

use std::io;

/// A longer message is an error.
pub const LIMIT: usize = 16;

/// Takes the next whole message from the start of `arrived`, without its NUL.
pub fn next_message(arrived: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let Some(end) = arrived.iter().position(|byte| *byte == 0) else {
        return match arrived.len() {
            0..=LIMIT => Ok(None),
            _ => Err(io::ErrorKind::InvalidData.into()),
        };
    };
    let mut message: Vec<u8> = arrived.drain(..=end).collect();
    message.pop();
    Ok(Some(message))
}
