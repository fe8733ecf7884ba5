//! How many tasks find a place where ports and network interfaces are short, and why others do not.

use serde_json::{Value, json};

use super::draft::{Draft, Reasoned, single};
use super::evidence::{list, proof, simulated, text};
use super::stream::Stream;
use super::wording::table;
use super::{DrillKind, Level};
use crate::counted::{counted, listed};
use crate::course::{AnswerOption, QuestionType, Simulation, SimulatorProof};

pub(super) static KIND: DrillKind = DrillKind {
    id: "ports",
    title: "Ports and network interfaces",
    trains: "How many tasks fit beside each other in a network mode, and what stops the next?",
    levels: ["host ports in bridge and host mode", "network interfaces in awsvpc mode", "each instance and its reason"],
    lesson: "networking/network-modes",
    objectives: &["dva-c03/3.3", "saa-c03/2.1"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
    verified: "2026-11-21",
    draw,
};

/// An instance of which so much is left.
#[derive(Debug, Clone)]
struct Instance {
    name: &'static str,
    cpu: u64,
    memory: u64,
    /// Host ports in use.
    ports: Vec<u16>,
    /// `awsvpc` tasks for which there is an interface.
    interfaces: u64,
    is_connected: bool,
}

/// The tasks: what each needs, and how it is on the network.
#[derive(Debug, Clone)]
struct Tasks {
    count: u64,
    cpu: u64,
    memory: u64,
    mode: &'static str,
    host_port: Option<u16>,
}

const CONTAINER_PORT: u16 = 8080;

impl Instance {
    fn json(&self) -> Value {
        let ports: Vec<String> = self.ports.iter().map(ToString::to_string).collect();
        let resources = |cpu: u64, memory: u64| {
            json!([
                {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
                {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
                {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ports},
            ])
        };
        json!({
            "containerInstanceArn": format!("arn:aws:ecs:eu-central-1:111122223333:container-instance/shop/{}", self.name),
            "ec2InstanceId": format!("i-{}", self.name),
            "status": "ACTIVE",
            "agentConnected": self.is_connected,
            "registeredResources": resources(16_384, 65_536),
            "remainingResources": resources(self.cpu, self.memory),
            "attributes": [{"name": "ecslab.awsvpc-task-limit", "value": self.interfaces.to_string()}],
        })
    }
}

impl Tasks {
    fn definition(&self) -> Value {
        let mapping = match self.host_port {
            Some(port) => json!({"containerPort": CONTAINER_PORT, "hostPort": port}),
            None => json!({"containerPort": CONTAINER_PORT}),
        };
        json!({"family": "web", "networkMode": self.mode, "containerDefinitions": [
            {"name": "web", "image": "nginx:1.28", "cpu": self.cpu, "memory": self.memory, "portMappings": [mapping]},
        ]})
    }

    /// As a task definition is written.
    fn shown(&self) -> String {
        let host = self.host_port.map_or(String::new(), |port| format!(", \"hostPort\": {port}"));
        format!(
            "{{\n  \"family\": \"web\",\n  \"networkMode\": \"{}\",\n  \"containerDefinitions\": [{{\n    \"name\": \"web\", \"image\": \"nginx:1.28\",\n    \
             \"cpu\": {}, \"memory\": {},\n    \"portMappings\": [{{\"containerPort\": {CONTAINER_PORT}{host}}}]\n  }}]\n}}\n",
            self.mode, self.cpu, self.memory
        )
    }
}

struct Placed {
    answer: Value,
    run: Simulation,
    count: u64,
}

fn placed(instances: &[Instance], tasks: &Tasks) -> Option<Placed> {
    let run = Simulation::Placement {
        cluster: json!({"containerInstances": instances.iter().map(Instance::json).collect::<Vec<_>>()}).to_string(),
        request: json!({"taskDefinition": tasks.definition(), "count": tasks.count}).to_string(),
        tasks: None,
        seed: None,
    };
    let answer = simulated(&run)?;
    let count = list(&answer, "/placements").count() as u64;
    Some(Placed { answer, run, count })
}

impl Placed {
    /// Each placement, so that as many are proved; and that there is no other.
    fn proof(&self) -> SimulatorProof {
        let placements = (0..self.count).map(|index| format!("/placements/{index}/task"));
        proof(self.run.clone(), &self.answer, placements.chain(["/failures".to_string()]))
    }

    fn rejected(&self, pointer: &str) -> Vec<(&str, &str)> {
        list(&self.answer, pointer)
            .filter_map(|entry| Some((text(entry, "/instance")?.trim_start_matches("i-"), text(entry, "/reason")?)))
            .collect()
    }
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => host_ports(stream),
        2 => interfaces(stream),
        _ => reasons(stream),
    }
}

fn instances(stream: &mut Stream, count: usize, memory: u64) -> Vec<Instance> {
    let one = |name| Instance {
        name,
        cpu: 2048,
        memory: memory * stream.between(1, 4),
        ports: Vec::new(),
        interfaces: stream.between(1, 3),
        is_connected: true,
    };
    ["A", "B", "C", "D"].into_iter().take(count).map(one).collect()
}

fn ports_of(instance: &Instance) -> String {
    if instance.ports.is_empty() {
        "(none)".to_string()
    } else {
        listed(&instance.ports.iter().map(ToString::to_string).collect::<Vec<_>>())
    }
}

fn placed_of(count: u64, all: u64) -> String {
    if count == all { format!("all {all}") } else { count.to_string() }
}

/// Steps: what stops each instance in the end.
fn steps(instances: &[Instance], tasks: &Tasks, placed: &Placed) -> Vec<String> {
    let mut steps = Vec::new();
    for instance in instances {
        let here = list(&placed.answer, "/placements")
            .filter(|placement| text(placement, "/instance") == Some(&format!("i-{}", instance.name)))
            .count();
        let stop = placed.rejected("/failures/0/rejected").into_iter().find(|(name, _)| *name == instance.name);
        let stop =
            stop.map_or(String::new(), |(_, reason)| format!("; the next is refused with `{reason}`{}", because(instance, tasks, reason)));
        steps.push(format!("{}: {}{stop}.", instance.name, counted(here as u64, "task")));
    }
    steps.push(format!("Together {} of {}.", placed.count, tasks.count));
    steps
}

fn because(instance: &Instance, tasks: &Tasks, reason: &str) -> String {
    match (reason, tasks.host_port) {
        ("RESOURCE:PORTS", Some(port)) => format!(": host port {port} is in use there"),
        ("RESOURCE:PORTS", None) => format!(": in host mode the container's port {CONTAINER_PORT} is the instance's, and it is in use"),
        ("RESOURCE:ENI", _) => format!(
            ": its {} taken",
            if instance.interfaces == 1 { "one interface is".to_string() } else { format!("{} interfaces are", instance.interfaces) }
        ),
        ("RESOURCE:MEMORY", _) => format!(": less than {} MiB are left", tasks.memory),
        ("RESOURCE:CPU", _) => format!(": less than {} CPU units are left", tasks.cpu),
        _ => String::new(),
    }
}

fn host_ports(stream: &mut Stream) -> Option<Draft> {
    let memory = stream.pick([256, 512]);
    let mut instances = instances(stream, 3, memory);
    let (mode, host_port) =
        stream.pick([("bridge", Some(80)), ("bridge", Some(8080)), ("bridge", Some(0)), ("host", None), ("bridge", None)]);
    let tasks = Tasks { count: stream.between(4, 9), cpu: 64, memory, mode, host_port };
    for instance in &mut instances {
        if stream.below(3) == 0 {
            instance.ports.push(stream.pick([80, 8080]));
        }
    }
    let right = placed(&instances, &tasks)?;
    if right.count == 0 {
        return None;
    }
    let is_dynamic = mode == "bridge" && matches!(host_port, None | Some(0));
    let with = |tasks: Tasks, instances: &[Instance], why: String| Some((placed_of(placed(instances, &tasks)?.count, tasks.count), why));
    let free: Vec<Instance> = instances.iter().map(|instance| Instance { ports: Vec::new(), ..instance.clone() }).collect();
    let fixed = Tasks { mode: "bridge", host_port: Some(CONTAINER_PORT), ..tasks.clone() };
    let dynamic = Tasks { mode: "bridge", host_port: Some(0), ..tasks.clone() };
    let roomy: Vec<Instance> = instances.iter().map(|instance| Instance { memory: memory * 16, ..instance.clone() }).collect();
    let mut wrong = Vec::new();
    if is_dynamic {
        wrong.push(with(
            fixed.clone(),
            &instances,
            format!(
                "Port {CONTAINER_PORT} is the container's. Without a `hostPort` of its own, each task gets a free port of the instance."
            ),
        ));
        wrong.push(with(fixed, &free, "This is one task an instance. Ports that are given out at the start do not collide.".to_string()));
    } else {
        wrong.push(with(
            dynamic,
            &instances,
            "This counts memory alone. Each of these tasks wants the same port of the instance.".to_string(),
        ));
        wrong.push(with(tasks.clone(), &free, "This overlooks ports that are in use already.".to_string()));
    }
    wrong.push(with(tasks.clone(), &roomy, "This forgets memory. An instance takes no task for which too little is left.".to_string()));
    wrong.push(Some((placed_of(tasks.count, tasks.count), "Not every task has a place: see what stops each instance.".to_string())));
    if !is_dynamic {
        wrong.push(Some(("1".to_string(), "A host port belongs to one instance: another instance has its own.".to_string())));
    }
    wrong.push(Some((placed_of(right.count + 1, tasks.count), "One more has no place: see what stops each instance.".to_string())));
    wrong.push(Some((
        placed_of(right.count.checked_sub(1).filter(|count| *count > 0)?, tasks.count),
        "There is room for one more: see what stops each instance.".to_string(),
    )));
    let wrong: Vec<Reasoned> = wrong.into_iter().flatten().collect();
    let rows: Vec<Vec<String>> =
        instances.iter().map(|instance| vec![instance.name.to_string(), instance.memory.to_string(), ports_of(instance)]).collect();
    let mut explanation = vec![match (mode, is_dynamic) {
        (_, true) => "In bridge mode without a `hostPort`, or with 0, Docker gives each container a free port of the instance, so tasks do not collide.".to_string(),
        ("host", _) => format!("In host mode the container listens on the instance itself, so port {CONTAINER_PORT} is taken once on each instance."),
        _ => format!("A fixed `hostPort` can be taken once on each instance: {}.", host_port.unwrap_or(CONTAINER_PORT)),
    }];
    explanation.extend(steps(&instances, &tasks, &right));
    Some(Draft {
        stem: format!(
            "`run-task` starts {} tasks of the task definition below on this cluster, which has CPU in plenty:\n\n{}\nHow many of them are placed?",
            tasks.count,
            table(&["instance", "MiB left", "host ports in use"], &rows)
        ),
        configuration: Some(tasks.shown()),
        kind: QuestionType::Single,
        options: single(stream, (placed_of(right.count, tasks.count), "So many find memory and a free port.".to_string()), wrong)?,
        explanation,
        simulate: vec![right.proof()],
        rules: Vec::new(),
    })
}

fn interfaces(stream: &mut Stream) -> Option<Draft> {
    let memory = stream.pick([256, 512]);
    let mut instances = instances(stream, 3, memory);
    for instance in &mut instances {
        if stream.below(3) == 0 {
            instance.ports.push(CONTAINER_PORT);
        }
    }
    let tasks = Tasks { count: stream.between(4, 9), cpu: 64, memory, mode: "awsvpc", host_port: None };
    let right = placed(&instances, &tasks)?;
    let with =
        |tasks: &Tasks, instances: &[Instance], why: &str| Some((placed_of(placed(instances, tasks)?.count, tasks.count), why.to_string()));
    let changed = |change: &dyn Fn(&mut Instance)| {
        let mut instances = instances.clone();
        instances.iter_mut().for_each(change);
        instances
    };
    let wrong: Vec<Reasoned> = [
        with(
            &tasks,
            &changed(&|instance| instance.interfaces = 99),
            "This counts memory alone. In awsvpc mode each task needs a network interface of its own.",
        ),
        with(&tasks, &changed(&|instance| instance.memory = memory * 16), "This counts interfaces alone. Each task needs memory too."),
        with(
            &Tasks { mode: "host", ..tasks.clone() },
            &instances,
            "This lets the port collide. In awsvpc mode each task has an interface of its own, and its ports with it.",
        ),
        Some((placed_of(tasks.count, tasks.count), "Not every task has a place: see what stops each instance.".to_string())),
        Some((placed_of(right.count + 1, tasks.count), "One more has no place: see what stops each instance.".to_string())),
        Some((
            placed_of(right.count.checked_sub(1).filter(|count| *count > 0)?, tasks.count),
            "There is room for one more: see what stops each instance.".to_string(),
        )),
    ]
    .into_iter()
    .flatten()
    .collect();
    let row = |instance: &Instance| {
        vec![instance.name.to_string(), instance.memory.to_string(), instance.interfaces.to_string(), ports_of(instance)]
    };
    let rows: Vec<Vec<String>> = instances.iter().map(row).collect();
    let mut explanation = vec![
        "In awsvpc mode each task has a network interface of its own. Ports never collide, and interfaces and memory are the limit."
            .to_string(),
    ];
    explanation.extend(steps(&instances, &tasks, &right));
    Some(Draft {
        stem: format!(
            "`run-task` starts {} tasks of the task definition below on this cluster, which has CPU in plenty:\n\n{}\nHow many of them are placed?",
            tasks.count,
            table(&["instance", "MiB left", "free interfaces", "host ports in use"], &rows)
        ),
        configuration: Some(tasks.shown()),
        kind: QuestionType::Single,
        options: single(stream, (placed_of(right.count, tasks.count), "So many find memory and an interface.".to_string()), wrong)?,
        explanation,
        simulate: vec![right.proof()],
        rules: Vec::new(),
    })
}

/// Four instances, each of which refuses the task for a reason of its own.
fn reasons(stream: &mut Stream) -> Option<Draft> {
    let is_awsvpc = stream.coin();
    let (cpu, memory) = (stream.pick([256, 512]), stream.pick([512, 1024]));
    let mut hindrances = ["cpu", "memory", if is_awsvpc { "interface" } else { "port" }, "agent"];
    stream.shuffle(&mut hindrances);
    let (mode, host_port) = if is_awsvpc { ("awsvpc", None) } else { stream.pick([("bridge", Some(80)), ("host", None)]) };
    let wanted = host_port.unwrap_or(CONTAINER_PORT);
    let tasks = Tasks { count: 1, cpu, memory, mode, host_port };
    let mut instances = instances(stream, 4, memory);
    for (instance, hindrance) in instances.iter_mut().zip(hindrances) {
        instance.cpu = cpu * stream.between(1, 4);
        instance.interfaces = if is_awsvpc { stream.between(1, 3) } else { 0 };
        // In awsvpc mode the instance's own ports are in nobody's way.
        instance.ports = if is_awsvpc && stream.coin() { vec![wanted] } else { Vec::new() };
        match hindrance {
            "cpu" => instance.cpu = cpu - stream.pick([32, 64, 128]),
            "memory" => instance.memory = memory - stream.pick([64, 128, 256]),
            "interface" => instance.interfaces = 0,
            "port" => instance.ports = vec![wanted],
            _ => instance.is_connected = false,
        }
    }
    let placed = placed(&instances, &tasks)?;
    let rejected = placed.rejected("/failures/0/rejected");
    let mut options = Vec::new();
    for instance in &instances {
        let (_, reason) = rejected.iter().find(|(name, _)| *name == instance.name)?;
        let because = because(instance, &tasks, reason);
        let why = match *reason {
            "AGENT" => "Its agent is not connected, so ECS cannot start anything there.".to_string(),
            "RESOURCE:ENI" => "No network interface is left for another awsvpc task.".to_string(),
            _ => super::wording::sentence(because.trim_start_matches([':', ' '])),
        };
        options.push(AnswerOption {
            text: format!("instance {}", instance.name),
            correct: false,
            matches: Some(format!("`{reason}`")),
            why,
        });
    }
    let row = |instance: &Instance| {
        let mut row = vec![instance.name.to_string(), instance.cpu.to_string(), instance.memory.to_string()];
        if is_awsvpc {
            row.push(instance.interfaces.to_string());
        }
        row.push(ports_of(instance));
        row.push(if instance.is_connected { "connected" } else { "gone" }.to_string());
        row
    };
    let head: &[&str] = if is_awsvpc {
        &["instance", "CPU left", "MiB left", "free interfaces", "host ports in use", "agent"]
    } else {
        &["instance", "CPU left", "MiB left", "host ports in use", "agent"]
    };
    let rows: Vec<Vec<String>> = instances.iter().map(row).collect();
    let explanation = options
        .iter()
        .map(|option| {
            format!(
                "{}: {} {}",
                super::wording::sentence(&option.text).trim_end_matches('.'),
                option.matches.as_deref().unwrap_or_default(),
                option.why
            )
        })
        .collect();
    let pointers = (0..4).flat_map(|index| ["instance", "reason"].map(|member| format!("/failures/0/rejected/{index}/{member}")));
    Some(Draft {
        stem: format!(
            "No instance of this cluster can take a task of the task definition below:\n\n{}\nMatch each instance with the reason for which it is refused.",
            table(head, &rows)
        ),
        configuration: Some(tasks.shown()),
        kind: QuestionType::Match,
        options,
        explanation,
        simulate: vec![proof(placed.run.clone(), &placed.answer, pointers)],
        rules: Vec::new(),
    })
}
