//! What a task may not do on the learner's machine, although it could on a container instance.
//!
//! The same image, given the same definition by ECS, owns its instance; here it would own the machine of whoever tries it.

use super::planner::Problems;
use crate::model::{Literal, TaskDefinition, Value};

/// Capabilities that reach the host's kernel or files from inside a container.
const HOST_CAPABILITIES: &[&str] = &[
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_TIME",
    "SYSLOG",
];

/// Reports everything that reaches beyond the sandbox, or that this engine cannot run at all. In a workspace, its directories
/// stand in for those of the host.
pub(super) fn refuse(definition: &TaskDefinition<'_>, has_workspace: bool, problems: &mut Problems<'_>) {
    refuse_modes(definition, problems);
    refuse_volumes(definition, has_workspace, problems);
    for container in &definition.container_definitions {
        let name = container.name.literal().unwrap_or("(no name)");
        if let Some(privileged) = container.privileged.filter(|flag| flag.literal() == Some(true)) {
            let message = format!("container {name} is privileged: it would own this machine");
            problems.add(privileged.span(), message, "run it with the capabilities that it needs: linuxParameters.capabilities.add");
        }
        if let Some(place) = container.linux_parameters.as_ref().and_then(|linux| linux.devices.place)
            && container.linux_parameters.as_ref().is_some_and(|linux| !linux.devices.is_empty())
        {
            problems.add(
                place.value,
                format!("container {name} asks for devices of this machine"),
                "take linuxParameters.devices away to run it here",
            );
        }
        let added = container.linux_parameters.iter().flat_map(|linux| &linux.capabilities_add);
        for capability in
            added.filter(|added| added.literal().is_some_and(|added| HOST_CAPABILITIES.contains(&added.trim_start_matches("CAP_"))))
        {
            let message =
                format!("container {name} adds the capability {}, which reaches this machine", capability.literal().unwrap_or_default());
            problems.add(capability.span(), message, "take it out of linuxParameters.capabilities.add to run it here");
        }
        for option in
            container.docker_security_options.iter().filter(|option| option.literal().is_some_and(|option| option.contains("unconfined")))
        {
            problems.add(
                option.span(),
                format!("container {name} asks to run unconfined"),
                "take it out of dockerSecurityOptions to run it here",
            );
        }
    }
}

fn refuse_modes(definition: &TaskDefinition<'_>, problems: &mut Problems<'_>) {
    if let Some(mode) = definition.network_mode {
        match mode.literal() {
            Some("host") => {
                problems.add(mode.span(), "network mode host would share this machine's network", "use awsvpc or bridge to run it here")
            }
            Some("awsvpc" | "bridge" | "none") => {}
            Some(other) => {
                problems.add(
                    mode.span(),
                    format!("network mode {other} is none that runs here"),
                    "the modes that run here are awsvpc, bridge and none",
                );
            }
            None => problems.add(mode.span(), "the network mode is a placeholder", "fill in awsvpc, bridge or none"),
        }
    }
    for (key, mode) in [("pidMode", definition.pid_mode), ("ipcMode", definition.ipc_mode)] {
        if let Some(mode) = mode.filter(|mode| mode.literal() == Some("host")) {
            problems.add(
                mode.span(),
                format!("{key} host would share this machine's processes"),
                format!("take {key} away to run it here"),
            );
        }
    }
    if definition.is_windows()
        && let Some(family) = &definition.operating_system_family
    {
        problems.add(
            Value::span(family),
            "it is a Windows task, and this engine runs Linux containers",
            "run it on ECS, or use a Linux image",
        );
    }
}

fn refuse_volumes(definition: &TaskDefinition<'_>, has_workspace: bool, problems: &mut Problems<'_>) {
    for volume in &definition.volumes {
        let name = volume.name.literal().unwrap_or("(no name)");
        if let Some(path) = volume.host_source_path {
            let socket = path.literal().filter(|path| path.ends_with("docker.sock"));
            let what = match path.literal() {
                _ if socket.is_some() => {
                    format!("volume {name} is the container engine's socket: whoever has it owns this machine")
                }
                Some(_) if has_workspace => continue,
                Some(path) => format!("volume {name} is {path} of this machine"),
                None => format!("volume {name} is a directory of this machine"),
            };
            let help = "give a directory whose subdirectories stand in for those of the host: --workspace DIR; or take host.sourcePath \
                        away: the containers then share an empty volume";
            let without = "take the volume away to run the task here";
            problems.add(path.span(), what, if socket.is_some() { without } else { help });
        }
        if let Some(place) = volume.docker_volume_configuration {
            problems.add(
                place.value,
                format!("volume {name} asks for a volume driver"),
                "take dockerVolumeConfiguration away: the containers then share an empty volume",
            );
        }
        if let Some(place) = volume.fsx_windows {
            problems.add(place.value, format!("volume {name} is an FSx for Windows file system"), "take it away to run the task here");
        }
    }
}
