//! Which kinds of document a tree holds, by its content.

use super::policy_kind::policy_use;
use super::{Fields, LifecyclePolicy, PolicyDocument, PolicyUse, Role, TaskDefinition};
use crate::facts::{self, Shape, ecr, ecs};
use crate::syntax::{Data, Node};

/// The kinds of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What `register-task-definition` takes.
    TaskDefinition,
    /// What `create-service` and `update-service` take.
    Service,
    /// What `create-task-set` takes.
    TaskSet,
    /// What `create-cluster` and `put-cluster-capacity-providers` take.
    Cluster,
    /// What `create-capacity-provider` takes.
    CapacityProvider,
    /// What `ecr create-repository` takes.
    EcrRepository,
    /// What configures a registry.
    EcrRegistry(RegistryPart),
    /// What `put-lifecycle-policy` takes.
    EcrLifecyclePolicy,
    /// A policy document in the language of IAM.
    Policy(PolicyUse),
    /// What `iam create-role` takes, and what the CLI prints of roles.
    IamRole,
    /// A template with resources of any of the other kinds.
    CloudFormation,
}

/// What a document configures of a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegistryPart {
    /// `put-registry-scanning-configuration`
    Scanning,
    /// `put-replication-configuration`
    Replication,
    /// `create-pull-through-cache-rule`
    PullThroughCacheRule,
    /// `create-repository-creation-template`
    CreationTemplate,
}

use Kind::{CapacityProvider, CloudFormation, Cluster, EcrLifecyclePolicy, EcrRegistry, EcrRepository, IamRole, Policy, Service, TaskSet};

/// Members under which the CLI prints documents, one or a list, and what they are.
const WRAPPERS: [(&str, Kind); 19] = [
    ("taskDefinition", Kind::TaskDefinition),
    ("services", Service),
    ("service", Service),
    ("taskSets", TaskSet),
    ("taskSet", TaskSet),
    ("clusters", Cluster),
    ("cluster", Cluster),
    ("capacityProviders", CapacityProvider),
    ("capacityProvider", CapacityProvider),
    ("repositories", EcrRepository),
    ("repository", EcrRepository),
    ("scanningConfiguration", EcrRegistry(RegistryPart::Scanning)),
    ("registryScanningConfiguration", EcrRegistry(RegistryPart::Scanning)),
    ("pullThroughCacheRules", EcrRegistry(RegistryPart::PullThroughCacheRule)),
    ("repositoryCreationTemplates", EcrRegistry(RegistryPart::CreationTemplate)),
    ("repositoryCreationTemplate", EcrRegistry(RegistryPart::CreationTemplate)),
    ("Role", IamRole),
    ("Roles", IamRole),
    ("RoleDetailList", IamRole),
];

/// Members that only a service has; two of them tell a service whose name stands elsewhere.
const OF_SERVICES: [&str; 12] = [
    "desiredCount",
    "loadBalancers",
    "serviceRegistries",
    "deploymentConfiguration",
    "deploymentController",
    "schedulingStrategy",
    "healthCheckGracePeriodSeconds",
    "networkConfiguration",
    "serviceConnectConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "availabilityZoneRebalancing",
];

/// Members that `describe` commands print and no request of services, clusters, providers, repositories, registries and roles has.
const OF_DESCRIPTIONS: [&str; 7] =
    ["serviceArn", "taskSetArn", "clusterArn", "capacityProviderArn", "createdAt", "RoleId", "AttachedPolicies"];

impl Kind {
    /// All kinds that have a name.
    pub const ALL: [Kind; 13] = [
        Kind::TaskDefinition,
        Service,
        TaskSet,
        Cluster,
        CapacityProvider,
        EcrRepository,
        EcrRegistry(RegistryPart::Scanning),
        EcrLifecyclePolicy,
        Policy(PolicyUse::Repository),
        Policy(PolicyUse::Identity),
        Policy(PolicyUse::Trust),
        IamRole,
        CloudFormation,
    ];

