//! What our catalog says, in the words of `facts.sql`.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use rowproof_catalog::{
    Catalog, Column, ColumnType, CommentSource, Condition, Constraint, ConstraintKind, Identity, Index,
    IndexOrigin, Policy, QualifiedName, Relation, RelationKind, Trigger, expression_text, quote,
};
use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    Expression, ExpressionKind, Literal, Persistence, ReferentialAction, TriggerTiming,
};

use super::PostgreSql;
use super::spelling::{Questions, quoted};
use crate::fact::{Aspect, Facts};
use crate::server::AskError;

/// A fact whose value the server still has to spell: `before`, its answer, `after`.
struct Asked {
    aspect: Aspect,
    subject: String,
    before: String,
    question: usize,
    after: String,
    span: Span,
}

/// What is collected from one catalog.
struct Collection<'c> {
    catalog: &'c Catalog,
    facts: Facts,
    questions: Questions,
    asked: Vec<Asked>,
    untyped: HashSet<String>,
    keywords: Rc<HashSet<String>>,
}

/// Our facts, and the columns whose types only the server knows.
pub fn facts(server: &mut PostgreSql, catalog: &Catalog) -> Result<(Facts, HashSet<String>), AskError> {
    let mut collection = Collection {
        catalog,
        facts: Facts::default(),
        questions: Questions::default(),
        asked: Vec::new(),
        untyped: HashSet::new(),
        keywords: Rc::clone(&server.keywords),
    };
    let mut schemas = BTreeSet::new();
    for relation in catalog.relations() {
        schemas.insert(relation.name.schema.clone());
        collection.relation(relation);
    }
    schemas.extend(catalog.schemas().map(str::to_owned));
    collection.sequences_and_types();
    collection.domains();
    let answers = collection.questions.answers(server, &schemas)?;
    let mut facts = collection.facts;
    for asked in collection.asked {
        let answer = answers.get(&asked.question).map_or("", String::as_str);
        let value = format!("{}{answer}{}", asked.before, asked.after);
        facts.add_at(asked.aspect, asked.subject, value, asked.span);
    }
    Ok((facts, collection.untyped))
}

fn dotted(name: &QualifiedName) -> String {
    format!("{}.{}", name.schema, name.name)
}

fn text_of(expression: &Expression) -> String {
    expression_text(expression, Dialect::PostgreSql)
}

fn action(action: Option<ReferentialAction>) -> &'static str {
    match action {
        None | Some(ReferentialAction::NoAction) => "no action",
        Some(ReferentialAction::Restrict) => "restrict",
        Some(ReferentialAction::Cascade) => "cascade",
        Some(ReferentialAction::SetNull) => "set null",
        Some(ReferentialAction::SetDefault) => "set default",
    }
}

fn has_rows(relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::Table | RelationKind::ForeignTable)
}

/// The columns of a scratch table like this one.
fn scratch_columns(relation: &Relation) -> String {
    let columns = relation
        .columns
        .iter()
        .filter(|column| !column.data_type.name.is_empty())
        .map(|column| {
            let collation = column
                .collation
                .as_ref()
                .map(|collation| format!(" collate {collation}"));
            format!(
                "{} {}{}",
                quoted(&column.name),
                column.data_type,
                collation.unwrap_or_default()
            )
        });
    columns.collect::<Vec<_>>().join(", ")
}

