//! Which table a column named like a reference means.

use rowproof_source::{SmallMap, WordList};

use super::{Word, plural, row_words, singular, words};
use crate::Catalog;
use crate::model::{Column, Relation, RelationId, RelationKind, TypeFamily};

/// Which relation a column named like a reference means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceGuess {
    /// One relation of the script.
    Relation {
        /// Which.
        id: RelationId,
        /// Its key column.
        key: String,
        /// How well the name fits.
        fit: NameFit,
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

/// How well a column's name fits the relation it is taken to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameFit {
    /// The whole name is the relation's, apart from a prefix that most tables have; or foreign keys of columns of that name
    /// say so.
    Whole,
    /// A part of one is a part or the whole of the other: `billing_customer_id` of `customers`, `label_id` of `task_labels`.
    Part,
    /// The name speaks of a person in their part, as `author_id` does, and the relation is that of people.
    Role,
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
    /// The same without the prefix that most tables have: `user` for `ezuser`.
    without_prefix: SmallMap<String, Vec<RelationId>>,
    /// The same without one or more leading words: `item`.
    by_ending: SmallMap<String, Vec<RelationId>>,
    /// What the foreign keys of columns of a name refer to, by that name.
    declared: SmallMap<String, Vec<RelationId>>,
    /// Some tables that have a CHECK on a column of a name, by that name.
    checked: SmallMap<String, Vec<RelationId>>,
    /// The beginning that most tables' names share; empty without one.
    prefix: String,
    /// Whether the script has a view of any kind.
    has_views: bool,
}

impl NameIndex {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut index = Self {
            has_views: catalog
                .relations()
                .any(|relation| matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView)),
            ..Self::default()
        };
        for table in catalog.tables() {
            let words = row_words(&table.name.name);
            for skip in 1..words.len() {
                let ending = words.get(skip..).unwrap_or_default().join(" ");
                index.by_ending.change(ending, |tables| tables.push(table.id));
            }
            index
                .by_words
                .change(words.join(" "), |tables| tables.push(table.id));
            for (_, check) in table.enforced_checks().take(CHECKS_LOOKED_AT) {
                for column in &check.columns {
                    index.checked.change(column.clone(), |tables| {
                        if tables.len() < LOOKED_AT && tables.last() != Some(&table.id) {
                            tables.push(table.id);
                        }
                    });
                }
            }
            for (_, key) in table.foreign_keys() {
                if let ([column], Some(id)) = (key.columns.as_slice(), key.relation) {
                    index.declared.change(column.clone(), |tables| {
                        if !tables.contains(&id) {
                            tables.push(id);
                        }
                    });
                }
            }
        }
        let names: Vec<&str> = catalog.tables().map(|table| table.name.name.as_str()).collect();
        let Some(prefix) = common_prefix(&names) else {
            return index;
        };
        prefix.clone_into(&mut index.prefix);
        for table in catalog.tables() {
            let name = &table.name.name;
            let stripped = name.strip_prefix(prefix);
            if let Some(rest) = stripped {
                let words = row_words(rest).join(" ");
                index.without_prefix.change(words, |tables| tables.push(table.id));
            }
        }
        index
    }

    /// Gives back what it holds beyond its elements.
    pub(crate) fn shrink(&mut self) {
        for tables in [
            &mut self.by_words,
            &mut self.without_prefix,
            &mut self.by_ending,
            &mut self.declared,
            &mut self.checked,
        ] {
            tables.shrink();
        }
    }

    pub(crate) fn has_views(&self) -> bool {
        self.has_views
    }

    /// The tables of exactly this name, or of it behind the prefix that most tables have.
    fn called(&self, name: &str) -> Option<&Vec<RelationId>> {
        self.by_words.get(name).or_else(|| self.without_prefix.get(name))
    }

    /// Whether columns of that name refer to this table wherever they are declared; none when none is.
    fn is_declared(&self, column: &str, id: RelationId) -> Option<bool> {
        let tables = self.declared.get(column)?;
        Some(tables.as_slice() == [id])
    }
}

/// Tables of one column name whose CHECKs are looked at: what one name is held to is seen in a few.
const LOOKED_AT: usize = 4;

/// CHECKs of one table that are looked at for that, so that the time of an answer is bounded.
const CHECKS_LOOKED_AT: usize = 16;

/// Tables that a prefix without a mark behind it (`ezuser`, `ezrole`) must be common to: two words may begin alike.
const TABLES_OF_A_PREFIX: usize = 8;

