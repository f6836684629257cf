//! Counts those who were not let in.

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
        *count += 1;
        let is_in = *count <= 4;
        drop(map);
        is_in.then(|| Seat(Arc::clone(&counts), address))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        *self.0.lock().unwrap().get_mut(&self.1).unwrap() -= 1;
    }
}
