//! Every answer against the definition, by trying everything: up to seven attributes, up to eight dependencies.
//!
//! The semantics needs no inference rules: a dependency follows when every relation of two rows that keeps the given ones keeps it,
//! and of two rows only the set of attributes in which they agree matters.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use rowproof_normalization::{
    AttributeSet, CandidateKeys, FunctionalDependency, MAX_KEYS, NormalForm, Scheme,
};

fn subsets(whole: AttributeSet) -> Vec<AttributeSet> {
    let attributes: Vec<usize> = whole.iter().collect();
    let chosen = |mask: usize| {
        let at = attributes.iter().enumerate();
        at.filter(move |(bit, _)| mask >> bit & 1 == 1)
            .map(|(_, attribute)| *attribute)
            .collect()
    };
    (0..1 << attributes.len()).map(chosen).collect()
}

/// Whether two rows that agree in exactly these attributes keep the dependency.
fn keeps(agreed: AttributeSet, dependency: FunctionalDependency) -> bool {
    !dependency.determinant.is_within(agreed) || dependency.dependent.is_within(agreed)
}

/// The attributes in which two rows agree whenever they agree in `start`.
fn closure(scheme: &Scheme, start: AttributeSet) -> AttributeSet {
    let possible = subsets(scheme.attributes()).into_iter().filter(|agreed| {
        start.is_within(*agreed) && scheme.dependencies().iter().all(|held| keeps(*agreed, *held))
    });
    possible.fold(scheme.attributes(), AttributeSet::and)
}

fn keys(scheme: &Scheme) -> Vec<AttributeSet> {
    let all = subsets(scheme.attributes());
    let is_superkey = |set: &AttributeSet| closure(scheme, *set) == scheme.attributes();
    let superkeys: Vec<AttributeSet> = all.into_iter().filter(is_superkey).collect();
    let smallest = |set: &AttributeSet| {
        !superkeys
            .iter()
            .any(|other| other != set && other.is_within(*set))
    };
    superkeys.iter().copied().filter(smallest).collect()
}

/// The forms by their definitions, over everything that holds within a part.
fn form_of(scheme: &Scheme, part: AttributeSet) -> NormalForm {
    let all = subsets(part);
    let follows = |set: AttributeSet| closure(scheme, set).and(part);
    let superkeys: Vec<AttributeSet> = all.iter().copied().filter(|set| follows(*set) == part).collect();
    let is_key = |set: &AttributeSet| {
        superkeys.contains(set)
            && !superkeys
                .iter()
                .any(|other| other != set && other.is_within(*set))
    };
    let keys: Vec<AttributeSet> = all.iter().copied().filter(is_key).collect();
    let prime = keys.iter().copied().fold(AttributeSet::EMPTY, AttributeSet::or);
    let mut form = NormalForm::BoyceCodd;
    for set in &all {
        let new = follows(*set).without(*set);
        if new.is_empty() || superkeys.contains(set) {
            continue;
        }
        form = form.min(NormalForm::Third);
        if !new.is_within(prime) {
            form = form.min(NormalForm::Second);
            if keys.iter().any(|key| set.is_within(*key)) {
                form = NormalForm::First;
            }
        }
    }
    form
}

type Rows = Vec<Vec<usize>>;

fn agreed(first: &[usize], second: &[usize]) -> AttributeSet {
    (0..first.len()).filter(|at| first[*at] == second[*at]).collect()
}

fn holds_in(scheme: &Scheme, rows: &Rows) -> bool {
    let pairs = rows
        .iter()
        .flat_map(|first| rows.iter().map(move |second| (first, second)));
    let mut sets = pairs.map(|(first, second)| agreed(first, second));
    sets.all(|set| scheme.dependencies().iter().all(|held| keeps(set, *held)))
}

