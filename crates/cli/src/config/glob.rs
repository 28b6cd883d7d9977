//! Patterns of paths: `*` and `?` within a name, `**` over any number of folders.

/// Whether the whole path is what the pattern says. Both use `/`.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let names = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    names_match(&names(pattern), &names(path))
}

fn names_match(patterns: &[String], names: &[String]) -> bool {
    match (patterns.split_first(), names.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "**" => (0..=names.len())
            .any(|skipped| names.get(skipped..).is_some_and(|names| names_match(rest, names))),
        (Some((pattern, patterns)), Some((name, names))) => {
            let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
            name_matches(&pattern, &name) && names_match(patterns, names)
        }
        _ => false,
    }
}

fn name_matches(pattern: &[char], name: &[char]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => {
            name_matches(rest, name)
                || name
                    .split_first()
                    .is_some_and(|(_, name)| name_matches(pattern, name))
        }
        (Some(('?', pattern)), Some((_, name))) => name_matches(pattern, name),
        (Some((wanted, pattern)), Some((letter, name))) => wanted == letter && name_matches(pattern, name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_say_which_paths() {
        for (pattern, path) in [
            ("seeds.sql", "seeds.sql"),
            ("db/*.sql", "db/a.sql"),
            ("**/seed_??.sql", "seed_01.sql"),
            ("**/seed_??.sql", "a/b/seed_01.sql"),
            ("legacy/**", "legacy/a/b.sql"),
            ("a/**/b.sql", "a/b.sql"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("db/*.sql", "db/a/b.sql"),
            ("*.sql", "db/a.sql"),
            ("legacy/**", "legacies/a.sql"),
            ("seed_?.sql", "seed_10.sql"),
            ("a", ""),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }
}
