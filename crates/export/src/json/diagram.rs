//! The diagram as the page reads it. Thousands of boxes and lines stand in plain lists of numbers, and the text is written by hand: the
//! page reads of it only what is in sight.

use rowproof_diagram::metrics::{HEAD, KEYS, NULL_MARK, ROW, SIDE};
use rowproof_diagram::{Diagram, Edge, Node, Row, View, keys};
use rowproof_engine::Report;
use rowproof_engine::findings::{Finding, Severity};
use rowproof_engine::source::SmallMap;

use super::writer::{Writer, numbers_of};

/// The diagram of a report's catalog:
///
/// - `summary`: in numbers; `head`, `row`, `keys`, `side`, `null_mark`: the measures of a box; `area`: left, top, right, bottom;
/// - `groups`: `[title, count, open]` each;
/// - `parts`: the ids of the document's parts, which places name by number;
/// - `nodes`: `[kind, name, words, count, more, rows]` each, a row being `[name, type, keys, not null, part, start, end, line]`;
/// - `boxes`: for each node x, y, width, height, group, then the part, start and end of its statement (part -1: not in the paste) and
///   start, end and line of its name;
/// - `within`: `[name, words, node]` for each relation of a closed group;
/// - `labels`: `[constraint, columns, referenced columns, on delete, how many to one, to how many]` for each line;
/// - `lines`: for each line from and to node, from and to row (-1: the head), the signs of both ends (many 1, optional 2; those of
///   the end times 4), how many foreign keys it is, part, start, end and line of the constraint, how many corners, the corners;
/// - `marks`: for each finding on something drawn the node, the row (-1: the head) and its severity from 0, the worst;
///   `findings`: their ids.
///
/// Places are UTF-16 offsets, lines count from 1.
pub fn diagram_json(report: &Report, view: &View) -> String {
    let diagram = Diagram::view(&report.catalog, view);
    let mut json = Writer::new(report);
    json.text.push('{');
    json.name("summary");
    json.string(&summary(&diagram));
    let measures = [
        ("head", HEAD),
        ("row", ROW),
        ("keys", KEYS),
        ("side", SIDE),
        ("null_mark", NULL_MARK),
    ];
    for (name, number) in measures {
        json.name(name);
        json.number(number);
    }
    let (from, to) = (diagram.from, diagram.to);
    json.list("area", &[from.x, from.y, to.x, to.y], |json, number| {
        json.number(*number)
    });
    json.list("groups", &diagram.groups, |json, group| {
        json.open();
        json.string(&group.title);
        json.number(group.count as i32);
        json.number(i32::from(group.open));
        json.close();
    });
    json.list("parts", &report.parts, |json, part| json.string(&part.id));
    json.list("nodes", &diagram.nodes, Writer::node);
    json.list("boxes", &diagram.nodes, Writer::place_of_node);
    json.list("within", &diagram.within, |json, within| {
        json.open();
        json.string(&within.name);
        json.string(&within.words);
        json.number(within.node as i32);
        json.close();
    });
    json.list("labels", &diagram.edges, Writer::label);
    json.list("lines", &diagram.edges, Writer::line);
    let marks = marks(report, &diagram);
    json.list("marks", &marks, |json, (node, row, finding)| {
        json.number(*node as i32);
        json.row(*row);
        json.number(rank(finding.severity));
    });
    json.list("findings", &marks, |json, (_, _, finding)| {
        json.string(&finding.id)
    });
    json.text.push('}');
    json.text
}

fn summary(diagram: &Diagram) -> String {
    let counted = |count: usize, noun: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural}")
    };
    let mut words = format!(
        "{}, {}",
        counted(diagram.relations, "relation"),
        counted(diagram.foreign_keys, "foreign key")
    );
    if !diagram.groups.is_empty() {
        words.push_str(&format!(" in {}", counted(diagram.groups.len(), "group")));
    }
    match diagram.partitions {
        0 => {}
        1 => words.push_str("; a partition is drawn as a part of its table"),
        count => words.push_str(&format!(
            "; {count} partitions are drawn as parts of their tables"
        )),
    }
    words
}

/// The findings on what is drawn, in the report's order: the node, the row when it is about one column, and the finding.
fn marks<'r>(report: &'r Report, diagram: &Diagram) -> Vec<(usize, Option<usize>, &'r Finding)> {
    let mut nodes: SmallMap<&str, usize> = SmallMap::default();
    for (number, node) in diagram
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.span.is_some())
    {
        nodes.insert(&node.name, number);
    }
    for within in &diagram.within {
        nodes.insert(&within.name, within.node);
    }
    let marks = report.visible_findings().filter_map(|finding| {
        let at = *nodes.get(finding.relation.as_deref()?)?;
        let rows = diagram
            .nodes
            .get(at)
            .filter(|node| node.span.is_some())
            .map(|node| &node.rows);
        let column = finding.columns.first();
        let row = rows.and_then(|rows| rows.iter().position(|row| Some(&row.name) == column));
        Some((at, row, finding))
    });
    marks.collect()
}

fn rank(severity: Severity) -> i32 {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
        Severity::Hint => 3,
    }
}

