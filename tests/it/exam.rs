//! Exams as a learner takes them: in a pipe, in a terminal, through a kill.

use std::path::Path;

use ecslab::course::{Course, Question};
use rexpect::process::Signal;
use serde_json::Value;

use crate::json_shapes::shape;
use crate::program::{Place, Ran};
use crate::terminal::terminal;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// The letters that answer an item rightly; exams have options only.
fn right(id: &str) -> String {
    let course = Course::embedded();
    let question = course.question(id).expect("the question is there");
    question.correct().into_iter().map(|index| Question::letter(index).to_string()).collect::<Vec<_>>().join(" ")
}

/// The ids of the items, which are not told while an exam goes on.
fn ids(answer: &Value) -> Vec<String> {
    let course = Course::embedded();
    let of_stem = |stem: &str| course.questions.iter().find(|question| question.stem == stem).expect("it is there").id.clone();
    let items = answer["items"].as_array().expect("a list");
    items.iter().map(|item| of_stem(item["question"]["stem"].as_str().expect("a stem"))).collect()
}

fn events(place: &Place, kind: &str) -> usize {
    let events = place.json(&["progress", "--format", "json"]);
    events["events"].as_array().expect("a list").iter().filter(|event| event["event"]["kind"] == kind).count()
}

/// Puts the beginning of the exam under way back by minutes, as if they had passed.
fn let_pass(place: &Place, minutes: i64) {
    let store = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
    let changed = store.execute(
        "UPDATE events SET detail = json_set(detail, '$.startedAt', strftime('%Y-%m-%dT%H:%M:%SZ', json_extract(detail, '$.startedAt'), ?1)) \
         WHERE json_extract(detail, '$.kind') = 'exam-started'",
        [format!("-{minutes} minutes")],
    );
    assert_eq!(changed.expect("changes"), 1);
}

#[test]
fn the_profiles_are_listed_with_what_the_course_has_for_them() {
    let place = Place::new();
    let list = place.json(&["exam", "list", "--format", "json"]);
    assert_eq!((&list["version"], &list["exams"][0]["profile"]["id"]), (&1.into(), &"dva-c03".into()));
    for exam in list["exams"].as_array().expect("a list") {
        let pool: u64 = exam["domains"].as_array().expect("a list").iter().filter_map(|domain| domain["pool"].as_u64()).sum();
        assert!(pool > 0, "{exam}");
    }
    let text = place.run(&["exam", "list"]).stdout;
    for part in ["DVA-C03", "not covered here", "65 items, 15 of them unscored", "parts of an exam that containers touch"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!place.path().join("home").exists(), "looking makes nothing");
}

#[test]
fn an_exam_is_taken_in_a_pipe_without_feedback_until_its_end() {
    let place = Place::new();
    let ran = place.run_with_input(&["exam", "saa-c03", "--items", "4", "--seed", "11"], "a\nf\nb\np\nclear\nl\ng 4\ng 9\nzz\nc\nq\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    for secret in ["Right.", "Not right.", "Source:", "(wrong"] {
        assert!(!ran.stdout.contains(secret), "{secret} in {}", ran.stdout);
    }
    let resumed = place.run_with_input(&["exam", "resume"], "submit\nn\nsubmit\ny\n");
    // What is asked changes with the course; what stands around it does not.
    let frame = ["[", "Item", "Left", "Your answer", "Without", "Flagged", "There are", "That was", "g 12", "z is", "2 items"];
    let lines = ran.stdout.lines().chain(["=== resume ==="]).chain(resumed.stdout.lines());
    let kept: Vec<&str> = lines.filter(|line| line.starts_with("===") || frame.iter().any(|start| line.starts_with(start))).collect();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"0:0\d:\d\d", "[clock]");
    settings.add_filter(r"\] (your|the|a|type) .*> ?", "] [prompt]");
    settings.add_filter(r"options are a to \w", "options are [letters]");
    settings.bind(|| insta::assert_snapshot!(kept.join("\n")));
    for part in ["Estimate", "95 % interval", "720 to pass", "By domain:", "By objective:", "ecslab review"] {
        assert!(resumed.stdout.contains(part), "{part}: {}", resumed.stdout);
    }
    assert_eq!((events(&place, "exam-finished"), events(&place, "answered")), (1, 2));
}

