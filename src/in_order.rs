//! Work on many items at once, with the results in the order of the items.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Items that a thread takes at once, at most: handing each on by itself costs as much as a small file.
const MAX_PORTION: usize = 32;

/// Does `work` for each item on all cores and hands each result to `take`, in the order of the items, as soon as it and those before it
/// are there.
///
/// # Errors
/// The first error of `take`, after which no further item is begun.
pub fn in_order<T: Sync, R: Send, E>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads <= 1 {
        return items.iter().try_for_each(|item| take(work(item)));
    }
    let portion = (items.len() / (threads * 8)).clamp(1, MAX_PORTION);
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next, work) = (send.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let start = next.fetch_add(portion, Ordering::Relaxed);
                    let Some(items) = items.get(start..items.len().min(start + portion)).filter(|items| !items.is_empty()) else { return };
                    let results: Vec<R> = items.iter().map(work).collect();
                    // Nobody takes them any more after an error.
                    if send.send((start, results)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut expected = 0;
        for (start, results) in receive {
            early.insert(start, results);
            while let Some(results) = early.remove(&expected) {
                expected += results.len();
                results.into_iter().try_for_each(&mut take)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [0, 1, 2, 7, 1_000, 5_003] {
            let items: Vec<usize> = (0..count).collect();
            let mut taken = Vec::new();
            // The first of each hundred is slow.
            let work = |item: &usize| {
                if item.is_multiple_of(100) { (0..20_000).fold(*item, |sum, n| std::hint::black_box(sum ^ n ^ n)) } else { *item }
            };
            let outcome: Result<(), ()> = in_order(&items, work, |result| {
                taken.push(result);
                Ok(())
            });
            assert_eq!((outcome, taken), (Ok(()), items));
        }
    }

    #[test]
    fn an_error_ends_it() {
        let items: Vec<usize> = (0..10_000).collect();
        let mut taken = 0;
        let outcome = in_order(
            &items,
            |item| *item,
            |result| {
                taken += 1;
                if result == 40 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!((outcome, taken), (Err("full"), 41));
    }
}
