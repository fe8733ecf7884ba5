//! The form of documents: which members, of which type.

/// The form of a value, as AWS's API model describes it.
#[derive(Debug)]
pub enum Shape {
    /// An object with these members.
    Structure(&'static [ShapeMember]),
    /// A list of one form.
    List(&'static Shape),
    /// Any keys, values of one form.
    Map(&'static Shape),
    /// Text; with `values`, one of them.
    String {
        /// All valid values, or none where any text is valid.
        values: &'static [&'static str],
        /// Whether the service takes nothing but a JSON string here.
        strict: bool,
    },
    /// A whole number.
    Integer,
    /// A boolean.
    Boolean,
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
