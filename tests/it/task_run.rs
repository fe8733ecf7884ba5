//! Task definitions run on a real engine as ECS runs them.

use ecslab::runtime::{Cancel, Engine, Health, RunningTask, Status, StopCode};
use serde_json::json;

use crate::engine::{BUSYBOX, NGINX, engine_for};
use crate::running::{assert_nothing_left, finish, run, start, stopped, wait};

#[test]
fn containers_of_an_awsvpc_task_meet_on_localhost() {
    let Some(engine) = engine_for("containers_of_an_awsvpc_task_meet_on_localhost") else { return };
    let mut task = start(
        engine,
        &json!({"family": "meet", "networkMode": "awsvpc", "containerDefinitions": [
            {"name": "server", "image": BUSYBOX, "essential": false, "stopTimeout": 2,
             "command": ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"]},
            {"name": "client", "image": BUSYBOX, "dependsOn": [{"containerName": "server", "condition": "START"}],
             "command": ["sh", "-c", "until wget -qO- http://localhost:8080/; do sleep 0.1; done"]},
        ]}),
    );
    wait(&mut task, stopped);
    assert!(task.ended_well());
    assert!(task.logs("client").expect("logs").text.ends_with("hello\n"));
    let task = finish(engine, task);
    assert_eq!(task.stop_code, Some(StopCode::EssentialContainerExited));
    // As process 1 without a handler, the server takes no notice of SIGTERM.
    assert_eq!(task.containers[0].exit_code, Some(137));
}

#[test]
fn a_container_gets_its_words_variables_user_and_place() {
    let Some(engine) = engine_for("a_container_gets_its_words_variables_user_and_place") else { return };
    let (exit_code, logs) = run(
        engine,
        json!({"name": "one", "image": BUSYBOX, "memory": 64, "entryPoint": ["sh", "-c"], "workingDirectory": "/var/tmp", "user": "nobody",
            "environment": [{"name": "GREETING", "value": "${HOME} = x"}, {"name": "EMPTY", "value": ""}],
            "secrets": [{"name": "PIN", "valueFrom": "arn:aws:ssm:::parameter/pin"}],
            "command": ["echo \"$GREETING, $PIN, ${EMPTY-unset}, $0, $AWS_EXECUTION_ENV\"; pwd; id -un; exit 3", "zero"]}),
    );
    assert_eq!(logs, "${HOME} = x, 0042, , zero, AWS_ECS_EC2\n/var/tmp\nnobody\n");
    assert_eq!(exit_code, Some(3));
}

#[test]
fn limits_and_file_systems_hold() {
    let Some(engine) = engine_for("limits_and_file_systems_hold") else { return };
    let check = "touch /x 2>/dev/null || echo root is read-only
        touch /shared/x 2>/dev/null || echo shared is read-only
        touch /scratch/x && df -m /scratch | awk 'NR==2 {print \"scratch has\", $2}'
        cat /shared/from-writer; ulimit -n; chown nobody /scratch/x 2>/dev/null || echo may not chown
        cat /proc/1/comm";
    let mut task = start(
        engine,
        &json!({"family": "limits", "networkMode": "none", "memory": "96", "volumes": [{"name": "shared"}], "containerDefinitions": [
            {"name": "writer", "image": BUSYBOX, "essential": false, "command": ["sh", "-c", "echo written > /shared/from-writer"],
             "mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared"}]},
            {"name": "reader", "image": BUSYBOX, "memory": 64, "cpu": 128, "readonlyRootFilesystem": true, "command": ["sh", "-c", check],
             "mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared", "readOnly": true}],
             "ulimits": [{"name": "nofile", "softLimit": 100, "hardLimit": 200}],
             "linuxParameters": {"initProcessEnabled": true, "capabilities": {"drop": ["CHOWN"]},
                "tmpfs": [{"containerPath": "/scratch", "size": 5}]},
             "dependsOn": [{"containerName": "writer", "condition": "SUCCESS"}]},
        ]}),
    );
    wait(&mut task, stopped);
    let logs = task.logs("reader").expect("logs").text;
    let expected = ["root is read-only", "shared is read-only", "scratch has 5", "written", "100", "may not chown", "docker-init"];
    assert_eq!(logs.lines().collect::<Vec<_>>(), expected);
    let limit = |name| {
        let id = task.container(name).and_then(|container| container.id.clone()).expect("it started");
        engine.inspect(&id).expect("it is there").memory_limit
    };
    assert_eq!((limit("writer"), limit("reader")), (Some(96 << 20), Some(64 << 20)));
    finish(engine, task);
}

