//! ECR121

use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRepository, Literal};
use crate::syntax::Change;

declare_rule! {
    /// `IMMUTABLE_WITH_EXCLUSION` and `MUTABLE_WITH_EXCLUSION` treat some tags the other way, and the filters say which. The
    /// two belong together: the plain values take no filters, and these take at least one.
    TAG_MUTABILITY_FILTERS {
        code: "ECR121",
        name: "tag-mutability-filters",
        severity: Error,
        summary: "The exclusion filters of a repository do not go with its tag mutability.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
        verified: "2026-11-21",
        lesson: "repositories/tags-and-digests",
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}]}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
 "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}]}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(mutability)) = (repository.image_tag_mutability, repository.image_tag_mutability.literal()) else { return };
    let filters = &repository.image_tag_mutability_exclusion_filters;
    match (mutability, filters.set_at()) {
        ("MUTABLE" | "IMMUTABLE", Some(span)) => {
            findings
                .report(span, format!("the tag mutability {mutability} takes no exclusion filters"))
                .help(format!("set `imageTagMutability` to {mutability}_WITH_EXCLUSION, or remove the filters"))
                .aws_message("ImageTagMutabilityExclusionFilters are not allowed when imageTagMutability is set to ...")
                .related(value.span(), "the tag mutability is set here")
                .unsafe_fix(Change::set(value.span(), format!("{mutability}_WITH_EXCLUSION")));
        }
        ("MUTABLE_WITH_EXCLUSION" | "IMMUTABLE_WITH_EXCLUSION", None) if filters.complete => {
            findings
                .report(value.span(), format!("the tag mutability {mutability} needs exclusion filters"))
                .help("add `imageTagMutabilityExclusionFilters`")
                .aws_message("ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set to ...");
        }
        _ => {}
    }
}
