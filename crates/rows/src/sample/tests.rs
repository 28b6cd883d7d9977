use super::*;

/// The columns, then the rows with `·` for what is missing.
fn read(text: &str) -> Vec<String> {
    let sample = Sample::read(text);
    let row = |row: &Row| {
        let cells = row.cells.iter().map(|cell| cell.as_deref().unwrap_or("·"));
        cells.collect::<Vec<_>>().join("|")
    };
    let mut lines = vec![sample.columns.join("|")];
    lines.extend(sample.rows.iter().map(row));
    lines
}

#[test]
fn values_are_separated_by_what_most_lines_have() {
    let expected = ["a|b", "1|x, y", "2|·"];
    assert_eq!(read("a,b\n1,\"x, y\"\n2,\n"), expected);
    assert_eq!(read("a;b\r\n1;x, y\r\n2;NULL\r\n"), expected);
    assert_eq!(read("a\tb\n1\tx, y\n2\t\\N"), expected);
    assert_eq!(read("\u{feff}a,b\n\n1,\"x, y\"\n\n2,\n\n"), expected);
}

#[test]
fn quoted_values_may_run_over_lines_and_hold_quotes() {
    let text = "a,b\n1,\"two\nlines\"\n2,\"say \"\"no\"\"\"\n";
    assert_eq!(read(text), ["a|b", "1|two\nlines", "2|say \"no\""]);
    let sample = Sample::read(text);
    let places = sample.rows.iter().map(|row| text.get(row.place.clone()).unwrap());
    assert_eq!(
        places.collect::<Vec<_>>(),
        ["1,\"two\nlines\"", "2,\"say \"\"no\"\"\""]
    );
}

#[test]
fn printed_tables_are_read() {
    let expected = ["id|name", "1|Ana", "2|·"];
    let psql = " id | name \n----+------\n  1 | Ana\n  2 | \n(2 rows)\n";
    assert_eq!(read(psql), expected);
    let mysql = "+----+------+\n| id | name |\n+----+------+\n|  1 | Ana  |\n|  2 | NULL |\n+----+------+\n2 rows in set (0.00 sec)\n";
    assert_eq!(read(mysql), expected);
    let markdown = "| id | name |\n|---|:---|\n| 1 | Ana |\n| 2 | |\n";
    assert_eq!(read(markdown), expected);
    let sample = Sample::read(mysql);
    assert_eq!(mysql.get(sample.rows[1].place.clone()).unwrap(), "|  2 | NULL |");
}

#[test]
fn json_objects_are_rows() {
    let expected = ["id|name|tags", "1|A\"na|·", "2.50|·|[1, {\"a\": 2}]"];
    let array =
        "[{\"id\": 1, \"name\": \"A\\\"na\"},\n {\"id\": 2.50, \"name\": null, \"tags\": [1, {\"a\": 2}]}]";
    assert_eq!(read(array), expected);
    let lines = "{\"id\":1,\"name\":\"A\\\"na\"}\n{\"id\":2.50,\"name\":null,\"tags\":[1, {\"a\": 2}]}\n";
    assert_eq!(read(lines), expected);
    let sample = Sample::read(array);
    assert!(sample.problems.is_empty());
    assert_eq!(
        array.get(sample.rows[0].place.clone()).unwrap(),
        "{\"id\": 1, \"name\": \"A\\\"na\"}"
    );
}

#[test]
fn what_is_broken_costs_only_itself_and_is_said() {
    let problems = |text: &str| -> Vec<(String, String)> {
        let sample = Sample::read(text);
        let of = |problem: Problem| (text.get(problem.place).unwrap().to_owned(), problem.message);
        sample.problems.into_iter().map(of).collect()
    };
    let text = "a,b\n1\n2,3,4\n5,6\n";
    assert_eq!(read(text), ["a|b", "1|·", "2|3", "5|6"]);
    let said = problems(text);
    assert_eq!(
        said[0],
        (
            "1".to_owned(),
            "this row has 1 value for 2 columns; the rest counts as missing".to_owned()
        )
    );
    assert_eq!(said[1].0, "2,3,4");
    let text = "[{\"a\": 1}, {\"a\": 2, oops}, {\"a\": 3}]";
    assert_eq!(read(text), ["a", "1", "2", "3"]);
    assert_eq!(
        problems(text),
        [(
            "oops".to_owned(),
            "this is no JSON value; it is left out".to_owned()
        )]
    );
    assert_eq!(problems("[{\"a\": 1}, 7]")[0].0, "7]");
    let text = "[{\"a\": 1}, {\"a\": \"x";
    assert_eq!(read(text), ["a", "1", "x"]);
    assert!(problems(text)[0].1.starts_with("the text breaks off"));
}

