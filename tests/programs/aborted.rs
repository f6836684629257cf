//! Has the first calls of `accept4` report a connection that was aborted, in a
//! program that preloads this: Linux does not do it to order.

#![cfg(target_os = "linux")]

use std::ffi::{c_char, c_int, c_void};
use std::mem::transmute;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const ECONNABORTED: c_int = 103;

type Accept4 =
    unsafe extern "C" fn(c_int, *mut c_void, *mut c_void, c_int) -> c_int;

unsafe extern "C" {
    fn __errno_location() -> *mut c_int;
    fn dlsym(library: *const c_void, name: *const c_char) -> *const c_void;
}

/// # Safety
///
/// As that of the function in libc, which it calls from the 21st call on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn accept4(
    socket: c_int,
    address: *mut c_void,
    length: *mut c_void,
    flags: c_int,
) -> c_int {
    static LEFT: AtomicUsize = AtomicUsize::new(20);
    let less = |left: usize| left.checked_sub(1);
    if LEFT.fetch_update(Relaxed, Relaxed, less).is_ok() {
        unsafe { *__errno_location() = ECONNABORTED };
        return -1;
    }
    let next = -1_isize as *const c_void; // RTLD_NEXT
    let found = unsafe { dlsym(next, c"accept4".as_ptr()) };
    let accept: Accept4 = unsafe { transmute(found) };
    unsafe { accept(socket, address, length, flags) }
}
