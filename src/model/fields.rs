//! Reading the members of an object as leaves, lists and objects.

use super::{Leaf, List, Place, Value};
use crate::source::Span;
use crate::syntax::{Data, Node, OPEN_MEMBER};

/// An object and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    node: &'a Node<'a>,
    /// Where the object stands; a list's item or a root has its own span as key.
    pub place: Place,
}

impl<'a> Fields<'a> {
    /// A root or an item of a list; `None` for anything but an object.
    pub fn of(node: &'a Node<'a>) -> Option<Self> {
        matches!(node.data, Data::Object(_)).then_some(Self { node, place: Place { key: node.span, value: node.span } })
    }

    fn member(&self, name: &str) -> Option<(Place, &'a Node<'a>)> {
        // A member that is not there but may come in is one that is not known.
        let member = self.node.get(name).or_else(|| self.node.members().last().filter(|member| member.key == OPEN_MEMBER))?;
        // The CLI prints every unset member as null: null is absent.
        (member.value.data != Data::Null).then_some((Place { key: member.key_span, value: member.value.span }, &member.value))
    }

    /// Where a member stands, whatever its type; `None` where it is absent, null, or may yet come in.
    pub fn place_of(&self, name: &str) -> Option<Place> {
        self.node.get(name)?;
        self.member(name).map(|(place, _)| place)
    }

    /// Whether members that are not written may come in later.
    pub fn is_open(&self) -> bool {
        self.node.is_open()
    }

    /// Whether the names of members are those of a CloudFormation resource.
    pub fn is_resource(&self) -> bool {
        self.node.members().iter().any(|member| member.key.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    /// A member as it stands in the tree.
    pub fn node(&self, name: &str) -> Option<&'a Node<'a>> {
        self.member(name).map(|(_, node)| node)
    }

    /// Text. Numbers read as text too: `cpu: 256` is met as often as `"256"`.
    pub fn string(&self, name: &str) -> Option<Value<&'a str>> {
        let (place, node) = self.member(name)?;
        Some(Value { place, leaf: string_leaf(node) })
    }

    /// Text as far as it is written, placeholders included: for what a part of it tells.
    pub fn written(&self, name: &str) -> Option<&'a str> {
        let (_, node) = self.member(name)?;
        written(node)
    }

