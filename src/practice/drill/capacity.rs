//! On which capacity providers do tasks start?

use super::draft::{Draft, Reasoned, single, typed};
use super::evidence::{list, number, proof, simulated, text};
use super::stream::Stream;
use super::{DrillKind, Level};
use crate::counted::counted;
use crate::course::{QuestionType, Simulation};

pub(super) static KIND: DrillKind = DrillKind {
    id: "capacity",
    title: "Base and weight",
    trains: "How many tasks start on each capacity provider?",
    levels: ["weights", "a base and weights", "three providers, and the answer is typed"],
    lesson: "scaling/capacity-providers",
    objectives: &["saa-c03/4.2", "dva-c03/3.3"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
    verified: "2026-11-21",
    draw,
};

#[derive(Debug, Clone)]
struct Item {
    provider: &'static str,
    base: u64,
    weight: u64,
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    let mut items = if level.number() < 3 {
        let (one, other) = stream.pick([("FARGATE", "FARGATE_SPOT"), ("FARGATE_SPOT", "FARGATE")]);
        vec![item(stream, one, 1, 5), item(stream, other, 1, 5)]
    } else {
        vec![item(stream, "on-demand", 0, 3), item(stream, "spot-a", 1, 5), item(stream, "spot-b", 1, 5)]
    };
    if level.number() > 1 {
        items[0].base = stream.between(1, 6);
    }
    let count = stream.between(6, 30);
    let right = started(&items, count)?;
    let counts = &right.counts;
    // A provider without tasks asks for less than it seems to, and a rounded share has an answer that AWS does not document.
    if counts.contains(&0) || right.is_rounded || items.iter().any(|item| item.base > count) {
        return None;
    }
    let asked = usize::try_from(stream.below(items.len() as u64)).ok()?;
    let kind = if level.number() == 3 { QuestionType::Text } else { QuestionType::Single };
    let told = |counts: &[u64]| match kind {
        QuestionType::Text => counts[asked].to_string(),
        _ => items.iter().zip(counts).map(|(item, count)| format!("{count} on {}", item.provider)).collect::<Vec<_>>().join(", "),
    };
    let right_why = "The base is filled first, and what is left follows the weights; see the steps below.";
    let right_answer = (told(counts), if items[0].base > 0 { right_why } else { "What starts follows the weights." }.to_string());
    let wrong = misconceptions(&items, count);
    let wrong: Vec<Reasoned> = wrong.into_iter().map(|(counts, why)| (told(&counts), why.to_string())).collect();
    let options = if kind == QuestionType::Text { typed(right_answer, wrong)? } else { single(stream, right_answer, wrong)? };
    let question = match kind {
        QuestionType::Text => format!("How many of them start on `{}`? Type a number.", items[asked].provider),
        _ => "Where do they start?".to_string(),
    };
    Some(Draft {
        stem: format!("A cluster runs nothing yet. A service with the strategy below starts {count} tasks. {question}"),
        configuration: Some(strategy(&items)),
        kind,
        options,
        explanation: right.steps,
        simulate: vec![right.proof],
        rules: Vec::new(),
    })
}

fn item(stream: &mut Stream, provider: &'static str, least: u64, most: u64) -> Item {
    Item { provider, base: 0, weight: stream.between(least, most) }
}

fn strategy(items: &[Item]) -> String {
    let line = |item: &Item| {
        let base = if item.base > 0 { format!("\"base\": {}, ", item.base) } else { String::new() };
        format!("  {{\"capacityProvider\": \"{}\", {base}\"weight\": {}}}", item.provider, item.weight)
    };
    format!("[\n{}\n]\n", items.iter().map(line).collect::<Vec<_>>().join(",\n"))
}

struct Started {
    counts: Vec<u64>,
    is_rounded: bool,
    steps: Vec<String>,
    proof: crate::course::SimulatorProof,
}

fn started(items: &[Item], count: u64) -> Option<Started> {
    let run = Simulation::Capacity { strategy: strategy(items), count };
    let answer = simulated(&run)?;
    let counts: Vec<u64> = list(&answer, "/placements").filter_map(|placement| number(placement, "/count")).collect();
    let weights: u64 = items.iter().map(|item| item.weight).sum();
    let mut steps = Vec::new();
    let by_base: u64 = list(&answer, "/explanation").filter_map(|share| number(share, "/byBase")).sum();
    for share in list(&answer, "/explanation").filter(|share| number(share, "/byBase").is_some_and(|count| count > 0)) {
        let (provider, base) = (text(share, "/capacityProvider")?, number(share, "/byBase")?);
        steps.push(format!("The base first: {} on `{provider}`. {} left.", counted(base, "task"), is_or_are(count - by_base)));
    }
    steps.push(format!("The weights add up to {weights}, so a weight of 1 stands for {} / {weights} tasks.", count - by_base));
    for (share, total) in list(&answer, "/explanation").zip(&counts) {
        let (provider, by_weight) = (text(share, "/capacityProvider")?, number(share, "/byWeight")?);
        let weight = number(share, "/weight")?;
        let sum = match number(share, "/byBase")? {
            0 => String::new(),
            base => format!(", with the base {base} + {by_weight} = {total}"),
        };
        steps.push(format!("`{provider}` has the weight {weight} and gets {} x {weight} / {weights} = {by_weight}{sum}.", count - by_base));
    }
    let proof = proof(run, &answer, (0..items.len()).map(|index| format!("/placements/{index}/count")));
    let is_rounded = list(&answer, "/choices").next().is_some();
    Some(Started { counts, is_rounded, steps, proof })
}

fn is_or_are(count: u64) -> String {
    if count == 1 { "1 task is".to_string() } else { format!("{count} tasks are") }
}

/// What somebody gets who reads the strategy otherwise; where a share is not whole, as most people would round it.
fn misconceptions(items: &[Item], count: u64) -> Vec<(Vec<u64>, &'static str)> {
    let base = items[0].base;
    let changed = |change: &dyn Fn(&mut Vec<Item>), count: u64| {
        let mut items = items.to_vec();
        change(&mut items);
        started(&items, count).map(|started| started.counts)
    };
    let reversed = |items: &mut Vec<Item>| {
        let weights: Vec<u64> = items.iter().rev().map(|item| item.weight).collect();
        for (item, weight) in items.iter_mut().zip(weights) {
            item.weight = weight;
        }
    };
    let plain = |items: &mut Vec<Item>| items[0].base = 0;
    let mut list = Vec::new();
    let mut add = |counts: Option<Vec<u64>>, why| list.extend(counts.map(|counts| (counts, why)));
    if base > 0 {
        add(changed(&plain, count), "This leaves the base out. It is filled before anything is shared.");
        let on_top = changed(&plain, count)
            .map(|counts| counts.iter().enumerate().map(|(at, count)| if at == 0 { count + base } else { *count }).collect());
        add(on_top, "This adds the base on top. The base is part of the tasks that start, so what is shared is less.");
        let only = changed(&|items| items[0].weight = 0, count);
        add(only, "This gives the provider with the base nothing more. It takes part by its weight as well.");
        let moved = changed(
            &|items| {
                let base = items[0].base;
                items[0].base = 0;
                items[1].base = base;
            },
            count,
        );
        add(moved, "This gives the base to the other provider.");
    }
    add(changed(&reversed, count), "This turns the weights around: a higher weight means more tasks, not fewer.");
    add(changed(&|items| items.iter_mut().for_each(|item| item.weight = 1), count), "This shares evenly and leaves the weights out.");
    let greatest = items.iter().map(|item| item.weight).max();
    let all_to_one = items.iter().map(|item| if Some(item.weight) == greatest { count } else { 0 }).collect();
    add(Some(all_to_one), "A higher weight is no priority: every provider with a weight gets its part.");
    let first = items[0].weight.min(count);
    let others: u64 = count - first;
    let as_numbers = if items.len() == 2 { Some(vec![first, others]) } else { None };
    add(as_numbers, "This reads the weight of the first provider as a number of tasks. Weights are a ratio.");
    list
}
