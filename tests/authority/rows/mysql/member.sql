create table member (
  id       int primary key,
  email    varchar(40) not null,
  joined   date,
  active   boolean not null default true,
  points   smallint check (points >= 0),
  balance  decimal(6, 2),
  level    enum('guest', 'member', 'head'),
  code     varchar(5) collate utf8mb4_bin unique,
  seats    tinyint unsigned,
  unique (email)
) engine=innodb default charset=utf8mb4;
