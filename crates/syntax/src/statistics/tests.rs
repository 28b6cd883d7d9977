//! Counts of statements in the forms people paste.

use rowproof_source::SourceId;

use super::read_statistics;
use crate::ast::StatementKind;
use crate::{Dialect, InputKind, detect_kind, parse_script};

/// Statements with calls, milliseconds and rows.
fn read(text: &str, dialect: Dialect) -> Vec<(String, u64, f64, Option<u64>)> {
    let found = detect_kind(text);
    assert_eq!(
        (found.kind, found.dialect),
        (InputKind::Queries, dialect),
        "{}",
        found.kind_reason
    );
    let statistics = read_statistics(text).unwrap();
    assert_eq!(statistics.text.len(), text.len());
    let script = parse_script(SourceId(0), &statistics.text, dialect);
    assert_eq!(script.errors, [], "{}", statistics.text);
    let statements = script
        .statements
        .iter()
        .filter(|statement| matches!(statement.kind, StatementKind::Query(_) | StatementKind::Data(_)));
    statements
        .map(|statement| {
            let entry = statistics.at(statement.span.start).unwrap();
            (entry.shape.clone(), entry.calls, entry.total_ms, entry.rows)
        })
        .collect()
}

#[test]
fn csv() {
    let text = "queryid,query,calls,total_exec_time,rows\n\
        12,\"select \"\"Name\"\", b from t where a = $1\nand b in ($2, $3)\",1200,340.5,1200\n\
        13,update t set a = $1,3,9.5,3\n";
    assert_eq!(
        read(text, Dialect::PostgreSql),
        [
            (
                "select \"name\" , b from t where a = ? and b in ( ? )".to_owned(),
                1200,
                340.5,
                Some(1200)
            ),
            ("update t set a = ?".to_owned(), 3, 9.5, Some(3))
        ]
    );
}

#[test]
fn the_table_of_psql() {
    let text = " calls | mean_exec_time |         query          | rows \n\
                -------+----------------+------------------------+------\n   \
                   100 |            0.5 | select a || 'é'       +|   10\n       \
                       |                | from t where b = $1    |     \n     \
                     2 |             40 | select count(*) from t |    2\n\
                (2 rows)\n";
    assert_eq!(
        read(text, Dialect::PostgreSql),
        [
            ("select a || ? from t where b = ?".to_owned(), 100, 50.0, Some(10)),
            ("select count ( * ) from t".to_owned(), 2, 80.0, Some(2))
        ]
    );
}

#[test]
fn slow_query_log() {
    let text = "/usr/sbin/mysqld, Version: 8.0.36. started with:\nTime                 Id Command    Argument\n\
        # Time: 2024-05-01T10:00:00.000000Z\n# User@Host: app[app] @ localhost []  Id: 8\n\
        # Query_time: 2.5  Lock_time: 0.0 Rows_sent: 10  Rows_examined: 500000\n\
        SET timestamp=1714557600;\nSELECT * FROM parcels\nWHERE note = 'a';\n\
        # Time: 2024-05-01T10:00:01.000000Z\n# Query_time: 0.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 500000\n\
        use shop;\nSET timestamp=1714557601;\nSELECT * FROM parcels WHERE note = 'b';\n";
    let shape = "select * from parcels where note = ?";
    assert_eq!(
        read(text, Dialect::MySql),
        [
            (shape.to_owned(), 1, 2500.0, Some(10)),
            (shape.to_owned(), 1, 500.0, Some(1))
        ]
    );
}

#[test]
fn other_tables_are_rows() {
    assert_eq!(detect_kind("id,name\n1,a\n2,b\n").kind, InputKind::Rows);
    assert_eq!(detect_kind("query,calls\nselect 1,2\n").kind, InputKind::Rows);
}
