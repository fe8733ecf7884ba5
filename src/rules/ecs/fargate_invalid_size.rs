//! ECS101

use crate::facts::{FARGATE_SIZES, memory_for, parse_cpu_units, parse_memory_mib};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Fargate offers fixed pairs of CPU and memory, and this is not one of them. `cpu` is in units, 1024 for one vCPU:
    /// a quarter of a vCPU is `"256"` or `".25 vCPU"`, never `"256 vCPU"`.
    ///
    /// A task gets exactly the pair that it names, so rounding to the next pair is yours to do, and it is what you pay for.
    FARGATE_INVALID_SIZE {
        code: "ECS101",
        name: "fargate-invalid-size",
        severity: Error,
        summary: "The pair of task CPU and memory does not exist on Fargate.",
        aws_message: "No Fargate configuration exists for given values.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        controls: ["E3047"],
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "4096",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "4096",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_none() {
        return;
    }
    let (Some(cpu), Some(cpu_text)) = (task.cpu, task.cpu.literal()) else { return };
    let Some(sizes) = parse_cpu_units(cpu_text).and_then(memory_for) else {
        let valid: Vec<String> = FARGATE_SIZES.iter().map(|size| size.cpu.to_string()).collect();
        findings
            .report(cpu.span(), format!("Fargate has no task of {}", with_unit(cpu_text, "CPU units")))
            .help(format!("CPU is counted in units, 1024 for one vCPU: {}", valid.join(", ")));
        return;
    };
    let (Some(memory), Some(memory_text)) = (task.memory, task.memory.literal()) else { return };
    if !parse_memory_mib(memory_text).is_some_and(|mib| sizes.contains(&mib)) {
        findings
            .report(
                memory.span(),
                format!("Fargate has no task of {} with {} of memory", with_unit(cpu_text, "CPU units"), with_unit(memory_text, "MiB")),
            )
            .help(match parse_memory_mib(memory_text) {
                Some(_) => format!("with cpu {cpu_text}, memory is {}", describe(sizes)),
                None => format!("write MiB as a bare number, or GB as in \"0.5 GB\"; with cpu {cpu_text}, memory is {}", describe(sizes)),
            })
            .related(cpu.span(), "the CPU size is set here");
    }
}

/// A bare number gets its unit; `".25 vCPU"` has one.
fn with_unit(text: &str, unit: &str) -> String {
    if text.contains(|c: char| c.is_ascii_alphabetic()) { format!("\"{text}\"") } else { format!("{text} {unit}") }
}

/// `512, 1024 or 2048`, or `8192 to 30720 in steps of 1024`.
fn describe(sizes: &[u32]) -> String {
    match sizes {
        [first, second, .., last] if sizes.len() > 4 => format!("{first} to {last} MiB in steps of {}", second - first),
        _ => format!("one of {} MiB", sizes.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
    }
}
