//! NATS JetStream: a durable consumer for each feed, whose position the lake commits together with the records.
//!
//! What was taken in is what the lake says was taken in. Messages are acknowledged after the commit; when the process
//! ends between the two, the next one finds the position in the lake, begins behind it, and takes nothing in twice.

mod consumer;
mod place;
mod runs;
mod session;

use std::time::Duration;

use async_nats::ConnectOptions;

use crate::{Door, Report, WayIn};

/// Where the messages are, and how many go into one delivery.
#[derive(Clone)]
pub struct StreamSettings {
    /// The server, e.g. `nats://host:4222`; a user and a password may stand before the host.
    pub url: String,
    /// Most messages in one delivery.
    pub messages: usize,
    /// Bytes after which a delivery is full.
    pub bytes: usize,
    /// How long a delivery waits for more after its first message.
    pub linger: Duration,
}

impl StreamSettings {
    /// A server, with deliveries of up to 5,000 messages or 8 MiB, after 200 ms.
    #[must_use]
    pub fn of(url: String) -> Self {
        Self {
            url,
            messages: 5_000,
            bytes: 8 << 20,
            linger: Duration::from_millis(200),
        }
    }
}

/// The stream of one feed.
pub struct Stream {
    door: Door,
    report: Report,
    feed: String,
    settings: StreamSettings,
}

/// Why a session with the server ended.
#[derive(Debug, thiserror::Error)]
enum StreamError {
    /// The server, or the way to it.
    #[error("{doing}: {cause}")]
    Server { doing: &'static str, cause: String },
    /// A stream that forgets what nobody asks for at the moment.
    #[error(
        "the stream `{stream}` keeps messages by interest, and would lose those that come while Tandem is away"
    )]
    ByInterest { stream: String },
    /// Messages were lost on the way; the consumer begins anew behind what was taken in.
    #[error("messages {from} to {to} of the consumer did not arrive")]
    Gap { from: u64, to: u64 },
}

impl StreamError {
    fn server<E: std::fmt::Display>(doing: &'static str) -> impl FnOnce(E) -> Self {
        move |cause| Self::Server {
            doing,
            cause: cause.to_string(),
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Server { .. } => {
                "See that the NATS server runs with JetStream (nats-server -js) and that Tandem may use it. It is tried again."
            }
            Self::ByInterest { .. } => {
                "Change the retention of the stream to limits or work queue."
            }
            Self::Gap { .. } => "Nothing is lost: they are asked for again.",
        }
    }
}

/// Where a feed's messages are sent to.
fn subject(feed: &str) -> String {
    format!("tandem.{feed}")
}

/// The server, without who signs in there.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("nats", url));
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{host}")
}

impl Stream {
    /// The stream of one feed.
    #[must_use]
    pub fn of(door: &Door, settings: &StreamSettings, feed: &str) -> Self {
        let place = format!("{} of {}", subject(feed), without_secrets(&settings.url));
        let clock = door.clock.clone();
        Self {
            report: door.statuses.report(feed, WayIn::Stream, place, clock),
            door: door.clone(),
            feed: feed.to_owned(),
            settings: settings.clone(),
        }
    }

    /// Takes messages in until told to stop. A delivery under way is carried through.
    pub async fn run(self) {
        let mut failures = 0;
        loop {
            // Whatever the server is doing, an end is an end; only a delivery is waited for, within the session.
            let mut worked = false;
            let ended = self.session(&mut worked).await;
            if self.door.stop.is_cancelled() {
                return;
            }
            if worked {
                failures = 0;
            }
            failures += 1;
            if let Err(error) = ended {
                self.report.ill(&error, error.hint());
            }
            if !self.door.waits(self.door.backoff.after(failures)).await {
                return;
            }
        }
    }

    async fn connect(&self) -> Result<async_nats::Client, StreamError> {
        let source = self.report.source().to_owned();
        // The client asks for the process's one; that another has chosen it before is as well.
        drop(async_nats::rustls::crypto::aws_lc_rs::default_provider().install_default());
        ConnectOptions::new()
            .name(format!(
                "tandem {} {}",
                self.door.charter().partnership.partnership,
                self.feed
            ))
            .event_callback(move |event| {
                tracing::debug!(source, %event, "the NATS server");
                std::future::ready(())
            })
            .connect(self.settings.url.as_str())
            .await
            .map_err(StreamError::server("connecting to the NATS server"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_no_password() {
        let check = |url, shown: &str| assert_eq!(without_secrets(url), shown);
        check("nats://ann:s3cr@t@host:4222", "nats://host:4222");
        check("tls://host", "tls://host");
        check("ann:secret@host:4222", "nats://host:4222");
    }
}
