//! What plans hold, and what is refused.

use super::*;
use crate::runtime::{PortPlan, Ports, Protocol, Secrets};

fn planned(text: &str, options: &PlanOptions) -> Result<TaskPlan, String> {
    plan_source(&SourceFile::new("task.yaml", text), options).map_err(|error| error.to_string())
}

/// A definition of one container with more members, and more members of the task.
fn one(container: &str, task: &str) -> String {
    format!("family: demo\n{task}\ncontainerDefinitions:\n- name: web\n  image: web:1\n  {container}\n")
}

fn plan_one(container: &str, task: &str) -> ContainerPlan {
    planned(&one(container, task), &PlanOptions::default()).expect("it can be run").containers.remove(0)
}

#[test]
fn what_reaches_beyond_the_sandbox_is_refused_with_its_place() {
    // More of the container, more of the task, where the refusal points, what it says.
    let cases = [
        ("privileged: true", "", "task.yaml:6:", "container web is privileged"),
        ("linuxParameters: {devices: [{hostPath: /dev/kvm}]}", "", "task.yaml:6:", "asks for devices"),
        ("linuxParameters: {capabilities: {add: [NET_ADMIN, SYS_ADMIN]}}", "", "task.yaml:6:", "capability SYS_ADMIN"),
        ("dockerSecurityOptions: ['seccomp:unconfined']", "", "task.yaml:6:", "asks to run unconfined"),
        ("cpu: 1", "networkMode: host", "task.yaml:2:14", "network mode host"),
        ("cpu: 1", "networkMode: '${MODE}'", "task.yaml:2:14", "is a placeholder"),
        ("cpu: 1", "pidMode: host", "task.yaml:2:10", "pidMode host"),
        ("cpu: 1", "ipcMode: host", "task.yaml:2:10", "ipcMode host"),
        ("cpu: 1", "runtimePlatform: {operatingSystemFamily: WINDOWS_SERVER_2022_CORE}", "task.yaml:2:", "Windows task"),
        ("cpu: 1", "volumes: [{name: v, host: {sourcePath: /etc}}]", "task.yaml:2:", "volume v is /etc of this machine"),
        ("cpu: 1", "volumes: [{name: v, host: {sourcePath: /var/run/docker.sock}}]", "task.yaml:2:", "the container engine's socket"),
        ("cpu: 1", "volumes: [{name: v, dockerVolumeConfiguration: {driver: nfs}}]", "task.yaml:2:", "asks for a volume driver"),
    ];
    for (container, task, place, message) in cases {
        let error = planned(&one(container, task), &PlanOptions::default()).expect_err(message);
        assert!(error.starts_with(place) && error.contains(message), "{container} {task}: {error}");
    }
}

#[test]
fn a_workspace_stands_in_for_host_paths_but_not_for_the_engines_socket() {
    let options = PlanOptions { workspace: Some("/somewhere".into()), ..PlanOptions::default() };
    let volume = |path: &str| one("cpu: 1", &format!("volumes: [{{name: v, host: {{sourcePath: {path}}}}}]"));
    let plan = planned(&volume("/srv/data"), &options).expect("it can be run");
    assert_eq!(plan.kept_volumes[0].directory(), Some("/somewhere/srv/data".into()));
    let error = planned(&volume("/var/run/docker.sock"), &options).expect_err("the socket");
    assert!(error.contains("the container engine's socket"), "{error}");
    let error = planned(&volume("/srv/data"), &PlanOptions::default()).expect_err("no workspace");
    assert!(error.contains("--workspace DIR"), "{error}");
}

