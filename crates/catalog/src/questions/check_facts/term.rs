//! What one side of a condition speaks of: a column, seen in some way, or a constant.

use rowproof_source::SmallMap;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{DataType, Expression, ExpressionKind, ObjectName};

use super::LetterCase;
use crate::Catalog;
use crate::evaluate::{NoRow, Value, evaluate};
use crate::model::{Column, ColumnType, Relation, TypeFamily, folded, lookup_key, same_name};
use crate::questions::columns_of;

/// The name under which a domain's CHECKs speak of their value.
pub(in crate::questions) const DOMAIN_VALUE: &str = "value";

/// So few columns are sooner looked through than kept by name.
const FEW: usize = 16;

/// The columns that a condition may name.
pub(in crate::questions) struct Scope<'c> {
    pub(in crate::questions) dialect: Dialect,
    columns: Columns<'c>,
}

enum Columns<'c> {
    Few(&'c [Column]),
    ByName(SmallMap<String, &'c Column>),
    Domain(&'c ColumnType),
}

/// One side of a condition.
pub(in crate::questions) enum Term<'c> {
    Column(Seen<'c>),
    /// Without columns; [`Value::Unknown`] for what is not followed or changes with time.
    Constant(Value),
    Other,
}

/// A column and the way it is looked at.
#[derive(Clone)]
pub(in crate::questions) struct Seen<'c> {
    /// As stored.
    pub(in crate::questions) name: &'c str,
    pub(in crate::questions) data_type: &'c ColumnType,
    pub(in crate::questions) view: View,
    /// `coalesce(c, …)`: not NULL where the column is.
    pub(in crate::questions) filled: bool,
}

/// How a column is looked at.
#[derive(Clone, PartialEq)]
pub(in crate::questions) enum View {
    /// As it is, through casts that keep its value and `coalesce` at most.
    Itself,
    /// `lower(c)`, `upper(c)`
    Cased(LetterCase),
    /// `trim(c)`, `c::citext`: values that look alike are one.
    Loose,
    /// `char_length(c)`; of what is left without spaces around it, when trimmed.
    Characters { trimmed: bool },
    /// `octet_length(c)`
    Bytes { trimmed: bool },
    /// SQLite's `typeof(c)`
    StorageClass,
    /// `jsonb_typeof(c)`
    JsonType,
    /// `position('@' in c)`
    PlaceOf(String),
}

impl<'c> Scope<'c> {
    pub(in crate::questions) fn of_relation(catalog: &Catalog, relation: &'c Relation) -> Self {
        Self {
            dialect: catalog.dialect(),
            columns: Columns::Few(&relation.columns),
        }
    }

    pub(in crate::questions) fn of_domain(catalog: &Catalog, base: &'c ColumnType) -> Self {
        Self {
            dialect: catalog.dialect(),
            columns: Columns::Domain(base),
        }
    }

    /// For many questions: a name then costs one look-up where there are many columns.
    pub(super) fn with_look_up(self) -> Self {
        let columns = match self.columns {
            Columns::Few(columns) if columns.len() > FEW => columns,
            _ => return self,
        };
        let entries = columns
            .iter()
            .map(|column| (lookup_key(&column.name, self.dialect), column));
        Self {
            columns: Columns::ByName(entries.collect()),
            ..self
        }
    }

    /// The stored name and the type of a column that a condition names.
    fn column(&self, name: &ObjectName) -> Option<(&'c str, &'c ColumnType)> {
        self.stored(&folded(name.last()?, self.dialect))
    }

    /// The same, of a name that is folded already or comes from [`columns_of`].
    pub(super) fn stored(&self, name: &str) -> Option<(&'c str, &'c ColumnType)> {
        let column: &'c Column = match &self.columns {
            Columns::Few(columns) => columns
                .iter()
                .find(|column| same_name(&column.name, name, self.dialect))?,
            Columns::ByName(columns) => columns.get(&lookup_key(name, self.dialect))?,
            Columns::Domain(base) => {
                return name
                    .eq_ignore_ascii_case(DOMAIN_VALUE)
                    .then_some((DOMAIN_VALUE, *base));
            }
        };
        Some((&column.name, &column.data_type))
    }

    /// The columns an expression names, as stored, in order of first use.
    pub(super) fn named(&self, expression: &Expression) -> Vec<&'c str> {
        let names = columns_of(expression);
        names
            .iter()
            .filter_map(|name| Some(self.stored(name)?.0))
            .collect()
    }

    /// What a side of a condition speaks of.
    pub(in crate::questions) fn term(&self, expression: &Expression) -> Term<'c> {
        match &expression.kind {
            ExpressionKind::Column(name) => match self.column(name) {
                Some((name, data_type)) => Term::Column(Seen {
                    name,
                    data_type,
                    view: View::Itself,
                    filled: false,
                }),
                // SQLite takes a double-quoted word that names no column for a string.
                None => match name.parts.as_slice() {
                    [only] if only.quoted && self.dialect == Dialect::Sqlite => {
                        Term::Constant(Value::text(&*only.value))
                    }
                    _ => Term::Other,
                },
            },
            ExpressionKind::Cast(inner, data_type) => match self.term(inner) {
                Term::Column(seen) => self.cast(seen, data_type),
                Term::Constant(_) => self.constant(expression),
                Term::Other => Term::Other,
            },
            ExpressionKind::Function { name, arguments } => self.call(name, arguments, expression),
            _ => self.constant(expression),
        }
    }

    pub(in crate::questions) fn constant(&self, expression: &Expression) -> Term<'c> {
        match evaluate(expression, &NoRow(self.dialect)) {
            Ok(value) => Term::Constant(value),
            Err(_) if columns_of(expression).is_empty() => Term::Constant(Value::Unknown),
            Err(_) => Term::Other,
        }
    }

    /// A cast that keeps the values apart shows the column as it is; `c::date` and `c::integer` do not.
    fn cast(&self, seen: Seen<'c>, data_type: &DataType) -> Term<'c> {
        let target = ColumnType::from_ast(data_type, self.dialect);
        let is_length = matches!(seen.view, View::Characters { .. } | View::Bytes { .. });
        let keeps = match (seen.data_type.family, target.family) {
            _ if target.array_dimensions > 0 || seen.data_type.array_dimensions > 0 => false,
            (_, family) if is_length => matches!(family, TypeFamily::Integer(_) | TypeFamily::Numeric),
            (_, TypeFamily::Text) => target.max_characters().is_none() && target.name != "character",
            (TypeFamily::Text, TypeFamily::CaseInsensitiveText) => {
                let view = View::Loose;
                return Term::Column(Seen { view, ..seen });
            }
            (TypeFamily::Integer(_), TypeFamily::Integer(_) | TypeFamily::Numeric | TypeFamily::Float(8)) => {
                true
            }
            (TypeFamily::Numeric, TypeFamily::Numeric) => target.arguments.is_empty(),
            (TypeFamily::Float(_), TypeFamily::Float(8)) => true,
            (TypeFamily::Other, TypeFamily::Other) => target.name == seen.data_type.name,
            (from, to) => from == to && !matches!(to, TypeFamily::Float(_)),
        };
        match keeps {
            true => Term::Column(seen),
            false => Term::Other,
        }
    }

    fn call(&self, name: &str, arguments: &[Expression], whole: &Expression) -> Term<'c> {
        let view = match (name, arguments) {
            ("lower" | "lcase", [_]) => View::Cased(LetterCase::Lower),
            ("upper" | "ucase", [_]) => View::Cased(LetterCase::Upper),
            ("trim" | "btrim" | "ltrim" | "rtrim" | "unaccent", [_]) => View::Loose,
            // In MySQL a length is one of bytes.
            ("length", [_]) if self.dialect == Dialect::MySql => View::Bytes { trimmed: false },
            ("length" | "char_length" | "character_length", [_]) => View::Characters { trimmed: false },
            ("octet_length", [_]) => View::Bytes { trimmed: false },
            ("typeof", [_]) if self.dialect == Dialect::Sqlite => View::StorageClass,
            ("json_typeof" | "jsonb_typeof" | "json_type", [_]) => View::JsonType,
            ("coalesce" | "ifnull" | "nvl", [first, rest @ ..]) => {
                let constant = |rest: &Expression| matches!(self.term(rest), Term::Constant(_));
                return match self.term(first) {
                    Term::Constant(_) => self.constant(whole),
                    Term::Column(seen) if rest.iter().all(constant) => {
                        Term::Column(Seen { filled: true, ..seen })
                    }
                    _ => Term::Other,
                };
            }
            ("position" | "locate", [part, column]) | ("strpos" | "instr", [column, part]) => {
                return match (self.term(column), self.term(part)) {
                    (Term::Column(seen), Term::Constant(Value::Text(part))) if seen.view == View::Itself => {
                        let view = View::PlaceOf(part);
                        Term::Column(Seen { view, ..seen })
                    }
                    (Term::Constant(_), Term::Constant(_)) => self.constant(whole),
                    _ => Term::Other,
                };
            }
            _ => return self.constant(whole),
        };
        let [argument] = arguments else {
            return Term::Other;
        };
        match self.term(argument) {
            Term::Column(seen) => seen.through(view).map_or(Term::Other, Term::Column),
            Term::Constant(_) => self.constant(whole),
            Term::Other => Term::Other,
        }
    }
}

