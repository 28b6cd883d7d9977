//! The rules a catalog holds rows to, and which of two databases hold to them.

use rowproof_catalog::{
    Catalog, Column, Constraint, ConstraintKind, Index, IndexOrigin, Relation, TypeFamily,
};
use rowproof_source::{SmallMap, SmallSet, SortSmall, Span};

use super::Place;
use super::loss::{Facts, Loss, loss};

/// A kind of rule, or of index, that databases differ about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guarantee {
    /// The table as a whole.
    Table,
    /// A CHECK.
    Check,
    /// A foreign key.
    ForeignKey,
    /// No two rows alike in these columns or expressions.
    Unique,
    /// NULLs count as alike in a unique key.
    NullsNotDistinct,
    /// Text that differs only in case counts as alike in a unique key.
    UniqueWithoutCase,
    /// An exclusion constraint.
    Exclude,
    /// No NULL in the primary key.
    KeyNotNull,
    /// Only values of the column's type.
    ValueType,
    /// No value longer than declared.
    ValueLength,
    /// Only the labels of an enumerated type.
    EnumLabels,
    /// The rules of a domain.
    DomainRules,
    /// The check waits for the end of the transaction when asked to.
    Deferral,
    /// An index over some of the rows.
    PartialIndex,
    /// An index over expressions.
    ExpressionIndex,
}

/// A rule of the text, and why each of the two databases does not enforce it; none for the one that does.
pub(super) struct Declared {
    pub(super) guarantee: Guarantee,
    pub(super) place: Place,
    pub(super) lost_before: Option<Loss>,
    pub(super) lost_after: Option<Loss>,
}

/// What a rule is told apart by in both catalogs.
type Key = (Span, Guarantee);
/// A rule as one catalog has it.
struct Rule {
    object: String,
    facts: Facts,
    lost: Option<Loss>,
    /// The place of its relation.
    relation: Span,
}

/// Every rule of either catalog, in the order of the text. Rules of a relation that only one catalog has are left out:
/// the relation itself is what is lost.
pub(super) fn declared_by_either(before: &Catalog, after: &Catalog) -> Vec<Declared> {
    let (old, new) = (rules(before), rules(after));
    let (old_spans, new_spans) = (spans(before), spans(after));
    let mut keys: Vec<Key> = old.keys().chain(new.keys()).copied().collect();
    keys.order();
    keys.dedup();
    let both_have = |relation| {
        let key = (relation, Guarantee::Table);
        old.contains_key(&key) && new.contains_key(&key)
    };
    let mut declared = Vec::new();
    for key in keys {
        let (span, guarantee) = key;
        let Some(rule) = new.get(&key).or(old.get(&key)) else {
            continue;
        };
        if guarantee == Guarantee::Table || both_have(rule.relation) {
            let object = rule.object.clone();
            declared.push(Declared {
                guarantee,
                place: Place { object, span },
                lost_before: lost(old.get(&key), new.get(&key), key, before, &old_spans),
                lost_after: lost(new.get(&key), old.get(&key), key, after, &new_spans),
            });
        }
    }
    declared
}

/// Why a database does not enforce a rule: as its own catalog says; a rule that only the other catalog has is lost for
/// what is known of the product, or because it was left out when it was read. What stands there in the own catalog too,
/// as something of another kind, is no loss: a key that is an expression in one dialect is a column's in the other.
fn lost(
    own: Option<&Rule>,
    other: Option<&Rule>,
    (span, guarantee): Key,
    catalog: &Catalog,
    own_spans: &SmallSet<Span>,
) -> Option<Loss> {
    match (own, other) {
        (Some(rule), _) => rule.lost,
        (None, Some(rule)) => {
            let left_out = (!own_spans.contains(&span)).then_some(Loss::LeftOut);
            loss(guarantee, &rule.facts, catalog).or(left_out)
        }
        (None, None) => None,
    }
}

/// Where the catalog's relations, constraints, indexes and columns stand.
fn spans(catalog: &Catalog) -> SmallSet<Span> {
    let of_relation = |relation: &Relation| {
        let constraints = relation.constraints.iter().map(|constraint| constraint.span);
        let indexes = relation.indexes.iter().map(|index| index.span);
        let columns = relation.columns.iter().map(|column| column.name_span);
        let own = std::iter::once(relation.name_span);
        own.chain(constraints)
            .chain(indexes)
            .chain(columns)
            .collect::<Vec<_>>()
    };
    catalog.relations().flat_map(of_relation).collect()
}

fn rules(catalog: &Catalog) -> SmallMap<Key, Rule> {
    let mut rules = SmallMap::default();
    for relation in catalog.relations().filter(|relation| relation.is_base_table()) {
        let mut add = |guarantee, span: Span, name: &str, facts: Facts| {
            let object = match name {
                "" => relation.name.to_string(),
                name => format!("{}.{name}", relation.name),
            };
            let rule = Rule {
                object,
                lost: loss(guarantee, &facts, catalog),
                facts,
                relation: relation.name_span,
            };
            if !rules.contains_key(&(span, guarantee)) {
                rules.insert((span, guarantee), rule);
            }
        };
        add(Guarantee::Table, relation.name_span, "", Facts::default());
        for constraint in &relation.constraints {
            add_constraint(relation, constraint, &mut add);
        }
        for index in &relation.indexes {
            add_index(catalog, relation, index, &mut add);
        }
        for column in &relation.columns {
            add_column(relation, column, &mut add);
        }
    }
    rules
}

