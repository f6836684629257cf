//! Checks the reader's version.

#[rustfmt::skip]
mod mine;

fn main() -> std::process::ExitCode {
    exercises::report(exercises::bounded_line::check(mine::line))
}
