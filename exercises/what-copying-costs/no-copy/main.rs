//! Checks the reader's version.

#[rustfmt::skip]
mod mine;

fn main() -> std::process::ExitCode {
    exercises::report(exercises::no_copy::check(mine::send))
}
