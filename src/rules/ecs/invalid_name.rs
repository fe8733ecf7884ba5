//! ECS130

use crate::facts::MAX_NAME_LENGTH;
use crate::lint::{Findings, declare_rule};
use crate::model::{TaskDefinition, Text};

declare_rule! {
    /// Names of families, containers and volumes are up to 255 letters, digits, hyphens and underscores. No dots, no
    /// spaces, no slashes: `web.prod` is refused, `web-prod` is not.
    INVALID_NAME {
        code: "ECS130",
        name: "invalid-name",
        severity: Error,
        summary: "The name of a family, a container or a volume has characters that ECS does not take.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "shop/web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "shop-web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

/// What is named, and AWS's answer to a character that it does not take.
const FAMILY: (&str, &str) = ("a family", "Family contains invalid characters.");
const CONTAINER: (&str, &str) = ("a container", "Container.name contains invalid characters.");
const VOLUME: (&str, &str) = ("a volume", "volume.name contains invalid characters.");

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = task.container_definitions.iter().map(|container| (CONTAINER, container.name));
    let volumes = task.volumes.iter().map(|volume| (VOLUME, volume.name));
    for (what, name) in [(FAMILY, task.family)].into_iter().chain(containers).chain(volumes) {
        report_invalid(what, name, findings);
    }
}

fn report_invalid((what, aws_message): (&str, &'static str), name: Text<'_>, findings: &mut Findings<'_>) {
    let Some((value, name)) = name.and_then(|value| Some((value, value.literal()?))) else { return };
    let help = format!("up to {MAX_NAME_LENGTH} letters, digits, hyphens and underscores");
    if let Some(bad) = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
        findings.report(value.span(), format!("the name of {what} cannot hold {bad:?}")).help(help).aws_message(aws_message);
    } else if name.len() > MAX_NAME_LENGTH {
        findings.report(value.span(), format!("the name of {what} cannot be {} characters long", name.len())).help(help);
    }
}
