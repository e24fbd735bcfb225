//! Many inputs: several are worked on at a time, and what comes of them is handed over in their order.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// As much as a main thread has on Linux and macOS: an input is read on any thread as it would be there.
const STACK: usize = 8 * 1024 * 1024;

/// Results that may wait for those before them, a thread, where they are no more than a message.
pub(super) const MESSAGES: usize = 64;

/// The largest buffer that is kept: one large file among many small ones is not to stay.
const KEPT: usize = 32 * 1024 * 1024;

/// Buffers of inputs and outputs that are done. For the system to give their memory anew would take longer than to read
/// a file into it. There are never more than were in use at a time.
static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// An empty buffer, with the room that one before it had.
pub(super) fn spare() -> Vec<u8> {
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

/// Keeps a buffer for the next input or output.
pub(super) fn reuse(mut bytes: Vec<u8>) {
    if bytes.capacity() <= KEPT {
        bytes.clear();
        SPARE.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
    }
}

/// As many threads as there are processors, unless the user says how many.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Does `work` on every item and gives what comes of it to `take`, in the order of the items and on the calling thread,
/// until that has enough.
///
/// Of each of `threads` no more than `ahead` items are begun or done and not yet taken, so that one long item before
/// many short ones does not fill the memory.
pub(super) fn in_order<'a, I: Sync, T: Send>(
    items: &'a [I],
    threads: usize,
    ahead: usize,
    work: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(&'a I, T) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let threads = threads.min(items.len());
    let Some(pool) = pool(threads) else {
        return items.iter().try_for_each(|item| take(item, work(item)));
    };
    let is_over = AtomicBool::new(false);
    let (is_over, work) = (&is_over, &work);
    pool.in_place_scope_fifo(|scope| {
        let begin = |item| {
            let (done, result) = mpsc::sync_channel(1);
            scope.spawn_fifo(move |_| {
                if !is_over.load(Ordering::Relaxed) {
                    // Nobody waits for it any more where `take` has had enough.
                    let _ = done.send(work(item));
                }
            });
            (item, result)
        };
        let mut items = items.iter();
        let mut begun: VecDeque<_> = items.by_ref().take(threads.saturating_mul(ahead)).map(begin).collect();
        while let Some((item, result)) = begun.pop_front() {
            // Without a result its thread has panicked, which the scope passes on at its end.
            let taken = result.recv().map_or(ControlFlow::Break(()), |result| take(item, result));
            if taken.is_break() {
                is_over.store(true, Ordering::Relaxed);
                return taken;
            }
            begun.extend(items.next().map(begin));
        }
        ControlFlow::Continue(())
    })
}

/// The threads, where one is not enough and there can be more.
fn pool(threads: usize) -> Option<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    (threads > 1).then(|| builder.build().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use super::*;

    fn run(items: usize, threads: usize, ahead: usize, enough: usize) -> (Vec<usize>, ControlFlow<()>, usize) {
        let items: Vec<usize> = (0..items).collect();
        let (mut taken, begun, seen) = (Vec::new(), AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let flow = in_order(
            &items,
            threads,
            ahead,
            |item| {
                let now = begun.fetch_add(1, Ordering::SeqCst) + 1 - seen.load(Ordering::SeqCst);
                most.fetch_max(now, Ordering::SeqCst);
                // The first of them take longest.
                thread::sleep(Duration::from_micros(if item % 7 == 0 { 2_000 } else { 100 }));
                *item
            },
            |_, item| {
                taken.push(item);
                seen.fetch_add(1, Ordering::SeqCst);
                if taken.len() == enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        (taken, flow, most.into_inner())
    }

    #[test]
    fn results_come_in_order_and_no_more_wait_than_may() {
        for (items, threads, ahead) in [(0, 4, 2), (1, 4, 2), (40, 1, 1), (40, 2, 2), (40, 4, 1), (100, 3, 64)] {
            let (taken, flow, most) = run(items, threads, ahead, usize::MAX);
            assert!(taken.into_iter().eq(0..items), "{items} {threads} {ahead}");
            assert!(flow.is_continue());
            assert!(most <= threads * ahead + 1, "{most} of {threads} × {ahead}");
        }
    }

    #[test]
    fn who_has_enough_gets_no_more() {
        for threads in [1, 2, 4] {
            let (taken, flow, _) = run(40, threads, 2, 5);
            assert_eq!(taken, [0, 1, 2, 3, 4]);
            assert!(flow.is_break());
        }
    }
}
