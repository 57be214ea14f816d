//! APIs that are asked: in rounds, page by page, and where it goes on is committed with each page.

mod client;
mod page;
mod retry;

use std::sync::Arc;
use std::time::Duration;

use charter::feed::Format;
use charter::pull::{Pull, seconds_between};
use lake::{Delivery, Position};
use tokio::time::Instant;

use crate::door::Stopped;
use crate::{Door, Report, WayIn};
use client::{Client, Failed};
use page::{Place, read};

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
    /// Whether the system's proxies are used.
    pub proxies: bool,
}

impl PullSettings {
    /// The usual limits: 60 s and 32 MiB a page.
    #[must_use]
    pub fn of(environment: Environment) -> Self {
        Self {
            environment,
            answers_within: Duration::from_secs(60),
            page_bytes_max: 32 << 20,
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
    /// What the position is called in the lake.
    position: String,
}

impl PullFeed {
    /// The feeds of the charter that are asked for.
    #[must_use]
    pub fn all(door: &Door, settings: &PullSettings) -> Vec<Self> {
        let feeds = door.charter.feeds.iter();
        feeds
            .filter_map(|(name, feed)| {
                let pull = feed.pull.clone()?;
                let records = match &feed.format {
                    Format::Json { records } => records.clone(),
                    _ => None,
                };
                // Another API, or other pages of it: what is known of the old ones says nothing of them.
                let asked = format!("{} {:?} {:?}", pull.url, pull.next, pull.since);
                let asked = blake3::hash(asked.as_bytes()).to_hex();
                Some(Self {
                    report: door.statuses.report(
                        name,
                        WayIn::Pull,
                        without_query(&pull.url),
                        door.clock.clone(),
                    ),
                    position: format!("pull:{name}:{}", &asked[..16]),
                    door: door.clone(),
                    feed: name.clone(),
                    pull,
                    records,
                    settings: settings.clone(),
                })
            })
            .collect()
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
        let mut pace = Pace::of(&self.pull);
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
        let mut failures = 0;
        loop {
            if !self.door.waits(pace.wait()).await {
                return Err(Stopped);
            }
            match self.page(client, place).await? {
                Ok(ended) => {
                    failures = 0;
                    if ended {
                        return Ok(());
                    }
                }
                Err(failed) => {
                    failures += 1;
                    self.report.ill(&failed.cause, failed.hint);
                    if !failed.again || failures > self.pull.retries {
                        return Ok(());
                    }
                    let wait = self.door.backoff.after(failures);
                    let wait = failed.after.map_or(wait, |said| said.max(wait));
                    if !self.door.waits(wait).await {
                        return Err(Stopped);
                    }
                }
            }
        }
    }

    /// Reads one page and takes it in; moves the place behind it, and says whether the round is over.
    async fn page(
        &self,
        client: &Client,
        place: &mut Place,
    ) -> Result<Result<bool, Failed>, Stopped> {
        let asking = async {
            let url = place.url(&self.pull)?;
            let (document, bytes) = client.get(url.clone(), (self.door.clock)()).await?;
            let page = read(&self.pull, self.records.as_deref(), place, &url, &document)?;
            Ok((url, page, bytes))
        };
        let asked = tokio::select! {
            () = self.door.stop.cancelled() => return Err(Stopped),
            asked = asking => asked,
        };
        let (url, page, bytes) = match asked {
            Ok(asked) => asked,
            Err(failed) => return Ok(Err(failed)),
        };
        let mut repeated = false;
        if page.records > 0 {
            let delivery = Delivery {
                feed: self.feed.clone(),
                name: format!("{}{}", url.host_str().unwrap_or_default(), url.path()),
                // A page that comes again, byte for byte, as at the end of each quiet round, is no news.
                key: Some(format!("pull:{}", blake3::hash(&bytes).to_hex())),
                bytes,
                format: None,
                position: Some(Position {
                    stream: self.position.clone(),
                    at: page.after.text(),
                }),
            };
            match self.door.deliver_surely(&delivery, &self.report).await? {
                Ok(delivered) => repeated = delivered.repeated,
                Err(error) => return Ok(Err(Failed::of_records(&error))),
            }
        }
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
}

/// An address as it may be shown: what follows the `?` may hold a key.
fn without_query(url: &str) -> String {
    let (address, _) = url.split_once('?').unwrap_or((url, ""));
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}/{path}")
}

/// Keeps requests as far apart as the rate says.
struct Pace {
    apart: Duration,
    last: Option<Instant>,
}

impl Pace {
    fn of(pull: &Pull) -> Self {
        let seconds = pull.rate.as_deref().map(seconds_between);
        let seconds = seconds.and_then(Result::ok).unwrap_or(0.0);
        Self {
            apart: Duration::from_secs_f64(seconds),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let check = |url, shown: &str| assert_eq!(without_query(url), shown);
        check(
            "https://ann:pw@host/a/b.json?key=1",
            "https://host/a/b.json",
        );
        check("https://host/{since}", "https://host/{since}");
        check("https://host", "https://host/");
    }
}
