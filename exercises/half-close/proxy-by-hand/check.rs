//! A server that greets first, and answers when the question has ended; then one
//! that ends its half first, and hears on.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use crate::wire::{Wire, say, show};
use crate::{Verdict, ends, judge, must};

type Stream = Wire<DuplexStream>;

pub fn check<F>(proxy: F) -> Verdict
where
    F: AsyncFn(Stream, Stream) -> io::Result<(u64, u64)> + Send + 'static,
{
    judge(|| checked(proxy))
}

async fn checked(
    proxy: impl AsyncFn(Stream, Stream) -> io::Result<(u64, u64)>,
) -> Verdict {
    let (mut client, near_client) = duplex(64);
    let (mut server, near_server) = duplex(64);
    let server = async move {
        let _ = server.write_all(b"hi! ").await;
        let mut question = Vec::new();
        let read = server.read_to_end(&mut question);
        let read = ends(
            read,
            "The client has finished, and the server does not know: it waits \
             for the rest of the question. `copy` does not pass the end on. \
             When a way has ended, shut down the stream that it led to.",
        );
        let _ = read.await?;
        say(format!(
            "the server has the whole question: {}",
            show(&question)
        ));
        let _ = server.write_all(b"fine").await;
        Ok(())
    };
    let client = async move {
        let mut greeting = [0; 4];
        let read = client.read_exact(&mut greeting);
        let read = ends(
            read,
            "The server has sent a greeting. The client waits for it before \
             it asks, and your proxy waits for the client to end. Pass on \
             both ways at the same time.",
        );
        let _ = read.await?;
        say("the client has the greeting, asks, and shuts down");
        let _ = client.write_all(b"how are you?").await;
        let _ = client.shutdown().await;
        let mut answer = Vec::new();
        let read = ends(client.read_to_end(&mut answer), "");
        if read.await.is_err() {
            std::future::pending::<()>().await; // the server tells it better
        }
        say(format!("the client has got the answer {}", show(&answer)));
        must(
            answer == b"fine",
            "The answer was \"fine\". Your proxy left as soon as one way had \
             ended, and cut the other. Wait for both.",
        )
    };
    let (near_client, near_server) = (
        Wire::on("at the client, ", near_client),
        Wire::on("at the server, ", near_server),
    );
    let first = async {
        let result = proxy(near_client, near_server).await;
        say("your function returned");
        Ok::<_, String>(result)
    };
    let all = async { tokio::try_join!(server, client, first) };
    let ((), (), result) = ends(all, "Your proxy does not return.").await??;
    must(
        matches!(result, Ok((12, 8))),
        format!(
            "From the client came 12 bytes, from the server 8. Your function \
             returned {result:?}."
        ),
    )?;
    server_first(proxy).await
}

async fn server_first(
    proxy: impl AsyncFn(Stream, Stream) -> io::Result<(u64, u64)>,
) -> Verdict {
    let (mut client, near_client) = duplex(64);
    let (mut server, near_server) = duplex(64);
    say("another server says \"bye\", and shuts down first:");
    let server = async move {
        let _ = server.write_all(b"bye").await;
        let _ = server.shutdown().await;
        let mut reply = Vec::new();
        let _ = server.read_to_end(&mut reply).await;
        must(
            reply == b"so long",
            format!(
                "The server had ended its half, and listened. The client said \
                 \"so long\", and the server heard {}. When one way has ended, \
                 the other goes on.",
                show(&reply)
            ),
        )
    };
    let client = async move {
        let mut heard = Vec::new();
        let end = ends(
            client.read_to_end(&mut heard),
            "The server has finished, and the client does not know. It waits \
             for the end of what the server says. Pass on the end of each way, \
             of this one, too.",
        );
        let _ = end.await?;
        say("the client has heard the end, says \"so long\", and shuts down");
        let _ = client.write_all(b"so long").await;
        let _ = client.shutdown().await;
        Ok(())
    };
    let proxy = async {
        let near_client = Wire::on("at the client, ", near_client);
        let near_server = Wire::on("at the server, ", near_server);
        let result = proxy(near_client, near_server).await;
        say("your function returned");
        Ok::<_, String>(result)
    };
    let all = async { tokio::try_join!(server, client, proxy) };
    let ((), (), result) = ends(all, "Your proxy does not return.").await??;
    must(
        matches!(result, Ok((7, 3))),
        format!("That were 7 bytes and 3, and you returned {result:?}."),
    )
}
