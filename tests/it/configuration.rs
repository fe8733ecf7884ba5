//! `ecslab.toml`, and `ecslab config`.

use crate::program::{Place, Ran};

/// One container with the tag `latest` (ECS401, warning) and no logs (ECS501).
const LATEST: &str = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:latest", "memory": 128}]}"#;

/// Codes in the answer, each once.
fn codes(place: &Place, arguments: &[&str]) -> Vec<String> {
    let answer = place.json(&[&["lint", "--format", "json"], arguments].concat());
    let mut codes: Vec<String> =
        answer["diagnostics"].as_array().expect("a list").iter().map(|found| found["code"].as_str().expect("a code").to_string()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn told(ran: &Ran, parts: &[&str]) {
    for part in parts {
        assert!(ran.stderr.contains(part), "{part:?} is not in {}", ran.stderr);
    }
}

#[test]
fn rules_are_chosen_and_options_win() {
    let place = Place::new();
    place.write("td.json", LATEST);
    let cases: [(&str, &[&str], &[&str]); 9] = [
        ("", &["--select", "ECS401,ECS5"], &["ECS401", "ECS501"]),
        ("select = ['ECS4']", &[], &["ECS401"]),
        ("select = ['ECS401', 'logs-missing']", &[], &["ECS401", "ECS501"]),
        ("select = ['ECS4']", &["--select", "ECS5"], &["ECS501"]),
        ("ignore = ['ECS401', 'ECS3', 'ECS6']", &["--select", "ECS401"], &["ECS401"]),
        ("select = ['ECS4', 'ECS5']\nignore = ['ECS401']", &[], &["ECS501"]),
        ("select = ['ECS4', 'ECS5']\nignore = ['ECS401']", &["--ignore", "ECS501"], &["ECS401"]),
        ("select = ['ECS401']", &["--no-config", "--select", "ECS501"], &["ECS501"]),
        ("select = ['ECS401', 'ECS602']\nprofile = 'default'", &[], &["ECS401", "ECS602"]),
    ];
    for (configuration, options, expected) in cases {
        place.write("ecslab.toml", configuration);
        assert_eq!(codes(&place, &[&["td.json"], options].concat()), expected, "{configuration} {options:?}");
    }
}

#[test]
fn severities_decide_what_fails() {
    let place = Place::new();
    place.write("td.json", LATEST);
    let cases = [
        ("", 0),
        ("[severity]\nECS401 = 'error'", 1),
        ("[severity]\nmutable-image-tag = 'error'", 1),
        // The longer pattern counts.
        ("[severity]\nECS = 'error'\nECS4 = 'warning'\nECS5 = 'warning'\nECS3 = 'warning'\nECS6 = 'info'", 0),
        ("fail-on = 'warning'", 1),
        ("fail-on = 'warning'\nselect = ['ECS401']\n[severity]\nECS401 = 'info'", 0),
        ("[severity]\nECS401 = 'error'\n[[paths]]\nfiles = ['td.json']\nseverity = {ECS4 = 'warning'}", 0),
        ("fail-on = 'warning'\n[[paths]]\nfiles = ['td.json']\nignore = ['ECS']", 0),
        ("fail-on = 'warning'\n[[paths]]\nfiles = ['deploy/']\nignore = ['ECS']", 1),
    ];
    for (configuration, code) in cases {
        place.write("ecslab.toml", configuration);
        let ran = place.run(&["lint", "td.json"]);
        assert_eq!(ran.code, code, "{configuration}: {ran:?}");
    }
    place.write("ecslab.toml", "fail-on = 'warning'");
    assert_eq!(place.run(&["lint", "td.json", "--fail-on", "error"]).code, 0);
}

#[test]
fn profiles_show_more_or_other_findings() {
    let place = Place::new();
    place.write("td.json", LATEST);
    let shown = |profile: &str| codes(&place, &["td.json", "--profile", profile]);
    let (default, strict, fsbp) = (shown("default"), shown("strict"), shown("fsbp"));
    assert!(default.iter().all(|code| strict.contains(code)) && strict.len() > default.len(), "{default:?} {strict:?}");
    assert_eq!(strict, shown("exam"));
    // ECS.9 asks for logs, and ECS.15 for tags; no control asks for an immutable tag in a task definition.
    assert!(
        fsbp.contains(&"ECS501".to_string()) && fsbp.contains(&"ECS602".to_string()) && !fsbp.contains(&"ECS401".to_string()),
        "{fsbp:?}"
    );
    place.write("broken.json", &LATEST.replace("128}", "128},"));
    assert!(codes(&place, &["broken.json", "--profile", "fsbp"]).contains(&"DOC001".to_string()));
}

#[test]
fn the_nearest_configuration_above_a_file_holds_for_it() {
    let place = Place::new();
    place.write("ecslab.toml", "select = ['ECS401']").write("deep/er/td.json", LATEST).write("own/td.json", LATEST);
    place.write("own/ecslab.toml", "select = ['ECS501']").write("other.toml", "select = ['ECS602']");
    assert_eq!(codes(&place, &["deep/er/td.json"]), ["ECS401"]);
    assert_eq!(codes(&place, &["own/td.json"]), ["ECS501"]);
    // A walk says of each file the same as when it is named.
    assert_eq!(codes(&place, &["."]), ["ECS401", "ECS501"]);
    assert_eq!(codes(&place, &[".", "--config", "other.toml"]), ["ECS602"]);
    let ran = place.run_with_input(&["lint", "-", "--format", "concise"], LATEST);
    assert!(ran.stdout.contains("ECS401") && !ran.stdout.contains("ECS501"), "{ran:?}");
}

#[test]
fn what_a_team_requires_is_held_against_documents_and_templates() {
    let place = Place::new();
    place.write("td.json", LATEST);
    place.write(
        "template.yaml",
        "Parameters:\n  Registry:\n    Type: String\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n      Tags:\n        - {Key: team, Value: shop}\n      ContainerDefinitions:\n        - {Name: a, Image: nginx:1, Memory: 64}\n        - {Name: b, Image: !Sub '${Registry}/x:1', Memory: 64}\n        - {Name: c, Image: 'public.ecr.aws/docker/library/nginx:1', Memory: 64}\n",
    );
    assert_eq!(codes(&place, &["td.json", "template.yaml", "--select", "ECS350,ECS650,ECR650"]), [""; 0]);
    place.write(
        "ecslab.toml",
        "allowed-registries = ['public.ecr.aws/docker']\nrequired-tags = ['team', 'cost-centre']\nselect = ['ECS350', 'ECS650']",
    );
    let answer = place.json(&["lint", "td.json", "template.yaml", "--format", "json"]);
    let found: Vec<_> = answer["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|found| (found["path"].as_str().unwrap_or(""), found["code"].as_str().unwrap_or(""), found["pointer"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        found,
        [
            ("td.json", "ECS650", "/family"),
            ("td.json", "ECS650", "/family"),
            ("td.json", "ECS350", "/containerDefinitions/0/image"),
            ("template.yaml", "ECS650", "/Resources/Task/Properties/Tags"),
            ("template.yaml", "ECS350", "/Resources/Task/Properties/ContainerDefinitions/0/Image"),
        ]
    );
    // What AWS printed stands beside its tags, and updates take none.
    place.write("described.json", r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3", "family": "web", "revision": 3, "containerDefinitions": []}, "tags": []}"#);
    place.write(
        "update.json",
        r#"{"service": "web", "taskDefinition": "web:3", "desiredCount": 2, "deploymentConfiguration": {"maximumPercent": 200}}"#,
    );
    place.write("providers.json", r#"{"cluster": "shop", "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}"#);
    assert_eq!(codes(&place, &["described.json", "update.json", "providers.json", "--select", "ECS650"]), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_configuration_is_said_with_its_place() {
    let place = Place::new();
    place.write("td.json", LATEST);
    let cases: [(&str, &[&str]); 18] = [
        ("\nselct = ['ECS1']", &["ecslab.toml:2:1: unknown key \"selct\"", "did you mean select?"]),
        ("colour = 1", &["ecslab.toml:1:1: unknown key \"colour\"", "the keys here are allowed-registries"]),
        ("select = ['ECS1', 'ECS999']", &["ecslab.toml:1:19: no rule has the code, name or prefix \"ECS999\"", "`ecslab rules`"]),
        ("ignore = ['mutable-image-tga']", &["did you mean mutable-image-tag?"]),
        ("select = 'ECS1'", &["ecslab.toml:1:10: select takes a list of texts"]),
        ("profile = 'strikt'", &["ecslab.toml:1:11: profile \"strikt\" is unknown", "did you mean strict?"]),
        ("fail-on = 'never-ever'", &["fail-on is one of error, warning, info, never"]),
        ("[severity]\nECS401 = 'fatal'", &["ecslab.toml:2:10: severity \"fatal\" is unknown"]),
        ("[roles]\n'arn:aws:iam::111122223333:role/web' = 'roles/web.json'", &["ecslab.toml:2:40:", "there is no such file"]),
        ("[[paths]]\nignore = ['ECS1']", &["ecslab.toml:1:1: [[paths]] lacks files"]),
        ("[[paths]]\nfiles = ['../x']", &["ecslab.toml:2:10:", "leads out of the folder"]),
        ("[[paths]]\nfiles = ['a[']", &["is no pattern of paths"]),
        ("[[suppress]]\nfile = 'td.json'\npointer = ''\nrules = ['ECS401']", &["ecslab.toml:1:1: [[suppress]] lacks reason"]),
        (
            "[[suppress]]\nfile = 'td.json'\npointer = 'image'\nrules = ['ECS4']\nreason = 'x'",
            &["ecslab.toml:3:11: pointer is no JSON Pointer", "\"ECS4\" names many rules"],
        ),
        ("allowed-registries = ['https://x.example']", &["ecslab.toml:1:23:", "is a URL"]),
        ("select = ['ECS1']\nignore = ['ECS1']", &["ECS1 is both selected and ignored"]),
        ("select = [", &["ecslab.toml:1:"]),
        ("select = ['ECS1']\nselect = ['ECS2']", &["ecslab.toml:2:1: duplicate key"]),
    ];
    for (configuration, parts) in cases {
        place.write("ecslab.toml", configuration);
        for arguments in [&["lint", "td.json"][..], &["config"]] {
            let ran = place.run(arguments);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{configuration}: {ran:?}");
            told(&ran, parts);
        }
    }
    // All that is wrong is said at once, in the order of the text.
    place.write("ecslab.toml", "profil = 'x'\nfail-on = 'y'\n");
    let ran = place.run(&["lint", "td.json"]);
    assert!(ran.stderr.find(":1:1:") < ran.stderr.find(":2:11:"), "{ran:?}");
    assert_eq!(place.run(&["lint", "td.json", "--no-config"]).code, 0);
}

#[test]
fn wrong_use_is_refused() {
    let place = Place::new();
    place.write("td.json", LATEST).write("ecslab.toml", "");
    let cases: [(&[&str], &str); 6] = [
        (&["--config", "nowhere.toml"], "nowhere.toml:1:1: the configuration cannot be read: there is no such file"),
        (&["--config", "ecslab.toml", "--no-config"], "cannot be used with"),
        (&["--select", "ECS401", "--ignore", "ecs401"], "--select and --ignore both name ECS401"),
        (&["--select", "ECS999"], "no rule has the code, name or prefix"),
        (&["--baseline", "a", "--write-baseline", "b"], "cannot be used with"),
        (&["--profile", "nothing"], "[possible values: default, strict, fsbp, exam]"),
    ];
    for (options, message) in cases {
        let ran = place.run(&[&["lint", "td.json"], options].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{options:?}: {ran:?}");
        told(&ran, &[message]);
    }
}

#[test]
fn what_holds_is_shown_with_where_it_comes_from() {
    let place = Place::new();
    place.write("roles/web.json", "{}").write("deploy/td.json", LATEST).write(
        "ecslab.toml",
        "profile = 'strict'\nignore = ['ECS401']\nbaseline = 'known.json'\nrequired-tags = ['team']\nallowed-registries = ['public.ecr.aws']\n\n[severity]\nECS501 = 'error'\n\n[roles]\n'arn:aws:iam::111122223333:role/web' = 'roles/web.json'\n\n[[paths]]\nfiles = ['examples/**']\nignore = ['ECS3']\n\n[[suppress]]\nfile = 'deploy/td.json'\npointer = '/containerDefinitions/name=web/image'\nrules = ['mutable-image-tag']\nreason = 'the sandbox follows upstream'\n",
    );
    let folder = place.path().display().to_string();
    for (name, arguments) in [
        ("config_text", &["config", "deploy/td.json"][..]),
        ("config_json", &["config", "--format", "json"]),
        ("config_none", &["config", "--no-config"]),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        insta::assert_snapshot!(name, ran.stdout.replace(&folder, "[folder]"));
    }
    let ran = place.run(&["config", "nowhere"]);
    assert_eq!(ran.code, 2);
    told(&ran, &["cannot read nowhere: there is no such file or folder"]);
}
