//! A process that writes until something ends it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};

use ledger::{Ledger, Place};

use super::variable;
use crate::deciding::note;
use crate::places::{Kept, submit};

const VARIABLE: &str = "TANDEM_LEDGER_TEST_WRITER";
const SAYS: &str = "written: ";
const REFUSED: &str = "refused: ";

/// A running one. Killed when dropped.
pub struct Writer {
    child: Child,
    lines: Receiver<String>,
}

impl Writer {
    /// Starts one that writes notes which begin with a name, below a prefix of the command line such as `sh -c …`.
    pub fn start(kept: &Kept, name: &str, prefix: &[&str]) -> Self {
        let (kind, place) = kept.words();
        let program = std::env::current_exe().unwrap();
        let mut words: Vec<String> = prefix.iter().map(|word| (*word).to_owned()).collect();
        words.push(program.display().to_string());
        let own = ["faults::writer::writes_until_something_ends_it", "--exact"];
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .args(own)
            .args(["--ignored", "--nocapture", "--test-threads", "1"])
            .env(VARIABLE, format!("{kind} {name} {place}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // Whatever the runner of tests says before it on the same line.
                if let Some(at) = line.find(SAYS).or_else(|| line.find(REFUSED)) {
                    let _ = sender.send(line[at..].to_owned());
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for so many acknowledgements, or the end.
    pub fn has_written(&self, many: u64) -> Vec<String> {
        let lines = (0..many).map_while(|_| self.lines.recv().ok());
        lines
            .filter_map(|line| Some(line.strip_prefix(SAYS)?.to_owned()))
            .collect()
    }

    /// Ends it where it stands; gives what it had still acknowledged.
    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let lines = self.lines.iter();
        lines
            .filter_map(|line| Some(line.strip_prefix(SAYS)?.to_owned()))
            .collect()
    }

    /// Waits until it was refused; gives what it had acknowledged and why it was refused.
    pub fn was_refused(mut self) -> (Vec<String>, String) {
        let (mut written, mut why) = (Vec::new(), String::new());
        for line in self.lines.iter() {
            match line.strip_prefix(SAYS) {
                Some(text) => written.push(text.to_owned()),
                None => why = line[REFUSED.len()..].to_owned(),
            }
        }
        self.child.wait().unwrap();
        (written, why)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
#[ignore = "a process of its own, which other tests start"]
async fn writes_until_something_ends_it() {
    let Some(words) = variable(VARIABLE) else {
        return;
    };
    let mut words = words.splitn(3, ' ');
    let [kind, name, at] = [(); 3].map(|()| words.next().unwrap());
    let place = match kind {
        "file" => Place::file(at.as_ref()),
        _ => Place::postgres(at, None),
    };
    let ledger = Ledger::open_at(&place).await.unwrap();
    for number in 0_u64.. {
        let text = format!("{name} {number} {}", "x".repeat(1_500));
        match submit(&ledger, "cleo", note(None, &text)).await {
            Ok(_) => println!("{SAYS}{name} {number}"),
            Err(error) => {
                println!("{REFUSED}{error} | {}", error.hint().unwrap_or_default());
                return;
            }
        }
    }
}
