//! Type names every PostgreSQL database knows, and those that well-known extensions bring.

use rowproof_source::WordList;

/// The types of `pg_catalog` that our own spelling leaves as they are.
const TYPES: WordList = WordList::new(
    "aclitem,any,anyarray,anycompatible,anyelement,bit,bit varying,box,bpchar,bytea,cid,cidr,circle,\
     cstring,date,datemultirange,daterange,event_trigger,inet,int2vector,int4multirange,int4range,\
     int8multirange,int8range,internal,interval,json,jsonb,jsonpath,language_handler,line,lseg,\
     macaddr,macaddr8,money,name,numeric,nummultirange,numrange,oid,oidvector,path,pg_lsn,\
     pg_snapshot,point,polygon,record,refcursor,regclass,regcollation,regconfig,regdictionary,\
     regnamespace,regoper,regoperator,regproc,regprocedure,regrole,regtype,text,tid,timestamptz,\
     trigger,tsmultirange,tsquery,tsrange,tstzmultirange,tstzrange,tsvector,txid_snapshot,unknown,\
     uuid,varbit,void,xid,xid8,xml",
);

/// The types of extensions.
const EXTENSION_TYPES: [(&str, &[&str]); 14] = [
    ("citext", &["citext"]),
    ("hstore", &["hstore"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("cube", &["cube"]),
    ("seg", &["seg"]),
    (
        "isn",
        &[
            "isbn", "isbn13", "issn", "issn13", "ismn", "ismn13", "ean13", "upc",
        ],
    ),
    ("intarray", &["query_int"]),
    ("pg_trgm", &["gtrgm"]),
    ("lo", &["lo"]),
    ("vector", &["vector", "halfvec", "sparsevec"]),
    ("postgis", &["geometry", "geography", "box2d", "box3d"]),
    ("postgis_raster", &["raster"]),
    ("prefix", &["prefix_range"]),
    ("semver", &["semver"]),
];

/// Extensions of PostgreSQL's own distribution that bring no types beyond the above.
const WITHOUT_TYPES: WordList = WordList::new(
    "amcheck,bloom,btree_gin,btree_gist,dblink,earthdistance,file_fdw,fuzzystrmatch,intagg,\
     moddatetime,pg_buffercache,pg_stat_statements,pg_trgm,pgcrypto,pgrowlocks,plpgsql,postgres_fdw,\
     tablefunc,unaccent,uuid-ossp",
);

/// Whether the name, without a schema, is a type of every database.
pub(super) fn is_builtin(name: &str) -> bool {
    TYPES.contains(name.strip_prefix('_').unwrap_or(name))
}

/// Whether one of the extensions brings the type, or may: one that is not known here brings what it likes.
pub(super) fn is_of_extension(name: &str, extensions: &[String]) -> bool {
    extensions.iter().any(
        |extension| match EXTENSION_TYPES.iter().find(|(known, _)| known == extension) {
            Some((_, types)) => types.contains(&name),
            None => !WITHOUT_TYPES.contains(extension),
        },
    )
}
