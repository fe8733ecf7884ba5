//! Progress for life: export, import, merge, reset, and what happens to a store that is damaged.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use ecslab::progress::{Export, PortableEvent, Record, Store};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::program::{Place, Ran};
use crate::terminal::terminal;

fn answer_some(place: &Place, lesson: &str, lines: &str) {
    let ran = place.run_with_input(&["quiz", lesson, "--format", "json"], lines);
    assert_eq!(ran.code, 0, "{ran:?}");
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("reads")).expect("JSON")
}

fn database(place: &Place) -> PathBuf {
    place.path().join("home/progress.sqlite3")
}

/// Modules, labs and next steps, as `progress` prints them.
fn record_of(place: &Place) -> Value {
    let mut answer = place.json(&["progress", "--format", "json"]);
    answer["events"].take();
    answer
}

fn refused(ran: &Ran, code: i32, says: &str) {
    assert!(ran.code == code && ran.stderr.contains(says) && ran.stdout.is_empty(), "{says}: {ran:?}");
}

#[test]
fn two_machines_learn_apart_and_end_with_the_same_record() {
    let (home, work) = (Place::new(), Place::new());
    answer_some(&home, "fargate/sizes", "d\na\n");
    answer_some(&work, "fargate/sizes", "a\n");
    answer_some(&work, "fargate/roles", "a\nb\n");
    for place in [&home, &work] {
        assert_eq!(place.run(&["progress", "export", "mine.json"]).code, 0);
    }
    let carry = |from: &Place, to: &Place| -> (i64, i64) {
        let merged = to.json(&["progress", "import", from.path().join("mine.json").to_str().expect("UTF-8"), "--format", "json"]);
        assert_eq!(merged["version"], 1);
        (merged["new"].as_i64().expect("a number"), merged["known"].as_i64().expect("a number"))
    };
    assert_eq!(carry(&home, &work), (2, 0));
    assert_eq!(carry(&home, &work), (0, 2), "twice is nothing");
    assert_eq!(carry(&work, &home), (3, 0), "the export was written before the merge");
    assert_eq!(record_of(&home), record_of(&work));
    let events = home.json(&["progress", "--format", "json"]);
    let times: Vec<&str> = events["events"].as_array().expect("a list").iter().filter_map(|event| event["at"].as_str()).collect();
    assert!(times.len() == 5 && times.is_sorted(), "{times:?}");
}

#[test]
fn an_export_is_a_documented_file() {
    let place = Place::new();
    answer_some(&place, "fargate/sizes", "d\n");
    let mut export: Value = serde_json::from_str(&place.run(&["progress", "export"]).stdout).expect("JSON");
    for changing in ["/exportedAt", "/program", "/events/0/id", "/events/0/at"] {
        *export.pointer_mut(changing).unwrap_or_else(|| panic!("{changing} is there")) = json!("...");
    }
    insta::assert_json_snapshot!(export);
}

#[test]
fn an_export_that_was_edited_is_refused() {
    let place = Place::new();
    answer_some(&place, "fargate/sizes", "d\na\n");
    assert_eq!(place.run(&["progress", "export", "--signed", "--name", "Ada Lovelace", "ada.json"]).code, 0);
    let signed = read_json(&place.path().join("ada.json"));
    assert_eq!(signed["learner"]["name"], "Ada Lovelace");

    let other = Place::new();
    type Edit = fn(&mut Value);
    let edits: [(&str, Edit, &str); 8] = [
        ("an answer", |export| export["events"][1]["event"]["correct"] = json!(true), "signature does not fit"),
        ("a time", |export| export["events"][0]["at"] = json!("2020-01-01T00:00:00.000Z"), "signature does not fit"),
        ("an event removed", |export| drop(export["events"].as_array_mut().expect("a list").pop()), "signature does not fit"),
        ("the name", |export| export["learner"]["name"] = json!("Eve"), "signature does not fit"),
        ("the key", |export| export["learner"]["key"] = json!("AAAA"), "signature does not fit"),
        ("the signature", |export| export["signature"] = json!("AAAA"), "signature does not fit"),
        ("no signature", |export| drop(export.as_object_mut().expect("an object").remove("signature")), "signature was removed"),
        ("no learner", |export| drop(export.as_object_mut().expect("an object").remove("learner")), "signature was removed"),
    ];
    for (name, edit, says) in edits {
        let mut edited = signed.clone();
        edit(&mut edited);
        other.write("edited.json", &edited.to_string());
        let ran = other.run(&["progress", "import", "edited.json"]);
        assert!(ran.code == 2 && ran.stderr.contains(says) && ran.stderr.contains("edited.json"), "{name}: {ran:?}");
        assert!(!other.path().join("home").exists(), "{name}: nothing was made");
    }
    // Another layout is no edit.
    other.write("compact.json", &signed.to_string());
    let ran = other.run(&["progress", "import", "compact.json"]);
    assert!(ran.code == 0 && ran.stdout.contains("2 events new") && ran.stdout.contains("Ada Lovelace"), "{ran:?}");
}

