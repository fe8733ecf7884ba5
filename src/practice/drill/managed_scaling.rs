//! What does managed scaling do with the instances of an Auto Scaling group?

use super::draft::{Draft, Reasoned, single, typed};
use super::evidence::{number, proof, simulated, text};
use super::stream::Stream;
use super::{DrillKind, Level};
use crate::counted::counted;
use crate::course::{QuestionType, Simulation};

pub(super) static KIND: DrillKind = DrillKind {
    id: "managed-scaling",
    title: "Managed scaling",
    trains: "What is CapacityProviderReservation, and what does the group do?",
    levels: ["the metric", "the direction and the number", "a target below 100, and the answer is typed"],
    lesson: "scaling/capacity-providers",
    objectives: &["saa-c03/4.2", "soa-c03/2.1.1"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
    verified: "2026-11-21",
    draw,
};

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    let (needed, running) = (stream.between(1, 12), stream.between(1, 12));
    let target = match level.number() {
        1 => 100,
        2 => stream.pick([100, 100, 80]),
        _ => stream.pick([50, 60, 70, 75, 80, 90]),
    };
    let run = Simulation::ManagedScaling {
        needed: u32::try_from(needed).ok()?,
        running: u32::try_from(running).ok()?,
        target: u32::try_from(target).ok()?,
    };
    let answer = simulated(&run)?;
    let reservation = answer.pointer("/capacityProviderReservation")?.as_f64()?;
    let instances = number(&answer, "/instances")?;
    let action = text(&answer, "/action")?.to_string();
    let needs = match needed {
        1 => "1 instance".to_string(),
        needed => format!("{needed} instances"),
    };
    let situation = format!(
        "The Auto Scaling group of a capacity provider runs {}. Its tasks, those that wait for a place included, need {needs}. `targetCapacity` is {target}.",
        counted(running, "instance"),
    );
    let mut explanation = vec![format!(
        "CapacityProviderReservation is the instances that are needed over those that run, in percent: {needed} / {running} x 100 = {reservation} %."
    )];
    if level.number() > 1 {
        explanation.push(format!("{} the target of {target} %, so {}.", compared(reservation, target), in_words(&action)));
        explanation.push(format!(
            "At the target the group has {needed} x 100 / {target} instances; rounded up, so that the metric is not above the target, this is {instances}."
        ));
        explanation.push("AWS does not publish how far one step goes: this is where the group comes to rest.".to_string());
    }
    let (question, kind, options, pointers) = match level.number() {
        1 => {
            let wrong = reservations(needed, running);
            let options = single(stream, (format!("{reservation} %"), "Needed over running, in percent.".to_string()), wrong)?;
            ("What is CapacityProviderReservation?", QuestionType::Single, options, vec!["/capacityProviderReservation"])
        }
        2 => {
            let right = (told(running, instances), "The group goes to where the metric is at its target.".to_string());
            let options =
                single(stream, right, counts(needed, running, target).into_iter().map(|(count, why)| (told(running, count), why)))?;
            ("Where does managed scaling bring the group in the end?", QuestionType::Single, options, vec!["/action", "/instances"])
        }
        _ => {
            let right = (instances.to_string(), "The fewest instances at which the metric is not above the target.".to_string());
            let options = typed(right, counts(needed, running, target).into_iter().map(|(count, why)| (count.to_string(), why)))?;
            ("With how many instances does the group come to rest? Type a number.", QuestionType::Text, options, vec!["/instances"])
        }
    };
    Some(Draft {
        stem: format!("{situation}\n\n{question}"),
        configuration: None,
        kind,
        options,
        explanation,
        simulate: vec![proof(run, &answer, pointers.into_iter().map(str::to_string))],
        rules: Vec::new(),
    })
}

fn compared(reservation: f64, target: u64) -> &'static str {
    match reservation.partial_cmp(&(target as f64)) {
        Some(std::cmp::Ordering::Greater) => "That is above",
        Some(std::cmp::Ordering::Less) => "That is below",
        _ => "That is",
    }
}

fn in_words(action: &str) -> &'static str {
    match action {
        "SCALE_OUT" => "instances are added",
        "SCALE_IN" => "instances are taken away",
        _ => "the number of instances stays: with one fewer the metric would be above the target",
    }
}

fn told(running: u64, instances: u64) -> String {
    match instances.cmp(&running) {
        std::cmp::Ordering::Greater => format!("It scales out, from {running} to {instances}"),
        std::cmp::Ordering::Less => format!("It scales in, from {running} to {instances}"),
        std::cmp::Ordering::Equal => format!("Nothing, the group stays at {running}"),
    }
}

fn percent(part: u64, of: u64) -> String {
    format!("{} %", (part as f64 / of as f64 * 1000.0).round() / 10.0)
}

fn reservations(needed: u64, running: u64) -> Vec<Reasoned> {
    let mut wrong = vec![(percent(running, needed), "This is running over needed: the fraction stands on its head.".to_string())];
    if running > needed {
        wrong.push((percent(running - needed, running), "This is the part of the instances that is free.".to_string()));
    } else {
        wrong.push((
            percent(needed.min(running), running),
            "The metric does not end at 100: what waits for a place counts too.".to_string(),
        ));
        wrong.push((percent(needed - running, running), "This is only what is missing. All instances that are needed count.".to_string()));
    }
    wrong.push((percent(needed, needed + running), "The instances that are needed are no addition to those that run.".to_string()));
    wrong.push((percent(needed + 1, running), "Managed scaling counts no spare instance: a lower `targetCapacity` keeps one.".to_string()));
    wrong
}

fn counts(needed: u64, running: u64, target: u64) -> Vec<(u64, String)> {
    let why = |text: &str| text.to_string();
    let mut wrong = Vec::new();
    if target < 100 {
        wrong
            .push((needed, format!("This is a target of 100. A target of {target} keeps room: {needed} of the instances are {target} %.")));
        wrong.push((needed * 100 / target, why("This rounds down. With so few the metric stays above the target.")));
        wrong.push((
            (running * target).div_ceil(100),
            format!("This takes {target} % of the instances that run. The target is about the metric."),
        ));
    }
    if running > needed {
        wrong.push((running, why("Nothing would happen only if the metric were at its target already.")));
        wrong.push((running - 1, why("One instance fewer, and the metric is still below the target: it goes on from there.")));
        wrong.push((running + needed, why("This adds what is needed to what runs. The instances that run are part of it.")));
    } else {
        wrong.push((running, why("Nothing would happen only if the metric were at its target already.")));
        wrong.push((running + 1, why("One instance more, and the metric is still off its target: see the steps below.")));
        wrong.push((running + needed, why("This adds what is needed to what runs. The instances that run are part of it.")));
        wrong.push((running.saturating_sub(1).max(1), why("With fewer instances the metric lies above the target.")));
    }
    wrong.push((needed + 1, why("Managed scaling keeps no spare instance by itself: a lower `targetCapacity` does.")));
    wrong
}
