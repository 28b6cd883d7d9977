use rowproof_engine::{Document, Part, RULES, Settings, analyze, page};

use super::*;

fn looked(sql: &str, look: Look) -> Survey {
    let document = Document {
        parts: vec![Part::new("schema.sql", sql)],
    };
    survey(&analyze(&document, &Settings::default()), look, 100)
}

/// `relation | line; line | …`, a line with a finding marked with `*` and its rule, one that is wrong with `!`.
fn rows(sql: &str, look: Look) -> Vec<String> {
    let line = |line: &SurveyLine| {
        let rule = line.finding.as_deref().and_then(|id| id.split(':').next());
        let rule = rule.map(|rule| format!("*{rule}")).unwrap_or_default();
        let mark = if line.tone == "wrong" { "!" } else { "" };
        let text = match line.tone {
            "code" => format!("`{}`", line.text),
            _ => line.text.clone(),
        };
        format!("{mark}{text}{rule}")
    };
    let cell = |lines: &Vec<SurveyLine>| lines.iter().map(line).collect::<Vec<_>>().join("; ");
    let row = |row: &SurveyRow| {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        format!("{} | {}", row.subject, cells.join(" | "))
    };
    looked(sql, look).rows.iter().map(row).collect()
}

#[test]
fn the_worst_normal_forms_come_first_each_with_what_breaks_the_next() {
    let sql = "create table courses (id int primary key, title text not null);
        create table enrolments (
          student_id int, course_id int references courses (id), course_title text, grade int,
          primary key (student_id, course_id)
        );
        create table lists (id int primary key, currency_code text, currency_symbol text, label text unique);
        create table events (happened_at timestamptz, what text);
        create view titles as select title from courses;";
    assert_eq!(
        rows(sql, Look::Forms),
        [
            "enrolments | `student_id`, `course_id` (primary) | !1NF | !`course_id` → `course_title` (likely)*copied-parent-column; Two rows with the same `course_id` can have different values of `course_title`.",
            "lists | `id` (primary); `label`, but for NULL | !2NF | !`currency_code` → `currency_symbol` (possible)*transitive-lookup; Two rows with the same `currency_code` can have different values of `currency_symbol`.",
            "courses | `id` (primary) | BCNF | no known dependency breaks it",
            "events | !no key | BCNF | no known dependency breaks it",
        ]
    );
    let survey = looked(sql, Look::Forms);
    assert_eq!(survey.question, "Is each fact stored once?");
    assert_eq!(
        survey.summary,
        "2 of 4 tables are below Boyce-Codd normal form: a fact can be stored in several rows, and contradict itself. 1 table has no key."
    );
    assert_eq!(
        looked("create table t (id int primary key);", Look::Forms).summary,
        "No known dependency breaks a normal form of 1 table."
    );
}

#[test]
fn every_index_says_what_it_serves_and_what_is_wrong_with_it() {
    let sql = "create table users (id int primary key, email text not null unique);
        create table orders (
          id int primary key, user_id int not null references users (id), agent_id int references users (id),
          state text not null, note text
        );
        create index by_user on orders (user_id, state desc) include (note);
        create index by_user_again on orders (user_id, state) include (note);
        create index only_user on orders (user_id);
        create index open_ones on orders using hash (state) where note is null;";
    assert_eq!(
        rows(sql, Look::Indexes),
        [
            "orders | `only_user`; `btree (user_id)` | no | foreign key → `users` | !needless: its keys are the first of `by_user`*redundant-prefix-index",
            "orders | !no index; `(agent_id)` |  | foreign key → `users` | !no index leads with `agent_id`*fk-no-index",
            "orders | `orders_pkey`; `btree (id)` | yes | primary key | ",
            "orders | `by_user`; `btree (user_id, state desc) include (note)` | no | foreign key → `users` | ",
            "orders | `by_user_again`; `btree (user_id, state) include (note)` | no | foreign key → `users` | ",
            "orders | `open_ones`; `hash (state) where note is null` | no | look-ups by `state` | ",
            "users | `users_pkey`; `btree (id)` | yes | primary key | ",
            "users | `users_email_key`; `btree (email)` | yes | unique constraint | ",
        ]
    );
}

#[test]
fn a_duplicate_index_and_a_needless_unique_one_are_told_apart() {
    let sql = "create table t (a int primary key, b int, c int, unique (b), unique (b, c));
        create unique index again on t (b);";
    let shown = rows(sql, Look::Indexes);
    assert_eq!(
        shown.iter().filter(|row| row.contains('!')).collect::<Vec<_>>(),
        [
            "t | `t_b_c_key`; `btree (b, c)` | yes | unique constraint | !refuses nothing that `t_b_key` lets in*unique-superset",
            "t | `again`; `btree (b)` | yes | unique index | !needless: `t_b_key` has the same keys*duplicate-index",
        ]
    );
    let survey = looked(sql, Look::Indexes);
    assert_eq!(survey.summary, "4 indexes; 2 needless.");
    let sound = looked("create table t (a int primary key);", Look::Indexes);
    assert_eq!(sound.summary, "1 index; every foreign key is served.");
}

