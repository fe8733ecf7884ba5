//! ECS228

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `user` is the name or the number of a user, and perhaps, behind a colon, of a group: `app`, `1000`, `1000:1000`,
    /// `app:web`. Numbers are not negative.
    INVALID_USER {
        code: "ECS228",
        name: "invalid-user",
        severity: Error,
        summary: "The user of a container has a form that no engine reads.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        lesson: "fargate/containers",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "user": "1000:1000:1000"}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "user": "1000:1000"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if !task.is_linux() {
        return;
    }
    for container in &task.container_definitions {
        let (Some(value), Some(text)) = (container.user, container.user.literal()) else { continue };
        // A Windows account, of a task that does not say that it is one.
        if text.contains('\\') {
            continue;
        }
        let parts: Vec<&str> = text.split(':').collect();
        let what = if parts.len() > 2 {
            "it has more than a user and a group"
        } else if parts.iter().any(|part| part.parse::<i64>().is_ok_and(|number| number < 0)) {
            "a user and a group have no negative numbers"
        } else if text.contains(char::is_whitespace) {
            "it holds a blank"
        } else {
            continue;
        };
        findings
            .report(value.span(), format!("\"{text}\" is no user: {what}"))
            .help("write user or user:group, by name or by number, such as \"1000:1000\"");
    }
}
