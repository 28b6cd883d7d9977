-- Gardeners lend each other seeds.
create table gardeners (
  id        bigint generated always as identity primary key,
  email     varchar(255),
  name      varchar(255),
  joined_at timestamptz default now()
);

create table packets (
  id          bigint generated always as identity primary key,
  gardener_id integer,
  variety     varchar(255),
  state       varchar(20) default 'shelved', -- shelved, lent, planted
  grams       numeric,
  packed_on   varchar(10)
);
