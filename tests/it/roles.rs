//! The two roles of a task: `ecslab roles`, and what the linter says of roles that tasks use.

use std::path::Path;

use ecslab::diagnostics::{Applicability, Severity};
use ecslab::lint::{fix_source, lint_source};
use ecslab::source::SourceFile;

use crate::program::Place;

const KEY: &str = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const FILES: [&str; 4] = ["task-definition.json", "service.json", "checkout-execution.role.json", "checkout-task.role.json"];

fn examples(files: &[&str]) -> Place {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/roles");
    for file in files {
        place.write(file, &std::fs::read_to_string(folder.join(file)).expect("the example is there"));
    }
    place
}

#[test]
fn the_policies_of_both_roles_are_printed_ready_to_paste() {
    let place = examples(&FILES);
    let ran = place.run(&["roles", "task-definition.json", "--kms-key", KEY]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("roles_text", ran.stdout);
    let ran = place.run(&["roles", "task-definition.json", "service.json"]);
    insta::assert_snapshot!("roles_with_exec_and_an_unknown_key", ran.stdout);
}

#[test]
fn what_is_printed_grants_what_is_needed() {
    let place = examples(&FILES);
    let answer = place.json(&["roles", "task-definition.json", "service.json", "--kms-key", KEY, "--format", "json"]);
    for (kind, name) in [("executionRole", "checkout-execution"), ("taskRole", "checkout-task")] {
        let trust = serde_json::json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
        let role = serde_json::json!({"RoleName": name, "AssumeRolePolicyDocument": trust, "AttachedManagedPolicies": [],
            "RolePolicyList": [{"PolicyName": "derived", "PolicyDocument": answer["tasks"][0][kind]["policy"]}]});
        place.write(&format!("{name}.role.json"), &role.to_string());
    }
    let ran = place.run(&["roles", "--check", "task-definition.json", "service.json", "--kms-key", KEY]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.stdout.matches("it holds all that the documents need").count(), 2, "{}", ran.stdout);
    let linted = place.run(&["lint", "task-definition.json", "service.json", "--select", "REF2,REF3"]);
    assert_eq!((linted.code, linted.stdout.contains("no findings")), (0, true), "{linted:?}");
}

#[test]
fn roles_are_checked_where_their_documents_are_found() {
    let place = examples(&FILES);
    // Beside the task definition.
    let ran = place.run(&["roles", "--check", "task-definition.json", "service.json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    insta::assert_snapshot!("roles_check", ran.stdout);
    // Among the files, in a folder of roles, under a name that is told.
    let found = |arguments: &[&str]| place.json(&[&["roles", "--check", "--format", "json"], arguments].concat());
    let missing = |answer: &serde_json::Value| {
        let of = |kind: &str| answer["tasks"][0][kind]["check"]["missing"].as_array().map(Vec::len);
        (of("executionRole"), of("taskRole"))
    };
    std::fs::create_dir(place.path().join("roles")).expect("a folder");
    for name in ["checkout-execution", "checkout-task"] {
        std::fs::rename(place.path().join(format!("{name}.role.json")), place.path().join(format!("roles/{name}.json"))).expect("moved");
    }
    assert_eq!(missing(&found(&["task-definition.json"])), (Some(2), Some(0)));
    std::fs::rename(place.path().join("roles"), place.path().join("iam")).expect("moved");
    assert_eq!(missing(&found(&["task-definition.json", "iam/checkout-execution.json"])), (Some(2), None));
    let told = "checkout-execution=iam/checkout-execution.json";
    assert_eq!(missing(&found(&["task-definition.json", "--role", told])), (Some(2), None));
    let by_arn = "arn:aws:iam::111122223333:role/checkout-task=iam/checkout-task.json";
    assert_eq!(missing(&found(&["task-definition.json", "service.json", "--role", by_arn])), (None, Some(1)));
}

#[test]
fn the_configuration_says_where_roles_are() {
    let place = examples(&["task-definition.json"]);
    let role = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/roles/checkout-execution.role.json"));
    place.write("iam/execution.json", &role.expect("the example is there"));
    assert_eq!(place.run(&["roles", "--check", "task-definition.json"]).code, 2, "no role is known");
    place.write("ecslab.toml", "[roles]\n\"arn:aws:iam::111122223333:role/checkout-execution\" = \"iam/execution.json\"\n");
    let ran = place.run(&["roles", "--check", "task-definition.json"]);
    assert_eq!((ran.code, ran.stdout.matches("needed for").count()), (1, 2), "{ran:?}");
    let linted = place.run(&["lint", "task-definition.json", "--format", "concise", "--select", "REF207"]);
    assert_eq!(linted.stdout.matches("REF207").count(), 2, "{linted:?}");
    let without = place.run(&["lint", "task-definition.json", "--format", "concise", "--select", "REF207", "--no-config"]);
    assert_eq!(without.stdout.matches("REF207").count(), 0, "{without:?}");
    place.write("ecslab.toml", "[roles]\n\"arn:aws:iam::111122223333:role/x\" = \"nowhere.json\"\n");
    let ran = place.run(&["roles", "--check", "task-definition.json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("no such file"), "{}", ran.stderr);
}

#[test]
fn what_the_account_prints_of_its_roles_is_all_of_them() {
    let place = examples(&["task-definition.json"]);
    // The documents are percent-encoded where the API's answer is kept as it is; a managed policy of one's own stands beside.
    let details = serde_json::json!({
        "RoleDetailList": [{"RoleName": "checkout-execution", "RoleId": "AROAEXAMPLE", "Arn": "arn:aws:iam::111122223333:role/checkout-execution",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
            "RolePolicyList": [],
            "AttachedManagedPolicies": [{"PolicyName": "own", "PolicyArn": "arn:aws:iam::111122223333:policy/own"},
                {"PolicyName": "AmazonECSTaskExecutionRolePolicy", "PolicyArn": "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"}]}],
        "Policies": [{"PolicyName": "own", "Arn": "arn:aws:iam::111122223333:policy/own", "DefaultVersionId": "v2", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}},
            {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}}]}]});
    place.write("details.json", &details.to_string());
    let answer = place.json(&["roles", "--check", "--format", "json", "task-definition.json", "details.json"]);
    let check = &answer["tasks"][0]["executionRole"]["check"];
    assert_eq!((check["isComplete"].as_bool(), check["opensToTasks"].as_bool()), (Some(true), Some(true)));
    let missing: Vec<&str> =
        check["missing"].as_array().expect("a list").iter().filter_map(|missing| missing["actions"][0].as_str()).collect();
    assert_eq!(missing, ["secretsmanager:GetSecretValue"]);
    // Without the policy's content anything may be granted.
    let mut less = details.clone();
    less["Policies"] = serde_json::json!([]);
    place.write("details.json", &less.to_string());
    let answer = place.json(&["roles", "--check", "--format", "json", "task-definition.json", "details.json"]);
    let check = &answer["tasks"][0]["executionRole"]["check"];
    assert_eq!((check["isComplete"].as_bool(), check["missing"].as_array().map(Vec::len)), (Some(false), Some(0)));
}

#[test]
fn bad_input_is_told_with_what_to_do() {
    let place = examples(&FILES);
    place
        .write("broken.json", "{\"family\": ")
        .write("other.json", "{\"a\": 1}")
        .write("empty.json", "")
        .write("role.json", "{\"RoleName\": \"x\", \"AssumeRolePolicyDocument\": {}}");
    let cases: [(&[&str], &str); 14] = [
        (&["roles"], "required"),
        (&["roles", "nowhere.json"], "cannot read nowhere.json"),
        (&["roles", "broken.json"], "broken.json:1:"),
        (&["roles", "other.json"], "no document that ecslab knows"),
        (&["roles", "empty.json"], "is empty"),
        (&["roles", "role.json"], "there is no task definition"),
        (&["roles", "task-definition.json", "--kms-key", "alias/x"], "write the ARN of the key"),
        (
            &["roles", "task-definition.json", "--kms-key", "arn:aws:kms:eu-central-1:111122223333:alias/x"],
            "that of an alias allows nothing",
        ),
        (&["roles", "task-definition.json", "--account", "123"], "twelve digits"),
        (&["roles", "task-definition.json", "--region", "Frankfurt"], "named such as"),
        (&["roles", "task-definition.json", "--role", "a=b.json"], "Add --check"),
        (&["roles", "--check", "task-definition.json", "--role", "a"], "write ROLE=FILE"),
        (&["roles", "--check", "task-definition.json", "--role", "a=role.json"], "no task definition names the role a"),
        (
            &["roles", "--check", "task-definition.json", "--role", "checkout-execution=role.json"],
            "does not define the role checkout-execution",
        ),
    ];
    for (arguments, expected) in cases {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    }
    std::fs::remove_file(place.path().join("checkout-execution.role.json")).expect("removed");
    std::fs::remove_file(place.path().join("checkout-task.role.json")).expect("removed");
    let ran = place.run(&["roles", "--check", "task-definition.json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("none of the roles"), "{}", ran.stderr);
}

/// A template in YAML: the properties of the role `Execution` and of the task, and further resources.
fn template(role: &str, task: &str, more: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: \"2010-09-09\"\nParameters:\n  Given: {{Type: String}}\nResources:\n  Execution:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{Version: \"2012-10-17\", Statement: [{{Effect: Allow, Principal: {{Service: ecs-tasks.amazonaws.com}}, Action: \"sts:AssumeRole\"}}]}}\n{role}  Secret:\n    Type: AWS::SecretsManager::Secret\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      RequiresCompatibilities: [FARGATE]\n      NetworkMode: awsvpc\n      Cpu: \"256\"\n      Memory: \"512\"\n      ExecutionRoleArn: !GetAtt Execution.Arn\n      ContainerDefinitions:\n        - Name: web\n{task}{more}"
    )
}

fn found(text: &str, codes: &[&str]) -> Vec<(&'static str, Severity)> {
    let linted = lint_source(&SourceFile::new("template.yaml", text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    let found = linted.diagnostics.iter().filter(|found| codes.contains(&found.code));
    found.map(|found| (found.code, found.severity)).collect()
}

const LOGS: &str = "          Image: nginx:1.28\n          LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: /ecs/web, awslogs-region: !Ref \"AWS::Region\", awslogs-stream-prefix: web}}\n";
const SECRET: &str = "          Image: nginx:1.28\n          Secrets: [{Name: A, ValueFrom: !Ref Secret}]\n";

fn inline(statement: &str) -> String {
    format!(
        "      Policies:\n        - PolicyName: run\n          PolicyDocument:\n            Version: \"2012-10-17\"\n            Statement:\n              - {statement}\n"
    )
}

#[test]
fn a_permission_is_missed_only_where_nothing_in_the_template_could_grant_it() {
    let error = ("REF206", Severity::Error);
    let warning = ("REF207", Severity::Warning);
    let allow = |action: &str, resource: &str| inline(&format!("{{Effect: Allow, Action: {action}, Resource: {resource}}}"));
    let logs_arn = "!Sub \"arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/web:*\"";
    let write_logs = "[logs:CreateLogStream, logs:PutLogEvents]";
    let attached = |arn: &str| format!("      ManagedPolicyArns: [{arn}]\n");
    let policy = |kind: &str, roles: &str| {
        format!(
            "  Attached:\n    Type: AWS::IAM::{kind}\n    Properties:\n      PolicyName: run\n      {roles}\n      PolicyDocument: {{Version: \"2012-10-17\", Statement: [{{Effect: Allow, Action: \"logs:*\", Resource: \"*\"}}]}}\n"
        )
    };
    let cases = [
        ("no policy", String::new(), LOGS, String::new(), vec![error]),
        ("another action", allow("logs:DescribeLogGroups", "\"*\""), LOGS, String::new(), vec![error]),
        ("granted", allow(write_logs, logs_arn), LOGS, String::new(), vec![]),
        ("one of two", allow("logs:PutLogEvents", "\"*\""), LOGS, String::new(), vec![error]),
        ("another group", allow(write_logs, "\"arn:aws:logs:*:*:log-group:/ecs/other:*\""), LOGS, String::new(), vec![error]),
        ("a group by reference", allow(write_logs, "!GetAtt Group.Arn"), LOGS, String::new(), vec![]),
        ("a resource that a parameter tells", allow(write_logs, "!Ref Given"), LOGS, String::new(), vec![]),
        ("an action that a parameter tells", allow("!Ref Given", "\"*\""), LOGS, String::new(), vec![]),
        (
            "a policy of AWS",
            attached("\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\""),
            LOGS,
            String::new(),
            vec![],
        ),
        (
            "a policy of AWS in any partition",
            attached("!Sub \"arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\""),
            SECRET,
            String::new(),
            vec![warning],
        ),
        ("a policy that is not known", attached("\"arn:aws:iam::111122223333:policy/own\""), LOGS, String::new(), vec![]),
        ("a policy that a parameter tells", attached("!Ref Given"), LOGS, String::new(), vec![]),
        ("a policy resource", String::new(), LOGS, policy("Policy", "Roles: [!Ref Execution]"), vec![]),
        ("a role policy", String::new(), LOGS, policy("RolePolicy", "RoleName: !Ref Execution"), vec![]),
        ("a policy for whom is not known", String::new(), LOGS, policy("Policy", "Roles: [!Ref Given]"), vec![]),
        ("a policy for another role", String::new(), LOGS, policy("Policy", "Roles: [other]"), vec![error]),
        ("a managed policy that names the role", String::new(), LOGS, policy("ManagedPolicy", "Roles: [!Ref Execution]"), vec![]),
        ("a managed policy that the role names", attached("!Ref Attached"), LOGS, policy("ManagedPolicy", "Path: /"), vec![]),
        ("a secret that is not granted", allow("logs:*", "\"*\""), SECRET, String::new(), vec![warning]),
        ("a secret by reference", allow("secretsmanager:GetSecretValue", "!Ref Secret"), SECRET, String::new(), vec![]),
        ("denied", inline("{Effect: Deny, Action: \"*\", Resource: \"*\"}"), LOGS, String::new(), vec![error]),
        (
            "denied by a policy, with others that are not known",
            attached("!Ref Given") + &inline("{Effect: Deny, Action: \"logs:*\", Resource: \"*\"}"),
            LOGS,
            String::new(),
            vec![error],
        ),
        (
            "a boundary that does not allow",
            allow("logs:*", "\"*\"") + "      PermissionsBoundary: !Ref Attached\n",
            SECRET,
            policy("ManagedPolicy", "Path: /"),
            vec![warning],
        ),
        ("a public image", String::new(), "          Image: nginx:1.28\n", String::new(), vec![]),
    ];
    for (name, role, task, more, expected) in &cases {
        let text = template(role, task, more);
        assert_eq!(found(&text, &["REF206", "REF207"]), *expected, "{name}:\n{text}");
    }
    // Whoever gets to know a role may attach policies to it.
    let given_out = template("", LOGS, "") + "Outputs:\n  RoleName: {Value: !Ref Execution}\n";
    assert_eq!(found(&given_out, &["REF206", "REF207"]), []);
    // A macro may add policies.
    let text = template("", LOGS, "") + "Transform: Macro\n";
    assert_eq!(found(&text, &["REF206", "REF207"]), []);
}

#[test]
fn a_statement_is_offered_and_mends_it_without_touching_the_rest() {
    let statement = "Effect: Allow\n                Action: logs:DescribeLogGroups # all groups\n                Resource: \"*\"";
    let json = r#"{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "Execution": {"Type": "AWS::IAM::Role", "Properties": {
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
      "Policies": [{"PolicyName": "run", "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}
        ]
      }}]
    }},
    "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Execution", "Arn"]},
      "ContainerDefinitions": [{"Name": "web", "Image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1.4", "Memory": 128}]}}
  }
}
"#;
    for (path, text) in [("template.yaml", template(&inline(statement), LOGS, "")), ("template.json", json.to_string())] {
        let source = SourceFile::new(path, text.as_str());
        let of_roles = |source: &SourceFile| {
            let mut found = lint_source(source, None).expect("a template").diagnostics;
            found.retain(|found| found.code.starts_with("REF2"));
            found
        };
        let safe = fix_source(&source, None, Applicability::Safe, of_roles).expect("a template");
        assert_eq!(safe.applied, 0, "permissions are never widened without a look");
        let fixed = fix_source(&source, None, Applicability::Unsafe, of_roles).expect("a template");
        assert!(fixed.applied > 0 && fixed.refused.is_empty(), "{:?}", fixed.refused);
        insta::assert_snapshot!(format!("roles_fixed_{}", path.replace('.', "_")), fixed.text);
        let left = lint_source(&SourceFile::new(path, fixed.text.as_str()), None).expect("a template").diagnostics;
        assert!(!left.iter().any(|found| ["REF206", "REF207", "REF208"].contains(&found.code)), "{}", fixed.text);
    }
}

