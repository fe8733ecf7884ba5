//! New items of lists.

use serde_json::json;

use super::*;
use crate::syntax::parse;

fn appended(text: &str, notation: Notation, way: &[&str]) -> Option<String> {
    let parsed = parse(text, notation);
    let root = &parsed.documents[0];
    let list = way.iter().fold(root, |node, name| &node.get(name).expect(name).value);
    let value = json!({"Sid": "New", "Action": ["a:B", "a:C"], "Resource": "*"});
    let TextEdit { span, text: new } = edit(text, notation, root, &Change::append(list.span, value.clone()))?;
    let mut changed = text.to_string();
    changed.replace_range(span.range(), &new);
    let after = parse(&changed, notation);
    assert!(after.problems.is_empty(), "{changed}");
    Some(changed)
}

#[test]
fn an_item_is_written_as_the_others_are() {
    let cases = [
        (
            Notation::Json,
            "{\n  \"Statement\": [\n    {\n      \"Sid\": \"A\"\n    }\n  ]\n}",
            "{\n  \"Statement\": [\n    {\n      \"Sid\": \"A\"\n    },\n    {\n      \"Sid\": \"New\",\n      \"Action\": [\"a:B\", \"a:C\"],\n      \"Resource\": \"*\"\n    }\n  ]\n}",
        ),
        (
            Notation::Json,
            "{\"Statement\": [\n  {\"Sid\": \"A\"},\n  {\"Sid\": \"B\"}]}",
            "{\"Statement\": [\n  {\"Sid\": \"A\"},\n  {\"Sid\": \"B\"},\n  {\"Sid\": \"New\", \"Action\": [\"a:B\", \"a:C\"], \"Resource\": \"*\"}]}",
        ),
        (
            Notation::Json,
            "{\"Statement\":[{\"Sid\":\"A\"}]}",
            "{\"Statement\":[{\"Sid\":\"A\"},{\"Sid\":\"New\",\"Action\":[\"a:B\",\"a:C\"],\"Resource\":\"*\"}]}",
        ),
        (
            Notation::Json,
            "{\"Statement\": []}",
            "{\"Statement\": [{\"Sid\": \"New\", \"Action\": [\"a:B\", \"a:C\"], \"Resource\": \"*\"}]}",
        ),
        (
            Notation::Yaml,
            "Statement:\n  - Sid: A # first\n    Action: x\n",
            "Statement:\n  - Sid: A # first\n    Action: x\n  - Sid: New\n    Action: [\"a:B\", \"a:C\"]\n    Resource: \"*\"\n",
        ),
        (
            Notation::Yaml,
            "Statement:\n- Sid: A\n  Action: x # why\nOther: y\n",
            "Statement:\n- Sid: A\n  Action: x # why\n- Sid: New\n  Action: [\"a:B\", \"a:C\"]\n  Resource: \"*\"\nOther: y\n",
        ),
        (Notation::Yaml, "Statement: [{Sid: A}]\n", "Statement: [{Sid: A}, {Sid: New, Action: [\"a:B\", \"a:C\"], Resource: \"*\"}]\n"),
    ];
    for (notation, text, expected) in cases {
        assert_eq!(appended(text, notation, &["Statement"]).as_deref(), Some(expected), "{text}");
        let with_crlf = text.replace('\n', "\r\n");
        assert_eq!(appended(&with_crlf, notation, &["Statement"]).as_deref(), Some(expected.replace('\n', "\r\n").as_str()), "{with_crlf}");
    }
}

#[test]
fn nothing_is_appended_where_it_could_do_harm() {
    for text in ["Statement: &all\n  - Sid: A\nOther: *all\n", "Statement:\n  - |\n    text\n"] {
        assert_eq!(appended(text, Notation::Yaml, &["Statement"]), None, "{text}");
    }
}
