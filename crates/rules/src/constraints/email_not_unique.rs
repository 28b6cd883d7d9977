//! # Two accounts may share an e-mail address
//!
//! ## What it detects
//! A table of accounts (`users`, `customers`, `members` …) whose e-mail column no unique index covers, neither alone nor
//! within a tenant.
//!
//! ## Why it matters
//! People sign in, reset passwords and are written to by e-mail address. Two rows with one address are two accounts of
//! one person: which one a sign-in reaches is chance, a password reset opens the other, and merging them later takes
//! a decision for every row that points at them. A check in the application does not help: two requests at the same
//! moment both find the address free.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   email text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   email text NOT NULL
//! );
//! CREATE UNIQUE INDEX users_email_lower_idx ON users (lower(email));
//! ```
//!
//! ## When to ignore it
//! When the address is only where to write to and several accounts may share it, as in a family. Contact and billing
//! addresses, addresses in orders or logs, and members that hang on another account are left alone. Where people sign in by
//! another name, or accounts come from another system, it is only called possible; proven needs a password beside an address
//! that every account has.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", sections "Unique Indexes" and "Indexes on Expressions"; appendix "citext".
//! - RFC 5321, section 2.4, on the letter case of mailboxes.

use rowproof_catalog::ConstraintKind;
use rowproof_catalog::IndexColumn;

use super::comment_states_rule::unique_cause;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "email-not-unique",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words before `email` that still mean the account's own address.
const OWN: WordList = WordList::new("account,login,main,primary,user,work");

/// Columns beside the address in a unique index under which it is still unique where it matters.
const SCOPES: WordList =
    WordList::new("account_id,company_id,domain,provider,provider_id,realm,site_id,store_id");

/// The shortest example address, for narrow columns.
const ADDRESSES: [&str; 2] = ["ada@example.com", "a@b.co"];

/// An account's e-mail column without a unique index.
struct EmailNotUnique<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
    /// The column that sets tenants apart, when every row has one.
    tenant: Option<&'c Column>,
    standing: Standing<'c>,
}

/// What the address is to its account, as far as the table says.
enum Standing<'c> {
    /// What people sign in by: the table holds their password, and no other name to sign in by.
    Login,
    /// What people are known by, as far as its name says.
    Address,
    /// Beside the name that people sign in by.
    Beside(&'c Column),
    /// Of an account that is known by the key another system gave it.
    Synchronised(&'c Column),
}

/// Words of columns that hold what people prove who they are with.
const PASSWORD: WordList = WordList::new("pass,passphrase,passwd,password,pwd");

/// Last words of columns with the name that people sign in by.
const LOGIN: WordList = WordList::new("handle,login,loginname,nick,nickname,username");

impl<'c> Standing<'c> {
    fn of(table: &TableView<'c>, address: &Column) -> Self {
        let text = |column: &&ColumnView<'c>| column.column.data_type.is_text();
        let signs_in = |column: &ColumnView<'c>| {
            LOGIN.contains(column.last())
                || matches!(column.words.as_slice(), [.., user, name] if user == "user" && name == "name")
        };
        let texts = || table.columns.iter().filter(text);
        let password = texts().any(|column| column.says(PASSWORD));
        let login = texts().find(|column| password && signs_in(column));
        let external = texts().find(|column| !password && column.is_named(&Lexicon::EXTERNAL_ID));
        match (login, external) {
            (Some(login), _) => Self::Beside(login.column),
            (None, Some(external)) => Self::Synchronised(external.column),
            (None, None) if password && address.not_null => Self::Login,
            (None, None) => Self::Address,
        }
    }
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let (catalog, relation) = (table.catalog, table.relation);
    if table.staging || !is_account(relation) || is_child_account(catalog, relation) {
        return;
    }
    for column in &relation.columns {
        if is_own_address(relation, column) && !is_unique(relation, column) {
            let fact = EmailNotUnique {
                catalog,
                relation,
                column,
                tenant: table.tenant(),
                standing: Standing::of(table, column),
            };
            findings.push(&RULE, &fact);
        }
    }
}

fn is_account(relation: &Relation) -> bool {
    words(&relation.name.name)
        .last()
        .is_some_and(|last| Lexicon::ACCOUNT.contains(singular(last).as_ref()))
}

