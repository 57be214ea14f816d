//! Customers who are forgotten or merged: rows stay, who they were of does not, whatever came when.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use access::Viewer;
use charter::Charter;
use charter::feed::Format;
use charter::kpi::FollowUp;
use lake::{
    CustomerAsk, CustomerRequest, Delivery, FOLLOWED_UP, Keep, Lake, LakeError, Meant,
    QuarantineQuestion, Receipt, Scan, Secret, Source, Which, With,
};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixture::{PARTNERSHIP, now, sender, settings};

const CALLS: &str = "
feed: calls
title: Calls
table: contact
format: ndjson
key: [id]
version: [cast(rev as bigint)]
columns:
  contact_id: id
  party: party
  customer: lower(who)
  contact_type: topic
  opened_at: local_time(opened, '%Y-%m-%d %H:%M')
  queue_seconds: cast(wait as double)
  remark: remark
checks:
  - { check: remarked, holds: remark is not null, hint: Ask the agent. }
";
const NOTES: &str = "
feed: notes
title: Notes
table: message
format: ndjson
key: [note]
columns:
  message_id: note
  contact_id: call
  party: party
  sent_at: local_time(sent, '%Y-%m-%d %H:%M')
  body: body
";
const ANSWERS: &str = "
feed: answers
title: Answers
table: survey
format: csv
key: [answer, who]
columns:
  survey_id: answer
  customer: who
  party: \"'alder'\"
  answered_at: local_time(answered, '%Y-%m-%d %H:%M')
  csat: cast(stars as bigint)
";
const TABLES: &str = "
tables:
  contact:
    columns:
      remark: { type: text, use: free_text, means: What the agent wrote. }
  message:
    columns:
      body: { type: text, use: free_text, means: What was said. }
";

