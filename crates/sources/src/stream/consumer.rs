//! The durable consumer: found, or made so that it begins behind what was taken in.

use std::time::Duration;

use async_nats::jetstream::consumer::pull::Config;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, PullConsumer};
use async_nats::jetstream::context::Context;
use async_nats::jetstream::stream::{self, RetentionPolicy};

use super::place::Place;
use super::{Stream, StreamError, subject};

/// How long the server waits for an acknowledgement before it sends a message again.
const ACK_WAIT: Duration = Duration::from_secs(60);
/// Messages that may wait for their acknowledgement at once.
const UNACKNOWLEDGED_MAX: i64 = 65_536;
/// A server that does not answer by then is not going to.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// A consumer and where it stands.
pub(super) struct Opened {
    pub consumer: PullConsumer,
    /// What the position is called in the lake.
    pub position: String,
    /// How far the lake is.
    pub place: Place,
    /// The number that the consumer's next message has.
    pub next: u64,
}

impl Stream {
    /// Opens the consumer of the feed.
    ///
    /// A consumer that has sent messages which were not acknowledged sends those behind them first, once it is asked
    /// again. It is made anew then: order is what makes the position mean that everything before it is in.
    pub(super) async fn open(&self, client: &async_nats::Client) -> Result<Opened, StreamError> {
        let mut context = async_nats::jetstream::new(client.clone());
        context.set_timeout(ANSWERS_WITHIN);
        let subject = subject(&self.feed);
        let stream = self.stream(&context, &subject).await?;
        let info = stream.cached_info();
        let name = &info.config.name;
        let retention = info.config.retention;
        if retention == RetentionPolicy::Interest {
            return Err(StreamError::ByInterest {
                stream: name.clone(),
            });
        }
        let charter = self.door.charter();
        let partnership = &charter.partnership.partnership;
        let durable = format!("tandem-{partnership}-{}", self.feed);
        let position = format!("nats:{name}:{durable}");
        let committed = self.door.lake.position(&position);
        let made = info.created.unix_timestamp_nanos();
        let place = Place::committed(committed.as_deref(), made);
        let opened = |consumer, next| Opened {
            consumer,
            position: position.clone(),
            place,
            next,
        };
        let there: Option<Consumer<Config>> = stream.get_consumer(&durable).await.ok();
        if let Some(consumer) = there {
            let info = consumer.cached_info();
            let delivered = info.delivered;
            if info.num_ack_pending == 0 && delivered.stream_sequence == place.sequence {
                let next = delivered.consumer_sequence + 1;
                return Ok(opened(consumer, next));
            }
            stream
                .delete_consumer(&durable)
                .await
                .map_err(StreamError::server("making the consumer anew"))?;
        }
        // A work queue takes no other beginning; it holds what was not acknowledged, and no more.
        let deliver_policy = if place.sequence == 0 || retention == RetentionPolicy::WorkQueue {
            DeliverPolicy::All
        } else {
            DeliverPolicy::ByStartSequence {
                start_sequence: place.sequence + 1,
            }
        };
        let config = Config {
            durable_name: Some(durable),
            filter_subject: subject,
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            max_ack_pending: UNACKNOWLEDGED_MAX,
            deliver_policy,
            ..Config::default()
        };
        let consumer = stream
            .create_consumer(config)
            .await
            .map_err(StreamError::server("making the consumer"))?;
        Ok(opened(consumer, 1))
    }

    /// The stream that has the feed's subject; made where there is none.
    async fn stream(
        &self,
        context: &Context,
        subject: &str,
    ) -> Result<stream::Stream, StreamError> {
        use async_nats::jetstream::context::GetStreamByNameErrorKind::NotFound;
        match context.stream_by_subject(subject).await {
            Ok(name) => context
                .get_stream(name)
                .await
                .map_err(StreamError::server("looking at the stream")),
            Err(error) if error.kind() == NotFound => {
                let config = stream::Config {
                    name: format!("tandem-{}", self.feed),
                    subjects: vec![subject.to_owned()],
                    ..stream::Config::default()
                };
                context
                    .create_stream(config)
                    .await
                    .map_err(StreamError::server("making the stream"))
            }
            Err(error) => Err(StreamError::server("looking for the stream")(error)),
        }
    }
}
