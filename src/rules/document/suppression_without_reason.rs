//! DOC021

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// Whoever meets a suppression later must be able to tell whether it still holds, and only its reason says so. One without a
    /// reason suppresses nothing.
    ///
    /// In a comment the reason stands after two dashes: `# ecslab: ignore ECS401 -- why`.
    SUPPRESSION_WITHOUT_REASON {
        code: "DOC021",
        name: "suppression-without-reason",
        severity: Warning,
        summary: "A suppression that does not say why.",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html",
        verified: "2026-11-29",
        lesson: "task-definitions/anatomy",
        fails: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "MUTABLE"},
  "Metadata": {"ecslab": {"ignore": [{"rule": "ECR310"}]}}}}}"#,
        passes: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "MUTABLE"},
  "Metadata": {"ecslab": {"ignore": [{"rule": "ECR310", "reason": "builds overwrite their own tags"}]}}}}}"#,
        check: Document(Kind::CloudFormation),
    }
}
