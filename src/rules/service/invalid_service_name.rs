//! ECS168

use crate::facts::MAX_NAME_LENGTH;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service, Text};

declare_rule! {
    /// The name of a service is part of its ARN and of its DNS names, so it consists of letters, digits, hyphens and
    /// underscores, 255 at most.
    INVALID_SERVICE_NAME {
        code: "ECS168",
        name: "invalid-service-name",
        severity: Error,
        summary: "The name of a service has a character that names cannot have, or is too long.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web.shop", "taskDefinition": "web:7", "desiredCount": 2}"#,
        passes: r#"{"serviceName": "web-shop", "taskDefinition": "web:7", "desiredCount": 2}"#,
        check: Service(check),
    }
}

/// What begins a placeholder of one template engine or another, and is no part of any name.
pub const TEMPLATE_MARKS: [char; 6] = ['$', '{', '<', '%', '@', '#'];

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    report_invalid_name("a service", service.service_name, findings);
}

/// Reports a name that ECS takes for nothing; text that a template engine may replace is left alone.
pub fn report_invalid_name(what: &str, name: Text<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(name)) = (name, name.literal()) else { return };
    if name.contains(TEMPLATE_MARKS) {
        return;
    }
    let problem = if let Some(bad) = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
        format!("the name of {what} cannot hold {bad:?}")
    } else if name.len() > MAX_NAME_LENGTH {
        format!("the name of {what} cannot be {} characters long", name.len())
    } else {
        return;
    };
    findings.report(value.span(), problem).help(format!("up to {MAX_NAME_LENGTH} letters, digits, hyphens and underscores"));
}
