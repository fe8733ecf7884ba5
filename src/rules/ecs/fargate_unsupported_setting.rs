//! ECS112

use super::settings::{OfContainer, OfTask, OfVolume, enabled, number, written};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// On Fargate there is no host to reach into: the machine belongs to AWS and runs one task. Settings that are about
    /// the host, its devices, its kernel or its Docker daemon are refused at registration: `privileged`, `devices`,
    /// `sharedMemorySize`, `maxSwap`, `swappiness`, `dockerSecurityOptions`, GPUs, `ipcMode`, `pidMode` `host`,
    /// `placementConstraints`, `host.sourcePath` and `dockerVolumeConfiguration`.
    ///
    /// `tmpfs` is accepted since January 2026.
    FARGATE_UNSUPPORTED_SETTING {
        code: "ECS112",
        name: "fargate-unsupported-setting",
        severity: Error,
        summary: "A setting that needs a host of one's own, on Fargate.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-21",
        lesson: "fargate/what-is-fargate",
        controls: ["E3048"],
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}],
 "volumes": [{"name": "data", "host": {"sourcePath": "/srv/data"}}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}],
 "volumes": [{"name": "data"}]}"#,
        check: TaskDefinition(check),
    }
}

/// A setting, what tells where it is made, AWS's answer and what to do.
struct Setting<F> {
    name: &'static str,
    set_at: F,
    aws_message: Option<&'static str>,
    help: &'static str,
}

const GPU: &str = "a GPU";

const OF_TASKS: [Setting<OfTask>; 3] = [
    Setting {
        name: "ipcMode",
        set_at: |task| written(task.ipc_mode),
        aws_message: Some("Fargate compatible task definitions do not support ipcMode"),
        help: "leave it out",
    },
    Setting {
        name: "pidMode host",
        set_at: |task| written(task.pid_mode.filter(|mode| mode.literal() == Some("host"))),
        aws_message: Some("Tasks using the Fargate launch type do not support pidMode 'host'"),
        help: "leave it out, or share processes among the task's containers with \"task\"",
    },
    Setting {
        name: "placementConstraints",
        set_at: |task| task.placement_constraints.set_at(),
        aws_message: Some("Fargate compatible task definitions do not support constraints"),
        help: "leave it out: there are no instances to choose from; choose subnets in the service",
    },
];

const OF_CONTAINERS: [Setting<OfContainer>; 7] = [
    Setting {
        name: "privileged",
        set_at: |container| enabled(container.privileged),
        aws_message: Some("Fargate requires that the 'privileged' setting be 'false'"),
        help: "leave it out, or run the task on EC2",
    },
    Setting {
        name: "dockerSecurityOptions",
        set_at: |container| container.docker_security_options.set_at(),
        aws_message: Some("Fargate compatible task definitions do not support dockerSecurityOptions"),
        help: "leave it out",
    },
    Setting {
        name: GPU,
        set_at: |container| {
            let gpu = container.resource_requirements.iter().find(|requirement| requirement.kind.literal() == Some("GPU"))?;
            written(gpu.kind)
        },
        aws_message: Some("Tasks using the Fargate launch type do not support GPU resource requirements"),
        help: "run the task on EC2 instances that have one",
    },
    Setting {
        name: "devices",
        set_at: |container| container.linux_parameters.as_ref()?.devices.set_at(),
        aws_message: Some("Fargate compatible task definitions do not support devices"),
        help: "leave it out, or run the task on EC2",
    },
    Setting {
        name: "sharedMemorySize",
        // Tools write 0 for "not set".
        set_at: |container| number(container.linux_parameters.as_ref()?.shared_memory_size.filter(|size| Some(*size).literal() != Some(0))),
        aws_message: Some("Fargate compatible task definitions do not support sharedMemorySize"),
        help: "leave it out; a `tmpfs` gives memory as a file system",
    },
    Setting {
        name: "maxSwap",
        set_at: |container| number(container.linux_parameters.as_ref()?.max_swap),
        aws_message: Some("Fargate compatible task definitions do not support maxSwap"),
        help: "leave it out: Fargate tasks have no swap",
    },
    Setting {
        name: "swappiness",
        set_at: |container| number(container.linux_parameters.as_ref()?.swappiness),
        aws_message: None,
        help: "leave it out: Fargate tasks have no swap",
    },
];

const OF_VOLUMES: [Setting<OfVolume>; 2] = [
    Setting {
        name: "host.sourcePath",
        set_at: |volume| written(volume.host_source_path),
        aws_message: Some("Fargate compatible task definitions do not support sourcePath"),
        help: "leave `host` out for a volume that lives as long as the task, or use EFS",
    },
    Setting {
        name: "dockerVolumeConfiguration",
        set_at: |volume| volume.docker_volume_configuration.map(|place| place.key),
        aws_message: Some("Fargate compatible task definitions do not support dockerVolumeConfiguration"),
        help: "leave it out for a volume that lives as long as the task, or use EFS",
    },
];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    let mut report = |span, name, aws_message: Option<&'static str>, help: &str| {
        let finding = findings.report(span, format!("Fargate does not support {name}"));
        finding.help(help).related(fargate.span(), "Fargate is required here");
        // Of a requirement the kind alone is pointed at.
        if name != GPU {
            finding.unsafe_fix(Change::remove(span));
        }
        if let Some(message) = aws_message {
            finding.aws_message(message);
        }
    };
    for setting in OF_TASKS {
        if let Some(span) = (setting.set_at)(task) {
            report(span, setting.name, setting.aws_message, setting.help);
        }
    }
    for container in &task.container_definitions {
        for setting in OF_CONTAINERS {
            if let Some(span) = (setting.set_at)(container) {
                report(span, setting.name, setting.aws_message, setting.help);
            }
        }
    }
    for volume in &task.volumes {
        for setting in OF_VOLUMES {
            if let Some(span) = (setting.set_at)(volume) {
                report(span, setting.name, setting.aws_message, setting.help);
            }
        }
    }
}
