//! In our own clean schemas one constraint is taken out at a time: the rule whose job it is has to speak.
//!
//! The constraint is cut out of the text and the rest is analysed anew. A text that the database would refuse without the
//! constraint (a parent's key that is referred to) is no mutant.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rowproof_engine::Report;
use rowproof_engine::catalog::Catalog;
use rowproof_engine::findings::{Certainty, Finding};
use rowproof_engine::syntax::Dialect;
use rowproof_tests::facts::FactKind::{self, Check, ForeignKey, Index, NotNull, PrimaryKey, Unique};
use rowproof_tests::facts::{Fact, facts_of};
use rowproof_tests::removal::{Removal, removals, without};
use rowproof_tests::{analyze_text, corpus, files_below, has, read_fixture, root};

/// What each rule has to miss in its own `clean` fixtures.
const OWN: &[(&str, &[FactKind])] = &[
    ("boolean-nullable", &[NotNull]),
    ("boolean-triad", &[Check]),
    ("check-passes-null", &[NotNull]),
    ("comment-lists-values", &[Check, ForeignKey]),
    ("comment-states-rule", &[Check, Unique]),
    ("composite-fk-nullable", &[Check]),
    ("created-at-nullable", &[Check, NotNull]),
    ("derived-total", &[Check]),
    ("email-not-unique", &[Unique]),
    ("exclusive-arc-unchecked", &[Check]),
    ("external-id-not-unique", &[Unique]),
    ("free-text-enum", &[Check, ForeignKey, Unique]),
    ("idempotency-key-not-unique", &[Unique]),
    ("json-no-shape", &[Check]),
    ("junction-surrogate-only", &[Unique]),
    ("missing-date-order", &[Check]),
    ("missing-nonneg-check", &[Check]),
    ("missing-range-check", &[Check]),
    ("natural-key-not-unique", &[Unique]),
    ("nullable-everything", &[NotNull]),
    ("numeric-unbounded", &[Check]),
    ("plaintext-password", &[Check]),
    ("self-ref-no-guard", &[Check]),
    ("soft-delete-in-unique", &[Unique]),
    ("soft-delete-no-partial-index", &[Index, Unique]),
    ("state-timestamp-unchecked", &[Check]),
    ("token-not-unique", &[Unique]),
    ("unique-allows-nulls", &[NotNull]),
];

/// What is missed in the clean fixtures of every rule, and in the examples that are right.
const EVERYWHERE: &[(&str, FactKind)] = &[
    ("no-primary-key", PrimaryKey),
    ("fk-without-references", ForeignKey),
    ("fk-no-index", Index),
];

/// Examples beside the project that are right.
const EXAMPLES: [&str; 2] = ["users-strong.sql", "orders-constraint-rich.sql"];

