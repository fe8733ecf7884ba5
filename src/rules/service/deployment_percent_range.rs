//! ECS143

use crate::facts::{LEAST_MAXIMUM_PERCENT, MOST_MINIMUM_HEALTHY_PERCENT};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// `minimumHealthyPercent` is the share of the desired tasks that stays up during a deployment, so it is at most 100.
    /// `maximumPercent` is the share that may exist at once, so it is at least 100.
    DEPLOYMENT_PERCENT_RANGE {
        code: "ECS143",
        name: "deployment-percent-range",
        severity: Error,
        summary: "A percentage of the deployment is out of its range.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        lesson: "fargate/service",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 150, "maximumPercent": 200}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment else { return };
    if let (Some(value), Some(percent)) = (deployment.minimum_healthy_percent, deployment.minimum_healthy_percent.literal())
        && percent > MOST_MINIMUM_HEALTHY_PERCENT
    {
        findings
            .report(value.span(), format!("minimumHealthyPercent is {percent}, and at most {MOST_MINIMUM_HEALTHY_PERCENT} is allowed"))
            .help("100 keeps all desired tasks up while a deployment runs")
            .aws_message("minimumHealthyPercent must be at most 100");
    }
    if let (Some(value), Some(percent)) = (deployment.maximum_percent, deployment.maximum_percent.literal())
        && percent < LEAST_MAXIMUM_PERCENT
    {
        findings
            .report(value.span(), format!("maximumPercent is {percent}, and at least {LEAST_MAXIMUM_PERCENT} is needed"))
            .help("200 lets ECS start all new tasks before it stops the old ones")
            .aws_message("maximumPercent must be at least 100");
    }
}
