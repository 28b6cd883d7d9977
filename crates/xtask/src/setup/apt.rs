//! Debian's and Ubuntu's package manager, where there is one and we may use it.

use std::path::Path;
use std::process::Command;

use crate::error::{Result, TaskError};
use crate::process::{capture, find_program, run_silently};
use crate::report;

/// How to become the user that may install packages.
enum Privilege {
    Root,
    Sudo,
}

/// Is this a system whose packages we can install without asking for a password?
pub fn available() -> bool {
    Path::new("/etc/debian_version").exists() && find_program(&["apt-get"]).is_some() && privilege().is_some()
}

/// Installs packages after refreshing the package lists.
///
/// # Errors
/// When this is not such a system, or `apt-get` fails.
pub fn install(packages: &[&str], about: &str) -> Result<()> {
    report::doing_for(&format!("apt-get install {}", packages.join(" ")), about);
    run_silently(apt_get()?.args(["update", "-qq"]))?;
    run_silently(
        apt_get()?
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages),
    )
}

fn apt_get() -> Result<Command> {
    let mut command = match privilege() {
        Some(Privilege::Root) => Command::new("env"),
        Some(Privilege::Sudo) => {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        }
        None => {
            return Err(TaskError::Missing {
                what: "the right to install packages".to_owned(),
                remedy: "Run as root, or with a sudo that asks no password.".to_owned(),
            });
        }
    };
    command.args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]);
    Ok(command)
}

fn privilege() -> Option<Privilege> {
    if is_root() {
        return Some(Privilege::Root);
    }
    let sudo = find_program(&["sudo"])?;
    let passwordless =
        capture(Command::new(sudo).args(["-n", "true"])).is_ok_and(|output| output.status.success());
    passwordless.then_some(Privilege::Sudo)
}

/// Is the current user root?
pub fn is_root() -> bool {
    capture(Command::new("id").arg("-u"))
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == "0")
}
