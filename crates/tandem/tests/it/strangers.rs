//! Files that nobody described, under names that say nothing: each is drafted and goes in nearly whole, into the right table.

use std::fs;
use std::path::Path;

use crate::exports::data;
use crate::place::{Place, root};

/// What became of a stranger's file.
struct Taken {
    yaml: String,
    table: String,
    received: u64,
    set_aside: u64,
    all: String,
}

impl Taken {
    /// Insists on the table, on columns of it being filled, and on how many rows may be set aside at most.
    #[track_caller]
    fn goes_in(&self, table: &str, columns: &[&str], set_aside_max: u64) {
        assert_eq!(self.table, table, "{}\n{}", self.all, self.yaml);
        for column in columns {
            let mapped = format!("\n  {column}: ");
            assert!(
                self.yaml.contains(&mapped),
                "{column} of {table}\n{}",
                self.yaml
            );
        }
        assert!(
            self.set_aside <= set_aside_max && self.received > 0,
            "{}\n{}",
            self.all,
            self.yaml
        );
    }
}

/// Drafts a file and takes it in, in the small charter; the draft is accepted as it is.
fn taken(place: &Place, name: &str) -> Taken {
    let drafted = place.run(&["feed", "draft", name, "--write"]).ends(0);
    let feed = drafted
        .said
        .split_once("written to ")
        .and_then(|(_, rest)| rest.split_once(".yaml"))
        .map(|(path, _)| path.rsplit('/').next().unwrap().to_owned())
        .unwrap_or_else(|| panic!("{}", drafted.said));
    let file = place.path().join(format!("charter/feeds/{feed}.yaml"));
    let yaml = fs::read_to_string(file).unwrap();
    let said = place.ingest(&feed, name);
    let number = |before: &str| {
        let (rest, _) = said.split_once(before)?;
        rest.rsplit([' ', ','])
            .find(|word| !word.is_empty())?
            .parse()
            .ok()
    };
    let table = yaml
        .lines()
        .find_map(|line| line.strip_prefix("table: "))
        .unwrap()
        .to_owned();
    Taken {
        table,
        received: number(" row").unwrap_or_default(),
        set_aside: number(" set aside").unwrap_or_default(),
        all: said,
        yaml,
    }
}

/// Copies a file under a name that says nothing.
fn copied(place: &Place, from: &Path, name: &str) {
    fs::copy(from, place.path().join(name)).unwrap();
}

#[test]
fn samples_of_known_systems() {
    // Of some samples, rows are meant to be bad: days that do not exist, words for numbers. Those are set aside.
    for (folder, ending, table, columns, bad) in [
        (
            "amazon-connect-contact-records",
            "ndjson",
            "contact",
            &[
                "opened_at",
                "channel",
                "agent",
                "queue",
                "customer",
                "talk_seconds",
            ][..],
            3,
        ),
        (
            "chatwoot-reporting-events",
            "json",
            "status",
            &["changed_at", "state", "contact_id"],
            3,
        ),
        (
            "genesys-historical-intervals",
            "csv",
            "signal",
            &["signal", "observed_at", "value"],
            4,
        ),
        (
            "intercom-conversations",
            "json",
            "contact",
            &["contact_id", "opened_at", "agent"],
            3,
        ),
        (
            "rpa-job-log",
            "csv",
            "task_run",
            &["task", "started_at", "succeeded"],
            4,
        ),
        (
            "servicenow-incidents",
            "csv",
            "contact",
            &[
                "contact_id",
                "opened_at",
                "resolved_at",
                "agent",
                "team",
                "reopens",
            ],
            5,
        ),
        (
            "survey-csv",
            "csv",
            "survey",
            &["survey_id", "answered_at", "contact_id"],
            8,
        ),
        (
            "wfm-schedule",
            "csv",
            "shift",
            &["agent", "starts_at", "ends_at"],
            5,
        ),
        (
            "zendesk-ticket-metric-events",
            "json",
            "status",
            &["contact_id", "changed_at", "state"],
            4,
        ),
        (
            "zendesk-tickets",
            "json",
            "contact",
            &["contact_id", "opened_at", "channel", "customer", "agent"],
            4,
        ),
    ] {
        let place = Place::small(&[]);
        let folder = root().join("feeds").join(folder);
        let sample = folder.join(format!("sample.{ending}"));
        let name = format!("export.{ending}");
        copied(&place, &sample, &name);
        taken(&place, &name).goes_in(table, columns, bad);
    }
}

