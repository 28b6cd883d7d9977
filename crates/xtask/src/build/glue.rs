//! The glue wasm-bindgen writes for the page: made small, and named and vouched for anew in the page that loads it.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::{minify, short_digest};
use crate::error::{AtPath, Result, TaskError};
use crate::project::{self, Project};
use crate::setup::Toolbox;

/// What Trunk calls it, before its digest.
const STEM: &str = "rowproof-web-";

/// Replaces the glue in what Trunk made.
///
/// # Errors
/// When the page does not load it as Trunk writes it.
pub fn make_small(project: &Project, toolbox: &Toolbox, page: &Path) -> Result<()> {
    let index = page.join("index.html");
    let mut html = project::read_text(&index)?;
    for file in project::files_below(page) {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !(name.starts_with(STEM) && name.ends_with(".js")) {
            continue;
        }
        let before = fs::read(&file).at(&file)?;
        minify(project, toolbox, &file)?;
        let after = fs::read(&file).at(&file)?;
        let new_name = format!("{STEM}{}.js", short_digest([after.as_slice()]));
        for (old, new) in [
            (name.as_str(), new_name.as_str()),
            (&integrity(&before), &integrity(&after)),
        ] {
            if !html.contains(old) {
                return Err(TaskError::Check(format!(
                    "the page of Trunk does not mention {old}"
                )));
            }
            html = html.replace(old, new);
        }
        let new_file = page.join(new_name);
        fs::rename(&file, &new_file).at(&new_file)?;
    }
    project::write(&index, &html)
}

/// What the page says of a file, so that the browser runs no other.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}
