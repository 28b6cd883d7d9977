//! From SQL to what is drawn: cardinalities, keys, groups, and the texts for other programs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use rowproof_catalog::Catalog;
use rowproof_diagram::layout::Point;
use rowproof_diagram::{Detail, Diagram, Edge, GROUPED_FROM, Move, NodeKind, View, dbml, mermaid, svg};
use rowproof_source::SourceId;
use rowproof_syntax::Dialect::{self, PostgreSql, Sqlite};
use rowproof_syntax::parse_script;

fn catalog(dialect: Dialect, script: &str) -> Catalog {
    Catalog::from_script(&parse_script(SourceId(0), script, dialect))
}

fn drawn(script: &str) -> Diagram {
    Diagram::of(&catalog(PostgreSql, script))
}

/// `orders.customer_id → customer: zero or more, exactly one` for each edge.
fn told(diagram: &Diagram) -> Vec<String> {
    let name = |at: usize| diagram.nodes.get(at).unwrap().name.as_str();
    let told = |edge: &Edge| {
        format!(
            "{}.{} → {}: {}, {}",
            name(edge.from),
            edge.columns.join("+"),
            name(edge.to),
            edge.from_end.words(),
            edge.to_end.words()
        )
    };
    diagram.edges.iter().map(told).collect()
}

const SHOP: &str = "
    create table customer (id bigint primary key, parent_id bigint references customer (id));
    create table orders (id bigint primary key, customer_id bigint not null references customer (id), note text);
    create table invoice (order_id bigint primary key references orders (id));
    create table card (id bigint primary key, customer_id bigint unique references customer (id));
    create table line (order_id bigint not null, position int not null, product_id bigint references product (id),
        primary key (order_id, position), foreign key (order_id) references orders (id) on delete cascade);
";

#[test]
fn both_ends_say_how_many() {
    assert_eq!(
        told(&drawn(SHOP)),
        [
            "customer.parent_id → customer: zero or more, zero or one",
            "orders.customer_id → customer: zero or more, exactly one",
            "invoice.order_id → orders: zero or one, exactly one",
            "card.customer_id → customer: zero or one, zero or one",
            "line.product_id → product: zero or more, zero or one",
            "line.order_id → orders: zero or more, exactly one",
        ]
    );
}

#[test]
fn a_null_among_several_columns_refers_to_nothing_unless_all_are_null() {
    let script = |matching: &str| {
        format!(
            "create table a (x int, y int, primary key (x, y));
             create table b (x int not null, y int, foreign key (x, y) references a (x, y) {matching}, unique (x));"
        )
    };
    assert_eq!(told(&drawn(&script(""))), ["b.x+y → a: zero or one, zero or one"]);
    assert_eq!(
        told(&drawn(&script("match full"))),
        ["b.x+y → a: zero or one, exactly one"]
    );
}

#[test]
fn columns_tell_their_keys_and_what_is_missing_is_drawn() {
    let diagram = drawn(SHOP);
    let line = diagram.nodes.iter().find(|node| node.name == "line").unwrap();
    let rows: Vec<(&str, bool, bool, bool)> = line
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.primary, row.foreign, row.not_null))
        .collect();
    assert_eq!(
        rows,
        [
            ("order_id", true, true, true),
            ("position", true, false, true),
            ("product_id", false, true, false)
        ]
    );
    let product = diagram.nodes.last().unwrap();
    assert_eq!(
        (product.kind, product.name.as_str()),
        (NodeKind::Missing, "product")
    );
    assert_eq!(diagram.relations, 5);
}

#[test]
fn partitions_are_parts_of_their_table() {
    let diagram = drawn(
        "create table event (id bigint, at date not null, primary key (id, at)) partition by range (at);
         create table event_2026 partition of event for values from ('2026-01-01') to ('2027-01-01');
         create table note (event_id bigint, at date, foreign key (event_id, at) references event_2026 (id, at));",
    );
    let names: Vec<&str> = diagram.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["event", "note"]);
    assert_eq!(diagram.partitions, 1);
    assert_eq!(
        told(&diagram),
        ["note.event_id+at → event: zero or more, zero or one"]
    );
}

