//! ECS110

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// In the network modes `awsvpc` and `host` a container listens on the interface itself: there is no mapping from one
    /// port to another, so `hostPort`, where it is given at all, equals `containerPort`.
    ///
    /// To move a port, change what the program listens on, or put a load balancer in front.
    HOST_PORT_MISMATCH {
        code: "ECS110",
        name: "host-port-mismatch",
        severity: Error,
        summary: "`hostPort` differs from `containerPort` where no port is mapped.",
        aws_message: "When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        controls: ["E3053"],
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(mode @ ("awsvpc" | "host")) = task.network_mode.literal() else { return };
    for container in &task.container_definitions {
        for mapping in &container.port_mappings {
            let (Some(host), Some(port)) = (mapping.host_port, mapping.container_port) else { continue };
            let (Some(host_port), Some(container_port)) = (host.literal(), port.literal()) else { continue };
            // In awsvpc 0 is met in accepted definitions: ECS fills in the container's port.
            if host_port != container_port && !(host_port == 0 && mode == "awsvpc") {
                let finding = findings
                    .report(
                        host.span(),
                        format!("hostPort {host_port} differs from containerPort {container_port}, and networkMode {mode} maps no ports"),
                    )
                    .help(format!("leave hostPort out, or set it to {container_port}"))
                    .related(port.span(), "the container listens here")
                    .unsafe_fix(Change::set(host.span(), container_port));
                if mode == "host" {
                    finding.aws_message("When networkMode=host, the host ports and container ports in port mappings must match.");
                }
            }
        }
    }
}
