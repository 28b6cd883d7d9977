//! The page in parts: what draws reports, and what opens and shares documents, is loaded beside the engine.

use std::fs;
use std::path::Path;

use super::engine::WASM_FEATURES;
use super::glue::{self, STEM};
use super::parts::{Paths, split};
use super::short_digest;
use super::statics::Statics;
use crate::error::{AtPath, Result, TaskError};
use crate::process::run;
use crate::project::{self, Project};
use crate::setup::Toolbox;

/// What is loaded before the first report: all that is called when there is one.
const PARTS: [Paths; 1] = [&[
    "rowproof_web::components::report::",
    "rowproof_web::components::sharing::",
    "rowproof_web::documents::",
    "rowproof_web::state::sharing_changes::",
    "rowproof_web::state::diagram_changes::",
    "rowproof_web::interop::worker::read",
    "rowproof_web::interop::reading::",
    "rowproof_web::interop::plan::",
    "rowproof_web::interop::understood::",
    "rowproof_web::interop::diagram::",
    "rowproof_web::interop::download::",
]];

/// Takes the program of the page that Trunk made apart, and says the name of the file with what draws reports.
///
/// # Errors
/// When the page does not load its program as Trunk writes it.
pub fn take_apart(project: &Project, toolbox: &Toolbox, page: &Path) -> Result<String> {
    let name_of = |file: &Path| {
        file.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let files = project::files_below(page);
    let program = files.iter().find(|file| {
        let name = name_of(file);
        name.starts_with(STEM) && name.ends_with("_bg.wasm")
    });
    let program = program.ok_or_else(|| TaskError::Check("the page of Trunk has no program".to_owned()))?;
    let whole = fs::read(program).at(program)?;
    let split = split(&whole, &Statics::default(), &PARTS)?;
    let digest = short_digest([split.primary.as_slice()]);
    glue::replace(
        page,
        program,
        &format!("{STEM}{digest}_bg.wasm"),
        &whole,
        &split.primary,
    )?;
    let mut views = String::new();
    for part in &split.parts {
        let file = page.join("views.wasm");
        fs::write(&file, part).at(&file)?;
        // Without the types that only the rest of the program uses.
        let mut optimiser = toolbox.tool(project, "wasm-opt");
        optimiser.arg("--strip-debug").args(WASM_FEATURES);
        run(optimiser.arg(&file).arg("-o").arg(&file))?;
        views = format!(
            "views-{}.wasm",
            short_digest([fs::read(&file).at(&file)?.as_slice()])
        );
        fs::rename(&file, page.join(&views)).at(&file)?;
    }
    Ok(views)
}
