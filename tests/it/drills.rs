//! Drills: questions that the engines make, as the library and as the command.

use std::collections::HashSet;
use std::fmt::Write;

use ecslab::author::drill_problems;
use ecslab::course::{Course, QuestionType};
use ecslab::practice::drill::{Address, Drill, DrillSession, Level, examples, kinds};

use crate::program::Place;
use crate::terminal::terminal;

/// So many that the shares of positions and lengths say something.
const SEEDS: u64 = 60;

#[test]
fn many_drills_of_every_kind_and_level_are_good_questions_that_an_engine_proves() {
    let (made, problems) = drill_problems(&Course::embedded(), SEEDS);
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(made as u64, kinds().len() as u64 * 3 * SEEDS);
}

/// A drill with its answer, as a teacher reads it.
fn sheet(drill: &Drill) -> String {
    let question = &drill.question;
    let mut sheet = format!("## {} ({:?})\n\n{}\n", drill.address, question.kind, question.stem);
    if let Some(configuration) = &question.configuration {
        write!(sheet, "\n{}", configuration.text).expect("writes");
    }
    sheet.push('\n');
    for option in &question.options {
        let mark = if option.correct { "x" } else { " " };
        let partner = option.matches.as_ref().map_or(String::new(), |partner| format!(" = {partner}"));
        writeln!(sheet, "[{mark}] {}{partner}: {}", option.text, option.why).expect("writes");
    }
    sheet.push('\n');
    for step in &drill.explanation {
        writeln!(sheet, "- {step}").expect("writes");
    }
    sheet.push('\n');
    sheet
}

#[test]
fn an_address_means_the_same_drill_for_ever() {
    for kind in kinds() {
        let sheets: String = examples().filter(|drill| drill.address.kind.id == kind.id).map(|drill| sheet(&drill)).collect();
        insta::assert_snapshot!(format!("drill_{}", kind.id), sheets);
    }
}

#[test]
fn so_many_tasks_start_first_as_there_is_room_above_those_that_run() {
    let kind = kinds().iter().find(|kind| kind.id == "deployment").expect("the kind");
    let mut asked = 0;
    for seed in 0..300 {
        let drill = Drill::make(kind, Level::ALL[2], seed).expect("a drill");
        if !drill.question.stem.contains("before any old task has stopped") {
            continue;
        }
        asked += 1;
        let service = drill.question.configuration.as_ref().expect("a service");
        let service: serde_json::Value = serde_json::from_str(&service.text).expect("JSON");
        let desired = service["desiredCount"].as_u64().expect("a number");
        let maximum = service["deploymentConfiguration"]["maximumPercent"].as_u64().expect("a number");
        let right = drill.question.options.iter().find(|option| option.correct).expect("an answer");
        assert_eq!(right.text, (desired * maximum / 100 - desired).to_string(), "{}", drill.address);
        assert_ne!(right.text, "0", "{}", drill.address);
    }
    assert!(asked > 50, "{asked}");
}

#[test]
fn the_same_number_gives_the_same_bytes_and_another_another_drill() {
    for kind in kinds() {
        for level in Level::ALL {
            let make = |seed| sheet(&Drill::make(kind, level, seed).expect("a drill"));
            assert_eq!(make(17), make(17), "{} {level}", kind.id);
            let different: HashSet<String> =
                (0..12).map(make).map(|sheet| sheet.split_once('\n').expect("a title").1.to_string()).collect();
            assert!(different.len() >= 10, "{} {level}: {} of 12 differ", kind.id, different.len());
        }
    }
}

#[test]
fn all_kinds_are_mixed_and_each_comes_before_one_comes_again() {
    let mut session = DrillSession::new(None, 5);
    let mut rounds =
        || -> Vec<&str> { kinds().iter().map(|_| session.next_drill(|_| Level::FIRST).expect("a drill").address.kind.id).collect() };
    let (first, second) = (rounds(), rounds());
    for round in [&first, &second] {
        assert_eq!(round.iter().collect::<HashSet<_>>().len(), kinds().len(), "{round:?}");
    }
    assert_ne!(first, second);
}