#[test]
fn fixes_reach_the_files_of_roles() {
    let place = examples(&FILES);
    let role = || std::fs::read_to_string(place.path().join("checkout-execution.role.json")).expect("it is there");
    let before = role();
    let arguments = ["lint", "task-definition.json", "service.json", "--select", "REF206,REF207"];
    let ran = place.run(&[&arguments[..], &["--fix"]].concat());
    assert!(ran.stderr.contains("more with --unsafe-fixes") && role() == before, "permissions are never widened without a look: {ran:?}");
    let diff = place.run(&[&arguments[..], &["--unsafe-fixes", "--diff"]].concat());
    assert_eq!((diff.code, role() == before), (1, true), "{diff:?}");
    insta::assert_snapshot!("roles_diff", diff.stdout);
    let ran = place.run(&[&arguments[..], &["--unsafe-fixes"]].concat());
    assert_eq!((ran.code, ran.stdout.contains("no findings")), (0, true), "{ran:?}");
    let checked = place.run(&["roles", "--check", "task-definition.json", "service.json"]);
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn findings_stand_in_the_role_and_point_into_the_task_definition() {
    let place = examples(&FILES);
    let answer = place.json(&["lint", "task-definition.json", "service.json", "--format", "json", "--select", "REF"]);
    let shown: Vec<_> = answer["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
            (text(&found["code"]), text(&found["path"]), text(&found["related"][0]["path"]), text(&found["related"][0]["pointer"]))
        })
        .collect();
    let expected = [
        ("REF207", "checkout-execution.role.json", "task-definition.json", "/containerDefinitions/0/secrets/0/valueFrom"),
        ("REF207", "checkout-execution.role.json", "task-definition.json", "/containerDefinitions/0/environmentFiles/0/value"),
        ("REF209", "checkout-execution.role.json", "task-definition.json", "/containerDefinitions/0/secrets/0/valueFrom"),
        ("REF206", "checkout-task.role.json", "task-definition.json", "/taskRoleArn"),
    ];
    let mut shown: Vec<_> = shown.iter().map(|(a, b, c, d)| (a.as_str(), b.as_str(), c.as_str(), d.as_str())).collect();
    shown.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(shown, expected);
    // Without the service nobody opens a session.
    let answer = place.json(&["lint", "task-definition.json", "--format", "json", "--select", "REF206"]);
    assert_eq!(answer["summary"]["error"], 0, "{answer}");
}

