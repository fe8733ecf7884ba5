//! Lessons, quizzes, progress and labs as commands, without a terminal and without containers.

use ecslab::course::{Course, Question, QuestionType};

use crate::program::Place;

#[test]
fn without_a_terminal_the_home_screen_is_text_with_the_next_commands() {
    let place = Place::new();
    insta::assert_snapshot!(place.run(&[]).stdout);
    assert!(!place.path().join("home").exists(), "looking makes nothing");
}

#[test]
fn help_is_a_reference_with_examples() {
    let place = Place::new();
    insta::assert_snapshot!(place.run(&["--help"]).stdout);
    for command in ["lint", "learn", "quiz", "drill", "lab", "explain", "rules", "progress", "doctor", "task"] {
        let help = place.run(&[command, "--help"]).stdout;
        assert!(help.contains("ecslab ") && help.contains("Examples"), "{command}: {help}");
    }
}

#[test]
fn a_search_finds_everything_that_has_a_name_and_the_command_that_it_tells_opens_it() {
    let place = Place::new();
    for (words, kind, title, command) in [
        ("sizes platform", "lesson", "Sizes, platform and network", "ecslab learn fargate/sizes"),
        ("execution role", "term", "Execution role", "ecslab glossary Execution role"),
        ("get-login-password", "aws-command", "aws ecr get-login-password", "ecslab commands aws ecr get-login-password"),
        ("ecs101", "rule", "ECS101 fargate-invalid-size", "ecslab explain ECS101"),
        ("fgtinvsiz", "rule", "ECS101 fargate-invalid-size", "ecslab explain ECS101"),
        ("lint", "command", "ecslab lint: ", "ecslab help lint"),
        ("progress heat", "screen", "Your progress", "ecslab progress"),
        ("dva-c03", "exam", "DVA-C03 ", "ecslab exam dva-c03"),
    ] {
        let found = place.json(&["search", words, "--count", "1", "--format", "json"]);
        let first = &found["found"][0];
        let [seen_kind, seen_title, seen_command] = ["kind", "title", "command"].map(|member| first[member].as_str().expect("a text"));
        assert!((seen_kind, seen_command) == (kind, command) && seen_title.starts_with(title), "{words}: {first}");
        // An exam would begin.
        if kind != "exam" {
            let opened = place.run(&command.split(' ').skip(1).collect::<Vec<_>>());
            assert!(opened.code == 0 && !opened.stdout.is_empty(), "{command}: {opened:?}");
        }
    }
    insta::assert_snapshot!(place.run(&["search", "lifecycle", "policy", "--count", "4"]).stdout);
    let all = place.run(&["search", "a", "--count", "60"]);
    assert!(all.stdout.lines().all(|line| line.chars().count() <= 80 || line.contains(" ecslab ")), "{}", all.stdout);
    for (arguments, says) in [
        (&["search", "zzzzqq"][..], "nothing has the letters of `zzzzqq`"),
        (&["search", " "], "nothing has the letters of ``"),
        (&["search"], "WORDS"),
        (&["search", "a", "--count", "0"], "1..=60"),
    ] {
        let ran = place.run(arguments);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn every_lesson_is_read_and_shown() {
    let place = Place::new();
    let lessons = place.json(&["learn", "--list", "--format", "json"]);
    let lessons = lessons["lessons"].as_array().expect("a list");
    assert!(lessons.len() >= 4);
    for lesson in lessons {
        let id = lesson["id"].as_str().expect("an id");
        let ran = place.run(&["learn", id]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains(lesson["title"].as_str().expect("a title")), "{id}");
        assert!(ran.stdout.contains(&format!("ecslab quiz {id}")), "{id}");
        for line in ran.stdout.lines() {
            assert!(!line.contains("](") && !line.contains("**"), "{id}: Markdown is left in {line:?}");
        }
    }
}

#[test]
fn a_piped_quiz_explains_every_option_and_repeats_what_was_wrong() {
    let place = Place::new();
    let questions = place.json(&["quiz", "fargate/sizes", "--count", "2", "--format", "json"]);
    let questions = questions["questions"].as_array().expect("a list");
    assert!(questions.iter().all(|question| question.get("correct").is_none()), "answers are not given away");
    assert!(!questions[0].to_string().contains("\"why\""));
    let ran = place.run_with_input(&["quiz", "fargate/sizes", "--count", "2"], "a\nzz\nb\nq\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
}

/// The line that answers a question rightly, by what is shown.
fn right_line(question: &Question) -> String {
    let shown = question.shown_order();
    let letter = |index: &usize| Question::letter(shown.iter().position(|shown| shown == index).expect("it is shown")).to_string();
    match question.kind {
        QuestionType::Text => question.options[question.correct()[0]].text.clone(),
        _ => question.correct().iter().map(letter).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn every_type_of_question_is_asked_and_judged() {
    let course = Course::embedded();
    for kind in [QuestionType::Single, QuestionType::Multiple, QuestionType::Order, QuestionType::Match, QuestionType::Text] {
        let asked = course.questions.iter().find(|question| question.kind == kind).expect("there is one of each type");
        let questions: Vec<_> = course.questions_of(&asked.lesson).collect();
        let number = questions.iter().position(|question| question.id == asked.id).expect("its lesson has it");
        let lines: String = questions[..=number].iter().map(|question| right_line(question) + "\n").collect();
        let place = Place::new();
        let quiz = ["quiz", asked.lesson.as_str(), "--format", "json"];
        let unanswered = place.json(&quiz)["questions"][number].to_string();
        assert!(!unanswered.contains(&asked.options[asked.correct()[0]].why), "{unanswered}");
        let ran = place.run_with_input(&quiz, &lines);
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        assert_eq!(answer["questions"][number]["correct"], true, "{} {ran:?}", asked.id);
        let text = place.run_with_input(&quiz[..2], &format!("{}q\n", lines));
        assert!(text.stdout.contains("Right. The answer is") && !text.stdout.contains("Not right."), "{}", text.stdout);
    }
}

#[test]
fn scores_are_by_objective_and_remembered() {
    let place = Place::new();
    let ran = place.run_with_input(&["quiz", "fargate/sizes", "--format", "json"], "d\na\n");
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(answer["version"], 1);
    assert_eq!((answer["score"]["answered"].as_u64(), answer["score"]["correct"].as_u64()), (Some(2), Some(1)));
    assert_eq!(answer["questions"][0]["correct"], true);
    assert_eq!(answer["questions"][0]["chosen"], serde_json::json!(["d"]));
    assert!(answer["questions"][1]["options"][0]["why"].is_string());
    let progress = place.json(&["progress", "--format", "json"]);
    let modules = progress["modules"].as_array().expect("a list");
    let fargate = modules.iter().find(|module| module["id"] == "fargate").expect("the module is there");
    assert_eq!(fargate["questions"][0], 1);
    assert_eq!(progress["events"].as_array().map(Vec::len), Some(2));
    let drawn = place.run(&["progress", "--plain"]).stdout;
    let all = fargate["questions"][1].as_u64().expect("a number");
    assert!(drawn.contains(&format!("1 of {all}")) && drawn.contains('#'), "{drawn}");
    assert!(drawn.starts_with("One day of practice in the last four weeks.\n  week of "), "{drawn}");
    let weak = drawn.split_once("Weak areas, the weakest first").expect("the weak areas").1;
    assert!(weak.contains("  1 of 2 right  AWS Fargate\n"), "{weak}");
}

#[test]
fn a_seed_repeats_the_order() {
    let place = Place::new();
    let ids = |seed: &str| -> Vec<String> {
        let answer = place.json(&["quiz", "fargate", "--seed", seed, "--format", "json"]);
        answer["questions"].as_array().expect("a list").iter().map(|question| question["id"].to_string()).collect()
    };
    assert_eq!(ids("7"), ids("7"));
    assert_ne!(ids("7"), ids("8"));
}

#[test]
fn a_lab_is_started_hinted_solved_and_reset() {
    let place = Place::new();
    let started = place.json(&["lab", "start", "repair-task-definition", "--format", "json"]);
    assert_eq!(started["lab"], "fargate/repair-task-definition");
    let file = place.path().join("ecslab-labs/fargate/repair-task-definition/task-definition.json");
    let original = std::fs::read(&file).expect("the starter is there");

    let levels: Vec<u64> = (0..5).filter_map(|_| place.json(&["lab", "hint", "--format", "json"])["level"].as_u64()).collect();
    assert_eq!(levels, [1, 2, 3, 4, 4]);
    assert_eq!(place.json(&["lab", "hint", "--level", "1", "--format", "json"])["kind"], "observe");

    std::fs::write(&file, "mine").expect("writes");
    let solution = place.json(&["lab", "solution", "--format", "json"]);
    assert!(std::path::Path::new(solution["folder"].as_str().expect("a folder")).join("task-definition.json").is_file());
    assert_eq!(std::fs::read_to_string(&file).expect("reads"), "mine", "the solution does not touch the learner's file");

    let reset = place.json(&["lab", "reset", "--format", "json"]);
    assert_eq!(std::fs::read(&file).expect("reads"), original);
    let kept = std::path::PathBuf::from(reset["kept"].as_str().expect("a folder"));
    assert_eq!(std::fs::read_to_string(kept.join("task-definition.json")).expect("reads"), "mine");

    let list = place.json(&["lab", "list", "--format", "json"]);
    let labs = list["labs"].as_array().expect("a list");
    let state = |id: &str| labs.iter().find(|lab| lab["id"] == id).map(|lab| lab["state"].clone());
    assert_eq!(state("fargate/repair-task-definition"), Some("begun".into()));
    assert_eq!(state("repositories/push-and-pull"), Some("new".into()));
}

#[test]
fn a_lab_without_an_engine_still_scores_its_static_checks() {
    let place = Place::new();
    place.run(&["lab", "start", "essential-container"]);
    let check = |arguments: &[&str]| {
        let output = place.command(arguments).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, stdout) = check(&["lab", "check"]);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stdout.contains("ECS118") && stdout.contains("FAIL"), "{stdout}");
    let solution = place.json(&["lab", "solution", "--format", "json"]);
    let (code, stdout) = check(&["lab", "check", "--dir", solution["folder"].as_str().expect("a folder")]);
    assert_eq!(code, Some(3), "{stdout}");
    assert!(stdout.contains("pass") && stdout.contains("ecslab doctor"), "{stdout}");
}

#[test]
fn doctor_says_what_is_missing_and_how_to_mend_it() {
    let place = Place::new();
    let output = place.command(&["doctor", "--format", "json"]).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs");
    assert_eq!(output.status.code(), Some(3));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let missing: Vec<_> = report["items"].as_array().expect("a list").iter().filter(|item| item["state"] == "missing").collect();
    assert_eq!(missing.len(), 1, "{report}");
    assert!(missing[0]["remedy"].as_str().is_some_and(|remedy| remedy.contains("DOCKER_HOST")));
}

#[test]
fn two_programs_at_once_and_a_kill_lose_nothing_that_was_acknowledged() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let place = Place::new();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut child = place.command(&["quiz", "fargate"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
                let mut input = child.stdin.take().expect("a pipe");
                let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
                let mut acknowledged = 0;
                while acknowledged < 5 {
                    writeln!(input, "a").expect("the quiz reads");
                    // The source is the last line of the feedback, which comes when the answer is on disk. One letter is no answer where
                    // each has its place: such a question is skipped.
                    let mut line = String::new();
                    while !line.contains("Source:") && !line.contains("is skipped") {
                        line.clear();
                        assert!(output.read_line(&mut line).expect("the quiz answers") > 0);
                    }
                    acknowledged += usize::from(line.contains("Source:"));
                }
                child.kill().expect("kills");
                child.wait().expect("ends");
            });
        }
    });
    let events = place.json(&["progress", "--format", "json"]);
    assert!(events["events"].as_array().expect("a list").len() >= 10);
}
