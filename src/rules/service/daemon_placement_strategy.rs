//! ECS147

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// A placement strategy chooses among instances; a daemon service uses them all. Placement constraints do work, they say
    /// which instances take part.
    DAEMON_PLACEMENT_STRATEGY {
        code: "ECS147",
        name: "daemon-placement-strategy",
        severity: Error,
        summary: "A daemon service has placement strategies.",
        aws_message: "The daemon scheduling strategy does not support placement strategies",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m7.*"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(daemon), Some(strategies)) = (service.daemon_at(), service.placement_strategy.set_at()) else { return };
    findings
        .report(strategies, "a daemon service takes no placement strategies: it runs on every instance")
        .help("remove them; placement constraints can leave instances out")
        .related(daemon, "the scheduling strategy is set here")
        .unsafe_fix(Change::remove(strategies));
}
