//! The servers with the standard library: a thread for each connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::serve::{BUFFER, LONGEST_LINE, Work};

pub fn serve(listener: &TcpListener, work: Work) -> io::Result<()> {
    loop {
        let (stream, peer) = listener.accept()?;
        thread::Builder::new().spawn(move || {
            let served = match work {
                Work::Lines => answer(&stream),
                Work::Echo => echo(&stream),
            };
            if let Err(error) = served {
                eprintln!("threads: {peer}: {error}");
            }
        })?;
    }
}

fn answer(mut stream: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(BUFFER, stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut bounded = (&mut reader).take(LONGEST_LINE as u64 + 1);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() > LONGEST_LINE {
            return Err(io::Error::other("a line is too long"));
        }
        line.make_ascii_uppercase();
        stream.write_all(&line)?;
    }
}

fn echo(mut stream: &TcpStream) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            n => stream.write_all(&buffer[..n])?,
        }
    }
}
