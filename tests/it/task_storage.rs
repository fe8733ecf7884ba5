//! Volumes, file systems that outlive a task, and directories that stand in for those of AWS.

use ecslab::runtime::{
    AccessPoint, Engine, EnvironmentFile, FileSystems, Label, PlanOptions, TestcontainersEngine, random_session, remove_file_systems,
};
use ecslab::source::SourceFile;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};
use crate::running::run_task;

/// A task of one container with an EFS volume at `/files`.
fn with_efs(script: &str, volume: &Value, mount: &Value) -> Value {
    let mut efs = json!({"fileSystemId": "fs-0123456789abcdef0"});
    efs.as_object_mut().expect("an object").extend(volume.as_object().expect("an object").clone());
    let mut point = json!({"sourceVolume": "files", "containerPath": "/files"});
    point.as_object_mut().expect("an object").extend(mount.as_object().expect("an object").clone());
    let user = mount.get("user").cloned().unwrap_or(json!("0"));
    json!({"family": "efs", "volumes": [{"name": "files", "efsVolumeConfiguration": efs}], "containerDefinitions": [
        {"name": "one", "image": BUSYBOX, "memory": 32, "user": user, "command": ["sh", "-c", script], "mountPoints": [point]}]})
}

/// Removes what stands in for file systems when a test ends, however it ends.
struct Scope<'e>(&'e TestcontainersEngine, String);

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        // What stays is told by the next assertion of whoever lists volumes.
        let _ = remove_file_systems(self.0, Some(&self.1));
    }
}

impl Scope<'_> {
    fn options(&self) -> PlanOptions {
        let point = |path: &str| AccessPoint { uid: 1234, gid: 50, path: path.to_string() };
        let access_points = [("fsap-app".to_string(), point("/app"))].into();
        PlanOptions {
            file_systems: FileSystems { scope: self.1.clone(), access_points, ..FileSystems::default() },
            ..PlanOptions::default()
        }
    }
}

#[test]
fn data_on_a_file_system_outlive_the_task() {
    let Some(engine) = engine_for("data_on_a_file_system_outlive_the_task") else { return };
    let scope = Scope(engine, random_session());
    let access_point = json!({"transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-app"}});
    let other = json!({"user": "1000:1000"});
    let read_only = json!({"readOnly": true});
    // Each runs after the one before, in a task of its own: what it does, on which volume, mounted how, and what it says.
    for (script, volume, mount, says) in [
        ("echo kept > /files/note; stat -c %u:%g /files", json!({}), json!({}), "0:0"),
        ("cat /files/note", json!({"rootDirectory": "/"}), json!({}), "kept"),
        ("cat /files/note; touch /files/x 2>/dev/null || echo refused", json!({}), read_only, "kept\nrefused"),
        ("touch /files/x 2>/dev/null || echo refused", json!({}), other.clone(), "refused"),
        ("ls /files; stat -c %u:%g /files; touch /files/x; stat -c %u:%g /files/x", access_point.clone(), other, "1234:50\n1000:50"),
        ("ls /files", access_point, json!({}), "x"),
    ] {
        let (exit_code, output) = run_task(engine, &with_efs(script, &volume, &mount), scope.options());
        assert_eq!((exit_code, output.trim()), (Some(0), says), "{script} on {volume}");
    }
    let kept = engine.volumes(Label::Scope, Some(&scope.1)).expect("the engine works");
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(remove_file_systems(engine, Some(&scope.1)).expect("nobody uses them").len(), 2);
    assert_eq!(engine.volumes(Label::Scope, Some(&scope.1)), Ok(vec![]));
}

