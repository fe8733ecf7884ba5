//! ECS231

use super::settings::{OfContainer, OfTask, OfVolume, each_made, enabled, number, written};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// AWS's guide lists settings that are not valid in tasks of Managed Instances: those of Docker's own networks
    /// (`links`, `hostname`, `extraHosts`, DNS, `disableNetworking`), of swap and shared memory, `ipcMode`,
    /// `dockerSecurityOptions`, folders of the host, FSx and App Mesh. The list grows shorter with time, so this is a
    /// warning: hold it against the guide before you register.
    DOUBTFUL_ON_MANAGED_INSTANCES {
        code: "ECS231",
        name: "doubtful-on-managed-instances",
        severity: Warning,
        summary: "A setting that AWS lists as not valid on Managed Instances.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-tasks-services.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "host", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "hostname": "web"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "host", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

const OF_TASK: [(&str, OfTask); 2] = [
    ("ipcMode", |task| written(task.ipc_mode)),
    ("proxyConfiguration", |task| task.proxy_configuration.as_ref().map(|proxy| proxy.place.key)),
];

const OF_CONTAINERS: [(&str, OfContainer); 10] = [
    ("links", |container| container.links.set_at()),
    ("hostname", |container| written(container.hostname)),
    ("extraHosts", |container| container.extra_hosts.set_at()),
    ("dnsServers", |container| container.dns_servers.set_at()),
    ("dnsSearchDomains", |container| container.dns_search_domains.set_at()),
    ("disableNetworking", |container| enabled(container.disable_networking)),
    ("dockerSecurityOptions", |container| container.docker_security_options.set_at()),
    ("sharedMemorySize", |container| number(container.linux_parameters.as_ref()?.shared_memory_size)),
    ("maxSwap", |container| number(container.linux_parameters.as_ref()?.max_swap)),
    ("swappiness", |container| number(container.linux_parameters.as_ref()?.swappiness)),
];

const OF_VOLUMES: [(&str, OfVolume); 2] = [
    ("host.sourcePath", |volume| written(volume.host_source_path)),
    ("fsxWindowsFileServerVolumeConfiguration", |volume| volume.fsx_windows.map(|place| place.key)),
];

/// What `awsvpc` refuses everywhere.
const REFUSED_IN_AWSVPC: [&str; 6] = ["links", "hostname", "dnsServers", "dnsSearchDomains", "extraHosts", "disableNetworking"];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // With Fargate as well, Fargate's own rules speak of nearly all of them.
    let Some(managed) = task.requires("MANAGED_INSTANCES").filter(|_| task.requires_fargate().is_none()) else { return };
    each_made(task, &OF_TASK, &OF_CONTAINERS, &OF_VOLUMES, |name, span| {
        let told = (task.is_awsvpc() && REFUSED_IN_AWSVPC.contains(&name)) || (name == "links" && task.network_mode.is_some());
        if !told {
            findings
                .report(span, format!("AWS lists `{name}` as not valid on Managed Instances"))
                .help("leave it out, or run the task on EC2 instances of your own")
                .related(managed.span(), "Managed Instances are required here");
        }
    });
}
