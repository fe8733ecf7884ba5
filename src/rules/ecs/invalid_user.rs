//! ECS228

use crate::facts::USER_NUMBERS;
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
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "user": "-1"}]}"#,
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
        let out_of_range = |part: &str| part.parse::<i64>().is_ok_and(|number| !USER_NUMBERS.contains(&number));
        let what = if text.split(':').any(out_of_range) {
            "the number of a user or a group is out of range"
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
