//! What the tasks need on the machine. Each part is looked for first, says what it does when it has to do something,
//! and is quick the second time.

pub mod apt;
pub mod browser;
pub mod mariadb;
pub mod node;
pub mod postgres;
mod tools;
mod wasm_std;

use std::path::PathBuf;
use std::process::Command;

use crate::error::Result;
use crate::process::path_with;
use crate::project::Project;
use wasm_std::WasmStandardLibrary;

/// The npm package with the editor bundle and the build tools of the site.
pub const EDITOR: &str = "web/editor";
/// The npm package with the browser tests.
pub const END_TO_END: &str = "tests/e2e";
/// Where PostgreSQL for Node.js is.
pub const PGLITE: &str = "tests/authority/pglite";

/// Everything that builds the site.
pub struct Toolbox {
    standard_library: WasmStandardLibrary,
    directories: Vec<PathBuf>,
    /// Node.js
    pub node: PathBuf,
}

impl Toolbox {
    /// Finds the tools, installs what is missing.
    ///
    /// # Errors
    /// When something is missing that only the user can install, or an installation fails.
    pub fn ensure(project: &Project) -> Result<Self> {
        let node = node::node()?;
        node::packages(project, EDITOR)?;
        let directories = vec![
            tools::trunk(project)?,
            tools::wasm_bindgen(project)?,
            project.path(EDITOR).join("node_modules/.bin"),
        ];
        Ok(Self {
            standard_library: WasmStandardLibrary::ensure(project)?,
            directories,
            node,
        })
    }

    /// Cargo for the wasm part, in a target directory of its own: two compilers sharing one rebuild each other's work.
    pub fn cargo(&self, project: &Project) -> Command {
        let mut command = project.cargo();
        self.apply(project, &mut command);
        command
    }

    /// One of the site's own build tools.
    pub fn tool(&self, project: &Project, name: &str) -> Command {
        let found = self
            .directories
            .iter()
            .find_map(|directory| crate::process::program_in(directory, name));
        let mut command = Command::new(found.unwrap_or_else(|| name.into()));
        command.current_dir(project.path(""));
        self.apply(project, &mut command);
        command
    }

    fn apply(&self, project: &Project, command: &mut Command) {
        self.standard_library.apply(command);
        command
            .env("CARGO_TARGET_DIR", project.target("wasm"))
            .env("PATH", path_with(&self.directories));
    }
}

/// Prepares the machine for everything: the site, the browser tests, and the checks against PostgreSQL.
///
/// # Errors
/// When something is missing that only the user can install, or an installation fails.
pub fn everything(project: &Project, install: bool) -> Result<()> {
    Toolbox::ensure(project)?;
    node::packages(project, END_TO_END)?;
    let browser = browser::browser()?;
    let driver = browser::driver()?;
    println!("browser: {}, driver: {}", browser.display(), driver.display());
    match postgres::find_or_install(install)? {
        Some(directory) => println!("PostgreSQL: {}", directory.display()),
        None => {
            println!("PostgreSQL: none; `cargo xtask verify --install` can install it on Debian and Ubuntu")
        }
    }
    Ok(())
}