#[test]
fn directories_of_this_machine_stand_in_where_they_are_given() {
    let Some(engine) = engine_for("directories_of_this_machine_stand_in_where_they_are_given") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("efs/app")).expect("a folder");
    std::fs::create_dir_all(at("host/etc/shop")).expect("a folder");
    std::fs::write(at("host/etc/shop/shop.conf"), "open=yes\n").expect("a file");
    let options = || PlanOptions {
        workspace: Some(at("host")),
        file_systems: FileSystems {
            directories: [("fs-0123456789abcdef0".to_string(), at("efs"))].into(),
            access_points: [("fsap-new".to_string(), AccessPoint { uid: 1234, gid: 50, path: "/new".to_string() })].into(),
            scope: String::new(),
        },
        ..PlanOptions::default()
    };
    let ran = run_task(engine, &with_efs("echo here > /files/note", &json!({"rootDirectory": "/app"}), &json!({})), options());
    assert_eq!(ran, (Some(0), String::new()));
    assert_eq!(std::fs::read_to_string(at("efs/app/note")).expect("it is there"), "here\n");
    let access_point = json!({"transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-new"}});
    let ran = run_task(engine, &with_efs("stat -c %u:%g /files", &access_point, &json!({})), options());
    assert_eq!(ran, (Some(0), "1234:50\n".to_string()));
    let host = json!({"family": "host", "volumes": [{"name": "conf", "host": {"sourcePath": "/etc/shop"}}, {"name": "new", "host": {"sourcePath": "/srv/new"}}],
        "containerDefinitions": [{"name": "one", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", "cat /conf/shop.conf; echo made > /new/file"],
            "mountPoints": [{"sourceVolume": "conf", "containerPath": "/conf", "readOnly": true}, {"sourceVolume": "new", "containerPath": "/new"}]}]});
    assert_eq!(run_task(engine, &host, options()), (Some(0), "open=yes\n".to_string()));
    assert_eq!(std::fs::read_to_string(at("host/srv/new/file")).expect("it is there"), "made\n");
}

#[test]
fn volumes_are_taken_over_from_another_container_as_they_are_or_read_only() {
    let Some(engine) = engine_for("volumes_are_taken_over_from_another_container_as_they_are_or_read_only") else { return };
    for (read_only, says) in [(false, "from the other\nwritten"), (true, "from the other\nrefused")] {
        let definition = json!({"family": "from", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "other", "image": BUSYBOX, "memory": 32, "essential": false, "command": ["sh", "-c", "echo from the other > /data/note"],
             "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]},
            {"name": "one", "image": BUSYBOX, "memory": 32, "volumesFrom": [{"sourceContainer": "other", "readOnly": read_only}],
             "dependsOn": [{"containerName": "other", "condition": "SUCCESS"}],
             "command": ["sh", "-c", "cat /data/note; touch /data/x 2>/dev/null && echo written || echo refused"]}]});
        let (_, output) = run_task(engine, &definition, PlanOptions::default());
        assert_eq!(output.trim(), says);
    }
}

#[test]
fn environment_files_become_variables() {
    let Some(engine) = engine_for("environment_files_become_variables") else { return };
    let file = |text: &str| EnvironmentFile::read(&SourceFile::new("app.env", text)).expect("it can be read");
    let options = PlanOptions {
        environment_files: [
            ("arn:aws:s3:::shop/first.env".to_string(), file("# colours\nCOLOUR=red\nQUOTED=\"a b\"\nPIN=no\n")),
            ("arn:aws:s3:::shop/second.env".to_string(), file("COLOUR=blue\nSIZE=9\nPLACE=file\n")),
        ]
        .into(),
        ..PlanOptions::default()
    };
    let definition = json!({"family": "environment", "containerDefinitions": [{"name": "one", "image": BUSYBOX, "memory": 32,
        "environment": [{"name": "PLACE", "value": "definition"}],
        "secrets": [{"name": "PIN", "valueFrom": "arn:aws:ssm:::parameter/pin"}],
        "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop/first.env"}, {"type": "s3", "value": "arn:aws:s3:::shop/second.env"}],
        "command": ["sh", "-c", "echo $COLOUR $SIZE $PLACE $PIN \"$QUOTED\""]}]});
    assert_eq!(run_task(engine, &definition, options), (Some(0), "red 9 definition 0042 \"a b\"\n".to_string()));
}