/// What the draft of a file says that the first column of that name would hold in each row.
fn instants(place: &Place, name: &str) -> Vec<String> {
    let drafted = place.run(&["feed", "draft", name]).ends(0);
    let lines = drafted
        .said
        .lines()
        .skip_while(|line| !line.contains("as they would be taken in"));
    let mut table = lines.skip(1).take_while(|line| line.starts_with("  "));
    let header = table.next().unwrap_or_else(|| panic!("{}", drafted.said));
    let at = header
        .find("opened_at")
        .unwrap_or_else(|| panic!("{}\n{}", drafted.said, drafted.answer));
    table
        .filter(|line| !line.trim_start().starts_with(char::is_alphabetic))
        .map(|line| line[at..].split("  ").next().unwrap().to_owned())
        .collect()
}

#[test]
fn times_in_every_form_are_the_instants_they_mean() {
    // Amsterdam is an hour ahead of UTC until 29 March 2026, and two hours after.
    let (winter, summer) = ("2026-03-14T20:05:07Z", "2026-06-25T09:30:00Z");
    for (first, second, expect) in [
        (
            "2026-03-14 21:05:07+0100",
            "2026-06-25 11:30:00+02:00",
            [winter, summer],
        ),
        (
            "2026-03-14T20:05:07Z",
            "2026-06-25T09:30:00Z",
            [winter, summer],
        ),
        (
            "14/03/2026 21:05:07 +0100",
            "25/06/2026 09:30:00 Z",
            [winter, summer],
        ),
        ("14.03.26 21:05:07", "25.06.26 11:30:00", [winter, summer]),
        (
            "14 March 2026 21:05:07",
            "25 June 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14. März 2026 21:05:07",
            "25. Juni 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 mars 2026 21:05:07",
            "25 juin 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 de marzo de 2026 21:05:07",
            "25 de junio de 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 de março de 2026 21:05:07",
            "25 de jun. de 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 mar 2026 21:05:07",
            "25 giugno 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 mrt 2026 21:05:07",
            "25 juni 2026 11:30:00",
            [winter, summer],
        ),
        (
            "14 marca 2026 21:05:07",
            "25 cze 2026 11:30:00",
            [winter, summer],
        ),
        (
            "sob., 14 mar 2026 21:05:07",
            "czw., 25 cze 2026 11:30:00",
            [winter, summer],
        ),
        (
            "Sat, 14 Mar 2026 20:05:07 GMT",
            "Thu, 25 Jun 2026 09:30:00 GMT",
            [winter, summer],
        ),
        (
            "3/14/2026 9:05:07 p. m.",
            "6/25/2026 11:30:00 a. m.",
            [winter, summer],
        ),
        (
            "3/14/2026 9:05:07PM",
            "6/25/2026 11:30:00am",
            [winter, summer],
        ),
        (
            "2026-03-14 21:05:07,000",
            "2026-06-25 11:30:00,000",
            [winter, summer],
        ),
        ("1773518707", "1782379800", [winter, summer]),
        ("1773518707000", "1782379800000", [winter, summer]),
        ("46095.878553240741", "46198.479166666664", [winter, summer]),
        (
            "2026-03-14 24:00:00",
            "2026-06-25 24:00:00",
            ["2026-03-14T23:00:00Z", "2026-06-25T22:00:00Z"],
        ),
    ] {
        let place = Place::small(&[]);
        place.write(
            "export.csv",
            format!("ticket id;created\nA-1;{first}\nA-2;{second}\nA-3;{second}\n"),
        );
        let found = instants(&place, "export.csv");
        assert_eq!(found[..2], expect, "{first}");
    }
}

