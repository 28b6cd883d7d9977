//! Running other programs.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

use crate::error::{Result, TaskError};

/// Runs a program whose output the user sees.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|source| start_error(command, source))?;
    succeeded(command, status, "")
}

/// Runs a program and shows what it printed only when it did not succeed.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run_silently(command: &mut Command) -> Result<()> {
    let output = capture(command)?;
    succeeded(command, output.status, &printed(&output))
}

/// The standard output of a program, without white space at the end.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn read(command: &mut Command) -> Result<String> {
    let output = capture(command)?;
    succeeded(command, output.status, &printed(&output))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Runs a program with nothing to read and keeps everything it printed, whatever its exit code.
///
/// # Errors
/// When it cannot be started.
pub fn capture(command: &mut Command) -> Result<Output> {
    command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| start_error(command, source))
}

/// Runs a program, passes each line of its standard output on to the user and to `on_line`.
///
/// # Errors
/// When it cannot be started.
pub fn stream(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| start_error(command, source))?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            println!("{line}");
            on_line(&line);
            bytes.clear();
        }
    }
    child.wait().map_err(|source| start_error(command, source))
}

/// The first of `names` that is a program in PATH.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let directories: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    names.iter().find_map(|name| {
        directories
            .iter()
            .find_map(|directory| program_in(directory, name))
    })
}

/// The program `name` in `directory`, with the ending the system gives programs.
pub fn program_in(directory: &Path, name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) {
        &["exe", "cmd", "bat"]
    } else {
        &[""]
    };
    endings
        .iter()
        .map(|ending| directory.join(name).with_added(ending))
        .find(|path| path.is_file())
}

/// PATH with `directories` before everything else.
pub fn path_with(directories: &[PathBuf]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = directories.iter().cloned().chain(env::split_paths(&rest));
    env::join_paths(all).unwrap_or(rest)
}

/// The command line as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program
        .file_stem()
        .unwrap_or(command.get_program())
        .to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(name)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The error for a program that could not be started.
pub fn start_error(command: &Command, source: std::io::Error) -> TaskError {
    TaskError::Start {
        command: shown(command),
        source,
    }
}

fn succeeded(command: &Command, status: ExitStatus, output: &str) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(TaskError::Command {
        command: shown(command),
        status: status.to_string(),
        output: if output.is_empty() {
            String::new()
        } else {
            format!(":\n{output}")
        },
    })
}

fn printed(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    both.join("\n").trim().to_owned()
}

trait WithEnding {
    fn with_added(self, ending: &str) -> PathBuf;
}

impl WithEnding for PathBuf {
    /// `Path::with_extension` would cut a dot inside the name.
    fn with_added(self, ending: &str) -> PathBuf {
        if ending.is_empty() {
            return self;
        }
        let mut name = self.into_os_string();
        name.push(".");
        name.push(ending);
        name.into()
    }
}
