//! ECS219

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// Two entries of `environment`, or two of `secrets`, have one name. The container gets one of the values, and which
    /// one is not promised. It happens when lists are put together from several files.
    REPEATED_VARIABLE {
        code: "ECS219",
        name: "repeated-variable",
        severity: Warning,
        summary: "A variable of a container is set twice.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environment": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "LOG_LEVEL", "value": "debug"}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environment": [{"name": "LOG_LEVEL", "value": "info"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        for list in [&container.environment, &container.secrets] {
            let mut seen = HashMap::new();
            for variable in list {
                let (Some(value), Some(name)) = (variable.name, variable.name.literal()) else { continue };
                if let Some((first, first_value)) = seen.get(name) {
                    let finding = findings
                        .report(value.span(), format!("\"{name}\" is set twice, and one of the values is lost"))
                        .help("keep one of the two")
                        .related(*first, "first set here");
                    // Which of two values is meant, nobody knows but the author.
                    if variable.value.literal().is_some() && variable.value.literal() == *first_value {
                        finding.safe_fix(Change::remove(variable.place.value));
                    }
                } else {
                    seen.insert(name, (value.span(), variable.value.literal()));
                }
            }
        }
    }
}
