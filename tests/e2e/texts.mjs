// What the tests paste.

/** A table that accepts two members with one address. */
export const WEAK_SCHEMA = `create table member (
  id bigint generated always as identity primary key,
  email text not null,
  joined_at timestamptz not null default now()
);
`;

/** Nothing to complain about. */
export const STRONG_SCHEMA = `create table member (
  id bigint generated always as identity primary key,
  email text not null,
  joined_at timestamptz not null default now()
);
create unique index member_email_key on member (lower(email));
`;

/** A CHECK, a foreign key, a length: what databases and their versions treat differently. */
export const CHECKED_SCHEMA = `create table customer (id integer primary key, name varchar(80) not null);
create table payment (
  id integer primary key,
  customer_id integer not null,
  amount numeric(10, 2) not null,
  constraint amount_chk check (amount > 0),
  foreign key (customer_id) references customer (id)
);
create index payment_customer_id_idx on payment (customer_id);
`;

/** A statement and a clause that are no SQL, and a table that is not there. */
export const GAPPY_SCHEMA = `create tabel oops (id int);
create table member (
  id bigint generated always as identity primary key,
  email text not null sparkling,
  club_id bigint references club (id)
);
create table visit (id bigint generated always as identity primary key, member_id bigint references member (id));
`;

/** That many tables. */
export const manyTables = (count) =>
  Array.from({ length: count }, (_, at) =>
    `create table thing_${at} (id bigint primary key, serial_${at} text not null);\n`).join('');

export const QUERY = `select m.email from member m where m.joined_at > now() - interval '1 day' order by m.joined_at;
`;

/** A sort that does not fit into memory, above a scan that throws nearly everything away. */
export const SLOW_PLAN = `Limit  (cost=10500.10..10502.43 rows=20 width=72) (actual time=182.410..182.418 rows=20 loops=1)
  ->  Sort  (cost=10500.10..10625.10 rows=50000 width=72) (actual time=182.408..182.412 rows=20 loops=1)
        Sort Key: joined_at DESC
        Sort Method: external merge  Disk: 4096kB
        ->  Seq Scan on member  (cost=0.00..8334.00 rows=50000 width=72) (actual time=0.020..121.301 rows=50000 loops=1)
              Filter: (status = 'active'::text)
              Rows Removed by Filter: 950000
Planning Time: 0.120 ms
Execution Time: 184.902 ms
`;

export const JSON_PLAN = JSON.stringify([
  { Plan: { 'Node Type': 'Seq Scan', 'Relation Name': 'member', 'Startup Cost': 0, 'Total Cost': 10, 'Plan Rows': 1, 'Plan Width': 8 } },
]);
