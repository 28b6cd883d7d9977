-- Grew out of a spreadsheet, one row per invoice line.
create table invoice_lines (
  invoice_no       integer not null,
  invoice_date     date not null,
  customer_id      bigint not null,
  customer_name    text not null,
  customer_address text not null,
  article          text not null,
  quantity         integer not null,
  unit_price       numeric(10, 2) not null,
  line_total       numeric(12, 2) not null,
  paid             text not null default 'no' -- yes, no, partly
);
