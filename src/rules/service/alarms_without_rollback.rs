//! ECS446

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// When an alarm goes off the deployment counts as failed and stays as it is, in part on the version that set the alarm
    /// off. With `rollback` ECS returns to the last deployment that completed.
    ALARMS_WITHOUT_ROLLBACK {
        code: "ECS446",
        name: "alarms-without-rollback",
        severity: Warning,
        summary: "Alarms stop a deployment and do not roll it back.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html",
        verified: "2026-11-24",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"alarms": {"enable": true, "rollback": false, "alarmNames": ["web-5xx"]}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": ["web-5xx"]}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(alarms) = service.deployment.and_then(|deployment| deployment.alarms) else { return };
    let (Some(enable), Some(rollback)) = (alarms.enable, alarms.rollback) else { return };
    if enable.literal() == Some(true) && rollback.literal() == Some(false) {
        findings
            .report(rollback.span(), "a deployment that sets an alarm off stays where it is")
            .help("set `rollback` to true to return to the last deployment that completed")
            .related(enable.span(), "the alarms are on")
            .unsafe_fix(Change::set(rollback.span(), true));
    }
}
