use rowproof_findings::SqlState;

use super::*;
use crate::{Document, Part, Settings, analyze};

const MEMBERS: &str = "create table member (
  id int primary key,
  email text not null unique,
  joined date,
  active boolean not null default true,
  points int check (points >= 0),
  plan_id int references plan (id),
  label text generated always as (email || 'x') stored
);
create table plan (id int primary key, title text not null);
";

fn report(schema: &str, name: &str, rows: &str) -> Report {
    let document = Document {
        parts: vec![Part::new("schema.sql", schema), Part::new(name, rows)],
    };
    analyze(&document, &Settings::default())
}

/// `by (SQLSTATE): rows`, then what could not be told.
fn refused(schema: &str, name: &str, rows: &str) -> Vec<String> {
    let report = report(schema, name, rows);
    let all = sampled(&report);
    let table = all.first().and_then(|rows| rows.table.as_ref()).unwrap();
    let refused = table.refused.iter();
    let mut told: Vec<String> = refused
        .map(|refused| format!("{} ({}): {:?}", refused.by, refused.sqlstate.code(), refused.rows))
        .collect();
    told.extend(
        table
            .undecided
            .iter()
            .map(|(count, reason)| format!("{count} undecided: {reason}")),
    );
    told
}

#[test]
fn rows_are_refused_as_the_table_would_refuse_them() {
    let rows = "id,email,joined,active,points,plan_id,label\n\
        1,ana@example.org,2026-01-02,t,5,99,whatever\n\
        2,,2026-01-02,true,5,,\n\
        3,ANA@example.org,,no,-1,,\n\
        4,ana@example.org,,1,0,,\n\
        5,eva@example.org,soon,f,0,,\n\
        six,ida@example.org,,f,0,,\n\
        7,ulf@example.org,,perhaps,0,,\n\
        1,uwe@example.org,,f,,,\n\
        9,leo@example.org,,f,99999999999,,\n";
    assert_eq!(
        refused(MEMBERS, "member.csv", rows),
        [
            "`email`, which is NOT NULL (23502): [1]",
            "the CHECK `member_points_check` (23514): [2]",
            "the unique index `member_email_key` (23505): [3]",
            "the type `date` of `joined` (22007): [4]",
            "the type `integer` of `id` (22P02): [5]",
            "the type `boolean` of `active` (22P02): [6]",
            "the unique index `member_pkey` (23505): [7]",
            "the type `integer` of `points` (22003): [8]",
        ]
    );
    let all = refused(
        MEMBERS,
        "member.csv",
        "id,email,active\n1,a@example.org,t\n2,b@example.org,f\n",
    );
    assert_eq!(all, [""; 0]);
}

#[test]
fn columns_that_the_rows_lack_are_not_held_against_them() {
    // `email` is NOT NULL and not in the sample.
    assert_eq!(
        refused(MEMBERS, "member.csv", "id,joined,points\n1,2026-01-02,-4\n2,,1\n"),
        ["the CHECK `member_points_check` (23514): [0]"]
    );
}

#[test]
fn what_cannot_be_followed_is_not_decided() {
    let schema = "create table stay (id int primary key, during daterange not null, exclude using gist (during with &&));";
    let told = refused(
        schema,
        "stay.csv",
        "id,during\n1,\"[2026-01-01,2026-01-03)\"\n2,\"[2026-01-02,2026-01-04)\"\n",
    );
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told.iter().all(|told| told.starts_with("2 undecided: ")),
        "{told:?}"
    );
}

#[test]
fn letters_count_as_they_do_in_the_database() {
    let schema = |email: &str| {
        format!("create table `member` (id int primary key, email {email} unique) engine=innodb;")
    };
    let rows = "id,email\n1,ana@example.org\n2,ANA@example.org\n";
    assert_eq!(refused(&schema("varchar(80)"), "member.csv", rows).len(), 1);
    assert_eq!(
        refused(&schema("varchar(80) collate utf8mb4_bin"), "member.csv", rows).len(),
        0
    );
}

