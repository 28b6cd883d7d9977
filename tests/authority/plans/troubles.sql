-- Each case seeds one trouble; what `expect` names has to be the first insight. Several names are names for the same trouble. Setup runs
-- in a transaction that is rolled back. `schema` gives the tables' definitions to the analysis too.

-- case: one customer's orders without an index
-- expect: seq-scan-discards
select * from orders where customer_id = 4242

-- case: the same in one process
-- expect: seq-scan-discards
set local max_parallel_workers_per_gather = 0;
select * from orders where customer_id = 4242

-- case: rare status and a range
-- expect: seq-scan-discards
select id, total from orders where status = 'failed' and created_at >= timestamptz '2024-06-01 00:00+00'

-- case: newest orders of one customer
-- expect: seq-scan-discards
select * from orders where customer_id = 77 order by created_at desc limit 10

-- case: customers of one city, by e-mail
-- expect: seq-scan-discards
select id from customers where email = 'user777@example.com'

-- case: update by a column without an index
-- expect: seq-scan-discards
update orders set priority = 9 where coupon = 'COUPON3' and customer_id = 4242

-- case: sort of a wide result on disk
-- expect: sort-spill
set local max_parallel_workers_per_gather = 0;
select * from orders order by note

-- case: sort on disk in several processes
-- expect: sort-spill
select id, note from orders order by note, total

-- case: sort for a window on disk
-- expect: sort-spill
set local max_parallel_workers_per_gather = 0;
select id, row_number() over (partition by customer_id order by note) from orders

-- case: hash join on disk
-- expect: hash-spill
set local work_mem = '1MB';
set local max_parallel_workers_per_gather = 0;
select count(*), max(o.note) from order_items i join orders o on o.id = i.order_id and o.note <> i.price::text

-- case: grouping on disk
-- expect: hashagg-spill
set local work_mem = '1MB';
set local max_parallel_workers_per_gather = 0;
select note, count(*) from orders group by note

-- case: bitmap without room
-- expect: lossy-bitmap
create index on orders (customer_id);
analyze orders;
set local work_mem = '64kB';
set local max_parallel_workers_per_gather = 0;
select sum(total) from orders where customer_id between 1000 and 3000 and priority < 9

-- case: table filled after its last ANALYZE
-- expect: stale-stats, estimate-off
create table imports (id integer, batch integer, body text);
insert into imports select i, 1, md5(i::text) from generate_series(1, 10) i;
analyze imports;
insert into imports select i, 2, md5(i::text) from generate_series(1, 200000) i;
select i.body, c.name from imports i join customers c on c.id = i.id where i.batch = 2

-- case: table that was never analysed
-- expect: stale-stats, estimate-off
create table staging (id integer, flag boolean, body text);
insert into staging select i, true, md5(i::text) from generate_series(1, 300000) i;
select s.body, c.name from staging s join customers c on c.id = s.id where s.flag and length(s.body) = 32 and s.body > ''

-- case: columns that depend on each other
-- expect: estimate-off
set local max_parallel_workers_per_gather = 0;
create table addresses as select i as id, (i % 60) as city_id, (i % 60) as zip_id, (i % 60) as region_id, i % 100000 + 1 as customer_id from generate_series(1, 200000) i;
analyze addresses;
select count(*) from addresses a join customers c on c.id = a.customer_id where a.city_id = 5 and a.zip_id = 5 and a.region_id = 5

-- case: cascade without an index
-- expect: fk-cascade-unindexed
create table parents (id integer primary key);
insert into parents select i from generate_series(1, 20000) i;
create table children (id integer primary key, parent_id integer not null references parents on delete cascade);
insert into children select i, (i % 20000) + 1 from generate_series(1, 100000) i;
analyze parents;
analyze children;
delete from parents where id <= 60

-- case: key that is looked up without an index when the parent goes
-- expect: fk-cascade-unindexed
create table parents (id integer primary key);
insert into parents select i from generate_series(1, 20000) i;
create table children (id integer primary key, parent_id integer references parents on delete set null);
insert into children select i, (i % 10000) + 1 from generate_series(1, 100000) i;
analyze parents;
analyze children;
delete from parents where id > 19940

