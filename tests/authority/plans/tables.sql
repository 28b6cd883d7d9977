-- A shop with trouble in its data: skew, correlation, NULLs, partitions. Every figure is made by arithmetic, so that each run has the same rows.
create extension if not exists pg_trgm;

create table customers (
    id integer primary key,
    email varchar(120) not null,
    name text not null,
    country text not null,
    city text not null,
    referred_by integer,
    created_at timestamptz not null,
    notes text
);
insert into customers
select i,
       'user' || i || '@example.com',
       'Name ' || md5(i::text),
       (array['FR', 'DE', 'IT', 'ES', 'PL', 'NL', 'SE', 'AT', 'PT', 'CZ'])[i % 10 + 1],
       'city ' || i % 10 || '-' || (i / 10) % 3,
       case when i % 3 = 0 then (i * 7) % 100000 + 1 end,
       timestamptz '2020-01-01 00:00+00' + i * interval '20 minutes',
       repeat(md5((i * 3)::text), 4)
from generate_series(1, 100000) i;

create table products (
    id integer primary key,
    sku varchar(20) not null unique,
    category_id integer not null,
    name text not null,
    price numeric(10, 2) not null,
    valid_from date not null,
    valid_until date not null
);
insert into products
select i, 'SKU-' || lpad(i::text, 6, '0'), i % 50, 'Product ' || md5(i::text), (i % 900) + 0.99,
       date '2020-01-01' + (i % 1000), date '2020-01-01' + (i % 1000) + 30
from generate_series(1, 10000) i;

create table orders (
    id bigint primary key,
    customer_id integer not null,
    status text not null,
    priority integer not null,
    total numeric(12, 2) not null,
    coupon text,
    created_at timestamptz not null,
    payload jsonb not null,
    note text not null
);
insert into orders
select i,
       case when i % 10 = 0 then 1 else (i::bigint * 7919) % 100000 + 1 end,
       case when i % 1000 = 7 then 'failed' when i % 50 = 3 then 'open' else 'done' end,
       (i::bigint * 104729) % 5,
       (i::bigint * 31) % 100000 / 100.0,
       case when i % 400 = 11 then 'COUPON' || i % 7 end,
       timestamptz '2023-01-01 00:00+00' + i * interval '3 minutes',
       jsonb_build_object('channel', (array['web', 'app', 'shop'])[i % 3 + 1], 'n', i % 5000),
       md5(i::text) || md5((i + 1)::text)
from generate_series(1, 300000) i;

create table order_items (
    id bigint primary key,
    order_id bigint not null,
    product_id integer not null,
    quantity integer not null,
    price numeric(10, 2) not null
);
insert into order_items
select i, (i + 1) / 2, (i::bigint * 6007) % 10000 + 1, i % 7 + 1, (i % 900) + 0.99
from generate_series(1, 600000) i;
create index order_items_order_id_idx on order_items (order_id);

create table events (
    id bigint not null,
    happened_at timestamptz not null,
    kind text not null,
    customer_id integer not null,
    detail text not null
) partition by range (happened_at);
do $$
begin
    for month in 0..23 loop
        execute format('create table events_%s partition of events for values from (%L) to (%L)', lpad(month::text, 2, '0'),
            timestamptz '2023-01-01 00:00+00' + month * interval '1 month',
            timestamptz '2023-01-01 00:00+00' + (month + 1) * interval '1 month');
    end loop;
end $$;
insert into events
select i, timestamptz '2023-01-01 00:00+00' + i * interval '4 minutes', 'kind ' || i % 20, (i::bigint * 7919) % 100000 + 1, md5(i::text)
from generate_series(1, 240000) i;

-- What people paste is run twice: the second run finds its pages in memory.
vacuum analyze customers;
vacuum analyze products;
vacuum analyze orders;
vacuum analyze order_items;
vacuum analyze events;

-- Runs EXPLAIN and gives its lines as one text.
create function explained(options text, query text) returns text language plpgsql as $$
declare
    line text;
    lines text := '';
begin
    for line in execute 'explain (' || options || ') ' || query loop
        lines := lines || line || E'\n';
    end loop;
    return lines;
end $$;
