//! What a field of a document means.

use crate::facts::{self, FieldMeaning};
use crate::lint::api_name;
use crate::model::Kind;

/// What the field of a kind means; `names` are the members on the way, in the spelling of the API or of CloudFormation.
pub fn field_meaning(kind: Kind, names: &[&str]) -> Option<&'static FieldMeaning> {
    let fields: &[FieldMeaning] = match kind.name() {
        "task-definition" => &facts::TASK_DEFINITION_FIELDS,
        "service" | "task-set" => &facts::SERVICE_FIELDS,
        "cluster" => &facts::CLUSTER_FIELDS,
        "capacity-provider" => &facts::CAPACITY_PROVIDER_FIELDS,
        "ecr-repository" => &facts::REPOSITORY_FIELDS,
        "ecr-lifecycle-policy" => &facts::LIFECYCLE_POLICY_FIELDS,
        "ecr-repository-policy" => &facts::POLICY_FIELDS,
        "cloudformation" => &facts::TEMPLATE_RESOURCE_FIELDS,
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
        let policy = Kind::from_name("ecr-repository-policy").expect("a kind has this name");
        assert_eq!(text(policy, &["Statement", "Effect"]), Some("Statement.Effect"));
    }
}
