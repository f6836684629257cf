//! Checks the reader's version.

#[rustfmt::skip]
mod mine;

fn main() -> std::process::ExitCode {
    exercises::report(exercises::tell_them_apart::check(mine::is_good))
}