    /// The name in options and output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::TaskDefinition => "task-definition",
            Service => "service",
            TaskSet => "task-set",
            Cluster => "cluster",
            CapacityProvider => "capacity-provider",
            EcrRepository => "ecr-repository",
            EcrRegistry(_) => "ecr-registry",
            EcrLifecyclePolicy => "ecr-lifecycle-policy",
            Policy(PolicyUse::Repository) => "ecr-repository-policy",
            Policy(PolicyUse::Registry) => "ecr-registry",
            Policy(PolicyUse::Trust) => "iam-trust-policy",
            Policy(PolicyUse::Identity | PolicyUse::Managed | PolicyUse::Boundary | PolicyUse::Resource) => "iam-policy",
            IamRole => "iam-role",
            CloudFormation => "cloudformation",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its form.
    pub fn shape(self) -> &'static Shape {
        match self {
            Kind::TaskDefinition => &ecs::TASK_DEFINITION,
            Service => &ecs::SERVICE,
            TaskSet => &ecs::TASK_SET,
            Cluster => &ecs::CLUSTER,
            CapacityProvider => &ecs::CAPACITY_PROVIDER,
            EcrRepository => &ecr::REPOSITORY,
            EcrRegistry(RegistryPart::Scanning) => &ecr::SCANNING_CONFIGURATION,
            EcrRegistry(RegistryPart::Replication) => &ecr::REPLICATION,
            EcrRegistry(RegistryPart::PullThroughCacheRule) => &ecr::PULL_THROUGH_CACHE_RULE,
            EcrRegistry(RegistryPart::CreationTemplate) => &ecr::REPOSITORY_CREATION_TEMPLATE,
            EcrLifecyclePolicy => &facts::LIFECYCLE_POLICY,
            Policy(_) => &facts::POLICY,
            IamRole => &facts::ROLE,
            CloudFormation => &Shape::Any,
        }
    }

    /// AWS's page about its form.
    pub fn reference(self) -> &'static str {
        match self {
            Kind::TaskDefinition => "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
            Service => "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
            TaskSet => "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html",
            Cluster => "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
            CapacityProvider => "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html",
            EcrRepository => "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
            EcrRegistry(RegistryPart::Scanning) => {
                "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html"
            }
            EcrRegistry(RegistryPart::Replication) => {
                "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutReplicationConfiguration.html"
            }
            EcrRegistry(RegistryPart::PullThroughCacheRule) => {
                "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html"
            }
            EcrRegistry(RegistryPart::CreationTemplate) => {
                "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepositoryCreationTemplate.html"
            }
            EcrLifecyclePolicy => "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
            Policy(PolicyUse::Repository) => "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
            Policy(PolicyUse::Registry) => "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html",
            Policy(_) => "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
            IamRole => "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
            CloudFormation => "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECS.html",
        }
    }

    /// The lesson about it.
    pub fn lesson(self) -> &'static str {
        match self {
            Kind::TaskDefinition | Service | TaskSet | CloudFormation => "fargate/service",
            Cluster | CapacityProvider => "fargate/what-is-fargate",
            EcrRepository | EcrRegistry(_) | EcrLifecyclePolicy | Policy(PolicyUse::Repository | PolicyUse::Registry) => "fargate/images",
            Policy(_) | IamRole => "roles/three-roles",
        }
    }

    /// Whether text too broken to parse still looks like one of the kinds, by a key that only they have.
    pub fn is_hinted_in(text: &str) -> bool {
        ["containerDefinitions", "ContainerDefinitions", "rulePriority", "serviceName", "imageTagMutability", "AssumeRolePolicyDocument"]
            .iter()
            .any(|key| text.contains(key))
            || (text.contains("\"Statement\"") && text.contains("\"Effect\""))
    }
}

/// A tree has no kind that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no document that ecslab knows (a task definition has `containerDefinitions`, a service `serviceName`, a lifecycle policy `rules` with `rulePriority`, an IAM policy `Statement`, a role `AssumeRolePolicyDocument`, a CloudFormation template `Resources`); if it is meant to be one, say which with --kind"
)]
pub struct UnknownKind;

