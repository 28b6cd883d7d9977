create table member (
  id       integer primary key,
  email    text not null collate nocase unique,
  joined   date,
  active   boolean not null default 1 check (active in (0, 1)),
  points   integer check (points >= 0),
  balance  numeric(6, 2),
  code     varchar(5) unique
);