#[test]
fn lines_leave_at_their_columns() {
    let diagram = drawn(SHOP);
    for edge in &diagram.edges {
        for (end, node, row) in [
            (edge.points.first(), edge.from, edge.from_row),
            (edge.points.last(), edge.to, edge.to_row),
        ] {
            let (end, node) = (end.unwrap(), diagram.nodes.get(node).unwrap());
            assert!(
                end.x == node.at.x || end.x == node.at.x + node.width,
                "{} {end:?}",
                edge.name
            );
            let middle = node.at.y + rowproof_diagram::metrics::row_middle(row);
            assert!(
                (end.y - middle).abs() <= 8,
                "{}: {} against {middle}",
                edge.name,
                end.y
            );
        }
    }
}

#[test]
fn less_can_be_drawn_of_each_relation() {
    let catalog = catalog(PostgreSql, SHOP);
    let rows = |detail: Detail| {
        let view = View {
            detail,
            ..View::default()
        };
        let diagram = Diagram::view(&catalog, &view);
        let orders = diagram.nodes.get(1).unwrap().clone();
        let names: Vec<String> = orders.rows.iter().map(|row| row.name.clone()).collect();
        let leaves = diagram.edges.get(1).unwrap().from_row;
        (names.join(" "), orders.more, leaves)
    };
    assert_eq!(
        rows(Detail::Columns),
        ("id customer_id note".to_owned(), 0, Some(1))
    );
    assert_eq!(rows(Detail::Keys), ("id customer_id".to_owned(), 1, Some(1)));
    assert_eq!(rows(Detail::Names), (String::new(), 0, None));
}

#[test]
fn wide_relations_keep_their_keys() {
    let columns: String = (0..120).map(|number| format!("c{number} text, ")).collect();
    let diagram = drawn(&format!("create table wide ({columns} id bigint primary key);"));
    let wide = diagram.nodes.first().unwrap();
    assert_eq!((wide.rows.len(), wide.more, wide.count), (40, 81, 121));
    assert_eq!(wide.rows.last().unwrap().name, "id");
}

#[test]
fn a_moved_box_takes_its_lines_along() {
    let catalog = catalog(PostgreSql, SHOP);
    let at = Point { x: -500, y: 900 };
    let view = View {
        moves: vec![
            Move {
                name: "orders".to_owned(),
                at,
            },
            Move {
                name: "gone".to_owned(),
                at,
            },
        ],
        ..View::default()
    };
    let (before, after) = (Diagram::of(&catalog), Diagram::view(&catalog, &view));
    for (number, (old, new)) in before.nodes.iter().zip(&after.nodes).enumerate() {
        assert_eq!(new.at, if number == 1 { at } else { old.at });
    }
    let orders = after.nodes.get(1).unwrap();
    let line = after.edges.get(1).unwrap();
    let start = line.points.first().unwrap();
    assert!(start.x == at.x || start.x == at.x + orders.width);
    assert_eq!(before.edges.first(), after.edges.first());
    assert_eq!(after.from.x, -500);
}

/// That many tables, each in one of three families and referring to an earlier one.
fn families(count: usize) -> String {
    let name = |number: usize| {
        format!(
            "{}_{number}",
            ["sales", "stock", "staff"].get(number % 3).unwrap()
        )
    };
    (0..count)
        .map(|number| {
            let parent = name(number / 2);
            format!(
                "create table {} (id bigint primary key, parent_id bigint references {parent} (id));\n",
                name(number)
            )
        })
        .collect()
}

