//! ECS215

use crate::facts::{DOMAIN_NAME_SYSTEM_CONTROL, IPC_SYSTEM_CONTROL_PREFIX, IPC_SYSTEM_CONTROLS, NETWORK_SYSTEM_CONTROL_PREFIX};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `systemControls` sets kernel parameters of the container's own namespaces: those of the network (`net.*`) and of IPC
    /// (`kernel.shmmax` and its kind, `fs.mqueue.*`). Others belong to the whole machine, such as `vm.max_map_count`, which
    /// Elasticsearch wants: set them on the instance, in its user data. And where the task uses the network or the IPC
    /// namespace of the host, its parameters are the host's, and are not set from a container.
    SYSTEM_CONTROL_NOT_NAMESPACED {
        code: "ECS215",
        name: "system-control-not-namespaced",
        severity: Error,
        summary: "A kernel parameter that a container cannot have for itself.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "systemControls": [{"namespace": "vm.max_map_count", "value": "262144"}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.is_windows() {
        return;
    }
    for control in task.container_definitions.iter().flat_map(|container| &container.system_controls) {
        let (Some(value), Some(name)) = (control.namespace, control.namespace.literal()) else { continue };
        // `net/ipv4/ip_forward` is another way to write it.
        let name =
            if name.find('/').is_some_and(|slash| name.find('.').is_none_or(|dot| slash < dot)) { &name.replace('/', ".") } else { name };
        // The domain name belongs to the container too, though AWS does not list it.
        if name == DOMAIN_NAME_SYSTEM_CONTROL {
            continue;
        }
        let (what, mode) = if name.starts_with(NETWORK_SYSTEM_CONTROL_PREFIX) {
            ("networkMode", task.network_mode)
        } else if name.starts_with(IPC_SYSTEM_CONTROL_PREFIX) || IPC_SYSTEM_CONTROLS.contains(&name) {
            ("ipcMode", task.ipc_mode)
        } else {
            findings
                .report(value.span(), format!("{name} belongs to the whole machine, not to a container"))
                .help("set it on the instance; in a container there are net.*, fs.mqueue.* and the kernel parameters of IPC");
            continue;
        };
        if let Some(mode) = mode.filter(|mode| mode.literal() == Some("host")) {
            findings
                .report(value.span(), format!("with {what} host, {name} is the host's, and no container sets it"))
                .help(format!("set it on the instance, or give the task another {what}"))
                .related(mode.span(), "the host's namespace is used here");
        }
    }
}
