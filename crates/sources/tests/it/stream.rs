//! NATS JetStream: every message once, whatever ends when.

use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::stream::{Config, RetentionPolicy};
use charter::feed::Format;
use futures::StreamExt;
use lake::{Delivery, Position};
use sources::{Stream, StreamSettings};
use tokio::task::JoinHandle;

use crate::nats::{Nats, send};
use crate::operation::{Operation, call, calls};

const DURABLE: &str = "tandem-small-calls";

fn start(operation: &Operation, url: String, messages: usize) -> JoinHandle<()> {
    let settings = StreamSettings {
        messages,
        linger: Duration::from_millis(20),
        ..StreamSettings::of(url)
    };
    tokio::spawn(Stream::of(&operation.door, &settings, "calls").run())
}

fn bodies(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|number| call(&format!("c{number}"))).collect()
}

fn config(name: &str) -> Config {
    Config {
        name: name.to_owned(),
        subjects: vec!["tandem.>".to_owned()],
        ..Config::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_in_and_are_acknowledged() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    let operation = Operation::found("csv").await;
    let task = start(&operation, nats.url(), 1_000);
    // The stream is made where there is none.
    operation
        .until("open", |operation| operation.status().works == Some(true))
        .await;
    let context = nats.context().await;
    send(&context, &[calls(0..3), calls(3..4)]).await;
    send(
        &context,
        &[call("c4"), "{\"id\":".to_owned(), String::new()],
    )
    .await;
    let mut headers = HeaderMap::new();
    headers.insert("Content-Type", "text/csv");
    let csv = "id,rev,opened,wait\nc5,1,2026-03-01 10:00,7\n";
    let sent = context
        .publish_with_headers("tandem.calls", headers, csv.into())
        .await;
    sent.unwrap().await.unwrap();
    operation
        .until("all in", |operation| operation.status().taken == 6)
        .await;
    let counts = operation.counts();
    // One had nothing in it.
    assert_eq!((counts.received, counts.added, counts.set_aside), (8, 6, 2));
    let status = operation.status();
    assert_eq!(status.position.as_deref(), Some("6"));
    assert_eq!(status.lag, Some(0));
    assert_eq!((status.repeated, status.refused), (0, 0));
    operation.door.stop.cancel();
    task.await.unwrap();
    let stream = context.get_stream("tandem-calls").await.unwrap();
    let consumer: PullConsumer = stream.get_consumer(DURABLE).await.unwrap();
    let info = consumer.cached_info();
    assert_eq!(
        (info.num_ack_pending, info.ack_floor.stream_sequence),
        (0, 6)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_between_commit_and_acknowledgement_neither_doubles_nor_loses() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    for retention in [RetentionPolicy::Limits, RetentionPolicy::WorkQueue] {
        let context = nats.context().await;
        let stream = context
            .create_stream(Config {
                retention,
                ..config("events")
            })
            .await
            .unwrap();
        send(&context, &bodies(0..6)).await;
        // A process that ended: it was sent four, committed two, and acknowledged none.
        let consumer: PullConsumer = stream
            .create_consumer(pull::Config {
                durable_name: Some(DURABLE.to_owned()),
                filter_subject: "tandem.calls".to_owned(),
                ack_policy: AckPolicy::Explicit,
                ..pull::Config::default()
            })
            .await
            .unwrap();
        let fetched = consumer.fetch().max_messages(4).messages().await.unwrap();
        assert_eq!(fetched.count().await, 4);
        let operation = Operation::found("csv").await;
        let made = stream.cached_info().created.unix_timestamp_nanos();
        let delivery = Delivery {
            feed: "calls".to_owned(),
            name: "two".to_owned(),
            bytes: calls(0..2).into_bytes(),
            format: Some(Format::Ndjson),
            key: None,
            position: Some(Position {
                stream: format!("nats:events:{DURABLE}"),
                at: format!("{made} 2"),
            }),
            otherwise: lake::Otherwise::Refused,
            sender: lake::Sender::itself(lake::Way::Stream),
        };
        let door = &operation.door;
        let delivered = door
            .lake
            .deliver(&door.charter(), delivery, (door.clock)())
            .await;
        assert_eq!(delivered.unwrap().receipt.counts.added, 2);

        let operation = operation.reopen().await;
        let task = start(&operation, nats.url(), 1_000);
        operation
            .until("the others in", |operation| operation.status().taken == 4)
            .await;
        send(&context, &bodies(6..7)).await;
        operation
            .until("one more in", |operation| operation.status().taken == 5)
            .await;
        let counts = operation.counts();
        assert_eq!((counts.received, counts.added), (7, 7), "{retention:?}");
        operation.door.stop.cancel();
        task.await.unwrap();
        context.delete_stream("events").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_at_any_moment_every_message_is_in_once() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    let context = nats.context().await;
    context.create_stream(config("events")).await.unwrap();
    let mut operation = Operation::found("csv").await;
    for round in 0..8_u32 {
        send(&context, &bodies(round * 20..round * 20 + 20)).await;
        let task = start(&operation, nats.url(), 7);
        tokio::time::sleep(Duration::from_millis(u64::from(10 + 23 * round))).await;
        task.abort();
        assert!(task.await.is_err_and(|error| error.is_cancelled()));
        operation = operation.reopen().await;
    }
    let task = start(&operation, nats.url(), 7);
    operation
        .until("all in", |operation| operation.counts().received >= 160)
        .await;
    operation.door.stop.cancel();
    task.await.unwrap();
    let counts = operation.counts();
    assert_eq!((counts.received, counts.added), (160, 160));
}

/// A work queue forgets what was acknowledged, and what it was told not to send again: nothing may be only there.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_message_waits_in_the_lake_and_keeps_no_other_out() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    for retention in [RetentionPolicy::Limits, RetentionPolicy::WorkQueue] {
        let context = nats.context().await;
        let queue = Config {
            retention,
            ..config("events")
        };
        let mut stream = context.create_stream(queue).await.unwrap();
        // One fails a check of severity `stop`, between others in a message of its own and in theirs.
        let together = [call("c1"), call("ghost").replace(":7", ":8"), call("c2")].join("\n");
        send(&context, &[call("c0"), call("ghost"), together]).await;
        let mut headers = HeaderMap::new();
        headers.insert("Content-Type", "image/png");
        let sent = context.publish_with_headers("tandem.calls", headers, "\u{89}PNG".into());
        sent.await.unwrap().await.unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("Content-Type", "text/csv");
        let sent = context.publish_with_headers("tandem.calls", headers, "a,b\n1,2\n".into());
        sent.await.unwrap().await.unwrap();
        send(&context, &[call("c3")]).await;
        let operation = Operation::found("csv").await;
        let task = start(&operation, nats.url(), 1_000);
        operation
            .until("all settled", |operation| {
                let status = operation.status();
                status.taken + status.refused == 6
            })
            .await;
        let status = operation.status();
        assert_eq!((status.taken, status.refused), (6, 0));
        assert_eq!(status.position.as_deref(), Some("6"));
        operation.door.stop.cancel();
        task.await.unwrap();
        let counts = operation.counts();
        assert_eq!((counts.received, counts.added, counts.set_aside), (8, 4, 4));
        let mut waiting = operation.waiting().await;
        waiting.sort();
        assert_eq!(
            waiting,
            [
                format!("no_ghosts: {}", call("ghost")),
                format!("no_ghosts: {}", call("ghost").replace(":7", ":8")),
                "unreadable: a,b\n1,2\n".to_owned(),
                "unreadable: \u{89}PNG".to_owned(),
            ]
        );
        let left = stream.info().await.unwrap().state.messages;
        let all = if retention == RetentionPolicy::WorkQueue {
            0
        } else {
            6
        };
        assert_eq!(left, all, "{retention:?}");
        // Known by its position: nothing comes again.
        let operation = operation.reopen().await;
        let task = start(&operation, nats.url(), 1_000);
        send(&context, &[call("c4")]).await;
        operation
            .until("one more in", |operation| operation.counts().added == 5)
            .await;
        assert_eq!(operation.counts().received, 9);
        operation.door.stop.cancel();
        task.await.unwrap();
        context.delete_stream("events").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_waited_for() {
    let Some(mut nats) = Nats::start().await else {
        return;
    };
    let context = nats.context().await;
    context.create_stream(config("events")).await.unwrap();
    send(&context, &bodies(0..3)).await;
    nats.kill();
    let operation = Operation::found("csv").await;
    let task = start(&operation, nats.url(), 2);
    operation
        .until("told", |operation| operation.status().last_error.is_some())
        .await;
    assert_eq!(operation.status().works, Some(false));
    nats.begin().await;
    operation
        .until("in", |operation| operation.counts().received == 3)
        .await;
    assert_eq!(operation.status().works, Some(true));
    nats.kill();
    nats.begin().await;
    let context = nats.context().await;
    send(&context, &bodies(3..6)).await;
    operation
        .until("in", |operation| operation.counts().received == 6)
        .await;
    operation.door.stop.cancel();
    task.await.unwrap();
    assert_eq!(operation.counts().added, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_made_again_begins_again() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    let context = nats.context().await;
    let mut operation = Operation::found("csv").await;
    for round in 0..2_u32 {
        context.create_stream(config("events")).await.unwrap();
        send(&context, &bodies(round * 3..round * 3 + 3)).await;
        let task = start(&operation, nats.url(), 1_000);
        operation
            .until("in", |operation| {
                operation.counts().added == u64::from(round * 3 + 3)
            })
            .await;
        operation.door.stop.cancel();
        task.await.unwrap();
        context.delete_stream("events").await.unwrap();
        operation = operation.reopen().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_forgets_is_refused() {
    let Some(nats) = Nats::start().await else {
        return;
    };
    let context = nats.context().await;
    let forgets = Config {
        retention: RetentionPolicy::Interest,
        ..config("events")
    };
    context.create_stream(forgets).await.unwrap();
    let operation = Operation::found("csv").await;
    let task = start(&operation, nats.url(), 1_000);
    operation
        .until("refused", |operation| {
            operation.status().last_error.is_some()
        })
        .await;
    let trouble = operation.status().last_error.unwrap();
    assert!(
        trouble.cause.contains("by interest") && trouble.hint.contains("limits"),
        "{trouble:?}"
    );
    operation.door.stop.cancel();
    task.await.unwrap();
}
