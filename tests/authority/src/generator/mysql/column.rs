//! Columns with everything that stands behind their types.

use super::{Choices, Column, MySqlWriter, Table};

/// A type and the values that go with it.
pub(super) struct Kind {
    pub name: &'static str,
    /// Defaults it takes, the last one it does not.
    pub defaults: &'static [&'static str],
    pub is_text: bool,
    pub is_number: bool,
    pub is_moment: bool,
    /// Whether a key over it has to say how long it is.
    pub needs_prefix: bool,
}

const fn number(name: &'static str, defaults: &'static [&'static str]) -> Kind {
    Kind {
        is_number: true,
        ..other(name, defaults)
    }
}

const fn text(name: &'static str, defaults: &'static [&'static str]) -> Kind {
    Kind {
        is_text: true,
        ..other(name, defaults)
    }
}

const fn large(name: &'static str, is_text: bool) -> Kind {
    Kind {
        is_text,
        needs_prefix: true,
        ..other(name, &["'x'", "('y')", "concat('a', 'b')"])
    }
}

const fn moment(name: &'static str, defaults: &'static [&'static str]) -> Kind {
    Kind {
        is_moment: true,
        ..other(name, defaults)
    }
}

const fn other(name: &'static str, defaults: &'static [&'static str]) -> Kind {
    Kind {
        name,
        defaults,
        is_text: false,
        is_number: false,
        is_moment: false,
        needs_prefix: false,
    }
}

/// The types, the plainest first.
pub(super) const TYPES: [Kind; 37] = [
    number("int", &["0", "-1", "'5'", "(1 + 1)", "true", "'x'"]),
    number("int unsigned", &["0", "7", "-1"]),
    text(
        "varchar(20)",
        &["''", "'abc'", "5", "null", "'longer than twenty characters'"],
    ),
    number("bigint(20) unsigned zerofill", &["1", "'12'", "'a'"]),
    number("tinyint(1)", &["0", "true", "300"]),
    moment(
        "timestamp",
        &[
            "current_timestamp",
            "'2020-01-01 00:00:00'",
            "null",
            "now()",
            "'x'",
        ],
    ),
    moment(
        "datetime",
        &[
            "current_timestamp()",
            "'2020-02-03 04:05:06'",
            "'0000-00-00'",
            "now(3)",
        ],
    ),
    moment("datetime(3)", &["current_timestamp(3)", "now(3)", "now()"]),
    large("text", true),
    large("blob", false),
    large("mediumtext", true),
    text("char(5)", &["'a'", "''", "'abcdef'"]),
    text("varchar(300)", &["'a'", "7", "'it''s'"]),
    other("enum('a','b','C')", &["'a'", "'C'", "'c'", "2", "'z'"]),
    other("set('x','y')", &["'x'", "'x,y'", "''", "'z'"]),
    other("date", &["'2020-01-01'", "curdate()", "20200101", "'2020-13-01'"]),
    other("time", &["'10:00:00'", "curtime()", "'x'"]),
    other("year", &["2020", "'2021'", "0", "99", "1800"]),
    number("decimal(8,2)", &["0", "1.5", "'2.25'", "-99.999", "12345678"]),
    number("double", &["0", "1.5e3", "-0.1", "'x'"]),
    number("float(7,3)", &["0", "1.25", "'x'"]),
    number("smallint", &["1", "32767", "40000"]),
    other("json", &["null", "'{}'", "json_array()", "'{'"]),
    other(
        "uuid",
        &["uuid()", "'123e4567-e89b-12d3-a456-426614174000'", "'x'"],
    ),
    // One of four bits makes MyISAM lose the table when a virtual column stands before it (docs/decisions/0006).
    other("bit(8)", &["b'101'", "1", "0x0f", "b'111111111'"]),
    other("varbinary(10)", &["'abc'", "x'00ff'", "'longer than ten'"]),
    other("binary(4)", &["'ab'", "0x61", "'abcde'"]),
    other("point", &["null"]),
    other("inet6", &["'::1'", "null", "'x'"]),
    number("boolean", &["false", "1", "true"]),
    number("serial", &["1"]),
    text("national varchar(10)", &["'a'", "''"]),
    text("varchar(10) character set latin1", &["'a'", "'é'"]),
    text("varchar(800)", &["'a'"]),
    number("numeric(5)", &["1", "100000"]),
    text("long varchar", &["'x'"]),
    other("nosuchtype", &["1"]),
];

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "id", "`key`", "Name", "f g"];

impl MySqlWriter {
    /// A column's definition. Its type is one of all; what stands behind it mostly goes with it.
    pub(super) fn column(&self, choices: &mut Choices<'_>, table: &mut Table) -> String {
        let mut name = choices.one(&NAMES).unwrap_or_default().to_owned();
        if name.contains(' ') {
            name = format!("`{name}`");
        }
        // Mostly one that is not taken yet.
        if table.columns.iter().any(|column| column.name == name) && !choices.rarely(30) {
            let free = NAMES
                .iter()
                .find(|free| !free.contains(' ') && table.columns.iter().all(|column| column.name != **free));
            name = free.map_or(name, |free| (*free).to_owned());
        }
        self.column_called(choices, table, name)
    }

    pub(super) fn column_called(&self, choices: &mut Choices<'_>, table: &mut Table, name: String) -> String {
        // The plainest types are the most frequent ones, since keys need them.
        let kind = match choices.below(3) {
            0 => choices.below(3),
            _ => choices.below(TYPES.len()),
        };
        let Some(of) = TYPES.get(kind) else {
            return name;
        };
        let mut text = format!("{name} {}", of.name);
        let before = table.clone();
        table.columns.push(Column {
            name: name.clone(),
            kind,
        });
        match choices.below(24) {
            0 => text += " not null",
            1 => text += " null",
            2 | 3 => {
                text += " default ";
                text += default(choices, of);
            }
            4 => {
                text += " not null default ";
                text += default(choices, of);
            }
            5 if of.is_moment => text += " not null default current_timestamp on update current_timestamp",
            5 if of.is_number => text += " auto_increment primary key",
            6 if of.is_number => text += " auto_increment unique",
            6 if of.is_text => text += " collate utf8mb4_bin",
            7 => text += " primary key",
            8 => text += " unique",
            9 => text += " comment 'what it''s for'",
            10 => text += &self.references(choices, &name),
            11 if of.is_number || of.is_text => text += &format!(" check ({name} > 0)"),
            12 => text += &generated(choices, &before),
            13 if of.is_text => text += " character set utf8mb3",
            13 if of.is_number => text += " key",
            14 => text += " invisible",
            15 => text += " not null unique key comment 'both'",
            16 if of.is_moment => text += " null on update current_timestamp",
            16 if of.is_text => text += " binary not null",
            17 if of.is_number => text += &format!(" not null check ({name} <> 1)"),
            18 => text += " null default null",
            19 if of.is_text => text += " collate latin1_swedish_ci",
            _ => {}
        }
        text
    }

    /// `references` behind a column.
    fn references(&self, choices: &mut Choices<'_>, own: &str) -> String {
        match self.tables.get(choices.below(self.tables.len())) {
            Some(other) => format!(
                " references {} ({}){}",
                other.name,
                other.column_name(choices),
                super::table::actions(choices)
            ),
            None => format!(" references t ({own})"),
        }
    }
}

pub(super) fn default(choices: &mut Choices<'_>, of: &Kind) -> &'static str {
    let count = of.defaults.len();
    // The last one is wrong.
    let at = match choices.rarely(12) {
        true => count - 1,
        false => choices.below(count.saturating_sub(1).max(1)),
    };
    of.defaults.get(at).copied().unwrap_or("null")
}

fn generated(choices: &mut Choices<'_>, table: &Table) -> String {
    let column = table.column_name(choices);
    let expression = match choices.below(4) {
        0 => format!("({column})"),
        1 => format!("(concat({column}, 'x'))"),
        _ => format!("(length({column}))"),
    };
    let kind = choices
        .one(&["", " virtual", " stored", " persistent"])
        .unwrap_or_default();
    let words = choices.one(&["as", "generated always as"]).unwrap_or_default();
    let tail = choices
        .one(&["", "", " unique", " comment 'made'", " not null"])
        .unwrap_or_default();
    format!(" {words} {expression}{kind}{tail}")
}
