//! A socket that is not always as ready as it says.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;

use crate::wire::{say, show, times, wait};
use crate::{Verdict, ends, judge, must};

/// Has two methods of a `TcpStream`, and does what they do.
pub struct Socket {
    is_noted: Cell<bool>,
    room: Cell<usize>,
    /// How much room there is each time that it has been waited for.
    rooms: RefCell<VecDeque<usize>>,
    /// Attempts in a row that brought nothing.
    in_vain: Cell<usize>,
    is_broken: bool,
    taken: RefCell<Vec<u8>>,
}

/// Who tries so often in vain will do so for ever.
const IN_VAIN: usize = 1000;

impl Socket {
    fn new(rooms: &[usize]) -> Socket {
        Socket {
            is_noted: Cell::new(true),
            room: Cell::new(0),
            rooms: RefCell::new(rooms.iter().copied().collect()),
            in_vain: Cell::new(0),
            is_broken: false,
            taken: RefCell::default(),
        }
    }

    /// Waits until there may be room to write.
    pub async fn writable(&self) -> io::Result<()> {
        if self.in_vain.get() >= IN_VAIN {
            wait("you go on trying, for ever");
            std::future::pending::<()>().await;
        }
        if !self.is_noted.get() {
            wait("you wait until the socket is writable");
            let Some(room) = self.rooms.borrow_mut().pop_front() else {
                return std::future::pending().await;
            };
            tokio::task::yield_now().await;
            say("you waited, and there is room again");
            self.room.set(room);
            self.is_noted.set(true);
        }
        Ok(())
    }

    /// Writes as many of the bytes as there is room for, or fails with
    /// `WouldBlock`.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(self.room.get());
        if n > 0 && !self.is_broken {
            let were = if n == 1 { "byte was" } else { "bytes were" };
            say(format!(
                "you tried to write {}, and {n} {were} taken",
                show(bytes)
            ));
            self.in_vain.set(0);
            self.room.set(self.room.get() - n);
            self.taken.borrow_mut().extend(&bytes[..n]);
            return Ok(n);
        }
        if bytes.is_empty() {
            say("you tried to write nothing");
            return Ok(0);
        }
        self.in_vain.set(self.in_vain.get() + 1);
        if self.is_broken {
            say("you tried to write: BrokenPipe");
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.is_noted.set(false);
        say("you tried to write: WouldBlock");
        if self.in_vain.get() >= IN_VAIN {
            return Err(io::Error::other("tried in vain"));
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

pub fn check<F>(send_all: F) -> Verdict
where
    F: AsyncFn(&Socket, &[u8]) -> io::Result<()> + Send + 'static,
{
    judge(|| checked(send_all))
}

async fn checked(
    send_all: impl AsyncFn(&Socket, &[u8]) -> io::Result<()>,
) -> Verdict {
    let socket = Socket::new(&[4, 2, 1, 100]);
    let result = ends(
        send_all(&socket, b"hello world"),
        "There would be room, and your function does not return.",
    )
    .await;
    let taken = socket.taken.take();
    let has = show(&taken);
    must(
        b"hello world".starts_with(&taken),
        format!(
            "The peer got {has}, and was to get \"hello world\". Go on right \
             behind what was taken: that is as much as `try_write` returned, \
             and nothing if it failed."
        ),
    )?;
    let result = result?;
    must(
        times("you tried to write: WouldBlock") < IN_VAIN,
        "There was no room, and you tried again and again. After \
         `WouldBlock`, `writable` waits until there is room. A loop without it \
         keeps a core busy; if it sleeps in between, it misses the moment.",
    )?;
    let is_would_block =
        |it: &io::Error| it.kind() == io::ErrorKind::WouldBlock;
    must(
        !result.as_ref().is_err_and(is_would_block),
        "Your function returned `WouldBlock`. `writable` may return where \
         there is no room: that is false readiness, and no failure. The \
         attempt has told the socket, so wait once more, and try again.",
    )?;
    result.map_err(|it| format!("Your function failed: {it}."))?;
    must(
        !taken.is_empty(),
        "Your function returned `Ok`, and the peer got nothing. `WouldBlock` \
         says that nothing was taken: wait once more, and try again.",
    )?;
    must(
        taken == b"hello world",
        format!(
            "The peer got {has}, and your function returned. An attempt takes \
             what there is room for, and `try_write` returns how much that \
             was. Go on behind it until nothing is left."
        ),
    )?;

    let mut socket = Socket::new(&[]);
    socket.is_broken = true;
    say("another socket, whose peer has gone:");
    let result = ends(
        send_all(&socket, b"hello world"),
        "Only `WouldBlock` means that it may work later. Return any other \
         error: it will not go away.",
    );
    let kind = result.await?.map_err(|error| error.kind());
    must(
        kind == Err(io::ErrorKind::BrokenPipe),
        "The peer has gone, and nothing was sent. Your function was to return \
         the error `BrokenPipe`.",
    )
}
