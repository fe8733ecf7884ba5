//! What is wrong with an expression, and where.

/// A mistake in an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (column {} of the expression)", self.column())]
pub struct QueryError {
    /// What is wrong: a lower-case fragment that quotes the text.
    pub message: String,
    /// What to write instead, where that is clear.
    pub help: Option<String>,
    /// Bytes before the place in the expression.
    pub offset: usize,
    /// The expression.
    pub expression: String,
}

impl QueryError {
    pub(super) fn new(expression: &str, offset: usize, message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, offset, expression: expression.to_string() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        1 + self.expression.char_indices().take_while(|(at, _)| *at < self.offset).count()
    }

    /// The expression with a caret below the place, on two lines.
    pub fn pointed(&self) -> String {
        // A line break would move the caret away from its text.
        let line: String = self.expression.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("  {line}\n  {}^", " ".repeat(self.column() - 1))
    }
}

/// The fault of an expression that asks for an attribute that cannot exist.
pub fn unknown_attribute(expression: &str, name: &str, help: String) -> QueryError {
    let subject = format!("attribute:{name}");
    let offset = expression.find(&subject).map_or(0, |at| at + "attribute:".len());
    QueryError::new(expression, offset, format!("unknown attribute `{name}`: it is none of AWS's, and no instance has it")).help(help)
}
