//! DOC020

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// A suppression names rules, each by its code or name, and says why. One that names a rule that does not exist, or is written
    /// in another form, suppresses nothing, and the finding that it was meant for is shown all the same.
    ///
    /// In YAML it is a comment at the end of the line of the finding or on a line above it, in a template also an entry in the
    /// `Metadata` of the resource:
    ///
    /// ```yaml
    /// image: nginx:latest # ecslab: ignore ECS401 -- the sandbox follows upstream on purpose
    /// ```
    ///
    /// JSON has no comments; there the configuration suppresses, by `[[suppress]]` with `file`, `pointer`, `rules` and `reason`.
    INVALID_SUPPRESSION {
        code: "DOC020",
        name: "invalid-suppression",
        severity: Warning,
        summary: "A suppression that names no known rule or cannot be read.",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html",
        verified: "2026-11-29",
        lesson: "task-definitions/anatomy",
        fails: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "MUTABLE"},
  "Metadata": {"ecslab": {"ignore": [{"rule": "mutable-repository-tag", "reason": "builds overwrite their own tags"}]}}}}}"#,
        passes: r#"{"Resources": {"Images": {"Type": "AWS::ECR::Repository", "Properties": {"ImageTagMutability": "MUTABLE"},
  "Metadata": {"ecslab": {"ignore": [{"rule": "mutable-repository-tags", "reason": "builds overwrite their own tags"}]}}}}}"#,
        check: Document(Kind::CloudFormation),
    }
}
