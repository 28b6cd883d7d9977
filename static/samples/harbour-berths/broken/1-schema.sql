-- The harbour's spreadsheet, as it came over. The rows beside it are those of May to July.
create table berth_bookings (
  booking_no    integer not null,
  arrives_on    date not null,
  leaves_on     date,
  berth         text,
  pier          text,
  boat_reg      text,
  boat_name     text,
  boat_length   numeric(5, 2) check (boat_length > 0),
  skipper       text,
  skipper_email text,
  fee           numeric(8, 2)
);
