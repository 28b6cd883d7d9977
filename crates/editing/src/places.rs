//! Where a name is declared, and where else it stands.

use rowproof_catalog::Catalog;
use rowproof_source::{SourceId, Span};

use crate::Meaning;
use crate::meaning::meaning;
use crate::scope::Scope;
use crate::tokens::{Statement, Tokens, unquoted};

/// Places that are listed of one name, at most.
pub const MAX_REFERENCES: usize = 500;

/// Places of one statement that are looked at: what a name means there is found by going through the statement.
const MAX_LOOKED_AT: usize = 2_000;

/// One of the texts a name may stand in.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'t> {
    /// The number that its spans carry.
    pub id: SourceId,
    /// The text.
    pub text: &'t str,
}

/// Where a relation, a column or a type gets its name; none when that is not in the texts.
pub fn declaration(catalog: &Catalog, texts: &[SourceText<'_>], wanted: &Meaning) -> Option<Span> {
    match wanted {
        Meaning::Relation(id) => Some(catalog.relation(*id)?.name_span),
        Meaning::Column(id, column) => Some(catalog.relation(*id)?.column(column)?.name_span),
        Meaning::Type(name) => texts.iter().find_map(|source| {
            let tokens = Tokens::of(source.text, catalog.dialect());
            let declares = |range| {
                let statement = tokens.statement(range);
                let is_type = statement.is(0, "create") && statement.is_one_of(1, &["type", "domain"]);
                let at = statement.chain(2).end - 1;
                let is_it = is_type && unquoted(statement.word(at)).eq_ignore_ascii_case(&name.name);
                is_it.then(|| span(source, &statement, at)).flatten()
            };
            tokens.statements().into_iter().find_map(declares)
        }),
    }
}

/// Every place where the name stands, its declaration included, in the order of the texts; at most [`MAX_REFERENCES`].
pub fn references(catalog: &Catalog, texts: &[SourceText<'_>], wanted: &Meaning) -> Vec<Span> {
    let name = match wanted {
        Meaning::Relation(id) => catalog.relation(*id).map(|relation| relation.name.name.as_str()),
        Meaning::Column(_, column) => Some(column.as_str()),
        Meaning::Type(name) => Some(name.name.as_str()),
    };
    let Some(name) = name else {
        return Vec::new();
    };
    let declared = declaration(catalog, texts, wanted);
    let mut found = Vec::new();
    for source in texts {
        let tokens = Tokens::of(source.text, catalog.dialect());
        for range in tokens.statements() {
            let statement = tokens.statement(range);
            let is_named = |at: &usize| {
                statement.is_name(*at) && unquoted(statement.word(*at)).eq_ignore_ascii_case(name)
            };
            let mut named = (0..statement.list.len()).filter(is_named).peekable();
            if named.peek().is_none() {
                continue;
            }
            let scope = Scope::of(catalog, &statement);
            for at in named.take(MAX_LOOKED_AT) {
                let here = span(source, &statement, at);
                let is_it = here == declared || meaning(&scope, &statement, at).as_ref() == Some(wanted);
                found.extend(here.filter(|_| is_it));
                if found.len() == MAX_REFERENCES {
                    return found;
                }
            }
        }
    }
    found
}

fn span(source: &SourceText<'_>, statement: &Statement<'_>, at: usize) -> Option<Span> {
    let token = statement.list.get(at)?;
    Some(Span::new(source.id, token.start, token.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning_at;
    use rowproof_syntax::{Dialect, parse_script};

    const SCHEMA: &str = "create type state as enum ('new');
create table orders (id bigint primary key, state state, check (id > 0));
create table item (order_id bigint references orders (id));";
    const QUERIES: &str =
        "select o.id, state from orders o where 'id' <> ''; select id from item; delete from public.orders;";

    /// The words around each place, with where they are declared in brackets.
    fn places(marked_by: &str) -> Vec<String> {
        let catalog = Catalog::from_script(&parse_script(SourceId(0), SCHEMA, Dialect::PostgreSql));
        let texts = [(0, SCHEMA), (1, QUERIES)].map(|(id, text)| SourceText {
            id: SourceId(id),
            text,
        });
        let offset = SCHEMA.find(marked_by).unwrap() as u32;
        let (meaning, _) = meaning_at(&catalog, SCHEMA, offset).unwrap();
        let declared = declaration(&catalog, &texts, &meaning).unwrap();
        let shown = |span: Span| {
            let text = texts.iter().find(|text| text.id == span.source).unwrap().text;
            let end = text.len().min(span.end as usize + 6);
            let words = text.get(span.start as usize..end).unwrap().to_owned();
            if span == declared {
                format!("[{words}]")
            } else {
                words
            }
        };
        references(&catalog, &texts, &meaning)
            .into_iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn a_name_is_found_in_every_text_and_only_where_it_means_the_same() {
        assert_eq!(
            places("orders ("),
            ["[orders (id b]", "orders (id))", "orders o whe", "orders;"]
        );
        assert_eq!(
            places("id bigint primary"),
            ["[id bigin]", "id > 0))", "id));", "id, stat"]
        );
        assert_eq!(places("state state,"), ["[state state]", "state from "]);
        assert_eq!(places("state as enum"), ["[state as en]", "state, chec"]);
    }

    #[test]
    fn thousands_of_names_are_bounded() {
        let catalog = Catalog::from_script(&parse_script(SourceId(0), SCHEMA, Dialect::PostgreSql));
        let query = format!("select orders{}.id from orders", ".orders".repeat(20_000));
        let unions = "select id from orders union all ".repeat(20_000);
        for text in [query, unions] {
            let sources = [SourceText {
                id: SourceId(1),
                text: &text,
            }];
            let orders = catalog
                .relations()
                .find(|relation| relation.name.name == "orders");
            let found = references(&catalog, &sources, &Meaning::Relation(orders.unwrap().id));
            assert!(found.len() <= MAX_REFERENCES);
        }
    }
}
