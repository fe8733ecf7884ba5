//! What a task is given before its containers start: namespaces, volumes, and how much of the disk.

use std::collections::BTreeSet;

use super::*;
use crate::runtime::{
    AccessPoint, FileSystems, Ipc, Label, LiveSession, Network, NetworkMode, file_systems, random_session, remove_file_systems,
};

fn plan_of(text: &str, options: &PlanOptions) -> TaskPlan {
    plan_source(&SourceFile::new("task.yaml", text), options).expect("the definition can be run")
}

fn start<'e>(engine: &'e FakeEngine, text: &str, options: &PlanOptions) -> RunningTask<'e> {
    RunningTask::start(engine, plan_of(text, options), RunOptions::default()).expect("it starts")
}

#[test]
fn a_pause_container_holds_the_namespaces_that_a_task_shares() {
    let control = |name: &str| (name.to_string(), "1".to_string());
    let (net, shm) = (control("net.core.somaxconn"), control("kernel.shmmax"));
    // The task, what the pause container sets, its network, and whether the containers share processes and IPC with it.
    let cases = [
        ("networkMode: awsvpc", Some((vec![net.clone()], true)), false, Ipc::Own),
        ("networkMode: bridge", None, false, Ipc::Own),
        ("networkMode: bridge\npidMode: task", Some((vec![], false)), true, Ipc::Own),
        ("networkMode: bridge\nipcMode: task", Some((vec![shm.clone()], false)), false, Ipc::SharedWith(String::new())),
        (
            "networkMode: awsvpc\nipcMode: task\npidMode: task",
            Some((vec![net.clone(), shm.clone()], true)),
            true,
            Ipc::SharedWith(String::new()),
        ),
        ("networkMode: bridge\nipcMode: none", None, false, Ipc::Disabled),
    ];
    for (task, pause, processes, ipc) in cases {
        let engine = FakeEngine::new([]);
        let text = format!(
            "family: x\n{task}\ncontainerDefinitions:\n- {{name: web, image: web, systemControls: \
             [{{namespace: net.core.somaxconn, value: '1'}}, {{namespace: kernel.shmmax, value: '1'}}]}}\n"
        );
        let running = start(&engine, &text, &PlanOptions::default());
        let awsvpc = running.plan().network == NetworkMode::Awsvpc;
        let held = engine.started("~internal~ecs~pause").map(|started| {
            assert_eq!(started.namespaces.ipc == Ipc::Shareable, matches!(ipc, Ipc::SharedWith(_)), "{task}");
            (started.plan.system_controls.clone(), matches!(started.network, Network::Own(_)))
        });
        assert_eq!(held, pause, "{task}");
        let web = engine.started("web").expect("it started");
        assert_eq!(matches!(web.network, Network::SharedWith(_)), awsvpc, "{task}");
        assert_eq!(web.namespaces.processes_of.is_some(), processes, "{task}");
        assert_eq!(std::mem::discriminant(&web.namespaces.ipc), std::mem::discriminant(&ipc), "{task}");
        running.finish().expect("the fake does not fail");
        assert_eq!(engine.left(), 0, "{task}");
    }
}

const WITH_EFS: &str = "
family: x
networkMode: bridge
volumes:
- {name: scratch}
- {name: files, efsVolumeConfiguration: {fileSystemId: fs-1, ROOT}}
containerDefinitions:
- {name: web, image: web, mountPoints: [{sourceVolume: files, containerPath: /files}, {sourceVolume: scratch, containerPath: /scratch}]}
";

#[test]
fn what_stands_in_for_a_file_system_outlives_the_task_and_is_removed_by_its_scope() {
    let engine = FakeEngine::new([]);
    let access_points = [("fsap-1".to_string(), AccessPoint { uid: 7, gid: 8, path: "/app".to_string() })].into();
    let scoped = |scope: &str| PlanOptions {
        file_systems: FileSystems {
            scope: scope.to_string(),
            access_points: std::clone::Clone::clone(&access_points),
            ..FileSystems::default()
        },
        ..PlanOptions::default()
    };
    let (a, b) = (random_session(), random_session());
    let held = [&a, &b].map(|scope| LiveSession::hold(scope));
    for (root, scope) in
        [("rootDirectory: /", a.as_str()), ("rootDirectory: /logs/old", ""), ("authorizationConfig: {accessPointId: fsap-1}", &b)]
    {
        let running = start(&engine, &WITH_EFS.replace("ROOT", root), &scoped(scope));
        assert_eq!(running.plan().volumes, ["scratch"]);
        running.finish().expect("the fake does not fail");
    }
    let (of_a, of_b) = (format!("ecslab-efs-{a}-fs-1"), format!("ecslab-efs-{b}-fs-1-app"));
    let kept = || BTreeSet::from_iter(file_systems(&engine).expect("the fake does not fail"));
    let unscoped = "ecslab-efs-fs-1-logs.old".to_string();
    assert_eq!(kept(), BTreeSet::from([of_a.clone(), of_b.clone(), unscoped.clone()]));
    let swept = || sweep(&engine, None).expect("the fake does not fail").volumes;
    assert!(swept().is_empty(), "somebody holds the scopes");
    assert_eq!(remove_file_systems(&engine, Some(&b)).expect("the fake does not fail"), [of_b]);
    drop(held);
    assert_eq!(swept(), [of_a], "what a kill would leave");
    assert_eq!(kept(), BTreeSet::from([unscoped]));
    assert_eq!(remove_file_systems(&engine, None).expect("the fake does not fail").len(), 1);
    assert_eq!(engine.volumes(Label::Session, None), Ok(vec![]));
    assert_eq!(engine.left(), 0);
}

