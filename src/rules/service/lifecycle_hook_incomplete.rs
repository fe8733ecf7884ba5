//! ECS243

use crate::facts::NO_PAUSE_STAGES;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A lifecycle hook calls a function (`AWS_LAMBDA`, what a hook is that does not say) or pauses the deployment (`PAUSE`)
    /// at the stages that it names. A call needs the function's ARN, every hook at least one stage, and nothing can pause
    /// while traffic shifts.
    LIFECYCLE_HOOK_INCOMPLETE {
        code: "ECS243",
        name: "lifecycle-hook-incomplete",
        severity: Error,
        summary: "A lifecycle hook of a deployment does not say what to call or when, or pauses where it cannot.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5,
  "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRODUCTION_TRAFFIC_SHIFT"]}]}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5,
  "lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]}]}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for hook in &service.lifecycle_hooks {
        let stages = &hook.lifecycle_stages;
        let kind = hook.target_type.map_or(Some("AWS_LAMBDA"), |kind| kind.literal());
        let at = stages.place.map(|place| place.key).or(hook.target_type.map(|kind| kind.span()));
        if kind == Some("AWS_LAMBDA") && hook.hook_target_arn.is_none() {
            findings
                .report(at.unwrap_or(hook.place.value), "the hook does not say which function to call")
                .help("name the function in `hookTargetArn`, or set `targetType` to PAUSE");
        }
        if stages.is_certainly_empty() {
            let span = hook.hook_target_arn.map(|arn| arn.span()).or(at).unwrap_or(hook.place.value);
            findings.report(span, "the hook does not say at which stages it acts").help("name them in `lifecycleStages`");
        }
        if kind == Some("PAUSE") {
            for stage in stages {
                if stage.literal().is_some_and(|stage| NO_PAUSE_STAGES.contains(&stage)) {
                    findings
                        .report(stage.span(), "a deployment cannot pause while traffic shifts")
                        .help("pause before it or after it: PRE_PRODUCTION_TRAFFIC_SHIFT, POST_TEST_TRAFFIC_SHIFT")
                        .aws_message("Invalid lifecycle stage provided for Pause Hook");
                }
            }
        }
    }
}
