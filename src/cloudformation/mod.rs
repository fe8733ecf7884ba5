//! CloudFormation templates: what their resources look like once intrinsics are resolved, as far as that is known offline.
//!
//! In: the tree of a template. Out: for each [`Environment`] (what parameters and conditions are taken to be) the properties of a
//! resource as an ordinary tree, leaf by leaf: what is not known becomes a tagged value, which every later stage takes as
//! unresolved, and nothing around it is lost. [`environments`] chooses the few environments that show every branch; their number
//! grows with the conditions of one resource, never with their combinations.

mod bounds;
mod comparisons;
mod condition;
mod environment;
mod intrinsic;
mod references;
mod resolve;
#[cfg(test)]
mod resolve_tests;
mod solve;
#[cfg(test)]
mod solve_tests;
mod substitution;
mod template;
mod variants;

pub use environment::{Environment, Pin};
pub use resolve::{Origin, Resolved, Resolver};
pub use substitution::{Piece, pieces};
pub use template::{Parameter, Resource, Template, is_template};
pub use variants::environments;
