//! What a definition says of limits and rights, seen from inside the container.

use std::process::Command;

use ecslab::runtime::{Engine, PlanOptions, RunningTask};
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};
use crate::running::{finish, run, run_task, start, stopped, wait};

/// Members of `more` go over those of `base`.
fn with(mut base: Value, more: &Value) -> Value {
    base.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    base
}

fn one(script: &str, more: &Value) -> Value {
    with(json!({"name": "one", "image": BUSYBOX, "memory": 64, "stopTimeout": 2, "command": ["sh", "-c", script]}), more)
}

/// Reads a control file of the first version of cgroups, or else of the second, where the container finds itself at the root.
fn cgroup(controller: &str, first: &str, second: &str) -> String {
    format!("cat /sys/fs/cgroup/{controller}/{first} 2>/dev/null || cat /sys/fs/cgroup/{second}")
}

#[test]
fn a_container_sees_the_limits_and_rights_of_its_definition() {
    let Some(engine) = engine_for("a_container_sees_the_limits_and_rights_of_its_definition") else { return };
    let shares = cgroup("cpu", "cpu.shares", "cpu.weight");
    let quota = cgroup("cpu", "cpu.cfs_quota_us", "cpu.max");
    let memory = cgroup("memory", "memory.limit_in_bytes", "memory.max");
    let reservation = cgroup("memory", "memory.soft_limit_in_bytes", "memory.low");
    let pids = cgroup("pids", "pids.max", "pids.max");
    let linux = |parameters: Value| json!({"linuxParameters": parameters});
    // What the container writes, more of the container, more of the task, the answers that are right.
    let cases: Vec<(&str, Value, Value, &[&str])> = vec![
        (&shares, json!({"cpu": 256}), json!({}), &["256", "10"]),
        (&quota, json!({}), json!({"cpu": "512"}), &["50000", "50000 100000"]),
        (&memory, json!({}), json!({}), &["67108864"]),
        (&memory, json!({"memory": null}), json!({"memory": "96"}), &["100663296"]),
        (&memory, json!({"memory": null}), json!({}), &["2147483648"]),
        (&reservation, json!({"memoryReservation": 32}), json!({}), &["33554432"]),
        (&pids, json!({}), json!({}), &["1024"]),
        ("ulimit -n; ulimit -Hn", json!({"ulimits": [{"name": "nofile", "softLimit": 100, "hardLimit": 200}]}), json!({}), &["100\n200"]),
        ("id -u; id -g", json!({"user": "1000:50"}), json!({}), &["1000\n50"]),
        ("id -un", json!({"user": "nobody"}), json!({}), &["nobody"]),
        ("touch /x 2>/dev/null || echo refused", json!({"readonlyRootFilesystem": true}), json!({}), &["refused"]),
        ("grep CapEff /proc/self/status", linux(json!({"capabilities": {"drop": ["ALL"]}})), json!({}), &["CapEff:\t0000000000000000"]),
        (
            "grep CapEff /proc/self/status",
            linux(json!({"capabilities": {"drop": ["ALL"], "add": ["SYS_PTRACE"]}})),
            json!({}),
            &["CapEff:\t0000000000080000"],
        ),
        ("grep NoNewPrivs /proc/self/status", json!({"dockerSecurityOptions": ["no-new-privileges"]}), json!({}), &["NoNewPrivs:\t1"]),
        ("cat /proc/1/comm", linux(json!({"initProcessEnabled": true})), json!({}), &["docker-init"]),
        ("df -m /dev/shm | awk 'NR==2 {print $2}'", linux(json!({"sharedMemorySize": 32})), json!({}), &["32"]),
        ("df -m /t | awk 'NR==2 {print $2}'", linux(json!({"tmpfs": [{"containerPath": "/t", "size": 5}]})), json!({}), &["5"]),
        (
            "cp /bin/busybox /t/echo; /t/echo run 2>/dev/null || echo refused",
            linux(json!({"tmpfs": [{"containerPath": "/t", "size": 5, "mountOptions": ["noexec"]}]})),
            json!({}),
            &["refused"],
        ),
        (
            "cat /proc/sys/net/core/somaxconn /proc/sys/kernel/msgmax",
            json!({"systemControls": [{"namespace": "net.core.somaxconn", "value": "77"}, {"namespace": "kernel.msgmax", "value": "4096"}]}),
            json!({}),
            &["77\n4096"],
        ),
        (
            "cat /proc/sys/net/core/somaxconn",
            json!({"systemControls": [{"namespace": "net.core.somaxconn", "value": "78"}]}),
            json!({"networkMode": "awsvpc"}),
            &["78"],
        ),
        (
            "grep db.internal /etc/hosts",
            json!({"extraHosts": [{"hostname": "db.internal", "ipAddress": "10.9.8.7"}]}),
            json!({}),
            &["10.9.8.7\tdb.internal"],
        ),
        (
            "grep -v '^#' /etc/resolv.conf",
            json!({"dnsServers": ["10.9.8.7"], "dnsSearchDomains": ["internal"]}),
            json!({}),
            &["search internal\nnameserver 10.9.8.7", "nameserver 10.9.8.7\nsearch internal"],
        ),
        ("hostname", json!({"hostname": "shop"}), json!({}), &["shop"]),
        ("pwd", json!({"workingDirectory": "/var/tmp"}), json!({}), &["/var/tmp"]),
        ("{ timeout 1 cat; } 2>/dev/null && echo closed || echo open", json!({"interactive": true}), json!({}), &["open"]),
        ("{ timeout 1 cat; } 2>/dev/null && echo closed || echo open", json!({}), json!({}), &["closed"]),
        ("ls /dev/shm 2>/dev/null || echo no shared memory", json!({}), json!({"ipcMode": "none"}), &["no shared memory"]),
        ("cat /sys/class/net/*/operstate | wc -l", json!({"disableNetworking": true}), json!({}), &["1"]),
    ];
    for (script, container, task, right) in cases {
        let definition = with(json!({"family": "limits", "containerDefinitions": [one(script, &container)]}), &task);
        let (_, output) = run_task(engine, &definition, PlanOptions::default());
        // Terminal settings of the network's own options may follow.
        let output = output.lines().filter(|line| !line.starts_with("options")).collect::<Vec<_>>().join("\n");
        assert!(right.contains(&output.trim()), "{container} {task}: {output:?}, not {right:?}");
    }
}

