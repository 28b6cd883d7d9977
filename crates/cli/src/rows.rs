//! `rowproof rows`

use std::io::Write;
use std::process::ExitCode;

use rowproof_engine::analyze;
use rowproof_export::json::rows_json;

use crate::arguments::{DataFormat, RowsArguments};
use crate::{Failure, input};

pub(crate) fn run(arguments: &RowsArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let document = input::document(&arguments.files)?;
    let report = analyze(&document, &arguments.server.settings());
    let survey = rows_json(&report);
    match arguments.format {
        DataFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &survey)?;
            writeln!(out)?;
        }
        DataFormat::Human => {
            writeln!(out, "{}", survey.summary)?;
            for row in &survey.rows {
                writeln!(
                    out,
                    "\n{} ({}:{})",
                    row.subject, row.location.part, row.location.line
                )?;
                for line in row.cells.iter().flatten() {
                    writeln!(out, "  {}", line.text)?;
                }
            }
            writeln!(out, "\n{}", survey.note)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
