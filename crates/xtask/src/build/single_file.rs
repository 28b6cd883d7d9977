//! The playground as one file that works from a disk and without a network: page, style, scripts, programs and the rules' pages.
//!
//! All but the frame is packed: files one after the other, gzip, and seven bits a letter. A page may hold any letter but three, which
//! makes that an eighth larger than the bytes, where base64 is a third. `static/single-file/page.js` unpacks it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::html::{escape, tags};
use super::letters::letters;
use super::policy::single_file_policy;
use super::rule_pages::{self, RulePage};
use crate::error::{AtPath, Result, TaskError};
use crate::process::run_silently;
use crate::project::{self, Project};
use crate::setup::Toolbox;

/// Its name, which stays the same from version to version: people keep it.
pub const NAME: &str = "rowproof.html";

/// Writes the file into the site; its size in bytes. `page` is the finished front page, `engine` the engine's directory.
///
/// # Errors
/// When the site is not made of what it was, or a script cannot be bundled.
pub fn write(
    project: &Project,
    toolbox: &Toolbox,
    site: &Path,
    page: &str,
    engine: &Path,
    rules: &[RulePage],
) -> Result<usize> {
    let bundler = Bundler {
        project,
        toolbox,
        directory: project.target("site/single-file"),
    };
    project::remove_directory(&bundler.directory)?;
    let static_file = |name: &str| project.path("static").join(name);
    let starts = [
        bundler.script(&static_file("single-file/page.js"))?,
        bundler.script(&static_file("boot.js"))?,
    ];
    let beside = |start: &str, end: &str| beside(site, start, end);
    let modules = [
        ("editor.js", bundler.module("editor", &beside("editor-", ".js")?)?),
        (
            "workbench.js",
            bundler.module("workbench", &beside("workbench-", ".js")?)?,
        ),
        (
            "documents.js",
            bundler.module("documents", &beside("documents-", ".js")?)?,
        ),
        (
            "program.js",
            bundler.module("program", &beside("rowproof-web-", ".js")?)?,
        ),
    ];
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, text) in &modules {
        files.push(((*name).to_owned(), text.clone().into_bytes()));
    }
    let worker = bundler.worker(&static_file("single-file/worker.js"), engine)?;
    files.push(("engine.js".to_owned(), worker.into_bytes()));
    files.push((
        "rules.json".to_owned(),
        rule_pages::contents(rules).to_string().into_bytes(),
    ));
    let mut binary = |name: String, path: &Path| -> Result<()> {
        files.push((name, fs::read(path).at(path)?));
        Ok(())
    };
    binary("program.wasm".to_owned(), &beside("rowproof-web-", ".wasm")?)?;
    let examples = content_of(page, "rowproof-examples")?;
    binary(examples.to_owned(), &site.join(examples))?;
    let page_parts = content_of(page, "rowproof-parts")?;
    for part in page_parts.split_whitespace() {
        binary(part.to_owned(), &site.join(part))?;
    }
    for path in project::files_below(engine) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".wasm") {
            binary(format!("engine/{name}"), &path)?;
        }
    }

    let style = project::read_text(&linked(site, page, "stylesheet")?)?
        + &project::read_text(&site.join(content_of(page, "rowproof-style")?))?;
    let icon = linked(site, page, "icon")?;
    let icon = fs::read(&icon).at(&icon)?;
    let scripts = starts.iter().chain(modules.iter().map(|(_, text)| text));
    let policy = single_file_policy(scripts.map(String::as_str), &style);
    let mut html = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html += &meta("http-equiv", "Content-Security-Policy", &policy);
    for name in ["viewport", "description", "color-scheme"] {
        html += &meta("name", name, content_of(page, name)?);
    }
    for (name, content) in [
        ("engine", ""),
        ("editor", "editor"),
        ("parts", page_parts),
        ("documents", "documents"),
        ("workbench", "workbench"),
        ("examples", examples),
    ] {
        html += &meta("name", &format!("rowproof-{name}"), content);
    }
    let all = tags(page);
    let title = all
        .iter()
        .find(|tag| tag.is("title"))
        .map_or("", |tag| tag.content);
    html += &format!(
        "<title>{title}</title>\n<link rel=\"icon\" href=\"data:image/svg+xml;base64,{}\">\n<style>{style}</style>\n",
        STANDARD.encode(icon)
    );
    for script in &starts {
        html += &format!("<script>{script}</script>\n");
    }
    html += "</head>\n";
    let (_, body) = page
        .split_once("<body>")
        .ok_or_else(|| unlike("the page has no body"))?;
    let (body, _) = body
        .rsplit_once("</body>")
        .ok_or_else(|| unlike("the page's body has no end"))?;
    let packed = packed(&files).at(site)?;
    html += &format!(
        "<body>{body}<script id=\"packed\" type=\"application/octet-stream\" data-size=\"{}\">",
        packed.len()
    );
    html += &letters(&packed);
    html += "</script>\n</body>\n</html>\n";
    project::write(&site.join(NAME), &html)?;
    Ok(html.len())
}

