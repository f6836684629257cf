//! What the page on testing says about processes.

use std::io::Write;
use std::net::Shutdown;

use crate::support::{Server, read_to_end};
use crate::{assert_prints, run_at};

// ANCHOR: process
#[test]
fn a_client_gets_its_answers_and_the_end() {
    let server = Server::start("line-lengths");
    let mut stream = server.connect();

    stream.write_all(b"hello\nand goodbye\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();

    assert_eq!(read_to_end(stream), b"5 bytes\n11 bytes\n");
}
// ANCHOR_END: process

#[test]
fn a_test_with_a_fixed_port_talks_to_whoever_is_there() {
    let forgotten = Server::start("echo-server");

    assert_prints(
        run_at("socket-test", forgotten.address),
        "failed: \"hello\\n\"\n",
    );
}
