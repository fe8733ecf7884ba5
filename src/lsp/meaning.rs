//! What a field of a document means.

use crate::facts::{self, FieldMeaning};
use crate::lint::api_name;
use crate::model::Kind;

/// What the field of a kind means; `names` are the members on the way, in the spelling of the API or of CloudFormation.
pub fn field_meaning(kind: Kind, names: &[&str]) -> Option<&'static FieldMeaning> {
    let fields: &[FieldMeaning] = match kind {
        Kind::TaskDefinition => &facts::TASK_DEFINITION_FIELDS,
        Kind::Service | Kind::TaskSet => &facts::SERVICE_FIELDS,
        Kind::Cluster => &facts::CLUSTER_FIELDS,
        Kind::CapacityProvider => &facts::CAPACITY_PROVIDER_FIELDS,
        Kind::EcrRepository => &facts::REPOSITORY_FIELDS,
        Kind::EcrLifecyclePolicy => &facts::LIFECYCLE_POLICY_FIELDS,
        Kind::EcrRepositoryPolicy => &facts::POLICY_FIELDS,
        Kind::CloudFormation => &facts::TEMPLATE_RESOURCE_FIELDS,
        _ => &[],
    };
    let is_meant = |field: &&FieldMeaning| {
        let mut path = field.path.split('.');
        names.iter().all(|name| path.next().is_some_and(|known| known.eq_ignore_ascii_case(api_name(kind, name)))) && path.next().is_none()
    };
    fields.iter().find(is_meant)
}

#[cfg(test)]
mod tests {
    use super::*;

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
