//! Ids of content never change their meaning: a learner's progress hangs on them.

use std::collections::BTreeSet;
use std::path::Path;

use ecslab::course::{Course, renamed};

const TABLE: &str = "quizzes/ids.txt";
const HEAD: &str = "\
# Every lesson, lab and question that was ever released, with the lesson or module to which it belongs. Lines are added and never
# taken away: ECSLAB_WRITE=1 cargo test --test it released_ids adds those of new content. What is given up, or moves to another
# lesson, gets its line in retired.txt; what is renamed, in renamed.txt.
";

fn lines(path: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_string).collect()
}

/// What each id means today: its kind, and where it belongs.
fn meanings(course: &Course) -> BTreeSet<String> {
    let lessons = course.lessons.iter().map(|lesson| format!("lesson {} {}", lesson.id, lesson.module()));
    let labs = course.labs.iter().map(|lab| format!("lab {} {}", lab.id, lab.lesson));
    let questions = course.questions.iter().map(|question| format!("question {} {}", question.id, question.lesson));
    lessons.chain(labs).chain(questions).collect()
}

fn id(line: &str) -> &str {
    line.split(' ').nth(1).unwrap_or_default()
}

/// What is wrong with today's meanings, held against what was released.
fn faults(released: &BTreeSet<String>, retired: &BTreeSet<String>, today: &BTreeSet<String>, renamed: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let ids: BTreeSet<&str> = today.iter().map(|line| id(line)).collect();
    for line in released.difference(today).filter(|line| !retired.contains(*line)) {
        if !renamed.iter().any(|(old, new)| *old == id(line) && ids.contains(new)) {
            faults.push(format!("{line}: gone or moved, without a line in retired.txt or renamed.txt"));
        }
    }
    for line in today.difference(released) {
        faults.push(format!("{line}: new, and not in ids.txt yet"));
    }
    for line in retired.iter().filter(|line| today.contains(*line)) {
        faults.push(format!("{line}: retired, and in use again"));
    }
    for (old, new) in renamed {
        if ids.contains(old) {
            faults.push(format!("{old}: renamed to {new}, and in use for something else"));
        }
    }
    faults
}

#[test]
fn every_id_ever_released_still_means_what_it_meant() {
    let today = meanings(&Course::embedded());
    let mut released = lines(TABLE);
    if std::env::var_os("ECSLAB_WRITE").is_some() {
        released.extend(today.iter().cloned());
        let text: String = released.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE), format!("{HEAD}{text}")).expect("the source tree can be written");
    }
    let faults = faults(&released, &lines("quizzes/retired.txt"), &today, &renamed().collect::<Vec<_>>());
    assert!(
        faults.is_empty(),
        "{}\nECSLAB_WRITE=1 cargo test --test it released_ids adds new ids to {TABLE}; it never takes any away",
        faults.join("\n")
    );
}

#[test]
fn an_id_that_vanishes_moves_or_comes_back_is_told() {
    let set = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let released = set(&["question a m/l", "question b m/l"]);
    type Lines = &'static [&'static str];
    /// Today, retired, renamed, and what is told.
    type Case = (Lines, Lines, &'static [(&'static str, &'static str)], Lines);
    let cases: [Case; 7] = [
        (&["question a m/l", "question b m/l"], &[], &[], &[]),
        (&["question a m/l"], &[], &[], &["b m/l: gone"]),
        (&["question a m/l"], &["question b m/l"], &[], &[]),
        (&["question a m/l", "question b m/other"], &[], &[], &["b m/l: gone or moved", "b m/other: new"]),
        (&["question a m/l", "question b m/l"], &["question b m/l"], &[], &["in use again"]),
        (&["question a m/l", "question c m/l"], &[], &[("b", "c")], &["c m/l: new"]),
        (&["question a m/l", "question b m/l"], &[], &[("b", "a")], &["in use for something else"]),
    ];
    for (today, retired, renamed, expected) in cases {
        let found = faults(&released, &set(retired), &set(today), renamed);
        assert_eq!(found.len(), expected.len(), "{today:?}: {found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| found.contains(expected)), "{today:?}: {found:?}");
    }
}
