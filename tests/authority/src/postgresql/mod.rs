//! PostgreSQL as an authority.
//!
//! Every text runs in one transaction that is rolled back in the end, each statement behind a savepoint, as psql's
//! `ON_ERROR_ROLLBACK` does. What a transaction does not allow is done outside of it, and the database is then made anew.
//!
//! - [`connection`]: a session over a socket, or with PostgreSQL inside Node.js.
//! - `facts.sql`: what the server's catalogs say. [`ours`]: what our catalog says, in the same words.
//! - [`spelling`]: how the server writes our expressions.

mod bench;
pub mod connection;
mod ours;
mod spelling;

use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use rowproof_catalog::Catalog;
use rowproof_syntax::{Product, Server, Version};

use crate::fact::{Aspect, Facts};
use crate::server::{AskError, Authority, Refused};
use connection::{Answer, Connection, Pglite, Socket};

/// Reads the server's catalogs.
const FACTS: &str = include_str!("facts.sql");

/// Texts after which the catalogs are swept. What is rolled back stays behind in them, and looking past it takes time;
/// another database takes more, seconds inside Node.js.
const TEXTS: u32 = 50;

/// Bodies of functions say nothing about structure.
const BEGIN: &str = "begin; set local check_function_bodies = off; savepoint authority";

/// The transaction of a text is not the server's: what `SET LOCAL` ends with it is put back by hand. The path as it was is
/// a setting too, so that savepoints treat it as they treat the path.
const KEEP_PATH: &str = "select set_config('authority.path', 'x' || current_setting('search_path'), false)
  where coalesce(current_setting('authority.path', true), '') = ''";
const FORGET_PATH: &str = "select set_config('authority.path', '', false)";
const PUT_PATH_BACK: &str =
    "select set_config('search_path', substr(current_setting('authority.path'), 2), false)
  where coalesce(current_setting('authority.path', true), '') <> ''";

/// A PostgreSQL session.
pub struct PostgreSql {
    connection: Box<dyn Connection>,
    name: String,
    server: Server,
    /// Whether the text has begun a transaction of its own.
    in_transaction: bool,
    /// Whether something was committed since the database was empty.
    is_dirty: bool,
    /// Texts since the catalogs were swept.
    texts: u32,
    /// Whether the session knows the query for the facts.
    has_prepared: bool,
    /// Columns of views whose types only the server knows, and views whose columns only it knows.
    untyped: HashSet<String>,
    /// Words it puts in quotes where they are names.
    keywords: Rc<HashSet<String>>,
}

impl PostgreSql {
    /// Connects over a Unix socket.
    ///
    /// # Errors
    /// When there is no server.
    pub fn at_socket(directory: &Path) -> Result<Self, AskError> {
        Self::new(Box::new(Socket::connect(directory)?))
    }

    /// Starts PostgreSQL inside Node.js.
    ///
    /// # Errors
    /// When it does not start.
    pub fn in_node(directory: &Path) -> Result<Self, AskError> {
        Self::new(Box::new(Pglite::start(directory)?))
    }

    fn new(mut connection: Box<dyn Connection>) -> Result<Self, AskError> {
        let answer = connection.run("select split_part(version(), ' on ', 1)")?;
        let name = value(answer)?;
        let major = name
            .split(|character: char| !character.is_ascii_digit())
            .find_map(|digits| digits.parse().ok())
            .unwrap_or_default();
        let words = value(
            connection.run("select string_agg(word, ' ') from pg_get_keywords() where catcode <> 'U'")?,
        )?;
        connection.run("begin")?.ok();
        Ok(Self {
            connection,
            name,
            server: Server {
                product: Product::PostgreSql,
                version: Version::new(major, 0),
            },
            in_transaction: false,
            is_dirty: false,
            texts: 0,
            has_prepared: false,
            untyped: HashSet::new(),
            keywords: Rc::new(words.split(' ').map(str::to_owned).collect()),
        })
    }

    /// Runs what has to succeed.
    fn must(&mut self, statements: &str) -> Result<String, AskError> {
        value(self.connection.run(statements)?)
    }

