//! From connecting to the first thing that goes wrong.

use async_nats::HeaderName;
use async_nats::jetstream::{AckKind, Message};
use charter::feed::Format;
use futures::StreamExt;
use futures::stream::BoxStream;
use lake::{Delivery, LakeError, Otherwise, Position, Sender, Way};
use std::time::Duration;

use super::consumer::Opened;
use super::place::Place;
use super::runs::{Letter, Part, Run, runs};
use super::{Stream, StreamError, subject};
use crate::door::Stopped;

/// A server that sends neither a message nor a sign of life for twice as long is gone.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// How long a request for messages lies with the server.
const ASKED_FOR: Duration = Duration::from_secs(30);
/// Acknowledgements under way when all ends get this long.
const FLUSH_WITHIN: Duration = Duration::from_secs(2);

type Messages = BoxStream<'static, Result<Message, StreamError>>;

/// Messages that came together, and how far the stream was taken in before them.
struct Batch {
    messages: Vec<Message>,
    letters: Vec<Letter>,
}

impl Stream {
    /// Takes messages in until the server fails or all is to end. `worked` becomes true once the server has answered.
    pub(super) async fn session(&self, worked: &mut bool) -> Result<(), StreamError> {
        let stop = self.door.stop.clone();
        let opening = async {
            let client = self.connect().await?;
            let opened = self.open(&client).await?;
            let messages = self.messages(&client, &opened).await?;
            Ok::<_, StreamError>((client, opened, messages))
        };
        let (client, mut opened, mut messages) = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            opened = opening => opened?,
        };
        *worked = true;
        tracing::info!(
            source = self.report.source(),
            position = opened.place.sequence,
            "the stream is open"
        );
        self.report
            .well(|status| status.position = Some(opened.place.sequence.to_string()));
        while let Some(batch) = self.collect(&mut messages, &mut opened).await? {
            if self.take_in(batch, &mut opened).await.is_err() {
                break;
            }
        }
        // The last acknowledgements; what does not get through is skipped by its position the next time.
        if tokio::time::timeout(FLUSH_WITHIN, client.flush())
            .await
            .is_err()
        {
            tracing::debug!("the last acknowledgements were not sent");
        }
        Ok(())
    }

    async fn messages(
        &self,
        client: &async_nats::Client,
        opened: &Opened,
    ) -> Result<Messages, StreamError> {
        // One message may be as large as the server lets it be, and must fit.
        let bytes = self
            .settings
            .bytes
            .max(client.server_info().max_payload.saturating_mul(2));
        let messages = opened
            .consumer
            .stream()
            .max_messages_per_batch(self.settings.messages)
            .max_bytes_per_batch(bytes)
            .expires(ASKED_FOR)
            .heartbeat(SIGN_OF_LIFE)
            .messages()
            .await
            .map_err(StreamError::server("asking for messages"))?;
        Ok(messages
            .map(|message| message.map_err(StreamError::server("waiting for messages")))
            .boxed())
    }

    /// The next messages: as many as come within a short while, up to what fits. None when all is to end.
    async fn collect(
        &self,
        messages: &mut Messages,
        opened: &mut Opened,
    ) -> Result<Option<Batch>, StreamError> {
        let mut batch = Batch {
            messages: Vec::new(),
            letters: Vec::new(),
        };
        let first = tokio::select! {
            () = self.door.stop.cancelled() => return Ok(None),
            first = messages.next() => first,
        };
        let mut bytes = batch.push(first, opened)?;
        let until = tokio::time::Instant::now() + self.settings.linger;
        while batch.letters.len() < self.settings.messages && bytes < self.settings.bytes {
            match tokio::time::timeout_at(until, messages.next()).await {
                Ok(next) => bytes += batch.push(next, opened)?,
                Err(_) => break,
            }
        }
        Ok(Some(batch))
    }

    async fn take_in(&self, batch: Batch, opened: &mut Opened) -> Result<(), Stopped> {
        let (old, fresh) = batch.split(opened.place);
        for message in &old.messages {
            self.settle(message, AckKind::Ack).await;
        }
        let repeated = old.messages.len() as u64;
        self.report.change(|status| status.repeated += repeated);
        let charter = self.door.charter();
        let feed = charter.feeds.get(&self.feed);
        let format = feed.map_or(Format::Ndjson, |feed| feed.format.clone());
        for part in runs(&fresh.letters, &format, self.settings.bytes) {
            match part {
                Part::Bad { letter, cause } => {
                    let unread = Otherwise::Unread {
                        cause,
                        hint: "Send lines of JSON, and no header Content-Type.".to_owned(),
                    };
                    let run = Run::of(&fresh.letters, letter, format.clone());
                    self.alone(&fresh, &run, opened, unread).await?;
                }
                Part::Run(run) => self.run_in(&fresh, run, opened).await?,
            }
        }
        let lag = fresh
            .messages
            .last()
            .and_then(|last| Some(last.info().ok()?.pending));
        if let Some(lag) = lag {
            self.report.change(|status| status.lag = Some(lag));
        }
        Ok(())
    }

    /// Takes a run in; where the lake refuses it, message by message, so that one bad message keeps no other out.
    async fn run_in(&self, batch: &Batch, run: Run, opened: &mut Opened) -> Result<(), Stopped> {
        if run.letters.len() == 1 {
            return self.alone(batch, &run, opened, Otherwise::Aside).await;
        }
        let refused = self.deliver(batch, &run, opened, Otherwise::RowsAside);
        if refused.await?.is_ok() {
            return Ok(());
        }
        for index in run.letters {
            let alone = Run::of(&batch.letters, index, run.format.clone());
            self.alone(batch, &alone, opened, Otherwise::Aside).await?;
        }
        Ok(())
    }

    /// Takes one message in. The server forgets what it was told was taken, so one that cannot be read waits in the lake.
    async fn alone(
        &self,
        batch: &Batch,
        run: &Run,
        opened: &mut Opened,
        otherwise: Otherwise,
    ) -> Result<(), Stopped> {
        if let Err(error) = self.deliver(batch, run, opened, otherwise).await? {
            let cause = format!("message {} was refused: {error}", run.first);
            self.report.ill(&cause, error.hint());
            self.report.change(|status| status.refused += 1);
            let message = batch.messages.get(run.letters.start);
            if let Some(message) = message {
                self.settle(message, AckKind::Term).await;
            }
        }
        Ok(())
    }

    /// Delivers a run and acknowledges its messages; gives the lake's reason when it is the messages that are bad. All
    /// else is tried again until it works: what comes later must not be taken in before it.
    async fn deliver(
        &self,
        batch: &Batch,
        run: &Run,
        opened: &mut Opened,
        otherwise: Otherwise,
    ) -> Result<Result<(), LakeError>, Stopped> {
        let place = Place {
            sequence: run.last,
            ..opened.place
        };
        let delivery = Delivery {
            feed: self.feed.clone(),
            name: format!("{} {}-{}", subject(&self.feed), run.first, run.last),
            bytes: run.bytes.clone(),
            format: Some(run.format.clone()),
            key: None,
            position: Some(Position {
                stream: opened.position.clone(),
                at: place.text(),
            }),
            otherwise,
            sender: Sender::itself(Way::Stream),
        };
        let delivered = match self.door.deliver_surely(&delivery, &self.report).await? {
            Ok(delivered) => delivered,
            Err(error) => return Ok(Err(error)),
        };
        opened.place = place;
        for message in &batch.messages[run.letters.clone()] {
            self.settle(message, AckKind::Ack).await;
        }
        tracing::debug!(
            source = self.report.source(),
            batch = delivered.receipt.batch,
            position = run.last,
            "taken in"
        );
        let taken = run.letters.len() as u64;
        self.report.well(|status| {
            status.taken += taken;
            status.position = Some(run.last.to_string());
        });
        Ok(Ok(()))
    }

    /// Tells the server; where it does not hear, it sends the message again, and the position says what to do with it.
    async fn settle(&self, message: &Message, kind: AckKind) {
        if let Err(error) = message.ack_with(kind).await {
            tracing::debug!(source = self.report.source(), %error, "an acknowledgement was not sent");
        }
    }
}

