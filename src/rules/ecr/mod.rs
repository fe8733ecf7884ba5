//! Rules about ECR documents.

pub mod lifecycle_duplicate_priority;