fn unlike(what: &str) -> TaskError {
    TaskError::Check(format!("one file: {what}"))
}

fn meta(kind: &str, name: &str, content: &str) -> String {
    format!(
        "<meta {kind}=\"{name}\" content=\"{content}\">\n",
        content = escape(content)
    )
}

/// What a `<meta>` of the page says; entities in it are left as they are.
fn content_of<'p>(page: &'p str, name: &str) -> Result<&'p str> {
    let all = tags(page);
    let tag = all
        .iter()
        .find(|tag| tag.is("meta") && tag.attribute("name") == Some(name));
    tag.and_then(|tag| tag.attribute("content"))
        .ok_or_else(|| unlike(&format!("the page says nothing of its {name}")))
}

/// The file that the page links to as that.
fn linked(site: &Path, page: &str, relation: &str) -> Result<PathBuf> {
    let all = tags(page);
    let tag = all
        .iter()
        .find(|tag| tag.is("link") && tag.attribute("rel") == Some(relation));
    let url = tag.and_then(|tag| tag.attribute("href"));
    let url = url.ok_or_else(|| unlike(&format!("the page links to no {relation}")))?;
    Ok(site.join(url.trim_start_matches("./")))
}

/// The file of the site whose name has that start and end.
fn beside(site: &Path, start: &str, end: &str) -> Result<PathBuf> {
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.parent() == Some(site) && name.starts_with(start) && name.ends_with(end)
    };
    let found = project::files_below(site).into_iter().find(fits);
    found.ok_or_else(|| unlike(&format!("the site has no {start}*{end}")))
}

/// Scripts that need no module loader.
struct Bundler<'b> {
    project: &'b Project,
    toolbox: &'b Toolbox,
    directory: PathBuf,
}

impl Bundler<'_> {
    /// A script that is none of a module.
    fn script(&self, file: &Path) -> Result<String> {
        self.bundle(file, &[])
    }

    /// A module that leaves its exports in `packed` of the page.
    fn module(&self, name: &str, file: &Path) -> Result<String> {
        self.bundle(
            file,
            &[
                "--bundle",
                "--format=iife",
                &format!("--global-name=packed.{name}"),
            ],
        )
    }

    /// The engine's worker, behind what stands in for the network.
    fn worker(&self, first: &Path, engine: &Path) -> Result<String> {
        let quoted = |path: &Path| serde_json::Value::from(path.to_string_lossy()).to_string();
        let entry = self.directory.join("worker-entry.js");
        let worker = engine.join("engine-worker.js");
        project::write(
            &entry,
            format!("import {};\nimport {};\n", quoted(first), quoted(&worker)),
        )?;
        self.bundle(&entry, &["--bundle", "--format=iife"])
    }

    fn bundle(&self, file: &Path, options: &[&str]) -> Result<String> {
        let out = self.directory.join("out.js");
        let mut bundler = self.toolbox.tool(self.project, "esbuild");
        bundler.arg(file).args(options).args([
            "--minify",
            "--target=es2022",
            "--legal-comments=none",
            "--charset=utf8",
            "--log-level=warning",
            // Nothing lies beside a script that is part of a page.
            "--define:import.meta.url=\"rowproof:/\"",
        ]);
        run_silently(bundler.arg(format!("--outfile={}", out.display())))?;
        project::read_text(&out)
    }
}

/// The files as one, in as few bytes as every browser unpacks.
fn packed(files: &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>> {
    let names: Vec<(&str, usize)> = files
        .iter()
        .map(|(name, content)| (name.as_str(), content.len()))
        .collect();
    let names = serde_json::to_vec(&names)?;
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    let length = u32::try_from(names.len()).unwrap_or(u32::MAX);
    packer.write_all(&length.to_be_bytes())?;
    packer.write_all(&names)?;
    for (_, content) in files {
        packer.write_all(content)?;
    }
    packer.finish()
}
