//! The language of IAM policies, and actions that take no resource.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>,
//! checked 2026-11-21.

mod actions;
mod condition_keys;
mod misnamed;
mod sections;
mod services;

pub use actions::{AccessLevel, ActionService, IAM_LISTS_CHECKED, action_service, action_services};
pub use condition_keys::{ConditionKey, GLOBAL_CONDITION_KEYS, KeyType, condition_key, condition_keys_beside};
pub use misnamed::{ACTION_OF_OPERATION, PREFIX_OF_COMMAND};
pub use services::{AuthorizedAction, AuthorizedService, ResourceType, authorized_service, authorized_services};

/// `Version` with policy variables.
pub const POLICY_VERSION_WITH_VARIABLES: &str = "2012-10-17";
/// `Version` without; also what holds where the element is absent.
pub const POLICY_VERSION_WITHOUT_VARIABLES: &str = "2008-10-17";

/// Characters of a managed policy, at most; white space is not counted in any size of a policy.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>, as are the next ones but for those that say otherwise.
pub const MANAGED_POLICY_CHARACTERS: usize = 6144;
/// Characters of all inline policies of a role together, at most. None of the three is raised for anybody.
pub const ROLE_INLINE_CHARACTERS: usize = 10240;
/// Characters of all inline policies of a user together, at most.
/// Source: the answer of IAM, "Maximum policy size of 2048 bytes exceeded for user", as many public reports quote it; checked 2026-11-29.
pub const USER_INLINE_CHARACTERS: usize = 2048;
/// Characters of all inline policies of a group together, at most. Source: as for users, "5120 bytes exceeded for group".
pub const GROUP_INLINE_CHARACTERS: usize = 5120;
/// Characters of a trust policy, unless the quota of the account was raised.
pub const TRUST_POLICY_CHARACTERS: usize = 2048;
/// Characters of a trust policy where the quota was raised as far as it goes. The stored copies of AWS's own page are older and say 4096;
/// what quotes the page of today says 8192 (checked 2026-11-29), and the higher one is taken, so that what is called refused is refused.
pub const TRUST_POLICY_CHARACTERS_AT_MOST: usize = 8192;
/// Managed policies of a role, unless the quota of the account was raised.
pub const ATTACHED_POLICIES: usize = 10;
/// Managed policies of a role where the quota was raised as far as it goes. AWS's knowledge center still says 20; newer public sources say
/// 25, and the higher one is taken, for the same reason.
pub const ATTACHED_POLICIES_AT_MOST: usize = 25;
/// Characters of an ARN, at least.
/// Source: `arnType` in botocore 1.44.8, data/iam/2010-05-08/service-2.json, checked 2026-11-29.
pub const SHORTEST_ARN: usize = 20;
/// The provider as which identities of Cognito's identity pools come.
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html>, checked 2026-11-29.
pub const COGNITO_IDENTITY: &str = "cognito-identity.amazonaws.com";

/// How the paths of service-linked roles begin, which no other role may have.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>, checked 2026-11-29.
pub const RESERVED_ROLE_PATH_START: &str = "/aws-service-role";

/// Elements of a policy document.
pub const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];
/// Elements of a statement.
pub const STATEMENT_ELEMENTS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
/// Kinds of principal.
pub const PRINCIPAL_KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

/// Condition operators, without set qualifiers and `IfExists`.
pub const CONDITION_OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

/// The service that assumes the roles of tasks.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html>, checked 2026-11-29.
pub const TASKS_SERVICE: &str = "ecs-tasks.amazonaws.com";

/// The provider of the tokens of GitHub's workflows; condition keys about them begin with it.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>, checked 2026-11-29.
pub const GITHUB_TOKEN_ISSUER: &str = "token.actions.githubusercontent.com";

/// Networks whose addresses no request from the internet has: RFC 1918 and RFC 4193, as the policy checks of IAM Access Analyzer count
/// them. Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>, checked 2026-11-29.
pub const PRIVATE_NETWORKS: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/// Providers that `Federated` names by their domain; other providers are ARNs.
pub const FEDERATED_DOMAINS: [&str; 4] = ["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];

/// Actions of ECR, ECS and ECS Exec that take no resource: IAM evaluates them against `*`.
pub const ACTIONS_WITHOUT_RESOURCE: [(&str, &[&str]); 3] = [
    (
        "ecr",
        &[
            "CreatePullThroughCacheRule",
            "CreateRepositoryCreationTemplate",
            "DeletePullThroughCacheRule",
            "DeleteRegistryPolicy",
            "DeleteRepositoryCreationTemplate",
            "DeleteSigningConfiguration",
            "DeregisterPullTimeUpdateExclusion",
            "DescribePullThroughCacheRules",
            "DescribeRegistry",
            "DescribeRepositoryCreationTemplates",
            "GetAccountSetting",
            "GetAuthorizationToken",
            "GetRegistryPolicy",
            "GetRegistryScanningConfiguration",
            "GetSigningConfiguration",
            "ListPullTimeUpdateExclusions",
            "PutAccountSetting",
            "PutRegistryPolicy",
            "PutRegistryScanningConfiguration",
            "PutReplicationConfiguration",
            "PutSigningConfiguration",
            "RegisterPullTimeUpdateExclusion",
            "UpdatePullThroughCacheRule",
            "UpdateRepositoryCreationTemplate",
            "ValidatePullThroughCacheRule",
        ],
    ),
    (
        "ecs",
        &[
            "DeleteAccountSetting",
            "DeregisterTaskDefinition",
            "DescribeTaskDefinition",
            "DiscoverPollEndpoint",
            "ListAccountSettings",
            "ListClusters",
            "ListServices",
            "ListServicesByNamespace",
            "ListTaskDefinitionFamilies",
            "ListTaskDefinitions",
            "PutAccountSetting",
            "PutAccountSettingDefault",
        ],
    ),
    ("ssmmessages", &["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"]),
];
