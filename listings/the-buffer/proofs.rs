//! Proofs of the claims about buffers and the size of futures.

use std::hint::black_box;
use std::mem::size_of_val;

use tokio::io::{self, AsyncReadExt};
use tokio::task::yield_now;

use crate::allocations;

// ANCHOR: buffer_in_future
#[test]
fn buffer_in_future() {
    let (mut near, mut far) = io::duplex(64);
    let array_inside = async {
        let mut buffer = [0; 1024];
        near.read(&mut buffer).await
    };
    let vec_inside = async {
        let mut buffer = vec![0; 1024];
        far.read(&mut buffer).await
    };

    let three_words = size_of::<Vec<u8>>();
    let array_inside = size_of_val(&array_inside);
    let vec_inside = size_of_val(&vec_inside);
    assert!(array_inside >= 1024);
    assert!(array_inside - vec_inside >= 1024 - three_words);
}
// ANCHOR_END: buffer_in_future

// ANCHOR: spawned_task_size
#[tokio::test]
async fn spawned_task_size() {
    let (mut near, mut far) = io::duplex(64);
    let array_inside = async move {
        let mut buffer = [0; 1024];
        near.read(&mut buffer).await
    };
    let vec_inside = async move {
        let mut buffer = vec![0; 1024];
        far.read(&mut buffer).await
    };

    let (array_inside, _task) = allocations(|| tokio::spawn(array_inside));
    let (vec_inside, _task) = allocations(|| tokio::spawn(vec_inside));
    assert_eq!(array_inside.count_total, 1);
    assert_eq!(vec_inside.count_total, 1);

    let three_words = size_of::<Vec<u8>>() as u64;
    let difference = array_inside.bytes_total - vec_inside.bytes_total;
    assert!(difference >= 1024 - three_words);
}
// ANCHOR_END: spawned_task_size

// ANCHOR: future_at_least_largest
#[test]
fn future_at_least_largest() {
    let both_at_once = async {
        let buffers = ([1_u8; 3000], [2_u8; 4000]);
        yield_now().await;
        black_box(&buffers);
    };
    let one_after_the_other = async {
        {
            let first = [1_u8; 3000];
            yield_now().await;
            black_box(&first);
        }
        {
            let second = [2_u8; 4000];
            yield_now().await;
            black_box(&second);
        }
    };
    let sizes = 4000..4000 + 3000; // they share their place
    assert!(sizes.contains(&size_of_val(&one_after_the_other)));
    assert!(size_of_val(&both_at_once) >= 4000 + 3000);
}
// ANCHOR_END: future_at_least_largest

// ANCHOR: future_embeds_future
#[test]
fn future_embeds_future() {
    async fn bottom() {
        let buffer = [0_u8; 4096];
        yield_now().await;
        black_box(&buffer);
    }
    async fn middle() {
        bottom().await;
    }
    async fn top() {
        middle().await;
    }
    async fn top_with_a_box() {
        Box::pin(middle()).await;
    }

    assert!(size_of_val(&bottom()) >= 4096);
    assert!(size_of_val(&top()) >= 4096);
    assert!(size_of_val(&top_with_a_box()) < 100);
}
// ANCHOR_END: future_embeds_future
