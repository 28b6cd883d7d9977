//! The site: `dist/`, made of the page (Trunk), the engine, the editor bundle and the rule pages.

mod engine;
pub mod examples;
mod finish;
mod glue;
mod html;
mod letters;
mod likeness;
mod module;
mod offline;
mod optimise;
mod page_parts;
mod parts;
mod policy;
mod rehearsal;
mod rule_pages;
mod short_names;
mod single_file;
mod statics;

pub use rule_pages::command_line;
pub use single_file::NAME as SINGLE_FILE;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::process::{run, run_silently};
use crate::project::{self, Project};
use crate::report;
use crate::setup::{EDITOR, Toolbox};

/// For whom the site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// For us: quick to build.
    Development,
    /// For users: small.
    Release,
}

impl Profile {
    /// The cargo profile of the two WASM modules.
    fn wasm(self) -> &'static str {
        match self {
            Self::Development => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }

    /// The cargo profile of the command line, and the directory cargo puts its program in.
    fn native(self) -> (&'static str, &'static str) {
        match self {
            Self::Development => ("dev", "debug"),
            Self::Release => ("release", "release"),
        }
    }
}

/// Builds the site into `dist/`, which is replaced only when everything has succeeded.
///
/// # Errors
/// When a part does not build, or the finished site breaks one of its promises.
pub fn build(project: &Project, toolbox: &Toolbox, profile: Profile) -> Result<()> {
    let start = Instant::now();
    let rules = rule_pages::read_rules(project, profile)?;
    let [editor, workbench] = editor_bundles(project, toolbox)?;
    let documents = documents_script(project, toolbox, profile)?;
    let engine = engine::build(project, toolbox, profile)?;
    let page = page(project, toolbox, profile)?;
    let page_parts = match profile {
        Profile::Development => Vec::new(),
        Profile::Release => {
            glue::make_small(project, toolbox, &page)?;
            page_parts::take_apart(project, toolbox, &page)?
        }
    };
    finish::finish(
        project,
        toolbox,
        &finish::Parts {
            page,
            page_parts,
            engine,
            editor,
            workbench,
            later_style: project.path(EDITOR).join("dist/later.css"),
            documents,
            rules,
            profile,
        },
    )?;
    let site = project.site();
    println!(
        "built {} in {}",
        project.shown(&site),
        report::spoken(start.elapsed())
    );
    Ok(())
}

/// The CodeMirror bundle, and the one with what the editor gets later.
fn editor_bundles(project: &Project, toolbox: &Toolbox) -> Result<[PathBuf; 2]> {
    report::doing("editor: bundling CodeMirror");
    let directory = project.path(EDITOR);
    run_silently(
        Command::new(&toolbox.node)
            .arg("build.mjs")
            .current_dir(&directory),
    )?;
    Ok(["editor", "workbench"].map(|name| directory.join(format!("dist/{name}.js"))))
}

/// What files, links and history need of the browser.
fn documents_script(project: &Project, toolbox: &Toolbox, profile: Profile) -> Result<PathBuf> {
    let script = project.target("site/documents.js");
    project::copy(&project.path("static/documents.js"), &script)?;
    if profile == Profile::Release {
        minify(project, toolbox, &script)?;
    }
    Ok(script)
}

/// The page and its Yew app, as Trunk leaves them.
fn page(project: &Project, toolbox: &Toolbox, profile: Profile) -> Result<PathBuf> {
    report::doing_for("page: Yew app by Trunk", "1 min the first time");
    // Trunk runs cargo offline, lest it downloads build tools itself.
    run(toolbox.cargo(project).args(["fetch", "--quiet"]))?;
    let directory = project.target("site/page");
    let mut trunk = toolbox.tool(project, "trunk");
    trunk.args([
        "build",
        "--offline",
        "--skip-version-check",
        "--cargo-profile",
        profile.wasm(),
        "--dist",
    ]);
    trunk.arg(&directory).args(["--log", "warn"]);
    // Trunk takes NO_COLOR for a yes-or-no argument and stops at NO_COLOR=1.
    trunk.env_remove("NO_COLOR");
    // What rustc has to say is enough: no progress, and no backtrace of Trunk itself.
    trunk.env("CARGO_TERM_QUIET", "true").env_remove("RUST_BACKTRACE");
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    run(&mut trunk)?;
    Ok(directory)
}

/// Makes a module of JavaScript small, in its place.
fn minify(project: &Project, toolbox: &Toolbox, file: &Path) -> Result<()> {
    let mut out_file = OsString::from("--outfile=");
    out_file.push(file);
    run_silently(
        toolbox
            .tool(project, "esbuild")
            .arg(file)
            .args([
                "--minify",
                "--format=esm",
                "--target=es2022",
                "--legal-comments=none",
            ])
            .args(["--allow-overwrite", "--log-level=warning"])
            .arg(out_file),
    )
}

/// The start of a digest, for names that change with the content.
fn short_digest<'c>(contents: impl IntoIterator<Item = &'c [u8]>) -> String {
    let mut digest = Sha256::new();
    for content in contents {
        digest.update(content);
    }
    format!("{:x}", digest.finalize()).chars().take(12).collect()
}
