use super::*;

/// Codes that another program made of the same texts, module by module: the text in the first line, then the rows.
#[test]
fn codes_are_those_that_others_make() {
    for known in [
        include_str!("known/1_m.txt"),
        include_str!("known/6_l.txt"),
        include_str!("known/10_l.txt"),
    ] {
        let (text, expected) = known.split_once('\n').unwrap();
        let code = encode(text).unwrap();
        let row = |y| -> String {
            (0..code.size)
                .map(|x| if code.is_dark(x, y) { '#' } else { '.' })
                .collect()
        };
        let rows: Vec<String> = (0..code.size).map(row).collect();
        assert_eq!(rows.join("\n"), expected.trim_end(), "{text}");
    }
}

#[test]
fn the_smallest_code_is_made_and_too_long_texts_are_none() {
    let size = |length: usize| encode(&"x".repeat(length)).map(|code| code.size);
    assert_eq!(size(0), Some(21));
    assert_eq!(size(17), Some(21));
    assert_eq!(size(18), Some(25));
    assert_eq!(size(longest()), Some(17 + 4 * 25));
    assert_eq!(size(longest() + 1), None);
}

#[test]
fn the_path_covers_the_dark_modules() {
    let code = encode("Rowproof").unwrap();
    let dark = (0..code.size * code.size).filter(|at| code.is_dark(at % code.size, at / code.size));
    let runs = code.path();
    let lengths = runs.split('h').skip(1).filter_map(|run| run.split_once('v'));
    let covered: usize = lengths.map(|(length, _)| length.parse::<usize>().unwrap()).sum();
    assert_eq!(covered, dark.count());
    assert!(runs.starts_with("M0 0h7v1h-7z"));
}
