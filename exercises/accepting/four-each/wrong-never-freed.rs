//! Counts who comes, and not who goes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

pub struct Seat;

pub fn door() -> impl Fn(IpAddr) -> Option<Seat> {
    let counts: Mutex<HashMap<IpAddr, usize>> = Mutex::default();
    move |address| {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(address).or_default();
        *count += 1;
        (*count <= 4).then_some(Seat)
    }
}
