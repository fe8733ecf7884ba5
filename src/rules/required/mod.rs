//! What a team asks for beyond AWS: nothing is found where the configuration requires nothing.

pub mod registry_not_allowed;
pub mod repository_tag_missing;
pub mod required_tag_missing;
mod tags;
