//! The tree both notations become.

use std::borrow::Cow;

use crate::source::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'s> {
    /// The bytes of the value, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub data: Data<'s>,
}

/// The kinds of value.
#[derive(Debug, Clone, PartialEq)]
pub enum Data<'s> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as it is written, so that no digit is lost.
    Number(Cow<'s, str>),
    /// A string after escapes.
    String(Cow<'s, str>),
    /// A list.
    Array(Vec<Node<'s>>),
    /// Members in the order of the text; repeated keys stay.
    Object(Vec<Member<'s>>),
    /// A YAML value with an application's tag, such as `!Ref`.
    Tagged(Cow<'s, str>, Box<Node<'s>>),
}

/// The key of a last member that stands for members that are not known, in a resolved template.
pub const OPEN_MEMBER: &str = "Fn::Transform";

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'s> {
    /// The key after escapes.
    pub key: Cow<'s, str>,
    /// The bytes of the key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node<'s>,
}

impl<'s> Node<'s> {
    /// The member of that name, ASCII case aside (`Cpu` and `cpu`); the last one wins, as in AWS's own parsers.
    pub fn get(&self, name: &str) -> Option<&Member<'s>> {
        self.members().iter().rev().find(|member| member.key.eq_ignore_ascii_case(name))
    }

    /// Whether members that are not written may come in later.
    pub fn is_open(&self) -> bool {
        self.members().last().is_some_and(|member| member.key == OPEN_MEMBER)
    }

    /// Members, empty for anything but an object.
    pub fn members(&self) -> &[Member<'s>] {
        match &self.data {
            Data::Object(members) => members,
            _ => &[],
        }
    }

    /// A copy that borrows nothing, with each span moved.
    pub fn moved(&self, to: &impl Fn(Span) -> Span) -> Node<'static> {
        let owned = |text: &Cow<'_, str>| Cow::Owned(text.to_string());
        let data = match &self.data {
            Data::Null => Data::Null,
            Data::Bool(value) => Data::Bool(*value),
            Data::Number(text) => Data::Number(owned(text)),
            Data::String(text) => Data::String(owned(text)),
            Data::Array(items) => Data::Array(items.iter().map(|item| item.moved(to)).collect()),
            Data::Object(members) => Data::Object(
                members
                    .iter()
                    .map(|member| Member { key: owned(&member.key), key_span: to(member.key_span), value: member.value.moved(to) })
                    .collect(),
            ),
            Data::Tagged(tag, inner) => Data::Tagged(owned(tag), Box::new(inner.moved(to))),
        };
        Node { span: to(self.span), data }
    }

    /// What the value is, for messages.
    pub fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Number(_) => "a number",
            Data::String(_) => "a string",
            Data::Array(_) => "a list",
            Data::Object(_) => "an object",
            Data::Tagged(..) => "a tagged value",
        }
    }
}
