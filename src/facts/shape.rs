//! The form of documents: which members, of which type.

/// The form of a value, as AWS's API model describes it.
#[derive(Debug)]
pub enum Shape {
    /// An object with these members.
    Structure(&'static [ShapeMember]),
    /// A list of one form.
    List {
        /// The form of each item.
        item: &'static Shape,
        /// How many items it may have.
        max: usize,
    },
    /// Any keys, values of one form.
    Map(&'static Shape),
    /// Text; with `values`, one of them.
    String {
        /// All valid values, or none where any text is valid.
        values: &'static [&'static str],
        /// Whether the service takes nothing but a JSON string here.
        strict: bool,
        /// Characters at least.
        min: usize,
        /// Characters at most.
        max: usize,
        /// A regular expression that the whole text matches, or nothing.
        pattern: &'static str,
    },
    /// A whole number.
    Integer {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
        /// Whether the service takes nothing but a JSON number here.
        strict: bool,
    },
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// One of two forms of different JSON types: a list of texts or one text, an object or `"*"`.
    Either(&'static Shape, &'static Shape),
    /// Anything: a document of another form, or its text.
    Any,
    /// Only in what AWS prints: never judged.
    Output,
}

/// A member of a structure.
#[derive(Debug)]
pub struct ShapeMember {
    /// Its name in camel case.
    pub name: &'static str,
    /// Its form.
    pub shape: &'static Shape,
    /// Whether it must be there.
    pub required: bool,
}

impl Shape {
    /// Any whole number, which must be a JSON number.
    pub const STRICT_INTEGER: Shape = Shape::Integer { min: i64::MIN, max: i64::MAX, strict: true };

    /// One of a few texts, which must be JSON strings.
    pub const fn strict(values: &'static [&'static str]) -> Shape {
        Shape::String { values, strict: true, min: 0, max: usize::MAX, pattern: "" }
    }
}
