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

/// What Trunk calls the program's files, before their digest.
pub const STEM: &str = "rowproof-web-";

/// Replaces the glue in what Trunk made.
///
/// # Errors
/// When the page does not load it as Trunk writes it.
pub fn make_small(project: &Project, toolbox: &Toolbox, page: &Path) -> Result<()> {
    for file in project::files_below(page) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(STEM) && name.ends_with(".js") {
            let before = fs::read(&file).at(&file)?;
            minify(project, toolbox, &file)?;
            let after = fs::read(&file).at(&file)?;
            let new_name = format!("{STEM}{}.js", short_digest([after.as_slice()]));
            replace(page, &file, &new_name, &before, &after)?;
        }
    }
    Ok(())
}

/// Gives a file of the page another name and content, and has the page load it by them.
///
/// # Errors
/// When the page does not load the file as Trunk writes it.
pub fn replace(page: &Path, file: &Path, new_name: &str, before: &[u8], after: &[u8]) -> Result<()> {
    let index = page.join("index.html");
    let mut html = project::read_text(&index)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    for (old, new) in [(name.as_ref(), new_name), (&integrity(before), &integrity(after))] {
        if !html.contains(old) {
            return Err(TaskError::Check(format!(
                "the page of Trunk does not mention {old}"
            )));
        }
        html = html.replace(old, new);
    }
    project::write(&index, &html)?;
    fs::write(file, after).at(file)?;
    let new_file = page.join(new_name);
    fs::rename(file, &new_file).at(&new_file)
}

/// What the page says of a file, so that the browser runs no other.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}