/// Rule, file, kind and columns of what is not the rule's to miss, with the reason above each group.
#[rustfmt::skip]
const SILENT: &[(&str, &str, FactKind, &str)] = &[
    // Other columns of the fixture: no boolean, no time of making, no reference in a key.
    ("boolean-nullable", "boolean-nullable/clean_third_answer.sql", NotNull, "users(name)"),
    ("boolean-nullable", "boolean-nullable/clean_one_row_is_the_main_one.sql", NotNull, "addresses(customer_name)"),
    ("created-at-nullable", "created-at-nullable/clean_staging.sql", NotNull, "import_users(email)"),
    ("check-passes-null", "check-passes-null/clean_optional_or_said.sql", NotNull, "orders(customer)"),
    ("unique-allows-nulls", "unique-allows-nulls/clean_optional_or_covered.sql", NotNull, "folders(name)"),
    ("unique-allows-nulls", "unique-allows-nulls/clean_optional_or_covered.sql", NotNull, "tags(name)"),
    ("unique-allows-nulls", "unique-allows-nulls/clean_optional_or_covered.sql", NotNull, "accounts(provider)"),
    ("unique-allows-nulls", "unique-allows-nulls/clean_optional_or_covered.sql", NotNull, "pages(name)"),
    // The list of states goes with its CHECK, and what has no list is tied to nothing.
    ("state-timestamp-unchecked", "state-timestamp-unchecked/clean_tied_or_free.sql", Check, "orders(status)"),
    ("state-timestamp-unchecked", "state-timestamp-unchecked/clean_tied_or_free.sql", Check, "tickets(outcome)"),
    // Staging tables take rows as they come.
    ("created-at-nullable", "created-at-nullable/clean_not_null.sql", NotNull, "imports(created_on)"),
    ("no-primary-key", "created-at-nullable/clean_not_null.sql", PrimaryKey, "imports(id)"),
    ("no-primary-key", "created-at-nullable/clean_staging.sql", PrimaryKey, "import_users(id)"),
    ("no-primary-key", "external-id-not-unique/clean_in_a_key.sql", PrimaryKey, "import_events(id)"),
    ("no-primary-key", "fk-without-references/clean_staging.sql", PrimaryKey, "orders_staging(id)"),
    ("no-primary-key", "json-no-shape/clean_shaped.sql", PrimaryKey, "staging_users(id)"),
    ("no-primary-key", "missing-nonneg-check/clean_signs_have_meaning.sql", PrimaryKey, "staging_orders(id)"),
    ("no-primary-key", "nullable-everything/clean_like_copy.sql", PrimaryKey, "customers_import(id)"),
    ("no-primary-key", "nullable-everything/clean_staging.sql", PrimaryKey, "customers_import(id)"),
    ("no-primary-key", "nullable-everything/clean_staging.sql", PrimaryKey, "tmp_orders(id)"),
    ("no-primary-key", "nullable-everything/clean_staging.sql", PrimaryKey, "staging.customers(id)"),
    // Its key is a copy: cutting the LIKE that brings it leaves a table of nothing.
    ("no-primary-key", "nullable-everything/clean_like_copy.sql", PrimaryKey, "customers_rejected(id)"),
    // Two CHECKs say the same of it; a weight is never negative in trade, and elsewhere may be anything.
    ("missing-nonneg-check", "missing-nonneg-check/clean_bounded.sql", Check, "items(quantity)"),
    ("missing-nonneg-check", "missing-nonneg-check/clean_bounded.sql", Check, "items(weight)"),
    // A lower end bounds no number of digits.
    ("numeric-unbounded", "numeric-unbounded/clean_bounded.sql", Check, "invoices(total)"),
    ("numeric-unbounded", "numeric-unbounded/clean_bounded.sql", Check, "invoices(tax_rate)"),
    ("numeric-unbounded", "numeric-unbounded/clean_bounded.sql", Check, "invoices(cost)"),
    ("numeric-unbounded", "numeric-unbounded/clean_bounded.sql", Check, "invoices(unit_price)"),
    // Without the key there is none that deleted rows weaken.
    ("soft-delete-in-unique", "soft-delete-in-unique/clean_live_rows.sql", Unique, "users(email)"),
    ("soft-delete-in-unique", "soft-delete-in-unique/clean_live_rows.sql", Unique, "groups(name, deleted_at)"),
    ("soft-delete-in-unique", "soft-delete-in-unique/clean_live_rows.sql", Unique, "files(path, is_deleted)"),
    ("soft-delete-in-unique", "soft-delete-in-unique/clean_live_rows.sql", Unique, "teams(handle, deleted_at)"),
    // Then no index and no time is there to read the table by; MySQL has no partial indexes.
    ("soft-delete-no-partial-index", "soft-delete-no-partial-index/clean_equals_false.sql", Index, "articles(title)"),
    ("soft-delete-no-partial-index", "soft-delete-no-partial-index/clean_key_column.sql", Index, "articles(title, deleted_at)"),
    ("soft-delete-no-partial-index", "soft-delete-no-partial-index/clean_mysql.sql", Index, "articles(title)"),
    // Another foreign key is over the same column; or what says the same without effect speaks instead.
    ("fk-without-references", "duplicate-fk/clean_not_the_same.sql", ForeignKey, "letters(tenant_id)"),
    ("fk-without-references", "duplicate-fk/clean_not_the_same.sql", ForeignKey, "letters(sender_id)"),
    ("fk-without-references", "duplicate-fk/clean_not_the_same.sql", ForeignKey, "letters(tenant_id, sender_id)"),
    ("fk-without-references", "mysql-inline-references-ignored/clean_declared_too.sql", ForeignKey, "orders(customer_id)"),
    // The names are none of references.
    ("fk-without-references", "comment-lists-values/clean_covered.sql", ForeignKey, "orders(kind)"),
    ("fk-without-references", "fk-no-index/clean_order_free.sql", ForeignKey, "visits(region, plot_number)"),
    ("fk-without-references", "fk-type-mismatch/clean_same_or_wider.sql", ForeignKey, "posts(author)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "regions(country)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "a(country, region)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "b(country, region)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "c(country, region)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "d(country)"),
    ("fk-without-references", "composite-fk-nullable/clean_whole_or_optional.sql", ForeignKey, "d(country, region)"),
    ("fk-without-references", "fk-parent-not-unique/clean_keys.sql", ForeignKey, "customers(home)"),
    ("fk-without-references", "fk-parent-not-unique/clean_keys.sql", ForeignKey, "customers(country)"),
    ("fk-without-references", "fk-parent-not-unique/clean_keys.sql", ForeignKey, "customers(a, b)"),
    ("fk-without-references", "free-text-enum/clean_constrained.sql", ForeignKey, "orders(kind)"),
    ("fk-without-references", "missing-nonneg-check/clean_bounded.sql", ForeignKey, "items(size)"),
    ("fk-without-references", "natural-key-not-unique/clean_unique_or_copied.sql", ForeignKey, "product_prices(sku)"),
    ("fk-without-references", "tenant-fk-crosses/clean_held_or_shared.sql", ForeignKey, "projects(currency)"),
    ("fk-without-references", "tenant-unique-global/clean_global_by_right.sql", ForeignKey, "sites(region_name)"),
    // The type beside it says that it may point at any table.
    ("fk-without-references", "polymorphic-association/clean_thing_and_kind.sql", ForeignKey, "files(owner_id)"),
    // A tenant's key over the same column is left.
    ("fk-without-references", "tenant-fk-crosses/clean_held_or_shared.sql", ForeignKey, "tasks(organization_id)"),
    ("fk-without-references", "tenant-fk-crosses/clean_held_or_shared.sql", ForeignKey, "tasks(project_id)"),
    ("fk-without-references", "tenant-fk-crosses/clean_held_or_shared.sql", ForeignKey, "tasks(organization_id, project_id)"),
];

/// One constraint taken out.
struct Mutant {
    file: String,
    /// The rule whose fixture it is; none for an example.
    rule: String,
    removal: Removal,
    /// Foreign keys that had an index and have none.
    uncovered: Vec<String>,
    /// What is found only now: rule, object, certainty.
    found: Vec<(&'static str, String, Certainty)>,
}

impl Mutant {
    fn about(&self) -> String {
        format!("{}({})", self.removal.table, self.removal.columns.join(", "))
    }

    /// How the rule speaks about the mutated table; none when it does not.
    fn heard(&self, rule: &str) -> Option<Certainty> {
        let table = &self.removal.table;
        let of_table = |object: &str| {
            let rest = object.strip_prefix(table.as_str());
            rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        };
        let mut found = self
            .found
            .iter()
            .filter(|(by, object, _)| *by == rule && of_table(object));
        found.next().map(|(_, _, certainty)| *certainty)
    }

    /// The line that says that the rule is silent about it.
    fn silenced(&self, rule: &str) -> Option<usize> {
        SILENT.iter().position(|(by, file, kind, about)| {
            *by == rule && *file == self.file && *kind == self.removal.kind && *about == self.about()
        })
    }
}

/// The clean texts: file, rule, text, dialect.
fn clean_texts() -> Vec<(String, String, String, Option<Dialect>)> {
    let mut texts = Vec::new();
    for path in files_below(&root().join("crates/rules/fixtures")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("clean_") && name.ends_with(".sql") {
            let rule = path
                .parent()
                .unwrap()
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let (text, dialect) = read_fixture(&path);
            texts.push((format!("{rule}/{name}"), rule, text, dialect));
        }
    }
    if corpus().unwrap().is_some() {
        for name in EXAMPLES {
            let text = fs::read_to_string(root().join("../shared/examples").join(name)).unwrap();
            texts.push((name.to_owned(), String::new(), text, Some(Dialect::PostgreSql)));
        }
    }
    texts
}

fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (file, rule, text, dialect) in clean_texts() {
        let report = analyze_text(&file, &text, dialect);
        for removal in removals(&report.catalog, &text) {
            let after = analyze_text(&file, &without(&text, [&removal]), dialect);
            if !is_gone(&report, &after, &removal) {
                continue;
            }
            // A query that wants the very index of a key speaks for the key.
            let heard = |finding: &&Finding| {
                let speaker = finding.folded_into.as_deref();
                speaker.is_none_or(|speaker| speaker.starts_with("query-no-index:"))
            };
            let found = after
                .findings
                .iter()
                .map(Box::as_ref)
                .filter(heard)
                .filter(|finding| !has(&report, finding));
            mutants.push(Mutant {
                file: file.clone(),
                rule: rule.clone(),
                uncovered: uncovered(&report.catalog, &after.catalog),
                found: found
                    .map(|found| (found.rule, found.object.clone(), found.certainty))
                    .collect(),
                removal,
            });
        }
    }
    mutants
}

/// Whether the constraint, and no table, is gone.
fn is_gone(before: &Report, after: &Report, removal: &Removal) -> bool {
    let (before, after) = (facts_of(&before.catalog), facts_of(&after.catalog));
    let gone: Vec<&Fact> = before.difference(&after).collect();
    let own = |fact: &&&Fact| fact.kind == removal.kind && fact.table == removal.table;
    gone.iter().any(|fact| own(&fact)) && !gone.iter().any(|fact| fact.kind == FactKind::Table)
}

/// Foreign keys with an index before and without one after.
fn uncovered(before: &Catalog, after: &Catalog) -> Vec<String> {
    let covered = |catalog: &Catalog, wanted: bool| -> BTreeSet<String> {
        let keys = catalog
            .foreign_keys()
            .filter(|(relation, _, key)| catalog.index_covering(relation, &key.columns).is_some() == wanted);
        keys.map(|(relation, _, key)| format!("{}.{}", relation.name, key.columns.join("+")))
            .collect()
    };
    let (before, after) = (covered(before, true), covered(after, false));
    before.intersection(&after).cloned().collect()
}

/// Counts by rule and kind: mutants, and those of them that are proven.
#[derive(Default)]
struct Counts(BTreeMap<(&'static str, FactKind), (usize, usize)>);

impl Counts {
    fn add(&mut self, rule: &'static str, kind: FactKind, certainty: Certainty) {
        let (all, proven) = self.0.entry((rule, kind)).or_default();
        *all += 1;
        *proven += usize::from(certainty == Certainty::Proven);
    }
}

#[test]
fn a_rule_misses_what_was_taken_out() {
    let mutants = mutants();
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    let mut silent = BTreeSet::new();
    let own = OWN
        .iter()
        .flat_map(|(rule, kinds)| kinds.iter().map(move |kind| (*rule, *kind, true)));
    let everywhere = EVERYWHERE.iter().map(|(rule, kind)| (*rule, *kind, false));
    for (rule, kind, own) in own.chain(everywhere) {
        for mutant in &mutants {
            // What takes an index from a foreign key may be a unique constraint or a primary key.
            let concerned = match rule {
                "fk-no-index" => !mutant.uncovered.is_empty() && mutant.removal.kind != ForeignKey,
                _ => mutant.removal.kind == kind && (!own || mutant.rule == rule),
            };
            if !concerned {
                continue;
            }
            let silenced = mutant.silenced(rule);
            let expected = silenced.is_none();
            let heard = mutant.heard(rule);
            if let (true, Some(certainty)) = (expected, heard) {
                counts.add(rule, kind, certainty);
            }
            silent.extend(silenced);
            if heard.is_some() != expected {
                let (file, about) = (&mutant.file, mutant.about());
                let word = if expected {
                    "is silent"
                } else {
                    "speaks, though it is said to be silent"
                };
                wrong.push(format!("(\"{rule}\", \"{file}\", {kind:?}, \"{about}\") {word}"));
            }
        }
    }
    for ((rule, kind), (all, proven)) in &counts.0 {
        println!("{rule}, {}: {all} found, {proven} proven", kind.as_str());
    }
    let pairs = OWN.iter().map(|(_, kinds)| kinds.len()).sum::<usize>() + EVERYWHERE.len();
    assert_eq!(wrong, Vec::<String>::new(), "of {} mutants", mutants.len());
    assert_eq!(counts.0.len(), pairs, "a pair of rule and kind without a mutant");
    assert_eq!(silent.len(), SILENT.len(), "a line of SILENT about nothing");
}
