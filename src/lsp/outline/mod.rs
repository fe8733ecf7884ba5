//! A tree of text that is being typed: whatever is written becomes keys and values, and nothing is an error.
//!
//! In: the text and the place of the cursor. Out: [`Outline`], the tree around the cursor and the way to it. The trees of
//! `syntax` cannot serve here: what a cursor stands in is, more often than not, what does not parse yet.

mod block;
mod flow;

use std::ops::Range;

use crate::syntax::{Data, Node, Notation};

/// Stands where the cursor is, so that there is always a key or a value to be found.
const MARK: char = '\u{f8ff}';
/// The intrinsic function of CloudFormation that stands in place of one of its values; as a tag it is `!If`.
pub const CHOICE: &str = "Fn::If";
/// As in `syntax`: deeper documents end there.
const MAX_DEPTH: usize = 127;
/// Longer texts have no outline: nobody types them.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// One step down a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// To the member of that name.
    Key(String),
    /// To the item of that number, from 0.
    Index(usize),
}

/// What the cursor stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A key of the object at the path.
    Key,
    /// The value at the path.
    Value,
}

/// The document around a cursor.
#[derive(Debug)]
pub struct Outline<'t> {
    /// Its tree; spans are those of the text with the mark.
    pub root: Node<'t>,
    /// The way to the object whose key is typed, or to the value.
    pub path: Vec<Step>,
    /// What is typed.
    pub slot: Slot,
    /// The bytes of the key or value in the text, quotes included; empty where nothing is typed yet.
    pub token: Range<usize>,
}

/// The text with the mark, which an [`Outline`] borrows.
#[derive(Debug)]
pub struct MarkedText {
    text: String,
    cursor: usize,
    notation: Notation,
}

impl MarkedText {
    /// Marks the cursor; `None` where the text is too long or holds the mark.
    pub fn new(text: &str, cursor: usize, notation: Notation) -> Option<Self> {
        if text.len() > MAX_BYTES || text.contains(MARK) {
            return None;
        }
        let (before, after) = text.split_at_checked(cursor)?;
        Some(Self { text: format!("{before}{MARK}{after}"), cursor, notation })
    }

    /// The outline of the document around the cursor; `None` in comments and where the form of the text tells nothing.
    pub fn outline(&self) -> Option<Outline<'_>> {
        let root = match self.notation {
            Notation::Json => flow::parse(&self.text, 0, flow::Style::Json).0,
            Notation::Yaml => block::parse(&self.text, self.document()),
        };
        let mut path = Vec::new();
        let (slot, token) = find(&root, &mut path)?;
        // What goes over several lines is prose or a script.
        if self.text[token.clone()].contains('\n') {
            return None;
        }
        let unmarked = |offset: usize| if offset > self.cursor { offset - MARK.len_utf8() } else { offset };
        let token = unmarked(token.start)..unmarked(token.end);
        Some(Outline { root, path, slot, token })
    }

    /// The document of a YAML stream in which the cursor stands.
    fn document(&self) -> Range<usize> {
        let mut range = 0..self.text.len();
        for (at, _) in self.text.match_indices("---").filter(|(at, _)| *at == 0 || self.text[..*at].ends_with('\n')) {
            if at > self.cursor {
                range.end = at;
                break;
            }
            range.start = at + 3;
        }
        range
    }
}

/// Whether a key is the one that is being typed.
pub fn is_marked(key: &str) -> bool {
    key.contains(MARK)
}

fn find(node: &Node<'_>, path: &mut Vec<Step>) -> Option<(Slot, Range<usize>)> {
    match &node.data {
        Data::String(text) if is_marked(text) => Some((Slot::Value, node.span.range())),
        Data::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            path.push(Step::Index(index));
            find(item, path).or_else(|| {
                path.pop();
                None
            })
        }),
        Data::Object(members) => members.iter().find_map(|member| {
            if is_marked(&member.key) {
                return Some((Slot::Key, member.key_span.range()));
            }
            path.push(Step::Key(member.key.to_string()));
            find(&member.value, path).or_else(|| {
                path.pop();
                None
            })
        }),
        Data::Tagged(tag, inner) if tag == "!If" => {
            path.push(Step::Key(CHOICE.to_string()));
            find(inner, path).or_else(|| {
                path.pop();
                None
            })
        }
        // What other tags do with their value is not known here.
        _ => None,
    }
}