#[test]
fn a_role_that_several_tasks_use_is_told_once_and_needs_what_any_of_them_needs() {
    let place = examples(&["checkout-execution.role.json"]);
    let task = |family: &str, container: &str| {
        format!(
            r#"{{"family": "{family}", "executionRoleArn": "checkout-execution", "containerDefinitions": [{{"name": "web", "image": "nginx:1.28", "memory": 64 {container}}}]}}"#
        )
    };
    let file = r#", "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop-configuration/a.env"}]"#;
    place.write("a.json", &task("a", "")).write("b.json", &task("b", file));
    let shown = |files: &[&str]| -> Vec<String> {
        let answer = place.json(&[&["lint", "--format", "json", "--select", "REF", "checkout-execution.role.json"], files].concat());
        let found = answer["diagnostics"].as_array().expect("a list").iter();
        found
            .map(|found| format!("{} {}", found["code"].as_str().unwrap_or_default(), found["message"].as_str().unwrap_or_default()))
            .collect()
    };
    assert_eq!(shown(&["a.json"]), [] as [String; 0], "a task that needs nothing says nothing of what is too much");
    let both = shown(&["a.json", "b.json"]);
    assert_eq!(both.iter().filter(|line| line.starts_with("REF301")).count(), 0, "{both:?}");
    assert_eq!(both.iter().filter(|line| line.starts_with("REF207")).count(), 1, "{both:?}");
    let secret = r#", "secrets": [{"name": "A", "valueFrom": "a"}]"#;
    place.write("b.json", &task("b", secret));
    let found = shown(&["a.json", "b.json"]);
    assert_eq!(found.iter().filter(|line| line.starts_with("REF301")).count(), 2, "s3:GetObject and s3:GetBucketLocation: {found:?}");
}

