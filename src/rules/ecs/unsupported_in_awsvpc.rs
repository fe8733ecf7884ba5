//! ECS111

use crate::lint::{Findings, declare_rule};
use crate::model::{ContainerDefinition, TaskDefinition};
use crate::source::Span;
use crate::syntax::Change;

declare_rule! {
    /// In `awsvpc` mode all containers of a task share one network interface, whose name and DNS settings come from the
    /// VPC. Settings of Docker's own networks have nothing to act on and are refused: `links`, `hostname`, `extraHosts`,
    /// `dnsServers`, `dnsSearchDomains` and `disableNetworking`.
    ///
    /// Containers of one task reach each other at `localhost`.
    UNSUPPORTED_IN_AWSVPC {
        code: "ECS111",
        name: "unsupported-in-awsvpc",
        severity: Error,
        summary: "A container sets networking that `awsvpc` does not have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "links": ["api"]},
  {"name": "api", "image": "busybox:1.37", "memory": 64}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "environment": [{"name": "API", "value": "http://localhost:8080"}]},
  {"name": "api", "image": "busybox:1.37", "memory": 64}]}"#,
        check: TaskDefinition(check),
    }
}

/// A setting, where it is made, AWS's answer and what to do.
type Setting = (&'static str, fn(&ContainerDefinition<'_>) -> Option<Span>, Option<&'static str>, &'static str);

const SETTINGS: [Setting; 6] = [
    (
        "links",
        |container| container.links.set_at(),
        Some("Links are not supported when networkMode=awsvpc"),
        "leave it out: containers of the task reach each other at localhost",
    ),
    (
        "hostname",
        |container| container.hostname.filter(|value| value.literal().is_some()).map(|value| value.span()),
        Some("hostname is not supported on container when networkMode=awsvpc"),
        "leave it out: the name comes from the task's network interface",
    ),
    (
        "extraHosts",
        |container| container.extra_hosts.set_at(),
        Some("Extra hosts are not supported on container when networkMode=awsvpc"),
        "leave it out and give the names in a private hosted zone of the VPC",
    ),
    (
        "dnsServers",
        |container| container.dns_servers.set_at(),
        Some("DNS servers are not supported on container when networkMode=awsvpc"),
        "leave it out: DNS servers come from the DHCP options of the VPC",
    ),
    (
        "dnsSearchDomains",
        |container| container.dns_search_domains.set_at(),
        None,
        "leave it out: search domains come from the DHCP options of the VPC",
    ),
    (
        "disableNetworking",
        |container| container.disable_networking.filter(|value| value.literal() == Some(true)).map(|value| value.span()),
        Some("Disable Networking is not supported on container when networkMode=awsvpc"),
        "leave it out and close the network with security groups",
    ),
];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(mode) = task.network_mode.filter(|_| task.is_awsvpc()) else { return };
    for container in &task.container_definitions {
        for (name, set_at, aws_message, help) in SETTINGS {
            let Some(span) = set_at(container) else { continue };
            let finding = findings.report(span, format!("`{name}` is not supported in networkMode awsvpc"));
            finding.help(help).related(mode.span(), "the network mode is set here").unsafe_fix(Change::remove(span));
            if let Some(message) = aws_message {
                finding.aws_message(message);
            }
        }
    }
}