#[test]
fn what_is_missing_is_said_with_what_to_fill_in() {
    let cases = [
        ("memory: 4", "", "no container starts with less than 6"),
        ("secrets: [{name: PIN, valueFrom: 'arn:pin'}]", "", "no value for the secret PIN of container web (arn:pin)"),
        ("portMappings: [{containerPort: '${PORT}'}]", "networkMode: awsvpc", "containerPort of container web is a placeholder: ${PORT}"),
        ("portMappings: [{containerPort: 70000}]", "", "is no port"),
        ("portMappings: [{containerPortRange: 1-60000}]", "", "not one of up to 100 ports"),
        ("mountPoints: [{sourceVolume: data, containerPath: /data}]", "", "there is no volume data"),
        ("dependsOn: [{containerName: db, condition: START}]", "", "depends on db, which is not in the task"),
        ("dependsOn: [{containerName: web, condition: HEALTHY}]", "", "web has no health check"),
        ("dependsOn: [{containerName: web, condition: START}]", "", "run in a circle: web"),
        ("dependsOn: [{containerName: web, condition: READY}]", "", "the conditions are START"),
        ("links: [db]", "", "names db, which is not in the task"),
        ("environmentFiles: [{type: s3, value: 'arn:aws:s3:::b/app.env'}]", "", "--env-file arn:aws:s3:::b/app.env=PATH"),
    ];
    for (container, task, message) in cases {
        let error = planned(&one(container, task), &PlanOptions::default()).expect_err(message);
        assert!(error.contains(message), "{container} {task}: {error}");
    }
    let all = one("privileged: true", "pidMode: host").replace("web:1", "'${IMAGE}'");
    let error = planned(&all, &PlanOptions::default()).expect_err("three reasons");
    assert_eq!(error.lines().filter(|line| line.starts_with("task.yaml:")).count(), 3, "{error}");
    for (text, message) in [("a: 1", "no task definition"), ("a: [", "task.yaml:"), ("containerDefinitions: []", "no containers")] {
        let error = planned(text, &PlanOptions::default()).expect_err(message);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn images_are_mapped_by_their_reference_or_their_container() {
    for (image, key, expected) in
        [("web:1", "web:1", "local"), ("'${IMAGE}'", "${IMAGE}", "local"), ("''", "web", "local"), ("web:1", "other:1", "web:1")]
    {
        let options = PlanOptions { images: [(key.to_string(), "local".to_string())].into(), ..PlanOptions::default() };
        let plan = planned(&one("cpu: 1", "").replace("web:1", image), &options).expect("it can be run");
        assert_eq!(plan.containers[0].local_image, expected, "{image}");
    }
}

#[test]
fn ports_follow_the_network_mode() {
    let free = |container_port| PortPlan { container_port, host_port: None, protocol: Protocol::Tcp };
    let fixed = |container_port, host_port| PortPlan { container_port, host_port: Some(host_port), protocol: Protocol::Tcp };
    let cases = [
        ("awsvpc", "{containerPort: 80}", vec![fixed(80, 80)]),
        ("awsvpc", "{containerPort: 80, hostPort: 80}", vec![fixed(80, 80)]),
        ("bridge", "{containerPort: 80}", vec![free(80)]),
        ("bridge", "{containerPort: 80, hostPort: 0}", vec![free(80)]),
        ("bridge", "{containerPort: 80, hostPort: 8080}", vec![fixed(80, 8080)]),
        ("bridge", "{containerPort: 53, protocol: udp}", vec![PortPlan { protocol: Protocol::Udp, ..free(53) }]),
        ("bridge", "{containerPortRange: 8000-8001}", vec![free(8000), free(8001)]),
        ("none", "{containerPort: 80}", vec![]),
    ];
    for (mode, mapping, expected) in cases {
        let text = one(&format!("portMappings: [{mapping}]"), &format!("networkMode: {mode}"));
        let plan = planned(&text, &PlanOptions::default()).expect("it can be run");
        assert_eq!(plan.containers[0].ports, expected, "{mode} {mapping}");
        let dynamic = planned(&text, &PlanOptions { ports: Ports::Dynamic, ..PlanOptions::default() }).expect("it can be run");
        assert!(dynamic.containers[0].ports.iter().all(|port| port.host_port.is_none()));
    }
}

#[test]
fn ecs_fills_in_what_the_definition_leaves_out() {
    let bare = plan_one("cpu: 0", "memory: 1 GB\ncpu: .5 vCPU");
    assert!(bare.essential && bare.health_check.is_none() && !bare.readonly_root);
    assert_eq!((bare.memory_mib, bare.cpu_cap_units, bare.cpu_shares), (Some(1024), Some(512), Some(2)));
    assert_eq!((bare.stop_timeout, bare.start_timeout), (Duration::from_secs(30), None));
    let check = plan_one("healthCheck: {command: [CMD-SHELL, 'exit 0'], startPeriod: 7}", "").health_check.expect("a check");
    let seconds = |duration: Duration| duration.as_secs();
    assert_eq!((seconds(check.interval), seconds(check.timeout), check.retries, seconds(check.start_period)), (30, 5, 3, 7));
    assert_eq!(plan_one("healthCheck: {command: [NONE]}", "").health_check, None);
    assert_eq!(plan_one("memory: 64", "memory: '512'").memory_mib, Some(64));
    for (task, network, launch_type) in [
        ("requiresCompatibilities: [FARGATE]", NetworkMode::Awsvpc, LaunchType::Fargate),
        ("cpu: '256'", NetworkMode::Bridge, LaunchType::Ec2),
        ("networkMode: none", NetworkMode::None, LaunchType::Ec2),
    ] {
        let plan = planned(&one("cpu: 1", task), &PlanOptions::default()).expect("it can be run");
        assert_eq!((plan.network, plan.launch_type), (network, launch_type), "{task}");
    }
}

#[test]
fn containers_come_after_those_that_they_depend_on() {
    let text = "family: demo
containerDefinitions:
- {name: a, image: x, dependsOn: [{containerName: c, condition: START}]}
- {name: b, image: x, volumesFrom: [{sourceContainer: d}]}
- {name: c, image: x, links: ['d:db']}
- {name: d, image: x}
";
    let plan = planned(text, &PlanOptions::default()).expect("it can be run");
    assert_eq!(plan.containers.iter().map(|container| container.name.as_str()).collect::<Vec<_>>(), ["d", "b", "c", "a"]);
}

#[test]
fn variables_win_over_files_and_earlier_files_over_later_ones() {
    let file = |text: &str| crate::runtime::EnvironmentFile::read(&SourceFile::new("x.env", text)).expect("it can be read");
    let options = PlanOptions {
        environment_files: [
            ("arn:1".to_string(), file("A=file 1\nB=file 1\nPIN=file 1\n")),
            ("arn:2".to_string(), file("A=file 2\nB=file 2\nC=\"file 2\"\nnonsense\n")),
        ]
        .into(),
        secrets: Secrets::from_iter([("PIN", "0042")]),
        ..PlanOptions::default()
    };
    let text = one(
        "environment: [{name: A, value: direct}]\n  secrets: [{name: PIN, valueFrom: x}]\n  environmentFiles: [{type: s3, value: 'arn:1'}, {type: s3, value: 'arn:2'}]",
        "",
    );
    let plan = planned(&text, &options).expect("it can be run");
    let variables = plan.containers[0].environment.iter().map(|variable| (variable.name.as_str(), variable.value.as_str()));
    assert_eq!(variables.collect::<Vec<_>>(), [("A", "direct"), ("B", "file 1"), ("C", "\"file 2\""), ("PIN", "0042")]);
    assert!(plan.notes.iter().any(|note| note.starts_with("x.env:4: it is not VARIABLE=VALUE")), "{:?}", plan.notes);
    let shown = format!("{plan:?} {options:?}");
    assert!(!shown.contains("file 1") && !shown.contains("0042"), "{shown}");
}

#[test]
fn a_container_has_a_memory_limit_in_any_case() {
    for (container, task, memory) in
        [("cpu: 1", "", 2048), ("memoryReservation: 64", "", 2048), ("memoryReservation: 4096", "", 4096), ("cpu: 1", "memory: '512'", 512)]
    {
        assert_eq!(plan_one(container, task).memory_mib, Some(memory), "{container} {task}");
    }
}

#[test]
fn secrets_become_variables_that_debug_does_not_show() {
    let options = PlanOptions { secrets: Secrets::from_iter([("arn:pin", "0042"), ("TOKEN", "hunter2")]), ..PlanOptions::default() };
    let text =
        one("secrets: [{name: PIN, valueFrom: 'arn:pin'}, {name: TOKEN, valueFrom: 'arn:aws:ssm:us-east-1:ACCOUNT_ID:parameter/x'}]", "");
    let plan = planned(&text, &options).expect("it can be run");
    let values: Vec<&str> = plan.containers[0].environment.iter().map(|variable| variable.value.as_str()).collect();
    assert_eq!(values, ["0042", "hunter2"]);
    let shown = format!("{plan:?} {options:?}");
    assert!(!shown.contains("0042") && !shown.contains("hunter2"), "{shown}");
}
