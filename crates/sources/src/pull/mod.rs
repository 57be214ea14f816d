//! APIs that are asked: in rounds, page by page, and where it goes on is committed with each page.

mod client;
mod failed;
mod keyset;
mod link;
mod page;
mod place;
mod request;
mod retry;
mod round;
mod shown;
mod value;

use std::sync::Arc;
use std::time::Duration;

use charter::feed::Format;
use charter::pull::{Pull, Since, seconds_between};
use lake::{Delivery, Position};
use tokio::time::Instant;

use crate::door::Stopped;
use crate::{Door, Report, WayIn};
use client::Client;
use failed::{Failed, Then};
use page::read;
use place::Place;
use request::Request;
use round::Round;
use shown::shown;

/// Gives a variable of the environment.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Limits on what an API may do to us.
#[derive(Clone)]
pub struct PullSettings {
    /// Gives the secrets that the charter names.
    pub environment: Environment,
    /// An answer that is not complete by then is given up.
    pub answers_within: Duration,
    /// Largest page, in bytes.
    pub page_bytes_max: usize,
    /// Most pages of a round: one that goes on is carried on by the next.
    pub round_pages_max: usize,
    /// How far apart requests are where a feed says no `rate`.
    pub apart: Duration,
    /// Whether the system's proxies are used.
    pub proxies: bool,
}

impl PullSettings {
    /// The usual limits: 60 s and 32 MiB a page, 10,000 pages a round, 5 requests a second.
    #[must_use]
    pub fn of(environment: Environment) -> Self {
        Self {
            environment,
            answers_within: Duration::from_secs(60),
            page_bytes_max: 32 << 20,
            round_pages_max: 10_000,
            apart: Duration::from_millis(200),
            proxies: true,
        }
    }
}

/// A feed that is asked for.
pub struct PullFeed {
    door: Door,
    report: Report,
    feed: String,
    pull: Pull,
    records: Option<String>,
    settings: PullSettings,
    /// The feed's revision.
    revision: u16,
    /// What the position is called in the lake.
    position: String,
}

impl PullFeed {
    /// One feed; none where it is not asked for.
    #[must_use]
    pub fn of(door: &Door, settings: &PullSettings, name: &str) -> Option<Self> {
        let charter = door.charter();
        let feed = charter.feeds.get(name)?;
        let pull = feed.pull.clone()?;
        let records = match &feed.format {
            Format::Json { records } => records.clone(),
            _ => None,
        };
        let (place, clock) = (shown(&pull.url), door.clock.clone());
        Some(Self {
            report: door.statuses.report(name, WayIn::Pull, place, clock),
            door: door.clone(),
            feed: name.to_owned(),
            revision: feed.revision,
            position: position(name, &pull, feed.revision),
            pull,
            records,
            settings: settings.clone(),
        })
    }

    /// Asks, round after round, until told to stop. A page under way is carried through.
    pub async fn run(self) {
        let client = match Client::of(&self.pull, &self.settings) {
            Ok(client) => client,
            Err(failed) => {
                self.report.ill(&failed.cause, failed.hint);
                return;
            }
        };
        let every = charter::duration::seconds(&self.pull.every).unwrap_or(300);
        let every = Duration::from_secs(every.unsigned_abs());
        let mut pace = Pace::of(&self.pull, self.settings.apart);
        let committed = self.door.lake.position(&self.position);
        let mut place = Place::committed(committed.as_deref(), &self.pull);
        loop {
            if self.round(&client, &mut place, &mut pace).await.is_err() {
                return;
            }
            if !self.door.waits(every).await {
                return;
            }
        }
    }

    /// Reads pages from `place` on until there are no more, or one cannot be had.
    async fn round(
        &self,
        client: &Client,
        place: &mut Place,
        pace: &mut Pace,
    ) -> Result<(), Stopped> {
        let mut round = Round::default();
        let mut failures = 0;
        loop {
            if !self.door.waits(pace.wait()).await {
                return Err(Stopped);
            }
            let failed = match self.page(client, place, &mut round).await? {
                Ok(true) => return Ok(()),
                Ok(false) if round.pages() >= self.settings.round_pages_max => {
                    let cause = format!("the round was ended after {} pages", round.pages());
                    let hint = "The next one goes on there. See that `next` in the feed's `pull` fits what the API's documentation says, if there are not so many.";
                    self.report.ill(cause, hint);
                    return Ok(());
                }
                Ok(false) => {
                    failures = 0;
                    continue;
                }
                Err(failed) => failed,
            };
            if failed.then == Then::Anew && !place.ended() && !round.began_again {
                tracing::info!(
                    source = self.report.source(),
                    cause = failed.cause,
                    "the round begins again"
                );
                place.begin_anew();
                round.again();
                continue;
            }
            failures += 1;
            self.report.ill(&failed.cause, failed.hint);
            match failed.then {
                Then::Again if failures <= self.pull.retries => {}
                Then::Again | Then::Later => return Ok(()),
                Then::Anew | Then::AnewLater => {
                    place.begin_anew();
                    return Ok(());
                }
            }
            let wait = self.door.backoff.after(failures);
            let wait = failed.after.map_or(wait, |said| said.max(wait));
            if !self.door.waits(wait).await {
                return Err(Stopped);
            }
        }
    }

