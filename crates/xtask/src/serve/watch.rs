//! Noticing that the site's sources changed.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use crate::project::Project;

/// What the site is built from, below the root.
const WATCHED: [&str; 6] = [
    "crates",
    "web",
    "static",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
];
/// Directories that hold results, and this program itself.
const LEFT_OUT: [&str; 5] = ["node_modules", "dist", "target", "xtask", "fixtures"];

/// The watched files and when each was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Sources(Vec<(PathBuf, Option<SystemTime>)>);

impl Sources {
    /// Looks at the sources as they are now.
    pub fn look(project: &Project) -> Self {
        Self(
            WATCHED
                .iter()
                .flat_map(|place| files(&project.path(place)))
                .collect(),
        )
    }
}

fn files(place: &Path) -> impl Iterator<Item = (PathBuf, Option<SystemTime>)> + use<> {
    let entries = WalkDir::new(place)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_source);
    entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let written = entry
                .metadata()
                .ok()
                .and_then(|metadata| metadata.modified().ok());
            (entry.into_path(), written)
        })
}

fn is_source(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let left_out = entry.file_type().is_dir() && LEFT_OUT.contains(&name.as_ref());
    !left_out && (entry.depth() == 0 || !name.starts_with('.'))
}
