-- Members of a small library and what they borrowed.
create table members (
  id         bigint generated always as identity primary key,
  email      text,
  full_name  text,
  status     text default 'active', -- active, paused, left
  is_deleted boolean default false,
  created_at timestamp default now()
);

create table loans (
  member_id   bigint references members,
  book_title  text,
  borrowed_at timestamp,
  returned_at timestamp
);