#[test]
fn wrong_usage_is_told_with_what_to_do() {
    let place = Place::new();
    for (arguments, says) in [
        (&["drill", "lifecycel"][..], "Did you mean lifecycle?"),
        (&["drill", "lifecycel-2-8431"], "Did you mean lifecycle?"),
        (&["drill", "nothing-like-it"], "`ecslab drill list` lists all"),
        (&["drill", "lifecycle-9-1"], "a level is 1, 2 or 3"),
        (&["drill", "lifecycle-2-99999999999999999999"], "such as lifecycle-2-8431"),
        (&["drill", "lifecycle-2"], "such as lifecycle-2-8431"),
        (&["drill", "lifecycle-2-1", "--level", "3"], "Leave --level, --count and --seed out"),
        (&["drill", "--level", "9"], "a level is 1, 2 or 3"),
        (&["drill", "--count", "0"], "--count"),
        (&["drill", "--seed", "x"], "--seed"),
        (&["drill", "lifecycle", "list"], "error"),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(says), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn unanswered_drills_give_no_answer_away() {
    let place = Place::new();
    let asked = place.json(&["drill", "--seed", "7", "--count", "20", "--level", "3", "--format", "json"]);
    let drills = asked["drills"].as_array().expect("a list");
    assert_eq!(drills.len(), 20);
    for drill in drills {
        let address = Address::parse(drill["address"].as_str().expect("an address")).expect("it is one");
        let made = Drill::make(address.kind, address.level, address.seed).expect("a drill");
        let text = drill.to_string();
        assert!(drill.get("explanation").is_none() && !text.contains("\"why\"") && !text.contains("\"correct\""), "{text}");
        if made.question.kind == QuestionType::Text {
            assert_eq!(drill["question"]["options"], serde_json::json!([]), "{text}");
        }
    }
    assert_eq!(asked["score"]["answered"], 0);
    assert_eq!(asked, place.json(&["drill", "--seed", "7", "--count", "20", "--level", "3", "--format", "json"]));
    let events = place.json(&["progress", "--format", "json"]);
    assert_eq!(events["events"], serde_json::json!([]), "looking is not answering");
}

#[test]
fn lines_are_judged_recorded_and_lead_to_the_next_level() {
    let place = Place::new();
    let answer = |seed: &str, right: bool| {
        let asked = place.json(&["drill", "sizes", "--count", "3", "--seed", seed, "--format", "json"]);
        let drills = asked["drills"].as_array().expect("a list");
        let level = drills[0]["level"].as_u64().expect("a level");
        let mut lines = String::new();
        for drill in drills {
            let address = Address::parse(drill["address"].as_str().expect("an address")).expect("it is one");
            let question = Drill::make(address.kind, address.level, address.seed).expect("a drill").question;
            let correct = question.correct();
            let letters: Vec<usize> =
                if right { correct } else { (0..question.options.len()).filter(|index| !correct.contains(index)).take(1).collect() };
            let letters: Vec<String> = letters.into_iter().map(|index| ecslab::course::Question::letter(index).to_string()).collect();
            writeln!(lines, "{}", letters.join(" ")).expect("writes");
        }
        let ran = place.run_with_input(&["drill", "sizes", "--count", "3", "--seed", seed, "--format", "json"], &lines);
        assert_eq!(ran.code, 0, "{ran:?}");
        let judged: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let all = judged["drills"].as_array().expect("a list");
        assert!(all.iter().all(|drill| drill["question"]["correct"] == right && drill["explanation"].is_array()), "{judged}");
        assert_eq!(judged["score"]["correct"], if right { 3 } else { 0 });
        level
    };
    let levels = [answer("1", true), answer("2", true), answer("3", false), answer("4", true)];
    // Three right lead up, three wrong down by one.
    assert_eq!(levels, [1, 2, 3, 2]);
    let list = place.json(&["drill", "list", "--format", "json"]);
    let sizes = list["kinds"].as_array().expect("a list").iter().find(|kind| kind["id"] == "sizes").expect("it is there").clone();
    assert_eq!((&sizes["answered"], &sizes["correct"], &sizes["level"]), (&12.into(), &9.into(), &3.into()));
    let events = place.json(&["progress", "--format", "json"]);
    assert_eq!(events["events"][0]["subject"], "drill/sizes");
    assert_eq!(events["events"][0]["event"]["kind"], "drill-answered");
}

#[test]
fn a_slip_in_the_last_line_records_nothing() {
    let place = Place::new();
    for (lines, says) in [("a\nzz\n", "line 2"), ("a\na\na\n", "line 3 answers no drill: there are 2")] {
        let ran = place.run_with_input(&["drill", "sizes", "--level", "1", "--count", "2", "--seed", "1", "--format", "json"], lines);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
    assert_eq!(place.json(&["progress", "--format", "json"])["events"], serde_json::json!([]));
}

#[test]
fn a_piped_drill_is_explained_step_by_step_within_80_columns() {
    let place = Place::new();
    let ran = place.run_with_input(&["drill", "lifecycle-2-1"], "a\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
    for kind in kinds() {
        for level in Level::ALL {
            let level = level.to_string();
            let ran = place.run_with_input(&["drill", kind.id, "--level", &level, "--count", "6", "--seed", "2"], &"s\n".repeat(6));
            let wide = ran.stdout.lines().find(|line| line.chars().count() > 80 && !line.contains("http"));
            assert_eq!((ran.code, wide), (0, None), "{} {level}", kind.id);
            assert!(!ran.stdout.contains("**") && !ran.stdout.contains('`'), "{}", ran.stdout);
        }
    }
}

#[test]
fn a_kind_is_known_in_any_case() {
    let place = Place::new();
    assert!(place.run_with_input(&["drill", "LIFECYCLE-2-1"], "q\n").stdout.contains("lifecycle-2-1"));
    let slip = place.run(&["drill", "LIFECYCEL"]);
    assert!(slip.code == 2 && slip.stderr.contains("Did you mean lifecycle?"), "{slip:?}");
}

#[test]
fn the_kinds_are_listed() {
    insta::assert_snapshot!(Place::new().run(&["drill", "list"]).stdout);
}

#[test]
fn a_drill_is_answered_by_keyboard_with_its_steps_at_once() {
    let place = Place::new();
    let mut session = terminal(&place, &["--plain", "drill", "sizes", "--level", "1", "--count", "2", "--seed", "1"]);
    session.exp_string("Drill 1 of 2").expect("the head");
    session.exp_string("your answer").expect("the prompt");
    session.send_line("x").expect("no option");
    session.exp_string("not an option").expect("it is asked again");
    session.send_line("a").expect("an answer");
    session.exp_string("Step by step").expect("the steps");
    session.exp_string("Drill 2 of 2").expect("the next");
    session.exp_string("your answer").expect("the prompt");
    session.send_line("q").expect("q");
    session.exp_string("of 1 right").expect("the score");
    session.exp_string("--seed 1").expect("how to repeat it");
    session.exp_eof().expect("the end");
    assert_eq!(place.json(&["progress", "--format", "json"])["events"].as_array().map(Vec::len), Some(1));
}
