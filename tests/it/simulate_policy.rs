//! `ecslab simulate policy` as a command.

use std::path::Path;

use crate::program::{Place, Ran};

const ROLE: &str = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole";
const REPOSITORY: &str = "arn:aws:ecr:eu-central-1:111122223333:repository/web";

fn examples() -> Place {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/policy");
    for file in ["execution-role.json", "trust-policy.yaml", "repository-policy.json", "boundary.json"] {
        place.write(file, &std::fs::read_to_string(folder.join(file)).expect("the example is there"));
    }
    place
}

fn simulate(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["simulate", "policy"], arguments].concat())
}

#[test]
fn a_token_belongs_to_no_repository() {
    let arguments = [
        "--identity",
        "execution-role.json",
        "--action",
        "ecr:BatchGetImage",
        "--action",
        "ecr:GetAuthorizationToken",
        "--resource",
        REPOSITORY,
    ];
    let place = examples();
    let ran = simulate(&place, &arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("policy_token_text", ran.stdout);
    insta::assert_snapshot!("policy_token_plain", place.run(&[&["--plain", "simulate", "policy"][..], &arguments].concat()).stdout);
    insta::assert_snapshot!("policy_token_json", simulate(&place, &[&arguments[..], &["--format", "json"]].concat()).stdout);
}

#[test]
fn the_confused_deputy_is_turned_away() {
    let place = examples();
    let arguments = ["--resource-policy", "trust-policy.yaml", "--caller", "ecs-tasks.amazonaws.com", "--action", "sts:AssumeRole"];
    let own =
        ["--context", "aws:SourceAccount=111122223333", "--context", "aws:SourceArn=arn:aws:ecs:eu-central-1:111122223333:task/prod/1"];
    let foreign =
        ["--context", "aws:SourceAccount=444455556666", "--context", "aws:SourceArn=arn:aws:ecs:eu-central-1:444455556666:task/prod/1"];
    let texts = [&own[..], &foreign, &[]].map(|context| simulate(&place, &[&arguments[..], context].concat()).stdout);
    insta::assert_snapshot!("policy_confused_deputy", texts.join("\n"));
}

#[test]
fn another_account_needs_both_sides_and_a_boundary_limits() {
    let place = examples();
    let foreign = "arn:aws:ecr:eu-central-1:444455556666:repository/base/nginx";
    let arguments = [
        "--identity",
        "execution-role.json",
        "--caller",
        ROLE,
        "--resource",
        foreign,
        "--resource-policy",
        "repository-policy.json",
        "--boundary",
        "boundary.json",
        "--action",
        "ecr:BatchGetImage",
        "--action",
        "ecr:PutImage",
        "--action",
        "ecr:BatchDeleteImage",
    ];
    insta::assert_snapshot!("policy_cross_account_text", simulate(&place, &arguments).stdout);
    insta::assert_snapshot!("policy_cross_account_json", simulate(&place, &[&arguments[..], &["--format", "json"]].concat()).stdout);
}

#[test]
fn one_result_for_each_action_and_resource_in_order() {
    let place = examples();
    let answer = place.json(&[
        "simulate",
        "policy",
        "--identity",
        "execution-role.json",
        "--action",
        "ecr:BatchGetImage",
        "--action",
        "ecr:PutImage",
        "--resource",
        REPOSITORY,
        "--resource",
        "*",
        "--format",
        "json",
    ]);
    let results: Vec<_> = answer["EvaluationResults"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|result| {
            [&result["EvalActionName"], &result["EvalResourceName"], &result["EvalDecision"]]
                .map(|value| value.as_str().unwrap_or_default().to_string())
        })
        .collect();
    assert_eq!(
        results,
        [
            ["ecr:BatchGetImage", REPOSITORY, "allowed"],
            ["ecr:BatchGetImage", "*", "allowed"],
            ["ecr:PutImage", REPOSITORY, "implicitDeny"],
            ["ecr:PutImage", "*", "implicitDeny"],
        ]
    );
    assert_eq!(answer["version"], 1);
}

#[test]
fn policies_are_read_in_every_shape_that_the_cli_prints() {
    let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}}"#;
    let as_string = serde_json::to_string(document).expect("a string");
    let shapes = [
        document.to_string(),
        format!(r#"{{"PolicyVersion": {{"Document": {document}, "VersionId": "v1"}}}}"#),
        format!(r#"{{"RoleName": "r", "PolicyName": "p", "PolicyDocument": {document}}}"#),
        format!(r#"{{"Policy": {as_string}}}"#),
        format!(r#"{{"registryId": "111122223333", "policyText": {as_string}}}"#),
        as_string.clone(),
        format!("[{document}, {{\"Policy\": {as_string}}}]"),
        format!(r#"{{"PolicyInputList": [{as_string}]}}"#),
        "Version: '2012-10-17'\nStatement:\n  Effect: Allow\n  Action: ['ecr:*']\n  Resource: '*'\n".to_string(),
    ];
    for shape in shapes {
        let ran =
            Place::new().run_with_input(&["simulate", "policy", "--identity", "-", "--action", "ecr:PutImage", "--format", "json"], &shape);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?} {shape}"));
        assert_eq!(answer["EvaluationResults"][0]["EvalDecision"], "allowed", "{shape}");
    }
    let trust = r#"{"Role": {"Arn": "arn:aws:iam::111122223333:role/x", "AssumeRolePolicyDocument": {"Version": "2008-10-17", "Statement": [
        {"Sid": "", "Effect": "Allow", "Principal": {"Service": ["ecs-tasks.amazonaws.com"]}, "Action": "sts:AssumeRole"}]}}}"#;
    let arguments = ["simulate", "policy", "--resource-policy", "-", "--caller", "ecs-tasks.amazonaws.com", "--action", "sts:AssumeRole"];
    let ran = Place::new().run_with_input(&arguments, trust);
    assert!(ran.stdout.starts_with("✓ allowed"), "{ran:?}");
}