-- case: slow trigger
-- expect: trigger-time
create function slow_audit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.002); return null; end $$;
create trigger audit after update on products for each row execute function slow_audit();
update products set price = price + 1 where id <= 60

-- case: function around the column
-- expect: function-on-column
create index on customers (email);
select id from customers where lower(email) = 'user4711@example.com'

-- case: day of a time stamp
-- expect: function-on-column
create index on orders (created_at);
select id, total from orders where date_trunc('day', created_at) = timestamptz '2024-02-02 00:00+00'

-- case: number given as another type
-- expect: cast-mismatch
select * from orders where id = 4711.0

-- case: pattern with a leading wildcard
-- expect: like-leading-wildcard
select id from customers where notes like '%deadbeefdead%'

-- case: pattern whatever the case
-- expect: like-leading-wildcard
select id from customers where name ilike '%0123ab%'

-- case: two columns joined by OR
-- expect: or-conditions, seq-scan-discards
select * from orders where customer_id = 4242 or coupon = 'none'

-- case: far page
-- expect: offset-pagination
select id, total from orders order by id offset 280000 limit 20

-- case: index that finds too much
-- expect: inefficient-index-scan
create index on orders (created_at);
analyze orders;
set local max_parallel_workers_per_gather = 0;
select id from orders where created_at between timestamptz '2023-03-01 00:00+00' and timestamptz '2023-09-01 00:00+00' and customer_id = 4242

-- case: index walked for its order
-- expect: wrong-index-for-order, inefficient-index-scan
create table tickets as select i as id, timestamptz '2023-01-01 00:00+00' + i * interval '1 minute' as created_at, case when i > 194000 then 'new' else 'closed' end as state, md5(i::text) as body from generate_series(1, 200000) i;
create index on tickets (created_at);
analyze tickets;
select * from tickets where state = 'new' order by created_at limit 5

-- case: two wide bitmaps for few rows
-- expect: bitmap-and-many
create table facts as select i as id, i % 12 as a, ((i / 12) % 12) as b, md5(i::text) || md5(i::text) as body from generate_series(1, 400000) i;
create index on facts (a);
create index on facts (b);
analyze facts;
set local random_page_cost = 1.1;
set local max_parallel_workers_per_gather = 0;
select count(body) from facts where a = 7 and b = 9

-- case: index only scan that reads the table
-- expect: heap-fetches
create table counters as select i as id, i % 1000 as bucket from generate_series(1, 200000) i;
create index on counters (id);
analyze counters;
set local max_parallel_workers_per_gather = 0;
select count(id) from counters where id between 1 and 60000

-- case: NOT IN with a list that is not hashed
-- expect: not-in-unhashed
set local work_mem = '64kB';
set local max_parallel_workers_per_gather = 0;
select count(*) from products where id <= 400 and id not in (select referred_by from customers where referred_by is not null)

-- case: query in the select list, once for each row
-- expect: correlated-subplan
create index on orders (customer_id);
analyze orders;
set local max_parallel_workers_per_gather = 0;
select c.id, (select count(*) from orders o where o.customer_id = c.id and o.total > 5) from customers c where c.id between 100 and 40000

-- case: query in the select list that reads the whole table
-- expect: correlated-subplan, seq-scan-discards
select c.id, (select max(o.total) from orders o where o.customer_id = c.id) from customers c where c.id between 100 and 130

-- case: CTE that keeps the filter out
-- expect: cte-fence
set local work_mem = '256MB';
set local max_parallel_workers_per_gather = 0;
with all_orders as materialized (select * from orders) select * from all_orders where id = 4711

-- case: no join condition
-- expect: cartesian
set local max_parallel_workers_per_gather = 0;
select count(*) from products p, (select id from customers where id <= 300) c

-- case: join by a range
-- expect: join-filter-waste
set local max_parallel_workers_per_gather = 0;
select count(*) from (select * from products where id <= 2000) a join (select * from products where id > 8000) b on a.price between b.price and b.price + 0.5

