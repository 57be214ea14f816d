//! Real exports, where they are at hand: what a person would write is what the draft says.

use std::io::Read;
use std::path::{Path, PathBuf};

use draft::{About, Draft};

use crate::fixture::{about, column, doubts, drafted_for};

/// So much of a file is looked at.
const HEAD: u64 = 1 << 20;

/// The file; says so when it is absent.
fn file(path: &str) -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told by the environment where the data is"
    )]
    let folder = std::env::var_os("TANDEM_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join(path);
    if file.is_file() {
        return Some(file);
    }
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    {
        eprintln!(
            "SKIPPED: {} is absent. Set TANDEM_DATA to the folder that holds `{path}` to run this test.",
            file.display()
        );
    }
    None
}

fn head(path: &str, most: u64) -> Option<(Vec<u8>, bool)> {
    let opened = std::fs::File::open(file(path)?).unwrap();
    let mut bytes = Vec::new();
    if path.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(opened)
            .take(most + 1)
            .read_to_end(&mut bytes)
            .unwrap();
    } else {
        opened.take(most + 1).read_to_end(&mut bytes).unwrap();
    }
    let complete = bytes.len() as u64 <= most;
    bytes.truncate(usize::try_from(most).unwrap());
    Some((bytes, complete))
}

fn export(path: &str, about: &About) -> Option<Draft> {
    let (bytes, complete) = head(path, HEAD)?;
    Some(drafted_for(path, &bytes, complete, about))
}

#[test]
fn a_banks_calls() {
    let Some(drafted) = export("bank-calls/calls-1999-02.tsv", &about()) else {
        return;
    };
    assert_eq!(drafted.feed.table, "contact");
    assert!(drafted.yaml.contains("format: tsv"));
    assert_eq!(
        drafted.feed.key,
        ["call_id", "date", "vru_entry", "\"vru+line\""]
    );
    assert_eq!(drafted.feed.only.as_deref(), Some("outcome <> 'PHANTOM'"));
    for (name, expression) in [
        (
            "opened_at",
            "local_time(date || ' ' || vru_entry, '%y%m%d %H:%M:%S')",
        ),
        ("customer", "nullif(customer_id, '0')"),
        ("agent", "nullif(server, 'NO_SERVER')"),
        ("channel", "'voice'"),
        ("contact_type", "type"),
        ("queue_seconds", "cast(q_time as double)"),
        ("handle_seconds", "cast(ser_time as double)"),
    ] {
        assert_eq!(column(&drafted, name), expression);
    }
    assert!(column(&drafted, "answered_at").contains("nullif(ser_start, '0:00:00')"));
    // Who hung up in the voice unit was not offered to a person.
    let outcome = column(&drafted, "outcome");
    assert!(outcome.contains("= 'agent' then 'handled'"));
    assert!(outcome.contains(
        "lower(trim(outcome)) = 'hang' and nullif(q_start, '0:00:00') is not null then 'abandoned'"
    ));
    assert!(doubts(&drafted, "zone", "whose clock"));
    assert!(doubts(&drafted, "only", "PHANTOM"));
}

#[test]
fn an_incident_event_log() {
    let Some(drafted) = export("incidents/incident-event-log.csv.gz", &about()) else {
        return;
    };
    assert_eq!(drafted.feed.table, "contact");
    assert_eq!(drafted.feed.key, ["number"]);
    assert_eq!(
        drafted.feed.version,
        [
            "cast(sys_mod_count as bigint)",
            "local_time(sys_updated_at, '%d/%m/%Y %H:%M')"
        ]
    );
    assert_eq!(drafted.feed.nulls, ["?"]);
    for (name, expression) in [
        ("opened_at", "local_time(opened_at, '%d/%m/%Y %H:%M')"),
        ("resolved_at", "local_time(resolved_at, '%d/%m/%Y %H:%M')"),
        ("closed_at", "local_time(closed_at, '%d/%m/%Y %H:%M')"),
        ("sla_met", "cast(made_sla as boolean)"),
        ("reassignments", "cast(reassignment_count as bigint)"),
        ("reopens", "cast(reopen_count as bigint)"),
        ("customer", "caller_id"),
        ("team", "assignment_group"),
        ("agent", "assigned_to"),
    ] {
        assert_eq!(column(&drafted, name), expression);
    }
    // The source calls the channel a contact type.
    assert!(
        column(&drafted, "channel").contains("case when lower(trim(contact_type)) in ('phone',")
    );
    assert!(doubts(&drafted, "key", "several rows have the same"));
    // Day-first is decided by the data: no doubt is left.
    assert!(!doubts(&drafted, "columns.opened_at", "day first"));
}

