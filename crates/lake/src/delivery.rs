//! Records that are handed in: many small deliveries become one commit, and one sent twice is taken in once.
//!
//! Whoever comes first takes all that wait for the same feed along; the others find their answer ready. A delivery is
//! answered when its commit is on disk.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use charter::Charter;
use charter::feed::Format;
use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::oneshot;

use crate::ingest::{Intake, Packet, Shipment, Taken};
use crate::intake::Parcel;
use crate::pace::Pace;
use crate::refusals::{self, Came};
use crate::state::State;
use crate::turn::Turn;
use crate::{Lake, LakeError, Position, Receipt, RowFate, Sender, Source};

/// Bytes of all deliveries that may wait at once. Beyond it the lake is full for a moment: memory stays bounded.
const WAITING_BYTES_MAX: usize = 64 << 20;
/// Bytes of deliveries that go into one commit.
const GROUP_BYTES_MAX: usize = 16 << 20;
/// Seconds after which whoever was turned away may come again.
const COME_AGAIN_SECONDS: u64 = 1;
/// Deliveries whose keys are remembered. One sent again after so many others is read again, and its records are then
/// duplicates by their own keys and versions.
const KEYS_MAX: usize = 50_000;

/// Records handed in together.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The feed they are for.
    pub feed: String,
    /// What people call it.
    pub name: String,
    /// The records.
    pub bytes: Vec<u8>,
    /// How they are written; as the feed says when absent. Columns of the source are members in JSON.
    pub format: Option<Format>,
    /// Under which its sender may send it again without doubling anything.
    pub key: Option<String>,
    /// Where its stream goes on, committed with the records.
    pub position: Option<Position>,
    /// What becomes of it where it would be refused.
    pub otherwise: Otherwise,
    /// Who brings it, and how.
    pub sender: Sender,
}

impl Delivery {
    /// It as it tells in a refusal; nothing where its sender hands it in otherwise then.
    fn came(&self, at: Timestamp) -> Option<Came> {
        (self.otherwise != Otherwise::RowsAside).then(|| Came {
            feed: self.feed.clone(),
            name: self.name.clone(),
            named: self.sender.named && (self.key.is_some() || self.position.is_some()),
            sender: self.sender.clone(),
            at,
        })
    }
}

/// What becomes of a delivery that cannot be taken in as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// It is refused, and nothing of it is kept: its sender hears of it, and still has it.
    #[default]
    Refused,
    /// A row that fails a check of severity `stop` is set aside under it. What else is wrong refuses the delivery.
    RowsAside,
    /// The same, and a delivery that cannot be read is set aside as one row: nobody has it any more.
    Aside,
    /// It is set aside as one row without being read: its sender says why that cannot be.
    Unread {
        /// What is wrong with it.
        cause: String,
        /// What to do.
        hint: String,
    },
}

/// What a delivery came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Its receipt.
    pub receipt: Receipt,
    /// The fate of every record, by line; empty when it was repeated.
    pub rows: Vec<RowFate>,
    /// Whether it had been taken in before, under the same key.
    pub repeated: bool,
}

/// What waits and what is remembered of deliveries.
#[derive(Default)]
pub(crate) struct Deliveries {
    waiting: Mutex<HashMap<String, VecDeque<Waiting>>>,
    bytes: AtomicUsize,
    remembered: Mutex<Remembered>,
    paces: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Pace>>>>,
}

#[derive(Default)]
struct Remembered {
    /// Feed and key → receipt.
    keys: HashMap<(String, String), Receipt>,
    /// The keys, as they came.
    order: VecDeque<(String, String)>,
    /// Stream → where it goes on.
    positions: HashMap<String, String>,
}

struct Waiting {
    delivery: Delivery,
    answer: oneshot::Sender<Result<Delivered, LakeError>>,
}

impl Deliveries {
    /// Remembers all that was ever taken in.
    pub(crate) fn remember_all(&self, state: &State) {
        let mut remembered = lock(&self.remembered);
        for (stream, at) in state.archived_positions() {
            remembered.positions.insert(stream.clone(), at.clone());
        }
        drop(remembered);
        self.remember(state.receipts_as_they_came());
    }

