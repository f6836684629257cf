//! Proofs of the claims about buffers in futures.

use std::future::pending;
use std::mem::size_of_val;

use tokio::io::{self, AsyncReadExt, DuplexStream};
use tokio::join;

use crate::allocations;

async fn with_array(mut stream: DuplexStream) -> io::Result<usize> {
    let mut buffer = [0; 1024];
    stream.read(&mut buffer).await
}

async fn with_vec(mut stream: DuplexStream) -> io::Result<usize> {
    let mut buffer = vec![0; 1024];
    stream.read(&mut buffer).await
}

#[tokio::test]
async fn explore() {
    let (near, far) = io::duplex(64);
    let (a, v) = (with_array(near), with_vec(far));
    println!("{} {}", size_of_val(&a), size_of_val(&v));
    let (ca, t1) = allocations(|| tokio::spawn(a));
    let (cv, t2) = allocations(|| tokio::spawn(v));
    println!("{ca:?} {cv:?}");
    let one = async { let b = [0u8; 4096]; pending::<()>().await; drop(b) };
    let two = async {
        { let b = [0u8; 4096]; pending::<()>().await; drop(b) }
        { let b = [0u8; 4096]; pending::<()>().await; drop(b) }
    };
    let both = async {
        let a = [0u8; 4096]; let b = [0u8; 4096]; pending::<()>().await; drop(b); drop(a) 
    };
    let dead = async { let b = [0u8; 4096]; println!("{}", b[0]); pending::<()>().await; };
    let dead2 = async { {let b = [0u8; 4096]; println!("{}", b[0]);} pending::<()>().await; };
    let moved = async { let b = [0u8; 4096]; let c = b; pending::<()>().await; drop(c) };
    println!("{} {} {} dead {} {} {}", size_of_val(&one), size_of_val(&two), size_of_val(&both), size_of_val(&dead), size_of_val(&dead2), size_of_val(&moved));
    let emb = async { one.await };
    println!("{}", size_of_val(&emb));
    let emb = async { join!(two, both) };
    println!("{}", size_of_val(&emb));
    async fn f(x: [u8; 1024]) { pending::<()>().await; drop(x) }
    async fn g() { f([0; 1024]).await }
    println!("fn arg {} {}", size_of_val(&f([0;1024])), size_of_val(&g()));
    async fn h() { Box::pin(f([0; 1024])).await }
    println!("boxed {}", size_of_val(&h()));
    t1.abort(); t2.abort();
}