impl Collection<'_> {
    fn relation(&mut self, relation: &Relation) {
        let subject = dotted(&relation.name);
        let persistence = match relation.persistence {
            Persistence::Unlogged => "unlogged ",
            Persistence::Temporary => "temporary ",
            Persistence::Permanent | Persistence::Foreign => "",
        };
        let kind = match relation.kind {
            RelationKind::Table if relation.partitioned => "partitioned table",
            RelationKind::Table => "table",
            RelationKind::View => "view",
            RelationKind::MaterializedView => "materialized view",
            RelationKind::ForeignTable => "foreign table",
            RelationKind::VirtualTable => "virtual table",
            RelationKind::Sequence => "sequence",
        };
        let at = relation.name_span;
        self.facts
            .add_at(Aspect::Relation, &subject, format!("{persistence}{kind}"), at);
        // A view whose query is read for its relations only; that it exists is what is compared.
        let is_view = matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
        if is_view && relation.columns_unknown {
            self.untyped.insert(subject.clone());
        } else {
            let names: Vec<&str> = relation
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            self.facts.add_at(Aspect::Columns, &subject, names.join(", "), at);
        }
        for column in &relation.columns {
            self.column(relation, column);
        }
        for constraint in &relation.constraints {
            self.constraint(relation, constraint);
        }
        for index in &relation.indexes {
            self.index(relation, index);
        }
        for trigger in &relation.triggers {
            self.trigger(&subject, trigger);
        }
        self.row_security(relation, &subject);
        self.parents(relation, &subject);
        if let Some(comment) = relation.declared_comment() {
            self.facts
                .add_at(Aspect::Comment, format!("relation {subject}"), comment, at);
        }
    }

    fn parents(&mut self, relation: &Relation, subject: &str) {
        let parents: Vec<String> = relation
            .partition_of
            .iter()
            .chain(&relation.inherits)
            .map(dotted)
            .collect();
        if parents.is_empty() {
            return;
        }
        let partition = if relation.partition_of.is_some() {
            " partition"
        } else {
            ""
        };
        let value = format!("{}{partition}", parents.join(", "));
        self.facts
            .add_at(Aspect::Parent, subject, value, relation.name_span);
    }

    fn column(&mut self, relation: &Relation, column: &Column) {
        let subject = format!("{}.{}", dotted(&relation.name), column.name);
        let at = column.span;
        if column.data_type.name.is_empty() {
            self.untyped.insert(subject.clone());
        } else {
            self.facts
                .add_at(Aspect::Type, &subject, column.data_type.to_string(), at);
        }
        for comment in &column.comments {
            if comment.source == CommentSource::Declared {
                self.facts.add_at(
                    Aspect::Comment,
                    format!("relation {subject}"),
                    comment.text.clone(),
                    comment.span,
                );
            }
        }
        if !has_rows(relation) {
            return;
        }
        self.nullability(column, &subject);
        if let Some(constraint) = &column.not_null_constraint
            && let Some(comment) = &constraint.comment
        {
            let subject = format!("constraint {}.{}", dotted(&relation.name), constraint.name);
            self.facts.add_at(Aspect::Comment, subject, comment.clone(), at);
        }
        match column.identity {
            Some(Identity::Always) => self.facts.add_at(Aspect::Identity, &subject, "always", at),
            Some(Identity::ByDefault) => self.facts.add_at(Aspect::Identity, &subject, "by default", at),
            Some(Identity::Serial) | None => {}
        }
        if let Some(collation) = &column.collation {
            let bare = collation
                .rsplit('.')
                .next()
                .unwrap_or(collation)
                .trim_matches('"');
            if bare != "default" {
                self.facts.add_at(Aspect::Collation, &subject, bare, at);
            }
        }
        self.default(relation, column, subject);
    }

    fn nullability(&mut self, column: &Column, subject: &str) {
        let mut value = if column.not_null && !column.not_null_by_check {
            "not null"
        } else {
            "null"
        }
        .to_owned();
        if let Some(constraint) = &column.not_null_constraint {
            value += &format!(" by {}", constraint.name);
            if constraint.not_valid {
                value += " not valid";
            }
            if constraint.no_inherit {
                value += " no inherit";
            }
        }
        self.facts.add_at(Aspect::NotNull, subject, value, column.span);
    }

    fn default(&mut self, relation: &Relation, column: &Column, subject: String) {
        let at = column.span;
        if matches!(column.identity, Some(Identity::Serial) | None)
            && let Some(sequence) = &column.sequence
        {
            if sequence.schema == "public" && quote(&sequence.name, Dialect::PostgreSql) == sequence.name {
                let value = format!("nextval('{}'::regclass)", sequence.name);
                self.facts.add_at(Aspect::Default, subject, value, at);
                return;
            }
            let name = format!("{}.{}", quoted(&sequence.schema), quoted(&sequence.name));
            let text = format!("nextval('{}'::regclass)", name.replace('\'', "''"));
            self.ask_default(relation, column, subject, text);
            return;
        }
        if let Some(default) = &column.default
            && says_nothing(default, &column.data_type)
        {
            return;
        }
        if let Some(default) = &column.default {
            self.ask_default(relation, column, subject, text_of(default));
        } else if let Some(generated) = &column.generated {
            let text = text_of(generated);
            let data_type = column.data_type.to_string();
            let question = self.questions.ask(
                (&relation.name.schema, &relation.name.name),
                || scratch_columns(relation),
                text.clone(),
                |table, thing| {
                    format!("alter table {table} add column {thing} {data_type} generated always as ({text}) stored")
                },
                read_default,
            );
            let after = if column.generated_stored {
                " stored"
            } else {
                " virtual"
            }
            .to_owned();
            self.later(Aspect::Generated, subject, String::new(), question, after, at);
        }
    }

    fn ask_default(&mut self, relation: &Relation, column: &Column, subject: String, text: String) {
        let data_type = column.data_type.to_string();
        let question = self.questions.ask(
            (&relation.name.schema, &relation.name.name),
            || scratch_columns(relation),
            text.clone(),
            |table, thing| format!("alter table {table} add column {thing} {data_type} default {text}"),
            read_default,
        );
        self.later(
            Aspect::Default,
            subject,
            String::new(),
            question,
            String::new(),
            column.span,
        );
    }

    fn later(
        &mut self,
        aspect: Aspect,
        subject: String,
        before: String,
        question: usize,
        after: String,
        span: Span,
    ) {
        self.asked.push(Asked {
            aspect,
            subject,
            before,
            question,
            after,
            span,
        });
    }

    fn constraint(&mut self, relation: &Relation, constraint: &Constraint) {
        let subject = format!("{}.{}", dotted(&relation.name), constraint.name);
        let at = constraint.span;
        let timing = timing(constraint);
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                let aspect = match constraint.kind {
                    ConstraintKind::PrimaryKey(_) => Aspect::PrimaryKey,
                    _ => Aspect::Unique,
                };
                let overlaps = if key.without_overlaps {
                    " without overlaps"
                } else {
                    ""
                };
                let value = format!("({}{overlaps}){timing}", key.columns.join(", "));
                self.facts.add_at(aspect, &subject, value, at);
            }
            ConstraintKind::ForeignKey(key) => {
                let set = match key.on_delete_columns.is_empty() {
                    true => String::new(),
                    false => format!(" ({})", key.on_delete_columns.join(", ")),
                };
                let value = format!(
                    "({}{}) references {} ({}){} on delete {}{set} on update {}{timing}",
                    key.columns.join(", "),
                    if key.period { " period" } else { "" },
                    dotted(&key.referenced),
                    key.referenced_columns.join(", "),
                    if key.match_full { " match full" } else { "" },
                    action(key.on_delete),
                    action(key.on_update),
                );
                self.facts.add_at(Aspect::ForeignKey, &subject, value, at);
            }
            ConstraintKind::Check(check) => {
                let text = text_of(&check.expression);
                let question = self.questions.ask(
                    (&relation.name.schema, &relation.name.name),
                    || scratch_columns(relation),
                    text.clone(),
                    |table, thing| format!("alter table {table} add constraint {thing} check ({text})"),
                    |table, thing| {
                        format!(
                            "select pg_get_expr(conbin, conrelid) from pg_constraint where conrelid = {table}::regclass and conname = {thing}"
                        )
                    },
                );
                self.later(
                    Aspect::Check,
                    subject.clone(),
                    String::new(),
                    question,
                    timing,
                    at,
                );
            }
            ConstraintKind::Exclude(_) => self.exclusion(relation, constraint, &subject, timing),
        }
        if let Some(comment) = &constraint.comment {
            self.facts.add_at(
                Aspect::Comment,
                format!("constraint {subject}"),
                comment.clone(),
                at,
            );
        }
    }

    fn exclusion(&mut self, relation: &Relation, constraint: &Constraint, subject: &str, timing: String) {
        let Some(index) = relation
            .indexes
            .iter()
            .find(|index| index.origin == IndexOrigin::Exclude && index.name == constraint.name)
        else {
            return;
        };
        let keys: Vec<String> = key_texts(index)
            .iter()
            .zip(&index.operators)
            .map(|(key, operator)| format!("{key} with {operator}"))
            .collect();
        let text = format!(
            "using {} ({}){}",
            index.method,
            keys.join(", "),
            index_tail(index)
        );
        let question = self.questions.ask(
            (&relation.name.schema, &relation.name.name),
            || scratch_columns(relation),
            text.clone(),
            |table, thing| format!("alter table {table} add constraint {thing} exclude {text}"),
            |table, thing| {
                format!(
                    "select pg_get_constraintdef(oid) from pg_constraint where conrelid = {table}::regclass and conname = {thing}"
                )
            },
        );
        self.later(
            Aspect::Exclude,
            subject.to_owned(),
            String::new(),
            question,
            timing,
            constraint.span,
        );
    }

    fn index(&mut self, relation: &Relation, index: &Index) {
        let subject = format!("{}.{}", relation.name.schema, index.name);
        let unique = if index.unique { "unique " } else { "" };
        let before = format!("{unique}on {} ", dotted(&relation.name));
        let mut after = String::new();
        if !index.valid {
            after += " invalid";
        }
        if let Some(parent) = &index.partition_of {
            after += &format!(" partition of {}", parent.name);
        }
        if let Some(comment) = &index.comment {
            self.facts.add_at(
                Aspect::Comment,
                format!("relation {subject}"),
                comment.clone(),
                index.span,
            );
        }
        if let Some(plain) = plain_index(index, &self.keywords) {
            let value = format!("{before}{plain}{after}");
            self.facts.add_at(Aspect::Index, subject, value, index.span);
            return;
        }
        let text = format!(
            "{} ({}){}",
            index.method,
            key_texts(index).join(", "),
            index_tail(index)
        );
        let question = self.questions.ask(
            (&relation.name.schema, &relation.name.name),
            || scratch_columns(relation),
            text.clone(),
            |table, thing| format!("create {unique}index {thing} on {table} using {text}"),
            |table, thing| {
                format!(
                    "select regexp_replace(pg_get_indexdef(i.oid), '^.*? USING ', '') from pg_class i join pg_class c on c.relnamespace = i.relnamespace where c.oid = {table}::regclass and i.relname = {thing}"
                )
            },
        );
        self.later(Aspect::Index, subject, before, question, after, index.span);
    }

    fn trigger(&mut self, relation: &str, trigger: &Trigger) {
        let mut value = String::new();
        if trigger.constraint {
            value += "constraint ";
        }
        value += match trigger.timing {
            TriggerTiming::Before => "before",
            TriggerTiming::After => "after",
            TriggerTiming::InsteadOf => "instead of",
        };
        for event in ["INSERT", "DELETE", "UPDATE", "TRUNCATE"] {
            if trigger.events.iter().any(|held| held == event) {
                value += &format!(" {}", event.to_ascii_lowercase());
            }
        }
        value += if trigger.for_each_row {
            " row"
        } else {
            " statement"
        };
        if let Some(function) = &trigger.function {
            value += &format!(" {}", dotted(function));
        }
        self.facts.add_at(
            Aspect::Trigger,
            format!("{relation}.{}", trigger.name),
            value,
            trigger.span,
        );
    }

    fn row_security(&mut self, relation: &Relation, subject: &str) {
        let security = &relation.row_security;
        let words = match (security.enabled, security.forced) {
            (true, true) => "enabled forced",
            (true, false) => "enabled",
            (false, true) => "disabled forced",
            (false, false) => "",
        };
        if !words.is_empty() {
            self.facts
                .add_at(Aspect::RowSecurity, subject, words, relation.name_span);
        }
        for policy in &security.policies {
            self.policy(relation, policy, format!("{subject}.{}", policy.name));
        }
    }

    fn policy(&mut self, relation: &Relation, policy: &Policy, subject: String) {
        let kind = if policy.restrictive {
            "restrictive"
        } else {
            "permissive"
        };
        let mut value = format!("{kind} {}", policy.command.word().to_ascii_lowercase());
        if !policy.roles.is_empty() {
            value += &format!(" to {}", policy.roles.join(", "));
        }
        let text = |condition: &Option<Condition>, word: &str| {
            let text = condition.as_ref().map(|held| text_of(&held.expression));
            text.map_or(String::new(), |text| format!(" {word} ({text})"))
        };
        let (using, check) = (text(&policy.using, "using"), text(&policy.check, "with check"));
        if using.is_empty() && check.is_empty() {
            self.facts.add_at(Aspect::Policy, subject, value, policy.span);
            return;
        }
        let command = policy.command.word();
        let question = self.questions.ask(
            (&relation.name.schema, &relation.name.name),
            || scratch_columns(relation),
            format!("{using}{check}"),
            |table, thing| format!("create policy {thing} on {table} for {command}{using}{check}"),
            |table, thing| {
                format!(
                    "select coalesce(' using ' || pg_get_expr(polqual, polrelid), '')
                       || coalesce(' check ' || pg_get_expr(polwithcheck, polrelid), '')
                       from pg_policy where polrelid = {table}::regclass and polname = {thing}"
                )
            },
        );
        self.asked.push(Asked {
            aspect: Aspect::Policy,
            subject,
            before: value,
            question,
            after: String::new(),
            span: policy.span,
        });
    }

    fn sequences_and_types(&mut self) {
        for (name, owner) in self.catalog.sequences() {
            let temporary = if name.schema == "pg_temp" {
                "temporary "
            } else {
                ""
            };
            let owner = owner.map_or(String::new(), |(relation, column)| {
                format!(" owned by {}.{column}", dotted(relation))
            });
            self.facts.add(
                Aspect::Relation,
                dotted(name),
                format!("{temporary}sequence{owner}"),
            );
        }
        for (name, attributes) in self.catalog.composites() {
            let subject = dotted(name);
            self.facts.add(Aspect::Relation, &subject, "composite type");
            let names: Vec<&str> = attributes.iter().map(|(name, _)| name.as_str()).collect();
            self.facts.add(Aspect::Columns, &subject, names.join(", "));
            for (attribute, data_type) in attributes {
                self.facts.add(
                    Aspect::Type,
                    format!("{subject}.{attribute}"),
                    data_type.to_string(),
                );
            }
        }
        for (name, labels) in self.catalog.enums() {
            let labels: Vec<String> = labels
                .iter()
                .map(|label| format!("'{}'", label.replace('\'', "''")))
                .collect();
            self.facts.add(Aspect::Enum, dotted(name), labels.join(", "));
        }
        for (name, comment) in self.catalog.type_comments() {
            self.facts
                .add(Aspect::Comment, format!("type {}", dotted(name)), comment);
        }
    }

    fn domains(&mut self) {
        for domain in self.catalog.domains() {
            let mut text = domain.base.to_string();
            if domain.not_null {
                text += " not null";
            }
            if let Some(default) = &domain.default {
                text += &format!(" default {}", text_of(default));
            }
            let mut checks: Vec<_> = domain.checks.iter().collect();
            checks.sort_by(|a, b| a.name.cmp(&b.name));
            for check in checks {
                text += &format!(
                    " constraint {} check ({})",
                    quoted(&check.name),
                    text_of(&check.expression)
                );
                if check.not_valid {
                    text += " ";
                }
            }
            let not_valid: Vec<String> = domain
                .checks
                .iter()
                .filter(|check| check.not_valid)
                .map(|check| check.name.clone())
                .collect();
            let question = self.questions.ask(
                ("", "domains"),
                String::new,
                text.clone(),
                |table, thing| format!("create domain {} as {text}", domain_name(table, thing)),
                |table, thing| read_domain(table, thing, &not_valid),
            );
            self.later(
                Aspect::Domain,
                dotted(&domain.name),
                String::new(),
                question,
                String::new(),
                domain.span,
            );
        }
    }
}