    /// Text that ECS hands on as it is (commands, environment): `${HOME}` and the empty string are values here.
    pub fn verbatim(&self, name: &str) -> Option<Value<&'a str>> {
        let (place, node) = self.member(name)?;
        Some(Value { place, leaf: verbatim_leaf(node) })
    }

    /// A list of texts that ECS hands on as they are.
    pub fn verbatims(&self, name: &str) -> List<Value<&'a str>> {
        self.items(name, |node| {
            let place = Place { key: node.span, value: node.span };
            Some(Value { place, leaf: verbatim_leaf(node) })
        })
    }

    /// A list of texts as they are, where one text may stand for a list of one, as everywhere in policy documents.
    pub fn verbatim_or_verbatims(&self, name: &str) -> List<Value<&'a str>> {
        let Some((place, node)) = self.member(name) else { return List::default() };
        one_or_many(place, node)
    }

    /// A list of objects, where one object may stand for a list of one.
    pub fn object_or_objects<T>(&self, name: &str, read: impl Fn(Fields<'a>) -> T) -> List<T> {
        match self.member(name) {
            Some((place, node)) if matches!(node.data, Data::Object(_)) => List {
                place: Some(place),
                items: vec![read(Fields { node, place: Place { key: node.span, value: node.span } })],
                complete: true,
            },
            _ => self.objects(name, read),
        }
    }

    /// The object's own members in the order of the text: name, place, and the value as a list of texts.
    pub fn lists(&self) -> impl Iterator<Item = (&'a str, List<Value<&'a str>>)> + use<'a> {
        self.node.members().iter().filter(|member| member.key != OPEN_MEMBER).map(|member| {
            let place = Place { key: member.key_span, value: member.value.span };
            (member.key.as_ref(), one_or_many(place, &member.value))
        })
    }

    /// The object's own members that are objects, in the order of the text, and whether all are.
    pub fn nested(&self) -> (Vec<(&'a str, Fields<'a>)>, bool) {
        let members = self.node.members();
        let objects: Vec<_> = members
            .iter()
            .filter(|member| matches!(member.value.data, Data::Object(_)))
            .map(|member| {
                let place = Place { key: member.key_span, value: member.value.span };
                (member.key.as_ref(), Fields { node: &member.value, place })
            })
            .collect();
        let complete = objects.len() == members.len();
        (objects, complete)
    }

    /// A whole number, also as digits in a string.
    pub fn integer(&self, name: &str) -> Option<Value<i64>> {
        let (place, node) = self.member(name)?;
        let leaf = match string_leaf(node) {
            Leaf::Literal(text) => text.trim().parse().map_or(Leaf::Unresolved, Leaf::Literal),
            Leaf::Unresolved => Leaf::Unresolved,
        };
        Some(Value { place, leaf })
    }

    /// A boolean, also as `"true"` or `"false"`.
    pub fn boolean(&self, name: &str) -> Option<Value<bool>> {
        let (place, node) = self.member(name)?;
        let leaf = match &node.data {
            Data::Bool(value) => Leaf::Literal(*value),
            Data::String(text) if text.eq_ignore_ascii_case("true") => Leaf::Literal(true),
            Data::String(text) if text.eq_ignore_ascii_case("false") => Leaf::Literal(false),
            _ => Leaf::Unresolved,
        };
        Some(Value { place, leaf })
    }

    /// A nested object.
    pub fn object(&self, name: &str) -> Option<Fields<'a>> {
        let (place, node) = self.member(name)?;
        matches!(node.data, Data::Object(_)).then_some(Fields { node, place })
    }

    /// A nested object, or what stands in for one (`"${HEALTH_CHECK}"`, `!If`): an object of which nothing is known.
    pub fn present(&self, name: &str) -> Option<Fields<'a>> {
        let (place, node) = self.member(name)?;
        Some(Fields { node, place })
    }

    /// Whether its members are known: `false` for what stands in for an object.
    pub fn is_object(&self) -> bool {
        matches!(self.node.data, Data::Object(_))
    }

    /// A list of objects, each read by `read`.
    pub fn objects<T>(&self, name: &str, read: impl Fn(Fields<'a>) -> T) -> List<T> {
        self.items(name, |node| Fields::of(node).map(&read))
    }

    /// A list of texts.
    pub fn strings(&self, name: &str) -> List<Value<&'a str>> {
        self.items(name, |node| {
            let place = Place { key: node.span, value: node.span };
            Some(Value { place, leaf: string_leaf(node) })
        })
    }

    /// A list of texts, each also as far as it is written ([`Self::written`]).
    pub fn strings_as_written<T>(&self, name: &str, read: impl Fn(Value<&'a str>, Option<&'a str>) -> T) -> List<T> {
        self.items(name, |node| {
            let place = Place { key: node.span, value: node.span };
            Some(read(Value { place, leaf: string_leaf(node) }, written(node)))
        })
    }

    /// The texts of a list as far as they are written ([`Self::written`]), where one text may stand for a list of one; nothing for what
    /// is no text.
    pub fn texts_as_written(&self, name: &str) -> Vec<(Span, Option<&'a str>)> {
        let Some((_, node)) = self.member(name) else { return Vec::new() };
        let nodes = match &node.data {
            Data::Array(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        nodes.iter().map(|node| (node.span, written(node))).collect()
    }

    /// A map from text to text, with the span of each key.
    pub fn map(&self, name: &str) -> List<(&'a str, Value<&'a str>)> {
        let Some((place, node)) = self.member(name) else { return List::default() };
        let items = node
            .members()
            .iter()
            .filter(|member| member.value.data != Data::Null && member.key != OPEN_MEMBER)
            .map(|member| {
                let place = Place { key: member.key_span, value: member.value.span };
                (member.key.as_ref(), Value { place, leaf: string_leaf(&member.value) })
            })
            .collect();
        List { place: Some(place), items, complete: matches!(node.data, Data::Object(_)) && !node.is_open() }
    }

    fn items<T>(&self, name: &str, read: impl Fn(&'a Node<'a>) -> Option<T>) -> List<T> {
        let Some((place, node)) = self.member(name) else { return List::default() };
        let Data::Array(nodes) = &node.data else {
            return List { place: Some(place), items: Vec::new(), complete: false };
        };
        let items: Vec<T> = nodes.iter().filter_map(read).collect();
        let complete = items.len() == nodes.len();
        List { place: Some(place), items, complete }
    }

    /// How long the object certainly is as JSON without white space; what is filled in later counts as nothing.
    pub fn json_characters(&self) -> usize {
        json_characters(self.node)
    }

    /// The bytes of the whole object.
    pub fn span(&self) -> Span {
        self.node.span
    }
}

fn json_characters(node: &Node<'_>) -> usize {
    let between = |count: usize| 2 + count.saturating_sub(1);
    match &node.data {
        Data::Null | Data::Tagged(..) => 0,
        Data::Bool(value) => {
            if *value {
                4
            } else {
                5
            }
        }
        Data::Number(text) => text.len(),
        Data::String(text) => text_characters(text),
        Data::Array(items) => {
            let known = items.iter().map(json_characters).filter(|characters| *characters > 0);
            known.clone().sum::<usize>() + between(known.count())
        }
        Data::Object(members) => {
            let known = members.iter().filter(|member| member.key != OPEN_MEMBER);
            let sizes = known.map(|member| text_characters(&member.key) + 1 + json_characters(&member.value));
            sizes.clone().sum::<usize>() + between(sizes.count())
        }
    }
}

/// A text in its quotes, without white space and variables.
fn text_characters(text: &str) -> usize {
    let mut rest = text;
    let mut count = 2;
    let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| 1 + usize::from(matches!(c, '"' | '\\'))).sum::<usize>();
    while let Some((before, after)) = rest.split_once("${") {
        count += visible(before);
        let Some((_, behind)) = after.split_once('}') else { return count };
        rest = behind;
    }
    count + visible(rest)
}

