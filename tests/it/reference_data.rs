//! Glossary, commands and coverage: asked on the command line, and proved.

use std::path::Path;

use ecslab::author::reference_problems;
use ecslab::course::{AwsCommand, Course, Term, Topic};

use crate::program::Place;

#[test]
fn a_term_is_found_by_its_names_in_any_case() {
    let place = Place::new();
    let found = |words: &[&str]| {
        let answer = place.json(&[&["glossary", "--format", "json"], words].concat());
        assert_eq!(answer["version"], 1);
        let terms = answer["terms"].as_array().expect("a list").clone();
        terms.iter().map(|term| term["term"].as_str().expect("a name").to_string()).collect::<Vec<_>>()
    };
    for words in [&["execution", "role"][..], &["Execution role"], &["EXECUTION", "ROLE"], &["task execution role"]] {
        assert_eq!(found(words), ["Execution role"], "{words:?}");
    }
    assert!(found(&["role"]).len() > 2, "a part of a name finds all that have it");
    assert_eq!(found(&["exec", "rol"]), ["Execution role"], "words that are only begun");
    assert_eq!(found(&[]).len(), Course::embedded().terms.len());
    let shown = place.run(&["glossary", "execution role"]);
    assert!(shown.code == 0 && shown.stdout.contains("ecslab learn roles/three-roles"), "{shown:?}");
}

#[test]
fn an_unknown_term_is_told_with_the_nearest() {
    let ran = Place::new().run(&["glossary", "execution", "rloe"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("no term is called `execution rloe`") && ran.stderr.contains("Did you mean Execution role?"), "{ran:?}");
}

#[test]
fn a_command_is_found_by_its_name_then_by_words_in_it_then_by_words_about_it() {
    let place = Place::new();
    let found = |words: &[&str]| {
        let answer = place.json(&[&["commands", "--format", "json"], words].concat());
        assert_eq!(answer["version"], 1);
        let commands = answer["commands"].as_array().expect("a list").clone();
        commands.iter().map(|command| command["command"].as_str().expect("a name").to_string()).collect::<Vec<_>>()
    };
    for words in [&["aws ecs update-service"][..], &["ecs", "update-service"], &["ECS", "Update-Service"]] {
        assert_eq!(found(words), ["aws ecs update-service"], "{words:?}");
    }
    assert!(found(&["update-service"]).contains(&"aws ecs update-service".to_string()));
    assert!(found(&["lifecycle", "policy"]).iter().all(|name| name.contains("lifecycle")));
    assert!(found(&["force-new-deployment"]).contains(&"aws ecs update-service".to_string()));
    assert_eq!(found(&[]).len(), Course::embedded().commands.len());
}

#[test]
fn one_command_is_shown_whole_and_many_are_listed() {
    let place = Place::new();
    let whole = place.run(&["commands", "get-login-password"]);
    for part in
        ["docker login --username AWS --password-stdin", "Exam: ", "Replaces: ", "ecslab learn repositories/login-push-pull", "(checked "]
    {
        assert!(whole.code == 0 && whole.stdout.contains(part), "{part}: {whole:?}");
    }
    let all = place.run(&["commands"]);
    assert!(all.stdout.contains("application-autoscaling\n") && !all.stdout.contains("Exam: "), "{all:?}");
    assert!(all.stdout.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn an_unknown_command_is_told_with_the_nearest() {
    let ran = Place::new().run(&["commands", "ecs", "updaet-service"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("no command has `ecs updaet-service` in it"), "{ran:?}");
    assert!(ran.stderr.contains("Did you mean ecs update-service?"), "{ran:?}");
}

#[test]
fn every_topic_and_every_objective_is_covered() {
    let place = Place::new();
    let answer = place.json(&["author", "coverage", "--format", "json"]);
    assert_eq!((answer["version"].clone(), answer["gaps"].clone()), (1.into(), serde_json::json!([])));
    let ran = place.run(&["author", "coverage"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Every topic has a lesson, and a lab or a question"), "{ran:?}");
    assert_eq!(place.run(&["author", "coverage", "nowhere"]).code, 2);
}

#[test]
fn a_gap_is_told_and_fails() {
    let place = Place::new();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("book/coverage.yaml")).expect("reads");
    let more = "- topic: Something that nobody teaches\n  material: [notes]\n  lessons: []\n";
    place.write("book/modules.yaml", "version: 1\nmodules: []\n").write("book/coverage.yaml", &format!("version: 1\ntopics:\n{more}"));
    assert!(text.contains("\ntopics:\n"));
    let ran = place.run(&["author", "coverage", "."]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("gap: Something that nobody teaches: no lesson teaches it"), "{ran:?}");
    assert!(ran.stdout.contains("no lab practises it and no question asks it"), "{ran:?}");
    place.write("book/coverage.yaml", "version: 2\ntopics: []\n");
    let ran = place.run(&["author", "coverage", "."]);
    assert!(ran.code == 2 && ran.stderr.contains("book/coverage.yaml: version 2 is not known"), "{ran:?}");
}

#[test]
fn the_reference_is_in_order_and_leads_somewhere() {
    let course = Course::embedded();
    assert_eq!(reference_problems(&course).iter().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
    let lesson = course.lessons[0].id.clone();
    let term = |name: &str, see: &[&str], lesson: &str| Term {
        term: name.to_string(),
        meaning: "What it means in four words.".to_string(),
        lesson: lesson.to_string(),
        also: Vec::new(),
        see: see.iter().map(ToString::to_string).collect(),
    };
    let command = |name: &str, source: &str| AwsCommand {
        group: "ecr".to_string(),
        command: name.to_string(),
        does: "does".to_string(),
        exam: "exam".to_string(),
        form: format!("{name} --x"),
        replaces: None,
        changed: None,
        lesson: lesson.clone(),
        source: source.to_string(),
        verified: "2026-11-29".to_string(),
    };
    let topic = Topic {
        topic: "a topic".to_string(),
        material: vec!["notes".to_string()],
        lessons: vec![lesson.clone()],
        labs: vec!["no/lab".to_string()],
        questions: vec!["no-question".to_string()],
        aged: None,
    };
    let mut broken = course.clone();
    broken.terms = vec![term("B", &["A", "C"], &lesson), term("a", &[], "no/lesson"), term("A", &[], &lesson)];
    broken.commands = vec![command("aws ecr b", "https://x"), command("aws ecr a", "http://x")];
    broken.topics = vec![topic.clone(), topic];
    let said: Vec<String> = reference_problems(&broken).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"));
}
