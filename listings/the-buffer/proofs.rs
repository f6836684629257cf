//! Proofs of the claims about buffers and the size of futures.

use std::hint::black_box;
use std::marker::PhantomData;
use std::mem::size_of_val;
use std::rc::Rc;

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
    assert!(difference < 1024 + 200);
}
// ANCHOR_END: spawned_task_size

// ANCHOR: spawn_boxes_large
#[tokio::test]
async fn spawn_boxes_large() {
    const LIMIT: usize = if cfg!(debug_assertions) { 2048 } else { 16384 };

    async fn hold<const BYTES: usize>() {
        let buffer = [0_u8; BYTES];
        yield_now().await;
        black_box(&buffer);
    }

    let (small, _task) =
        allocations(|| tokio::spawn(hold::<{ LIMIT - 100 }>()));
    let (large, _task) = allocations(|| tokio::spawn(hold::<LIMIT>()));
    assert_eq!((small.count_total, large.count_total), (1, 2));
}
// ANCHOR_END: spawn_boxes_large

// ANCHOR: scope_is_stored
#[test]
fn scope_is_stored() {
    let in_scope = async {
        let buffer = [1_u8; 3000];
        black_box(&buffer); // a borrow, and its last use
        yield_now().await;
    };
    let dropped = async {
        let buffer = [const { Vec::<u8>::new() }; 125];
        black_box(&buffer);
        drop(buffer);
        yield_now().await;
    };
    let in_a_block = async {
        {
            let buffer = [1_u8; 3000];
            black_box(&buffer);
        }
        yield_now().await;
    };
    assert!(size_of_val(&in_scope) >= 3000);
    assert!(size_of_val(&dropped) >= 125 * size_of::<Vec<u8>>());
    assert!(size_of_val(&in_a_block) < 100);
}
// ANCHOR_END: scope_is_stored

// ANCHOR: type_of
struct Type<T>(PhantomData<T>);

fn type_of<T>(_: T) -> Type<T> {
    Type(PhantomData)
}

impl<T: Send> Type<T> {
    fn is_send(&self) -> bool {
        true
    }
}

trait Fallback {
    fn is_send(&self) -> bool {
        false
    }
}
impl<T> Fallback for Type<T> {}
// ANCHOR_END: type_of

// ANCHOR: rc_across_await
#[test]
fn rc_across_await() {
    async fn in_scope() {
        let shared = Rc::new(1);
        black_box(&shared);
        yield_now().await;
    }
    async fn dropped() {
        let shared = Rc::new(1);
        black_box(&shared);
        drop(shared);
        yield_now().await;
    }
    async fn in_a_block() {
        {
            let shared = Rc::new(1);
            black_box(&shared);
        }
        yield_now().await;
    }
    assert!(!type_of(in_scope()).is_send());
    assert!(!type_of(dropped()).is_send());
    assert!(type_of(in_a_block()).is_send());
}
// ANCHOR_END: rc_across_await

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
    assert!((4096..4096 + 200).contains(&size_of_val(&top())));
    assert!(size_of_val(&top_with_a_box()) < 100);
}
// ANCHOR_END: future_embeds_future

// ANCHOR: argument_doubles
#[test]
fn argument_doubles() {
    async fn bottom() {
        let buffer = [0_u8; 4096];
        yield_now().await;
        black_box(&buffer);
    }
    async fn pass_on(future: impl Future<Output = ()>) {
        future.await;
    }

    let once = pass_on(bottom());
    let twice = pass_on(pass_on(bottom()));
    let thrice = pass_on(pass_on(pass_on(bottom())));
    assert!(size_of_val(&once) >= 2 * 4096);
    assert!(size_of_val(&twice) >= 4 * 4096);
    assert!(size_of_val(&thrice) >= 8 * 4096);

    let boxed = pass_on(pass_on(pass_on(Box::pin(bottom()))));
    assert!(size_of_val(&boxed) < 200);
}
// ANCHOR_END: argument_doubles

// ANCHOR: move_takes_array
#[tokio::test]
async fn move_takes_array() {
    async fn hold<B: AsRef<[u8]>>(buffer: B) -> usize {
        yield_now().await;
        buffer.as_ref().as_ptr().addr() // where its bytes are now
    }

    let array_inside = Box::pin(hold([0_u8; 1024]));
    let here = (&raw const *array_inside).addr();
    let size = size_of_val(&*array_inside);
    assert!((here..here + size).contains(&array_inside.await));

    let vec = vec![0_u8; 1024];
    let before = vec.as_ptr().addr();
    assert_eq!(Box::pin(hold(vec)).await, before);
}
// ANCHOR_END: move_takes_array
