//! What PostgreSQL refuses and other statements like it are not: rules of the server that people seldom meet.

use rowproof_catalog::{Catalog, NoteKind, Refusal};
use rowproof_source::SourceId;
use rowproof_syntax::{Product, Server, Version, parse_script};

fn catalog(version: u16, script: &str) -> Catalog {
    let server = Server {
        product: Product::PostgreSql,
        version: Version::new(version, 0),
    };
    Catalog::from_script(&parse_script(SourceId(0), script, server))
}

/// The refusals of one more statement behind a script that has none.
fn refusals(version: u16, script: &str, statement: &str) -> Vec<Refusal> {
    assert!(catalog(version, script).notes().is_empty(), "{script}");
    let catalog = catalog(version, &format!("{script}; {statement}"));
    let refusals = catalog.notes().iter().map(|note| match note.kind {
        NoteKind::Refused(refusal) => refusal,
        _ => panic!("{}: {}", note.subject, note.reason),
    });
    refusals.collect()
}

#[test]
fn a_partition_declares_no_check_that_its_parent_has() {
    let script = "create table p (a int, constraint k check (a > 0)) partition by range (a);
        create table c partition of p default";
    let again = "alter table c add constraint k check (a > 0)";
    assert_eq!(refusals(15, script, again), [Refusal::DuplicateObject]);
    // An heir may: the CHECK is its own as well and stays when the parent's goes.
    let script = "create table p (a int, constraint k check (a > 0)); create table c () inherits (p)";
    assert_eq!(refusals(15, script, again), []);
    let kept = catalog(15, &format!("{script}; {again}; alter table p drop constraint k"));
    let kept = kept.relations().flat_map(|relation| relation.checks());
    assert_eq!(
        kept.map(|(held, _)| (held.local, held.parents))
            .collect::<Vec<_>>(),
        [(true, 0)]
    );
}

#[test]
fn a_check_becomes_one_with_another_only_when_neither_is_weaker() {
    let heir = "create table p (a int); create table c () inherits (p);";
    let parents = "alter table p add constraint k check (a > 0)";
    let waiting = format!("{heir} alter table c add constraint k check (a > 0) not valid");
    assert_eq!(refusals(15, &waiting, parents), [Refusal::InvalidDefinition]);
    assert_eq!(refusals(15, &waiting, &format!("{parents} not valid")), []);
    // PostgreSQL 18: a parent's CHECK that is enforced needs one that is, and what is enforced does not cease to be.
    let weak = "alter table c add constraint k check (a > 0) not enforced";
    assert_eq!(
        refusals(18, &format!("{heir} {weak}"), parents),
        [Refusal::InvalidDefinition]
    );
    assert_eq!(
        refusals(18, &format!("{heir} {parents}"), weak),
        [Refusal::InvalidDefinition]
    );
    let strict = format!("{heir} {parents} not enforced; alter table c add constraint k check (a > 0)");
    assert_eq!(refusals(18, &strict, ""), []);
    let strict = catalog(18, &strict);
    let enforced = strict.relations().flat_map(|relation| relation.checks());
    assert_eq!(
        enforced.map(|(held, _)| held.enforced).collect::<Vec<_>>(),
        [false, true]
    );
}
