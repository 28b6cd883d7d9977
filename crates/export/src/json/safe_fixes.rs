//! What the safe fixes of a report make of its texts, as the page shows it before it is done.

use rowproof_engine::Report;
use rowproof_engine::findings::Finding;
use rowproof_engine::safe_fixes::{Line, SafeFixes};
use rowproof_engine::source::LineIndex;

use super::writer::Writer;

/// Written by hand as JSON:
///
/// - `made`, `unwanted`: the ids of the findings that are fixed, and of those that could be;
/// - `left`: `[why, ids]` each, for findings that are not fixed for the same reason, the most findings first;
/// - `after`: how many findings there are then: errors, warnings, infos, hints;
/// - `arose`: `[severity, message]` of findings that were not there;
/// - `edits`: `[part, start, end, start byte, end byte, text]`, whole lines, part being the part's id and the first places UTF-16 offsets,
///   ordered and not overlapping;
/// - `hunks`: `[part, old line, new line, lines]`, lines being `[sign, text]` with `+`, `-` or a space.
pub fn safe_fixes_json(report: &Report, fixes: &SafeFixes<'_>) -> String {
    let mut json = Writer::new(report);
    json.text.push('{');
    let id = |json: &mut Writer<'_>, finding: &&Finding| json.string(&finding.id);
    json.list("made", &fixes.made, id);
    json.list("unwanted", &fixes.unwanted, id);
    json.list("left", &fixes.reasons(), |json, (why, findings)| {
        json.open();
        json.string(why);
        json.open();
        findings.iter().for_each(|finding| json.string(&finding.id));
        json.close();
        json.close();
    });
    let after = fixes.report.as_ref().unwrap_or(report);
    let mut counts = [0; 4];
    for finding in after.visible_findings() {
        if let Some(count) = counts.get_mut(finding.severity as usize) {
            *count += 1;
        }
    }
    json.list("after", &counts, |json, count| json.number(*count));
    json.list("arose", &fixes.arose(report), |json, finding| {
        json.open();
        json.string(finding.severity.as_str());
        json.string(&finding.message);
        json.close();
    });
    write_texts(&mut json, report, fixes);
    json.text.push('}');
    json.text
}

fn write_texts(json: &mut Writer<'_>, report: &Report, fixes: &SafeFixes<'_>) {
    let texts = report.parts.iter().zip(&fixes.document.parts).zip(&fixes.lines);
    let changed: Vec<_> = texts
        .filter(|((old, new), _)| *old.source.text() != *new.text)
        .collect();
    json.name("edits");
    json.open();
    for ((old, new), lines) in &changed {
        let text = old.source.text();
        let index = LineIndex::new(text);
        let (old_starts, new_starts) = (starts(text), starts(&new.text));
        for change in lines.replaced(old_starts.len() - 1) {
            let place = |starts: &[usize], line: usize| starts.get(line).copied().unwrap_or_default();
            let (mut from, mut to) = (
                place(&old_starts, change.old.start),
                place(&old_starts, change.old.end),
            );
            let (mut start, mut end) = (
                place(&new_starts, change.new.start),
                place(&new_starts, change.new.end),
            );
            // The last line has no break behind it: that before it goes with it.
            if to > text.len() || end > new.text.len() {
                (from, to) = (from.saturating_sub(1), text.len());
                (start, end) = (start.saturating_sub(1), new.text.len());
            }
            json.open();
            json.string(&old.id);
            let utf16 = |byte: usize| index.position(byte as u32).offset_utf16 as i32;
            json.numbers([utf16(from), utf16(to), from as i32, to as i32].get(..));
            json.string(new.text.get(start..end).unwrap_or_default());
            json.close();
        }
    }
    json.close();
    json.name("hunks");
    json.open();
    for ((old, new), lines) in &changed {
        for hunk in lines.hunks(old.source.text(), &new.text) {
            json.open();
            json.string(&old.id);
            json.numbers([hunk.old_start as i32, hunk.new_start as i32].get(..));
            json.open();
            for line in &hunk.lines {
                let (sign, text) = match line {
                    Line::Same(text) => (" ", text),
                    Line::Removed(text) => ("-", text),
                    Line::Added(text) => ("+", text),
                };
                json.open();
                json.string(sign);
                json.string(text);
                json.close();
            }
            json.close();
            json.close();
        }
    }
    json.close();
}

/// Where each line starts, and where the one behind the last would.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split('\n') {
        at += line.len() + 1;
        starts.push(at);
    }
    starts
}

#[cfg(test)]
mod tests {
    use rowproof_engine::safe_fixes::fix_safely;
    use rowproof_engine::{Document, Part, Settings, analyze};
    use serde_json::{Value, json};

    use super::*;

    fn answer(text: &str) -> (Value, String) {
        let document = Document {
            parts: vec![Part::new("schema", text)],
        };
        let settings = Settings::default();
        let report = analyze(&document, &settings);
        let fixes = fix_safely(&document, &settings, &report, &[]);
        let json = safe_fixes_json(&report, &fixes);
        (
            serde_json::from_str(&json).unwrap(),
            fixes.document.parts[0].text.to_string(),
        )
    }

    /// The text after the edits of an answer, by the bytes and by the UTF-16 units.
    fn after_edits(text: &str, answer: &Value) -> (String, String) {
        let mut bytes = text.to_owned();
        let mut units: Vec<u16> = text.encode_utf16().collect();
        for edit in answer["edits"].as_array().unwrap().iter().rev() {
            let place = |at: usize| edit[at].as_u64().unwrap() as usize;
            let words = edit[5].as_str().unwrap();
            bytes.replace_range(place(3)..place(4), words);
            units.splice(place(1)..place(2), words.encode_utf16());
        }
        (bytes, String::from_utf16(&units).unwrap())
    }

    #[test]
    fn the_edits_make_the_text_and_the_hunks_show_it() {
        let schemas = [
            "create table customer (id bigint primary key, é text);\n\ncreate table invoice (\n\tid bigint primary key,\n\tcustomer_id bigint not null references customer\n);\n",
            "create table a (id bigint primary key); create table b (id bigint primary key, a_id bigint not null references a)",
        ];
        for schema in schemas {
            let (answer, text) = answer(schema);
            assert_ne!(text, schema);
            let (bytes, units) = after_edits(schema, &answer);
            assert_eq!(bytes, text);
            assert_eq!(units, text);
            let hunks = answer["hunks"].as_array().unwrap();
            let signs = hunks.iter().flat_map(|hunk| hunk[3].as_array().unwrap());
            assert!(signs.clone().any(|line| line[0] == "+"), "{hunks:?}");
        }
    }

    #[test]
    fn what_is_left_out_stands_under_its_reason() {
        let (answer, _) = answer(
            "create table post (id bigint primary key, note char(3), word char(4), made_at timestamp not null);",
        );
        assert_eq!(answer.pointer("/after").unwrap().as_array().unwrap().len(), 4);
        let left = answer["left"].as_array().unwrap();
        for reason in left {
            assert!(!reason[0].as_str().unwrap().is_empty());
            assert!(!reason[1].as_array().unwrap().is_empty());
        }
        let (nothing, text) = answer_of_nothing();
        assert_eq!(nothing["edits"], json!([]));
        assert_eq!(nothing["hunks"], json!([]));
        assert_eq!(text, "");
    }

    fn answer_of_nothing() -> (Value, String) {
        answer("")
    }
}
