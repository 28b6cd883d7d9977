use super::*;

/// Forty addresses: a zip has one city, and a person lives at one of them.
fn addresses() -> Vec<String> {
    let places = [
        ("10115", "Berlin"),
        ("04109", "Leipzig"),
        ("20095", "Hamburg"),
        ("80331", "München"),
    ];
    (0..40)
        .map(|row| {
            let (zip, city) = places[row * 7 % 4];
            let house = row * 11 % 13 + 1;
            format!("{row},{zip},{city},{house},DE,")
        })
        .collect()
}

fn study(lines: &[String]) -> Study {
    let text = format!("id,zip,city,house,country,note\n{}\n", lines.join("\n"));
    Study::of(&Sample::read(&text))
}

const ZIP: usize = 1;
const CITY: usize = 2;

#[test]
fn what_holds_and_is_tested_is_told() {
    let study = study(&addresses());
    assert_eq!(study.keys, [[0]]);
    assert_eq!((study.constant, study.empty), (vec![4], vec![5]));
    let told = |from: usize, to: usize| Dependency {
        determinant: vec![from],
        dependents: vec![to],
        tests: 36,
    };
    assert_eq!(study.dependencies, [told(ZIP, CITY), told(CITY, ZIP)]);
    assert!(study.near.is_empty() && study.near_keys.is_empty() && study.repetitions.is_empty());
}

#[test]
fn a_slip_is_told_once_with_a_row_that_has_what_is_usual() {
    let mut lines = addresses();
    lines[8] = lines[8].replace("Berlin", "Berlni");
    let study = study(&lines);
    assert_eq!(
        study.near,
        [NearDependency {
            determinant: ZIP,
            dependent: CITY,
            tests: 36,
            exceptions: vec![(8, 0)],
        }]
    );
    // The city still tells the zip; and no zip with a house number tells what the zip alone almost does.
    let left = study
        .dependencies
        .iter()
        .map(|found| (found.determinant.as_slice(), found.dependents.as_slice()));
    assert_eq!(left.collect::<Vec<_>>(), [(&[CITY][..], &[ZIP][..])]);
}

#[test]
fn a_number_given_twice_is_told_with_both_rows() {
    let mut lines = addresses();
    lines[31] = lines[31].replacen("31,", "30,", 1);
    let study = study(&lines);
    assert_eq!(
        study.near_keys,
        [NearKey {
            column: 0,
            repeated: vec![(31, 30)]
        }]
    );
    assert!(study.keys.iter().all(|key| !key.contains(&0)), "{:?}", study.keys);
}

#[test]
fn rows_that_are_there_twice_are_told_and_spoil_no_key() {
    let mut lines = addresses();
    lines.push(lines[5].clone());
    let study = study(&lines);
    assert_eq!(study.repetitions, [40]);
    assert_eq!((study.near_keys, study.keys), (Vec::new(), vec![vec![0]]));
}

#[test]
fn what_almost_never_differs_follows_from_nothing() {
    let mut lines = addresses();
    lines[12] = lines[12].replace("DE", "AT");
    let study = study(&lines);
    // One exception of forty is what each column has towards a country that is the same in thirty-nine rows.
    assert!(study.near.is_empty(), "{:?}", study.near);
}

#[test]
fn chance_is_counted_and_not_told() {
    // One zip is there twice, both times with a side that a third of all rows have; and thirty throws of three dice.
    let mut seed = 11_u64;
    let mut throw = |sides: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let mut row = |row: usize| {
        let (zip, side) = (row.max(1), row.saturating_sub(1) % 3);
        format!("{zip},{side},{},{},{},", throw(3), throw(6), throw(9))
    };
    let rows: Vec<String> = (0..30).map(&mut row).collect();
    let study = study(&rows);
    assert_eq!((study.dependencies, study.near), (Vec::new(), Vec::new()));
    assert_eq!(study.lucky, 1);
}

#[test]
fn fewer_than_two_rows_say_nothing() {
    assert_eq!(study(&addresses()[..1]), Study::default());
    assert_eq!(study(&[]), Study::default());
}

#[test]
fn wide_rows_are_looked_at_as_far_as_they_can_be() {
    let names: Vec<String> = (0..30).map(|column| format!("c{column}")).collect();
    let row = |row: usize| {
        let cells = (0..30).map(|column| (row * (column + 3) % (5 + column % 4)).to_string());
        cells.collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    let study = Study::of(&Sample::read(&format!(
        "{}\n{}\n",
        names.join(","),
        rows.join("\n")
    )));
    // A column that is always zero is not compared.
    assert_eq!(study.left_out.len(), 30 - study.constant.len() - MAX_DISCOVERED);
}

#[test]
fn where_no_column_is_compared_there_is_no_key_of_none() {
    let study = |text: &str| Study::of(&Sample::read(text));
    let same = study("a,b\n1,2\n1,2\n");
    assert_eq!((same.keys, same.repetitions), (Vec::<Vec<usize>>::new(), vec![1]));
    assert!(study("lat,lon\n52.5,13.4\n48.1,11.6\n").keys.is_empty());
}

#[test]
fn a_column_that_few_rows_have_is_no_key() {
    let rows: String = (0..40)
        .map(|row| {
            format!(
                "{row},{}\n",
                if row % 20 == 0 {
                    row.to_string()
                } else {
                    String::new()
                }
            )
        })
        .collect();
    let study = Study::of(&Sample::read(&format!("id,deleted\n{rows}")));
    assert_eq!(study.keys, [[0]]);
}

#[test]
fn where_values_are_missing_nothing_is_told_that_follows_from_two_dependencies_only() {
    // A product has one supplier and a product of a supplier one price; where the supplier is not given the price is anything.
    let rows: String = (0..40)
        .map(|row| {
            let product = row % 4;
            match row % 8 < 4 {
                true => format!("{row},p{product},s1,{}\n", product + 3),
                false => format!("{row},p{product},,{}\n", row * 7 % 11),
            }
        })
        .collect();
    let study = Study::of(&Sample::read(&format!("id,product,supplier,price\n{rows}")));
    let price_of_product = study
        .dependencies
        .iter()
        .any(|found| found.determinant == [1] && found.dependents.contains(&3));
    assert!(!price_of_product, "{study:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_told_holds_in_the_rows(cells in proptest::collection::vec(proptest::collection::vec(0_u8..5, 5), 8..40)) {
        // Four is a value that is missing; the last column follows from the first two.
        let line = |cells: &Vec<u8>| {
            let mut cells: Vec<String> = cells.iter().map(|cell| if *cell == 4 { String::new() } else { cell.to_string() }).collect();
            let sum = cells.iter().take(2).map(String::as_str).collect::<String>();
            cells.push(format!("s{sum}"));
            cells.join(",")
        };
        let lines: Vec<String> = cells.iter().map(line).collect();
        let sample = Sample::read(&format!("a,b,c,d,e,f\n{}\n", lines.join("\n")));
        let cell = |row: usize, column: usize| sample.rows.get(row).and_then(|row| row.cells.get(column)).cloned().flatten();
        for found in Study::of(&sample).dependencies {
            for a in 0..sample.rows.len() {
                for b in 0..a {
                    let agrees = |column: &usize| cell(a, *column).is_some() && cell(a, *column) == cell(b, *column);
                    let differs = |column: &usize| cell(a, *column).is_some() && cell(b, *column).is_some() && cell(a, *column) != cell(b, *column);
                    proptest::prop_assert!(!found.determinant.iter().all(agrees) || !found.dependents.iter().any(differs), "{found:?}");
                }
            }
        }
    }
}