#[test]
fn json_in_every_shape() {
    let ticket = |number: u32| {
        format!(
            r#"{{"id": {number}, "created_at": "2026-03-{:02}T10:00:00Z", "via": {{"channel": "email"}}, "requester": {{"id": "r{number}"}}}}"#,
            number % 28 + 1
        )
    };
    let all: Vec<String> = (1..=12).map(ticket).collect();
    for (name, text) in [
        ("in_lines.json", all.join("\n\n")),
        ("in_a_row.json", all.join("")),
        ("with_commas.json", all.join(",\n")),
        ("array.json", format!("[{}]", all.join(","))),
        (
            "within.json",
            format!("{{\"count\": 12, \"tickets\": [{}]}}", all.join(",")),
        ),
        ("one.json", format!("{{\"tickets\": [{}]}}", all[0])),
    ] {
        let place = Place::small(&[]);
        place.write(name, &text);
        let taken = taken(&place, name);
        taken.goes_in(
            "contact",
            &["contact_id", "opened_at", "channel", "customer"],
            0,
        );
        assert_eq!(
            taken.received,
            if name == "one.json" { 1 } else { 12 },
            "{name}"
        );
    }
}

#[test]
fn separated_values_as_programs_write_them() {
    let header = ["ticket id", "created", "solved", "agent", "subject", "wait"];
    let rows: Vec<[String; 6]> = (1..=30)
        .map(|number: u32| {
            [
                format!("T-{number}"),
                format!("{:02}.03.2026 10:00", number % 28 + 1),
                if number.is_multiple_of(4) {
                    "n/a".to_owned()
                } else {
                    format!("{:02}.03.2026 12:30", number % 28 + 1)
                },
                ["José", "Zoë", "Łukasz"][number as usize % 3].to_owned(),
                format!("say \"hi\", {number}"),
                format!("{},5", number),
            ]
        })
        .collect();
    let written = |delimiter: &str, cell: &dyn Fn(&str) -> String, end: &str| -> String {
        let line = |cells: &[&str]| {
            let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
            cells.join(delimiter) + end
        };
        let body = rows
            .iter()
            .map(|row| line(&row.each_ref().map(String::as_str)));
        std::iter::once(line(&header)).chain(body).collect()
    };
    let doubled = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let escaped = |text: &str| format!("\"{}\"", text.replace('"', "\\\""));
    let bare = |text: &str| text.replace(['"', ','], "");
    let polish = |text: &str| -> Vec<u8> {
        let letter = |c: char| match c {
            'Ł' => 0xA3,
            'é' => 0xE9,
            'ë' => 0xEB,
            other => u8::try_from(other).unwrap(),
        };
        text.chars().map(letter).collect()
    };
    let wide = |text: &str, order: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    for (name, bytes) in [
        ("comma.csv", written(",", &doubled, "\n").into_bytes()),
        ("escaped.csv", written(",", &escaped, "\r\n").into_bytes()),
        (
            "semicolons.csv",
            written(";", &doubled, "\r\n").into_bytes(),
        ),
        ("tabs.txt", written("\t", &bare, "\n").into_bytes()),
        ("bars.txt", written("|", &bare, "\n").into_bytes()),
        ("carets.txt", written("^", &bare, "\n").into_bytes()),
        ("units.txt", written("\u{1f}", &bare, "\n").into_bytes()),
        ("lone.csv", written(",", &doubled, "\r").into_bytes()),
        (
            "sep.csv",
            format!("sep=;\r\n{}", written(";", &doubled, "\r\n")).into_bytes(),
        ),
        ("padded.csv", written(" ; ", &bare, " \n").into_bytes()),
        (
            "mark.csv",
            format!("\u{feff}{}", written(",", &doubled, "\n")).into_bytes(),
        ),
        (
            "wide_le.csv",
            wide(&written(",", &doubled, "\n"), u16::to_le_bytes),
        ),
        (
            "wide_be.csv",
            wide(&written(",", &doubled, "\n"), u16::to_be_bytes),
        ),
        ("polish.csv", polish(&written(";", &doubled, "\r\n"))),
    ] {
        let place = Place::small(&[]);
        place.write(name, &bytes);
        let taken = taken(&place, name);
        taken.goes_in(
            "contact",
            &["contact_id", "opened_at", "resolved_at", "agent"],
            0,
        );
        assert_eq!(taken.received, 30, "{name}: {}\n{}", taken.all, taken.yaml);
    }
}

