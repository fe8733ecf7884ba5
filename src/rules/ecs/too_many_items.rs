//! ECS184

use crate::facts::{MAX_CREDENTIAL_SPECS, MAX_ENVIRONMENT_FILES, MAX_IGNORED_EXIT_CODES, MAX_PLACEMENT_CONSTRAINTS, MAX_PORT_RANGES};
use crate::lint::{Findings, declare_rule};
use crate::model::{List, Place, TaskDefinition};

declare_rule! {
    /// Some lists have a length of their own: 10 `environmentFiles`, 50 `ignoredExitCodes`, 100 ranges of ports and one of
    /// `credentialSpecs` for a container, 10 `placementConstraints` for a task, those of the request included.
    TOO_MANY_ITEMS {
        code: "ECS184",
        name: "too-many-items",
        severity: Error,
        summary: "A list of the task definition is longer than ECS takes.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "credentialSpecs": ["credentialspec:arn:aws:s3:::gmsa/web.json", "credentialspec:arn:aws:s3:::gmsa/api.json"]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "credentialSpecs": ["credentialspec:arn:aws:s3:::gmsa/web.json"]}]}"#,
        check: TaskDefinition(check),
    }
}

const FILES: &str = "The maximum number of environment files was exceeded. Specify ten or less and try again";

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let mut report = |name: &str, place: Option<Place>, length: usize, most: usize, aws_message: Option<&'static str>| {
        let Some(place) = place.filter(|_| length > most) else { return };
        let finding = findings.report(place.key, format!("`{name}` has {length} items, and at most {most} are allowed"));
        finding.help(format!("take {} out", length - most));
        finding.aws_message = aws_message;
    };
    report("placementConstraints", task.placement_constraints.place, task.placement_constraints.len(), MAX_PLACEMENT_CONSTRAINTS, None);
    for container in &task.container_definitions {
        let files = &container.environment_files;
        report("environmentFiles", files.place, files.len(), MAX_ENVIRONMENT_FILES, Some(FILES));
        let specs = &container.credential_specs;
        report("credentialSpecs", specs.place, specs.len(), MAX_CREDENTIAL_SPECS, None);
        let codes = container.restart_policy.as_ref().map_or_else(List::default, |policy| policy.ignored_exit_codes.clone());
        report("ignoredExitCodes", codes.place, codes.len(), MAX_IGNORED_EXIT_CODES, None);
        let ranges = container.port_mappings.iter().filter(|mapping| mapping.container_port_range.is_some()).count();
        report("portMappings", container.port_mappings.place, ranges, MAX_PORT_RANGES, None);
    }
}
