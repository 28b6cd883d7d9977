//! Reads the values that a comment lists.

use rowproof_catalog::ColumnComment;
use rowproof_source::{find_in_any_case, lower_case};

use crate::prelude::*;

/// The first comment of the column that lists its values, with the values in the comment's order, at least two, each
/// once: words of a text column, digits of a number.
pub(crate) fn values_in_comments(column: &Column) -> Option<(&ColumnComment, Vec<String>)> {
    column
        .comments
        .iter()
        .find_map(|comment| Some((comment, values_in(column, &comment.text)?)))
}

/// The words in quotes that a comment gives as examples: `e.g. 'assigned', 'commented'`. At least two, each once.
pub(crate) fn examples_in_comments(column: &Column) -> Option<Vec<String>> {
    column.comments.iter().find_map(|comment| {
        let quoted = comment.text.split('\'').skip(1).step_by(2);
        let mut values: Vec<String> = Vec::new();
        for value in quoted {
            let plain = value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
            if !plain || value.is_empty() || value.len() > MAX_VALUE_CHARACTERS {
                return None;
            }
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        (values.len() >= 2).then_some(values)
    })
}

/// A value longer than this is a phrase.
const MAX_VALUE_CHARACTERS: usize = 24;

/// What says that a list is not the whole list.
const OPEN_ENDED: &str = "for example,for instance,such as,and so on,...,…,e.g";
const OPEN_ENDED_WORDS: WordList = WordList::new("eg,etc,ex,example,examples");

/// Words that make a comment about something else than values: constraints, types, ordinary prose.
const NOT_VALUES: WordList = WordList::new(
    "an,and,array,bool,boolean,default,fk,foreign,index,int,integer,is,null,nullable,object,of,optional,\
     or,pk,required,see,string,text,the,timestamp,unique,uuid,varchar",
);

/// Words that make `a/b` a unit, a rate or a format.
const UNITS: WordList = WordList::new(
    "bytes,cm,day,dd,h,hour,kb,kg,km,l,m,mb,min,minute,mm,month,ms,or,s,sec,second,usd,week,year",
);

/// What comes before a list, longest first.
const INTRODUCTIONS: &str =
    "possible values,allowed values,valid values,one of,allowed,options,values,either,enum";

fn values_in(column: &Column, text: &str) -> Option<Vec<String>> {
    if column.data_type.array_dimensions > 0 {
        return None;
    }
    let values = match column.data_type.family {
        TypeFamily::Integer(_) => codes(text, false)?,
        TypeFamily::Text | TypeFamily::CaseInsensitiveText | TypeFamily::Enum => {
            codes(text, true).or_else(|| listed_words(column, text))?
        }
        _ => return None,
    };
    let limit = column.data_type.max_characters().unwrap_or(u64::MAX);
    let fit = values.iter().all(|value| value.chars().count() as u64 <= limit);
    let distinct = values
        .iter()
        .enumerate()
        .all(|(at, value)| values.iter().take(at).all(|other| other != value));
    (fit && distinct && values.len() >= 2 && !is_open_ended(text)).then_some(values)
}

/// Whether the comment says that a list is not the whole list.
fn is_open_ended(text: &str) -> bool {
    let lower = lower_case(text);
    let mut marks = OPEN_ENDED.split(',');
    marks.any(|words| find_in_any_case(&lower, words).is_some())
        || words_of(&lower).any(|word| OPEN_ENDED_WORDS.contains(word))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && !matches!(character, '_' | '-'))
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// `1=open, 2=closed`: the codes, when every part of the comment gives one. Letters only where `letters` says so.
fn codes(text: &str, letters: bool) -> Option<Vec<String>> {
    let text = text.trim().trim_end_matches(['.', ')']);
    let mut codes = Vec::new();
    for (at, piece) in text.split([',', ';', '|', '\n']).enumerate() {
        let piece = piece.trim();
        // Only the first part may have words before its code: `state: 0=off, 1=on`.
        let code = code(piece, letters).or_else(|| {
            let (_, rest) = piece.split_once([':', '(']).filter(|_| at == 0)?;
            code(rest.trim(), letters)
        })?;
        codes.push(code);
    }
    Some(codes)
}

fn code(piece: &str, letters: bool) -> Option<String> {
    let unsigned = piece.strip_prefix('-').unwrap_or(piece);
    let digits = unsigned
        .split(|character: char| !character.is_ascii_alphanumeric())
        .next()?;
    let (code, rest) = piece.split_at_checked(piece.len() - unsigned.len() + digits.len())?;
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_letters = (1..=2).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = rest.trim_start();
    let meaning = if is_number {
        ["=>", "->", "=", ":", "-"]
            .iter()
            .find_map(|sign| rest.strip_prefix(sign))?
    } else {
        rest.strip_prefix('=').filter(|_| letters && is_letters)?
    };
    let meaning = meaning.trim_matches([' ', '\'', '"', '>']);
    let is_word =
        meaning.starts_with(char::is_alphabetic) && meaning.chars().count() <= 2 * MAX_VALUE_CHARACTERS;
    is_word.then(|| code.to_owned())
}

/// `active|paused`, `one of: a, b or c`, `public/private/draft`.
fn listed_words(column: &Column, text: &str) -> Option<Vec<String>> {
    let (introduced, body) = list_body(text);
    let separator = ['|', ',', '/']
        .into_iter()
        .find(|separator| body.contains(*separator));
    let (values, quoted) = split_values(body, separator)?;
    let named = words(&column.name)
        .last()
        .is_some_and(|last| Lexicon::STATUS.contains(last));
    let widest = values.iter().map(|value| value.chars().count() as u64).max();
    let fits_exactly = column.data_type.max_characters() == widest;
    let plausible = match separator {
        Some('|') => true,
        Some(',') | None => introduced || quoted || named,
        _ => !body.starts_with('/') && (introduced || quoted || named || fits_exactly || values.len() > 2),
    };
    let numbers = values
        .iter()
        .any(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
    let prose = values.iter().map(|value| lower_case(value)).any(|value| {
        NOT_VALUES.contains(value.as_str()) || (separator == Some('/') && UNITS.contains(value.as_str()))
    });
    let majority = introduced || 2 * values.len() > words_of(text).count();
    (plausible && majority && !prose && (!numbers || separator == Some('|'))).then_some(values)
}

/// The part of the comment that may be the list, and whether the comment says that a list follows.
fn list_body(text: &str) -> (bool, &str) {
    let after = INTRODUCTIONS.split(',').find_map(|words| {
        let at = find_in_any_case(text, words)?;
        let alone = text
            .get(..at)?
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        let rest = text.get(at + words.len()..)?;
        (alone && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
    });
    let body = after.unwrap_or_else(|| {
        let opened = text
            .split_once('(')
            .filter(|(before, _)| words_of(before).count() <= 3);
        let labelled = text
            .split_once(':')
            .filter(|(before, _)| words_of(before).count() <= 3);
        opened.or(labelled).map_or(text, |(_, rest)| rest)
    });
    let body = body.trim_start_matches([' ', ':', '=', '(', '[', '{', '^']);
    let body = body.strip_prefix("are ").unwrap_or(body);
    let end = [". ", ";", ")", "]", "}", "\n", " - ", " -- ", " ("]
        .iter()
        .filter_map(|mark| find_in_any_case(body, mark))
        .min();
    let body = end.and_then(|end| body.get(..end)).unwrap_or(body);
    (after.is_some(), body.trim().trim_end_matches('.'))
}

/// The values between the separators and whether all were in quotes; none when a part is not one plain word.
fn split_values(body: &str, separator: Option<char>) -> Option<(Vec<String>, bool)> {
    let pieces: Vec<&str> = match separator {
        Some('|') => body.split('|').collect(),
        Some(separator) => body.split(separator).flat_map(around_or).collect(),
        None => around_or(body).collect(),
    };
    let mut quoted = true;
    let mut values = Vec::new();
    for piece in pieces {
        let piece = piece.trim();
        let value = piece.trim_matches(['\'', '"', '`', '‘', '’', '“', '”']);
        quoted &= value.len() < piece.len();
        let plain = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !plain || !(1..=MAX_VALUE_CHARACTERS).contains(&value.len()) || value.starts_with('-') {
            return None;
        }
        values.push(value.to_owned());
    }
    Some((values, quoted && !body.is_empty()))
}

/// The last part of a list: `b or c`, `or c`, `and c`.
fn around_or(piece: &str) -> impl Iterator<Item = &str> {
    let piece = piece.trim();
    let joined = ["or ", "and "].iter().find_map(|word| piece.strip_prefix(word));
    joined.unwrap_or(piece).split(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str, data_type: ColumnType, text: &str) -> Option<Vec<String>> {
        let column = Column::plain(name.to_owned(), data_type, Span::default());
        values_in(&column, text)
    }

    fn of_text(name: &str, text: &str) -> Option<Vec<String>> {
        values(name, ColumnType::known("text", TypeFamily::Text), text)
    }

    #[test]
    fn reads_lists_in_the_common_spellings() {
        for (text, expected) in [
            ("active|paused|deleted", vec!["active", "paused", "deleted"]),
            ("active | paused | deleted", vec!["active", "paused", "deleted"]),
            ("values: owner, writer, reader", vec!["owner", "writer", "reader"]),
            ("enum: local, remote", vec!["local", "remote"]),
            ("one of 'a', 'b' or 'c'", vec!["a", "b", "c"]),
            ("current state, one of: todo, done", vec!["todo", "done"]),
            ("public/private/draft", vec!["public", "private", "draft"]),
            ("(free, pro)", vec!["free", "pro"]),
            ("low, medium, or high. Sorted", vec!["low", "medium", "high"]),
            ("A=active, I=inactive", vec!["A", "I"]),
            ("either open or closed", vec!["open", "closed"]),
        ] {
            assert_eq!(
                of_text("status", text),
                Some(expected.iter().map(ToString::to_string).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn reads_codes_of_numbers() {
        let number = || ColumnType::known("integer", TypeFamily::Integer(4));
        for text in [
            "1=open, 2=closed",
            "1: open; 2: closed",
            "state: 1 = open, 2 = closed",
            "1 - open | 2 - closed",
        ] {
            assert_eq!(
                values("state", number(), text),
                Some(vec!["1".to_owned(), "2".to_owned()]),
                "{text}"
            );
        }
        assert_eq!(values("state", number(), "between 1 and 2"), None);
        assert_eq!(values("width", number(), "1600x900, 800x600"), None);
    }

    #[test]
    fn leaves_prose_units_paths_and_examples_alone() {
        for (name, text) in [
            ("action", "e.g. 'status_changed', 'assigned', 'commented'"),
            (
                "plan",
                "organization pricing plan, ex: free, solo, team... If null, it is computed",
            ),
            ("speed", "km/h"),
            ("speed_type", "km/h"),
            ("path", "usr/local"),
            ("path_kind", "/usr/local"),
            ("full_name", "first, last"),
            ("slug", "unique, lowercase"),
            ("status", "set by the worker, read by the billing job"),
            ("banner", "banner image, 1600x900"),
            ("password", "present only if user used login/pass auth"),
            ("status", "active"),
            ("status", "free text, such as open, closed"),
            ("status", ""),
            ("status", "|"),
        ] {
            assert_eq!(of_text(name, text), None, "{text}");
        }
    }
}
