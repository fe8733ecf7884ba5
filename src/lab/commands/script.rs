//! A script as statements: the few forms of the shell that such scripts need.

use crate::source::Span;

/// A line of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// All of it.
    pub span: Span,
    /// What it does.
    pub kind: StatementKind,
}

/// What a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementKind {
    /// `NAME=value`, also after `export`.
    Assign {
        /// The variable.
        name: String,
        /// Its new value.
        value: Word,
    },
    /// A command.
    Run(Command),
    /// Two commands; the second one reads what the first one prints.
    Pipe(Command, Command),
}

/// A program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// All of it.
    pub span: Span,
    /// The program first.
    pub words: Vec<Word>,
}

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written, with its quotes.
    pub span: Span,
    /// What it is put together from.
    pub parts: Vec<Part>,
}

/// A part of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Text(String),
    /// `$NAME` or `${NAME}`.
    Variable(String, Span),
    /// `$(command)`: what the command prints.
    Output(Command),
}

impl Word {
    /// Its text, where nothing in it is filled in later.
    pub fn literal(&self) -> Option<String> {
        self.parts.iter().map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None }).collect()
    }

    /// The text that it begins with.
    pub fn beginning(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            _ => "",
        }
    }
}

impl Command {
    /// Its literal words, as far as they go without a break.
    pub fn literals(&self) -> Vec<String> {
        self.words.iter().map_while(Word::literal).collect()
    }
}
