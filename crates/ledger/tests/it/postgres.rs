//! A PostgreSQL server of the test's own.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

/// Who runs the server where the tests are run by root, whom PostgreSQL refuses: `nobody`, who owns nothing.
const NOBODY: u32 = 65_534;

/// A running `postgres`, with every commit on the disk before it is answered. Ended when dropped.
pub struct Postgres {
    child: Option<Child>,
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// A server on a free port; nothing where it is not installed, which is said.
    #[expect(
        clippy::print_stderr,
        reason = "who reads the tests' output should know"
    )]
    pub async fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("left out: PostgreSQL is not installed; see tools/need postgresql");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let mut postgres = Self {
            child: None,
            folder,
            programs,
            port: free_port(),
        };
        let made = postgres
            .command("initdb")
            .args([
                "--no-sync",
                "--no-instructions",
                "--auth=trust",
                "--username=tandem",
            ])
            .args(["--encoding=UTF8", "--locale=C", "--pgdata"])
            .arg(postgres.data())
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        postgres.begin().await;
        Some(postgres)
    }

    /// Starts it, on the port and with the data that it had.
    pub async fn begin(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let child = self
            .command("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-c", "fsync=on", "-c", "unix_socket_directories="])
            // What tests need not wait for.
            .args(["-c", "shared_buffers=16MB", "-c", "max_connections=60"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.child = Some(child.unwrap());
        for _ in 0..2_000 {
            if PgConnection::connect(&self.address("postgres"))
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let log = std::fs::read_to_string(self.folder.path().join("log"));
        panic!("PostgreSQL does not answer: {log:?}");
    }

    /// Ends it where it stands, with all that it began, and nothing put in order.
    pub fn crash(&mut self) {
        if let Some(mut child) = self.child.take() {
            let id = rustix::process::Pid::from_child(&child);
            // What others call an immediate shutdown.
            rustix::process::kill_process(id, rustix::process::Signal::QUIT).unwrap();
            child.wait().unwrap();
        }
    }

    /// A new database.
    pub async fn database(&self, name: &str) -> String {
        self.run("postgres", &format!("create database {name}"))
            .await
            .unwrap();
        self.address(name)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn address(&self, database: &str) -> String {
        format!("postgres://tandem@127.0.0.1:{}/{database}", self.port)
    }

    /// Goes round the ledger, as whoever owns the database can.
    pub async fn run(&self, database: &str, sql: &str) -> Result<(), String> {
        let mut connection = PgConnection::connect(&self.address(database))
            .await
            .unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut connection)
            .await;
        connection.close().await.unwrap();
        done.map(drop).map_err(|error| error.to_string())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        if rustix::process::geteuid().is_root() {
            use std::os::unix::process::CommandExt as _;
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Where `initdb` and `postgres` lie: Debian keeps them out of the path.
fn programs() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let mut found: Vec<PathBuf> = folders
        .filter_map(|folder| Some(folder.ok()?.path().join("bin")))
        .chain(path())
        .filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks for what it needs where the machine has it"
)]
fn path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
