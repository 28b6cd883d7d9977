//! The words for what a part is; the engine uses the same.

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Schema,
    Queries,
    Migration,
    Plan,
    Rows,
}

impl Kind {
    /// In the order the menu shows them.
    pub const ALL: [Self; 5] = [
        Self::Schema,
        Self::Queries,
        Self::Migration,
        Self::Plan,
        Self::Rows,
    ];

    /// The engine's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Queries => "queries",
            Self::Migration => "migration",
            Self::Plan => "plan",
            Self::Rows => "rows",
        }
    }

    /// For people, as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Schema => "Schema",
            Self::Queries => "Queries",
            Self::Migration => "Migration",
            Self::Plan => "Plan",
            Self::Rows => "Rows",
        }
    }

    /// Reads the engine's word; none for `empty` and for words of a later engine.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether a text of this kind can stand in a part of the other kind without being misread: SQL can stand
    /// beside SQL, but a plan or rows only among their like.
    pub fn mixes_with(self, other: Self) -> bool {
        let is_sql = |kind| !matches!(kind, Self::Plan | Self::Rows);
        self == other || (is_sql(self) && is_sql(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_keep_to_themselves() {
        assert!(Kind::Schema.mixes_with(Kind::Queries));
        assert!(!Kind::Schema.mixes_with(Kind::Plan));
        assert!(!Kind::Rows.mixes_with(Kind::Migration));
        assert!(Kind::Plan.mixes_with(Kind::Plan));
    }

    #[test]
    fn words_are_read_back() {
        assert!(
            Kind::ALL
                .into_iter()
                .all(|kind| Kind::parse(kind.as_str()) == Some(kind))
        );
        assert_eq!(Kind::parse("empty"), None);
    }
}