/// The natural join of the projections.
fn joined(rows: &Rows, parts: &[AttributeSet], width: usize) -> Rows {
    let mut joined: Vec<Vec<Option<usize>>> = vec![vec![None; width]];
    for part in parts {
        let mut next = Vec::new();
        for left in &joined {
            for right in rows {
                if part
                    .iter()
                    .all(|at| left[at].is_none_or(|held| held == right[at]))
                {
                    let mut row = left.clone();
                    part.iter().for_each(|at| row[at] = Some(right[at]));
                    if !next.contains(&row) {
                        next.push(row);
                    }
                }
            }
        }
        joined = next;
    }
    let whole = |row: Vec<Option<usize>>| row.into_iter().collect::<Option<Vec<usize>>>();
    joined.into_iter().filter_map(whole).collect()
}

/// The rows the chase ends with: they keep every dependency, and their projections join to a row of zeros.
fn chased(scheme: &Scheme, parts: &[AttributeSet], width: usize) -> Rows {
    let start = |(at, part): (usize, &AttributeSet)| -> Vec<usize> {
        (0..width)
            .map(|column| if part.contains(column) { 0 } else { at + 1 })
            .collect()
    };
    let mut rows: Rows = parts.iter().enumerate().map(start).collect();
    while !holds_in(scheme, &rows) {
        for held in scheme.dependencies() {
            for first in 0..rows.len() {
                for second in 0..rows.len() {
                    let set = agreed(&rows[first], &rows[second]);
                    if keeps(set, *held) {
                        continue;
                    }
                    for column in held.dependent.iter() {
                        let (one, other) = (rows[first][column], rows[second][column]);
                        for row in &mut rows {
                            if row[column] == one.max(other) {
                                row[column] = one.min(other);
                            }
                        }
                    }
                }
            }
        }
    }
    rows
}

fn some_set(count: usize) -> impl Strategy<Value = AttributeSet> {
    (0..1_u64 << count).prop_map(move |mask| (0..count).filter(|at| mask >> at & 1 == 1).collect())
}

/// Small determinants, as schemas have them, and now and then anything.
fn some_dependency(count: usize) -> impl Strategy<Value = FunctionalDependency> {
    let small = vec(0..count, 1..=2).prop_map(|attributes| AttributeSet::of(&attributes));
    let determinant = prop_oneof![5 => small, 1 => some_set(count)];
    let few = vec(0..count, 1..=3).prop_map(|attributes| AttributeSet::of(&attributes));
    (determinant, few).prop_map(|(left, right)| FunctionalDependency::new(left, right))
}

fn some_scheme() -> impl Strategy<Value = Scheme> {
    (1_usize..=7).prop_flat_map(|count| {
        vec(some_dependency(count), 0..=8).prop_map(move |dependencies| Scheme::new(count, dependencies))
    })
}

