//! ECS146

use crate::facts::LEAST_MAXIMUM_PERCENT;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// A daemon service has one task on each instance, and a second beside it is never started: a deployment stops the old one
    /// first. So `maximumPercent` stays 100, and `minimumHealthyPercent` says how many instances may be without their task.
    DAEMON_MAXIMUM_PERCENT {
        code: "ECS146",
        name: "daemon-maximum-percent",
        severity: Error,
        summary: "A daemon service may have more than 100 percent of its tasks.",
        aws_message: "The daemon scheduling strategy does not support values above 100 for maximumPercent",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 0, "maximumPercent": 200}}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 0, "maximumPercent": 100}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(daemon), Some(value)) = (service.daemon_at(), service.deployment.and_then(|deployment| deployment.maximum_percent)) else {
        return;
    };
    let Some(percent) = value.literal().filter(|percent| *percent > LEAST_MAXIMUM_PERCENT) else { return };
    findings
        .report(value.span(), format!("maximumPercent of a daemon service is {percent}, and {LEAST_MAXIMUM_PERCENT} is the most"))
        .help(format!("set it to {LEAST_MAXIMUM_PERCENT}, or leave it out"))
        .related(daemon, "the scheduling strategy is set here")
        .unsafe_fix(Change::set(value.span(), LEAST_MAXIMUM_PERCENT));
}
