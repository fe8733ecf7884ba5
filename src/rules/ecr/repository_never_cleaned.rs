//! ECR604

use crate::lint::{Findings, declare_rule};
use crate::model::Stack;

declare_rule! {
    /// A repository without a lifecycle policy keeps every image that was ever pushed, and each is paid for by the month. A policy that
    /// expires what has no tag, and all but the newest of the rest, is enough for most.
    ///
    /// Only a template shows that there is none: to the API the policy is a request of its own.
    REPOSITORY_NEVER_CLEANED {
        code: "ECR604",
        name: "repository-never-cleaned",
        severity: Info,
        summary: "A repository has no lifecycle policy.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        controls: ["ECR.3", "ecr-private-lifecycle-policy-configured"],
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"App": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "app"}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"App": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryName": "app",
 "LifecyclePolicy": {"LifecyclePolicyText":
  "{\"rules\": [{\"rulePriority\": 1, \"selection\": {\"tagStatus\": \"untagged\", \"countType\": \"sinceImagePushed\", \"countUnit\": \"days\", \"countNumber\": 14}, \"action\": {\"type\": \"expire\"}}]}"}}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let repository = &stack.subject;
    if repository.kind == "AWS::ECR::Repository" && repository.fields.is_some_and(|fields| fields.node("LifecyclePolicy").is_none()) {
        findings
            .report(repository.id_span, format!("the repository {} keeps every image for ever", repository.id))
            .help("add LifecyclePolicy, for example with a rule for untagged images");
    }
}
