use proptest::prelude::*;

use super::*;
use crate::documents::base64url;
use crate::documents::fragment;
use crate::state::layout::Pane;
use crate::state::plan_look::PlanView;
use crate::state::understanding::UnderstoodLook;

fn word() -> impl Strategy<Value = String> {
    "[a-zé_.\"\\\\ 0-9-]{1,12}"
}

fn part() -> impl Strategy<Value = StoredPart> {
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    let text = "[ -~\n\té—😀\u{1}]{0,200}";
    (
        text,
        prop::option::of(kinds),
        prop::option::of(word()),
        prop::option::of(word()),
    )
        .prop_map(|(text, kind, server, name)| StoredPart {
            text: text.into(),
            kind,
            server: server.map(AttrValue::from),
            name: name.map(AttrValue::from),
        })
}

fn look() -> impl Strategy<Value = Look> {
    let panes = prop::option::of(prop::sample::select(Pane::ALL.to_vec()));
    let views = prop::option::of(prop::sample::select(PlanView::ALL.to_vec()));
    let looks = prop::option::of(prop::sample::select(UnderstoodLook::ALL.to_vec()));
    (panes, views, looks, prop::option::of(word())).prop_map(|(pane, plan, understood, selected)| Look {
        pane,
        plan: plan.filter(|_| pane == Some(Pane::Plan)),
        understood: understood.filter(|_| pane == Some(Pane::Understood)),
        selected,
    })
}

fn options() -> impl Strategy<Value = Options> {
    let pairs = |values: &'static str| prop::collection::vec(("[a-z][a-z0-9_.-]{0,11}", values), 0..3);
    let all = (
        pairs("off|hint|error"),
        pairs("[1-9][0-9]{0,3}(\\.[0-9]{0,2}[1-9])?"),
        pairs("[a-zé_]{1,6}"),
    );
    all.prop_map(|(levels, thresholds, words)| {
        let mut options = Options::default();
        for (name, value) in levels {
            set(&mut options.levels, &name.into(), Some(value.into()));
        }
        for (name, value) in thresholds {
            set(&mut options.thresholds, &name.into(), Some(value.into()));
        }
        for (list, word) in words {
            options.add_word(&list.into(), &word.into());
        }
        options
    })
}

fn content() -> impl Strategy<Value = Content> {
    let parts = prop::collection::vec(part(), 1..6);
    let words = (
        prop::option::of(word()),
        prop::option::of(word()),
        prop::option::of(word()),
    );
    let positions = prop::collection::vec(
        (word().prop_map(AttrValue::from), any::<i32>(), any::<i32>()),
        0..4,
    );
    (
        parts,
        any::<prop::sample::Index>(),
        words,
        (look(), options()),
        positions,
    )
        .prop_map(
            |(parts, active, (engine, example, profile), (look, options), positions)| Content {
                engine,
                document: Stored {
                    active: active.index(parts.len()),
                    parts,
                    touched: example.is_some(),
                    example: example.map(AttrValue::from),
                    profile: profile.map(AttrValue::from),
                    options: Rc::new(options),
                    positions,
                },
                look,
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_is_read(content in content()) {
        let text = to_json(&content, true).print();
        prop_assert_eq!(from_text(&text), Ok(content.clone()));
        // Equal documents have equal links.
        prop_assert_eq!(to_json(&from_text(&text).unwrap(), true).print(), text);
        // A link says beside the document what is looked at.
        let without = from_text(&to_json(&content, false).print()).unwrap();
        prop_assert_eq!(without.look, Look::default());
    }

    /// Ten thousand links that were cut, mistyped or made up are refused or read, and none stops the program.
    #[test]
    fn mutated_links_are_refused_or_read(
        content in content(),
        mutations in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..4, any::<u8>()), 40),
    ) {
        let text = to_json(&content, true).print();
        let link = format!("#1={}&view=plan-flame&sel=a%20b", base64url::encode(text.as_bytes()));
        for (place, how, byte) in mutations {
            for original in [&text, &link] {
                let mut bytes = original.clone().into_bytes();
                let at = place.index(bytes.len());
                match how {
                    0 => bytes.truncate(at),
                    1 => bytes[at] = byte,
                    2 => bytes.insert(at, byte),
                    _ => { bytes.remove(at); }
                }
                let mutated = String::from_utf8_lossy(&bytes).into_owned();
                if let Ok(content) = from_text(&mutated) {
                    prop_assert!(content.document.active < content.document.parts.len());
                }
                if let Ok(Some(address)) = fragment::read(&mutated)
                    && let fragment::Content::Packed(letters) = address.content
                    && let Some(bytes) = base64url::decode(&letters)
                    && let Ok(text) = String::from_utf8(bytes)
                {
                    let _read_or_refused = from_text(&text);
                }
            }
        }
    }
}

