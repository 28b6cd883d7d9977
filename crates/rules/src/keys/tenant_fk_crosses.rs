//! # A reference that leaves its tenant
//!
//! ## What it detects
//! A foreign key between two tables that both say whose row each one is (`tenant_id`, `organization_id`, `workspace_id`), where that
//! column is not part of the key.
//!
//! ## Why it matters
//! A task of one customer may belong to a project of another. Every query that filters by the task's tenant looks right and shows the
//! project's data; every query that joins from the project shows the task to the wrong people. One identifier taken from a
//! request without a look at whose it is makes such a row, and nothing finds it later.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE tenants (id bigint PRIMARY KEY);
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE
//! );
//! CREATE TABLE tasks (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
//!   project_id bigint NOT NULL REFERENCES projects (id) ON DELETE CASCADE
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE tenants (id bigint PRIMARY KEY);
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
//!   UNIQUE (tenant_id, id)
//! );
//! CREATE TABLE tasks (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
//!   project_id bigint NOT NULL,
//!   FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id) ON DELETE CASCADE
//! );
//! ```
//!
//! ## When to ignore it
//! When the two columns mean different parties, as an order's buyer and its product's seller, or when rows are shared across tenants on
//! purpose. References to the tenants themselves, to tables that all tenants share, by `…_by`, from logs, and
//! tables where a trigger looks at the tenant are left alone. A schema of many such keys that leaves the tenant out throughout gets one
//! finding.
//!
//! ## References
//! - Citus documentation, "Multi-tenant Applications": keys and references that hold the tenant.
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys", on keys over several columns.

use rowproof_catalog::RelationId;
use rowproof_source::SmallSet;

use crate::fix::statements_of;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "tenant-fk-crosses",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

/// More keys than this that leave the tenant out, while fewer hold it, are one decision of the schema.
const HABIT: usize = 8;

/// Keys that a finding about a habit points at.
const SHOWN: usize = 20;

const WORDS: Words = Words {
    message: "a row of `{table}` may refer to a row of `{0}` that belongs to another tenant: {1} leaves `{2}` out{3}; make it part of the foreign key",
    why: "Each side looks right by itself, and a query that joins them shows one tenant's rows to another.",
    sure: "Both tables hold `{2}` in every row, and nothing compares the two.",
    intent: "a row of `{table}` and the row of `{0}` it refers to belong to the same tenant",
};

/// A foreign key between two tables of tenants.
#[derive(Clone, Copy)]
struct Crossing<'c> {
    relation: &'c Relation,
    constraint: &'c Constraint,
    key: &'c ForeignKey,
    parent: &'c Relation,
    /// The column that says whose a row is: the referencing table's and the referenced one's.
    tenants: (&'c Column, &'c Column),
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let mut tenants: SmallMap<RelationId, &Column> = SmallMap::default();
    for relation in catalog.tables() {
        if let Some(column) = tenant_of(relation) {
            tenants.insert(relation.id, column);
        }
    }
    if tenants.is_empty() {
        return;
    }
    let mut crossings: Vec<Crossing<'_>> = Vec::new();
    let mut held = 0;
    // What such keys compare: from which table to which, by which column.
    let mut compared = SmallSet::default();
    for (relation, constraint, key) in catalog.foreign_keys() {
        let parent = key.relation.and_then(|id| catalog.relation(id));
        let (Some(parent), Some(own)) = (parent, tenants.get(&relation.id)) else {
            continue;
        };
        let Some(theirs) = tenants.get(&parent.id) else {
            continue;
        };
        if holds_tenant(key, own, theirs) {
            held += 1;
            for column in &key.columns {
                compared.insert((relation.id, parent.id, column.as_str()));
            }
            continue;
        }
        let crossing = Crossing {
            relation,
            constraint,
            key,
            parent,
            tenants: (own, theirs),
        };
        if crossing.is_open(catalog) {
            crossings.push(crossing);
        }
    }
    crossings.retain(|crossing| !crossing.is_compared(&compared));
    let Some((first, others)) = crossings.split_first() else {
        return;
    };
    if crossings.len() > HABIT && crossings.len() > held {
        push(catalog, first, others, false, findings);
        return;
    }
    for crossing in &crossings {
        push(catalog, crossing, &[], held > 0, findings);
    }
}

