-- Schools share one database; each sees its own rows.
create table schools (
  id   bigint generated always as identity primary key,
  name text not null unique
);

create table courses (
  id        bigint generated always as identity primary key,
  tenant_id bigint not null references schools on delete cascade,
  code      text not null unique,
  title     text not null
);
create index courses_tenant_id_idx on courses (tenant_id);

create table enrolments (
  id         bigint generated always as identity primary key,
  tenant_id  bigint not null references schools on delete cascade,
  course_id  bigint not null references courses on delete cascade,
  student_id bigint not null,
  grade      integer
);
create index enrolments_tenant_id_idx on enrolments (tenant_id);
