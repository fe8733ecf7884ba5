//! ECS181

use std::ops::RangeInclusive;

use super::port_collision::{container_ports, transport};
use crate::facts::PORTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PortMapping, TaskDefinition};

declare_rule! {
    /// `containerPortRange` opens a range of ports with one mapping: `"8000-8010"`, the lower port first, both 1 to 65535.
    /// It takes the place of `containerPort` and `hostPort`, works in the network modes `awsvpc` and `bridge`, and holds no
    /// port that another mapping of the container has.
    INVALID_PORT_RANGE {
        code: "ECS181",
        name: "invalid-port-range",
        severity: Error,
        summary: "A range of container ports is malformed, or meets another mapping.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPortRange": "8010-8000"}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPortRange": "8000-8010"}]}]}"#,
        check: TaskDefinition(check),
    }
}

const MALFORMED: &str = "Invalid 'containerPortRange' setting";

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Where containers share an interface, ECS203 tells of ports that meet.
    if !matches!(task.network_mode.literal(), Some("awsvpc" | "host")) {
        for container in &task.container_definitions {
            report_overlaps(&container.port_mappings, findings);
        }
    }
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let Some(range) = mapping.container_port_range else { continue };
        if let Some(problem) = range.literal().and_then(problem_of) {
            findings
                .report(range.span(), problem)
                .help("write the lower port, a hyphen and the higher one, such as \"8000-8010\"")
                .aws_message(MALFORMED);
        }
        report_single_port(mapping, findings);
        if let Some(mode) = task.network_mode.filter(|mode| matches!(mode.literal(), Some("host" | "none"))) {
            findings
                .report(range.span(), "a range of ports needs networkMode awsvpc or bridge")
                .help("list the ports one by one, or change the network mode")
                .related(mode.span(), "the network mode is set here");
        }
    }
}

fn problem_of(text: &str) -> Option<String> {
    let ends = text.split_once('-').and_then(|(first, last)| Some((first.trim().parse::<i64>().ok()?, last.trim().parse::<i64>().ok()?)));
    let Some((first, last)) = ends else { return Some(format!("\"{text}\" is not a range of ports")) };
    if !PORTS.contains(&first) || !PORTS.contains(&last) {
        return Some(format!("ports are {} to {}, and the range is \"{text}\"", PORTS.start(), PORTS.end()));
    }
    (first >= last).then(|| format!("the range \"{text}\" does not rise: its first port is not below its last"))
}

fn report_single_port(mapping: &PortMapping<'_>, findings: &mut Findings<'_>) {
    let Some(range) = mapping.container_port_range else { return };
    for (name, port) in [("containerPort", mapping.container_port), ("hostPort", mapping.host_port)] {
        // What is not resolved may be nothing, and 0 is how some tools write nothing.
        if let Some(port) = port.filter(|port| port.literal().is_some_and(|number| number != 0)) {
            findings
                .report(port.place.key, format!("`{name}` stands beside a range of ports"))
                .help(format!("leave `{name}` out, or the range; two mappings can have one each"))
                .related(range.span(), "the range is set here")
                .aws_message("cannot specify both single port and port range");
            return;
        }
    }
}

fn report_overlaps(mappings: &[PortMapping<'_>], findings: &mut Findings<'_>) {
    let known: Vec<_> = mappings.iter().filter_map(|mapping| Some((container_ports(mapping)?, transport(mapping)?))).collect();
    for (number, ((ports, span), protocol)) in known.iter().enumerate() {
        let meets = |((other, _), of): &&((RangeInclusive<i64>, _), &str)| {
            let is_range = |ports: &RangeInclusive<i64>| ports.start() != ports.end();
            of == protocol && (is_range(ports) || is_range(other)) && ports.start() <= other.end() && other.start() <= ports.end()
        };
        if let Some(((_, first), _)) = known[..number].iter().find(meets) {
            findings
                .report(*span, "another mapping of the container has some of these ports")
                .help("let no two mappings hold one port")
                .related(*first, "the other mapping")
                .aws_message("container port is used multiple times in task");
        }
    }
}
