//! Policies of row-level security.

use super::{Read, Reader};
use crate::ast::{Identifier, PolicyAction, PolicyCommand, PolicyStatement, StatementKind, WrittenCondition};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// At `POLICY`.
    pub(super) fn policy(&mut self, create: bool) -> Read<StatementKind> {
        self.step(1);
        let name = self.identifier("the policy's name")?;
        self.expect("ON")?;
        let relation = self.object_name("the table's name")?;
        let action = match create {
            true => self.new_policy()?,
            false if self.accept_all("RENAME TO") => PolicyAction::Rename(self.identifier("the new name")?),
            false => PolicyAction::Alter,
        };
        let mut policy = PolicyStatement {
            name,
            relation,
            action,
            roles: None,
            using: None,
            check: None,
        };
        if self.accept("TO") {
            policy.roles = Some(self.roles()?);
        }
        if self.accept("USING") {
            policy.using = Some(self.policy_condition("the USING expression")?);
        }
        if self.accept_all("WITH CHECK") {
            policy.check = Some(self.policy_condition("the WITH CHECK expression")?);
        }
        Ok(StatementKind::Policy(Box::new(policy)))
    }

    /// `[AS PERMISSIVE | RESTRICTIVE] [FOR command]`
    fn new_policy(&mut self) -> Read<PolicyAction> {
        let restrictive = self.accept("AS") && self.is(0, "RESTRICTIVE");
        self.accept_any("PERMISSIVE RESTRICTIVE");
        let mut command = PolicyCommand::All;
        if self.accept("FOR") {
            let said = PolicyCommand::ALL
                .into_iter()
                .find(|command| self.accept(command.word()));
            command = said.ok_or_else(|| self.unexpected("a command such as `SELECT`"))?;
        }
        Ok(PolicyAction::Create { restrictive, command })
    }

    /// None when one of them is everybody.
    fn roles(&mut self) -> Read<Vec<Identifier>> {
        let (mut roles, mut everybody) = (Vec::new(), false);
        loop {
            match self.accept("PUBLIC") {
                true => everybody = true,
                false => roles.push(self.identifier("a role's name")?),
            }
            if !self.accept_kind(TokenKind::Comma) {
                break;
            }
        }
        if everybody {
            roles.clear();
        }
        Ok(roles)
    }

    fn policy_condition(&mut self, what: &'static str) -> Read<WrittenCondition> {
        let (expression, query) = self.parenthesised_condition(what)?;
        Ok(WrittenCondition { expression, query })
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{PolicyAction, PolicyCommand, PolicyStatement, StatementKind};
    use crate::{Dialect, parse_script};

    fn policy(text: &str) -> PolicyStatement {
        let mut script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::Policy(policy) => *policy,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn policies() {
        let whole = policy(
            "create policy \"Own rows\" on s.t as restrictive for update to app, admin
               using (owner = current_user and exists (select 1 from only members m join s.teams on true
                      where extract(year from m.since) > 2000 and m.id in (select id from f(1))))
               with check (owner is distinct from 'x')",
        );
        let PolicyAction::Create { restrictive, command } = whole.action else {
            panic!()
        };
        assert!(restrictive && command == PolicyCommand::Update);
        assert_eq!(whole.roles.unwrap().len(), 2);
        let read = whole.using.unwrap().query.relations;
        let read: Vec<_> = read
            .iter()
            .map(|read| read.name.last().unwrap().value.as_str())
            .collect();
        assert_eq!(read, ["members", "teams"]);
        assert!(whole.check.unwrap().query.blocks.is_empty());
        let short = policy("create policy p on t to a, public");
        assert_eq!(short.roles.unwrap(), []);
        assert!(matches!(
            policy("alter policy p on t rename to q").action,
            PolicyAction::Rename(_)
        ));
        assert!(policy("alter policy p on t with check (true)").check.is_some());
    }
}
