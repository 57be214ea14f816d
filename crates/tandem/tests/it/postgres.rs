//! A PostgreSQL server of the test's own.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Who runs the server where the tests are run by root, whom PostgreSQL refuses: `nobody`, who owns nothing.
const NOBODY: u32 = 65_534;

/// A running `postgres`. Ended when dropped.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    as_root: bool,
}

impl Postgres {
    /// A server on a free port; nothing where it is not installed, which is said.
    #[expect(
        clippy::print_stderr,
        reason = "who reads the tests' output should know"
    )]
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("left out: PostgreSQL is not installed; see tools/need postgresql");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // Whose folder it is tells who we are.
        let as_root = std::fs::metadata(folder.path()).unwrap().uid() == 0;
        if as_root {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let postgres = Self {
            folder,
            programs,
            port: listener.local_addr().unwrap().port(),
            as_root,
        };
        drop(listener);
        postgres.run(
            "initdb",
            &[
                "--no-sync",
                "--auth=trust",
                "--username=tandem",
                "--encoding=UTF8",
                "--locale=C",
            ],
        );
        let options = format!(
            "-h 127.0.0.1 -p {} -c unix_socket_directories= -c shared_buffers=16MB",
            postgres.port
        );
        postgres.run("pg_ctl", &["-w", "-l", "log", "-o", &options, "start"]);
        Some(postgres)
    }

    pub fn address(&self) -> String {
        format!("postgres://tandem@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it where it stands.
    pub fn stop(&self) {
        self.run("pg_ctl", &["-w", "-m", "immediate", "stop"]);
    }

    fn run(&self, program: &str, args: &[&str]) {
        let status = self.command(program, args).status().unwrap();
        assert!(status.success(), "{program} {args:?}");
    }

    fn command(&self, program: &str, args: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command
            .args(["-D", "data"])
            .args(args)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            // Nobody keeps a pipe of the test's open after it.
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if self.as_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self
            .command("pg_ctl", &["-w", "-m", "immediate", "stop"])
            .status();
    }
}

/// Where its programs lie: Debian keeps them out of the path.
#[expect(
    clippy::disallowed_methods,
    reason = "a test looks for what it needs where the machine has it"
)]
fn programs() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = folders
        .filter_map(|folder| Some(folder.ok()?.path().join("bin")))
        .chain(std::env::split_paths(&path))
        .filter(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .collect();
    found.sort();
    found.pop()
}
