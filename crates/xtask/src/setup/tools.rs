//! Build tools that are Rust programs: Trunk and wasm-bindgen, at pinned versions, kept in the cache.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Result, TaskError};
use crate::process::{find_program, program_in, read, run};
use crate::project::{self, Project};
use crate::report;

const TRUNK_VERSION: &str = "0.21.14";

/// The directory of Trunk's program.
///
/// # Errors
/// When it is not there and cannot be installed.
pub fn trunk(project: &Project) -> Result<PathBuf> {
    installed(project, "trunk", "trunk", TRUNK_VERSION, "8 min")
}

/// The directory of wasm-bindgen's programs, of the very version the code is compiled against.
///
/// # Errors
/// When they are not there and cannot be installed.
pub fn wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let version = locked_version(&project::read_text(&project.path("Cargo.lock"))?, "wasm-bindgen")
        .ok_or_else(|| TaskError::Check("Cargo.lock does not name wasm-bindgen".to_owned()))?;
    installed(project, "wasm-bindgen-cli", "wasm-bindgen", &version, "4 min")
}

fn installed(project: &Project, package: &str, program: &str, version: &str, about: &str) -> Result<PathBuf> {
    if let Some(directory) = in_path(program, version) {
        return Ok(directory);
    }
    let root = project.cache(&format!("tools/{package}-{version}"));
    let directory = root.join("bin");
    if program_in(&directory, program).is_some_and(|path| has_version(&path, version)) {
        return Ok(directory);
    }
    report::doing_for(&format!("installing {package} {version}, once"), about);
    let mut cargo = project.cargo();
    cargo
        .args([
            "install",
            "--quiet",
            "--locked",
            "--version",
            version,
            package,
            "--root",
        ])
        .arg(&root);
    // The project's own directory would make cargo mix the tool's build with the project's.
    cargo
        .current_dir(std::env::temp_dir())
        .env_remove("CARGO_TARGET_DIR");
    run(&mut cargo)?;
    Ok(directory)
}

fn in_path(program: &str, version: &str) -> Option<PathBuf> {
    let path = find_program(&[program])?;
    has_version(&path, version)
        .then(|| path.parent().map(Path::to_owned))
        .flatten()
}

/// Does `program --version` end in this version?
fn has_version(program: &Path, version: &str) -> bool {
    read(Command::new(program).arg("--version"))
        .is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_locked_version_is_the_one_after_the_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \
                    \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.126"));
        assert_eq!(locked_version(lock, "yew"), None);
    }
}