impl Writer<'_> {
    fn node(&mut self, node: &Node) {
        self.open();
        self.string(node.kind.name());
        self.string(&node.name);
        self.string(&node.words);
        self.number(node.count as i32);
        self.number(node.more as i32);
        self.open();
        for row in &node.rows {
            self.column(row);
        }
        self.close();
        self.close();
    }

    fn column(&mut self, row: &Row) {
        self.open();
        self.string(&row.name);
        self.string(&row.type_name);
        self.string(&keys(row));
        self.number(i32::from(row.not_null));
        self.place(row.span);
        self.close();
    }

    fn place_of_node(&mut self, node: &Node) {
        for number in [node.at.x, node.at.y, node.width, node.height] {
            self.number(number);
        }
        self.row(node.group);
        let place = self.location(node.span);
        self.numbers(
            place
                .map_or([-1, 0, 0, 0], |(part, place)| numbers_of(part, &place))
                .get(..3),
        );
        let place = self.location(node.name_span);
        self.numbers(
            place
                .map_or([0; 4], |(part, place)| numbers_of(part, &place))
                .get(1..),
        );
    }

    fn label(&mut self, edge: &Edge) {
        self.open();
        self.string(&edge.name);
        self.string(&edge.columns.join(", "));
        self.string(&edge.referenced_columns.join(", "));
        self.string(edge.on_delete);
        self.string(edge.from_end.words());
        self.string(edge.to_end.words());
        self.close();
    }

    fn line(&mut self, edge: &Edge) {
        self.number(edge.from as i32);
        self.number(edge.to as i32);
        self.row(edge.from_row);
        self.row(edge.to_row);
        let sign = |many: bool, optional: bool| i32::from(many) + 2 * i32::from(optional);
        let (from, to) = (edge.from_end, edge.to_end);
        self.number(sign(from.many, from.optional) + 4 * sign(to.many, to.optional));
        self.number(edge.count as i32);
        self.place(Some(edge.span));
        self.number(edge.points.len() as i32);
        for point in &edge.points {
            self.number(point.x);
            self.number(point.y);
        }
    }
}

#[cfg(test)]
mod tests {
    use rowproof_engine::{Document, Part, Settings, analyze};
    use serde_json::{Value, json};

    use super::*;

    fn drawn(sql: &str) -> Value {
        let document = Document {
            parts: vec![Part::new("schema.sql", sql)],
        };
        let report = analyze(&document, &Settings::default());
        serde_json::from_str(&diagram_json(&report, &View::default())).unwrap()
    }

    fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
        value.pointer(pointer).unwrap_or(&Value::Null)
    }

    #[test]
    fn boxes_lines_and_marks_stand_in_lists() {
        let value = drawn(
            "create table club (id bigint primary key, \"na\\me\" text not null);\n\
             create table member (\n  id bigint primary key,\n  email text not null,\n  club_id bigint references club (id)\n);\n",
        );
        assert_eq!(at(&value, "/summary"), "2 relations, 1 foreign key");
        assert_eq!(at(&value, "/nodes/0/5/1/0"), "na\\me");
        assert_eq!(at(&value, "/nodes/1/1"), "member");
        assert_eq!(at(&value, "/nodes/1/2"), "member id email club_id");
        assert_eq!(at(&value, "/nodes/1/5/0/2"), "PK");
        assert_eq!(
            at(&value, "/nodes/1/5/2"),
            &json!(["club_id", "bigint", "FK", 0, 0, 138, 173, 5])
        );
        assert_eq!(at(&value, "/boxes").as_array().unwrap().len(), 2 * 11);
        // From member's third row to club's first; zero or more to zero or one.
        let line: Vec<i64> = at(&value, "/lines")
            .as_array()
            .unwrap()
            .iter()
            .map(|number| number.as_i64().unwrap())
            .collect();
        assert_eq!(line.get(..6).unwrap(), [1, 0, 2, 0, 3 + 4 * 2, 1]);
        assert_eq!(line.len() as i64, 11 + 2 * line.get(10).unwrap());
        let found = at(&value, "/findings")
            .as_array()
            .unwrap()
            .iter()
            .position(|id| id == "email-not-unique:member.email")
            .unwrap();
        assert_eq!(at(&value, &format!("/marks/{}", found * 3)), 1);
        assert_eq!(at(&value, &format!("/marks/{}", found * 3 + 1)), 1);
    }

    #[test]
    fn many_relations_come_in_groups_with_what_is_within() {
        let tables: String = (0..160)
            .map(|number| {
                let kind = ["sales", "stock"].get(number % 2).unwrap();
                format!("create table {kind}_{number} (id bigint primary key);\n")
            })
            .collect();
        let value = drawn(&tables);
        assert_eq!(
            at(&value, "/groups"),
            &json!([["sales…", 80, 0], ["stock…", 80, 0]])
        );
        assert_eq!(at(&value, "/nodes/0/0"), "group");
        assert_eq!(at(&value, "/within").as_array().unwrap().len(), 160);
        assert_eq!(at(&value, "/within/1"), &json!(["stock_1", "stock_1 id", 1]));
    }
}