fn add_constraint(
    relation: &Relation,
    constraint: &Constraint,
    add: &mut impl FnMut(Guarantee, Span, &str, Facts),
) {
    let (span, name) = (constraint.span, constraint.name.as_str());
    let facts = Facts {
        is_foreign_key: constraint.foreign_key().is_some(),
        ..Facts::default()
    };
    match &constraint.kind {
        ConstraintKind::Check(_) => add(Guarantee::Check, span, name, facts),
        ConstraintKind::Exclude(_) => add(Guarantee::Exclude, span, name, facts),
        ConstraintKind::ForeignKey(_) => add(
            Guarantee::ForeignKey,
            span,
            name,
            foreign_key_facts(relation, constraint),
        ),
        ConstraintKind::PrimaryKey(key) => {
            let accepts_null = relation
                .columns
                .iter()
                .any(|column| key.columns.contains(&column.name) && !column.not_null);
            let facts = Facts {
                accepts_null,
                ..facts
            };
            add(Guarantee::KeyNotNull, span, name, facts);
        }
        ConstraintKind::Unique(_) => {}
    }
    if constraint.deferrable {
        add(Guarantee::Deferral, span, name, facts);
    }
}

fn foreign_key_facts(relation: &Relation, constraint: &Constraint) -> Facts {
    let is_inline = relation
        .columns
        .iter()
        .any(|column| column.span.contains(constraint.span));
    Facts {
        is_inline,
        is_foreign_key: true,
        engine_without_foreign_keys: relation.engine.as_deref().is_some_and(ignores_foreign_keys),
        ..Facts::default()
    }
}

/// The storage engines that read foreign keys and keep none (MySQL manual, "Alternative Storage Engines").
fn ignores_foreign_keys(engine: &str) -> bool {
    const ENGINES: &str = "myisam,aria,memory,heap,csv,archive,merge,mrg_myisam,blackhole";
    ENGINES.split(',').any(|name| engine.eq_ignore_ascii_case(name))
}

fn add_index(
    catalog: &Catalog,
    relation: &Relation,
    index: &Index,
    add: &mut impl FnMut(Guarantee, Span, &str, Facts),
) {
    let is_partial = index.predicate.is_some();
    let is_expression = index.keys.iter().any(|key| key.column.is_none());
    let facts = Facts {
        is_partial,
        is_expression,
        ..Facts::default()
    };
    let (span, name) = (index.span, index.name.as_str());
    if !index.unique {
        if is_partial {
            add(Guarantee::PartialIndex, span, name, facts);
        } else if is_expression {
            add(Guarantee::ExpressionIndex, span, name, facts);
        }
        return;
    }
    if index.nulls_not_distinct {
        // Where it is not known, the key is not known either.
        add(Guarantee::NullsNotDistinct, span, name, facts);
    } else if index.origin != IndexOrigin::PrimaryKey {
        add(Guarantee::Unique, span, name, facts);
    }
    let texts = index.keys.iter().filter_map(|key| {
        let column = relation.column(key.column.as_deref()?)?;
        is_text(column).then(|| ignores_case(catalog, column, key.collation.as_deref()))
    });
    let texts: Vec<bool> = texts.collect();
    if !texts.is_empty() {
        let compares_case = !texts.contains(&true);
        add(
            Guarantee::UniqueWithoutCase,
            span,
            name,
            Facts {
                compares_case,
                ..facts
            },
        );
    }
}

fn is_text(column: &Column) -> bool {
    matches!(
        column.data_type.family,
        TypeFamily::Text | TypeFamily::CaseInsensitiveText
    )
}

/// Whether the column's comparison takes upper and lower case for the same: PostgreSQL's `citext`, SQLite's `NOCASE`,
/// and every MySQL collation that is not said to be binary or case-sensitive (manual, "Collation Naming Conventions").
fn ignores_case(catalog: &Catalog, column: &Column, of_key: Option<&str>) -> bool {
    let collation = of_key.or(column.collation.as_deref());
    let collation = collation.map(|name| name.trim_matches(['"', '`', '\'']).to_ascii_lowercase());
    match catalog.dialect() {
        rowproof_syntax::Dialect::PostgreSql => column.data_type.family == TypeFamily::CaseInsensitiveText,
        rowproof_syntax::Dialect::Sqlite => collation.as_deref() == Some("nocase"),
        rowproof_syntax::Dialect::MySql => collation
            .is_none_or(|name| !(name == "binary" || name.ends_with("_bin") || name.ends_with("_cs"))),
    }
}

fn add_column(relation: &Relation, column: &Column, add: &mut impl FnMut(Guarantee, Span, &str, Facts)) {
    let data_type = &column.data_type;
    let is_row_number = relation
        .primary_key()
        .is_some_and(|key| key.columns == [column.name.as_str()])
        && data_type.name.eq_ignore_ascii_case("integer");
    let facts = Facts {
        is_strict: relation.strict || is_row_number,
        is_list_in_place: matches!(data_type.name.as_str(), "enum" | "set"),
        ..Facts::default()
    };
    let (span, name) = (column.name_span, column.name.as_str());
    if data_type.domain.is_some() {
        add(Guarantee::DomainRules, span, name, facts);
    } else if data_type.enum_labels.is_some() {
        add(Guarantee::EnumLabels, span, name, facts);
    } else if has_own_values(data_type.family) {
        add(Guarantee::ValueType, span, name, facts);
    }
    let is_bounded = !data_type.arguments.is_empty();
    if is_bounded && matches!(data_type.family, TypeFamily::Text | TypeFamily::Numeric) {
        add(Guarantee::ValueLength, span, name, facts);
    }
}

/// Whether a type refuses some values: text and bytes take all, and of other types it is not known.
fn has_own_values(family: TypeFamily) -> bool {
    !matches!(
        family,
        TypeFamily::Text
            | TypeFamily::CaseInsensitiveText
            | TypeFamily::Binary
            | TypeFamily::Enum
            | TypeFamily::Other
    )
}
