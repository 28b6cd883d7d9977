//! What one script may make of the catalog: sizes of a relation, and work beyond reading the script once.
//!
//! A statement of thirty bytes can copy a thousand columns, or change what ten thousand relations inherit. Without bounds
//! a text of a few megabytes would take hours and gigabytes. Reaching a bound is said in a note.

use rowproof_source::{SmallMap, Span};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    AlterActionKind, AlterDomainAction, AlterTable, AlterTypeAction, CreateTable, CreateView, ObjectName,
    Statement, StatementKind,
};

use crate::Catalog;
use crate::model::RelationId;
use crate::note::{Note, NoteKind, Refusal};
use crate::places::Sought;

/// The most constraints, indexes and triggers that one relation is given, of each. Far above any real schema; every
/// question about a relation's constraints looks at all of them.
const MAX_PER_RELATION: usize = 1_000;

/// How many relations may be looked at again, by all statements that change what others refer to. A second of work.
const MAX_EFFORT: u64 = 100_000_000;

/// What copying one column, constraint or index counts for: almost a kilobyte of memory rather than a look.
const COPY: u64 = 320;

/// What looking at a label counts for.
const LOOK: u64 = 16;

/// What giving a column another type counts for.
const RETYPE: u64 = 64;

/// The most schemas of a search path: every name is looked up in all of them. Real ones have a handful.
const MAX_PATH: usize = 100;

/// What keeping one relation for a ROLLBACK counts for: its name in the look-ups.
const KEEP: u64 = 32;

/// The most generations of tables that inherit from each other, and of views that read views: what happens to the first
/// happens to every one.
const MAX_GENERATIONS: u32 = 100;

/// What is left of the work that a script may cause beyond reading it once.
#[derive(Debug, Clone)]
pub(crate) struct Effort {
    left: u64,
    /// Whether it was said that nothing is left.
    said: bool,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            left: MAX_EFFORT,
            said: false,
        }
    }
}

/// The most columns a table may have: PostgreSQL 1,600 (manual, appendix K "Limits"), MySQL 4,096 (manual, "Limits on
/// Table Column Count and Row Size"), SQLite 2,000 (documentation, "Limits In SQLite").
fn max_columns(dialect: Dialect) -> usize {
    match dialect {
        Dialect::PostgreSql => 1_600,
        Dialect::MySql => 4_096,
        Dialect::Sqlite => 2_000,
    }
}

impl Catalog {
    /// Whether a statement may be applied. One that would make a table too wide is refused, as the server does; one that
    /// would pass a bound of ours is left out, and both are noted.
    pub(crate) fn is_within_bounds(&mut self, statement: &Statement) -> bool {
        let span = statement.span;
        match &statement.kind {
            StatementKind::CreateTable(create) => self.may_create(create, span),
            StatementKind::AlterTable(alter) => self.may_alter(alter, span),
            StatementKind::CreateView(create) => self.may_follow(read_by(create), span),
            StatementKind::CreateIndex(create) => self.has_room(&create.relation, 0, 1, 0, span),
            StatementKind::CreateTrigger(create) => self.has_room(&create.relation, 0, 0, 1, span),
            StatementKind::Policy(policy) => self.has_room(&policy.relation, 0, 0, 1, span),
            StatementKind::CreateDomain(create) => {
                let few = create.checks.len() <= MAX_PER_RELATION;
                if !few {
                    self.leave_out(span, format!("a domain of more than {MAX_PER_RELATION} CHECKs"));
                }
                few
            }
            StatementKind::AlterDomain(alter) => {
                let domain = self.domains.get(&self.name_for_new(&alter.name));
                let checks = domain.map_or(0, |domain| domain.checks.len());
                let adds = matches!(alter.action, AlterDomainAction::AddCheck(_));
                let full = adds && checks >= MAX_PER_RELATION;
                if full {
                    self.leave_out(span, format!("more than {MAX_PER_RELATION} CHECKs of a domain"));
                }
                !full && self.affords((checks as u64 + 1) * COPY, span)
            }
            StatementKind::AlterType(alter) => {
                let name = self.name_for_new(&alter.name);
                let cost = match &alter.action {
                    AlterTypeAction::AddValue { .. } | AlterTypeAction::RenameValue(..) => {
                        self.enums.get(&name).map_or(0, |labels| labels.len() as u64) * LOOK
                    }
                    _ => self.places.of(Sought::TypeUsers(&name)).len() as u64 * RETYPE,
                };
                self.affords(cost, span)
            }
            StatementKind::SearchPath(path) | StatementKind::LocalSearchPath(path)
                if path.len() > MAX_PATH =>
            {
                self.leave_out(span, format!("a search path of more than {MAX_PATH} schemas"));
                false
            }
            _ => true,
        }
    }

