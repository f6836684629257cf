//! What the benchmarks of this package have in common.

pub mod run;
