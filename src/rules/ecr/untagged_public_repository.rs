//! ECR605

use crate::lint::{Findings, declare_rule};
use crate::model::Stack;

declare_rule! {
    /// Tags of a resource say whose it is, and costs are told apart by them. A public repository is one that strangers use, so it should not
    /// be a riddle whom to ask about it.
    UNTAGGED_PUBLIC_REPOSITORY {
        code: "ECR605",
        name: "untagged-public-repository",
        severity: Info,
        summary: "A public repository has no tags.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-24",
        lesson: "repositories/what-is-ecr",
        controls: ["ECR.4"],
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"App": {"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryName": "app"}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"App": {"Type": "AWS::ECR::PublicRepository", "Properties": {"RepositoryName": "app",
 "Tags": [{"Key": "team", "Value": "shop"}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let repository = &stack.subject;
    let Some(fields) = repository.fields.filter(|_| repository.kind == "AWS::ECR::PublicRepository") else { return };
    if fields.objects("Tags", |tag| tag.place).is_certainly_empty() {
        findings.report(repository.id_span, format!("the repository {} has no tags", repository.id)).help("add Tags, such as the team");
    }
}
