//! The standard library for `wasm32-unknown-unknown`.
//!
//! rustup has it, where rustup can reach its server. Where it cannot, Debian ships a compiler together with the exact
//! source of its standard library: that library is built once for wasm32 and kept in the cache, and the wasm part of
//! the project is then compiled by that compiler. Native code never is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use sha2::{Digest, Sha256};

use super::apt;
use crate::error::{AtPath, Result, TaskError};
use crate::process::{find_program, read, run_silently, start_error};
use crate::project::{self, Project};
use crate::report;

const TARGET: &str = "wasm32-unknown-unknown";
const DISTRIBUTION_COMPILER: &str = "/usr/bin/rustc";
const DISTRIBUTION_PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "libstd-rust-web-dev"];
/// rustup says "downloading" once its server has answered; a server that has not by then is out of reach.
const SERVER_ANSWERS_WITHIN: Duration = Duration::from_secs(25);
const DOWNLOAD_WITHIN: Duration = Duration::from_secs(900);
/// How long a failure to reach rustup's server is remembered.
const FAILURE_REMEMBERED_FOR: Duration = Duration::from_secs(3600);

/// Which compiler and library build the wasm part.
pub enum WasmStandardLibrary {
    /// The toolchain that builds everything has the target.
    Toolchain,
    /// The distribution's compiler, with a library of our own making.
    Distribution {
        /// A directory with `lib/rustlib/wasm32-unknown-unknown`.
        sysroot: PathBuf,
        /// `rust-lld` of the native toolchain.
        linker: PathBuf,
    },
}

impl WasmStandardLibrary {
    /// Finds the library, or gets it.
    ///
    /// # Errors
    /// When neither rustup nor the distribution can give it.
    pub fn ensure(project: &Project) -> Result<Self> {
        if toolchain_has_target()? {
            return Ok(Self::Toolchain);
        }
        if let Some(sysroot) = distribution_sysroot(project).filter(|sysroot| sysroot.is_dir()) {
            return Ok(Self::Distribution {
                sysroot,
                linker: linker()?,
            });
        }
        if add_by_rustup(project)? {
            return Ok(Self::Toolchain);
        }
        build_from_distribution(project)
    }

    /// Sets what a wasm build needs, on the command of that build alone.
    pub fn apply(&self, command: &mut Command) {
        if let Self::Distribution { sysroot, linker } = self {
            // Both would win over the flags of one target.
            command
                .env_remove("RUSTFLAGS")
                .env_remove("CARGO_ENCODED_RUSTFLAGS");
            command
                .env("RUSTC", DISTRIBUTION_COMPILER)
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                    format!("--sysroot={}", sysroot.display()),
                )
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
    }
}

fn toolchain_has_target() -> Result<bool> {
    let libraries = toolchain_sysroot()?.join("lib/rustlib").join(TARGET).join("lib");
    Ok(project::files_below(&libraries)
        .iter()
        .any(|file| is_library(file)))
}

fn is_library(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rlib")
}

fn toolchain_sysroot() -> Result<PathBuf> {
    read(Command::new("rustc").args(["--print", "sysroot"])).map(PathBuf::from)
}