/// Members of an account: several may share the parent's address.
fn is_child_account(catalog: &Catalog, relation: &Relation) -> bool {
    relation.foreign_keys().any(|(_, key)| {
        let required = key
            .columns
            .iter()
            .all(|name| relation.column(name).is_some_and(|column| column.not_null));
        let tenant = key.columns.iter().all(|name| is_named(name, &Lexicon::TENANT));
        let parent = key.relation.and_then(|id| catalog.relation(id));
        required && !tenant && parent.is_some_and(|parent| parent.id != relation.id && is_account(parent))
    })
}

fn is_own_address(relation: &Relation, column: &Column) -> bool {
    if !column.data_type.is_text() || column.generated.is_some() {
        return false;
    }
    let name = words(&column.name);
    let before = match name.as_slice() {
        [before @ .., last] if last == "email" => before,
        [before @ .., email, address] if email == "email" && address == "address" => before,
        [before @ .., e, mail] if e == "e" && mail == "mail" => before,
        _ => return false,
    };
    let table = words(&relation.name.name);
    let table: Vec<Word<'_>> = table.iter().map(|word| singular(word)).collect();
    before
        .iter()
        .all(|word| OWN.contains(word) || table.iter().any(|other| other == word))
}

/// A unique index over the address, as it is or folded, alone or with what it is unique within.
fn is_unique(relation: &Relation, column: &Column) -> bool {
    let scope = |name: &str| {
        is_named(name, &Lexicon::TENANT)
            || is_named(name, &Lexicon::SOFT_DELETE)
            || is_named(name, SCOPES)
            || relation
                .foreign_keys()
                .any(|(_, key)| key.columns.iter().any(|column| column == name))
    };
    let indexed = relation.indexes.iter().any(|index| {
        let names: Vec<String> = index.keys.iter().flat_map(IndexColumn::columns).collect();
        index.unique
            && names.contains(&column.name)
            && names.iter().all(|name| *name == column.name || scope(name))
    });
    let excluded = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Exclude(columns) if columns.contains(&column.name));
    indexed
        || relation
            .constraints
            .iter()
            .any(|constraint| excluded(&constraint.kind))
}

/// The rows that are not marked as deleted; a flag that is NULL marks nothing.
fn is_live(column: &Column, dialect: Dialect) -> Expression {
    if column.data_type.family != TypeFamily::Boolean || column.not_null {
        return unmarked(column, dialect);
    }
    Expression {
        text: format!("{} IS NOT TRUE", quote(&column.name, dialect)),
        kind: ExpressionKind::IsBoolean {
            operand: Box::new(column_expression(&column.name)),
            value: true,
            negated: true,
        },
        span: Span::default(),
    }
}

impl EmailNotUnique<'_> {
    fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    /// Whether the server tells `Ada@…` and `ada@…` apart in this column.
    fn tells_case_apart(&self) -> bool {
        !self.column.folds_case(self.dialect())
    }

    /// The columns of a unique constraint: the tenant first.
    fn key(&self) -> Vec<String> {
        self.tenant
            .into_iter()
            .chain([self.column])
            .map(|column| column.name.clone())
            .collect()
    }

    /// `within each tenant`, when there are tenants.
    fn scope(&self) -> String {
        self.tenant
            .map(|tenant| format!(" within each `{}`", tenant.name))
            .unwrap_or_default()
    }

    fn unique(&self) -> ProposedFix {
        let (relation, columns) = (self.relation.id, self.key());
        let name = self.catalog.choose_name(relation, &columns, "key");
        let mut changes = vec![Change::AddUnique {
            relation,
            columns,
            name,
        }];
        if self.dialect() == Dialect::MySql && self.column.data_type.name.ends_with("text") {
            // MySQL cannot key a TEXT column as a whole; no address is longer than 254 characters.
            let data_type = ColumnType {
                arguments: vec!["255".to_owned()],
                ..ColumnType::known("varchar", TypeFamily::Text)
            };
            changes.insert(
                0,
                Change::SetType {
                    relation,
                    column: self.column.name.clone(),
                    data_type,
                    using: None,
                },
            );
        }
        let when = if self.tells_case_apart() {
            "The application folds every address to lower case before it stores and compares it."
        } else {
            "The column compares without regard to case already."
        };
        ProposedFix::safe(format!("declare it UNIQUE{}", self.scope()), when, changes)
            .costing("Duplicates that are there must be merged first.")
    }

    fn unique_folded(&self, predicate: Option<Expression>) -> ProposedFix {
        let (relation, dialect) = (self.relation.id, self.dialect());
        let fold = self.tells_case_apart();
        let mut named = self.key();
        named.extend(fold.then(|| "lower".to_owned()));
        named.extend(predicate.as_ref().map(|_| "live".to_owned()));
        let address = if fold {
            ChangeKey::Expression(call("lower", &self.column.name, dialect))
        } else {
            ChangeKey::Column(self.column.name.clone())
        };
        let keys = self
            .tenant
            .map(|tenant| ChangeKey::Column(tenant.name.clone()))
            .into_iter()
            .chain([address])
            .collect();
        let scope = self.scope();
        let case = if fold { " without regard to case" } else { "" };
        let (title, when) = match &predicate {
            None => (
                format!("make it unique{scope}{case}"),
                "`Ada@example.com` and `ada@example.com` are one mailbox in practice; queries then compare `lower(…)`.",
            ),
            Some(_) => (
                format!("make it unique{scope}{case} among the rows that are not deleted"),
                "The address of a deleted account may be used again.",
            ),
        };
        let name = self.catalog.choose_name(relation, &named, "idx");
        let change = Change::CreateIndex(NewIndex {
            relation,
            name,
            unique: true,
            method: None,
            keys,
            predicate,
        });
        ProposedFix::safe(title, when, vec![change])
            .costing("Duplicates that are there must be merged first.")
    }

    fn soft_delete(&self) -> Option<&Column> {
        let marks = |column: &&Column| is_named(&column.name, &Lexicon::SOFT_DELETE);
        self.relation.columns.iter().find(marks)
    }
}

