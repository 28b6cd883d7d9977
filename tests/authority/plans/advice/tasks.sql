-- Tasks of projects.
create table projects (
    id integer primary key,
    org_id integer not null,
    name text not null,
    archived boolean not null
);
create table tasks (
    id integer primary key,
    project_id integer not null references projects,
    assignee_id integer,
    status text not null,
    priority integer not null,
    due_on date,
    created_at timestamptz not null,
    deleted_at timestamptz,
    title text not null
);
create table comments (
    id integer primary key,
    task_id integer not null references tasks,
    author_id integer not null,
    created_at timestamptz not null,
    body text not null
);
insert into projects select i, i % 100, 'project ' || i, i % 10 = 0 from generate_series(1, 2000) i;
insert into tasks
select i, (i::bigint * 7919) % 2000 + 1, case when i % 4 <> 0 then (i::bigint * 31) % 500 end,
       case when i % 100 = 1 then 'blocked' when i % 20 = 3 then 'open' when i % 20 = 4 then 'doing' else 'done' end,
       (i::bigint * 104729) % 5, case when i % 3 = 0 then date '2024-01-01' + (i % 700) end,
       timestamptz '2023-01-01 00:00+00' + i * interval '5 minutes',
       case when i % 30 = 0 then timestamptz '2024-01-01 00:00+00' end, 'Task ' || md5(i::text)
from generate_series(1, 100000) i;
insert into comments
select i, (i::bigint * 6007) % 100000 + 1, (i::bigint * 13) % 500, timestamptz '2023-01-01 00:00+00' + i * interval '3 minutes', md5(i::text)
from generate_series(1, 150000) i;
vacuum analyze projects;
vacuum analyze tasks;
vacuum analyze comments;

-- case: open tasks of a project by priority
select id, title from tasks where project_id = 77 and status <> 'done' order by priority desc, created_at desc limit 20

-- case: tasks of an assignee
select id, title from tasks where assignee_id = 42 and status = 'doing'

-- case: blocked tasks
select id from tasks where status = 'blocked' and deleted_at is null

-- case: tasks that are due
select id from tasks where due_on = date '2024-03-05'

-- case: overdue tasks of a project
select id from tasks where project_id = 5 and due_on < date '2024-06-01'

-- case: comments of a task
select * from comments where task_id = 4242 order by created_at

-- case: newest comments of an author
select * from comments where author_id = 42 order by created_at desc limit 10

-- case: tasks of an organisation
select t.id from projects p join tasks t on t.project_id = p.id where p.org_id = 7 and t.status = 'blocked'

-- case: tasks nobody does
select id from tasks where assignee_id is null and status = 'blocked'

-- case: tasks of three projects
select id from tasks where project_id in (1, 2, 3) and priority = 4

-- case: deleted tasks of a project
select count(*) from tasks where project_id = 30 and deleted_at is not null

-- case: title
select id from tasks where title = 'Task c4ca4238a0b923820dcc509a6f75849b'

-- case: newest tasks
select id, title from tasks where deleted_at is null order by created_at desc limit 50

-- case: comments of a project's task
select c.id from tasks t join comments c on c.task_id = t.id where t.id between 500 and 505

-- case: tasks per state
-- none: the whole table is needed
select status, count(*) from tasks group by status

-- case: small table
-- none: it is read in no time
select id from projects where archived

-- case: most tasks
-- none: nearly all rows are wanted
select avg(priority), max(title) from tasks where status = 'done'
