//! ECS650

use super::tags::report_missing;
use crate::lint::{Findings, Judged, RequiredCheck, Requirements, declare_rule};
use crate::model::Kind;

declare_rule! {
    /// Bills are divided by tags, policies grant by them, and a resource without the agreed ones belongs to nobody. ECS does not
    /// know which tags a team agreed on; the configuration says it, and the rule is silent until then:
    ///
    /// ```toml
    /// required-tags = ["team", "cost-centre"]
    /// ```
    ///
    /// Task definitions, services and clusters are looked at as they are created. What a describe command printed is not: it holds
    /// tags only if it was asked for them. The case of a key counts, as it does to AWS. Tags that a whole stack gets when it is
    /// deployed are not in its template; take `ignore` under `[[paths]]` for such templates.
    REQUIRED_TAG_MISSING {
        code: "ECS650",
        name: "required-tag-missing",
        severity: Warning,
        summary: "A resource lacks a tag that the configuration requires.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
        verified: "2026-11-29",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "tags": [{"key": "Team", "value": "shop"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "tags": [{"key": "team", "value": "shop"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: Required(RequiredCheck {
            kinds: &[Kind::TaskDefinition, Kind::Service, Kind::Cluster],
            example: "required-tags = [\"team\"]",
            check,
        }),
    }
}

fn check(resource: &Judged<'_>, requirements: &Requirements, findings: &mut Findings<'_>) {
    // Updates, and what joins a cluster with its capacity providers, name what they change and take no tags.
    let name = match resource.kind {
        Kind::Service if resource.fields.node("service").is_none() => "serviceName",
        Kind::Cluster if resource.fields.node("cluster").is_none() => "clusterName",
        Kind::TaskDefinition => "family",
        _ => return,
    };
    report_missing(resource, name, requirements, findings);
}
