use proptest::prelude::*;

use super::*;
use crate::FunctionalDependency;

fn set(attributes: &[usize]) -> AttributeSet {
    AttributeSet::of(attributes)
}

fn dependency(determinant: &[usize], dependent: &[usize]) -> FunctionalDependency {
    FunctionalDependency::new(set(determinant), set(dependent))
}

fn rows_of(columns: Vec<Vec<u32>>) -> Instance {
    let column = |column: Vec<u32>| column.into_iter().map(Some).collect();
    Instance::new(columns.into_iter().map(column).collect())
}

/// zip, city, street, person: the third zip has two cities.
fn addresses() -> Instance {
    rows_of(vec![
        vec![10, 10, 20, 20, 20, 30],
        vec![1, 1, 2, 2, 3, 4],
        vec![7, 8, 7, 9, 7, 7],
        vec![0, 1, 2, 3, 4, 5],
    ])
}

#[test]
fn what_holds_is_told() {
    let agreement = addresses().agreement();
    assert!(agreement.holds(dependency(&[1], &[0])));
    assert!(!agreement.holds(dependency(&[0], &[1])));
    assert_eq!(agreement.dependencies(3), [dependency(&[1], &[0])]);
}

#[test]
fn keys_are_minimal() {
    let keys = addresses().agreement().keys(3);
    assert_eq!(keys, [set(&[3]), set(&[1, 2])]);
}

#[test]
fn tests_are_rows_whose_determinant_was_there_before() {
    let rows = addresses();
    assert_eq!(rows.determinant(set(&[0])).tests(1), 3);
    assert_eq!(rows.determinant(set(&[1])).tests(0), 2);
    assert_eq!(rows.determinant(set(&[3])).tests(0), 0);
    assert_eq!(rows.determinant(set(&[])).tests(0), 5);
}

#[test]
fn the_fewest_exceptions_are_found() {
    let rows = addresses();
    assert_eq!(rows.determinant(set(&[0])).exceptions(1), [4]);
    assert_eq!(rows.determinant(set(&[1])).exceptions(0), [0_usize; 0]);
    assert_eq!(rows.determinant(set(&[0])).like(4).collect::<Vec<_>>(), [2, 3, 4]);
    // Of equally frequent ones the first stays.
    let tie = rows_of(vec![vec![1, 1], vec![5, 6]]);
    assert_eq!(tie.determinant(set(&[0])).exceptions(1), [1]);
}

#[test]
fn rows_that_are_the_same_leave_no_key() {
    let rows = rows_of(vec![vec![1, 2, 1], vec![3, 3, 3]]);
    let agreement = rows.agreement();
    assert!(agreement.keys(2).is_empty());
    // The same everywhere: it depends on nothing.
    assert_eq!(agreement.dependencies(2), [dependency(&[], &[1])]);
}

#[test]
fn no_rows_and_no_attributes_are_no_trouble() {
    for rows in [Instance::new(Vec::new()), Instance::new(vec![Vec::new(); 3])] {
        let agreement = rows.agreement();
        assert_eq!(agreement.keys(2), [AttributeSet::EMPTY]);
        assert!(agreement.dependencies(2).is_empty());
        assert!(rows.determinant(set(&[0])).exceptions(1).is_empty());
    }
}

#[test]
fn luck_is_told_from_what_the_rows_test_well() {
    // Forty rows: the second attribute follows from the first; the third is almost always the same; the fourth is different but twice.
    let groups: Vec<u32> = (0..40).map(|row| row % 8).collect();
    let follows = groups.iter().map(|group| group * 10 % 7).collect();
    let mostly = (0..40).map(|row| u32::from(row == 11)).collect();
    let rare = (0..40).map(|row| if row == 39 { 0 } else { row }).collect();
    let rows = rows_of(vec![groups, follows, mostly, rare]);
    assert!(!rows.determinant(set(&[0])).luck(1, 0));
    // Two rows have the same fourth value and happen to have the same third.
    assert!(rows.agreement().holds(dependency(&[3], &[2])));
    assert!(rows.determinant(set(&[3])).luck(2, 0));
    // One exception of forty is what any attribute has that is almost always the same.
    assert_eq!(rows.determinant(set(&[0])).exceptions(2), [11]);
    assert!(rows.determinant(set(&[0])).luck(2, 1));
}

#[test]
fn more_attributes_than_are_looked_at_are_left_out() {
    let rows = rows_of(vec![vec![1, 2]; MAX_DISCOVERED + 5]);
    assert_eq!(rows.agreement().keys(1).len(), MAX_DISCOVERED);
}

