//! Verifies an mdBook.
mod process;
pub use process::{LIMIT, Lines, Process, program};
