//! ECS901

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// `inferenceAccelerators` attached Amazon Elastic Inference, a service that has ended. The API model still has the
    /// field, and ECS refuses task definitions that use it.
    RETIRED_FIELD {
        code: "ECS901",
        name: "retired-field",
        severity: Error,
        summary: "A field of a service that has ended.",
        aws_message: "Unsupported field 'inferenceAccelerators'",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InferenceAccelerator.html",
        verified: "2026-11-21",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"family": "web", "inferenceAccelerators": [{"deviceName": "device_1", "deviceType": "eia2.medium"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "resourceRequirements": [{"type": "GPU", "value": "1"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if let Some(span) = task.inference_accelerators.set_at() {
        findings
            .report(span, "`inferenceAccelerators` is no longer supported")
            .help("remove it; for inference use instances with GPUs or AWS Inferentia")
            .unsafe_fix(Change::remove(span));
    }
}