#[test]
fn what_iam_would_refuse_is_told_with_its_place() {
    let statement = |statement: &str| format!("{{\"Version\": \"2012-10-17\",\n \"Statement\": [{statement}]}}");
    let cases = [
        ("{\"Version\": \"2012\", \"Statement\": []}".to_string(), "p.json:1:13: \"2012\" is no version of the policy language"),
        ("{\"Version\": \"2012-10-17\"}".to_string(), "p.json:1:1: the policy has no Statement"),
        ("{\"Statement\": []}".to_string(), "p.json:1:15: Statement holds no statement"),
        ("{\"Statement\": [1]}".to_string(), "p.json:1:16: a statement is an object, not a number"),
        ("{\"Name\": \"x\", \"Statement\": {}}".to_string(), "p.json:1:2: \"Name\" is no element of a policy"),
        ("7".to_string(), "p.json:1:1: a policy is an object, not a number"),
        ("[]".to_string(), "p.json:1:1: the list holds no policy"),
        ("{\"Policy\": \"{\\\"Statement\\\": {}}\"}".to_string(), "p.json#/Policy:1:15: the statement has no Effect"),
        ("{\"Statement\": ".to_string(), "p.json:1:15: expected a value"),
        (statement(r#"{"Action": "ecr:*", "Resource": "*"}"#), "p.json:2:16: the statement has no Effect"),
        (statement(r#"{"Effect": "allow", "Action": "ecr:*", "Resource": "*"}"#), "p.json:2:27: \"allow\" is no Effect"),
        (statement(r#"{"Effect": "Allow", "Resource": "*"}"#), "p.json:2:16: the statement has no Action"),
        (statement(r#"{"Effect": "Allow", "Action": [], "Resource": "*"}"#), "p.json:2:46: Action is empty"),
        (statement(r#"{"Effect": "Allow", "Action": 5, "Resource": "*"}"#), "p.json:2:46: the action \"5\" names no service"),
        (
            statement(r#"{"Effect": "Allow", "Action": "BatchGetImage", "Resource": "*"}"#),
            "p.json:2:46: the action \"BatchGetImage\" names no service",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "e*:Get", "Resource": "*"}"#),
            "p.json:2:46: the service of the action \"e*:Get\" has a wildcard",
        ),
        (statement(r#"{"Effect": "Allow", "Action": "ecr:a:b", "Resource": "*"}"#), "p.json:2:46: \"ecr:a:b\" is no action"),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "NotAction": "s3:*", "Resource": "*"}"#),
            "p.json:2:55: Action and NotAction exclude each other",
        ),
        (statement(r#"{"Effect": "Allow", "Action": "ecr:*"}"#), "p.json:2:16: the statement has no Resource"),
        (statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "web"}"#), "p.json:2:67: \"web\" is no ARN and not \"*\""),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:ecr:*"}"#),
            "p.json:2:67: the ARN \"arn:aws:ecr:*\" has fewer than six parts",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:*:*:*:x"}"#),
            "p.json:2:67: the service of the resource \"arn:aws:*:*:*:x\" has a wildcard",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Principal": "*"}"#),
            "p.json:2:85: the policy of an identity holds no Principal",
        ),
        (statement(r#"{"Effect": "Allow", "action": "ecr:*", "Resource": "*"}"#), "p.json:2:36: \"action\" is no element of a statement"),
        (
            statement(r#"{"Sid": "no spaces", "Effect": "Allow", "Action": "ecr:*", "Resource": "*"}"#),
            "p.json:2:24: the Sid \"no spaces\" is not alphanumeric",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringEqual": {"aws:x": "1"}}}"#),
            "p.json:2:86: \"StringEqual\" is no condition operator",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"NullIfExists": {"aws:x": "true"}}}"#),
            "p.json:2:86: \"NullIfExists\" is no condition operator",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"Bool": {"aws:x": "maybe"}}}"#),
            "p.json:2:104: \"maybe\" is no boolean, as Bool needs it",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"Bool": {"Secure": "true"}}}"#),
            "p.json:2:95: the condition key \"Secure\" names no service",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"Bool": "true"}}"#),
            "p.json:2:94: a condition is an object, not a string",
        ),
        (
            statement(r#"{"Effect": "Allow", "Action": "ecr:*", "Resource": "arn:aws:ecr:*:*:repository/${aws:username"}"#),
            "p.json:2:67: the policy variable in",
        ),
    ];
    for (text, expected) in cases {
        let place = Place::new();
        let ran = simulate(place.write("p.json", &text), &["--identity", "p.json", "--action", "ecr:PutImage"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}");
        assert!(ran.stderr.contains(expected), "{expected}\n{}\n{text}", ran.stderr);
    }
    let of_resources = [
        (r#"{"Effect": "Allow", "Action": "ecr:*"}"#, "2:16: the statement has no Principal"),
        (r#"{"Effect": "Allow", "Principal": "ann", "Action": "ecr:*"}"#, "2:49: \"ann\" says not which kind of principal it is"),
        (r#"{"Effect": "Allow", "Principal": {"aws": "*"}, "Action": "ecr:*"}"#, "2:50: \"aws\" is no kind of principal"),
        (
            r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}, "Action": "ecr:*"}"#,
            "2:57: \"arn:aws:iam::111122223333:role/*\" is no principal",
        ),
        (r#"{"Effect": "Allow", "Principal": {}, "Action": "ecr:*"}"#, "2:49: Principal is empty"),
        (
            r#"{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}"#,
            "2:61: \"*\" is no principal of the kind Service",
        ),
        (r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}"#, "2:94: a trust policy holds no Resource"),
        (r#"{"Effect": "Allow", "Principal": "*", "Action": ["sts:AssumeRole", "ecr:*"]}"#, "2:83: a trust policy allows STS actions only"),
    ];
    for (text, expected) in of_resources {
        let place = Place::new();
        place.write("r.json", &statement(text));
        let ran = simulate(&place, &["--resource-policy", "r.json", "--caller", ROLE, "--action", "ecr:PutImage"]);
        assert!(ran.code == 2 && ran.stderr.contains(&format!("r.json:{expected}")), "{expected}\n{}\n{text}", ran.stderr);
    }
}

#[test]
fn wrong_arguments_are_told() {
    let place = examples();
    let base = ["--identity", "execution-role.json"];
    let cases: [(&[&str], &str); 9] = [
        (&["--action", "BatchGetImage"], "the action \"BatchGetImage\" is not of the form service:Action"),
        (&["--action", "ecr:*"], "the action \"ecr:*\" has a wildcard"),
        (&["--action", "ecr:PutImage", "--resource", "web"], "the resource \"web\" is no ARN and not *"),
        (&["--action", "ecr:PutImage", "--caller", "ann"], "\"ann\" is no ARN of a user"),
        (&["--action", "ecr:PutImage", "--context", "x"], "write KEY=VALUE"),
        (&["--action", "ecr:PutImage", "--context", "x=y"], "the key \"x\" names no service"),
        (&["--action", "ecr:PutImage", "--resource-policy", "repository-policy.json"], "--resource-policy needs --caller"),
        (&["--action", "ecr:PutImage", "--session", "missing.json"], "cannot read missing.json"),
        (&[], "--action"),
    ];
    for (arguments, expected) in cases {
        let ran = simulate(&place, &[&base[..], arguments].concat());
        assert!(ran.code == 2 && ran.stderr.contains(expected), "{arguments:?} {ran:?}");
    }
    assert_eq!(simulate(&place, &["--action", "ecr:PutImage"]).code, 2);
}
