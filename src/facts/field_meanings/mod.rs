//! What the fields of documents mean, in a sentence or two: for those that people ask about.
//!
//! Sources: the page named with each field; for those of the API, the documentation in botocore 1.44.5's service models says the same.
//! Checked 2026-11-28.

mod cluster;
mod policies;
mod repository;
mod service;
mod task_definition;

pub use cluster::{CAPACITY_PROVIDER_FIELDS, CLUSTER_FIELDS};
pub use policies::{LIFECYCLE_POLICY_FIELDS, POLICY_FIELDS, TEMPLATE_RESOURCE_FIELDS};
pub use repository::REPOSITORY_FIELDS;
pub use service::SERVICE_FIELDS;
pub use task_definition::TASK_DEFINITION_FIELDS;

/// What a field means.
#[derive(Debug)]
pub struct FieldMeaning {
    /// The names of the members on the way, joined by dots: `containerDefinitions.essential`.
    pub path: &'static str,
    /// What it means: Markdown, a sentence or two.
    pub meaning: &'static str,
    /// AWS's page that says so.
    pub source: &'static str,
}

const fn field(path: &'static str, meaning: &'static str, source: &'static str) -> FieldMeaning {
    FieldMeaning { path, meaning, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{LIFECYCLE_POLICY, POLICY, Shape, ShapeMember, TEMPLATE_RESOURCE, ecr, ecs};

    fn members(shape: &'static Shape) -> &'static [ShapeMember] {
        match shape {
            Shape::Structure(members) => members,
            Shape::List { item, .. } => members(item),
            Shape::Either(first, second) => match members(first) {
                [] => members(second),
                found => found,
            },
            _ => &[],
        }
    }

    #[test]
    fn every_field_exists_in_its_form_and_stands_once() {
        let tables: [(&'static [FieldMeaning], &'static Shape); 8] = [
            (&TASK_DEFINITION_FIELDS, &ecs::TASK_DEFINITION),
            (&SERVICE_FIELDS, &ecs::SERVICE),
            (&CLUSTER_FIELDS, &ecs::CLUSTER),
            (&CAPACITY_PROVIDER_FIELDS, &ecs::CAPACITY_PROVIDER),
            (&REPOSITORY_FIELDS, &ecr::REPOSITORY),
            (&LIFECYCLE_POLICY_FIELDS, &LIFECYCLE_POLICY),
            (&POLICY_FIELDS, &POLICY),
            (&TEMPLATE_RESOURCE_FIELDS, &TEMPLATE_RESOURCE),
        ];
        for (fields, root) in tables {
            let mut seen = std::collections::HashSet::new();
            for field in fields {
                assert!(seen.insert(field.path), "{} stands twice", field.path);
                assert!(field.meaning.ends_with('.') && field.source.starts_with("https://docs.aws.amazon.com/"), "{}", field.path);
                let mut shape = root;
                for name in field.path.split('.') {
                    let member = members(shape).iter().find(|member| member.name == name);
                    shape = member.unwrap_or_else(|| panic!("{} has no {name}", field.path)).shape;
                }
            }
        }
    }
}
