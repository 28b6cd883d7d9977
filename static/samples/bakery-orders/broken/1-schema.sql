-- A bakery's web shop.
create table customers (
  id         bigint primary key,
  email      text not null,
  created_at timestamptz not null default now()
);

create table orders (
  id          bigint primary key,
  customer_id bigint not null references customers,
  courier_id  bigint not null,
  state       text not null, -- 'open', 'paid', 'sent'
  total_price real not null,
  placed_at   timestamp not null
);

create table order_lines (
  order_id   bigint not null references orders,
  line_no    integer not null,
  product    text not null,
  quantity   integer not null,
  unit_price double precision not null,
  primary key (order_id, line_no)
);
