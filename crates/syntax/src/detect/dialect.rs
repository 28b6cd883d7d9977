//! The dialect, by its signs.

use crate::Dialect::{self, MySql, PostgreSql, Sqlite};
use crate::lexer::{Lexed, Token, TokenKind, lex};
use rowproof_source::{Letters, SortSmall, WordList};

/// How often one sign counts.
const MAX_COUNT: u32 = 3;

/// Words that only one of the three has, or that are much commoner there: the first letter of the dialect and the weight.
const WORDS: WordList<16> = WordList::new(
    "AUTO_INCREMENT=M5,AUTOINCREMENT=S6,BIGSERIAL=P4,BYTEA=P4,CHARSET=M4,CIDR=P2,CITEXT=P4,\
     CONCURRENTLY=P4,DATERANGE=P4,DEFINER=M4,DELIMITER=M3,DOMAIN=P2,ENGINE=M3,EXTENSION=P4,FLOAT8=P2,\
     FOREIGN_KEY_CHECKS=M5,FTS4=S5,FTS5=S5,FULLTEXT=M4,GEN_RANDOM_UUID=P4,GIN=P2,GIST=P2,GLOB=S3,\
     HSTORE=P3,IDENTITY=P2,ILIKE=P3,INET=P2,INHERITS=P3,INNODB=M4,INT4=P2,INT8=P2,JSONB=P4,JULIANDAY=S4,\
     LONGBLOB=M4,LONGTEXT=M4,MATERIALIZED=P2,MEDIUMBLOB=M4,MEDIUMINT=M4,MEDIUMTEXT=M4,MODIFY=M3,\
     NEXTVAL=P3,OWNER=P2,PG_CATALOG=P4,PLPGSQL=P4,POLICY=P3,PRAGMA=S5,REGCLASS=P4,ROWID=S4,\
     SEARCH_PATH=P4,SERIAL=P3,SMALLSERIAL=P4,SQL_MODE=M4,SQLITE_MASTER=S5,STRFTIME=S4,STRICT=S2,\
     TABLESPACE=P1,TIMESTAMPTZ=P4,TINYINT=M2,TINYTEXT=M4,TSTZRANGE=P4,TSVECTOR=P4,UNLOGGED=P4,\
     UNSIGNED=M3,UTF8MB4=M4,UUID_GENERATE_V4=P4,VALIDATE=P2,VARBINARY=M2,VARYING=P2,VIRTUAL=S1,\
     ZEROFILL=M4",
);

/// Neighbours that tell.
const PAIRS: [(&str, &str, Dialect, u32); 21] = [
    ("AS", "ENUM", PostgreSql, 5),
    ("OWNER", "TO", PostgreSql, 4),
    ("TABLE", "ONLY", PostgreSql, 4),
    ("COMMENT", "ON", PostgreSql, 3),
    ("TIME", "ZONE", PostgreSql, 3),
    ("DOUBLE", "PRECISION", PostgreSql, 1),
    ("LANGUAGE", "SQL", PostgreSql, 2),
    ("EXECUTE", "FUNCTION", PostgreSql, 4),
    ("NOT", "VALID", PostgreSql, 3),
    ("EXECUTE", "PROCEDURE", PostgreSql, 4),
    ("LOCK", "TABLES", MySql, 4),
    ("CHANGE", "COLUMN", MySql, 4),
    ("CHARACTER", "SET", MySql, 3),
    ("UPDATE", "CURRENT_TIMESTAMP", MySql, 5),
    ("UNIQUE", "KEY", MySql, 3),
    ("RENAME", "TABLE", MySql, 3),
    ("CREATE", "DATABASE", MySql, 1),
    ("OR", "IGNORE", Sqlite, 4),
    ("INSERT", "OR", Sqlite, 4),
    ("DROP", "FOREIGN", MySql, 4),
    ("INTEGER", "AUTOINCREMENT", Sqlite, 4),
];

/// The words that [`note_type`] and [`note_arguments`] look for.
const TYPES: WordList = WordList::new("bigint,blob,datetime,enum,int,smallint,uuid");

/// The first words of the pairs.
const FIRST_OF_PAIRS: WordList<4> = WordList::new(
    "AS,CHANGE,CHARACTER,COMMENT,CREATE,DOUBLE,DROP,EXECUTE,INSERT,INTEGER,LANGUAGE,LOCK,NOT,OR,OWNER,RENAME,TABLE,TIME,\
     UNIQUE,UPDATE",
);