-- case: OR between the tables of a join
-- expect: or-across-join, join-filter-waste
set local max_parallel_workers_per_gather = 0;
select count(*) from (select * from products where id <= 1500) p join (select * from customers where id <= 1500) c on p.id = c.id or p.category_id = c.referred_by

-- case: partition key behind a function
-- expect: partitions-not-pruned, function-on-column
set local max_parallel_workers_per_gather = 0;
select count(*) from events where date_trunc('month', happened_at) = timestamptz '2023-05-01 00:00+00'

-- case: compiling a short query
-- expect: jit-overhead
set local jit = on;
set local jit_above_cost = 10;
set local jit_inline_above_cost = 10;
set local jit_optimize_above_cost = 10;
set local max_parallel_workers_per_gather = 0;
select category_id, sum(price * 2 + id), avg(price - id), max(name || sku), min(name || sku), sum(case when price > 5 then id else 1 end) from products where price > 1 and id > 3 and category_id < 48 group by category_id

-- case: planning takes longer than running
-- expect: planning-over-execution
select count(*) from products a join products b on b.id = a.id join products c on c.id = b.id join products d on d.id = c.id join products e on e.id = d.id join products f on f.id = e.id join products g on g.id = f.id join products h on h.id = g.id where a.sku = 'SKU-000001' and b.price > 0 and c.price > 0 and d.price > 0

-- case: no worker to be had
-- expect: workers-not-launched
set local max_parallel_workers = 0;
set local parallel_setup_cost = 10;
set local work_mem = '64MB';
select status, count(*), sum(total) from orders group by status

-- case: cache that never hits
-- expect: memoize-thrash
create index on orders (customer_id);
create table clicks as select i as id, (i::bigint * 7919) % 100000 + 1 as customer_id from generate_series(1, 60000) i;
alter table clicks alter customer_id set (n_distinct = 50);
analyze clicks;
set local work_mem = '64kB';
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local max_parallel_workers_per_gather = 0;
select count(o.note) from clicks c join orders o on o.customer_id = c.customer_id where o.customer_id <> 1

-- case: result parked on disk
-- expect: temp-io
set local work_mem = '1MB';
set local max_parallel_workers_per_gather = 0;
with big as materialized (select id, note, note || note as twice from orders) select (select count(*) from big), (select max(length(twice)) from big)

-- case: nested loop that was meant for a few rows
-- expect: estimate-off, misestimated-nested-loop
create table picks as select i as id, i % 100 as a, i % 100 as b, i % 100 as c, i % 100000 + 1 as customer_id from generate_series(1, 400000) i;
analyze picks;
create index on orders (customer_id);
set local max_parallel_workers_per_gather = 0;
select sum(o.total) from picks p join orders o on o.customer_id = p.customer_id where p.a = 3 and p.b = 3 and p.c = 3

-- case: slow function in a filter
-- expect: expensive-function
create function is_fine(n integer) returns boolean language plpgsql as $$ begin perform pg_sleep(0.0005); return n % 2 = 0; end $$;
set local max_parallel_workers_per_gather = 0;
select count(*) from products where category_id = 3 and is_fine(id)

-- case: rows multiplied by a join and made one again
-- expect: distinct-after-join
set local max_parallel_workers_per_gather = 0;
set local work_mem = '128MB';
select distinct p.category_id, p.category_id % 7 from products p join order_items i on i.product_id = p.id

-- case: one plan for every value
-- expect: generic-plan, estimate-off
create index on orders (customer_id);
analyze orders;
set local plan_cache_mode = force_generic_plan;
set local max_parallel_workers_per_gather = 0;
deallocate all;
prepare of_customer(integer) as select sum(total) from orders where customer_id = $1;
execute of_customer(1)

-- case: lossy index
-- expect: index-recheck-heavy
create table readings as select i as id, (i::bigint * 7919) % 300000 as value, md5(i::text) as body from generate_series(1, 300000) i;
create index on readings using brin (value) with (pages_per_range = 128);
analyze readings;
set local enable_seqscan = off;
set local max_parallel_workers_per_gather = 0;
select * from readings where value between 10 and 20