#[test]
fn a_published_port_answers_and_commands_run_inside() {
    let Some(engine) = engine_for("a_published_port_answers_and_commands_run_inside") else { return };
    for mode in ["awsvpc", "bridge"] {
        let web = json!({"name": "web", "image": NGINX, "memory": 64, "portMappings": [{"containerPort": 80}]});
        let mut task = start(engine, &json!({"family": "web", "networkMode": mode, "containerDefinitions": [web]}));
        let url = |task: &RunningTask<'_>| format!("http://{}/", task.address_of(80).expect("it is published"));
        wait(&mut task, |task| ureq::get(url(task)).call().is_ok_and(|response| response.status() == 200));
        assert!(task.address_of(80).expect("it is published").ip().is_loopback());
        let words = ["sh", "-c", "echo out; echo err >&2; exit 4"].map(str::to_string);
        let output = task.exec("web", &words).expect("it runs");
        assert_eq!((output.exit_code, output.output.len()), (4, "out\nerr\n".len()));
        // The image says SIGQUIT, and nginx then ends well.
        assert_eq!(finish(engine, task).containers[0].exit_code, Some(0), "{mode}");
    }
}

#[test]
fn health_checks_make_a_task_healthy_or_unhealthy() {
    let Some(engine) = engine_for("health_checks_make_a_task_healthy_or_unhealthy") else { return };
    let container = |name, command: &str| {
        json!({"name": name, "image": BUSYBOX, "memory": 32, "command": ["sleep", "600"], "stopTimeout": 2,
            "healthCheck": {"command": ["CMD-SHELL", command], "interval": 5, "timeout": 2, "retries": 1}})
    };
    let mut well = start(engine, &json!({"family": "well", "containerDefinitions": [container("a", "true"), container("b", "exit 0")]}));
    let mut ill = start(engine, &json!({"family": "ill", "containerDefinitions": [container("a", "true"), container("b", "false")]}));
    assert_eq!(well.health(), Health::Unknown);
    wait(&mut well, |task| task.health() == Health::Healthy);
    wait(&mut ill, |task| task.health() == Health::Unhealthy);
    assert_eq!(ill.container("b").map(|container| container.health), Some(Health::Unhealthy));
    // Dropped rather than finished: nothing waits for SIGTERM, and nothing may be left.
    for task in [well, ill] {
        let id = task.id().to_string();
        drop(task);
        assert_nothing_left(engine, &id);
    }
}