    /// Remembers what was taken in, in the order in which it came.
    pub(crate) fn remember<'a>(&self, receipts: impl IntoIterator<Item = &'a Receipt>) {
        let mut remembered = lock(&self.remembered);
        for receipt in receipts {
            if let Some(position) = &receipt.position {
                remembered
                    .positions
                    .insert(position.stream.clone(), position.at.clone());
            }
            if let Some(key) = &receipt.key {
                let key = (receipt.feed.clone(), key.clone());
                let before = remembered.keys.insert(key.clone(), receipt.clone());
                if before.is_none() {
                    remembered.order.push_back(key);
                }
                if remembered.order.len() > KEYS_MAX
                    && let Some(oldest) = remembered.order.pop_front()
                {
                    remembered.keys.remove(&oldest);
                }
            }
        }
    }

    /// The answer to a delivery that was taken in under the same key; an error when it was another one.
    fn repeated(&self, delivery: &Delivery) -> Option<Result<Delivered, LakeError>> {
        let key = delivery.key.as_ref()?;
        let remembered = lock(&self.remembered);
        let receipt = remembered.keys.get(&(delivery.feed.clone(), key.clone()))?;
        if receipt.digest == blake3::hash(&delivery.bytes).to_hex().as_str() {
            return Some(Ok(Delivered {
                receipt: receipt.clone(),
                rows: Vec::new(),
                repeated: true,
            }));
        }
        Some(Err(LakeError::KeyTaken {
            key: key.clone(),
            batch: receipt.batch,
        }))
    }

    fn pace(&self, feed: &str) -> Arc<tokio::sync::Mutex<Pace>> {
        lock(&self.paces)
            .entry(feed.to_owned())
            .or_default()
            .clone()
    }

    fn waits(&self, feed: &str) -> bool {
        lock(&self.waiting)
            .get(feed)
            .is_some_and(|queue| !queue.is_empty())
    }

    fn push(&self, waiting: Waiting) -> Result<(), LakeError> {
        let bytes = waiting.delivery.bytes.len();
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before > 0 && before + bytes > WAITING_BYTES_MAX {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(LakeError::Full {
                retry_seconds: COME_AGAIN_SECONDS,
            });
        }
        lock(&self.waiting)
            .entry(waiting.delivery.feed.clone())
            .or_default()
            .push_back(waiting);
        Ok(())
    }

    /// The deliveries of a feed that go into the next commit.
    fn group(&self, feed: &str) -> Vec<Waiting> {
        let mut waiting = lock(&self.waiting);
        let Some(queue) = waiting.get_mut(feed) else {
            return Vec::new();
        };
        let mut group = Vec::new();
        let mut keys = HashSet::new();
        let mut bytes = 0;
        while let Some(next) = queue.front() {
            bytes += next.delivery.bytes.len();
            // One key twice in one commit could not tell which of the two was taken in.
            let fresh = match &next.delivery.key {
                Some(key) => keys.insert(key.clone()),
                None => true,
            };
            if !group.is_empty() && (bytes > GROUP_BYTES_MAX || !fresh) {
                break;
            }
            group.extend(queue.pop_front());
        }
        let taken: usize = group
            .iter()
            .map(|waiting| waiting.delivery.bytes.len())
            .sum();
        self.bytes.fetch_sub(taken, Ordering::Relaxed);
        group
    }
}

impl Lake {
    /// Takes records in and says what became of each. Answered when they are on disk; once begun it is carried through,
    /// also when nobody waits for it any more.
    ///
    /// # Errors
    /// When the records cannot be read at all, the feed is bad, the key was used for something else, too much waits
    /// already, or the disk fails; nothing of this delivery is kept then.
    pub async fn deliver(
        &self,
        charter: &Charter,
        delivery: Delivery,
        at: Timestamp,
    ) -> Result<Delivered, LakeError> {
        let inner = &self.inner;
        let feed = delivery.feed.clone();
        // Errors of the feed are told before anything waits.
        let intake = match inner.deliveries.repeated(&delivery) {
            Some(Ok(answer)) => return Ok(answer),
            Some(Err(error)) => Err(error),
            None => Intake::of(inner, charter, &feed, at),
        };
        let intake = match intake {
            Ok(intake) => intake,
            Err(error) => {
                if let Some(came) = delivery.came(at) {
                    let digest = blake3::hash(&delivery.bytes).to_hex().to_string();
                    came.refused(inner, &error, None, || Some(digest)).await;
                }
                return Err(error);
            }
        };
        let (answer, answered) = oneshot::channel();
        inner.deliveries.push(Waiting { delivery, answer })?;
        tokio::spawn(commit_group(intake, feed));
        answered
            .await
            .map_err(LakeError::table("taking a delivery in"))?
    }