/// A typed document.
#[derive(Debug)]
pub enum Document<'a> {
    /// A task definition.
    TaskDefinition(Box<TaskDefinition<'a>>),
    /// A lifecycle policy.
    LifecyclePolicy(LifecyclePolicy<'a>),
    /// A service or a task set.
    Service(Box<super::Service<'a>>),
    /// A cluster.
    Cluster(super::Cluster<'a>),
    /// A capacity provider.
    CapacityProvider(super::CapacityProvider<'a>),
    /// A repository, or a template of repositories.
    EcrRepository(super::EcrRepository<'a>),
    /// A policy.
    Policy(PolicyDocument<'a>, PolicyUse),
    /// A role.
    Role(Box<Role<'a>>),
    /// A setting of a registry.
    EcrRegistry(super::EcrRegistry<'a>),
    /// A kind of which only the form is checked.
    Untyped,
}

impl<'a> Document<'a> {
    /// Finds the documents in a tree and their kinds: the tree itself, or what the CLI wraps (`{"services": [...]}`).
    ///
    /// # Errors
    /// When there is none.
    pub fn detect(root: &'a Node<'a>) -> Result<Vec<(Kind, &'a Node<'a>)>, UnknownKind> {
        if let Some(kind) = kind_of(root) {
            return Ok(vec![(kind, root)]);
        }
        wrapped(root, |_| true).ok_or(UnknownKind)
    }

    /// The documents of a given kind: those that are wrapped as that kind, else the root.
    pub fn unwrap_as(kind: Kind, root: &'a Node<'a>) -> Vec<(Kind, &'a Node<'a>)> {
        match kind_of(root) {
            // `ecr-registry` is one name for several forms; the content says which.
            Some(found) if found.name() == kind.name() => vec![(found, root)],
            // Who says that a policy is one of an identity is told that it names a principal.
            Some(Policy(PolicyUse::Resource)) if kind == Policy(PolicyUse::Identity) => vec![(kind, root)],
            // A template holds what repositories will hold.
            Some(found @ EcrRegistry(RegistryPart::CreationTemplate)) if kind == EcrRepository => vec![(found, root)],
            Some(_) => vec![(kind, root)],
            None => wrapped(root, |wrapped| wrapped.name() == kind.name()).unwrap_or_else(|| vec![(kind, root)]),
        }
    }

    /// Whether a `describe` command printed the tree: AWS has accepted what it prints, and prints defaults and counts that it
    /// would not take.
    pub fn is_described(node: &Node<'_>) -> bool {
        OF_DESCRIPTIONS.iter().any(|name| node.get(name).is_some())
    }

    /// Reads a tree as the given kind; `None` where the root is no object.
    pub fn read(kind: Kind, node: &'a Node<'a>) -> Option<Self> {
        let fields = Fields::of(node)?;
        Some(match kind {
            Kind::TaskDefinition => Self::TaskDefinition(Box::new(TaskDefinition::read(fields))),
            EcrLifecyclePolicy => Self::LifecyclePolicy(LifecyclePolicy::read(fields)),
            Policy(policy_use) => Self::Policy(PolicyDocument::read(fields), policy_use),
            IamRole => Self::Role(Box::new(Role::read(fields))),
            Service | TaskSet => Self::Service(Box::new(super::Service::read(fields))),
            Cluster => Self::Cluster(super::Cluster::read(fields)),
            CapacityProvider => Self::CapacityProvider(super::CapacityProvider::read(fields)),
            EcrRepository | EcrRegistry(RegistryPart::CreationTemplate) => Self::EcrRepository(super::EcrRepository::read(fields)),
            EcrRegistry(RegistryPart::Scanning) => {
                Self::EcrRegistry(super::EcrRegistry::Scanning(super::ScanningConfiguration::read(fields)))
            }
            EcrRegistry(RegistryPart::PullThroughCacheRule) => {
                Self::EcrRegistry(super::EcrRegistry::PullThroughCacheRule(super::PullThroughCacheRule::read(fields)))
            }
            EcrRegistry(RegistryPart::Replication) => {
                Self::EcrRegistry(super::EcrRegistry::Replication(super::ReplicationConfiguration::read(fields)))
            }
            CloudFormation => Self::Untyped,
        })
    }
}

fn objects<'a>(node: &'a Node<'a>) -> Vec<&'a Node<'a>> {
    let is_object = |node: &&Node<'_>| matches!(node.data, Data::Object(_));
    match &node.data {
        Data::Object(_) => vec![node],
        Data::Array(items) if items.iter().all(|item| is_object(&item)) => items.iter().collect(),
        _ => Vec::new(),
    }
}

/// What a wrapper of an accepted kind holds. A compose file has `services` too, but by name and without theirs.
fn wrapped<'a>(root: &'a Node<'a>, accepts: impl Fn(Kind) -> bool) -> Option<Vec<(Kind, &'a Node<'a>)>> {
    WRAPPERS.iter().filter(|(_, kind)| accepts(*kind)).find_map(|(name, kind)| {
        let documents = objects(&root.get(name)?.value);
        // Members of a role have names that much else has.
        let known = |node: &&Node<'_>| match kind {
            IamRole => is_role(node),
            _ => node.members().iter().any(|member| is_member(kind.shape(), &member.key)),
        };
        (!documents.is_empty() && documents.iter().all(known)).then(|| documents.into_iter().map(|node| (*kind, node)).collect())
    })
}

fn is_member(shape: &Shape, key: &str) -> bool {
    matches!(shape, Shape::Structure(members) if members.iter().any(|member| member.name.eq_ignore_ascii_case(key)))
}

/// A role is known by members that nothing else has, in the one notation that IAM has.
fn is_role(root: &Node<'_>) -> bool {
    let has = |name: &str| root.members().iter().any(|member| member.key == name);
    has("AssumeRolePolicyDocument") || has("AttachedPolicies") || (has("RoleName") && (has("RoleId") || has("RolePolicyList")))
}

fn kind_of(root: &Node<'_>) -> Option<Kind> {
    let has = |name: &str| root.get(name).is_some();
    let text = |name: &str| root.get(name).is_some_and(|member| matches!(member.value.data, Data::String(_) | Data::Tagged(..)));
    let any = |names: &[&str]| names.iter().filter(|name| has(name)).count();
    if has("containerDefinitions") || (has("family") && any(&["networkMode", "requiresCompatibilities", "cpu", "executionRoleArn"]) > 0) {
        return Some(Kind::TaskDefinition);
    }
    if text("service") && text("taskDefinition") && any(&["externalId", "scale"]) > 0 {
        return Some(TaskSet);
    }
    if has("serviceName")
        || any(&OF_SERVICES) >= 2
        || (text("taskDefinition") && has("desiredCount"))
        || (text("service") && any(&OF_SERVICES) >= 1)
    {
        return Some(Service);
    }
    if has("autoScalingGroupProvider") || has("managedInstancesProvider") {
        return Some(CapacityProvider);
    }
    if has("clusterName") || has("defaultCapacityProviderStrategy") {
        return Some(Cluster);
    }
    if has("ecrRepositoryPrefix") || has("upstreamRegistryUrl") {
        return Some(EcrRegistry(RegistryPart::PullThroughCacheRule));
    }
    if has("prefix") && has("appliedFor") {
        return Some(EcrRegistry(RegistryPart::CreationTemplate));
    }
    if has("replicationConfiguration") {
        return Some(EcrRegistry(RegistryPart::Replication));
    }
    if has("scanType") && has("rules") {
        return Some(EcrRegistry(RegistryPart::Scanning));
    }
    if has("repositoryName") && any(&["imageTagMutability", "imageScanningConfiguration", "encryptionConfiguration", "repositoryUri"]) > 0 {
        return Some(EcrRepository);
    }
    if let Some(policy_use) = policy_use(root) {
        return Some(Policy(policy_use));
    }
    if is_role(root) {
        return Some(IamRole);
    }
    let Data::Array(rules) = &root.get("rules")?.value.data else { return None };
    let is_rule = |item: &Node<'_>| item.get("rulePriority").is_some() || (item.get("selection").is_some() && item.get("action").is_some());
    (rules.iter().any(is_rule) || (rules.is_empty() && root.members().len() == 1)).then_some(EcrLifecyclePolicy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_json;

    #[test]
    fn kinds_are_found_by_content_alone_or_wrapped() {
        let cases = [
            (r#"{"containerDefinitions": []}"#, "task-definition"),
            (r#"{"taskDefinition": {"family": "x"}, "tags": []}"#, "task-definition"),
            (r#"{"serviceName": "web", "taskDefinition": "web:1"}"#, "service"),
            (r#"{"services": [{"serviceName": "web"}], "failures": []}"#, "service"),
            (r#"{"service": "web", "forceNewDeployment": true, "desiredCount": 2}"#, "service"),
            (r#"{"desiredCount": 1, "networkConfiguration": {}}"#, "service"),
            (r#"{"service": "web", "cluster": "c", "taskDefinition": "t", "scale": {}}"#, "task-set"),
            (r#"{"clusterName": "c", "capacityProviders": ["FARGATE"]}"#, "cluster"),
            (r#"{"clusters": [{"clusterName": "c"}]}"#, "cluster"),
            (r#"{"cluster": "c", "capacityProviders": [], "defaultCapacityProviderStrategy": []}"#, "cluster"),
            (r#"{"name": "cp", "autoScalingGroupProvider": {}}"#, "capacity-provider"),
            (r#"{"capacityProviders": [{"name": "FARGATE"}]}"#, "capacity-provider"),
            (r#"{"repositoryName": "app", "imageTagMutability": "MUTABLE"}"#, "ecr-repository"),
            (r#"{"repositories": [{"repositoryName": "app"}]}"#, "ecr-repository"),
            (r#"{"scanType": "ENHANCED", "rules": []}"#, "ecr-registry"),
            (r#"{"registryId": "1", "scanningConfiguration": {"scanType": "BASIC"}}"#, "ecr-registry"),
            (r#"{"registryId": "1", "replicationConfiguration": {"rules": []}}"#, "ecr-registry"),
            (r#"{"ecrRepositoryPrefix": "q", "upstreamRegistryUrl": "quay.io"}"#, "ecr-registry"),
            (r#"{"prefix": "p", "appliedFor": ["REPLICATION"], "lifecyclePolicy": "{}"}"#, "ecr-registry"),
            (r#"{"rules": [{"rulePriority": 1}]}"#, "ecr-lifecycle-policy"),
            (r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}}"#, "ecr-repository-policy"),
            (
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:ReplicateImage"}}"#,
                "ecr-registry",
            ),
            (r#"{"Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#, "iam-policy"),
            (r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}}"#, "iam-policy"),
            (r#"{"Statement": {"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "sts:AssumeRole"}}"#, "iam-trust-policy"),
            (r#"{"RoleName": "run", "AssumeRolePolicyDocument": "{}"}"#, "iam-role"),
            (r#"{"Role": {"RoleName": "run", "Arn": "arn:aws:iam::111122223333:role/run", "AssumeRolePolicyDocument": {}}}"#, "iam-role"),
            (r#"{"RoleDetailList": [{"RoleName": "run", "RolePolicyList": []}], "Policies": []}"#, "iam-role"),
            (r#"{"AttachedPolicies": [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/x"}]}"#, "iam-role"),
        ];
        for (text, kind) in cases {
            let parsed = parse_json(text);
            let found = Document::detect(&parsed.documents[0]).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!(!found.is_empty() && found.iter().all(|(found, _)| found.name() == kind), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_none_of_them_is_said_to_be_none() {
        for text in [
            r#"{"rules": [1]}"#,
            r#"{"services": {"web": {"image": "x"}}, "version": "3"}"#,
            "[]",
            "1",
            r#"{"name": "x", "version": "1"}"#,
            r#"{"statement": [{"effect": "Allow", "action": "ecr:BatchGetImage"}]}"#,
            // Another cloud has a language with the same words and versions of its own.
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
            r#"{"Statement": "x"}"#,
            r#"{"role": {"name": "x"}, "roles": ["a"]}"#,
            r#"{"roles": [{"name": "x", "description": "y"}]}"#,
            r#"{"taskDefinition": "web:1", "cluster": "c", "count": 2}"#,
        ] {
            let parsed = parse_json(text);
            assert!(Document::detect(&parsed.documents[0]).is_err(), "{text}");
        }
    }
}
