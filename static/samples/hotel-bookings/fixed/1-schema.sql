-- Rooms and bookings of a small hotel, on MySQL.
CREATE TABLE rooms (
  id int unsigned NOT NULL AUTO_INCREMENT,
  number varchar(10) NOT NULL,
  beds tinyint NOT NULL,
  price_per_night decimal(8, 2) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY rooms_number_key (number),
  CONSTRAINT rooms_price_chk CHECK (price_per_night >= 0)
) ENGINE=InnoDB;

CREATE TABLE bookings (
  id int unsigned NOT NULL AUTO_INCREMENT,
  room_id int unsigned NOT NULL,
  guest_email varchar(190) NOT NULL,
  arrival date NOT NULL,
  departure date NOT NULL,
  status enum('booked', 'arrived', 'left', 'cancelled') NOT NULL DEFAULT 'booked',
  PRIMARY KEY (id),
  KEY bookings_room_id_idx (room_id),
  CONSTRAINT bookings_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE RESTRICT,
  CONSTRAINT bookings_dates_chk CHECK (departure > arrival)
) ENGINE=InnoDB;
