//! Draws the figures of the book anew from what the benchmarks have measured:
//! `cargo run -p figures`, which can be given another folder.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let results = here.with_file_name("benches").join("results");
    let folder = env::args_os().nth(1).map_or(results, PathBuf::from);
    match figures::draw_all(&folder) {
        Ok(said) if said.is_empty() => {
            println!("{}: all is as it was", folder.display());
            ExitCode::SUCCESS
        }
        Ok(said) => {
            println!("{}", said.join("\n"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
