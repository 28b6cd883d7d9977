//! The command as people and CI run it: settings found in the project, baselines, exit codes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    /// The exit code, what was printed, what was complained about.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_rowproof"))
            .current_dir(&self.0)
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const GAP: &str = "create table a (x int);\n";

#[test]
fn only_what_is_new_fails() {
    let folder = Folder::new("baseline", &[("a.sql", GAP)]);
    assert_eq!(folder.run(&["check", "a.sql"]).0, Some(1));
    let (code, _, said) = folder.run(&["check", "--write-baseline", "known.json", "a.sql"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "rowproof: wrote 1 known findings to `known.json`\n")
    );
    let written = fs::read_to_string(folder.0.join("known.json")).unwrap();
    assert_eq!(
        written,
        "{\n  \"format\": 1,\n  \"findings\": [\n    \"no-primary-key:a\"\n  ]\n}\n"
    );
    let check = ["check", "--baseline", "known.json", "a.sql"];
    let (code, printed, _) = folder.run(&check);
    assert_eq!(code, Some(0));
    assert!(
        printed.contains("0 findings new, 1 known") && !printed.contains("no-primary-key"),
        "{printed}"
    );
    fs::write(folder.0.join("a.sql"), "create table b (x int);").unwrap();
    let (code, printed, _) = folder.run(&check);
    assert_eq!(code, Some(1));
    assert!(
        printed.contains("no longer found") && printed.contains("  no-primary-key:a\n"),
        "{printed}"
    );
    let (_, printed, _) = folder.run(&[&check[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(report["baseline"]["stale"][0], "no-primary-key:a");
}

#[test]
fn a_baseline_that_is_none_says_what_makes_one() {
    let folder = Folder::new(
        "no-baseline",
        &[("a.sql", GAP), ("b.json", "{\"format\": 2, \"findings\": []}")],
    );
    let (code, _, said) = folder.run(&["check", "--baseline", "none.json", "a.sql"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("`rowproof check --write-baseline none.json`"),
        "{said}"
    );
    let (code, _, said) = folder.run(&["check", "--baseline", "b.json", "a.sql"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("its format is 2, and this version reads 1"),
        "{said}"
    );
}

#[test]
fn settings_are_found_above_the_file_and_the_command_line_comes_first() {
    let settings = "fail-on = \"error\"\nignore = [\"old/**\"]\nbaseline = \"known.json\"\n[levels]\nno-primary-key = \"error\"\n[lexicon]\nmoney = [\"preis\"]\n";
    let known = "{\"format\": 1, \"findings\": [\"no-primary-key:known\"]}";
    let folder = Folder::new(
        "settings",
        &[
            ("rowproof.toml", settings),
            ("known.json", known),
            ("db/new/a.sql", GAP),
            ("db/known.sql", "create table known (x int);"),
            ("db/price.sql", "create table p (id int primary key, preis real);"),
            ("old/a.sql", GAP),
        ],
    );
    assert_eq!(folder.run(&["check", "db/new/a.sql"]).0, Some(1));
    assert_eq!(folder.run(&["check", "db/known.sql"]).0, Some(0));
    assert_eq!(folder.run(&["check", "--no-config", "db/known.sql"]).0, Some(1));
    assert_eq!(
        folder
            .run(&["check", "--level", "no-primary-key=warning", "db/new/a.sql"])
            .0,
        Some(0)
    );
    let (_, printed, _) = folder.run(&["check", "db/price.sql"]);
    assert!(printed.contains("[money-as-float]"), "{printed}");
    let (_, printed, _) = folder.run(&["check", "--no-config", "db/price.sql"]);
    assert!(!printed.contains("[money-as-float]"), "{printed}");
    let (code, printed, said) = folder.run(&["check", "old/a.sql"]);
    assert_eq!(code, Some(0), "{printed}");
    assert_eq!(
        said,
        "rowproof: `old/a.sql` is left out: the settings ignore it\n"
    );
}

#[test]
fn the_diagram_is_written_for_other_programs() {
    let schema = "create table club (id bigint primary key);\n\
                  create table member (id bigint primary key, club_id bigint not null references club (id));\n";
    let folder = Folder::new("diagram", &[("a.sql", schema)]);
    let write = |format: &str| {
        let (code, printed, said) = folder.run(&["catalog", "--format", format, "a.sql"]);
        assert_eq!((code, said.as_str()), (Some(0), ""));
        printed
    };
    let mermaid = write("mermaid");
    assert!(mermaid.starts_with("erDiagram\n    \"club\" {\n"), "{mermaid}");
    assert!(
        mermaid.ends_with("    \"club\" ||..o{ \"member\" : \"club_id\"\n"),
        "{mermaid}"
    );
    let dbml = write("dbml");
    assert!(
        dbml.ends_with("Ref \"member_club_id_fkey\": \"member\".\"club_id\" > \"club\".\"id\"\n"),
        "{dbml}"
    );
    let svg = write("svg");
    assert!(
        svg.starts_with("<svg xmlns=") && svg.trim_end().ends_with("</svg>"),
        "{svg}"
    );
    assert!(
        svg.contains("member (club_id) refers to exactly one of club; zero or more of its rows to one."),
        "{svg}"
    );
}

#[test]
fn wrong_settings_stop_the_check_with_their_place() {
    let folder = Folder::new("wrong", &[("rowproof.toml", "\n[level]\n"), ("a.sql", GAP)]);
    let (code, _, said) = folder.run(&["check", "a.sql"]);
    assert_eq!(code, Some(2));
    assert!(
        said.ends_with("rowproof.toml`:2:2: there is no setting `level`; the nearest is `levels`\n"),
        "{said}"
    );
    let (code, _, said) = folder.run(&["check", "--no-config", "--profile", "strikt", "a.sql"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("there is no profile `strikt`; the nearest is `strict`"),
        "{said}"
    );
}

#[test]
fn formats_for_machines_are_what_they_say() {
    let folder = Folder::new("formats", &[("a.sql", GAP)]);
    let (code, printed, _) = folder.run(&["check", "--format", "sarif", "a.sql"]);
    let log: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((code, log["version"].as_str()), (Some(1), Some("2.1.0")));
    let (_, printed, _) = folder.run(&["check", "--format", "github", "--fail-on", "never", "a.sql"]);
    assert!(printed.starts_with("::warning file=a.sql,line=1,"), "{printed}");
    let (_, printed, _) = folder.run(&["check", "--format", "markdown", "a.sql"]);
    assert!(printed.starts_with("### Rowproof: 1 finding"), "{printed}");
    let (code, printed, _) = folder.run(&["profiles"]);
    assert!(code == Some(0) && printed.contains("strict: "), "{printed}");
}

#[test]
fn safe_fixes_are_shown_or_written() {
    let schema = "create table a (id bigint primary key);\ncreate table b (\n  id bigint primary key,\n  a_id bigint not null references a\n);\n";
    let folder = Folder::new("fix", &[("a.sql", schema)]);
    let (code, printed, said) = folder.run(&["fix", "a.sql"]);
    assert_eq!(code, Some(0));
    assert!(printed.starts_with("--- a.sql\n+++ a.sql\n@@ "), "{printed}");
    assert!(printed.contains("\n+CREATE INDEX b_a_id_idx"), "{printed}");
    assert!(said.starts_with("rowproof: 1 finding would be fixed\n"), "{said}");
    let text = || fs::read_to_string(folder.0.join("a.sql")).unwrap();
    assert_eq!(text(), schema);
    assert_eq!(folder.run(&["fix", "--write", "a.sql"]).0, Some(0));
    assert!(
        text().ends_with("CREATE INDEX b_a_id_idx ON b (a_id);\n"),
        "{}",
        text()
    );
    let (code, printed, said) = folder.run(&["fix", "a.sql"]);
    assert_eq!((code, printed.as_str()), (Some(0), ""));
    assert!(said.starts_with("rowproof: 0 findings would be fixed"), "{said}");
    // A file whose bytes are not those of the text stays as it is.
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(schema.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(folder.0.join("b.sql"), &utf16).unwrap();
    let (code, _, said) = folder.run(&["fix", "--write", "b.sql"]);
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(fs::read(folder.0.join("b.sql")).unwrap(), utf16);
}

#[test]
fn rows_say_what_they_show_beside_a_schema_and_as_json() {
    let rows: String = (0..12)
        .map(|row| format!("{row},{},{}\n", row % 3, ["a", "b", "c"][row % 3]))
        .collect();
    let folder = Folder::new(
        "rows",
        &[
            (
                "schema.sql",
                "create table visit (id int primary key, zip int check (zip < 2), city text);",
            ),
            ("visit.csv", &format!("id,zip,city\n{rows}")),
        ],
    );
    let (code, out, _) = folder.run(&["rows", "schema.sql", "visit.csv"]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with(
            "`visit.csv`: 12 rows of 3 columns, taken for rows of `visit`. The schema refuses 4 rows."
        ),
        "{out}"
    );
    assert!(
        out.contains("refused by the CHECK `visit_zip_check`")
            && out.contains("tested 9 times and never broken"),
        "{out}"
    );
    let (_, out, _) = folder.run(&["rows", "--format", "json", "visit.csv"]);
    let survey: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(survey.get("look").and_then(|look| look.as_str()), Some("rows"));
}
