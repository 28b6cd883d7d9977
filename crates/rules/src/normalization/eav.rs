//! # Attributes as rows
//!
//! ## What it detects
//! A table whose rows are one attribute of one thing each: a reference, the name of an attribute, and its value as text
//! (`product_id`, `attribute_name`, `value`; `post_id`, `meta_key`, `meta_value`).
//!
//! ## Why it matters
//! The value of every attribute is text, so a price may be `'abc'`; no attribute can be required, none has its own CHECK, default
//! or foreign key, and a misspelt name is a new attribute. To read a thing as one row takes a join for each of its attributes.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE products (id bigint PRIMARY KEY, name text NOT NULL);
//! CREATE TABLE product_attributes (
//!   product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
//!   attribute_name text NOT NULL,
//!   value text,
//!   PRIMARY KEY (product_id, attribute_name)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE products (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   weight_grams integer CHECK (weight_grams > 0),
//!   attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object')
//! );
//! ```
//!
//! ## When to ignore it
//! When users invent the attributes and the program only shows them: then this shape and a JSON column do the same. Tables of
//! settings, preferences, options and translations are not reported, and for tables called metadata this is a hint.
//!
//! ## References
//! - B. Karwin, "SQL Antipatterns", chapter "Entity-Attribute-Value".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "eav",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Names of columns that say which attribute is meant.
const ATTRIBUTES: WordList = WordList::new(
    "attr,attr_key,attr_name,attribute,attribute_code,attribute_key,attribute_name,custom_key,field_key,field_name,\
     meta_key,meta_name,property,property_key,property_name",
);

/// Names that do so in a table called after attributes.
const KEYS: WordList = WordList::new("code,field,key,name");

/// Names of columns for the value.
const VALUES: WordList = WordList::new(
    "attr_value,attribute_value,custom_value,field_value,meta_value,property_value,string_value,text_value,val,value,\
     value_string,value_text",
);

/// Words of tables that hold attributes.
const TABLES: WordList =
    WordList::new("attr,attribute,characteristic,eav,meta,metadata,property,spec,specification");

/// Words of tables where such rows are what is wanted.
const SETTINGS: WordList = WordList::new(
    "config,configuration,env,environment,flag,header,i18n,label,locale,localization,option,param,parameter,preference,secret,\
     setting,tag,translation,variable",
);

const WORDS: Words = Words {
    message: "`{table}` keeps attributes as rows, so `{0}` may be any text for any `{1}`; give attributes columns of their own, or keep them in one JSON document",
    why: "No attribute can have a type, be required or refer to anything, and a misspelt name is a new attribute.",
    sure: "The table has a reference, the name of an attribute and a value as text, and nothing else of its own.",
    intent: "a price in `{0}` is a number",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some((owner, attribute, value)) = shape(table) else {
        return;
    };
    let mut gap = table.table_gap(&WORDS);
    gap.said = vec![value.name.clone(), attribute.name.clone()];
    if table.says(const { WordList::new("metadata") }) {
        gap.severity = Some(Severity::Hint);
        gap.certainty = Certainty::Possible;
    }
    for (column, text) in [
        (owner, "the thing"),
        (attribute, "the attribute"),
        (value, "its value, whatever it is"),
    ] {
        gap.related.push(Label {
            span: column.span,
            text: text.to_owned(),
        });
    }
    gap.rows = Rows::One(vec![
        (&attribute.name, Value::text("price")),
        (&value.name, Value::text("abc")),
    ]);
    gap.fixes.extend(fix(table, owner, attribute, value));
    findings.push(&RULE, &gap);
}

/// The reference, the attribute's name and its value, when the table is about nothing else.
fn shape<'c>(table: &TableView<'c>) -> Option<(&'c Column, &'c Column, &'c Column)> {
    let value = table.columns.iter().find(|view| view.is_named(VALUES))?;
    let named_so = table.says(TABLES);
    let attribute = table
        .columns
        .iter()
        .find(|view| view.is_named(ATTRIBUTES) || (named_so && view.is_named(KEYS)))?;
    if table.staging || table.is_log() || table.says(SETTINGS) {
        return None;
    }
    let free = |view: &ColumnView<'_>| view.column.data_type.is_text() && !table.facts(view).is_constrained();
    if !free(value) || !free(attribute) || table.refers(attribute.column) {
        return None;
    }
    let mut owner = None;
    for view in &table.columns {
        let column = view.column;
        if column.name == value.column.name || column.name == attribute.column.name || is_usual(table, view) {
            continue;
        }
        let refers = table.refers(column) || table.catalog.guess_reference(table.relation, column).is_some();
        let tenant = view.is_named(&Lexicon::TENANT);
        match (refers || tenant, owner) {
            (false, _) => return None,
            (true, None) if !tenant => owner = Some(column),
            (true, Some(_)) if !tenant => return None,
            _ => {}
        }
    }
    Some((owner?, attribute.column, value.column))
}

/// Columns that any table has.
fn is_usual(table: &TableView<'_>, view: &ColumnView<'_>) -> bool {
    let relation = table.relation;
    let numbers = relation.is_in_primary_key(&view.column.name)
        && relation.primary_key().is_some_and(|key| key.columns.len() == 1)
        && !table.refers(view.column);
    numbers
        || view.is_named(&Lexicon::CREATED)
        || view.is_named(&Lexicon::UPDATED)
        || view.is_named(&Lexicon::SOFT_DELETE)
        || view.column.data_type.family == TypeFamily::Boolean
        || matches!(view.last(), "position" | "order" | "locale")
}

/// One JSON document for each thing, filled from the rows.
fn fix(table: &TableView<'_>, owner: &Column, attribute: &Column, value: &Column) -> Option<ProposedFix> {
    let catalog = table.catalog;
    let mut keys = table.relation.foreign_keys();
    let declared = keys.find(|(_, key)| key.columns.as_slice() == std::slice::from_ref(&owner.name));
    let (parent, key) = match declared {
        Some((_, key)) => (
            catalog.relation(key.relation?)?,
            key.referenced_columns.first()?.clone(),
        ),
        None => match catalog.guess_reference(table.relation, owner)? {
            ReferenceGuess::Relation { id, key, .. } => (catalog.relation(id)?, key),
            _ => return None,
        },
    };
    let name = "attributes";
    if parent.column(name).is_some() || parent.id == table.relation.id {
        return None;
    }
    let (data_type, gather) = match table.dialect() {
        Dialect::PostgreSql => ("jsonb", "jsonb_object_agg"),
        Dialect::MySql => ("json", "json_objectagg"),
        Dialect::Sqlite => ("text", "json_group_object"),
    };
    let [owner, attribute, value] = [owner, attribute, value].map(|column| table.quoted(column));
    let (parent, key) = (catalog.sql_name(parent), quote(&key, table.dialect()));
    let rows = catalog.sql_name(table.relation);
    let statements = vec![
        format!("ALTER TABLE {parent} ADD COLUMN {name} {data_type}"),
        format!(
            "UPDATE {parent} SET {name} = (SELECT {gather}({rows}.{attribute}, {rows}.{value}) FROM {rows} WHERE {rows}.{owner} = {parent}.{key} AND {rows}.{attribute} IS NOT NULL)"
        ),
    ];
    let fix = ProposedFix::statements(
        "keep them as one JSON document",
        "The attributes are not known beforehand. Those that are deserve columns with a type and a CHECK.",
        statements,
    );
    Some(fix.costing("The table of attributes can go when nothing reads it any more."))
}
