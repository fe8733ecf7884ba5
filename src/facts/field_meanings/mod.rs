//! What the fields of documents mean, in a sentence or two: for those that people ask about.
//!
//! Sources: the page named with each field; for those of the API, the documentation in botocore 1.44.5's service models says the same.
//! Checked 2026-11-28.

mod cluster;
mod policies;
mod repository;
mod service;
mod task_definition;

use crate::model::Kind;

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

/// Names of CloudFormation for what the API calls otherwise.
const OTHER_NAMES: [(Kind, &str, &str); 2] =
    [(Kind::Service, "PlacementStrategies", "placementStrategy"), (Kind::Cluster, "ClusterSettings", "settings")];

/// What the field of a kind means; `names` are the members on the way, in the spelling of the API or of CloudFormation.
pub fn field_meaning(kind: Kind, names: &[&str]) -> Option<&'static FieldMeaning> {
    let renamed = |name: &str| OTHER_NAMES.iter().any(|(of, written, _)| *of == kind && *written == name);
    let same = |field: &&FieldMeaning| {
        let mut path = field.path.split('.');
        let matches = |name: &&str| {
            path.next().is_some_and(|known| {
                known.eq_ignore_ascii_case(name)
                    || (renamed(name) && OTHER_NAMES.iter().any(|(_, written, other)| written == name && *other == known))
            })
        };
        names.iter().all(matches) && path.next().is_none()
    };
    fields(kind).iter().find(same)
}

fn fields(kind: Kind) -> &'static [FieldMeaning] {
    match kind {
        Kind::TaskDefinition => &task_definition::FIELDS,
        Kind::Service | Kind::TaskSet => &service::FIELDS,
        Kind::Cluster => &cluster::FIELDS,
        Kind::CapacityProvider => &cluster::CAPACITY_PROVIDER_FIELDS,
        Kind::EcrRepository => &repository::FIELDS,
        Kind::EcrLifecyclePolicy => &policies::LIFECYCLE_FIELDS,
        Kind::EcrRepositoryPolicy => &policies::STATEMENT_FIELDS,
        Kind::CloudFormation => &policies::RESOURCE_FIELDS,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Shape, ShapeMember, TEMPLATE_RESOURCE};

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
    fn every_field_exists_in_the_form_of_its_kind_and_stands_once() {
        let kinds = [
            Kind::TaskDefinition,
            Kind::Service,
            Kind::Cluster,
            Kind::CapacityProvider,
            Kind::EcrRepository,
            Kind::EcrLifecyclePolicy,
            Kind::EcrRepositoryPolicy,
            Kind::CloudFormation,
        ];
        for kind in kinds {
            let root = if kind == Kind::CloudFormation { &TEMPLATE_RESOURCE } else { kind.shape() };
            let mut seen = std::collections::HashSet::new();
            for field in fields(kind) {
                assert!(seen.insert(field.path), "{} stands twice", field.path);
                assert!(field.meaning.ends_with('.') && field.source.starts_with("https://docs.aws.amazon.com/"), "{}", field.path);
                let mut shape = root;
                for name in field.path.split('.') {
                    let member = members(shape).iter().find(|member| member.name == name);
                    shape = member.unwrap_or_else(|| panic!("{}: {} has no {name}", kind.name(), field.path)).shape;
                }
            }
        }
    }

    #[test]
    fn names_of_both_spellings_are_found_and_only_whole_paths() {
        let text = |kind, names: &[&str]| field_meaning(kind, names).map(|field| field.path);
        assert_eq!(text(Kind::TaskDefinition, &["ContainerDefinitions", "Essential"]), Some("containerDefinitions.essential"));
        assert_eq!(text(Kind::Service, &["PlacementStrategies"]), Some("placementStrategy"));
        assert_eq!(text(Kind::TaskDefinition, &["containerDefinitions", "essential", "more"]), None);
        assert_eq!(text(Kind::TaskDefinition, &["essential"]), None);
        assert_eq!(text(Kind::TaskDefinition, &[]), None);
    }
}
