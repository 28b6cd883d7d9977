create table teams (
  id   bigint generated always as identity primary key,
  name text not null unique
);

create table tickets (
  id        bigint generated always as identity primary key,
  team_id   bigint not null references teams on delete cascade,
  title     text not null,
  urgency   integer not null check (urgency between 1 and 5),
  opened_at timestamptz not null default now(),
  closed_at timestamptz check (closed_at >= opened_at)
);
create index tickets_open_idx on tickets (team_id, urgency desc, opened_at) where closed_at is null;
create index tickets_team_id_idx on tickets (team_id);
