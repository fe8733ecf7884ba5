//! ECS166

use crate::facts::MAX_CLIENT_ALIASES;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A port of a service has one alias under which its clients reach it through Service Connect. `clientAliases` is a list
    /// with room for one.
    TOO_MANY_CLIENT_ALIASES {
        code: "ECS166",
        name: "too-many-client-aliases",
        severity: Error,
        summary: "A Service Connect service has more than one client alias.",
        aws_message: "... clientAliases exceeds the max limit of 1",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [
  {"portName": "http", "clientAliases": [{"port": 80, "dnsName": "web"}, {"port": 8080, "dnsName": "web"}]}]}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [
  {"portName": "http", "clientAliases": [{"port": 80, "dnsName": "web"}]}]}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for connect in &service.service_connect_services {
        if let Some((place, _)) = connect.client_aliases.get(MAX_CLIENT_ALIASES) {
            let count = connect.client_aliases.len();
            findings
                .report(place.value, format!("there are {count} client aliases, and at most {MAX_CLIENT_ALIASES} is allowed"))
                .help("keep one; a second name needs a second entry with another port name");
        }
    }
}
