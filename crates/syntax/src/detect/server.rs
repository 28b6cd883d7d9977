//! The product and its version, as a dump's header tells them.

use crate::{Dialect, Product, Server, Version};

/// Dumps say where they come from in their first lines.
const HEADER_BYTES: usize = 4 * 1024;

/// What the header says, when it says something: the server, and the words that say so.
pub(super) fn recognise(text: &str, dialect: Dialect) -> (Server, Option<String>) {
    let product = match dialect {
        Dialect::MySql if says_mariadb(text) => Product::MariaDb,
        other => other.into(),
    };
    let version = header(text).lines().find_map(|line| {
        MARKS
            .iter()
            .find_map(|(mark, of)| (of.dialect() == dialect).then(|| version_behind(line, mark))?)
    });
    match version {
        Some(version) => {
            let server = Server::new(product, version);
            (server, Some(format!("the dump says {server}")))
        }
        None => (product.into(), None),
    }
}

/// The words in front of the version.
const MARKS: [(&str, Product); 3] = [
    ("Dumped from database version ", Product::PostgreSql),
    ("Server version", Product::MySql),
    ("Server Version: ", Product::MySql),
];

fn version_behind(line: &str, mark: &str) -> Option<Version> {
    let (before, behind) = line.split_once(mark)?;
    let before = before.trim();
    let is_comment = matches!(before, "--" | "#" | "/*" | "*");
    let version: Version = behind.trim_start_matches([':', '\t', ' ']).parse().ok()?;
    is_comment.then_some(version)
}

fn says_mariadb(text: &str) -> bool {
    let header = header(text);
    header.contains("MariaDB") || header.contains("/*M!")
}

fn header(text: &str) -> &str {
    let mut end = text.len().min(HEADER_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_say_where_they_come_from() {
        let (server, reason) = recognise(
            "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 15.3 (Debian 15.3-1)\n",
            Dialect::PostgreSql,
        );
        assert_eq!(server, Server::new(Product::PostgreSql, Version::new(15, 3)));
        assert_eq!(reason.as_deref(), Some("the dump says PostgreSQL 15.3"));
        let (server, _) = recognise(
            "-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB\n-- Server version\t10.11.6-MariaDB-0+deb12u1\n",
            Dialect::MySql,
        );
        assert_eq!(
            server,
            Server::new(Product::MariaDb, Version::with_patch(10, 11, 6))
        );
        let (server, reason) = recognise("-- Server version 8.0 is needed\nselect 1", Dialect::Sqlite);
        assert_eq!((server, reason), (Dialect::Sqlite.into(), None));
    }
}
