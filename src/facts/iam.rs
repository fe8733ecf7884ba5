//! The language of IAM policies, and actions that take no resource.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>,
//! checked 2026-11-21.

/// `Version` with policy variables.
pub const POLICY_VERSION_WITH_VARIABLES: &str = "2012-10-17";
/// `Version` without; also what holds where the element is absent.
pub const POLICY_VERSION_WITHOUT_VARIABLES: &str = "2008-10-17";

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
