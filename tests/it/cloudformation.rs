//! Templates: what is found, where, and under which branch; what is not found; and that no input breaks or slows it.

use ecslab::diagnostics::{Diagnostic, Severity};
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

/// Findings of severity error and warning in a template, by place.
fn lint(text: &str) -> Vec<Diagnostic> {
    let name = if text.trim_start().starts_with('{') { "template.json" } else { "template.yaml" };
    let linted = lint_source(&SourceFile::new(name, text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    // That no logs are kept is true of all the small task definitions here.
    linted.diagnostics.into_iter().filter(|found| found.severity > Severity::Info && found.code != "ECS501").collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    lint(text).iter().map(|found| found.code).collect()
}

/// Parameters and conditions that the cases share.
const DECLARED: &str = r#"
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}
  Size: {Type: Number, Default: 256, AllowedValues: [256, 300]}
  Memory: {Type: Number, Default: 512, AllowedValues: [512, 1024, 30720]}
  Units: {Type: Number, AllowedValues: [256, 4096]}
  Amount: {Type: Number, AllowedValues: [512, 30720]}
  Mode: {Type: String, Default: awsvpc}
  Bad: {Type: Number, Default: 300}
  Row: {Type: String}
  Groups: {Type: CommaDelimitedList, Default: ""}
  Looked: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x, AllowedValues: [/x, /y]}
  Wanted: {Type: String, AllowedPattern: "^(yes|no)$"}
  Named: {Type: String, MinLength: 1}
