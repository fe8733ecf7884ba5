//! ECS214

use super::settings::{OfContainer, OfTask, each_made, enabled, one_of};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// AWS lists settings as not supported for Windows containers: those of the Linux kernel (`linuxParameters`, `ulimits`,
    /// `systemControls`, `pidMode`, `ipcMode`) and of Docker's Linux networks (`links`, DNS servers and search domains,
    /// `extraHosts`, `disableNetworking`, the network modes `bridge`, `host` and `none`). At best they are ignored. On
    /// instances the network mode of Windows is `awsvpc`, or none is written.
    ///
    /// What keeps a Windows container from starting is told by [ECS232](rule:ECS232).
    UNSUPPORTED_ON_WINDOWS {
        code: "ECS214",
        name: "unsupported-on-windows",
        severity: Warning,
        summary: "A setting that Windows containers do not have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "ulimits": [{"name": "nofile", "softLimit": 4096, "hardLimit": 65536}]}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

/// With which no Windows container starts on an instance, as ECS232 tells.
const READ_ONLY: &str = "readonlyRootFilesystem";

const OF_TASK: [(&str, OfTask); 3] = [
    ("networkMode", |task| one_of(task.network_mode, &["bridge", "host", "none"])),
    ("pidMode", |task| one_of(task.pid_mode, &["host", "task"])),
    ("ipcMode", |task| one_of(task.ipc_mode, &["host", "task", "none"])),
];

const OF_CONTAINERS: [(&str, OfContainer); 9] = [
    (READ_ONLY, |container| enabled(container.readonly_root_filesystem)),
    ("linuxParameters", |container| container.linux_parameters.as_ref().map(|linux| linux.place.key)),
    ("ulimits", |container| container.ulimits.set_at()),
    ("systemControls", |container| container.system_controls.set_at()),
    ("links", |container| container.links.set_at()),
    ("dnsServers", |container| container.dns_servers.set_at()),
    ("dnsSearchDomains", |container| container.dns_search_domains.set_at()),
    ("extraHosts", |container| container.extra_hosts.set_at()),
    ("disableNetworking", |container| enabled(container.disable_networking)),
];

/// What other rules refuse in `awsvpc` or on Fargate, whatever the system.
const REFUSED_IN_AWSVPC: [&str; 5] = ["links", "dnsServers", "dnsSearchDomains", "extraHosts", "disableNetworking"];
const REFUSED_ON_FARGATE: [&str; 2] = ["networkMode", "ipcMode"];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(system) = task.operating_system_family.filter(|_| task.is_windows()) else { return };
    each_made(task, &OF_TASK, &OF_CONTAINERS, &[], |name, span| {
        let told = (task.is_awsvpc() && REFUSED_IN_AWSVPC.contains(&name))
            || (task.requires_fargate().is_some() && REFUSED_ON_FARGATE.contains(&name))
            || (task.requires_fargate().is_none() && name == READ_ONLY);
        if !told {
            findings
                .report(span, format!("Windows containers do not support this `{name}`"))
                .help(if name == "networkMode" { "leave it out, or set \"awsvpc\"" } else { "leave it out" })
                .related(system.span(), "Windows is asked for here")
                .unsafe_fix(Change::remove(span));
        }
    });
}
