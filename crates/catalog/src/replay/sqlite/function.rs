//! SQLite's own functions.

use rowproof_source::WordList;

/// Whether a word before a parenthesis is a function of SQLite itself, or a keyword.
pub(super) fn is_built_in(word: &str) -> bool {
    BUILT_IN.contains_in_any_case(word) || KEYWORDS.contains_in_any_case(word)
}

/// Whether a function looks at many rows: no single row's expression has it.
pub(super) fn is_aggregate(word: &str) -> bool {
    AGGREGATES.contains_in_any_case(word)
}

/// `max` and `min` of one argument are too, and are told by their arguments.
const AGGREGATES: WordList = WordList::new(
    "avg,count,cume_dist,dense_rank,first_value,group_concat,json_group_array,json_group_object,\
     jsonb_group_array,jsonb_group_object,lag,last_value,lead,median,nth_value,ntile,percent_rank,\
     rank,row_number,string_agg,sum,total",
);

/// SQLite documentation: "Built-In Scalar SQL Functions", "Date And Time Functions", "Aggregate Functions",
/// "Window Functions", "Math Functions", "JSON Functions"; and those of its own extensions.
const BUILT_IN: WordList = WordList::new(
    "abs,acos,acosh,asin,asinh,atan,atan2,atanh,avg,bm25,ceil,ceiling,changes,char,coalesce,concat,\
     concat_ws,cos,cosh,count,cume_dist,current_date,current_time,current_timestamp,date,datetime,\
     degrees,dense_rank,exp,first_value,floor,format,fts3_tokenizer,fts5,geopoly_area,glob,\
     group_concat,hex,highlight,if,ifnull,iif,instr,json,json_array,json_array_insert,\
     json_array_length,json_each,json_error_position,json_extract,json_group_array,json_group_object,\
     json_insert,json_object,json_patch,json_pretty,json_quote,json_remove,json_replace,json_set,\
     json_tree,json_type,json_valid,jsonb,jsonb_array,jsonb_array_insert,jsonb_each,jsonb_extract,\
     jsonb_group_array,jsonb_group_object,jsonb_insert,jsonb_object,jsonb_patch,jsonb_remove,\
     jsonb_replace,jsonb_set,jsonb_tree,julianday,lag,last_insert_rowid,last_value,lead,length,like,\
     likelihood,likely,ln,load_extension,log,log10,log2,lower,ltrim,match,matchinfo,max,median,min,\
     mod,nth_value,ntile,nullif,octet_length,offsets,percent_rank,percentile,percentile_cont,\
     percentile_disc,pi,pow,power,printf,quote,radians,random,randomblob,rank,replace,round,\
     row_number,rtreecheck,rtreedepth,rtreenode,rtrim,sign,sin,sinh,snippet,soundex,\
     sqlite_compileoption_get,sqlite_compileoption_used,sqlite_log,sqlite_offset,sqlite_source_id,\
     sqlite_version,sqrt,strftime,string_agg,substr,substring,subtype,sum,tan,tanh,time,timediff,\
     total,total_changes,trim,trunc,typeof,unhex,unicode,unistr,unistr_quote,unixepoch,unlikely,\
     upper,zeroblob",
);

/// Words that may stand before a parenthesis and are no functions.
const KEYWORDS: WordList = WordList::new(
    "all,and,as,between,by,case,cast,collate,distinct,else,end,escape,exists,filter,in,is,isnull,\
     like,match,not,notnull,null,on,or,over,raise,regexp,then,using,values,when",
);