#[test]
fn a_line_of_totals_is_passed_over() {
    let place = Place::small(&[]);
    let rows: String = (1..=20)
        .map(|number| format!("T-{number};{number:02}.03.2026 10:00;{number}\n"))
        .collect();
    let text = format!("Monthly report\n\nTicket;Erstellt am;Wartezeit\n{rows}Gesamt;;210\n");
    place.write("export.csv", text);
    let taken = taken(&place, "export.csv");
    taken.goes_in("contact", &["contact_id", "opened_at", "queue_seconds"], 0);
    assert!(
        taken.all.contains("20 added, 1 passed over"),
        "{}\n{}",
        taken.all,
        taken.yaml
    );
}

#[test]
fn what_no_feed_reads_is_refused_with_what_to_do() {
    let dos = b"ticket id;created;agent\r\n1;01.03.2026 10:00;J\x81rgen\r\n2;02.03.2026 10:00;Ren\x82e\r\n3;02.03.2026 11:00;G\x94ran\r\n";
    let mainframe: Vec<u8> = [
        0xc9, 0xc4, 0x6b, 0xe3, 0xc9, 0xd4, 0xc5, 0x15, 0xf1, 0x6b, 0xf2, 0xf0,
    ]
    .repeat(20);
    let utf32: Vec<u8> = "id,created\n1,2026-03-01\n"
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    for (bytes, cause, todo) in [
        (&b"PK\x03\x04\x14\x00rest"[..], "Excel", "CSV"),
        (b"%PDF-1.7 rest", "PDF", "CSV"),
        (b"BZh91AY&SY\x8a\xc1", "bzip2", "Unpack"),
        (b"ORC\x0a\x00\xff", "ORC", "Parquet"),
        (b"<!DOCTYPE html><html><body>", "web page", "spreadsheet"),
        (b"\n<?xml version=\"1.0\"?><rows/>", "XML", "CSV"),
        (dos, "DOS code page", "CP850"),
        (&mainframe, "EBCDIC", "iconv"),
        (&utf32, "UTF-32", "UTF-8"),
    ] {
        let place = Place::small(&[]);
        place.write("export.csv", bytes);
        let refused = place.run(&["feed", "draft", "export.csv"]).ends(4);
        assert!(
            refused.said.contains(cause) && refused.said.contains(todo),
            "{cause}: {}",
            refused.said
        );
    }
}

#[test]
fn a_file_that_names_no_record_gets_a_narrow_key() {
    let mut text = String::from("Fecha;Agente;Cola;Motivo;Espera;Nota\n");
    for number in 0..60_u32 {
        let agent = if number.is_multiple_of(7) {
            ""
        } else {
            ["ana", "luis", "eva"][number as usize % 3]
        };
        text += &format!(
            "{:02}/03/2026 {:02}:00;{agent};{};{};{};\n",
            number % 28 + 1,
            8 + number % 3,
            ["Norte", "Sur"][number as usize / 30],
            ["factura", "entrega"][number as usize % 2],
            number % 11,
        );
    }
    let place = Place::small(&[]);
    place.write("export.csv", text);
    let taken = taken(&place, "export.csv");
    taken.goes_in(
        "contact",
        &["opened_at", "agent", "queue", "contact_type"],
        0,
    );
    assert!(
        taken.all.contains("60 added"),
        "{}\n{}",
        taken.all,
        taken.yaml
    );
}

