//! ECS227

use crate::facts::LOG_MODES;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// `mode` is `blocking` or `non-blocking`. `max-buffer-size` is the buffer of `non-blocking`, written as `25m`: with
    /// `blocking` there is no buffer, and Docker starts no container with both; Fargate overlooks the size. Without `mode` ECS takes `non-blocking` since 25
    /// June 2025.
    INVALID_LOG_DELIVERY {
        code: "ECS227",
        name: "invalid-log-delivery",
        severity: Error,
        summary: "The way in which a log driver takes lines is not one that it has.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1",
  "mode": "blocking", "max-buffer-size": "25m"}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1",
  "mode": "non-blocking", "max-buffer-size": "25m"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for log in task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref()) {
        // A router's options are for the router.
        if log.log_driver.is_none_or(|driver| driver.literal().is_none_or(|name| name == "awsfirelens")) {
            continue;
        }
        let (mode, buffer) = (log.option("mode"), log.option("max-buffer-size"));
        if let Some((value, text)) = mode.and_then(|mode| Some((mode, mode.literal()?)))
            && !LOG_MODES.contains(&text)
        {
            findings
                .report(value.span(), format!("a log driver has no mode \"{text}\""))
                .help(format!("it is one of {}", LOG_MODES.map(|mode| format!("\"{mode}\"")).join(", ")));
        }
        let Some(buffer) = buffer else { continue };
        // Fargate's own loggers read no size of a buffer unless they have one.
        if mode.is_some_and(|mode| mode.literal() == Some("blocking")) && !task.certainly_runs_in_docker() {
            continue;
        }
        if let Some(mode) = mode.filter(|mode| mode.literal() == Some("blocking")) {
            findings
                .report(buffer.place.key, "in mode blocking there is no buffer, and no container starts with a size for one")
                .help("set mode to \"non-blocking\", or leave max-buffer-size out")
                .related(mode.span(), "the mode is set here")
                .aws_message("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        } else if let Some(text) = buffer.literal().filter(|text| !is_size(text)) {
            findings.report(buffer.span(), format!("\"{text}\" is no size of a buffer")).help("write for example \"25m\"");
        }
    }
}

/// As Docker reads sizes: a number, perhaps with a fraction, and `b`, `k`, `m`, `g`, `t` or `p`, perhaps with `b` or `ib`.
fn is_size(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let unit = lower.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &lower[..lower.len() - unit.len()];
    let unit = unit.trim_start();
    let letter = unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(unit);
    number.parse::<f64>().is_ok() && matches!(letter, "" | "k" | "m" | "g" | "t" | "p")
}
