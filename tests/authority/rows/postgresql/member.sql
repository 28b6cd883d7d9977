create type rank as enum ('guest', 'member', 'head');
create table member (
  id       integer primary key,
  email    text not null,
  joined   date,
  seen     timestamptz,
  active   boolean not null default true,
  points   smallint check (points >= 0),
  balance  numeric(6, 2),
  rank     rank,
  code     varchar(5) unique,
  token    uuid,
  label    text generated always as (upper(email)) stored
);
create unique index member_email_idx on member (lower(email));
create unique index member_active_rank on member (rank) where active and rank = 'head';