Mappings:
  Rows:
    small: {Cpu: 256, List: [a, b]}
    odd: {Cpu: 300, List: [c]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsNotProd: !Not [!Condition IsProd]
  IsTest: !Equals [test, !Ref Env]
  Either: !Or [!Condition IsProd, Condition: IsTest]
  Both: !And [!Condition IsProd, !Condition IsTest]
  HasGroups: !Not [!Equals [!Join ["", !Ref Groups], ""]]
  Imported: !Equals [!ImportValue kind, x]
  ImportedOther: !Equals [!ImportValue kind, y]
  NotImported: !Not [!Condition Imported]
  BridgeMode: !Equals [!Ref Mode, bridge]
  Yes: !Equals [!Ref Wanted, "yes"]
  Maybe: !Equals [!Ref Wanted, maybe]
  NoName: !Equals [!Ref Named, ""]
  SmallRow: !Equals [!FindInMap [Rows, !Ref Row, Cpu], 256]
  Circle: !Not [!Condition Square]
  Square: !Not [!Condition Circle]
  Unknown: !Condition Nowhere
  Always: !Equals [a, a]
  AboutLooked: !Equals [!Ref Looked, z]
  OddRegion: !Equals [!Ref "AWS::Region", xx-odd-1]
Resources:
"#;

/// A Fargate task definition `T`; `task` are properties (lines indented by six), `container` members of its one container.
fn task(task: &str, container: &str) -> String {
    let size = if task.contains("Cpu:") { "" } else { "      Cpu: 256\n" };
    let memory = if task.contains("Memory:") { "" } else { "      Memory: 512\n" };
    let mode = if task.contains("NetworkMode:") { "" } else { "      NetworkMode: awsvpc\n" };
    format!(
        "{DECLARED}  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      RequiresCompatibilities: [FARGATE]\n{size}{memory}{mode}{task}      ContainerDefinitions:\n        - Name: a\n          Image: nginx:1.28\n{container}"
    )
}

#[test]
fn a_finding_says_under_which_branch_or_value_it_holds() {
    // (properties, members of the container, code, pointer below the properties, message)
    let cases = [
        ("      Cpu: 300\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units"),
        ("      Cpu: !If [IsProd, 300, 256]\n", "", "ECS101", "/Cpu/1", "Fargate has no task of 300 CPU units (when Env is \"prod\")"),
        ("      Cpu: !If [IsNotProd, 300, 256]\n", "", "ECS101", "/Cpu/1", "Fargate has no task of 300 CPU units (when Env is \"dev\")"),
        (
            "      Cpu: {Fn::If: [Either, 300, 256]}\n",
            "",
            "ECS101",
            "/Cpu/Fn::If/1",
            "Fargate has no task of 300 CPU units (when Env is \"test\", or when Env is \"prod\")",
        ),
        (
            "      NetworkMode: !If [IsProd, !If [BridgeMode, bridge, awsvpc], awsvpc]\n",
            "",
            "ECS103",
            "/NetworkMode/1/1",
            "Fargate has no networkMode \"bridge\" (when Env is \"prod\" and Mode is \"bridge\")",
        ),
        ("      Cpu: !Ref Size\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units (when Size is \"300\")"),
        ("      Cpu: !Ref Bad\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units (with the default of Bad)"),
        ("      Cpu: !Sub '${Bad}'\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units (with the default of Bad)"),
        (
            "      Cpu: !FindInMap [Rows, !Ref Row, Cpu]\n",
            "",
            "ECS101",
            "/Cpu",
            "Fargate has no task of 300 CPU units (when Row is \"odd\")",
        ),
        ("      Cpu: !FindInMap [Rows, odd, Cpu]\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units"),
        ("      Cpu: !Select [1, !Split ['-', 256-300]]\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units"),
        ("      Cpu: !Join ['', [3, '00']]\n", "", "ECS101", "/Cpu", "Fargate has no task of 300 CPU units"),
        (
            "",
            "          Privileged: !If [HasGroups, true, false]\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/1",
            "Fargate does not support privileged (when !Join [\"\", !Ref \"Groups\"] is not \"\")",
        ),
        (
            "",
            "          Privileged: !If [Imported, true, false]\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/1",
            "Fargate does not support privileged (when !ImportValue \"kind\" is \"x\")",
        ),
        (
            "",
            "          Privileged: !If [SmallRow, false, true]\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/2",
            "Fargate does not support privileged (when Row is \"odd\")",
        ),
        (
            "",
            "          Privileged: !If [Yes, false, true]\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/2",
            "Fargate does not support privileged (when Wanted is \"no\")",
        ),
        (
            "",
            "          Privileged: !If [OddRegion, true, !Ref 'AWS::NoValue']\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/1",
            "Fargate does not support privileged (when AWS::Region is \"xx-odd-1\")",
        ),
        (
            "",
            "          Privileged: !If [Always, true, false]\n",
            "ECS112",
            "/ContainerDefinitions/0/Privileged/1",
            "Fargate does not support privileged",
        ),
        (
            "",
            "          PortMappings: !If [IsProd, [{ContainerPort: 80, HostPort: 81}], !Ref 'AWS::NoValue']\n",
            "ECS110",
            "/ContainerDefinitions/0/PortMappings/1/0/HostPort",
            "hostPort 81 differs from containerPort 80, and networkMode awsvpc maps no ports (when Env is \"prod\")",
        ),
        (
            "",
            "        - !If [IsProd, {Name: a, Image: 'x:1'}, !Ref 'AWS::NoValue']\n",
            "ECS105",
            "/ContainerDefinitions/1/1/Name",
            "another container is already called \"a\" (when Env is \"prod\")",
        ),
    ];
    for (properties, container, code, pointer, message) in cases {
        let text = task(properties, container);
        let found = lint(&text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        let found = &found[0];
        let expected = (code, format!("/Resources/T/Properties{pointer}"), message, Some("T"));
        assert_eq!((found.code, found.pointer.clone(), found.message.as_str(), found.resource.as_deref()), expected, "{text}");
        // The place is that of the value: its text is in the line.
        let line = text.lines().nth(found.start.line - 1).expect("the line is there");
        let shown: String = line.chars().skip(found.start.column - 1).take(found.end.column - found.start.column).collect();
        assert!(line.contains(&shown) && !shown.trim().is_empty() && found.start.line == found.end.line, "{shown:?} in {line:?}");
    }
}

#[test]
fn places_count_lines_and_columns_from_one() {
    let found = &lint(&task("      Cpu: !If [IsProd, 300, 256]\n", ""))[0];
    let line = 1 + DECLARED.lines().count() + 6;
    assert_eq!((found.start.line, found.start.column, found.end.column), (line, 25, 28));
    let default = &lint(&task("      Cpu: !Ref Bad\n", ""))[0].related[0];
    assert_eq!((default.start.line, default.message.as_str()), (9, "the default of Bad"));
}

#[test]
fn branches_that_never_meet_and_values_that_are_not_known_are_no_findings() {
    let cases = [
        // Conditions that exclude each other.
        ("      Cpu: !If [IsProd, !If [IsNotProd, 300, 256], 256]\n", ""),
        ("      Cpu: !If [IsProd, !If [IsTest, 300, 256], 256]\n", ""),
        ("      Cpu: !If [Both, 300, 256]\n", ""),
        ("      Cpu: !If [Imported, !If [NotImported, 300, 256], 256]\n", ""),
        ("      Cpu: !If [Imported, !If [ImportedOther, 300, 256], 256]\n", ""),
        ("      Cpu: !If [Either, 256, !If [IsProd, 300, 256]]\n", ""),
        (
            "      Cpu: !If [IsProd, !Ref 'AWS::NoValue', 256]\n      NetworkMode: awsvpc\n      Memory: !If [IsNotProd, 512, !Ref Memory]\n",
            "          Links: !If [Both, [b], !Ref 'AWS::NoValue']\n",
        ),
        ("", "          Privileged: !If [IsProd, !If [IsProd, false, true], false]\n"),
        // Values that a declaration rules out.
        ("      Cpu: !If [Maybe, 300, 256]\n", ""),
        ("      Cpu: !If [NoName, 300, 256]\n", ""),
        // Two parameters decide together.
        ("      Cpu: !Ref Units\n      Memory: !Ref Amount\n      NetworkMode: !Ref Mode\n", ""),
        // What is looked up, what is in no template.
        ("      Cpu: !Ref Looked\n      Memory: !ImportValue memory\n      NetworkMode: !Ref Missing\n", ""),
        ("      Cpu: !FindInMap [Nowhere, a, b]\n      Memory: !FindInMap [Rows, small, Nothing]\n", ""),
        ("      Cpu: !Select [9, [1, 2]]\n      Memory: !Select [!Ref Bad, !Ref Groups]\n", ""),
        // Conditions that cannot be decided.
        ("      Cpu: !If [Circle, 300, 256]\n", ""),
        ("      Cpu: !If [Unknown, 300, 256]\n", ""),
        ("      Cpu: !If [Nowhere, 300, 256]\n", ""),
        // Shapes that are not those of the functions.
        ("      Cpu: !If [IsProd, 300]\n", ""),
        ("      Cpu: !If IsProd\n      Memory: !Ref 12\n", ""),
        ("      Cpu: !Join ['', 300]\n      Memory: !Split [',', 9]\n", ""),
        ("      Cpu: {Ref: [a]}\n      Memory: {'Fn::Sub': []}\n      NetworkMode: {'Fn::GetAtt': {}}\n", ""),
        ("      Cpu: !Macro 300\n      Memory: {'Fn::Company': 9}\n", ""),
    ];
    for (properties, container) in cases {
        let text = task(properties, container);
        let found: Vec<_> = lint(&text).into_iter().filter(|found| found.code != "ECS102").collect();
        let told: Vec<_> = found.iter().map(|found| (found.code, &found.message)).collect();
        assert!(told.is_empty(), "{properties}{container}: {told:?}");
    }
}

#[test]
fn what_rules_forbid_is_not_looked_at() {
    let rules = "Rules:\n  R:\n    RuleCondition: !Equals [!Ref Env, prod]\n    Assertions:\n      - Assert: {Fn::Contains: [[256, 512], !Ref Size]}\n";
    let text = format!("{rules}{}", task("      Cpu: !If [IsProd, !Ref Size, 256]\n", "").trim_start());
    // 300 CPU units need an Env of prod, which the rule then forbids.
    assert_eq!(codes(&text), Vec::<&str>::new());
    let unruled = task("      Cpu: !Ref Size\n", "");
    assert_eq!(codes(&unruled), ["ECS101"]);
    let elsewhere = format!("{rules}{}", unruled.trim_start());
    assert_eq!(codes(&elsewhere), ["ECS101"], "the rule speaks of production only");
}

#[test]
fn a_resource_with_a_condition_is_looked_at_where_it_exists() {
    let text = task("      Cpu: !If [IsProd, 256, 300]\n", "")
        .replace("    Type: AWS::ECS::TaskDefinition\n", "    Type: AWS::ECS::TaskDefinition\n    Condition: IsProd\n");
    assert_eq!(codes(&text), Vec::<&str>::new());
    let text = text.replace("IsProd, 256, 300", "IsProd, 300, 256");
    assert_eq!(lint(&text)[0].message, "Fargate has no task of 300 CPU units (when Env is \"prod\")");
}

#[test]
fn sections_of_any_shape_are_no_panic_and_no_invention() {
    let resources = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Cpu: !If [A, !Ref P, 1]\n      ContainerDefinitions: [{Name: a, Image: 'x:1', Memory: 8}]\n";
    for section in ["Parameters", "Mappings", "Conditions", "Rules", "Transform", "Metadata", "Outputs"] {
        for value in [
            "null",
            "[]",
            "[1, {a: b}]",
            "text",
            "12",
            "{}",
            "{A: null}",
            "{A: [], P: 1}",
            "{A: {A: {A: {}}}, P: {Type: [], Default: {}}}",
            "!Ref A",
            "{A: !Equals 1, P: {AllowedValues: x}}",
            "{A: !Equals [1, 2, 3]}",
            "{A: !Not [], P: {Default: [a]}}",
        ] {
            let found = lint(&format!("{section}: {value}\n{resources}"));
            assert!(found.is_empty(), "{section}: {value}: {found:#?}");
        }
    }
    for resources in [
        "{T: text}",
        "{T: null}",
        "{T: [], Type: {Type: x}}",
        "{T: {Type: 'AWS::ECS::TaskDefinition'}}",
        "{T: {Type: ['AWS::ECS::Service']}}",
        "{T: {Type: 'AWS::ECS::Service', Properties: []}}",
        "{T: {Type: 'AWS::ECS::Service', Properties: null, DependsOn: {}, Condition: []}}",
        "[]",
        "text",
        "null",
    ] {
        lint(&format!("AWSTemplateFormatVersion: 2010-09-09\nResources: {resources}\n"));
    }
}

#[test]
fn a_logical_id_that_is_there_twice_is_told() {
    let text = "Resources:\n  T: {Type: 'AWS::ECS::Cluster'}\n  T: {Type: 'AWS::ECS::Cluster'}\n";
    assert_eq!(codes(text), ["DOC002"]);
}

#[test]
fn unknown_members_and_values_name_the_nearest_in_the_spelling_of_templates() {
    let text = "Resources:\n  S:\n    Type: AWS::ECS::Service\n    Properties:\n      LaunchTyp: FARGATE\n      SchedulingStrategy: REPLCA\n      desiredCount: 1\n";
    let found: Vec<_> = lint(text).into_iter().filter(|found| found.code.starts_with("DOC")).collect();
    let told: Vec<_> = found.iter().map(|found| (found.code, found.pointer.as_str(), found.help.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        told,
        [
            ("DOC010", "/Resources/S/Properties/LaunchTyp", "did you mean `LaunchType`?"),
            ("DOC013", "/Resources/S/Properties/SchedulingStrategy", "did you mean \"REPLICA\"? Valid: DAEMON, REPLICA"),
            ("DOC010", "/Resources/S/Properties/desiredCount", "did you mean `DesiredCount`?"),
        ]
    );
}

/// The text in the file, the pointer and the code of each finding in documents inside strings.
fn embedded(name: &str, text: &str) -> Vec<(String, String, &'static str)> {
    let linted = lint_source(&SourceFile::new(name, text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    let errors = linted.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (text[found.start.offset..found.end.offset].to_string(), found.pointer.clone(), found.code)).collect()
}

#[test]
fn findings_in_a_policy_in_a_string_stand_at_the_value_in_every_notation() {
    let rule = |priority: &str, status: &str| {
        format!(
            "{{\"rules\": [{{\"rulePriority\": {priority}, \"selection\": {{\"tagStatus\": \"{status}\", \"countType\": \"imageCountMoreThan\",\n \"countNumber\": 3}}, \"action\": {{\"type\": \"expire\"}}}}]}}"
        )
    };
    let policy = rule("0", "tags");
    let indented = |by: usize| policy.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect::<String>();
    let escaped = policy.replace('"', "\\\"").replace('\n', "\\n");
    let yaml = |value: &str| {
        format!(
            "Resources:\n  Repo:\n    Type: AWS::ECR::Repository\n    Properties:\n      LifecyclePolicy:\n        LifecyclePolicyText: {value}\n"
        )
    };
    let at = "/Resources/Repo/Properties/LifecyclePolicy/LifecyclePolicyText";
    let plain = "\"tags\"";
    let in_escapes = "\\\"tags\\\"";
    let json = format!(
        r#"{{"Resources": {{"Repo": {{"Type": "AWS::ECR::Repository", "Properties": {{"LifecyclePolicy": {{"LifecyclePolicyText": VALUE}}}}}}}}}}"#
    );
    let cases = [
        (yaml(&format!("|\n{}", indented(10))), at, plain),
        (yaml(&format!("|-\n{}", indented(12))), at, plain),
        (yaml(&format!(">\n{}", indented(10))), at, plain),
        (yaml(&format!(">-\n{}", indented(10))), at, plain),
        (yaml(&format!("'{}'", policy.replace('\n', " "))), at, plain),
        (yaml(&format!("'{}'", policy.replace('\n', "\n          "))), at, plain),
        (yaml(&format!("\"{escaped}\"")), at, in_escapes),
        (yaml(&format!("!Sub |\n{}", indented(10))), at, plain),
        (yaml(&format!("!Sub '{}'", policy.replace('\n', " "))), at, plain),
        (yaml(&format!("\n          Fn::Sub: |\n{}", indented(12))), &format!("{at}/Fn::Sub"), plain),
        (yaml(&format!("!Sub\n          - |\n{}          - {{}}", indented(12))), &format!("{at}/0"), plain),
        (json.replace("VALUE", &format!("\"{escaped}\"")), at, in_escapes),
        (json.replace("VALUE", &format!("{{\"Fn::Sub\": \"{escaped}\"}}")), &format!("{at}/Fn::Sub"), in_escapes),
    ];
    for (text, holder, status) in cases {
        let name = if text.starts_with('{') { "t.json" } else { "t.yaml" };
        let expected = [
            ("0".to_string(), format!("{holder}#/rules/0/rulePriority"), "ECR109"),
            (status.to_string(), format!("{holder}#/rules/0/selection/tagStatus"), "DOC013"),
        ];
        assert_eq!(embedded(name, &text), expected, "{text}");
    }
    // As an object, and as what `Fn::ToJsonString` makes of one.
    let object = policy.replace('\n', " ");
    let inside = format!("{at}/Fn::ToJsonString/rules/0/rulePriority");
    let found = embedded("t.yaml", &yaml(&format!("{{Fn::ToJsonString: {object}}}")));
    assert_eq!(found[0], ("0".to_string(), inside, "ECR109"));
}

#[test]
fn variables_in_a_policy_are_filled_in_where_they_are_known() {
    let text = |parameter: &str, variable: &str| {
        format!(
            "Parameters:\n  P: {parameter}\nResources:\n  Repo:\n    Type: AWS::ECR::Repository\n    Properties:\n      LifecyclePolicy:\n        LifecyclePolicyText: !Sub |\n          {{\"rules\": [{{\"rulePriority\": {variable}, \"description\": \"of ${{AWS::StackName}}, ${{!P}}\", \"selection\": {{\"tagStatus\": \"untagged\",\n            \"countType\": \"imageCountMoreThan\", \"countNumber\": 3}}, \"action\": {{\"type\": \"expire\"}}}}]}}\n"
        )
    };
    let at = "/Resources/Repo/Properties/LifecyclePolicy/LifecyclePolicyText#/rules/0/rulePriority";
    for (parameter, expected) in [
        ("{Type: Number}", None),
        ("{Type: Number, Default: 5}", None),
        ("{Type: Number, Default: 0}", Some("rulePriority cannot be 0 (with the default of P)")),
        ("{Type: Number, AllowedValues: [1, 0]}", Some("rulePriority cannot be 0 (when P is \"0\")")),
    ] {
        let text = text(parameter, "${P}");
        let found: Vec<_> = lint(&text).into_iter().filter(|found| found.severity == Severity::Error).collect();
        assert_eq!(
            found.iter().map(|found| found.message.as_str()).collect::<Vec<_>>(),
            expected.into_iter().collect::<Vec<_>>(),
            "{text}"
        );
        for found in found {
            assert_eq!((found.pointer.as_str(), &text[found.start.offset..found.end.offset]), (at, "${P}"));
        }
    }
    let told = embedded("t.yaml", &text("{Type: String}", "0"));
    assert_eq!(told, [("0".to_string(), at.to_string(), "ECR109")]);
}

#[test]
fn text_from_elsewhere_has_no_places_here() {
    let text = "Parameters:\n  rules: {Type: String, Default: '{\"rules\": [{\"rulePriority\": 0, \"selection\": {\"tagStatus\": \"any\", \"countType\": \"imageCountMoreThan\", \"countNumber\": 3}, \"action\": {\"type\": \"expire\"}}]}'}\nResources:\n  R:\n    Type: AWS::ECR::Repository\n    Properties:\n      LifecyclePolicy: {LifecyclePolicyText: !Ref rules}\n      RepositoryPolicyText: !Ref rules\n";
    assert_eq!(embedded("t.yaml", text), []);
}

#[test]
fn policies_that_the_cli_prints_as_text_are_read_too() {
    let policy = r#"{\"rules\":[{\"rulePriority\":0,\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":3},\"action\":{\"type\":\"expire\"}}]}"#;
    let printed =
        format!(r#"{{"registryId": "123456789012", "repositoryName": "app", "lifecyclePolicyText": "{policy}", "lastEvaluatedAt": 1}}"#);
    assert_eq!(embedded("p.json", &printed), [("0".to_string(), "/lifecyclePolicyText#/rules/0/rulePriority".to_string(), "ECR109")]);
    let printed =
        r#"{"registryId": "123456789012", "repositoryName": "app", "policyText": "{\"Version\": \"2012-10-17\", \"Statement\": [,]}"}"#;
    let found = embedded("p.json", printed);
    assert_eq!(
        found.iter().map(|(text, pointer, code)| (text.as_str(), pointer.as_str(), *code)).collect::<Vec<_>>(),
        [(",", "/policyText", "DOC001")]
    );
}
