-- What the rows showed, kept by the schema: a berth has one pier, a boat one name, one length and one skipper.
create table berths (
  berth text primary key,
  pier  text not null check (pier in ('North', 'South', 'East'))
);

create table skippers (
  id    bigint generated always as identity primary key,
  name  text not null,
  email text not null check (email like '%_@_%')
);
create unique index skippers_email_key on skippers (lower(email));

create table boats (
  registration text primary key,
  name         text not null,
  length       numeric(5, 2) not null check (length > 0),
  skipper_id   bigint not null references skippers on delete restrict
);
create index boats_skipper_id_idx on boats (skipper_id);

create table bookings (
  booking_no   integer primary key,
  arrives_on   date not null,
  leaves_on    date not null,
  berth        text not null references berths on delete restrict,
  registration text not null references boats on delete restrict,
  fee          numeric(8, 2) not null check (fee >= 0),
  check (leaves_on > arrives_on)
);
create index bookings_berth_idx on bookings (berth);
create index bookings_registration_idx on bookings (registration);
