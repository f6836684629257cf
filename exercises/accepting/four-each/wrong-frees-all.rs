//! Forgets all seats of an address when one is dropped.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

pub struct Seat(Counts, IpAddr);

pub fn door() -> impl Fn(IpAddr) -> Option<Seat> {
    let counts = Counts::default();
    move |address| {
        let mut map = counts.lock().unwrap();
        let count = map.entry(address).or_default();
        if *count == 4 {
            return None;
        }
        *count += 1;
        drop(map);
        Some(Seat(Arc::clone(&counts), address))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.lock().unwrap().remove(&self.1);
    }
}
