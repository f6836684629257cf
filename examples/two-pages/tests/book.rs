//! Verifies the book.

use std::process::ExitCode;

fn main() -> ExitCode {
    proofread::Settings::default().verify()
}
