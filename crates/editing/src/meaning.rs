//! What a name in a text means.

use std::ops::Range;

use rowproof_catalog::{Catalog, QualifiedName, RelationId};

use crate::scope::{Scope, resolve};
use crate::tokens::{Statement, Tokens, unquoted};

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A table or view.
    Relation(RelationId),
    /// A column, by its name as stored.
    Column(RelationId, String),
    /// An enumerated type or a domain.
    Type(QualifiedName),
}

/// What the name at a byte offset means, with its place in the text; both of its ends count. None where no name of the catalog stands.
pub fn meaning_at(catalog: &Catalog, text: &str, offset: u32) -> Option<(Meaning, Range<u32>)> {
    let tokens = Tokens::of(text, catalog.dialect());
    let range = tokens.around(offset);
    let statement = tokens.statement(range);
    let touching = |at: &usize| {
        let token = statement.list.get(*at);
        token.is_some_and(|token| token.start <= offset && offset <= token.end) && statement.is_name(*at)
    };
    let at = (0..statement.list.len()).find(touching)?;
    let meaning = meaning(&Scope::of(catalog, &statement), &statement, at)?;
    let token = statement.list.get(at)?;
    Some((meaning, token.start..token.end))
}

/// What the name at a place of a statement means.
pub(crate) fn meaning(scope: &Scope<'_>, statement: &Statement<'_>, at: usize) -> Option<Meaning> {
    let chain = statement.chain(at);
    for mention in &scope.mentions {
        if mention.at.contains(&at) && mention.at.start == chain.start {
            let is_last = at + 1 == mention.at.end;
            return mention.relation.filter(|_| is_last).map(Meaning::Relation);
        }
        if mention.alias == Some(at) {
            return mention.relation.map(Meaning::Relation);
        }
    }
    if chain.len() > 1 {
        return qualified(scope, statement, chain, at);
    }
    let name = unquoted(statement.word(at));
    if stands_for_type(statement, at)
        && let Some(found) = type_named(scope.catalog, &name)
    {
        return Some(found);
    }
    if let Some(mention) = scope.list_around(statement, at)
        && let Some(found) = column(scope, mention.relation, &name)
    {
        return Some(found);
    }
    let opened = scope.opened_at(at);
    let columns = opened
        .iter()
        .find_map(|mention| column(scope, mention.relation, &name));
    let by_name = || {
        let is_called = statement.is(at + 1, "(");
        let relation = (!is_called).then(|| resolve(scope.catalog, statement, at..at + 1));
        relation
            .flatten()
            .filter(|_| statement.is_plain_name(at))
            .map(|relation| Meaning::Relation(relation.id))
    };
    columns
        .or_else(|| type_named(scope.catalog, &name))
        .or_else(by_name)
}

fn qualified(
    scope: &Scope<'_>,
    statement: &Statement<'_>,
    chain: Range<usize>,
    at: usize,
) -> Option<Meaning> {
    let is_last = at + 1 == chain.end;
    let owner = if is_last {
        chain.start..chain.end - 2
    } else {
        chain.start..at + 1
    };
    let named = (owner.len() == 1)
        .then(|| scope.named(statement, statement.word(owner.start), at))
        .flatten();
    let relation = match named {
        Some(mention) => mention.relation,
        None => resolve(scope.catalog, statement, owner).map(|relation| relation.id),
    };
    let name = unquoted(statement.word(at));
    if !is_last {
        return relation.map(Meaning::Relation);
    }
    let whole =
        || resolve(scope.catalog, statement, chain.clone()).map(|relation| Meaning::Relation(relation.id));
    column(scope, relation, &name)
        .or_else(|| type_named(scope.catalog, &name))
        .or_else(whole)
}

fn column(scope: &Scope<'_>, relation: Option<RelationId>, name: &str) -> Option<Meaning> {
    let relation = scope.catalog.relation(relation?)?;
    let exact = scope.catalog.find_column(relation, name);
    // PostgreSQL stores unquoted names in lower case.
    let column = exact.or_else(|| {
        relation
            .columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    });
    Some(Meaning::Column(relation.id, column?.name.clone()))
}

