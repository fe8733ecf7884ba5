//! Documents linted together are read together.

use crate::program::Place;

const TASK: &str = r#"{"family": "web", "networkMode": "bridge",
  "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 64, "portMappings": [{"containerPort": 80}]}]}"#;
const SERVICE: &str = r#"{"serviceName": "web", "taskDefinition": "web", "desiredCount": 1,
  "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef",
    "containerName": "wbe", "containerPort": 80}]}"#;

fn references(place: &Place, arguments: &[&str]) -> Vec<String> {
    let arguments: Vec<&str> = ["lint", "--format", "json", "--select", "REF"].iter().chain(arguments).copied().collect();
    let ran = place.run(&arguments);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    let found = answer["diagnostics"].as_array().expect("a list").iter();
    found.map(|found| format!("{} {} {}", text(&found["path"]), text(&found["code"]), text(&found["related"][0]["path"]))).collect()
}

#[test]
fn a_service_is_held_against_its_task_definition_in_another_file() {
    let place = Place::new();
    place.write("app/td.json", TASK).write("app/service.json", SERVICE);
    let expected = ["app/service.json REF101 app/td.json"];
    assert_eq!(references(&place, &["app"]), expected);
    assert_eq!(references(&place, &["app/service.json", "app/td.json"]), expected);
    // Alone it names something that nobody knows.
    assert_eq!(references(&place, &["app/service.json"]), Vec::<String>::new());
    let full = place.run(&["lint", "app", "--select", "REF"]);
    assert_eq!(full.code, 1);
    assert!(full.stdout.contains("see: app/td.json:2:37: the task's containers start here"), "{}", full.stdout);
}

#[test]
fn standard_input_takes_part() {
    let place = Place::new();
    place.write("service.json", SERVICE);
    let ran = place.run_with_input(&["lint", "-", "service.json", "--select", "REF", "--format", "concise"], TASK);
    assert!(ran.stdout.starts_with("service.json:3:") && ran.stdout.contains("REF101"), "{ran:?}");
}

#[test]
fn two_task_definitions_of_one_family_leave_a_service_in_doubt() {
    let place = Place::new();
    let right = TASK.replace("\"name\": \"web\"", "\"name\": \"wbe\"");
    place.write("a/td.json", TASK).write("b/td.json", &right).write("c/service.json", SERVICE);
    assert_eq!(references(&place, &["."]), Vec::<String>::new());
    place.write("b/service.json", SERVICE);
    assert_eq!(references(&place, &["."]), Vec::<String>::new());
    place.write("a/service.json", SERVICE);
    assert_eq!(references(&place, &["."]), ["./a/service.json REF101 ./a/td.json"]);
}

#[test]
fn a_pinned_revision_is_sure_only_where_the_file_has_its_number() {
    let described = |revision: u32, name: &str| {
        TASK.replace("\"family\": \"web\"", &format!("\"family\": \"web\", \"revision\": {revision}"))
            .replace("\"name\": \"web\"", &format!("\"name\": \"{name}\""))
    };
    let service = |meant: &str| SERVICE.replace("\"taskDefinition\": \"web\"", &format!("\"taskDefinition\": \"{meant}\""));
    for (task, service, expected) in [
        (TASK.to_string(), service("web:1"), Some("warning")),
        (TASK.to_string(), service("web"), Some("error")),
        (described(1, "web"), service("web:1"), Some("error")),
        (described(2, "web"), service("web:1"), None),
        (described(1, "wbe"), service("web:1"), None),
        (described(1, "wbe"), service("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1"), None),
        // Two revisions in one file.
        (format!("{}\n---\n{}", described(1, "wbe"), described(2, "web")), service("web:1"), None),
        (format!("{}\n---\n{}", described(1, "wbe"), described(2, "web")), service("web:2"), Some("error")),
        (format!("{}\n---\n{}", described(1, "wbe"), described(2, "web")), service("web"), None),
    ] {
        let place = Place::new();
        place.write("td.yaml", &task).write("service.json", &service);
        let answer = place.json(&["lint", "--format", "json", "--select", "REF", "."]);
        let found = answer["diagnostics"].as_array().expect("a list");
        assert_eq!(found.first().and_then(|found| found["severity"].as_str()), expected, "{task} {service} {answer}");
    }
}
