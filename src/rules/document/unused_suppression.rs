//! DOC901

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// The finding that was suppressed is not there any more. Left in place, the suppression would hide the next one of its rule,
    /// which nobody has looked at.
    ///
    /// Rules that need a second file, or a requirement of the configuration, find nothing without it; a suppression of theirs is
    /// never called unused.
    UNUSED_SUPPRESSION {
        code: "DOC901",
        name: "unused-suppression",
        severity: Warning,
        summary: "A suppression that suppresses nothing any more.",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html",
        verified: "2026-11-29",
        lesson: "task-definitions/anatomy",
        fails: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "IMMUTABLE"},
  "Metadata": {"ecslab": {"ignore": [{"rule": "ECR310", "reason": "builds overwrite their own tags"}]}}}}}"#,
        passes: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "IMMUTABLE"}}}}"#,
        check: Document(Kind::CloudFormation),
    }
}
