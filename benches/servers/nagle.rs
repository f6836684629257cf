//! One connection and a request in two pieces: how long each request takes.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use benches::run::{Result, Say};

use crate::client::Connection;
use crate::load::LINE;

#[derive(Clone, Copy)]
pub struct Writes {
    pub name: &'static str,
    /// The length of the first of two writes; or all in one.
    first: usize,
    no_delay: bool,
}

pub const WAYS: [Writes; 4] = [
    Writes {
        name: "one write",
        first: LINE.len(),
        no_delay: false,
    },
    Writes {
        name: "two writes, `TCP_NODELAY`",
        first: 4,
        no_delay: true,
    },
    Writes {
        name: "two writes",
        first: 4,
        no_delay: false,
    },
    Writes {
        name: "one write once more, the control",
        first: LINE.len(),
        no_delay: false,
    },
];

impl Writes {
    pub fn prepare(self, stream: &Connection) -> Result<()> {
        stream.tcp.set_nodelay(self.no_delay).say("TCP_NODELAY")
    }

    /// How long each took of the requests that begin in `time`, in seconds.
    pub fn measure(
        self,
        stream: &mut Connection,
        warm_up: Duration,
        time: Duration,
    ) -> Result<Vec<f64>> {
        let (first, second) = LINE.split_at(self.first);
        let expected = LINE.to_ascii_uppercase();
        let mut answer = [0; LINE.len()];
        let mut took = Vec::new();
        let begin = Instant::now();
        while begin.elapsed() < warm_up + time || took.is_empty() {
            let asked = Instant::now();
            stream.write_all(first).say("a question")?;
            if !second.is_empty() {
                stream.write_all(second).say("its second part")?;
            }
            stream.read_exact(&mut answer).say("its answer")?;
            let answered = asked.elapsed();
            if answer != expected[..] {
                return Err("an answer differs".into());
            }
            if asked - begin >= warm_up {
                took.push(answered.as_secs_f64());
            }
        }
        Ok(took)
    }
}
