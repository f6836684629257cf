//! Sends 100 messages to three clients, of whom one does not read.

use std::time::Duration;

use tokio::io::{self, AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

type Client = (mpsc::Sender<[u8; 16]>, JoinHandle<io::Result<()>>);

// ANCHOR: client
fn client() -> (Client, DuplexStream) {
    let (mut stream, far) = io::duplex(64); // ①
    let (queue, mut messages) = mpsc::channel::<[u8; 16]>(4); // ②
    let writer = tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            stream.write_all(&message).await?;
        }
        stream.shutdown().await
    });
    ((queue, writer), far)
}
// ANCHOR_END: client

/// What to do when the queue of a client is full.
#[derive(Debug, Clone, Copy)]
enum Full {
    Wait,
    Skip,
    Disconnect,
}

// ANCHOR: send
async fn send_to_all(clients: &mut Vec<Client>, full: Full) {
    let message = [b'x'; 16];
    match full {
        Full::Wait => {
            for (queue, _) in clients {
                let _ = queue.send(message).await;
            }
        }
        Full::Skip => clients.iter().for_each(|(queue, _)| {
            let _ = queue.try_send(message); // ①
        }),
        Full::Disconnect => clients.retain(|(queue, writer)| {
            let sent = queue.try_send(message).is_ok();
            if !sent {
                writer.abort(); // ②
            }
            sent
        }),
    }
}
// ANCHOR_END: send

async fn messages(mut stream: DuplexStream) -> io::Result<usize> {
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    Ok(received.len() / 16)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    for full in [Full::Wait, Full::Skip, Full::Disconnect] {
        let [(one, a), (two, b), (three, c)] = [client(), client(), client()];
        let a = tokio::spawn(messages(a));
        let c = tokio::spawn(messages(c));
        let mut clients = vec![one, two, three];
        let sending = async {
            for _ in 0..100 {
                send_to_all(&mut clients, full).await;
                sleep(Duration::from_millis(1)).await;
            }
        };
        let _ = timeout(Duration::from_secs(60 * 60), sending).await;
        drop(clients);
        let (a, c) = (a.await??, c.await??);
        let b = messages(b).await?; // which has not read so far
        println!("{full:?}: the clients got {a}, {b} and {c} messages");
    }
    Ok(())
}
