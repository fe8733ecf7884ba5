//! ECR206

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;
use crate::syntax::Change;

declare_rule! {
    /// A pull-through cache asks upstream at least once a day whether a tag has moved, and brings the new image. In a
    /// repository with immutable tags the tag stays with the image that came first: `latest` is never again the latest.
    IMMUTABLE_CACHE_TEMPLATE {
        code: "ECR206",
        name: "immutable-cache-template",
        severity: Warning,
        summary: "A template makes the tags of cached images immutable.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"prefix": "docker-hub", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "IMMUTABLE", "lifecyclePolicy": "${POLICY}"}"#,
        passes: r#"{"prefix": "docker-hub", "appliedFor": ["PULL_THROUGH_CACHE"], "imageTagMutability": "MUTABLE", "lifecyclePolicy": "${POLICY}"}"#,
        check: EcrRepository(check),
    }
}

fn check(template: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    let cache = template.applied_for.iter().find(|reason| reason.literal() == Some("PULL_THROUGH_CACHE"));
    let (Some(cache), Some(mutability)) = (cache, template.image_tag_mutability) else { return };
    if mutability.literal() == Some("IMMUTABLE") {
        findings
            .report(mutability.span(), "a cached tag never follows the upstream registry")
            .help("use MUTABLE for caches, or IMMUTABLE_WITH_EXCLUSION with the tags that move")
            .related(cache.span(), "the template is for pull-through caches")
            .unsafe_fix(Change::set(mutability.span(), "MUTABLE"));
    }
}
