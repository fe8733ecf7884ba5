//! Each function, known and not known.

use super::environment::{Environment, Pin};
use super::resolve::Resolver;
use super::template::Template;
use crate::syntax::{Data, Node, parse_json};

const TEMPLATE: &str = r#"{
    "Parameters": {
        "Env": {"Default": "dev"}, "Count": {"Type": "Number", "Default": 3}, "List": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Path": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/p"}, "Open": {}
    },
    "Mappings": {"M": {"dev": {"Cpu": 256, "L": ["x", "y"], "F": {"Ref": "Env"}}}},
    "Conditions": {"Yes": {"Fn::Equals": [1, 1]}, "No": {"Fn::Equals": [1, 2]}, "Open": {"Fn::Equals": [{"Fn::ImportValue": "x"}, 2]}},
    "Resources": {"Repo": {"Type": "AWS::ECR::Repository"}}
}"#;

/// A resolved value as short text; what is not known stands in angle brackets with its tag.
fn shown(node: &Node<'_>) -> String {
    let joined = |items: Vec<String>| items.join(",");
    match &node.data {
        Data::Null => "null".to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Number(text) | Data::String(text) => text.to_string(),
        Data::Array(items) => format!("[{}]", joined(items.iter().map(shown).collect())),
        Data::Object(members) => {
            format!("{{{}}}", joined(members.iter().map(|member| format!("{}:{}", member.key, shown(&member.value))).collect()))
        }
        Data::Tagged(tag, inner) => format!("<{tag} {}>", shown(inner)),
    }
}

fn resolve(value: &str, environment: &Environment<'_>) -> String {
    let (parsed, value) = (parse_json(TEMPLATE), parse_json(value));
    let template = Template::read(&parsed.documents[0]);
    shown(&Resolver::new(&template, environment).resolve(&value.documents[0]))
}

#[test]
fn functions_are_resolved_leaf_by_leaf() {
    let defaults = Environment { defaults: true, ..Environment::default() };
    for (value, without, with_defaults) in [
        (r#"{"Ref": "Env"}"#, "<!Ref Env>", "dev"),
        (r#"{"Ref": "Count"}"#, "<!Ref Count>", "3"),
        (r#"{"Ref": "List"}"#, "<!Ref List>", "[a,b]"),
        (r#"{"Ref": "Path"}"#, "<!Ref Path>", "<!Ref Path>"),
        (r#"{"Ref": "Open"}"#, "<!Ref Open>", "<!Ref Open>"),
        (r#"{"Ref": "AWS::NoValue"}"#, "null", "null"),
        (r#"{"a": {"Ref": "AWS::NoValue"}, "b": [1, {"Ref": "AWS::NoValue"}, 2]}"#, "{b:[1,2]}", "{b:[1,2]}"),
        (r#"{"Fn::If": ["Yes", "a", "b"]}"#, "a", "a"),
        (r#"{"Fn::If": ["No", "a", {"Fn::If": ["Yes", "c", "d"]}]}"#, "c", "c"),
        (r#"[{"Fn::If": ["Open", 1, 2]}, 3]"#, "[<!If null>,3]", "[<!If null>,3]"),
        (r#"{"Fn::Sub": "x-${Env}-${!Env}"}"#, "<!Sub x-${Env}-${Env}>", "x-dev-${Env}"),
        (r#"{"Fn::Sub": ["${a}/${Repo.Arn}", {"a": "b"}]}"#, "<!Sub b/${Repo.Arn}>", "<!Sub b/${Repo.Arn}>"),
        (r#"{"Fn::Sub": "plain"}"#, "plain", "plain"),
        (
            r#"{"Fn::Sub": "${Repo.RepositoryUri}:1"}"#,
            "<!Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${Repo}:1>",
            "<!Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${Repo}:1>",
        ),
        (r#"{"Fn::Join": ["-", ["a", {"Ref": "Env"}, 1, true]]}"#, "<!Sub a-${Env}-1-true>", "a-dev-1-true"),
        (r#"{"Fn::Join": [",", {"Ref": "List"}]}"#, "<!Join null>", "a,b"),
        (r#"{"Fn::Select": [1, {"Fn::Split": [":", "a:b"]}]}"#, "b", "b"),
        (r#"{"Fn::Select": [1, [{"Fn::If": ["Open", 1, {"Ref": "AWS::NoValue"}]}, 2]]}"#, "<!Select null>", "<!Select null>"),
        (r#"{"Fn::Select": [7, ["a"]]}"#, "<!Select null>", "<!Select null>"),
        (r#"{"Fn::FindInMap": ["M", "dev", "Cpu"]}"#, "256", "256"),
        (r#"{"Fn::FindInMap": ["M", {"Ref": "Env"}, "L"]}"#, "<!FindInMap null>", "[x,y]"),
        (r#"{"Fn::FindInMap": ["M", "dev", "F"]}"#, "<!Unknown null>", "<!Unknown null>"),
        (r#"{"Fn::GetAtt": ["Repo", "Arn"]}"#, "<!GetAtt Repo.Arn>", "<!GetAtt Repo.Arn>"),
        (r#"{"Fn::GetAZs": ""}"#, "<!Unknown null>", "<!Unknown null>"),
        (r#"{"Fn::ToJsonString": {"a": {"Ref": "Env"}}}"#, "<!ToJsonString {a:<!Ref Env>}>", "<!ToJsonString {a:dev}>"),
        (r#"{"a": 1, "Fn::Transform": {}}"#, "{a:1,Fn::Transform:<!Unknown null>}", "{a:1,Fn::Transform:<!Unknown null>}"),
    ] {
        assert_eq!(resolve(value, &Environment::default()), without, "{value}");
        assert_eq!(resolve(value, &defaults), with_defaults, "{value} with defaults");
    }
}

#[test]
fn a_pinned_parameter_has_its_value_and_any_other_value_is_not_known() {
    let pinned = |pin| Environment { parameters: [("Env", pin)].into(), ..Environment::default() };
    assert_eq!(resolve(r#"{"Fn::Sub": "${Env}!"}"#, &pinned(Pin::Text("prod"))), "prod!");
    assert_eq!(resolve(r#"{"Ref": "Env"}"#, &pinned(Pin::Other)), "<!Ref Env>");
}
