//! Files and standard input to a document.

use std::fs;
use std::io::{self, Read};

use rowproof_engine::{Document, Level, Part, Settings};

use crate::Failure;
use crate::arguments::ServerArguments;
use crate::encoding::decode;

/// The files as one document, and the settings.
pub(crate) fn document(
    files: &[String],
    server: ServerArguments,
    levels: &[(String, Level)],
) -> Result<(Document, Settings), Failure> {
    let parts = files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let settings = Settings {
        product: server.dialect,
        version: server.server_version,
        levels: levels.to_vec(),
    };
    Ok((Document { parts }, settings))
}

fn read(path: &str) -> Result<Part, Failure> {
    let failed = |error| Failure::Read {
        path: path.to_owned(),
        error,
    };
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        bytes
    } else {
        fs::read(path).map_err(failed)?
    };
    let decoded = decode(bytes).map_err(|kind| Failure::NotText {
        path: path.to_owned(),
        kind,
    })?;
    if let Some(replaced) = &decoded.replaced {
        eprintln!("rowproof: `{path}`: {replaced}");
    }
    Ok(Part::new(
        if path == "-" { "standard input" } else { path },
        decoded.text,
    ))
}
