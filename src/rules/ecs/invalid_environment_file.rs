//! ECS180

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition, is_stand_in};

declare_rule! {
    /// An environment file is an object in Amazon S3, and `value` is its ARN: `arn:aws:s3:::bucket/folder/web.env`. A URL
    /// (`s3://`, `https://`), a bucket without a key or a path of the repository is none, and ECS refuses it.
    ///
    /// The file is read with the execution role, which needs `s3:GetObject` on it and `s3:GetBucketLocation` on the bucket.
    INVALID_ENVIRONMENT_FILE {
        code: "ECS180",
        name: "invalid-environment-file",
        severity: Error,
        summary: "An environment file is not named by the ARN of an S3 object.",
        aws_message: "Invalid arn syntax",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environmentFiles": [{"value": "s3://web-config/web.env", "type": "s3"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environmentFiles": [{"value": "arn:aws:s3:::web-config/web.env", "type": "s3"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for file in task.container_definitions.iter().flat_map(|container| &container.environment_files) {
        let (Some(value), Some(text)) = (file.value, file.value.literal()) else { continue };
        if !is_s3_object(text) && !is_stand_in(text) {
            let finding = findings.report(value.span(), format!("\"{text}\" is not the ARN of an S3 object"));
            match text.strip_prefix("s3://") {
                Some(object) => finding.help(format!("write \"arn:aws:s3:::{object}\"")),
                None => finding.help("write its ARN, such as \"arn:aws:s3:::bucket/folder/web.env\""),
            };
        }
    }
}

/// Whether a text is the ARN of an S3 object: bucket and key.
pub(super) fn is_s3_object(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [start, partition, service, _, _, object] = parts.as_slice() else { return false };
    let named = object.split_once('/').is_some_and(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
    *start == "arn" && partition.starts_with("aws") && *service == "s3" && named
}
