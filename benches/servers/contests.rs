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
    pub title: &'static str,
    pub unit: &'static str,
    pub time_title: &'static str,
    pub time_unit: &'static str,
    /// What is done, in multiples of what the load counts: for `unit`, and for
    /// `time_unit` and the system calls.
    pub scales: [f64; 2],
    /// Of percentages of the first's; none if they are not wanted.
    pub percent_title: Option<&'static str>,
    pub calls: Option<Calls>,
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
        title: "How many lines of 64 bytes a server answers in capitals for \
                64 connections, each of which waits for its answer before it \
                sends the next line.",
        unit: REQUESTS,
        time_title: "What the servers take of the processors to answer a line \
                     of 64 bytes, with 64 connections.",
        time_unit: EACH_REQUEST,
        scales: [1.0, 1.0],
        percent_title: Some(
            "How many lines a server answers for 64 connections, in percent \
             of what raw epoll answers in the same round.",
        ),
        calls: None,
    },
    Contest {
        id: "line-1000",
        load: Load::Ask(1000),
        entries: LINES,
        title: "How many lines of 64 bytes a server answers in capitals for \
                1,000 connections, each of which waits for its answer before \
                it sends the next line.",
        unit: REQUESTS,
        time_title: "What the servers take of the processors to answer a line \
                     of 64 bytes, with 1,000 connections.",
        time_unit: EACH_REQUEST,
        scales: [1.0, 1.0],
        percent_title: Some(
            "How many lines a server answers for 1,000 connections, in \
             percent of what raw epoll answers in the same round.",
        ),
        calls: None,
    },
    Contest {
        id: "echo-64",
        load: Load::Ask(64),
        entries: ECHOES,
        title: "How many times a server sends back 64 bytes to 64 \
                connections, each of which waits for its answer before it asks \
                again.",
        unit: REQUESTS,
        time_title: "What the servers take of the processors to send back 64 \
                     bytes, with 64 connections.",
        time_unit: EACH_REQUEST,
        scales: [1.0, 1.0],
        percent_title: None,
        calls: Some(Calls {
            for_each: "request",
            amounts: [20, 70],
        }),
    },
    Contest {
        id: "echo-1000",
        load: Load::Ask(1000),
        entries: ECHOES,
        title: "How many times a server sends back 64 bytes to 1,000 \
                connections, each of which waits for its answer before it asks \
                again.",
        unit: REQUESTS,
        time_title: "What the servers take of the processors to send back 64 \
                     bytes, with 1,000 connections.",
        time_unit: EACH_REQUEST,
        scales: [1.0, 1.0],
        percent_title: None,
        calls: Some(Calls {
            for_each: "request",
            amounts: [3, 12],
        }),
    },
    Contest {
        id: "echo-stream",
        load: Load::Stream,
        entries: ECHOES,
        title: "How much a server sends back of one connection's stream, \
                whose client writes and reads at once.",
        unit: "MB a second",
        time_title: "What the servers take of the processors to send back 1 \
                     MiB of a stream.",
        time_unit: "µs a MiB",
        scales: [1e6, MIB],
        percent_title: None,
        calls: Some(Calls {
            for_each: "MiB",
            amounts: [4 << 20, 20 << 20],
        }),
    },
    Contest {
        id: "tls-64",
        load: Load::Ask(64),
        entries: TLS_OR_NOT,
        title: "How many times a server, by hand with 8 KiB, sends back 64 \
                bytes to 64 connections. The clients encrypt as much as the \
                server, on the same processors.",
        unit: REQUESTS,
        time_title: "What the server, by hand with 8 KiB, takes of the \
                     processors to send back 64 bytes, with 64 connections.",
        time_unit: EACH_REQUEST,
        scales: [1.0, 1.0],
        percent_title: None,
        calls: Some(Calls {
            for_each: "request",
            amounts: [20, 70],
        }),
    },
    Contest {
        id: "tls-stream",
        load: Load::Stream,
        entries: TLS_OR_NOT,
        title: "How much a server, by hand with 8 KiB, sends back of one \
                connection's stream. The client encrypts as much as the \
                server, on the same processors.",
        unit: "MB a second",
        time_title: "What the server, by hand with 8 KiB, takes of the \
                     processors to send back 1 MiB of a stream.",
        time_unit: "µs a MiB",
        scales: [1e6, MIB],
        percent_title: None,
        calls: Some(Calls {
            for_each: "MiB",
            amounts: [4 << 20, 20 << 20],
        }),
    },
    Contest {
        id: "tls-connect",
        load: Load::Connect,
        entries: TLS_OR_NOT,
        title: "How many connections are opened, with a whole handshake, \
                answered once and given up. The clients work as much as the \
                server, on the same processors.",
        unit: "connections a second",
        time_title: "What the server takes of the processors for a connection \
                     that is opened, answered once and given up.",
        time_unit: "µs a connection",
        scales: [1.0, 1.0],
        percent_title: None,
        calls: None,
    },
];
