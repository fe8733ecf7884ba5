//! Rules about task definitions: documents with one defect each, and tempting ones that have none.

use ecslab::diagnostics::Severity;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

/// The codes for a document, each once, in order; of severity info only where `info` says so. Missing logs are set aside:
/// hardly a document here has any.
fn codes(text: &str, info: bool) -> Vec<&'static str> {
    let linted = lint_source(&SourceFile::new("document.json", text), None).expect("a document of a known kind");
    let shown = linted.diagnostics.iter().filter(|found| (info || found.severity > Severity::Info) && found.code != "ECS501");
    let mut codes: Vec<_> = shown.map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A task on instances with one container; `task` and `container` are members, `others` more containers.
fn on_ec2(task: &str, container: &str, others: &str) -> String {
    let before = |members: &str| if members.is_empty() { String::new() } else { format!(", {members}") };
    format!(
        r#"{{"family": "a"{}, "containerDefinitions": [{{"name": "a", "image": "nginx:1.28", "memory": 64{}}}{}]}}"#,
        before(task),
        before(container),
        before(others)
    )
}

fn on_fargate(task: &str, container: &str) -> String {
    let fargate = r#""requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "1024", "memory": "2048""#;
    on_ec2(&if task.is_empty() { fargate.to_string() } else { format!("{fargate}, {task}") }, container, "")
}

