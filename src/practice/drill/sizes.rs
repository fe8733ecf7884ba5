//! Which sizes does Fargate have?

use super::draft::{Draft, Reasoned, option, single};
use super::evidence::{errors, linted};
use super::stream::Stream;
use super::{DrillKind, Level};
use crate::counted::listed;
use crate::course::{AnswerOption, Proof, QuestionType};
use crate::facts::{FARGATE_SIZES, memory_for};

pub(super) static KIND: DrillKind = DrillKind {
    id: "sizes",
    title: "Fargate sizes",
    trains: "Which CPU and memory sizes does Fargate have?",
    levels: ["one CPU size and its memory", "pairs in other units", "the smallest size for a need"],
    lesson: "fargate/sizes",
    objectives: &["dva-c03/3.3", "saa-c03/3.2"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    verified: "2026-11-21",
    draw,
};

/// The CPU sizes that are asked about: the last of the table is recent and perhaps not in every region.
const ASKED: usize = 7;

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => memory_of(stream),
        2 => pairs(stream),
        _ => smallest(stream),
    }
}

fn document(cpu: &str, memory: &str) -> String {
    format!(
        "{{\"family\": \"web\", \"requiresCompatibilities\": [\"FARGATE\"], \"networkMode\": \"awsvpc\", \"cpu\": \"{cpu}\", \"memory\": \"{memory}\",\n \
         \"containerDefinitions\": [{{\"name\": \"web\", \"image\": \"nginx:1.28\"}}]}}"
    )
}

/// Whether the linter takes a size, with the proof.
fn judged(cpu: &str, memory: &str) -> Option<(bool, Proof)> {
    let document = document(cpu, memory);
    let errors = errors(&document)?;
    Some((errors.is_empty(), linted(document, &errors)))
}

