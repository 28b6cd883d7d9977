//! What keeps the site on a reader's device.

use std::path::Path;

use super::{short_digest, single_file};
use crate::error::{AtPath, Result, TaskError};
use crate::project::{self, Project};

/// The service worker, beside the page, whose directory it keeps.
pub const SCRIPT: &str = "service-worker.js";
/// By what the page can be installed.
const MANIFEST: &str = "manifest.webmanifest";

/// Writes the manifest, and the service worker with the names of all files that the playground loads. The rules' pages are kept when they are
/// read.
///
/// # Errors
/// When a file cannot be read or written, or the site has no icon.
pub fn write(project: &Project, site: &Path, with_worker: bool) -> Result<()> {
    let mut names: Vec<String> = project::files_below(site)
        .iter()
        .filter_map(|file| file.strip_prefix(site).ok())
        .map(|name| name.to_string_lossy().replace('\\', "/"))
        // The page is kept under its address; who wants the playground as one file keeps that.
        .filter(|name| name != "index.html" && name != single_file::NAME)
        .collect();
    names.sort();
    let icon = names.iter().find(|name| name.ends_with(".svg"));
    let icon = icon.ok_or_else(|| TaskError::Check("the site has no icon".to_owned()))?;
    let manifest = project::read_text(&project.path("static").join(MANIFEST))?;
    let manifest = manifest.replace("ICON_URL", icon);
    project::write(&site.join(MANIFEST), manifest.as_str())?;
    if !with_worker {
        return Ok(());
    }
    // All names but those of the page and of the manifest hold a digest of the file.
    let page = site.join("index.html");
    let page = std::fs::read(&page).at(&page)?;
    let digest = short_digest([names.join(" ").as_bytes(), page.as_slice(), manifest.as_bytes()]);
    names.push(MANIFEST.to_owned());
    let script = project::read_text(&project.path("static").join(SCRIPT))?;
    let script = script
        .replace("DIGEST", &digest)
        .replace("\"FILES\"", &format!("\"{}\"", names.join("\", \"")));
    project::write(&site.join(SCRIPT), &script)
}
