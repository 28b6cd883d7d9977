//! Rows of data with their values replaced.

use super::Redactor;

/// Where cells end. Which of them separates is not asked: a sign that stands inside a cell ends no word either.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// The rows with their values replaced; the first line names the columns. Rules of printed tables stay.
pub fn redacted(text: &str, redactor: &mut Redactor) -> String {
    let mut out = String::with_capacity(text.len());
    if text.trim_start().starts_with(['[', '{']) {
        super::plan::with_values(&mut out, text, redactor);
        return out;
    }
    let mut is_head = true;
    for (number, line) in text.split('\n').enumerate() {
        out.push_str(if number > 0 { "\n" } else { "" });
        if line.contains("--") && line.bytes().all(|byte| b"-+|: \r".contains(&byte)) {
            out.push_str(line);
            continue;
        }
        let mut rest = line;
        while !rest.is_empty() {
            let end = rest.find(SEPARATORS).unwrap_or(rest.len());
            let (cell, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            write_cell(&mut out, cell, is_head, redactor);
            let sign = after.chars().next();
            out.extend(sign);
            rest = after.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
        }
        is_head &= line.trim().is_empty();
    }
    out
}

fn write_cell(out: &mut String, cell: &str, is_head: bool, redactor: &mut Redactor) {
    let content = cell.trim_matches([' ', '"', '\r']);
    let (before, after) = cell.split_once(content).unwrap_or((cell, ""));
    out.push_str(before);
    if is_head && !content.is_empty() {
        out.push_str(&redactor.names.placeholder(content, "column"));
    } else {
        out.push_str(redactor.values.text(content).as_deref().unwrap_or(content));
    }
    out.push_str(after);
}
