//! ECS194

use crate::facts::FIRELENS_CONFIG_FILE_TYPES;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// `config-file-type` is `s3` or `file`, and on Fargate `file` alone: a file from S3 can be fetched by an init image
    /// instead, or be built into the image of the router. `enable-ecs-log-metadata` is `"true"` or `"false"`.
    INVALID_FIRELENS_OPTION {
        code: "ECS194",
        name: "invalid-firelens-option",
        severity: Error,
        summary: "An option of a FireLens router has a value that it does not take.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "firelensConfiguration": {"type": "fluentbit",
   "options": {"config-file-type": "s3", "config-file-value": "arn:aws:s3:::logs/fluent.conf"}}}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "firelensConfiguration": {"type": "fluentbit",
   "options": {"config-file-type": "file", "config-file-value": "/fluent-bit/parse-json.conf"}}}]}"#,
        check: TaskDefinition(check),
    }
}

/// What Go's `ParseBool` reads, with which the ECS agent reads the option.
const SWITCHES: [&str; 12] = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let routers = task.container_definitions.iter().filter_map(|container| container.firelens_configuration.as_ref());
    for (name, value) in routers.flat_map(|router| &router.options) {
        let Some(text) = value.literal() else { continue };
        match *name {
            "config-file-type" if !FIRELENS_CONFIG_FILE_TYPES.contains(&text) => {
                findings
                    .report(value.span(), format!("a router's configuration cannot come from \"{text}\""))
                    .help(format!("it is one of {}", FIRELENS_CONFIG_FILE_TYPES.map(|kind| format!("\"{kind}\"")).join(", ")));
            }
            "config-file-type" if text == "s3" => {
                let Some(fargate) = task.requires_fargate() else { continue };
                findings
                    .report(value.span(), "on Fargate a router's configuration cannot come from S3")
                    .help("build it into the image and write \"file\", or fetch it with an init image")
                    .related(fargate.span(), "Fargate is required here");
            }
            "enable-ecs-log-metadata" if !SWITCHES.contains(&text) => {
                findings
                    .report(value.span(), format!("`enable-ecs-log-metadata` cannot be \"{text}\""))
                    .help("write \"true\" or \"false\"");
            }
            _ => {}
        }
    }
}
