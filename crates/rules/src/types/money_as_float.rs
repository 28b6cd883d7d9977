//! # Money in a binary float
//!
//! ## What it detects
//! A column named like an amount of money (`price`, `total`, `fee`, `salary` …) whose type is `real`, `double precision`
//! or another binary floating-point type.
//!
//! ## Why it matters
//! A binary float cannot hold 0.1. Sums of prices drift away from what was charged, two ways of adding the same rows
//! give two results, equality fails for amounts that look alike, and large amounts lose their cents. The error is small
//! in one row and turns up months later, when the books do not balance.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   price double precision NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   price numeric(12,2) NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When the number is an estimate or the result of a model, not an amount anybody is charged or paid. Names that speak of
//! a rate, a ratio, a score, a place or a measured quantity (`tax_rate`, `coffee_weight`, `total_distance`) are not
//! reported. `amount` and `total` alone are reported as possible only, unless something else in the table speaks of
//! trade.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", sections "Arbitrary Precision Numbers" and "Floating-Point Types".
//! - MySQL manual, "Problems with Floating-Point Values".
//! - SQLite documentation, "Floating Point Numbers".

use rowproof_catalog::questions::columns_of;
use rowproof_source::parse_decimal;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "money-as-float",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words that say the number beside a money word is something else: a proportion, a grade, a weight, a place.
const NOT_MONEY: WordList = WordList::new(
    "factor,index,lat,latitude,lng,lon,longitude,multiplier,pct,percent,percentage,probability,rank,rate,\
     rating,ratio,score,weight",
);

/// Money words that measured things go by as well.
const AMBIGUOUS: WordList = WordList::new("amount,balance,budget,deposit,discount,total");

/// Units and measured things: beside an ambiguous word they decide against money, beside `price` they only say per what.
const MEASURED: WordList = WordList::new(
    "area,calorie,day,depth,distance,dose,duration,energy,height,hour,kg,km,kwh,length,load,mass,minute,\
     ms,point,power,rain,rainfall,second,size,speed,temperature,time,volume,width",
);

/// Words that say a table is about trade.
const TRADE: WordList = WordList::new(
    "account,billing,cart,checkout,currency,invoice,ledger,order,payment,payout,product,purchase,sale,\
     subscription,transaction",
);

/// An amount of money kept as a binary float.
struct MoneyAsFloat<'c> {
    relation: &'c Relation,
    column: &'c Column,
    /// Size of the float in bytes.
    bytes: u8,
    dialect: Dialect,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for ColumnView { column, words, .. } in &table.columns {
        let TypeFamily::Float(bytes) = column.data_type.family else {
            continue;
        };
        if column.data_type.array_dimensions == 0 && names_money(words) {
            let fact = MoneyAsFloat {
                relation: table.relation,
                column,
                bytes,
                dialect: table.dialect(),
            };
            findings.push(&RULE, &fact);
        }
    }
}