#[test]
fn what_is_missing_determines_nothing_and_contradicts_nothing() {
    // Coupons have one discount, which was not written down once; most orders have neither, and the last has a discount without a coupon.
    let rows = Instance::new(vec![
        vec![None, Some(1), None, Some(1), Some(1), None],
        vec![None, Some(5), None, None, Some(5), Some(6)],
    ]);
    assert!(rows.agreement().holds(dependency(&[0], &[1])));
    assert_eq!(rows.determinant(set(&[0])).tests(1), 1);
    assert_eq!(rows.determinant(set(&[0])).exceptions(1), [0_usize; 0]);
    assert_eq!(
        rows.determinant(set(&[0])).like(0).collect::<Vec<_>>(),
        [0_usize; 0]
    );
    // UNIQUE lets missing values in as often as they come.
    let unique = Instance::new(vec![
        vec![None, Some(1), None, Some(2)],
        vec![Some(1), Some(1), Some(2), Some(2)],
    ]);
    assert!(unique.agreement().is_unique(set(&[0])));
}

/// What the definition says.
fn holds_by_pairs(columns: &[Vec<Option<u32>>], rows: usize, dependency: FunctionalDependency) -> bool {
    let same = |at: usize, a: usize, b: usize| columns[at][a] == columns[at][b];
    let known = |at: usize, a: usize| columns[at][a].is_some();
    let (from, to) = (dependency.determinant, dependency.dependent);
    (0..rows).all(|a| {
        let mut before = 0..a;
        before.all(|b| {
            let is_tested = from.iter().all(|at| same(at, a, b) && known(at, a));
            !is_tested
                || to
                    .iter()
                    .all(|at| same(at, a, b) || !known(at, a) || !known(at, b))
        })
    })
}

fn small_rows() -> impl Strategy<Value = Vec<Vec<Option<u32>>>> {
    (0_usize..12, 1_usize..7).prop_flat_map(|(rows, columns)| {
        let column = prop_oneof![
            proptest::collection::vec((0_u32..3).prop_map(Some), rows),
            proptest::collection::vec((0_u32..8).prop_map(Some), rows),
            proptest::collection::vec(proptest::option::of(0_u32..3), rows)
        ];
        proptest::collection::vec(column, columns)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn all_minimal_dependencies_are_found_and_no_others(columns in small_rows()) {
        let (count, rows) = (columns.len(), columns[0].len());
        let instance = Instance::new(columns.clone());
        let agreement = instance.agreement();
        let whole = AttributeSet::first(count);
        let subsets = || std::iter::successors(Some(AttributeSet::EMPTY), |set| set.next_subset_of(whole));
        let holds = |from, to| holds_by_pairs(&columns, rows, FunctionalDependency::new(from, to));
        let is_key = |set: AttributeSet| {
            let same = |a: usize, b: usize| set.iter().all(|at| columns[at][a].is_some() && columns[at][a] == columns[at][b]);
            (0..rows).all(|a| (0..a).all(|b| !same(a, b)))
        };
        let is_minimal = |set: AttributeSet, is: &dyn Fn(AttributeSet) -> bool| {
            set.iter().all(|attribute| !is(set.without(AttributeSet::one(attribute))))
        };
        let mut expected = Vec::new();
        for from in subsets() {
            let dependents = whole.without(from).iter().filter(|to| {
                let to = AttributeSet::one(*to);
                holds(from, to) && is_minimal(from, &|part| holds(part, to))
            });
            let dependents: AttributeSet = dependents.collect();
            if !dependents.is_empty() && !is_key(from) {
                expected.push(FunctionalDependency::new(from, dependents));
            }
        }
        let key = |found: &FunctionalDependency| (found.determinant, found.dependent);
        let mut found = agreement.dependencies(count);
        found.sort_by_key(key);
        expected.sort_by_key(key);
        prop_assert_eq!(found, expected);
        let mut keys = agreement.keys(count);
        keys.sort();
        let mut expected: Vec<_> = subsets().filter(|set| is_key(*set) && is_minimal(*set, &is_key)).collect();
        expected.sort();
        prop_assert_eq!(keys, expected);
    }

    #[test]
    fn without_its_exceptions_a_dependency_holds(columns in small_rows(), from in 0_u64..64, to in 0_usize..6) {
        let (count, rows) = (columns.len(), columns[0].len());
        let whole = AttributeSet::first(count);
        let (from, to) = (AttributeSet::from_bits(from).and(whole), to % count);
        let dependency = FunctionalDependency::new(from, AttributeSet::one(to));
        let goes = Instance::new(columns.clone()).determinant(from).exceptions(to);
        let left: Vec<Vec<Option<u32>>> = columns
            .iter()
            .map(|column| (0..rows).filter(|row| !goes.contains(row)).map(|row| column[row]).collect())
            .collect();
        prop_assert!(holds_by_pairs(&left, rows - goes.len(), dependency));
        // Not one fewer would do.
        prop_assert_eq!(goes.is_empty(), holds_by_pairs(&columns, rows, dependency));
        let fewest = (0..1_u32 << rows)
            .filter(|gone| {
                let stays = |row: &usize| gone & (1 << row) == 0;
                let left: Vec<Vec<Option<u32>>> = columns
                    .iter()
                    .map(|column| (0..rows).filter(stays).map(|row| column[row]).collect())
                    .collect();
                holds_by_pairs(&left, rows - gone.count_ones() as usize, dependency)
            })
            .map(u32::count_ones)
            .min();
        prop_assert_eq!(Some(goes.len() as u32), fewest);
    }
}
