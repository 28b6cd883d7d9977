//! What names say: words, singular and plural, and which table a `*_id` means.

use std::collections::HashMap;

use crate::Catalog;
use crate::model::{Column, Relation, RelationId};

/// A name's words, lower case: `customerEmail`, `customer_email` and `CUSTOMER-EMAIL` are all customer, email.
pub type NameWords = Vec<String>;

/// Splits a name into its words at `_`, `-`, spaces, and where case changes. Digits stay with the word before.
pub fn words(name: &str) -> NameWords {
    let mut words: NameWords = Vec::with_capacity(3);
    let mut word = String::new();
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let separator = !character.is_alphanumeric();
        let hump = character.is_uppercase()
            && (before.is_lowercase()
                || before.is_numeric()
                || (before.is_uppercase() && characters.peek().is_some_and(|next| next.is_lowercase())));
        if (separator || hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !separator {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Plurals that follow no ending.
const IRREGULAR: [(&str, &str); 8] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("media", "medium"),
    ("data", "data"),
];

/// The singular of an English plural, by the common endings; words that are no plural come back unchanged.
pub fn singular(word: &str) -> String {
    const UNCHANGED: [&str; 12] = [
        "news", "series", "species", "address", "status", "bus", "gas", "lens", "canvas", "analysis",
        "basis", "os",
    ];
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    if UNCHANGED.contains(&word) || word.ends_with("ss") || word.ends_with("us") {
        return word.to_owned();
    }
    for (ending, replacement) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("tuses", "tus"),
        ("buses", "bus"),
        ("ses", "se"),
    ] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() > 1
        {
            return format!("{stem}{replacement}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether one of the name's words is in the list, as it is or in the singular.
pub fn has_word(name_words: &[String], list: &[&str]) -> bool {
    name_words.iter().any(|word| {
        let plural = word.ends_with('s') || IRREGULAR.iter().any(|(plural, _)| plural == word);
        list.contains(&word.as_str()) || (plural && list.contains(&singular(word).as_str()))
    })
}

/// Word lists that several rules share.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon;

impl Lexicon {
    /// Words for amounts of money.
    pub const MONEY: [&'static str; 16] = [
        "price", "amount", "total", "subtotal", "balance", "cost", "fee", "tax", "discount", "salary",
        "wage", "payment", "revenue", "budget", "refund", "deposit",
    ];
    /// Words for quantities.
    pub const QUANTITY: [&'static str; 5] = ["qty", "quantity", "count", "units", "pieces"];
    /// Words for columns that take one of a few values.
    pub const STATUS: [&'static str; 14] = [
        "status",
        "state",
        "stage",
        "phase",
        "kind",
        "type",
        "level",
        "priority",
        "category",
        "role",
        "plan",
        "tier",
        "visibility",
        "gender",
    ];
    /// Names of the column that says when a row was made.
    pub const CREATED: [&'static str; 8] = [
        "created_at",
        "created_on",
        "created",
        "createdat",
        "creation_date",
        "date_created",
        "inserted_at",
        "create_time",
    ];
    /// Names of the column that marks a row as deleted.
    pub const SOFT_DELETE: [&'static str; 9] = [
        "deleted_at",
        "deleted_on",
        "discarded_at",
        "archived_at",
        "is_deleted",
        "deleted",
        "deletedat",
        "isdeleted",
        "removed_at",
    ];
    /// Singular names of tables whose rows are people or accounts that log in or are written to.
    pub const ACCOUNT: [&'static str; 9] = [
        "user",
        "account",
        "customer",
        "member",
        "subscriber",
        "admin",
        "employee",
        "login",
        "profile",
    ];
    /// Words that set a row apart for one customer of the whole system.
    pub const TENANT: [&'static str; 5] = [
        "tenant_id",
        "org_id",
        "organization_id",
        "organisation_id",
        "workspace_id",
    ];
}

/// Which relation a column named like a reference means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceGuess {
    /// One relation of the script, by its name, and its key column.
    Relation(RelationId, String),
    /// The name speaks of a relation that is not in the script: its likely name, plural.
    Absent(String),
    /// More than one relation fits.
    Ambiguous,
}

/// Tables by the words of their names, so that a guess costs a look-up and not a walk over all tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameIndex {
    /// `order item` for `order_items` and `OrderItem`.
    by_words: HashMap<String, Vec<RelationId>>,
    /// The same without one or more leading words: `item`.
    by_ending: HashMap<String, Vec<RelationId>>,
}

impl NameIndex {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut index = Self::default();
        for table in catalog.tables() {
            let words = words_of_table(&table.name.name);
            for skip in 1..words.len() {
                let ending = words.get(skip..).unwrap_or_default().join(" ");
                index.by_ending.entry(ending).or_default().push(table.id);
            }
            index.by_words.entry(words.join(" ")).or_default().push(table.id);
        }
        index
    }
}

impl Catalog {
    /// Reads a name like `user_id`, `userId`, `created_by` as a reference. None when the name is none.
    pub fn guess_reference(&self, relation: &Relation, column: &Column) -> Option<ReferenceGuess> {
        let words = words(&column.name);
        let (last, stem) = words.split_last()?;
        if stem.is_empty() || !matches!(last.as_str(), "id" | "uuid" | "by") {
            return None;
        }
        if last == "by" {
            return self.person_table(column);
        }
        // `orders.order_id` beside no key is the row's own number, not a reference.
        if stem == words_of_table(&relation.name.name).as_slice() {
            return None;
        }
        let names = self.name_index();
        // Fewer and fewer leading words: `billing_customer_id`, then `customer_id`.
        let exact = (0..stem.len()).find_map(|skip| {
            names
                .by_words
                .get(&stem.get(skip..).unwrap_or_default().join(" "))
        });
        // A table prefix (`shop_customers`) that the column leaves out.
        let found = exact.or_else(|| names.by_ending.get(&stem.join(" ")));
        // `label_id` of `task_labels` is another table's, though its own name ends so.
        let others: Option<Vec<RelationId>> = found.map(|ids| {
            ids.iter()
                .copied()
                .filter(|id| exact.is_some() || *id != relation.id)
                .collect()
        });
        match others.filter(|ids| !ids.is_empty()).as_deref() {
            Some([only]) => Some(self.key_of(*only, column)),
            Some(_) => Some(ReferenceGuess::Ambiguous),
            None => Some(ReferenceGuess::Absent(plural(stem))),
        }
    }

    /// `created_by`, `approved_by`: a person.
    fn person_table(&self, column: &Column) -> Option<ReferenceGuess> {
        if column.data_type.is_text() {
            // Often a plain name or an e-mail address.
            return None;
        }
        let names = self.name_index();
        let people = names
            .by_words
            .get("user")
            .or_else(|| names.by_words.get("account"))?;
        Some(self.key_of(*people.first()?, column))
    }

    fn key_of(&self, id: RelationId, column: &Column) -> ReferenceGuess {
        let table = self.relation(id);
        let key = table
            .and_then(Relation::primary_key)
            .filter(|key| key.columns.len() == 1);
        let name = key.and_then(|key| key.columns.first());
        match table.zip(name).and_then(|(table, name)| table.column(name)) {
            Some(key) if key.data_type.is_comparable_with(&column.data_type) => {
                ReferenceGuess::Relation(id, key.name.clone())
            }
            _ => ReferenceGuess::Ambiguous,
        }
    }
}

/// A table's words with the last in the singular.
fn words_of_table(name: &str) -> NameWords {
    let mut words = words(name);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

fn plural(words: &[String]) -> String {
    let joined = words.join("_");
    if joined.ends_with('s') || joined.ends_with('x') || joined.ends_with("ch") {
        format!("{joined}es")
    } else if let Some(stem) = joined
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
    {
        format!("{stem}ies")
    } else {
        format!("{joined}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_every_common_style() {
        assert_eq!(words("customer_email"), ["customer", "email"]);
        assert_eq!(words("customerEmail"), ["customer", "email"]);
        assert_eq!(words("HTTPStatusCode"), ["http", "status", "code"]);
        assert_eq!(words("sha256"), ["sha256"]);
    }

    #[test]
    fn singular_and_plural() {
        for (plural, one) in [
            ("users", "user"),
            ("categories", "category"),
            ("addresses", "address"),
            ("statuses", "status"),
            ("boxes", "box"),
            ("status", "status"),
            ("houses", "house"),
        ] {
            assert_eq!(singular(plural), one);
        }
        assert_eq!(plural(&["category".into()]), "categories");
        assert_eq!(plural(&["day".into()]), "days");
    }
}
