use super::*;

#[test]
fn splits_every_common_style() {
    assert_eq!(words("customer_email"), ["customer", "email"]);
    assert_eq!(words("customerEmail"), ["customer", "email"]);
    assert_eq!(words("HTTPStatusCode"), ["http", "status", "code"]);
    assert_eq!(words("sha256"), ["sha256"]);
}

#[test]
fn singular_and_plural() {
    for (plural, one) in [
        ("users", "user"),
        ("categories", "category"),
        ("addresses", "address"),
        ("statuses", "status"),
        ("boxes", "box"),
        ("status", "status"),
        ("houses", "house"),
        ("movies", "movie"),
    ] {
        assert_eq!(singular(plural), one);
    }
    for (one, plural_form) in [
        ("category", "categories"),
        ("day", "days"),
        ("order_status", "order_statuses"),
        ("address", "addresses"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("person", "people"),
        ("staff_child", "staff_children"),
        ("users", "users"),
    ] {
        assert_eq!(plural(one), plural_form);
    }
}

#[test]
fn names_are_the_same_however_their_words_are_set_apart() {
    for name in ["created_at", "createdAt", "createdat", "CREATED-AT", "Created At"] {
        assert!(is_named(name, &Lexicon::CREATED), "{name}");
    }
    assert!(!is_named("recreated_at", &Lexicon::CREATED) && !is_named("", &Lexicon::CREATED));
}

#[test]
fn words_are_whole() {
    // `fee` is no part of `coffee`.
    assert!(!has_word(&words("coffee_weight"), &Lexicon::MONEY));
    assert!(has_word(&words("lateFees"), &Lexicon::MONEY));
    assert!(!has_word(&words("data_status_note"), WordList::new("stat")));
}

#[test]
fn the_lexicon_has_words_in_the_singular_each_once() {
    assert!(Lexicon::ALL.is_sorted_by_key(|list| list.name()));
    for list in Lexicon::ALL {
        for word in list.words().iter() {
            assert!(list.holds_names() || singular(word) == word, "{word}");
            assert!(AddedWord::new(list, word).is_some(), "{word}");
        }
    }
}

#[test]
fn added_words_are_in_their_list_while_they_are_wanted() {
    let added = [
        AddedWord::new(&Lexicon::MONEY, "preis").unwrap(),
        AddedWord::new(&Lexicon::CREATED, "angelegt_am").unwrap(),
    ];
    let asked = || {
        [
            has_word(&words("brutto_preis"), &Lexicon::MONEY),
            Lexicon::MONEY.contains("preis"),
            is_named("angelegtAm", &Lexicon::CREATED),
            has_word(&words("preis"), &Lexicon::STATUS),
            has_word(&words("preis"), WordList::new("price")),
        ]
    };
    assert_eq!(asked(), [false; 5]);
    assert_eq!(with_added_words(&added, asked), [true, true, true, false, false]);
    let stopped = std::panic::catch_unwind(|| with_added_words(&added, || assert!(!asked()[0])));
    assert!(stopped.is_err());
    assert_eq!(asked(), [false; 5]);
}

#[test]
fn words_that_could_never_be_found_are_not_added() {
    for word in ["", "Preis", "net price", "a_b"] {
        assert_eq!(AddedWord::new(&Lexicon::MONEY, word), None, "{word}");
    }
    assert_eq!(AddedWord::new(&Lexicon::CREATED, " "), None);
    assert!(AddedWord::new(&Lexicon::CREATED, "angelegtAm").is_some());
}

mod references {
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    use super::*;
    use crate::Catalog;

    /// What the first column of that name means: `users.id`, `absent orders.id`, `unclear` or nothing.
    fn guess(script: &str, column: &str) -> String {
        let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
        let (relation, column) = catalog
            .tables()
            .find_map(|table| Some((table, table.column(column)?)))
            .unwrap();
        match catalog.guess_reference(relation, column) {
            None => "nothing".to_owned(),
            Some(ReferenceGuess::Ambiguous) => "unclear".to_owned(),
            Some(ReferenceGuess::Absent { table, key }) => format!("absent {table}.{key}"),
            Some(ReferenceGuess::Relation { id, key, fit }) => {
                let by = match fit {
                    NameFit::Whole => "",
                    NameFit::Part => ", in part",
                    NameFit::Role => ", by role",
                };
                format!("{}.{key}{by}", catalog.relation(id).unwrap().name)
            }
        }
    }

    fn beside(tables: &str, column: &str) -> String {
        let name = column.split(' ').next().unwrap().trim_matches('"');
        guess(
            &format!("{tables}; create table notes (note_key int, {column})"),
            name,
        )
    }

    const USERS: &str =
        "create table users (id bigint primary key); create table order_items (id uuid primary key)";

    #[test]
    fn by_the_words_of_the_name() {
        for (column, expected) in [
            ("user_id int", "users.id"),
            ("\"userId\" int", "users.id"),
            ("user_uuid int", "users.id"),
            ("billing_user_id int", "users.id, in part"),
            ("order_item_id uuid", "order_items.id"),
            // A prefix that the column leaves out.
            ("item_id uuid", "order_items.id, in part"),
            ("created_by int", "users.id, in part"),
            ("created_by text", "nothing"),
            ("author_id int", "users.id, by role"),
            ("parent_id int", "absent parents.id"),
            ("category_id int", "absent categories.id"),
            ("category_uuid uuid", "absent categories.uuid"),
        ] {
            assert_eq!(beside(USERS, column), expected, "{column}");
        }
    }

    #[test]
    fn what_is_no_reference() {
        for column in [
            "id int",
            "note_id int",
            "user_name text",
            "paid int",
            "stripe_customer_id text",
            "session_id uuid",
            "global_id int",
            "user_id int, user_type text",
            "valid boolean",
        ] {
            assert_eq!(beside(USERS, column), "nothing", "{column}");
        }
    }

    #[test]
    fn what_is_not_clear() {
        // The key is no integer.
        assert_eq!(beside(USERS, "order_item_id int"), "unclear");
        let two = "create schema a; create schema b; create table a.users (id int primary key); create table b.users (id int primary key)";
        assert_eq!(beside(two, "user_id int"), "unclear");
        // The one in its own schema is meant.
        let own = format!("{two}; create table b.notes (user_id int)");
        assert_eq!(guess(&own, "user_id"), "b.users.id");
    }

    #[test]
    fn behind_the_prefix_of_most_tables() {
        let tables: String = [
            "zqrole",
            "zquser",
            "zquser_role",
            "zqpage",
            "zqmenu",
            "zqfile",
            "zqnote",
            "zqword",
        ]
        .map(|name| format!("create table {name} (id int primary key, x int);"))
        .concat();
        assert_eq!(
            guess(&format!("{tables} create table zqrule (role_id int)"), "role_id"),
            "zqrole.id"
        );
        // Three tables are too few to share a prefix by intent.
        let few = "create table zqrole (id int primary key); create table zquser_role (id int primary key); create table zqrule (role_id int)";
        assert_eq!(guess(few, "role_id"), "zquser_role.id, in part");
    }

    #[test]
    fn what_other_keys_declare() {
        let declared = "create table shop_people (id int primary key); create table a (person_id int references shop_people);";
        assert_eq!(
            guess(
                &format!("create table b (k int, person_id int); {declared}"),
                "person_id"
            ),
            "shop_people.id"
        );
    }

    #[test]
    fn a_kind_of_its_own() {
        let tables =
            "create table groups (id int primary key); create table file_groups (id int primary key);";
        assert_eq!(
            guess(
                &format!("{tables} create table files (id int, group_id int)"),
                "group_id"
            ),
            "unclear"
        );
        let part = "create table items (id int primary key); create table order_items (id int primary key, order_id int);";
        assert_eq!(
            guess(
                &format!("{part} create table orders (id int, item_id int)"),
                "item_id"
            ),
            "items.id"
        );
    }

    #[test]
    fn a_tree_and_a_tables_own_ending() {
        let tree = "create table nodes (id int primary key, parent_id int)";
        assert_eq!(guess(tree, "parent_id"), "nodes.id, in part");
        // The parent of something else.
        let item = "create table nodes (id int primary key, item_parent_id int)";
        assert_eq!(guess(item, "item_parent_id"), "unclear");
        let own = "create table task_labels (id int primary key, label_id int)";
        assert_eq!(guess(own, "label_id"), "absent labels.id");
    }
}