    /// Runs a statement behind the savepoint `authority`, which there always is: the server may not read the statement at
    /// all, so it cannot be set in the same breath.
    fn guarded(&mut self, statement: &str) -> Result<Option<Refused>, AskError> {
        match self.connection.run(&format!(
            "{statement}\n;release savepoint authority;savepoint authority"
        ))? {
            Ok(_) => Ok(None),
            Err(refused) => {
                self.must("rollback to savepoint authority")?;
                Ok(Some(refused))
            }
        }
    }

    /// `BEGIN`, `COMMIT`, `ROLLBACK` and savepoints of the text itself; none for other statements.
    fn transaction_control(&mut self, statement: &str) -> Result<Option<Option<Refused>>, AskError> {
        let words: Vec<String> = statement
            .split_whitespace()
            .map(str::to_ascii_lowercase)
            .take(3)
            .collect();
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        let inside = self.in_transaction;
        // WORK and TRANSACTION say nothing.
        let second = match word(1) {
            "work" | "transaction" => word(2),
            other => other,
        };
        match (word(0), if word(0) == "start" { word(1) } else { second }) {
            ("begin", _) | ("start", "transaction") => {
                if !inside {
                    self.must(
                        "release savepoint authority; savepoint script_transaction; savepoint authority",
                    )?;
                }
                self.in_transaction = true;
            }
            ("commit" | "end", _) => {
                if inside {
                    self.must(&format!(
                        "release savepoint script_transaction; {PUT_PATH_BACK}; {FORGET_PATH}; savepoint authority"
                    ))?;
                }
                self.in_transaction = false;
            }
            ("rollback", "to") | ("release", _) | ("savepoint", _) if !inside => {
                return Ok(Some(Some(Refused {
                    code: "25P01".to_owned(),
                    message: "can only be used in transaction blocks".to_owned(),
                })));
            }
            ("rollback", "to") | ("release", _) => {
                let answer = self
                    .connection
                    .run(&format!("{statement}\n;savepoint authority"))?;
                if let Err(refused) = answer {
                    self.must("rollback to savepoint authority")?;
                    return Ok(Some(Some(refused)));
                }
            }
            ("savepoint", _) => {
                self.must(&format!(
                    "release savepoint authority;{statement}\n;savepoint authority"
                ))?;
            }
            ("set", "local") if word(2) == "search_path" => {
                if inside {
                    self.must(KEEP_PATH)?;
                    return Ok(None);
                }
            }
            ("set", "search_path") => {
                self.must(FORGET_PATH)?;
                return Ok(None);
            }
            ("rollback" | "abort", _) => {
                if inside {
                    self.must(
                        "rollback to savepoint script_transaction; release savepoint script_transaction; savepoint authority",
                    )?;
                }
                self.in_transaction = false;
            }
            _ => return Ok(None),
        }
        Ok(Some(None))
    }

    /// What the server refuses only because of how it is asked here, done in another way.
    fn another_way(&mut self, statement: &str, refused: Refused) -> Result<Option<Refused>, AskError> {
        if let Some(role) = missing_role(&refused) {
            // Roles belong to the cluster, not to the text.
            if self.guarded(&format!("create role \"{role}\""))?.is_none() {
                return self.execute(statement);
            }
        }
        match refused.code.as_str() {
            "25001" if self.in_transaction => Ok(Some(refused)),
            "25001" => match without_concurrently(statement) {
                Some(statement) => self.execute(&statement),
                // VACUUM, CREATE DATABASE and the like say nothing about this database.
                None => Ok(None),
            },
            // Which extensions are installed and which databases there are is this machine's business.
            "0A000" if refused.message.ends_with("is not available") => Ok(None),
            "3D000" => Ok(None),
            "55P04" if !self.in_transaction => {
                self.must(&format!("commit; {BEGIN}"))?;
                self.is_dirty = true;
                self.guarded(statement)
            }
            _ => Ok(Some(refused)),
        }
    }
}

