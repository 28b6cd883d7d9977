//! The gallery's examples as one file, which the page fetches when somebody wants one.

use std::path::PathBuf;

use serde_json::Value;

use crate::error::{Result, TaskError};
use crate::project::{self, Project};

/// The examples: their words in `gallery.json`, and beside it a folder of texts for each.
const SAMPLES: &str = "static/samples";
/// The two versions of each.
pub const VERSIONS: [&str; 2] = ["broken", "fixed"];

/// Every example with its texts, as JSON.
///
/// # Errors
/// When an example has no name or a version of it no text.
pub fn collect(project: &Project) -> Result<Value> {
    let mut all = read(project)?;
    for example in &mut all {
        let slug = slug(example)?;
        for version in VERSIONS {
            let files = files(project, &slug, version)?;
            let texts = files.iter().map(|file| project::read_text(file).map(Value::from));
            let texts = texts.collect::<Result<Vec<_>>>()?;
            if let Some(example) = example.as_object_mut() {
                example.insert(version.to_owned(), texts.into());
            }
        }
    }
    Ok(all.into())
}

/// The examples' lasting names with the database each is for.
///
/// # Errors
/// When the list cannot be read, or an example has no name.
pub fn names(project: &Project) -> Result<Vec<(String, String)>> {
    let database = |example: &Value| example.get("database").and_then(Value::as_str).map(str::to_owned);
    let all = read(project)?;
    let named = all.iter().map(|example| {
        let database = database(example).ok_or_else(|| unlike("an example is for no database"));
        Ok((slug(example)?, database?))
    });
    named.collect()
}

/// The texts of a version, in the order of its parts.
///
/// # Errors
/// When there is none.
pub fn files(project: &Project, slug: &str, version: &str) -> Result<Vec<PathBuf>> {
    let files = project::files_below(&project.path(SAMPLES).join(slug).join(version));
    if files.is_empty() {
        return Err(unlike(&format!("{slug} has no {version} text")));
    }
    Ok(files)
}

fn read(project: &Project) -> Result<Vec<Value>> {
    let text = project::read_text(&project.path(SAMPLES).join("gallery.json"))?;
    serde_json::from_str(&text).map_err(|source| TaskError::Json {
        what: "gallery.json".to_owned(),
        source,
    })
}

fn slug(example: &Value) -> Result<String> {
    let slug = example.get("slug").and_then(Value::as_str);
    slug.map(str::to_owned)
        .ok_or_else(|| unlike("an example has no lasting name"))
}

fn unlike(what: &str) -> TaskError {
    TaskError::Check(format!("the gallery: {what}"))
}
