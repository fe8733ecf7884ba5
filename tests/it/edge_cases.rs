//! Where one value is not known, all that does not need it is still checked, and nothing is made up.

use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

/// The codes of severity error and warning for a document, each once, in order.
fn codes(text: &str) -> Vec<&'static str> {
    let linted = lint_source(&SourceFile::new("document.json", text), None).expect("a document of a known kind");
    let mut codes: Vec<_> =
        linted.diagnostics.iter().filter(|found| found.severity > ecslab::diagnostics::Severity::Info).map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn has(text: &str, code: &str) -> bool {
    codes(text).contains(&code)
}

/// A Fargate task with one container; `task` and `container` are members to add.
fn fargate(task: &str, container: &str) -> String {
    format!(
        r#"{{"family": "a", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"{task},
            "containerDefinitions": [{{"name": "a", "image": "nginx:1.28"{container}}}]}}"#
    )
}

const SIZE: &str = r#", "cpu": "256", "memory": "512""#;

#[test]
fn an_unresolved_value_silences_only_its_own_comparison() {
    // (members of the task, members of the container, codes that must be there, codes that must not)
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        (r#", "cpu": "${CPU}""#, r#", "privileged": true"#, &["ECS102", "ECS112"], &["ECS101"]),
        (r#", "cpu": "300", "memory": "${MEMORY}""#, "", &["ECS101"], &["ECS102"]),
        (r#", "cpu": "256", "memory": "${MEMORY}""#, r#", "memory": 4096, "memoryReservation": 8192"#, &["ECS108"], &["ECS101", "ECS106"]),
        (SIZE, r#", "memory": "${M}", "cpu": 512"#, &["ECS109"], &["ECS106"]),
        (SIZE, r#", "image": "${IMAGE}", "stopTimeout": 500"#, &["ECS133"], &["ECS116", "ECS401"]),
        (
            SIZE,
            r#", "portMappings": [{"containerPort": "${PORT}", "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]"#,
            &["ECS110"],
            &[],
        ),
        (
            SIZE,
            r#", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "${GROUP}", "awslogs-region": "${REGION}"}}"#,
            &["ECS115", "ECS116"],
            &[],
        ),
        (
            r#", "cpu": "256", "memory": "512", "executionRoleArn": "${ROLE}""#,
            r#", "secrets": [{"name": "A", "valueFrom": "b"}]"#,
            &[],
            &["ECS116"],
        ),
        (SIZE, r#", "healthCheck": {"command": ["${COMMAND}"], "interval": 1}"#, &["ECS122"], &["ECS202"]),
        (SIZE, r#", "healthCheck": "${CHECK}", "logConfiguration": "${LOGS}""#, &[], &["ECS501", "ECS202"]),
        (SIZE, r#", "entryPoint": "${ENTRY}", "command": ["npm start"], "startTimeout": 1"#, &["ECS133"], &["ECS204"]),
        (
            SIZE,
            r#", "dependsOn": [{"containerName": "${NAME}", "condition": "START"}, {"containerName": "b", "condition": "START"}]"#,
            &["ECS117"],
            &[],
        ),
        (
            r#", "cpu": "256", "memory": "512", "volumes": [{"name": "${VOLUME}"}]"#,
            r#", "mountPoints": [{"sourceVolume": "x", "containerPath": "/x"}], "volumesFrom": [{"sourceContainer": "b"}]"#,
            &["ECS121"],
            &["ECS120"],
        ),
        (
            r#", "cpu": "256", "memory": "512", "volumes": [{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "/x",
                "transitEncryption": "${TLS}", "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}}]"#,
            "",
            &["ECS134"],
            &["ECS129", "ECS304"],
        ),
    ];
    for (task, container, expected, absent) in cases {
        let text = fargate(task, container);
        let found = codes(&text);
        for code in *expected {
            assert!(found.contains(code), "{code} is missing in {found:?} for {text}");
        }
        for code in *absent {
            assert!(!found.contains(code), "{code} is made up for {text}");
        }
    }
}

#[test]
fn an_unresolved_container_may_be_the_one_that_is_meant() {
    let text = |others: &str| {
        format!(
            r#"{{"family": "a", "containerDefinitions": [
                {{"name": "a", "image": "nginx:1.28", "memory": 64, "essential": false, "dependsOn": [{{"containerName": "b", "condition": "START"}}],
                 "logConfiguration": {{"logDriver": "awsfirelens"}}}}{others}]}}"#
        )
    };
    for code in ["ECS104", "ECS117", "ECS131"] {
        assert!(has(&text(""), code), "{code}");
        assert!(!has(&text(r#", "${SIDECAR}""#), code), "{code}");
    }
    assert!(!has(&text(r#", {"name": "${NAME}", "image": "x:1", "memory": 64, "essential": "${ESSENTIAL}"}"#), "ECS104"));
    assert!(!has(&text(r#", {"name": "${NAME}", "image": "x:1", "memory": 64}"#), "ECS117"));
}

#[test]
fn a_value_of_the_wrong_type_is_reported_once() {
    assert_eq!(codes(&fargate(r#", "cpu": "256", "memory": ["512"]"#, r#", "logConfiguration": []"#)), ["DOC011"]);
    assert_eq!(codes(&fargate(SIZE, r#", "healthCheck": true, "logConfiguration": {"logDriver": "json-file"}"#)), ["DOC011", "ECS113"]);
}

#[test]
fn one_mistake_has_one_code() {
    // A value that exists nowhere is DOC013's, whatever else could be said of it.
    assert_eq!(
        codes(&fargate(SIZE, r#", "logConfiguration": {"logDriver": "cloudwatch"}"#).replace("\"awsvpc\"", "\"awsVpc\"")),
        ["DOC013"]
    );
    // A container that waits for itself is a cycle and nothing else.
    let waits = |condition: &str| fargate(SIZE, &format!(r#", "dependsOn": [{{"containerName": "a", "condition": "{condition}"}}]"#));
    for condition in ["SUCCESS", "HEALTHY", "START"] {
        assert_eq!(codes(&waits(condition)), ["ECS201", "ECS501"], "{condition}");
    }
    // Windows sizes that exist for nobody are ECS101's.
    let windows = |cpu: &str, memory: &str| {
        fargate(
            &format!(
                r#", "cpu": "{cpu}", "memory": "{memory}", "runtimePlatform": {{"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}"#
            ),
            "",
        )
    };
    assert_eq!(codes(&windows("512", "1024")), ["ECS128", "ECS501"]);
    assert_eq!(codes(&windows("300", "1024")), ["ECS101", "ECS501"]);
    assert_eq!(codes(&windows("1024", "2048")), ["ECS501"]);
}

#[test]
fn every_reason_for_an_execution_role_is_given_once() {
    let container = r#""image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1", "secrets": [{"name": "A", "valueFrom": "b"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "r", "awslogs-stream-prefix": "p"}}"#;
    let text = format!(
        r#"{{"family": "a", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
            "containerDefinitions": [{{"name": "a", {container}}}, {{"name": "b", {container}}}]}}"#
    );
    let linted = lint_source(&SourceFile::new("a.json", text.as_str()), None).expect("a task definition");
    let pointers: Vec<_> = linted.diagnostics.iter().filter(|found| found.code == "ECS116").map(|found| found.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        ["/containerDefinitions/0/image", "/containerDefinitions/0/secrets", "/containerDefinitions/0/logConfiguration/logDriver"]
    );
    assert!(linted.diagnostics.iter().filter(|found| found.code == "ECS116").all(|found| found.aws_message.is_some()));
}

#[test]
fn ports_collide_only_where_they_are_shared_at_one_time() {
    let task = |mode: &str, first: &str, second: &str| {
        format!(
            r#"{{"family": "a", {mode} "containerDefinitions": [
                {{"name": "one", "image": "nginx:1.28", "memory": 64, {first}}}, {{"name": "two", "image": "nginx:1.28", "memory": 64, {second}}}]}}"#
        )
    };
    let port = |members: &str| format!(r#""portMappings": [{{{members}}}]"#);
    let (http, udp) = (port(r#""containerPort": 80"#), port(r#""containerPort": 80, "protocol": "udp""#));
    let (range, other) = (port(r#""containerPortRange": "79-81""#), port(r#""containerPort": 8080"#));
    let fixed = port(r#""containerPort": 80, "hostPort": 8080"#);
    let after = format!(r#"{http}, "dependsOn": [{{"containerName": "one", "condition": "COMPLETE"}}]"#);
    let ends = format!(r#"{http}, "essential": false"#);
    let (awsvpc, host, bridge) = (r#""networkMode": "awsvpc","#, r#""networkMode": "host","#, r#""networkMode": "bridge","#);
    let cases = [
        (awsvpc, &http, &http, true),
        (host, &http, &http, true),
        (awsvpc, &http, &udp, false),
        (awsvpc, &http, &other, false),
        (awsvpc, &http, &range, true),
        (awsvpc, &range, &other, false),
        (awsvpc, &ends, &after, false),
        (bridge, &http, &http, false),
        (bridge, &fixed, &fixed, true),
        ("", &http, &http, false),
        ("", &fixed, &fixed, true),
        (r#""networkMode": "${MODE}","#, &http, &http, false),
    ];
    for (mode, first, second, expected) in cases {
        let text = task(mode, first, second);
        assert_eq!(has(&text, "ECS203"), expected, "{text}");
    }
}

#[test]
fn a_circle_is_named_once_with_its_path() {
    let text = r#"{"family": "a", "containerDefinitions": [
        {"name": "a", "image": "x:1", "memory": 8, "dependsOn": [{"containerName": "b", "condition": "START"}]},
        {"name": "b", "image": "x:1", "memory": 8, "dependsOn": [{"containerName": "c", "condition": "START"}]},
        {"name": "c", "image": "x:1", "memory": 8, "dependsOn": [{"containerName": "a", "condition": "START"}]},
        {"name": "d", "image": "x:1", "memory": 8, "dependsOn": [{"containerName": "a", "condition": "START"}]}]}"#;
    let linted = lint_source(&SourceFile::new("a.json", text), None).expect("a task definition");
    let found: Vec<_> = linted.diagnostics.iter().filter(|found| found.code == "ECS201").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "containers wait for each other: a -> b -> c -> a");
    assert_eq!(found[0].pointer, "/containerDefinitions/2/dependsOn/0/containerName");
}

#[test]
fn lifecycle_rules_are_compared_within_their_storage_class() {
    let rule = |priority: &str, status: &str, class: &str, count: &str, action: &str| {
        format!(r#"{{"rulePriority": {priority}, "selection": {{"tagStatus": "{status}"{class}, {count}}}, "action": {action}}}"#)
    };
    let (newest, expire) = (r#""countType": "imageCountMoreThan", "countNumber": 5"#, r#"{"type": "expire"}"#);
    let archived = r#""countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 200"#;
    let archive = r#", "storageClass": "archive""#;
    let cases: [(Vec<String>, &[&str]); 6] = [
        (vec![rule("1", "any", "", newest, expire), rule("2", "untagged", "", newest, expire)], &["ECR102"]),
        (vec![rule("1", "any", "", newest, expire), rule("2", "untagged", archive, archived, expire)], &[]),
        (vec![rule("1", "any", "", newest, expire), rule("2", "any", "", newest, expire)], &["ECR103"]),
        (vec![rule("1", "any", "", newest, expire), rule("2", "any", archive, archived, expire)], &[]),
        (vec![rule("1", "any", "", newest, expire), rule("2", "untagged", r#", "storageClass": "${CLASS}""#, newest, expire)], &[]),
        (vec![rule("\"${P}\"", "any", "", newest, expire), rule("2", "untagged", "", archived, expire)], &["ECR110"]),
    ];
    for (rules, expected) in cases {
        let text = format!(r#"{{"rules": [{}]}}"#, rules.join(", "));
        assert_eq!(codes(&text), expected, "{text}");
    }
}
