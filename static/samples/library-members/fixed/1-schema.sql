-- Members of a small library and what they borrowed.
create table members (
  id         bigint generated always as identity primary key,
  email      text not null,
  full_name  text not null,
  status     text not null default 'active' check (status in ('active', 'paused', 'left')),
  deleted_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index members_email_key on members (lower(email)) where deleted_at is null;

create table loans (
  id          bigint generated always as identity primary key,
  member_id   bigint not null references members on delete restrict,
  book_title  text not null,
  borrowed_at timestamptz not null default now(),
  returned_at timestamptz,
  constraint loans_returned_after_borrowed check (returned_at >= borrowed_at)
);
create index loans_member_id_idx on loans (member_id);