#[test]
fn what_is_no_export_is_refused_with_the_reason() {
    let place = Place::new();
    let event = |id: &str, at: &str, subject: &str, event: &str| {
        format!(
            r#"{{"kind":"ecslab-progress","version":1,"program":"1","exportedAt":"x","events":[{{"id":"{id}","at":"{at}","subject":"{subject}","event":{event}}}]}}"#
        )
    };
    let (id, at, read) = ("0123456789abcdef0123456789abcdef", "2026-01-31T12:00:00.000Z", r#"{"kind":"lesson-read"}"#);
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let cases = [
        (String::new(), "no export of progress"),
        ("{".to_string(), "no export of progress"),
        ("[]".to_string(), "no export of progress"),
        (deep, "no export of progress"),
        (r#"{"version":1,"modules":[],"events":[]}"#.to_string(), "`ecslab progress export` writes an export"),
        (r#"{"kind":"ecslab-progress","version":2}"#.to_string(), "version 2"),
        (r#"{"kind":"ecslab-progress"}"#.to_string(), "no version"),
        (r#"{"kind":"ecslab-progress","version":1,"program":"1","exportedAt":"x","events":{}}"#.to_string(), "line 1"),
        (event("7", at, "l", read), "event 1 has the id 7"),
        (event(id, "yesterday", "l", read), "event 1 has the time yesterday"),
        (event(id, "2026-01-31T12:00:00Z", "l", read), "event 1 has the time"),
        (event(id, at, "", read), "event 1 has the subject"),
        (event(id, at, r"a\u001b[31m", read), r"a\u{1b}[31m"),
        (event(id, at, "l", "[]"), "event 1 has no kind"),
        (event(id, at, "l", "{}"), "event 1 has no kind"),
    ];
    for (text, says) in &cases {
        place.write("bad.json", text);
        refused(&place.run(&["progress", "import", "bad.json"]), 2, says);
        refused(&place.run_with_input(&["progress", "import", "-"], text), 2, says);
    }
    refused(&place.run(&["progress", "import", "nowhere.json"]), 2, "no such file");
    refused(&place.run(&["progress", "import", "."]), 2, "cannot use .: it is a folder");
    refused(&place.run(&["progress", "export", "no/such/folder/x.json"]), 2, "cannot write no/such/folder/x.json");
    refused(&place.run(&["progress", "export", "--signed", "x.json"]), 2, "--name");
    refused(&place.run(&["progress", "export", "--signed", "--name", "a\nb", "x.json"]), 2, "--name");
    refused(&place.run(&["progress", "export", "--signed", "--name", "  ", "x.json"]), 2, "--name");
    assert!(!place.path().join("x.json").exists());
}

#[test]
fn events_of_a_newer_program_go_through_unchanged_and_are_told() {
    let (place, other) = (Place::new(), Place::new());
    let events = json!([
        {"id": "0".repeat(32), "at": "2026-01-31T12:00:00.000Z", "subject": "fargate/sizes", "event": {"kind": "dreamt", "of": [1, {"a": null}]}},
        {"id": "1".repeat(32), "at": "2026-01-31T12:00:01.000Z", "subject": "fargate/sizes", "event": {"kind": "lesson-read", "aloud": true}},
    ]);
    let export = json!({"kind": "ecslab-progress", "version": 1, "program": "9.0.0", "exportedAt": "x", "events": events});
    place.write("newer.json", &export.to_string());
    let ran = place.run(&["progress", "import", "newer.json"]);
    assert!(ran.code == 0 && ran.stdout.contains("1 event is of a kind that this ecslab does not know"), "{ran:?}");
    assert_eq!(place.run(&["progress", "export", "again.json"]).code, 0);
    assert_eq!(read_json(&place.path().join("again.json"))["events"], events);
    let ran = other.run(&["progress", "import", place.path().join("again.json").to_str().expect("UTF-8")]);
    assert_eq!(ran.code, 0);
    let shown = other.run(&["progress"]).stdout;
    assert!(shown.contains("does not know"), "{shown}");
    assert_eq!(other.json(&["learn", "fargate/sizes", "--format", "json"])["lesson"]["read"], true, "what is known counts");
}

#[test]
fn a_reset_counts_no_more_and_its_undo_counts_again() {
    let place = Place::new();
    answer_some(&place, "fargate/sizes", "d\n");
    answer_some(&place, "roles/three-roles", "a\n");
    let before = record_of(&place);
    refused(&place.run(&["progress", "reset", "fargate"]), 2, "--yes");
    refused(&place.run(&["progress", "reset"]), 2, "--all");
    refused(&place.run(&["progress", "reset", "fargat", "--yes"]), 2, "Did you mean fargate?");
    refused(&place.run(&["progress", "reset", "fargate/sizes", "--yes"]), 2, "`ecslab progress reset fargate`");
    refused(&place.run(&["progress", "reset", "--undo"]), 2, "no reset to take back");
    assert_eq!(record_of(&place), before);

    let ran = place.run(&["progress", "reset", "fargate", "--yes", "--export", "before.json"]);
    assert!(ran.code == 0 && ran.stdout.contains("--undo"), "{ran:?}");
    assert_eq!(read_json(&place.path().join("before.json"))["events"].as_array().map(Vec::len), Some(2));
    assert_eq!(right_in(&place, "fargate"), 0);
    let events = place.json(&["progress", "--format", "json"])["events"].clone();
    assert_eq!(events.as_array().map(Vec::len), Some(3), "nothing is deleted");
    // An import of what was before does not undo it: the union has one order.
    place.run(&["progress", "import", "before.json"]);
    assert_eq!(right_in(&place, "fargate"), 0);
    assert_eq!(place.run(&["progress", "reset", "--undo"]).code, 0);
    assert_eq!(record_of(&place), before);
}

/// An export of answers to the first question of a lesson: their ids, times and whether they were right.
fn answers_at(place: &Place, question: &str, answers: &[(&str, &str, bool)]) -> Ran {
    let event = |(id, at, correct): &(&str, &str, bool)| {
        let event = json!({"kind": "answered", "chosen": [usize::from(!correct)], "correct": correct, "repetition": false});
        json!({"id": id.repeat(32), "at": at, "subject": question, "event": event})
    };
    let events: Vec<Value> = answers.iter().map(event).collect();
    let export = json!({"kind": "ecslab-progress", "version": 1, "program": "1", "exportedAt": "x", "events": events});
    place.write("answers.json", &export.to_string());
    place.run(&["progress", "import", "answers.json"])
}

/// The first question of a lesson, and what is typed to answer it rightly.
fn first_question(lesson: &str) -> (String, String) {
    let course = ecslab::course::Course::embedded();
    let question = course.questions_of(lesson).next().expect("a question");
    let letters = question.correct().into_iter().map(|option| char::from(b'a' + u8::try_from(option).expect("few"))).collect();
    (question.id.clone(), letters)
}

fn right_in(place: &Place, module: &str) -> Value {
    let modules = place.json(&["progress", "--format", "json"])["modules"].clone();
    modules.as_array().expect("a list").iter().find(|other| other["id"] == module).expect("it is there")["questions"][0].clone()
}

#[test]
fn what_is_done_after_a_clock_was_years_ahead_counts_and_a_reset_resets() {
    let (question, right) = first_question("fargate/sizes");
    let place = Place::new();
    let ran = answers_at(&place, &question, &[("a", "2931-01-02T12:00:00.000Z", true)]);
    assert!(ran.code == 0 && ran.stdout.contains("1 event is dated after today (until 2931-01-02)"), "{ran:?}");
    assert_eq!(right_in(&place, "fargate"), 1);
    for command in [&["progress"][..], &["review", "--due"]] {
        let ran = place.run(command);
        assert!(ran.code == 0 && ran.stdout.contains("was a clock wrong?"), "{command:?}: {ran:?}");
    }
    assert_eq!(place.run(&["progress", "reset", "fargate", "--yes"]).code, 0);
    assert_eq!(right_in(&place, "fargate"), 0);
    answer_some(&place, "fargate/sizes", &format!("{right}\n"));
    assert_eq!(right_in(&place, "fargate"), 1, "after the reset");
    assert_eq!(place.run(&["progress", "reset", "--all", "--yes"]).code, 0);
    assert_eq!(right_in(&place, "fargate"), 0);
    assert_eq!(place.run(&["progress", "reset", "--undo"]).code, 0);
    assert_eq!(right_in(&place, "fargate"), 1);

    // The order goes along to another machine, signed or not.
    let exported = |arguments: &[&str]| {
        assert_eq!(place.run(&[&["progress", "export"], arguments].concat()).code, 0);
        read_json(&place.path().join("mine.json"))
    };
    let export = exported(&["mine.json"]);
    let ordered = export["events"].as_array().expect("a list").iter().filter(|event| event["orderedAt"].is_string()).count();
    assert_eq!(ordered, 4, "all but the first: {export}");
    let mut signed = exported(&["--signed", "--name", "Ada", "mine.json"]);
    let other = Place::new();
    other.write("mine.json", &signed.to_string());
    assert_eq!(other.run(&["progress", "import", "mine.json"]).code, 0);
    assert_eq!(record_of(&other), record_of(&place));
    signed["events"][1].as_object_mut().expect("an object").remove("orderedAt");
    other.write("mine.json", &signed.to_string());
    refused(&other.run(&["progress", "import", "mine.json"]), 2, "signature does not fit");
}

#[test]
fn a_question_that_was_answered_while_the_clock_was_ahead_stays_in_the_reviews() {
    let (question, right) = first_question("fargate/sizes");
    let place = Place::new();
    answers_at(&place, &question, &[("a", "2931-01-02T12:00:00.000Z", false)]);
    let plan = place.json(&["review", "--due", "--format", "json"]);
    assert_eq!(plan["items"][0]["id"], json!(question), "{plan}");
    answer_some(&place, "fargate/sizes", &format!("{right}\n"));
    assert_eq!(right_in(&place, "fargate"), 1);
    let plan = place.json(&["review", "--due", "--format", "json"]);
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let next: jiff::civil::Date = plan["next"]["date"].as_str().expect("a date").parse().expect("a date");
    assert!(plan["items"] == json!([]) && today.until(next).is_ok_and(|span| (1..=30).contains(&span.get_days())), "{plan}");
}

#[test]
fn of_two_events_with_one_id_every_machine_keeps_the_same_and_tells() {
    let (question, _) = first_question("fargate/sizes");
    let kept = |order: [bool; 2]| {
        let place = Place::new();
        let ran = order.map(|correct| answers_at(&place, &question, &[("a", "2026-01-31T12:00:00.000Z", correct)]));
        assert!(ran[1].code == 0 && ran[1].stdout.contains("1 of these differs"), "{ran:?}");
        assert!(ran[1].stdout.contains("0 events new, 1 known already"), "{ran:?}");
        right_in(&place, "fargate")
    };
    assert_eq!(kept([true, false]), kept([false, true]));
}

#[test]
fn a_day_is_that_of_the_learners_time_zone() {
    let place = Place::new();
    // Of the zones that people live in, the first to begin a day and the last to end one: more than a day apart.
    let in_a_year = jiff::Timestamp::now().saturating_add(jiff::SignedDuration::from_hours(365 * 24)).expect("in a year");
    let day = in_a_year.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let due = |zone: &str| {
        let command = &["review", "--exam-date", &day, "--due", "--format", "json"];
        let ran = Ran::of(place.command(command).env("TZ", zone).output().expect("runs"));
        let plan: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        plan["exam"]["days_left"].as_i64().expect("a number")
    };
    let (first, last) = (due("LINT-14"), due("BIT+12"));
    assert!((1..=2).contains(&(last - first)), "{first} {last}");
    let events = place.json(&["progress", "--format", "json"])["events"].clone();
    assert!(events[0]["at"].as_str().is_some_and(|at| at.ends_with('Z')), "stored in UTC: {events}");
}

#[test]
fn in_a_terminal_a_reset_asks_first() {
    let place = Place::new();
    answer_some(&place, "fargate/sizes", "d\n");
    for (answer, says, events) in [("n", "Nothing was changed", 1), ("y", "begins anew", 2)] {
        let mut session = terminal(&place, &["progress", "reset", "fargate"]);
        session.exp_string("--export FILE").expect("an offer");
        session.exp_string("y or n >").expect("the question");
        session.send_line(answer).expect("an answer");
        session.exp_string(says).expect("what happened");
        session.exp_eof().expect("the end");
        let found = place.json(&["progress", "--format", "json"])["events"].as_array().map(Vec::len);
        assert_eq!(found, Some(events), "{answer}");
    }
}

#[test]
fn every_command_tells_of_a_damaged_store_and_none_overwrites_it() {
    let commands: [(&[&str], bool); 7] = [
        (&[], false),
        (&["progress"], false),
        (&["learn", "--list"], false),
        (&["lab", "list"], false),
        (&["progress", "export"], false),
        (&["quiz", "fargate/sizes", "--format", "json"], true),
        (&["lab", "start", "repair-task-definition"], true),
    ];
    for (command, writes) in commands {
        let place = Place::new();
        answer_some(&place, "fargate/sizes", "d\na\n");
        let mut bytes = std::fs::read(database(&place)).expect("reads");
        bytes[..64].fill(b'x');
        std::fs::write(database(&place), &bytes).expect("writes");
        let ran = place.run(command);
        assert!(ran.code == 0 && ran.stderr.contains("damaged") && ran.stderr.contains("2 events could be read"), "{command:?}: {ran:?}");
        let location = place.json(&["progress", "where", "--format", "json"]);
        let aside = location["setAside"].as_array().expect("a list");
        if writes {
            assert_eq!(aside.len(), 1, "{command:?}");
            let aside = aside[0].as_str().expect("a path");
            assert!(ran.stderr.contains(aside), "{command:?}: {ran:?}");
            assert_eq!(std::fs::read(aside).expect("reads"), bytes, "{command:?}");
            assert!(place.run(&["progress"]).stderr.is_empty(), "{command:?}: it is mended");
        } else {
            assert!(aside.is_empty(), "{command:?}");
            assert_eq!(std::fs::read(database(&place)).expect("reads"), bytes, "{command:?} only looks");
        }
        let events = place.json(&["progress", "--format", "json"])["events"].as_array().map_or(0, Vec::len);
        assert!(events >= 2, "{command:?}: {events}");
    }
}

#[test]
fn a_kill_during_an_import_leaves_all_or_nothing() {
    let place = Place::new();
    answer_some(&place, "fargate/sizes", "d\n");
    let events: Vec<Value> = (0..60_000)
        .map(|number| json!({"id": format!("{number:032x}"), "at": "2026-01-31T12:00:00.000Z", "subject": "l", "event": {"kind": "lesson-read"}}))
        .collect();
    let export = json!({"kind": "ecslab-progress", "version": 1, "program": "1", "exportedAt": "x", "events": events});
    place.write("large.json", &export.to_string());
    let journal = place.path().join("home/progress.sqlite3-journal");
    let mut child = place.command(&["progress", "import", "large.json"]).stdout(Stdio::null()).spawn().expect("runs");
    // SQLite's journal is there while the transaction is open.
    while !journal.exists() && child.try_wait().expect("is asked").is_none() {
        std::thread::yield_now();
    }
    child.kill().expect("kills");
    child.wait().expect("ends");
    // Looking comes first: it must not mistake what is half-written for the record.
    let found = place.json(&["progress", "where", "--format", "json"])["events"].as_u64();
    assert!(found == Some(1) || found == Some(60_001), "{found:?}");
    let again = place.json(&["progress", "import", "large.json", "--format", "json"]);
    assert_eq!(again["new"].as_u64().zip(again["known"].as_u64()).map(|(new, known)| new + known), Some(60_000));
    assert_eq!(place.json(&["progress", "where", "--format", "json"])["events"], 60_001);
}

#[test]
fn where_names_the_file_before_there_is_one() {
    let place = Place::new();
    let ran = place.run(&["progress", "where"]);
    assert!(ran.code == 0 && ran.stdout.contains("progress.sqlite3") && ran.stdout.contains("not there yet"), "{ran:?}");
    assert!(!place.path().join("home").exists());
    let help = place.run(&["progress", "export", "--help"]).stdout;
    let words: Vec<&str> = help.split_whitespace().collect();
    assert!(words.join(" ").contains("does not prove that you learned"), "{help}");
}

fn event() -> impl Strategy<Value = PortableEvent> {
    let kind = prop_oneof![
        Just(json!({"kind": "lesson-read"})),
        any::<bool>().prop_map(|correct| json!({"kind": "answered", "chosen": [0], "correct": correct, "repetition": false})),
        (0..5_u8).prop_map(|section| json!({"kind": "lesson-opened", "section": section})),
        Just(json!({"kind": "lab-checked", "passed": ["a"], "failed": []})),
        Just(json!({"kind": "progress-reset", "content": ["s1", "s2"]})),
        Just(json!({"kind": "from-the-future", "x": 1})),
    ];
    (any::<u128>(), 0..20_u8, 0..4_u8, kind).prop_map(|(id, second, subject, event)| PortableEvent {
        id: format!("{id:032x}"),
        at: format!("2026-01-01T00:00:{second:02}.000Z"),
        ordered_at: (second % 5 == 0).then(|| format!("2026-01-01T00:01:{second:02}.000Z")),
        subject: format!("s{subject}"),
        event,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However the events are spread over files that overlap, whatever the order, some of them twice: the record is the same.
    #[test]
    fn a_merge_does_not_depend_on_order_parts_or_repetition(
        events in prop::collection::vec((event(), 0..4_u8, any::<bool>()), 1..40),
        order in Just(vec![0_u8, 1, 2, 3]).prop_shuffle(),
    ) {
        let merged = |order: &[u8]| -> Record {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = Store::open_in(folder.path()).expect("opens");
            for part in order {
                let in_part = |(event, home, twice): &(PortableEvent, u8, bool)| {
                    (home == part || (*twice && (home + 1) % 4 == *part)).then(|| event.clone())
                };
                let written = serde_json::to_vec(&Export::new(events.iter().filter_map(in_part).collect(), jiff::Timestamp::UNIX_EPOCH));
                let read = Export::read(&written.expect("is JSON")).expect("is an export");
                store.merge(&read.events).expect("merges");
            }
            store.record().expect("reads")
        };
        let expected = merged(&[0, 1, 2, 3]);
        prop_assert_eq!(&merged(&order), &expected);
        prop_assert_eq!(&merged(&[3, 3, 2, 1, 0, 1]), &expected);
    }
}

#[test]
fn a_wait_for_another_program_is_told_while_it_lasts_and_ends_when_that_lets_go() {
    let place = Place::new();
    place.run_with_input(&["quiz", "fargate/sizes", "--format", "json"], "d\n");
    for command in [&["progress"][..], &["progress", "reset", "fargate", "--yes"]] {
        let holds = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
        holds.execute_batch("BEGIN EXCLUSIVE").expect("locks");
        let mut waiting = place.command(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut told = BufReader::new(waiting.stderr.take().expect("a pipe"));
        let mut line = String::new();
        told.read_line(&mut line).expect("reads");
        assert!(line.starts_with("warning: another program is writing to your progress; waiting"), "{command:?}: {line}");
        holds.execute_batch("COMMIT").expect("lets go");
        let ran = waiting.wait_with_output().expect("ends");
        let mut rest = String::new();
        told.read_to_string(&mut rest).expect("reads");
        assert!(ran.status.success() && !rest.contains("warning"), "{command:?}: {rest}");
    }
}
