//! The page in parts: what draws reports, what opens and shares documents, the plan, the diagram and the tools are loaded beside the
//! engine.

use std::fs;
use std::path::{Path, PathBuf};

use super::glue::{self, STEM};
use super::optimise::{make_small, without_leftovers};
use super::parts::{Paths, split};
use super::short_names;
use super::statics::{Statics, without_tables};
use super::{Profile, short_digest};
use crate::error::{AtPath, Result, TaskError};
use crate::project::{self, Project};
use crate::setup::Toolbox;

/// What is loaded after the page has started, in this order: what every report needs, which the first one waits for, and what is
/// looked at later. Each with the name of its file.
const PARTS: [(&str, Paths); 5] = [
    (
        "report",
        &[
            "rowproof_web::components::report::",
            "rowproof_web::interop::worker::read",
            "rowproof_web::interop::findings::",
            "rowproof_web::interop::reading::",
            "rowproof_web::interop::report::",
            "rowproof_web::components::document_banner::banner",
            "rowproof_web::state::commands::",
            "rowproof_web::state::later_changes::",
        ],
    ),
    (
        "documents",
        &[
            "rowproof_web::components::gallery::",
            "rowproof_web::components::printing::",
            "rowproof_web::components::sharing::",
            "rowproof_web::components::shortcuts_dialog::",
            "rowproof_web::documents::",
            "rowproof_web::interop::download::",
            "rowproof_web::state::gallery_changes::",
            "rowproof_web::state::printing_changes::",
            "rowproof_web::state::sharing_changes::",
        ],
    ),
    (
        "plans",
        &[
            "rowproof_web::components::plan_pane::",
            "rowproof_web::components::report::node_details::",
            "rowproof_web::components::report::plan",
            "rowproof_web::interop::plan::",
        ],
    ),
    (
        "diagram",
        &[
            "rowproof_web::components::diagram_pane::",
            "rowproof_web::components::report::diagram::",
            "rowproof_web::components::report::understood",
            "rowproof_web::components::understood_pane::",
            "rowproof_web::interop::diagram::",
            "rowproof_web::interop::understood::",
            "rowproof_web::state::diagram_changes::",
        ],
    ),
    (
        "tools",
        &[
            "rowproof_web::components::fix_all::",
            "rowproof_web::components::palette::",
            "rowproof_web::components::presenter::",
            "rowproof_web::components::privacy::",
            "rowproof_web::components::settings::",
            "rowproof_web::documents::account::",
            "rowproof_web::documents::qr::",
            "rowproof_web::documents::toml::",
            "rowproof_web::interop::choices::",
            "rowproof_web::interop::names::",
            "rowproof_web::interop::privacy::",
            "rowproof_web::interop::safe_fixes::",
            "rowproof_web::state::safe_fixes::",
            "rowproof_web::state::tools_changes::",
        ],
    ),
];

/// Takes the program of the page that Trunk made apart, and says the names of its parts' files, by number.
///
/// # Errors
/// When the page does not load its program as Trunk writes it.
pub fn take_apart(project: &Project, toolbox: &Toolbox, page: &Path) -> Result<Vec<String>> {
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
    let made_by_trunk = fs::read(program).at(program)?;
    let short = short_names::give(&made_by_trunk)?;
    let is_glue = |file: &&PathBuf| name_of(file).starts_with(STEM) && name_of(file).ends_with(".js");
    let glue = files.iter().find(is_glue);
    let glue = glue.ok_or_else(|| TaskError::Check("the page of Trunk has no glue".to_owned()))?;
    let before = project::read_text(glue)?;
    let after = short.in_glue(&before)?;
    let new_name = format!("{STEM}{}.js", short_digest([after.as_bytes()]));
    glue::replace(page, glue, &new_name, before.as_bytes(), after.as_bytes())?;
    let small = page.join("small.wasm");
    fs::write(
        &small,
        without_tables(&short.module).map_err(|error| unlike_a_module(&error))?,
    )
    .at(&small)?;
    make_small(project, toolbox, &small)?;
    let whole = fs::read(&small).at(&small)?;
    let linked = project
        .target("wasm")
        .join("wasm32-unknown-unknown")
        .join(Profile::Release.wasm())
        .join("rowproof-web.wasm");
    let linked = fs::read(&linked).at(&linked)?;
    let data = |module: &[u8]| data_of(module).map_err(|error| unlike_a_module(&error));
    if data(&linked)? != data(&made_by_trunk)? {
        return Err(TaskError::Check(
            "the page of Trunk is of another program than the one its linker left; build again".to_owned(),
        ));
    }
    let statics = Statics::read(&linked).map_err(|error| unlike_a_module(&error))?;
    let split = split(&whole, &statics, &PARTS.map(|(_, paths)| paths), &[])?;
    fs::write(&small, &split.primary).at(&small)?;
    without_leftovers(project, toolbox, &small)?;
    let primary = fs::read(&small).at(&small)?;
    fs::remove_file(&small).at(&small)?;
    let digest = short_digest([primary.as_slice()]);
    glue::replace(
        page,
        program,
        &format!("{STEM}{digest}_bg.wasm"),
        &made_by_trunk,
        &primary,
    )?;
    let mut names = Vec::new();
    for ((stem, _), part) in PARTS.iter().zip(&split.parts) {
        let file = page.join(format!("{stem}.wasm"));
        fs::write(&file, part).at(&file)?;
        without_leftovers(project, toolbox, &file)?;
        let digest = short_digest([fs::read(&file).at(&file)?.as_slice()]);
        let name = format!("{stem}-{digest}.wasm");
        fs::rename(&file, page.join(&name)).at(&file)?;
        names.push(name);
    }
    Ok(names)
}

/// The static data of a module, as they are in memory: addresses mean the same in two modules only when these are alike.
fn data_of(module: &[u8]) -> std::result::Result<Vec<Vec<u8>>, wasmparser::BinaryReaderError> {
    let mut all = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(module) {
        if let wasmparser::Payload::DataSection(section) = payload? {
            for data in section {
                all.push(data?.data.to_vec());
            }
        }
    }
    Ok(all)
}

fn unlike_a_module(error: &wasmparser::BinaryReaderError) -> TaskError {
    TaskError::Check(format!(
        "the page's program is no module as the tools write them: {error}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::parts::assert_written;

    #[test]
    fn parts_are_of_modules_that_are_there() {
        PARTS.iter().for_each(|(_, paths)| assert_written(paths));
    }
}
