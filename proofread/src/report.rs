//! Says at the end what has failed, causes first.
//!
//! Tests end in any order, and what is wrong with a page may make many of them
//! fail. So what each says is kept, and printed in the order in which the tests
//! have been made: the rules first, programs that run last.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use libtest_mimic::{Completion, Failed, Trial};

/// By their order: the name of each test that has failed, and what it says.
static FAILED: Mutex<BTreeMap<usize, (String, String)>> =
    Mutex::new(BTreeMap::new());

/// A test.
pub fn test(
    name: impl Into<String>,
    run: impl FnOnce() -> Result<(), Failed> + Send + 'static,
) -> Trial {
    ignorable_test(name, || run().map(|()| Completion::Completed))
}

/// A test that may find out that it cannot be run here.
pub fn ignorable_test(
    name: impl Into<String>,
    run: impl FnOnce() -> Result<Completion, Failed> + Send + 'static,
) -> Trial {
    static TESTS: AtomicUsize = AtomicUsize::new(0);
    let number = TESTS.fetch_add(1, Ordering::Relaxed);
    let name = name.into();
    Trial::ignorable_test(name.clone(), move || {
        run().map_err(|failed| {
            let what = failed.message().unwrap_or_default().to_owned();
            let all = FAILED.lock();
            let mut all = all.unwrap_or_else(PoisonError::into_inner);
            all.insert(number, (name, what));
            Failed::without_message()
        })
    })
}

/// Prints what has failed so far.
pub fn print() {
    let all = FAILED.lock().unwrap_or_else(PoisonError::into_inner);
    if !all.is_empty() {
        println!("what failed, causes first:\n");
    }
    for (name, what) in all.values() {
        println!("---- {name} ----\n{what}\n");
    }
}
