//! The form of every kind of document, generated from the API models and from CloudFormation's registry.

// Formatting them would make the generator follow rustfmt.
#[rustfmt::skip]
pub mod cloudformation;
#[rustfmt::skip]
pub mod ecr;
#[rustfmt::skip]
pub mod ecs;
