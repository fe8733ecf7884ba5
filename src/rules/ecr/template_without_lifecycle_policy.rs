//! ECR601

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// Images cost by the month and gigabyte, and caches and copies fill by themselves. A template can give each repository
    /// that it makes a lifecycle policy.
    TEMPLATE_WITHOUT_LIFECYCLE_POLICY {
        code: "ECR601",
        name: "template-without-lifecycle-policy",
        severity: Info,
        summary: "Repositories of a template keep every image for ever.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        controls: ["ECR.3", "ecr-private-lifecycle-policy-configured"],
        fails: r#"{"prefix": "team", "appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE"}"#,
        passes: r#"{"prefix": "team", "appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE", "lifecyclePolicy": "${POLICY}"}"#,
        check: EcrRepository(check),
    }
}

fn check(template: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    if let Some(prefix) = template.prefix.filter(|_| template.lifecycle_policy.is_none()) {
        findings
            .report(prefix.span(), "nothing expires in the repositories of this template")
            .help("add `lifecyclePolicy`, the text of a lifecycle policy");
    }
}
