//! `rowproof.toml`: what a project says once instead of on every command line.

mod glob;
mod read;
mod schema;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use rowproof_engine::syntax::{Product, Version};
use rowproof_engine::{AddedWord, Level, Profile};

use crate::Failure;
use crate::arguments::FailOn;

pub(crate) use read::ConfigError;
pub(crate) use schema::schema;

/// The file's name.
pub(crate) const FILE_NAME: &str = "rowproof.toml";

/// What a project says. Nothing is said without a file.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The folder it stands in, which its paths start from.
    folder: PathBuf,
    pub(crate) dialect: Option<Product>,
    pub(crate) version: Option<Version>,
    pub(crate) profile: Option<&'static Profile>,
    pub(crate) fail_on: Option<FailOn>,
    baseline: Option<String>,
    /// Patterns of paths that are not checked.
    ignore: Vec<String>,
    pub(crate) levels: Vec<(String, Level)>,
    /// `rule.threshold`, and the number.
    pub(crate) thresholds: Vec<(String, f64)>,
    pub(crate) words: Vec<AddedWord>,
}

impl Config {
    /// The file that was named, else the nearest one in the folder of the first checked file or above it.
    pub(crate) fn load(named: Option<&Path>, files: &[String]) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => Some(path.to_path_buf()),
            None => find(files)?,
        };
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let shown = path.display().to_string();
        let text = fs::read_to_string(&path).map_err(|error| Failure::Read {
            path: shown.clone(),
            error,
        })?;
        let mut config = read::read(&text).map_err(|error| Failure::Config { path: shown, error })?;
        config.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(config)
    }

    /// The baseline's path.
    pub(crate) fn baseline(&self) -> Option<PathBuf> {
        self.baseline.as_ref().map(|path| self.folder.join(path))
    }

    /// Whether a file is not to be checked.
    pub(crate) fn ignores(&self, file: &str) -> bool {
        if self.ignore.is_empty() || file == "-" {
            return false;
        }
        let whole = |path: &Path| fs::canonicalize(path).ok();
        let folder = if self.folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &self.folder
        };
        let (Some(path), Some(folder)) = (whole(Path::new(file)), whole(folder)) else {
            return false;
        };
        let Ok(path) = path.strip_prefix(folder) else {
            return false;
        };
        let path = path.to_string_lossy().replace('\\', "/");
        self.ignore.iter().any(|pattern| glob::matches(pattern, &path))
    }
}

/// The nearest file above the first checked one; above the working folder for standard input.
fn find(files: &[String]) -> Result<Option<PathBuf>, Failure> {
    let first = files.iter().find(|file| *file != "-");
    let start = match first {
        Some(file) => std::path::absolute(file),
        None => env::current_dir().map(|folder| folder.join("-")),
    };
    let start = start.map_err(|error: io::Error| Failure::Read {
        path: first.cloned().unwrap_or_default(),
        error,
    })?;
    let folders = start.ancestors().skip(1);
    Ok(folders
        .map(|folder| folder.join(FILE_NAME))
        .find(|path| path.is_file()))
}
