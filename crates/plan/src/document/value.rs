//! What JSON, YAML and XML have in common: scalars, lists and named values, each with its place.

use rowproof_source::parse_decimal;

/// A value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned {
    pub(crate) value: Value,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A value; numbers keep their digits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Spanned>),
    Object(Vec<Member>),
}

/// A named value; `start` is the byte of the name's quote.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) value: Spanned,
}

impl Value {
    /// The value of a text, the digits of a number, `true` or `false`.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        parse_decimal(self.scalar()?)
    }

    pub(crate) fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Spanned] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// The member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Spanned> {
        get(self.members(), name)
    }

    /// A list as text plans print it; a scalar as it is; several sets in brackets; an unknown object as `name=value` pairs.
    pub(crate) fn to_line(&self) -> String {
        match self {
            Self::Array(items) => items
                .iter()
                .map(|item| item.value.to_line())
                .collect::<Vec<_>>()
                .join(", "),
            Self::Object(members) => members
                .iter()
                .map(|member| format!("{}={}", member.name, member.value.value.to_line()))
                .collect::<Vec<_>>()
                .join(" "),
            _ => self.scalar().unwrap_or("null").to_owned(),
        }
    }
}

/// The first member of that name.
pub(crate) fn get<'m>(members: &'m [Member], name: &str) -> Option<&'m Spanned> {
    members
        .iter()
        .find(|member| member.name == name)
        .map(|member| &member.value)
}
