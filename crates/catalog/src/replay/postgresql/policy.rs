//! Row-level security: which tables have it, and their policies.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    BlockOutputKind, DropStatement, ExpressionKind, FunctionOptions, ObjectName, PolicyAction, PolicyCommand,
    PolicyStatement, Query, WrittenCondition,
};

use super::class::Class;
use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{Condition, Policy, RelationId, RelationKind, RowSecurity, fold};
use crate::note::Refusal;
use crate::places::Sought;
use crate::questions::each_part;

impl Catalog {
    /// `ENABLE ROW LEVEL SECURITY` and its kin. Partitions and heirs have their own.
    pub(super) fn change_row_security(
        &mut self,
        id: RelationId,
        span: Span,
        change: impl FnOnce(&mut RowSecurity),
    ) -> Outcome {
        self.must_be_table(id, span)?;
        if let Some(relation) = self.relation_mut(id) {
            change(&mut relation.row_security);
        }
        Ok(())
    }

    pub(super) fn postgresql_policy(&mut self, statement: &PolicyStatement, span: Span) -> Outcome {
        let name = fold(&statement.name, self.dialect());
        let Some(id) = self.resolve_id(&statement.relation) else {
            let relation = self.new_name(&statement.relation);
            return missing(
                span,
                format!("policy `{name}` on `{relation}`"),
                "that table is not in the paste",
            );
        };
        self.must_be_table(id, span)?;
        let held = self.relation_or_stop(id, span)?.row_security.policies.iter();
        let held = held.zip(0_usize..).find(|(policy, _)| policy.name == name);
        let held = held.map(|(policy, at)| (policy.clone(), at));
        let (mut policy, at) = match (&statement.action, held) {
            (PolicyAction::Create { .. }, Some(_)) => return self.policy_exists(&name, span),
            (PolicyAction::Create { restrictive, command }, None) => {
                let policy = Policy {
                    name,
                    restrictive: *restrictive,
                    command: *command,
                    roles: Vec::new(),
                    using: None,
                    check: None,
                    span,
                };
                (policy, None)
            }
            (_, Some((policy, at))) => (policy, Some(at)),
            (_, None) => return no_policy(&name, span),
        };
        if let PolicyAction::Rename(to) = &statement.action {
            let to = fold(to, self.dialect());
            if self.has_policy(id, |policy| policy.name == to) {
                return self.policy_exists(&to, span);
            }
            policy.name = to;
        }
        let unfit = match policy.command {
            PolicyCommand::Select | PolicyCommand::Delete => statement.check.is_some(),
            PolicyCommand::Insert => statement.using.is_some(),
            PolicyCommand::All | PolicyCommand::Update => false,
        };
        if unfit {
            return refused(
                Refusal::InvalidPolicy,
                span,
                format!("policy `{}`", policy.name),
                "INSERT has WITH CHECK alone, SELECT and DELETE have USING alone",
            );
        }
        if let Some(roles) = &statement.roles {
            policy.roles = roles.iter().map(|role| fold(role, self.dialect())).collect();
        }
        if let Some(using) = &statement.using {
            policy.using = Some(self.policy_condition(id, using, span)?);
        }
        if let Some(check) = &statement.check {
            policy.check = Some(self.policy_condition(id, check, span)?);
        }
        for condition in policy.conditions() {
            for read in &condition.reads {
                self.places.add(Sought::PolicyReaders(*read), id);
            }
        }
        let Some(relation) = self.relation_mut(id) else {
            return Ok(());
        };
        let policies = &mut relation.row_security.policies;
        match at.and_then(|at| policies.get_mut(at)) {
            Some(held) => *held = policy,
            None => policies.push(policy),
        }
        Ok(())
    }