fn scheme_and_parts() -> impl Strategy<Value = (Scheme, Vec<AttributeSet>)> {
    some_scheme().prop_flat_map(|scheme| {
        let count = scheme.attributes().len();
        (Just(scheme), vec(some_set(count), 1..=4))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn closures_and_their_derivations(scheme in some_scheme(), mask in any::<u64>()) {
        let start: AttributeSet = scheme.attributes().iter().filter(|at| mask >> at & 1 == 1).collect();
        let expected = closure(&scheme, start);
        prop_assert_eq!(scheme.closure(start), expected);
        prop_assert_eq!(scheme.closure(expected), expected);
        let derivation = scheme.derive(start);
        prop_assert_eq!(derivation.closure(), expected);
        let goal: AttributeSet = expected.iter().filter(|at| mask >> (at + 8) & 1 == 1).collect();
        let why = scheme.explain(start, goal).unwrap();
        prop_assert!(goal.is_within(why.closure()));
        for steps in [&derivation.steps, &why.steps] {
            let mut known = start;
            for step in steps {
                let used = scheme.dependencies()[step.dependency];
                prop_assert!(!step.gained.is_empty() && step.gained.and(known).is_empty());
                prop_assert!(used.determinant.is_within(known) && step.gained.is_within(used.dependent));
                known = known.or(step.gained);
            }
        }
        // Without any one of its steps the explanation ends short of the goal.
        for left_out in 0..why.steps.len() {
            let mut known = start;
            for (at, step) in why.steps.iter().enumerate() {
                if at != left_out && scheme.dependencies()[step.dependency].determinant.is_within(known) {
                    known = known.or(step.gained);
                }
            }
            prop_assert!(!goal.is_within(known));
        }
        for attribute in scheme.attributes().without(expected).iter() {
            prop_assert_eq!(scheme.explain(start, AttributeSet::one(attribute)), None);
        }
    }

    #[test]
    fn covers_imply_the_same_and_nothing_can_be_left_out(scheme in some_scheme()) {
        let count = scheme.attributes().len();
        let cover = scheme.minimal_cover();
        let same = Scheme::new(count, cover.clone());
        for set in subsets(scheme.attributes()) {
            prop_assert_eq!(closure(&same, set), closure(&scheme, set));
        }
        for (at, held) in cover.iter().enumerate() {
            prop_assert_eq!(held.dependent.len(), 1);
            for attribute in held.determinant.iter() {
                let fewer = held.determinant.without(AttributeSet::one(attribute));
                prop_assert!(!held.dependent.is_within(closure(&scheme, fewer)));
            }
            let mut others = cover.clone();
            others.remove(at);
            let others = Scheme::new(count, others);
            prop_assert!(!held.dependent.is_within(closure(&others, held.determinant)));
        }
    }

    #[test]
    fn keys_are_all_and_minimal(scheme in some_scheme()) {
        let CandidateKeys { mut list, complete } = scheme.candidate_keys();
        let mut expected = keys(&scheme);
        list.sort();
        expected.sort();
        prop_assert_eq!(list, expected);
        prop_assert!(complete);
    }

    #[test]
    fn forms_by_definition(scheme in some_scheme()) {
        let verdict = scheme.normal_form();
        prop_assert_eq!(verdict.form, form_of(&scheme, scheme.attributes()));
        prop_assert_eq!(verdict.violations.is_empty(), verdict.form == NormalForm::BoyceCodd);
        let keys = keys(&scheme);
        let prime = keys.iter().copied().fold(AttributeSet::EMPTY, AttributeSet::or);
        for violation in &verdict.violations {
            let held = violation.dependency;
            prop_assert!(held.dependent.is_within(closure(&scheme, held.determinant)));
            prop_assert!(held.dependent.and(held.determinant).is_empty() && held.dependent.len() == 1);
            prop_assert!(closure(&scheme, held.determinant) != scheme.attributes());
            let non_prime = !held.dependent.is_within(prime);
            let partial = keys.iter().any(|key| held.determinant.is_within(*key));
            let expected = match (non_prime, partial) {
                (true, true) => NormalForm::Second,
                (true, false) => NormalForm::Third,
                (false, _) => NormalForm::BoyceCodd,
            };
            prop_assert_eq!(violation.form, expected);
        }
        prop_assert!(verdict.violations.is_sorted_by_key(|violation| violation.form));
    }

    #[test]
    fn synthesis_gives_third_normal_form_and_loses_nothing(scheme in some_scheme()) {
        let parts = scheme.synthesize();
        for part in &parts {
            prop_assert!(form_of(&scheme, *part) >= NormalForm::Third, "{part:?}");
            prop_assert!(!parts.iter().any(|other| other != part && part.is_within(*other)));
        }
        prop_assert!(scheme.is_lossless(&parts));
        prop_assert!(scheme.is_preserved_by(&parts));
    }

    #[test]
    fn decomposition_gives_boyce_codd_normal_form_and_loses_no_row(scheme in some_scheme()) {
        let decomposition = scheme.decompose();
        prop_assert!(decomposition.complete);
        for part in &decomposition.relations {
            prop_assert_eq!(form_of(&scheme, *part), NormalForm::BoyceCodd);
        }
        prop_assert!(scheme.is_lossless(&decomposition.relations));
    }

    /// Where the answer is no, the rows at the end of a chase join to one that was not there; where it is yes, the rows at hand
    /// come back as they were.
    #[test]
    fn joins_of_parts((scheme, parts) in scheme_and_parts(), candidates in vec(vec(0_usize..3, 7), 1..12)) {
        let width = scheme.attributes().len();
        let whole = parts.iter().copied().fold(AttributeSet::EMPTY, AttributeSet::or) == scheme.attributes();
        if scheme.is_lossless(&parts) {
            prop_assert!(whole);
            let mut rows: Rows = Vec::new();
            for candidate in candidates {
                rows.push(candidate[..width].to_vec());
                if !holds_in(&scheme, &rows) {
                    rows.pop();
                }
            }
            rows.sort();
            rows.dedup();
            let mut back = joined(&rows, &parts, width);
            back.sort();
            prop_assert_eq!(back, rows);
        } else if whole {
            let rows = chased(&scheme, &parts, width);
            prop_assert!(joined(&rows, &parts, width).iter().any(|row| !rows.contains(row)));
        }
        if let [one, other] = parts.as_slice() {
            let common = closure(&scheme, one.and(*other));
            let expected = whole && (one.is_within(common) || other.is_within(common));
            prop_assert_eq!(scheme.is_lossless(&parts), expected);
        }
    }

    /// Everything that holds within some part, taken together, implies what is not lost.
    #[test]
    fn dependencies_of_parts((scheme, parts) in scheme_and_parts()) {
        let mut within = Vec::new();
        for part in &parts {
            for set in subsets(*part) {
                within.push(FunctionalDependency::new(set, closure(&scheme, set).and(*part)));
            }
        }
        let within = Scheme::new(scheme.attributes().len(), within);
        let lost: Vec<FunctionalDependency> = scheme.lost_in(&parts).collect();
        for held in scheme.dependencies() {
            prop_assert_eq!(lost.contains(held), !held.dependent.is_within(closure(&within, held.determinant)));
        }
        prop_assert_eq!(scheme.is_preserved_by(&parts), lost.is_empty());
    }
}

#[test]
fn more_keys_than_are_looked_for() {
    // Seven pairs that determine each other: one of each pair, 2^7 keys.
    let set = AttributeSet::of;
    let pairs = (0..7).flat_map(|at| {
        let (one, other) = (set(&[2 * at]), set(&[2 * at + 1]));
        [
            FunctionalDependency::new(one, other),
            FunctionalDependency::new(other, one),
        ]
    });
    let keys = Scheme::new(14, pairs.collect()).candidate_keys();
    assert!(!keys.complete && keys.list.len() == MAX_KEYS);
}

#[test]
fn more_subsets_than_are_tried() {
    // Nothing breaks the form, but to know it every subset of 13 attributes would have to be tried.
    let decomposition = Scheme::new(13, Vec::new()).decompose();
    assert!(!decomposition.complete);
    assert_eq!(decomposition.relations, [AttributeSet::first(13)]);
}

#[test]
fn what_is_not_the_schemes_is_left_out() {
    let set = AttributeSet::of;
    let scheme = Scheme::new(
        2,
        vec![
            FunctionalDependency::new(set(&[0, 5]), set(&[1])),
            FunctionalDependency::new(set(&[0]), set(&[1, 5])),
        ],
    );
    assert_eq!(scheme.closure(set(&[0])), set(&[0, 1]));
    assert!(scheme.dependencies()[0].dependent.is_empty());
}

/// Street, city, postal code: in third normal form, not in Boyce-Codd's, and to get there a dependency is lost.
#[test]
fn the_textbook_case_that_cannot_have_everything() {
    let set = AttributeSet::of;
    let dependencies = vec![
        FunctionalDependency::new(set(&[0, 1]), set(&[2])),
        FunctionalDependency::new(set(&[2]), set(&[1])),
    ];
    let scheme = Scheme::new(3, dependencies);
    assert_eq!(scheme.normal_form().form, NormalForm::Third);
    assert_eq!(scheme.synthesize(), [set(&[0, 1, 2])]);
    let parts = scheme.decompose().relations;
    assert_eq!(parts.len(), 2);
    assert!(scheme.is_lossless(&parts) && !scheme.is_preserved_by(&parts));
}
