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
    let resources = "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Cpu: !If [A, !Ref P, 1]\n      Memory: !FindInMap [M, a, k]\n      ContainerDefinitions: [{Name: a, Image: 'x:1', Memory: 8}]\n";
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
            "{M: {a: {k: !FindInMap [M, a, k]}}}",
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
    let json =
        r#"{"Resources": {"Repo": {"Type": "AWS::ECR::Repository", "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": VALUE}}}}}"#;
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

#[test]
fn templates_that_branch_without_measure_end() {
    const COUNT: usize = if cfg!(debug_assertions) { 60 } else { 200 };
    let parameters: String =
        (0..COUNT).map(|number| format!("  P{number}: {{Type: String, Default: a, AllowedValues: [a, b, c]}}\n")).collect();
    let conditions =
        |formula: &dyn Fn(usize) -> String| (0..COUNT).map(|number| format!("  C{number}: {}\n", formula(number))).collect::<String>();
    let equals = |number: usize, value: &str| format!("!Equals [!Ref P{number}, {value}]");
    let joined = |items: &dyn Fn(usize) -> String, count: usize| (0..count).map(items).collect::<Vec<_>>().join(", ");
    let flat = conditions(&|number| equals(number, "b"));
    let all = conditions(&|number| {
        format!("!And [{}]", joined(&|other| equals(other, if (number + other) % 3 == 0 { "b" } else { "c" }), COUNT))
    });
    let chain = conditions(&|number| {
        if number == 0 { equals(0, "b") } else { format!("!And [!Condition C{}, {}]", number - 1, equals(number, "b")) }
    });
    // Each needs one of several, and some need what others forbid: there is no short way to see that nothing fits.
    let tangle = conditions(&|number| {
        let either = |other: usize| equals((number * 7 + other * 13) % 40, ["a", "b", "c"][(number + other) % 3]);
        format!(
            "!And [!Or [{}], !Not [!Or [{}]], !Condition C{}]",
            joined(&either, 6),
            joined(&|other| either(other + 1), 3),
            (number + 1) % COUNT
        )
    });
    let branches: String =
        (0..COUNT).map(|number| format!("            - {{Name: E{number}, Value: !If [C{number}, !Ref P{number}, x]}}\n")).collect();
    let nested = (0..40).fold("x".to_string(), |inner, number| format!("!If [C{number}, {inner}, y]"));
    for conditions in [flat, all, chain, tangle] {
        let text = format!(
            "Parameters:\n{parameters}Conditions:\n{conditions}Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: {nested}\n      ContainerDefinitions:\n        - Name: a\n          Image: x:1\n          Memory: 8\n          Privileged: !If [C59, 1, true]\n          Environment:\n{branches}"
        );
        lint(&text);
    }
}

#[test]
fn conditions_that_ask_for_themselves_end() {
    // CloudFormation refuses them all; none may take the linter along.
    for conditions in [
        r#""A": {"Condition": "A"}"#,
        r#""A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Fn::And": [{"Condition": "A"}, {"Condition": "B"}]}"#,
        r#""A": {"Fn::Equals": [{"Fn::If": ["A", "x", "y"]}, "x"]}"#,
        r#""A": {"Fn::Equals": [{"Fn::If": ["B", "x", "y"]}, "x"]}, "B": {"Fn::Equals": [{"Fn::Sub": ["${V}", {"V": {"Fn::If": ["A", "x", "y"]}}]}, "x"]}"#,
    ] {
        let text = format!(
            r#"{{"Conditions": {{{conditions}}}, "Resources": {{"C": {{"Type": "AWS::ECS::Cluster", "Condition": "A",
                "Properties": {{"ClusterName": {{"Fn::If": ["A", "shop front", {{"Fn::If": ["B", "b", "c"]}}]}}}}}}}}}}"#
        );
        let linted = ecslab::lint::lint_source(&ecslab::source::SourceFile::new("t.json", text.as_str()), None).expect("a template");
        assert!(linted.diagnostics.iter().all(|found| found.code != "DOC001"), "{text}");
    }
}

mod any_input {
    //! Mutated templates: no panic, spans inside the text.

    use std::path::{Path, PathBuf};
    use std::sync::OnceLock;

