-- Gardeners lend each other seeds.
create type packet_state as enum ('shelved', 'lent', 'planted');

create table gardeners (
  id        bigint generated always as identity primary key,
  email     text not null check (email = lower(email)),
  name      text not null check (name <> ''),
  joined_at timestamptz not null default now(),
  constraint gardeners_email_key unique (email)
);

create table packets (
  id          bigint generated always as identity primary key,
  gardener_id bigint not null references gardeners on delete restrict,
  variety     text not null check (variety <> ''),
  state       packet_state not null default 'shelved',
  grams       numeric(6, 1) not null check (grams > 0),
  packed_on   date not null
);

create index packets_gardener_id_idx on packets (gardener_id);
