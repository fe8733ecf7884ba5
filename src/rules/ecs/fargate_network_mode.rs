//! ECS103

use crate::diagnostics::Applicability;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// Each Fargate task gets a network interface of its own, which is the network mode `awsvpc`. There is no other on
    /// Fargate, and it is not the default: without `networkMode` ECS takes `bridge`.
    FARGATE_NETWORK_MODE {
        code: "ECS103",
        name: "fargate-network-mode",
        severity: Error,
        summary: "A Fargate task uses another network mode than `awsvpc`.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "bridge", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    let Some(mode) = task.network_mode else {
        let finding = findings.report(fargate.span(), "Fargate needs networkMode awsvpc, and without `networkMode` it is bridge");
        finding.help("add \"networkMode\": \"awsvpc\"");
        // A task for EC2 too may have relied on bridge, which it had there.
        let for_fargate_alone = task.requires_compatibilities.complete && task.requires_compatibilities.len() == 1;
        let applicability = if for_fargate_alone { Applicability::Safe } else { Applicability::Unsafe };
        finding.fix_by(applicability, vec![Change::insert(task.place.value, "networkMode", "awsvpc")]);
        return;
    };
    // A mode that does not exist is an unknown value and is reported as that.
    if let Some(written @ ("bridge" | "host" | "none")) = mode.literal() {
        findings
            .report(mode.span(), format!("Fargate has no networkMode \"{written}\""))
            .help("on Fargate the only networkMode is \"awsvpc\"")
            .related(fargate.span(), "Fargate is required here")
            .unsafe_fix(Change::set(mode.span(), "awsvpc"));
    }
}