#[test]
fn a_parameter_outside_the_namespaces_is_refused_in_the_engines_words() {
    let Some(engine) = engine_for("a_parameter_outside_the_namespaces_is_refused_in_the_engines_words") else { return };
    let controls = json!({"systemControls": [{"namespace": "vm.swappiness", "value": "1"}]});
    let mut task = start(engine, &json!({"family": "controls", "containerDefinitions": [one("true", &controls)]}));
    wait(&mut task, stopped);
    let reason = finish(engine, task).stopped_reason.expect("a reason");
    assert!(reason.starts_with("CannotStartContainerError: Error response from daemon: ") && reason.contains("vm.swappiness"), "{reason}");
}

#[test]
fn containers_of_a_task_share_processes_and_shared_memory_only_where_it_says_so() {
    let Some(engine) = engine_for("containers_of_a_task_share_processes_and_shared_memory_only_where_it_says_so") else { return };
    let seen = |task: &RunningTask<'_>| {
        let words = ["sh", "-c", "ps | grep -c '[s]leep 543'; cat /dev/shm/note 2>/dev/null || echo none"].map(str::to_string);
        task.exec("one", &words).expect("it runs").output
    };
    for (modes, expected) in [
        (json!({}), "0\nnone\n"),
        (json!({"pidMode": "task"}), "1\nnone\n"),
        (json!({"ipcMode": "task"}), "0\nwritten\n"),
        (json!({"pidMode": "task", "ipcMode": "task", "networkMode": "awsvpc"}), "1\nwritten\n"),
    ] {
        let other = with(one("echo written > /dev/shm/note; exec sleep 543", &json!({})), &json!({"name": "other"}));
        let waits = json!({"dependsOn": [{"containerName": "other", "condition": "START"}]});
        let definition = json!({"family": "shares", "containerDefinitions": [other, one("sleep 600", &waits)]});
        let mut task = start(engine, &with(definition, &modes));
        // The other may take a moment to write.
        wait(&mut task, |task| seen(task) == expected || expected.ends_with("none\n"));
        assert_eq!(seen(&task), expected, "{modes}");
        let id = task.id().to_string();
        drop(task);
        crate::running::assert_nothing_left(engine, &id);
    }
}

#[test]
fn a_secret_is_in_the_environment_and_nowhere_else() {
    let Some(engine) = engine_for("a_secret_is_in_the_environment_and_nowhere_else") else { return };
    let secret = json!({"secrets": [{"name": "PIN", "valueFrom": "arn:aws:ssm:::parameter/pin"}], "dockerLabels": {"team": "shop", "io.ecslab.task": "mine"}});
    let mut task = start(engine, &json!({"family": "secret", "containerDefinitions": [one("echo ${#PIN}; sleep 600", &secret)]}));
    wait(&mut task, |task| task.logs("one").is_ok_and(|logs| logs.text == "4\n"));
    let id = task.container("one").and_then(|one| one.id.clone()).expect("it started");
    let inspect = |format: &str| {
        let output = Command::new("docker").args(["inspect", "--format", format, &id]).output().expect("docker starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for part in ["{{json .Config.Labels}}", "{{json .Config.Cmd}}{{json .Config.Entrypoint}}{{json .Args}}{{.Path}}{{.Name}}"] {
        let shown = inspect(part);
        assert!(!shown.contains("0042"), "{shown}");
    }
    assert!(inspect("{{json .Config.Env}}").contains("PIN=0042"));
    let labels = inspect("{{json .Config.Labels}}");
    assert!(labels.contains(r#""team":"shop""#) && labels.contains(&format!(r#""io.ecslab.task":"{}""#, task.id())), "{labels}");
    assert!(!format!("{:?} {:?}", task.plan(), task.report()).contains("0042"));
    assert_eq!(finish(engine, task).containers[0].exit_code, Some(137));
}

#[test]
fn a_limit_above_the_machine_is_the_machines() {
    let Some(engine) = engine_for("a_limit_above_the_machine_is_the_machines") else { return };
    let container = json!({"name": "one", "image": BUSYBOX, "memory": 100_000_000, "cpu": 2, "command": ["sleep", "600"]});
    let task = start(engine, &json!({"family": "huge", "cpu": "16384", "containerDefinitions": [container]}));
    let id = task.container("one").and_then(|one| one.id.clone()).expect("it started");
    let limit = engine.inspect(&id).expect("it is there").memory_limit.expect("a limit");
    assert!(limit < 100_000_000 << 20, "{limit}");
    let all = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| text.split_whitespace().nth(1)?.parse::<i64>().ok());
    // The engine may be on another machine than the test.
    if let (Some(kib), true) = (all, std::env::var_os("DOCKER_HOST").is_none()) {
        assert!(limit <= kib * 1024 / 4 * 3, "{limit} of {kib} KiB");
    }
    drop(task);
    let (exit_code, _) = run(engine, json!({"name": "one", "image": BUSYBOX, "memory": 32, "memoryReservation": 32, "command": ["true"]}));
    assert_eq!(exit_code, Some(0));
}
