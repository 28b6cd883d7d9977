//! Files and standard input to a document.

use std::fs;
use std::io::{self, Read};

use rowproof_engine::{Document, Part};

use crate::Failure;
use crate::encoding::decode;

/// The files as one document.
pub(crate) fn document<'f>(files: impl IntoIterator<Item = &'f String>) -> Result<Document, Failure> {
    let parts = files
        .into_iter()
        .map(|path| read(path))
        .collect::<Result<_, _>>()?;
    Ok(Document { parts })
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
