//! What task definitions need, by tables.

use super::*;
use crate::model::{Fields, TaskDefinition};
use crate::syntax::parse_json;

fn derived(task: &str, surroundings: &Surroundings) -> Needs {
    let parsed = parse_json(task);
    let root = &parsed.documents[0];
    derive(&TaskDefinition::read(Fields::of(root).expect("an object")), root, surroundings)
}

/// Each need in a line: `action ... on resource`, with `?` before those that the documents leave open.
fn lines(needs: &Needs, kind: RoleKind) -> Vec<String> {
    let line = |need: &Need| {
        let open = if need.is_conditional() { "? " } else { "" };
        let names: Vec<&str> = need.actions.iter().map(|action| action.split_once(':').map_or(*action, |(_, name)| name)).collect();
        format!("{open}{} on {}", names.join(","), needs.unknowns.show(&need.resource))
    };
    needs.of(kind).iter().map(line).collect()
}

fn known() -> Surroundings {
    Surroundings { account: Some("111122223333".to_string()), region: Some("eu-central-1".to_string()), ..Surroundings::default() }
}

const PULL: &str = "BatchCheckLayerAvailability,GetDownloadUrlForLayer,BatchGetImage";

#[test]
fn the_execution_role_needs_what_gets_each_container_ready() {
    let secret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf";
    let cases: [(String, Vec<String>); 10] = [
        (r#""image": "nginx:1.28""#.to_string(), vec![]),
        (r#""image": "public.ecr.aws/nginx/nginx:1.28""#.to_string(), vec![]),
        (
            r#""image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1""#.to_string(),
            vec!["GetAuthorizationToken on *".to_string(), format!("{PULL} on arn:aws:ecr:eu-central-1:111122223333:repository/web")],
        ),
        (
            format!(r#""image": "nginx:1", "secrets": [{{"name": "A", "valueFrom": "{secret}:password::"}}]"#),
            vec![format!("GetSecretValue on {secret}"), "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string()],
        ),
        (
            r#""image": "nginx:1", "secrets": [{"name": "A", "valueFrom": "/shop/a"}, {"name": "B", "valueFrom": "/shop/b"}]"#.to_string(),
            vec![
                "GetParameters on arn:aws:ssm:eu-central-1:111122223333:parameter/shop/a".to_string(),
                "GetParameters on arn:aws:ssm:eu-central-1:111122223333:parameter/shop/b".to_string(),
                "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string(),
            ],
        ),
        (
            r#""image": "nginx:1", "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop/prod/web.env"}]"#.to_string(),
            vec![
                "GetObject on arn:aws:s3:::shop/prod/web.env".to_string(),
                "GetBucketLocation on arn:aws:s3:::shop".to_string(),
                "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string(),
            ],
        ),
        (
            r#""image": "registry.example.com/web:1", "repositoryCredentials": {"credentialsParameter": "registry"}"#.to_string(),
            vec![
                "GetSecretValue on arn:aws:secretsmanager:eu-central-1:111122223333:secret:registry-??????".to_string(),
                "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string(),
            ],
        ),
        (
            r#""image": "nginx:1", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web",
               "awslogs-region": "us-east-1", "awslogs-create-group": "true"}}"#
                .to_string(),
            vec![
                "CreateLogStream,PutLogEvents on arn:aws:logs:us-east-1:111122223333:log-group:/ecs/web:*".to_string(),
                "CreateLogGroup on arn:aws:logs:us-east-1:111122223333:log-group:/ecs/web:*".to_string(),
            ],
        ),
        (
            r#""image": "nginx:1", "firelensConfiguration": {"type": "fluentbit", "options": {"config-file-type": "s3",
               "config-file-value": "arn:aws:s3:::shop/fluent.conf"}}"#
                .to_string(),
            vec![
                "GetObject on arn:aws:s3:::shop/fluent.conf".to_string(),
                "GetBucketLocation on arn:aws:s3:::shop".to_string(),
                "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string(),
            ],
        ),
        (
            format!(
                r#""image": "nginx:1", "logConfiguration": {{"logDriver": "splunk", "options": {{"splunk-url": "https://x"}},
                "secretOptions": [{{"name": "splunk-token", "valueFrom": "{secret}"}}]}}"#
            ),
            vec![format!("GetSecretValue on {secret}"), "? Decrypt on arn:aws:kms:eu-central-1:111122223333:key/KEY_ID".to_string()],
        ),
    ];
    for (members, expected) in cases {
        let task = format!(
            r#"{{"family": "web", "requiresCompatibilities": ["FARGATE"], "containerDefinitions": [{{"name": "web", {members}}}]}}"#
        );
        let needs = derived(&task, &known());
        assert_eq!(lines(&needs, RoleKind::ExecutionRole), expected, "{task}");
        assert!(needs.task.is_empty() && needs.open.is_empty(), "{task}: {:?}", needs.open);
    }
}

