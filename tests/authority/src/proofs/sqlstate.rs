//! What servers' own numbers mean in PostgreSQL's SQLSTATEs, the words of the row checker.

/// Of MariaDB's and MySQL's error numbers.
pub fn of_mysql(number: &str) -> &'static [&'static str] {
    match number {
        // Column cannot be null; doesn't have a default value
        "1048" | "1263" | "1364" => &["23502"],
        "1216" | "1217" | "1451" | "1452" => &["23503"],
        "1062" | "1169" | "1586" => &["23505"],
        // MariaDB's CHECK, MySQL's CHECK
        "4025" | "3819" => &["23514"],
        // Data truncated: an ENUM's label that there is not, or a number that is none
        "1265" => &["22P02", "22001"],
        // Incorrect value: a date, a number, a character
        "1366" | "1292" => &["22P02", "22007", "22008"],
        "1406" => &["22001"],
        "1264" | "1690" => &["22003"],
        "1906" | "3105" => &["428C9"],
        _ => &[],
    }
}

/// Of SQLite's extended result codes, or its message where the code says nothing.
pub fn of_sqlite(code: &str, message: &str) -> &'static [&'static str] {
    match code {
        // SQLITE_CONSTRAINT_NOTNULL, _FOREIGNKEY, _CHECK
        "1299" => &["23502"],
        "787" => &["23503"],
        "275" => &["23514"],
        // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID
        "2067" | "1555" | "2579" => &["23505"],
        // SQLITE_CONSTRAINT_DATATYPE of STRICT tables, SQLITE_MISMATCH of a rowid
        "3091" | "20" => &["22P02"],
        "1" if message.starts_with("cannot INSERT into generated column") => &["428C9"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_mean_nothing_here_stand_for_nothing() {
        assert_eq!(of_mysql("1062"), ["23505"]);
        assert!(of_mysql("1064").is_empty());
        assert_eq!(of_sqlite("2067", ""), ["23505"]);
        assert!(of_sqlite("1", "no such table: t").is_empty());
    }
}
