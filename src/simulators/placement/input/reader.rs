//! Members of an object, strictly: another type than expected is a fault.

use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

/// An object of a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub source: &'a SourceFile,
    pub node: &'a Node<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a SourceFile, node: &'a Node<'a>, what: &str) -> Result<Self, Fault> {
        match node.data {
            Data::Object(_) => Ok(Self { source, node }),
            _ => Err(Fault::at(source, node.span, format!("{what} is {}, not an object", node.type_name()))),
        }
    }

    pub(super) fn fault(&self, span: Span, message: impl Into<String>) -> Fault {
        Fault::at(self.source, span, message)
    }

    /// The member's value; the CLI prints what is not set as null, which is absent.
    pub(super) fn get(&self, name: &str) -> Option<&'a Node<'a>> {
        self.node.get(name).map(|member| &member.value).filter(|value| value.data != Data::Null)
    }

    fn wrong(&self, name: &str, node: &Node<'_>, expected: &str) -> Fault {
        let found = match &node.data {
            Data::String(text) | Data::Number(text) => format!("`{text}`"),
            _ => node.type_name().to_string(),
        };
        self.fault(node.span, format!("`{name}` is {found}, not {expected}"))
    }

    /// Text; a bare number reads as text too.
    pub(super) fn text(&self, name: &str) -> Result<Option<(&'a str, Span)>, Fault> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match &node.data {
            Data::String(text) | Data::Number(text) => Ok(Some((text, node.span))),
            _ => Err(self.wrong(name, node, "a string")),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<(&'a str, Span), Fault> {
        match self.text(name)? {
            Some((text, span)) if !text.is_empty() => Ok((text, span)),
            Some((_, span)) => Err(self.fault(span, format!("`{name}` is empty"))),
            None => Err(self.fault(self.node.span, format!("`{name}` is missing"))),
        }
    }

    /// A whole number of at least 0 that leaves room for sums; digits in a string are one too.
    pub(super) fn count(&self, name: &str) -> Result<Option<(i64, Span)>, Fault> {
        let Some(node) = self.get(name) else { return Ok(None) };
        let (Data::String(text) | Data::Number(text)) = &node.data else { return Err(self.wrong(name, node, "a whole number")) };
        let number = text.trim().parse::<i64>().map_err(|_| self.wrong(name, node, "a whole number"))?;
        if number < 0 {
            return Err(self.fault(node.span, format!("`{name}` is {number}; it cannot be negative")));
        }
        if number > i64::from(i32::MAX) {
            return Err(self.fault(node.span, format!("`{name}` is {number}; the API's numbers end at {}", i32::MAX)));
        }
        Ok(Some((number, node.span)))
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, Fault> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match &node.data {
            Data::Bool(value) => Ok(Some(*value)),
            _ => Err(self.wrong(name, node, "true or false")),
        }
    }

    /// The items of a list; none where it is absent.
    pub(super) fn list(&self, name: &str) -> Result<&'a [Node<'a>], Fault> {
        let Some(node) = self.get(name) else { return Ok(&[]) };
        match &node.data {
            Data::Array(items) => Ok(items),
            _ => Err(self.wrong(name, node, "a list")),
        }
    }

    /// The objects of a list.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, Fault> {
        self.list(name)?.iter().map(|node| Self::new(self.source, node, &format!("an item of `{name}`"))).collect()
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Fault> {
        self.get(name).map(|node| Self::new(self.source, node, &format!("`{name}`"))).transpose()
    }

    /// Refuses a key that is nearly one of those that are read: what is misspelt would silently not count.
    pub(super) fn refuse_misspelt(&self, known: &[&str]) -> Result<(), Fault> {
        for member in self.node.members() {
            let is_known = known.iter().any(|name| member.key.eq_ignore_ascii_case(name));
            let near = known.iter().find(|name| strsim::damerau_levenshtein(name, &member.key) <= 2);
            if let (false, Some(near)) = (is_known, near) {
                let fault = self.fault(member.key_span, format!("unknown key `{}`", member.key));
                return Err(fault.help(format!("did you mean `{near}`?")));
            }
        }
        Ok(())
    }
}
