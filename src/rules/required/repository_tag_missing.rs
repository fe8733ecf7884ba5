//! ECR650

use super::tags::report_missing;
use crate::lint::{Findings, Judged, RequiredCheck, Requirements, declare_rule};
use crate::model::Kind;

declare_rule! {
    /// Images are stored at a price, and the tags of a repository say who pays it and who looks after it. The tags of images are
    /// another thing. The configuration says which tags each repository carries, and the rule is silent until then:
    ///
    /// ```toml
    /// required-tags = ["team", "cost-centre"]
    /// ```
    ///
    /// Repositories are looked at as they are created. What a describe command printed has no tags, and commands that change one
    /// setting take none.
    REPOSITORY_TAG_MISSING {
        code: "ECR650",
        name: "repository-tag-missing",
        severity: Warning,
        summary: "A repository lacks a tag that the configuration requires.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html",
        verified: "2026-11-29",
        lesson: "repositories/what-is-ecr",
        fails: r#"{"repositoryName": "web", "imageTagMutability": "IMMUTABLE", "encryptionConfiguration": {"encryptionType": "KMS"},
 "tags": [{"Key": "environment", "Value": "prod"}]}"#,
        passes: r#"{"repositoryName": "web", "imageTagMutability": "IMMUTABLE", "encryptionConfiguration": {"encryptionType": "KMS"},
 "tags": [{"Key": "team", "Value": "shop"}]}"#,
        check: Required(RequiredCheck { kinds: &[Kind::EcrRepository], example: "required-tags = [\"team\"]", check }),
    }
}

fn check(repository: &Judged<'_>, requirements: &Requirements, findings: &mut Findings<'_>) {
    // Only creation takes these; without them it may be a command that changes one setting.
    let is_created = ["tags", "encryptionConfiguration"].iter().any(|name| repository.fields.node(name).is_some());
    if repository.fields.is_resource() || is_created {
        report_missing(repository, "repositoryName", requirements, findings);
    }
}
