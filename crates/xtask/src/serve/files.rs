//! What a URL of the site leads to.

use std::path::{Component, Path, PathBuf};

/// What a URL leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file within the site.
    File(PathBuf),
    /// A directory without the slash at its end: relative links would go wrong.
    Directory(String),
}

/// The file of a URL below the path `base`; none when it is not there or not in the site.
pub fn locate(site: &Path, base: &str, url: &str) -> Option<Found> {
    let path = url.split(['?', '#']).next()?;
    let relative = percent_decoded(path.strip_prefix(base)?)?;
    let inside = Path::new(&relative);
    let plain = inside
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !plain || relative.contains(['\\', '\0', ':']) {
        return None;
    }
    let place = site.join(inside);
    if place.is_dir() && !relative.is_empty() && !relative.ends_with('/') {
        return Some(Found::Directory(format!("{path}/")));
    }
    let place = if place.is_dir() {
        place.join("index.html")
    } else {
        place
    };
    // A link in the site must not lead out of it either.
    let real = place.canonicalize().ok()?;
    let within = site.canonicalize().is_ok_and(|site| real.starts_with(site));
    (within && real.is_file()).then_some(Found::File(real))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file, by its ending.
pub fn media_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "sql" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
