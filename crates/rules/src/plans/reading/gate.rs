//! When a node is worth a word: the gates that rules on nodes share, each with what it says when it closes.

use super::{Insight, Look, Place, count, percent};
use crate::prelude::*;

/// An insight, or what to say instead of one.
pub(crate) type Judged<'p> = Result<Insight<'p>, Look<'p>>;

impl<'p> From<Judged<'p>> for Look<'p> {
    fn from(judged: Judged<'p>) -> Self {
        judged.map_or_else(|look| look, Self::from)
    }
}

/// A way out of a judgement: there is nothing to say, for this reason.
pub(crate) fn silent<'p, T>(why: impl Into<String>) -> Result<T, Look<'p>> {
    Err(Look::Silent(why.into()))
}

/// A way out of a judgement: what is missing.
pub(crate) fn undecidable<'p, T>(missing: impl Into<String>) -> Result<T, Look<'p>> {
    Err(Look::Undecidable(missing.into()))
}

/// Goes on only where the share of the time is told and at least the threshold.
pub(crate) fn weighs<'p>(
    context: &PlanContext<'_>,
    share: Option<f64>,
    least: &Threshold,
) -> Result<f64, Look<'p>> {
    let Some(share) = share else {
        return undecidable("how much of the time it takes is not told.");
    };
    let least = context.threshold(least);
    match share < least {
        true => silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(least)
        )),
        false => Ok(share),
    }
}

/// Goes on only where the number is at least the threshold. `counted` names it: "rows thrown away".
pub(crate) fn reaches<'p>(
    context: &PlanContext<'_>,
    number: f64,
    least: &Threshold,
    counted: &str,
) -> Result<(), Look<'p>> {
    let least = context.threshold(least);
    let written = |number: f64| match (least < 1.0, least < 10.0) {
        (true, _) => percent(number),
        (false, true) => rowproof_source::fixed(number, 1),
        (false, false) => count(number),
    };
    match number < least {
        true => silent(format!(
            "{} {counted}, less than {}.",
            written(number),
            written(least)
        )),
        false => Ok(()),
    }
}

impl<'p> Place<'p> {
    /// Rows the node read and threw away by its filter, over all loops, the fewest that the rounding allows; 0 where none are
    /// told although the node ran.
    pub(crate) fn removed(&self) -> Option<f64> {
        self.node.actual.measured()?;
        let removed = self.node.rows_removed_by_filter_total();
        Some(removed.map_or(0.0, |removed| removed.low))
    }

    /// Rows the node handed on, over all loops.
    pub(crate) fn kept(&self) -> Option<f64> {
        self.metrics.rows_total.map(|rows| rows.middle())
    }

    /// Rows the node read: those it handed on and those its filter threw away.
    pub(crate) fn read(&self) -> Option<f64> {
        Some(self.kept()? + self.removed()?)
    }

    /// How often the node ran, over all processes; 0 where it did not.
    pub(crate) fn loops(&self) -> f64 {
        let actual = self.node.actual.measured();
        actual.map_or(0.0, |actual| actual.loops as f64)
    }

    /// Pages the node looked at itself, over all loops, in the cache or not.
    pub(crate) fn pages(&self) -> Option<f64> {
        let buffers = self.metrics.exclusive_buffers?;
        Some(buffers.accessed().0.max(0.0))
    }

    /// The share of the execution that the node and everything below it take: the sum of their own shares.
    pub(crate) fn share_with_inputs(&self, context: &PlanContext<'_>) -> Option<f64> {
        let mut whole = 0.0;
        let mut nodes = vec![self.node.id];
        while let Some(id) = nodes.pop() {
            let metrics = context.metrics.get(id)?;
            whole += metrics.share_of_wall.unwrap_or(0.0).max(0.0);
            nodes.extend(self.plan.node(id)?.children.iter().copied());
        }
        self.metrics.share_of_wall.map(|_| whole.min(1.0))
    }
}
