//! Checks the reader's version.

#[rustfmt::skip]
mod mine;

fn main() -> std::process::ExitCode {
    exercises::report(exercises::read_exact::check(mine::read_exact))
}