#[test]
fn rows_are_of_the_table_they_are_named_after_or_whose_columns_they_have() {
    let table = |name: &str, rows: &str| {
        let report = report(MEMBERS, name, rows);
        let all = sampled(&report);
        let table = all.first().and_then(|rows| rows.table.as_ref());
        table.map(|table| table.relation.name.to_string())
    };
    assert_eq!(table("plan.csv", "id,title\n1,a\n2,b\n").as_deref(), Some("plan"));
    assert_eq!(
        table("export.csv", "id,title\n1,a\n2,b\n").as_deref(),
        Some("plan")
    );
    assert_eq!(
        table("export.csv", "ID,Email\n1,a\n2,b\n").as_deref(),
        Some("member")
    );
    // Both tables have an `id`, and of a third that is not in the schema nothing else is known.
    assert_eq!(table("export.csv", "id,colour,size\n1,a,b\n2,b,c\n"), None);
    assert_eq!(table("export.csv", "colour,size\na,b\nb,c\n"), None);
    // An `id` alone tells nothing, unless the file does.
    assert_eq!(table("member.csv", "id,x\n1,2\n3,4\n"), None);
}

#[test]
fn identifiers_are_told_by_their_names() {
    let report = report(
        MEMBERS,
        "x.csv",
        "id,order_no,price,sku,e_mail,email,created_at\n1,2,3,4,5,6,7\n",
    );
    let all = sampled(&report);
    let rows = all.first().unwrap();
    let named: Vec<bool> = (0..7).map(|column| rows.is_identifier(column)).collect();
    assert_eq!(named, [true, false, false, true, false, true, false]);
    // `order_no` tells orders apart where it comes first, and a foreign key never does.
    let schema = "create table line (order_no int references orders, id int); create table orders (order_no int primary key);";
    let report = self::report(schema, "line.csv", "order_no,id\n1,2\n");
    let all = sampled(&report);
    assert!(!all.first().unwrap().is_identifier(0));
    let report = self::report(MEMBERS, "x.csv", "order_no,id\n1,2\n");
    assert!(sampled(&report).first().unwrap().is_identifier(0));
}

#[test]
fn rows_are_compared_with_every_one_that_may_have_their_key() {
    let schema = "create table tag (id int primary key, name text unique);";
    // The second is another name than the first, and the third the same as the second.
    let told = refused(
        schema,
        "tag.csv",
        "id,name\n1,Ana\n2,ana\n3,ana\n004,eva\n4,ida\n",
    );
    assert_eq!(
        told,
        [
            "the unique index `tag_name_key` (23505): [2]",
            "the unique index `tag_pkey` (23505): [4]",
        ]
    );
    let compares_all = |schema: &str, rows: &str| {
        let report = report(schema, "tag.csv", rows);
        sampled(&report)
            .first()
            .and_then(|rows| rows.table.as_ref())
            .unwrap()
            .compares_all
    };
    assert!(compares_all(schema, "id,name\n1,a\n2,b\n"));
    assert!(!compares_all(
        "create table tag (id int, name text); create unique index on tag (substr(name, 1, 3));",
        "id,name\n1,a\n2,b\n"
    ));
    assert!(!compares_all(
        "create table tag (id int, name text, kind text, unique (name, kind));",
        "id,name\n1,a\n2,b\n"
    ));
}

#[test]
fn a_reason_is_told_once_for_a_row() {
    let schema = "create table pair (a int, b int, unique (a, b), unique (b, a));";
    let told = refused(schema, "pair.csv", "a,b\n1,2\n1,2\n1,2\n");
    assert_eq!(told, ["the unique index `pair_a_b_key` (23505): [1, 2]"]);
    assert_eq!(SqlState::UniqueViolation.code(), "23505");
}

#[test]
fn letters_that_a_collation_may_take_for_others_are_not_said_to_be_compared() {
    let compares_all = |rows: &str| {
        let schema = "create table `tag` (id int primary key, name varchar(20) unique) engine=innodb;";
        let report = report(schema, "tag.csv", rows);
        let all = sampled(&report);
        all.first()
            .and_then(|rows| rows.table.as_ref())
            .unwrap()
            .compares_all
    };
    assert!(compares_all("id,name\n1,cafe\n2,\n3,\n"));
    assert!(!compares_all("id,name\n1,cafe\n2,café\n"));
}
