//! The file of known findings: `{ "format": 1, "findings": ["rule:object", …] }`, sorted, one to a line, so that changes to it
//! can be reviewed.

use std::fs;
use std::path::Path;

use rowproof_export::Baseline;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Raised when the file changes its meaning.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    format: u32,
    findings: Vec<String>,
}

pub(crate) fn read(path: &Path) -> Result<Baseline, Failure> {
    let shown = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Failure::ReadBaseline {
        path: shown.clone(),
        error,
    })?;
    let file: BaselineFile = serde_json::from_str(&text).map_err(|error| Failure::Baseline {
        path: shown.clone(),
        problem: error.to_string(),
    })?;
    if file.format != FORMAT {
        return Err(Failure::Baseline {
            path: shown,
            problem: format!("its format is {}, and this version reads {FORMAT}", file.format),
        });
    }
    Ok(Baseline::new(file.findings))
}

pub(crate) fn write(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let file = BaselineFile {
        format: FORMAT,
        findings: baseline.ids().to_vec(),
    };
    let text = serde_json::to_string_pretty(&file)?;
    fs::write(path, text + "\n").map_err(|error| Failure::WriteFile {
        path: path.display().to_string(),
        error,
    })
}
