//! What the command line takes.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rowproof_engine::findings::Severity;
use rowproof_engine::syntax::{Product, Version};
use rowproof_engine::{Level, PROFILES, Profile, RULES, Settings, find_rule, nearest};

/// Shows the row a schema would wrongly accept, the constraint that stops it, and why a plan is slow.
///
/// Everything happens on this machine; nothing is sent anywhere. The engine is the one that runs in the playground, and
/// the same text gives the same report.
#[derive(Debug, Parser)]
#[command(name = "rowproof", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rowproof check schema.sql                     what would go wrong with this schema
  rowproof check schema.sql queries.sql         the same, with the values that queries look for
  pg_dump --schema-only mydb | rowproof check -
  rowproof check --format sarif --fail-on error schema.sql
  rowproof check --baseline known.json schema.sql   only what is new; --write-baseline makes the file
  rowproof fix schema.sql                       what all safe fixes would change; --write changes the file
  rowproof explain plan.txt schema.sql          where the time goes, and the index that helps
  rowproof catalog schema.sql                   what was understood, as JSON
  rowproof catalog --format svg schema.sql      the entity-relationship diagram; also mermaid and dbml
  rowproof rules fk-no-index                    a rule's page

Settings: rowproof.toml in the folder of the first file or above it (see docs/control.md). In the text, a comment
`rowproof:ignore RULE REASON` behind a column or right above a column or statement hides a finding, and
`rowproof:ignore-file RULE REASON` those of a file; both are listed.

Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it, 2 the command could not run.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check schemas, with queries, migrations and plans beside them.
    Check(CheckArguments),
    /// Make all safe fixes at once: print what they change, or write it into the files.
    Fix(FixArguments),
    /// Print what was understood of a schema: relations, columns, keys, indexes, and what was not understood.
    Catalog(CatalogArguments),
    /// Say what sample rows show: which columns are unique in them, which follow from which, which rows look like slips, and which the
    /// schema refuses.
    Rows(RowsArguments),
    /// Read EXPLAIN output: the tree with self times, then what to do.
    Explain(ExplainArguments),
    /// List the rules, or print the page of one.
    Rules(RulesArguments),
    /// List the profiles: what each is for, and the levels it changes.
    Profiles,
    /// Print the JSON Schema of rowproof.toml, for editors.
    ConfigSchema,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Files to check together as one document, `-` for standard input. Each file's kind (schema, queries, migration,
    /// plan) is detected from its text.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
    /// Exit with 1 when there is a finding at least this severe that no baseline knows: error, warning (when nothing is
    /// said), info, hint or never.
    #[arg(long, value_enum, value_name = "SEVERITY", hide_possible_values = true)]
    pub(crate) fail_on: Option<FailOn>,
    /// Findings that are known, from a file that --write-baseline wrote: they are not printed and do not fail. Those that are
    /// no longer found are listed.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings of this run to a file, as known from now on. Plan insights are left out: plans change.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Settings to use instead of the nearest rowproof.toml in the folder of the first file or above it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Use no rowproof.toml.
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
    /// For what the database is: teaching, postgres-app, mysql-app, sqlite-embedded or strict. `rowproof profiles` says
    /// what each changes.
    #[arg(long, value_name = "PROFILE", value_parser = parse_profile)]
    pub(crate) profile: Option<&'static Profile>,
    /// Give a rule another level than its own or the profile's: RULE=off, error, warning, info or hint. Findings that the rule
    /// takes milder than usual stay milder. May be repeated.
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = parse_level)]
    pub(crate) levels: Vec<(String, Level)>,
}

