//! Names as the database holds them.

use std::borrow::Cow;
use std::fmt;

use rowproof_source::{WordList, lower_case, lower_letter};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::Identifier;

use crate::questions::may_be_reserved;

/// A name within a schema (a MySQL database, an attached SQLite database).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The schema; empty where none was said and the dialect gives none.
    pub schema: String,
    /// The object.
    pub name: String,
}

impl fmt::Display for QualifiedName {
    /// The name as people write it: the default schema (`public`) is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.schema.is_empty() && self.schema != "public" {
            write!(f, "{}.", self.schema)?;
        }
        f.write_str(&self.name)
    }
}

/// The longest name PostgreSQL keeps, in bytes (`NAMEDATALEN` - 1); longer ones are cut.
pub(crate) const POSTGRESQL_NAME_BYTES: usize = 63;

/// An identifier as the dialect stores it: PostgreSQL folds unquoted names to lower case and cuts at 63 bytes, the
/// others keep what was written.
pub fn fold(identifier: &Identifier, dialect: Dialect) -> String {
    folded(identifier, dialect).into_owned()
}

/// The same, a copy only where that differs from what is written.
pub(crate) fn folded(identifier: &Identifier, dialect: Dialect) -> Cow<'_, str> {
    match dialect {
        Dialect::PostgreSql if !identifier.quoted && has_capital(&identifier.value) => {
            let mut name = lower_case(&identifier.value);
            truncate(&mut name, POSTGRESQL_NAME_BYTES);
            Cow::Owned(name)
        }
        Dialect::PostgreSql => Cow::Borrowed(truncated(&identifier.value, POSTGRESQL_NAME_BYTES)),
        Dialect::MySql | Dialect::Sqlite => Cow::Borrowed(&identifier.value),
    }
}

/// Whether lower case is another name.
pub(crate) fn has_capital(name: &str) -> bool {
    match name.is_ascii() {
        true => name.bytes().any(|byte| byte.is_ascii_uppercase()),
        false => name.chars().any(|letter| lower_letter(letter) != letter),
    }
}

/// The name up to the last character boundary at or before `bytes`.
pub(crate) fn truncated(name: &str, bytes: usize) -> &str {
    let mut end = bytes.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

/// Cuts at the last character boundary at or before `bytes`.
pub(crate) fn truncate(name: &mut String, bytes: usize) {
    let end = truncated(name, bytes).len();
    name.truncate(end);
}

/// The key under which a name is looked up: as stored in PostgreSQL, without regard to case elsewhere.
pub(crate) fn lookup_key(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::PostgreSql => name.to_owned(),
        Dialect::MySql => lower_case(name),
        Dialect::Sqlite => name.to_ascii_lowercase(),
    }
}

/// Whether two stored names name the same thing.
pub(crate) fn same_name(a: &str, b: &str, dialect: Dialect) -> bool {
    // Most differ in their last letter, which is quickly seen where both are within ASCII.
    let last = |name: &str| {
        let byte = name.bytes().next_back();
        byte.map_or(0, |byte| byte.to_ascii_lowercase())
    };
    let (one, other) = (last(a), last(b));
    if one != other && one.is_ascii() && other.is_ascii() {
        return false;
    }
    match dialect {
        Dialect::PostgreSql => a == b,
        Dialect::MySql => {
            a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && lower_case(a) == lower_case(b))
        }
        Dialect::Sqlite => a.eq_ignore_ascii_case(b),
    }
}

/// A stored name written as SQL: bare when that reads back the same, quoted otherwise.
pub fn quote(name: &str, dialect: Dialect) -> String {
    let plain_start = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_lowercase() || b == b'_');
    let upper_is_plain = dialect != Dialect::PostgreSql;
    let plain =
        plain_start || (upper_is_plain && name.bytes().next().is_some_and(|b| b.is_ascii_uppercase()));
    let plain = plain
        && name.bytes().all(|b| {
            b.is_ascii_lowercase()
                || b.is_ascii_digit()
                || b == b'_'
                || (upper_is_plain && b.is_ascii_uppercase())
        });
    if plain && !is_reserved(name) && !may_be_reserved(name, dialect) {
        return name.to_owned();
    }
    match dialect {
        Dialect::MySql => format!("`{}`", name.replace('`', "``")),
        Dialect::PostgreSql | Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Reserved words of the three dialects that occur as names in real schemas; quoting one too many does no harm.
fn is_reserved(name: &str) -> bool {
    const RESERVED: WordList<16> = WordList::new(
        "add,all,alter,analyse,analyze,and,any,array,as,asc,asymmetric,authorization,between,both,by,\
         case,cast,check,collate,column,condition,constraint,create,cross,cube,current_date,\
         current_time,current_timestamp,current_user,database,default,delete,desc,describe,distinct,\
         do,drop,else,end,except,exists,explain,false,fetch,for,foreign,from,function,grant,group,\
         groups,having,if,in,index,initially,insert,intersect,interval,into,is,join,key,keys,lateral,\
         leading,like,limit,lock,match,natural,not,null,offset,on,only,option,or,order,outer,placing,\
         primary,range,rank,read,references,release,right,row,rows,select,session_user,system,table,\
         then,to,trigger,true,union,unique,update,usage,user,using,values,variadic,when,where,window,\
         with",
    );
    RESERVED.contains_in_any_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_must_be_quoted() {
        assert_eq!(quote("orders", Dialect::PostgreSql), "orders");
        assert_eq!(quote("Orders", Dialect::PostgreSql), "\"Orders\"");
        assert_eq!(quote("Orders", Dialect::Sqlite), "Orders");
        assert_eq!(quote("order", Dialect::MySql), "`order`");
        assert_eq!(quote("signal", Dialect::MySql), "`signal`");
        assert_eq!(quote("Transaction", Dialect::Sqlite), "\"Transaction\"");
        assert_eq!(quote("a\"b", Dialect::PostgreSql), "\"a\"\"b\"");
    }
}