/// Whether a type is expected: behind `::`, or as the second word of an item of a table's body.
fn stands_for_type(statement: &Statement<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    statement.is(before, "::")
        || statement.is_one_of(0, &["create", "alter"])
            && statement.is_name(before)
            && !statement.is(before, "select")
            && (statement.follows(before, &["(", ",", "add", "column", "type"])
                || statement.is(before, "type"))
}

fn type_named(catalog: &Catalog, name: &str) -> Option<Meaning> {
    let enums = catalog.enums();
    let labels = enums.iter().map(|(name, _)| *name);
    let domains = catalog.domains();
    let mut all = labels.chain(domains.iter().map(|domain| &domain.name));
    let found = all.find(|found| found.name.eq_ignore_ascii_case(name))?;
    Some(Meaning::Type(found.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    const SCHEMA: &str = "create type state as enum ('new', 'paid');
create table shop (id bigint primary key, name text);
create table orders (id bigint primary key, state state not null, shop_id bigint references shop (id), check (id > 0));
create index on orders (shop_id);
";

    /// What the name at `|` means, behind the schema.
    fn meant(marked: &str) -> String {
        let text = format!("{SCHEMA}{marked}");
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), SCHEMA, Dialect::PostgreSql));
        match meaning_at(&catalog, &text, offset as u32) {
            None => "nothing".to_owned(),
            Some((Meaning::Relation(id), _)) => catalog.relation(id).unwrap().name.to_string(),
            Some((Meaning::Column(id, column), _)) => {
                format!("{}.{column}", catalog.relation(id).unwrap().name)
            }
            Some((Meaning::Type(name), _)) => format!("type {name}"),
        }
    }

    #[test]
    fn names_are_looked_up_in_the_query_they_stand_in() {
        assert_eq!(meant("select o.st|ate from orders o"), "orders.state");
        assert_eq!(meant("select |o.state from orders as o"), "orders");
        assert_eq!(meant("select nam|e from orders o join shop on true"), "shop.name");
        assert_eq!(
            meant("select id| from orders where exists (select 1 from shop)"),
            "orders.id"
        );
        assert_eq!(
            meant("select 1 from orders where exists (select i|d from shop)"),
            "shop.id"
        );
        assert_eq!(
            meant("select 1 from orders where exists (select state| from shop)"),
            "orders.state"
        );
        assert_eq!(meant("select public.orders.|id from orders"), "orders.id");
        assert_eq!(meant("select 1 from orders, sho|p"), "shop");
        assert_eq!(meant("select shop.na|me from orders, shop"), "shop.name");
        assert_eq!(meant("insert into shop (i|d) values (1)"), "shop.id");
        assert_eq!(meant("update shop set nam|e = 'a'"), "shop.name");
        assert_eq!(meant("select 'sta|te' from orders"), "nothing");
        assert_eq!(meant("select 1 -- sta|te\n from orders"), "nothing");
        assert_eq!(meant("select other| from orders"), "nothing");
    }

    #[test]
    fn definitions_know_columns_types_and_references() {
        assert_eq!(meant("create table x (state sta|te)"), "type state");
        assert_eq!(meant("select 'new'::sta|te"), "type state");
        assert_eq!(
            meant("alter table orders add foreign key (shop|_id) references shop (id)"),
            "orders.shop_id"
        );
        assert_eq!(
            meant("alter table orders add foreign key (shop_id) references sho|p (id)"),
            "shop"
        );
        assert_eq!(
            meant("alter table orders add foreign key (shop_id) references shop (i|d)"),
            "shop.id"
        );
        assert_eq!(meant("create index i on orders (STATE|)"), "orders.state");
        assert_eq!(meant("comment on column orders.sta|te is 'x'"), "orders.state");
        assert_eq!(meant("drop table if exists shop, ord|ers"), "orders");
    }
}