#[test]
fn directories_stand_in_for_file_systems_and_host_paths_and_nothing_leads_out_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = PlanOptions {
        workspace: Some(folder.path().join("host")),
        file_systems: FileSystems { directories: [("fs-1".to_string(), folder.path().join("efs"))].into(), ..FileSystems::default() },
        ..PlanOptions::default()
    };
    std::os::unix::fs::symlink("/", folder.path().join("out")).expect("a link");
    std::fs::create_dir_all(folder.path().join("host")).expect("a folder");
    std::os::unix::fs::symlink("/etc", folder.path().join("host/link")).expect("a link");
    let host = "\nfamily: x\nvolumes: [{name: files, host: {sourcePath: PATH}}]\ncontainerDefinitions: [{name: web, image: web}]\n";
    // The definition, the directory that is there afterwards, and why the task stopped.
    let cases = [
        (WITH_EFS.replace("ROOT", "rootDirectory: /"), Some("efs"), ""),
        (WITH_EFS.replace("ROOT", "rootDirectory: /app"), None, "reason given by server: No such file or directory"),
        (host.replace("PATH", "/srv/data"), Some("host/srv/data"), ""),
        (host.replace("PATH", "/link"), None, "leads out of"),
    ];
    for (text, there, reason) in cases {
        let engine = FakeEngine::new([]);
        let mut running = start(&engine, &text, &options);
        running.wait_for(|task| task.status() == Status::Running, seconds(1), &Cancel::default()).expect("the fake does not fail");
        match there {
            Some(directory) => {
                assert_eq!(running.status(), Status::Running, "{text}");
                assert!(folder.path().join(directory).is_dir());
                assert_eq!(running.plan().kept_volumes[0].directory(), Some(folder.path().join(directory)));
            }
            None => {
                let task = running.describe();
                assert_eq!((task.last_status, task.stop_code), (Status::Stopped, Some(StopCode::TaskFailedToStart)));
                assert!(task.stopped_reason.as_deref().is_some_and(|told| told.contains(reason)), "{task:?}");
            }
        }
        running.finish().expect("the fake does not fail");
        assert_eq!(engine.left(), 0);
    }
    let upwards = plan_source(&SourceFile::new("task.yaml", host.replace("PATH", "/srv/../..")), &options).expect_err("it leads out");
    assert!(upwards.to_string().contains("task.yaml:3:44: the path /srv/../.. leads out"), "{upwards}");
}

#[test]
fn a_container_that_writes_too_much_is_killed_with_its_task() {
    let plan = |limit| {
        plan_of(
            "family: x\ncontainerDefinitions: [{name: web, image: web}]",
            &PlanOptions { disk_limit_mib: limit, ..PlanOptions::default() },
        )
    };
    let mib = 1024 * 1024;
    for (limit, written, stops) in
        [(Some(5), 5 * mib, false), (Some(5), 5 * mib + 1, true), (None, 9000 * mib, false), (Some(0), u64::MAX, false)]
    {
        let engine = FakeEngine::new([("web", Script::default().writes_bytes(written).ignores_signal())]);
        let mut task = RunningTask::start(&engine, plan(limit), RunOptions::default()).expect("it starts");
        let waited = task.wait_for(|_| false, seconds(10), &Cancel::default()).expect("the fake does not fail");
        assert_eq!(waited == Waited::TaskStopped, stops, "{limit:?} {written}");
        assert_eq!(task.ended_well(), !stops);
        if stops {
            assert_eq!(task.describe().stopped_reason.as_deref(), Some("web wrote more than 5 MiB to its file system (--disk-limit)"));
            assert_eq!(task.container("web").and_then(|web| web.exit_code), Some(137));
        }
    }
}