/// The column that says whose each row is.
fn tenant_of(relation: &Relation) -> Option<&Column> {
    let mut columns = relation.columns.iter();
    columns.find(|column| {
        column.not_null && column.generated.is_none() && is_named(&column.name, &Lexicon::TENANT)
    })
}

/// Whether the key compares the tenants of both rows.
fn holds_tenant(key: &ForeignKey, own: &Column, theirs: &Column) -> bool {
    let mut pairs = key.columns.iter().zip(&key.referenced_columns);
    pairs.any(|(column, referenced)| *column == own.name && *referenced == theirs.name)
}

impl<'c> Crossing<'c> {
    /// Whether a difference would be wrong, and no trigger looks for it.
    fn is_open(&self, catalog: &Catalog) -> bool {
        let (own, theirs) = self.tenants;
        let [column] = self.key.columns.as_slice() else {
            return false;
        };
        let [referenced] = self.key.referenced_columns.as_slice() else {
            return false;
        };
        let name = words(column);
        let by = name.last().is_some_and(|last| *last == "by");
        // The tenants themselves may belong to a tenant: the reference to them is the tenant.
        let is_tenant = *column == own.name || *referenced == theirs.name;
        let usual = self.constraint.local && self.constraint.enforced && !self.key.period;
        let kept =
            !self.relation.is_staging() && self.relation.is_base_table() && self.parent.is_base_table();
        let log = has_word(&catalog.row_words(self.relation), &Lexicon::LOG);
        usual
            && kept
            && !by
            && !is_tenant
            && !log
            && own.name == theirs.name
            && own.data_type.is_comparable_with(&theirs.data_type)
            && !self.is_kept_by_trigger(catalog)
    }

    /// Whether another foreign key compares them.
    fn is_compared(&self, compared: &SmallSet<(RelationId, RelationId, &str)>) -> bool {
        let (child, parent) = (self.relation.id, self.parent.id);
        let mut columns = self.key.columns.iter();
        columns.all(|column| compared.contains(&(child, parent, column.as_str())))
    }

    /// Whether a trigger compares them.
    fn is_kept_by_trigger(&self, catalog: &Catalog) -> bool {
        let own = self.tenants.0;
        // Bodies are kept of functions alone.
        self.relation.triggers.iter().any(|trigger| {
            let body = trigger
                .function
                .as_ref()
                .and_then(|name| catalog.function_body(name));
            body.map_or(trigger.function.is_none(), |body| body.contains(&own.name))
        })
    }

    /// Whether the referenced table has a key over the tenant and what is referred to, which nothing else needs.
    fn is_prepared(&self) -> bool {
        self.prepared().is_some()
    }

    /// The columns of that key, in its order.
    fn prepared(&self) -> Option<Vec<String>> {
        let wanted = [&self.tenants.1.name, self.key.referenced_columns.first()?];
        let keys = self.parent.constraints.iter().filter_map(Constraint::key);
        let mut held = keys.filter(|key| !key.without_overlaps).map(|key| &key.columns);
        let found =
            held.find(|columns| columns.len() == 2 && wanted.iter().all(|name| columns.contains(name)));
        found.cloned()
    }

    /// Two tenants, a row of the first, and one of the second that refers to it.
    fn tell(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let mut said = story.reference(self.key, 0)?;
        let own = self.tenants.0;
        let mut keys = self.relation.foreign_keys();
        let whose = keys.find(|(_, key)| key.columns.as_slice() == std::slice::from_ref(&own.name));
        match whose {
            Some((_, key)) => said.extend(story.reference(key, 1)?),
            None => said.push((&own.name, example_key(own, 42)?)),
        }
        story.offend(self.relation.id, &said)
    }