#[test]
fn the_same_seed_draws_the_same_exam_and_all_right_is_the_top_of_the_scale() {
    let (one, two) = (Place::new(), Place::new());
    let command = ["exam", "--items", "10", "--seed", "5", "--format", "json"];
    let first = json(&one.run_with_input(&command, "a\n\n"));
    assert_eq!((&first["version"], &first["limit_seconds"], first.get("result")), (&1.into(), &1200.into(), None));
    for secret in ["\"why\"", "\"correct\"", "\"lesson\"", "\"objectives\""] {
        assert!(!first["items"].to_string().contains(secret), "{secret} gives something away");
    }
    assert!(first["items"][0]["question"]["id"].is_null(), "so does the id");
    assert_eq!((&first["items"][0]["given"], &first["items"][1]["state"]["answered"]), (&"a".into(), &false.into()));
    let items = ids(&first);
    let under_way = &one.json(&["exam", "list", "--format", "json"])["taken"][0];
    assert!(under_way["correct"].is_null() && under_way["estimate"].is_null(), "nor by the list: {under_way}");
    assert_eq!(ids(&json(&two.run(&command))), items);
    two.run(&["exam", "abandon"]);
    assert_ne!(ids(&json(&two.run(&["exam", "--items", "10", "--seed", "6", "--format", "json"]))), items);

    let lines: String = items.iter().map(|id| right(id) + "\n").collect();
    let last = json(&one.run_with_input(&["exam", "resume", "--format", "json"], &(lines + "submit\n")));
    let result = &last["result"];
    assert_eq!((&result["estimate"]["scaled"], &result["correct"], &result["scored"]), (&1000.into(), &8.into(), &8.into()));
    assert_eq!((&result["unscored"], &result["end"], &result["wrong"]), (&2.into(), &"submitted".into(), &serde_json::json!([])));
    assert_eq!(last["items"][0]["question"]["id"], items[0].as_str(), "at the end all of it is told");
    for domain in result["domains"].as_array().expect("a list") {
        assert_eq!((&domain["share"]["percent"], &domain["share"]["high"]), (&100.into(), &100.into()), "{domain}");
    }
    let report = one.json(&["exam", "report", "--format", "json"]);
    assert_eq!(report["result"], *result);
    assert_eq!(events(&one, "answered"), 10, "progress and reviews know them");
}

#[test]
fn a_slip_in_one_line_keeps_nothing_and_begins_nothing() {
    let place = Place::new();
    for (input, says) in [("a\nxyz\n", "line 2"), ("a\nb\na\n", "line 3 answers no item")] {
        let ran = place.run_with_input(&["exam", "clf-c02", "--items", "2", "--seed", "1", "--format", "json"], input);
        assert!(ran.code == 2 && ran.stderr.contains(says) && ran.stdout.is_empty(), "{ran:?}");
    }
    assert_eq!(events(&place, "exam-started"), 0);
}

#[test]
fn usage_that_cannot_be_is_refused_with_what_to_do() {
    let place = Place::new();
    let cases: &[(&[&str], &[&str])] = &[
        (&["exam", "dva-c01"], &["no exam is called dva-c01", "dva-c03, dva-c02"]),
        (&["exam", "--items", "0"], &["--items"]),
        (&["exam", "--items", "66"], &["DVA-C03 has 65 items, not 66", "shorter form"]),
        (&["exam", "resume"], &["no exam is under way", "`ecslab exam` begins one"]),
        (&["exam", "abandon"], &["no exam is under way"]),
        (&["exam", "report"], &["no exam is finished yet"]),
        (&["exam", "report", "x"], &["no exam is finished yet"]),
    ];
    for (arguments, says) in cases {
        let ran = place.run(arguments);
        assert!(ran.code == 2 && says.iter().all(|part| ran.stderr.contains(part)), "{arguments:?}: {ran:?}");
    }
    assert_eq!(place.run(&["exam", "SAA-C03", "--items", "2"]).code, 0, "the id in any case");
    let second = place.run(&["exam"]);
    assert!(second.code == 2 && second.stderr.contains("is under way, with 0:0") && second.stderr.contains("abandon"), "{second:?}");
    assert!(place.run(&["exam", "abandon"]).stdout.contains("is given up"));
    let given_up = place.run(&["exam", "report"]);
    assert!(given_up.code == 2 && given_up.stderr.contains("no exam is finished yet"), "{given_up:?}");
    assert_eq!(events(&place, "answered"), 0);
}

#[test]
fn an_exam_whose_time_passed_is_scored_as_it_stands() {
    let place = Place::new();
    place.run_with_input(&["exam", "soa-c03", "--items", "5", "--seed", "2"], "a\nb\nq\n");
    assert!(place.run(&[]).stdout.contains("ecslab exam resume"));
    let_pass(&place, 11);
    assert!(place.run(&[]).stdout.contains("its time is over"));
    let begun = place.run(&["exam"]);
    assert!(begun.code == 2 && begun.stderr.contains("`ecslab exam resume` scores it"), "{begun:?}");
    let resumed = place.run_with_input(&["exam", "resume"], "a\n");
    assert!(resumed.stdout.contains("The time is over; the exam is scored as it stands."), "{resumed:?}");
    assert!(resumed.stdout.contains("3 without an answer") && resumed.stdout.contains("after 0:10:00 of 0:10:00"), "{resumed:?}");
    let report = place.json(&["exam", "report", "soa-c03", "--format", "json"]);
    assert_eq!((&report["result"]["end"], &report["result"]["unanswered"]), (&"time-over".into(), &3.into()));
    assert!(!place.run(&[]).stdout.contains("exam resume"));
}

