//! The two roles of a task: what its documents say that they must hold, and what they do hold.
//!
//! In: a task definition with what is known around it ([`Surroundings`]), and the policies of roles ([`Grants`]). Out: [`Needs`], each
//! with its reason and its place, the smallest policies that grant them ([`Draft`]), and what is missing. Pure functions.

mod arn;
mod derive;
mod draft;
mod grants;
mod in_use;
mod need;
mod surroundings;
mod unknown;

pub use derive::derive;
pub use draft::{Draft, DraftStatement};
pub use grants::{Grants, action_matches, may_be_assumed_by_tasks};
pub use in_use::{ExecutionRole, HeldPolicies, HeldPolicy, RoleInUse};
pub use need::{Consequence, Need, Needs, RoleKind};
pub use surroundings::{Created, Exec, Key, Surroundings, is_account};
pub use unknown::Unknowns;

#[cfg(test)]
mod tests;
