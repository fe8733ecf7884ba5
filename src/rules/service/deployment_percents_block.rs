//! ECS144

use crate::facts::{LEAST_MAXIMUM_PERCENT, MOST_MINIMUM_HEALTHY_PERCENT};
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// With `minimumHealthyPercent` and `maximumPercent` both at 100 ECS may neither stop an old task before a new one runs nor
    /// start a new one beside it: no deployment could ever move.
    DEPLOYMENT_PERCENTS_BLOCK {
        code: "ECS144",
        name: "deployment-percents-block",
        severity: Error,
        summary: "Both percentages of the deployment are 100.",
        aws_message: "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-21",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment.filter(|_| service.is_certainly_rolling()) else { return };
    let (Some(minimum), Some(maximum)) = (deployment.minimum_healthy_percent, deployment.maximum_percent) else { return };
    if minimum.literal() == Some(MOST_MINIMUM_HEALTHY_PERCENT) && maximum.literal() == Some(LEAST_MAXIMUM_PERCENT) {
        findings
            .report(maximum.span(), "no task may be stopped and none started beside it: deployments are blocked")
            .help("raise maximumPercent to start new tasks first, or lower minimumHealthyPercent to stop old ones first")
            .related(minimum.span(), "all desired tasks must stay up");
    }
}
