//! Task metadata, version 4, of what is known and what the engine says.
//!
//! Shapes: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-response.html>, checked
//! 2026-11-24. Values that the engine has are read anew for each answer.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::super::description::ARN_PREFIX;
use super::super::{ContainerPlan, LaunchType, NetworkMode, TaskPlan, rfc3339};

/// Zone of what runs here: in the region of the ARNs.
const ZONE: &str = "locala";

/// What does not change about a task.
#[derive(Debug, Clone)]
pub(super) struct TaskFacts {
    pub(super) id: String,
    pub(super) family: String,
    pub(super) launch_type: LaunchType,
    pub(super) network: NetworkMode,
    /// Task CPU in vCPUs, and memory in MiB.
    pub(super) cpu: Option<f64>,
    pub(super) memory: Option<u32>,
    pub(super) created_at: SystemTime,
    pub(super) containers: Vec<ContainerFacts>,
}

/// What does not change about a container.
#[derive(Debug, Clone)]
pub(super) struct ContainerFacts {
    pub(super) name: String,
    /// On the engine.
    pub(super) engine_name: String,
    pub(super) image: String,
    /// CPU units, and memory in MiB.
    pub(super) cpu: u32,
    pub(super) memory: Option<u32>,
    pub(super) checks_health: bool,
    pub(super) log_driver: Option<String>,
    pub(super) log_options: Vec<(String, String)>,
    pub(super) docker_labels: Vec<(String, String)>,
    /// How often it was started again, where its restartPolicy is enabled.
    restarts: Option<Arc<AtomicU32>>,
}

/// What the engine said about the task's containers, in their order, and about the one that holds the network. `None` for one
/// that is not there.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) containers: Vec<Option<Value>>,
    pub(super) pause: Option<Value>,
    /// Whether the task is told to stop.
    pub(super) stopping: bool,
}

impl TaskFacts {
    /// What is asked of a task's plan; `prefix` makes names of containers those of the engine.
    pub(super) fn of(plan: &TaskPlan, id: &str, prefix: &str, created_at: SystemTime) -> Self {
        Self {
            id: id.to_string(),
            family: plan.family.clone(),
            launch_type: plan.launch_type,
            network: plan.network,
            cpu: plan.cpu.as_deref().and_then(crate::facts::parse_cpu_units).map(|units| f64::from(units) / 1024.0),
            memory: plan.memory.as_deref().and_then(crate::facts::parse_memory_mib),
            created_at,
            containers: plan.containers.iter().map(|container| ContainerFacts::of(container, id, prefix)).collect(),
        }
    }

    fn arn(&self) -> String {
        format!("{ARN_PREFIX}:task/ecslab/{}", self.id)
    }

    fn cluster_arn() -> String {
        format!("{ARN_PREFIX}:cluster/ecslab")
    }

    /// `GET /v4/{id}`
    pub(super) fn container(&self, index: usize, seen: &Seen) -> Value {
        let facts = &self.containers[index];
        let engine = seen.containers.get(index).and_then(Option::as_ref).unwrap_or(&Value::Null);
        let mut answer = Map::new();
        let mut put = |key: &str, value: Value| {
            // What is not there is left out, as ECS does.
            if !value.is_null() {
                answer.insert(key.to_string(), value);
            }
        };
        put("DockerId", engine["Id"].clone());
        put("Name", json!(facts.name));
        put("DockerName", json!(facts.engine_name));
        put("Image", json!(facts.image));
        put("ImageID", engine["Image"].clone());
        put("Ports", ports(engine));
        put("Labels", self.labels(facts));
        put("DesiredStatus", json!(if seen.stopping { "STOPPED" } else { "RUNNING" }));
        put("KnownStatus", json!(known_status(engine)));
        put("ExitCode", exit_code(engine));
        put("RestartCount", json!(facts.restarts.as_ref().map(|restarts| restarts.load(Ordering::SeqCst))));
        let mut limits = json!({"CPU": facts.cpu});
        if let Some(memory) = facts.memory {
            limits["Memory"] = json!(memory);
        }
        put("Limits", limits);
        put("CreatedAt", time(&engine["Created"]));
        put("StartedAt", time(&engine["State"]["StartedAt"]));
        put("FinishedAt", time(&engine["State"]["FinishedAt"]));
        put("Type", json!("NORMAL"));
        put("Health", if facts.checks_health { health(&engine["State"]["Health"]) } else { Value::Null });
        put("LogDriver", json!(facts.log_driver));
        if !facts.log_options.is_empty() {
            put("LogOptions", facts.log_options.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<Map<_, _>>().into());
        }
        put("ContainerARN", json!(format!("{ARN_PREFIX}:container/ecslab/{}/{}", self.id, facts.name)));
        put("Networks", self.networks(engine, seen));
        if self.launch_type == LaunchType::Fargate {
            put("Snapshotter", json!("overlayfs"));
        }
        answer.into()
    }

