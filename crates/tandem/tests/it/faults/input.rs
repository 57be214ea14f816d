//! Files as the world makes them: too long, too deep, cut, mixed up, in other letters, still being written. Each is taken in
//! row by row or refused as a whole; what is said tells where, what was expected and what to do; and memory is bounded.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Suite, house, say};
use crate::http;
use crate::place::Place;
use crate::running::Running;
use crate::small::{CALLS, HEADER};

/// What a process may use beside the 512 MiB that it grants to questions, in MiB. A process of the debug build that takes
/// in an ordinary file of some megabytes uses about a third of it.
const MEMORY_MAX: u64 = 512;
const MIB: usize = 1 << 20;

/// A command and the most memory that it held, in MiB.
struct Measured {
    code: Option<i32>,
    said: String,
    peak: u64,
}

/// Runs it with what `write` writes on its standard input.
fn fed(
    place: &Place,
    args: &[&str],
    write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
) -> Measured {
    let mut child = place
        .command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut input = child.stdin.take().unwrap();
    let ended = AtomicBool::new(false);
    let (peak, output) = thread::scope(|scope| {
        // Whoever refuses early reads no further: the broken pipe is none of ours.
        scope.spawn(move || drop(write(&mut input)));
        let watch = scope.spawn(|| {
            let mut peak = 0;
            while !ended.load(Ordering::Relaxed) {
                peak = peak_of(&status).unwrap_or(peak);
                thread::sleep(Duration::from_millis(5));
            }
            peak
        });
        let output = child.wait_with_output().unwrap();
        ended.store(true, Ordering::Relaxed);
        (watch.join().unwrap(), output)
    });
    Measured {
        code: output.status.code(),
        said: String::from_utf8(output.stderr).unwrap(),
        peak,
    }
}

/// The high-water mark of a process's memory, in MiB; nothing where the system does not tell.
fn peak_of(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib >> 10)
}

/// Insists on the end, on what is said, and on memory.
#[track_caller]
fn check(case: &str, measured: &Measured, code: i32, said: &[&str]) {
    for text in said {
        assert!(measured.said.contains(text), "{case}: {}", measured.said);
    }
    assert_eq!(measured.code, Some(code), "{case}: {}", measured.said);
    assert!(
        measured.peak < MEMORY_MAX,
        "{case}: {} MiB were used",
        measured.peak
    );
    say(&format!("{case}: {} MiB at most", measured.peak));
}

/// A place whose feed is written so.
fn written(format: &str) -> Place {
    Place::small(&[("format: csv", &format!("format: {format}"))])
}

/// So many bytes of a letter.
fn letters(to: &mut dyn Write, letter: u8, bytes: usize) -> io::Result<()> {
    let block = vec![letter; MIB];
    for _ in 0..bytes / MIB {
        to.write_all(&block)?;
    }
    Ok(())
}

const STANDARD_INPUT: [&str; 3] = ["ingest", "calls", "-"];

#[test]
fn a_line_of_a_gigabyte() {
    let long = 1 << 30;
    let member = r#"{"id":"c1","rev":1,"opened":"2026-03-02 10:00","wait":1,"party":""#;
    for (case, format, begin, letter, said) in [
        ("csv", "csv", HEADER.to_owned() + "c1,", b'x', "line 2"),
        (
            "csv within quotes",
            "csv",
            HEADER.to_owned() + "c1,\"",
            b'x',
            "line 2",
        ),
        (
            "csv of delimiters",
            "csv",
            HEADER.to_owned(),
            b',',
            "line 2",
        ),
        ("csv header", "csv", String::new(), b'x', "line 1"),
        ("ndjson", "ndjson", member.to_owned(), b'x', "line 1"),
        (
            "ndjson of brackets",
            "ndjson",
            "{\"id\":".to_owned(),
            b'[',
            "line 1",
        ),
        ("json", "json", format!("[{member}"), b'x', "line 1"),
        (
            "json of brackets",
            "json",
            "[{\"id\":".to_owned(),
            b'[',
            "line 1",
        ),
    ] {
        let place = written(format);
        let measured = fed(&place, &STANDARD_INPUT, |to| {
            to.write_all(begin.as_bytes())?;
            letters(to, letter, long)
        });
        check(case, &measured, 4, &[said, "4 MiB", "hint: "]);
        let asked = place.run(&["query", "calls"]).ends(4);
        assert!(asked.said.contains("holds no data"), "{asked:?}");
    }
}