fn written<'a>(node: &'a Node<'a>) -> Option<&'a str> {
    match &node.data {
        Data::String(text) => Some(text.as_ref()),
        Data::Tagged(tag, inner) if tag == "!Sub" => match &inner.data {
            Data::String(text) => Some(text.as_ref()),
            // A resolved template keeps the values beside the text.
            Data::Array(parts) => parts.first().and_then(written),
            _ => None,
        },
        _ => None,
    }
}

fn one_or_many<'a>(place: Place, node: &'a Node<'a>) -> List<Value<&'a str>> {
    let leaf = |node: &'a Node<'a>| Value { place: Place { key: node.span, value: node.span }, leaf: policy_leaf(node) };
    match &node.data {
        Data::Array(nodes) => {
            let items: Vec<_> = nodes.iter().map(leaf).collect();
            let complete = items.iter().all(|item| item.literal().is_some());
            List { place: Some(place), items, complete }
        }
        _ => {
            let item = leaf(node);
            List { place: Some(place), items: vec![item], complete: item.literal().is_some() }
        }
    }
}

// In conditions, `true` and `"true"` are one.
fn policy_leaf<'a>(node: &'a Node<'a>) -> Leaf<&'a str> {
    match &node.data {
        Data::Bool(true) => Leaf::Literal("true"),
        Data::Bool(false) => Leaf::Literal("false"),
        _ => verbatim_leaf(node),
    }
}

// What is there with another type is not absent: `lint::shape` says that it is wrong, and nobody builds on its value.
fn verbatim_leaf<'a>(node: &'a Node<'a>) -> Leaf<&'a str> {
    match &node.data {
        Data::String(text) | Data::Number(text) => Leaf::Literal(text.as_ref()),
        _ => Leaf::Unresolved,
    }
}

fn string_leaf<'a>(node: &'a Node<'a>) -> Leaf<&'a str> {
    match &node.data {
        Data::String(text) if is_placeholder(text) => Leaf::Unresolved,
        _ => verbatim_leaf(node),
    }
}

/// Text that a pipeline or a template engine replaces before AWS sees it: `${TAG}`, `#{TAG}`, `{{ tag }}`, `[[ tag ]]`,
/// `<IMAGE1_NAME>`, `<your-image>`, `%TAG%`, `@TAG@`, `__TAG__`, `$TAG`, `ACCOUNT_ID` inside an ARN, and the empty string.
pub fn is_placeholder(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    // One pass over the bytes decides for nearly all values that there is nothing to look for.
    if !text.bytes().any(|byte| matches!(byte, b'$' | b'{' | b'<' | b'%' | b'_' | b'[' | b'@')) {
        return false;
    }
    let between = |open: &str, close: &str| text.find(open).is_some_and(|at| text[at + open.len()..].contains(close));
    let screaming =
        |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    // Two words or more: `<html>` is a value.
    let described = |word: &str| {
        word.contains(['-', '_', ' ']) && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'))
    };
    let wrapped = |mark: &str| text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)).is_some_and(screaming);
    between("${", "}")
        || between("#{", "}")
        || between("{{", "}}")
        || between("[[", "]]")
        || between("<%", "%>")
        || text.strip_prefix('$').is_some_and(screaming)
        || text.split(['<', '>']).skip(1).step_by(2).any(|word| text.contains('>') && (screaming(word) || described(word)))
        || ["%", "@", "@@", "__"].into_iter().any(wrapped)
        || ["ACCOUNT_ID", "AWS_REGION", "AWS_ACCOUNT"].iter().any(|word| text.contains(word))
}

/// A word in capitals that stands in for a value where none is written in capitals: `IMAGE_NAME` for an image,
/// `REPLACE_ME` for an ARN.
pub fn is_stand_in(text: &str) -> bool {
    let capitals = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    let told = ["_", "IMAGE", "PLACEHOLDER", "REPLACE", "CHANGE", "TODO", "YOUR"].iter().any(|part| text.contains(part));
    capitals && told
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, is_stand_in};

    #[test]
    fn words_in_capitals_stand_in_for_values() {
        for text in ["IMAGE_NAME", "REPLACE_ME", "IMAGE", "CHANGEME"] {
            assert!(is_stand_in(text), "{text}");
        }
        for text in ["NGINX", "my_image", "Image_Name"] {
            assert!(!is_stand_in(text), "{text}");
        }
    }

    #[test]
    fn placeholders_are_told_from_values() {
        for text in [
            "",
            "${TAG}",
            "x:${TAG}",
            "{{ image }}",
            "<IMAGE1_NAME>",
            "arn:aws:iam::ACCOUNT_ID:role/x",
            "$CPU",
            "%TAG%",
            "${{ env.X }}",
            "#{TAG}#",
            "[[ tag ]]",
            "<your-image>",
            "x/<repository name>:1",
            "@TAG@",
            "__TAG__",
        ] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in ["nginx:1.28", "256", "a<b>c", "echo $HOME", "100%", "<html>", "{}", "my_family", "a@b", "[a]", "__init__"] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }
}
