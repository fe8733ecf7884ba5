//! Reading the members of an object strictly: what is there and cannot be used is a fault with its place.

use std::ops::RangeInclusive;

use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

/// An object of an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'a> {
    source: &'a SourceFile,
    node: &'a Node<'a>,
}

impl<'a> Members<'a> {
    /// Reads `node` as an object; `what` names it in the message.
    pub(crate) fn of(source: &'a SourceFile, node: &'a Node<'a>, what: &str) -> Result<Self, Fault> {
        match node.data {
            Data::Object(_) => Ok(Self { source, node }),
            _ => Err(Fault::at(source, node.span, format!("{what} is {}, not an object", node.type_name()))),
        }
    }

    /// Refuses members that are not in `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Fault> {
        match self.node.members().iter().find(|member| !known.iter().any(|name| member.key.eq_ignore_ascii_case(name))) {
            Some(member) => Err(Fault::at(self.source, member.key_span, format!("unknown member {:?}", member.key))
                .help(format!("It has: {}.", known.join(", ")))),
            None => Ok(()),
        }
    }

    /// A fault at this object.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::at(self.source, self.node.span, message)
    }

    /// A fault at a member, or at the object where the member is absent.
    pub(crate) fn fault_at(&self, name: &str, message: impl Into<String>) -> Fault {
        Fault::at(self.source, self.node(name).map_or(self.span(), |node| node.span), message)
    }

    fn span(&self) -> Span {
        self.node.span
    }

    /// The value of a member; null is absent, as the CLI prints it.
    pub(crate) fn node(&self, name: &str) -> Option<&'a Node<'a>> {
        self.node.get(name).map(|member| &member.value).filter(|node| node.data != Data::Null)
    }

    /// A whole number within `range`.
    pub(crate) fn integer(&self, name: &str, range: RangeInclusive<i64>) -> Result<Option<i64>, Fault> {
        let Some(node) = self.node(name) else { return Ok(None) };
        let Some(value) = number(node).and_then(|text| text.parse::<i64>().ok()) else {
            return Err(self.fault_at(name, format!("{name} is {}, not a whole number", shown(node))));
        };
        if !range.contains(&value) {
            let message = match *range.end() {
                i64::MAX => format!("{name} is {value}, less than {}", range.start()),
                end => format!("{name} is {value}, not within {} to {end}", range.start()),
            };
            return Err(self.fault_at(name, message));
        }
        Ok(Some(value))
    }

    /// A count within 0 and `most`.
    pub(crate) fn count(&self, name: &str, most: u64) -> Result<Option<u64>, Fault> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(self.integer(name, 0..=most)?.map(i64::unsigned_abs))
    }

    /// A finite number.
    pub(crate) fn decimal(&self, name: &str) -> Result<Option<f64>, Fault> {
        let Some(node) = self.node(name) else { return Ok(None) };
        match number(node).and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite()) {
            Some(value) => Ok(Some(value)),
            None => Err(self.fault_at(name, format!("{name} is {}, not a number", shown(node)))),
        }
    }

    /// A boolean.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.node(name) {
            None => Ok(None),
            Some(Node { data: Data::Bool(value), .. }) => Ok(Some(*value)),
            Some(node) => Err(self.fault_at(name, format!("{name} is {}, not true or false", shown(node)))),
        }
    }

    /// Text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Fault> {
        match self.node(name) {
            None => Ok(None),
            Some(Node { data: Data::String(value), .. }) => Ok(Some(value)),
            Some(node) => Err(self.fault_at(name, format!("{name} is {}, not a string", shown(node)))),
        }
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Fault> {
        let Some(node) = self.node(name) else { return Ok(None) };
        word(self.source, node, name, words).map(Some)
    }

    /// A nested object.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Members<'a>>, Fault> {
        self.node(name).map(|node| Members::of(self.source, node, name)).transpose()
    }

    /// The items of a list; none where it is absent.
    pub(crate) fn list(&self, name: &str) -> Result<&'a [Node<'a>], Fault> {
        match self.node(name) {
            None => Ok(&[]),
            Some(Node { data: Data::Array(items), .. }) => Ok(items),
            Some(node) => Err(self.fault_at(name, format!("{name} is {}, not a list", shown(node)))),
        }
    }

    /// A list of objects.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Members<'a>>, Fault> {
        self.list(name)?.iter().map(|node| Members::of(self.source, node, &format!("an item of {name}"))).collect()
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&'a str>, Fault> {
        let text = |node: &'a Node<'a>| match &node.data {
            Data::String(text) => Ok(text.as_ref()),
            _ => Err(Fault::at(self.source, node.span, format!("an item of {name} is {}, not a string", shown(node)))),
        };
        self.list(name)?.iter().map(text).collect()
    }

    /// The fault of a member that must be there.
    pub(crate) fn missing(&self, name: &str) -> Fault {
        self.fault(format!("{name} is missing"))
    }
}

/// Reads `node` as one of a few words.
pub(crate) fn word<T: Copy>(source: &SourceFile, node: &Node<'_>, name: &str, words: &[(&str, T)]) -> Result<T, Fault> {
    let found = match &node.data {
        Data::String(text) => words.iter().find(|(word, _)| word == text),
        _ => None,
    };
    found.map(|(_, value)| *value).ok_or_else(|| {
        let valid: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Fault::at(source, node.span, format!("{name} is {}", shown(node))).help(format!("It is one of: {}.", valid.join(", ")))
    })
}

/// A number, also one written as a string.
fn number<'a>(node: &'a Node<'_>) -> Option<&'a str> {
    match &node.data {
        Data::Number(text) | Data::String(text) => Some(text.trim()),
        _ => None,
    }
}

/// A value as messages quote it.
pub(crate) fn shown(node: &Node<'_>) -> String {
    match &node.data {
        Data::String(text) => format!("{text:?}"),
        Data::Number(text) => text.to_string(),
        Data::Bool(value) => value.to_string(),
        _ => node.type_name().to_string(),
    }
}
