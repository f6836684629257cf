//! What the page on testing says about processes.

mod support;

use std::io::Write;
use std::net::Shutdown;

use support::{Server, program, read_to_end, run};

// ANCHOR: process
#[test]
fn a_client_gets_its_answers_and_the_end() {
    let server = Server::start(program!("line-lengths"));
    let mut stream = server.connect();

    stream.write_all(b"hello\nand goodbye\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();

    assert_eq!(read_to_end(stream), b"5 bytes\n11 bytes\n");
}
// ANCHOR_END: process

#[test]
fn a_test_with_a_fixed_port_talks_to_whoever_is_there() {
    let forgotten = Server::start(program!("echo-server"));

    run(program!("socket-test"))
        .arg(forgotten.address.to_string())
        .assert()
        .success()
        .stdout("failed: \"hello\\n\"\n");
}
