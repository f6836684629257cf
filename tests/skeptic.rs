//! Every Rust block of every page, compiled, and run as a process of its own.
//!
//! `build.rs` generates one test for each. The name tells the page, the section
//! and the line of the expanded page: `reading_sect_nothing_left_line_42`.

include!(concat!(env!("OUT_DIR"), "/skeptic-tests.rs"));