/// `512 to 2048, namely ...` or with the step.
fn range(cpu: u32) -> String {
    let sizes = memory_for(cpu).unwrap_or_default();
    if sizes.len() <= 4 {
        return format!("{} MiB", listed(&sizes.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    let step = sizes[1] - sizes[0];
    format!("{} to {} MiB in steps of {step}", sizes[0], sizes[sizes.len() - 1])
}

fn cpu_size(stream: &mut Stream) -> u32 {
    FARGATE_SIZES[usize::try_from(stream.below(ASKED as u64)).unwrap_or_default()].cpu
}

fn vcpu(cpu: u32) -> String {
    match cpu {
        256 => "0.25 vCPU".to_string(),
        512 => "0.5 vCPU".to_string(),
        cpu => format!("{} vCPU", cpu / 1024),
    }
}

/// Memory that somebody might believe in: of the neighbours, between two steps, as on a machine.
fn guesses(cpu: u32) -> Vec<u32> {
    let own = memory_for(cpu).unwrap_or_default();
    let (Some(first), Some(last)) = (own.first(), own.last()) else { return Vec::new() };
    let step = own.get(1).map_or(*first, |second| second - first);
    vec![first / 2, first + step / 2, last + step, last * 2, last - step / 2, first.saturating_sub(step).max(256), last + step / 2]
}

fn why_of(cpu: u32, memory: u32, is_valid: bool) -> String {
    let own = memory_for(cpu).unwrap_or_default();
    let (first, last) = (own.first().copied().unwrap_or_default(), own.last().copied().unwrap_or_default());
    match (is_valid, memory) {
        (true, _) => format!("{cpu} CPU units go with {}.", range(cpu)),
        (_, memory) if memory < first => format!("Too little: {cpu} CPU units begin at {first} MiB."),
        (_, memory) if memory > last => format!("Too much: {cpu} CPU units end at {last} MiB."),
        _ => format!("Between two sizes: {cpu} CPU units go with {}.", range(cpu)),
    }
}

fn memory_of(stream: &mut Stream) -> Option<Draft> {
    let cpu = cpu_size(stream);
    let own = memory_for(cpu)?;
    let memory = *own.get(usize::try_from(stream.below(own.len() as u64)).ok()?)?;
    let (is_valid, right) = judged(&cpu.to_string(), &memory.to_string())?;
    let mut rules = vec![right];
    let mut wrong = Vec::new();
    let mut guessed = guesses(cpu);
    stream.shuffle(&mut guessed);
    for guess in guessed {
        let (is_valid, proof) = judged(&cpu.to_string(), &guess.to_string())?;
        if !is_valid && wrong.len() < 3 && wrong.iter().all(|(text, _): &Reasoned| *text != format!("`{guess}`")) {
            wrong.push((format!("`{guess}`"), why_of(cpu, guess, false)));
            rules.push(proof);
        }
    }
    is_valid.then_some(())?;
    Some(Draft {
        stem: format!("A task definition for Fargate has `\"cpu\": \"{cpu}\"`. Which value may its `memory` have?"),
        configuration: None,
        kind: QuestionType::Single,
        options: single(stream, (format!("`{memory}`"), why_of(cpu, memory, true)), wrong)?,
        explanation: vec![
            "`cpu` counts units, 1024 for a vCPU; `memory` counts MiB. Fargate takes only certain pairs.".to_string(),
            format!("{cpu} units are {}, and these go with {}.", vcpu(cpu), range(cpu)),
        ],
        simulate: Vec::new(),
        rules,
    })
}

fn pairs(stream: &mut Stream) -> Option<Draft> {
    let mut options: Vec<AnswerOption> = Vec::new();
    let mut rules = Vec::new();
    let mut explanation = vec!["Each CPU size has its own memory sizes; `1 vCPU` is `1024`, and `1 GB` is `1024` MiB.".to_string()];
    let mut asked = Vec::new();
    let mut sizes: Vec<u32> = FARGATE_SIZES[..ASKED].iter().map(|size| size.cpu).collect();
    stream.shuffle(&mut sizes);
    for (number, cpu) in sizes.into_iter().take(5).enumerate() {
        let own = memory_for(cpu)?;
        // Two are right, and the pair with the greatest numbers as often as any other.
        let memory = if number < 2 {
            *own.get(usize::try_from(stream.below(own.len() as u64)).ok()?)?
        } else {
            *guesses(cpu).get(usize::try_from(stream.below(5)).ok()?)?
        };
        if memory % 512 != 0 {
            return None;
        }
        let (cpu_text, memory_text) = if stream.coin() {
            (
                vcpu(cpu),
                if memory == 512 {
                    "0.5 GB".to_string()
                } else if memory % 1024 == 0 {
                    format!("{} GB", memory / 1024)
                } else {
                    return None;
                },
            )
        } else {
            (cpu.to_string(), memory.to_string())
        };
        let (is_valid, proof) = judged(&cpu_text, &memory_text)?;
        if is_valid != (number < 2) {
            return None;
        }
        options.push(option(format!("cpu `{cpu_text}`, memory `{memory_text}`"), is_valid, why_of(cpu, memory, is_valid)));
        rules.push(proof);
        asked.push(cpu);
    }
    asked.sort_unstable();
    explanation.extend(asked.into_iter().map(|cpu| format!("{cpu} units ({}) go with {}.", vcpu(cpu), range(cpu))));
    stream.shuffle(&mut options);
    Some(Draft {
        stem: "Which of these sizes may a Fargate task have? (Choose two.)".to_string(),
        configuration: None,
        kind: QuestionType::Multiple,
        options,
        explanation,
        simulate: Vec::new(),
        rules,
    })
}

/// A need, and the least CPU and then the least memory that hold it.
fn smallest(stream: &mut Stream) -> Option<Draft> {
    let cpu_need = stream.between(1, 38) * 100;
    let memory_need = stream.between(3, 60) * 500;
    let fits = |(cpu, memory): &(u32, u32)| u64::from(*cpu) >= cpu_need && u64::from(*memory) >= memory_need;
    let all: Vec<(u32, u32)> =
        FARGATE_SIZES[..ASKED].iter().flat_map(|size| size.memory.iter().map(|memory| (size.cpu, *memory))).collect();
    // The table is ascending in both.
    let right = *all.iter().find(|size| fits(size))?;
    let least_cpu = FARGATE_SIZES[..ASKED].iter().find(|size| u64::from(size.cpu) >= cpu_need)?;
    let told = |(cpu, memory): (u32, u32)| format!("cpu `{cpu}`, memory `{memory}`");
    let least_gib = u32::try_from(memory_need.div_ceil(1024) * 1024).ok()?;
    let next_cpu = FARGATE_SIZES[..ASKED].iter().find(|size| size.cpu > right.0);
    let below = all.iter().rev().find(|(cpu, memory)| *cpu == right.0 && *memory < right.1);
    let smaller = FARGATE_SIZES[..ASKED].iter().rev().find(|size| size.cpu < right.0);
    let mut wrong = Vec::new();
    if (least_cpu.cpu, least_gib) != right {
        wrong.push((
            told((least_cpu.cpu, least_gib)),
            format!("No such size: {} CPU units go with {}.", least_cpu.cpu, range(least_cpu.cpu)),
        ));
    }
    wrong.extend(next_cpu.and_then(|size| {
        size.memory.iter().find(|memory| u64::from(**memory) >= memory_need).map(|memory| {
            (told((size.cpu, *memory)), format!("It holds the need, and more CPU than is wanted: {} units are enough.", right.0))
        })
    }));
    wrong.extend(below.map(|size| (told(*size), format!("{} MiB are less than the {memory_need} MiB that are needed.", size.1))));
    wrong.extend(smaller.and_then(|size| {
        size.memory.last().map(|memory| {
            let lacks = if u64::from(size.cpu) < cpu_need {
                format!("{} CPU units are less than {cpu_need}.", size.cpu)
            } else {
                format!("{memory} MiB are less than {memory_need} MiB: {} CPU units go no higher.", size.cpu)
            };
            (told((size.cpu, *memory)), lacks)
        })
    }));
    let above = all.iter().find(|(cpu, memory)| *cpu == right.0 && *memory > right.1);
    wrong.extend(above.map(|size| (told(*size), format!("It holds the need, but {} MiB do too.", right.1))));
    let (is_valid, proof) = judged(&right.0.to_string(), &right.1.to_string())?;
    is_valid.then_some(())?;
    let mut explanation =
        vec![format!("{cpu_need} CPU units need at least `{}`, which goes with {}.", least_cpu.cpu, range(least_cpu.cpu))];
    if least_cpu.cpu != right.0 {
        explanation.push(format!(
            "That ends below {memory_need} MiB, so memory decides: the next CPU size that goes so high is `{}`, with {}.",
            right.0,
            range(right.0)
        ));
    }
    explanation.push(format!("The least of these that holds {memory_need} MiB is `{}`.", right.1));
    Some(Draft {
        stem: format!(
            "The containers of a Fargate task need {cpu_need} CPU units and {memory_need} MiB together. Which is the smallest size that holds them: the least `cpu`, and with it the least `memory`?"
        ),
        configuration: None,
        kind: QuestionType::Single,
        options: single(
            stream,
            (told(right), "The least CPU size that goes as high in memory, and the least memory of it.".to_string()),
            wrong,
        )?,
        explanation,
        simulate: Vec::new(),
        rules: vec![proof],
    })
}