/// A domain beside the scratch table.
fn domain_name(table: &str, thing: &str) -> String {
    let schema = table.split('.').next().unwrap_or(table);
    format!("{schema}.{thing}")
}

fn read_domain(table: &str, thing: &str, not_valid: &[String]) -> String {
    let list = not_valid
        .iter()
        .map(|name| format!("'{}'", name.replace('\'', "''")))
        .collect::<Vec<_>>()
        .join(", ");
    let suffix = match list.is_empty() {
        true => "''".to_owned(),
        false => format!("case when c.conname in ({list}) then ' NOT VALID' else '' end"),
    };
    format!(
        "select format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end \
         || coalesce(' default ' || pg_get_expr(t.typdefaultbin, 0), '') \
         || coalesce((select string_agg(' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) || {suffix}, '' order by c.conname) \
                        from pg_constraint c where c.contypid = t.oid and c.contype = 'c'), '') \
         from pg_type t where t.typname = {thing} and t.typnamespace = (select relnamespace from pg_class where oid = {table}::regclass)"
    )
}

fn read_default(table: &str, thing: &str) -> String {
    format!(
        "select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum where d.adrelid = {table}::regclass and a.attname = {thing}"
    )
}

/// Whether a default is the bare NULL that the server takes for none, where we keep what was written. Where the type has
/// a length or is a domain, NULL is coerced to it, and both keep it.
fn says_nothing(default: &Expression, data_type: &ColumnType) -> bool {
    matches!(default.kind, ExpressionKind::Literal(Literal::Null))
        && data_type.domain.is_none()
        && (data_type.arguments.is_empty() || data_type.array_dimensions > 0)
}

