use rowproof_findings::Certainty;

use super::*;
use crate::Part;

fn document(texts: &[&str]) -> Document {
    let parts = texts.iter().enumerate();
    Document {
        parts: parts
            .map(|(number, text)| Part::new(format!("part {number}"), *text))
            .collect(),
    }
}

fn fixed(texts: &[&str], unwanted: &[&str], check: impl FnOnce(&Report, SafeFixes<'_>)) {
    let document = document(texts);
    let report = analyze(&document, &Settings::default());
    let unwanted: Vec<String> = unwanted.iter().map(|id| (*id).to_owned()).collect();
    let fixes = fix_safely(&document, &Settings::default(), &report, &unwanted);
    check(&report, fixes);
}

const SHOP: &str = "create table customer (id bigint primary key, slug text not null);
create table invoice (
  id bigint primary key,
  customer_id bigint not null references customer,
  shipped_at timestamp
);
";

#[test]
fn what_is_safe_is_made_and_gone() {
    fixed(&[SHOP], &[], |report, fixes| {
        assert!(fixes.made.len() > 1, "{:?}", fixes.left_out);
        let after = fixes.report.as_ref().unwrap();
        for finding in &fixes.made {
            assert!(safe_fix(finding).is_ok());
            assert!(!has(after, finding), "{} is still there", finding.id);
        }
        let all = fixes.made.len() + fixes.unwanted.len() + fixes.left_out.len();
        assert_eq!(all, report.visible_findings().count());
        let text = &fixes.document.parts[0].text;
        assert!(text.to_lowercase().contains("create index"), "{text}");
    });
}

#[test]
fn the_lines_lead_from_one_text_to_the_other() {
    fixed(&[SHOP], &[], |_, fixes| {
        let after = &fixes.document.parts[0].text;
        let mut rebuilt: Vec<&str> = SHOP.split('\n').collect();
        let new: Vec<&str> = after.split('\n').collect();
        for change in fixes.lines[0].replaced(rebuilt.len()).into_iter().rev() {
            rebuilt.splice(change.old, new[change.new].iter().copied());
        }
        assert_eq!(rebuilt, new);
    });
}

#[test]
fn what_is_not_wanted_stays() {
    let mut id = String::new();
    fixed(&[SHOP], &[], |_, fixes| id = fixes.made[0].id.clone());
    fixed(&[SHOP], &[&id], |_, fixes| {
        assert_eq!(fixes.unwanted.len(), 1);
        assert!(fixes.made.iter().all(|finding| finding.id != id));
        assert!(fixes.report.unwrap().findings.iter().any(|held| held.id == id));
    });
}

#[test]
fn without_a_safe_fix_nothing_happens() {
    let text = "create table t (id bigint primary key);";
    fixed(&[text, ""], &[], |_, fixes| {
        assert!(fixes.made.is_empty() && fixes.report.is_none());
        assert_eq!(&*fixes.document.parts[0].text, text);
        assert_eq!(fixes.lines[0].hunks(text, text), []);
    });
}

#[test]
fn a_choice_and_a_guess_are_left_to_the_reader() {
    let text = "create table post (id bigint primary key, status text not null);
create table item (id bigint primary key, quantity integer not null);";
    fixed(&[text], &[], |_, fixes| {
        let why = |rule: &str| {
            let mut left = fixes.left_out.iter();
            left.find(|(finding, _)| finding.rule == rule)
                .map(|(_, why)| why.clone())
        };
        assert_eq!(why("free-text-enum"), Some(LeftOut::Unsafe(Unsafe::Guess)));
        let several = LeftOut::Unsafe(Unsafe::SeveralWays);
        assert_eq!(why("missing-nonneg-check"), Some(several));
        assert!(
            fixes
                .made
                .iter()
                .all(|finding| finding.certainty != Certainty::Possible)
        );
    });
}
