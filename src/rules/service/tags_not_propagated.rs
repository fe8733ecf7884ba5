//! ECS633

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Costs are counted for tasks, not for services. Without `propagateTags` the tasks have no tags, and reports cannot
    /// tell them apart.
    TAGS_NOT_PROPAGATED {
        code: "ECS633",
        name: "tags-not-propagated",
        severity: Info,
        summary: "The tags of a service do not reach its tasks.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "tags": [{"key": "team", "value": "shop"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "propagateTags": "SERVICE", "tags": [{"key": "team", "value": "shop"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(tags) = service.tags.set_at().filter(|_| service.created_at.is_some()) else { return };
    let (span, change) = match service.propagate_tags {
        None => (tags, Change::insert(service.place.value, "propagateTags", "SERVICE")),
        Some(propagate) if propagate.literal() == Some("NONE") => (propagate.span(), Change::set(propagate.span(), "SERVICE")),
        Some(_) => return,
    };
    findings.report(span, "the tasks do not get these tags").help("set `propagateTags` to SERVICE").unsafe_fix(change);
}