    fn may_create(&mut self, create: &CreateTable, span: Span) -> bool {
        let sources = create.like.iter().map(|like| &like.relation);
        let sources = sources.chain(&create.inherits).chain(&create.partition_of);
        let mut copies = 0;
        let mut columns = create.columns.len();
        for source in sources.filter_map(|name| self.resolve(name)) {
            copies += source.columns.len()
                + source.constraints.len()
                + source.indexes.len()
                + source.triggers.len();
            // Columns of one name are merged, so only a source alone is sure to be too wide.
            columns = columns.max(source.columns.len());
        }
        let max = max_columns(self.dialect());
        if columns > max {
            self.refuse_width(&create.name, max, span);
            return false;
        }
        let many = create.constraints.len().max(create.indexes.len()) > MAX_PER_RELATION;
        if many {
            self.leave_out(
                span,
                format!("a table of more than {MAX_PER_RELATION} constraints or indexes"),
            );
        }
        let parents = create.inherits.iter().chain(&create.partition_of);
        !many && self.affords(copies as u64 * COPY, span) && self.may_follow(parents, span)
    }

    /// Whether one more generation behind these relations is followed.
    fn may_follow<'n>(&mut self, parents: impl IntoIterator<Item = &'n ObjectName>, span: Span) -> bool {
        let generation = self.generation_behind(parents);
        if generation > MAX_GENERATIONS {
            self.leave_out(
                span,
                format!("more than {MAX_GENERATIONS} generations of tables or views"),
            );
        }
        generation <= MAX_GENERATIONS
    }

    fn generation_behind<'n>(&self, parents: impl IntoIterator<Item = &'n ObjectName>) -> u32 {
        let generations = parents
            .into_iter()
            .filter_map(|name| self.resolve_id(name))
            .map(|parent| 1 + self.generations.get(&parent).copied().unwrap_or(0));
        generations.max().unwrap_or(0)
    }

    /// Remembers in which generation the relation is that a statement made.
    pub(crate) fn remember_generation(&mut self, statement: &Statement) {
        let (name, generation) = match &statement.kind {
            StatementKind::CreateTable(create) => {
                let parents = create.inherits.iter().chain(&create.partition_of);
                (&create.name, self.generation_behind(parents))
            }
            StatementKind::CreateView(create) => (&create.name, self.generation_behind(read_by(create))),
            _ => return,
        };
        if generation > 0
            && let Some(id) = self.resolve_id(name)
        {
            self.generations.insert(id, generation);
        }
    }

    /// `INHERIT`, `ATTACH PARTITION`: the child and all below it move to later generations.
    fn may_join(&mut self, child: &ObjectName, parent: &ObjectName, span: Span) -> bool {
        let (Some(child), Some(parent)) = (self.resolve_id(child), self.resolve_id(parent)) else {
            return true;
        };
        let generation =
            |generations: &SmallMap<RelationId, u32>, id| generations.get(&id).copied().unwrap_or(0);
        let mut moved: SmallMap<RelationId, u32> = SmallMap::default();
        let mut waiting = vec![(child, 1 + generation(&self.generations, parent))];
        while let Some((id, new)) = waiting.pop() {
            if new > MAX_GENERATIONS || !self.affords(1, span) {
                self.leave_out(span, format!("more than {MAX_GENERATIONS} generations of tables"));
                return false;
            }
            let old = generation(&self.generations, id).max(generation(&moved, id));
            if new > old {
                moved.insert(id, new);
                let heirs = self.places.of(Sought::Heirs(id));
                waiting.extend(heirs.into_iter().map(|heir| (heir, new + 1)));
            }
        }
        self.generations.extend(moved);
        true
    }

    fn may_alter(&mut self, alter: &AlterTable, span: Span) -> bool {
        let (mut columns, mut constraints, mut indexes, mut spreading) = (0, 0, 0, 0);
        for action in &alter.actions {
            match &action.kind {
                AlterActionKind::AddColumn { .. } => columns += 1,
                AlterActionKind::AddConstraint(_) => constraints += 1,
                AlterActionKind::AddIndex(_) => indexes += 1,
                AlterActionKind::Inherit(parent) if !self.may_join(&alter.name, parent, span) => {
                    return false;
                }
                AlterActionKind::AttachPartition(child, _) => {
                    if !self.may_join(child, &alter.name, span) {
                        return false;
                    }
                    // The other partitions are not looked at.
                    continue;
                }
                _ => {}
            }
            spreading += 1;
        }
        let spreads = self.resolve_id(&alter.name).filter(|_| spreading > 0);
        let heirs = spreads.map_or(0, |id| self.places.of(Sought::Heirs(id)).len());
        self.has_room(&alter.name, columns, indexes.max(constraints), 0, span)
            && self.affords(heirs as u64 * spreading, span)
    }

    /// Whether the relation takes so many more columns, constraints or indexes, and triggers or policies. What is not there has room.
    fn has_room(
        &mut self,
        name: &ObjectName,
        columns: usize,
        constraints: usize,
        triggers: usize,
        span: Span,
    ) -> bool {
        let Some(relation) = self.resolve(name) else {
            return true;
        };
        let max = max_columns(self.dialect());
        if relation.columns.len() + columns > max && columns > 0 {
            self.refuse_width(name, max, span);
            return false;
        }
        let held = relation.constraints.len().max(relation.indexes.len());
        let full = (held + constraints > MAX_PER_RELATION && constraints > 0)
            || (relation.triggers.len() + relation.row_security.policies.len() + triggers > MAX_PER_RELATION
                && triggers > 0);
        if full {
            let subject = format!(
                "more than {MAX_PER_RELATION} constraints, indexes, triggers or policies of `{}`",
                relation.name
            );
            self.leave_out(span, subject);
        }
        !full
    }

    /// Whether the whole catalog may be kept as it is now, for a transaction that is rolled back; noted when not.
    pub(crate) fn may_be_copied(&mut self, span: Span) -> bool {
        let relations = self.relations().count();
        self.affords(relations as u64 * KEEP, span)
    }

    fn affords(&mut self, cost: u64, span: Span) -> bool {
        let affordable = cost <= self.effort.left;
        self.effort.left = self.effort.left.saturating_sub(cost);
        if !affordable && !self.effort.said {
            self.effort.said = true;
            self.leave_out(
                span,
                "what this statement and later ones like it copy or change elsewhere".to_owned(),
            );
        }
        affordable
    }

    fn refuse_width(&mut self, name: &ObjectName, max: usize, span: Span) {
        let name = self.name_for_new(name);
        let reason = format!("it would have more than {max} columns; the database refuses this statement");
        self.refuse(span, Refusal::TooManyColumns, format!("`{name}`"), reason);
    }

    fn leave_out(&mut self, span: Span, subject: String) {
        self.notes.push(Note {
            span,
            kind: NoteKind::Bounded,
            subject,
            reason: "this is more than is read at one time; check this part of the script on its own"
                .to_owned(),
        });
    }
}

/// The relations that a view reads.
fn read_by(create: &CreateView) -> impl Iterator<Item = &ObjectName> {
    create
        .query
        .iter()
        .flat_map(|query| &query.relations)
        .map(|relation| &relation.name)
}
