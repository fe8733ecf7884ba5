//! ECS187

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `trustedExecutionConfiguration` runs a task in a sandbox of its own. Only Managed Instances have such sandboxes, and
    /// `CONFIDENTIAL_SANDBOX` needs an `attestationPolicy`, which says what may run in it.
    INVALID_TRUSTED_EXECUTION {
        code: "ECS187",
        name: "invalid-trusted-execution",
        severity: Error,
        summary: "Trusted execution without Managed Instances, or without the policy that it needs.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TrustedExecutionConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "trustedExecutionConfiguration": {"isolationMode": "CONFIDENTIAL_SANDBOX"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "trustedExecutionConfiguration": {"isolationMode": "ISOLATED_SANDBOX"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(trusted) = task.trusted_execution else { return };
    let (Some(value), Some(mode)) = (trusted.isolation_mode, trusted.isolation_mode.literal()) else { return };
    if mode == "CONFIDENTIAL_SANDBOX" && trusted.attestation_policy.is_none() {
        findings.report(value.span(), "CONFIDENTIAL_SANDBOX needs an attestationPolicy").help("add it, encoded in base64");
    }
    if mode.ends_with("_SANDBOX") && task.certainly_excludes("MANAGED_INSTANCES") {
        findings
            .report(value.span(), format!("only Managed Instances have {mode}"))
            .help("add \"MANAGED_INSTANCES\" to requiresCompatibilities in place of the others, or leave the configuration out")
            .related(task.requires_compatibilities[0].span(), "something else is required here");
    }
}
