-- Rooms and bookings of a small hotel, on MySQL.
CREATE TABLE rooms (
  id int unsigned NOT NULL AUTO_INCREMENT,
  number varchar(10) NOT NULL,
  beds tinyint NOT NULL,
  price_per_night float NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB;

CREATE TABLE bookings (
  id int unsigned NOT NULL AUTO_INCREMENT,
  room_id int unsigned NOT NULL REFERENCES rooms (id),
  guest_email varchar(190) NOT NULL,
  arrival date NOT NULL,
  departure date NOT NULL,
  status varchar(20) NOT NULL COMMENT 'booked, arrived, left, cancelled',
  PRIMARY KEY (id)
) ENGINE=InnoDB;
