//! ECR202

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// ECR makes repositories by a template with its service-linked role, which can neither tag nor use keys of KMS. For
    /// those the template names a role of yours that may: `ecr:CreateRepository`, `ecr:ReplicateImage`, `ecr:TagResource`,
    /// and the grants of the key.
    TEMPLATE_WITHOUT_ROLE {
        code: "ECR202",
        name: "template-without-role",
        severity: Warning,
        summary: "A template of repositories wants tags or a key and has no role to set them with.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"prefix": "team", "appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE", "lifecyclePolicy": "${POLICY}", "resourceTags": [{"Key": "team", "Value": "shop"}]}"#,
        passes: r#"{"prefix": "team", "appliedFor": ["REPLICATION"], "imageTagMutability": "IMMUTABLE", "lifecyclePolicy": "${POLICY}", "resourceTags": [{"Key": "team", "Value": "shop"}], "customRoleArn": "arn:aws:iam::111122223333:role/ecr-templates"}"#,
        check: EcrRepository(check),
    }
}

fn check(template: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    if template.prefix.is_none() || template.custom_role_arn.is_some() {
        return;
    }
    let kind = template.encryption.and_then(|encryption| encryption.encryption_type);
    let key = kind.filter(|kind| matches!(kind.literal(), Some("KMS" | "KMS_DSSE"))).map(|kind| kind.span());
    for (what, at) in [("keys of KMS", key), ("tags", template.resource_tags.set_at())] {
        if let Some(span) = at {
            findings
                .report(span, format!("without `customRoleArn` repositories of this template cannot have {what}"))
                .help("name a role in `customRoleArn` that ECR can assume");
        }
    }
}
