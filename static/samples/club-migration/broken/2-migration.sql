-- Next week: courts, and members who pay for them.
alter table members add column membership_type text default 'basic'; -- basic, plus, family
alter table members add column credit real default 0;

create table court_hours (
  court_no  integer not null,
  member_id bigint references members on delete set null,
  starts_at timestamp not null,
  ends_at   timestamp not null
);
