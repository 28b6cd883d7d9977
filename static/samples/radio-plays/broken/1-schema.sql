-- What a dozen radio stations played, on MariaDB.
CREATE TABLE songs (
  id int unsigned NOT NULL AUTO_INCREMENT,
  title varchar(120) NOT NULL,
  artist varchar(120) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB;

CREATE TABLE plays (
  id bigint unsigned NOT NULL AUTO_INCREMENT,
  song_id int unsigned NOT NULL,
  station varchar(20) NOT NULL,
  played_at datetime NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT plays_song_fk FOREIGN KEY (song_id) REFERENCES songs (id) ON DELETE RESTRICT
) ENGINE=InnoDB;
