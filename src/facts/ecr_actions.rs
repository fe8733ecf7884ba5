//! What policies of repositories give away, and what closes them.
//!
//! Sources: the API model of ECR (botocore 1.44.8), and for the actions that no caller names
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html>,
//! checked 2026-11-24.

/// Actions of ECR, without the `ecr:` before it, that take images away, or change who has access to a repository.
pub const ECR_DESTRUCTIVE_ACTIONS: [&str; 6] = [
    "BatchDeleteImage",
    "DeleteLifecyclePolicy",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "PutLifecyclePolicy",
    "SetRepositoryPolicy",
];
/// The action without which nothing is pushed.
pub const ECR_PUSH_ACTION: &str = "ecr:PutImage";
/// The action without which nothing is pulled.
pub const ECR_PULL_ACTION: &str = "ecr:BatchGetImage";
/// Condition keys that leave whole accounts: all of an organisation, or of a part of it.
pub const ORGANISATION_CONDITION_KEYS: [&str; 2] = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];
/// Condition keys that leave a statement for everyone open to known callers or places only, in small letters.
pub const RESTRICTING_CONDITION_KEYS: [&str; 16] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
];
