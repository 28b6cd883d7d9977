//! Domains.

use super::{Read, Reader};
use crate::ast::{AlterDomain, AlterDomainAction, CreateDomain, DomainCheck, StatementKind};

impl Reader<'_> {
    /// `CREATE DOMAIN name [AS] type …`, at `DOMAIN`
    pub(super) fn create_domain(&mut self) -> Read<StatementKind> {
        self.step(1);
        let name = self.object_name("the domain's name")?;
        self.accept("AS");
        let mut domain = CreateDomain {
            name,
            data_type: self.data_type()?,
            not_null: false,
            not_null_name: None,
            default: None,
            checks: Vec::new(),
        };
        while !self.at_end() && self.domain_constraint(&mut domain)? {}
        Ok(StatementKind::CreateDomain(Box::new(domain)))
    }

    fn domain_constraint(&mut self, domain: &mut CreateDomain) -> Read<bool> {
        if self.is(0, "CONSTRAINT") || self.is(0, "CHECK") {
            if self.is(0, "CONSTRAINT") && self.is(2, "NOT") {
                self.step(1);
                domain.not_null_name = Some(self.identifier("a constraint's name")?);
                return Ok(true);
            }
            domain.checks.push(self.domain_check()?);
        } else if self.accept_all("NOT NULL") {
            domain.not_null = true;
        } else if self.accept("NULL") {
            domain.not_null = false;
        } else if self.accept("DEFAULT") {
            domain.default = Some(self.default_expression());
        } else if self.accept("COLLATE") {
            self.collation()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn domain_check(&mut self) -> Read<DomainCheck> {
        let name = match self.accept("CONSTRAINT") {
            true => Some(self.identifier("a constraint's name")?),
            false => None,
        };
        self.expect("CHECK")?;
        Ok(DomainCheck {
            name,
            expression: self.parenthesised_expression("the CHECK expression")?,
            not_valid: false,
        })
    }

    /// At `DOMAIN`.
    pub(super) fn alter_domain(&mut self) -> Read<StatementKind> {
        self.step(1);
        let name = self.object_name("the domain's name")?;
        let action = self.domain_action()?;
        Ok(StatementKind::AlterDomain(Box::new(AlterDomain { name, action })))
    }

    fn domain_action(&mut self) -> Read<AlterDomainAction> {
        let action = if self.is(0, "ADD") && (self.is(1, "CHECK") || self.is(3, "CHECK")) {
            self.step(1);
            let mut check = self.domain_check()?;
            check.not_valid = self.accept_all("NOT VALID");
            AlterDomainAction::AddCheck(check)
        } else if self.accept_all("DROP CONSTRAINT") {
            let if_exists = self.accept_all("IF EXISTS");
            let name = self.identifier("a constraint's name")?;
            self.accept_any("CASCADE RESTRICT");
            AlterDomainAction::DropConstraint(name, if_exists)
        } else if self.accept_all("SET NOT NULL") || self.accept_all("ADD NOT NULL") {
            AlterDomainAction::SetNotNull
        } else if self.accept_all("DROP NOT NULL") {
            AlterDomainAction::DropNotNull
        } else if self.accept_all("SET DEFAULT") {
            let end = self.end;
            AlterDomainAction::SetDefault(self.expression_to(end, "the default"))
        } else if self.accept_all("DROP DEFAULT") {
            AlterDomainAction::DropDefault
        } else if self.accept_all("RENAME TO") {
            AlterDomainAction::RenameTo(self.identifier("the new name")?)
        } else if self.accept_all("RENAME CONSTRAINT") {
            let from = self.identifier("a constraint's name")?;
            self.expect("TO")?;
            AlterDomainAction::RenameConstraint(from, self.identifier("the new name")?)
        } else if self.accept_all("VALIDATE CONSTRAINT") {
            AlterDomainAction::Validate(self.identifier("a constraint's name")?)
        } else if self.accept_all("SET SCHEMA") {
            AlterDomainAction::SetSchema(self.identifier("a schema's name")?)
        } else if self.is(0, "OWNER") {
            self.at = self.end;
            AlterDomainAction::Other
        } else {
            return Err(self.unexpected("an action such as `ADD CHECK`"));
        };
        Ok(action)
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{AlterDomainAction, StatementKind};
    use crate::{Dialect, parse_script};

    #[test]
    fn domains() {
        let text = "create domain s.d as varchar(10) collate \"C\" default 'x' not null constraint c check (value <> ''); create domain e int check (value > 0); alter domain e add constraint f check (value < 5) not valid;";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let StatementKind::CreateDomain(domain) = &script.statements[0].kind else {
            panic!()
        };
        assert!(domain.not_null && domain.default.is_some() && domain.checks[0].name.is_some());
        let StatementKind::AlterDomain(alter) = &script.statements[2].kind else {
            panic!()
        };
        assert!(matches!(alter.action, AlterDomainAction::AddCheck(_)));
    }
}
