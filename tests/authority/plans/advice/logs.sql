-- What tenants did.
create table entries (
    id bigint primary key,
    tenant_id integer not null,
    level text not null,
    service text not null,
    logged_at timestamptz not null,
    trace_id uuid not null,
    duration_ms integer not null,
    message text not null,
    detail jsonb not null
);
create table sessions (
    id integer primary key,
    tenant_id integer not null,
    token varchar(64) not null,
    user_id integer not null,
    started_at timestamptz not null,
    ended_at timestamptz
);
insert into entries
select i, i % 200, case when i % 1000 = 5 then 'fatal' when i % 50 = 7 then 'error' when i % 10 = 1 then 'warning' else 'info' end,
       'service-' || (i::bigint * 31) % 40, timestamptz '2024-01-01 00:00+00' + i * interval '20 seconds', md5(i::text)::uuid,
       (i::bigint * 7919) % 3000, 'message ' || md5((i % 5000)::text), jsonb_build_object('code', i % 4000, 'path', '/p/' || i % 900)
from generate_series(1, 120000) i;
insert into sessions
select i, i % 200, md5(i::text), (i::bigint * 7919) % 20000 + 1, timestamptz '2024-01-01 00:00+00' + i * interval '1 minute',
       case when i % 50 <> 0 then timestamptz '2024-01-01 01:00+00' + i * interval '1 minute' end
from generate_series(1, 60000) i;
vacuum analyze entries;
vacuum analyze sessions;

-- case: newest entries of a tenant
select * from entries where tenant_id = 17 order by logged_at desc limit 50

-- case: errors of a service
select id, message from entries where service = 'service-7' and level = 'error'

-- case: fatal entries
select * from entries where level = 'fatal' order by logged_at desc limit 20

-- case: one trace
select * from entries where trace_id = 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'

-- case: a minute of a tenant
select count(*) from entries where tenant_id = 3 and logged_at between timestamptz '2024-01-10 00:00+00' and timestamptz '2024-01-10 06:00+00'

-- case: slow calls of a service
select id from entries where service = 'service-3' and duration_ms > 2950

-- case: session by its token
select * from sessions where token = 'c4ca4238a0b923820dcc509a6f75849b'

-- case: open sessions of a user
select * from sessions where user_id = 77 and ended_at is null

-- case: open sessions
select count(*) from sessions where ended_at is null and tenant_id = 50

-- case: first session of a user
select min(started_at) from sessions where user_id = 4242

-- case: entries of an hour
select id, level from entries where logged_at >= timestamptz '2024-01-20 10:00+00' and logged_at < timestamptz '2024-01-20 11:00+00'

-- case: slowest calls
select id, duration_ms from entries order by duration_ms desc limit 10

-- case: entries per level
-- none: the whole table is needed
select level, count(*) from entries group by level

-- case: longest message
-- none: the whole table is needed
select max(length(message)) from entries

-- case: one entry
-- none: the primary key finds it
select * from entries where id = 99