fn charter() -> Charter {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = BTreeMap::from([
        file("partnership.yaml", PARTNERSHIP),
        file("tables.yaml", TABLES),
        file("feeds/calls.yaml", CALLS),
        file("feeds/notes.yaml", NOTES),
        file("feeds/answers.yaml", ANSWERS),
    ]);
    Charter::read(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

struct House {
    lake: Lake,
    charter: Charter,
    folder: tempfile::TempDir,
}

impl House {
    async fn found() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::open(folder).await
    }

    async fn open(folder: tempfile::TempDir) -> Self {
        let charter = charter();
        let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
        Self {
            lake,
            charter,
            folder,
        }
    }

    async fn reopen(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { lake, folder, .. } = self;
        drop(lake);
        meanwhile(folder.path());
        Self::open(folder).await
    }

    fn viewer(&self, person: &str) -> Viewer {
        match person {
            "operator" => Viewer::operator(&self.charter.partnership),
            person => Viewer::of(&self.charter.partnership, person).unwrap(),
        }
    }

    async fn file(&self, feed: &str, text: &str) -> Receipt {
        let source = Source::Reader {
            name: "export".to_owned(),
            bytes: Box::new(std::io::Cursor::new(text.to_owned())),
        };
        let receipt = self
            .lake
            .ingest(&self.charter, feed, (source, sender()), now(), &|_| {})
            .await
            .unwrap();
        assert!(receipt.counts.add_up(), "{receipt:?}");
        receipt
    }

    async fn deliver(&self, feed: &str, text: &str) -> Receipt {
        let delivery = Delivery {
            feed: feed.to_owned(),
            name: "delivery".to_owned(),
            bytes: text.as_bytes().to_vec(),
            format: Some(Format::Ndjson),
            key: None,
            position: None,
            otherwise: lake::Otherwise::Refused,
            sender: sender(),
        };
        let delivered = self.lake.deliver(&self.charter, delivery, now()).await;
        delivered.unwrap().receipt
    }

    async fn ask(&self, ask: &CustomerAsk) -> Result<CustomerRequest, LakeError> {
        self.lake
            .ask_about_customer(
                &self.charter,
                &self.viewer("operator"),
                ask,
                "letter 7",
                now(),
            )
            .await
    }

    async fn rows(&self, table: &str, columns: &[&str], version: Option<u64>) -> String {
        let scan = Scan {
            columns: Some(columns.iter().map(|name| (*name).to_owned()).collect()),
            version,
            ..Scan::of(table)
        };
        let (_, rows) = self
            .lake
            .first_rows(&self.viewer("operator"), &scan, 1_000)
            .await
            .unwrap();
        let mut lines: Vec<String> = rows
            .into_iter()
            .map(|row| {
                let cells = row.into_iter().map(|cell| cell.unwrap_or("-".to_owned()));
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    async fn contacts(&self) -> String {
        let columns = ["contact_id", "customer", "contact_type", "remark"];
        self.rows("contact", &columns, None).await
    }

    async fn set_aside(&self) -> Vec<String> {
        let asked = QuarantineQuestion {
            limit: 1_000,
            ..QuarantineQuestion::default()
        };
        let found = self.lake.quarantine(&self.viewer("operator"), &asked).await;
        let mut lines: Vec<String> = found
            .unwrap()
            .rows
            .into_iter()
            .map(|row| {
                let words = row.resolution.unwrap_or_default();
                let standing = row.standing.word();
                let who = row.resolved_by.unwrap_or_default();
                format!(
                    "{} {} {} <{}> {standing} {who} {words}",
                    row.id, row.check, row.reason, row.raw
                )
            })
            .collect();
        lines.sort();
        lines
    }

    /// Everything that could differ.
    async fn all(&self) -> String {
        let messages = ["message_id", "contact_id", "body"];
        let surveys = ["survey_id", "customer", "csat"];
        [
            self.contacts().await,
            self.rows("message", &messages, None).await,
            self.rows("survey", &surveys, None).await,
            self.set_aside().await.join("\n"),
        ]
        .join("\n\n")
    }
}

fn forget(customer: &str) -> CustomerAsk {
    CustomerAsk::Forget {
        customer: Secret::new(customer),
    }
}

fn merge(customer: &str, into: &str) -> CustomerAsk {
    CustomerAsk::Merge {
        customer: Secret::new(customer),
        into: Secret::new(into),
    }
}

fn call(id: u8, rev: u8, who: &str, wait: &str) -> String {
    format!(
        r#"{{"id":"c{id}","rev":{rev},"party":"alder","who":"{who}","topic":"t{rev}","opened":"2026-03-0{} 10:00","wait":{wait},"remark":"asked about order {id}"}}"#,
        id % 9 + 1
    ) + "\n"
}

fn note(id: u8, call: u8) -> String {
    format!(
        r#"{{"note":"n{id}","call":"c{call}","party":"alder","sent":"2026-03-02 10:0{}","body":"my order {id}"}}"#,
        id % 10
    ) + "\n"
}

const ANSWERED: &str = "answer,who,answered,stars\ns1,wilma,2026-03-05 10:00,5\ns2,tom,2026-03-05 11:00,4\ns3,wilma,soon,5\n";

/// Two calls of Wilma's and one of Tom's, with notes and answers; one of Wilma's calls cannot be read.
async fn wilma_and_tom() -> House {
    let house = House::found().await;
    let calls = [
        call(1, 1, "Wilma", "1"),
        call(2, 1, "tom", "2"),
        call(3, 1, "WILMA", "3"),
        call(4, 1, "wilma", "\"long\""),
        call(5, 1, "tom", "\"long\""),
    ];
    house.file("calls", &calls.concat()).await;
    house
        .file("notes", &[note(1, 1), note(2, 2), note(3, 1)].concat())
        .await;
    house.file("answers", ANSWERED).await;
    house
}

/// Whether a text is in any file of a folder, as it is or as a value of a Parquet file.
fn on_disk(folder: &Path, sought: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let mut text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            if path.extension().is_some_and(|kind| kind == "parquet") {
                text.push_str(&values(&path));
            }
            if text.to_lowercase().contains(sought) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn values(path: &Path) -> String {
    let file = fs::File::open(path).unwrap();
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    reader
        .map(|batch| {
            let batch = batch.unwrap();
            let raw = batch
                .column_by_name("raw")
                .map(|raw| {
                    let raw = arrow::array::AsArray::as_binary::<i32>(raw);
                    let texts = raw.iter().flatten().map(String::from_utf8_lossy);
                    texts.collect::<Vec<_>>().join("\n")
                })
                .unwrap_or_default();
            format!("{batch:?}\n{raw}")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_leaves_rows_and_nothing_of_themselves() {
    let house = wilma_and_tom().await;
    let before = (house.lake.receipts(), house.lake.feeds());
    let counted = house
        .lake
        .count_for_customer(
            &house.charter,
            &house.viewer("operator"),
            &forget("wilma"),
            now(),
        )
        .await
        .unwrap();
    let done = house.ask(&forget("wilma")).await.unwrap();
    assert!(done.done && done.held, "{done:?}");
    let told: Vec<String> = done
        .changed
        .iter()
        .map(|change| format!("{} {} {:?}", change.table, change.rows, change.by_feed))
        .collect();
    assert_eq!(
        told,
        [
            r#"contact 2 {"calls": 2}"#,
            r#"message 2 {"notes": 2}"#,
            r#"set_aside 2 {"answers": 1, "calls": 1}"#,
            r#"survey 1 {"answers": 1}"#,
        ]
    );
    let sum = |changes: &[lake::CustomerChange]| -> Vec<(String, u64)> {
        let mut sums: Vec<_> = changes
            .iter()
            .map(|change| (change.table.clone(), change.rows))
            .collect();
        sums.sort();
        sums
    };
    assert_eq!(sum(&counted), sum(&done.changed));

    let contacts = house.contacts().await;
    assert!(contacts.starts_with("c1 t1 - -\nc2 "), "{contacts}");
    assert!(contacts.contains("asked about order 2"), "{contacts}");
    assert!(contacts.ends_with("c3 t1 - -"), "{contacts}");
    assert_eq!(
        house.rows("message", &["message_id", "body"], None).await,
        "n1 -\nn2 my order 2\nn3 -"
    );
    let aside = house.set_aside().await.join("\n");
    assert!(!aside.to_lowercase().contains("wilma"), "{aside}");
    assert!(aside.contains("tom"), "{aside}");
    assert_eq!(aside.matches("waived operator").count(), 2, "{aside}");
    // What came and what became of it is as it was.
    assert_eq!(before, (house.lake.receipts(), house.lake.feeds()));
    let history = house.lake.history("contact").unwrap();
    assert_eq!(history[0].what, "forgotten");
    assert_eq!(history[0].customers.as_ref().unwrap().rows, 2);

    // The version before still has it, until it is let go of.
    let earlier = house
        .rows("contact", &["contact_id", "remark"], Some(1))
        .await;
    assert!(earlier.contains("asked about order 1"), "{earlier}");
    assert!(!on_disk(house.folder.path(), "wilma").is_empty());
    let keep = Keep::default();
    let in_days = |days: i64| now() + jiff::SignedDuration::from_hours(days * 24);
    house.lake.vacuum(&keep, in_days(29), false).await.unwrap();
    assert!(!on_disk(house.folder.path(), "wilma").is_empty());
    // Long before other versions go: whoever is forgotten is gone within a month.
    house.lake.vacuum(&keep, in_days(31), false).await.unwrap();
    assert_eq!(on_disk(house.folder.path(), "wilma"), Vec::<String>::new());
    assert_eq!(
        on_disk(house.folder.path(), "asked about order 1"),
        Vec::<String>::new()
    );
    let viewer = house.viewer("operator");
    let listed = house.lake.customer_requests(&viewer).unwrap();
    assert!(!listed[0].held, "{listed:?}");
    assert_eq!(listed[0].changed, done.changed);

    // And after a start everything is told as before.
    let house = house.reopen(|_| {}).await;
    assert_eq!(house.contacts().await, contacts);
    let again = house.lake.customer_requests(&viewer).unwrap();
    assert_eq!(again, listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_from_before_go_also_where_nothing_was_left_to_forget() {
    let house = House::found().await;
    let calls = [call(1, 1, "wilma", "1"), call(2, 1, "tom", "2")];
    house.file("calls", &calls.concat()).await;
    // It was tom who called: of wilma there is only the version from before.
    house.file("calls", &call(1, 2, "tom", "1")).await;
    let done = house.ask(&forget("wilma")).await.unwrap();
    assert!(
        done.done && done.held && done.changed.is_empty(),
        "{done:?}"
    );
    let let_go = async |days: i64| {
        let at = now() + jiff::SignedDuration::from_hours(days * 24);
        let keep = Keep::default();
        let gone = house.lake.vacuum(&keep, at, false).await.unwrap();
        gone.iter()
            .any(|gone| gone.table == "contact" && gone.files > 0)
    };
    assert!(!let_go(29).await);
    assert!(let_go(31).await);
    let listed = house.lake.customer_requests(&house.viewer("operator"));
    assert!(!listed.unwrap()[0].held);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_comes_later_is_as_if_it_had_come_before() {
    let house = wilma_and_tom().await;
    house.ask(&forget("wilma")).await.unwrap();
    let before = house.contacts().await;
    // The same export again is the same records again.
    let again = house.file("calls", &call(1, 1, "Wilma", "1")).await;
    assert_eq!(again.counts.duplicates, 1);
    assert_eq!(house.contacts().await, before);
    // A later version, a new record, by every door.
    let later = house.deliver("calls", &call(1, 2, "Wilma", "1")).await;
    assert_eq!(later.counts.replaced, 1);
    house.deliver("calls", &call(6, 1, "wilma", "1")).await;
    house.file("calls", &call(7, 1, "wilma", "\"x\"")).await;
    let contacts = house.contacts().await;
    assert!(contacts.starts_with("c1 t2 - -\n"), "{contacts}");
    assert!(contacts.ends_with("c6 t1 - -"), "{contacts}");
    // Notes to a contact that came after the request, before and after it.
    house
        .deliver("notes", &[note(8, 8), note(9, 9)].concat())
        .await;
    house.deliver("calls", &call(8, 1, "wilma", "1")).await;
    house
        .deliver("notes", &[note(4, 6), note(5, 8)].concat())
        .await;
    let bodies = house.rows("message", &["message_id", "body"], None).await;
    assert_eq!(
        bodies,
        "n1 -\nn2 my order 2\nn3 -\nn4 -\nn5 -\nn8 -\nn9 my order 9"
    );
    let aside = house.set_aside().await;
    assert_eq!(aside.len(), 4, "{aside:?}");
    // Nobody can put right what is no longer there; and what somebody writes to put it right is not kept.
    let waiting = aside.iter().find(|row| row.contains("waiting")).unwrap();
    let id = waiting.split(' ').next().unwrap().to_owned();
    let meant = Meant {
        feed: "calls".to_owned(),
        which: Which::Ids(vec![id]),
        after: None,
    };
    let text = With::Text(call(5, 1, "Wilma", "5"));
    let viewer = house.viewer("operator");
    house
        .lake
        .mend(&house.charter, &viewer, &meant, &text, now())
        .await
        .unwrap();
    let contacts = house.contacts().await;
    assert!(contacts.contains("c5 t1 - -"), "{contacts}");
    let aside = house.set_aside().await.join("\n");
    assert!(!aside.to_lowercase().contains("wilma"), "{aside}");
    let all = Meant {
        which: Which::All,
        ..meant
    };
    let (lake, with) = (&house.lake, With::AsTheyAre);
    let tried = lake.mend(&house.charter, &viewer, &all, &with, now()).await;
    assert!(tried.unwrap().fates.is_empty());
    // A note that waits, to a contact that turns out to be hers: the upkeep sees to it.
    let soon = note(6, 7).replace("2026-03-02", "soon");
    house.deliver("notes", &soon).await;
    assert!(house.set_aside().await.join("\n").contains("my order 6"));
    house.deliver("calls", &call(7, 2, "wilma", "1")).await;
    let finish = house.lake.finish_customers(&house.charter, now());
    finish.await.unwrap();
    let aside = house.set_aside().await.join("\n");
    assert!(!aside.contains("my order"), "{aside}");
    let request = house.lake.customer_requests(&viewer).unwrap().remove(0);
    assert!(request.done, "{request:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_merged_comes_back_as_one() {
    let house = House::found().await;
    house.file("calls", &call(1, 1, "anna", "1")).await;
    let anna = house.rows("contact", &["customer"], None).await;
    house.file("calls", &call(2, 1, "wilma", "1")).await;
    house.file("calls", &call(3, 1, "tom", "1")).await;
    let done = house.ask(&merge("wilma", "tom")).await.unwrap();
    assert_eq!(done.changed.len(), 1, "{done:?}");
    house.ask(&merge("tom", "anna")).await.unwrap();
    house.deliver("calls", &call(4, 1, "wilma", "1")).await;
    let customers = house.rows("contact", &["customer"], None).await;
    assert_eq!(customers, [anna.as_str(); 4].join("\n"));
    // A merge takes no words.
    let remarks = house.rows("contact", &["remark"], None).await;
    assert!(!remarks.contains('-'), "{remarks}");
    // Different days, the same customer: each is followed by the next.
    let scan = Scan {
        columns: Some(["contact_id".to_owned()].into()),
        follow_up: Some(FollowUp {
            same: vec!["customer".to_owned()],
            within: "7 days".to_owned(),
        }),
        ..Scan::of("contact")
    };
    let viewer = house.viewer("operator");
    let (columns, rows) = house.lake.first_rows(&viewer, &scan, 9).await.unwrap();
    let place = columns.iter().position(|name| name == FOLLOWED_UP).unwrap();
    let followed = rows
        .iter()
        .filter(|row| row[place].as_deref() == Some("true"));
    assert_eq!(followed.count(), 3);
    // Who is forgotten then, is forgotten as all they were.
    house.ask(&forget("wilma")).await.unwrap();
    let customers = house.rows("contact", &["customer"], None).await;
    assert_eq!(customers, "-\n-\n-\n-");
    let history = house.lake.history("contact").unwrap();
    let words: Vec<&str> = history.iter().map(|version| version.what).collect();
    assert_eq!(words[0], "forgotten");
    assert_eq!(words.iter().filter(|word| **word == "merged").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_asked_changes_nothing() {
    let house = wilma_and_tom().await;
    let before = house.all().await;
    let ask = async |person: &str, ask: CustomerAsk, reason: &str| {
        house
            .lake
            .ask_about_customer(&house.charter, &house.viewer(person), &ask, reason, now())
            .await
            .unwrap_err()
    };
    // A provider's steward, a client's lead who takes nothing in, and anybody of a provider's.
    for person in ["albert", "clara", "anna", "abel"] {
        assert_eq!(ask(person, forget("wilma"), "x").await.kind(), "forbidden");
        let listed = house.lake.customer_requests(&house.viewer(person));
        assert_eq!(listed.unwrap_err().kind(), "forbidden");
    }
    for (what, reason, expect) in [
        (forget("wilma"), " ", "no reason"),
        (forget(" "), "x", "no customer"),
        (forget("wilma"), "Wilma asked", "names the customer"),
        (merge("wilma", "wilma"), "x", "into itself"),
    ] {
        let refused = ask("operator", what, reason).await;
        assert_eq!(refused.kind(), "customer_refused");
        assert!(refused.to_string().contains(expect), "{refused}");
    }
    assert_eq!(house.all().await, before);
    assert!(!house.folder.path().join("customers.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_not_lost_or_changed_without_a_word() {
    let house = wilma_and_tom().await;
    house.ask(&forget("wilma")).await.unwrap();
    let file = house.folder.path().join("customers.json");
    let whole = fs::read_to_string(&file).unwrap();
    assert!(!whole.to_lowercase().contains("wilma"), "{whole}");
    let House {
        lake,
        charter,
        folder,
    } = house;
    drop(lake);
    let refused = async || {
        let opened = Lake::open(settings(folder.path()), &charter).await;
        opened.err().map(|error| error.kind())
    };
    fs::write(&file, whole.replace("forgotten", "merged")).unwrap();
    assert_eq!(refused().await, Some("damaged"));
    fs::write(&file, whole.replace("\"format\":1", "\"format\":9")).unwrap();
    assert_eq!(refused().await, Some("newer_format"));
    fs::remove_file(&file).unwrap();
    assert_eq!(refused().await, Some("damaged"));
    fs::write(&file, whole).unwrap();
    assert_eq!(refused().await, None);
}

/// The requests as a crash leaves them before the tables are written anew.
fn undone(folder: &Path) {
    let file = folder.join("customers.json");
    let text = fs::read_to_string(&file).unwrap();
    let (_, rest) = text.split_once("\"requests\":").unwrap();
    let (requests, _) = rest.rsplit_once(",\"seal\":").unwrap();
    let requests = requests.replace("\"done\":true", "\"done\":false");
    let mut seal = blake3::hash(requests.as_bytes()).to_hex().to_string();
    seal.truncate(32);
    let text = format!("{{\"format\":1,\"requests\":{requests},\"seal\":\"{seal}\"}}");
    fs::write(&file, text).unwrap();
}

fn newest_commit(folder: &Path, table: &str) -> std::path::PathBuf {
    let log = folder.join("tables").join(table).join("_delta_log");
    let mut commits: Vec<_> = fs::read_dir(log)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .collect();
    commits.sort();
    commits.pop().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_it_dies_a_request_is_done_after_the_next_start() {
    let calm = wilma_and_tom().await;
    calm.ask(&forget("wilma")).await.unwrap();
    let expect = calm.all().await;
    let order = ["contact", "message", "survey", "set_aside"];
    for done in 0..=order.len() {
        let house = wilma_and_tom().await;
        house.ask(&forget("wilma")).await.unwrap();
        // As it died after so many commits; the first of those that did not come about may have been cut off.
        let house = house
            .reopen(|folder| {
                undone(folder);
                for (place, table) in order.iter().enumerate().skip(done).rev() {
                    let commit = newest_commit(folder, table);
                    if place == done {
                        let bytes = fs::read(&commit).unwrap();
                        fs::write(commit, &bytes[..bytes.len() / 2]).unwrap();
                    } else {
                        fs::remove_file(commit).unwrap();
                    }
                }
                if done == 0 {
                    // Between the requests and the marker.
                    let marker = folder.join("format.json");
                    let text = fs::read_to_string(&marker).unwrap();
                    assert!(text.contains("\"format\":2"), "{text}");
                    fs::write(marker, text.replace("\"format\":2", "\"format\":1")).unwrap();
                }
            })
            .await;
        assert_eq!(house.all().await, expect, "after {done} commits");
        let viewer = house.viewer("operator");
        let request = house.lake.customer_requests(&viewer).unwrap().remove(0);
        assert!(request.done, "{request:?}");
        let rows: u64 = request.changed.iter().map(|change| change.rows).sum();
        assert_eq!(rows, 7, "after {done} commits: {request:?}");
        let marker = fs::read_to_string(house.folder.path().join("format.json")).unwrap();
        assert!(marker.contains("\"format\":2"), "{marker}");
    }
}

/// Something that comes, or a request.
#[derive(Debug, Clone)]
enum Step {
    Calls(Vec<String>),
    Notes(Vec<String>),
    Request(usize),
    Compact,
    Reopen,
}

const PEOPLE: [&str; 3] = ["wilma", "tom", "anna"];

fn requests() -> [CustomerAsk; 2] {
    [merge("wilma", "tom"), forget("tom")]
}

fn steps() -> impl Strategy<Value = (Vec<Step>, Vec<Index>)> {
    let line = (0..6_u8, 0..3_u8, prop::bool::weighted(0.2)).prop_map(|(id, rev, bad)| {
        // Who a contact is of stays the same; how it is written does not.
        let who = PEOPLE[usize::from(id) % 3];
        let who = if rev == 1 {
            who.to_uppercase()
        } else {
            who.to_owned()
        };
        call(id, rev, &who, if bad { "\"long\"" } else { "7" })
    });
    let notes = (0..9_u8, prop::bool::weighted(0.2)).prop_map(|(id, bad)| {
        let text = note(id, id % 6);
        if bad {
            text.replace("2026-03-02", "soon")
        } else {
            text
        }
    });
    let step = prop_oneof![
        4 => prop::collection::vec(line, 1..4).prop_map(Step::Calls),
        3 => prop::collection::vec(notes, 1..4).prop_map(Step::Notes),
        1 => Just(Step::Compact),
        1 => Just(Step::Reopen),
    ];
    (
        prop::collection::vec(step, 1..9),
        prop::collection::vec(any::<Index>(), 2),
    )
}

async fn go(steps: &[Step]) -> String {
    let mut house = House::found().await;
    // So that every table is there.
    house.file("answers", ANSWERED).await;
    house.file("notes", &note(0, 9)).await;
    house.file("calls", &call(9, 1, "nobody", "1")).await;
    let mut received = 5;
    for step in steps {
        match step {
            Step::Calls(lines) => {
                house.file("calls", &lines.concat()).await;
                received += lines.len() as u64;
            }
            Step::Notes(lines) => {
                house.deliver("notes", &lines.concat()).await;
                received += lines.len() as u64;
            }
            Step::Request(number) => {
                let done = house.ask(&requests()[*number]).await.unwrap();
                assert!(done.done);
            }
            Step::Compact => {
                house.lake.compact(now()).await.unwrap();
            }
            Step::Reopen => house = house.reopen(|_| {}).await,
        }
    }
    let counted: u64 = house
        .lake
        .receipts()
        .iter()
        .map(|receipt| receipt.counts.received)
        .sum();
    assert_eq!(counted, received);
    // As the upkeep does.
    let finish = house.lake.finish_customers(&house.charter, now());
    finish.await.unwrap();
    house.all().await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn when_somebody_asks_makes_no_difference((steps, places) in steps()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut last = steps.clone();
        last.extend([Step::Request(0), Step::Request(1)]);
        let expect = runtime.block_on(go(&last));
        let mut anywhere = steps;
        let mut places: Vec<usize> = places
            .iter()
            .map(|place| place.index(anywhere.len() + 1))
            .collect();
        places.sort_unstable();
        anywhere.insert(places[1], Step::Request(1));
        anywhere.insert(places[0], Step::Request(0));
        prop_assert_eq!(runtime.block_on(go(&anywhere)), expect);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_go_on_beside_deliveries() {
    let house = House::found().await;
    for id in 0..40_u8 {
        house
            .deliver("calls", &call(id, 1, PEOPLE[usize::from(id) % 3], "1"))
            .await;
    }
    let asked = {
        let (lake, charter) = (house.lake.clone(), house.charter.clone());
        let viewer = house.viewer("operator");
        tokio::spawn(async move {
            lake.ask_about_customer(&charter, &viewer, &forget("wilma"), "letter 7", now())
                .await
        })
    };
    for id in 0..40_u8 {
        house
            .deliver("calls", &call(id, 2, PEOPLE[usize::from(id) % 3], "1"))
            .await;
    }
    assert!(asked.await.unwrap().unwrap().done);
    let contacts = house.contacts().await;
    assert_eq!(contacts.lines().count(), 40);
    assert_eq!(contacts.matches(" t2 - -").count(), 14, "{contacts}");
    assert_eq!(contacts.matches("asked about").count(), 26, "{contacts}");
}
