//! What is compared with what.

use crate::load::Load;
use crate::serve::Work;

/// One of the servers.
#[derive(Clone, Copy)]
pub struct Entry {
    /// In Markdown.
    pub name: &'static str,
    pub program: Program,
    pub work: Work,
}

#[derive(Clone, Copy)]
pub enum Program {
    /// This program, as a server of that kind.
    Own(&'static str),
    /// The same, over TLS.
    Tls,
    /// A program of the book, with what follows the address.
    Book(&'static str, &'static [&'static str]),
}

/// Servers that take turns at the same load. The first is what the others are
/// compared with. It runs once more, as a control.
pub struct Contest {
    pub id: &'static str,
    pub load: Load,
    pub entries: &'static [Entry],
    /// What the pages show of it.
    pub figures: &'static [Shown],
    /// What is done, in multiples of what the load counts: for a speed, and for
    /// a time and the system calls.
    pub scales: [f64; 2],
    /// They stand in the first figure.
    pub calls: Option<Calls>,
}

impl Contest {
    pub fn id_of(&self, shown: &Shown) -> String {
        format!("{}{}", self.id, shown.what.suffix())
    }

    /// Of all its figures.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.figures.iter().map(|shown| self.id_of(shown))
    }
}

/// A figure of a contest.
pub struct Shown {
    pub what: What,
    pub title: &'static str,
    pub unit: &'static str,
}

#[derive(Clone, Copy)]
pub enum What {
    /// How much is done in a second.
    Speed,
    /// What a server takes of the processors.
    Time,
    /// The speed, of that of the first server in the same round.
    Percent,
}

impl What {
    /// What the id of such a figure has behind that of its contest.
    fn suffix(self) -> &'static str {
        match self {
            What::Speed => "",
            What::Time => "-time",
            What::Percent => "-percent",
        }
    }
}

pub struct Calls {
    pub for_each: &'static str,
    /// Done of each connection in two runs: what is more in the second one has
    /// no start of a server in it, and no first answers.
    pub amounts: [u64; 2],
}

const fn own(name: &'static str, kind: &'static str, work: Work) -> Entry {
    let program = Program::Own(kind);
    Entry {
        name,
        program,
        work,
    }
}

const fn book(
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    work: Work,
) -> Entry {
    let program = Program::Book(program, arguments);
    Entry {
        name,
        program,
        work,
    }
}

const fn speed(title: &'static str, unit: &'static str) -> Shown {
    let what = What::Speed;
    Shown { what, title, unit }
}

const fn time(title: &'static str, unit: &'static str) -> Shown {
    let what = What::Time;
    Shown { what, title, unit }
}

const fn percent(title: &'static str) -> Shown {
    let (what, unit) = (What::Percent, "%");
    Shown { what, title, unit }
}

const THREADS: &str = "`std`, a thread for each";
// The limits are for peers that are no benchmark.
const TO_KEEP: &[&str] = &["--connections", "1100", "--answer", "1h"];
const OPEN_DOOR: Entry = book("`open-door`", "open-door", &[], Work::Lines);
const SERVER_TO_KEEP: Entry =
    book("`server-to-keep`", "server-to-keep", TO_KEEP, Work::Lines);

const LINES: &[Entry] = &[
    own("raw epoll", "lines-epoll", Work::Lines),
    own(THREADS, "lines-threads", Work::Lines),
    OPEN_DOOR,
    SERVER_TO_KEEP,
];

const COPY: Entry = book("`io::copy`", "echo-server-copy", &[], Work::Echo);
const EPOLL: Entry = own("raw epoll", "echo-epoll", Work::Echo);
const ECHOES: &[Entry] = &[
    COPY,
    own("by hand, 1 KiB", "echo-1", Work::Echo),
    own("by hand, 8 KiB", "echo-8", Work::Echo),
    own("by hand, 64 KiB", "echo-64", Work::Echo),
    EPOLL,
    own(THREADS, "echo-threads", Work::Echo),
];

pub const TLS: Entry = Entry {
    name: "TLS 1.3",
    program: Program::Tls,
    work: Work::Echo,
};
const TLS_OR_NOT: &[Entry] = &[own("plain TCP", "echo-8", Work::Echo), TLS];

/// Whose memory is compared.
pub const KEEPERS: &[Entry] = &[
    COPY,
    own("by hand, 1 KiB", "echo-1", Work::Echo),
    own("by hand, 8 KiB", "echo-8", Work::Echo),
    own("by hand, 64 KiB", "echo-64", Work::Echo),
    EPOLL,
    own(THREADS, "echo-threads", Work::Echo),
    OPEN_DOOR,
    SERVER_TO_KEEP,
];

pub const NAGLE: Entry = OPEN_DOOR;

const REQUESTS: &str = "requests a second";
const EACH_REQUEST: &str = "µs a request";
const MIB: f64 = 1024.0 * 1024.0;

pub const CONTESTS: &[Contest] = &[
    Contest {
        id: "line-64",
        load: Load::Ask(64),
        entries: LINES,
        figures: &[
            speed(
                "How many lines of 64 bytes a server answers in capitals for \
                64 connections, each of which waits for its answer before it \
                sends the next line.",
                REQUESTS,
            ),
            percent(
                "How many lines a server answers for 64 connections, in percent \
             of what raw epoll answers in the same round.",
            ),
        ],
        scales: [1.0, 1.0],
        calls: None,
    },
    Contest {
        id: "line-1000",
        load: Load::Ask(1000),
        entries: LINES,
        figures: &[
            time(
                "What the servers take of the processors to answer a line \
                     of 64 bytes, with 1,000 connections.",
                EACH_REQUEST,
            ),
            percent(
                "How many lines a server answers for 1,000 connections, in \
             percent of what raw epoll answers in the same round.",
            ),
        ],
        scales: [1.0, 1.0],
        calls: None,
    },
    Contest {
        id: "echo-64",
        load: Load::Ask(64),
        entries: ECHOES,
        figures: &[
            speed(
                "How many times a server sends back 64 bytes to 64 \
                connections, each of which waits for its answer before it asks \
                again.",
                REQUESTS,
            ),
            time(
                "What the servers take of the processors to send back 64 \
                     bytes, with 64 connections.",
                EACH_REQUEST,
            ),
        ],
        scales: [1.0, 1.0],
        calls: Some(Calls {
            for_each: "request",
            amounts: [20, 70],
        }),
    },
    Contest {
        id: "echo-1000",
        load: Load::Ask(1000),
        entries: ECHOES,
        figures: &[speed(
            "How many times a server sends back 64 bytes to 1,000 \
                connections, each of which waits for its answer before it asks \
                again.",
            REQUESTS,
        )],
        scales: [1.0, 1.0],
        calls: Some(Calls {
            for_each: "request",
            amounts: [3, 12],
        }),
    },
    Contest {
        id: "echo-stream",
        load: Load::Stream,
        entries: ECHOES,
        figures: &[speed(
            "How much a server sends back of one connection's stream, \
                whose client writes and reads at once.",
            "MB a second",
        )],
        scales: [1e6, MIB],
        calls: Some(Calls {
            for_each: "MiB",
            amounts: [4 << 20, 20 << 20],
        }),
    },
    Contest {
        id: "tls-64",
        load: Load::Ask(64),
        entries: TLS_OR_NOT,
        figures: &[time(
            "What the server, by hand with 8 KiB, takes of the \
                     processors to send back 64 bytes, with 64 connections.",
            EACH_REQUEST,
        )],
        scales: [1.0, 1.0],
        calls: Some(Calls {
            for_each: "request",
            amounts: [20, 70],
        }),
    },
    Contest {
        id: "tls-stream",
        load: Load::Stream,
        entries: TLS_OR_NOT,
        figures: &[time(
            "What the server, by hand with 8 KiB, takes of the \
                     processors to send back 1 MiB of a stream.",
            "µs a MiB",
        )],
        scales: [1e6, MIB],
        calls: Some(Calls {
            for_each: "MiB",
            amounts: [4 << 20, 20 << 20],
        }),
    },
    Contest {
        id: "tls-connect",
        load: Load::Connect,
        entries: TLS_OR_NOT,
        figures: &[time(
            "What the server takes of the processors for a connection \
                     that is opened, answered once and given up.",
            "µs a connection",
        )],
        scales: [1.0, 1.0],
        calls: None,
    },
];
