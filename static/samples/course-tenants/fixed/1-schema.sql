-- Schools share one database; each sees its own rows.
create table schools (
  id   bigint generated always as identity primary key,
  name text not null unique
);

create table courses (
  id        bigint generated always as identity primary key,
  tenant_id bigint not null references schools on delete cascade,
  code      text not null,
  title     text not null,
  unique (tenant_id, code),
  unique (tenant_id, id)
);

create table students (
  id        bigint generated always as identity primary key,
  tenant_id bigint not null references schools on delete cascade,
  name      text not null,
  unique (tenant_id, id)
);

create table enrolments (
  tenant_id  bigint not null references schools on delete cascade,
  course_id  bigint not null,
  student_id bigint not null,
  grade      integer check (grade between 1 and 6),
  primary key (tenant_id, course_id, student_id),
  foreign key (tenant_id, course_id) references courses (tenant_id, id) on delete cascade,
  foreign key (tenant_id, student_id) references students (tenant_id, id) on delete cascade
);
create index enrolments_student_idx on enrolments (tenant_id, student_id);