#[test]
fn an_exam_of_content_that_is_gone_is_told_and_can_be_given_up() {
    let place = Place::new();
    place.run_with_input(&["exam", "clf-c02", "--items", "2", "--seed", "1"], "a\nq\n");
    let store = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
    store.execute("UPDATE events SET detail = replace(detail, 'clf-c02', 'clf-c99')", []).expect("changes");
    let ran = place.run(&["exam", "resume"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("no profile of an exam called clf-c99") && ran.stderr.contains("ecslab exam abandon"),
        "{ran:?}"
    );
    assert_eq!((place.run(&[]).code, place.run(&["exam", "list"]).code), (0, 0));
    assert_eq!(place.run(&["exam", "abandon"]).code, 0);
    assert_eq!(place.run(&["exam", "--items", "2"]).code, 0);
}

#[test]
fn what_was_wrong_is_explained_after_the_end() {
    let place = Place::new();
    place.run_with_input(&["exam", "clf-c02", "--items", "3", "--seed", "9"], "submit\ny\n");
    let explained = place.run(&["exam", "report", "--explain"]).stdout;
    assert_eq!(explained.matches("Item ").count(), 3, "{explained}");
    assert_eq!((explained.matches("without an answer").count(), explained.matches("Source: https://").count()), (3, 3));
    let several = place.run(&["exam", "report", "saa"]);
    assert!(several.code == 2 && several.stderr.contains("There are: clf-c02-"), "{several:?}");
}

#[test]
fn an_exam_survives_a_kill_in_the_terminal() {
    let place = Place::new();
    let mut session = terminal(&place, &["exam", "saa-c03", "--items", "3", "--seed", "4", "--plain"]);
    session.exp_string("begin, the time runs from then").expect("the start screen");
    session.send_line("").expect("Enter");
    session.exp_string("[1 of 3").expect("the first item");
    session.send_line("a").expect("an answer");
    session.exp_string("[2 of 3").expect("the second item");
    session.send_line("flag").expect("a flag");
    session.exp_string("flagged]").expect("it is flagged");
    session.process_mut().kill(Signal::SIGKILL).expect("dies");
    drop(session);

    let mut session = terminal(&place, &["exam", "resume", "--plain"]);
    // The first item has its answer, so it goes on at the second, which is flagged.
    session.exp_string("Item 2 of 3").expect("goes on");
    session.exp_string("flagged]").expect("still flagged");
    session.send_line("p").expect("back");
    session.exp_string("Your answer so far: a").expect("what was answered");
    session.exp_string(" > ").expect("the prompt");
    session.send_line("submit").expect("submit");
    session.exp_string("2 items have no answer").expect("asks first");
    session.send_line("y").expect("yes");
    session.exp_string("handed in").expect("the result");
    session.exp_string("Estimate").expect("an estimate");
    session.exp_eof().expect("the end");
    assert_eq!((events(&place, "exam-started"), events(&place, "exam-answered"), events(&place, "exam-finished")), (1, 1, 1));
}

#[test]
fn one_exam_in_two_terminals_has_one_result() {
    let place = Place::new();
    place.run_with_input(&["exam", "saa-c03", "--items", "3", "--seed", "4"], "q\n");
    let mut first = terminal(&place, &["exam", "resume", "--plain"]);
    first.exp_string("[1 of 3").expect("the first item");
    first.send_line("a").expect("an answer");
    first.exp_string("[2 of 3").expect("the second item");
    let second = place.run_with_input(&["exam", "resume"], "g 2\na\na\nsubmit\n").stdout;
    assert!(second.contains("handed in") && !second.contains("without an answer"), "the answers of both: {second}");
    first.send_line("b").expect("too late");
    first.exp_string("ended in another terminal").expect("it is told");
    let rest = first.exp_eof().expect("the end");
    let right = |text: &str| text.lines().find(|line| line.contains(" of ") && line.contains(" right")).map(|line| line.trim().to_string());
    assert_eq!(right(&rest), right(&second), "the stored result");
    assert_eq!((events(&place, "exam-answered"), events(&place, "answered"), events(&place, "exam-finished")), (3, 3, 1));
}

#[test]
fn a_flagged_item_is_asked_about_before_handing_in() {
    let place = Place::new();
    let ran = place.run_with_input(&["exam", "saa-c03", "--items", "1", "--seed", "4"], "flag\na\nsubmit\nn\nsubmit\ny\n");
    assert_eq!(ran.stdout.matches("1 item is flagged. Submit all the same?").count(), 2, "{ran:?}");
    assert!(ran.stdout.contains("handed in"), "{ran:?}");
}

#[test]
fn an_exam_of_which_much_is_not_covered_has_no_estimate_and_says_so_before() {
    let place = Place::new();
    let begun = place.run_with_input(&["exam", "dva-c02"], "submit\ny\n").stdout;
    let told = "no estimate: domains ";
    assert!(begun.contains(&format!("There will be {told}")) && begun.contains(&format!("There is {told}")), "{begun}");
    assert!(!begun.contains("Estimate ") && begun.contains(" right"), "{begun}");
    assert!(place.run(&["exam", "list"]).stdout.contains(" right, no estimate"));
    assert!(place.json(&["exam", "report", "--format", "json"])["result"]["estimate"].is_null());
}

#[test]
fn what_explains_questions_warns_while_an_exam_is_under_way() {
    let place = Place::new();
    place.run_with_input(&["exam", "saa-c03", "--items", "2", "--seed", "4"], "q\n");
    for command in [&["quiz", "fargate"][..], &["practice", "fargate"][..]] {
        let ran = place.run_with_input(command, "q\n");
        assert!(ran.stderr.contains("note: the exam saa-c03-") && ran.stderr.contains("is under way"), "{ran:?}");
    }
    place.run(&["exam", "abandon"]);
    assert_eq!(place.run_with_input(&["quiz", "fargate"], "q\n").stderr, "");
}

#[test]
fn giving_up_is_asked_about_in_a_terminal() {
    let place = Place::new();
    place.run_with_input(&["exam", "--items", "2", "--seed", "1"], "a\nq\n");
    let mut session = terminal(&place, &["exam", "abandon", "--plain"]);
    session.exp_string("with 1 of 2 answered?").expect("asks");
    session.send_line("").expect("Enter is no");
    session.exp_string("It goes on").expect("it goes on");
    session.exp_eof().expect("the end");
    assert_eq!(events(&place, "exam-finished"), 0);
}

#[test]
fn the_answers_as_json_have_their_shape() {
    let place = Place::new();
    let mut shapes = String::new();
    let mut add = |name: &str, value: &Value| {
        assert_eq!(value["version"], 1, "{name}");
        shapes.push_str(&format!("# {name}\n{}\n", shape(value)));
    };
    add("exam", &json(&place.run_with_input(&["exam", "saa-c03", "--items", "5", "--seed", "3", "--format", "json"], "a\nb\n")));
    add("exam_resume", &json(&place.run_with_input(&["exam", "resume", "--format", "json"], "a\na\na\nsubmit\n")));
    add("exam_list", &place.json(&["exam", "list", "--format", "json"]));
    add("exam_report", &place.json(&["exam", "report", "--format", "json"]));
    place.run(&["exam", "clf-c02"]);
    add("exam_abandon", &place.json(&["exam", "abandon", "--format", "json"]));
    add("practice", &json(&place.run_with_input(&["practice", "fargate", "--count", "2", "--format", "json"], "")));
    // What a question has depends on its type; the shape of `quiz` tells all of it.
    let own: Vec<&str> = shapes.lines().filter(|line| !line.contains("question.") && !line.contains("questions[].")).collect();
    insta::assert_snapshot!(own.join("\n"));
}

#[test]
fn the_course_check_tells_slips_in_profiles_and_objectives() {
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    place.write("c/book/modules.yaml", "version: 1\nmodules:\n- {id: m, title: M, summary: M., lessons: [l], labs: []}\n");
    let profile = std::fs::read_to_string(root.join("quizzes/exams/dva-c03.yaml")).expect("reads");
    place.write("c/quizzes/exams/dva-c03.yaml", &profile.replace("weight: 30", "weight: 31"));
    place.write("c/quizzes/exams/other.yaml", &profile);
    place.write("c/quizzes/exams/broken.yaml", "version: 1\nid: broken\ncode: 3\nverified: yesterday\n");
    place.write("c/book/src/m/l.md", "---\ntitle: L\nminutes: 5\nobjectives: [dva-c03/9.1, xyz/1.1]\nlabs: []\nverified: 2026-11-01\nsources:\n  - https://docs.aws.amazon.com/x\n---\n# L\n\nText.\n");
    let ran = place.run(&["author", "check", "c", "--static"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for part in [
        "quizzes/exams/dva-c03.yaml:1: the weights of the domains add up to 101",
        "quizzes/exams/other.yaml:3: the id is dva-c03",
        "quizzes/exams/broken.yaml:",
        "no question has the objective dva-c03/3.1",
        "the objective dva-c03/9.1 is of no domain of DVA-C03",
        "the objective xyz/1.1 names no exam",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
}
