//! Which words the server does not take as names without quotes.

use rowproof_source::WordList;
use rowproof_syntax::Dialect;

use crate::Catalog;
use crate::mysql::{is_reserved_somewhere, is_reserved_word};

/// PostgreSQL's, as `pg_get_keywords()` lists them: reserved, and those that may name functions and types alone.
const POSTGRESQL: WordList<8> = WordList::new(
    "all,analyse,analyze,and,any,array,as,asc,asymmetric,authorization,binary,both,case,cast,check,collate,collation,column,\
     concurrently,constraint,create,cross,current_catalog,current_date,current_role,current_schema,current_time,\
     current_timestamp,current_user,default,deferrable,desc,distinct,do,else,end,except,false,fetch,for,foreign,freeze,from,\
     full,grant,group,having,ilike,in,initially,inner,intersect,into,is,isnull,join,lateral,leading,left,like,limit,\
     localtime,localtimestamp,natural,not,notnull,null,offset,on,only,or,order,outer,overlaps,placing,primary,references,\
     returning,right,select,session_user,similar,some,symmetric,table,tablesample,then,to,trailing,true,union,unique,user,\
     using,variadic,verbose,when,where,window,with",
);
/// SQLite's: its other keywords are names where no keyword can stand.
const SQLITE: WordList<4> = WordList::new(
    "add,all,alter,and,as,autoincrement,between,case,check,collate,commit,constraint,create,default,deferrable,delete,\
     distinct,drop,else,escape,except,exists,foreign,from,group,having,if,in,index,insert,intersect,into,is,isnull,join,\
     limit,not,nothing,notnull,null,on,or,order,primary,references,returning,select,set,table,then,to,transaction,union,\
     unique,update,using,values,when,where",
);

/// Whether some version of the dialect's products reserves the word.
pub(crate) fn may_be_reserved(name: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::PostgreSql => POSTGRESQL.contains(name),
        Dialect::MySql => is_reserved_somewhere(name),
        Dialect::Sqlite => SQLITE.contains_in_any_case(name),
    }
}

impl Catalog {
    /// Whether a table or a column of that name is found only when it is quoted, because the server reserves the word.
    pub fn is_reserved_word(&self, name: &str) -> bool {
        match self.dialect() {
            Dialect::MySql => is_reserved_word(name, self.server()),
            // In PostgreSQL a word in capitals, in quotes, is another name.
            dialect => may_be_reserved(name, dialect),
        }
    }
}
