//! A MariaDB server for the length of one run: a directory of its own, a Unix socket, no durability.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::server::quick_directory;
use crate::error::{AtPath, Result, TaskError};
use crate::process::{run_silently, start_error};
use crate::project;
use crate::setup::apt;
use crate::setup::mariadb::Programs;

const STARTS_WITHIN: Duration = Duration::from_secs(60);
/// What makes it quick and keeps it from the network. Nothing here is worth keeping after a crash.
const SETTINGS: [&str; 7] = [
    "--skip-networking",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--skip-log-bin",
    "--innodb-log-file-size=64M",
    "--lower-case-table-names=0",
];

/// A running server; it ends, and its directory goes, when this is dropped.
pub struct MariaDb {
    directory: PathBuf,
    process: Option<Child>,
}

impl MariaDb {
    /// Makes a data directory and starts a server on it.
    ///
    /// # Errors
    /// When one of MariaDB's programs fails.
    pub fn start(programs: &Programs) -> Result<Self> {
        let directory = quick_directory().join(format!("rowproof-mariadb-{}", std::process::id()));
        project::remove_directory(&directory)?;
        std::fs::create_dir_all(&directory).at(&directory)?;
        let mut server = Self {
            directory,
            process: None,
        };
        let data = format!("--datadir={}", server.directory.join("data").display());
        run_silently(
            Command::new(&programs.install)
                .args([
                    "--no-defaults",
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                ])
                .args(as_root())
                .arg(&data),
        )?;
        let mut mariadbd = Command::new(&programs.server);
        mariadbd
            .arg("--no-defaults")
            .arg(&data)
            .arg(format!("--socket={}", server.socket().display()))
            .args(as_root())
            .args(SETTINGS)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        server.process = Some(
            mariadbd
                .spawn()
                .map_err(|source| start_error(&mariadbd, source))?,
        );
        let start = Instant::now();
        while start.elapsed() < STARTS_WITHIN {
            if server.socket().exists() {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(TaskError::Check(
            "MariaDB did not start within a minute".to_owned(),
        ))
    }

    /// The socket it answers on.
    pub fn socket(&self) -> PathBuf {
        self.directory.join("socket")
    }
}

/// MariaDB runs as root only when it is told to.
fn as_root() -> &'static [&'static str] {
    match apt::is_root() {
        true => &["--user=root"],
        false => &[],
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // A server that has already ended, and a directory that cannot be removed, harm nothing.
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = project::remove_directory(&self.directory);
    }
}
