//! The sentences about a change.

use rowproof_syntax::Server;

use super::{Change, Comparison, Direction, Guarantee, Loss};

impl Comparison {
    /// `From MySQL 8.4.8 to MySQL 5.7.44`
    pub fn title(&self) -> String {
        format!("From {} to {}", self.before, self.after)
    }

    /// What changes, in a few words: `5 rules are no longer enforced, 2 are enforced now`.
    pub fn summary(&self) -> String {
        let count = |direction| {
            let of = self.changes.iter().filter(|change| change.direction == direction);
            of.map(|change| change.places.len()).sum::<usize>()
        };
        let (stops, starts) = (count(Direction::Stops), count(Direction::Starts));
        let (rules, are) = if stops == 1 {
            ("rule", "is")
        } else {
            ("rules", "are")
        };
        let now = if starts == 1 { "is" } else { "are" };
        match (stops, starts) {
            (0, 0) => format!("{} enforces the same as {}", self.after, self.before),
            (0, 1) => "1 more rule is enforced".to_owned(),
            (0, _) => format!("{starts} more rules are enforced"),
            (_, 0) => format!("{stops} {rules} {are} no longer enforced"),
            _ => format!("{stops} {rules} {are} no longer enforced, {starts} {now} enforced now"),
        }
    }

    /// The sentence that says what changes: `on MySQL 5.7.44, 4 CHECKs are read and ignored`.
    pub fn message(&self, change: &Change) -> String {
        format!("on {}, {}", self.after, change.what())
    }

    /// The reason: what is known of the database that does not enforce it.
    pub fn reason(&self, change: &Change) -> String {
        let without = match change.direction {
            Direction::Stops => self.after,
            Direction::Starts => self.before,
        };
        let reason = reason(change.loss, without);
        // What was left out is listed for the database of the document alone.
        match (change.loss, change.direction) {
            (Loss::LeftOut, Direction::Stops) => format!("{reason}; see what was left out"),
            _ => reason,
        }
    }
}

impl Change {
    fn what(&self) -> String {
        let count = self.places.len();
        let subject = subject(self.guarantee, count);
        let is_one = count == 1;
        let be = if is_one { "is" } else { "are" };
        match (self.direction, self.guarantee, self.loss) {
            (Direction::Stops, Guarantee::UniqueWithoutCase, _) => {
                format!(
                    "{subject} {} upper from lower case",
                    if is_one { "tells" } else { "tell" }
                )
            }
            (Direction::Starts, Guarantee::UniqueWithoutCase, _) => {
                format!(
                    "{subject} {} upper and lower case for the same",
                    if is_one { "takes" } else { "take" }
                )
            }
            (Direction::Stops, Guarantee::KeyNotNull, _) => {
                format!("{subject} {} NULL", if is_one { "accepts" } else { "accept" })
            }
            (Direction::Starts, Guarantee::KeyNotNull, _) => {
                format!("{subject} {} NULL", if is_one { "refuses" } else { "refuse" })
            }
            (Direction::Starts, Guarantee::Table, _) => format!("{subject} {be} understood"),
            (Direction::Starts, Guarantee::PartialIndex | Guarantee::ExpressionIndex, _) => {
                format!("{subject} {be} kept")
            }
            (Direction::Starts, Guarantee::Deferral, _) => format!("{subject} {be} kept"),
            (Direction::Starts, ..) => format!("{subject} {be} enforced"),
            (Direction::Stops, _, loss) => format!("{subject} {be} {}", outcome(loss)),
        }
    }
}

