//! What is copied of a document for elsewhere: links and texts as Markdown.

use std::fmt::Write as _;

use yew::AttrValue;

use super::length::MOST_PROGRAMS;
use crate::state::AppState;
use crate::state::analysis::counts_in_words;
use crate::state::document::Part;
use crate::state::kinds::Kind;

/// The longest body of an issue that GitHub takes is 65,536 characters; the text goes in as far as it leaves room.
const LONGEST_ISSUE: usize = 60_000;

/// A link as Markdown, called by what was found.
#[inline(never)]
pub fn markdown_link(state: &AppState, address: &str) -> String {
    let report = state.analysis.report.as_ref();
    let found = report.map_or("a document".to_owned(), |report| counts_in_words(&report.counts));
    format!("[Rowproof: {found}]({address})")
}

/// The texts of a document as Markdown, one after the other.
pub fn texts_as_markdown(texts: &[(String, &'static str, AttrValue)]) -> String {
    let mut out = String::new();
    for (title, language, text) in texts {
        let fence = fence_around(text);
        let text = text.trim_end();
        let _infallible = write!(out, "**{title}**\n\n{fence}{language}\n{text}\n{fence}\n\n");
    }
    out
}

/// The texts that are to be shared, with their titles and languages: as they are, or with names and values replaced.
pub fn texts_of(state: &AppState) -> Vec<(String, &'static str, AttrValue)> {
    let redaction = state.sharing.redaction_of(state.document.revision);
    let parts = state.document.parts.iter().enumerate();
    let texts = parts.map(|(place, part)| {
        let redacted = redaction.and_then(|redaction| redaction.texts.get(place));
        let text = redacted.unwrap_or(&part.text.content).clone();
        let kind = state.kind_of(&part.id);
        let title = match redaction {
            Some(_) => kind.map_or("Text", Kind::title).to_owned(),
            None => state.title_of(&part.id),
        };
        let language = match kind {
            Some(Kind::Plan) => "text",
            Some(Kind::Rows) => "csv",
            _ => "sql",
        };
        (title, language, text)
    });
    texts.collect()
}

/// Markdown with the text, then what was found, then the link, if it is one that most programs take.
pub fn markdown(state: &AppState, findings: &str, address: Option<&str>) -> String {
    let mut out = texts_as_markdown(&texts_of(state));
    out.push_str(findings.trim_end());
    out.push('\n');
    out.push_str(&link_line(address));
    out
}

/// The body of an issue: what was found, the text folded away, the link.
pub fn issue(state: &AppState, findings: &str, address: Option<&str>) -> String {
    let texts = texts_as_markdown(&texts_of(state));
    let mut out = format!("{}\n", findings.trim_end());
    if out.len() + texts.len() <= LONGEST_ISSUE {
        let _infallible = write!(
            out,
            "\n<details><summary>The text</summary>\n\n{texts}</details>\n"
        );
    } else {
        out.push_str("\nThe text is too long for an issue; it is to be attached as a file.\n");
    }
    out.push_str(&link_line(address));
    out
}

fn link_line(address: Option<&str>) -> String {
    let address = address.filter(|address| address.len() < MOST_PROGRAMS);
    address.map_or(String::new(), |address| {
        format!("\n[Open it in Rowproof]({address})\n")
    })
}

/// A fence longer than any run of backticks in the text.
fn fence_around(text: &str) -> String {
    let longest = text
        .split(|sign| sign != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

/// What the parts are called as files, in their order; no two alike.
#[inline(never)]
pub fn file_names(state: &AppState) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in state.document.parts.iter().filter(|part| !part.text.is_blank()) {
        let name = file_name(state, part);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let numbered = (2..).map(|number| format!("{stem}-{number}.{ending}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        names.extend(candidates.find(|name| !names.contains(name)));
    }
    names
}

fn file_name(state: &AppState, part: &Part) -> String {
    if let Some(name) = part.name.as_deref().filter(|_| !state.sharing.redacts) {
        return name.to_owned();
    }
    let name = match state.kind_of(&part.id) {
        Some(Kind::Queries) => "queries.sql",
        Some(Kind::Migration) => "migration.sql",
        Some(Kind::Plan) => "plan.txt",
        Some(Kind::Rows) => "rows.csv",
        Some(Kind::Schema) | None => "schema.sql",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::document::Document;
    use crate::state::layout::Theme;

    fn state(parts: &[(&str, Option<Kind>, Option<&'static str>)]) -> AppState {
        let mut document = Document::new("");
        document.parts.clear();
        for (text, kind, name) in parts {
            let id = document.add_part(text);
            let part = document.part_mut(&id).unwrap();
            part.kind = *kind;
            part.name = name.map(AttrValue::Static);
        }
        AppState::new(document, Vec::new(), Theme::Auto)
    }

    #[test]
    fn fences_outgrow_what_they_enclose() {
        let state = state(&[("select '```';", Some(Kind::Queries), None)]);
        let out = markdown(&state, "**1 finding**\n\n", Some("https://example.org/#t=x"));
        assert!(out.starts_with("**Queries**\n\n````sql\nselect '```';\n````\n\n**1 finding**\n"));
        assert!(out.ends_with("[Open it in Rowproof](https://example.org/#t=x)\n"));
    }
}
