//! IAM: whether policies allow an action on a resource, which statement decided, and what was missing.
//!
//! In: policies ([`policies`]) and a [`Request`]. Out: a [`Decision`] ([`evaluate`]), and what `simulate-custom-policy` would print
//! about it ([`EvaluationResult`]), with the explanation.
//!
//! Not modelled: policies of organisations, VPC endpoints and access control lists, and which condition keys a service sends.

mod condition;
mod context;
mod evaluate;
mod input;
mod operands;
mod operators;
pub(crate) mod pattern;
mod principal;
mod report;
mod statement;
mod validate;
mod variables;

pub use condition::{Condition, Operand};
pub use context::Context;
pub use evaluate::{Decision, Found, NearMiss, Outcome, Policies, Reason, Request, evaluate};
pub use input::policies;
pub use operands::{Network, Number, parse_binary, parse_date};
pub use operators::{Comparison, Operator, SetQualifier, Test};
pub use principal::{Caller, Grant, Identity, Principal};
pub use report::{AlmostMatched, BoundaryDetail, EvaluationResult, Explanation, Failed, LineAndColumn, MatchedStatement, StatementPlace};
pub use statement::{ActionPattern, Actions, Effect, Mismatch, Policy, PolicyType, Principals, Resources, Statement};
pub use variables::{Template, Unresolved};

#[cfg(test)]
mod tests;
