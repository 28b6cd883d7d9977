-- Next week: courts, and members who pay for them.
alter table members add column membership_type text not null default 'basic'
  check (membership_type in ('basic', 'plus', 'family'));
alter table members add column credit numeric(10, 2) not null default 0 check (credit >= 0);

create extension if not exists btree_gist;
create table court_hours (
  id        bigint generated always as identity primary key,
  court_no  integer not null,
  member_id bigint not null references members on delete restrict,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,
  constraint court_hours_end_after_start check (ends_at > starts_at),
  constraint court_hours_one_at_a_time exclude using gist (court_no with =, tstzrange(starts_at, ends_at) with &&)
);
create index court_hours_member_id_idx on court_hours (member_id);
