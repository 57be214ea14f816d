//! The unit of lengths of time that no name says: one for all columns of a file.

use std::fmt::Write as _;

use crate::fixture::{column, doubts, drafted};

const HEADER: &str = "Conversation ID,Media Type,Users,Date,End Date,Duration,Total Handle,Total Talk,Total Hold,Total ACW,Total Queue,ANI,DNIS";

/// Interactions whose lengths are milliseconds.
fn interactions(with_end: bool) -> String {
    let header = if with_end {
        HEADER.to_owned()
    } else {
        HEADER.replace("End Date,", "")
    };
    let mut text = header + "\n";
    for n in 0..60_i64 {
        let (queue, talk, hold, wrap) =
            (20_000 + n * 37, 300_000 + n * 977, n % 2 * 500, 9_000 + n);
        let handle = talk + hold + wrap;
        let seconds = (queue + handle) / 1000;
        let end = format!(
            "2026-03-{:02} 10:{:02}:{:02},",
            n % 28 + 1,
            seconds / 60,
            seconds % 60
        );
        let _ = writeln!(
            text,
            "3b996870-aaaa-4bbb-8ccc-{n:012},voice,Kim {},2026-03-{:02} 10:00:00,{}{},{handle},{talk},{hold},{wrap},{queue},tel:+316123400{n:02},tel:+31201234567",
            n % 4,
            n % 28 + 1,
            if with_end { end.as_str() } else { "" },
            queue + handle,
        );
    }
    text
}

const LENGTHS: [(&str, &str); 5] = [
    ("handle_seconds", "Total Handle"),
    ("talk_seconds", "Total Talk"),
    ("hold_seconds", "Total Hold"),
    ("wrap_seconds", "Total ACW"),
    ("queue_seconds", "Total Queue"),
];

#[test]
fn the_beginning_and_the_end_tell_the_unit() {
    let drafted = drafted("interactions.csv", interactions(true));
    assert_eq!(drafted.feed.table, "contact");
    for (name, source) in LENGTHS {
        assert_eq!(
            column(&drafted, name),
            format!("cast(\"{source}\" as double) / 1000"),
            "{}",
            drafted.yaml
        );
        assert!(
            !doubts(&drafted, &format!("columns.{name}"), "read as"),
            "{}",
            drafted.yaml
        );
    }
    assert_eq!(column(&drafted, "agent"), "\"Users\"");
    let words = drafted.yaml.replace("\n  # ", " ");
    assert!(
        words.contains(
            "from `Date` to `End Date` it takes as long as `Duration` says in milliseconds"
        ),
        "{words}"
    );
}

#[test]
fn without_an_end_it_is_one_question_for_all() {
    let drafted = drafted("interactions.csv", interactions(false));
    for (name, source) in LENGTHS {
        assert_eq!(
            column(&drafted, name),
            format!("cast(\"{source}\" as double) / 1000"),
            "{}",
            drafted.yaml
        );
    }
    let asked: Vec<_> = drafted
        .doubts
        .iter()
        .filter(|doubt| doubt.says.contains("milliseconds"))
        .collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    let answer = &asked[0].alternatives[0];
    assert_eq!(1 + answer.also.len(), LENGTHS.len());
    for (_, source) in LENGTHS {
        assert!(
            drafted
                .yaml
                .contains(&format!(": cast(\"{source}\" as double)\n")),
            "{}",
            drafted.yaml
        );
    }
}

#[test]
fn seconds_stay_seconds() {
    let mut text = String::from("Call ID,Start,End,Duration,Talk time,Hold time\n");
    for n in 0..40 {
        let length = 100 + n;
        let _ = writeln!(
            text,
            "{},2026-03-{:02} 10:00:00,2026-03-{:02} 10:{:02}:{:02},{length},{},{}",
            1000 + n,
            n % 28 + 1,
            n % 28 + 1,
            length / 60,
            length % 60,
            length - 20,
            n % 3
        );
    }
    let drafted = drafted("calls.csv", text);
    assert_eq!(
        column(&drafted, "talk_seconds"),
        "cast(\"Talk time\" as double)"
    );
    assert_eq!(
        column(&drafted, "handle_seconds"),
        "cast(\"Duration\" as double)"
    );
}
