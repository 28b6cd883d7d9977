//! Whatever the text: no panic, and every span inside it, on character boundaries.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a panic is how a test fails"
)]

mod invariants;

use invariants::check_all;
use proptest::prelude::*;
use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, detect_kind, parse_script};

const SCHEMA: &str = "-- people\nCREATE TABLE public.\"Größe\" (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the key é\n  status text DEFAULT 'new'::text NOT NULL CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'b'])::text[]))),\n  total numeric(12,2)[] DEFAULT (1 + 2), CONSTRAINT c UNIQUE NULLS NOT DISTINCT (id, status) INCLUDE (total) DEFERRABLE,\n  FOREIGN KEY (id) REFERENCES x (y) ON DELETE SET NULL, EXCLUDE USING gist (a WITH &&)\n) INHERITS (p) PARTITION BY RANGE (id);\nCREATE FUNCTION f() RETURNS trigger AS $$ BEGIN; END $$ LANGUAGE plpgsql;\nCREATE UNIQUE INDEX CONCURRENTLY i ON a USING gin (lower(b) DESC, c) WHERE d IS NULL;\nCOPY a FROM stdin;\n1\t2\n\\.\nALTER TABLE ONLY a ADD COLUMN b int, ALTER c TYPE text USING c::text, DROP d;\nCOMMENT ON COLUMN a.b IS 'x: a|b';\nSELECT a, (SELECT 1 FROM z) FROM b JOIN c ON b.x = c.y WHERE d IN (1, 2);\nCREATE TABLE `m` (`a` int(11) unsigned AUTO_INCREMENT COMMENT 'x', KEY k (a(10))) ENGINE=InnoDB /*!50100 COMMENT 'y' */;\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON m FOR EACH ROW BEGIN SET NEW.a = 1; END//\nDELIMITER ;\nCREATE TABLE s (a, [b c] TEXT DEFAULT \"x\", PRIMARY KEY (a) ON CONFLICT REPLACE) STRICT, WITHOUT ROWID;\n";

#[test]
fn every_prefix_of_a_schema_is_read() {
    for (end, _) in SCHEMA.char_indices() {
        check_all(&SCHEMA[..end]);
    }
}

#[test]
fn every_suffix_of_a_schema_is_read() {
    for (start, _) in SCHEMA.char_indices() {
        check_all(&SCHEMA[start..]);
    }
}

/// Deep and long inputs end in an error or a tree, not in a stack overflow. Runs on the stack a test thread has.
#[test]
fn depth_is_bounded() {
    for pattern in [
        "(",
        "((a) + ",
        "not ",
        "case when ",
        "a + ",
        "- ",
        "a::int",
        "::int",
        "[",
        "exists (select ",
        "$a",
        "/*",
    ] {
        for count in [30, 70, 400, 3_000, 40_000] {
            let deep = pattern.repeat(count);
            check_all(&format!("create table a (b int check ({deep}"));
            check_all(&format!("create table a (b int default {deep} 1);"));
            check_all(&format!("select * from a where {deep} 1"));
        }
    }
    let union = "select 1 union ".repeat(20_000);
    check_all(&format!("{union} select 1"));
    let nested = format!("select {}1{}", "(".repeat(45), ")".repeat(45));
    check_all(&nested);
}

/// Twice the text takes about twice the time, also where every search for an end is in vain.
#[test]
fn time_is_linear() {
    let patterns = [
        "create table a (b int);\n",
        "'",
        "\"",
        "`",
        "$a$ $b$ $c$ ",
        "/* ",
        "[",
        "(",
        ",",
        "create trigger t begin ",
        "copy a from stdin;\n",
        "'\ncreate table x (\n",
        "-- c\n",
        "/*!",
        "E'\\'",
        "$x",
        "begin ",
        "\\x\n",
        "delimiter //\n",
    ];
    for pattern in patterns {
        let text = pattern.repeat(400_000 / pattern.len());
        let start = std::time::Instant::now();
        for dialect in Dialect::ALL {
            parse_script(SourceId(0), &text, dialect);
        }
        detect_kind(&text);
        // Quadratic time would be minutes here.
        assert!(
            start.elapsed().as_secs() < 20,
            "{pattern:?} took {:?}",
            start.elapsed()
        );
    }
}

fn fragment() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = vec![
        "create",
        "table",
        "index",
        "unique",
        "on",
        "(",
        ")",
        "((",
        "))",
        ",",
        ";",
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "a",
        "b.c",
        "é",
        "int",
        "text",
        "primary key",
        "references",
        "check",
        "default",
        "not null",
        "constraint",
        "foreign key",
        "alter table",
        "add",
        "column",
        "drop",
        "type",
        "as enum",
        "comment on",
        "is",
        "null",
        "$$",
        "$x$",
        "--",
        "/*",
        "*/",
        "/*!50001",
        "#",
        "\n",
        "\t",
        "\\",
        "\\.",
        "copy a from stdin;",
        "delimiter //",
        "//",
        "begin",
        "end",
        "case",
        "when",
        "then",
        "select",
        "from",
        "where",
        "with",
        "=",
        "any",
        "array",
        "::",
        "1",
        "1.5e",
        "?",
        "$1",
        ":x",
        "@v",
        "E'",
        "U&'",
        "generated always as",
        "identity",
        "exclude using gist",
        "with",
        "partition by",
        "insert into",
        "trigger",
        "for each row",
        "execute function",
        "function",
        "returns",
        "like",
        "between",
        "in",
        "interval",
        "timestamp with time zone",
        "cast(",
        "extract(",
        "||",
        "->>",
        "over (",
        "union",
        "\u{feff}",
        "\u{a0}",
    ];
    prop::sample::select(words).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_read(text in ".{0,80}") {
        check_all(&text);
    }

    #[test]
    fn sql_like_text_is_read(parts in prop::collection::vec(fragment(), 0..40), separator in prop::sample::select(vec!["", " ", " ", "\n"])) {
        check_all(&parts.join(separator));
    }

    #[test]
    fn a_schema_with_a_piece_cut_out_is_read(from in 0..SCHEMA.len(), length in 0..200_usize, piece in fragment()) {
        let from = (0..=from).rev().find(|at| SCHEMA.is_char_boundary(*at)).unwrap_or(0);
        let to = (from + length).min(SCHEMA.len());
        let to = (to..=SCHEMA.len()).find(|at| SCHEMA.is_char_boundary(*at)).unwrap_or(SCHEMA.len());
        check_all(&format!("{}{piece}{}", &SCHEMA[..from], &SCHEMA[to..]));
    }
}