#[test]
fn public_exports() {
    for (of, file, table, columns) in [
        (
            "bank-calls",
            "calls-1999-02.tsv",
            "contact",
            &["opened_at", "queue_seconds", "handle_seconds", "agent"][..],
        ),
        (
            "incidents",
            "incident-event-log.csv.gz",
            "contact",
            &["contact_id", "opened_at", "resolved_at"],
        ),
        (
            "strangers",
            "nyc311_sample.csv",
            "contact",
            &["contact_id", "opened_at"],
        ),
        (
            "strangers",
            "receipt.csv",
            "status",
            &["contact_id", "changed_at", "state"],
        ),
        (
            "strangers",
            "call_center_daily.csv",
            "signal",
            &["observed_at"],
        ),
        (
            "call-volume",
            "bank-calls-5min-2003.csv",
            "signal",
            &["observed_at"],
        ),
    ] {
        let Some(folder) = data(of) else { return };
        let place = Place::small(&[]);
        let (_, ending) = file.split_once('.').unwrap();
        let name = format!("export.{ending}");
        copied(&place, &folder.join(file), &name);
        let taken = taken(&place, &name);
        taken.goes_in(table, columns, 0);
    }
}

/// Interactions of a telephone system: milliseconds, a title above, a sum and a closing line below, the header once more.
const INTERACTIONS: &str = "\
Interactions Export,,,,,,
Conversation ID,Date,End Date,Users,Duration,Total Handle,ANI
c-1,2026-03-02 10:00:00,2026-03-02 10:05:00,Kim,300000,240000,tel:+31612345678
c-2,2026-03-02 11:00:00,2026-03-02 11:02:30,Lee,150000,120000,tel:+31612345679
c-3,2026-03-02 12:00:00,2026-03-02 12:10:00,Kim,600000,500000,tel:+31612345680
Conversation ID,Date,End Date,Users,Duration,Total Handle,ANI
c-4,2026-03-03 10:00:00,2026-03-03 10:01:40,Lee,100000,90000,tel:+31612345681
c-5,2026-03-03 11:00:00,2026-03-03 11:03:20,Kim,200000,180000,tel:+31612345682
c-6,2026-03-03 12:00:00,2026-03-03 12:06:40,Kim,400000,390000,tel:+31612345683
Grand Total (6),,,,1750000,1520000,
";

#[test]
fn a_report_is_taken_in_without_what_is_no_row_and_only_once() {
    let place = Place::small(&[]);
    fs::write(place.path().join("interactions.csv"), INTERACTIONS).unwrap();
    let taken = taken(&place, "interactions.csv");
    taken.goes_in("contact", &["agent", "customer", "handle_seconds"], 0);
    assert!(
        taken.all.contains("6 added"),
        "{}\n{}",
        taken.all,
        taken.yaml
    );
    assert!(
        taken
            .yaml
            .contains("handle_seconds: cast(\"Total Handle\" as double) / 1000"),
        "{}",
        taken.yaml
    );
    assert!(!taken.yaml.contains("316123"), "{}", taken.yaml);

    // The same export again: the feed that is there is named, and no second one is written unless it has a name.
    let refused = place
        .run(&["feed", "draft", "interactions.csv", "--write"])
        .ends(4);
    assert!(
        refused
            .said
            .contains("this file fits the feed `interactions`"),
        "{}",
        refused.said
    );
    assert!(refused.said.contains("tandem ingest"), "{}", refused.said);
    let second = place.path().join("charter/feeds/interactions_2.yaml");
    assert!(!second.exists());
    let named = [
        "feed",
        "draft",
        "interactions.csv",
        "--write",
        "--name",
        "interactions_of_birch",
    ];
    place.run(&named).ends(0);
    assert!(
        place
            .path()
            .join("charter/feeds/interactions_of_birch.yaml")
            .exists()
    );

    let survey = [
        "feed",
        "draft",
        "interactions.csv",
        "--table",
        "agent_state",
    ];
    let drafted = place.run(&survey).ends(0);
    assert!(
        drafted.answer.contains("\ntable: agent_state\n"),
        "{}",
        drafted.answer
    );
}

/// The small charter with channels, which knows no outcome yet.
fn with_channels() -> Place {
    let taxonomy = "--- taxonomy.yaml\nchannels:\n  - { channel: voice, title: Voice }\n  - { channel: email, title: E-mail }\n--- feeds/calls.yaml";
    Place::small(&[("--- feeds/calls.yaml", taxonomy)])
}

