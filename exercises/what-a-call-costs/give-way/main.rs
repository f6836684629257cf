//! Checks the reader's version.

#[rustfmt::skip]
mod mine;

fn main() -> std::process::ExitCode {
    exercises::report(exercises::give_way::check(mine::count_errors))
}
