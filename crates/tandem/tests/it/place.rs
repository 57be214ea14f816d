//! A folder of its own for a test, and the binary run in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::small;

/// The workspace's root, where the charters are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The binary, with nothing of this environment that would change what it does.
pub fn tandem() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    for name in [
        "TANDEM_CHARTER",
        "TANDEM_DATA_FOLDER",
        "TANDEM_CUSTOMER_KEY",
        "TANDEM_LOG",
        "TANDEM_DROP",
        "TANDEM_STREAM",
        "TANDEM_PLATFORM_KEY",
        "TANDEM_LEDGER_URL",
        "TANDEM_LEDGER_KEY",
    ] {
        command.env_remove(name);
    }
    // Who is signed in to the machine.
    command.env("LOGNAME", "pat");
    command.stdin(Stdio::null());
    command
}

/// A working directory that goes when the test ends. `data` in it is the data folder.
pub struct Place {
    folder: TempDir,
    charter: PathBuf,
}

impl Place {
    /// With one of the committed charters.
    pub fn with(charter: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            charter: root().join("charters").join(charter),
        }
    }

    /// With the small charter in `charter`, and each text in it replaced by another.
    pub fn small(edits: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let charter = folder.path().join("charter");
        for (name, text) in small::edited(edits) {
            let file = charter.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self { folder, charter }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), bytes).unwrap();
    }

    /// A command in this place; one that knows `--charter` and `--data` is given both.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = tandem();
        command.current_dir(self.path()).args(args);
        let [verb, ..] = args else {
            return command;
        };
        if [
            "check",
            "push",
            "pull",
            "ingest",
            "query",
            "serve",
            "accounts",
            "feed",
            "quarantine",
            "lake",
            "customers",
            "lineage",
            "glossary",
        ]
        .contains(verb)
        {
            command.arg("--charter").arg(&self.charter);
        }
        if [
            "push",
            "pull",
            "ingest",
            "query",
            "serve",
            "accounts",
            "quarantine",
            "lake",
            "customers",
        ]
        .contains(verb)
        {
            command.args(["--data", "data"]);
        }
        command
    }

    /// Runs it to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    /// Runs it to its end with something to read on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whoever refuses early reads nothing; that is what a test then looks at, not the broken pipe.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Ran {
            command: args.join(" "),
            code: output.status.code(),
            answer: String::from_utf8(output.stdout).unwrap(),
            said: self.redacted(&String::from_utf8(output.stderr).unwrap()),
        }
    }

    /// Takes a file in; gives what was said of its rows.
    pub fn ingest(&self, feed: &str, file: impl AsRef<OsStr>) -> String {
        self.run(&["ingest", feed, file.as_ref().to_str().unwrap()])
            .ends(0)
            .said
    }

    /// The answer to a question, as CSV.
    pub fn csv(&self, question: &[&str]) -> String {
        self.query(question, "csv")
    }

    /// The answer to a question, as JSON.
    pub fn json(&self, question: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.query(question, "json")).unwrap()
    }

    fn query(&self, question: &[&str], format: &str) -> String {
        let args = [&["query"], question, &["--format", format]].concat();
        self.run(&args).ends(0).answer
    }

    /// Without the folder's name, which is another one each time.
    fn redacted(&self, text: &str) -> String {
        text.replace(&self.path().display().to_string(), "[place]")
    }
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub command: String,
    /// None when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub answer: String,
    /// Standard error.
    pub said: String,
}

impl Ran {
    /// Insists on the exit code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// As a person sees it in a terminal.
    pub fn transcript(&self) -> String {
        let code = self.code.map_or("a signal".to_owned(), |c| c.to_string());
        format!(
            "$ tandem {}\n{}{}[exit code {code}]\n",
            self.command, self.answer, self.said
        )
    }
}
