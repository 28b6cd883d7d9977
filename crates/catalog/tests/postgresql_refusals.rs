//! What PostgreSQL refuses and other statements like it are not: rules of the server that people seldom meet.

use rowproof_catalog::{Catalog, Note, NoteKind, Refusal};
use rowproof_source::SourceId;
use rowproof_syntax::{Product, Server, Version, parse_script};

fn catalog(version: u16, script: &str) -> Catalog {
    let server = Server {
        product: Product::PostgreSql,
        version: Version::new(version, 0),
    };
    Catalog::from_script(&parse_script(SourceId(0), script, server))
}

/// What one more statement misses.
fn missing(script: &str, statement: &str) -> Vec<String> {
    let catalog = catalog(15, &format!("{script}; {statement}"));
    let is_missing = |note: &&Note| matches!(note.kind, NoteKind::Missing);
    let notes = catalog.notes().iter().filter(is_missing);
    notes.map(|note| note.subject.clone()).collect()
}

/// The refusals of one more statement behind a script that has none.
fn refusals(version: u16, script: &str, statement: &str) -> Vec<Refusal> {
    assert!(catalog(version, script).notes().is_empty(), "{script}");
    let catalog = catalog(version, &format!("{script}; {statement}"));
    let refusals = catalog.notes().iter().filter_map(|note| match note.kind {
        NoteKind::Refused(refusal) => Some(refusal),
        _ => None,
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

#[test]
fn a_type_of_public_is_there_until_it_is_dropped() {
    let script = "create type public.t as enum ('x'); create temp table t (a int)";
    let statement = "create table u (a public.t, b public.t[])";
    assert!(missing(script, statement).is_empty());
    let dropped = format!("{script}; drop type public.t");
    assert_eq!(
        missing(&dropped, statement),
        ["type `public.t`", "type `public.t`"]
    );
    // The temporary table's rows are another type.
    assert!(missing(&dropped, "create table u (a t)").is_empty());
    // The server's own types are in another schema, those of extensions where these are.
    assert_eq!(
        missing("select 1", "create table u (a public.int4)"),
        ["type `public.int4`"]
    );
    assert!(missing("select 1", "create table u (a pg_catalog.int4)").is_empty());
    assert!(missing("create extension hstore", "create table u (a public.hstore)").is_empty());
}

#[test]
fn a_unique_index_of_a_partitioned_table_compares_what_parts_it() {
    let script = "create table p (a int, b text) partition by range (a); create type taken as (x int)";
    let of = |keys: &str| {
        refusals(
            15,
            script,
            &format!("create unique index if not exists taken on p ({keys})"),
        )
    };
    // The name is looked at last.
    assert_eq!(of("(a + 1)"), [Refusal::NotSupported]);
    assert_eq!(of("b"), [Refusal::NotSupported]);
    assert_eq!(of("(a + 1), a"), []);
    let script = "create table p (b text) partition by range (b collate \"C\")";
    let of = |keys: &str| refusals(15, script, &format!("create unique index on p ({keys})"));
    assert_eq!(of("b"), [Refusal::NotSupported]);
    assert_eq!(of("b collate \"C\""), []);
    assert_eq!(
        refusals(15, script, "alter table p add unique (b)"),
        [Refusal::NotSupported]
    );
    assert_eq!(refusals(15, script, "create index on p (b)"), []);
    let heap = "create table t (a int)";
    assert_eq!(
        refusals(15, heap, "create unique index on t using hash (a)"),
        [Refusal::NotSupported]
    );
    assert_eq!(refusals(15, heap, "create index on t using hash (a)"), []);
}

#[test]
fn an_heir_that_keeps_a_column_keeps_what_checks_it() {
    let script = "create table p (a int check (a > 0)); create table c () inherits (p);
        alter table only p drop column a";
    let kept = catalog(15, script);
    let kept = kept.relations().flat_map(|relation| relation.checks());
    assert_eq!(
        kept.map(|(held, _)| held.name.as_str()).collect::<Vec<_>>(),
        ["p_a_check"]
    );
    let drop = "alter table c drop constraint p_a_check";
    assert_eq!(refusals(15, script, drop), [Refusal::InvalidDefinition]);
}

#[test]
fn a_constraint_of_a_domain_is_no_relations() {
    let script = "create domain d as int constraint k check (value > 0)";
    assert_eq!(missing(script, "comment on constraint k on d is 'x'"), ["`d`"]);
    assert!(missing(script, "comment on constraint k on domain d is 'x'").is_empty());
    assert_eq!(
        refusals(15, script, "comment on constraint l on domain d is 'x'"),
        [Refusal::UndefinedObject]
    );
    assert!(
        missing(
            "create table domain (a int constraint k check (a > 0))",
            "comment on constraint k on domain is 'x'"
        )
        .is_empty()
    );
}

/// The names that are cut, and what is left of them.
fn cuts(script: &str) -> Vec<(String, String)> {
    let catalog = catalog(15, script);
    let cut = catalog.notes().iter().filter(|note| note.kind == NoteKind::Cut);
    let kept = |note: &Note| {
        let kept = note.reason.rsplit('`').nth(1).unwrap_or_default();
        (note.subject.replace('`', ""), kept.to_owned())
    };
    cut.map(kept).collect()
}

#[test]
fn names_are_cut_where_they_are_given() {
    let long = "a".repeat(70);
    let kept = "a".repeat(63);
    let expected = [(long.clone(), kept.clone())];
    for script in [
        format!("create table {long} (a int)"),
        format!("create table t ({long} int)"),
        format!("create table t (a int constraint {long} check (a > 0))"),
        format!("create table t (a int, constraint {long} unique (a))"),
        format!("create table t (a int); create index {long} on t (a)"),
        format!("create table t (a int); alter table t add column {long} int"),
        format!("create table t (a int); alter table t add constraint {long} check (a > 0)"),
        format!("create table t (a int); alter table t rename column a to {long}"),
        format!("create table t (a int); alter table t rename to {long}"),
        format!("create view {long} as select 1 as a"),
        format!("create type {long} as enum ('x')"),
    ] {
        assert_eq!(cuts(&script), expected, "{script}");
    }
    // Found by the whole name and by what is left; a name of two-byte letters is cut between two.
    let found = format!("create table {kept} (a int); alter table {long} add column b int");
    assert_eq!(cuts(&found), []);
    assert_eq!(cuts(&format!("create table {} (a int)", "ü".repeat(31))), []);
    let cut = cuts(&format!("create table {} (a int)", "ü".repeat(32)));
    assert_eq!(cut, [("ü".repeat(32), "ü".repeat(31))]);
    // What is refused is not there to be cut.
    assert_eq!(
        cuts(&format!("create table t (a int); create table t ({long} int)")),
        []
    );
}
