//! Independent pieces of blocking work on a few threads.

use crate::LakeError;

/// Does the work of every item on up to `threads` threads, and gives the results in the items' order.
pub(crate) fn in_order<T: Sync, R: Send>(
    threads: usize,
    items: &[T],
    work: impl Fn(&T) -> Result<R, LakeError> + Sync,
) -> Result<Vec<R>, LakeError> {
    if threads <= 1 || items.len() <= 1 {
        return items.iter().map(work).collect();
    }
    let share = items.len().div_ceil(threads);
    let work = &work;
    std::thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(move || items.iter().map(work).collect::<Result<Vec<R>, _>>()))
            .collect();
        let mut results = Vec::with_capacity(items.len());
        for worker in workers {
            let part = worker.join().map_err(|_| LakeError::Table {
                doing: "working in parallel".to_owned(),
                cause: "a worker gave up".to_owned(),
            })?;
            results.extend(part?);
        }
        Ok(results)
    })
}
