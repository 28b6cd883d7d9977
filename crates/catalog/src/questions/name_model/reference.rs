//! Which table a column named like a reference means.

use rowproof_source::{SmallMap, WordList};

use super::{Word, plural, row_words, singular, words};
use crate::Catalog;
use crate::model::{Column, Relation, RelationId, TypeFamily};

/// Which relation a column named like a reference means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceGuess {
    /// One relation of the script.
    Relation {
        /// Which.
        id: RelationId,
        /// Its key column.
        key: String,
        /// Whether the name itself names the relation, as `author_id` does not name `users`.
        by_name: bool,
    },
    /// The name speaks of a relation that is not in the script.
    Absent {
        /// Its likely name, plural.
        table: String,
        /// Its likely key column.
        key: &'static str,
    },
    /// Some relation; more than one fits, or the one that does has no key like it.
    Ambiguous,
}

/// First words of identifiers that another system gives out.
const FOREIGN_SYSTEMS: WordList = WordList::new(
    "adyen,amazon,apple,auth0,aws,azure,bitbucket,braintree,checkout,client,cognito,correlation,\
     discord,ext,external,facebook,firebase,foreign,ga,git,github,gitlab,google,gtm,hubspot,\
     idempotency,instagram,intercom,jira,legacy,linkedin,mailchimp,microsoft,oauth,okta,old,openid,\
     origin,paypal,plaid,process,provider,public,reddit,remote,request,salesforce,sendgrid,session,\
     shopify,slack,span,stripe,telegram,trace,twilio,twitter,zendesk",
);

/// Last words before `id` that name no table.
const NO_TABLE: WordList = WordList::new(
    "direction,entity,global,left,local,object,partition,range,record,resource,right,sequence,\
     sequential,txn",
);

/// Words for people in their part, when the script has one table of people.
const PARTS_OF_PEOPLE: WordList = WordList::new(
    "actor,approver,assignee,author,creator,editor,follower,manager,owner,recipient,reporter,\
     requester,reviewer,sender",
);

/// Tables of people, the likelier first.
const PEOPLE: [&str; 2] = ["user", "account"];

/// Tables by the words of their names, so that a guess costs a look-up and not a walk over all tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameIndex {
    /// `order item` for `order_items` and `OrderItem`.
    by_words: SmallMap<String, Vec<RelationId>>,
    /// The same without one or more leading words: `item`.
    by_ending: SmallMap<String, Vec<RelationId>>,
}

impl NameIndex {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut index = Self::default();
        for table in catalog.tables() {
            let words = row_words(&table.name.name);
            for skip in 1..words.len() {
                let ending = words.get(skip..).unwrap_or_default().join(" ");
                index.by_ending.change(ending, |tables| tables.push(table.id));
            }
            index
                .by_words
                .change(words.join(" "), |tables| tables.push(table.id));
        }
        index
    }
}