/// Gzip of what `write` writes.
fn gzip(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    write(&mut encoder).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn archives_that_are_bombs() {
    let size = if Suite::asked().is_long() {
        1 << 30
    } else {
        64 * MIB
    };
    // Nothing but zeros, as such archives mostly are.
    let zeros = gzip(|to| letters(to, 0, size));
    // Rows that are rows, all the same.
    let row = CALLS.lines().nth(1).unwrap().to_owned() + "\n";
    let block = row.repeat(MIB / row.len());
    let rows = gzip(|to| {
        to.write_all(HEADER.as_bytes())?;
        (0..size / MIB).try_for_each(|_| to.write_all(block.as_bytes()))
    });
    let received = (size / MIB) * (MIB / row.len());
    assert!(rows.len() < size / 200);
    let place = Place::small(&[]);
    let measured = fed(&place, &STANDARD_INPUT, |to| to.write_all(&zeros));
    check("zip bomb of zeros", &measured, 4, &["line 1", "hint: "]);
    let measured = fed(&place, &STANDARD_INPUT, |to| to.write_all(&rows));
    let said = format!("{received} rows received into contact: 1 added");
    check("zip bomb of rows", &measured, 0, &[&said]);
}

#[test]
fn bombs_that_are_handed_in() {
    let place = house::place();
    house::set_password(&place);
    let mut serving = Running::start(place.command(&house::SERVE));
    let address = serving.address();
    let caller = house::caller(&address);
    let row = r#"{"id":"c1","rev":1,"party":"alder","agent":"a","who":"w","topic":"t","opened":"2026-03-02 10:00","wait":7}"#;
    let block = format!("{row}\n").repeat(MIB / row.len());
    // Less than a mebibyte to send, and 512 to hold.
    let bomb = gzip(|to| (0..512).try_for_each(|_| to.write_all(block.as_bytes())));
    assert!(bomb.len() < 4 * MIB);
    let answered = caller
        .try_post_bytes("/api/feeds/calls/records", "", &bomb)
        .unwrap();
    assert_eq!(answered.status, 422, "{answered:?}");
    assert!(answered.body.contains("64 MiB"), "{answered:?}");
    let peak = peak_of(&format!("/proc/{}/status", serving.id()));
    assert!(peak.is_none_or(|peak| peak < MEMORY_MAX), "{peak:?} MiB");
    // It serves on.
    assert_eq!(
        http::call(&address, "GET", "/api/health", "", "").status,
        200
    );
    serving.interrupted();
}

#[test]
fn rows_that_are_not_as_the_header_says() {
    let rows = "c1,1,alder,abel,w1,billing,2026-03-02 10:00,12\n\
                c2,1,alder\n\
                c3,1,alder,abel,w1,billing,2026-03-02 10:00,12,13,14\n\
                \n\
                c4,one,alder,abel,w1,billing,2026-03-02 10:00,12\n\
                c5,1,alder,abel,w1,billing,2026-03-02 10:00,twelve\n\
                c6,1,alder,abel,w1,billing,02/03/2026 10:00,12\n\
                c7,1,alder,abel,w1,billing,2026-03-02 10:00,1e400\n\
                c8,1,alder,abel,w1,billing,2026-03-02 10:00,\"1,5\"\n\
                c9,1,alder,abel,w1,billing,2026-03-02 10:00,7\n";
    let place = Place::small(&[]);
    place.write("calls.csv", format!("{HEADER}{rows}"));
    let said = place.ingest("calls", "calls.csv");
    assert!(
        said.contains("9 rows received into contact: 2 added, 7 set aside"),
        "{said}"
    );
    assert_eq!(
        place.csv(&["calls,wait_seconds"]),
        "calls,calls_n,wait_seconds,wait_seconds_n\n2,2,9.5,2\n"
    );
    let listed = place.run(&["quarantine", "list", "calls"]).ends(0).answer;
    for text in [
        "line 3  unreadable\n  the row has 3 cells, the header 8",
        "line 4  unreadable\n  the row has 10 cells, the header 8",
        "line 6  cannot_read.version",
        "line 7  cannot_read.queue_seconds\n  cannot read `queue_seconds`: `twelve` is not a number",
        "line 8  cannot_read.opened_at\n  cannot read `opened_at`: `02/03/2026 10:00` is not a time of the form %Y-%m-%d %H:%M",
        "line 9  cannot_read.queue_seconds",
        "line 10  cannot_read.queue_seconds\n  cannot read `queue_seconds`: `1,5` is not a number",
    ] {
        assert!(listed.contains(text), "`{text}` is not in\n{listed}");
    }
}

#[test]
fn encodings_that_nobody_said() {
    let text = CALLS.replace("abel", "Zoë");
    let utf16 = |bom: &[u8], order: fn(u16) -> [u8; 2]| {
        let mut bytes = bom.to_vec();
        bytes.extend(text.encode_utf16().flat_map(order));
        bytes
    };
    let latin1: Vec<u8> = text
        .chars()
        .map(|letter| u8::try_from(letter).unwrap())
        .collect();
    let utf8 = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (case, bytes, refusal) in [
        ("UTF-8 with a mark", utf8, None),
        (
            "UTF-16LE with a mark",
            utf16(b"\xff\xfe", u16::to_le_bytes),
            None,
        ),
        (
            "UTF-16BE with a mark",
            utf16(b"\xfe\xff", u16::to_be_bytes),
            None,
        ),
        (
            "UTF-16LE without",
            utf16(b"", u16::to_le_bytes),
            Some(["the file is UTF-16, not UTF-8", "encoding: utf-16le"]),
        ),
        (
            "UTF-16BE without",
            utf16(b"", u16::to_be_bytes),
            Some(["the file is UTF-16, not UTF-8", "encoding: utf-16be"]),
        ),
        (
            "Latin-1",
            latin1,
            Some([
                "line 2, byte 54: not UTF-8; the file looks like Latin-1",
                "encoding: windows-1252",
            ]),
        ),
    ] {
        let place = Place::small(&[]);
        place.write("calls.csv", bytes);
        let ran = place.run(&["ingest", "calls", "calls.csv"]);
        match refusal {
            None => {
                assert_eq!(ran.code, Some(0), "{case}: {ran:?}");
                let names = place.csv(&["calls", "--by", "agent"]);
                assert!(names.contains("Zoë,3,3"), "{case}: {names}");
            }
            Some(texts) => {
                assert_eq!(ran.code, Some(4), "{case}: {ran:?}");
                for text in texts {
                    assert!(ran.said.contains(text), "{case}: {ran:?}");
                }
            }
        }
    }
}

/// Amsterdam has no 2:30 on 29 March 2026, and two on 25 October.
#[test]
fn clock_times_that_are_skipped_or_come_twice() {
    let place = Place::small(&[]);
    let rows = "c1,1,alder,abel,w1,billing,2026-03-29 02:30,1\n\
                c2,1,alder,abel,w1,billing,2026-03-29 03:30,1\n\
                c3,1,alder,abel,w1,billing,2025-10-26 02:30,1\n";
    place.write("calls.csv", format!("{HEADER}{rows}"));
    let said = place.ingest("calls", "calls.csv");
    assert!(
        said.contains("3 rows received into contact: 3 added"),
        "{said}"
    );
    // As RFC 5545 says: after the gap, and the first of the two.
    let in_the_gap = [
        "calls",
        "--from",
        "2026-03-29T01:00:00Z",
        "--to",
        "2026-03-29T02:00:00Z",
    ];
    assert_eq!(place.csv(&in_the_gap), "calls,calls_n\n2,2\n");
    let first = [
        "calls",
        "--from",
        "2025-10-26T00:00:00Z",
        "--to",
        "2025-10-26T01:00:00Z",
    ];
    assert_eq!(place.csv(&first), "calls,calls_n\n1,1\n");
}

#[test]
fn columns_and_versions_in_another_order() {
    let place = Place::small(&[]);
    // The later version comes first, in another order of columns, with one column more.
    place.write(
        "late.csv",
        "opened,wait,surprise,topic,who,agent,party,rev,id\n\
         2026-03-02 10:00,50,!,billing,w1,abel,alder,2,c1\n",
    );
    place.ingest("calls", "late.csv");
    place.write("calls.csv", CALLS);
    let said = place.ingest("calls", "calls.csv");
    assert!(said.contains("5 added, 1 superseded"), "{said}");
    let asked = [
        "wait_seconds",
        "--where",
        "agent = 'abel' and contact_type = 'billing'",
    ];
    assert_eq!(
        place.csv(&asked),
        "wait_seconds,wait_seconds_n\n58.333333333333336,3\n"
    );
    // A column that has another name now is named, with what it may be called.
    place.write("renamed.csv", CALLS.replace("opened", "opened_on"));
    let ran = place.run(&["ingest", "calls", "renamed.csv"]).ends(4);
    assert!(
        ran.said
            .contains("the feed reads the column `opened`, which the file does not have")
            && ran.said.contains("`opened_on`"),
        "{ran:?}"
    );
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n6,6\n");
}

#[test]
fn a_file_that_grows_while_it_is_read() {
    let place = Place::small(&[]);
    let mut text = HEADER.to_owned();
    for id in 0..60_000 {
        text.push_str(&format!("c{id},1,alder,abel,w1,t,2026-03-02 10:00,1\n"));
    }
    place.write("calls.csv", &text);
    let path = place.path().join("calls.csv");
    let ended = AtomicBool::new(false);
    let ran = thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = OpenOptions::new().append(true).open(&path).unwrap();
            // Half a row at a time, as slow writers do.
            while !ended.load(Ordering::Relaxed) {
                file.write_all(b"c1,2,alder,abel,w1").unwrap();
                thread::sleep(Duration::from_millis(1));
                file.write_all(b",t,2026-03-02 10:00,1\n").unwrap();
            }
        });
        let ran = place.run(&["ingest", "calls", "calls.csv"]);
        ended.store(true, Ordering::Relaxed);
        ran
    });
    let ran = ran.ends(4);
    assert!(
        ran.said
            .contains("calls.csv: the file changed while it was read"),
        "{ran:?}"
    );
    assert!(ran.said.contains("hint: "), "{ran:?}");
    // Whole, it is taken in.
    place.ingest("calls", "calls.csv");
    assert_eq!(place.csv(&["calls"]), "calls,calls_n\n60000,60000\n");
}
