//! Characters that look like others: blanks, arrows, entities.

use super::line::Line;
use crate::repair::Repairs;
use rowproof_source::SourceId;

/// Entities of HTML that occur in copied plans.
const ENTITIES: [(&str, &str); 9] = [
    ("&nbsp;", " "),
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&apos;", "'"),
    ("&#34;", "\""),
    ("&#160;", " "),
    ("&amp;", "&"),
];

/// Turns look-alikes into what PostgreSQL prints.
pub(crate) fn clean(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    // Entities belong to XML.
    let xml = lines.iter().any(|line| line.text.contains("<explain"));
    let encoded = lines.iter().filter(|_| !xml).any(|line| {
        let text = line.text.as_ref();
        text.contains('&')
            && (text.contains("-&gt;") || text.contains("&nbsp;") || text.contains("&quot;Plan&quot;"))
    });
    for line in lines {
        clean_blanks(source, line, repairs);
        if encoded && line.rewrite(entity) {
            repairs.note(
                line.span(source),
                "characters written as in a web page (`&gt;`, `&nbsp;`) were turned back",
            );
        }
        if !line.text.is_ascii() {
            clean_arrow(source, line, repairs);
            clean_quotes(source, line, repairs);
        }
    }
}

fn entity(rest: &str, _at: usize) -> Option<(usize, &'static str)> {
    if !rest.starts_with('&') {
        return None;
    }
    ENTITIES
        .iter()
        .find(|(entity, _)| rest.starts_with(entity))
        .map(|(entity, character)| (entity.len(), *character))
}

fn clean_blanks(source: SourceId, line: &mut Line<'_>, repairs: &mut Repairs) {
    if line.text.is_ascii() {
        return;
    }
    let odd = |rest: &str, _at: usize| {
        let character = rest.chars().next()?;
        let replacement = match character {
            '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{3000}' => " ",
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => "",
            _ => return None,
        };
        Some((character.len_utf8(), replacement))
    };
    if line.rewrite(odd) {
        repairs.note(
            line.span(source),
            "blanks that are not plain spaces were replaced",
        );
    }
}

/// Arrows only where an arrow can stand: at the start of the line's words.
fn clean_arrow(source: SourceId, line: &mut Line<'_>, repairs: &mut Repairs) {
    let start = line.text.len()
        - line
            .text
            .trim_start_matches([' ', '\t', '"', '|', '│', '>'])
            .len();
    let arrow = |rest: &str, at: usize| {
        if at != start {
            return None;
        }
        let forms = ["→", "–>", "—>", "⟶", "➔", "➜", "->\u{fe0e}"];
        forms
            .iter()
            .find(|form| rest.starts_with(*form))
            .map(|form| (form.len(), "->"))
    };
    if line.rewrite(arrow) {
        repairs.note(line.span(source), "arrows of another shape were read as `->`");
    }
}

/// Curly quotes, where a line has no straight ones: an editor has "improved" all of them.
fn clean_quotes(source: SourceId, line: &mut Line<'_>, repairs: &mut Repairs) {
    let single = !line.text.contains('\'');
    let double = !line.text.contains('"');
    let quote = |rest: &str, _at: usize| {
        let character = rest.chars().next()?;
        match character {
            '‘' | '’' if single => Some((character.len_utf8(), "'")),
            '“' | '”' if double => Some((character.len_utf8(), "\"")),
            _ => None,
        }
    };
    if line.rewrite(quote) {
        repairs.note(line.span(source), "curly quotes were read as straight ones");
    }
}
