//! What is refused as a whole says why to who looks after the feed, and says nothing of its rows.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use lake::{
    CheckStanding, Delivery, Lake, LakeError, Receipt, Refusal, Refusals, Sender, Source, Verdict,
    Way,
};

use crate::fixture::{CALLS, Operation, delivery, now, sender, settings};

const HEAD: &str = "id,rev,party,agent,who,topic,opened,wait\n";
const STOPS: &str = "checks:\n  - { check: sane, range: { column: queue_seconds, most: 60 }, severity: stop, hint: See the clock. }\n  - { check: staffed, completeness: { column: agent, least: 0.9 }, severity: stop, hint: Ask the site. }\n";

async fn operation() -> Operation {
    Operation::found("csv", &format!("{CALLS}{STOPS}")).await
}

impl Operation {
    /// Takes a file of this name in.
    async fn file(&self, name: &str, text: &str, at: Timestamp) -> Result<Receipt, LakeError> {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        let source = (Source::Path(path), sender());
        let lake = &self.lake;
        lake.ingest(&self.charter, "calls", source, at, &|_| {})
            .await
    }

    async fn refusals(&self) -> Refusals {
        let viewer = self.viewer("operator");
        self.lake.refusals(&viewer, "calls").await.unwrap()
    }

    async fn check(&self, check: &str, at: Timestamp) -> CheckStanding {
        let feed = &self.charter.feeds["calls"];
        let all = self.lake.checks_of(&self.charter, feed, at).await.unwrap();
        all.into_iter().find(|one| one.check == check).unwrap()
    }

    fn log(&self) -> PathBuf {
        self.path().join("refusals/calls.json")
    }
}