#[test]
fn five_minutes_of_calls() {
    let Some(drafted) = export("call-volume/bank-calls-5min-2003.csv", &about()) else {
        return;
    };
    assert_eq!(drafted.feed.table, "signal");
    assert_eq!(column(&drafted, "value"), "cast(\"Calls\" as double)");
    assert_eq!(drafted.feed.zone, None);
    assert!(doubts(&drafted, "table", "totals, not contacts"));
    assert!(doubts(
        &drafted,
        "columns.observed_at",
        "every offset is zero"
    ));
}

#[test]
fn a_permit_process() {
    let Some(drafted) = export("strangers/receipt.csv", &about()) else {
        return;
    };
    assert_eq!(drafted.feed.table, "status");
    assert_eq!(drafted.feed.key, ["\"concept:instance\""]);
    for (name, expression) in [
        ("contact_id", "\"case:concept:name\""),
        ("state", "\"concept:name\""),
        ("changed_at", "cast(\"time:timestamp\" as timestamp)"),
        ("agent", "\"org:resource\""),
        ("team", "\"org:group\""),
    ] {
        assert_eq!(column(&drafted, name), expression);
    }
    assert_eq!(drafted.feed.nulls, ["EMPTY"]);
}

#[test]
fn a_daily_summary_with_a_spanish_date() {
    let Some(drafted) = export("strangers/call_center_daily.csv", &about()) else {
        return;
    };
    assert_eq!(drafted.feed.table, "signal");
    assert_eq!(drafted.feed.key, ["\"Fecha\""]);
    assert_eq!(column(&drafted, "signal"), "'incoming_calls'");
    assert_eq!(
        column(&drafted, "observed_at"),
        "local_time(\"Fecha\", '%Y-%m-%d')"
    );
    assert!(doubts(&drafted, "table", "a day"));
    assert!(
        drafted
            .yaml
            .contains("# ? value: cast(\"Abandoned Calls\" as double)")
    );
}

#[test]
fn service_requests_without_a_header() {
    let mut new_york = about();
    "America/New_York".clone_into(&mut new_york.zone);
    let Some(drafted) = export("strangers/nyc311_sample.csv", &new_york) else {
        return;
    };
    assert_eq!(drafted.feed.table, "contact");
    assert!(
        drafted
            .yaml
            .contains("header: [id, time, time_2, category, category_2]")
    );
    assert_eq!(drafted.feed.key, ["id"]);
    assert_eq!(drafted.feed.zone.as_deref(), Some("America/New_York"));
    for (name, expression) in [
        ("contact_id", "id"),
        ("opened_at", "local_time(time, '%m/%d/%Y %I:%M:%S %p')"),
        ("resolved_at", "local_time(time_2, '%m/%d/%Y %I:%M:%S %p')"),
        // A few values begin with a space.
        ("contact_type", "trim(category)"),
    ] {
        assert_eq!(column(&drafted, name), expression);
    }
    assert!(doubts(&drafted, "header", "names here are ours"));
    assert!(doubts(&drafted, "columns.resolved_at", "values alone"));
}

/// A smaller and a larger head of the same file draft the same mapping.
#[test]
fn the_head_may_be_short() {
    for path in [
        "bank-calls/calls-1999-02.tsv",
        "incidents/incident-event-log.csv.gz",
        "strangers/receipt.csv",
        "strangers/nyc311_sample.csv",
    ] {
        let (Some((short, complete)), Some(long)) = (head(path, 64 << 10), export(path, &about()))
        else {
            return;
        };
        let short = drafted_for(path, &short, complete, &about());
        assert_eq!(short.feed.table, long.feed.table, "{path}");
        // A call's number comes again on later days only: the short head cannot know, and says so.
        if path.starts_with("bank") {
            assert!(doubts(&short, "key", "may begin again"));
        } else {
            assert_eq!(short.feed.key, long.feed.key, "{path}");
        }
        assert_eq!(
            short.feed.columns.get("opened_at"),
            long.feed.columns.get("opened_at"),
            "{path}"
        );
    }
}
