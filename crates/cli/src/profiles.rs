//! `rowproof profiles`

use std::io::Write;
use std::process::ExitCode;

use rowproof_engine::PROFILES;

use crate::Failure;

pub(crate) fn run(out: &mut impl Write) -> Result<ExitCode, Failure> {
    for profile in PROFILES {
        writeln!(out, "{}: {}", profile.code, profile.summary)?;
        if profile.is_raised() {
            writeln!(out, "  {:30} one step worse", "every rule")?;
        }
        for (rule, level) in profile.levels() {
            writeln!(out, "  {rule:30} {}", level.as_str())?;
        }
        writeln!(out)?;
    }
    Ok(ExitCode::SUCCESS)
}
