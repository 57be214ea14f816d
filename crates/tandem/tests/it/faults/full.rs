//! A disk that is full, or takes files of some size only: what does not fit is refused with a word about room, all that
//! was in stays in, and once there is room everything goes on.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::course::Course;
use super::house::{
    Calm, SERVE, answers, answers_over_http, balances, caller, deliver, place, set_password,
    write_key,
};
use super::{Suite, say};
use crate::place::Place;
use crate::running::Running;

/// Runs a command that may write no file larger than so many blocks of 512 bytes. The signal for it is ignored, so that
/// writing fails as it does on a full disk.
fn within(place: &Place, blocks: usize, args: &[&str]) -> Output {
    let inner = place.command(args);
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""
        ))
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(place.path());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.output().unwrap()
}

#[test]
fn files_that_grow_too_large_for_the_disk() {
    let suite = Suite::asked();
    let mut chance = suite.chance("full", 0);
    let (calm, place) = (Calm::found(), place());
    let mut course = Course::new();
    let first = course.packet(&mut chance);
    calm.take(&first);
    place.write("next.ndjson", &first.text);
    place.ingest("calls", "next.ndjson");
    let (mut refused, mut passed) = (0, 0);
    for _ in 0..suite.moments.max(8) {
        let packet = course.packet(&mut chance);
        place.write("next.ndjson", &packet.text);
        let before = answers(&place);
        let blocks = chance.below(80);
        let output = within(&place, blocks, &["ingest", "calls", "next.ndjson"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{blocks} blocks: {said}");
        match output.status.code() {
            Some(0) => passed += 1,
            Some(1) => {
                assert!(
                    said.contains("hint: ") && said.contains("room"),
                    "{blocks} blocks: {said}"
                );
                assert_eq!(answers(&place), before, "{blocks} blocks");
                refused += 1;
            }
            code => panic!("{blocks} blocks: {code:?} {said}"),
        }
        calm.take(&packet);
        if output.status.code() == Some(1) {
            place.ingest("calls", "next.ndjson");
        }
        assert_eq!(answers(&place), calm.answers(), "{blocks} blocks");
        balances(&place);
    }
    say(&format!(
        "files that grow too large: {refused} refused, {passed} fitted"
    ));
    assert!(refused > 0);
}

/// A small disk of its own, gone when dropped.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// Nothing where the system lets nobody mount one.
    fn of(folder: &'a Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "none"])
            .arg(folder)
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self(folder))
    }

    /// Leaves so many bytes of room.
    fn leave(&self, bytes: u64) {
        let ballast = self.0.join("ballast");
        let free = self.free();
        fs::write(
            ballast,
            vec![0; usize::try_from(free.saturating_sub(bytes)).unwrap()],
        )
        .unwrap();
    }

    fn free(&self) -> u64 {
        let output = Command::new("df")
            .args(["--output=avail", "-B1"])
            .arg(self.0)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().nth(1).unwrap().trim().parse().unwrap()
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Whatever held files there has ended by now.
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_disk_that_is_full_while_it_is_served() {
    let suite = Suite::asked();
    let mut chance = suite.chance("disk", 0);
    let (calm, place) = (Calm::found(), place());
    let data = place.path().join("data");
    let Some(disk) = Disk::of(&data) else {
        say("left out: nobody but root can mount a small disk");
        return;
    };
    write_key(&place);
    set_password(&place);
    let mut serving = Running::start(place.command(&SERVE));
    let by = caller(&serving.address());
    let mut course = Course::new();
    let packet = course.packet(&mut chance);
    calm.take(&packet);
    deliver(&by, &packet).unwrap();
    let (mut refused, mut passed) = (0, 0);
    for round in 0..suite.moments.max(8) {
        let before = calm.answers();
        assert_eq!(answers_over_http(&by), before);
        let packet = course.packet(&mut chance);
        calm.take(&packet);
        // Every second time there may be enough.
        let room = chance.below(if round % 2 == 0 { 32 << 10 } else { 1 << 20 });
        disk.leave(u64::try_from(room).unwrap());
        let headers = format!("Idempotency-Key: {}\r\n", packet.key);
        let answered = by
            .try_post("/api/feeds/calls/records", &headers, &packet.text)
            .unwrap();
        match answered.status {
            200 => passed += 1,
            507 => {
                assert!(answered.body.contains("room"), "{answered:?}");
                // What was in is in, and nothing of the packet.
                assert_eq!(answers_over_http(&by), before);
                refused += 1;
            }
            _ => panic!("{room} bytes of room: {answered:?}"),
        }
        disk.make_room();
        deliver(&by, &packet).unwrap();
        assert_eq!(answers_over_http(&by), calm.answers());
    }
    say(&format!(
        "a full disk while it is served: {refused} refused, {passed} fitted"
    ));
    assert!(refused > 0);
    balances(&place);
    let said = serving.interrupted();
    assert!(!said.contains("panicked"), "{said}");
    let place_again = answers(&place);
    assert_eq!(place_again, calm.answers());
    drop(disk);
}
