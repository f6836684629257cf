//! The line server with the standard library: a thread for each connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

pub fn serve(listener: &TcpListener, longest: usize) -> io::Result<()> {
    loop {
        let (stream, peer) = listener.accept()?;
        thread::Builder::new().spawn(move || {
            if let Err(error) = answer(&stream, longest) {
                eprintln!("threads: {peer}: {error}");
            }
        })?;
    }
}

fn answer(mut stream: &TcpStream, longest: usize) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut bounded = (&mut reader).take(longest as u64 + 1);
        if bounded.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.len() > longest {
            return Err(io::Error::other("a line is too long"));
        }
        line.make_ascii_uppercase();
        stream.write_all(&line)?;
    }
}
