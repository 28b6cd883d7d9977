-- Accounts and transfers.
create table accounts (
    id integer primary key,
    owner_id integer not null,
    iban varchar(34) not null,
    kind text not null,
    opened_on date not null,
    closed_on date,
    balance numeric(14, 2) not null
);
create table transfers (
    id bigint primary key,
    from_account integer not null references accounts,
    to_account integer not null references accounts,
    amount numeric(14, 2) not null,
    booked_on date not null,
    state char(1) not null,
    reference varchar(40)
);
insert into accounts
select i, (i::bigint * 31) % 15000, 'DE' || lpad(i::text, 20, '0'), (array['giro', 'savings', 'credit'])[i % 3 + 1], date '2010-01-01' + i % 4000,
       case when i % 25 = 0 then date '2022-01-01' + i % 600 end, (i::bigint * 7919) % 100000
from generate_series(1, 40000) i;
insert into transfers
select i, (i::bigint * 7919) % 40000 + 1, (i::bigint * 6007) % 40000 + 1, (i::bigint * 104729) % 500000 / 100.0, date '2023-01-01' + i / 200,
       case when i % 800 = 3 then 'R' when i % 300 = 5 then 'P' else 'B' end, case when i % 5 = 0 then 'REF' || i end
from generate_series(1, 120000) i;
vacuum analyze accounts;
vacuum analyze transfers;

-- case: account by IBAN
select * from accounts where iban = 'DE00000000000000004711'

-- case: accounts of an owner
select id, balance from accounts where owner_id = 42 and closed_on is null

-- case: transfers from an account
select * from transfers where from_account = 4242 order by booked_on desc limit 20

-- case: transfers to an account in a month
select sum(amount) from transfers where to_account = 77 and booked_on between date '2023-06-01' and date '2023-06-30'

-- case: rejected transfers
select id from transfers where state = 'R' and booked_on >= date '2024-01-01'

-- case: pending transfers, oldest first
select id, amount from transfers where state = 'P' order by booked_on limit 10

-- case: by reference
select * from transfers where reference = 'REF500'

-- case: a day
select count(*), sum(amount) from transfers where booked_on = date '2023-09-09'

-- case: largest transfers
select id, amount from transfers order by amount desc limit 10

-- case: both sides
select * from transfers where from_account = 100 and to_account = 200

-- case: transfers of an owner
select t.id from accounts a join transfers t on t.from_account = a.id where a.owner_id = 7

-- case: accounts closed on a day
select id from accounts where closed_on = date '2022-05-05'

-- case: dear accounts of an owner
select id from accounts where owner_id = 99 and kind = 'giro' order by balance desc

-- case: volume per day
-- none: the whole table is needed
select booked_on, sum(amount) from transfers group by booked_on

-- case: booked transfers
-- none: nearly all rows are wanted
select sum(amount), max(reference) from transfers where state = 'B'
