//! ECS188

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, ResourceRequirement, TaskDefinition};

declare_rule! {
    /// `resourceRequirements` asks for whole devices. For `GPU` the `value` is a number or `ALL`, or a `sharingStrategy`
    /// takes its place, and all containers of the task do it one way. For `NeuronDevice` the value is `ALL`, one container
    /// of the task has it, and only on Managed Instances. `InferenceAccelerator` stands for Elastic Inference, which has
    /// ended.
    INVALID_RESOURCE_REQUIREMENT {
        code: "ECS188",
        name: "invalid-resource-requirement",
        severity: Error,
        summary: "A requirement of GPUs or Neuron devices that cannot be met.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "resourceRequirements": [{"type": "GPU", "value": "half"}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "resourceRequirements": [{"type": "GPU", "value": "1"}]}]}"#,
        check: TaskDefinition(check),
    }
}

const ALL: &str = "ALL";

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let requirements: Vec<_> = task.container_definitions.iter().flat_map(|container| &container.resource_requirements).collect();
    for requirement in &requirements {
        match requirement.kind.literal() {
            Some("GPU") => check_gpu(requirement, findings),
            Some("NeuronDevice") => check_neuron(task, requirement, findings),
            Some("InferenceAccelerator") => check_accelerator(task, requirement, findings),
            _ => {}
        }
    }
    let of_kind = |kind: &'static str| requirements.iter().filter(move |requirement| requirement.kind.literal() == Some(kind));
    let neuron: Vec<_> = of_kind("NeuronDevice").filter_map(|requirement| requirement.kind).collect();
    if let [first, second, ..] = neuron.as_slice() {
        findings
            .report(second.span(), "only one container of a task can have the Neuron devices")
            .help("ask for them in one container, or split the task")
            .related(first.span(), "they are given away here");
    }
    let shared = of_kind("GPU").find_map(|requirement| requirement.sharing_strategy);
    let whole = of_kind("GPU").filter(|requirement| requirement.sharing_strategy.is_none()).find_map(|requirement| requirement.value);
    if let (Some(shared), Some(whole)) = (shared, whole) {
        findings
            .report(shared.key, "one container shares a GPU, and another has GPUs of its own")
            .help("use `value` in all containers of the task, or `sharingStrategy` in all")
            .related(whole.place.key, "whole GPUs are asked for here");
    }
}

fn check_gpu(requirement: &ResourceRequirement<'_>, findings: &mut Findings<'_>) {
    match (requirement.value, requirement.sharing_strategy) {
        (Some(value), Some(sharing)) if value.literal().is_some() => {
            findings
                .report(sharing.key, "`sharingStrategy` stands beside `value`")
                .help("keep one: `value` for whole GPUs, `sharingStrategy` for a part of one")
                .related(value.place.key, "whole GPUs are asked for here");
        }
        (None, None) => {
            let span = requirement.kind.map_or(requirement.place.value, |kind| kind.span());
            findings.report(span, "a GPU requirement needs `value` or `sharingStrategy`").help("for one GPU add \"value\": \"1\"");
        }
        (Some(value), None) => {
            if let Some(text) = value.literal().filter(|text| *text != ALL && text.parse::<u32>().is_err()) {
                findings.report(value.span(), format!("\"{text}\" is no number of GPUs")).help("write a whole number, or \"ALL\"");
            }
        }
        (_, Some(_)) => {}
    }
}

fn check_neuron(task: &TaskDefinition<'_>, requirement: &ResourceRequirement<'_>, findings: &mut Findings<'_>) {
    let Some(kind) = requirement.kind else { return };
    if let Some(value) = requirement.value.filter(|value| value.literal().is_some_and(|text| text != ALL)) {
        findings.report(value.span(), "a container has all Neuron devices or none").help("write \"ALL\"");
    }
    if let Some(sharing) = requirement.sharing_strategy {
        findings.report(sharing.key, "only GPUs have a sharingStrategy").help("leave it out");
    }
    if task.certainly_excludes("MANAGED_INSTANCES") {
        findings
            .report(kind.span(), "only Managed Instances have the resource type NeuronDevice")
            .help("on EC2 give the container the device, /dev/neuron0 say, with linuxParameters.devices")
            .related(task.requires_compatibilities[0].span(), "something else is required here");
    }
}

fn check_accelerator(task: &TaskDefinition<'_>, requirement: &ResourceRequirement<'_>, findings: &mut Findings<'_>) {
    // With the accelerators in the task it is ECS901's.
    if let Some(kind) = requirement.kind.filter(|_| task.inference_accelerators.is_certainly_empty()) {
        findings
            .report(kind.span(), "Elastic Inference has ended, and the task declares no accelerator")
            .help("remove it; for inference use GPUs or AWS Inferentia");
    }
}