fn value(answer: Answer) -> Result<String, AskError> {
    answer
        .map(Option::unwrap_or_default)
        .map_err(|refused| AskError::Server {
            server: "PostgreSQL".to_owned(),
            message: format!("{} {}", refused.code, refused.message),
        })
}

fn missing_role(refused: &Refused) -> Option<&str> {
    refused
        .message
        .strip_prefix("role \"")?
        .strip_suffix("\" does not exist")
}

fn without_concurrently(statement: &str) -> Option<String> {
    let at = statement.to_ascii_lowercase().find("concurrently")?;
    let (before, rest) = statement.split_at_checked(at)?;
    let (_, after) = rest.split_at_checked("concurrently".len())?;
    Some(format!("{before}{after}"))
}

impl Authority for PostgreSql {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn server(&self) -> Server {
        self.server
    }

    fn reset(&mut self) -> Result<(), AskError> {
        self.in_transaction = false;
        self.texts += 1;
        if self.is_dirty {
            self.must("rollback")?;
            self.connection.renew()?;
            (self.is_dirty, self.has_prepared, self.texts) = (false, false, 0);
        } else if self.texts > TEXTS {
            self.must("rollback")?;
            self.must("vacuum")?;
            self.texts = 0;
        }
        self.must(&format!("rollback; {BEGIN}"))?;
        Ok(())
    }

    fn execute(&mut self, statement: &str) -> Result<Option<Refused>, AskError> {
        if let Some(answer) = self.transaction_control(statement)? {
            return Ok(answer);
        }
        match self.guarded(statement)? {
            None => Ok(None),
            Some(refused) => self.another_way(statement, refused),
        }
    }

    fn facts(&mut self) -> Result<Facts, AskError> {
        // Planning it takes longer than reading: once a session is enough.
        if !self.has_prepared {
            self.must(&format!(
                "set jit = off; set plan_cache_mode = force_generic_plan; prepare authority_facts as {FACTS}"
            ))?;
            self.has_prepared = true;
        }
        let list = self.must(
            "savepoint reading; set local search_path = public, pg_temp; execute authority_facts; rollback to savepoint reading",
        )?;
        let list: Vec<(String, String, String)> =
            serde_json::from_str(&list).map_err(|error| AskError::Server {
                server: self.name.clone(),
                message: error.to_string(),
            })?;
        let mut facts = Facts::default();
        for (aspect, subject, value) in list {
            let Some(aspect) = aspect_of(&aspect) else {
                continue;
            };
            let unknown = match aspect {
                Aspect::Type => {
                    let relation = subject.rsplit_once('.').map_or("", |(relation, _)| relation);
                    self.untyped.contains(&subject) || self.untyped.contains(relation)
                }
                Aspect::Columns => self.untyped.contains(&subject),
                _ => false,
            };
            if !unknown {
                facts.add(aspect, subject, value);
            }
        }
        Ok(facts)
    }

    fn our_facts(&mut self, catalog: &Catalog) -> Result<Facts, AskError> {
        let (facts, untyped) = ours::facts(self, catalog)?;
        self.untyped = untyped;
        Ok(facts)
    }
}

fn aspect_of(word: &str) -> Option<Aspect> {
    let aspect = match word {
        "relation" => Aspect::Relation,
        "columns" => Aspect::Columns,
        "type" => Aspect::Type,
        "not null" => Aspect::NotNull,
        "default" => Aspect::Default,
        "generated" => Aspect::Generated,
        "identity" => Aspect::Identity,
        "collation" => Aspect::Collation,
        "primary key" => Aspect::PrimaryKey,
        "unique" => Aspect::Unique,
        "foreign key" => Aspect::ForeignKey,
        "CHECK" => Aspect::Check,
        "exclusion" => Aspect::Exclude,
        "index" => Aspect::Index,
        "enum" => Aspect::Enum,
        "domain" => Aspect::Domain,
        "trigger" => Aspect::Trigger,
        "row security" => Aspect::RowSecurity,
        "policy" => Aspect::Policy,
        "parent" => Aspect::Parent,
        "comment" => Aspect::Comment,
        _ => return None,
    };
    Some(aspect)
}