#[test]
fn what_follows_without_a_permission_depends_on_who_else_could_grant_it() {
    let consequences = |members: &str, rest: &str| -> Vec<Consequence> {
        let role = "arn:aws:iam::111122223333:role/run";
        let task = format!(r#"{{"executionRoleArn": "{role}" {rest}, "containerDefinitions": [{{"name": "web", {members}}}]}}"#);
        derived(&task, &Surroundings::default()).execution.iter().map(|need| need.consequence).collect()
    };
    let image = |account: &str| format!(r#""image": "{account}.dkr.ecr.eu-central-1.amazonaws.com/web:1""#);
    assert!(matches!(consequences(&image("111122223333"), "")[..], [Consequence::Fails, Consequence::FailsUnless(_)]));
    assert_eq!(consequences(&image("444455556666"), ""), [Consequence::Fails, Consequence::Fails], "across accounts both sides must allow");
    let secret = |account: &str| {
        let arn = format!("arn:aws:secretsmanager:eu-central-1:{account}:secret:db-AbCdEf");
        format!(r#""image": "nginx:1", "secrets": [{{"name": "A", "valueFrom": "{arn}"}}]"#)
    };
    assert!(matches!(consequences(&secret("111122223333"), "")[0], Consequence::FailsUnless(_)));
    assert_eq!(consequences(&secret("444455556666"), "")[0], Consequence::Fails);
    let logs =
        r#""image": "nginx:1", "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "a", "awslogs-region": "b"}}"#;
    assert_eq!(consequences(logs, r#", "requiresCompatibilities": ["FARGATE"]"#), [Consequence::Fails]);
    for on_instances in ["", r#", "requiresCompatibilities": ["EC2", "FARGATE"]"#, r#", "requiresCompatibilities": ["EC2"]"#] {
        assert!(matches!(consequences(logs, on_instances)[..], [Consequence::FailsWhere(_)]), "{on_instances}");
    }
}

#[test]
fn keys_and_caches_are_needed_where_they_are_told() {
    let task = r#"{"containerDefinitions": [{"name": "web", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/docker-hub/library/nginx:1",
        "secrets": [{"name": "A", "valueFrom": "a"}, {"name": "B", "valueFrom": "b"}]}]}"#;
    let key = "arn:aws:kms:eu-central-1:111122223333:key/0123";
    let around = |prefix: &str| Surroundings { kms_keys: vec![key.to_string()], cache_prefixes: vec![prefix.to_string()], ..known() };
    let found = lines(&derived(task, &around("docker-hub")), RoleKind::ExecutionRole);
    let repository = "arn:aws:ecr:eu-central-1:111122223333:repository/docker-hub/library/nginx";
    assert_eq!(found[2], format!("BatchImportUpstreamImage,CreateRepository on {repository}"));
    assert_eq!(found.last().map(String::as_str), Some("Decrypt on arn:aws:kms:eu-central-1:111122223333:key/0123"));
    for prefix in ["docker", "quay"] {
        let found = lines(&derived(task, &around(prefix)), RoleKind::ExecutionRole);
        assert!(!found.iter().any(|line| line.starts_with("BatchImport")), "{prefix}");
    }
    assert!(lines(&derived(task, &around("ROOT")), RoleKind::ExecutionRole)[2].starts_with("BatchImport"));
}

#[test]
fn the_task_role_needs_what_the_documents_show() {
    let volume = |rest: &str| {
        format!(
            r#""volumes": [{{"name": "data", "efsVolumeConfiguration": {{"fileSystemId": "fs-0123", "transitEncryption": "ENABLED",
            "authorizationConfig": {{"iam": "ENABLED" {rest}}}}}}}]"#
        )
    };
    let file_system = "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-0123";
    let container = |rest: &str| {
        format!(r#"{{"name": "web", "image": "nginx:1", "mountPoints": [{{"sourceVolume": "data", "containerPath": "/data" {rest}}}]}}"#)
    };
    let cases = [
        (
            format!(r#"{}, "containerDefinitions": [{}]"#, volume(""), container("")),
            vec![
                format!("ClientMount on {file_system}"),
                format!("ClientWrite on {file_system}"),
                format!("? ClientRootAccess on {file_system}"),
            ],
        ),
        (
            format!(r#"{}, "containerDefinitions": [{}]"#, volume(r#", "accessPointId": "fsap-1""#), container("")),
            vec![format!("ClientMount on {file_system}"), format!("ClientWrite on {file_system}")],
        ),
        (
            format!(r#"{}, "containerDefinitions": [{}]"#, volume(""), container(r#", "readOnly": true"#)),
            vec![format!("ClientMount on {file_system}")],
        ),
        (
            r#""containerDefinitions": [{"name": "web", "image": "nginx:1", "logConfiguration": {"logDriver": "awsfirelens",
               "options": {"Name": "firehose", "region": "eu-central-1", "delivery_stream": "shop"}}}]"#
                .to_string(),
            vec!["? PutRecordBatch on arn:aws:firehose:eu-central-1:111122223333:deliverystream/shop".to_string()],
        ),
    ];
    for (members, expected) in cases {
        assert_eq!(lines(&derived(&format!("{{{members}}}"), &known()), RoleKind::TaskRole), expected, "{members}");
    }
}

