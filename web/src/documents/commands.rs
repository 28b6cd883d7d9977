//! What is copied for elsewhere to check the same with the same settings: the command line, and what runs it in CI.

use std::fmt::Write as _;

use super::copies::file_names;
use crate::state::AppState;
use crate::state::kinds::Kind;

/// How the command line is obtained: from its source. Nobody hands out programs of it.
const INSTALL: &str = concat!(
    "cargo install --locked --git ",
    env!("CARGO_PKG_REPOSITORY"),
    " rowproof-cli"
);

/// The command that does the same without a browser.
#[inline(never)]
pub fn command_line(state: &AppState) -> String {
    let mut kinds = state.document.parts.iter().map(|part| state.kind_of(&part.id));
    let files = files(state);
    if kinds.all(|kind| kind == Some(Kind::Plan)) {
        return format!("rowproof explain {files}");
    }
    format!("rowproof check {}{files}", options(state))
}

/// A workflow for GitHub that does the same with every push, and marks the lines.
#[inline(never)]
pub fn github_workflow(state: &AppState) -> String {
    let (options, files, version) = (options(state), files(state), version(state));
    format!(
        "# .github/workflows/rowproof.yml
name: Rowproof
on: [push, pull_request]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # Built from its source, which takes some minutes; kept until the version in the key is another.
      - uses: actions/cache@v4
        id: rowproof
        with:
          path: ~/.cargo/bin/rowproof
          key: rowproof-{version}-${{{{ runner.os }}}}
      - if: steps.rowproof.outputs.cache-hit != 'true'
        run: {INSTALL}
      - name: Check the schema
        run: |
          rowproof check --format github {options}{files}
"
    )
}

/// A job for GitLab that does the same.
#[inline(never)]
pub fn gitlab_job(state: &AppState) -> String {
    let (options, files, version) = (options(state), files(state), version(state));
    format!(
        "# .gitlab-ci.yml
rowproof:
  image: rust:1
  # Built from its source, which takes some minutes; kept until the version in the key is another.
  cache:
    key: rowproof-{version}
    paths: [.rowproof/bin]
  script:
    - test -x .rowproof/bin/rowproof || {INSTALL} --root .rowproof
    - |
      .rowproof/bin/rowproof check {options}{files}
"
    )
}

fn version(state: &AppState) -> &str {
    state.analysis.engine_version.as_deref().unwrap_or("latest")
}

fn files(state: &AppState) -> String {
    let files: Vec<String> = file_names(state).iter().map(|name| quoted(name)).collect();
    files.join(" ")
}

fn options(state: &AppState) -> String {
    let mut out = String::new();
    let schema = state.document.part(&state.schema_part());
    if let Some(server) = schema.and_then(|part| part.server.as_deref()) {
        let (product, version) = server.split_once(' ').unwrap_or((server, ""));
        let _infallible = write!(out, "--dialect {} ", quoted(product));
        if !version.is_empty() {
            let _infallible = write!(out, "--server-version {} ", quoted(version));
        }
    }
    let options = &state.document.options;
    if !options.thresholds.is_empty() || !options.words.is_empty() {
        // The file comes before the command line in nothing, so it may say the levels too; the settings have its text.
        out.push_str("--config rowproof.toml ");
        return out;
    }
    for (rule, level) in &options.levels {
        let _infallible = write!(out, "--level {} ", quoted(&format!("{rule}={level}")));
    }
    if let Some(profile) = &state.document.profile {
        let _infallible = write!(out, "--profile {} ", quoted(profile));
    }
    out
}

/// A word as a shell takes it, within a line of YAML: names come from links too, and may hold anything.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/=".contains(&byte);
    // Some readers of YAML end a line at these two as well.
    let ends_line = |letter: char| letter.is_control() || "\u{2028}\u{2029}".contains(letter);
    let mut word = word.replace(ends_line, "");
    if word.starts_with('-') {
        word.insert_str(0, "./");
    }
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word;
    }
    // What GitHub would put in before the shell sees it is taken apart.
    let word = word.replace('\'', "'\\''").replace("${{", "$''{{");
    format!("'{word}'")
}

#[cfg(test)]
mod tests {
    use yew::AttrValue;

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
    fn the_command_names_the_parts_as_files() {
        let mut state = state(&[
            ("create table t (a int);", Some(Kind::Schema), None),
            ("create table u (a int);", Some(Kind::Schema), None),
            ("select 1;", Some(Kind::Queries), Some("it's mine.sql")),
        ]);
        state.document.parts[0].server = Some("mysql 8.4".into());
        state.document.profile = Some("strict".into());
        assert_eq!(
            command_line(&state),
            "rowproof check --dialect mysql --server-version 8.4 --profile strict schema.sql schema-2.sql \
             'it'\\''s mine.sql'"
        );
        let workflow = github_workflow(&state);
        assert!(workflow.contains(
            "\n          rowproof check --format github --dialect mysql --server-version 8.4 --profile strict"
        ));
        assert!(
            workflow.contains("key: rowproof-latest-${{ runner.os }}"),
            "{workflow}"
        );
        assert!(gitlab_job(&state).contains("      .rowproof/bin/rowproof check --dialect mysql"));
        for text in [workflow, gitlab_job(&state)] {
            assert!(text.contains("cargo install --locked --git https://"), "{text}");
        }
    }

    #[test]
    fn what_a_link_says_runs_nothing() {
        let name = "a\u{2028}\n      - run: evil ${{ github.head_ref }}.sql";
        let mut state = state(&[("create table t (a int);", Some(Kind::Schema), Some(name))]);
        let levels = vec![
            ("fk-no-index".into(), "off".into()),
            ("x; evil|sh #".into(), "it's".into()),
        ];
        state.document.options = std::rc::Rc::new(crate::state::options::Options {
            levels,
            ..Default::default()
        });
        let expected = "--level fk-no-index=off --level 'x; evil|sh #=it'\\''s' \
                        'a      - run: evil $''{{ github.head_ref }}.sql'";
        assert_eq!(command_line(&state), format!("rowproof check {expected}"));
        for text in [github_workflow(&state), gitlab_job(&state)] {
            let last = text.lines().last().unwrap();
            assert!(last.ends_with(expected), "{text}");
        }
    }

    #[test]
    fn plans_alone_are_explained() {
        let state = state(&[("Seq Scan on t", Some(Kind::Plan), Some("-x.txt"))]);
        assert_eq!(command_line(&state), "rowproof explain ./-x.txt");
    }
}
