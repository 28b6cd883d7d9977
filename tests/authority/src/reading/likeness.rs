//! When two readings are the same.

use rowproof_plan::{ParsedPlans, Plan, PlanNode};

/// How exactly conditions have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blanks {
    /// To the letter.
    Told,
    /// A line broken in the middle of an expression does not tell whether a blank stood there.
    Lost,
}

/// The first difference between what was read and what should have been.
///
/// # Errors
/// The difference.
pub fn compare(wanted: &[Plan], found: &[Plan], blanks: Blanks) -> Result<(), String> {
    if wanted.len() != found.len() {
        return Err(format!("{} plans instead of {}", found.len(), wanted.len()));
    }
    wanted
        .iter()
        .zip(found)
        .try_for_each(|(wanted, found)| compare_plan(wanted, found, blanks))
}

fn compare_plan(wanted: &Plan, found: &Plan, blanks: Blanks) -> Result<(), String> {
    if wanted.nodes.len() != found.nodes.len() {
        return Err(format!(
            "{} nodes instead of {}",
            found.nodes.len(),
            wanted.nodes.len()
        ));
    }
    for (wanted, found) in wanted.nodes.iter().zip(&found.nodes) {
        let (wanted, found) = (describe(wanted, blanks), describe(found, blanks));
        if wanted != found {
            return Err(format!("`{found}` instead of `{wanted}`"));
        }
    }
    let rest = |plan: &Plan| {
        format!(
            "planning {:?} execution {:?} triggers {} settings {:?} query id {:?}",
            plan.planning_time_ms,
            plan.execution_time_ms,
            plan.triggers.len(),
            plan.settings,
            plan.query_identifier
        )
    };
    let (wanted, found) = (rest(wanted), rest(found));
    if wanted != found {
        return Err(format!("`{found}` instead of `{wanted}`"));
    }
    Ok(())
}

/// A cut paste holds the first nodes, and no others; the last of them may have lost its end.
///
/// # Errors
/// The first node that is another.
pub fn compare_beginning(wanted: &Plan, found: &Plan) -> Result<(), String> {
    if found.nodes.len() > wanted.nodes.len() {
        return Err(format!("{} nodes of {}", found.nodes.len(), wanted.nodes.len()));
    }
    let all_but_last = found.nodes.len().saturating_sub(1);
    for (wanted, found) in wanted.nodes.iter().zip(&found.nodes).take(all_but_last) {
        let place = |node: &PlanNode| {
            (
                node.depth,
                node.label.clone(),
                node.relation.clone(),
                node.estimate,
                node.actual,
            )
        };
        if place(wanted) != place(found) {
            return Err(format!("`{}` instead of `{}`", found.label, wanted.label));
        }
    }
    Ok(())
}

fn describe(node: &PlanNode, blanks: Blanks) -> String {
    let properties: Vec<String> = node
        .properties
        .iter()
        .map(|property| format!("{}={}", property.name, property.value))
        .collect();
    let mut described = format!(
        "{} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
        node.depth,
        node.kind,
        node.label,
        node.relation,
        node.alias,
        node.index,
        node.relationship,
        node.subplan_name,
        node.estimate,
        node.actual,
        properties.join("; ")
    );
    if blanks == Blanks::Lost {
        described.retain(|character| !character.is_whitespace());
    }
    described
}

/// Whether the reader said that it is not sure.
pub fn doubts(parsed: &ParsedPlans) -> bool {
    let plan = |plan: &Plan| plan.reconstructed || plan.truncated || !plan.unread_lines.is_empty();
    parsed.plans.iter().any(plan)
        || parsed
            .repairs
            .iter()
            .any(|repair| repair.what.contains("joined") || repair.what.contains("left out"))
}