    /// `GET /v4/{id}/task`
    pub(super) fn task(&self, seen: &Seen) -> Value {
        let containers: Vec<Value> = (0..self.containers.len()).map(|index| self.container(index, seen)).collect();
        // A task is as far as the last of its containers.
        let order = ["NONE", "CREATED", "RUNNING", "STOPPED"];
        let rank = |container: &Value| order.iter().position(|status| container["KnownStatus"] == *status).unwrap_or_default();
        let known = order[containers.iter().map(rank).min().unwrap_or_default()];
        let mut answer = json!({
            "Cluster": Self::cluster_arn(),
            "TaskARN": self.arn(),
            "Family": self.family,
            "Revision": "1",
            "DesiredStatus": if seen.stopping { "STOPPED" } else { "RUNNING" },
            "KnownStatus": known,
        });
        if self.cpu.is_some() || self.memory.is_some() {
            let limits = [("CPU", json!(self.cpu)), ("Memory", json!(self.memory))];
            answer["Limits"] = limits
                .into_iter()
                .filter(|(_, limit)| !limit.is_null())
                .map(|(key, limit)| (key.to_string(), limit))
                .collect::<Map<_, _>>()
                .into();
        }
        // Nothing is pulled here: the images were there when the task was made.
        answer["PullStartedAt"] = json!(rfc3339(self.created_at));
        answer["PullStoppedAt"] = json!(rfc3339(self.created_at));
        answer["AvailabilityZone"] = json!(ZONE);
        answer["LaunchType"] = json!(self.launch_type);
        answer["Containers"] = containers.into();
        answer["FaultInjectionEnabled"] = json!(false);
        answer
    }

    /// `GET /v4/{id}/taskWithTags`; what runs here has no tags.
    pub(super) fn task_with_tags(&self, seen: &Seen) -> Value {
        let mut answer = self.task(seen);
        answer["TaskTags"] = json!({});
        if self.launch_type == LaunchType::Ec2 {
            answer["ContainerInstanceTags"] = json!({});
        }
        answer
    }

    fn labels(&self, facts: &ContainerFacts) -> Value {
        let mut labels: Map<String, Value> = facts.docker_labels.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        for (key, value) in [
            ("com.amazonaws.ecs.cluster", Self::cluster_arn()),
            ("com.amazonaws.ecs.container-name", facts.name.clone()),
            ("com.amazonaws.ecs.task-arn", self.arn()),
            ("com.amazonaws.ecs.task-definition-family", self.family.clone()),
            ("com.amazonaws.ecs.task-definition-version", "1".to_string()),
        ] {
            labels.insert(key.to_string(), json!(value));
        }
        labels.into()
    }

    /// In awsvpc mode the interface is the task's; else each container has one of its own.
    fn networks(&self, engine: &Value, seen: &Seen) -> Value {
        let (mode, holder) = match self.network {
            NetworkMode::Awsvpc => ("awsvpc", seen.pause.as_ref().unwrap_or(&Value::Null)),
            NetworkMode::Bridge => ("bridge", engine),
            NetworkMode::None => return Value::Null,
        };
        let interfaces = holder["NetworkSettings"]["Networks"].as_object();
        let Some(interface) = interfaces.and_then(|all| all.values().find(|interface| text(&interface["IPAddress"]).is_some())) else {
            return Value::Null;
        };
        let mut network = json!({"NetworkMode": mode, "IPv4Addresses": [interface["IPAddress"]]});
        if self.network == NetworkMode::Awsvpc {
            network["AttachmentIndex"] = json!(0);
            let subnet = subnet(interface);
            let gateway = text(&interface["Gateway"]).zip(subnet.as_deref().and_then(|subnet| subnet.split_once('/')));
            for (key, value) in [
                ("MACAddress", text(&interface["MacAddress"]).map(str::to_string)),
                ("SubnetGatewayIpv4Address", gateway.map(|(gateway, (_, length))| format!("{gateway}/{length}"))),
                ("IPv4SubnetCIDRBlock", subnet.clone()),
            ] {
                if let Some(value) = value {
                    network[key] = json!(value);
                }
            }
        }
        json!([network])
    }
}

