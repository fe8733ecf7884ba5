//! On which instance does ECS place a task?

use serde_json::{Value, json};

use super::draft::{Draft, Reasoned, option, single};
use super::evidence::{list, proof, simulated, text};
use super::stream::Stream;
use super::wording::table;
use super::{DrillKind, Level};
use crate::counted::listed;
use crate::course::{QuestionType, Simulation};

pub(super) static KIND: DrillKind = DrillKind {
    id: "placement",
    title: "Task placement",
    trains: "Which instance does ECS choose for a task?",
    levels: ["binpack over what is left", "spread over zones, then binpack", "several tasks, one after the other"],
    lesson: "placement/strategies-and-constraints",
    objectives: &["dva-c03/3.3", "saa-c03/3.2"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html",
    verified: "2026-11-21",
    draw,
};

const REGION: &str = "eu-central-1";
const NAMES: [&str; 4] = ["A", "B", "C", "D"];

/// An instance of which so much is left.
#[derive(Debug, Clone)]
struct Instance {
    name: &'static str,
    zone: &'static str,
    instance_type: &'static str,
    cpu: u64,
    memory: u64,
    /// Tasks of the service that run there.
    tasks: u64,
}

/// What is to be placed.
#[derive(Debug, Clone)]
struct Wanted {
    cpu: u64,
    memory: u64,
    count: u64,
    constraint: Option<&'static str>,
    /// Types with their fields.
    strategy: Vec<(&'static str, &'static str)>,
}

const ZONE: &str = "attribute:ecs.availability-zone";

impl Instance {
    fn arn(&self) -> String {
        format!("arn:aws:ecs:{REGION}:111122223333:container-instance/shop/{}", self.name)
    }

    /// A task is placed here.
    fn take(&mut self, task: &Wanted) {
        self.cpu = self.cpu.saturating_sub(task.cpu);
        self.memory = self.memory.saturating_sub(task.memory);
    }

    /// What is too little for another task, with the numbers.
    fn is_full(&self, task: &Wanted) -> Option<String> {
        let short = |left: u64, needed: u64, unit: &str| (left < needed).then(|| format!("{left} {unit} left for the {needed} of a task"));
        let short = [short(self.cpu, task.cpu, "CPU units"), short(self.memory, task.memory, "MiB")];
        let short: Vec<String> = short.into_iter().flatten().collect();
        (!short.is_empty()).then(|| short.join(", "))
    }

    fn json(&self) -> Value {
        // What runs there has been taken from what is registered.
        let resources = |cpu: u64, memory: u64| {
            json!([
                {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
            ])
        };
        json!({
            "containerInstanceArn": self.arn(),
            "ec2InstanceId": format!("i-{}", self.name),
            "status": "ACTIVE",
            "agentConnected": true,
            "runningTasksCount": self.tasks,
            "registeredResources": resources(16_384, 65_536),
            "remainingResources": resources(self.cpu, self.memory),
            "attributes": [
                {"name": "ecs.availability-zone", "value": format!("{REGION}{}", self.zone)},
                {"name": "ecs.instance-type", "value": self.instance_type},
            ],
        })
    }
}

impl Wanted {
    fn request(&self, running: u64) -> String {
        let strategy: Vec<Value> = self.strategy.iter().map(|(kind, field)| json!({"type": kind, "field": field})).collect();
        let constraints: Vec<Value> =
            self.constraint.iter().map(|expression| json!({"type": "memberOf", "expression": expression})).collect();
        json!({
            "serviceName": "web",
            "desiredCount": running + self.count,
            "taskDefinition": {"family": "web", "containerDefinitions": [
                {"name": "web", "image": "nginx:1.28", "cpu": self.cpu, "memory": self.memory},
            ]},
            "placementStrategy": strategy,
            "placementConstraints": constraints,
        })
        .to_string()
    }

    /// As a request is written.
    fn shown(&self) -> String {
        let strategy: Vec<String> =
            self.strategy.iter().map(|(kind, field)| format!("    {{\"type\": \"{kind}\", \"field\": \"{field}\"}}")).collect();
        let constraint = self.constraint.map_or(String::new(), |expression| {
            format!("  \"placementConstraints\": [{{\n    \"type\": \"memberOf\",\n    \"expression\": \"{expression}\"\n  }}],\n")
        });
        format!("{{\n{constraint}  \"placementStrategy\": [\n{}\n  ]\n}}\n", strategy.join(",\n"))
    }
}

/// Where the simulator places the tasks.
struct Placed {
    answer: Value,
    run: Simulation,
    /// For each instance how many.
    counts: Vec<u64>,
    /// For each task which instance.
    order: Vec<&'static str>,
    is_tie: bool,
}

fn placed(instances: &[Instance], wanted: &Wanted) -> Option<Placed> {
    let running: u64 = instances.iter().map(|instance| instance.tasks).sum();
    let mut tasks = Vec::new();
    for instance in instances {
        for _ in 0..instance.tasks {
            tasks.push(json!({
                "taskArn": format!("arn:aws:ecs:{REGION}:111122223333:task/shop/{}", tasks.len() + 1),
                "containerInstanceArn": instance.arn(), "group": "service:web",
                "desiredStatus": "RUNNING", "lastStatus": "RUNNING",
                "cpu": wanted.cpu.to_string(), "memory": wanted.memory.to_string(),
            }));
        }
    }
    let run = Simulation::Placement {
        cluster: json!({"containerInstances": instances.iter().map(Instance::json).collect::<Vec<_>>()}).to_string(),
        request: wanted.request(running),
        tasks: Some(json!({"tasks": tasks}).to_string()),
        seed: None,
    };
    let answer = simulated(&run)?;
    let name = |id: &str| instances.iter().map(|instance| instance.name).find(|name| id.strip_prefix("i-") == Some(name));
    let order: Vec<&'static str> = list(&answer, "/placements").filter_map(|placement| name(text(placement, "/instance")?)).collect();
    let counts = instances.iter().map(|instance| order.iter().filter(|name| **name == instance.name).count() as u64).collect();
    let is_tie = list(&answer, "/placements").any(|placement| text(placement, "/explanation").is_some_and(|why| why.contains("equal")));
    Some(Placed { run, counts, order, is_tie, answer })
}

impl Placed {
    fn proof(&self) -> crate::course::SimulatorProof {
        proof(self.run.clone(), &self.answer, (0..self.order.len()).map(|index| format!("/placements/{index}/instance")))
    }

    /// Why an instance cannot take the first task.
    fn rejection(&self, name: &str) -> Option<&str> {
        let rejected = list(&self.answer, "/placements/0/rejected").find(|entry| text(entry, "/instance") == Some(&format!("i-{name}")))?;
        text(rejected, "/reason")
    }
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => binpack(stream),
        2 => spread(stream),
        _ => several(stream),
    }
}

fn instances(stream: &mut Stream, zones: [&'static str; 4]) -> Vec<Instance> {
    let memory = stream.several(4, 1, 16);
    let mut memory: Vec<u64> = memory.into_iter().map(|step| step * 256).collect();
    let mut cpu: Vec<u64> = stream.several(4, 1, 12).into_iter().map(|step| step * 128).collect();
    stream.shuffle(&mut memory);
    stream.shuffle(&mut cpu);
    let rows = NAMES.into_iter().zip(zones).zip(memory.into_iter().zip(cpu));
    rows.map(|((name, zone), (memory, cpu))| Instance {
        name,
        zone,
        instance_type: stream.pick(["m7g.large", "c7g.large"]),
        cpu,
        memory,
        tasks: 0,
    })
    .collect()
}

fn need(stream: &mut Stream, count: u64) -> Wanted {
    Wanted { cpu: stream.pick([128, 256, 512]), memory: stream.pick([256, 512, 1024]), count, constraint: None, strategy: Vec::new() }
}

/// Little enough that several tasks find a place.
fn small_need(stream: &mut Stream, count: u64) -> Wanted {
    Wanted { cpu: stream.pick([128, 192, 256]), memory: stream.pick([256, 384, 512]), ..need(stream, count) }
}

fn needs(wanted: &Wanted) -> String {
    format!("{} CPU units and {} MiB", wanted.cpu, wanted.memory)
}

/// The reason in words with the numbers.
fn rejected(instance: &Instance, wanted: &Wanted, reason: &str) -> String {
    match reason {
        "RESOURCE:CPU" => format!("It cannot take the task: {} of {} CPU units are left (`RESOURCE:CPU`).", instance.cpu, wanted.cpu),
        "RESOURCE:MEMORY" => format!("It cannot take the task: {} of {} MiB are left (`RESOURCE:MEMORY`).", instance.memory, wanted.memory),
        reason => format!("It cannot take the task: {reason}. Its type is {}.", instance.instance_type),
    }
}

fn binpack(stream: &mut Stream) -> Option<Draft> {
    let instances = instances(stream, ["a", "a", "b", "b"]);
    let field = stream.pick(["memory", "cpu"]);
    let wanted = Wanted { strategy: vec![("binpack", field)], ..need(stream, 1) };
    let placed = placed(&instances, &wanted)?;
    let [chosen] = placed.order[..] else { return None };
    let candidates: Vec<&Instance> = instances.iter().filter(|instance| placed.rejection(instance.name).is_none()).collect();
    // Somebody who forgets what must fit, or packs by the other field, must come to another instance.
    if candidates.len() < 2 || candidates.len() == instances.len() || placed.is_tie {
        return None;
    }
    let left =
        |instance: &Instance| if field == "memory" { format!("{} MiB", instance.memory) } else { format!("{} CPU units", instance.cpu) };
    let right = instances.iter().find(|instance| instance.name == chosen)?;
    let why = |instance: &Instance| match placed.rejection(instance.name) {
        Some(reason) => rejected(instance, &wanted, reason),
        None if instance.name == chosen => format!("Of the instances that can take the task it has the least left: {}.", left(instance)),
        None => format!("It could take the task, but has more left than {chosen}: {} against {}.", left(instance), left(right)),
    };
    let options =
        instances.iter().map(|instance| option(format!("instance {}", instance.name), instance.name == chosen, why(instance))).collect();
    let rows: Vec<Vec<String>> =
        instances.iter().map(|instance| vec![instance.name.to_string(), instance.cpu.to_string(), instance.memory.to_string()]).collect();
    let mut explanation: Vec<String> = instances
        .iter()
        .filter_map(|instance| Some(format!("{}: {}", instance.name, rejected(instance, &wanted, placed.rejection(instance.name)?))))
        .collect();
    let names: Vec<&str> = candidates.iter().map(|instance| instance.name).collect();
    explanation.push(format!(
        "{} can take it. `binpack` on `{field}` takes the one with the least {field} left: {chosen}, with {}.",
        listed(&names),
        left(right)
    ));
    Some(Draft {
        stem: format!(
            "One task is placed that needs {}. This is left on the instances of the cluster:\n\n{}\nOn which instance is it placed?",
            needs(&wanted),
            table(&["instance", "CPU units left", "MiB left"], &rows)
        ),
        configuration: Some(wanted.shown()),
        kind: QuestionType::Single,
        options,
        explanation,
        simulate: vec![placed.proof()],
        rules: Vec::new(),
    })
}

fn spread(stream: &mut Stream) -> Option<Draft> {
    let mut instances = instances(stream, ["a", "a", "b", "b"]);
    for instance in &mut instances {
        instance.tasks = stream.below(4);
    }
    let constraint = stream.pick([None, Some("attribute:ecs.instance-type =~ m7g.*"), Some("attribute:ecs.instance-type =~ c7g.*")]);
    let wanted = Wanted { strategy: vec![("spread", ZONE), ("binpack", "memory")], constraint, ..need(stream, 1) };
    let placed = placed(&instances, &wanted)?;
    let [chosen] = placed.order[..] else { return None };
    let candidates: Vec<&Instance> = instances.iter().filter(|instance| placed.rejection(instance.name).is_none()).collect();
    let right = instances.iter().find(|instance| instance.name == chosen)?;
    let in_zone = |zone: &str| instances.iter().filter(|instance| instance.zone == zone).map(|instance| instance.tasks).sum::<u64>();
    if placed.is_tie || candidates.len() < 2 || in_zone("a") == in_zone("b") {
        return None;
    }
    // Where packing alone leads to the same instance, the spread decides nothing.
    let packs_alone = super::placement::placed(&instances, &Wanted { strategy: vec![("binpack", "memory")], ..wanted.clone() })?;
    if packs_alone.order == placed.order {
        return None;
    }
    let why = |instance: &Instance| match placed.rejection(instance.name) {
        Some(reason) => rejected(instance, &wanted, reason),
        None if instance.name == chosen => format!(
            "Zone {} has the fewest tasks of the service, {}, and in it this instance has the least memory left of those that can take the task.",
            instance.zone,
            in_zone(instance.zone)
        ),
        None if instance.zone != right.zone => format!(
            "Zone {} runs {} tasks of the service, zone {} only {}: `spread` comes first.",
            instance.zone,
            in_zone(instance.zone),
            right.zone,
            in_zone(right.zone)
        ),
        None => {
            format!("It is in the right zone, but has more memory left than {chosen}: {} against {} MiB.", instance.memory, right.memory)
        }
    };
    let options =
        instances.iter().map(|instance| option(format!("instance {}", instance.name), instance.name == chosen, why(instance))).collect();
    let mut explanation: Vec<String> = instances
        .iter()
        .filter_map(|instance| Some(format!("{}: {}", instance.name, rejected(instance, &wanted, placed.rejection(instance.name)?))))
        .collect();
    let names: Vec<&str> = candidates.iter().map(|instance| instance.name).collect();
    explanation.push(format!("{} can take it.", listed(&names)));
    explanation.push(format!(
        "The zones first: a runs {} tasks of the service and b {}, so zone {} is next among those with room.",
        in_zone("a"),
        in_zone("b"),
        right.zone
    ));
    explanation.push(format!("Then the least memory left there: {chosen}, with {} MiB.", right.memory));
    Some(Draft {
        stem: format!(
            "A service gets one more task, which needs {}. This is the cluster:\n\n{}\nOn which instance is the task placed?",
            needs(&wanted),
            cluster_table(&instances)
        ),
        configuration: Some(wanted.shown()),
        kind: QuestionType::Single,
        options,
        explanation,
        simulate: vec![placed.proof()],
        rules: Vec::new(),
    })
}

/// The tasks that run only where some do.
fn cluster_table(instances: &[Instance]) -> String {
    let has_tasks = instances.iter().any(|instance| instance.tasks > 0);
    let columns = if has_tasks { 6 } else { 5 };
    let row = |instance: &Instance| {
        vec![
            instance.name.to_string(),
            instance.zone.to_string(),
            instance.instance_type.to_string(),
            instance.cpu.to_string(),
            instance.memory.to_string(),
            instance.tasks.to_string(),
        ]
        .into_iter()
        .take(columns)
        .collect()
    };
    table(&["instance", "zone", "type", "CPU left", "MiB left", "its tasks"][..columns], &instances.iter().map(row).collect::<Vec<_>>())
}

fn several(stream: &mut Stream) -> Option<Draft> {
    let mut zones = ["a", "a", "b", "c"];
    stream.shuffle(&mut zones);
    let instances = instances(stream, zones);
    let count = stream.between(3, 5);
    let strategy = if stream.coin() { vec![("spread", ZONE), ("binpack", "memory")] } else { vec![("binpack", "memory")] };
    let wanted =
        Wanted { strategy, constraint: stream.pick([None, Some("attribute:ecs.instance-type =~ m7g.*")]), ..small_need(stream, count) };
    let right = placed(&instances, &wanted)?;
    if right.is_tie || right.order.len() as u64 != count || right.counts.iter().filter(|count| **count > 0).count() < 2 {
        return None;
    }
    let told = |counts: &[u64]| {
        let parts: Vec<String> = instances
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count > 0)
            .map(|(instance, count)| format!("{count} on {}", instance.name))
            .collect();
        parts.join(", ")
    };
    let misread = |wanted: Wanted, why: &str| {
        let other = placed(&instances, &wanted).filter(|other| other.order.len() as u64 == count)?;
        Some((told(&other.counts), why.to_string()))
    };
    let with = |strategy: Vec<(&'static str, &'static str)>| Wanted { strategy, ..wanted.clone() };
    let is_spread = wanted.strategy.len() == 2;
    let wrong: Vec<Reasoned> = [
        misread(
            Wanted { constraint: None, ..wanted.clone() },
            "This leaves the constraint out. It binds: an instance of another type takes no task.",
        ),
        misread(with(vec![("spread", "instanceId")]), "This spreads over instances. The strategy does not name `instanceId`."),
        if is_spread {
            misread(with(vec![("binpack", "memory")]), "This only packs. `spread` stands first and decides the zone of each task.")
        } else {
            None
        },
        if is_spread {
            None
        } else {
            misread(with(vec![("spread", ZONE), ("binpack", "memory")]), "This spreads over zones first. The strategy only packs.")
        },
        misread(with(vec![("binpack", "cpu")]), "This packs by CPU. The strategy names `memory`."),
        misread(
            Wanted { memory: wanted.memory / 2, ..wanted.clone() },
            "So many do not fit there: each task takes its memory, and the next one needs as much again.",
        ),
        misread(Wanted { cpu: 1, ..wanted.clone() }, "This forgets CPU. An instance must have both left, CPU units and memory."),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut explanation = Vec::new();
    for instance in &instances {
        if let Some(reason) = right.rejection(instance.name) {
            explanation.push(format!("{}: {}", instance.name, rejected(instance, &wanted, reason)));
        }
    }
    let mut left = instances.clone();
    for (number, placement) in (1..).zip(list(&right.answer, "/placements")) {
        let name = text(placement, "/instance")?.trim_start_matches("i-");
        let instance = left.iter_mut().find(|instance| instance.name == name)?;
        instance.take(&wanted);
        // What is full is why the next task goes elsewhere.
        let full = if number < count { instance.is_full(&wanted) } else { None };
        let full = full.map(|what| format!(" Then {name} is full: {what}.")).unwrap_or_default();
        explanation.push(format!("Task {number} goes to {name} ({}).{full}", text(placement, "/explanation")?));
    }
    Some(Draft {
        stem: format!(
            "A new service starts {count} tasks, one after the other; each needs {}. This is the cluster:\n\n{}\nWhere do the tasks go?",
            needs(&wanted),
            cluster_table(&instances)
        ),
        configuration: Some(wanted.shown()),
        kind: QuestionType::Single,
        options: single(
            stream,
            (told(&right.counts), "Task by task, what is left on each instance decides; see the steps below.".to_string()),
            wrong,
        )?,
        explanation,
        simulate: vec![right.proof()],
        rules: Vec::new(),
    })
}