#[test]
fn a_role_that_tasks_may_not_assume_or_that_is_both_roles_is_told_in_a_template() {
    let text = template("", "          Image: nginx:1.28\n", "").replace("Service: ecs-tasks.amazonaws.com", "Service: ec2.amazonaws.com");
    assert_eq!(found(&text, &["REF208"]), [("REF208", Severity::Error)]);
    let both = template("", "          Image: nginx:1.28\n", "")
        .replace("      ExecutionRoleArn:", "      TaskRoleArn: !GetAtt Execution.Arn\n      ExecutionRoleArn:");
    assert_eq!(found(&both, &["ECS303", "REF208"]), [("ECS303", Severity::Warning)]);
    let named =
        template("      RoleName: run\n", LOGS, "").replace("!GetAtt Execution.Arn", "!Sub \"arn:aws:iam::${AWS::AccountId}:role/run\"");
    assert_eq!(found(&named, &["REF206"]), [("REF206", Severity::Error)], "a role by its name");
    let given = template("", LOGS, "").replace("!GetAtt Execution.Arn", "!Ref Given");
    assert_eq!(found(&given, &["REF206", "REF207"]), [], "a role that is not known");
}

/// What a role of one's own in a template is told about what its policies open together.
fn joint(policies: &str, more: &str) -> Vec<String> {
    let role = format!(
        r#"{{"Type": "AWS::IAM::Role", "Properties": {{"RoleName": "deploy", {policies}
          "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::111122223333:role/ci"}}, "Action": "sts:AssumeRole"}}]}}}}}}"#
    );
    let text = format!(r#"{{"Resources": {{"Deploy": {role} {more}}}}}"#);
    let linted = lint_source(&SourceFile::new("t.json", &text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    let of_escalation = linted.diagnostics.iter().filter(|found| ["IAM306", "IAM316"].contains(&found.code));
    of_escalation.map(|found| format!("{} {}", found.code, found.pointer)).collect()
}

#[test]
fn what_the_policies_of_a_role_open_together_is_told_wherever_they_are_attached() {
    let policy = |name: &str, statement: &str| {
        format!(r#"{{"PolicyName": "{name}", "PolicyDocument": {{"Version": "2012-10-17", "Statement": [{statement}]}}}}"#)
    };
    let run = r#"{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*"}"#;
    let pass = r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}"#;
    let deny = r#"{"Effect": "Deny", "Action": "iam:Pass*", "Resource": "*"}"#;
    let inline = |policies: &[String]| format!(r#""Policies": [{}],"#, policies.join(", "));
    let attached = |statement: &str| {
        format!(
            r#", "More": {{"Type": "AWS::IAM::Policy", "Properties": {{"PolicyName": "more", "Roles": [{{"Ref": "Deploy"}}], "PolicyDocument": {{"Version": "2012-10-17", "Statement": [{statement}]}}}}}}"#
        )
    };
    let managed = |reference: &str, statement: &str| {
        let properties = format!(r#"{{"PolicyDocument": {{"Version": "2012-10-17", "Statement": [{statement}]}}}}"#);
        (format!("{reference},"), format!(r#", "Managed": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {properties}}}"#))
    };
    let (run, pass) = (policy("run", run), policy("pass", pass));
    let both = inline(&[run.clone(), pass.clone()]);
    let inside = "IAM316 /Resources/Deploy/Properties/Policies/1/PolicyDocument/Statement/0/Resource";
    let statement_of = |policy: &str| policy[policy.find("[{").expect("a list") + 1..policy.len() - 3].to_string();
    let (run_statement, pass_statement) = (statement_of(&run), statement_of(&pass));
    assert_eq!(joint(&both, ""), [inside]);
    assert_eq!(joint(&inline(std::slice::from_ref(&run)), ""), [] as [&str; 0]);
    // In a resource of its own, and in a managed policy of the template.
    let beside = joint(&inline(std::slice::from_ref(&run)), &attached(&pass_statement));
    assert_eq!(beside.len(), 1, "{beside:?}");
    let (reference, resource) = managed(r#""ManagedPolicyArns": [{"Ref": "Managed"}]"#, &run_statement);
    assert_eq!(joint(&format!("{reference} {}", inline(std::slice::from_ref(&pass))), &resource).len(), 1);
    // A denial in any of them closes it, and so does a boundary that does not allow it; one that is not known may.
    assert_eq!(joint(&both, &attached(deny)), [] as [&str; 0]);
    let (boundary, resource) =
        managed(r#""PermissionsBoundary": {"Ref": "Managed"}"#, r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}"#);
    assert_eq!(joint(&format!("{boundary} {both}"), &resource), [] as [&str; 0]);
    let wide = r#"{"Effect": "Allow", "Action": ["ecs:*", "iam:*"], "Resource": "*"}"#;
    let (boundary, resource) = managed(r#""PermissionsBoundary": {"Ref": "Managed"}"#, wide);
    assert_eq!(joint(&format!("{boundary} {both}"), &resource), [inside]);
    let unknown = r#""PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary","#;
    assert_eq!(joint(&format!("{unknown} {both}"), ""), [] as [&str; 0]);
    // What one policy opens by itself is told there and once.
    let one = policy("one", &format!("{run_statement}, {pass_statement}"));
    let alone = joint(&inline(&[one]), "");
    assert!(alone.len() == 1 && alone[0].starts_with("IAM306"), "{alone:?}");
}

#[test]
fn what_clusters_and_cache_rules_among_the_files_say_is_asked_of_the_roles() {
    let place = examples(&FILES);
    let task = std::fs::read_to_string(place.path().join("task-definition.json")).expect("the example");
    let lines = |files: &[&str]| {
        let ran = place.run(&[&["lint", "--select", "REF2", "--format", "concise"], files].concat());
        ran.stdout.lines().map(str::to_string).collect::<Vec<_>>()
    };
    let all = ["task-definition.json", "service.json", "checkout-execution.role.json", "checkout-task.role.json"];
    let before = lines(&all);
    let cluster: serde_json::Value = serde_json::from_str(
        r#"{"clusterName": "production", "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchLogGroupName": "/exec/sessions", "s3BucketName": "session-records"}}}}"#,
    )
    .expect("JSON");
    let service: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(place.path().join("service.json")).expect("the example")).expect("JSON");
    let name = service["cluster"].as_str().unwrap_or("default").rsplit('/').next().expect("a name").to_string();
    let mut cluster = cluster;
    cluster["clusterName"] = name.into();
    place.write("cluster.json", &cluster.to_string());
    let with_cluster = lines(&[&all[..], &["cluster.json"]].concat());
    let new: Vec<_> = with_cluster.iter().filter(|line| !before.contains(line)).collect();
    assert!(new.iter().any(|line| line.contains("REF207") && line.contains("/exec/sessions")), "{with_cluster:#?}");
    assert!(new.iter().any(|line| line.contains("REF207") && line.contains("session-records")), "{with_cluster:#?}");
    // Of two clusters of one name that say different things, neither counts.
    cluster["configuration"] = serde_json::json!({});
    std::fs::create_dir(place.path().join("other")).expect("a folder");
    place.write("other/cluster.json", &cluster.to_string());
    let twice = lines(&[&all[..], &["cluster.json", "other/cluster.json"]].concat());
    assert!(!twice.iter().any(|line| line.contains("/exec/sessions")), "{twice:#?}");
    // A pull through cache whose prefix the image has.
    assert!(task.contains(".dkr.ecr."), "the example has an image of ECR");
    place.write("rule.json", r#"{"ecrRepositoryPrefix": "ROOT", "upstreamRegistryUrl": "public.ecr.aws"}"#);
    let with_rule = lines(&[&all[..], &["rule.json"]].concat());
    assert!(with_rule.iter().any(|line| line.contains("REF207") && line.contains("ecr:BatchImportUpstreamImage")), "{with_rule:#?}");
    // In a folder beside, it may be of another registry; above or below, it is of the same project.
    std::fs::create_dir_all(place.path().join("app/ecr")).expect("a folder");
    for file in all {
        std::fs::rename(place.path().join(file), place.path().join("app").join(file)).expect("moved");
    }
    std::fs::rename(place.path().join("rule.json"), place.path().join("other/rule.json")).expect("moved");
    let asks = || lines(&["app", "other"]).iter().any(|line| line.contains("ecr:BatchImportUpstreamImage"));
    assert!(!asks());
    std::fs::rename(place.path().join("other/rule.json"), place.path().join("app/ecr/rule.json")).expect("moved");
    assert!(asks());
}

#[test]
fn the_configuration_says_which_key_encrypts_what() {
    let place = examples(&FILES);
    let policy = || place.json(&["roles", "task-definition.json", "--format", "json"])["tasks"][0]["executionRole"].clone();
    let before = policy();
    assert!(before["conditional"].to_string().contains("KEY_ID"), "{before:#}");
    let other = "arn:aws:kms:eu-central-1:111122223333:key/other";
    place.write("ecslab.toml", &format!("[keys]\n'arn:*' = '{other}'\n'arn:aws:s3:*' = 'aws'\n'arn:aws:s*s*m*:*' = '{KEY}'\n"));
    let after = policy();
    assert!(!after["conditional"].to_string().contains("KEY_ID"), "{after:#}");
    assert!(after["policy"].to_string().contains(KEY) && !after.to_string().contains(other), "{after:#}");
    // The linter asks the role for it: nothing else could grant it but the policy of the key.
    let ran = place.run(&["lint", "task-definition.json", "--select", "REF207", "--format", "concise"]);
    assert!(ran.stdout.contains("kms:Decrypt") && ran.stdout.contains(KEY), "{ran:?}");
    let shown = place.run(&["config"]);
    assert!(shown.stdout.contains("keys.arn:aws:s3:*"), "{shown:?}");
    // A template is asked for it too, for a secret that it does not create.
    let task = r#"{"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": "a", "RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
        "ExecutionRoleArn": {"Fn::GetAtt": ["Run", "Arn"]}, "ContainerDefinitions": [{"Name": "a", "Image": "x:1", "Secrets": [{"Name": "P", "ValueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf"}]}]}}"#;
    let role = r#"{"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}"#;
    place.write("template.json", &format!(r#"{{"Resources": {{"Task": {task}, "Run": {role}}}}}"#));
    let ran = place.run(&["lint", "template.json", "--select", "REF207", "--format", "concise"]);
    assert!(ran.stdout.contains("kms:Decrypt") && ran.stdout.contains(KEY), "{ran:?}");
    // With the key of AWS there is nothing to grant.
    place.write("ecslab.toml", "[keys]\n'arn:*' = 'aws'\n");
    assert!(!policy().to_string().contains("kms:Decrypt"), "{:#}", policy());
    for (line, expected) in [("'secret' = 'aws'", "is no ARN"), ("'arn:*' = 'alias/x'", "is no key"), ("'arn:*' = ''", "a key is empty")] {
        place.write("ecslab.toml", &format!("[keys]\n{line}\n"));
        let ran = place.run(&["lint", "task-definition.json"]);
        assert!(ran.code == 2 && ran.stderr.contains("ecslab.toml:2:") && ran.stderr.contains(expected), "{ran:?}");
    }
}
