//! Bodies that are sent: so many at once, so few of them one person's, and no slower than a slow line.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use access::Viewer;
use axum::body::{Body, Bytes};
use hyper::body::Body as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::error::ApiError;

/// Bodies that are received at once: with the largest size, this bounds memory or disk.
const AT_ONCE: usize = 8;
/// Of these, one person's: nobody keeps the others out.
const OF_ONE: usize = 2;
/// How long a call waits for its turn, nothing of its body read yet.
const PATIENCE: Duration = Duration::from_secs(1);
/// Who sends nothing for so long has gone.
const SILENT_MAX: Duration = Duration::from_secs(30);
/// A line may be slow in the beginning.
const SLOW_START: Duration = Duration::from_secs(30);
/// Then it brings so much, on average: a quarter of a megabit.
const BYTES_A_SECOND_LEAST: u64 = 32 << 10;

/// Whose turn it is to send.
#[derive(Clone)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    of_one: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
    patience: Duration,
}

/// Somebody's turn, until it is dropped.
pub(crate) struct Turn {
    _of_one: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self::with_patience(PATIENCE)
    }
}

impl Turns {
    fn with_patience(patience: Duration) -> Self {
        Self {
            all: Arc::new(Semaphore::new(AT_ONCE)),
            of_one: Arc::default(),
            patience,
        }
    }

    /// Waits a little for a turn of the viewer's.
    ///
    /// # Errors
    /// When others, or the viewer, are sending too much already.
    pub(crate) async fn take(&self, viewer: &Viewer) -> Result<Turn, ApiError> {
        self.take_for(viewer.person()).await
    }

    async fn take_for(&self, person: &str) -> Result<Turn, ApiError> {
        let own = self.of(person);
        let turn = async {
            let of_one = Arc::clone(&own).acquire_owned().await.ok()?;
            let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn {
                _of_one: of_one,
                _of_all: of_all,
            })
        };
        match tokio::time::timeout(self.patience, turn).await {
            Ok(Some(turn)) => Ok(turn),
            _ if own.available_permits() == 0 => Err(ApiError::come_again(
                format!("{OF_ONE} bodies of yours are being received; more are not taken at once"),
                2,
            )),
            _ => Err(ApiError::come_again(
                "more is being sent than is received at once",
                2,
            )),
        }
    }

    /// What one person may send at once; forgotten when nothing of theirs is under way.
    fn of(&self, person: &str) -> Arc<Semaphore> {
        let mut people = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
        people.retain(|_, own| own.strong_count() > 0);
        if let Some(own) = people.get(person).and_then(Weak::upgrade) {
            return own;
        }
        let own = Arc::new(Semaphore::new(OF_ONE));
        people.insert(person.to_owned(), Arc::downgrade(&own));
        own
    }
}

/// A body on its way.
pub(crate) struct Receiving {
    body: Body,
    since: Instant,
    received: u64,
    bytes_max: u64,
}

/// Why a body was not received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreceived {
    /// It has more bytes than may be.
    TooLarge,
    /// It broke off, or nothing came any more.
    BrokenOff,
    /// It came too slowly.
    TooSlow,
}

impl Receiving {
    /// A body of at most so many bytes.
    pub(crate) fn of(body: Body, bytes_max: u64) -> Self {
        Self {
            body,
            since: Instant::now(),
            received: 0,
            bytes_max,
        }
    }

    /// The next bytes; nothing at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Unreceived> {
        loop {
            let frame = poll_fn(|context| Pin::new(&mut self.body).poll_frame(context));
            let Ok(frame) = tokio::time::timeout(SILENT_MAX, frame).await else {
                return Err(Unreceived::BrokenOff);
            };
            let bytes = match frame {
                None => return Ok(None),
                Some(Err(_)) => return Err(Unreceived::BrokenOff),
                Some(Ok(frame)) => frame.into_data(),
            };
            let Ok(bytes) = bytes else {
                continue;
            };
            self.received += bytes.len() as u64;
            if self.received > self.bytes_max {
                return Err(Unreceived::TooLarge);
            }
            if is_too_slow(self.received, self.since.elapsed()) {
                return Err(Unreceived::TooSlow);
            }
            return Ok(Some(bytes));
        }
    }

    /// All of it.
    pub(crate) async fn whole(mut self) -> Result<Vec<u8>, Unreceived> {
        let mut all = Vec::new();
        while let Some(bytes) = self.next().await? {
            all.extend_from_slice(&bytes);
        }
        Ok(all)
    }
}

impl Unreceived {
    /// As the sender is told; `too_large` says how much may be.
    pub(crate) fn told(self, too_large: impl FnOnce() -> ApiError) -> ApiError {
        match self {
            Self::TooLarge => too_large(),
            Self::BrokenOff => ApiError::malformed("the body broke off while it was sent")
                .hint("send it again; nothing of it was kept"),
            Self::TooSlow => ApiError::sent_too_slowly(BYTES_A_SECOND_LEAST >> 10),
        }
    }
}

/// Whether so few bytes in so long a time are fewer than a slow line brings.
fn is_too_slow(received: u64, took: Duration) -> bool {
    let counted = took.saturating_sub(SLOW_START).as_secs();
    received < counted * BYTES_A_SECOND_LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_is_waited_for_and_a_trickle_is_not() {
        let seconds = Duration::from_secs;
        // Nothing yet, and a byte every now and then.
        assert!(!is_too_slow(0, seconds(30)));
        assert!(is_too_slow(3, seconds(60)));
        // 16 MiB over two megabits a second, and over a quarter of one.
        assert!(!is_too_slow(16 << 20, seconds(67)));
        assert!(!is_too_slow(16 << 20, seconds(512)));
        assert!(is_too_slow(16 << 20, seconds(1_000)));
    }

    #[tokio::test]
    async fn nobody_keeps_the_others_out() {
        let turns = Turns::with_patience(Duration::from_millis(20));
        let refused = async |person: &str| turns.take_for(person).await.err();
        let _first = turns.take_for("ana").await.unwrap();
        let second = turns.take_for("ana").await.unwrap();
        let told = format!("{:?}", refused("ana").await.unwrap());
        assert!(told.contains("of yours"), "{told}");
        // Others are not held up, until all turns are taken.
        let mut others = Vec::new();
        for person in ["ben", "ben", "cem", "cem", "dora", "dora"] {
            others.push(turns.take_for(person).await.unwrap());
        }
        let told = format!("{:?}", refused("eli").await.unwrap());
        assert!(told.contains("more is being sent"), "{told}");
        drop(second);
        let _taken = turns.take_for("eli").await.unwrap();
        drop(others);
        let _again = turns.take_for("ana").await.unwrap();
        // Who waits a little while somebody ends is not turned away.
        let patient = Turns::with_patience(Duration::from_secs(60));
        let (one, _two) = (
            patient.take_for("ana").await.unwrap(),
            patient.take_for("ana").await.unwrap(),
        );
        let (third, ()) = tokio::join!(patient.take_for("ana"), async { drop(one) });
        assert!(third.is_ok());
    }
}
