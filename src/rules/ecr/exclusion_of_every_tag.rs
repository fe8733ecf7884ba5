//! ECR314

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// The filters of `IMMUTABLE_WITH_EXCLUSION` name the tags that may move. `*` is all of them: the repository is mutable
    /// and looks immutable.
    EXCLUSION_OF_EVERY_TAG {
        code: "ECR314",
        name: "exclusion-of-every-tag",
        severity: Warning,
        summary: "A repository with immutable tags leaves out all tags.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
        verified: "2026-11-24",
        lesson: "repositories/tags-and-digests",
        controls: ["ECR.2"],
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
 "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "*"}]}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
 "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "latest*"}]}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    let Some(mutability) = repository.image_tag_mutability.filter(|value| value.literal() == Some("IMMUTABLE_WITH_EXCLUSION")) else {
        return;
    };
    for filter in repository.image_tag_mutability_exclusion_filters.iter().flatten() {
        if filter.literal().is_some_and(|filter| !filter.is_empty() && filter.bytes().all(|byte| byte == b'*')) {
            findings
                .report(filter.span(), "the filter leaves out every tag: none is immutable")
                .help("name the tags that must move, such as \"latest\"")
                .related(mutability.span(), "the tags shall be immutable");
        }
    }
}