fn linker() -> Result<PathBuf> {
    let version = read(Command::new("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default()
        .to_owned();
    let linker = toolchain_sysroot()?
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if linker.is_file() {
        return Ok(linker);
    }
    Err(TaskError::Missing {
        what: format!("the linker {}", linker.display()),
        remedy: "It comes with rustup's toolchain: install Rust with rustup.".to_owned(),
    })
}

/// Where the library for the installed distribution compiler is kept; none when that compiler does not run.
fn distribution_sysroot(project: &Project) -> Option<PathBuf> {
    let version = read(Command::new(DISTRIBUTION_COMPILER).arg("-vV")).ok()?;
    let release = version.lines().find_map(|line| line.strip_prefix("release: "))?;
    let digest = format!("{:x}", Sha256::digest(&version));
    let key: String = digest.chars().take(12).collect();
    Some(project.cache(&format!("wasm32-std-{release}-{key}")))
}

/// Asks rustup for the target, but not for longer than a server needs to answer.
fn add_by_rustup(project: &Project) -> Result<bool> {
    let failure_note = project.cache("rustup-out-of-reach");
    let Some(rustup) = find_program(&["rustup"]) else {
        return Ok(false);
    };
    if apt::available() && written_within(&failure_note, FAILURE_REMEMBERED_FOR) {
        return Ok(false);
    }
    report::doing_for(&format!("rustup target add {TARGET}"), "20 s");
    let mut command = Command::new(rustup);
    command
        .args(["target", "add", TARGET])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let child = command.spawn().map_err(|source| start_error(&command, source))?;
    if finishes(child) && toolchain_has_target()? {
        return Ok(true);
    }
    println!("  rustup's server is out of reach");
    project::write(&failure_note, "")?;
    Ok(false)
}

fn written_within(path: &Path, duration: Duration) -> bool {
    let written = fs::metadata(path).and_then(|metadata| metadata.modified());
    written.is_ok_and(|time| {
        SystemTime::now()
            .duration_since(time)
            .is_ok_and(|age| age < duration)
    })
}

/// Waits for rustup; ends it when its server does not answer.
fn finishes(mut child: Child) -> bool {
    let answered = Arc::new(AtomicBool::new(false));
    if let Some(stderr) = child.stderr.take() {
        let answered = Arc::clone(&answered);
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(std::result::Result::ok) {
                if line.contains("downloading component") {
                    answered.store(true, Ordering::Relaxed);
                }
            }
        });
    }
    let start = Instant::now();
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return status.success();
        }
        let limit = if answered.load(Ordering::Relaxed) {
            DOWNLOAD_WITHIN
        } else {
            SERVER_ANSWERS_WITHIN
        };
        if start.elapsed() > limit {
            // Both fail only when it has ended by itself, which is what we want.
            let _ = child.kill();
            let _ = child.wait();
            return false;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

fn build_from_distribution(project: &Project) -> Result<WasmStandardLibrary> {
    if !distribution_has_source() {
        if !apt::available() {
            return Err(TaskError::Missing {
                what: format!("the Rust standard library for {TARGET}"),
                remedy: format!("Run `rustup target add {TARGET}` while connected to the internet."),
            });
        }
        apt::install(&DISTRIBUTION_PACKAGES, "1 min")?;
    }
    let sysroot = distribution_sysroot(project).ok_or_else(|| TaskError::Missing {
        what: DISTRIBUTION_COMPILER.to_owned(),
        remedy: format!("Install the packages {}.", DISTRIBUTION_PACKAGES.join(", ")),
    })?;
    let linker = linker()?;
    report::doing_for(
        &format!("building the standard library for {TARGET}, once"),
        "1 min",
    );
    build_sysroot(project, &sysroot, &linker)?;
    Ok(WasmStandardLibrary::Distribution { sysroot, linker })
}

fn distribution_has_source() -> bool {
    let sysroot = read(Command::new(DISTRIBUTION_COMPILER).args(["--print", "sysroot"]));
    sysroot.is_ok_and(|sysroot| {
        Path::new(&sysroot)
            .join("lib/rustlib/src/rust/library/std")
            .is_dir()
    })
}

/// Builds into directories of this process and renames: two users of the machine may be at it at once.
fn build_sysroot(project: &Project, sysroot: &Path, linker: &Path) -> Result<()> {
    let work = std::env::temp_dir().join(format!("rowproof-wasm32-std-{}", std::process::id()));
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    project::write(&work.join("Cargo.toml"), manifest)?;
    project::write(&work.join("src/lib.rs"), "#![no_std]\n")?;
    let mut cargo = project.cargo();
    cargo
        .current_dir(&work)
        .args(["build", "--release", "--target", TARGET])
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("RUSTC", DISTRIBUTION_COMPILER)
        // The library's source uses unstable features; this compiler is asked to allow them for this build alone.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort,test")
        // Without bitcode in it, link-time optimisation of the release build fails.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-Cembed-bitcode=yes",
        )
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    run_silently(&mut cargo)?;
    let staged = project.cache(&format!("wasm32-std-unfinished-{}", std::process::id()));
    let libraries = staged.join("lib/rustlib").join(TARGET).join("lib");
    let built = work.join("target").join(TARGET).join("release/deps");
    for file in project::files_below(&built)
        .iter()
        .filter(|file| is_library(file))
    {
        let Some(name) = file.file_name() else { continue };
        project::copy(file, &libraries.join(name))?;
    }
    project::remove_directory(&work)?;
    match fs::rename(&staged, sysroot) {
        // Another process was first; its library is as good as ours.
        Err(_) if sysroot.is_dir() => project::remove_directory(&staged),
        other => other.at(sysroot),
    }
}