#[test]
fn exec_needs_its_channels_and_where_its_sessions_go() {
    let exec = Exec { log_group: Some("/ecs/exec".to_string()), bucket: Some("sessions".to_string()), key: Some("0123-4567".to_string()) };
    let around = Surroundings { exec: Some(exec), ..known() };
    let needs = derived(r#"{"containerDefinitions": [{"name": "web", "image": "nginx:1"}]}"#, &around);
    assert_eq!(
        lines(&needs, RoleKind::TaskRole),
        [
            "CreateControlChannel,CreateDataChannel,OpenControlChannel,OpenDataChannel on *",
            "DescribeLogGroups on *",
            "CreateLogStream,DescribeLogStreams,PutLogEvents on arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/exec:*",
            "GetBucketLocation on *",
            "GetEncryptionConfiguration on arn:aws:s3:::sessions",
            "PutObject on arn:aws:s3:::sessions/*",
            "Decrypt on arn:aws:kms:eu-central-1:111122223333:key/0123-4567",
        ]
    );
    assert!(needs.execution.is_empty());
}

#[test]
fn what_is_not_known_is_said_and_makes_nothing_up() {
    let task = r#"{"containerDefinitions": [{"name": "web", "image": "${IMAGE}", "secrets": [{"name": "A", "valueFrom": "${SECRET}"}],
        "environmentFiles": [{"type": "s3", "value": "${FILE}"}], "logConfiguration": {"logDriver": "${DRIVER}"}}]}"#;
    let needs = derived(task, &Surroundings::default());
    assert_eq!(needs.execution, []);
    assert_eq!(needs.open.len(), 4, "{:?}", needs.open);
    // A name alone is one of the task's own account and Region, which nobody told.
    let needs = derived(
        r#"{"containerDefinitions": [{"name": "web", "image": "x:1", "secrets": [{"name": "A", "valueFrom": "a"}]}]}"#,
        &Surroundings::default(),
    );
    assert_eq!(lines(&needs, RoleKind::ExecutionRole)[0], "GetParameters on arn:aws:ssm:AWS_REGION:ACCOUNT_ID:parameter/a");
}

#[test]
fn a_draft_says_each_thing_once_and_why() {
    let task = r#"{"containerDefinitions": [{"name": "web", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1"},
        {"name": "worker", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1"},
        {"name": "proxy", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/proxy:1"}]}"#;
    let needs = derived(task, &known());
    let draft = Draft::of(&needs.execution, &needs.unknowns);
    let repository = "arn:aws:ecr:eu-central-1:111122223333:repository";
    assert_eq!(
        draft.document(),
        serde_json::json!({"Version": "2012-10-17", "Statement": [
            {"Sid": "LogInToEcr", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
            {"Sid": "PullImages", "Effect": "Allow",
             "Action": ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
             "Resource": [format!("{repository}/web"), format!("{repository}/proxy")]},
        ]})
    );
    assert_eq!(draft.statements[1].reasons.len(), 3);
    assert!(!draft.has_placeholders());
    // The draft grants what it was made for.
    let text = draft.document().to_string();
    let parsed = parse_json(&text);
    let policy = crate::model::PolicyDocument::read(Fields::of(&parsed.documents[0]).expect("an object"));
    let grants = Grants::new(&[(&policy, Some(&parsed.documents[0]))], None, true);
    assert!(needs.execution.iter().all(|need| grants.missing(need).is_empty()));
    assert_eq!(Grants::new(&[], None, true).missing(&needs.execution[0]), ["ecr:GetAuthorizationToken"]);
}
