//! The same question of many things that have nothing to do with each other, on as many processors as there are.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The most things that are looked at together: each has a projection of its own in memory.
const MOST_THREADS: usize = 8;

/// What is found for each, in their order.
pub(super) fn each<T: Sync, A: Send>(things: &[T], ask: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let next = AtomicUsize::new(0);
    let work = || {
        let next = || {
            let at = next.fetch_add(1, Ordering::Relaxed);
            things.get(at).map(|thing| (at, ask(thing)))
        };
        std::iter::from_fn(next).collect::<Vec<_>>()
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let helpers = processors.min(MOST_THREADS).min(things.len()).saturating_sub(1);
    let mut found = thread::scope(|scope| {
        let helper = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (0..helpers).map_while(helper).collect();
        let mut found = work();
        for helper in helpers {
            found.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        found
    });
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, found)| found).collect()
}
