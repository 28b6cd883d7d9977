//! Files that were opened: which become parts, in what order, and why others do not.

use std::cmp::Ordering;

use yew::AttrValue;

use crate::state::document::StoredPart;
use crate::state::format::kilobytes;
use crate::state::kinds::Kind;

/// The endings that are read from a folder; a file that was chosen by hand is read whatever it is called.
const ENDINGS: [&str; 10] = [
    "sql", "ddl", "csv", "tsv", "json", "txt", "plan", "xml", "yaml", "yml",
];

/// A file that was opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    pub name: String,
    /// With the folders it was dropped in.
    pub path: String,
    /// None when it is not text or was not read.
    pub text: Option<AttrValue>,
    /// Why it was not read: `size`, `binary`, `unreadable`, or what it is instead, as `image`.
    pub problem: String,
    /// In bytes.
    pub size: f64,
}

/// What became of them.
#[derive(Debug, Default, PartialEq)]
pub struct Taken {
    pub parts: Vec<StoredPart>,
    /// Sentences about those that did not.
    pub refused: Vec<String>,
}

/// Makes parts of files. In a folder, SQL is taken for migrations, in the natural order of their names; what takes one back
/// is left out.
pub fn take(given: Vec<File>, from_folder: bool) -> Taken {
    let mut files: Vec<File> = Vec::new();
    // They are few: put in order one by one, for the library's sort would be 5 KB of the download.
    for file in given {
        let at = files.partition_point(|known| natural(&known.path, &file.path) != Ordering::Greater);
        files.insert(at, file);
    }
    let mut taken = Taken::default();
    let (mut other, mut back) = (0, 0);
    let is_sql = |file: &File| ending(&file.name) == "sql";
    let are_migrations = from_folder && files.iter().filter(|file| is_sql(file)).count() > 1;
    for file in files {
        if from_folder && !ENDINGS.contains(&ending(&file.name).as_str()) {
            other += 1;
        } else if are_migrations && takes_back(&file.name) {
            back += 1;
        } else if let Some(text) = &file.text {
            taken.parts.push(StoredPart {
                text: text.clone(),
                kind: (are_migrations && is_sql(&file)).then_some(Kind::Migration),
                server: None,
                name: Some(title(&file).into()),
            });
        } else {
            taken.refused.push(refusal(&file));
        }
    }
    if back > 0 {
        taken.refused.push(format!(
            "Left out: {back} that take a migration back (.down.sql)."
        ));
    }
    if other > 0 {
        taken.refused.push(format!(
            "Left out: {other} of another kind than SQL, plans and rows."
        ));
    }
    taken
}

fn refusal(file: &File) -> String {
    let name = &file.name;
    match file.problem.as_str() {
        "size" => format!(
            "{name} is {}: files of up to 2 MB are opened. The command line takes any: rowproof check {name}.",
            kilobytes(file.size)
        ),
        "binary" => format!("{name} is not text. Export it as SQL, CSV or a plan as text, and open that."),
        "unreadable" => format!("{name} could not be read: it may have been moved or is not allowed."),
        kind => format!(
            "{name} is {}, not text. Open or paste the text itself.",
            if kind == "image" {
                "a picture".to_owned()
            } else {
                format!("{kind} data")
            }
        ),
    }
}

/// The last part of the path that tells files apart: Prisma calls every migration `migration.sql`.
fn title(file: &File) -> String {
    let folder = file.path.rsplit('/').nth(1).unwrap_or_default();
    match file.name.as_str() {
        "migration.sql" | "up.sql" if !folder.is_empty() => format!("{folder}/{}", file.name),
        name => name.to_owned(),
    }
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

fn takes_back(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "down.sql" || name.ends_with(".down.sql") || name.ends_with("_down.sql")
}

/// Names with the numbers in them compared as numbers: 2 before 10. The tables of all letters' cases would be a part of the
/// download.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (left, right) = (run(&mut one), run(&mut other));
        let is_number = |run: &str| run.starts_with(|first: char| first.is_ascii_digit());
        let order = if is_number(left) && is_number(right) {
            let (short, long) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
            short.len().cmp(&long.len()).then(short.cmp(long))
        } else {
            left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase())
        };
        if order != Ordering::Equal || (left.is_empty() && right.is_empty()) {
            return order;
        }
    }
}

/// Cuts off the digits, or what is no digit, at the start.
fn run<'t>(text: &mut &'t str) -> &'t str {
    let is_digit = text.starts_with(|first: char| first.is_ascii_digit());
    let end = text.find(|sign: char| sign.is_ascii_digit() != is_digit);
    let (run, rest) = text
        .split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((*text, ""));
    *text = rest;
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> File {
        File {
            name: path.rsplit('/').next().unwrap().to_owned(),
            path: path.to_owned(),
            text: Some("select 1;".into()),
            ..File::default()
        }
    }

    fn names(taken: &Taken) -> Vec<&str> {
        taken
            .parts
            .iter()
            .map(|part| part.name.as_deref().unwrap())
            .collect()
    }

    #[test]
    fn a_folder_is_migrations_in_the_order_of_their_numbers() {
        let files = [
            "m/10_b.sql",
            "m/2_a.sql",
            "m/2_a.down.sql",
            "m/README.md",
            "m/002_c.SQL",
        ];
        let taken = take(files.map(file).to_vec(), true);
        assert_eq!(names(&taken), ["2_a.sql", "002_c.SQL", "10_b.sql"]);
        assert!(taken.parts.iter().all(|part| part.kind == Some(Kind::Migration)));
        assert_eq!(taken.refused.len(), 2);
    }

    #[test]
    fn files_chosen_by_hand_are_what_they_are() {
        let taken = take(vec![file("schema.sql"), file("slow.log")], false);
        assert_eq!(names(&taken), ["schema.sql", "slow.log"]);
        assert!(taken.parts.iter().all(|part| part.kind.is_none()));
        let one = take(vec![file("db/schema.sql")], true);
        assert_eq!(one.parts[0].kind, None, "one file is no row of migrations");
    }

    #[test]
    fn migrations_of_one_name_are_called_by_their_folder() {
        let taken = take(
            vec![file("m/2_b/migration.sql"), file("m/1_a/migration.sql")],
            true,
        );
        assert_eq!(names(&taken), ["1_a/migration.sql", "2_b/migration.sql"]);
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_reason() {
        let refused = |problem: &str| {
            let mut file = file("photo.png");
            file.text = None;
            file.problem = problem.to_owned();
            file.size = 5_300_000.0;
            take(vec![file], false).refused.remove(0)
        };
        assert!(refused("image").contains("a picture"));
        assert!(refused("size").contains("5.3 MB"));
        assert!(refused("binary").contains("not text"));
    }

    #[test]
    fn numbers_in_names_are_compared_as_numbers() {
        let mut names = ["v10", "v9", "V09b", "v1.10", "v1.9", "a"];
        names.sort_by(|one, other| natural(one, other));
        assert_eq!(names, ["a", "v1.9", "v1.10", "v9", "V09b", "v10"]);
    }
}
