//! Sample rows.

/// How many lines are compared.
const MAX_LINES: usize = 20;

/// Words a line of SQL starts with; a header of that name is rarer than a statement.
const VERBS: &str =
    "select with insert update delete create alter drop set grant begin comment -- /* explain values";

/// The reason, when the text is rows.
pub(super) fn recognise(text: &str) -> Option<String> {
    json(text).or_else(|| printed(text)).or_else(|| separated(text))
}

fn json(text: &str) -> Option<String> {
    let text = text.trim_start();
    let is_object = |line: &str| line.starts_with("{\"") && line.ends_with('}');
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.next().is_some_and(is_object) && lines.next().is_none_or(is_object) {
        return Some("has a JSON object in each line".to_owned());
    }
    let rest = text.strip_prefix('[')?.trim_start();
    let is_objects = rest.starts_with('{') && rest.contains("\":");
    is_objects.then(|| "is a JSON array of objects".to_owned())
}

/// A table as `psql` and `mysql` print it, or Markdown: a line of names between bars, above a rule.
fn printed(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.take(3).collect();
    let is_rule = |line: &&str| {
        line.contains("--") && line.contains(['+', '|']) && line.bytes().all(|byte| b"-+|: ".contains(&byte))
    };
    let rule = lines.iter().skip(1).position(is_rule)?;
    let names = lines
        .get(rule)
        .filter(|line| line.contains('|') && !line.starts_with("--"))?;
    let has_several = names.trim_matches('|').contains('|');
    has_several.then(|| "has columns between bars".to_owned())
}

fn separated(text: &str) -> Option<String> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MAX_LINES)
        .collect();
    let first = lines.first()?.trim_start();
    let is_statement = VERBS.split(' ').any(|verb| {
        first
            .get(..verb.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(verb) && !first.starts_with("set,"))
    });
    if lines.len() < 2 || is_statement || first.ends_with(['(', ';']) {
        return None;
    }
    let (separator, name) = [('\t', "tabs"), (',', "commas"), (';', "semicolons")]
        .into_iter()
        .find(|(separator, _)| first.contains(*separator))?;
    let columns = fields(first, separator);
    let same = lines
        .iter()
        .filter(|line| fields(line, separator) == columns)
        .count();
    // A quoted value may run over lines, so not every line has to agree.
    let mostly = same * 5 >= lines.len() * 4 && columns > 1;
    mostly.then(|| format!("{columns} columns separated by {name}"))
}

/// The number of fields; separators in double quotes do not count.
fn fields(line: &str, separator: char) -> usize {
    let mut quoted = false;
    let mut count = 1;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            _ if character == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}