#[test]
fn many_relations_are_drawn_as_groups_that_open() {
    let catalog = catalog(PostgreSql, &families(GROUPED_FROM));
    let closed = Diagram::of(&catalog);
    let titles: Vec<&str> = closed.groups.iter().map(|group| group.title.as_str()).collect();
    assert_eq!(titles, ["sales…", "staff…", "stock…"]);
    assert!(
        closed
            .nodes
            .iter()
            .all(|node| node.kind == NodeKind::Group && node.count == 50)
    );
    assert_eq!(closed.within.len(), 150);
    let lines: usize = closed.edges.iter().map(|edge| edge.count).sum();
    assert!(
        closed.edges.len() <= 6 && lines > 50,
        "{} lines for {lines}",
        closed.edges.len()
    );
    let open = Diagram::view(
        &catalog,
        &View {
            open: vec!["staff…".to_owned()],
            ..View::default()
        },
    );
    assert_eq!(open.nodes.len(), 2 + 50);
    assert_eq!(open.within.len(), 100);
    let whole = Diagram::view(
        &catalog,
        &View {
            ungrouped: true,
            ..View::default()
        },
    );
    assert_eq!((whole.nodes.len(), whole.groups.len()), (150, 0));
}

#[test]
fn schemas_are_groups() {
    let tables: String = (0..160)
        .map(|number| {
            let schema = ["app", "audit", "billing", "public"].get(number % 4).unwrap();
            format!("create table {schema}.t{number} (id int);")
        })
        .collect();
    let script = format!("create schema app; create schema audit; create schema billing; {tables}");
    let diagram = drawn(&script);
    let titles: Vec<&str> = diagram.groups.iter().map(|group| group.title.as_str()).collect();
    assert_eq!(titles, ["app", "audit", "billing", "default schema"]);
}

/// A thousand relations: the work is counted, and every relation is somewhere.
#[test]
fn a_thousand_relations_are_laid_out() {
    let catalog = catalog(PostgreSql, &families(1_000));
    let view = View {
        ungrouped: true,
        ..View::default()
    };
    let whole = Diagram::view(&catalog, &view);
    assert_eq!((whole.nodes.len(), whole.edges.len()), (1_000, 1_000));
    assert!(whole.steps < 6_000_000, "{} steps", whole.steps);
    assert!(Diagram::of(&catalog).nodes.len() < 20);
    assert_eq!(whole, Diagram::view(&catalog, &view));
}

#[test]
fn mermaid_draws_it() {
    let text = mermaid(&drawn(
        "create table \"odd name\" (id bigint primary key, price numeric(10, 2) not null);
         create table b (a_id bigint primary key references \"odd name\" (id), until timestamp with time zone);",
    ));
    assert_eq!(
        text,
        r#"erDiagram
    "odd name" {
        bigint id PK
        numeric(10_2) price
    }
    "b" {
        bigint a_id PK, FK
        timestamp_with_time_zone until "null"
    }
    "odd name" ||--o| "b" : "a_id"
"#
    );
}

#[test]
fn dbml_holds_tables_types_and_references() {
    let text = dbml(&catalog(
        PostgreSql,
        "create type state as enum ('new', 'paid');
         create table customer (id bigint primary key, email text not null unique);
         create table orders (customer_id bigint references customer (id) on delete set null, nr int, state state default 'new',
            primary key (customer_id, nr));
         comment on table orders is 'one per ''order''';
         create view open_orders as select * from orders;",
    ));
    assert_eq!(
        text,
        r#"Enum "state" {
  "new"
  "paid"
}

Table "customer" {
  "id" bigint [pk, not null]
  "email" text [unique, not null]
}

Table "orders" {
  "customer_id" bigint [not null]
  "nr" integer [not null]
  "state" state [null, default: `'new'`]

  indexes {
    ("customer_id", "nr") [pk]
  }

  Note: 'one per \'order\''
}

Ref "orders_customer_id_fkey": "orders"."customer_id" > "customer"."id" [delete: set null]
"#
    );
}

#[test]
fn the_picture_tells_what_it_shows_and_holds_no_markup_of_names() {
    let picture = svg(&Diagram::of(&catalog(
        Sqlite,
        "create table \"<b>\" (id integer primary key, \"a&b\" text);
         create table c (b_id integer references \"<b>\" (id));",
    )));
    assert!(
        picture.contains("<desc>2 relations, 1 foreign key. c (b_id) refers to zero or one of &lt;b&gt;;"),
        "{picture}"
    );
    assert!(picture.contains(">a&amp;b</text>"));
    assert!(!picture.contains("<b>") && !picture.contains("style"));
    assert_eq!(
        picture.matches("<g>").count(),
        picture.matches("<g><title>").count()
    );
}
