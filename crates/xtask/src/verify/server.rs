//! A PostgreSQL server for the length of one run: a directory of its own, a Unix socket, no durability.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{AtPath, Result, TaskError};
use crate::process::{capture, find_program, run_silently, start_error};
use crate::project;
use crate::setup::apt;

/// PostgreSQL refuses to run as root; this user comes with its packages.
const SERVER_USER: &str = "postgres";
const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// What a cluster with a handful of databases takes at most, many times over: containers often have 64 MB there.
const ROOM_KB: u64 = 2_000_000;
/// What makes it quick and keeps it from the network. Nothing here is worth keeping after a crash.
const SETTINGS: [&str; 6] = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "log_min_messages=fatal",
];

/// A running server; it ends, and its directory goes, when this is dropped.
pub struct Server {
    programs: PathBuf,
    directory: PathBuf,
    process: Option<Child>,
}

impl Server {
    /// Makes a cluster and starts it.
    ///
    /// # Errors
    /// When one of PostgreSQL's programs fails.
    pub fn start(programs: &Path) -> Result<Self> {
        let directory = quick_directory().join(format!("rowproof-pg-{}", std::process::id()));
        project::remove_directory(&directory)?;
        std::fs::create_dir_all(&directory).at(&directory)?;
        let mut server = Self {
            programs: programs.to_owned(),
            directory,
            process: None,
        };
        server.make_cluster()?;
        server.spawn()?;
        Ok(server)
    }

    /// psql for one of its databases, without the user's own settings.
    pub fn psql(&self, database: &str) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        command
            .args(["-X", "-q", "-A", "-t", "-U", SERVER_USER, "-d", database, "-h"])
            .arg(&self.directory);
        command
            .env("PGCLIENTENCODING", "UTF8")
            .env_remove("PGOPTIONS")
            .env_remove("PGSERVICE");
        command
    }

    /// A directory for files psql reads.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn make_cluster(&self) -> Result<()> {
        if apt::is_root() {
            run_silently(Command::new("chown").arg(SERVER_USER).arg(&self.directory))?;
        }
        let mut initdb = self.server_program("initdb");
        initdb.args([
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            "-U",
            SERVER_USER,
            "-D",
        ]);
        run_silently(initdb.arg(self.directory.join("data")))
    }

    fn spawn(&mut self) -> Result<()> {
        let mut postgres = self.server_program("postgres");
        postgres
            .arg("-D")
            .arg(self.directory.join("data"))
            .arg("-k")
            .arg(&self.directory);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        postgres
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.process = Some(
            postgres
                .spawn()
                .map_err(|source| start_error(&postgres, source))?,
        );
        let start = Instant::now();
        while start.elapsed() < STARTS_WITHIN {
            if capture(self.psql("postgres").args(["-c", "select 1"]))?
                .status
                .success()
            {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(TaskError::Check(
            "PostgreSQL did not start within a minute".to_owned(),
        ))
    }

    /// A program of the server, as a user that PostgreSQL accepts.
    fn server_program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if apt::is_root() {
            let mut switched = Command::new(find_program(&["runuser"]).unwrap_or_else(|| "runuser".into()));
            switched.args(["-u", SERVER_USER, "--"]).arg(program);
            switched
        } else {
            Command::new(program)
        };
        // The user it becomes may not enter the directory we are in.
        command.current_dir(&self.directory);
        command
    }
}

/// Memory when there is plenty of it, since hundreds of databases come and go; else the usual place.
pub(super) fn quick_directory() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = capture(Command::new("df").args(["-Pk"]).arg(memory)).ok();
    let free = free.and_then(|output| free_kilobytes(&String::from_utf8_lossy(&output.stdout)));
    if free.is_some_and(|kilobytes| kilobytes >= ROOM_KB) {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

/// The fourth word of the second line of `df -Pk`.
fn free_kilobytes(printed: &str) -> Option<u64> {
    printed.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.server_program("pg_ctl");
        stop.args(["stop", "--silent", "--mode=immediate", "-D"])
            .arg(self.directory.join("data"));
        // A server that has already ended, and a directory that cannot be removed, harm nothing.
        let _ = capture(&mut stop);
        if let Some(mut process) = self.process.take() {
            let _ = process.wait();
        }
        let _ = project::remove_directory(&self.directory);
    }
}
