use serde_json::json;

use super::super::{Data, Member, parse, parse_embedded};
use super::*;

fn member<'n>(root: &'n Node<'n>, pointer: &str) -> &'n Member<'n> {
    let (outer, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    value(root, outer).get(name).unwrap_or_else(|| panic!("{pointer} is there"))
}

fn value<'n>(root: &'n Node<'n>, pointer: &str) -> &'n Node<'n> {
    pointer.split('/').skip(1).fold(root, |node, name| match &node.data {
        Data::Array(items) => &items[name.parse::<usize>().expect("a number")],
        _ => &node.get(name).unwrap_or_else(|| panic!("{pointer} is there")).value,
    })
}

enum Do {
    Set(&'static str, Value),
    Rename(&'static str, &'static str),
    Remove(&'static str),
    RemoveItem(&'static str),
    Insert(&'static str, &'static str, Value),
    Entry(&'static str, &'static str, Value),
}

impl Do {
    fn change(&self, root: &Node<'_>) -> Change {
        match self {
            Do::Set(at, to) => Change::set(value(root, at).span, to.clone()),
            Do::Rename(at, to) => Change::rename(member(root, at).key_span, *to),
            Do::Remove(at) => Change::remove(member(root, at).key_span),
            Do::RemoveItem(at) => Change::remove(value(root, at).span),
            Do::Insert(at, name, to) => Change::insert(value(root, at).span, *name, to.clone()),
            Do::Entry(at, name, to) => Change::insert_entry(value(root, at).span, *name, to.clone()),
        }
    }
}

/// The text after the change; nothing where it is not made.
fn changed(notation: Notation, text: &str, what: &Do) -> Option<String> {
    let parsed = parse(text, notation);
    assert_eq!(parsed.problems, [], "{text}");
    let root = &parsed.documents[0];
    let TextEdit { span, text: new } = edit(text, notation, root, &what.change(root))?;
    let mut after = text.to_string();
    after.replace_range(span.range(), &new);
    assert_eq!(parse(&after, notation).problems, [], "{after}");
    Some(after)
}

fn table(notation: Notation, cases: &[(&str, Do, Option<&str>)]) {
    for (text, what, expected) in cases {
        assert_eq!(changed(notation, text, what).as_deref(), *expected, "in {text:?}");
    }
}

#[test]
fn json_keeps_its_commas_lines_and_indentation() {
    let spread = "{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\"\n}\n";
    table(
        Notation::Json,
        &[
            (spread, Do::Remove("/a"), Some("{\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::Remove("/b"), Some("{\n\t\"a\": 1,\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::Remove("/d"), Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3]}\n}\n")),
            (spread, Do::Remove("/b/c"), Some("{\n\t\"a\": 1,\n\t\"b\": {},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::RemoveItem("/b/c/0"), Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [2, 3]},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::RemoveItem("/b/c/2"), Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2]},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::Set("/a", json!(true)), Some("{\n\t\"a\": true,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::Set("/d", json!(7)), Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"7\"\n}\n")),
            (spread, Do::Set("/a", json!("512")), Some("{\n\t\"a\": 512,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\"\n}\n")),
            (spread, Do::Rename("/a", "aa"), Some("{\n\t\"aa\": 1,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\"\n}\n")),
            (
                spread,
                Do::Insert("", "e", json!("y")),
                Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\",\n\t\"e\": \"y\"\n}\n"),
            ),
            (
                spread,
                Do::Insert("/b", "e", json!([1])),
                Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3], \"e\": [1]},\n\t\"d\": \"x\"\n}\n"),
            ),
            // Where no object beside it is spread, neither is a new one.
            (
                spread,
                Do::Insert("", "e", json!({"f": 1})),
                Some("{\n\t\"a\": 1,\n\t\"b\": {\"c\": [1, 2, 3]},\n\t\"d\": \"x\",\n\t\"e\": {\"f\": 1}\n}\n"),
            ),
            (
                "{\n  \"a\": 1\n}",
                Do::Insert("", "e", json!({"f": {"g": 1}})),
                Some("{\n  \"a\": 1,\n  \"e\": {\n    \"f\": {\n      \"g\": 1\n    }\n  }\n}"),
            ),
            ("{\r\n  \"a\": 1\r\n}\r\n", Do::Insert("", "e", json!(1)), Some("{\r\n  \"a\": 1,\r\n  \"e\": 1\r\n}\r\n")),
            (
                "{\"a\":1,\"b\":[{\"c\":2}]}",
                Do::Insert("/b/0", "d", json!({"e": "f", "g": 1})),
                Some("{\"a\":1,\"b\":[{\"c\":2,\"d\":{\"e\":\"f\",\"g\":1}}]}"),
            ),
            ("{\"a\":{}}", Do::Insert("/a", "d", json!(1)), Some("{\"a\":{\"d\":1}}")),
            ("{ \"a\": 1 }", Do::Insert("", "b", json!(2)), Some("{ \"a\": 1, \"b\": 2 }")),
            ("{\"A\": {\"B\": 1}}", Do::Insert("/A", "cD", json!({"eF": 1})), Some("{\"A\": {\"B\": 1, \"CD\": {\"EF\": 1}}}")),
            ("{\"A\": {\"x\": 1}}", Do::Entry("/A", "max-size", json!("1")), Some("{\"A\": {\"x\": 1, \"max-size\": \"1\"}}")),
            // A member with null, or in another case, is there already.
            ("{\"a\": null}", Do::Insert("", "a", json!(1)), None),
        ],
    );
}

#[test]
fn yaml_keeps_its_comments_quotes_and_dashes() {
    let block = "# top\na: 1 # one\nb:\n  - c: 'x'\n    d: 2\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n";
    table(
        Notation::Yaml,
        &[
            (block, Do::Remove("/a"), Some("# top\n# one\nb:\n  - c: 'x'\n    d: 2\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n")),
            (block, Do::Remove("/b/0/d"), Some("# top\na: 1 # one\nb:\n  - c: 'x'\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n")),
            (block, Do::Remove("/b/0/c"), Some("# top\na: 1 # one\nb:\n  - d: 2\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n")),
            (block, Do::RemoveItem("/b/0"), Some("# top\na: 1 # one\nb:\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n")),
            (block, Do::RemoveItem("/b/1"), Some("# top\na: 1 # one\nb:\n  - c: 'x'\n    d: 2\n  # two\nlast: |\n  text\n\n  more\n")),
            (block, Do::Remove("/b"), Some("# top\na: 1 # one\n# two\nlast: |\n  text\n\n  more\n")),
            // The comment would go with what it stands in.
            ("a:\n  - x # why\n  - y\nb: 1\n", Do::Remove("/a"), None),
            (
                block,
                Do::Set("/b/0/c", json!("it's")),
                Some("# top\na: 1 # one\nb:\n  - c: 'it''s'\n    d: 2\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n"),
            ),
            (block, Do::Set("/last", json!("x")), None),
            (
                block,
                Do::Insert("/b/0", "e", json!("z")),
                Some("# top\na: 1 # one\nb:\n  - c: 'x'\n    d: 2\n    e: 'z'\n  - c: 'y' # two\nlast: |\n  text\n\n  more\n"),
            ),
            (
                block,
                Do::Insert("/b/1", "e", json!({"f": true})),
                Some("# top\na: 1 # one\nb:\n  - c: 'x'\n    d: 2\n  - c: 'y' # two\n    e:\n        f: true\nlast: |\n  text\n\n  more\n"),
            ),
            (
                block,
                Do::Insert("", "e", json!("512")),
                Some("# top\na: 1 # one\nb:\n  - c: 'x'\n    d: 2\n  - c: 'y' # two\nlast: |\n  text\n\n  more\ne: \"512\"\n"),
            ),
            ("a: x\nb:\n- one: 1\n", Do::Remove("/b/0/one"), Some("a: x\nb:\n- {}\n")),
            ("a: x\nb:\n- 1\n", Do::RemoveItem("/b/0"), Some("a: x\nb: []\n")),
            ("a: x\nb:\n- []\n", Do::RemoveItem("/b/0"), Some("a: x\nb: []\n")),
            ("a: x\nb:\n- - 1\n", Do::RemoveItem("/b/0"), Some("a: x\nb: []\n")),
            ("a: x\nb:\n-\n  c: 1\n", Do::RemoveItem("/b/0"), Some("a: x\nb: []\n")),
            ("a: x\nb:\n  c: 1", Do::Remove("/b/c"), Some("a: x\nb: {}")),
            ("a: x\nb: # why\n  # what\n  - 1\n", Do::RemoveItem("/b/0"), Some("a: x\nb: [] # why\n  # what\n")),
            ("a: x\nb: # why\n# what\n- 1 # one\n", Do::RemoveItem("/b/0"), Some("a: x\nb: [] # why\n# what\n # one\n")),
            ("a: x\nb: 1", Do::Remove("/b"), Some("a: x")),
            (
                "a: x\r\nb:\r\n    c: y\r\n",
                Do::Insert("/b", "d", json!({"e": "z"})),
                Some("a: x\r\nb:\r\n    c: y\r\n    d:\r\n        e: z\r\n"),
            ),
            ("a: {b: 1, c: 2} # flow\n", Do::Remove("/a/b"), Some("a: {c: 2} # flow\n")),
            ("a: {b: 1, c: 2}\n", Do::Insert("/a", "d", json!("no")), Some("a: {b: 1, c: 2, d: \"no\"}\n")),
            ("a: [\n  x, # first\n  y\n]\n", Do::RemoveItem("/a/0"), None),
            ("\"a\": \"x\"\n\"b\": 1\n", Do::Insert("", "c", json!("y")), Some("\"a\": \"x\"\n\"b\": 1\n\"c\": \"y\"\n")),
            ("a: x\nb:\n  - one two\nc: 1\n", Do::Set("/b", json!(["one", "-v"])), Some("a: x\nb:\n  - one\n  - \"-v\"\nc: 1\n")),
            ("a: x\nb:\n- one two # why\n- c\n", Do::Set("/b", json!(["one"])), None),
            ("a: off\n", Do::Set("/a", json!(false)), Some("a: false\n")),
            ("a: 256\n", Do::Set("/a", json!("512")), Some("a: 512\n")),
            ("a: x\nb:\n", Do::Insert("", "c", json!("2012-10-17")), Some("a: x\nb:\nc: \"2012-10-17\"\n")),
            // Text that keeps its last line breaks would lose them.
            ("a: x\nb: |+\n  t\n\n", Do::Insert("", "c", json!(1)), Some("a: x\nc: 1\nb: |+\n  t\n\n")),
        ],
    );
}

#[test]
fn what_counts_in_several_places_or_is_an_argument_is_left_alone() {
    table(
        Notation::Yaml,
        &[
            ("a: &a {b: 1, c: 2}\nd: *a\n", Do::Remove("/a/b"), None),
            ("a: &a {b: 1, c: 2}\nd: *a\n", Do::Remove("/d/b"), None),
            ("x: &x\n  b: 1\nd:\n  <<: *x\n  c: 2\n", Do::Set("/d/b", json!(2)), None),
            (
                "x: &x\n  b: 1\nd:\n  <<: *x\n  c: 2\n",
                Do::Insert("/d", "e", json!(2)),
                Some("x: &x\n  b: 1\nd:\n  <<: *x\n  c: 2\n  e: 2\n"),
            ),
            ("a:\n  Fn::If: [x, y, z]\nb: 1\n", Do::RemoveItem("/a/Fn::If/2"), None),
            ("a: !If [x, {b: 1}, z]\nc: 1\n", Do::Remove("/a"), None),
            ("? a\n: 1\n? b\n: 2\n", Do::Remove("/a"), None),
        ],
    );
}

#[test]
fn documents_in_strings_are_edited_with_the_escapes_of_the_string() {
    // (the outer text, the change, what the string says then)
    let policy = "{\n  \"a\": 1,\n  \"b\": \"x\"\n}";
    let indented = policy.replace('\n', "\n    ");
    let outers = [
        (Notation::Json, json!({"policy": policy, "z": 1}).to_string()),
        (Notation::Yaml, format!("policy: |\n    {indented}\nz: 1\n")),
        (Notation::Yaml, format!("policy: {}\nz: 1\n", json!(policy))),
        (Notation::Yaml, "policy: '{\"a\": 1, \"b\": \"x\"}'\nz: 1\n".to_string()),
        (Notation::Yaml, "policy: >-\n  {\"a\": 1, \"b\": \"x\"}\nz: 1\n".to_string()),
    ];
    for (notation, outer) in outers {
        for (what, expected) in [
            (Do::Remove("/a"), json!({"b": "x"})),
            (Do::Remove("/b"), json!({"a": 1})),
            (Do::Set("/b", json!("it's \"\\")), json!({"a": 1, "b": "it's \"\\"})),
            (Do::Insert("", "c", json!("y")), json!({"a": 1, "b": "x", "c": "y"})),
        ] {
            let parsed = parse(&outer, notation);
            let holder = &parsed.documents[0].get("policy").expect("it is there").value;
            let Data::String(decoded) = &holder.data else { panic!("a string") };
            let root = parse_embedded(&outer, holder.span, decoded).and_then(|embedded| embedded.root).expect("JSON");
            let TextEdit { span, text } = edit_in_string(&outer, holder.span, decoded, &root, &what.change(&root)).expect("an edit");
            let mut after = outer.clone();
            after.replace_range(span.range(), &text);
            let parsed = parse(&after, notation);
            assert_eq!(parsed.problems, [], "{after}");
            let Data::String(decoded) = &parsed.documents[0].get("policy").expect("it is there").value.data else { panic!("a string") };
            assert_eq!(serde_json::from_str::<Value>(decoded).expect("JSON"), expected, "{after}");
            assert!(parsed.documents[0].get("z").is_some(), "{after}");
        }
    }
}

/// As the standard library's readers see it: the value of the tree.
fn to_value(node: &Node<'_>) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => json!(value),
        Data::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        Data::String(text) => json!(text),
        Data::Array(items) => items.iter().map(to_value).collect(),
        Data::Object(members) => members.iter().map(|m| (m.key.to_string(), to_value(&m.value))).collect::<serde_json::Map<_, _>>().into(),
        Data::Tagged(_, inner) => to_value(inner),
    }
}

mod any_document {
    use proptest::prelude::*;

