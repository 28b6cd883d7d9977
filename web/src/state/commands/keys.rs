//! Which keys are pressed, and which command they are.

/// What the editor does with keys of its own, for the list of shortcuts.
pub static EDITOR_KEYS: [(&[&str], &str); 13] = [
    (&["Mod", "I"], "Describe what is at the caret"),
    (&["F12"], "Go to where the name is declared"),
    (&["Shift", "F12"], "Places where the name stands"),
    (&["Ctrl", "Space"], "Suggest what to write"),
    (&["Mod", "D"], "Select the next place of these words too"),
    (&["Alt", "click"], "One more caret"),
    (&["Mod", "/"], "Comment out, or back in"),
    (&["Shift", "Alt", "F"], "Lay out the statement"),
    (
        &["Ctrl", "Shift", "[ or ]"],
        "Fold or unfold what is at the caret",
    ),
    (&["Ctrl", "Alt", "[ or ]"], "Fold or unfold everything"),
    (&["Mod", "Z"], "Undo in the editor, fixes too"),
    (&["Mod", "F"], "Search in the editor"),
    (&["Esc", "Tab"], "Leave the editor"),
];

/// A key that was pressed, with those held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressed<'k> {
    /// What it types: `s`, `?`, `F8`.
    pub key: &'k str,
    /// Which key of the keyboard it is, whatever it types: `Digit1`.
    pub code: &'k str,
    /// Ctrl, or the command key.
    pub with_mod: bool,
    pub with_shift: bool,
    pub with_alt: bool,
}

/// Whether these are the keys that were written down.
pub fn fits(keys: &[&str], pressed: Pressed<'_>) -> bool {
    let Some((last, held)) = keys.split_last() else {
        return false;
    };
    let wants = |name: &str| held.contains(&name);
    if wants("Mod") != pressed.with_mod {
        return false;
    }
    if wants("Alt") {
        // With Alt, keyboards of many countries type another sign than what stands on the key.
        let digit = pressed.code.strip_prefix("Digit");
        return pressed.with_alt && digit == Some(last);
    }
    match last.len() {
        // Signs may need Shift to be typed at all, and some even Alt.
        1 if !last.starts_with(|sign: char| sign.is_ascii_alphabetic()) => pressed.key == *last,
        _ => {
            pressed.key.eq_ignore_ascii_case(last)
                && !pressed.with_alt
                && (wants("Shift") == pressed.with_shift || *last == "Enter")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed<'k>(keys: &str, key: &'k str, code: &'k str) -> Pressed<'k> {
        Pressed {
            key,
            code,
            with_mod: keys.contains('m'),
            with_shift: keys.contains('s'),
            with_alt: keys.contains('a'),
        }
    }

    #[test]
    fn keys_are_what_is_written() {
        assert!(fits(&["F8"], pressed("", "F8", "F8")));
        assert!(!fits(&["F8"], pressed("s", "F8", "F8")));
        assert!(fits(&["Shift", "F8"], pressed("s", "F8", "F8")));
        assert!(fits(&["Mod", "S"], pressed("m", "s", "KeyS")));
        assert!(!fits(&["Mod", "S"], pressed("ms", "S", "KeyS")));
        assert!(!fits(&["Mod", "S"], pressed("ma", "s", "KeyS")));
        assert!(!fits(&["Mod", "S"], pressed("", "s", "KeyS")));
        assert!(fits(&["Mod", "Enter"], pressed("ms", "Enter", "Enter")));
        assert!(!fits(&[], pressed("m", "s", "KeyS")));
    }

    #[test]
    fn signs_are_typed_as_the_keyboard_wants() {
        assert!(fits(&["?"], pressed("s", "?", "Minus")));
        assert!(!fits(&["?"], pressed("m", "?", "Slash")));
        assert!(fits(&["Mod", "."], pressed("m", ".", "Period")));
        assert!(fits(&["Mod", ","], pressed("m", ",", "Comma")));
        // What Alt types on a Mac is not what stands on the key.
        assert!(fits(&["Alt", "1"], pressed("a", "¡", "Digit1")));
        assert!(!fits(&["Alt", "1"], pressed("ma", "1", "Digit1")));
        assert!(!fits(&["Alt", "1"], pressed("", "1", "Digit1")));
    }

    #[test]
    fn no_two_commands_have_the_same_keys() {
        let mut known: Vec<&[&str]> = EDITOR_KEYS.iter().map(|(keys, _)| *keys).collect();
        for command in &super::super::COMMANDS {
            assert!(
                command.keys.is_empty() || !known.contains(&command.keys),
                "{}: {:?}",
                command.title,
                command.keys
            );
            known.push(command.keys);
        }
    }
}
