//! Practice and reviews as a learner meets them.

use ecslab::course::{Course, Question, QuestionType};
use serde_json::Value;

use crate::json_shapes::shape;
use crate::program::{Place, Ran};
use crate::terminal::terminal;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Single-choice questions of a module, so that one letter answers each.
fn singles(module: &str) -> Vec<Question> {
    let course = Course::embedded();
    course.questions_of(module).filter(|question| question.kind == QuestionType::Single).cloned().collect()
}

/// Answers of an earlier day, as the store keeps them; without `confidence` they are as a quiz writes them.
fn answered(place: &Place, question: &str, days_ago: u32, correct: bool, confidence: Option<&str>) {
    // Whatever opens the store makes it.
    place.run_with_input(&["quiz", "fargate/sizes", "--count", "1", "--format", "json"], "");
    let store = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
    let confidence = confidence.map(|confidence| format!(r#","confidence":"{confidence}""#)).unwrap_or_default();
    let detail = format!(r#"{{"kind":"answered","chosen":[0],"correct":{correct},"repetition":false{confidence}}}"#);
    let at = format!("-{days_ago} days");
    let sql = "INSERT INTO events (at, subject, detail) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?1), ?2, ?3)";
    store.execute(sql, [at.as_str(), question, detail.as_str()]).expect("writes");
}

#[test]
fn practice_is_mixed_judged_at_once_and_remembers_how_sure_one_was() {
    let place = Place::new();
    let course = Course::embedded();
    let practise = |seed: &str, input: &str| {
        json(&place.run_with_input(&["practice", "fargate", "roles", "--count", "6", "--seed", seed, "--format", "json"], input))
    };
    let is_choice = |questions: &Value| {
        let id = questions["questions"][0]["id"].as_str().expect("an id");
        course.question(id).is_some_and(|question| matches!(question.kind, QuestionType::Single | QuestionType::Multiple))
    };
    // A wrong letter answers a choice whatever the course has.
    let (seed, questions) =
        (0..).map(|seed| (seed.to_string(), practise(&seed.to_string(), ""))).find(|(_, asked)| is_choice(asked)).expect("a choice");
    let asked = questions["questions"].as_array().expect("a list");
    assert_eq!(asked.len(), 6);
    assert!(asked.windows(2).all(|pair| pair[0]["lesson"] != pair[1]["lesson"]), "neighbours are of different lessons");
    assert!(!questions.to_string().contains("\"why\""), "nothing is given away");

    let wrong_and_sure = asked[0]["id"].as_str().expect("an id");
    let question = course.question(wrong_and_sure).expect("it is there");
    let wrong = question.options.iter().position(|option| !option.correct).map(Question::letter).expect("a wrong option");
    let judged = practise(&seed, &format!("{wrong} =3\n"));
    assert_eq!((&judged["questions"][0]["correct"], &judged["score"]["answered"]), (&false.into(), &1.into()));
    assert_eq!(judged["calibration"], serde_json::json!([{"confidence": "sure", "correct": 0, "answered": 1}]));

    let again = json(&place.run_with_input(&["practice", "fargate", "roles", "--count", "3", "--seed", "99", "--format", "json"], ""));
    assert_eq!(again["questions"][0]["id"], wrong_and_sure, "what one was sure of and wrong comes first, whatever the seed");
    let event = place.json(&["progress", "--format", "json"])["events"][0].clone();
    assert_eq!(event["event"]["confidence"], "sure");
    assert!(event["event"]["session"].as_str().is_some_and(|session| session.starts_with("practice-")), "{event}");
}

#[test]
fn practice_without_names_takes_what_was_begun_or_says_that_nothing_was() {
    let place = Place::new();
    let fresh = place.run_with_input(&["practice", "--count", "2", "--seed", "1"], "q\n");
    assert!(fresh.stdout.starts_with("Nothing is begun yet") && fresh.stdout.contains("No question answered."), "{fresh:?}");
    answered(&place, &singles("roles")[0].id, 1, true, None);
    let begun = json(&place.run_with_input(&["practice", "--count", "5", "--format", "json"], ""));
    assert_eq!(begun["from_the_beginning"], false);
    assert!(
        begun["questions"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|question| question["lesson"].as_str().is_some_and(|lesson| lesson.starts_with("roles/")))
    );
    let unknown = place.run(&["practice", "fargat"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("Did you mean fargate"), "{unknown:?}");
    for arguments in [["practice", "--count", "0"], ["practice", "--minutes", "0"]] {
        assert_eq!(place.run(&arguments).code, 2);
    }
}

#[test]
fn a_piped_practice_says_how_sure_it_is_behind_the_answer() {
    let place = Place::new();
    let lesson = singles("fargate").into_iter().map(|question| question.lesson).next().expect("a lesson");
    let ran = place.run_with_input(&["practice", &lesson, "--count", "8", "--seed", "2"], &format!("a =3\n{}q\n", "a =1\n".repeat(4)));
    assert!(ran.stdout.contains("How sure you were, and how often right:"), "{ran:?}");
    // A letter is no answer where each has its place, so not every line counts.
    for word in ["sure ", "guess "] {
        assert!(ran.stdout.lines().any(|line| line.trim_start().starts_with(word) && line.ends_with(" right")), "{word}: {}", ran.stdout);
    }
}

#[test]
fn how_sure_one_is_is_asked_before_the_answer_is_judged() {
    let place = Place::new();
    let question = &singles("fargate")[0];
    let wrong = question.options.iter().position(|option| !option.correct).map(Question::letter).expect("a wrong option");
    answered(&place, &question.id, 3, false, Some("sure"));
    let mut session = terminal(&place, &["--plain", "practice", "fargate", "--count", "1"]);
    session.exp_string("your answer > ").expect("the prompt");
    session.send_line(&wrong.to_string()).expect("a wrong answer");
    let before = session.exp_string("how sure?").expect("asks");
    assert!(!before.contains("Not right"), "{before}");
    session.exp_string("(Enter: 2) > ").expect("the prompt");
    session.send_line("3").expect("sure");
    session.exp_string("Not right.").expect("feedback");
    session.exp_string("once more").expect("it comes again");
    session.exp_string("your answer > ").expect("the prompt");
    session.send_line("q").expect("q");
    session.exp_string("0 of 1 right").expect("calibration");
    session.exp_eof().expect("the end");
    let events = place.json(&["progress", "--format", "json"]);
    assert_eq!(
        events["events"].as_array().and_then(|events| events.last()).map(|event| event["event"]["confidence"].clone()),
        Some("sure".into())
    );
}

#[test]
fn a_line_says_how_sure_one_is_where_keys_cannot() {
    let place = Place::new();
    answered(&place, &singles("fargate")[0].id, 3, false, Some("sure"));
    let mut session = terminal(&place, &["practice", "fargate", "--count", "1", "--plain"]);
    session.exp_string("your answer > ").expect("the prompt");
    session.send_line("a").expect("an answer");
    session.exp_string("(Enter: 2) > ").expect("asks");
    session.send_line("7").expect("none of them");
    session.exp_string("1, 2 or 3").expect("says which");
    session.send_line("").expect("Enter");
    session.exp_string("ight.").expect("feedback");
    session.send_control('d').expect("the end of the input");
    session.exp_eof().expect("the end");
}

#[test]
fn what_was_answered_comes_due_and_the_load_fits_the_minutes() {
    let place = Place::new();
    assert!(place.run(&["review"]).stdout.contains("Nothing is due."));
    let questions = singles("fargate");
    for question in &questions[..8] {
        answered(&place, &question.id, 20, false, None);
    }
    answered(&place, &questions[8].id, 1, false, Some("sure"));
    answered(&place, &questions[9].id, 0, true, Some("sure"));
    let plan = place.json(&["review", "--minutes", "5", "--format", "json"]);
    let (items, left) = (plan["items"].as_array().expect("a list"), plan["left_over"].as_array().expect("a list"));
    assert_eq!(
        (items.len() + left.len(), &items[0]["id"], &items[0]["sure_but_wrong"]),
        (9, &questions[8].id.as_str().into(), &true.into())
    );
    assert!(items.iter().filter_map(|item| item["seconds"].as_u64()).sum::<u64>() <= 300);
    assert_eq!(plan["next"]["count"], 1);
    let due = place.run(&["review", "--due", "--minutes", "5"]).stdout;
    assert!(due.contains("Due, and waits:") && due.contains("sure but wrong") && due.contains("The next on"), "{due}");
    assert!(place.run(&[]).stdout.contains("ecslab review"), "the home screen knows");

    let letter = Question::letter(questions[8].correct()[0]);
    let reviewed = place.run_with_input(&["review", "--minutes", "5"], &format!("{letter} =3\nq\n"));
    assert!(
        reviewed.stdout.contains("not fit your 5 minutes") && reviewed.stdout.contains("1 of 1 right at the first attempt"),
        "{reviewed:?}"
    );
    let after = place.json(&["review", "--format", "json"]);
    assert_eq!(after["items"].as_array().map(Vec::len), Some(8));
}

#[test]
fn a_lab_that_is_due_is_to_be_solved_again() {
    let place = Place::new();
    answered(&place, &singles("fargate")[0].id, 0, true, None);
    let store = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
    for (failed, minutes) in [(r#"["accepted"]"#, "-50000 minutes"), ("[]", "-49980 minutes")] {
        let detail = format!(r#"{{"kind":"lab-checked","passed":[],"failed":{failed}}}"#);
        let sql = "INSERT INTO events (at, subject, detail) VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?1), 'fargate/repair-task-definition', ?2)";
        store.execute(sql, [minutes, detail.as_str()]).expect("writes");
    }
    let ran = place.run(&["review", "--minutes", "60"]);
    assert!(ran.stdout.contains("Now: 1 lab, about") && ran.stdout.contains("ecslab lab reset fargate/repair-task-definition"), "{ran:?}");
    for command in [&["review", "--minutes", "1"][..], &["review", "--minutes", "1", "--due"][..]] {
        let ran = place.run(command);
        let told = "Labs that are due and do not fit your 1 minute, for when you have the time:\n  ecslab lab reset fargate/repair";
        assert!(ran.stdout.contains(told), "{ran:?}");
    }
}

#[test]
fn an_empty_line_passes_a_question_over_for_a_program_too() {
    let place = Place::new();
    for command in [&["practice", "fargate", "--count", "3"][..], &["quiz", "fargate", "--count", "3"], &["drill", "sizes", "--count", "3"]]
    {
        let command = [command, &["--format", "json"]].concat();
        let skipped = json(&place.run_with_input(&command, "\ns\n"));
        assert_eq!(skipped["score"]["answered"], 0, "{command:?}: {skipped}");
        let asked = |answer: &Value| [&answer["questions"], &answer["drills"]].map(ToString::to_string);
        assert_eq!(asked(&skipped), asked(&json(&place.run_with_input(&command, ""))), "the same ones again");
    }
}

#[test]
fn who_stops_where_it_is_asked_how_sure_they_are_keeps_the_answer() {
    let place = Place::new();
    answered(&place, &singles("fargate")[0].id, 3, false, Some("sure"));
    let mut session = terminal(&place, &["practice", "fargate", "--count", "2", "--plain"]);
    session.exp_string("your answer > ").expect("the prompt");
    session.send_line("a").expect("an answer");
    session.exp_string("(Enter: 2) > ").expect("asks");
    session.send_line("q").expect("q");
    session.exp_string("The answer is").expect("it is judged");
    session.exp_string("of 1 right").expect("and the end");
    session.exp_eof().expect("the end");
    let events = place.json(&["progress", "--format", "json"]);
    let last = events["events"].as_array().and_then(|events| events.last()).expect("an event").clone();
    assert!(last["event"]["kind"] == "answered" && last["event"]["confidence"].is_null(), "{last}");
}

fn in_a_year() -> String {
    let year = jiff::SignedDuration::from_hours(365 * 24);
    (jiff::Timestamp::now() + year).to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

#[test]
fn the_day_of_the_exam_is_remembered_shown_and_never_in_the_past() {
    let place = Place::new();
    let over = place.run(&["review", "--exam-date", "2020-02-02"]);
    assert!(over.code == 2 && over.stderr.contains("2020-02-02 is over: today is"), "{over:?}");
    for slip in ["2027-02-30", "tomorrow", "02.02.2027"] {
        let ran = place.run(&["review", "--exam-date", slip]);
        assert!(ran.code == 2 && ran.stderr.contains("2027-01-15"), "{slip}: {ran:?}");
    }
    let far = place.run(&["review", "--exam-date", "9999-12-31"]);
    assert!(far.code == 2 && far.stderr.contains("more than three years away"), "{far:?}");
    let day = in_a_year();
    let unknown = place.run(&["review", "--exam-date", &day, "--exam", "abc-c01"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("no exam is called abc-c01"), "{unknown:?}");
    assert!(place.json(&["review", "--format", "json"])["exam"].is_null(), "nothing of that was kept");

    let set = place.run(&["review", "--exam-date", &day, "--exam", "saa-c03"]);
    assert!(set.stdout.starts_with("SAA-C03 is in ") && set.stdout.contains(&format!("on {day}")), "{set:?}");
    assert_eq!(place.json(&["review", "--format", "json"])["exam"]["date"], day.as_str());
    let retired = place.run(&["review", "--exam-date", &day, "--exam", "dva-c02"]);
    assert!(retired.stderr.contains("DVA-C02 is retired: 2026-11-30 was its last day"), "{retired:?}");
    assert!(!place.run(&["review", "--exam-date", "none"]).stdout.contains(&day));
}

#[test]
fn the_plan_as_json_has_its_shape() {
    let place = Place::new();
    let questions = singles("fargate");
    for (question, days_ago) in questions.iter().zip([20, 20, 20, 0]) {
        answered(&place, &question.id, days_ago, days_ago == 0, None);
    }
    place.run(&["review", "--exam-date", &in_a_year()]);
    let plan = place.json(&["review", "--minutes", "2", "--format", "json"]);
    assert_eq!(plan["version"], 1);
    insta::assert_snapshot!(shape(&plan));
}