impl ContainerFacts {
    fn of(plan: &ContainerPlan, task: &str, prefix: &str) -> Self {
        let mut log_options = plan.log.as_ref().map(|log| log.options.clone()).unwrap_or_default();
        let stream = plan.log.as_ref().filter(|log| !log_options.iter().any(|(key, _)| key == "awslogs-stream") && log.prefix().is_some());
        if let Some(stream) = stream.and_then(|log| log.stream(&plan.name, task, "")) {
            log_options.push(("awslogs-stream".to_string(), stream));
        }
        Self {
            name: plan.name.clone(),
            engine_name: format!("{prefix}{}", plan.name),
            image: plan.image.clone(),
            cpu: plan.cpu_shares.unwrap_or(2),
            memory: plan.memory_mib,
            checks_health: plan.health_check.is_some(),
            log_driver: plan.log.as_ref().map(|log| log.driver.clone()),
            log_options,
            docker_labels: plan.docker_labels.clone(),
            restarts: plan.restart.as_ref().map(|_| Arc::default()),
        }
    }

    pub(super) fn restarted(&self, count: u32) {
        if let Some(restarts) = &self.restarts {
            restarts.store(count, Ordering::SeqCst);
        }
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

fn known_status(engine: &Value) -> &'static str {
    match engine["State"]["Status"].as_str() {
        Some("running" | "paused" | "restarting") => "RUNNING",
        Some("exited" | "dead" | "removing") => "STOPPED",
        Some(_) => "CREATED",
        None => "NONE",
    }
}

fn exit_code(engine: &Value) -> Value {
    if known_status(engine) == "STOPPED" { engine["State"]["ExitCode"].clone() } else { Value::Null }
}

/// The engine writes the year 1 for what has not happened yet.
fn time(value: &Value) -> Value {
    if text(value).is_some_and(|time| !time.starts_with("0001-")) { value.clone() } else { Value::Null }
}

/// The status, and since when: the end of the first check of the latest series with that result.
fn health(health: &Value) -> Value {
    let status = match health["Status"].as_str() {
        Some("healthy") => "HEALTHY",
        Some("unhealthy") => "UNHEALTHY",
        _ => return json!({"status": "UNKNOWN"}),
    };
    let checks = health["Log"].as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(last) = checks.last() else { return json!({"status": status}) };
    let passed = |check: &Value| check["ExitCode"] == 0;
    let since = checks.iter().rev().take_while(|check| passed(check) == passed(last)).last().unwrap_or(last);
    let mut answer = json!({"status": status, "statusSince": since["End"]});
    if !last["ExitCode"].is_null() {
        answer["exitCode"] = last["ExitCode"].clone();
    }
    if let Some(output) = text(&last["Output"]) {
        answer["output"] = json!(output);
    }
    answer
}

/// Published ports as `{ContainerPort, Protocol, HostPort, HostIp}`.
fn ports(engine: &Value) -> Value {
    let Some(ports) = engine["NetworkSettings"]["Ports"].as_object() else { return Value::Null };
    let mut found = Vec::new();
    for (port, bindings) in ports {
        let Some((Ok(number), protocol)) = port.split_once('/').map(|(number, protocol)| (number.parse::<u16>(), protocol)) else {
            continue;
        };
        for binding in bindings.as_array().into_iter().flatten() {
            let host = binding["HostPort"].as_str().and_then(|port| port.parse::<u16>().ok());
            found.push(json!({"ContainerPort": number, "Protocol": protocol, "HostPort": host, "HostIp": binding["HostIp"]}));
        }
    }
    if found.is_empty() { Value::Null } else { found.into() }
}

/// Network and length of prefix: `172.17.0.0/16`.
fn subnet(interface: &Value) -> Option<String> {
    let address: Ipv4Addr = text(&interface["IPAddress"])?.parse().ok()?;
    let length =
        interface["IPPrefixLen"].as_u64().and_then(|length| u32::try_from(length).ok()).filter(|length| (1..=32).contains(length))?;
    Some(format!("{}/{length}", Ipv4Addr::from(u32::from(address) & (u32::MAX << (32 - length)))))
}

#[cfg(test)]
mod tests;