#[test]
fn containers_stop_in_reverse_and_are_killed_after_their_stop_timeout() {
    let Some(engine) = engine_for("containers_stop_in_reverse_and_are_killed_after_their_stop_timeout") else { return };
    let polite = "trap 'echo bye; exit 7' TERM; while :; do sleep 0.1; done";
    let mut task = start(
        engine,
        &json!({"family": "stop", "containerDefinitions": [
            {"name": "stubborn", "image": BUSYBOX, "memory": 32, "stopTimeout": 2, "command": ["sleep", "600"],
             "dependsOn": [{"containerName": "polite", "condition": "START"}]},
            {"name": "polite", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", polite]},
        ]}),
    );
    task.stop("Task stopped by user", &Cancel::default()).expect("the engine works");
    assert_eq!(task.logs("polite").expect("logs").text, "bye\n");
    let report = task.report();
    let steps: Vec<String> = report
        .events
        .iter()
        .filter_map(|event| {
            let event = serde_json::to_value(event).expect("events are JSON");
            let what = event["signal"].as_str().map(str::to_string).or_else(|| event["exitCode"].as_i64().map(|code| code.to_string()));
            Some(format!("{} {}", event["container"].as_str()?, what?))
        })
        .collect();
    assert_eq!(steps, ["stubborn SIGTERM", "stubborn SIGKILL", "stubborn 137", "polite SIGTERM", "polite 7"]);
    let task = finish(engine, task);
    assert_eq!((task.stop_code, task.stopped_reason.as_deref()), (Some(StopCode::UserInitiated), Some("Task stopped by user")));
}

#[test]
fn a_container_that_cannot_start_fails_the_task_in_the_engines_words() {
    let Some(engine) = engine_for("a_container_that_cannot_start_fails_the_task_in_the_engines_words") else { return };
    let container = json!({"name": "one", "image": BUSYBOX, "memory": 32, "entryPoint": ["/no/such/program"]});
    let mut task = start(engine, &json!({"family": "fails", "containerDefinitions": [container]}));
    wait(&mut task, stopped);
    assert!(!task.ended_well());
    let task = finish(engine, task);
    assert_eq!(task.stop_code, Some(StopCode::TaskFailedToStart));
    let reason = task.stopped_reason.expect("a reason");
    assert!(reason.starts_with("CannotStartContainerError: Error response from daemon: "), "{reason}");
    assert!(reason.contains("/no/such/program"), "{reason}");
}

#[test]
fn too_much_output_is_cut_and_too_much_memory_is_told() {
    let Some(engine) = engine_for("too_much_output_is_cut_and_too_much_memory_is_told") else { return };
    let container = |name, script: &str| json!({"name": name, "image": BUSYBOX, "memory": 16, "essential": name == "hungry", "command": ["sh", "-c", script]});
    let mut task = start(
        engine,
        &json!({"family": "much", "containerDefinitions": [
            container("long", "head -c 3000000 /dev/zero | tr '\\0' x; echo end"),
            container("short", "yes | head -n 600000; echo end"),
            container("little", "echo end"),
            container("hungry", "exec tail /dev/zero"),
        ]}),
    );
    wait(&mut task, |task| {
        ["long", "short", "little", "hungry"].iter().all(|name| task.container(name).is_some_and(|one| one.status == Status::Stopped))
    });
    for (name, cut, least) in [("long", true, 1 << 20), ("short", true, 400_000), ("little", false, 4)] {
        let logs = task.logs(name).expect("logs");
        assert!(logs.text.ends_with("end\n") && logs.cut == cut, "{name}: {} bytes, cut {}", logs.text.len(), logs.cut);
        assert!((least..=1 << 20).contains(&logs.text.len()), "{name}: {} bytes", logs.text.len());
    }
    let task = finish(engine, task);
    let hungry = task.containers.iter().find(|container| container.name == "hungry").expect("it is in the task");
    assert_eq!(hungry.exit_code, Some(137));
    assert_eq!(hungry.reason.as_deref(), Some("OutOfMemoryError: Container killed due to memory usage"));
}

#[test]
fn an_essential_container_is_restarted_in_its_place() {
    let Some(engine) = engine_for("an_essential_container_is_restarted_in_its_place") else { return };
    // The runs are told apart by what an earlier one left in the container's own file system.
    let script = "echo run >> /runs; n=$(wc -l < /runs); echo run $n; sleep 1.2; exit $n";
    let restarts = json!({"enabled": true, "restartAttemptPeriod": 1, "ignoredExitCodes": [3]});
    let mut task = start(
        engine,
        &json!({"family": "again", "networkMode": "bridge", "containerDefinitions": [
            {"name": "web", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", script], "restartPolicy": restarts,
             "portMappings": [{"containerPort": 80}]},
            {"name": "short", "image": BUSYBOX, "memory": 32, "essential": false, "command": ["sh", "-c", "exit 1"],
             "restartPolicy": {"enabled": true, "restartAttemptPeriod": 60}},
        ]}),
    );
    wait(&mut task, |task| task.container("web").is_some_and(|web| web.restart_count == 1));
    assert_eq!(task.status(), Status::Running);
    assert!(task.address_of(80).is_some(), "its port is published again");
    wait(&mut task, stopped);
    assert_eq!(task.logs("web").expect("logs").text, "run 1\nrun 2\nrun 3\n");
    let task = finish(engine, task);
    let ends: Vec<_> = task.containers.iter().map(|container| (container.restart_count, container.exit_code)).collect();
    assert_eq!(ends, [(Some(2), Some(3)), (Some(0), Some(1))]);
    assert_eq!(task.stop_code, Some(StopCode::EssentialContainerExited));
}
