// What the tests paste.

/** A table that accepts two members with one address. */
export const WEAK_SCHEMA = `create table member (
  id bigint generated always as identity primary key,
  email text not null,
  joined_at timestamptz not null default now()
);
`;

/** Three things that can be fixed without asking, and a list of values that can only be guessed. */
export const MENDABLE_SCHEMA = `create table customer (
  id bigint generated always as identity primary key,
  slug text not null
);
create table invoice (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customer,
  status text not null
);
create table note (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references invoice
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

/** The same query by an index. */
export const FAST_PLAN = `Limit  (cost=0.42..12.43 rows=20 width=72) (actual time=0.030..0.410 rows=20 loops=1)
  ->  Index Scan using member_status_joined_at_idx on member  (cost=0.42..8334.00 rows=50000 width=72) (actual time=0.028..0.405 rows=20 loops=1)
        Index Cond: (status = 'active'::text)
Planning Time: 0.180 ms
Execution Time: 0.500 ms
`;

/** Two tables; nearly all of the time in one of them. */
export const JOIN_PLAN = `Hash Join  (cost=30.00..2200.00 rows=10 width=40) (actual time=12.100..210.000 rows=1000 loops=1)
  Hash Cond: (o.customer_id = c.id)
  Buffers: shared hit=120 read=900
  ->  Seq Scan on orders o  (cost=0.00..2000.00 rows=10 width=24) (actual time=0.020..180.000 rows=1000 loops=1)
        Filter: (o.status = 'open'::text)
        Rows Removed by Filter: 99000
        Buffers: shared hit=100 read=900
  ->  Hash  (cost=20.00..20.00 rows=800 width=24) (actual time=12.000..12.000 rows=800 loops=1)
        Buckets: 1024  Batches: 1  Memory Usage: 52kB
        Buffers: shared hit=20
        ->  Seq Scan on customer c  (cost=0.00..20.00 rows=800 width=24) (actual time=0.010..8.000 rows=800 loops=1)
              Buffers: shared hit=20
Planning Time: 0.300 ms
Execution Time: 211.000 ms
`;

export const JOIN_QUERY = `select o.id, c.name
from orders o join customer c on c.id = o.customer_id
where o.status = 'open';
`;

/** A plan with that many steps. */
export const largePlan = (count) => {
  const scans = Array.from({ length: count - 1 }, (_, at) => {
    const ms = (0.02 + (at % 97) / 1000).toFixed(3);
    return `  ->  Seq Scan on part_${at} m_${at}  (cost=0.00..18.00 rows=4 width=8) (actual time=0.010..${ms} rows=4 loops=1)\n        Filter: (status = 'open'::text)\n`;
  });
  return `Append  (cost=0.00..90000.00 rows=40000 width=8) (actual time=0.100..990.000 rows=39996 loops=1)\n${scans.join('')}Planning Time: 9.000 ms\nExecution Time: 1000.000 ms\n`;
};

/** MySQL's by its `ENGINE`; two people may have one address. */
export const MYSQL_SCHEMA = 'CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(255) NOT NULL) ENGINE=InnoDB;\n';
