-- A bakery's web shop.
create table customers (
  id         bigint primary key,
  email      text not null,
  created_at timestamptz not null default now()
);
create unique index customers_email_key on customers (lower(email));

create table couriers (
  id   bigint primary key,
  name text not null
);

create table orders (
  id          bigint primary key,
  customer_id bigint not null references customers on delete restrict,
  courier_id  bigint not null references couriers on delete restrict,
  state       text not null check (state in ('open', 'paid', 'sent')),
  total_price numeric(10, 2) not null check (total_price >= 0),
  placed_at   timestamptz not null
);
create index orders_customer_id_idx on orders (customer_id);
create index orders_courier_id_idx on orders (courier_id);

create table order_lines (
  order_id   bigint not null references orders on delete cascade,
  line_no    integer not null,
  product    text not null,
  quantity   integer not null check (quantity > 0),
  unit_price numeric(10, 2) not null check (unit_price >= 0),
  primary key (order_id, line_no)
);
