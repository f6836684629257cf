//! Every Rust block of every page, compiled, and run as a process of its own.

include!(concat!(env!("OUT_DIR"), "/skeptic-tests.rs"));
