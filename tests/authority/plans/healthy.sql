-- Plans with nothing to mend: no insight above `hint` may speak.

-- case: by primary key
select * from orders where id = 4711

-- case: by unique key
select * from products where sku = 'SKU-000042'

-- case: by an index, few rows
create index on orders (customer_id);
analyze orders;
select * from orders where customer_id = 4242

-- case: by an index with the order
create index on orders (customer_id, created_at desc);
analyze orders;
select * from orders where customer_id = 4242 order by created_at desc limit 5

-- case: range of a primary key
select id, total from orders where id between 1000 and 5000

-- case: small table read whole
select count(*) from products

-- case: small table filtered
select id from products where category_id = 7

-- case: report over everything
select status, count(*), sum(total) from orders group by status

-- case: report over everything, in one process
set local max_parallel_workers_per_gather = 0;
select status, count(*), sum(total) from orders group by status

-- case: filter that keeps most rows
set local max_parallel_workers_per_gather = 0;
select count(*) from orders where status = 'done'

-- case: hash join of everything
set local work_mem = '128MB';
set local max_parallel_workers_per_gather = 0;
select p.category_id, sum(i.quantity * i.price) from order_items i join products p on p.id = i.product_id group by p.category_id

-- case: merge join by primary keys
set local work_mem = '64MB';
set local max_parallel_workers_per_gather = 0;
select count(*) from orders o join (select id from orders where id < 250000) p on p.id = o.id

-- case: nested loop with an index
select o.id, i.price from orders o join order_items i on i.order_id = o.id where o.id between 100 and 150

-- case: sort in memory
set local work_mem = '64MB';
set local max_parallel_workers_per_gather = 0;
select id, name from products order by name

-- case: the largest ten
set local max_parallel_workers_per_gather = 0;
select id, total from orders order by total desc, id limit 10

-- case: the newest ten by an index
create index on orders (created_at);
select id, total from orders order by created_at desc limit 10

-- case: index only scan
set local max_parallel_workers_per_gather = 0;
select count(*) from orders where id between 1 and 100000

-- case: bitmap that fits
create index on orders (customer_id);
analyze orders;
select sum(total) from orders where customer_id between 5000 and 5400

-- case: one partition
select count(*) from events where happened_at >= timestamptz '2023-05-01 00:00+00' and happened_at < timestamptz '2023-06-01 00:00+00'

-- case: all partitions, all rows
set local max_parallel_workers_per_gather = 0;
select kind, count(*) from events group by kind

-- case: insert of one row
insert into products values (20001, 'SKU-X', 1, 'x', 1, '2024-01-01', '2024-02-01')

-- case: insert of many rows
create table copies (id bigint primary key, total numeric);
insert into copies select id, total from orders where id <= 50000

-- case: update by primary key
update orders set total = total + 1 where id = 4711

-- case: delete with an index on the reference
create table parents (id integer primary key);
insert into parents select i from generate_series(1, 20000) i;
create table children (id integer primary key, parent_id integer not null references parents on delete cascade);
insert into children select i, (i % 20000) + 1 from generate_series(1, 100000) i;
create index on children (parent_id);
analyze parents;
analyze children;
delete from parents where id <= 60

-- case: EXISTS
set local max_parallel_workers_per_gather = 0;
select count(*) from products p where exists (select 1 from order_items i where i.product_id = p.id and i.quantity = 7)

-- case: NOT EXISTS
set local work_mem = '64MB';
set local max_parallel_workers_per_gather = 0;
select count(*) from customers c where not exists (select 1 from orders o where o.customer_id = c.id)

-- case: small NOT IN
select count(*) from products where category_id not in (select id from products where id <= 20)

-- case: CTE used once
with recent as (select * from orders where id > 299000) select count(*) from recent where status = 'done'

-- case: recursion
with recursive chain(id, depth) as (select 1, 1 union all select (id * 7) % 1000 + 1, depth + 1 from chain where depth < 50) select max(depth) from chain join products p on p.id = chain.id

-- case: window over a few rows
select id, row_number() over (order by price) from products where category_id = 3

-- case: UNION ALL
set local max_parallel_workers_per_gather = 0;
select id from products where id < 100 union all select id from customers where id < 100

-- case: first page
select id, total from orders order by id limit 20

-- case: next page by key
select id, total from orders where id > 280000 order by id limit 20

-- case: newest order of each of a few customers
create index on orders (customer_id, created_at);
analyze orders;
select c.id, o.id from customers c cross join lateral (select id from orders o where o.customer_id = c.id order by created_at desc limit 1) o where c.id between 5 and 30

-- case: JSON by a GIN index
create index on orders using gin (payload jsonb_path_ops);
analyze orders;
select count(*) from orders where payload @> '{"n": 77}'

-- case: pattern by trigrams
create index on customers using gin (name gin_trgm_ops);
select id from customers where name like '%0123ab%'

-- case: expression with its index
create index on customers (lower(email));
analyze customers;
select id from customers where lower(email) = 'user4711@example.com'

-- case: list of keys
select id, total from orders where id in (1, 500, 90000, 123456, 222222)

-- case: upsert
insert into products values (1, 'SKU-000001', 1, 'x', 1, '2024-01-01', '2024-02-01') on conflict (id) do update set price = excluded.price

-- case: nothing to do
select 1

-- case: series
select sum(n) from generate_series(1, 1000) n

-- case: everything to the client
set local max_parallel_workers_per_gather = 0;
select id, customer_id, total from orders