/// What tells a dialect.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Word(&'static str),
    Pair(&'static str, &'static str),
    /// A comment says this name.
    Said(&'static str),
    /// Anything else, in words.
    Other(&'static str),
}

impl Sign {
    fn label(self) -> String {
        match self {
            Sign::Word(word) => format!("`{word}`"),
            Sign::Pair(first, second) => format!("`{first} {second}`"),
            Sign::Said(name) => format!("comments that say `{name}`"),
            Sign::Other(words) => words.to_owned(),
        }
    }
}

/// The type in MySQL and in SQLite.
const DATETIME: Sign = Sign::Other("`DATETIME`");

/// One sign and how often it was seen.
struct Seen {
    sign: Sign,
    dialect: Dialect,
    weight: u32,
    count: u32,
}

/// The dialect and the reason; and the text as PostgreSQL's tokens, which were looked at.
pub(super) fn recognise(text: &str) -> (Dialect, String, Lexed) {
    let lexed = lex(text, PostgreSql);
    let mut seen = Vec::new();
    for (at, token) in lexed.tokens.iter().enumerate() {
        note_token(text, &lexed, at, token, &mut seen);
    }
    // MySQL and SQLite both have it, and MySQL refuses a whole TEXT as a key.
    if let Some(datetime) = seen.iter_mut().find(|held| held.sign == DATETIME)
        && has_text_key(text, &lexed)
    {
        datetime.dialect = Sqlite;
        datetime.sign = Sign::Other("`DATETIME` beside a key of `TEXT`");
    }
    note_stretches(text, &lexed, &mut seen);
    let score = |dialect: Dialect| -> u32 {
        let signs = seen.iter().filter(|sign| sign.dialect == dialect);
        signs.map(|sign| sign.weight * sign.count.min(MAX_COUNT)).sum()
    };
    // Equal scores go to the dialect named first.
    let best = Dialect::ALL
        .into_iter()
        .rev()
        .max_by_key(|dialect| score(*dialect));
    match best.filter(|dialect| score(*dialect) > 0) {
        Some(dialect) => (dialect, reason(dialect, &seen), lexed),
        None => {
            let reason = "nothing tells the dialect apart, so PostgreSQL is assumed";
            (PostgreSql, reason.to_owned(), lexed)
        }
    }
}

/// The two heaviest signs, in the order of the text.
fn reason(dialect: Dialect, seen: &[Seen]) -> String {
    let mut signs: Vec<(usize, &Seen)> = seen
        .iter()
        .enumerate()
        .filter(|(_, sign)| sign.dialect == dialect && sign.weight > 0)
        .collect();
    signs.order_by_key(|(at, sign)| (std::cmp::Reverse(sign.weight.min(3)), *at));
    signs.truncate(2);
    signs.order_by_key(|(at, _)| *at);
    let labels: Vec<String> = signs.iter().map(|(_, seen)| seen.sign.label()).collect();
    let verb = if labels.len() == 1 { "is" } else { "are" };
    let plural = labels.len() == 1 && labels.iter().any(|label| label.ends_with('s'));
    let verb = if plural { "are" } else { verb };
    format!("{} {verb} {}'s", labels.join(" and "), dialect.name())
}

fn note(seen: &mut Vec<Seen>, sign: Sign, dialect: Dialect, weight: u32) {
    match seen.iter_mut().find(|other| other.sign == sign) {
        Some(sign) => sign.count += 1,
        None => seen.push(Seen {
            sign,
            dialect,
            weight,
            count: 1,
        }),
    }
}

fn note_token(text: &str, lexed: &Lexed, at: usize, token: &Token, seen: &mut Vec<Seen>) {
    let token_text = |token: &Token| {
        text.get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    };
    let word = token_text(token);
    match token.kind {
        TokenKind::Word => {
            let letters = Letters::of(word.as_bytes());
            if WORDS.may_have(letters)
                && let Some((sign, of)) = WORDS.entry(word)
                && let [dialect, weight] = of.as_bytes()
            {
                let dialect = match dialect {
                    b'P' => PostgreSql,
                    b'M' => MySql,
                    _ => Sqlite,
                };
                note(seen, Sign::Word(sign), dialect, u32::from(weight - b'0'));
            }
            if let Some(next) = lexed.tokens.get(at + 1) {
                if next.kind == TokenKind::Word && FIRST_OF_PAIRS.may_have(letters) {
                    note_pair(word, token_text(next), seen);
                } else if next.kind == TokenKind::Open && TYPES.may_have(letters) {
                    note_arguments(word, seen);
                }
            }
            if TYPES.may_have(letters) && !token.first_on_line {
                let before = at.checked_sub(1).and_then(|at| lexed.tokens.get(at));
                let before = before.map(|token| token.kind);
                if matches!(before, Some(TokenKind::Word | TokenKind::QuotedName)) {
                    note_type(word, seen);
                }
            }
        }
        TokenKind::OpenBracket => {
            let kind = |ahead: usize| lexed.tokens.get(at + ahead).map(|token| token.kind);
            note_bracket(kind(1), kind(2), seen);
        }
        TokenKind::QuotedName if word.starts_with("\"$") => {
            note(seen, Sign::Other("strings in double quotes"), MySql, 3)
        }
        TokenKind::QuotedName if word.starts_with('`') => note(seen, Sign::Other("backticks"), MySql, 2),
        TokenKind::Operator if word == "::" => note(seen, Sign::Other("`::` casts"), PostgreSql, 3),
        TokenKind::Operator if matches!(word, "~" | "~*" | "!~") => {
            note(seen, Sign::Other("`~`"), PostgreSql, 2)
        }
        TokenKind::String if word.starts_with('$') => note(seen, Sign::Other("dollar quotes"), PostgreSql, 4),
        TokenKind::Parameter if word.starts_with('$') => note(seen, Sign::Other("`$1`"), PostgreSql, 1),
        TokenKind::Meta => note(seen, Sign::Other("psql's meta-commands"), PostgreSql, 4),
        _ => {}
    }
}

fn note_pair(word: &str, next: &str, seen: &mut Vec<Seen>) {
    let mut pairs = PAIRS.iter();
    let pair = pairs
        .find(|(first, second, ..)| word.eq_ignore_ascii_case(first) && next.eq_ignore_ascii_case(second));
    if let Some((first, second, dialect, weight)) = pair {
        note(seen, Sign::Pair(first, second), *dialect, *weight);
    }
}

/// What is told by a parenthesis behind a word.
fn note_arguments(word: &str, seen: &mut Vec<Seen>) {
    if ["int", "bigint", "smallint"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
    {
        note(seen, Sign::Other("integer widths"), MySql, 2);
    }
    if word.eq_ignore_ascii_case("enum") {
        note(seen, Sign::Other("`ENUM (…)` columns"), MySql, 2);
    }
    if word.eq_ignore_ascii_case("datetime") {
        note(seen, Sign::Other("`DATETIME (n)`"), MySql, 3);
    }
}

/// Types that tell only where a type may stand, behind a column's name.
fn note_type(word: &str, seen: &mut Vec<Seen>) {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if is("uuid") {
        note(seen, Sign::Other("`UUID`"), PostgreSql, 1);
    } else if is("blob") {
        note(seen, Sign::Other("`BLOB`"), Sqlite, 1);
    } else if is("datetime") {
        note(seen, DATETIME, MySql, 1);
    }
}

/// Whether a column is `TEXT PRIMARY KEY`, or `TEXT NOT NULL PRIMARY KEY`.
fn has_text_key(text: &str, lexed: &Lexed) -> bool {
    let is = |token: &Token, word: &str| {
        let said = text.get(token.start as usize..token.end as usize);
        said.is_some_and(|said| said.eq_ignore_ascii_case(word))
    };
    let says = |tokens: &[Token], words: &[&str]| {
        let mut pairs = tokens.iter().zip(words);
        pairs.all(|(token, word)| is(token, word))
    };
    let plain = lexed.tokens.windows(3);
    let required = lexed.tokens.windows(5);
    plain
        .into_iter()
        .any(|tokens| says(tokens, &["TEXT", "PRIMARY", "KEY"]))
        || required
            .into_iter()
            .any(|tokens| says(tokens, &["TEXT", "NOT", "NULL", "PRIMARY", "KEY"]))
}

/// `[name]` is a quoted name in SQLite; `[]` and `[1]` are arrays.
fn note_bracket(inside: Option<TokenKind>, after: Option<TokenKind>, seen: &mut Vec<Seen>) {
    match (inside, after) {
        (Some(TokenKind::Word), Some(TokenKind::CloseBracket)) => {
            note(seen, Sign::Other("names in brackets"), Sqlite, 3)
        }
        (Some(TokenKind::CloseBracket), _) => note(seen, Sign::Other("arrays"), PostgreSql, 2),
        _ => {}
    }
}

fn note_stretches(text: &str, lexed: &Lexed, seen: &mut Vec<Seen>) {
    let starts = |start: u32, mark: &str| {
        text.get(start as usize..)
            .is_some_and(|rest| rest.starts_with(mark))
    };
    for comment in &lexed.comments {
        if starts(comment.start, "/*!") {
            note(seen, Sign::Other("versioned comments `/*!`"), MySql, 4);
        }
        let words = text.get(comment.start as usize..comment.end as usize);
        note_comment(words.unwrap_or_default(), seen);
    }
    for _ in &lexed.data {
        note(seen, Sign::Other("`COPY … FROM stdin`"), PostgreSql, 5);
    }
}

/// Dumps say in a comment what made them, and people what they write for.
fn note_comment(comment: &str, seen: &mut Vec<Seen>) {
    const NAMES: [(&str, Dialect); 5] = [
        ("postgres", PostgreSql),
        ("mysql", MySql),
        ("mariadb", MySql),
        ("sqlite", Sqlite),
        ("pragma", Sqlite),
    ];
    let comment = comment.as_bytes();
    let mut said = [false; NAMES.len()];
    for (at, byte) in comment.iter().enumerate() {
        if !matches!(byte | 0x20, b'm' | b'p' | b's') {
            continue;
        }
        for ((name, _), said) in NAMES.iter().zip(&mut said) {
            let here = comment.get(at..at + name.len());
            *said |= here.is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes()));
        }
    }
    for ((name, dialect), said) in NAMES.into_iter().zip(said) {
        if said {
            note(seen, Sign::Said(name), dialect, 2);
        }
    }
}
