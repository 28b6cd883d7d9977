//! Functions whose result is not always the same, as far as they are known by name.

use rowproof_source::WordList;
use rowproof_syntax::ast::{Expression, ExpressionKind};

use crate::questions::each_part;

/// `provolatile` is `v` or `s` in `pg_proc` for every form of the function.
const NOT_IMMUTABLE: WordList = WordList::new(
    "array_to_string,clock_timestamp,concat,concat_ws,current_catalog,current_database,current_date,\
     current_role,current_schema,current_setting,current_time,current_timestamp,current_user,currval,\
     format,gen_random_uuid,lastval,localtime,localtimestamp,nextval,now,pg_backend_pid,random,\
     session_user,set_config,setval,statement_timestamp,timeofday,to_char,to_timestamp,\
     transaction_timestamp,txid_current,uuidv7,version",
);

/// The first function in the expression that an index or a generated column may not use.
pub(super) fn volatile_function(expression: &Expression) -> Option<String> {
    let mut found = None;
    each_part(expression, &mut |part| {
        if let ExpressionKind::Function { name, .. } = &part.kind
            && found.is_none()
            && NOT_IMMUTABLE.contains(name)
        {
            found = Some(name.clone());
        }
    });
    found
}
