use rowproof_engine::{Document, Part, Settings, analyze};

use super::*;

fn told(parts: &[(&str, &str)]) -> Survey {
    let document = Document {
        parts: parts.iter().map(|(name, text)| Part::new(*name, *text)).collect(),
    };
    rows_survey(&analyze(&document, &Settings::default()), 100)
}

/// `subject @line | lines of the cells`, one that is wrong with `!`.
fn rows(survey: &Survey) -> Vec<String> {
    let row = |row: &SurveyRow| {
        let lines = row.cells.iter().flatten().map(|line| match line.tone {
            "wrong" => format!("!{}", line.text),
            _ => line.text.clone(),
        });
        let lines: Vec<String> = lines.collect();
        format!("{} @{} | {}", row.subject, row.location.line, lines.join(" | "))
    };
    survey.rows.iter().map(row).collect()
}

const SCHEMA: &str = "create table visit (id int primary key, zip text not null, city text, fee numeric(6, 2) check (fee >= 0), note text);";

/// Visits to two towns, the fee always 5 but where it is said.
fn visits(rows: usize, fee: impl Fn(usize) -> &'static str) -> String {
    let row = |row: usize| {
        let (zip, city) = [("10115", "Berlin"), ("04109", "Leipzig"), ("20095", "Hamburg")][row * 5 % 3];
        format!("{row},{zip},{city},{},\n", fee(row))
    };
    let rows: String = (1..=rows).map(row).collect();
    format!("id,zip,city,fee,note\n{rows}")
}

#[test]
fn what_rows_show_comes_with_how_far_it_goes_and_what_the_schema_says() {
    let text = visits(40, |row| if row == 7 { "-5" } else { "5.00" });
    let text = text.replace("\n8,04109,Leipzig", "\n8,04109,Lepizig");
    let text = text.replace("\n11,04109,", "\n11,,");
    let text = text.replace("\n12,10115,Berlin", "\n12,10115,");
    let survey = told(&[("schema.sql", SCHEMA), ("visit.csv", &text)]);
    assert_eq!(
        survey.summary,
        "`visit.csv`: 40 rows of 5 columns, taken for rows of `visit`. The schema refuses 2 rows. 1 dependency is tested and never broken, 1 is broken by a few rows."
    );
    assert_eq!(
        rows(&survey),
        [
            "line 8 @8 | !refused by the CHECK `visit_fee_check` | SQLSTATE 23514 | `visit` refuses it",
            "line 12 @12 | !refused by `zip`, which is NOT NULL | SQLSTATE 23502 | `visit` refuses it",
            "`zip` → `city` @9 | !line 9 has `Lepizig` for `04109`, line 3 has `Leipzig` | tested 35 times and broken once: a slip, or no rule | `visit` does not keep it; a table with `zip` as its key would",
            "`city` @13 | !without a value in line 13 | missing in 1 of 40 rows | `visit` takes rows without",
            "`city` → `zip` @2 | held in all 40 rows | tested 34 times and never broken | `visit` does not keep it; a table with `city` as its key would",
            "`id` @2 | different in every row | unique by `visit_pkey`",
            "`fee` @2 | never missing | in 40 rows: may it ever be? | `visit` takes rows without",
            "`note` @2 | without a value in every row",
        ]
    );
}

#[test]
fn rows_alone_say_what_they_show() {
    let survey = told(&[("visits.csv", &visits(12, |_| "5"))]);
    assert_eq!(
        rows(&survey),
        [
            "`zip` → `city` @2 | held in all 12 rows | tested 9 times and never broken",
            "`city` → `zip` @2 | held in all 12 rows | tested 9 times and never broken",
            "`id` @2 | different in every row | its name says that it is meant to be",
            "`note` @2 | without a value in every row",
            "`fee` @2 | `5` wherever there is a value | says nothing of what follows from what",
        ]
    );
    assert_eq!(
        survey.summary,
        "`visits.csv`: 12 rows of 5 columns. 2 dependencies are tested and never broken, none is broken by a few rows."
    );
}

#[test]
fn several_parts_are_told_apart_and_what_was_not_read_is_said() {
    let first = visits(5, |_| "5");
    let survey = told(&[("a.csv", &first), ("b.csv", "x,y\n1,2\n3\n4,5\n6,7\n8,9\n")]);
    let rows = rows(&survey);
    assert!(rows.contains(&"a place in the text in `b.csv` @3 | !this row has 1 value for 2 columns; the rest counts as missing".to_owned()), "{rows:#?}");
    assert!(
        rows.iter().any(|row| row.starts_with("`id` in `a.csv` @2")),
        "{rows:#?}"
    );
    let none = told(&[("schema.sql", SCHEMA)]);
    assert!(none.summary.starts_with("There are no sample rows here.") && none.rows.is_empty());
    let one = told(&[("a.csv", "x,y\n1,2\n")]);
    assert!(
        one.summary
            .ends_with("Two rows at least are needed to say what follows from what."),
        "{}",
        one.summary
    );
}

#[test]
fn many_places_that_are_not_understood_are_told_in_short() {
    let text = format!("a,b\n{}", "1\n2,3\n4,5\n6,7\n8,9\n".repeat(40));
    let rows = rows(&told(&[("a.csv", &text)]));
    let places = rows.iter().filter(|row| row.starts_with("a place in the text"));
    assert_eq!(places.count(), 13);
    assert!(
        rows.iter()
            .any(|row| row.ends_with("!28 places more, from here on")),
        "{rows:#?}"
    );
}

#[test]
fn many_rows_of_one_kind_are_said_in_short() {
    let text = visits(30, |_| "-1");
    let survey = told(&[("schema.sql", SCHEMA), ("visit.csv", &text)]);
    assert!(
        rows(&survey)
            .first()
            .is_some_and(|row| row.starts_with("lines 2, 3, 4 and 27 more @2 | !refused by the CHECK")),
        "{:#?}",
        rows(&survey)
    );
    let long = format!(
        "id,a\n{}",
        (0..20)
            .map(|row| format!("{row},{}`x\n", "y".repeat(60)))
            .collect::<String>()
    );
    let survey = told(&[("long.csv", &long)]);
    let constant = rows(&survey).pop().unwrap_or_default();
    assert!(
        constant.contains(&format!("`{}…` wherever there is a value", "y".repeat(40))),
        "{constant}"
    );
}