impl Explain for EmailNotUnique<'_> {
    fn root_cause(&self) -> Option<(String, u8)> {
        Some((unique_cause(self.relation, self.column), 1))
    }

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
        let case = if self.tells_case_apart() {
            ", without regard to case"
        } else {
            ""
        };
        format!(
            "`{}` is not unique, so two accounts can have one address; make it unique{}{case}",
            self.object(),
            self.scope()
        )
    }

    fn why(&self) -> String {
        "A sign-in or password reset by e-mail then reaches either account, and a check in the application loses the race of two requests."
            .to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        let table = &self.relation.name;
        match self.standing {
            Standing::Login => (
                Certainty::Likely,
                format!(
                    "The rows of `{table}` are accounts with a password and no name to sign in by but the address."
                ),
            ),
            Standing::Address => (
                Certainty::Likely,
                format!("The rows of `{table}` are accounts, which people know by their address."),
            ),
            Standing::Beside(login) => (
                Certainty::Possible,
                format!(
                    "People sign in by `{}`, so some systems let several accounts share an address.",
                    login.name
                ),
            ),
            Standing::Synchronised(key) => (
                Certainty::Possible,
                format!(
                    "An account is known by its `{}`, so one address may be that of several.",
                    key.name
                ),
            ),
        }
    }

    fn is_meant(&self) -> bool {
        matches!(self.standing, Standing::Login)
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        let plain = self
            .catalog
            .index_covering(self.relation, std::slice::from_ref(&self.column.name));
        facts.extend(plain.map(|index| {
            format!(
                "The index `{}` finds addresses fast but accepts duplicates.",
                index.name
            )
        }));
        if self.tells_case_apart() {
            facts.push("The column tells upper and lower case apart, mail servers do not.".to_owned());
        }
        facts
    }

    fn intent(&self) -> String {
        format!(
            "no two rows of `{}` share an e-mail address{}",
            self.relation.name,
            self.scope().replace('`', "")
        )
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let limit = self.column.data_type.max_characters().unwrap_or(u64::MAX);
        let address = ADDRESSES.iter().find(|address| address.len() as u64 <= limit)?;
        let mut said = vec![(self.column.name.as_str(), Value::text(*address))];
        // Rows of one tenant; where the tenant is a table of the paste, the story points both at one row by itself.
        if let Some(tenant) = self.tenant {
            let refers = self
                .relation
                .foreign_keys()
                .any(|(_, key)| key.columns.contains(&tenant.name));
            if !refers {
                said.push((&tenant.name, example_key(tenant, 1)?));
            }
        }
        story.offend(self.relation.id, &said)?;
        story.offend(self.relation.id, &said)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let mut fixes = Vec::new();
        let indexes = self.dialect() != Dialect::MySql;
        if indexes && self.tells_case_apart() {
            fixes.push(self.unique_folded(None));
        }
        fixes.push(self.unique());
        if let Some(column) = self.soft_delete().filter(|_| indexes) {
            fixes.push(self.unique_folded(Some(is_live(column, self.dialect()))));
        }
        fixes
    }
}
