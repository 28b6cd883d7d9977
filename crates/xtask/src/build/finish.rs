//! Putting the parts together: file names with digests, the page's placeholders, the rule pages, and the checks.

use std::fs;
use std::path::{Path, PathBuf};

use super::engine::Engine;
use super::rule_pages::{self, RulePage};
use super::{Profile, examples, offline, policy, short_digest, single_file};
use crate::error::{AtPath, Result, TaskError};
use crate::project::{self, Project};
use crate::report;
use crate::setup::Toolbox;

/// What the site is made of.
pub struct Parts {
    /// The directory with what Trunk made.
    pub page: PathBuf,
    /// The engine.
    pub engine: Engine,
    /// The files beside the page with the parts of its program, by number; none when it is in one piece.
    pub page_parts: Vec<String>,
    /// The editor bundle.
    pub editor: PathBuf,
    /// What the editor gets when it is in use.
    pub workbench: PathBuf,
    /// The style of what is shown later.
    pub later_style: PathBuf,
    /// What files, links and history need of the browser.
    pub documents: PathBuf,
    /// The rules, for their pages.
    pub rules: Vec<RulePage>,
    /// For whom.
    pub profile: Profile,
}

/// Where the page says how large the playground is as one file. Filled last: that file is made of the page.
const SINGLE_FILE_SIZE: &str = "SINGLE_FILE_SIZE";

/// Makes `dist/` of the parts. It is put together beside, checked, and only then takes the place of the old one.
pub fn finish(project: &Project, toolbox: &Toolbox, parts: &Parts) -> Result<()> {
    report::doing("site: putting it together");
    let staged = project.target("site/finished");
    project::remove_directory(&staged)?;
    copy_below(&parts.page, &staged)?;
    let engine_directory = format!("engine/{}", parts.engine.name);
    for file in &parts.engine.files {
        project::copy(
            file,
            &staged
                .join(&engine_directory)
                .join(file.file_name().unwrap_or_default()),
        )?;
    }
    let editor = copy_hashed(&parts.editor, "editor", &staged)?;
    let workbench = copy_hashed(&parts.workbench, "workbench", &staged)?;
    let documents = copy_hashed(&parts.documents, "documents", &staged)?;
    let style = copy_hashed(&parts.later_style, "later", &staged)?;
    let texts = examples::collect(project)?.to_string();
    let examples = format!("examples-{}.json", short_digest([texts.as_bytes()]));
    project::write(&staged.join(&examples), &texts)?;

    let index = staged.join("index.html");
    let offline = (parts.profile == Profile::Release).then_some(offline::SCRIPT);
    let urls = [
        (
            "ENGINE_WORKER_URL",
            &*format!("{engine_directory}/engine-worker.js"),
        ),
        ("EDITOR_URL", &editor),
        ("PARTS_URLS", &parts.page_parts.join(" ")),
        ("DOCUMENTS_URL", &documents),
        ("EXAMPLES_URL", &examples),
        ("WORKBENCH_URL", &workbench),
        ("LATER_STYLE_URL", &style),
        ("OFFLINE_URL", offline.unwrap_or_default()),
    ];
    let page = fill(&project::read_text(&index)?, &urls)?;
    report::doing("site: the playground as one file");
    let engine = staged.join(&engine_directory);
    let size = single_file::write(project, toolbox, &staged, &page, &engine, &parts.rules)?;
    let page = put(&page, SINGLE_FILE_SIZE, &in_megabytes(size));
    project::write(&index, &page)?;
    offline::write(project, &staged, offline.is_some())?;
    rule_pages::write_pages(&staged, &page, &parts.rules)?;
    check(&staged)?;

    let site = project.site();
    project::remove_directory(&site)?;
    // A target directory on another disk cannot be renamed into the source tree.
    fs::rename(&staged, &site)
        .or_else(|_| copy_below(&staged, &site).map_err(std::io::Error::other))
        .at(&site)
}

fn in_megabytes(bytes: usize) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// Copies a file under a name that changes with its content; the name.
fn copy_hashed(file: &Path, name: &str, to: &Path) -> Result<String> {
    let digest = short_digest([fs::read(file).at(file)?.as_slice()]);
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let name = format!("{name}-{digest}.{extension}");
    project::copy(file, &to.join(&name))?;
    Ok(name)
}

fn copy_below(from: &Path, to: &Path) -> Result<()> {
    for file in project::files_below(from) {
        let relative = file.strip_prefix(from).unwrap_or(&file);
        // A file below two levels of Trunk's own staging directory, left over when Trunk was interrupted.
        if !relative.starts_with(".stage") {
            project::copy(&file, &to.join(relative))?;
        }
    }
    Ok(())
}

/// Fills the placeholders; the policy comes last, when the inline scripts are final.
fn fill(page: &str, urls: &[(&str, &str)]) -> Result<String> {
    for placeholder in policy::PLACEHOLDERS {
        if !page.contains(placeholder) {
            return Err(TaskError::Check(format!(
                "web/index.html has no placeholder {placeholder}"
            )));
        }
    }
    let page = urls.iter().fold(page.to_owned(), |page, (placeholder, url)| {
        put(&page, placeholder, url)
    });
    let page = holding(&page)?;
    let policy = policy::playground_policy(&page);
    Ok(put(&page, "CONTENT_SECURITY_POLICY", &policy))
}

/// Makes the program wait for what `static/boot.js` has to have before it runs.
fn holding(page: &str) -> Result<String> {
    const START: &str = "const wasm = await init(";
    let Some((before, after)) = page.split_once(START) else {
        return Err(TaskError::Check(
            "the page of Trunk does not start its program as it did".to_owned(),
        ));
    };
    Ok(format!("{before}await window.rowproof?.held; {START}{after}"))
}

/// Puts a value where its placeholder stands. Minifying takes the quotes of a single word away; a value needs them.
fn put(page: &str, placeholder: &str, value: &str) -> String {
    let filled = format!("content=\"{value}\"");
    page.replace(&format!("content=\"{placeholder}\""), &filled)
        .replace(&format!("content={placeholder}"), &filled)
}

fn check(site: &Path) -> Result<()> {
    for file in project::files_below(site) {
        let name = file.strip_prefix(site).unwrap_or(&file).display().to_string();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("html") => policy::check_page(&name, &project::read_text(&file)?)?,
            Some("css") => policy::check_style_sheet(&name, &project::read_text(&file)?)?,
            _ => {}
        }
    }
    Ok(())
}
