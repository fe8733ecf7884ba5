//! Reading a policy and an inventory.
//!
//! An inventory of a million images is read straight into images ([`scan`], long pages in [`parts`]); only where that fails is it read into a tree, which
//! knows where everything stands and also takes the rarer shapes ([`placed`]).

mod inventory;
mod parts;
mod placed;
mod policy;
mod scan;

pub use inventory::{MAX_INVENTORY_BYTES, read_inventory};
pub use policy::read_policy;
