//! Resource types of CloudFormation, and which kind of document their properties are.

use super::embedded::Way;
use crate::facts::{Shape, cloudformation};
use crate::model::{IdentityKind, Kind, PolicyUse, RegistryPart};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// Types whose properties are, but for a few names, what an API operation takes.
const KINDS: [(&str, Kind); 13] = [
    ("AWS::ECS::TaskDefinition", Kind::TaskDefinition),
    ("AWS::ECS::Service", Kind::Service),
    ("AWS::ECS::TaskSet", Kind::TaskSet),
    ("AWS::ECS::Cluster", Kind::Cluster),
    ("AWS::ECS::ClusterCapacityProviderAssociations", Kind::Cluster),
    ("AWS::ECS::CapacityProvider", Kind::CapacityProvider),
    ("AWS::ECR::Repository", Kind::EcrRepository),
    ("AWS::ECR::PublicRepository", Kind::CloudFormation),
    ("AWS::ECR::RegistryScanningConfiguration", Kind::EcrRegistry(RegistryPart::Scanning)),
    ("AWS::ECR::ReplicationConfiguration", Kind::EcrRegistry(RegistryPart::Replication)),
    ("AWS::ECR::PullThroughCacheRule", Kind::EcrRegistry(RegistryPart::PullThroughCacheRule)),
    ("AWS::ECR::RepositoryCreationTemplate", Kind::EcrRegistry(RegistryPart::CreationTemplate)),
    ("AWS::IAM::Role", Kind::IamRole),
];

/// Types that hold policies and are no document of their own, the ways to them, and what they are.
const POLICIES: [(&str, Way, PolicyUse); 14] = [
    ("AWS::IAM::Policy", &["PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::RolePolicy", &["PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::UserPolicy", &["PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::GroupPolicy", &["PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::User", &["Policies", "*", "PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::Group", &["Policies", "*", "PolicyDocument"], PolicyUse::Identity),
    ("AWS::IAM::ManagedPolicy", &["PolicyDocument"], PolicyUse::Managed),
    ("AWS::ECR::RegistryPolicy", &["PolicyText"], PolicyUse::Registry),
    ("AWS::KMS::Key", &["KeyPolicy"], PolicyUse::Resource),
    ("AWS::SecretsManager::ResourcePolicy", &["ResourcePolicy"], PolicyUse::Resource),
    ("AWS::S3::BucketPolicy", &["PolicyDocument"], PolicyUse::Resource),
    ("AWS::SNS::TopicPolicy", &["PolicyDocument"], PolicyUse::Resource),
    ("AWS::SQS::QueuePolicy", &["PolicyDocument"], PolicyUse::Resource),
    ("AWS::Logs::ResourcePolicy", &["PolicyDocument"], PolicyUse::Resource),
];

/// Properties that the API calls otherwise.
const OTHER_NAMES: [(Kind, &str, &str); 2] =
    [(Kind::Service, "PlacementStrategies", "placementStrategy"), (Kind::Cluster, "ClusterSettings", "settings")];

/// The form of a resource's properties and their kind; nothing for types of other services. Types that only have a form, or only hold
/// policies, are of the kind [`Kind::CloudFormation`].
pub(crate) fn judged(resource_type: &str) -> Option<(Kind, &'static Shape)> {
    let Some((_, shape)) = cloudformation::RESOURCES.iter().find(|(name, _)| *name == resource_type) else {
        return policies(resource_type).next().map(|_| (Kind::CloudFormation, &Shape::Any));
    };
    let kind = KINDS.iter().find(|(name, _)| *name == resource_type).map_or(Kind::CloudFormation, |(_, kind)| *kind);
    Some((kind, shape))
}

/// The ways to the policies that a resource of a type holds, beside those of its kind.
pub(super) fn policies(resource_type: &str) -> impl Iterator<Item = (Way, Kind)> {
    POLICIES.iter().filter(move |(name, _, _)| *name == resource_type).map(|(_, way, policy_use)| (*way, Kind::Policy(*policy_use)))
}

/// Whose inline policies a resource of a type holds, and the member that they stand in; those of roles are a document's own.
pub(super) fn inline_policies(resource_type: &str, properties: &Node<'_>) -> Option<(IdentityKind, Span)> {
    let has = |name: &str| properties.get(name).is_some_and(|member| matches!(&member.value.data, Data::Array(items) if !items.is_empty()));
    let (of, member) = match resource_type {
        "AWS::IAM::User" => (IdentityKind::User, "Policies"),
        "AWS::IAM::Group" => (IdentityKind::Group, "Policies"),
        "AWS::IAM::UserPolicy" => (IdentityKind::User, "PolicyDocument"),
        "AWS::IAM::GroupPolicy" => (IdentityKind::Group, "PolicyDocument"),
        // It becomes an inline policy of each that it names.
        "AWS::IAM::Policy" if has("Users") => (IdentityKind::User, "PolicyDocument"),
        "AWS::IAM::Policy" if has("Groups") => (IdentityKind::Group, "PolicyDocument"),
        _ => return None,
    };
    Some((of, properties.get(member)?.key_span))
}

/// Gives properties the names of the API.
pub(super) fn rename(kind: Kind, properties: &mut Node<'_>) {
    let Data::Object(members) = &mut properties.data else { return };
    for (_, written, name) in OTHER_NAMES.iter().filter(|(named, _, _)| *named == kind) {
        for member in members.iter_mut().filter(|member| member.key == *written) {
            member.key = (*name).into();
        }
    }
}

/// What the API calls a property.
pub(crate) fn api_name(kind: Kind, property: &str) -> &str {
    OTHER_NAMES.iter().find(|(named, written, _)| *named == kind && *written == property).map_or(property, |(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{KINDS, OTHER_NAMES, judged};
    use crate::facts::{Shape, ShapeMember, cloudformation};
    use crate::model::Kind;

    fn members(shape: &'static Shape) -> &'static [ShapeMember] {
        match shape {
            Shape::Structure(members) => members,
            _ => panic!("a document is a structure"),
        }
    }

    #[test]
    fn every_type_with_a_kind_exists_and_its_properties_are_those_of_the_kind() {
        // What only CloudFormation has: it joins operations, makes deletions possible and starts deployments.
        let own = [
            "ClusterName",
            "LifecyclePolicy",
            "RepositoryPolicyText",
            "EmptyOnDelete",
            "ForceNewDeployment",
            "ManagedPolicyArns",
            "Policies",
        ];
        for (name, kind) in KINDS {
            let (_, shape) = judged(name).unwrap_or_else(|| panic!("{name} is in no registry"));
            if kind == Kind::CloudFormation {
                continue;
            }
            for property in members(shape) {
                let renamed = OTHER_NAMES.iter().find(|(of, written, _)| *of == kind && *written == property.name);
                let name_in_api = renamed.map_or(property.name, |(_, _, name)| name);
                let known = members(kind.shape()).iter().any(|member| member.name.eq_ignore_ascii_case(name_in_api));
                assert!(known || own.contains(&property.name), "{name}.{} is nothing that the API knows", property.name);
            }
        }
        assert!(cloudformation::RESOURCES.len() > KINDS.len());
    }
}