impl Relation {
    /// Whether another column says which table the references of this stem mean: `commentable_type` beside
    /// `commentable_id`.
    pub fn is_polymorphic(&self, stem: &[Word<'_>]) -> bool {
        self.has_column_of(stem, &["type", "kind", "class", "table", "model"])
    }

    /// Whether a column is named by the stem and one of the last words.
    pub fn has_column_of(&self, stem: &[Word<'_>], last_words: &[&str]) -> bool {
        !stem.is_empty()
            && self.columns.iter().any(|other| {
                let other = words(&other.name);
                other
                    .split_last()
                    .is_some_and(|(last, rest)| rest == stem && last_words.contains(&last.as_ref()))
            })
    }
}

impl Catalog {
    /// Reads a name like `user_id`, `userId`, `author_uuid`, `created_by` as a reference. None when the name is none, when
    /// another column of the row says which table is meant, and when the value is another system's.
    pub fn guess_reference(&self, relation: &Relation, column: &Column) -> Option<ReferenceGuess> {
        let words = words(&column.name);
        let (last, stem) = words.split_last()?;
        if stem.is_empty() || !matches!(last.as_ref(), "id" | "uuid" | "by") {
            return self.spelled_otherwise(relation, column, &words);
        }
        if relation.is_polymorphic(stem) {
            return None;
        }
        let found = match last.as_ref() {
            "by" => self.person_named_by(relation, column)?,
            // `orders.order_id` beside no key is the row's own number, not a reference.
            _ if stem == row_words(&relation.name.name).as_slice() => return None,
            _ => self.named_by(relation, stem),
        };
        let foreign = stem.first().filter(|first| FOREIGN_SYSTEMS.contains(first));
        if let Named::One(id) = found
            && let Some(key) = self.key_of(id, column)
        {
            let table = self.relation(id)?;
            let named = |word: &Word<'_>| {
                super::words(&table.name.name)
                    .iter()
                    .any(|part| singular(part) == *word)
            };
            return foreign.is_none_or(named).then_some(ReferenceGuess::Relation {
                id,
                key,
                by_name: true,
            });
        }
        let own_key = relation
            .primary_key()
            .is_some_and(|key| key.columns.as_slice() == std::slice::from_ref(&column.name));
        let is_key_like = matches!(column.data_type.family, TypeFamily::Integer(_) | TypeFamily::Uuid);
        if foreign.is_some() || own_key || !is_key_like {
            return None;
        }
        if !matches!(found, Named::Nobody) {
            return Some(ReferenceGuess::Ambiguous);
        }
        if stem.last().is_some_and(|last| NO_TABLE.contains(last)) {
            return None;
        }
        let key = if last == "uuid" { "uuid" } else { "id" };
        Some(
            self.by_part(relation, column, stem)
                .unwrap_or_else(|| ReferenceGuess::Absent {
                    table: plural(&stem.join("_")),
                    key,
                }),
        )
    }

    /// `actionid` and `id_users_provider`, when the rest of the name is that of a table.
    fn spelled_otherwise(
        &self,
        relation: &Relation,
        column: &Column,
        words: &[Word<'_>],
    ) -> Option<ReferenceGuess> {
        let names = self.name_index();
        let called = |name: &str| names.by_words.get(name).or_else(|| names.by_ending.get(name));
        let tables = match words {
            [only] => called(only.strip_suffix("id")?)?,
            [first, rest @ ..] if first == "id" => {
                let name = |end: usize| Some(row_words(&rest.get(..end)?.join("_")).join(" "));
                (1..=rest.len()).rev().find_map(|end| called(&name(end)?))?
            }
            _ => return None,
        };
        let Named::One(id) = self.only_one(relation, tables) else {
            return None;
        };
        let key = self.key_of(id, column).filter(|_| id != relation.id)?;
        Some(ReferenceGuess::Relation {
            id,
            key,
            by_name: true,
        })
    }

    /// The tables that the words before `id` name.
    fn named_by(&self, relation: &Relation, stem: &[Word<'_>]) -> Named {
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
        let others: Vec<RelationId> = found
            .into_iter()
            .flatten()
            .copied()
            .filter(|id| exact.is_some() || *id != relation.id)
            .collect();
        self.only_one(relation, &others)
    }

    /// One of several when it alone is in the relation's own schema.
    fn only_one(&self, relation: &Relation, ids: &[RelationId]) -> Named {
        let near = |id: &&RelationId| {
            self.relation(**id)
                .is_some_and(|table| table.name.schema == relation.name.schema)
        };
        match ids {
            [] => Named::Nobody,
            [only] => Named::One(*only),
            several => match several.iter().filter(near).collect::<Vec<_>>().as_slice() {
                [only] => Named::One(**only),
                _ => Named::Several,
            },
        }
    }

    /// `created_by`, `approved_by`: a person.
    fn person_named_by(&self, relation: &Relation, column: &Column) -> Option<Named> {
        if column.data_type.is_text() {
            // Often a plain name or an e-mail address.
            return None;
        }
        let names = self.name_index();
        let people = PEOPLE.iter().find_map(|word| names.by_words.get(*word))?;
        Some(self.only_one(relation, people))
    }

    /// `parent_id` means its own table, `author_id` the table of people.
    fn by_part(&self, relation: &Relation, column: &Column, stem: &[Word<'_>]) -> Option<ReferenceGuess> {
        let part = stem.last()?;
        let by_name = part == "parent";
        let id = match part.as_ref() {
            "parent" => relation.id,
            part if PARTS_OF_PEOPLE.contains(part) => {
                let names = self.name_index();
                let called = |word: &&str| names.by_words.get(*word).or_else(|| names.by_ending.get(*word));
                *PEOPLE.iter().find_map(called)?.first()?
            }
            _ => return None,
        };
        let key = self.key_of(id, column)?;
        Some(ReferenceGuess::Relation { id, key, by_name })
    }

    /// The one column of the table's primary key, when the column can refer to it.
    fn key_of(&self, id: RelationId, column: &Column) -> Option<String> {
        let table = self.relation(id)?;
        let key = table.primary_key().filter(|key| key.columns.len() == 1)?;
        let key = table.column(key.columns.first()?)?;
        key.data_type
            .is_comparable_with(&column.data_type)
            .then(|| key.name.clone())
    }
}

/// How many tables a name may mean.
enum Named {
    Nobody,
    One(RelationId),
    Several,
}
