//! Talks in both directions, with a codec of its own.

use futures_util::SinkExt;
use tokio::io;
use tokio_stream::StreamExt;
use tokio_util::bytes::{Buf, BufMut, BytesMut};
use tokio_util::codec::{Decoder, Encoder, Framed};

// ANCHOR: codec
/// Messages of at most 255 bytes, each behind one byte with its length.
pub struct Short;

impl Encoder<&[u8]> for Short {
    type Error = io::Error;

    fn encode(&mut self, message: &[u8], out: &mut BytesMut) -> io::Result<()> {
        let length = u8::try_from(message.len()).map_err(io::Error::other)?;
        out.put_u8(length); // ①
        out.put_slice(message);
        Ok(())
    }
}
// ANCHOR_END: codec

// ANCHOR: decoder
impl Decoder for Short {
    type Item = BytesMut;
    type Error = io::Error;

    fn decode(&mut self, read: &mut BytesMut) -> io::Result<Option<BytesMut>> {
        let length = read.first().map_or(0, |&length| length.into());
        if read.len() < 1 + length {
            return Ok(None); // ①
        }
        read.advance(1);
        Ok(Some(read.split_to(length))) // ②
    }
}
// ANCHOR_END: decoder

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let (near, far) = io::duplex(4); // ①
    let mut client = Framed::new(near, Short);
    let mut server = Framed::new(far, Short);

    tokio::spawn(async move {
        while let Some(Ok(question)) = server.next().await {
            let answer = question.to_ascii_uppercase();
            if server.send(&answer[..]).await.is_err() {
                return;
            }
        }
    });
    for question in ["hello", "and goodbye"] {
        client.send(question.as_bytes()).await?;
        let answer = client.next().await.expect("an answer")?;
        println!("{:?}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}
// ANCHOR_END: main
