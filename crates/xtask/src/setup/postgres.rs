//! The programs of a PostgreSQL server.

use std::env;
use std::path::{Path, PathBuf};

use super::apt;
use crate::error::Result;
use crate::process::{find_program, program_in};

/// The directory with `initdb`, `postgres` and `psql`, the newest version first; none when there is none.
pub fn find() -> Option<PathBuf> {
    let in_path = find_program(&["initdb"]).and_then(|path| path.canonicalize().ok());
    let in_path = in_path.and_then(|path| path.parent().map(Path::to_owned));
    in_path
        .into_iter()
        .chain(debian_directories())
        .find(|directory| is_complete(directory))
}

/// The same, installed on Debian and Ubuntu when `install` says so or in CI.
///
/// # Errors
/// When the installation fails.
pub fn find_or_install(install: bool) -> Result<Option<PathBuf>> {
    let found = find();
    if found.is_none() && (install || in_ci()) && apt::available() {
        apt::install(&["postgresql"], "1 min")?;
        return Ok(find());
    }
    Ok(found)
}

/// Does this run in continuous integration?
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

fn is_complete(directory: &Path) -> bool {
    ["initdb", "postgres", "psql", "pg_ctl"]
        .iter()
        .all(|name| program_in(directory, name).is_some())
}

fn debian_directories() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(std::result::Result::ok);
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, directory)| directory).collect()
}
