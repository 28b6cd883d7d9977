-- A shop. `none` marks queries that no index helps.
create table customers (
    id integer primary key,
    email varchar(120) not null,
    country text not null,
    referred_by integer,
    created_at timestamptz not null
);
create table orders (
    id bigint primary key,
    customer_id integer not null references customers,
    status text not null,
    total numeric(12, 2) not null,
    coupon text,
    created_at timestamptz not null
);
create table order_items (
    id bigint primary key,
    order_id bigint not null references orders,
    product_id integer not null,
    quantity integer not null
);
insert into customers
select i, 'user' || i || '@example.com', (array['FR', 'DE', 'IT', 'ES', 'PL', 'NL', 'SE', 'AT', 'PT', 'CZ'])[i % 10 + 1],
       case when i % 3 = 0 then (i * 7) % 30000 + 1 end, timestamptz '2020-01-01 00:00+00' + i * interval '20 minutes'
from generate_series(1, 30000) i;
insert into orders
select i, (i::bigint * 7919) % 30000 + 1,
       case when i % 500 = 7 then 'failed' when i % 40 = 3 then 'open' else 'done' end,
       (i::bigint * 31) % 100000 / 100.0, case when i % 400 = 11 then 'COUPON' || i % 7 end,
       timestamptz '2023-01-01 00:00+00' + i * interval '5 minutes'
from generate_series(1, 100000) i;
insert into order_items
select i, (i + 1) / 2, (i::bigint * 6007) % 5000 + 1, i % 7 + 1 from generate_series(1, 200000) i;
vacuum analyze customers;
vacuum analyze orders;
vacuum analyze order_items;

-- case: orders of a customer
select * from orders where customer_id = 4242

-- case: newest orders of a customer
select * from orders where customer_id = 4242 order by created_at desc limit 5

-- case: failed orders since
select id, total from orders where status = 'failed' and created_at >= timestamptz '2023-11-01 00:00+00'

-- case: orders with a coupon
select id from orders where coupon = 'COUPON3'

-- case: customer by e-mail
select * from customers where email = 'user777@example.com'

-- case: items of an order
select * from order_items where order_id = 777

-- case: items of a customer's orders
select o.id, i.product_id from orders o join order_items i on i.order_id = o.id where o.id between 100 and 110

-- case: sales of a product
select sum(quantity) from order_items where product_id = 42

-- case: newest hundred orders
select id, total from orders order by created_at desc limit 100

-- case: orders of a week
select id, total from orders where created_at >= timestamptz '2023-06-05 00:00+00' and created_at < timestamptz '2023-06-06 00:00+00'

-- case: referred customers
select id from customers where referred_by = 7

-- case: failed orders of a country
select o.id from customers c join orders o on o.customer_id = c.id where c.email = 'user99@example.com' and o.status = 'done'

-- case: dearest orders in a state
select id from orders where status = 'open' order by total desc limit 10

-- case: revenue per state
-- none: the whole table is needed
select status, sum(total) from orders group by status

-- case: most orders
-- none: nearly all rows are wanted
select count(*), sum(total) from orders where status = 'done'

-- case: one order
-- none: the primary key finds it
select * from orders where id = 4711

-- case: everything joined
-- none: all rows of both tables are needed
select o.status, sum(i.quantity) from orders o join order_items i on i.order_id = o.id group by o.status
