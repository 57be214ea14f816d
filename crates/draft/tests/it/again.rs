//! A file that a feed takes in already, or a ready-made one.

use charter::Charter;
use draft::{About, Sample, draft};

use crate::fixture::{doubts, drafted_for, files};

const TICKETS: &str = "Ticket,Opened,Answered,Channel,Agent,Reason\n\
    1,2026-03-13 10:00,2026-03-13 10:05,phone,ann,billing\n\
    2,2026-03-14 11:00,2026-03-14 11:02,chat,bo,delivery\n\
    3,2026-03-25 11:00,2026-03-25 11:30,chat,bo,billing\n";

/// What is known once the draft of these tickets has been accepted.
fn accepted() -> About {
    let mut files = files();
    let about = About::of(&Charter::read(&files).unwrap());
    let first = drafted_for("tickets.csv", TICKETS.as_bytes(), true, &about);
    assert_eq!(first.fits, None);
    files.insert("feeds/tickets.yaml".to_owned(), first.yaml);
    About::of(&Charter::read(&files).unwrap())
}

#[test]
fn the_same_export_again_fits_the_feed_that_there_is() {
    let about = accepted();
    let later = TICKETS
        .replace("2026-03", "2026-04")
        .replace("\n1,", "\n101,");
    let again = drafted_for("tickets-april.csv", later.as_bytes(), true, &about);
    let fits = again.fits.as_ref().unwrap();
    assert_eq!(
        (fits.feed.as_str(), fits.title.as_str()),
        ("tickets", "Tickets")
    );
    assert_eq!(fits.party.as_deref(), Some("birch"));
    assert!(doubts(&again, "feed", "fits the feed `tickets`"));
    assert!(
        again
            .yaml
            .lines()
            .take(6)
            .any(|line| line.starts_with("# ? The file fits the feed")),
        "{}",
        again.yaml
    );
    // Columns in another order, and more of them, are taken in as well.
    let wider = "Notes,Reason,Agent,Channel,Answered,Opened,Ticket\n\
        ,billing,ann,phone,2026-03-13 10:05,2026-03-13 10:00,1\n,billing,bo,chat,2026-03-14 10:05,2026-03-14 10:00,2\n";
    assert!(
        drafted_for("t.csv", wider.as_bytes(), true, &about)
            .fits
            .is_some()
    );
}

#[test]
fn another_export_fits_none() {
    let about = accepted();
    for text in [
        TICKETS.replace("Answered", "Picked up at"),
        TICKETS.replace(',', ";"),
        TICKETS.replacen("Ticket", "Report of March\n\nTicket", 1),
    ] {
        let sample = Sample::from_bytes("tickets.csv", text.as_bytes(), true).unwrap();
        let drafted = draft(&sample, &about).unwrap();
        assert_eq!(drafted.fits, None, "{text}");
        assert_eq!(drafted.feed.feed, "tickets_2");
    }
}

#[test]
fn samples_of_ready_made_feeds_are_known() {
    let feeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../feeds");
    let about = About::of(&Charter::read(&files()).unwrap());
    let mut known = 0;
    for folder in std::fs::read_dir(&feeds).unwrap() {
        let folder = folder.unwrap();
        let name = folder.file_name().into_string().unwrap();
        let sample = ["csv", "ndjson", "json"]
            .into_iter()
            .map(|ending| folder.path().join(format!("sample.{ending}")))
            .find(|path| path.is_file());
        let Some(sample) = sample else {
            continue;
        };
        let bytes = std::fs::read(&sample).unwrap();
        let drafted = drafted_for("export", &bytes, true, &about);
        assert!(
            doubts(&drafted, "feed", &format!("`feeds/{name}`")),
            "{name}: {}",
            drafted.yaml
        );
        known += 1;
    }
    assert_eq!(known, 10);
}
