//! The programs of a MariaDB server.

use std::path::{Path, PathBuf};

use super::apt;
use super::postgres::in_ci;
use crate::error::Result;
use crate::process::{find_program, program_in};

/// `mariadbd` and `mariadb-install-db`.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The server.
    pub server: PathBuf,
    /// What makes a data directory.
    pub install: PathBuf,
}

/// The programs, in PATH or where Debian puts them; none when one is missing.
fn find() -> Option<Programs> {
    let program = |name: &str| find_program(&[name]).or_else(|| program_in(Path::new("/usr/sbin"), name));
    Some(Programs {
        server: program("mariadbd")?,
        install: program("mariadb-install-db")?,
    })
}

/// The same, installed on Debian and Ubuntu when `install` says so or in CI.
///
/// # Errors
/// When the installation fails.
pub fn find_or_install(install: bool) -> Result<Option<Programs>> {
    let found = find();
    if found.is_none() && (install || in_ci()) && apt::available() {
        apt::install(&["mariadb-server"], "1 min")?;
        return Ok(find());
    }
    Ok(found)
}