impl Batch {
    /// Adds a message and says how many bytes it has.
    fn push(
        &mut self,
        message: Option<Result<Message, StreamError>>,
        opened: &mut Opened,
    ) -> Result<usize, StreamError> {
        let closed = || StreamError::Server {
            doing: "waiting for messages",
            cause: "the server closed the consumer".to_owned(),
        };
        let message = message.ok_or_else(closed)??;
        let info = message
            .info()
            .map_err(StreamError::server("reading a message"))?;
        if info.consumer_sequence != opened.next {
            return Err(StreamError::Gap {
                from: opened.next,
                to: info.consumer_sequence.saturating_sub(1),
            });
        }
        opened.next += 1;
        let content_type = message.headers.as_ref().and_then(|headers| {
            let said = |name: &HeaderName| name.to_string().eq_ignore_ascii_case("content-type");
            let (_, values) = headers.iter().find(|(name, _)| said(name))?;
            Some(values.first()?.as_str().to_owned())
        });
        self.letters.push(Letter {
            sequence: info.stream_sequence,
            content_type,
            body: message.payload.to_vec(),
        });
        self.messages.push(message);
        Ok(self.letters.last().map_or(0, |letter| letter.body.len()))
    }

    /// Those that were taken in before, and those that were not, in their order and each once. One that came twice at
    /// once is acknowledged when it comes again.
    fn split(self, place: Place) -> (Self, Self) {
        let pairs = self.messages.into_iter().zip(self.letters);
        let (old, mut fresh): (Vec<_>, Vec<_>) =
            pairs.partition(|(_, letter)| letter.sequence <= place.sequence);
        let mut last = place.sequence;
        fresh.retain(|(_, letter)| {
            let is_next = letter.sequence > last;
            last = last.max(letter.sequence);
            is_next
        });
        let batch = |pairs: Vec<(Message, Letter)>| {
            let (messages, letters) = pairs.into_iter().unzip();
            Self { messages, letters }
        };
        (batch(old), batch(fresh))
    }
}