#[test]
fn columns_without_a_name_or_with_one_that_was_there_get_their_number() {
    assert_eq!(read("a,,a\n1,2,3"), ["a|column 2|a 3", "1|2|3"]);
}

#[test]
fn what_is_too_much_is_counted() {
    let rows: String = (0..MAX_ROWS + 7).map(|row| format!("{row},x\n")).collect();
    let sample = Sample::read(&format!("a,b\n{rows}"));
    assert_eq!((sample.rows.len(), sample.more_rows), (MAX_ROWS, 7));
    let wide = vec!["x"; MAX_COLUMNS + 3].join(",");
    let sample = Sample::read(&format!("{wide}\n{wide}\n"));
    assert_eq!((sample.columns.len(), sample.more_columns), (MAX_COLUMNS, 3));
    assert_eq!(sample.rows[0].cells.len(), MAX_COLUMNS);
    let objects: String = (0..MAX_ROWS + 2)
        .map(|row| format!("{{\"a\":{row}}}\n"))
        .collect();
    let sample = Sample::read(&objects);
    assert_eq!((sample.rows.len(), sample.more_rows), (MAX_ROWS, 2));
}

#[test]
fn what_grows_with_the_square_of_a_text_is_bounded() {
    let objects: String = (0..4_000)
        .map(|row| format!("{{\"k{row}\":1,\"l{row}\":2}}\n"))
        .collect();
    let sample = Sample::read(&objects);
    assert_eq!(
        (sample.columns.len(), sample.more_columns),
        (MAX_COLUMNS, 8_000 - MAX_COLUMNS)
    );
    assert!(sample.rows.iter().all(|row| row.cells.len() == MAX_COLUMNS));
    let header: String = (0..100_000).map(|column| format!("c{column},")).collect();
    let sample = Sample::read(&format!("{header}\n{}", "1\n".repeat(5_000)));
    assert_eq!(
        (sample.columns.len(), sample.more_columns),
        (MAX_COLUMNS, 100_001 - MAX_COLUMNS)
    );
    assert_eq!(
        (sample.problems.len(), sample.more_problems),
        (MAX_PROBLEMS, 5_000 - MAX_PROBLEMS)
    );
}

#[test]
fn a_quote_that_is_never_closed_is_said() {
    let sample = Sample::read("a,b\n1,\"5 inch\n2,x\n");
    assert_eq!(sample.rows.len(), 1);
    assert!(
        sample.problems[0]
            .message
            .starts_with("a quote in this row is never closed")
    );
}

#[test]
fn texts_that_are_no_rows_are_no_trouble() {
    for text in ["", "\n\n", "a", "[", "[]", "|", "\"", "[[[[", "[1,2]"] {
        let sample = Sample::read(text);
        assert!(sample.rows.is_empty(), "{text:?}: {sample:?}");
    }
    // Deep nesting is refused, not followed.
    let deep = format!("[{{\"a\": {}1", "[".repeat(100_000));
    assert_eq!(Sample::read(&deep).problems.len(), 1);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "[a-c0-9,;|\\t\\n\"{}:\\[\\] é-]{0,80}") {
        let sample = Sample::read(&text);
        for row in &sample.rows {
            proptest::prop_assert!(text.get(row.place.clone()).is_some());
            proptest::prop_assert_eq!(row.cells.len(), sample.columns.len());
        }
        for problem in &sample.problems {
            proptest::prop_assert!(text.get(problem.place.clone()).is_some());
        }
    }
}
