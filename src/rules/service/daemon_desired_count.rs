//! ECS145

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// A daemon service runs one task on every container instance that fits, so their number is the number of instances and
    /// nothing to wish for.
    DAEMON_DESIRED_COUNT {
        code: "ECS145",
        name: "daemon-desired-count",
        severity: Error,
        summary: "A daemon service has a desired count.",
        aws_message: "The daemon scheduling strategy does not support a desired count for services",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "desiredCount": 3}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(daemon), Some(count)) = (service.daemon_at(), service.desired_count) else { return };
    if count.literal().is_some_and(|count| count > 0) {
        findings
            .report(count.span(), "a daemon service has no desired count: it runs one task on each instance")
            .help("remove `desiredCount`, or make the service a REPLICA")
            .related(daemon, "the scheduling strategy is set here")
            .unsafe_fix(Change::remove(count.span()));
    }
}
