//! ECS234

use crate::facts::TRANSPORT_PROTOCOLS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `protocol` of a port mapping is `tcp` or `udp`, in small letters. Whatever else is written is read as `tcp`, without a
    /// word: `UDP` opens a TCP port, and tools that compare (Terraform) see a difference for ever.
    UNKNOWN_PROTOCOL {
        code: "ECS234",
        name: "unknown-protocol",
        severity: Warning,
        summary: "The protocol of a port mapping is one that ECS reads as `tcp`.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "dns", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "dns", "image": "coredns/coredns:1.12.0", "memory": 128,
 "portMappings": [{"containerPort": 53, "protocol": "UDP"}]}]}"#,
        passes: r#"{"family": "dns", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "dns", "image": "coredns/coredns:1.12.0", "memory": 128,
 "portMappings": [{"containerPort": 53, "protocol": "udp"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let (Some(value), Some(text)) = (mapping.protocol, mapping.protocol.literal()) else { continue };
        if !TRANSPORT_PROTOCOLS.contains(&text) {
            let finding = findings.report(value.span(), format!("the protocol \"{text}\" is read as tcp"));
            match TRANSPORT_PROTOCOLS.into_iter().find(|known| known.eq_ignore_ascii_case(text)) {
                Some(known) => {
                    finding.help(format!("write \"{known}\" in small letters")).safe_fix(Change::set(value.span(), known));
                }
                None => {
                    finding.help("write \"tcp\" or \"udp\"; what the application speaks, such as http, is `appProtocol`");
                }
            }
        }
    }
}
