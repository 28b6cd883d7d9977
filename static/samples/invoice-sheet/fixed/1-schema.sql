-- The sheet taken apart: each fact stands in one place.
create table customers (
  id      bigint generated always as identity primary key,
  name    text not null,
  address text not null
);

create table invoices (
  invoice_no   integer primary key,
  customer_id  bigint not null references customers on delete restrict,
  invoice_date date not null,
  paid         text not null default 'no' check (paid in ('yes', 'no', 'partly'))
);
create index invoices_customer_id_idx on invoices (customer_id);

create table invoice_lines (
  invoice_no integer not null references invoices on delete cascade,
  line_no    smallint not null check (line_no > 0),
  article    text not null,
  quantity   integer not null check (quantity > 0),
  unit_price numeric(10, 2) not null check (unit_price >= 0),
  line_total numeric(12, 2) not null generated always as (quantity * unit_price) stored,
  primary key (invoice_no, line_no)
);
