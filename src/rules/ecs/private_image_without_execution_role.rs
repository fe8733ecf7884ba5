//! ECS235

use crate::lint::{Findings, declare_rule};
use crate::model::{ImageReference, TaskDefinition};

declare_rule! {
    /// On EC2 and external instances an image from a private registry of Amazon ECR is pulled with the execution role or, where the task
    /// names none, with the role of the instance. That role must then allow the pull, for this task and for every other on the instance;
    /// where it does not, the task stops with CannotPullContainerError.
    ///
    /// An execution role says what this one task needs. On Fargate there is no instance, and [ECS116](rule:ECS116) speaks instead.
    PRIVATE_IMAGE_WITHOUT_EXECUTION_ROLE {
        code: "ECS235",
        name: "private-image-without-execution-role",
        severity: Info,
        summary: "The instance's role must allow the pull of a private image.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        verified: "2026-11-24",
        lesson: "roles/three-roles",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "memory": 128,
 "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/ecsTaskExecutionRole", "containerDefinitions": [{"name": "web", "memory": 128,
 "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1.4"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // A platform that is filled in later may be Fargate.
    let on_instances = task.requires_compatibilities.is_certainly_empty() || task.certainly_excludes("FARGATE");
    if task.execution_role_arn.is_some() || !on_instances {
        return;
    }
    let is_private = |image: ImageReference<'_>| image.is_private_ecr();
    for container in task.container_definitions.iter().filter(|container| container.image_reference().is_some_and(is_private)) {
        let Some(image) = container.image else { continue };
        findings
            .report(image.span(), "without an execution role this image is pulled with the role of the instance")
            .help("set `executionRoleArn`, or see to it that the instance's role allows the pull");
    }
}
