//! Every name of the catalog with its place, as the page looks through them when its reader types one.

use rowproof_engine::Report;
use rowproof_engine::catalog::Relation;

use super::understood::kind_name;
use super::writer::Writer;

/// The names of a report's catalog, written by hand as JSON:
///
/// - `parts`: the ids of the document's parts, which places name by number;
/// - `relations`: `[name, kind, part, start, end, line, columns]` each, in the order of creation, a column being
///   `[name, type, part, start, end, line]`.
///
/// Places are UTF-16 offsets, lines count from 1; part -1 is not in the text.
pub fn names_json(report: &Report) -> String {
    let mut json = Writer::new(report);
    json.text.push('{');
    json.list("parts", &report.parts, |json, part| json.string(&part.id));
    let relations: Vec<&Relation> = report.catalog.relations().collect();
    json.list("relations", &relations, |json, relation| {
        json.open();
        json.string(&relation.name.to_string());
        json.string(kind_name(relation.kind));
        json.place(Some(relation.name_span));
        json.open();
        for column in &relation.columns {
            json.open();
            json.string(&column.name);
            json.string(&column.data_type.to_string());
            json.place(Some(column.name_span));
            json.close();
        }
        json.close();
        json.close();
    });
    json.text.push('}');
    json.text
}

#[cfg(test)]
mod tests {
    use rowproof_engine::{Document, Part, Settings, analyze};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn relations_and_columns_have_their_places() {
        let text = "create table club (id int, \"na\\me\" text);\ncreate view clubs as select id from club;";
        let document = Document {
            parts: vec![Part::new("schema", text)],
        };
        let report = analyze(&document, &Settings::default());
        let names: Value = serde_json::from_str(&names_json(&report)).unwrap();
        assert_eq!(names.pointer("/parts"), Some(&json!(["schema"])));
        assert_eq!(
            names.pointer("/relations/0"),
            Some(&json!([
                "club",
                "table",
                0,
                13,
                17,
                1,
                [["id", "integer", 0, 19, 21, 1], ["na\\me", "text", 0, 27, 34, 1]]
            ]))
        );
        assert_eq!(names.pointer("/relations/1/0"), Some(&json!("clubs")));
        assert_eq!(names.pointer("/relations/1/5"), Some(&json!(2)));
    }
}
