//! ECS257

use crate::facts::MOST_MINIMUM_HEALTHY_PERCENT;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A daemon has one task on each instance, so a deployment stops the old one before it starts the new one. With a
    /// `minimumHealthyPercent` of 100 no task may be stopped, and `maximumPercent` of a daemon is 100 and no more.
    DAEMON_DEPLOYMENT_BLOCKED {
        code: "ECS257",
        name: "daemon-deployment-blocked",
        severity: Warning,
        summary: "A daemon service must keep all tasks up and may not have more.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 100}}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 50}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(daemon), Some(deployment)) = (service.daemon_at(), service.deployment) else { return };
    if let Some(least) = deployment.minimum_healthy_percent.filter(|least| least.literal() == Some(MOST_MINIMUM_HEALTHY_PERCENT)) {
        findings
            .report(least.span(), "no task of the daemon may be stopped, and none started beside it: deployments are blocked")
            .help("lower it by the share of the instances that can do without the daemon for a moment")
            .related(daemon, "the scheduling strategy is set here");
    }
}
