//! The interactive parts in a real pseudo-terminal.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::program::Place;

const PATIENCE_MS: u64 = 20_000;

/// The program in a terminal of 80 x 24.
pub fn terminal(place: &Place, arguments: &[&str]) -> PtySession {
    terminal_of(place, arguments, "stty rows 24 columns 80")
}

fn terminal_of(place: &Place, arguments: &[&str], prepare: &str) -> PtySession {
    let program = place.command(arguments);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{prepare} && exec \"$0\" \"$@\"")).arg(program.get_program()).args(program.get_args());
    command.current_dir(place.path()).env("ECSLAB_HOME", place.path().join("home")).env("TERM", "xterm-256color");
    command.env("DOCKER_HOST", "unix:///nowhere/docker.sock");
    spawn_command(command, Some(PATIENCE_MS)).expect("a pseudo-terminal")
}

#[test]
fn the_home_screen_leads_to_the_first_lesson_and_leaves_the_terminal_as_it_was() {
    let place = Place::new();
    let mut session = terminal(&place, &[]);
    // Blanks are not drawn, so words come one by one.
    session.exp_string("progress").expect("the home screen");
    session.send("\r").and_then(|_| session.flush()).expect("Enter");
    session.exp_string("\u{1b}[?1049l").expect("the screen is given back");
    session.exp_string("part 1 of").expect("the lesson");
    session.send_line("q").expect("q");
    session.exp_string("Go on later").expect("a farewell");
    session.exp_eof().expect("the end");
}

#[test]
fn q_leaves_the_home_screen() {
    let place = Place::new();
    let mut session = terminal(&place, &[]);
    // Blanks are not drawn, so words come one by one.
    session.exp_string("progress").expect("the home screen");
    session.send("q").and_then(|_| session.flush()).expect("q");
    session.exp_string("\u{1b}[?1049l").expect("the screen is given back");
    session.exp_eof().expect("the end");
}

#[test]
fn a_terminal_that_does_not_know_its_size_gets_text() {
    let place = Place::new();
    let mut session = terminal_of(&place, &[], "stty rows 0 columns 0");
    session.exp_string("Any time:").expect("the home screen as text");
    session.exp_eof().expect("the end");
}

#[test]
fn a_lesson_goes_on_where_it_was_left_and_ends_with_its_quiz() {
    let place = Place::new();
    let mut session = terminal(&place, &["learn", "fargate/sizes", "--plain"]);
    session.exp_string("Part 1 of").expect("the first part");
    session.exp_string("stop here >").expect("the prompt");
    session.send_line("").expect("Enter");
    session.exp_string("Part 2 of").expect("the second part");
    session.exp_string("stop here >").expect("the prompt");
    session.send_line("q").expect("q");
    session.exp_eof().expect("the end");
    let begun = place.json(&["learn", "fargate/sizes", "--format", "json"]);
    assert_eq!(begun["lesson"]["resume"], 1);

    let parts = begun["sections"].as_u64().expect("a number");
    let mut session = terminal(&place, &["learn", "fargate", "--plain"]);
    for part in 2..=parts {
        session.exp_string(&format!("Part {part} of")).expect("goes on");
        session.exp_string("stop here >").expect("the prompt");
        session.send_line("").expect("Enter");
    }
    session.exp_string("[1] ecslab quiz fargate/sizes").expect("practice");
    session.exp_string("leave >").expect("the prompt");
    session.send_line("1").expect("1");
    session.exp_string("Question 1 of").expect("the quiz");
    session.exp_string("your answer").expect("the prompt");
    session.send_line("q").expect("q");
    session.exp_eof().expect("the end");
    let read = place.json(&["learn", "fargate/sizes", "--format", "json"]);
    assert_eq!((&read["lesson"]["read"], &read["lesson"]["resume"]), (&serde_json::json!(true), &serde_json::Value::Null));
}

#[test]
fn a_quiz_is_answered_by_keyboard_with_feedback_at_once() {
    let place = Place::new();
    let mut session = terminal(&place, &["quiz", "fargate/sizes", "--count", "1"]);
    session.exp_string("your answer").expect("the prompt");
    session.send_line("a").expect("a wrong answer");
    session.exp_string("Not right.").expect("feedback");
    session.exp_string("once more").expect("it comes again");
    session.exp_string("your answer").expect("the prompt");
    session.send_line("d").expect("the right answer");
    session.exp_string("Right.").expect("feedback");
    session.exp_string("0 of 1 right at the first attempt").expect("the score");
    session.exp_eof().expect("the end");
}

#[test]
fn watching_a_lab_checks_after_every_save_and_ends_with_ctrl_c() {
    let place = Place::new();
    place.run(&["lab", "start", "repair-task-definition"]);
    let file = place.path().join("ecslab-labs/fargate/repair-task-definition/task-definition.json");
    let mut session = terminal(&place, &["lab", "watch", "--plain"]);
    session.exp_string("ECS101").expect("the first check");
    session.exp_string("checks pass").expect("its end");
    let text = std::fs::read_to_string(&file).expect("reads");
    std::fs::write(&file, text.replace("\"4096\"", "\"512\"")).expect("saves");
    session.exp_string("ECS103").expect("the second check");
    let second = session.exp_string("checks pass").expect("its end");
    assert!(!second.contains("ECS101"), "{second}");
    session.send_control('c').expect("Ctrl-C");
    session.exp_string("Left. Go on with").expect("a farewell");
    session.exp_eof().expect("the end");
}
