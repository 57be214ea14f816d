//! Personal data in free text goes at the door.

use std::collections::BTreeMap;

use charter::Charter;
use lake::{Lake, Scan, Source};

use crate::fixture::{PARTNERSHIP, now, sender, settings};

const FEED: &str = "
feed: calls
title: Calls
table: contact
format: csv
key: [id]
names: [who]
columns:
  contact_id: id
  party: \"'alder'\"
  customer: who
  opened_at: cast(opened as timestamp)
  words: words
";
const TABLES: &str = "
tables:
  contact:
    columns:
      words: { type: text, use: free_text, means: What was said. }
";

#[tokio::test(flavor = "multi_thread")]
async fn names_addresses_and_numbers_are_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let files = |countries: &str| {
        BTreeMap::from([
            (
                "partnership.yaml".to_owned(),
                format!("{PARTNERSHIP}countries: [{countries}]\n"),
            ),
            ("tables.yaml".to_owned(), TABLES.to_owned()),
            ("feeds/calls.yaml".to_owned(), FEED.to_owned()),
        ])
    };
    let charter = Charter::read(&files("nl")).unwrap();
    let lake = Lake::open(settings(folder.path()), &charter).await.unwrap();
    let source = |text: &str| Source::Reader {
        name: "calls".to_owned(),
        bytes: Box::new(std::io::Cursor::new(format!(
            "id,who,opened,words\nc1,Wilma Jansen,2026-03-01T10:00:00Z,{text}\n"
        ))),
    };
    let said =
        "Jansen (w.jansen@example.nl) asks order 4711 to NL91 ABNA 0417 1643 00 or BSN 111222333";
    lake.ingest(&charter, "calls", (source(said), sender()), now(), &|_| {})
        .await
        .unwrap();
    let operator = access::Viewer::operator(&charter.partnership);
    let scan = Scan {
        columns: Some(["words".to_owned()].into()),
        ..Scan::of("contact")
    };
    let (_, rows) = lake.first_rows(&operator, &scan, 10).await.unwrap();
    assert_eq!(
        rows[0][0].as_deref(),
        Some("[name] ([email]) asks order 4711 to [iban] or BSN [national id]")
    );

    let unknown = Charter::read(&files("zz")).unwrap();
    let error = lake
        .ingest(&unknown, "calls", (source("x"), sender()), now(), &|_| {})
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "bad_charter");
    assert!(error.hint().contains("nl"), "{}", error.hint());
}
