//! The normal form of a table as JSON, and in a sentence.

use rowproof_engine::catalog::{Catalog, Relation};
use rowproof_engine::{FormViolation, NormalForm, TableView, relation_form};
use serde::Serialize;

/// The normal form of a table.
#[derive(Debug, Serialize)]
pub struct NormalFormJson {
    /// The highest form that no known dependency breaks: `1NF`, `2NF`, `3NF`, `BCNF`.
    pub form: &'static str,
    /// Candidate keys; empty when the table declares none.
    pub keys: Vec<Vec<String>>,
    /// Unique columns that two rows with NULL get past: no keys.
    pub nullable_keys: Vec<Vec<String>>,
    /// What breaks the next form, the worst first.
    pub violations: Vec<ViolationJson>,
}

/// A dependency that a normal form forbids.
#[derive(Debug, Serialize)]
pub struct ViolationJson {
    /// The lowest form that forbids it: `2NF`, `3NF`, `BCNF`.
    pub breaks: &'static str,
    /// What determines.
    pub determinant: Vec<String>,
    /// What follows.
    pub dependent: String,
    /// `likely`, `possible`
    pub certainty: &'static str,
    /// The dependencies it comes from, one sentence each.
    pub derivation: Vec<String>,
    /// What goes wrong, one sentence.
    pub anomaly: String,
}

/// None for what is no base table.
pub(super) fn normal_form_json(catalog: &Catalog, relation: &Relation) -> Option<NormalFormJson> {
    if !relation.is_base_table() {
        return None;
    }
    let form = relation_form(&TableView::new(catalog, relation, &[]))?;
    let violation = |held: FormViolation| ViolationJson {
        breaks: short(held.breaks),
        determinant: held.determinant,
        dependent: held.dependent,
        certainty: held.certainty.as_str(),
        derivation: held.derivation,
        anomaly: held.anomaly,
    };
    Some(NormalFormJson {
        form: short(form.form),
        keys: form.keys,
        nullable_keys: form.nullable_keys,
        violations: form.violations.into_iter().map(violation).collect(),
    })
}

/// What keeps the table from the next form: `only in first normal form: `course_title` follows from `course_id` (likely)`.
/// None when nothing is known to.
pub(super) fn normal_form_remark(catalog: &Catalog, relation: &Relation) -> Option<String> {
    let form = normal_form_json(catalog, relation)?;
    let worst = form.violations.first()?;
    let name = match form.form {
        "1NF" => "first",
        "2NF" => "second",
        _ => "third",
    };
    Some(format!(
        "only in {name} normal form: `{}` follows from `{}` ({})",
        worst.dependent,
        worst.determinant.join("`, `"),
        worst.certainty
    ))
}

pub(super) fn short(form: NormalForm) -> &'static str {
    match form {
        NormalForm::First => "1NF",
        NormalForm::Second => "2NF",
        NormalForm::Third => "3NF",
        NormalForm::BoyceCodd => "BCNF",
    }
}