#[derive(Debug, Args)]
pub(crate) struct FixArguments {
    /// Files to check and fix together as one document, `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// For what the database is, as in `rowproof check`.
    #[arg(long, value_name = "PROFILE", value_parser = parse_profile)]
    pub(crate) profile: Option<&'static Profile>,
    /// Write the fixed texts into the files. Otherwise what would change is printed, as `git apply` reads it.
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CatalogArguments {
    /// Schema files, replayed in this order into one catalog; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How to print the catalog.
    #[arg(long, value_enum, default_value_t = CatalogFormat::Json)]
    pub(crate) format: CatalogFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RowsArguments {
    /// Files of rows: CSV with a line of names, a table as psql or mysql prints it, or JSON objects; with the schema beside them where there
    /// is one. `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = DataFormat::Human)]
    pub(crate) format: DataFormat,
}

/// Which database the text is for.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct ServerArguments {
    /// The database: postgresql, mysql, mariadb or sqlite. Detected from the text when not given.
    #[arg(long, value_name = "DATABASE", value_parser = parse_product)]
    pub(crate) dialect: Option<Product>,
    /// Its version, for example 15, 8.0.16, 10.11 or 3.37: what it honours depends on it. When not given, what a dump's
    /// header says, else a current version.
    #[arg(long, value_name = "VERSION")]
    pub(crate) server_version: Option<Version>,
}

impl ServerArguments {
    /// Settings that only say the database.
    pub(crate) fn settings(self) -> Settings {
        Settings {
            product: self.dialect,
            version: self.server_version,
            ..Settings::default()
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// A file with EXPLAIN output, and the schema and queries that belong to it; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// How to print the plan.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// Tell of every rule why it is silent, or cannot decide (JSON always does).
    #[arg(long)]
    pub(crate) why_silent: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArguments {
    /// Print the page of this rule.
    #[arg(value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = DataFormat::Human)]
    pub(crate) format: DataFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For reading in a terminal.
    Human,
    /// The shape that the playground reads; with a baseline, also the ids it knows.
    Json,
    /// For a comment of a pull request: a short table, the details folded away.
    Markdown,
    /// SARIF 2.1.0, for code scanning and editors.
    Sarif,
    /// Annotations of GitHub, for a step of a workflow.
    Github,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For reading in a terminal.
    Human,
    /// The shape that the playground reads.
    Json,
    /// For a document.
    Markdown,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// For reading in a terminal.
    Human,
    /// For programs.
    Json,
    /// The diagram, for documents and code hosts that draw Mermaid.
    Mermaid,
    /// The tables, keys and types, for dbdiagram and other tools that read DBML.
    Dbml,
    /// The diagram as a picture, every relation with all its columns.
    Svg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DataFormat {
    /// For reading in a terminal.
    Human,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors only.
    Error,
    /// Warnings and errors.
    Warning,
    /// Everything but hints.
    Info,
    /// Any finding.
    Hint,
    /// Never.
    Never,
}

impl FailOn {
    /// The mildest severity that fails.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Hint => Some(Severity::Hint),
            FailOn::Never => None,
        }
    }
}

fn parse_product(word: &str) -> Result<Product, String> {
    Product::from_code(word).ok_or_else(|| "expected postgresql, mysql, mariadb or sqlite".to_owned())
}

fn parse_profile(word: &str) -> Result<&'static Profile, String> {
    Profile::from_code(word).ok_or_else(|| {
        let codes = PROFILES.iter().map(|profile| profile.code);
        unknown("profile", word, codes, "`rowproof profiles` lists them")
    })
}

/// That there is no such thing, with the one that was probably meant.
pub(crate) fn unknown<'c>(
    what: &str,
    word: &str,
    known: impl Iterator<Item = &'c str>,
    next: &str,
) -> String {
    match nearest(word, known) {
        Some(meant) => format!("there is no {what} `{word}`; the nearest is `{meant}`"),
        None => format!("there is no {what} `{word}`; {next}"),
    }
}

fn parse_level(words: &str) -> Result<(String, Level), String> {
    let (rule, level) = words
        .split_once('=')
        .ok_or("expected RULE=LEVEL, for example fk-no-index=off")?;
    if find_rule(rule).is_none() {
        let codes = RULES.iter().map(|rule| rule.code);
        return Err(unknown("rule", rule, codes, "`rowproof rules` lists them"));
    }
    let level = Level::from_word(level).ok_or("expected off, error, warning, info or hint behind the `=`")?;
    Ok((rule.to_owned(), level))
}
