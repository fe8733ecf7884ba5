//! ECS247

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Alarms that are on end a deployment when one of them goes off. With an empty list none ever does.
    ALARMS_WITHOUT_NAMES {
        code: "ECS247",
        name: "alarms-without-names",
        severity: Warning,
        summary: "A deployment shall watch alarms and names none.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html",
        verified: "2026-11-24",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": []}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": ["web-5xx"]}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(enable) = service.deployment.and_then(|deployment| deployment.alarms).and_then(|alarms| alarms.enable) else { return };
    if enable.literal() == Some(true) && service.alarm_names.place.is_some() && service.alarm_names.is_certainly_empty() {
        findings
            .report(enable.span(), "the alarms are on, and there are none")
            .help("name CloudWatch alarms in `alarmNames`, or set `enable` to false");
    }
}