    use super::*;

    fn documents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<bool>().prop_map(Value::from), any::<u16>().prop_map(Value::from), "[ -~]{0,8}".prop_map(Value::from)];
        let nested = leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-f][a-z]{0,3}", inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        });
        prop::collection::vec(("[a-f][a-z]{0,3}", nested), 1..5).prop_map(|members| Value::Object(members.into_iter().collect()))
    }

    fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    found.push(format!("{at}/{name}"));
                    pointers(value, &format!("{at}/{name}"), found);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    found.push(format!("{at}/{index}"));
                    pointers(value, &format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
    }

    fn without(document: &Value, pointer: &str) -> Value {
        let (outer, last) = pointer.rsplit_once('/').expect("not the root");
        let mut document = document.clone();
        match document.pointer_mut(outer).expect("it is there") {
            Value::Object(members) => drop(members.shift_remove(last)),
            Value::Array(items) => drop(items.remove(last.parse().expect("a number"))),
            _ => unreachable!("only collections hold something"),
        }
        document
    }

    proptest! {
        #[test]
        fn removing_and_adding_changes_that_alone(document in documents(), which in any::<prop::sample::Index>(), style in 0..4_usize) {
            let (notation, text) = match style {
                0 => (Notation::Json, document.to_string()),
                1 => (Notation::Json, serde_json::to_string_pretty(&document).expect("JSON")),
                2 => (Notation::Json, serde_json::to_string_pretty(&document).expect("JSON").replace('\n', "\r\n")),
                _ => (Notation::Yaml, serde_yaml::to_string(&document).expect("YAML")),
            };
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            let pointer = which.get(&all);
            let parsed = parse(&text, notation);
            let root = &parsed.documents[0];
            prop_assert_eq!(to_value(root), document.clone());
            let apply = |change: &Change| -> Option<Value> {
                let TextEdit { span, text: new } = edit(&text, notation, root, change)?;
                let mut after = text.clone();
                after.replace_range(span.range(), &new);
                let parsed = parse(&after, notation);
                assert_eq!(parsed.problems, [], "{text}\n{after}");
                Some(to_value(&parsed.documents[0]))
            };
            let at = value(root, pointer);
            if let Some(after) = apply(&Change::remove(at.span)) {
                prop_assert_eq!(after, without(&document, pointer), "{} in\n{}", pointer, text);
            } else {
                prop_assert!(notation == Notation::Yaml, "JSON can lose anything: {} in\n{}", pointer, text);
            }
            if document.pointer(pointer).is_some_and(Value::is_object) {
                let mut expected = document.clone();
                expected.pointer_mut(pointer).expect("it is there")["zz"] = json!({"y": [1, "two"]});
                if let Some(after) = apply(&Change::insert_entry(at.span, "zz", json!({"y": [1, "two"]}))) {
                    prop_assert_eq!(after, expected, "{} in\n{}", pointer, text);
                } else {
                    prop_assert!(notation == Notation::Yaml, "JSON can take anything: {} in\n{}", pointer, text);
                }
            }
            if !document.pointer(pointer).is_some_and(|value| value.is_object() || value.is_array()) {
                let mut expected = document.clone();
                *expected.pointer_mut(pointer).expect("it is there") = json!("it's: \"new\" #1");
                if let Some(after) = apply(&Change::set(at.span, "it's: \"new\" #1")) {
                    prop_assert_eq!(after, expected, "{} in\n{}", pointer, text);
                }
            }
        }
    }
}
