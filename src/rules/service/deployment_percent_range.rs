//! ECS143

use std::ops::RangeInclusive;

use crate::facts::{CANARY_TENTHS, LEAST_MAXIMUM_PERCENT, LINEAR_STEP_TENTHS, MOST_MINIMUM_HEALTHY_PERCENT};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service, Text};
use crate::syntax::Change;

declare_rule! {
    /// `minimumHealthyPercent` is the share of the desired tasks that stays up during a deployment, so it is at most 100.
    /// `maximumPercent` is the share that may exist at once, so it is at least 100. Of the traffic, a linear deployment shifts 3
    /// to 100 percent in each step and a canary 0.1 to 100 percent first, in tenths of a percent.
    DEPLOYMENT_PERCENT_RANGE {
        code: "ECS143",
        name: "deployment-percent-range",
        severity: Error,
        summary: "A percentage of the deployment is out of its range.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-21",
        lesson: "deployments/rolling-updates",
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
            .aws_message("minimumHealthyPercent must be at most 100")
            .unsafe_fix(Change::set(value.span(), MOST_MINIMUM_HEALTHY_PERCENT));
    }
    if let (Some(value), Some(percent)) = (deployment.maximum_percent, deployment.maximum_percent.literal())
        && percent < LEAST_MAXIMUM_PERCENT
    {
        findings
            .report(value.span(), format!("maximumPercent is {percent}, and at least {LEAST_MAXIMUM_PERCENT} is needed"))
            .help("200 lets ECS start all new tasks before it stops the old ones")
            .aws_message("maximumPercent must be at least 100")
            .unsafe_fix(Change::set(value.span(), LEAST_MAXIMUM_PERCENT));
    }
    let linear = deployment.linear.and_then(|linear| linear.percent);
    let canary = deployment.canary.and_then(|canary| canary.percent);
    check_tenths("stepPercent", linear, &LINEAR_STEP_TENTHS.0, findings);
    check_tenths("canaryPercent", canary, &CANARY_TENTHS.0, findings);
}

/// Checks a share of the traffic, which is a number of tenths of a percent.
fn check_tenths(name: &str, percent: Text<'_>, range: &RangeInclusive<u64>, findings: &mut Findings<'_>) {
    let (Some(value), Some(text)) = (percent, percent.literal()) else { return };
    let Ok(number) = text.trim().parse::<f64>() else { return };
    let tenths = number * 10.0;
    // What decimal numbers lose in binary is far less than this.
    let is_whole = (tenths - tenths.round()).abs() < 1e-6;
    let in_range = (*range.start() as f64..=*range.end() as f64).contains(&tenths.round());
    if !is_whole || !in_range {
        let percent = |tenths: u64| tenths as f64 / 10.0;
        findings.report(value.span(), format!("{name} cannot be {number}")).help(format!(
            "{} to {}, with one decimal at most",
            percent(*range.start()),
            percent(*range.end())
        ));
    }
}
