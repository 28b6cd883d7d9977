use rowproof_source::SourceId;
use rowproof_syntax::parse_script;

use super::*;

/// The form of the last table of the script.
fn form(script: &str) -> RelationForm {
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
    let relation = catalog.tables().last().unwrap();
    relation_form(&TableView::new(&catalog, relation, &[])).unwrap()
}

fn key(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

const COURSES: &str = "create table courses (id int primary key, title text not null);";

#[test]
fn part_of_a_key() {
    let form = form(&format!(
        "{COURSES} create table enrolments (student_id int, course_id int references courses, course_title text,
            primary key (student_id, course_id))"
    ));
    assert_eq!(
        (form.form, form.keys),
        (NormalForm::First, vec![key(&["student_id", "course_id"])])
    );
    let [violation] = form.violations.as_slice() else {
        panic!("{:?}", form.violations)
    };
    assert_eq!(
        (violation.breaks, violation.certainty),
        (NormalForm::Second, Certainty::Likely)
    );
    assert_eq!(
        violation.derivation,
        ["`course_id` gives `course_title`: it repeats `courses.title`, to which a foreign key leads."]
    );
}

#[test]
fn no_key_and_names_alone() {
    let form = form("create table lists (id int primary key, currency_code text, currency_symbol text)");
    assert_eq!(form.form, NormalForm::Second);
    assert_eq!(form.violations.first().unwrap().certainty, Certainty::Possible);
}

#[test]
fn every_key_is_found_and_nullable_ones_are_none() {
    let form = form(
        "create table users (id int primary key, email text not null,
            folded text generated always as (lower(email)) stored unique not null, phone text unique, name text)",
    );
    assert_eq!(form.form, NormalForm::BoyceCodd);
    // The address determines its folded form, which is a key.
    assert!(
        [key(&["id"]), key(&["folded"]), key(&["email"])]
            .iter()
            .all(|held| form.keys.contains(held))
    );
    assert_eq!((form.keys.len(), form.nullable_keys), (3, vec![key(&["phone"])]));
}

#[test]
fn what_the_database_computes_breaks_nothing() {
    let form = form(
        "create table items (id int primary key, a int, b int, c int generated always as (a * b) stored)",
    );
    assert_eq!((form.form, form.violations), (NormalForm::BoyceCodd, Vec::new()));
}

#[test]
fn a_table_without_a_key() {
    let form = form(&format!(
        "{COURSES} create table notes (course_id int references courses, course_title text, body text)"
    ));
    assert_eq!(
        (form.form, form.keys.len(), form.violations.len()),
        (NormalForm::First, 0, 1)
    );
}
