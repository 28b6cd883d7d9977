create table depots (
  id   integer generated always as identity primary key,
  city text not null unique
);

create table parcels (
  id          bigint generated always as identity primary key,
  depot_id    integer not null references depots on delete restrict,
  barcode     text not null unique,
  recipient   text not null,
  received_at timestamptz not null default now(),
  delivered_at timestamptz
);
create index parcels_depot_id_idx on parcels (depot_id);
