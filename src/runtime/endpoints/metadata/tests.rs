use std::time::UNIX_EPOCH;

use super::super::super::LogPlan;
use super::*;

fn plan(network: NetworkMode, launch_type: LaunchType) -> TaskPlan {
    let web = ContainerPlan {
        name: "web".to_string(),
        image: "repo/web:1".to_string(),
        memory_mib: Some(128),
        cpu_shares: Some(64),
        health_check: Some(super::super::super::HealthCheckPlan::default()),
        ..ContainerPlan::default()
    };
    let beside = ContainerPlan { name: "beside".to_string(), ..ContainerPlan::default() };
    TaskPlan { family: "shop".to_string(), network, launch_type, containers: vec![web, beside], ..TaskPlan::default() }
}

fn facts(network: NetworkMode, launch_type: LaunchType) -> TaskFacts {
    TaskFacts::of(&plan(network, launch_type), "0123", "ecslab-0123-", UNIX_EPOCH)
}

/// A container as Docker tells it.
fn engine(status: &str) -> Value {
    json!({
        "Id": "abc", "Image": "sha256:def", "Created": "2026-11-24T12:00:00.5Z",
        "State": {"Status": status, "Running": status == "running", "ExitCode": 7,
            "StartedAt": if status == "created" { "0001-01-01T00:00:00Z" } else { "2026-11-24T12:00:01Z" },
            "FinishedAt": if status == "exited" { "2026-11-24T12:00:09Z" } else { "0001-01-01T00:00:00Z" }},
        "NetworkSettings": {
            "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "32768"}], "53/udp": null},
            "Networks": {"bridge": {"IPAddress": "172.17.4.3", "IPPrefixLen": 20, "Gateway": "172.17.0.1", "MacAddress": "02:42:ac:11:00:03"}}},
    })
}

fn seen(containers: [Option<Value>; 2]) -> Seen {
    Seen { containers: containers.into(), pause: Some(engine("running")), stopping: false }
}

#[test]
fn a_task_is_as_far_as_the_last_of_its_containers() {
    let facts = facts(NetworkMode::Awsvpc, LaunchType::Fargate);
    for (one, other, expected) in [
        (Some("running"), Some("running"), "RUNNING"),
        (Some("running"), Some("exited"), "RUNNING"),
        (Some("exited"), Some("dead"), "STOPPED"),
        (Some("running"), Some("created"), "CREATED"),
        (Some("running"), None, "NONE"),
    ] {
        let task = facts.task(&seen([one.map(engine), other.map(engine)]));
        assert_eq!(task["KnownStatus"], expected, "{one:?} {other:?}");
    }
    let stopping = Seen { stopping: true, ..seen([Some(engine("running")), None]) };
    let task = facts.task(&stopping);
    assert_eq!((&task["DesiredStatus"], &task["Containers"][0]["DesiredStatus"]), (&json!("STOPPED"), &json!("STOPPED")));
}

#[test]
fn restarts_are_told_where_a_policy_is_enabled() {
    let mut plan = plan(NetworkMode::Awsvpc, LaunchType::Fargate);
    plan.containers[1].restart = Some(super::super::super::RestartPlan::default());
    let facts = TaskFacts::of(&plan, "0123", "ecslab-0123-", UNIX_EPOCH);
    let told = || {
        let task = facts.task(&seen([Some(engine("running")), Some(engine("running"))]));
        [0, 1].map(|index| task["Containers"][index]["RestartCount"].clone())
    };
    assert_eq!(told(), [json!(null), json!(0)]);
    facts.containers[0].restarted(3);
    facts.containers[1].restarted(3);
    assert_eq!(told(), [json!(null), json!(3)]);
}

#[test]
fn what_is_not_there_is_left_out() {
    let facts = facts(NetworkMode::Awsvpc, LaunchType::Fargate);
    let members = |container: Value| -> Vec<String> { container.as_object().expect("an object").keys().cloned().collect() };
    let unborn = members(facts.container(1, &Seen::default()));
    let expected =
        ["Name", "DockerName", "Image", "Labels", "DesiredStatus", "KnownStatus", "Limits", "Type", "ContainerARN", "Snapshotter"];
    assert_eq!(unborn, expected);
    let running = facts.container(0, &seen([Some(engine("running")), None]));
    assert!(running.get("ExitCode").is_none() && running.get("FinishedAt").is_none(), "{running}");
    let stopped = facts.container(0, &seen([Some(engine("exited")), None]));
    assert_eq!((&stopped["ExitCode"], &stopped["FinishedAt"]), (&json!(7), &json!("2026-11-24T12:00:09Z")));
    assert!(facts.task(&Seen::default()).get("Limits").is_none());
}