    /// Where a stream goes on: what was committed with the last of its records.
    #[must_use]
    pub fn position(&self, stream: &str) -> Option<String> {
        lock(&self.inner.deliveries.remembered)
            .positions
            .get(stream)
            .cloned()
    }
}

/// Takes all in that wait for a feed, in one commit. Whoever waits has brought one such task along, so that what does not
/// fit into this commit goes into the next.
async fn commit_group(intake: Intake, feed: String) {
    for (answer, said) in taken_in(intake, &feed).await {
        if answer.send(said).is_err() {
            tracing::debug!("a delivery was taken in after its sender had gone");
        }
    }
}

type Answer = (
    oneshot::Sender<Result<Delivered, LakeError>>,
    Result<Delivered, LakeError>,
);

/// Nothing of the lake is held any more when the answers go out.
async fn taken_in(intake: Intake, feed: &str) -> Vec<Answer> {
    let (inner, at, vocabulary) = (intake.inner.clone(), intake.at, intake.vocabulary());
    let pace = inner.deliveries.pace(feed);
    let mut pace = pace.lock().await;
    // Whoever came before may have taken this one along.
    if !inner.deliveries.waits(feed) {
        return Vec::new();
    }
    pace.wait().await;
    // One at a time waits for its turn, so that what comes meanwhile goes into its commit.
    let turn = Turn::take(&inner).await;
    let group = inner.deliveries.group(feed);
    drop(pace);
    let turn = match turn {
        Ok(turn) => turn,
        Err(error) => {
            let answers = group.into_iter().map(|one| one.answer);
            return answers.map(|answer| (answer, Err(error.clone()))).collect();
        }
    };
    let mut said = Vec::new();
    let mut waiting = Vec::new();
    let mut came = Vec::new();
    let mut packets = Vec::new();
    for one in group {
        match inner.deliveries.repeated(&one.delivery) {
            Some(repeated) => said.push((one.answer, repeated)),
            None => {
                let digest = blake3::hash(&one.delivery.bytes);
                came.push(one.delivery.came(at).map(|came| (came, digest)));
                packets.push(packet(one.delivery));
                waiting.push(one.answer);
            }
        }
    }
    if packets.is_empty() {
        return said;
    }
    let shipment = Shipment {
        packets,
        replay: None,
    };
    let (sender, _) = unbounded_channel();
    let ran = intake.run(turn, shipment, sender).await;
    let mut refused = Vec::new();
    for (nth, came) in came.into_iter().enumerate() {
        let error = match &ran {
            Ok(taken) => taken.get(nth).and_then(|taken| taken.as_ref().err()),
            Err(error) => Some(error),
        };
        if let Some((error, (came, digest))) = error.zip(came) {
            let digest = move || Some(digest.to_hex().to_string());
            refused.push((came, error.clone(), digest));
        }
    }
    refusals::refused(&inner, feed, refused, Some(&vocabulary)).await;
    match ran {
        Ok(taken) => {
            inner.deliveries.remember(
                taken
                    .iter()
                    .filter_map(|taken| Some(&taken.as_ref().ok()?.receipt)),
            );
            let taken = taken.into_iter().map(|taken| taken.map(delivered));
            said.extend(waiting.into_iter().zip(taken));
        }
        Err(error) => said.extend(
            waiting
                .into_iter()
                .map(|answer| (answer, Err(error.clone()))),
        ),
    }
    said
}

fn packet(delivery: Delivery) -> Packet {
    Packet {
        parcel: Parcel {
            source: Source::Reader {
                name: delivery.name,
                bytes: Box::new(Cursor::new(delivery.bytes)),
            },
            format: delivery.format,
            mend: Vec::new(),
            told: true,
            otherwise: delivery.otherwise,
        },
        key: delivery.key,
        position: delivery.position,
    }
}

fn delivered(taken: Taken) -> Delivered {
    Delivered {
        receipt: taken.receipt,
        rows: taken.fates,
        repeated: false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
