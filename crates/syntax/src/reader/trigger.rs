//! Triggers.

use rowproof_source::Span;

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{CreateTrigger, Identifier, ObjectName, Persistence, StatementKind, TriggerTiming};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// At `TRIGGER` or `CONSTRAINT TRIGGER`.
    pub(super) fn create_trigger(
        &mut self,
        or_replace: bool,
        persistence: Persistence,
    ) -> Read<StatementKind> {
        let constraint = self.accept("CONSTRAINT");
        self.expect("TRIGGER")?;
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let mut name = self.object_name("the trigger's name")?;
        let schema = (name.parts.len() > 1).then(|| name.parts.remove(0));
        let timing = self.trigger_timing();
        let (events, names_columns) = self.trigger_events();
        self.expect("ON")?;
        let relation = self.object_name("the table's name")?;
        let mut trigger = CreateTrigger {
            name: last_part(name),
            schema,
            temporary: persistence == Persistence::Temporary,
            if_not_exists,
            relation,
            timing,
            events,
            names_columns,
            for_each_row: false,
            constraint,
            or_replace,
            function: None,
            body: None,
            steps: Vec::new(),
        };
        self.trigger_tail(&mut trigger)?;
        Ok(StatementKind::CreateTrigger(trigger))
    }

    fn trigger_timing(&mut self) -> TriggerTiming {
        if self.accept_all("INSTEAD OF") {
            return TriggerTiming::InsteadOf;
        }
        if self.accept("AFTER") {
            return TriggerTiming::After;
        }
        // SQLite reads no timing as BEFORE.
        self.accept("BEFORE");
        TriggerTiming::Before
    }

    /// `INSERT OR UPDATE OF a, b`, and whether it names columns.
    fn trigger_events(&mut self) -> (Vec<String>, bool) {
        let (mut events, mut names_columns) = (Vec::new(), false);
        while !self.at_end() && !self.is(0, "ON") {
            if self.is_one_of(0, "INSERT UPDATE DELETE TRUNCATE") {
                events.push(self.word(0).to_ascii_uppercase());
            }
            self.step(1);
            if self.accept("OF") {
                names_columns = true;
                while self.identifier("a column name").is_ok() && self.accept_kind(TokenKind::Comma) {}
            }
        }
        (events, names_columns)
    }

    fn trigger_tail(&mut self, trigger: &mut CreateTrigger) -> Read<()> {
        while let Some(token) = self.peek(0) {
            if self.is(0, "FOR") && (self.is(1, "EACH") || self.is_one_of(1, "ROW STATEMENT")) {
                self.step(1);
                self.accept("EACH");
                trigger.for_each_row = self.is(0, "ROW");
                self.step(1);
            } else if self.accept("EXECUTE") {
                self.accept_any("FUNCTION PROCEDURE");
                trigger.function = Some(self.object_name("the function's name")?);
                self.skip_one();
            } else if self.starts_trigger_body() {
                trigger.body = Some(Span::new(self.source, token.start, self.statement.end));
                self.trigger_steps(trigger);
                self.at = self.end;
            } else if self.is(0, "WHEN") && self.dialect == Dialect::Sqlite {
                self.trigger_condition(trigger);
            } else if self.dialect == Dialect::MySql && self.is_one_of(0, "FOLLOWS PRECEDES") {
                self.step(2);
            } else if self.dialect == Dialect::MySql {
                // Any other statement, or a block with a label.
                trigger.body = Some(Span::new(self.source, token.start, self.statement.end));
                self.at = self.end;
            } else {
                // REFERENCING, FROM, timing: nothing the catalog holds.
                trigger.names_columns |= self.is(0, "WHEN");
                self.skip_one();
            }
        }
        Ok(())
    }

    fn starts_trigger_body(&self) -> bool {
        self.starts_data() || self.is_one_of(0, "BEGIN SET CALL IF SELECT SIGNAL")
    }
}

fn last_part(mut name: ObjectName) -> Identifier {
    let span = name.span;
    name.parts.pop().unwrap_or(Identifier {
        value: String::new(),
        quoted: false,
        span,
    })
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{CreateTrigger, StatementKind, TriggerTiming};
    use crate::{Dialect, parse_script};

    fn trigger(text: &str, dialect: Dialect) -> CreateTrigger {
        let mut script = parse_script(SourceId(0), text, dialect);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::CreateTrigger(trigger) => trigger,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn triggers_of_the_three_dialects() {
        let postgres = trigger(
            "create constraint trigger t after insert or update of a, b on s.c deferrable initially deferred for each row when (new.a is not null) execute function s.f('x')",
            Dialect::PostgreSql,
        );
        assert_eq!(postgres.events, ["INSERT", "UPDATE"]);
        assert_eq!(postgres.function.unwrap().parts.len(), 2);
        assert!(postgres.for_each_row && postgres.timing == TriggerTiming::After);
        let mysql = trigger(
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1",
            Dialect::MySql,
        );
        assert!(mysql.body.is_some());
        let sqlite = trigger(
            "create trigger if not exists t update on a begin update a set b = 1; end;",
            Dialect::Sqlite,
        );
        assert!(sqlite.body.is_some());
    }
}