#[test]
fn defaults_are_left_out() {
    let content = Content {
        engine: Some("0.1.0".to_owned()),
        document: Stored {
            parts: vec![StoredPart::of_text("select 1;")],
            active: 0,
            example: None,
            touched: false,
            profile: None,
            options: Rc::default(),
            positions: Vec::new(),
        },
        look: Look::default(),
    };
    assert_eq!(
        to_json(&content, true).print(),
        r#"{"v":1,"e":"0.1.0","d":[{"t":"select 1;"}]}"#
    );
}

#[test]
fn what_later_programs_add_is_passed_over() {
    let text = r#"{"v":1,"d":[{"t":"a\r\nb","k":"dream","z":[{}]}],"a":7,"l":{"lesson":"x"},"u":{"view":"er","pos":{"t":[1]}}}"#;
    let content = from_text(text).unwrap();
    assert_eq!(&*content.document.parts[0].text, "a\nb");
    assert_eq!(
        (content.document.parts[0].kind, content.document.active),
        (None, 0)
    );
    assert_eq!(
        (content.look, content.document.positions),
        (Look::default(), Vec::new())
    );
}

#[test]
fn other_versions_and_shapes_are_refused() {
    assert_eq!(
        from_text(r#"{"v":2,"d":[{"t":""}]}"#),
        Err(Problem::Newer("2".to_owned()))
    );
    for text in [
        "",
        "null",
        "[]",
        r#"{"v":1}"#,
        r#"{"v":1,"d":[]}"#,
        r#"{"v":1,"d":[{}]}"#,
        r#"{"v":1,"d":{"t":"x"}}"#,
        r#"{"v":0,"d":[{"t":""}]}"#,
        r#"{"v":"1","d":[{"t":""}]}"#,
    ] {
        assert_eq!(from_text(text), Err(Problem::Damaged), "{text}");
    }
}

#[test]
fn settings_are_read_as_far_as_they_are_settings() {
    let text = r#"{"v":1,"d":[{"t":""}],"o":{"levels":{"b":"off","a":3},"thresholds":{"x.y":"0.5","x.z":"many"},"words":{"money":["preis",1],"log":"x"},"later":{}}}"#;
    let content = from_text(text).unwrap();
    let options = &content.document.options;
    assert_eq!(options.levels, [("b".into(), "off".into())]);
    assert_eq!(options.thresholds, [("x.y".into(), "0.5".into())]);
    assert_eq!(options.words, [("money".into(), "preis".into())]);
}

#[test]
fn what_is_no_name_or_level_is_left_out() {
    let text = r#"{"v":1,"d":[{"t":"","n":"a\n: b\u0085","s":"\r"}],"o":{"profile":"x\ny","levels":{"x; y|sh #":"off","b":"off $(x)","":"off"},
        "thresholds":{"a b":"1"},"words":{"a b":["c"]}}}"#;
    let document = from_text(&text.replace("\n        ", "")).unwrap().document;
    assert_eq!(document.parts[0].name.as_deref(), Some("a: b"));
    assert_eq!(document.parts[0].server, None);
    assert_eq!(document.profile.as_deref(), Some("xy"));
    assert!(document.options.is_empty());
}

#[test]
fn added_words_are_bounded_over_all_lists() {
    let words: Vec<String> = (0..100).map(|word| format!("\"w{word}\"")).collect();
    let lists: Vec<String> = (0..100)
        .map(|list| format!("\"l{list}\":[{}]", words.join(",")))
        .collect();
    let text = format!(
        "{{\"v\":1,\"d\":[{{\"t\":\"\"}}],\"o\":{{\"words\":{{{}}}}}}}",
        lists.join(",")
    );
    let options = from_text(&text).unwrap().document.options;
    assert_eq!(options.words.len(), MOST_OPTIONS);
}