#[test]
fn health_is_told_since_the_first_check_of_its_series() {
    let facts = facts(NetworkMode::Awsvpc, LaunchType::Fargate);
    let check = |second: u32, code: i64| json!({"End": format!("2026-11-24T12:00:0{second}Z"), "ExitCode": code, "Output": format!("said {second}")});
    for (status, log, expected) in [
        ("starting", json!([]), json!({"status": "UNKNOWN"})),
        (
            "healthy",
            json!([check(1, 1), check(2, 0), check(3, 0)]),
            json!({"status": "HEALTHY", "statusSince": "2026-11-24T12:00:02Z", "exitCode": 0, "output": "said 3"}),
        ),
        (
            "unhealthy",
            json!([check(1, 0), check(2, 1)]),
            json!({"status": "UNHEALTHY", "statusSince": "2026-11-24T12:00:02Z", "exitCode": 1, "output": "said 2"}),
        ),
    ] {
        let mut web = engine("running");
        web["State"]["Health"] = json!({"Status": status, "Log": log});
        assert_eq!(facts.container(0, &seen([Some(web.clone()), None]))["Health"], expected);
        assert!(facts.container(1, &seen([None, Some(web)])).get("Health").is_none(), "it declares no health check");
    }
}

#[test]
fn networks_are_the_tasks_in_awsvpc_and_the_containers_in_bridge() {
    let mut own = engine("running");
    own["NetworkSettings"]["Networks"]["bridge"]["IPAddress"] = json!("172.17.0.9");
    let networks = |network| facts(network, LaunchType::Ec2).container(0, &seen([Some(own.clone()), None]))["Networks"].clone();
    assert_eq!(
        networks(NetworkMode::Awsvpc),
        json!([{"NetworkMode": "awsvpc", "IPv4Addresses": ["172.17.4.3"], "AttachmentIndex": 0, "MACAddress": "02:42:ac:11:00:03",
            "SubnetGatewayIpv4Address": "172.17.0.1/20", "IPv4SubnetCIDRBlock": "172.17.0.0/20"}])
    );
    assert_eq!(networks(NetworkMode::Bridge), json!([{"NetworkMode": "bridge", "IPv4Addresses": ["172.17.0.9"]}]));
    assert_eq!(networks(NetworkMode::None), Value::Null);
    let ports = facts(NetworkMode::Bridge, LaunchType::Ec2).container(0, &seen([Some(own.clone()), None]))["Ports"].clone();
    assert_eq!(ports, json!([{"ContainerPort": 80, "Protocol": "tcp", "HostPort": 32768, "HostIp": "127.0.0.1"}]));
}

#[test]
fn log_options_name_the_stream_and_tags_are_for_both_on_ec2() {
    let options = [("awslogs-group", "/shop"), ("awslogs-stream-prefix", "web")].map(|(key, value)| (key.to_string(), value.to_string()));
    let mut plan = plan(NetworkMode::Bridge, LaunchType::Ec2);
    plan.containers[0].log = Some(LogPlan { driver: "awslogs".to_string(), options: options.to_vec() });
    let facts = TaskFacts::of(&plan, "0123", "ecslab-0123-", UNIX_EPOCH);
    let task = facts.task_with_tags(&Seen::default());
    let web = &task["Containers"][0];
    assert_eq!(web["LogDriver"], "awslogs");
    let expected = json!({"awslogs-group": "/shop", "awslogs-stream-prefix": "web", "awslogs-stream": "web/web/0123"});
    assert_eq!(web["LogOptions"], expected);
    assert!(task["Containers"][1].get("LogDriver").is_none() && web.get("Snapshotter").is_none());
    assert_eq!((&task["TaskTags"], &task["ContainerInstanceTags"]), (&json!({}), &json!({})));
}
