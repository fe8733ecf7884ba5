//! The form of every kind of document, generated from the API models.

// Formatting them would make the generator follow rustfmt.
#[rustfmt::skip]
pub mod ecr;
#[rustfmt::skip]
pub mod ecs;
