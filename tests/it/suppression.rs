//! Suppressions: comments, metadata, and the configuration.

use crate::program::Place;

/// Findings that are expected: code and line.
type Expected<'e> = &'e [(&'e str, u64)];

/// Code and line of each finding.
fn found(place: &Place, arguments: &[&str]) -> Vec<(String, u64)> {
    let answer = place.json(&[&["lint", "--format", "json", "--select", "ECS401,ECS301,DOC"], arguments].concat());
    let diagnostics = answer["diagnostics"].as_array().expect("a list");
    let line = |found: &serde_json::Value| found["start"]["line"].as_u64().expect("a line");
    let mut found: Vec<_> = diagnostics.iter().map(|found| (found["code"].as_str().expect("a code").to_string(), line(found))).collect();
    found.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
    found
}

fn pairs(expected: Expected<'_>) -> Vec<(String, u64)> {
    expected.iter().map(|(code, line)| ((*code).to_string(), *line)).collect()
}

/// A task definition whose image has ECS401, with lines before and after the image, and something after it on its line.
fn yaml(before: &str, after: &str) -> String {
    format!("family: web\ncontainerDefinitions:\n  - name: web\n{before}    image: nginx:latest{after}\n    memory: 128\n")
}

#[test]
fn a_comment_suppresses_on_its_line_or_on_the_next() {
    let place = Place::new();
    let cases: [(&str, &str, Expected<'_>); 16] = [
        ("", "", &[("ECS401", 4)]),
        ("", " # ecslab: ignore ECS401 -- the sandbox follows upstream", &[]),
        ("", " #ecslab: ignore mutable-image-tag -- why", &[]),
        ("    # ecslab: ignore ECS401 -- why\n", "", &[]),
        ("# ecslab: ignore ecs401 -- why\n\n    # another comment\n", "", &[]),
        ("", " # ecslab: ignore ECS401", &[("DOC021", 4), ("ECS401", 4)]),
        ("", " # ecslab: ignore ECS401 --  ", &[("DOC021", 4), ("ECS401", 4)]),
        ("", " # ecslab: ignore ECS999 -- why", &[("DOC020", 4), ("ECS401", 4)]),
        ("", " # ecslab: ignore ECS4 -- why", &[("DOC020", 4), ("ECS401", 4)]),
        ("", " # ecslab: ignore -- why", &[("DOC020", 4), ("ECS401", 4)]),
        ("", " # ecslab: disable ECS401 -- why", &[("DOC020", 4), ("ECS401", 4)]),
        ("", " # ecslab: ignore ECS401, ECS301 -- why", &[("DOC901", 4)]),
        ("    # ecslab: ignore ECS301 -- why\n", "", &[("DOC901", 4), ("ECS401", 5)]),
        ("    # ecslab: ignore ECS401 -- why\n    cpu: 10\n", "", &[("DOC901", 4), ("ECS401", 6)]),
        // What looks like a comment inside a text is none.
        ("    command: ['# ecslab: ignore ECS401 -- why']\n", "", &[("ECS401", 5)]),
        ("    command:\n      - |\n        # ecslab: ignore ECS401 -- why\n", "", &[("ECS401", 7)]),
    ];
    for (before, after, expected) in cases {
        place.write("td.yaml", &yaml(before, after));
        assert_eq!(found(&place, &["td.yaml"]), pairs(expected), "{before:?} {after:?}");
    }
    place.write("td.yaml", &format!("{}# ecslab: ignore ECS401 -- nothing follows\n", yaml("", "")));
    assert_eq!(found(&place, &["td.yaml"]), pairs(&[("ECS401", 4), ("DOC901", 6)]));
    // DOC001 leaves open what else there is, and cannot be suppressed.
    place.write("td.yaml", &format!("{}  - broken: [\n", yaml("", " # ecslab: ignore DOC001 -- why")));
    let codes: Vec<_> = found(&place, &["td.yaml"]).into_iter().map(|(code, _)| code).collect();
    assert!(
        codes.contains(&"DOC001".to_string()) && codes.contains(&"DOC020".to_string()) && !codes.contains(&"DOC901".to_string()),
        "{codes:?}"
    );
}

#[test]
fn comments_hold_for_keys_streams_and_other_line_ends() {
    let place = Place::new();
    // The value begins on a later line than its key.
    let nested = "family: web\ncontainerDefinitions:\n  - name: web\n    image: nginx:1.28\n    memory: 128\n    # ecslab: ignore DOC011 -- a template engine reads it\n    healthCheck:\n      - curl\n";
    place.write("td.yaml", nested);
    assert_eq!(found(&place, &["td.yaml"]), pairs(&[]));
    assert_eq!(found(&place, &["td.yaml", "--ignore", "DOC9"]), pairs(&[]));
    let suppressed = yaml("", " # ecslab: ignore ECS401 -- why");
    place.write("td.yaml", &format!("{}---\n{}---\nkind: Pod # ecslab: ignore ECS401 -- none of ours\n", suppressed, yaml("", "")));
    let answer = place.json(&["lint", ".", "--format", "json", "--select", "ECS401,DOC"]);
    let documents: Vec<_> = answer["diagnostics"].as_array().expect("a list").iter().map(|found| found["document"].as_u64()).collect();
    assert_eq!(documents, [Some(1)], "{answer}");
    place.write("td.yaml", &suppressed.replace('\n', "\r\n"));
    assert_eq!(found(&place, &["td.yaml"]), pairs(&[]));
    let ran = place.run(&["lint", "td.yaml", "--select", "ECS401,DOC"]);
    assert_eq!(ran.stdout, "1 file checked, no findings; 1 suppressed\n");
}

#[test]
fn metadata_suppress_in_their_resource() {
    let place = Place::new();
    let template = |metadata: &str| {
        format!(
            "Resources:\n  One:\n    Type: AWS::ECS::TaskDefinition\n    Metadata:\n      ecslab: {metadata}\n    Properties:\n      ContainerDefinitions: [{{Name: a, Image: 'nginx:latest', Memory: 64}}]\n  Two:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: [{{Name: a, Image: 'nginx:latest', Memory: 64}}]\n"
        )
    };
    let cases: [(&str, Expected<'_>); 8] = [
        ("{ignore: [{rule: ECS401, reason: why}]}", &[("ECS401", 11)]),
        ("{ignore: [{code: mutable-image-tag, reason: why}]}", &[("ECS401", 11)]),
        ("{ignore: [{rules: [ECS401, ECS301], reason: why}]}", &[("DOC901", 5), ("ECS401", 11)]),
        ("{ignore: [{rule: ECS401}]}", &[("DOC021", 5), ("ECS401", 7), ("ECS401", 11)]),
        ("{ignore: [{rule: ECS400, reason: why}]}", &[("DOC020", 5), ("ECS401", 7), ("ECS401", 11)]),
        ("{ignore: [{rule: ECS401, reason: why, until: 2027}]}", &[("DOC020", 5), ("ECS401", 11)]),
        ("{ignore: [ECS401]}", &[("DOC020", 5), ("DOC021", 5), ("ECS401", 7), ("ECS401", 11)]),
        ("{ignored: []}", &[("DOC020", 5), ("ECS401", 7), ("ECS401", 11)]),
    ];
    for (metadata, expected) in cases {
        place.write("template.yaml", &template(metadata));
        assert_eq!(found(&place, &["template.yaml"]), pairs(expected), "{metadata}");
    }
    // A comment holds in a template too.
    place.write(
        "template.yaml",
        &template("{}").replace("ecslab: {}", "x: y").replace("Memory: 64}]", "Memory: 64}] # ecslab: ignore ECS401 -- why"),
    );
    assert_eq!(found(&place, &["template.yaml"]), pairs(&[]));
}

#[test]
fn the_configuration_suppresses_where_a_file_has_no_comments() {
    let place = Place::new();
    let document = r#"{"family": "web", "containerDefinitions": [{"name": "a", "image": "nginx:1.28", "memory": 128},
 {"name": "web", "image": "nginx:latest", "memory": 128}]}"#;
    place.write("deploy/td.json", document).write("deploy/other.json", document);
    let entry = |file: &str, pointer: &str, rules: &str| {
        format!("[[suppress]]\nfile = '{file}'\npointer = '{pointer}'\nrules = {rules}\nreason = 'why'\n")
    };
    let cases: [(String, Expected<'_>); 9] = [
        (entry("deploy/td.json", "/containerDefinitions/1/image", "['ECS401']"), &[]),
        (entry("deploy/td.json", "/containerDefinitions/name=web/image", "['mutable-image-tag']"), &[]),
        (entry("deploy/*.json", "/containerDefinitions", "['ECS401']"), &[]),
        (entry("deploy/td.json", "", "['ECS401']"), &[]),
        (entry("deploy/td.json", "/containerDefinitions/name=a", "['ECS401']"), &[("DOC901", 1), ("ECS401", 2)]),
        (entry("deploy/td.json", "/containerDefinitions/1/im", "['ECS401']"), &[("DOC901", 1), ("ECS401", 2)]),
        (entry("deploy/td.json", "", "['ECS401', 'ECS301']"), &[("DOC901", 1)]),
        // Another file that was not looked at may need it; one that is not there does not.
        (entry("deploy/other.json", "", "['ECS301']"), &[("ECS401", 2)]),
        (entry("deploy/gone.json", "", "['ECS401']"), &[("DOC901", 1), ("ECS401", 2)]),
    ];
    for (configuration, expected) in cases {
        place.write("ecslab.toml", &configuration);
        assert_eq!(found(&place, &["deploy/td.json"]), pairs(expected), "{configuration}");
    }
    let ran = place.run(&["lint", "deploy/td.json", "--select", "DOC901"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("unused_suppression_of_the_configuration", ran.stdout);
}

#[test]
fn a_suppression_holds_for_what_two_files_give_together() {
    let place = Place::new();
    place.write("td.json", r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 64}]}"#);
    let service =
        "serviceName: web\ntaskDefinition: web\nloadBalancers:\n  - targetGroupArn: arn:x\n    containerPort: 80\n    containerName: wbe";
    let codes = |suppression: &str, files: &[&str]| -> Vec<String> {
        place.write("service.yaml", &format!("{service}{suppression}\n"));
        let answer = place.json(&[&["lint", "--format", "json", "--select", "REF,DOC9"], files].concat());
        answer["diagnostics"].as_array().expect("a list").iter().map(|found| found["code"].as_str().expect("a code").to_string()).collect()
    };
    assert_eq!(codes("", &["td.json", "service.yaml"]), ["REF101"]);
    assert_eq!(codes(" # ecslab: ignore REF101 -- why", &["td.json", "service.yaml"]), [""; 0]);
    // By itself the service cannot show it: that is no reason to take the suppression away.
    assert_eq!(codes(" # ecslab: ignore REF101 -- why", &["service.yaml"]), [""; 0]);
}
