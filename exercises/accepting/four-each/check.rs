//! One peer connects often, and another once.

use std::net::IpAddr;

use crate::wire::say;
use crate::{Verdict, judge, must};

pub fn check<D, S>(door: fn() -> D) -> Verdict
where
    D: Fn(IpAddr) -> Option<S> + 'static,
    S: 'static,
{
    judge(move || async move { checked(door()) })
}

fn checked<S>(door: impl Fn(IpAddr) -> Option<S>) -> Verdict {
    let ask = |address: [u8; 4]| {
        let address = IpAddr::from(address);
        let seat = door(address);
        say(match seat {
            Some(_) => format!("{address} connects, and is let in"),
            None => format!("{address} connects, and is sent away"),
        });
        seat
    };
    let (greedy, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
    let mut seats: Vec<_> = (0..4).map(|_| ask(greedy)).collect();
    must(
        seats.iter().all(Option::is_some),
        "Four connections from one address are allowed.",
    )?;
    must(
        ask(greedy).is_none(),
        "This address has four connections, and was let in once more. Count \
         the seats of each address, and return `None` at four.",
    )?;
    let neighbour = ask(other);
    must(
        neighbour.is_some(),
        "Another address was sent away, which had no connection at all: one \
         peer has kept everybody out. Count each address for itself.",
    )?;
    seats.pop();
    say("one of the four connections of 192.0.2.1 has gone");
    let again = ask(greedy);
    let all_gone = again.is_none().then(|| {
        seats.clear();
        say("all connections of 192.0.2.1 have gone");
        ask(greedy)
    });
    must(
        again.is_some(),
        match all_gone {
            Some(None) => {
                "Nobody from this address is there any more, and it is sent away. \
             A seat has to be free again when it is dropped: `impl Drop`."
            }
            _ => {
                "A seat was free, and the address was sent away. The attempt \
             before was refused, and you have counted it: it holds no seat, \
             so nothing will ever take it off."
            }
        },
    )?;
    seats.push(again);
    must(
        ask(greedy).is_none(),
        "After one had gone and another had come, a fifth was let in. A seat \
         that is dropped frees one place, and no more.",
    )
}