fn timing(constraint: &Constraint) -> String {
    let mut words = String::new();
    for (said, word) in [
        (constraint.deferrable, " deferrable"),
        (constraint.initially_deferred, " initially deferred"),
        (constraint.not_valid, " not valid"),
        (!constraint.enforced, " not enforced"),
        (constraint.no_inherit, " no inherit"),
    ] {
        if said {
            words += word;
        }
    }
    words
}

/// As the server writes it, when every key is a column with a plain name and everything is as by default.
fn plain_index(index: &Index, keywords: &HashSet<String>) -> Option<String> {
    let plain = |name: &str| quote(name, Dialect::PostgreSql) == name && !keywords.contains(name);
    let mut keys = Vec::new();
    for key in &index.keys {
        let column = key.column.as_ref().filter(|column| plain(column))?;
        if key.collation.is_some() || key.operator_class.is_some() {
            return None;
        }
        keys.push(format!("{column}{}", order(key.descending, key.nulls_first)));
    }
    if index.predicate.is_some() || !index.include.iter().all(|name| plain(name)) {
        return None;
    }
    Some(format!(
        "{} ({}){}",
        index.method,
        keys.join(", "),
        index_tail(index)
    ))
}

fn order(descending: bool, nulls_first: bool) -> &'static str {
    match (descending, nulls_first) {
        (false, false) => "",
        (false, true) => " NULLS FIRST",
        (true, true) => " DESC",
        (true, false) => " DESC NULLS LAST",
    }
}

fn key_texts(index: &Index) -> Vec<String> {
    let texts = index.keys.iter().map(|key| {
        let mut text = match &key.expression {
            Some(expression) => format!("({})", text_of(expression)),
            None => quoted(key.text()),
        };
        if let Some(collation) = &key.collation {
            text += &format!(" collate {collation}");
        }
        if let Some(class) = &key.operator_class {
            text += &format!(" {class}");
        }
        text + order(key.descending, key.nulls_first)
    });
    texts.collect()
}

fn index_tail(index: &Index) -> String {
    let mut tail = String::new();
    if !index.include.is_empty() {
        let columns: Vec<String> = index
            .include
            .iter()
            .map(|name| quote(name, Dialect::PostgreSql))
            .collect();
        tail += &format!(" INCLUDE ({})", columns.join(", "));
    }
    if index.nulls_not_distinct {
        tail += " NULLS NOT DISTINCT";
    }
    if let Some(predicate) = &index.predicate {
        tail += &format!(" WHERE ({})", text_of(predicate));
    }
    tail
}