    /// Reads one page and takes it in; moves the place behind it, and says whether the round is over.
    async fn page(
        &self,
        client: &Client,
        place: &mut Place,
        round: &mut Round,
    ) -> Result<Result<bool, Failed>, Stopped> {
        let asking = async {
            let request = Request::at(&self.pull, place)?;
            round.may_ask(&request)?;
            let answer = client.ask(&request, (self.door.clock)()).await?;
            let records = self.records.as_deref();
            let page = read(&self.pull, records, place, &request, &answer)?;
            round.may_follow(&request, &page)?;
            Ok((request, page, answer.bytes))
        };
        let asked = tokio::select! {
            () = self.door.stop.cancelled() => return Err(Stopped),
            asked = asking => asked,
        };
        let (request, page, bytes) = match asked {
            Ok(asked) => asked,
            Err(failed) => return Ok(Err(failed)),
        };
        let mut repeated = false;
        if page.records > 0 {
            let delivery = Delivery {
                feed: self.feed.clone(),
                name: format!(
                    "{}{}",
                    request.url.host_str().unwrap_or_default(),
                    request.url.path()
                ),
                key: Some(self.key(&bytes)),
                bytes,
                format: None,
                position: Some(Position {
                    stream: self.position.clone(),
                    at: page.after.text(),
                }),
                otherwise: lake::Otherwise::Refused,
                sender: lake::Sender::itself(lake::Way::Pull),
            };
            match self.door.deliver_surely(&delivery, &self.report).await? {
                Ok(delivered) => repeated = delivered.repeated,
                Err(error) => return Ok(Err(Failed::of_records(&error))),
            }
        }
        round.read(&request, &page);
        let ended = page.after.ended();
        *place = page.after;
        tracing::debug!(
            source = self.report.source(),
            records = page.records,
            ended,
            "a page was read"
        );
        self.report.well(|status| {
            status.taken += u64::from(page.records > 0 && !repeated);
            status.repeated += u64::from(repeated);
            status.position = Some(place.said());
        });
        Ok(Ok(ended))
    }

    /// A page that comes again, byte for byte, as at the end of each quiet round, is no news; unless the feed's mapping was
    /// put right since.
    fn key(&self, page: &[u8]) -> String {
        let page = blake3::hash(page).to_hex();
        match self.revision {
            0 => format!("pull:{page}"),
            revision => format!("pull:{revision}:{page}"),
        }
    }
}

/// What the position of a feed is called in the lake. Another API, other pages of it, or another mapping: what is known of
/// the old ones says nothing of them.
fn position(feed: &str, pull: &Pull, revision: u16) -> String {
    let since = pull.since.clone().map(|since| Since {
        behind: None,
        ..since
    });
    let mut asked = serde_json::json!([pull.url, pull.body, pull.next, since]).to_string();
    if revision > 0 {
        asked.push_str(&format!(" {revision}"));
    }
    let asked = blake3::hash(asked.as_bytes()).to_hex();
    format!("pull:{feed}:{}", &asked[..16])
}

/// Keeps requests as far apart as the rate says.
struct Pace {
    apart: Duration,
    last: Option<Instant>,
}

impl Pace {
    fn of(pull: &Pull, usual: Duration) -> Self {
        let seconds = pull.rate.as_deref().map(seconds_between);
        let apart = seconds.and_then(Result::ok).map(Duration::from_secs_f64);
        Self {
            apart: apart.unwrap_or(usual),
            last: None,
        }
    }

    /// How long the next request, which is made then, has to wait.
    fn wait(&mut self) -> Duration {
        let now = Instant::now();
        let due = self.last.map_or(now, |last| (last + self.apart).max(now));
        self.last = Some(due);
        due - now
    }
}
