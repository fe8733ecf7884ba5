//! ECS154

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// With the `EXTERNAL` controller each task set names its own task definition, and the service names none: which of them
    /// counts is what the controller decides.
    EXTERNAL_CONTROLLER_TASK_DEFINITION {
        code: "ECS154",
        name: "external-controller-task-definition",
        severity: Error,
        summary: "A service of an external controller has a task definition.",
        aws_message: "TaskDefinition must be blank",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2, "taskDefinition": "web:7"}"#,
        passes: r#"{"serviceName": "web", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(controller), Some(task_definition)) = (service.controller_at("EXTERNAL"), service.task_definition) else { return };
    if task_definition.literal().is_some() {
        findings
            .report(task_definition.span(), "a service of an external controller takes no task definition")
            .help("name it in the task sets of the service")
            .related(controller, "the deployment controller is set here")
            .unsafe_fix(Change::remove(task_definition.span()));
    }
}
