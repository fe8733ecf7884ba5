//! ECS167

use crate::facts::MAX_CLIENT_ALIAS_LENGTH;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::rules::service::invalid_service_name::TEMPLATE_MARKS;

declare_rule! {
    /// The `dnsName` of a client alias is the host name that clients write. It consists of letters, digits, hyphens,
    /// underscores and dots, begins with no hyphen and has no path, port or protocol.
    INVALID_CLIENT_ALIAS {
        code: "ECS167",
        name: "invalid-client-alias",
        severity: Error,
        summary: "The name of a client alias is no host name.",
        aws_message: "The DNS name that you provided is invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [
  {"portName": "http", "clientAliases": [{"port": 80, "dnsName": "http://web"}]}]}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [
  {"portName": "http", "clientAliases": [{"port": 80, "dnsName": "web.internal"}]}]}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for (_, alias) in service.service_connect_services.iter().flat_map(|connect| &connect.client_aliases) {
        let (Some(value), Some(name)) = (*alias, alias.literal()) else { continue };
        // Text that a template engine may replace is left alone.
        if name.contains(TEMPLATE_MARKS) {
            continue;
        }
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let problem = if let Some(bad) = name.chars().find(|c| !known(*c)) {
            format!("the DNS name of a client alias cannot hold {bad:?}")
        } else if name.starts_with('-') {
            "the DNS name of a client alias cannot begin with a hyphen".to_string()
        } else if name.len() > MAX_CLIENT_ALIAS_LENGTH {
            format!("the DNS name of a client alias cannot be {} characters long", name.len())
        } else {
            continue;
        };
        findings
            .report(value.span(), problem)
            .help(format!("up to {MAX_CLIENT_ALIAS_LENGTH} letters, digits, hyphens, underscores and dots; the port stands in `port`"));
    }
}
