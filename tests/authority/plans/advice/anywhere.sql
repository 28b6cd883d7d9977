-- A shop in words that MariaDB and SQLite share. `numbers` holds 1 to 60000.
create table customers (
    id integer primary key,
    email varchar(60) not null,
    country varchar(2) not null,
    referred_by integer,
    joined_at bigint not null
);
create table orders (
    id integer primary key,
    customer_id integer not null,
    status varchar(10) not null,
    priority integer not null,
    total integer not null,
    coupon varchar(10),
    created_at bigint not null,
    note varchar(80) not null
);
create table order_items (
    id integer primary key,
    order_id integer not null,
    product_id integer not null,
    quantity integer not null,
    price integer not null
);
insert into customers
select n, concat('user', n, '@example.com'), case n % 5 when 0 then 'FR' when 1 then 'DE' when 2 then 'IT' when 3 then 'ES' else 'PL' end,
       case when n % 3 = 0 then (n * 7) % 12000 + 1 end, 1600000000 + n * 1200
from numbers where n <= 12000;
insert into orders
select n, (n * 7919) % 12000 + 1, case when n % 500 = 7 then 'failed' when n % 40 = 3 then 'open' else 'done' end, (n * 1013) % 5,
       (n * 31) % 100000, case when n % 400 = 11 then concat('COUPON', n % 7) end, 1700000000 + n * 300, concat('note ', n % 977, ' of ', n)
from numbers;
insert into order_items
select n, n / 2 + 1, (n * 6007) % 3000 + 1, n % 7 + 1, (n * 31) % 900 from numbers;

-- case: orders of a customer
select * from orders where customer_id = 4242

-- case: newest orders of a customer
select * from orders where customer_id = 4242 order by created_at desc limit 2

-- case: failed orders since
select id, total from orders where status = 'failed' and created_at >= 1715000000

-- case: orders with a coupon
select id from orders where coupon = 'COUPON3'

-- case: customer by e-mail
select * from customers where email = 'user777@example.com'

-- case: items of an order
select * from order_items where order_id = 777

-- case: sales of a product
select sum(quantity) from order_items where product_id = 42

-- case: newest hundred orders
select id, total from orders order by created_at desc limit 100

-- case: orders of a day
select id, total from orders where created_at >= 1705000000 and created_at < 1705086400

-- case: referred customers
select id from customers where referred_by = 8

-- case: dearest open orders
select id from orders where status = 'open' order by total desc limit 10

-- case: urgent orders of a customer
select id from orders where customer_id = 77 and priority = 4

-- case: orders of three customers
select id from orders where customer_id in (5, 6, 7) and status = 'done'

-- case: items of one product by quantity
select id from order_items where product_id = 9 and quantity > 5

-- case: orders of a customer found by e-mail
select o.id from customers c join orders o on o.customer_id = c.id where c.email = 'user99@example.com'

-- case: items of some orders
select o.id, i.product_id from orders o join order_items i on i.order_id = o.id where o.id between 100 and 110

-- case: by its note
select id from orders where note = 'note 5 of 982'

-- case: first order of a customer
select min(created_at) from orders where customer_id = 99

-- case: dear items of a product
select id from order_items where product_id = 77 order by price desc limit 3

-- case: customers of a time
select id from customers where joined_at between 1601000000 and 1601100000

-- case: newest customers
select id, email from customers order by joined_at desc limit 10

-- case: revenue per state
-- none: the whole table is needed
select status, sum(total) from orders group by status

-- case: most orders
-- none: nearly all rows are wanted
select count(*), sum(total) from orders where status = 'done'

-- case: one order
-- none: the primary key finds it
select * from orders where id = 4711

-- case: sum of everything
-- none: the whole table is needed
select sum(quantity * price), max(product_id) from order_items
