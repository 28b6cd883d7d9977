//! Words that cannot be names without quotes.

use rowproof_source::WordList;
use rowproof_syntax::ast::Identifier;
use rowproof_syntax::{Product, Server, Version};

/// Reserved in every version of both products that is offered.
const BOTH: WordList<16> = WordList::new(
    "accessible,add,all,alter,analyze,and,as,asc,asensitive,before,between,bigint,binary,blob,both,\
     by,call,cascade,case,change,char,character,check,collate,column,condition,constraint,continue,\
     convert,create,cross,current_date,current_time,current_timestamp,current_user,cursor,databases,\
     day_hour,day_microsecond,day_minute,day_second,dec,decimal,declare,default,delayed,delete,desc,\
     describe,deterministic,distinct,distinctrow,div,double,drop,dual,each,else,elseif,enclosed,\
     escaped,exists,exit,explain,false,fetch,float,float4,float8,for,force,foreign,from,fulltext,\
     grant,group,having,high_priority,hour_microsecond,hour_minute,hour_second,if,ignore,in,index,\
     infile,inner,inout,insensitive,insert,int,int1,int2,int3,int4,int8,integer,interval,into,is,\
     iterate,join,key,keys,kill,leading,leave,left,like,limit,linear,lines,load,localtime,\
     localtimestamp,lock,long,longblob,longtext,loop,low_priority,master_ssl_verify_server_cert,\
     match,maxvalue,mediumblob,mediumint,mediumtext,middleint,minute_microsecond,minute_second,mod,\
     modifies,natural,no_write_to_binlog,not,null,numeric,on,optimize,optionally,or,order,out,outer,\
     outfile,partition,precision,primary,procedure,purge,range,read,read_write,reads,real,references,\
     regexp,release,rename,repeat,replace,require,resignal,restrict,return,revoke,right,rlike,\
     schemas,second_microsecond,select,sensitive,separator,set,show,signal,smallint,spatial,specific,\
     sql,sql_big_result,sql_calc_found_rows,sql_small_result,sqlexception,sqlstate,sqlwarning,ssl,\
     starting,straight_join,table,terminated,then,tinyblob,tinyint,tinytext,to,trailing,trigger,true,\
     undo,union,unique,unlock,unsigned,update,usage,use,using,utc_date,utc_time,utc_timestamp,values,\
     varbinary,varchar,varcharacter,when,where,while,with,write,xor,year_month,zerofill",
);
/// MariaDB's own (documentation, "Reserved Words").
const MARIADB: WordList = WordList::new(
    "current_role,delete_domain_id,do_domain_ids,except,ignore_domain_ids,intersect,over,\
     page_checksum,parse_vcol_expr,recursive,ref_system_id,returning,rows,stats_auto_recalc,\
     stats_persistent,stats_sample_pages",
);
/// MySQL's own since 5.7 (manual, "Keywords and Reserved Words").
const MYSQL_5_7: WordList =
    WordList::new("generated,get,io_after_gtids,io_before_gtids,master_bind,optimizer_costs,stored,virtual");
/// MySQL's own since 8.0.
const MYSQL_8_0: WordList<4> = WordList::new(
    "cube,cume_dist,dense_rank,empty,except,first_value,function,grouping,groups,json_table,lag,\
     last_value,lateral,lead,nth_value,ntile,of,over,percent_rank,rank,recursive,row,row_number,rows,\
     system,window",
);

/// Whether a name is a reserved word that is not quoted.
pub(crate) fn is_reserved(name: &Identifier, server: Server) -> bool {
    !name.quoted && is_reserved_word(&name.value, server)
}

/// Whether a version of either product that is offered reserves the word, in whatever case.
pub(crate) fn is_reserved_somewhere(name: &str) -> bool {
    BOTH.contains_in_any_case(name)
        || MARIADB.contains_in_any_case(name)
        || MYSQL_5_7.contains_in_any_case(name)
        || MYSQL_8_0.contains_in_any_case(name)
        || name.eq_ignore_ascii_case("offset")
}

/// Whether a word is reserved, in whatever case.
pub(crate) fn is_reserved_word(name: &str, server: Server) -> bool {
    if !is_reserved_somewhere(name) {
        return false;
    }
    let word = &*name.to_ascii_lowercase();
    let since = |product, major, minor| server.is_at_least(product, Version::new(major, minor));
    BOTH.contains(word)
        || match server.product {
            Product::MariaDb => {
                MARIADB.contains(word)
                    || (word == "offset" && since(Product::MariaDb, 10, 6))
                    || (word == "row_number" && since(Product::MariaDb, 10, 7))
            }
            _ => MYSQL_5_7.contains(word) || (MYSQL_8_0.contains(word) && since(Product::MySql, 8, 0)),
        }
}
