//! ECS225

use super::invalid_environment_file::is_s3_object;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// AWS wants the extension `.env` on environment files, whatever is in them: lines of `NAME=value`, and `#` for
    /// comments.
    ENVIRONMENT_FILE_EXTENSION {
        code: "ECS225",
        name: "environment-file-extension",
        severity: Warning,
        summary: "An environment file does not end in `.env`.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environmentFiles": [{"value": "arn:aws:s3:::web-config/web.txt", "type": "s3"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environmentFiles": [{"value": "arn:aws:s3:::web-config/web.env", "type": "s3"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for file in task.container_definitions.iter().flat_map(|container| &container.environment_files) {
        let (Some(value), Some(text)) = (file.value, file.value.literal()) else { continue };
        // What is no S3 object is ECS180's.
        if is_s3_object(text) && text.rsplit_once('.').is_none_or(|(_, extension)| extension != "env") {
            findings.report(value.span(), format!("the environment file \"{text}\" does not end in .env")).help("rename the object in S3");
        }
    }
}
