//! ECS253

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Endpoints of Service Connect live in a namespace of Cloud Map. A service that names none takes the default of its
    /// cluster, and is refused where the cluster has none.
    DEFAULT_NAMESPACE_NEEDED {
        code: "ECS253",
        name: "default-namespace-needed",
        severity: Info,
        summary: "Service Connect without a namespace works only where the cluster has one.",
        aws_message: "Namespace is missing",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop"}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(connect) = service.service_connect else { return };
    let Some(enabled) = connect.enabled.filter(|enabled| enabled.literal() == Some(true)) else { return };
    // An update keeps the namespace.
    if connect.namespace.is_none() && service.created_at.is_some() {
        findings
            .report(enabled.span(), "the namespace must come from the cluster's default")
            .help("name it in `namespace`, or see to it that the cluster has `serviceConnectDefaults`");
    }
}
