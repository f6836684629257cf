//! Lets in at most four connections from each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const MOST: usize = 4;

#[derive(Clone, Default)]
struct Taken(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Taken {
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Seat {
    taken: Taken,
    address: IpAddr,
}

/// Returns what is asked at the door: a seat, or `None` if there are four.
/// A connection has gone when its seat is dropped.
pub fn door() -> impl Fn(IpAddr) -> Option<Seat> {
    let taken = Taken::default();
    move |address| {
        let mut counts = taken.lock();
        let count = counts.entry(address).or_default();
        if *count == MOST {
            return None;
        }
        *count += 1;
        drop(counts);
        let taken = taken.clone();
        Some(Seat { taken, address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.taken.lock();
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address); // or the map only grows
            }
        }
    }
}
