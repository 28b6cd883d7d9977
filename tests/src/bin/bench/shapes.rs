//! Texts in which one thing is repeated: each could make a reader, the replay or a rule quadratic.

use rowproof_engine::syntax::Dialect;

fn repeat(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}

/// A shape by name: what is repeated, in which dialect, and how a text of so many repetitions is written.
pub type Shape = (&'static str, Dialect, fn(usize) -> String);

pub const SHAPES: &[Shape] = &[
    ("tables", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create table t{i} (id int primary key, email text, status text);\n")
        })
    }),
    ("columns of a table", Dialect::PostgreSql, |n| {
        format!("create table t ({} z int);", repeat(n, |i| format!("c{i} int,")))
    }),
    ("columns of a table, mysql", Dialect::MySql, |n| {
        format!("create table t ({} z int);", repeat(n, |i| format!("c{i} int,")))
    }),
    ("columns of a table, sqlite", Dialect::Sqlite, |n| {
        format!("create table t ({} z int);", repeat(n, |i| format!("c{i} int,")))
    }),
    ("not null columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t ({} z int);",
            repeat(n, |i| format!("c{i} text not null default 'x',"))
        )
    }),
    ("email columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t ({} z int);",
            repeat(n, |i| format!(
                "email{i} text, status{i} text, total{i} float, deleted_at{i} timestamp,"
            ))
        )
    }),
    ("x_id columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t ({} z int);",
            repeat(n, |i| format!("c{i}_id int,"))
        )
    }),
    ("table and x_id", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create table user{i} (id int primary key, user{i}_id int);\n")
        })
    }),
    ("added columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int);\n{}",
            repeat(n, |i| format!("alter table t add column c{i} int;\n"))
        )
    }),
    ("dropped columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int);\n{}{}",
            repeat(n, |i| format!("alter table t add column c{i} int;\n")),
            repeat(n, |i| format!("alter table t drop column c{i};\n"))
        )
    }),
    ("renamed columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (c0 int);\n{}",
            repeat(n, |i| format!("alter table t rename c{i} to c{};\n", i + 1))
        )
    }),
    ("checks of a table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!("alter table t add check (a > {i});\n"))
        )
    }),
    ("checks in a table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key{});\n",
            repeat(n, |i| format!(",check (a > {i})\n"))
        )
    }),
    ("named checks", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!(
                "alter table t add constraint k{i} check (a > {i});\n"
            ))
        )
    }),
    ("dropped checks", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}{}",
            repeat(n, |i| format!(
                "alter table t add constraint k{i} check (a > {i});\n"
            )),
            repeat(n, |i| format!("alter table t drop constraint k{i};\n"))
        )
    }),
    ("indexes of a table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int);\n{}",
            repeat(n, |i| format!("create index i{i} on t (b);\n"))
        )
    }),
    ("unnamed indexes", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int);\n{}",
            repeat(n, |_| "create index on t (b);\n".to_owned())
        )
    }),
    ("unnamed uniques", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int);\n{}",
            repeat(n, |_| "alter table t add unique (b);\n".to_owned())
        )
    }),
    ("keys in a mysql table", Dialect::MySql, |n| {
        format!(
            "create table t (a int primary key, b int{});\n",
            repeat(n, |i| format!(", key k{i} (b)"))
        )
    }),
    ("unnamed keys, mysql", Dialect::MySql, |n| {
        format!(
            "create table t (a int primary key, b int{});\n",
            repeat(n, |_| ", key (b)".to_owned())
        )
    }),
    ("dropped indexes", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int);\n{}{}",
            repeat(n, |i| format!("create index i{i} on t (b);\n")),
            repeat(n, |i| format!("drop index i{i};\n"))
        )
    }),
    ("renamed indexes", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int);\ncreate index i0 on t (b);\n{}",
            repeat(n, |i| format!("alter index i{i} rename to i{};\n", i + 1))
        )
    }),
    ("renamed tables", Dialect::PostgreSql, |n| {
        format!(
            "{}{}",
            repeat(n, |i| format!("create table t{i} (a int primary key);\n")),
            repeat(n, |i| format!("alter table t{i} rename to u{i};\n"))
        )
    }),
    ("moved tables", Dialect::PostgreSql, |n| {
        format!(
            "{}{}",
            repeat(n, |i| format!("create table t{i} (a int primary key);\n")),
            repeat(n, |i| format!("alter table t{i} set schema u{};\n", i % 10))
        )
    }),
    ("dropped tables", Dialect::PostgreSql, |n| {
        format!(
            "{}{}",
            repeat(n, |i| format!("create table t{i} (a int primary key);\n")),
            repeat(n, |i| format!("drop table t{i} cascade;\n"))
        )
    }),
    ("dropped and made again", Dialect::MySql, |n| {
        repeat(n, |i| {
            format!("drop table if exists t{i};\ncreate table t{i} (a int primary key);\n")
        })
    }),
    ("references to one table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!(
                "create table u{i} (a int primary key, b int references t);\n"
            ))
        )
    }),
    ("references from one table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\ncreate table u (b int);\n{}",
            repeat(n, |i| format!(
                "alter table u add constraint f{i} foreign key (b) references t;\n"
            ))
        )
    }),
    ("references to unknown tables", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create table u{i} (a int primary key, b int references x{i});\n")
        })
    }),
    ("chain of references", Dialect::PostgreSql, |n| {
        format!(
            "create table t0 (a int primary key);\n{}",
            repeat(n, |i| format!(
                "create table t{} (a int primary key, b int not null references t{i}, email text not null);\n",
                i + 1
            ))
        )
    }),
    ("enums", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create type e{i} as enum ('a', 'b');\ncreate table t{i} (a e{i} primary key);\n")
        })
    }),
    ("labels of an enum", Dialect::PostgreSql, |n| {
        format!(
            "create type e as enum ('a');\ncreate table t (a e);\n{}",
            repeat(n, |i| format!("alter type e add value 'v{i}';\n"))
        )
    }),
    ("renamed labels", Dialect::PostgreSql, |n| {
        format!(
            "create type e as enum ('v0');\n{}{}",
            repeat(n, |i| format!("create table t{i} (a e);\n")),
            repeat(n, |i| format!(
                "alter type e rename value 'v{i}' to 'v{}';\n",
                i + 1
            ))
        )
    }),
    ("renamed types", Dialect::PostgreSql, |n| {
        format!(
            "create type e0 as enum ('a');\n{}{}",
            repeat(n, |i| format!("create table t{i} (a e0 primary key);\n")),
            repeat(n, |i| format!("alter type e{i} rename to e{};\n", i + 1))
        )
    }),
    ("domains", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!(
                "create domain d{i} as int check (value > {i});\ncreate table t{i} (a d{i} primary key);\n"
            )
        })
    }),
    ("chain of domains", Dialect::PostgreSql, |n| {
        format!(
            "create domain d0 as int;\n{}create table t (a d{n} primary key);",
            repeat(n, |i| format!(
                "create domain d{} as d{i} check (value > {i});\n",
                i + 1
            ))
        )
    }),
    ("checks of a domain", Dialect::PostgreSql, |n| {
        format!(
            "create domain d as int;\ncreate table t (a d primary key);\n{}",
            repeat(n, |i| format!("alter domain d add check (value > {i});\n"))
        )
    }),
    ("checks of a used domain", Dialect::PostgreSql, |n| {
        format!(
            "create domain d as int;\n{}{}",
            repeat(n, |i| format!("create table t{i} (a d primary key);\n")),
            repeat(n, |i| format!("alter domain d add check (value > {i});\n"))
        )
    }),
    ("comments on columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!("comment on column t.a is 'x {i}';\n"))
        )
    }),
    ("views", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!(
                "create view v{i} as select a from t where a = {i};\n"
            ))
        )
    }),
    ("views on views", Dialect::PostgreSql, |n| {
        format!(
            "create view v0 as select 1 as a;\n{}",
            repeat(n, |i| format!("create view v{} as select a from v{i};\n", i + 1))
        )
    }),
    ("queries", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, status text);\n{}",
            repeat(n, |i| format!("select a from t where status = 'v{i}';\n"))
        )
    }),
    ("comparisons in a query", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, status text);\nselect a from t where status in ({} 'z');",
            repeat(n / 10, |i| format!("'v{i}',"))
        )
    }),
    ("joins in a query", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, status text);\nselect t.a from t{};",
            repeat(n / 40, |i| format!(" join t as t{i} on t{i}.a = t.a"))
        )
    }),
    ("partitions", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int) partition by range (a);\n{}",
            repeat(n, |i| format!(
                "create table t{i} partition of t for values from ({i}) to ({});\n",
                i + 1
            ))
        )
    }),
    ("attached partitions", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key, b int) partition by range (a);\n{}",
            repeat(n, |i| format!(
                "create table t{i} (a int not null, b int);\nalter table only t attach partition t{i} for values from ({i}) to ({});\n",
                i + 1
            ))
        )
    }),
    ("chain of inheritance", Dialect::PostgreSql, |n| {
        format!(
            "create table t0 (a int check (a > 0), unique (a));\n{}",
            repeat(n, |i| format!("create table t{} () inherits (t{i});\n", i + 1))
        )
    }),
    ("copies of two", Dialect::PostgreSql, |n| {
        format!(
            "create table t0 (a int check (a > 0), unique (a));\n{}",
            repeat(n / 100 + 2, |i| format!(
                "create table t{} (like t{i} including all, like t{i} including all);\n",
                i + 1
            ))
        )
    }),
    ("children of two", Dialect::PostgreSql, |n| {
        format!(
            "create table t0 (a int check (a > 0));\ncreate table u0 (a int check (a > 1));\n{}",
            repeat(n / 100 + 2, |i| format!(
                "create table t{0} () inherits (t{i}, u{i});\ncreate table u{0} () inherits (u{i}, t{i});\n",
                i + 1
            ))
        )
    }),
    ("functions", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!(
                "create function f{i}() returns trigger language plpgsql as $$ begin new.a := 1; return new; end $$;\ncreate table t{i} (a int primary key);\ncreate trigger g{i} before insert on t{i} for each row execute function f{i}();\n"
            )
        })
    }),
    ("triggers on one table", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!(
                "create trigger g{i} before insert on t for each row execute function f();\n"
            ))
        )
    }),
    ("inserts", Dialect::MySql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!(
                "insert into t values ({i}),({i}),({i}),('a{i}');\n"
            ))
        )
    }),
    ("schemas in the path", Dialect::PostgreSql, |n| {
        format!(
            "set search_path = {} z;\n{}",
            repeat(n, |i| format!("s{i},")),
            repeat(n, |i| format!(
                "create table t{i} (a int primary key, b int references x{i});\n"
            ))
        )
    }),
    ("unknown statements", Dialect::PostgreSql, |n| {
        repeat(n, |i| format!("foo bar {i};\n"))
    }),
    ("unknown clauses", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key{});",
            repeat(n, |i| format!(", c{i} int foo bar"))
        )
    }),
    ("alters of unknown tables", Dialect::PostgreSql, |n| {
        repeat(n, |i| format!("alter table x{i} add column a int;\n"))
    }),
    ("queries of unknown tables", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!("select a from x{i} where b = 1;\n"))
        )
    }),
    ("line comments", Dialect::PostgreSql, |n| {
        format!(
            "{}create table t (a int primary key{});",
            repeat(n, |i| format!("-- c {i}\n")),
            repeat(n, |i| format!("-- d {i}\n"))
        )
    }),
    ("comments between columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (\n{} z int);",
            repeat(n, |i| format!("-- one of a|b|c {i}\nc{i} text,\n"))
        )
    }),
    ("block comments on one line", Dialect::PostgreSql, |n| {
        format!(
            "create table t ({} z int);",
            repeat(n, |i| format!("/* {i} */ /* a */"))
        )
    }),
    ("unclosed quotes", Dialect::PostgreSql, |n| {
        repeat(n, |i| format!("create table t{i} (a text default 'x);\n"))
    }),
    ("forgotten semicolons", Dialect::PostgreSql, |n| {
        repeat(n, |i| format!("create table t{i} (a int primary key)\n"))
    }),
    ("forgotten commas", Dialect::PostgreSql, |n| {
        format!("create table t (\n{});", repeat(n, |i| format!("c{i} int\n")))
    }),
    ("unclosed lists", Dialect::PostgreSql, |n| {
        repeat(n, |i| format!("create table t{i} (a int;\n"))
    }),
    ("ignore comments", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("-- rowproof:ignore no-primary-key\ncreate table t{i} (a int);\n")
        })
    }),
    ("columns with ignore comments", Dialect::PostgreSql, |n| {
        format!(
            "create table t (\n{} z int);",
            repeat(n, |i| format!(
                "price{i} real, -- rowproof:ignore money-as-float, missing-nonneg-check why {i}\n"
            ))
        )
    }),
    ("ignore comments above each other", Dialect::PostgreSql, |n| {
        format!(
            "{}create table t (a int);",
            repeat(n, |i| format!(
                "/* rowproof:ignore no-primary-key, unknown-{i} why */ -- x\n"
            ))
        )
    }),
    ("tables without keys", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create table t{i} (a int, b_id int, status text, price float, created_at timestamp);\n")
        })
    }),
    ("same words in names", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!(
                "create table order_line_item_{i} (order_line_id int, order_id int, item_id int, line_id int);\n"
            )
        })
    }),
    ("same table again", Dialect::PostgreSql, |n| {
        repeat(n, |_| "create table t (a int);\n".to_owned())
    }),
    ("long names", Dialect::PostgreSql, |n| {
        format!(
            "create table {0} (id int, {0}_id int, {0} int, total_{0} float);",
            "ab_".repeat(n)
        )
    }),
    ("long check", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int check (a in ({} 0)));",
            repeat(n / 10, |i| format!("{i},"))
        )
    }),
    ("long default string", Dialect::PostgreSql, |n| {
        format!("create table t (a text default '{}');", "x".repeat(n * 10))
    }),
    ("long comment list", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a text -- {}z\n);",
            repeat(n, |i| format!("v{i}|"))
        )
    }),
    ("wide index", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int);\ncreate index i on t ({} a);",
            "a,".repeat(n)
        )
    }),
    ("wide tables", Dialect::PostgreSql, |n| {
        repeat(n / 100, |i| {
            format!(
                "create table t{i} ({} z int);\n",
                repeat(100, |j| format!("c{j}_id int, "))
            )
        })
    }),
    ("alter with many actions", Dialect::MySql, |n| {
        format!(
            "create table t (a int primary key);\nalter table t add b int{};",
            repeat(n, |i| format!(", add c{i} int"))
        )
    }),
    ("mysql modify", Dialect::MySql, |n| {
        format!(
            "create table t (a int primary key);\n{}",
            repeat(n, |i| format!("alter table t modify a int comment '{i}';\n"))
        )
    }),
    ("sqlite tables", Dialect::Sqlite, |n| {
        repeat(n, |i| {
            format!("create table t{i} (id integer primary key, b references t{i});\n")
        })
    }),
    ("rename tables, mysql", Dialect::MySql, |n| {
        format!(
            "{}rename table {} x to y;",
            repeat(n, |i| format!("create table t{i} (a int primary key);\n")),
            repeat(n, |i| format!("t{i} to u{i},"))
        )
    }),
    ("drop table list", Dialect::PostgreSql, |n| {
        format!(
            "{}drop table {} x;",
            repeat(n, |i| format!("create table t{i} (a int primary key);\n")),
            repeat(n, |i| format!("t{i},"))
        )
    }),
    ("generated columns", Dialect::PostgreSql, |n| {
        format!(
            "create table t (a int primary key{});\n",
            repeat(n, |i| format!(", g{i} int generated always as (a + {i}) stored"))
        )
    }),
    ("copies of a parent's columns", Dialect::PostgreSql, |n| {
        format!(
            "create table users (id int primary key{});\ncreate table notes (id int primary key, user_id int references users{});\n",
            repeat(n, |i| format!(", a{i}_name text")),
            repeat(n, |i| format!(", user_a{i}_name text"))
        )
    }),
    ("children that copy", Dialect::PostgreSql, |n| {
        format!(
            "create table users (id int primary key, name text);\n{}",
            repeat(n, |i| format!(
                "create table n{i} (id int primary key, user_id int references users, user_name text);\n"
            ))
        )
    }),
    ("flags and times", Dialect::PostgreSql, |n| {
        format!(
            "create table t (id int primary key{});",
            repeat(n, |i| format!(", is_a{i}_paid boolean, a{i}_paid_at timestamptz"))
        )
    }),
    ("lists, sqlite", Dialect::Sqlite, |n| {
        repeat(n, |i| {
            format!("create table t{i} (id integer primary key, tags text, tag_ids text);\n")
        })
    }),
    ("tables and their copies", Dialect::PostgreSql, |n| {
        repeat(n, |i| {
            format!("create table t{i} (id int primary key);\ncreate table t{i}_old (id int primary key);\n")
        })
    }),
];
