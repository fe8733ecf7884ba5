//! Leaves and lists with their places.

use crate::source::Span;

/// Where a member stands: its key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The key.
    pub key: Span,
    /// The value.
    pub value: Span,
}

/// What is known of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf<T> {
    /// Written in the document.
    Literal(T),
    /// Filled in later: a placeholder such as `${TAG}`, an empty string left for a pipeline, a CloudFormation intrinsic.
    /// Rules that need the value say nothing; rules about the document's structure still hold.
    Unresolved,
}

/// A leaf with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<T> {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub leaf: Leaf<T>,
}

impl<T: Copy> Value<T> {
    /// The value, unless it is unresolved.
    pub fn literal(&self) -> Option<T> {
        match self.leaf {
            Leaf::Literal(value) => Some(value),
            Leaf::Unresolved => None,
        }
    }

    /// The bytes of the value.
    pub fn span(&self) -> Span {
        self.place.value
    }
}

/// Reads an optional leaf: `None` where it is absent or unresolved.
pub trait Literal<T> {
    /// The value, where it is written in the document.
    fn literal(&self) -> Option<T>;
}

impl<T: Copy> Literal<T> for Option<Value<T>> {
    fn literal(&self) -> Option<T> {
        self.as_ref().and_then(Value::literal)
    }
}

/// A list; absent and `null` lists are empty and have no place.
#[derive(Debug, Clone)]
pub struct List<T> {
    /// Where it stands, if it does.
    pub place: Option<Place>,
    /// What could be read of it.
    pub items: Vec<T>,
    /// Whether that is all: `false` where an item or the whole list is unresolved.
    pub complete: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { place: None, items: Vec::new(), complete: true }
    }
}

impl<T> List<T> {
    /// The key, where the list holds anything: an empty list sets nothing.
    pub fn set_at(&self) -> Option<Span> {
        self.place.filter(|_| !self.items.is_empty()).map(|place| place.key)
    }

    /// Whether it is absent, or is there and certainly empty.
    pub fn says_nothing(&self) -> bool {
        self.place.is_none() || self.is_certainly_empty()
    }

    /// Whether there is nothing in it and nothing can come in later.
    pub fn is_certainly_empty(&self) -> bool {
        self.complete && self.items.is_empty()
    }
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