fn logs(driver: &str, options: &str) -> String {
    format!(r#""logConfiguration": {{"logDriver": "{driver}", "options": {{{options}}}}}"#)
}

fn awslogs(options: &str) -> String {
    logs("awslogs", &format!(r#""awslogs-group": "g", "awslogs-region": "r", {options}"#))
}

fn volume(members: &str) -> String {
    format!(r#""volumes": [{{"name": "v", {members}}}]"#)
}

fn secret(value_from: &str) -> String {
    format!(r#""secrets": [{{"name": "S", "valueFrom": "{value_from}"}}]"#)
}

const ROLES: &str = r#""executionRoleArn": "arn:aws:iam::111122223333:role/e", "taskRoleArn": "arn:aws:iam::111122223333:role/t""#;
const AWSVPC: &str = r#""networkMode": "awsvpc""#;
const MANAGED: &str = r#""requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "host", "cpu": "64", "memory": "128""#;
const WINDOWS: &str = r#""requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}"#;
const MOUNT: &str = r#""mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]"#;
const EFS: &str = r#""efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}"#;
const FSX: &str = r#""fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-1", "rootDirectory": "s", "authorizationConfig": {"credentialsParameter": "c", "domain": "d"}}"#;
const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3";

/// Every case is checked before the first that is wrong is told.
fn hold(cases: &[(String, &[&str])], info: bool) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, codes(text, info), *expected))
        .filter(|(_, found, expected)| found != expected)
        .map(|(text, found, expected)| format!("expected {expected:?}, found {found:?} in {text}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn environment_files_ports_and_long_lists_are_held_to_their_forms() {
    let files = |value: &str| on_ec2(ROLES, &format!(r#""environmentFiles": [{{"value": "{value}", "type": "s3"}}]"#), "");
    let many_files = |count: usize| {
        let file = r#"{"value": "arn:aws:s3:::b/a.env", "type": "s3"}"#;
        on_ec2(ROLES, &format!(r#""environmentFiles": [{}]"#, vec![file; count].join(", ")), "")
    };
    let exit_codes = |count: usize| {
        let list: Vec<String> = (1..=count).map(|code| code.to_string()).collect();
        on_ec2("", &format!(r#""restartPolicy": {{"enabled": true, "ignoredExitCodes": [{}]}}"#, list.join(", ")), "")
    };
    let ports = |task: &str, members: &str| on_ec2(task, &format!(r#""portMappings": [{{{members}}}]"#), "");
    let ranges = |count: usize| {
        let list: Vec<String> = (0..count).map(|n| format!(r#"{{"containerPortRange": "{}-{}"}}"#, 1000 + 10 * n, 1001 + 10 * n)).collect();
        on_ec2(AWSVPC, &format!(r#""portMappings": [{}]"#, list.join(", ")), "")
    };
    hold(
        &[
            (files("s3://bucket/a.env"), &["ECS180"]),
            (files("https://bucket.s3.amazonaws.com/a.env"), &["ECS180"]),
            (files("arn:aws:s3:::bucket"), &["ECS180"]),
            (files("arn:aws:ssm:eu-central-1:111122223333:parameter/a.env"), &["ECS180"]),
            (files("arn:aws:s3:::bucket/a.txt"), &["ECS225"]),
            (files("arn:aws:s3:::bucket/folder.env/a"), &["ECS225"]),
            (files("arn:aws-cn:s3:::bucket/folder/a.b.env"), &[]),
            (files("arn:aws:s3:::bucket/.env"), &[]),
            (files("${ENV_FILE}"), &[]),
            (many_files(10), &[]),
            (many_files(11), &["ECS184"]),
            (exit_codes(50), &[]),
            (exit_codes(51), &["ECS184"]),
            (ranges(100), &[]),
            (ranges(101), &["ECS184"]),
            (ports(AWSVPC, r#""containerPortRange": "8000-8010""#), &[]),
            (ports("", r#""containerPortRange": "8000-8010", "protocol": "udp""#), &[]),
            (ports(AWSVPC, r#""containerPortRange": "8010-8000""#), &["ECS181"]),
            (ports(AWSVPC, r#""containerPortRange": "8000-8000""#), &["ECS181"]),
            (ports(AWSVPC, r#""containerPortRange": "8000""#), &["ECS181"]),
            (ports(AWSVPC, r#""containerPortRange": "65000-66000""#), &["ECS181"]),
            (ports(AWSVPC, r#""containerPortRange": "${PORTS}""#), &[]),
            (ports(AWSVPC, r#""containerPortRange": "8000-8010", "hostPort": 8000"#), &["ECS181"]),
            (ports(AWSVPC, r#""containerPortRange": "8000-8010", "containerPort": 8000"#), &["ECS181"]),
            (ports(r#""networkMode": "host""#, r#""containerPortRange": "8000-8010""#), &["ECS181", "ECS314"]),
            (ports("", r#""containerPortRange": "8000-8010"}, {"containerPort": 8005"#), &["ECS181"]),
            (ports("", r#""containerPortRange": "8000-8010"}, {"containerPortRange": "8010-8020""#), &["ECS181"]),
            (ports("", r#""containerPortRange": "8000-8010"}, {"containerPort": 8005, "protocol": "udp""#), &[]),
            (ports("", r#""containerPortRange": "8000-8010"}, {"containerPort": 8011"#), &[]),
            (ports("", r#""containerPort": 80, "hostPort": 8080}, {"containerPort": 80, "hostPort": 8081"#), &[]),
            (ports(AWSVPC, r#""containerPortRange": "8000-8010"}, {"containerPort": 8005"#), &["ECS203"]),
            (ports(AWSVPC, r#""containerPort": 65535"#), &[]),
            (ports(AWSVPC, r#""containerPort": 65536"#), &["ECS182"]),
            (ports("", r#""containerPort": 80, "hostPort": 0"#), &[]),
            (ports("", r#""containerPort": 80, "hostPort": -1"#), &["ECS182"]),
            (ports("", r#""containerPort": 22, "hostPort": 22"#), &["ECS230"]),
            (ports("", r#""containerPort": 22"#), &[]),
            (ports("", r#""containerPort": 22, "hostPort": 2222"#), &[]),
            (ports(AWSVPC, r#""containerPort": 22, "hostPort": 22"#), &[]),
            (ports(AWSVPC, r#""containerPort": 80, "name": "web-80_tcp""#), &[]),
            (ports(AWSVPC, r#""containerPort": 80, "name": "Web-80-tcp""#), &[]),
            (ports(AWSVPC, r#""containerPort": 80, "name": "web.http""#), &["ECS197"]),
            (ports(AWSVPC, r#""containerPort": 80, "name": "-web""#), &["ECS197"]),
            (ports(AWSVPC, &format!(r#""containerPort": 80, "name": "{}""#, "w".repeat(64))), &[]),
            (ports(AWSVPC, &format!(r#""containerPort": 80, "name": "{}""#, "w".repeat(65))), &["ECS197"]),
            (ports(r#""networkMode": "none""#, r#""containerPort": 80"#), &["ECS191"]),
            (on_ec2(r#""networkMode": "none""#, r#""portMappings": []"#, ""), &[]),
        ],
        false,
    );
}

#[test]
fn a_proxy_needs_its_network_its_container_and_its_properties() {
    let proxy = |mode: &str, name: &str, properties: &[&str]| {
        let list: Vec<String> = properties.iter().map(|name| format!(r#"{{"name": "{name}", "value": "1"}}"#)).collect();
        on_ec2(
            &format!(
                r#"{mode}"proxyConfiguration": {{"type": "APPMESH", "containerName": "{name}", "properties": [{}]}}"#,
                list.join(", ")
            ),
            "",
            "",
        )
    };
    let all = ["IgnoredGID", "AppPorts", "ProxyIngressPort", "ProxyEgressPort"];
    let awsvpc = r#""networkMode": "awsvpc", "#;
    hold(
        &[
            (proxy(awsvpc, "a", &all), &["ECS904"]),
            (proxy("", "a", &all), &["ECS183", "ECS904"]),
            (proxy(r#""networkMode": "bridge", "#, "a", &all), &["ECS183", "ECS904"]),
            (proxy(r#""networkMode": "${MODE}", "#, "a", &all), &["ECS904"]),
            (proxy(awsvpc, "envoy", &all), &["ECS183", "ECS904"]),
            (proxy(awsvpc, "${PROXY}", &all), &["ECS904"]),
            (proxy(awsvpc, "a", &all[1..]), &["ECS183", "ECS904"]),
            (proxy(awsvpc, "a", &["IgnoredUID", "AppPorts", "ProxyEgressPort"]), &["ECS183", "ECS904"]),
            (proxy(awsvpc, "a", &["IgnoredUID", "AppPorts", "${NAME}"]), &["ECS904"]),
        ],
        false,
    );
    let text = proxy(awsvpc, "a", &["IgnoredUID", "AppPorts", "ProxyEgressPort"]);
    let linted = lint_source(&SourceFile::new("a.json", text), None).expect("a task definition");
    let messages: Vec<_> = linted.diagnostics.iter().filter(|found| found.code == "ECS183").map(|found| found.aws_message).collect();
    assert_eq!(messages, [Some("Ingress port not found")]);
}

#[test]
fn each_platform_refuses_what_it_does_not_have() {
    let external = |members: &str| on_ec2(&format!(r#""requiresCompatibilities": ["EXTERNAL"]{members}"#), MOUNT, "");
    let scratch = r#", "volumes": [{"name": "v"}]"#;
    let sandbox = |compatibility: &str, mode: &str, policy: &str| {
        on_ec2(
            &format!(
                r#""requiresCompatibilities": ["{compatibility}"], "cpu": "256", "memory": "512", "networkMode": "awsvpc",
                   "trustedExecutionConfiguration": {{"isolationMode": "{mode}"{policy}}}"#
            ),
            "",
            "",
        )
    };
    let managed = |container: &str| on_ec2(MANAGED, container, "");
    let windows = |container: &str| on_ec2(WINDOWS, container, "");
    hold(
        &[
            (external(scratch), &[]),
            (external(&format!("{scratch}, {AWSVPC}")), &["ECS185"]),
            (external(&format!(r#", "volumes": [{{"name": "v", {EFS}}}]"#)), &["ECS185"]),
            (external(&format!(r#"{scratch}, "networkMode": "none""#)), &[]),
            (managed(""), &["ECS314"]),
            (on_ec2(&MANAGED.replace("host", "bridge"), "", ""), &["ECS186"]),
            (on_ec2(&MANAGED.replace(r#""networkMode": "host", "#, ""), "", ""), &["ECS261"]),
            (on_ec2(&MANAGED.replace(r#""networkMode": "host", "#, "").replace("[\"MAN", "[\"EC2\", \"MAN"), "", ""), &[]),
            (on_ec2(&MANAGED.replace("host", "awsvpc"), &logs("syslog", ""), ""), &["ECS186"]),
            (on_ec2(&MANAGED.replace("host", "awsvpc"), &logs("json-file", r#""max-size": "1m""#), ""), &[]),
            (on_ec2(&MANAGED.replace("host", "awsvpc"), r#""linuxParameters": {"tmpfs": [{"containerPath": "/t", "size": 8}]}"#, ""), &[]),
            (managed(r#""hostname": "h""#), &["ECS231", "ECS314"]),
            (managed(r#""linuxParameters": {"maxSwap": 64}"#), &["ECS231", "ECS314"]),
            (on_ec2(&MANAGED.replace("host", "awsvpc"), r#""hostname": "h""#, ""), &["ECS111"]),
            (sandbox("MANAGED_INSTANCES", "ISOLATED_SANDBOX", ""), &[]),
            (sandbox("MANAGED_INSTANCES", "CONFIDENTIAL_SANDBOX", ""), &["ECS187"]),
            (sandbox("MANAGED_INSTANCES", "CONFIDENTIAL_SANDBOX", r#", "attestationPolicy": "e30=""#), &[]),
            (sandbox("EC2", "ISOLATED_SANDBOX", ""), &["ECS187"]),
            (sandbox("EC2", "SHARED", ""), &[]),
            (windows(""), &[]),
            (windows(r#""user": "ContainerUser", "hostname": "web""#), &[]),
            (windows(r#""readonlyRootFilesystem": false, "privileged": false"#), &[]),
            (windows(r#""readonlyRootFilesystem": true"#), &["ECS232"]),
            (windows(r#""linuxParameters": {"initProcessEnabled": true}"#), &["ECS214"]),
            (windows(r#""ulimits": []"#), &[]),
            (on_ec2(&format!(r#"{WINDOWS}, "networkMode": "bridge""#), "", ""), &["ECS214"]),
            (on_ec2(&format!("{WINDOWS}, {AWSVPC}"), "", ""), &[]),
            (on_ec2(&format!("{WINDOWS}, {}", volume(EFS)), MOUNT, ""), &["ECS213"]),
            (on_ec2(&format!("{WINDOWS}, {}", volume(FSX)), MOUNT, ""), &[]),
            (on_ec2(&volume(FSX), MOUNT, ""), &[]),
            (on_ec2(&format!(r#"{}, "runtimePlatform": {{"operatingSystemFamily": "LINUX"}}"#, volume(FSX)), MOUNT, ""), &["ECS213"]),
            (on_fargate(&volume(FSX), MOUNT), &["ECS213"]),
            (on_ec2(r#""runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_20H2_CORE"}"#, "", ""), &["ECS905"]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "cpu": "1""#, "", ""), &["ECS196"]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "cpu": "lots""#, "", ""), &["ECS196"]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "cpu": "128""#, "", ""), &[]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "cpu": "192 vCPU""#, "", ""), &[]),
            (on_ec2(&format!(r#"{WINDOWS}, "cpu": "1""#), "", ""), &[]),
        ],
        false,
    );
}

#[test]
fn devices_are_asked_for_in_one_way() {
    let requirement =
        |task: &str, members: &str, others: &str| on_ec2(task, &format!(r#""resourceRequirements": [{{{members}}}]"#), others);
    let sharing = r#""sharingStrategy": {"nvidiaMps": {"memory": 1024}}"#;
    let other = |members: &str| format!(r#"{{"name": "b", "image": "nginx:1.28", "memory": 64, "resourceRequirements": [{{{members}}}]}}"#);
    let managed = r#""requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512""#;
    let neuron = r#""type": "NeuronDevice", "value": "ALL""#;
    let gpu = r#""type": "GPU", "value": "1""#;
    let shared = format!(r#""type": "GPU", {sharing}"#);
    hold(
        &[
            (requirement("", gpu, ""), &[]),
            (requirement("", r#""type": "GPU", "value": "ALL""#, ""), &[]),
            (requirement("", r#""type": "GPU", "value": "${GPUS}""#, ""), &[]),
            (requirement("", r#""type": "GPU", "value": "0.5""#, ""), &["ECS188"]),
            (requirement("", r#""type": "GPU", "value": "all""#, ""), &["ECS188"]),
            (requirement("", r#""type": "GPU""#, ""), &["ECS188"]),
            (requirement("", &shared, ""), &[]),
            (requirement("", &format!("{gpu}, {sharing}"), ""), &["ECS188"]),
            (requirement("", &shared, &other(&shared)), &[]),
            (requirement("", &shared, &other(gpu)), &["ECS188"]),
            (requirement(r#""requiresCompatibilities": ["EXTERNAL"]"#, &shared, ""), &["ECS185"]),
            (requirement(r#""requiresCompatibilities": ["EXTERNAL"]"#, gpu, ""), &[]),
            (requirement(managed, neuron, ""), &[]),
            (requirement(managed, r#""type": "NeuronDevice", "value": "1""#, ""), &["ECS188"]),
            (requirement(managed, neuron, &other(neuron)), &["ECS188"]),
            (requirement(r#""requiresCompatibilities": ["EC2"]"#, neuron, ""), &["ECS188"]),
            (requirement("", neuron, ""), &[]),
            (requirement("", r#""type": "InferenceAccelerator", "value": "device_1""#, ""), &["ECS188"]),
        ],
        false,
    );
}

#[test]
fn a_volume_is_one_thing_at_one_place() {
    let mounted = |task: &str| on_ec2(task, MOUNT, "");
    let paths = |first: &str, second: &str| {
        let volumes = r#""volumes": [{"name": "v"}, {"name": "w"}]"#;
        let mounts = format!(
            r#""mountPoints": [{{"sourceVolume": "v", "containerPath": "{first}"}}, {{"sourceVolume": "w", "containerPath": "{second}"}}]"#
        );
        on_ec2(volumes, &mounts, "")
    };
    let host = |path: &str, members: &str| {
        on_ec2(
            &volume(&format!(r#""host": {{"sourcePath": "{path}"}}"#)),
            &format!(r#""mountPoints": [{{"sourceVolume": "v", "containerPath": "/v"{members}}}]"#),
            "",
        )
    };
    let read_only = r#", "readOnly": true"#;
    let s3_files = |members: &str| volume(&format!(r#""s3filesVolumeConfiguration": {{"fileSystemArn": "arn:f"{members}}}"#));
    let access_point = r#", "accessPointArn": "arn:p", "rootDirectory""#;
    let iam =
        r#""efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}"#;
    hold(
        &[
            (mounted(&volume(EFS)), &[]),
            (mounted(&volume(&format!(r#""host": {{}}, {EFS}"#))), &[]),
            (mounted(&volume(&format!(r#""configuredAtLaunch": false, {EFS}"#))), &[]),
            (mounted(&volume(&format!(r#""host": {{"sourcePath": "/srv"}}, {EFS}"#))), &["ECS189"]),
            (mounted(&volume(r#""configuredAtLaunch": true, "dockerVolumeConfiguration": {"scope": "task"}"#)), &["ECS189"]),
            (mounted(r#""volumes": [{"name": "v"}, {"name": "v"}]"#), &["ECS222"]),
            (mounted(&s3_files("")), &["ECS190"]),
            (mounted(&format!("{ROLES}, {}", s3_files(""))), &[]),
            (mounted(&format!("{ROLES}, {}", s3_files(&format!(r#"{access_point}: "/""#)))), &[]),
            (mounted(&format!("{ROLES}, {}", s3_files(&format!(r#"{access_point}: "/web""#)))), &["ECS190"]),
            (mounted(&volume(iam)), &["ECS218"]),
            (mounted(&format!("{ROLES}, {}", volume(iam))), &[]),
            (paths("/data", "/data/images"), &[]),
            (paths("/data", "/data"), &["ECS220"]),
            (paths("/data", "/data/"), &["ECS220"]),
            (paths("/data", "data"), &["ECS229"]),
            (paths("/data", "/"), &["ECS229"]),
            (paths("/data", "C:\\\\data"), &[]),
            (paths("/data", "${MOUNT}"), &[]),
            (
                on_ec2(&volume(EFS), &format!(r#"{MOUNT}, "linuxParameters": {{"tmpfs": [{{"containerPath": "/v", "size": 8}}]}}"#), ""),
                &["ECS220"],
            ),
            (on_ec2("", r#""workingDirectory": "app""#, ""), &["ECS229"]),
            (on_ec2("", r#""workingDirectory": "C:\\app""#, ""), &[]),
            (host("/srv/data", ""), &[]),
            (host("/etc/ssl/certs", read_only), &[]),
            (host("/proc", read_only), &[]),
            (host("/proc/", ""), &["ECS316"]),
            (host("/sys/fs/cgroup", ""), &[]),
            (host("/etc", read_only), &["ECS316"]),
            (host("/", read_only), &["ECS316"]),
            (host("/var/run/docker.sock", read_only), &["ECS316"]),
            (host("/var/run/app.sock", ""), &[]),
        ],
        false,
    );
}

#[test]
fn secrets_are_named_so_that_ecs_finds_them() {
    let named = |value: &str| on_ec2(ROLES, &secret(value), "");
    let field = |rest: &str| named(&format!("{SECRET}{rest}"));
    hold(
        &[
            (named(SECRET), &[]),
            (named("/prod/db/password"), &[]),
            (named("db_password.v2"), &[]),
            (named("db_password:3"), &[]),
            (named("${SECRET_ARN}"), &[]),
            (named("{{ssm secret}}"), &[]),
            (field(":password::"), &[]),
            (field(":password:AWSPREVIOUS:"), &[]),
            (field(":::"), &[]),
            (field(":password"), &["ECS212"]),
            (field(":password:"), &["ECS212"]),
            (field(":password:::"), &["ECS212"]),
            (named("arn:aws:ssm:eu-central-1:111122223333:parameter/db/password"), &[]),
            (named("arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/db"), &[]),
            (named("arn:aws:ssm:eu-central-1:111122223333:db/password"), &["ECS212"]),
            (named("arn:aws:secretsmanager:eu-central-1:111122223333:db-a1b2c3"), &["ECS212"]),
            (named("arn:aws:s3:::bucket/secret"), &["ECS212"]),
            (named("arn:aws:kms"), &["ECS212"]),
            (named("prod/db:password::"), &["ECS193"]),
            (named("db password"), &["ECS193"]),
            (named("prod+db@main"), &["ECS193"]),
            (on_ec2(ROLES, r#""secrets": [{"name": "A", "valueFrom": "a"}, {"name": "A", "valueFrom": "b"}]"#, ""), &["ECS219"]),
            (on_ec2("", r#""environment": [{"name": "A", "value": "1"}, {"name": "a", "value": "1"}]"#, ""), &[]),
            (on_ec2("", r#""environment": [{"name": "A", "value": "1"}, {"name": "A", "value": "1"}]"#, ""), &["ECS219"]),
            (on_ec2("", r#""repositoryCredentials": {"credentialsParameter": "c"}"#, ""), &["ECS116"]),
            (on_ec2("", r#""environmentFiles": [{"value": "arn:aws:s3:::b/a.env", "type": "s3"}]"#, ""), &["ECS116"]),
            (
                on_ec2("", r#""image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/a:1""#, "")
                    .replace(r#""image": "nginx:1.28", "#, ""),
                &[],
            ),
        ],
        false,
    );
}

#[test]
fn secrets_in_commands_and_log_options_are_told_from_settings() {
    let command = |word: &str| on_ec2("", &format!(r#""command": ["server", "{word}"]"#), "");
    let variable = |value: &str| on_ec2("", &format!(r#""environment": [{{"name": "X", "value": "{value}"}}]"#), "");
    let option = |name: &str, value: &str| on_ec2("", &logs("fluentd", &format!(r#""{name}": "{value}""#)), "");
    let splunk = |options: &str| on_ec2(ROLES, &logs("splunk", options), "");
    let splunk_secret = r#""logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "u"}, "secretOptions": [{"name": "splunk-token", "valueFrom": "t"}]}"#;
    hold(
        &[
            (command("--password=correct-horse"), &["ECS319"]),
            (command("-db.password=correct-horse"), &["ECS319"]),
            (command("export SMTP_PASSWORD='correct-horse'; exec send"), &["ECS319"]),
            (command("export SMTP_PASSWORD=$(cat /run/password); exec send"), &[]),
            (command("SMTP_PASSWORD=`cat /run/password` exec send"), &[]),
            (command("--password=$DB_PASSWORD"), &[]),
            (command("--password=$(cat /run/secrets/db)"), &[]),
            (command("--password-file=/run/secrets/db"), &[]),
            (command("--max-tokens=4096"), &[]),
            (command("--token-ttl=fifteen"), &[]),
            (command("postgres://app:hunter22@db/app"), &["ECS319"]),
            (command("postgres://app@db/app"), &[]),
            (command("ghp_0123456789abcdefghijABCDEFGHIJ012345"), &["ECS319"]),
            (on_ec2("", r#""healthCheck": {"command": ["CMD-SHELL", "redis-cli --pass=$REDIS ping"]}"#, ""), &[]),
            (variable(concat!("glpat-", "0123456789abcdefghij")), &["ECS301"]),
            (variable("da39a3ee5e6b4b0d3255bfef95601890afd80709"), &[]),
            (variable("hf_home_of_all_models_that_we_have_here"), &[]),
            (option("fluentd-address", "localhost:24224"), &[]),
            (option("http_passwd", "correct-horse"), &["ECS318"]),
            (option("tag", "password"), &[]),
            (option("apikey", "${API_KEY}"), &[]),
            (splunk(r#""splunk-url": "u", "splunk-token": "0f1e2d3c-4b5a""#), &["ECS318"]),
            (splunk(r#""splunk-url": "u""#), &["ECS192"]),
            (splunk(r#""splunk-token": "${TOKEN}""#), &["ECS192"]),
            (on_ec2(ROLES, splunk_secret, ""), &[]),
            (on_ec2("", splunk_secret, ""), &["ECS116"]),
        ],
        false,
    );
}

#[test]
fn containers_that_wait_for_what_does_not_come_are_found() {
    let two = |first: &str, second: &str| on_ec2("", first, &format!(r#"{{"name": "b", "image": "nginx:1.28", "memory": 64{second}}}"#));
    let waits =
        |condition: &str, second: &str| two(&format!(r#""dependsOn": [{{"containerName": "b", "condition": "{condition}"}}]"#), second);
    let ending = r#", "essential": false, "restartPolicy""#;
    let check =
        |timeout: &str, members: &str| format!(r#", "startTimeout": {timeout}, "healthCheck": {{"command": ["CMD", "true"]{members}}}"#);
    hold(
        &[
            (waits("SUCCESS", &format!(r#"{ending}: {{"enabled": true}}"#)), &["ECS223"]),
            (waits("COMPLETE", &format!(r#"{ending}: {{"enabled": true, "ignoredExitCodes": [1]}}"#)), &["ECS223"]),
            (waits("SUCCESS", &format!(r#"{ending}: {{"enabled": true, "ignoredExitCodes": [0, 1]}}"#)), &[]),
            (waits("SUCCESS", &format!(r#"{ending}: {{"enabled": false}}"#)), &[]),
            (waits("START", &format!(r#"{ending}: {{"enabled": true}}"#)), &[]),
            (waits("HEALTHY", &check("20", "")), &["ECS224"]),
            (waits("HEALTHY", &check("30", "")), &[]),
            (waits("HEALTHY", &check("20", r#", "interval": 10"#)), &[]),
            (waits("HEALTHY", &check("20", r#", "interval": "${I}""#)), &[]),
            (waits("HEALTHY", &check("20", r#", "startPeriod": 10"#)), &[]),
            (waits("START", &check("20", "")), &[]),
            (two(r#""links": ["b"]"#, ""), &[]),
            (two(r#""links": ["b:data"]"#, ""), &[]),
            (two(r#""links": ["c:b"]"#, ""), &["ECS221"]),
            (two(r#""links": ["b"]"#, r#", "links": ["a"]"#), &["ECS201"]),
            (waits("START", r#", "links": ["a:web"]"#), &["ECS201"]),
            (waits("START", r#", "volumesFrom": [{"sourceContainer": "a"}]"#), &["ECS201"]),
            (two(r#""volumesFrom": [{"sourceContainer": "b"}]"#, ""), &[]),
            (on_ec2(r#""networkMode": "host""#, r#""links": ["b"]"#, ""), &["ECS191", "ECS314"]),
        ],
        false,
    );
}

#[test]
fn health_checks_do_what_they_say() {
    let check = |command: &str, members: &str| on_ec2("", &format!(r#""healthCheck": {{"command": [{command}]{members}}}"#), "");
    hold(
        &[
            (check(r#""CMD-SHELL", "curl -f http://localhost/ || exit 1""#, ""), &[]),
            (check(r#""CMD-SHELL", "curl", "-f", "http://localhost/""#, ""), &["ECS226"]),
            (check(r#""CMD", "curl", "-f", "http://localhost/""#, ""), &[]),
            (check(r#""CMD", "curl", "-f", "http://localhost/", "||", "exit", "1""#, ""), &["ECS226"]),
            (check(r#""CMD", "sh", "-c", "curl -f http://localhost/ || exit 1""#, ""), &[]),
            (check(r#""CMD", "grep", "a||b", "/status""#, ""), &[]),
            (check(r#""NONE""#, ""), &["ECS226"]),
            (check(r#""CMD""#, ""), &["ECS202"]),
            (check(r#""CMD-SHELL""#, ""), &["ECS202"]),
            (check(r#""CMD", "true""#, r#", "interval": 10, "timeout": 60"#), &["ECS418"]),
            (check(r#""CMD", "true""#, r#", "interval": 5, "timeout": 5"#), &[]),
            (check(r#""CMD", "true""#, r#", "timeout": 60"#), &["ECS418"]),
            (check(r#""CMD", "true""#, r#", "interval": "${I}", "timeout": 60"#), &[]),
        ],
        false,
    );
}

#[test]
fn log_options_are_held_to_what_drivers_take() {
    let of = |options: &str| on_ec2("", &awslogs(options), "");
    let router = |task: &str, options: &str| {
        on_ec2(
            task,
            "",
            &format!(
                r#"{{"name": "r", "image": "f:1", "memory": 64, "firelensConfiguration": {{"type": "fluentbit", "options": {{{options}}}}}}}"#
            ),
        )
    };
    let fargate = r#""requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512""#;
    let s3 = r#""config-file-type": "s3", "config-file-value": "arn:aws:s3:::b/f.conf""#;
    hold(
        &[
            (of(r#""mode": "non-blocking""#), &[]),
            (of(r#""mode": "blocking""#), &[]),
            (of(r#""mode": "nonblocking""#), &["ECS227"]),
            (of(r#""mode": "${MODE}""#), &[]),
            (of(r#""max-buffer-size": "25m""#), &[]),
            (of(r#""mode": "non-blocking", "max-buffer-size": "25 MB""#), &[]),
            (of(r#""mode": "non-blocking", "max-buffer-size": "much""#), &["ECS227"]),
            (of(r#""mode": "non-blocking", "max-buffer-size": "25x""#), &["ECS227"]),
            (of(r#""mode": "blocking", "max-buffer-size": "25m""#), &["ECS227"]),
            (of(r#""awslogs-datetime-format": "%Y""#), &[]),
            (of(r#""awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^a""#), &["ECS136"]),
            (router("", s3), &[]),
            (router(fargate, s3), &["ECS194"]),
            (router(fargate, r#""config-file-type": "file", "config-file-value": "/f.conf""#), &[]),
            (router("", r#""config-file-type": "http""#), &["ECS194"]),
            (router("", r#""enable-ecs-log-metadata": "yes""#), &["ECS194"]),
            (router("", r#""enable-ecs-log-metadata": "True""#), &[]),
        ],
        false,
    );
}

#[test]
fn numbers_and_names_of_linux_are_known() {
    let linux = |members: &str| on_ec2("", &format!(r#""linuxParameters": {{{members}}}"#), "");
    let capability = |list: &str, name: &str| linux(&format!(r#""capabilities": {{"{list}": ["{name}"]}}"#));
    let control = |task: &str, name: &str| on_ec2(task, &format!(r#""systemControls": [{{"namespace": "{name}", "value": "1"}}]"#), "");
    let memory = |members: &str| on_ec2("", members, "").replace(r#""memory": 64, "#, "");
    let user = |name: &str| on_ec2("", &format!(r#""user": "{name}""#), "");
    let two = |task: &str, first: u32, second: u32| {
        let other = format!(r#"{{"name": "b", "image": "nginx:1.28", "memoryReservation": {second}}}"#);
        on_ec2(task, "", &other).replace(r#""memory": 64"#, &format!(r#""memory": 128, "memoryReservation": {first}"#))
    };
    let option = |text: &str| on_ec2("", &format!(r#""dockerSecurityOptions": ["{text}"]"#), "");
    hold(
        &[
            (linux(r#""maxSwap": 0, "swappiness": 100"#), &[]),
            (linux(r#""maxSwap": -1"#), &["ECS195"]),
            (linux(r#""maxSwap": 64, "swappiness": 101"#), &["ECS195"]),
            (capability("drop", "ALL"), &[]),
            (capability("drop", "NET_RAWS"), &["ECS216"]),
            (capability("add", "IPC_LOCK"), &[]),
            (capability("add", "CAP_IPC_LOCK"), &[]),
            (capability("add", "SYS_ADMIN"), &["ECS315"]),
            (capability("add", "CAP_SYS_ADMIN"), &["ECS315"]),
            (capability("drop", "SYS_ADMIN"), &[]),
            (capability("add", "SYS_PTRACE"), &[]),
            (control("", "net.core.somaxconn"), &[]),
            (control("", "kernel.shmmax"), &[]),
            (control("", "fs.mqueue.msg_max"), &[]),
            (control("", "vm.max_map_count"), &["ECS215"]),
            (control("", "fs.file-max"), &["ECS215"]),
            (control("", "${CONTROL}"), &[]),
            (control(r#""networkMode": "host""#, "net.core.somaxconn"), &["ECS215", "ECS314"]),
            (control(r#""networkMode": "host""#, "kernel.shmmax"), &["ECS314"]),
            (control(r#""ipcMode": "task""#, "kernel.shmmax"), &[]),
            (control(r#""ipcMode": "host""#, "kernel.shmmax"), &["ECS215", "ECS313"]),
            (memory(r#""memory": 6"#), &[]),
            (memory(r#""memory": 5"#), &["ECS217"]),
            (memory(r#""memoryReservation": 4"#), &["ECS217"]),
            (on_fargate("", "").replace(r#""memory": 64"#, r#""memory": 4"#), &[]),
            (two(r#""memory": "128""#, 64, 64), &[]),
            (two(r#""memory": "128""#, 64, 65), &["ECS233"]),
            (two(r#""memory": "${MEMORY}""#, 64, 65), &[]),
            (two(r#""memory": "128""#, 64, 200), &["ECS233"]),
            (two(r#""memory": "100""#, 64, 65), &["ECS106"]),
            (two("", 64, 65), &[]),
            (user("1000:1000"), &[]),
            (user("app"), &[]),
            (user("-1"), &["ECS228"]),
            (user("app:-5"), &["ECS228"]),
            (user("4294967294"), &["ECS228"]),
            (user("2147483647"), &[]),
            (user("web user"), &["ECS228"]),
            (user("CORP\\\\web user"), &[]),
            (option("no-new-privileges"), &[]),
            (option("apparmor:docker-default"), &[]),
            (option("apparmor:unconfined"), &["ECS320"]),
            (on_ec2(r#""pidMode": "task""#, "", ""), &[]),
            (on_ec2(r#""pidMode": "host""#, "", ""), &["ECS312"]),
            (on_ec2(r#""networkMode": "host""#, r#""user": "1000""#, ""), &["ECS314"]),
        ],
        false,
    );
}

#[test]
fn sizes_that_nobody_can_use_and_roles_that_serve_a_pull_are_told() {
    let lint = |text: &str| {
        let linted = lint_source(&SourceFile::new("a.json", text), None).expect("a task definition");
        linted.diagnostics.iter().map(|found| found.code).filter(|code| matches!(*code, "ECS603" | "ECS235")).collect::<Vec<_>>()
    };
    let fargate = |cpu: &str, memory: &str, containers: &str| {
        format!(
            r#"{{"family": "a", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "{cpu}", "memory": "{memory}",
                "containerDefinitions": [{containers}]}}"#
        )
    };
    let limited = |name: &str, memory: u32| format!(r#"{{"name": "{name}", "image": "a:1", "memory": {memory}}}"#);
    let private = r#""image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1""#;
    let on = |platform: &str, image: &str, role: &str| {
        format!(r#"{{"family": "a", {platform} {role} "containerDefinitions": [{{"name": "a", "memory": 64, {image}}}]}}"#)
    };
    let cases: [(String, &[&str]); 12] = [
        (fargate("256", "2048", &limited("a", 256)), &["ECS603"]),
        (fargate(".25 vCPU", "2 GB", &limited("a", 1024)), &["ECS603"]),
        // The least size of its CPU, more than half in use, a container without a limit, a value that comes later.
        (fargate("1024", "2048", &limited("a", 256)), &[]),
        (fargate("512", "4096", &limited("a", 2049)), &[]),
        (fargate("512", "4096", &limited("a", 2048)), &["ECS603"]),
        (fargate("256", "2048", &format!("{}, {{\"name\": \"b\", \"image\": \"b:1\"}}", limited("a", 256))), &[]),
        (fargate("256", "${MEMORY}", &limited("a", 256)), &[]),
        (on("", private, ""), &["ECS235"]),
        (on(r#""requiresCompatibilities": ["EXTERNAL"],"#, private, ""), &["ECS235"]),
        (on(r#""requiresCompatibilities": ["${PLATFORM}"],"#, private, ""), &[]),
        (on("", private, r#""executionRoleArn": "${ROLE}","#), &[]),
        (on("", r#""image": "public.ecr.aws/nginx/nginx:1.28""#, ""), &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(lint(&text), expected, "{text}");
    }
}

#[test]
fn advice_is_given_where_it_is_due() {
    let tagged = |members: &str| format!(r#""tags": [{{"key": "team", "value": "a"}}], {members}"#);
    let quiet = r#""user": "1000", "readonlyRootFilesystem": true"#;
    let with = |members: &str| format!("{quiet}, {members}");
    let port =
        |host: &str| with(&format!(r#""healthCheck": {{"command": ["CMD", "true"]}}, "portMappings": [{{"containerPort": 80{host}}}]"#));
    let awsvpc = tagged(AWSVPC);
    let bridge = tagged(r#""networkMode": "bridge""#);
    let router = |members: &str| {
        format!(
            r#"{{"name": "r", "image": "f:1", "memory": 64, "user": "0", "readonlyRootFilesystem": true, "firelensConfiguration": {{"type": "fluentbit"}}{members}}}"#
        )
    };
    let own_logs = format!(", {}", awslogs(r#""awslogs-stream-prefix": "r""#));
    hold(
        &[
            (on_ec2(&awsvpc, quiet, ""), &[]),
            (on_ec2(AWSVPC, quiet, ""), &["ECS602"]),
            (on_ec2(&bridge, quiet, ""), &["ECS322"]),
            (on_ec2(&tagged(r#""requiresCompatibilities": ["EXTERNAL"]"#), quiet, ""), &[]),
            (on_ec2(&awsvpc, &port(""), ""), &[]),
            (on_ec2(&bridge, &port(r#", "hostPort": 0"#), ""), &["ECS322"]),
            (on_ec2(&bridge, &port(r#", "hostPort": 8080"#), ""), &["ECS322", "ECS417"]),
            (on_ec2(&bridge, &port(r#", "hostPort": 40000"#), ""), &["ECS322", "ECS415", "ECS417"]),
            (on_ec2(&awsvpc, quiet, "").replace(r#""memory": 64"#, r#""memoryReservation": 64"#), &["ECS416"]),
            (on_ec2(&awsvpc, &with(&awslogs(r#""awslogs-stream-prefix": "a""#)), ""), &[]),
            (on_ec2(&awsvpc, &with(&awslogs(r#""mode": "non-blocking""#)), ""), &["ECS511", "ECS513"]),
            (on_ec2(&awsvpc, &with(&awslogs(r#""awslogs-stream-prefix": "a", "mode": "blocking""#)), ""), &["ECS414"]),
            (on_ec2(&awsvpc, &with(&logs("json-file", "")), ""), &["ECS903"]),
            (on_ec2(&awsvpc, &with(&logs("json-file", r#""max-size": "10m""#)), ""), &[]),
            (on_ec2(&awsvpc, &with(r#""versionConsistency": "disabled""#), ""), &["ECS419"]),
            (on_ec2(&awsvpc, &with(r#""versionConsistency": "disabled""#), "").replace("nginx:1.28", "nginx@sha256:0f1e"), &[]),
            (on_ec2(&tagged(&format!(r#"{AWSVPC}, "enableFaultInjection": true"#)), quiet, ""), &["ECS321"]),
            (on_ec2(&awsvpc, &with(r#""linuxParameters": {"swappiness": 10}"#), ""), &["ECS421"]),
            (on_ec2(&awsvpc, &with(r#""linuxParameters": {"swappiness": 10, "maxSwap": 64}"#), ""), &[]),
            (on_ec2(&awsvpc, quiet, &router(&own_logs)), &["ECS305"]),
            (on_ec2(&awsvpc, quiet, &router("")), &["ECS305", "ECS512"]),
            (on_ec2(&awsvpc, quiet, &router(&format!(r#"{own_logs}, "essential": false"#))), &["ECS305", "ECS420"]),
            (on_ec2(&format!("{}, {AWSVPC}", tagged(WINDOWS)), r#""user": "ContainerAdministrator""#, ""), &["ECS317"]),
            (on_ec2(&format!("{}, {AWSVPC}", tagged(WINDOWS)), r#""user": "ContainerUser""#, ""), &[]),
        ],
        true,
    );
}

#[test]
fn what_aws_printed_has_its_tags_beside_it() {
    let printed = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:111122223333:task-definition/a:1", "family": "a", "revision": 1,
        "networkMode": "awsvpc", "containerDefinitions": [{"name": "a", "image": "nginx:1.28", "memory": 64, "user": "1000", "readonlyRootFilesystem": true}]}}"#;
    assert_eq!(codes(printed, true), Vec::<&str>::new());
}

#[test]
fn a_template_is_held_to_the_same_rules_with_its_own_names() {
    let template = |proxy: &str, container: &str| {
        format!(
            r#"{{"Resources": {{"Task": {{"Type": "AWS::ECS::TaskDefinition", "Properties": {{"Family": "a", "NetworkMode": "awsvpc",
                "ExecutionRoleArn": {{"Ref": "Role"}}, {proxy}
                "ContainerDefinitions": [{{"Name": "a", "Image": "nginx:1.28", "Memory": 64, {container}}}]}}}}}}}}"#
        )
    };
    let proxy = |names: &[&str]| {
        let list: Vec<String> = names.iter().map(|name| format!(r#"{{"Name": "{name}", "Value": "1"}}"#)).collect();
        format!(r#""ProxyConfiguration": {{"ContainerName": "a", "ProxyConfigurationProperties": [{}]}},"#, list.join(", "))
    };
    let secret = |value: &str| format!(r#""Secrets": [{{"Name": "S", "ValueFrom": {value}}}]"#);
    hold(
        &[
            (template(&proxy(&["IgnoredUID", "AppPorts", "ProxyIngressPort", "ProxyEgressPort"]), r#""Cpu": 64"#), &["ECS904"]),
            (template(&proxy(&["IgnoredUID", "AppPorts", "ProxyEgressPort"]), r#""Cpu": 64"#), &["ECS183", "ECS904"]),
            (template("", &secret(r#"{"Ref": "Secret"}"#)), &[]),
            (template("", &secret(r#"{"Fn::Sub": "${Secret}:password"}"#)), &[]),
            (template("", &secret(r#"{"Fn::Sub": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db:password"}"#)), &["ECS212"]),
            (template("", r#""EnvironmentFiles": [{"Type": "s3", "Value": {"Fn::Sub": "arn:aws:s3:::${Bucket}/a.env"}}]"#), &[]),
            (template("", r#""LinuxParameters": {"Capabilities": {"Add": ["SYS_ADMIN"]}}"#), &["ECS315"]),
        ],
        false,
    );
}

/// The document with one leaf after the other filled in later.
fn with_one_placeholder(document: &serde_json::Value) -> Vec<(String, String)> {
    fn pointers(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                members
                    .iter()
                    .for_each(|(name, value)| pointers(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found));
            }
            serde_json::Value::Array(items) => {
                items.iter().enumerate().for_each(|(number, value)| pointers(value, &format!("{at}/{number}"), found));
            }
            serde_json::Value::Null => {}
            _ => found.push(at.to_string()),
        }
    }
    let mut found = Vec::new();
    pointers(document, "", &mut found);
    found
        .into_iter()
        .map(|pointer| {
            let mut changed = document.clone();
            if let Some(leaf) = changed.pointer_mut(&pointer) {
                *leaf = serde_json::Value::from("${LATER}");
            }
            (pointer, changed.to_string())
        })
        .collect()
}

#[test]
fn a_placeholder_in_a_document_makes_up_no_finding() {
    let passes =
        ecslab::lint::rules().iter().filter(|rule| rule.kind() == ecslab::model::Kind::TaskDefinition).map(|rule| rule.passes.to_string());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/correct");
    let files = std::fs::read_dir(folder).expect("the fixtures are there").map(|entry| entry.expect("an entry").path());
    let fixtures = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| std::fs::read_to_string(path).expect("a fixture is text"))
        .filter(|text| text.contains("containerDefinitions"));
    let found = |text: &str| {
        let linted = lint_source(&SourceFile::new("a.json", text), Some(ecslab::model::Kind::TaskDefinition)).expect("the kind is given");
        linted.diagnostics
    };
    let mut wrong = Vec::new();
    let mut tried = 0;
    for text in passes.chain(fixtures) {
        let document: serde_json::Value = serde_json::from_str(&text).expect("an example is JSON");
        let before: Vec<_> = found(&document.to_string()).into_iter().map(|found| (found.code, found.pointer)).collect();
        for (pointer, changed) in with_one_placeholder(&document) {
            tried += 1;
            let new = found(&changed).into_iter().filter(|found| !before.contains(&(found.code, found.pointer.clone())));
            wrong.extend(new.map(|found| format!("{pointer}: {} {} in {text}", found.code, found.message)));
        }
    }
    assert!(tried > 1000, "only {tried} documents");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_aws_takes_in_its_own_way_is_no_error() {
    let ports = |task: &str, members: &str| on_ec2(task, &format!(r#""portMappings": [{{{members}}}]"#), "");
    let image = |image: &str| format!(r#"{{"family": "a", "containerDefinitions": [{{"name": "a", "image": "{image}", "memory": 64}}]}}"#);
    let sysctl = |name: &str| on_ec2("", &format!(r#""systemControls": [{{"namespace": "{name}", "value": "1"}}]"#), "");
    let mounts = r#""mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}, {"sourceVolume": "v", "containerPath": "/v/"}]"#;
    let memory =
        |members: &str| format!(r#"{{"family": "a", "containerDefinitions": [{{"name": "a", "image": "nginx:1.28", {members}}}]}}"#);
    let blocking = awslogs(r#""awslogs-stream-prefix": "p", "mode": "blocking", "max-buffer-size": "25m""#);
    let files = |value: &str| on_ec2(ROLES, &format!(r#""environmentFiles": [{{"value": "{value}", "type": "s3"}}]"#), "");
    hold(
        &[
            // Every protocol but udp is read as tcp.
            (ports("", r#""containerPort": 80, "protocol": "TCP""#), &["ECS234"]),
            (ports("", r#""containerPort": 53, "protocol": "UDP""#), &["ECS234"]),
            (ports("", r#""containerPort": 80, "protocol": "http""#), &["ECS234"]),
            (ports("", r#""containerPort": 53, "protocol": "udp""#), &[]),
            (ports("", r#""containerPort": 53, "protocol": "${PROTOCOL}""#), &[]),
            (ports("", r#""containerPort": 80, "hostPort": 80, "protocol": "TCP"}, {"containerPort": 81, "hostPort": 80"#), &["ECS203", "ECS234"]),
            // A port of 0 beside a range is none.
            (ports(AWSVPC, r#""containerPortRange": "8000-8010", "hostPort": 0"#), &[]),
            // A limit of 0 is none.
            (memory(r#""memory": 0, "memoryReservation": 128"#), &[]),
            (memory(r#""memory": 64, "memoryReservation": 128"#), &["ECS108"]),
            // What is written where a pipeline writes later.
            (image("IMAGE_NAME"), &[]),
            (image("REPOSITORY_URI:IMAGE_TAG"), &[]),
            (image("__IMAGE__"), &[]),
            (image("#{IMAGE}#"), &[]),
            (image("<your-image>"), &[]),
            (image("[[ image ]]"), &[]),
            (image("MyRegistry.Example.com:5000/web:Build-7"), &[]),
            (image("Nginx:1.28"), &["ECS205"]),
            (files("REPLACE_ME"), &[]),
            (files("<environment-file>"), &[]),
            (on_ec2(ROLES, &secret("<secret-arn>"), ""), &[]),
            (on_ec2(ROLES, &secret("#{SECRET_ARN}"), ""), &[]),
            // The container's own kernel parameters, in every way to write them.
            (sysctl("kernel.domainname"), &[]),
            (sysctl("net/core/somaxconn"), &[]),
            (sysctl("net.ipv4.conf.eth0/100.forwarding"), &[]),
            (sysctl("vm/max_map_count"), &["ECS215"]),
            // Docker takes a path once; Fargate shows one volume twice.
            (on_ec2(&volume(r#""host": {}"#), mounts, ""), &["ECS220"]),
            (on_fargate(&volume(r#""host": {}"#), mounts), &[]),
            // Fargate overlooks a size that its loggers do not need.
            (on_fargate(ROLES, &blocking), &[]),
            (on_ec2("", &blocking, ""), &["ECS227"]),
            (on_ec2(AWSVPC, &blocking, ""), &[]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "networkMode": "awsvpc""#, &blocking, ""), &["ECS227"]),
            // The size of a Windows task on instances is ignored.
            (on_ec2(&format!(r#"{WINDOWS}, "cpu": "128", "memory": "32""#), r#""cpu": 512"#, ""), &[]),
            (on_ec2(r#""requiresCompatibilities": ["EC2"], "cpu": "128", "memory": "32""#, r#""cpu": 512"#, ""), &["ECS106", "ECS109"]),
            // Zeros that stand for nothing.
            (on_ec2("", r#""restartPolicy": {"enabled": false, "restartAttemptPeriod": 0}"#, ""), &[]),
            (on_ec2("", r#""restartPolicy": {"enabled": true, "restartAttemptPeriod": 0}"#, ""), &["ECS132"]),
            (on_fargate("", r#""linuxParameters": {"sharedMemorySize": 0}"#), &[]),
            (on_fargate("", r#""linuxParameters": {"sharedMemorySize": 64}"#), &["ECS112"]),
            // Not Docker's: 6 MiB.
            (
                r#"{"family": "a", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "a", "image": "nginx:1.28", "memory": 5}]}"#.to_string(),
                &[],
            ),
            (on_fargate("", r#""linuxParameters": {"capabilities": {"add": ["CAP_SYS_PTRACE"]}}"#), &[]),
            (on_fargate("", r#""linuxParameters": {"capabilities": {"add": ["NET_BIND_SERVICE"]}}"#), &["ECS114"]),
            (
                on_fargate(r#""runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}"#, r#""readonlyRootFilesystem": true"#),
                &["ECS214"],
            ),
            (on_ec2(WINDOWS, r#""readonlyRootFilesystem": true"#, ""), &["ECS232"]),
        ],
        false,
    );
}

#[test]
fn a_template_is_yaml_as_cloudformation_reads_it_and_tells_a_mistake_once() {
    let template = |members: &str| {
        format!(
            "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: a\n          Image: nginx:1.28\n          Memory: 64\n          {members}\n"
        )
    };
    let cases: [(&str, &[&str]); 4] = [
        ("Essential: yes", &[]),
        ("ReadonlyRootFilesystem: on", &[]),
        ("Essential: perhaps", &["DOC011"]),
        ("PortMappings: [{ContainerPort: 53, Protocol: UDP}]", &["DOC013"]),
    ];
    for (members, expected) in cases {
        let linted = lint_source(&SourceFile::new("template.yaml", template(members)), None).expect("a template");
        let found: Vec<_> = linted
            .diagnostics
            .iter()
            .map(|found| found.code)
            .filter(|code| expected.contains(code) || code.starts_with("DOC") || *code == "ECS234")
            .collect();
        assert_eq!(found, expected, "{members}");
    }
}