#[test]
fn a_wider_unique_key_that_a_foreign_key_refers_to_is_not_needless() {
    let sql = "create table t (a int not null unique, b int not null, unique (a, b));
        create table c (id int primary key, a int not null, b int not null, foreign key (a, b) references t (a, b));
        create index on c (a, b);";
    let shown = rows(sql, Look::Indexes);
    assert!(shown.iter().any(|row| row.contains("t_a_b_key")), "{shown:?}");
    assert!(shown.iter().all(|row| !row.contains('!')), "{shown:?}");
    assert_eq!(
        looked(sql, Look::Indexes).summary,
        "4 indexes; every foreign key is served."
    );
}

#[test]
fn mysql_makes_the_index_of_a_foreign_key_itself() {
    let sql = "CREATE TABLE `p` (`id` int NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;
        CREATE TABLE `c` (
          `id` int NOT NULL, `p_id` int DEFAULT NULL, `email` varchar(255) NOT NULL,
          PRIMARY KEY (`id`), UNIQUE KEY `email` (`email`(5)), KEY `hidden` (`email`) INVISIBLE,
          CONSTRAINT `fk` FOREIGN KEY (`p_id`) REFERENCES `p` (`id`)
        ) ENGINE=InnoDB;";
    assert_eq!(
        rows(sql, Look::Indexes),
        [
            "c | `email`; `btree (email(5))` | yes | unique index | !`email` refuses two values of `c.email` that agree in their first 5 characters, though they differ behind them; make the whole value unique*mysql-prefix-unique",
            "c | `hidden`; `btree (email)` | no | look-ups by `email` | !no query uses it: it is hidden from the planner",
            "c | `PRIMARY`; `btree (id)` | yes | primary key | ",
            "c | `fk`; `btree (p_id)` | no | foreign key → `p` | ",
            "p | `PRIMARY`; `btree (id)` | yes | primary key | ",
        ]
    );
    assert_eq!(
        rows(sql, Look::Forms),
        [
            "c | `id` (primary); `email` | BCNF | no known dependency breaks it",
            "p | `id` (primary) | BCNF | no known dependency breaks it",
        ]
    );
}

#[test]
fn sqlite_finds_rows_by_the_rowid_and_makes_no_index_for_a_foreign_key() {
    let sql = "PRAGMA foreign_keys = ON;
        CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p (id)) STRICT;";
    assert_eq!(
        rows(sql, Look::Indexes),
        [
            "c | !no index; `(p_id)` |  | foreign key → `p` | !no index leads with `p_id`*fk-no-index",
            "c | the table itself; `rowid (id)` | yes | primary key | ",
            "p | the table itself; `rowid (id)` | yes | primary key | ",
        ]
    );
}

#[test]
fn the_least_covered_tables_come_first_class_by_class() {
    let sql = "create table users (id int primary key, email text, age int check (age > 0));
        create table groups (id int primary key);
        create table memberships (
          user_id int not null references users on delete cascade, group_id int not null references groups on delete cascade
        );
        create table plain (note text);";
    let survey = looked(sql, Look::Coverage);
    assert_eq!(
        survey.columns,
        [
            "Score",
            "NULL",
            "Outside domain",
            "Duplicates",
            "References to no row",
            "Contradictions"
        ]
    );
    assert!(survey.note.starts_with("Score = refused"));
    assert_eq!(
        rows(sql, Look::Coverage),
        [
            "users | !75 %; 3 of 4 | 1 of 1 | 1 of 1 | !1 of 2*email-not-unique | – | –",
            "memberships | !80 %; 4 of 5 | 2 of 2 | – | !0 of 1*no-primary-key | 2 of 2 | –",
            "groups | 100 %; 2 of 2 | 1 of 1 | – | 1 of 1 | – | –",
            "plain | nothing counts | – | – | – | – | –",
        ]
    );
}

#[test]
fn partitions_are_their_tables_and_rows_are_bounded() {
    let sql = "create table logs (id int, at date not null, primary key (id, at)) partition by range (at);
        create table logs_2024 partition of logs for values from ('2024-01-01') to ('2025-01-01');";
    for look in [Look::Forms, Look::Indexes, Look::Coverage] {
        let survey = looked(sql, look);
        assert_eq!((survey.rows.len(), survey.left), (1, 0), "{look:?}");
    }
    let empty = looked("create view v as select 1 as a;", Look::Coverage);
    assert_eq!(
        (empty.summary.as_str(), empty.rows.len()),
        ("No table was understood.", 0)
    );
    let many: String = (0..30)
        .map(|at| format!("create table t{at} (id int primary key);\n"))
        .collect();
    let document = Document {
        parts: vec![Part::new("schema.sql", many.as_str())],
    };
    let survey = survey(&analyze(&document, &Settings::default()), Look::Forms, 10);
    assert_eq!((survey.rows.len(), survey.left), (10, 20));
    // By name, and each with its place in the order of creation and in the text.
    let second = survey.rows.get(2).unwrap();
    assert_eq!(
        (second.subject.as_str(), second.place, second.location.line),
        ("t10", Some(10), 11)
    );
}

#[test]
fn every_rule_about_an_index_is_looked_for() {
    // It is about the rows that an index leaves in, and speaks of a column.
    let of_columns = "soft-delete-no-partial-index";
    let of_group = RULES.iter().filter(|rule| {
        page(rule.code).is_some_and(|page| page.group == "indexes") && rule.code != of_columns
    });
    let mut codes: Vec<&str> = of_group.map(|rule| rule.code).collect();
    let mut known = super::super::understood_indexes::INDEX_RULES.to_vec();
    codes.sort_unstable();
    known.sort_unstable();
    assert_eq!(codes, known);
}
