//! ECS192

use crate::facts::SPLUNK_REQUIRED_OPTIONS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// The driver `splunk` needs `splunk-url` and `splunk-token`. The token is a secret: name it under `secretOptions`,
    /// where it is read from Secrets Manager or Parameter Store.
    ///
    /// What `awslogs` needs is told by [ECS115](rule:ECS115).
    LOG_DRIVER_OPTION_MISSING {
        code: "ECS192",
        name: "log-driver-option-missing",
        severity: Error,
        summary: "The log driver `splunk` lacks its address or its token.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example.com:8088"}}}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example.com:8088"},
  "secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:splunk-a1b2c3"}]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for log in task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref()) {
        let Some(driver) = log.log_driver.filter(|driver| driver.literal() == Some("splunk")) else { continue };
        let secrets = &log.secret_options;
        if !log.options.complete || !secrets.complete || secrets.iter().any(|secret| secret.name.literal().is_none()) {
            continue;
        }
        let has = |name: &str| log.option(name).is_some() || secrets.iter().any(|secret| secret.name.literal() == Some(name));
        for name in SPLUNK_REQUIRED_OPTIONS.into_iter().filter(|name| !has(name)) {
            let list = if name == "splunk-token" { "secretOptions" } else { "options" };
            findings.report(driver.span(), format!("the log driver splunk needs `{name}`")).help(format!("add it to `{list}`"));
        }
    }
}