impl Seen<'_> {
    /// One view through another: the length of what is trimmed.
    fn through(self, outer: View) -> Option<Self> {
        let trimmed = self.view == View::Loose;
        let binary = self.data_type.family == TypeFamily::Binary;
        let view = match (&self.view, outer) {
            (View::Itself | View::Cased(_) | View::Loose, View::Characters { .. }) if !binary => {
                View::Characters { trimmed }
            }
            (View::Itself, View::Characters { .. } | View::Bytes { .. }) => View::Bytes { trimmed },
            (View::Loose, View::Bytes { .. }) => View::Bytes { trimmed },
            (View::Itself, outer) => outer,
            (View::Cased(_) | View::Loose, View::Cased(_) | View::Loose) => View::Loose,
            _ => return None,
        };
        Some(Self { view, ..self })
    }

    /// Whether the values stand for themselves.
    pub(super) fn is_itself(&self) -> bool {
        self.view == View::Itself
    }
}

/// The texts that a generated column takes, when its expression chooses among constants; NULL left out.
pub(super) fn results(expression: &Expression, dialect: Dialect) -> Option<Vec<String>> {
    match &expression.kind {
        ExpressionKind::Cast(inner, _) => results(inner, dialect),
        ExpressionKind::Case { arms, otherwise, .. } => {
            let mut values = Vec::new();
            for result in arms.iter().map(|(_, then)| then).chain(otherwise.as_deref()) {
                values.extend(results(result, dialect)?);
            }
            Some(values)
        }
        _ => match evaluate(expression, &NoRow(dialect)).ok()? {
            Value::Text(text) => Some(vec![text]),
            Value::Null => Some(Vec::new()),
            _ => None,
        },
    }
}
