//! The servers as raw epoll loops.
//!
//! As many loops as Tokio has workers, each with an epoll instance and a thread
//! of its own; the main thread accepts, and hands the connections out in turn.
//! A loop reads into one buffer for all of its connections: one that waits has
//! none.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError};
use std::{mem, process, thread};

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags as Flags};

use crate::serve::{BUFFER, LONGEST_LINE, Work};

/// What the main thread and a loop share.
struct Shared {
    epoll: OwnedFd,
    /// Accepted and registered; the loop has not seen them yet.
    new: Mutex<Vec<TcpStream>>,
}

struct Connection {
    stream: TcpStream,
    /// The line whose end has not come, in capitals.
    begun: Vec<u8>,
    /// What the socket did not take. While there is any, nothing is read.
    unsent: Vec<u8>,
    ended: bool,
}

pub fn serve(listener: &TcpListener, work: Work) -> io::Result<()> {
    let mut loops = Vec::new();
    for _ in 0..thread::available_parallelism()?.get() {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let new = Mutex::new(Vec::new());
        let shared = Arc::new(Shared { epoll, new });
        loops.push(shared.clone());
        thread::spawn(move || {
            if let Err(error) = serve_some(&shared, work) {
                eprintln!("epoll: {error}");
                process::exit(1);
            }
        });
    }
    for shared in loops.iter().cycle() {
        let (stream, _) = listener.accept()?;
        stream.set_nonblocking(true)?;
        // Held until the events are wanted: the loop finds the stream then.
        let mut new = shared.new.lock().unwrap_or_else(PoisonError::into_inner);
        epoll::add(&shared.epoll, &stream, id(&stream), Flags::IN)?;
        new.push(stream);
    }
    Ok(())
}

/// A descriptor belongs to one connection at a time, so it names it.
fn id(stream: &TcpStream) -> EventData {
    EventData::new_u64(stream.as_raw_fd() as u64)
}

fn serve_some(shared: &Shared, work: Work) -> io::Result<()> {
    let mut connections = Vec::<Option<Connection>>::new();
    let mut events = Vec::with_capacity(1024);
    let mut buffer = vec![0; BUFFER];
    loop {
        match epoll::wait(&shared.epoll, spare_capacity(&mut events), None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in events.drain(..) {
            let data = event.data;
            let at = data.u64() as usize;
            if connections.get(at).is_none_or(Option::is_none) {
                let mut new =
                    shared.new.lock().unwrap_or_else(PoisonError::into_inner);
                for stream in new.drain(..) {
                    let at = stream.as_raw_fd() as usize;
                    if connections.len() <= at {
                        connections.resize_with(at + 1, || None);
                    }
                    connections[at] = Some(Connection::new(stream));
                }
            }
            let connection = &mut connections[at];
            let Some(open) = connection else { continue };
            match open.proceed(&shared.epoll, &mut buffer, work) {
                Ok(true) => {}
                Ok(false) => *connection = None,
                Err(error) => {
                    eprintln!("epoll: {error}");
                    *connection = None;
                }
            }
        }
    }
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        let (begun, unsent) = (Vec::new(), Vec::new());
        Self {
            stream,
            begun,
            unsent,
            ended: false,
        }
    }

    /// Writes what is unsent, or reads once and answers. Level-triggered: what
    /// is left over, epoll reports again. `false` at the end.
    fn proceed(
        &mut self,
        epoll: &OwnedFd,
        buffer: &mut [u8],
        work: Work,
    ) -> io::Result<bool> {
        if !self.unsent.is_empty() {
            let unsent = mem::take(&mut self.unsent);
            self.send(&unsent)?;
            if self.unsent.is_empty() {
                epoll::modify(
                    epoll,
                    &self.stream,
                    id(&self.stream),
                    Flags::IN,
                )?;
            }
            return Ok(!(self.ended && self.unsent.is_empty()));
        }
        let bytes = match self.stream.read(buffer) {
            Ok(n) => &mut buffer[..n],
            Err(error) if again(&error) => return Ok(true),
            Err(error) => return Err(error),
        };
        self.ended = bytes.is_empty();
        match work {
            Work::Lines => self.answer(bytes)?,
            Work::Echo => self.send(bytes)?,
        }
        if !self.unsent.is_empty() {
            epoll::modify(epoll, &self.stream, id(&self.stream), Flags::OUT)?;
        }
        Ok(!(self.ended && self.unsent.is_empty()))
    }

    fn answer(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        bytes.make_ascii_uppercase();
        let mut length = self.begun.len();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if length + line.len() > LONGEST_LINE {
                return Err(io::Error::other("a line is too long"));
            }
            length = 0;
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n');
        let (whole, rest) = bytes.split_at(whole.map_or(0, |at| at + 1));
        if !self.begun.is_empty() && (self.ended || !whole.is_empty()) {
            let mut first = mem::take(&mut self.begun);
            first.extend_from_slice(whole);
            self.send(&first)?;
        } else {
            self.send(whole)?;
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }

    fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.stream.write(bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        self.unsent.extend_from_slice(bytes);
        Ok(())
    }
}

fn again(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
