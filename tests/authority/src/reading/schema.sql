create function explained(statement text) returns text language plpgsql as $body$
declare
  line text;
  lines text := '';
begin
  for line in execute statement loop
    lines := lines || line || E'\n';
  end loop;
  return lines;
end
$body$;
create table region (id int primary key, name text not null);
create table customer (id int primary key, name text not null, region_id int references region, balance numeric(12, 2), joined date);
create table part (id int primary key, name text, kind text, price numeric(12, 2));
create table orders (id int primary key, customer_id int not null references customer, status char(1), total numeric(12, 2), ordered date, note text);
create table lineitem (order_id int not null references orders on delete cascade, line int, part_id int references part, quantity int, price numeric(12, 2), shipped date, primary key (order_id, line));
create table event (id int, at date, payload jsonb) partition by range (at);
create table event_2023 partition of event for values from ('2023-01-01') to ('2024-01-01');
create table event_2024 partition of event for values from ('2024-01-01') to ('2025-01-01');
create table event_2025 partition of event for values from ('2025-01-01') to ('2026-01-01');
create table "Odd: table" ("a ""b""" int, "c,d" text, "(e)" text[]);
create table audit (id int, what text);
create function audited() returns trigger language plpgsql as $body$
begin
  insert into audit values (new.id, tg_op);
  return new;
end
$body$;
create trigger customer_audited after update on customer for each row execute function audited();
create trigger customer_checked before update on customer for each row execute function audited();
insert into region select g, 'region ' || g from generate_series(1, 5) g;
insert into customer select g, 'customer ' || g, g % 5 + 1, g * 1.5, date '2020-01-01' + g % 700 from generate_series(1, 500) g;
insert into part select g, 'part ' || g, case when g % 10 = 0 then 'rare' else 'common' end, g * 0.1 from generate_series(1, 200) g;
insert into orders select g, case when g % 3 = 0 then 7 else g % 500 + 1 end, substr('opf', g % 3 + 1, 1), g * 2.5, date '2023-01-01' + g % 900, case when g % 4 = 0 then null else 'note ''' || g || '''' end from generate_series(1, 4000) g;
insert into lineitem select o, l, (o * l) % 200 + 1, l * 3, l * 1.1, date '2023-02-01' + o % 800 from generate_series(1, 4000) o, generate_series(1, 3) l;
insert into event select g, date '2023-01-01' + g % 1000, jsonb_build_object('kind', g % 7, 'who', 'user ' || g % 50) from generate_series(1, 3000) g;
insert into "Odd: table" select g, 'x' || g, array['a', 'b'] from generate_series(1, 50) g;
create index on orders (customer_id, ordered desc);
create index on orders (status) where status <> 'f';
create index on lineitem (part_id) include (quantity);
create index on event (at);
create index on customer (lower(name));
create index "Odd: index" on "Odd: table" ("c,d");
analyze;