    use ecslab::lint::lint_source;
    use ecslab::source::SourceFile;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// The correct templates.
    fn templates() -> &'static [String] {
        static TEMPLATES: OnceLock<Vec<String>> = OnceLock::new();
        TEMPLATES.get_or_init(|| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/correct");
            let files = std::fs::read_dir(folder).expect("the fixtures are there").map(|entry| entry.expect("an entry").path());
            let is_template = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("cfn-"));
            let mut files: Vec<_> = files.filter(is_template).collect();
            files.sort();
            files.into_iter().map(|file| std::fs::read_to_string(file).expect("a fixture is text")).collect()
        })
    }

    /// A template in which every function stands.
    fn whole() -> Value {
        json!({
            "Transform": ["AWS::LanguageExtensions"],
            "Parameters": {
                "Env": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"]},
                "List": {"Type": "CommaDelimitedList", "Default": "a,b"},
                "Number": {"Type": "Number", "Default": 3, "MinValue": 1, "AllowedPattern": "[0-9]"}
            },
            "Mappings": {"M": {"dev": {"Cpu": 256}, "prod": {"Cpu": "512"}}},
            "Conditions": {
                "IsProd": {"Fn::Equals": [{"Ref": "Env"}, "prod"]},
                "Not": {"Fn::Not": [{"Condition": "IsProd"}]},
                "Many": {"Fn::Or": [{"Fn::And": [{"Condition": "Not"}, {"Fn::Equals": [{"Fn::Join": ["", {"Ref": "List"}]}, ""]}]}, {"Condition": "IsProd"}]}
            },
            "Rules": {"R": {"RuleCondition": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}, "Assertions": [{"Assert": {"Fn::Contains": [[3, 4], {"Ref": "Number"}]}}]}},
            "Resources": {
                "Task": {"Type": "AWS::ECS::TaskDefinition", "Condition": "Many", "Properties": {
                    "Cpu": {"Fn::FindInMap": ["M", {"Ref": "Env"}, "Cpu"]}, "Memory": {"Fn::If": ["IsProd", 1024, {"Fn::If": ["Not", "512", {"Ref": "AWS::NoValue"}]}]},
                    "NetworkMode": {"Fn::Select": [0, {"Fn::Split": ["-", "awsvpc-x"]}]}, "RequiresCompatibilities": ["FARGATE"],
                    "ContainerDefinitions": [{"Name": {"Fn::Sub": "a-${Env}-${!b}"}, "Image": {"Fn::Sub": ["${R}:1", {"R": {"Fn::GetAtt": ["Repo", "RepositoryUri"]}}]}, "Command": {"Ref": "List"},
                        "Environment": [{"Fn::If": ["IsProd", {"Name": "A", "Value": {"Fn::ToJsonString": {"a": [1]}}}, {"Ref": "AWS::NoValue"}]}]}]}},
                "Group": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"TargetType": "ip", "Port": 80}},
                "Rule": {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Actions": [{"TargetGroupArn": {"Ref": "Group"}}]}},
                "Service": {"Type": "AWS::ECS::Service", "DependsOn": ["Rule", "Service"], "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE",
                    "PlacementStrategies": [], "LoadBalancers": [{"ContainerName": "a", "ContainerPort": 80, "TargetGroupArn": {"Ref": "Group"}}]}},
                "Repo": {"Type": "AWS::ECR::Repository", "Properties": {
                    "LifecyclePolicy": {"LifecyclePolicyText": {"Fn::Sub": "{\"rules\": [{\"rulePriority\": ${Number}, \"selection\": {\"tagStatus\": \"a\u{e9}${Env}\", \"countNumber\": 0}}]}"}},
                    "RepositoryPolicyText": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"ecr:*\"}]}"}}
            }
        })
    }

    /// Lints, and holds every place to the text.
    fn check(name: &str, text: &str) -> Result<(), TestCaseError> {
        let Ok(linted) = lint_source(&SourceFile::new(name, text), None) else { return Ok(()) };
        for found in &linted.diagnostics {
            let places = std::iter::once((found.start.offset, found.end.offset));
            let related = found.related.iter().map(|related| (related.start.offset, related.end.offset));
            for (start, end) in places.chain(related) {
                prop_assert!(text.get(start..end).is_some(), "{} {start}..{end} in {text}", found.code);
            }
        }
        Ok(())
    }

    /// All values of a tree, in order.
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(items) => items.iter().map(count).sum(),
            Value::Object(members) => members.values().map(count).sum(),
            _ => 0,
        }
    }

    fn nth<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
        if *at == 0 {
            return Some(value);
        }
        *at -= 1;
        match value {
            Value::Array(items) => items.iter_mut().find_map(|item| nth(item, at)),
            Value::Object(members) => members.values_mut().find_map(|item| nth(item, at)),
            _ => None,
        }
    }

    #[derive(Debug, Clone)]
    enum Change {
        Replace(Value),
        Remove,
        Double,
        Copy(prop::sample::Index),
    }

    fn change() -> impl Strategy<Value = Change> {
        let odd = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(1e300),
            json!(""),
            json!("IsProd"),
            json!("${Env}"),
            json!("${"),
            json!("{\"rules\": [{}]}"),
            json!([]),
            json!({}),
            json!([[]]),
            json!({"Ref": "AWS::NoValue"}),
            json!({"Ref": "Env"}),
            json!({"Ref": "List"}),
            json!({"Ref": null}),
            json!({"Fn::If": ["IsProd", 1, 2]}),
            json!({"Fn::If": ["Many", {"Ref": "AWS::NoValue"}, []]}),
            json!({"Fn::If": []}),
            json!({"Fn::Sub": ["{${a}", {"a": {"Fn::Sub": "{\"x\": ${Env}}"}}]}),
            json!({"Fn::Transform": {}}),
            json!({"Fn::ForEach::X": [1, 2, 3]}),
            json!({"Fn::Select": [99, []]}),
            json!({"Fn::FindInMap": ["M", "dev", "Cpu", {}]}),
            json!({"Condition": "Many"}),
            json!({"Fn::Equals": [{"Ref": "Env"}, {"Ref": "Number"}]}),
            json!({"Fn::Join": ["", [{"Fn::Split": ["", "ab"]}]]}),
        ];
        prop_oneof![
            6 => prop::sample::select(odd.to_vec()).prop_map(Change::Replace),
            1 => Just(Change::Remove),
            1 => Just(Change::Double),
            2 => any::<prop::sample::Index>().prop_map(Change::Copy),
        ]
    }

    fn apply(tree: &mut Value, at: &prop::sample::Index, change: &Change) {
        let size = count(tree);
        let copy = if let Change::Copy(from) = change { nth(tree, &mut from.index(size)).cloned() } else { None };
        let Some(value) = nth(tree, &mut at.index(size)) else { return };
        match change {
            Change::Replace(new) => *value = new.clone(),
            Change::Remove => match value {
                Value::Array(items) => drop(items.pop()),
                Value::Object(members) => {
                    let first = members.keys().next().cloned();
                    first.map(|first| members.shift_remove(&first));
                }
                _ => *value = Value::Null,
            },
            Change::Double => *value = json!([value.clone(), value.clone()]),
            Change::Copy(_) => *value = copy.unwrap_or_default(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 150 } else { 3000 }))]

        #[test]
        fn any_change_of_a_template_is_no_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..5)) {
            let mut tree = whole();
            for (at, change) in &changes {
                apply(&mut tree, at, change);
            }
            check("t.json", &tree.to_string())?;
            check("t.yaml", &serde_yaml::to_string(&tree).expect("a tree is YAML"))?;
        }

        #[test]
        fn any_change_of_the_text_of_a_template_is_no_panic(
            file in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            length in 0_usize..40,
            put in prop_oneof![
                Just(String::new()), Just("!If [A, ".to_string()), Just("{".to_string()), Just("}".to_string()), Just("\n".to_string()), Just("'".to_string()), Just("\"".to_string()), Just("${".to_string()), Just("é\u{202e}".to_string()), ".{0,6}",
            ],
        ) {
            let text = file.get(templates());
            let name = if text.starts_with('{') { "t.json" } else { "t.yaml" };
            let start = (0..=at.index(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            let end = (start + length..).find(|end| *end >= text.len() || text.is_char_boundary(*end)).unwrap_or(text.len()).min(text.len());
            check(name, &format!("{}{put}{}", &text[..start], &text[end..]))?;
        }
    }
}