/// The longest beginning that three quarters of the names share, up to a mark between words if there is one.
fn common_prefix<'n>(names: &[&'n str]) -> Option<&'n str> {
    let mut longest: Option<&'n str> = None;
    for length in 2..=12 {
        let beginnings = || names.iter().filter_map(|name| name.get(..length));
        // The one that can have a majority (Boyer and Moore), then whether it has three quarters.
        let (mut candidate, mut lead) = (None, 0_usize);
        for beginning in beginnings() {
            if lead == 0 {
                candidate = Some(beginning);
            }
            if candidate == Some(beginning) {
                lead += 1;
            } else {
                lead -= 1;
            }
        }
        let count = beginnings()
            .filter(|beginning| candidate == Some(beginning))
            .count();
        if count * 4 < names.len() * 3 {
            break;
        }
        longest = candidate;
    }
    let longest = longest?;
    match longest.rfind('_') {
        Some(at) if names.len() >= TABLES_OF_A_PREFIX / 2 => longest.get(..=at),
        None if names.len() >= TABLES_OF_A_PREFIX => Some(longest),
        _ => None,
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
    /// What one row of a table is, by the words of its name without the prefix that most tables have: order, item for
    /// `order_items`, `shop_order_items`, `shporder_items`.
    pub fn row_words<'c>(&'c self, relation: &'c Relation) -> super::NameWords<'c> {
        let name = relation.name.name.as_str();
        let bare = name.strip_prefix(&self.name_index().prefix);
        row_words(bare.filter(|bare| !bare.is_empty()).unwrap_or(name))
    }

    /// Some columns of that name on which there is a CHECK, in all tables.
    pub fn columns_checked(&self, name: &str) -> impl Iterator<Item = (&Relation, &Column)> {
        let tables = self.name_index().checked.get(name).into_iter().flatten();
        let few = |table: &&Relation| table.constraints.len() <= 2 * CHECKS_LOOKED_AT;
        let tables = tables.filter_map(|id| self.relation(*id)).filter(few);
        tables
            .filter_map(move |table| Some((table, table.columns.iter().find(|column| column.name == name)?)))
    }

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
        let (found, mut fit) = match last.as_ref() {
            "by" => (self.person_named_by(relation, column)?, NameFit::Part),
            // `orders.order_id` beside no key is the row's own number, not a reference.
            _ if stem == row_words(&relation.name.name).as_slice() => return None,
            _ if stem == self.row_words(relation).as_slice() => return None,
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
            match self.name_index().is_declared(&column.name, id) {
                Some(true) => fit = NameFit::Whole,
                Some(false) => fit = NameFit::Part,
                // `process_id` beside `workflow_processes` may be a process of the machine.
                None if foreign.is_some() && fit == NameFit::Part => fit = NameFit::Role,
                None => {}
            }
            return foreign
                .is_none_or(named)
                .then_some(ReferenceGuess::Relation { id, key, fit });
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
        let called = |name: &str, fit: NameFit| {
            let whole = names.called(name).map(|tables| (tables, fit));
            whole.or_else(|| Some((names.by_ending.get(name)?, NameFit::Part)))
        };
        let (tables, fit) = match words {
            [only] => called(only.strip_suffix("id")?, NameFit::Whole)?,
            [first, rest @ ..] if first == "id" => {
                let name = |end: usize| Some(row_words(&rest.get(..end)?.join("_")).join(" "));
                let fit = |end: usize| match end == rest.len() {
                    true => NameFit::Whole,
                    false => NameFit::Part,
                };
                let mut ends = (1..=rest.len()).rev();
                ends.find_map(|end| called(&name(end)?, fit(end)))?
            }
            _ => return None,
        };
        let Named::One(id) = self.only_one(relation, tables) else {
            return None;
        };
        let key = self.key_of(id, column).filter(|_| id != relation.id)?;
        Some(ReferenceGuess::Relation { id, key, fit })
    }

    /// The tables that the words before `id` name, and how well they fit.
    fn named_by(&self, relation: &Relation, stem: &[Word<'_>]) -> (Named, NameFit) {
        let names = self.name_index();
        let whole = names.called(&stem.join(" "));
        // Fewer and fewer leading words: `billing_customer_id`, then `customer_id`.
        let exact = whole.or_else(|| {
            (1..stem.len()).find_map(|skip| names.called(&stem.get(skip..).unwrap_or_default().join(" ")))
        });
        let fit = match whole {
            Some(_) => NameFit::Whole,
            None => NameFit::Part,
        };
        // A table prefix (`shop_customers`) that the column leaves out.
        let found = exact.or_else(|| names.by_ending.get(&stem.join(" ")));
        // `label_id` of `task_labels` is another table's, though its own name ends so.
        let others: Vec<RelationId> = found
            .into_iter()
            .flatten()
            .copied()
            .filter(|id| exact.is_some() || *id != relation.id)
            .collect();
        if self.has_kind_of_its_own(relation, stem) {
            return (Named::Several, fit);
        }
        (self.only_one(relation, &others), fit)
    }

    /// Whether a table holds what the stem names for this table alone, as `file_groups` does for `group_id` of `files`; its rows
    /// are no part of this table's, as `order_items` are of `orders`.
    fn has_kind_of_its_own(&self, relation: &Relation, stem: &[Word<'_>]) -> bool {
        let row = self.row_words(relation);
        let name = format!("{} {}", row.join(" "), stem.join(" "));
        let mut kinds = self.name_index().called(&name).into_iter().flatten();
        kinds.any(|id| {
            *id != relation.id
                && self
                    .relation(*id)
                    .is_some_and(|kind| !kind.has_column_of(&row, &["id", "uuid"]))
        })
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
        let (part, before) = stem.split_last()?;
        let mut fit = NameFit::Role;
        let id = match part.as_ref() {
            // `item_parent_id` of notifications is the parent of something else.
            "parent" if !row_words(&relation.name.name).ends_with(before) => {
                return Some(ReferenceGuess::Ambiguous);
            }
            "parent" => {
                fit = NameFit::Part;
                relation.id
            }
            part if PARTS_OF_PEOPLE.contains(part) => {
                let names = self.name_index();
                let called = |word: &&str| names.by_words.get(*word).or_else(|| names.by_ending.get(*word));
                *PEOPLE.iter().find_map(called)?.first()?
            }
            _ => return None,
        };
        let key = self.key_of(id, column)?;
        Some(ReferenceGuess::Relation { id, key, fit })
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
