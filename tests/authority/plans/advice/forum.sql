-- Posts, votes and members.
create table members (
    id integer primary key,
    handle varchar(40) not null,
    joined_at timestamptz not null,
    karma integer not null,
    banned boolean not null
);
create table posts (
    id integer primary key,
    author_id integer not null references members,
    board text not null,
    parent_id integer references posts,
    posted_at timestamptz not null,
    score integer not null,
    hidden boolean not null,
    title text not null
);
create table votes (
    member_id integer not null references members,
    post_id integer not null references posts,
    value smallint not null,
    voted_at timestamptz not null,
    primary key (member_id, post_id)
);
insert into members select i, 'member' || i, timestamptz '2020-01-01 00:00+00' + i * interval '1 hour', (i::bigint * 7919) % 10000, i % 200 = 0 from generate_series(1, 20000) i;
insert into posts
select i, (i::bigint * 31) % 20000 + 1, 'board ' || (i::bigint * 7919) % 60, case when i % 4 <> 0 and i > 100 then (i - 1) / 3 end,
       timestamptz '2023-01-01 00:00+00' + i * interval '6 minutes', (i::bigint * 104729) % 2000, i % 70 = 0, 'Title ' || md5(i::text)
from generate_series(1, 90000) i;
insert into votes select (i::bigint * 7919) % 20000 + 1, i % 90000 + 1, 1, timestamptz '2023-02-01 00:00+00' + i * interval '2 minutes' from generate_series(1, 150000) i on conflict do nothing;
vacuum analyze members;
vacuum analyze posts;
vacuum analyze votes;

-- case: newest of a board
select id, title from posts where board = 'board 7' and not hidden order by posted_at desc limit 25

-- case: best of a board
select id, title from posts where board = 'board 7' order by score desc limit 10

-- case: answers
select * from posts where parent_id = 1234 order by posted_at

-- case: posts of a member
select id from posts where author_id = 99

-- case: votes on a post
select sum(value) from votes where post_id = 4242

-- case: member by handle
select * from members where handle = 'member77'

-- case: member by handle, whatever the case
select * from members where lower(handle) = 'member77'

-- case: best members
select handle from members order by karma desc limit 10

-- case: hidden posts of a board
select id from posts where board = 'board 9' and hidden

-- case: posts of a day on a board
select id from posts where board = 'board 3' and posted_at >= timestamptz '2023-05-05 00:00+00' and posted_at < timestamptz '2023-05-06 00:00+00'

-- case: banned members
select id from members where banned

-- case: good posts of a member
select id from posts where author_id = 500 and score > 1500

-- case: votes of a day
select count(*) from votes where voted_at >= timestamptz '2023-03-03 00:00+00' and voted_at < timestamptz '2023-03-04 00:00+00'

-- case: votes of a member
-- none: the primary key begins with the member
select * from votes where member_id = 77

-- case: posts per board
-- none: the whole table is needed
select board, count(*) from posts group by board
