//! ECS246

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// With `enabled` false the proxy is not added to the tasks, so the services below it have no endpoints. Access logs are
    /// written by the log configuration of the proxy: without `logConfiguration` there is nowhere to write them.
    UNUSED_SERVICE_CONNECT {
        code: "ECS246",
        name: "unused-service-connect",
        severity: Warning,
        summary: "A part of the Service Connect configuration does nothing.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": false, "namespace": "shop", "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(connect) = service.service_connect else { return };
    let enabled = connect.enabled.filter(|enabled| enabled.literal().is_some());
    if let (Some(off), Some(services)) =
        (enabled.filter(|enabled| enabled.literal() == Some(false)), service.service_connect_services.set_at())
    {
        findings
            .report(services, "these services have no endpoints: Service Connect is off")
            .help("set `enabled` to true, or remove `services`")
            .related(off.span(), "it is off");
    }
    if let (Some(access_log), None) = (connect.access_log_configuration, connect.log_configuration) {
        findings
            .report(access_log.key, "access logs have nowhere to go without `logConfiguration`")
            .help("add the log configuration of the proxy, such as awslogs with a group");
    }
}
