//! Node.js and the npm packages of the editor bundle and of the browser tests.

use std::path::PathBuf;
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::error::{AtPath, Result, TaskError};
use crate::process::{find_program, read, run_silently};
use crate::project::{self, Project};
use crate::report;

const LEAST_VERSION: u32 = 20;
const REMEDY: &str =
    "Install Node.js 20 or newer (https://nodejs.org), with npm, and make sure it is in PATH.";

/// Node.js itself.
///
/// # Errors
/// When it is not in PATH or too old.
pub fn node() -> Result<PathBuf> {
    let missing = |what: String| TaskError::Missing {
        what,
        remedy: REMEDY.to_owned(),
    };
    let node = find_program(&["node"]).ok_or_else(|| missing("Node.js".to_owned()))?;
    let version = read(Command::new(&node).arg("--version"))?;
    match major(&version) {
        Some(number) if number >= LEAST_VERSION => Ok(node),
        _ => Err(missing(format!("Node.js {LEAST_VERSION} (found {version})"))),
    }
}

/// The number before the first dot: `v20.1.0` → 20.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Installs the packages of a directory's lockfile, unless the installed ones are of that very lockfile.
///
/// # Errors
/// When npm is missing or fails.
pub fn packages(project: &Project, directory: &str) -> Result<()> {
    let directory = project.path(directory);
    let lockfile = directory.join("package-lock.json");
    let digest = format!("{:x}", Sha256::digest(std::fs::read(&lockfile).at(&lockfile)?));
    let stamp = directory.join("node_modules/.rowproof-lockfile");
    if std::fs::read_to_string(&stamp).is_ok_and(|kept| kept == digest) {
        return Ok(());
    }
    let npm = find_program(&["npm"]).ok_or_else(|| TaskError::Missing {
        what: "npm".to_owned(),
        remedy: REMEDY.to_owned(),
    })?;
    report::doing_for(&format!("npm ci in {}", project.shown(&directory)), "20 s");
    run_silently(
        Command::new(npm)
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&directory),
    )?;
    project::write(&stamp, digest)
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_stands_before_the_first_dot() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
