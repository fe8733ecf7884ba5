//! Commands of `aws ecr` and their options, as far as scripts of labs may use them.
//!
//! Source: botocore 1.44.5 (Apache-2.0), data/ecr/2015-09-21/service-2.json, the inputs of these operations; options are named as the
//! AWS CLI derives them from members. `get-login-password` is the CLI's own
//! (<https://docs.aws.amazon.com/cli/latest/reference/ecr/get-login-password.html>). Checked 2026-11-24.

/// A command of `aws ecr`.
#[derive(Debug)]
pub struct EcrCommand {
    /// Such as `create-repository`.
    pub name: &'static str,
    /// The operation that it calls, as errors name it.
    pub operation: &'static str,
    /// What it takes, besides the CLI's global options.
    pub options: &'static [EcrOption],
}

/// An option of such a command.
#[derive(Debug)]
pub struct EcrOption {
    /// Such as `--repository-name`.
    pub name: &'static str,
    /// The member of the operation's input, such as `repositoryName`.
    pub member: &'static str,
    /// What it takes.
    pub kind: EcrOptionKind,
    /// Whether the API demands it.
    pub required: bool,
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EcrOptionKind {
    /// Nothing; there is a `--no-...` too.
    Flag,
    /// One text.
    Text,
    /// One number.
    Number,
    /// One or more texts.
    Texts,
    /// JSON or the shorthand `key=value,key=value`.
    Structure,
    /// One or more of these.
    Structures,
}

/// What the CLI itself takes after any command, with whether a value follows; `true` at the end where scripts of labs may use it.
pub const CLI_GLOBAL_OPTIONS: [(&str, bool, bool); 19] = [
    ("--ca-bundle", true, false),
    ("--cli-auto-prompt", false, false),
    ("--cli-binary-format", true, false),
    ("--cli-connect-timeout", true, false),
    ("--cli-input-json", true, true),
    ("--cli-read-timeout", true, false),
    ("--color", true, false),
    ("--debug", false, false),
    ("--endpoint-url", true, false),
    ("--no-cli-auto-prompt", false, true),
    ("--no-cli-pager", false, true),
    ("--no-paginate", false, true),
    ("--no-sign-request", false, false),
    ("--no-verify-ssl", false, false),
    ("--output", true, true),
    ("--profile", true, true),
    ("--query", true, false),
    ("--region", true, true),
    ("--version", false, false),
];

use EcrOptionKind::{Flag, Number, Structure, Structures, Text, Texts};

/// By name.
pub static ECR_COMMANDS: [EcrCommand; 17] = [
    EcrCommand {
        name: "batch-delete-image",
        operation: "BatchDeleteImage",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--image-ids", "imageIds", Structures, true),
        ],
    },
    EcrCommand {
        name: "create-repository",
        operation: "CreateRepository",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--tags", "tags", Structures, false),
            option("--image-tag-mutability", "imageTagMutability", Text, false),
            option("--image-tag-mutability-exclusion-filters", "imageTagMutabilityExclusionFilters", Structures, false),
            option("--image-scanning-configuration", "imageScanningConfiguration", Structure, false),
            option("--encryption-configuration", "encryptionConfiguration", Structure, false),
        ],
    },
    EcrCommand {
        name: "delete-lifecycle-policy",
        operation: "DeleteLifecyclePolicy",
        options: &[option("--registry-id", "registryId", Text, false), option("--repository-name", "repositoryName", Text, true)],
    },
    EcrCommand {
        name: "delete-repository",
        operation: "DeleteRepository",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--force", "force", Flag, false),
        ],
    },
    EcrCommand {
        name: "delete-repository-policy",
        operation: "DeleteRepositoryPolicy",
        options: &[option("--registry-id", "registryId", Text, false), option("--repository-name", "repositoryName", Text, true)],
    },
    EcrCommand {
        name: "describe-images",
        operation: "DescribeImages",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--image-ids", "imageIds", Structures, false),
            option("--next-token", "nextToken", Text, false),
            option("--max-results", "maxResults", Number, false),
            option("--filter", "filter", Structure, false),
        ],
    },
    EcrCommand {
        name: "describe-repositories",
        operation: "DescribeRepositories",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-names", "repositoryNames", Texts, false),
            option("--next-token", "nextToken", Text, false),
            option("--max-results", "maxResults", Number, false),
        ],
    },
    EcrCommand {
        name: "get-lifecycle-policy",
        operation: "GetLifecyclePolicy",
        options: &[option("--registry-id", "registryId", Text, false), option("--repository-name", "repositoryName", Text, true)],
    },
    EcrCommand {
        name: "get-lifecycle-policy-preview",
        operation: "GetLifecyclePolicyPreview",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--image-ids", "imageIds", Structures, false),
            option("--next-token", "nextToken", Text, false),
            option("--max-results", "maxResults", Number, false),
            option("--filter", "filter", Structure, false),
        ],
    },
    EcrCommand { name: "get-login-password", operation: "GetAuthorizationToken", options: &[] },
    EcrCommand {
        name: "get-repository-policy",
        operation: "GetRepositoryPolicy",
        options: &[option("--registry-id", "registryId", Text, false), option("--repository-name", "repositoryName", Text, true)],
    },
    EcrCommand {
        name: "list-images",
        operation: "ListImages",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--next-token", "nextToken", Text, false),
            option("--max-results", "maxResults", Number, false),
            option("--filter", "filter", Structure, false),
        ],
    },
    EcrCommand {
        name: "put-image-scanning-configuration",
        operation: "PutImageScanningConfiguration",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--image-scanning-configuration", "imageScanningConfiguration", Structure, true),
        ],
    },
    EcrCommand {
        name: "put-image-tag-mutability",
        operation: "PutImageTagMutability",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--image-tag-mutability", "imageTagMutability", Text, true),
            option("--image-tag-mutability-exclusion-filters", "imageTagMutabilityExclusionFilters", Structures, false),
        ],
    },
    EcrCommand {
        name: "put-lifecycle-policy",
        operation: "PutLifecyclePolicy",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--lifecycle-policy-text", "lifecyclePolicyText", Text, true),
        ],
    },
    EcrCommand {
        name: "set-repository-policy",
        operation: "SetRepositoryPolicy",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--policy-text", "policyText", Text, true),
            option("--force", "force", Flag, false),
        ],
    },
    EcrCommand {
        name: "start-lifecycle-policy-preview",
        operation: "StartLifecyclePolicyPreview",
        options: &[
            option("--registry-id", "registryId", Text, false),
            option("--repository-name", "repositoryName", Text, true),
            option("--lifecycle-policy-text", "lifecyclePolicyText", Text, false),
        ],
    },
];

const fn option(name: &'static str, member: &'static str, kind: EcrOptionKind, required: bool) -> EcrOption {
    EcrOption { name, member, kind, required }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Shape, ecr};

    #[test]
    fn the_options_of_create_repository_are_those_of_the_shape() {
        let command = ECR_COMMANDS.iter().find(|command| command.name == "create-repository").expect("it is there");
        let Shape::Structure(members) = &ecr::REPOSITORY else { panic!("a structure") };
        let taken: Vec<_> = members.iter().filter(|member| !matches!(member.shape, Shape::Output)).map(|member| member.name).collect();
        let mut options: Vec<_> = command.options.iter().map(|option| option.member).collect();
        assert!(options.iter().all(|option| taken.contains(option)), "{options:?} {taken:?}");
        options.sort_unstable();
        options.dedup();
        assert_eq!(options.len(), taken.len());
        assert!(ECR_COMMANDS.is_sorted_by_key(|command| command.name));
    }
}