    /// The foreign key over both, after the key that it refers to. The old one goes, unless it does more than refuse: then
    /// MySQL, which does both at once, has no way. Empty when the servers would refuse it.
    fn changes(&self, catalog: &Catalog) -> Vec<Change> {
        let dialect = catalog.dialect();
        let (own, theirs) = self.tenants;
        let (Some(column), Some(referenced)) =
            (self.key.columns.first(), self.key.referenced_columns.first())
        else {
            return Vec::new();
        };
        let (child, parent) = (self.relation.id, self.parent.id);
        let refuses = matches!(
            self.key.on_delete,
            None | Some(
                ReferentialAction::NoAction | ReferentialAction::Restrict | ReferentialAction::Cascade
            )
        );
        let replaced = refuses && self.key.on_update.is_none() && !self.constraint.deferrable;
        let of_partitions = self.relation.partitioned || self.parent.partitioned;
        if (dialect == Dialect::MySql && (!replaced || own.data_type != theirs.data_type)) || of_partitions {
            return Vec::new();
        }
        let mut changes = Vec::new();
        let referenced_columns = self.prepared().unwrap_or_else(|| {
            let columns = vec![theirs.name.clone(), referenced.clone()];
            changes.push(Change::AddUnique {
                relation: parent,
                name: catalog.choose_name(parent, &columns, "key"),
                columns: columns.clone(),
            });
            columns
        });
        let columns: Vec<String> = referenced_columns
            .iter()
            .map(|name| if *name == theirs.name { &own.name } else { column })
            .cloned()
            .collect();
        if replaced {
            changes.push(Change::DropConstraint {
                relation: child,
                name: self.constraint.name.clone(),
            });
        }
        changes.push(Change::AddForeignKey {
            relation: child,
            name: catalog.choose_name(child, &columns, "fkey"),
            columns: columns.clone(),
            referenced: self.parent.name.clone(),
            referenced_columns,
            // Beside the old one, which does what is done on delete before this looks.
            on_delete: match replaced {
                true => self.key.on_delete,
                false => Some(ReferentialAction::NoAction),
            },
        });
        // What served the old one begins with its column, and so does this.
        if dialect != Dialect::MySql && catalog.index_covering(self.relation, &columns).is_none() {
            let keys = vec![column.clone(), own.name.clone()];
            let name = catalog.choose_name(child, &keys, "idx");
            changes.push(Change::CreateIndex(NewIndex::on(child, name, keys)));
        }
        changes
    }
}

fn push<'c>(
    catalog: &'c Catalog,
    crossing: &Crossing<'c>,
    others: &[Crossing<'c>],
    elsewhere: bool,
    findings: &mut Findings<'_>,
) {
    let table = TableView::new(catalog, crossing.relation, &[]);
    let mut gap = table.table_gap(&WORDS);
    gap.object = Some(format!("{}.{}", crossing.relation.name, crossing.constraint.name));
    gap.place = Some(crossing.constraint.span);
    gap.meant = elsewhere || crossing.is_prepared();
    let (own, _) = crossing.tenants;
    gap.said = vec![
        crossing.parent.name.to_string(),
        listed(&crossing.key.columns),
        own.name.clone(),
        match others.len() {
            0 => String::new(),
            more => format!(", and so do {more} more foreign keys"),
        },
    ];
    if elsewhere {
        gap.evidence
            .push("Other foreign keys of this schema hold the tenant.".to_owned());
    } else if crossing.is_prepared() {
        gap.evidence.push(format!(
            "`{}` has a key over the tenant and `{}`, as such a foreign key needs it.",
            crossing.parent.name,
            crossing.key.referenced_columns.join(", ")
        ));
    }
    for other in others.iter().take(SHOWN) {
        gap.related.push(Label {
            span: other.constraint.span,
            text: format!(
                "as does `{}.{}`",
                other.relation.name,
                other.key.columns.join(", ")
            ),
        });
    }
    let told = *crossing;
    gap.rows = Rows::Told(Box::new(move |story| told.tell(story)));
    // Looking for keys of the other table takes time, and nobody reads the fix of a finding that is not written out.
    let changes = match findings.is_full(&RULE) {
        true => Vec::new(),
        false => crossing.changes(catalog),
    };
    let (title, when) = (
        "make the tenant part of the foreign key",
        "Rows of one tenant refer to rows of the same tenant only.",
    );
    let cost = match crossing.is_prepared() {
        true => "Rows that cross tenants must be repaired first.",
        false => {
            "The referenced table gets a key over both columns; rows that cross tenants must be repaired first."
        }
    };
    if others.is_empty() && !changes.is_empty() {
        gap.fixes
            .push(ProposedFix::safe(title, when, changes).costing(cost));
    } else {
        let statements = statements_of(catalog, &changes);
        gap.fixes
            .push(ProposedFix::statements(title, when, statements).costing(cost));
    }
    findings.push(&RULE, &gap);
}
