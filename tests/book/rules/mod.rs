//! What every page and every listing has to obey.
//!
//! A rule is a function from a book to its violations, each of them
//! `file:line: what is wrong; what to do`. It is seen to fail on the books in
//! `tests/book/fixtures/RULE/`.

mod api;
mod claims;
mod listings;
mod pages;

pub use api::*;
pub use claims::*;
pub use listings::*;
pub use pages::*;
