//! ECR310

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;
use crate::syntax::Change;

declare_rule! {
    /// In a mutable repository a tag can be pushed again, and a task definition that names it runs something else from then on.
    /// `IMMUTABLE` refuses the second push, and `IMMUTABLE_WITH_EXCLUSION` leaves out the tags that must move. A repository
    /// that does not say is mutable. Security Hub: ECR.2.
    MUTABLE_REPOSITORY_TAGS {
        code: "ECR310",
        name: "mutable-repository-tags",
        severity: Info,
        summary: "The tags of a repository can be moved to other images.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-21",
        lesson: "repositories/tags-and-digests",
        controls: ["ECR.2", "ecr-private-tag-immutability-enabled", "CKV_AWS_51", "AWS-0031"],
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "MUTABLE"}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE"}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    // In a cache tags must be able to follow the upstream registry.
    if repository.applied_for.iter().any(|reason| reason.literal() == Some("PULL_THROUGH_CACHE")) {
        return;
    }
    let (span, change) = match (repository.image_tag_mutability, repository.repository_name.or(repository.prefix)) {
        (Some(mutability), _) if mutability.literal() == Some("MUTABLE") => {
            (mutability.span(), Change::set(mutability.span(), "IMMUTABLE"))
        }
        (None, Some(name)) => (name.span(), Change::insert(repository.place.value, "imageTagMutability", "IMMUTABLE")),
        _ => return,
    };
    findings
        .report(span, "a tag of this repository can be pushed again for another image")
        .help("set `imageTagMutability` to IMMUTABLE, with exclusions for tags that must move")
        .unsafe_fix(change);
}
