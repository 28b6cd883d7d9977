//! `cargo xtask new-rule`: the files of a rule, compiling and failing until they are filled.

use std::path::Path;

use crate::error::{Result, TaskError};
use crate::project::{self, Project};

/// The group whose rules look at plans; all others look at schemas.
const PLANS: &str = "plans";
const RULES: &str = "crates/rules/src";
const FIXTURES: &str = "crates/rules/fixtures";
const SCHEMA_RULE: &str = include_str!("../templates/schema_rule.rs.txt");
const PLAN_RULE: &str = include_str!("../templates/plan_rule.rs.txt");
const SCHEMA_FIXTURES: [(&str, &str); 2] = [
    (
        "finds_example.sql",
        "-- Fill in: the fewest statements in which the rule finds its problem.\nCREATE TABLE example (id bigint PRIMARY KEY);\n",
    ),
    (
        "clean_example.sql",
        "-- Fill in: the nearest thing that is right as it is.\nCREATE TABLE example (id bigint PRIMARY KEY);\n",
    ),
];
/// A plan has no comments: what is to be filled in is the plan itself.
const PLAN_FIXTURE: &str =
    "Seq Scan on example  (cost=0.00..18.50 rows=850 width=68) (actual time=0.010..0.120 rows=850 loops=1)\n";
const PLAN_FIXTURES: [(&str, &str); 2] = [
    ("finds_example.txt", PLAN_FIXTURE),
    ("clean_example.txt", PLAN_FIXTURE),
];

/// Writes the rule, its line in the group and in the registry, and its two fixtures.
///
/// # Errors
/// When the code is not fit for a rule, is taken, or the group does not exist.
pub fn new_rule(project: &Project, code: &str, group: &str) -> Result<()> {
    let module = module_name(code)?;
    let groups = groups(&project.path(RULES));
    if !groups.iter().any(|known| known == group) {
        return Err(TaskError::Check(format!(
            "there is no group {group}; there are {}",
            groups.join(", ")
        )));
    }
    let group_file = project.path(&format!("{RULES}/{group}/mod.rs"));
    let rule_file = project.path(&format!("{RULES}/{group}/{module}.rs"));
    let registry_file = project.path(&format!("{RULES}/registry.rs"));
    let registry = project::read_text(&registry_file)?;
    if rule_file.exists() || registry.contains(&format!("::{module}::RULE,")) {
        return Err(TaskError::Check(format!("there is a rule {code} already")));
    }
    let group_text = project::read_text(&group_file)?;
    let changed_group = with_line(
        &group_text,
        "pub(crate) mod ",
        &format!("pub(crate) mod {module};"),
    )
    .unwrap_or_else(|| format!("{}\n\npub(crate) mod {module};\n", group_text.trim_end()));
    let line = format!("    &{group}::{module}::RULE,");
    let changed_registry = with_line(&registry, "    &", &line)
        .ok_or_else(|| TaskError::Check("registry.rs does not list rules in the usual form".to_owned()))?;

    project::write(&rule_file, rule_text(code, group))?;
    project::write(&group_file, changed_group)?;
    project::write(&registry_file, changed_registry)?;
    for (name, text) in if group == PLANS {
        PLAN_FIXTURES
    } else {
        SCHEMA_FIXTURES
    } {
        let fixture = project.path(&format!("{FIXTURES}/{code}/{name}"));
        project::write(&fixture, text)?;
        println!("wrote {}", project.shown(&fixture));
    }
    println!("wrote {}", project.shown(&rule_file));
    println!(
        "changed {} and {}",
        project.shown(&group_file),
        project.shown(&registry_file)
    );
    println!(
        "next: fill in the page, the check, the words and the fixtures; `cargo xtask test --only native` fails until then"
    );
    Ok(())
}

/// `fk-no-index` → `fk_no_index`.
fn module_name(code: &str) -> Result<String> {
    let word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word
                .chars()
                .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit())
    };
    if code.contains('-') && code.split('-').all(word) {
        return Ok(code.replace('-', "_"));
    }
    Err(TaskError::Check(format!(
        "`{code}`: a code is two or more words in lower case with hyphens: no-primary-key"
    )))
}

fn rule_text(code: &str, group: &str) -> String {
    let template = if group == PLANS { PLAN_RULE } else { SCHEMA_RULE };
    template
        .replace("TITLE", &title(code))
        .replace("CODE", code)
        .replace("FACT", &type_name(code))
}

/// `fk-no-index` → `Fk no index`.
fn title(code: &str) -> String {
    capitalised(&code.replace('-', " "))
}

/// `fk-no-index` → `FkNoIndex`.
fn type_name(code: &str) -> String {
    code.split('-').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

/// The text with `line` at its place among the lines that start with `prefix`; none when there are none. The registry is
/// sorted by code, whatever the group that stands before it.
fn with_line(text: &str, prefix: &str, line: &str) -> Option<String> {
    let code = |line: &str| {
        line.trim_end_matches("::RULE,")
            .rsplit("::")
            .next()
            .map(str::to_owned)
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let later = lines
        .iter()
        .position(|own| own.starts_with(prefix) && code(own) > code(line));
    let last = lines.iter().rposition(|own| own.starts_with(prefix))?;
    lines.insert(later.unwrap_or(last + 1), line);
    Some(lines.join("\n") + "\n")
}

/// The folders with rules. What stands deeper is shared by the rules of a group.
fn groups(rules: &Path) -> Vec<String> {
    let files = project::files_below(rules).into_iter();
    let modules = files.filter(|file| file.file_name().is_some_and(|name| name == "mod.rs"));
    let folders = modules.filter_map(|file| file.parent().map(Path::to_owned));
    let groups = folders.filter(|folder| folder.parent() == Some(rules));
    let names = groups.filter_map(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    names.filter(|name| name != "fix").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_gives_the_names() {
        assert_eq!(module_name("fk-no-index").unwrap(), "fk_no_index");
        assert_eq!(
            (title("fk-no-index").as_str(), type_name("fk-no-index").as_str()),
            ("Fk no index", "FkNoIndex")
        );
        for wrong in ["index", "Fk-index", "fk--index", "fk_no-index", "../x-y", "1-a"] {
            assert!(module_name(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_line_goes_to_its_place() {
        let text = "use x;\nconst RULES: &[&Rule] = &[\n    &z::b_c::RULE,\n    &a::d_e::RULE,\n];\n";
        let changed = with_line(text, "    &", "    &m::c_d::RULE,").unwrap();
        let rules = "    &z::b_c::RULE,\n    &m::c_d::RULE,\n    &a::d_e::RULE,\n];\n";
        assert_eq!(changed, format!("use x;\nconst RULES: &[&Rule] = &[\n{rules}"));
        let group =
            "//! Group.\n\npub(crate) mod a_b;\npub(crate) mod d_e;\nmod shared;\npub(crate) mod x_y;\n";
        let changed = with_line(group, "pub(crate) mod ", "pub(crate) mod b_c;").unwrap();
        assert_eq!(changed.lines().nth(3), Some("pub(crate) mod b_c;"));
        let changed = with_line(group, "pub(crate) mod ", "pub(crate) mod z_z;").unwrap();
        assert_eq!(changed.lines().last(), Some("pub(crate) mod z_z;"));
        assert_eq!(
            with_line("//! Group.\n", "pub(crate) mod ", "pub(crate) mod x;"),
            None
        );
    }
}
