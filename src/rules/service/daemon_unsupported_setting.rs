//! ECS137

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A daemon runs one task on each container instance. Fargate has no instances to run on, CodeDeploy and external
    /// controllers deploy task sets of a desired count, and volumes that are configured at launch are for replica services.
    DAEMON_UNSUPPORTED_SETTING {
        code: "ECS137",
        name: "daemon-unsupported-setting",
        severity: Error,
        summary: "A daemon service has a setting that daemon services cannot have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        controls: ["E3044"],
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "FARGATE", "schedulingStrategy": "DAEMON"}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(daemon) = service.daemon_at() else { return };
    let settings = [
        (service.fargate_at(), "a daemon service cannot run on Fargate, which has no instances"),
        (service.controller_at("CODE_DEPLOY"), "CodeDeploy does not deploy daemon services"),
        (service.controller_at("EXTERNAL"), "an external controller does not deploy daemon services"),
        (service.volume_configurations.set_at(), "a daemon service takes no volume configurations"),
    ];
    for (at, message) in settings {
        if let Some(span) = at {
            findings
                .report(span, message)
                .help("make the service a REPLICA, or remove the setting")
                .related(daemon, "the scheduling strategy is set here");
        }
    }
}
