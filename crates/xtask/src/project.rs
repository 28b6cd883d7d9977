//! Where things are: the source tree, what is built from it, and the cache that outlives both.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use crate::error::{AtPath, Result, TaskError};

/// The places the tasks work in.
pub struct Project {
    root: PathBuf,
    target: PathBuf,
    cache: PathBuf,
}

impl Project {
    /// Finds the source tree this program was built from, and the cache directory.
    ///
    /// # Errors
    /// When there is no home directory and no variable that names a cache.
    pub fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .unwrap_or(Path::new("."))
            .to_owned();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |own| root.join(own));
        let cache = cache_directory().ok_or_else(|| TaskError::Missing {
            what: "a cache directory".to_owned(),
            remedy: "Set ROWPROOF_CACHE to a directory where build tools can be kept.".to_owned(),
        })?;
        Ok(Self { root, target, cache })
    }

    /// A path below the root of the source tree.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path below cargo's target directory.
    pub fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// A path below the cache directory.
    pub fn cache(&self, relative: &str) -> PathBuf {
        self.cache.join(relative)
    }

    /// The finished site.
    pub fn site(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A path as the user knows it: relative to the source tree when it lies in it.
    pub fn shown<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }

    /// Cargo, in the source tree, for native code.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }
}

/// `$ROWPROOF_CACHE`, else the system's place for caches.
fn cache_directory() -> Option<PathBuf> {
    if let Some(own) = set_variable("ROWPROOF_CACHE") {
        return Some(own);
    }
    if let Some(xdg) = set_variable("XDG_CACHE_HOME") {
        return Some(xdg.join("rowproof"));
    }
    if cfg!(windows) {
        return set_variable("LOCALAPPDATA").map(|local| local.join("rowproof"));
    }
    let home = set_variable("HOME")?;
    let caches = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    Some(home.join(caches).join("rowproof"))
}

fn set_variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Reads a text file.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).at(path)
}

/// Writes a file and the directories above it.
///
/// # Errors
/// When the file system refuses.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).at(parent)?;
    }
    fs::write(path, content).at(path)
}

/// Copies a file and makes the directories above the copy.
///
/// # Errors
/// When the file system refuses.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).at(parent)?;
    }
    fs::copy(from, to).at(from).map(|_| ())
}

/// Removes a directory with everything in it; one that is not there is fine.
///
/// # Errors
/// When the file system refuses.
pub fn remove_directory(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Every file below `directory`, sorted by path.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter()
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}