    /// The condition with what it names.
    fn policy_condition(
        &mut self,
        id: RelationId,
        written: &WrittenCondition,
        span: Span,
    ) -> Outcome<Condition> {
        let (mut reads, mut all_known) = (Vec::new(), true);
        for read in &written.query.relations {
            match self.resolve_id(&read.name) {
                Some(read) if !reads.contains(&read) => reads.push(read),
                Some(_) => {}
                None => {
                    all_known = false;
                    self.note_unread(&read.name, "a policy reads it, and it is not in the paste");
                }
            }
        }
        let relation = self.relation_or_stop(id, span)?;
        let mut columns = self.known_columns(relation, &written.expression, span)?;
        // A name in a subquery is looked up in what the subquery reads first.
        let is_inner = |column: &str| {
            let mut inner = reads.iter().filter_map(|read| self.relation(*read));
            !all_known || inner.any(|read| read.column(column).is_some())
        };
        each_name_below(&written.query, &mut |name| {
            let (Some(last), qualifier) = (name.last(), name.parts.iter().rev().nth(1)) else {
                return;
            };
            let column = fold(last, self.dialect());
            let is_own = match qualifier {
                Some(qualifier) => fold(qualifier, self.dialect()) == relation.name.name,
                None => !is_inner(&column),
            };
            if is_own && relation.column(&column).is_some() && !columns.contains(&column) {
                columns.push(column);
            }
        });
        Ok(Condition {
            expression: written.expression.clone(),
            columns,
            reads,
        })
    }

    pub(super) fn drop_policy(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let policy = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        let table = drop.relation.as_ref();
        let class = table.and_then(|table| self.class_of(table));
        if matches!(class, Some(Class::Index(_) | Class::Composite(_))) {
            // Not even with IF EXISTS: these cannot be opened as a table.
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("policy `{policy}`"),
                "what it is to be on is no table",
            );
        }
        match table.and_then(|table| self.resolve_id(table)) {
            Some(id) if self.has_policy(id, |held| held.name == policy) => {
                self.drop_policies(id, |held| held.name == policy);
                Ok(())
            }
            _ if drop.if_exists => Ok(()),
            Some(_) => no_policy(&policy, span),
            None => missing(
                span,
                format!("policy `{policy}`"),
                "its table is not in the paste",
            ),
        }
    }

    /// `ALTER FUNCTION`: a function that is not in the paste is none of ours.
    pub(super) fn alter_function(&mut self, name: &ObjectName, options: FunctionOptions, span: Span) {
        let Some(name) = self.function_of(name) else {
            return;
        };
        if options.definer == Some(false) || options.sets_path == Some(true) {
            self.objects.open_definers.remove(&name);
        } else if options.definer == Some(true) {
            self.objects.open_definers.insert(name, span);
        }
    }

    pub(super) fn has_policy(&self, id: RelationId, is_meant: impl Fn(&Policy) -> bool) -> bool {
        self.relation(id)
            .is_some_and(|relation| relation.row_security.policies.iter().any(is_meant))
    }

    /// Drops the policies that are meant.
    pub(super) fn drop_policies(&mut self, id: RelationId, is_meant: impl Fn(&Policy) -> bool) {
        if self.has_policy(id, &is_meant)
            && let Some(relation) = self.relation_mut(id)
        {
            relation.row_security.policies.retain(|policy| !is_meant(policy));
        }
    }

    fn must_be_table(&self, id: RelationId, span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        match relation.kind {
            RelationKind::Table => Ok(()),
            _ => refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{}`", relation.name),
                "only tables have row-level security",
            ),
        }
    }

    fn policy_exists(&self, name: &str, span: Span) -> Outcome {
        refused(
            Refusal::DuplicateObject,
            span,
            format!("policy `{name}`"),
            "the table has a policy of this name",
        )
    }
}

fn no_policy(name: &str, span: Span) -> Outcome {
    refused(
        Refusal::UndefinedObject,
        span,
        format!("policy `{name}`"),
        "the table does not have it",
    )
}

/// The columns that the blocks of a query name.
fn each_name_below(query: &Query, visit: &mut impl FnMut(&ObjectName)) {
    for block in &query.blocks {
        let output = block.output.iter().filter_map(|output| match &output.kind {
            BlockOutputKind::Expression(expression) => Some(expression),
            _ => None,
        });
        let conditions = block.conditions.iter().map(|condition| &condition.expression);
        for expression in output.chain(conditions).chain(&block.group) {
            each_part(expression, &mut |part| match &part.kind {
                ExpressionKind::Column(name) => visit(name),
                ExpressionKind::Opaque(names) => names.iter().for_each(&mut *visit),
                _ => {}
            });
        }
    }
}