/// Contacts by the values of a column, as `value n`.
fn counted(place: &Place, by: &str) -> Vec<String> {
    let answer = place.csv(&[
        "calls",
        "--by",
        by,
        "--from",
        "2026-01-01",
        "--to",
        "2026-12-31",
    ]);
    let lines = answer.lines().skip(1);
    let mut found: Vec<String> = lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{} {}", cells[0], cells[cells.len() - 1])
        })
        .collect();
    found.sort();
    found
}

#[test]
fn vendors_are_the_parties_they_are_and_others_do_not_go_in() {
    let place = with_channels();
    let vendors = [
        "Alder",
        "alder ",
        "ALDER B.V.",
        "Birch",
        "Nimbus",
        "Birch Ltd.",
        "Alder",
        "",
    ];
    let mut text = String::from("Ticket ID,Created,Vendor,Channel\n");
    for row in 0..40 {
        text += &format!(
            "{row},2026-09-{:02} 10:00:00,{},Phone\n",
            1 + row % 20,
            vendors[row % 8]
        );
    }
    place.write("export.csv", text);
    let taken = taken(&place, "export.csv");
    assert!(
        taken
            .yaml
            .contains("`Nimbus` (5 rows) is no party of the charter"),
        "{}",
        taken.yaml
    );
    assert_eq!(taken.set_aside, 10, "{}\n{}", taken.all, taken.yaml);
    assert_eq!(counted(&place, "party"), ["alder 20", "birch 10"]);
    // The next file has names that were not seen: what is a party's goes in, the rest waits.
    place.write(
        "next.csv",
        "Ticket ID,Created,Vendor,Channel\n100,2026-09-01 10:00:00,BIRCH,Phone\n101,2026-09-01 10:00:00,Quill,Phone\n",
    );
    let said = place.ingest("export", "next.csv");
    assert!(
        said.contains("1 added") && said.contains("1 set aside"),
        "{said}"
    );
}

#[test]
fn words_that_the_beginning_did_not_show_are_read_or_told_of() {
    let place = with_channels();
    let rows = |from: usize, words: &[[&str; 4]]| -> String {
        let rows = (0..words.len() * 6).map(|row| {
            let [abandoned, sla, transfers, channel] = words[row % words.len()];
            format!(
                "{},2026-09-{:02} 10:00:00,{abandoned},{sla},{transfers},{channel},100\n",
                from + row,
                1 + row % 20
            )
        });
        std::iter::once(
            "Call ID,Start Time,Abandoned,SLA,Transfers,Channel,Handle Time\n".to_owned(),
        )
        .chain(rows)
        .collect()
    };
    place.write(
        "export.csv",
        rows(
            0,
            &[["YES", "Missed", "0", "Phone"], ["NO", "Met", "1", "Phone"]],
        ),
    );
    let taken = taken(&place, "export.csv");
    assert_eq!(taken.set_aside, 0, "{}\n{}", taken.all, taken.yaml);
    place.write(
        "next.csv",
        rows(
            100,
            &[
                ["Yes", "met", "2", "VOICE"],
                ["no ", "breached", "0", "Email"],
                ["true", "Met", "3", "e-mail"],
                ["perhaps", "N/A", "", "Fax"],
                ["", "", "0", "phone"],
            ],
        ),
    );
    let said = place.ingest("export", "next.csv");
    assert!(
        said.contains("30 added") && !said.contains("set aside"),
        "{said}"
    );
    // Six rows of each line; what nobody knows is neither handled nor abandoned, and not a no.
    assert_eq!(
        counted(&place, "outcome"),
        [" 6", "abandoned 18", "handled 12", "perhaps 6"]
    );
    assert_eq!(
        counted(&place, "channel"),
        ["Fax 6", "email 12", "voice 24"]
    );
    assert_eq!(counted(&place, "sla_met"), [" 12", "false 12", "true 18"]);
    assert_eq!(
        counted(&place, "transferred"),
        [" 6", "false 18", "true 18"]
    );
    let status = place
        .run(&["feed", "status", "export", "--data", "data"])
        .answer;
    for check in ["outcome_known", "channel_known", "flags_readable"] {
        assert!(status.contains(check), "{check}\n{status}");
    }
}
