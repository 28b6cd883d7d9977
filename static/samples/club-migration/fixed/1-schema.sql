-- What runs today.
create table members (
  id        bigint generated always as identity primary key,
  email     text not null,
  joined_at timestamptz not null default now()
);
create unique index members_email_key on members (lower(email));