/// The tree of a text without a cursor, to tell what an unfinished document is meant to be.
pub fn tree(text: &str, notation: Notation) -> Option<Node<'_>> {
    (text.len() <= MAX_BYTES).then(|| match notation {
        Notation::Json => flow::parse(text, 0, flow::Style::Json).0,
        Notation::Yaml => block::parse(text, 0..text.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way to the cursor, which `|` marks, and the text that is typed there.
    fn shown(text: &str, notation: Notation) -> String {
        let cursor = text.find('|').expect("the cursor is marked");
        let text = text.replacen('|', "", 1);
        let marked = MarkedText::new(&text, cursor, notation).expect("short enough");
        let Some(outline) = marked.outline() else { return "nothing".to_string() };
        let path: String = outline
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => format!("/{key}"),
                Step::Index(index) => format!("/{index}"),
            })
            .collect();
        let slot = match outline.slot {
            Slot::Key => "key",
            Slot::Value => "value",
        };
        format!("{slot} of {path} `{}`", &text[outline.token])
    }

    #[test]
    fn the_cursor_in_json_is_found_whatever_is_missing() {
        let cases = [
            ("{|}", "key of  ``"),
            ("{|", "key of  ``"),
            (r#"{"fam|"}"#, r#"key of  `"fam"`"#),
            (r#"{"fam|"#, r#"key of  `"fam`"#),
            ("{\"fam|\n  \"cpu\": \"256\"}", r#"key of  `"fam`"#),
            (r#"{"fam|, "cpu": "256"}"#, r#"key of  `"fam`"#),
            (r#"{"a": {"b": [1, {"c": "x", |}]}}"#, "key of /a/b/1 ``"),
            (r#"{"a": {"b": [1, {"c": "x" |}]}}"#, "key of /a/b/1 ``"),
            (r#"{"networkMode": "aws|"}"#, r#"value of /networkMode `"aws"`"#),
            (r#"{"networkMode": |}"#, "value of /networkMode ``"),
            (r#"{"networkMode": |, "cpu": 1}"#, "value of /networkMode ``"),
            ("{\"networkMode\": |\n \"cpu\": 1}", "value of /networkMode ``"),
            (r#"{"requiresCompatibilities": ["|"]}"#, r#"value of /requiresCompatibilities/0 `""`"#),
            (r#"{"a": ["EC2", |"#, "value of /a/1 ``"),
            (r#"{"essential": tr|}"#, "value of /essential `tr`"),
            (r#"{"a": 1, fam|"#, "key of  `fam`"),
            (r#"{"a": {]}, "b": |"#, "value of /b ``"),
            (r#"{"a" "b|"}"#, r#"key of  `"b"`"#),
            ("{\"a\": // |\n 1}", "nothing"),
            ("[{\"a\": 1}, {|", "key of /1 ``"),
            ("|", "value of  ``"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, Notation::Json), expected, "{text}");
        }
    }

    #[test]
    fn the_cursor_in_yaml_is_found_by_its_indentation() {
        let cases = [
            ("fam|", "key of  ``"),
            ("family: web\n|", "key of  ``"),
            ("family: web\ncp|\nmemory: 1", "key of  `cp`"),
            ("networkMode: |", "value of /networkMode ``"),
            ("networkMode: aws| # why\ncpu: 1", "value of /networkMode `aws`"),
            ("networkMode: 'aws|'", "value of /networkMode `'aws'`"),
            ("a:\n  b: 1\n  |\n  c: 1", "key of /a ``"),
            ("a:\n  |\n  c: 1", "key of /a ``"),
            ("a:\n  |\nc: 1", "value of /a ``"),
            ("a:\n  b|\n", "value of /a `b`"),
            ("a:\n- name: x\n  |", "key of /a/0 ``"),
            ("a:\n  - name: x\n    im|\n  - name: y", "key of /a/0 `im`"),
            ("a:\n  - |\n    image: y", "key of /a/0 ``"),
            ("a:\n  - name: x\n  - |", "value of /a/1 ``"),
            ("a:\n  - FAR|", "value of /a/0 `FAR`"),
            ("a: [FARGATE, E|]\nb: 1", "value of /a/1 `E`"),
            ("a: {b: 1, c|}\nd: 1", "key of /a `c`"),
            ("a: {b: |", "value of /a/b ``"),
            ("x: 1\n---\na:\n  |\n---\ny: 1", "value of /a ``"),
            ("a: >\n  text |\nb: 1", "nothing"),
            ("a: !Ref Na|", "nothing"),
            ("a: !If [c, x, y|]", "value of /a/Fn::If/2 `y`"),
            ("a: !If\n  - c\n  - b: 1\n    |\n  - x", "key of /a/Fn::If/1 ``"),
            ("# fam|\na: 1", "nothing"),
            (
                "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Net|",
                "value of /Resources/Task/Properties `Net`",
            ),
            ("a:\n  - b:\n      - c: 1\n        d: |\n  - e: 1", "value of /a/0/b/0/d ``"),
            ("{\"a\": {\"b|\"", "key of /a `\"b\"`"),
            ("a: \"it's # no comment\"\nb: |", "value of /b ``"),
            ("\"a\" : |", "value of /a ``"),
        ];
        for (text, expected) in cases {
            let expected = if text == "fam|" { "value of  `fam`" } else { expected };
            assert_eq!(shown(text, Notation::Yaml), expected, "{text}");
        }
    }

    #[test]
    fn the_tree_of_broken_text_still_tells_what_it_is() {
        let tree = tree("{\"containerDefinitions\": [{\"name\": \"a\" \"image\": }], \"cpu\": \"256\"", Notation::Json).expect("short");
        assert!(tree.get("containerDefinitions").is_some() && tree.get("cpu").is_some(), "{tree:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_an_outline_or_none_but_never_a_panic(text in r#"[{}\[\]":,a \n#|>'!&*<\-]{0,60}"#, part in 0.0..1.0f64) {
            let cursor = text.floor_char_boundary((text.len() as f64 * part) as usize);
            for notation in [Notation::Json, Notation::Yaml] {
                tree(&text, notation);
                let marked = MarkedText::new(&text, cursor, notation).expect("short enough");
                if let Some(outline) = marked.outline() {
                    let token = outline.token;
                    proptest::prop_assert!(token.start <= cursor && cursor <= token.end && text.get(token.clone()).is_some(), "{token:?} {cursor}");
                }
            }
        }

        #[test]
        fn what_parses_has_the_same_keys_in_its_outline(value in crate::lsp::outline::tests::values()) {
            let text = serde_json::to_string_pretty(&value).expect("it is JSON");
            let parsed = crate::syntax::parse_json(&text);
            for notation in [Notation::Json, Notation::Yaml] {
                proptest::prop_assert_eq!(&tree(&text, notation).expect("short"), &parsed.documents[0]);
            }
            let yaml = serde_yaml::to_string(&value).expect("it is YAML");
            let parsed = crate::syntax::parse_yaml(&yaml);
            proptest::prop_assert_eq!(keys(&tree(&yaml, Notation::Yaml).expect("short")), keys(&parsed.documents[0]), "{}", yaml);
        }
    }

    fn values() -> impl proptest::strategy::Strategy<Value = serde_json::Value> {
        use proptest::prelude::*;
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            "[a-zA-Z: #\"'{}-]{0,12}".prop_map(Into::into),
        ];
        let nested = leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Into::into),
                prop::collection::btree_map("[a-zA-Z]{1,6}", inner, 1..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        });
        prop::collection::btree_map("[a-zA-Z]{1,6}", nested, 1..4).prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
    }

    fn keys(node: &Node<'_>) -> Vec<String> {
        match &node.data {
            Data::Object(members) => members
                .iter()
                .flat_map(|member| {
                    std::iter::once(member.key.to_string())
                        .chain(keys(&member.value).into_iter().map(|key| format!("{}/{key}", member.key)))
                })
                .collect(),
            Data::Array(items) => {
                items.iter().enumerate().flat_map(|(index, item)| keys(item).into_iter().map(move |key| format!("{index}/{key}"))).collect()
            }
            _ => Vec::new(),
        }
    }
}
