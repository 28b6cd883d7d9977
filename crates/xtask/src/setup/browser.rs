//! A Chromium to test in, and the driver that steers it.

use std::env;
use std::path::{Path, PathBuf};

use super::apt;
use crate::error::{Result, TaskError};
use crate::process::find_program;

const PROGRAMS: [&str; 8] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
];
const MAC_PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const WINDOWS_PLACES: [&str; 3] = [
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
];
/// What lets a browser run without a screen, quietly, and as root in a container.
pub const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The browser; installed on Debian and Ubuntu when there is none.
///
/// # Errors
/// When there is none and it cannot be installed.
pub fn browser() -> Result<PathBuf> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    install_where_possible()?;
    find_browser().ok_or_else(|| TaskError::Missing {
        what: "a Chromium browser".to_owned(),
        remedy: "Install Chrome, Chromium or Edge, or set CHROME to its program.".to_owned(),
    })
}

/// The browser's WebDriver; installed on Debian and Ubuntu when there is none.
///
/// # Errors
/// When there is none and it cannot be installed.
pub fn driver() -> Result<PathBuf> {
    if let Some(found) = find_driver() {
        return Ok(found);
    }
    install_where_possible()?;
    find_driver().ok_or_else(|| TaskError::Missing {
        what: "chromedriver".to_owned(),
        remedy: "Install the chromedriver of your browser's version and put it in PATH, or set CHROMEDRIVER to it."
            .to_owned(),
    })
}

fn install_where_possible() -> Result<()> {
    if apt::available() {
        apt::install(&["chromium", "chromium-driver"], "1 min")
    } else {
        Ok(())
    }
}

fn find_browser() -> Option<PathBuf> {
    named_by("CHROME")
        .or_else(|| find_program(&PROGRAMS))
        .or_else(|| {
            let windows = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
                .into_iter()
                .filter_map(env::var_os);
            let windows = windows.flat_map(|base| WINDOWS_PLACES.map(|place| Path::new(&base).join(place)));
            MAC_PLACES
                .iter()
                .map(PathBuf::from)
                .chain(windows)
                .find(|place| place.is_file())
        })
}

fn find_driver() -> Option<PathBuf> {
    named_by("CHROMEDRIVER").or_else(|| find_program(&["chromedriver"]))
}

fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}
