//! The cluster query language: which container instances a `memberOf` constraint allows.
//!
//! In: an expression such as `attribute:ecs.instance-type =~ g2.* and runningTasksCount < 5`. Out: an [`Expression`] that judges
//! [`Subject`]s, or a [`QueryError`] with the column. One pass: the parser pulls tokens from the lexer, because only it knows where
//! a regular expression stands, which may hold parentheses and commas of its own.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html>, checked 2026-11-21.

mod error;
mod evaluate;
mod expression;
mod lexer;
mod parser;
mod pattern;
mod scalar;

pub use error::{QueryError, unknown_attribute};
pub use evaluate::Subject;
pub use expression::{Comparison, Condition, Expression, Field, Test};
pub use parser::{Parsed, parse};
pub use pattern::Pattern;
pub use scalar::{AgentVersion, parse_date};

#[cfg(test)]
mod tests;