fn names_money(name: &[Word<'_>]) -> bool {
    let measured = !is_surely_money(name) && has_word(name, MEASURED);
    has_word(name, &Lexicon::MONEY) && !has_word(name, NOT_MONEY) && !measured
}

/// Whether a word that only money goes by is among them.
fn is_surely_money(name: &[Word<'_>]) -> bool {
    let mut words = name.iter().map(std::slice::from_ref);
    words.any(|word| has_word(word, &Lexicon::MONEY) && !has_word(word, AMBIGUOUS))
}

/// What floats make of plain sums, written out: the code that prints floats to their last bit is larger than all rules about
/// types. Computed anew by the test below.
const TEN_TENTHS: &str = "1.0000001";
const LARGE: &str = "1234567.89";
const LARGE_KEPT: &str = "1234567.9";
const A_TENTH_AND_TWO: &str = "0.30000000000000004";

impl MoneyAsFloat<'_> {
    /// Whether only a word that measured things go by as well speaks for money.
    fn is_ambiguous(&self) -> bool {
        let trade = |name: &[Word<'_>]| has_word(name, TRADE);
        let speaks = |column: &Column| {
            let name = words(&column.name);
            is_surely_money(&name) || trade(&name)
        };
        !trade(&words(&self.relation.name.name)) && !self.relation.columns.iter().any(speaks)
    }

    /// The exact decimal to use instead: 12 digits, 2 of them behind the point, hold every amount below ten billion.
    fn decimal(&self) -> ColumnType {
        let name = if self.dialect == Dialect::MySql {
            "decimal"
        } else {
            "numeric"
        };
        ColumnType {
            arguments: vec!["12".to_owned(), "2".to_owned()],
            ..ColumnType::known(name, TypeFamily::Numeric)
        }
    }

    fn better(&self) -> String {
        match self.dialect {
            Dialect::Sqlite => "integer".to_owned(),
            _ => self.decimal().to_string(),
        }
    }

    fn set_type(&self, data_type: ColumnType, using: Option<String>) -> Vec<Change> {
        vec![Change::SetType {
            relation: self.relation.id,
            column: self.column.name.clone(),
            data_type,
            using,
        }]
    }

    fn in_decimal(&self) -> ProposedFix {
        let title = format!("store it as `{}`", self.decimal());
        let when =
            "Amounts have two digits behind the point; use more where a currency or a unit price has more.";
        ProposedFix::safe(title, when, self.set_type(self.decimal(), None)).costing(self.cost())
    }

    /// Whole cents. None when the default would change its meaning with the unit.
    fn in_cents(&self) -> Option<ProposedFix> {
        let default_is_zero =
            |text: &str| parse_decimal(text.trim_matches('\'')).is_some_and(|value| value == 0.0);
        if self
            .column
            .default
            .as_ref()
            .is_some_and(|default| !default_is_zero(&default.text))
        {
            return None;
        }
        let name = if self.dialect == Dialect::Sqlite {
            "integer"
        } else {
            "bigint"
        };
        let using = format!("round({} * 100)", quote(&self.column.name, self.dialect));
        let using = (self.dialect == Dialect::PostgreSql).then_some(using);
        let changes = self.set_type(ColumnType::known(name, TypeFamily::Integer(8)), using);
        let title = format!("store whole cents as `{name}`");
        let when =
            "Every reader and writer can be changed to count in cents, the CHECKs of this column with them.";
        let cost = match self.dialect {
            Dialect::PostgreSql => self.cost(),
            _ => "Values that are there must be multiplied by 100 and rounded first; the change of type alone drops their cents.".to_owned(),
        };
        Some(ProposedFix::guess(title, when, changes).costing(cost))
    }

    fn cost(&self) -> String {
        let reads = |column: &&Column| {
            let expression = column.generated.as_deref();
            expression.is_some_and(|expression| columns_of(expression).contains(&self.column.name))
        };
        match self.relation.columns.iter().find(reads) {
            Some(generated) => format!(
                "`{}` is generated from it and has to be dropped and added again around the change.",
                generated.name
            ),
            None => "Rewrites the table once; values are rounded to the cent.".to_owned(),
        }
    }

    /// What the type does to an amount.
    fn drift(&self) -> Vec<String> {
        let type_name = &self.column.data_type;
        if self.bytes == 4 {
            return vec![
                format!("Ten times 0.1, added up, is {TEN_TENTHS} in `{type_name}`."),
                format!("{LARGE} is kept as {LARGE_KEPT} in `{type_name}`: the cents are gone."),
            ];
        }
        vec![format!("0.1 + 0.2 is {A_TENTH_AND_TWO} in `{type_name}`.")]
    }
}

impl Explain for MoneyAsFloat<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.column]
    }

    fn span(&self) -> Span {
        self.column.span
    }

    fn message(&self) -> String {
        format!(
            "`{}` keeps money as `{}`, which cannot hold 0.1 exactly, so sums drift; use `{}`",
            self.object(),
            self.column.data_type,
            self.better()
        )
    }

    fn why(&self) -> String {
        "Sums of rounded binary fractions differ from what was charged, by the order of the rows even, and equal amounts compare as different.".to_owned()
    }

    fn severity(&self) -> Option<Severity> {
        self.is_ambiguous().then_some(Severity::Warning)
    }

    fn certainty(&self) -> (Certainty, String) {
        if self.is_ambiguous() {
            let reason = "the name may mean a measured amount: nothing else in the table speaks of trade.";
            return (
                Certainty::Possible,
                format!("`{}` is the only sign, and {reason}", self.column.name),
            );
        }
        let reason = format!("`{}` is named as an amount of money.", self.column.name);
        match self.dialect {
            Dialect::Sqlite => {
                let types = "SQLite takes any number into the column before and after, so no row shows it.";
                (Certainty::Likely, format!("{reason} {types}"))
            }
            _ => (Certainty::Likely, reason),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = self.drift();
        if self.dialect == Dialect::Sqlite {
            facts.push("`numeric` does not help here: SQLite stores decimals with digits behind the point as floats too.".to_owned());
        }
        facts
    }

    fn intent(&self) -> String {
        format!(
            "every `{}` is an amount that can be paid to the cent",
            self.object()
        )
    }

    /// An amount far beyond what any bank holds, which a float takes and a decimal does not. MySQL's `double(10,2)` limits
    /// its values itself.
    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let limited = self.dialect == Dialect::MySql && self.column.data_type.arguments.len() > 1;
        if self.dialect == Dialect::Sqlite || limited || self.column.generated.is_some() {
            return None;
        }
        story.offend(
            self.relation.id,
            &[(&self.column.name, Value::Number(Number::parse("1e30")?))],
        )
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        match self.dialect {
            Dialect::Sqlite => self.in_cents().into_iter().collect(),
            _ => [Some(self.in_decimal()), self.in_cents()]
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_what_floats_make_of_them() {
        assert_eq!(TEN_TENTHS, [0.1_f32; 10].iter().sum::<f32>().to_string());
        assert_eq!(LARGE_KEPT, LARGE.parse::<f32>().unwrap().to_string());
        assert_eq!(A_TENTH_AND_TWO, (0.1_f64 + 0.2_f64).to_string());
    }
}