/// How many of what.
fn subject(guarantee: Guarantee, count: usize) -> String {
    let (one, many) = match guarantee {
        Guarantee::Table => ("table", "tables"),
        Guarantee::Check => ("CHECK", "CHECKs"),
        Guarantee::ForeignKey => ("foreign key", "foreign keys"),
        Guarantee::Unique => ("unique key", "unique keys"),
        Guarantee::NullsNotDistinct => ("NULLS NOT DISTINCT key", "NULLS NOT DISTINCT keys"),
        Guarantee::UniqueWithoutCase => ("unique key of text", "unique keys of text"),
        Guarantee::Exclude => ("exclusion constraint", "exclusion constraints"),
        Guarantee::KeyNotNull => ("primary key", "primary keys"),
        Guarantee::ValueType => ("column type", "column types"),
        Guarantee::ValueLength => ("length or precision", "lengths and precisions"),
        Guarantee::EnumLabels => ("list of labels", "lists of labels"),
        Guarantee::DomainRules => ("column's domain", "columns' domains"),
        Guarantee::Deferral => ("deferrable constraint", "deferrable constraints"),
        Guarantee::PartialIndex => ("partial index", "partial indexes"),
        Guarantee::ExpressionIndex => ("expression index", "expression indexes"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

fn outcome(loss: Loss) -> &'static str {
    match loss {
        Loss::ChecksIgnored | Loss::InlineReference | Loss::StorageEngine => "read and ignored",
        Loss::ForeignKeysOff | Loss::AnyValue | Loss::KeyTakesNull | Loss::CaseDiffers => "not enforced",
        Loss::NoPartialIndex
        | Loss::NoExpressionIndex
        | Loss::NoExclusion
        | Loss::NoDeferral
        | Loss::NoNullsNotDistinct
        | Loss::NoEnumType
        | Loss::NoDomain => "refused",
        Loss::LeftOut => "not understood or refused",
    }
}

fn reason(loss: Loss, without: Server) -> String {
    let product = without.product.name();
    match loss {
        Loss::ChecksIgnored => format!(
            "{product} enforces `CHECK` only from {} on",
            if product == "MySQL" { "8.0.16" } else { "10.2.1" }
        ),
        Loss::InlineReference => format!(
            "{product} keeps a `REFERENCES` written behind its column only from {} on; write a `FOREIGN KEY` of the table",
            if product == "MySQL" { "9.0" } else { "10.5" }
        ),
        Loss::StorageEngine => "the table's storage engine keeps no foreign keys; InnoDB does".to_owned(),
        Loss::ForeignKeysOff => {
            "SQLite enforces foreign keys only after `PRAGMA foreign_keys = ON`, on every connection".to_owned()
        }
        Loss::AnyValue => "SQLite stores any value in any column unless the table is `STRICT`, and never looks at lengths".to_owned(),
        Loss::KeyTakesNull => "SQLite takes NULL in a primary key, except in `INTEGER PRIMARY KEY`, `STRICT` and `WITHOUT ROWID` tables".to_owned(),
        Loss::NoPartialIndex => format!("{product} has no index over some of the rows and refuses the statement"),
        Loss::NoExpressionIndex if product == "MySQL" => "MySQL has indexes over expressions from 8.0.13 on".to_owned(),
        Loss::NoExpressionIndex => format!("{product} has no index over expressions; a generated column can be indexed"),
        Loss::NoExclusion => format!("{product} has no exclusion constraints; a trigger can refuse the rows"),
        Loss::NoDeferral => format!("{product} checks every statement at once and refuses `DEFERRABLE` here"),
        Loss::NoNullsNotDistinct if product == "PostgreSQL" => "PostgreSQL knows `NULLS NOT DISTINCT` from 15 on".to_owned(),
        Loss::NoNullsNotDistinct => format!("{product} does not know `NULLS NOT DISTINCT`"),
        Loss::NoEnumType => format!("{product} does not know this form of an enumerated type"),
        Loss::NoDomain => format!("{product} has no domains"),
        Loss::CaseDiffers => match product {
            "PostgreSQL" => "PostgreSQL compares text letter by letter; an index on `lower(…)` or `citext` does not".to_owned(),
            "SQLite" => "SQLite compares text byte by byte unless the column says `COLLATE NOCASE`".to_owned(),
            _ => "the column's collation tells upper from lower case".to_owned(),
        },
        Loss::LeftOut => format!("{product} does not read it this way"),
    }
}