fn day(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

fn row(id: u32, wait: u32) -> String {
    format!("c{id},1,alder,abel,w1,t,2026-03-01 10:00,{wait}\n")
}

fn brief(refusal: &Refusal) -> (&str, &str, Option<&str>, bool) {
    (
        &refusal.name,
        &refusal.says,
        refusal.check.as_deref(),
        refusal.settled,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_a_check_stops_is_told_of_until_it_comes_in_well() {
    let operation = operation().await;
    operation.ingest(format!("{HEAD}{}", row(1, 5))).await;
    let bad = format!("{HEAD}{}{}", row(2, 5), row(3, 99));
    let refused = operation
        .file("monday.csv", &bad, day(1))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), "stopped_by_check");
    let says = "line 3: check `sane` failed and its severity is `stop`; nothing was taken in";
    let told = operation.refusals().await;
    let [one] = told.refusals.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!(brief(one), ("monday.csv", says, Some("sane"), false));
    assert_eq!(
        (one.way, one.who.as_deref(), one.at),
        (Way::Ingest, Some("pat"), day(1))
    );
    assert_eq!(
        (one.hint.as_str(), one.kind.as_str(), one.times),
        ("See the clock.", "stopped_by_check", 1)
    );
    let digest = blake3(&bad);
    assert_eq!(one.digest.as_deref(), Some(digest.as_str()));
    let stands = operation.check("sane", day(2)).await;
    assert_eq!(
        (stands.verdict, stands.since),
        (Verdict::Failed, Some(day(1)))
    );
    assert_eq!(stands.says, format!("It refused a delivery: {says}."));
    // The other check that stops deliveries refused none.
    let stands = operation.check("staffed", day(2)).await;
    assert_ne!(stands.verdict, Verdict::Failed);

    // The same once more is one refusal, twice; it is known after a start, and to who only reads.
    operation
        .file("monday.csv", &bad, day(2))
        .await
        .unwrap_err();
    let operation = operation.reopen(|_| {}).await;
    let reader = Lake::open_read_only(settings(operation.path()), &operation.charter);
    let reader = reader.await.unwrap();
    for lake in [&operation.lake, &reader] {
        let viewer = operation.viewer("operator");
        let told = lake.refusals(&viewer, "calls").await.unwrap().refusals;
        assert_eq!(
            (told.len(), told[0].times, told[0].first_at, told[0].at),
            (1, 2, day(1), day(2))
        );
    }
    // Another file that comes in well says nothing of this one.
    operation
        .file("sunday.csv", &format!("{HEAD}{}", row(4, 5)), day(3))
        .await
        .unwrap();
    assert_eq!(
        operation.check("sane", day(3)).await.verdict,
        Verdict::Failed
    );
    // It is forgotten of the check after a week, and settled once the file comes in well.
    assert_eq!(
        operation.check("sane", day(10)).await.verdict,
        Verdict::NotJudged
    );
    let good = format!("{HEAD}{}{}", row(2, 5), row(3, 9));
    operation.file("monday.csv", &good, day(3)).await.unwrap();
    assert!(operation.refusals().await.refusals[0].settled);
    assert_eq!(
        operation.check("sane", day(3)).await.verdict,
        Verdict::Passed
    );
}

fn blake3(text: &str) -> String {
    ::blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The first row of a file without a header is taken for names: they are somebody's.
#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_refusal_say_nothing_of_the_rows() {
    let operation = operation().await;
    let names = "id,rev,party,agent,who,topic,opend,Wilma Jansen,wilma@example.org,wait\nx\n";
    let refused = operation.file("a.csv", names, now()).await.unwrap_err();
    assert!(refused.hint().contains("opend"), "{}", refused.hint());
    let far = "id,rev,party,agent,who,topic,Wilma Jansen,+31 20 794 0800,wait\nx\n";
    let refused = operation.file("b.csv", far, now()).await.unwrap_err();
    // Whoever sent it has it and reads all of it.
    assert!(
        refused.hint().contains("Wilma Jansen"),
        "{}",
        refused.hint()
    );
    let told = operation.refusals().await.refusals;
    let missing = "the feed reads the column `opened`, which the file does not have";
    let said: Vec<_> = told
        .iter()
        .map(|one| (one.says.as_str(), one.hint.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                missing,
                "The file has: `id`, `rev`, `party`, `agent`, `who`, `topic`, …, …, `wait`."
            ),
            (
                missing,
                "The nearest name in the file is `opend`. Correct the feed or the export."
            ),
        ]
    );
    let kept = fs::read_to_string(operation.log()).unwrap();
    for theirs in ["Wilma", "Jansen", "wilma@", "794"] {
        assert!(!kept.contains(theirs), "{kept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_that_are_refused_at_once_are_all_told_and_the_oldest_are_forgotten() {
    let operation = operation().await;
    let refused = |number: u32| {
        let text = format!(
            r#"{{"id":"c{number}","rev":1,"party":"alder","agent":"a","opened":"2026-03-01 10:00","wait":99}}"#
        );
        let delivery = Delivery {
            sender: Sender::itself(Way::Pull),
            name: format!("page {number}"),
            ..delivery(&text, Some(&format!("k{number}")))
        };
        let (lake, charter) = (operation.lake.clone(), operation.charter.clone());
        tokio::spawn(async move { lake.deliver(&charter, delivery, now()).await })
    };
    let all: Vec<_> = (0..120).map(refused).collect();
    for one in all {
        assert_eq!(one.await.unwrap().unwrap_err().kind(), "stopped_by_check");
    }
    let told = operation.refusals().await.refusals;
    assert_eq!(told.len(), 100);
    assert!(
        told.iter()
            .all(|one| one.way == Way::Pull && one.who.is_none() && one.digest.is_some())
    );
    let mut names: Vec<&str> = told.iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 100);
    let said = operation.check("sane", now()).await.says;
    assert!(
        said.ends_with("So were 99 other deliveries before it."),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_damaged_says_so_and_keeps_nobody_from_anything() {
    let operation = operation().await;
    let bad = format!("{HEAD}{}", row(1, 99));
    operation.file("a.csv", &bad, now()).await.unwrap_err();
    let whole = fs::read(operation.log()).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"[]", b"{\"format\":1}"] {
        let operation = operation_over(damaged).await;
        let told = operation.refusals().await;
        let damaged = told.damaged.unwrap();
        assert!(
            damaged.starts_with("The log of refusals lake/refusals/calls.json is damaged ("),
            "{damaged}"
        );
        assert!(told.refusals.is_empty());
        assert_eq!(
            operation.check("sane", now()).await.verdict,
            Verdict::NotJudged
        );
        operation.file("b.csv", &bad, now()).await.unwrap_err();
        let told = operation.refusals().await;
        assert_eq!((told.refusals.len(), told.damaged), (1, None));
        assert!(operation.log().with_extension("json.damaged").exists());
    }
    // What a newer Tandem wrote stays as it is.
    let newer = br#"{"format":9,"refusals":"otherwise"}"#;
    let operation = operation_over(newer).await;
    operation.file("b.csv", &bad, now()).await.unwrap_err();
    let damaged = operation.refusals().await.damaged.unwrap();
    assert!(
        damaged.contains("is of a newer Tandem, of format 9"),
        "{damaged}"
    );
    assert_eq!(fs::read(operation.log()).unwrap(), newer);
}

async fn operation_over(log: &[u8]) -> Operation {
    let charter = crate::fixture::charter("csv", &format!("{CALLS}{STOPS}"));
    Operation::over(charter, |folder| {
        fs::create_dir(folder.join("refusals")).unwrap();
        fs::write(folder.join("refusals/calls.json"), log).unwrap();
    })
    .await
}

/// Where a refusal cannot be kept, its sender hears of what was wrong all the same, and of nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_is_in_nobodys_way() {
    let charter = crate::fixture::charter("csv", &format!("{CALLS}{STOPS}"));
    let operation = Operation::over(charter, |folder| {
        // A file where the folder should be: nothing can be written there, as on a full disk.
        fs::write(folder.join("refusals"), "").unwrap();
    })
    .await;
    let bad = format!("{HEAD}{}", row(1, 99));
    let refused = operation.file("a.csv", &bad, now()).await.unwrap_err();
    assert_eq!(refused.kind(), "stopped_by_check");
    operation
        .file("a.csv", &format!("{HEAD}{}", row(1, 9)), now())
        .await
        .unwrap();
    assert_eq!(
        operation.check("sane", now()).await.verdict,
        Verdict::Passed
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_rows_set_aside_is_told_of_no_refusal() {
    let operation = operation().await;
    // What is read from standard input has no name that tells it from others.
    for number in 0..2 {
        let source = Source::Reader {
            name: "standard input".to_owned(),
            bytes: Box::new(Cursor::new(format!(
                "{HEAD}{}",
                row(number, 99 - 98 * number)
            ))),
        };
        let lake = &operation.lake;
        let taken = lake.ingest(
            &operation.charter,
            "calls",
            (source, sender()),
            now(),
            &|_| {},
        );
        assert_eq!(taken.await.is_ok(), number == 1);
    }
    let told = operation.refusals().await.refusals;
    assert!(!told[0].settled, "{told:?}");
    for person in ["clara", "albert", "anna"] {
        let refused = operation
            .lake
            .refusals(&operation.viewer(person), "calls")
            .await;
        assert_eq!(refused.unwrap_err().kind(), "forbidden");
    }
    let nowhere = operation
        .lake
        .refusals(&operation.viewer("operator"), "../format")
        .await;
    assert_eq!(nowhere.unwrap(), Refusals::default());
}
