//! The interactive parts in a real pseudo-terminal.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::program::Place;
use crate::window::Window;

const PATIENCE_MS: u64 = 20_000;

/// The program in a terminal of 80 x 24.
pub fn terminal(place: &Place, arguments: &[&str]) -> PtySession {
    terminal_of(place, arguments, "stty rows 24 columns 80")
}

fn terminal_of(place: &Place, arguments: &[&str], prepare: &str) -> PtySession {
    let program = place.command(arguments);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{prepare} && exec \"$0\" \"$@\"")).arg(program.get_program()).args(program.get_args());
    command.current_dir(place.path()).env("TZ", "UTC").env("ECSLAB_HOME", place.path().join("home")).env("TERM", "xterm-256color");
    command.env("DOCKER_HOST", "unix:///nowhere/docker.sock");
    spawn_command(command, Some(PATIENCE_MS)).expect("a pseudo-terminal")
}

#[test]
fn home_leads_to_a_lesson_its_questions_and_back() {
    let place = Place::new();
    let mut window = Window::open(&place, &[]);
    window.see("What to do next");
    window.press("/fargate/sizes lesson").see("> ");
    window.press("\r").see("part 1 of");
    window.press("n").see("part 2 of");
    // To the last part, and past it.
    let parts = place.json(&["learn", "fargate/sizes", "--format", "json"])["sections"].as_u64().expect("a number");
    for part in 3..=parts {
        window.press("n").see(&format!("part {part} of"));
    }
    window.press("n").see("Answer");
    window.press("\r").see("Tab skip");
    window.press("a\r").see("The answer is");
    window.press("\u{1b}").see("Now try it");
    let home = window.press("\u{1b}").see("lessons read");
    assert!(home.contains("What to do next"), "{home}");
    window.press("q").end();
}

#[test]
fn a_quiz_is_answered_on_the_full_screen_and_its_score_stays() {
    let place = Place::new();
    let mut window = Window::open(&place, &["quiz", "fargate/sizes", "--count", "1"]);
    window.see("Tab skip");
    window.press("a\r").see("Not right. The answer is d.");
    window.press("\r").see("once more");
    window.press("d\r").see("Right. The answer is d.");
    window.press("\r").see("0 of 1 right at the first attempt.");
    window.press("\u{1b}");
    assert!(window.end().contains("0 of 1 right at the first attempt."));
}

#[test]
fn what_is_answered_while_another_program_holds_the_record_is_stored_when_it_lets_go() {
    let place = Place::new();
    place.run_with_input(&["quiz", "fargate/sizes", "--format", "json"], "d\n");
    let holds = rusqlite::Connection::open(place.path().join("home/progress.sqlite3")).expect("opens");
    let mut window = Window::open(&place, &["quiz", "fargate/sizes"]);
    window.see("Tab skip");
    holds.execute_batch("BEGIN EXCLUSIVE").expect("locks");
    window.press("a\r").see("1 event waits");
    window.press("\r").see("1 event waits");
    holds.execute_batch("COMMIT").expect("lets go");
    window.see_no("1 event waits");
    assert_eq!(place.json(&["progress", "where", "--format", "json"])["events"], 2);
    let lesson = place.run(&["learn", "fargate/sizes"]);
    assert!(lesson.code == 0 && lesson.stderr.is_empty(), "{lesson:?}");
    // On leaving, the other program is waited for.
    holds.execute_batch("BEGIN EXCLUSIVE").expect("locks");
    window.press("a\r").see("1 event waits");
    let lesson = place.run(&["learn", "fargate/sizes"]);
    assert!(lesson.code == 0 && lesson.stderr.contains("another program is writing"), "a lesson needs no record: {lesson:?}");
    window.press("q").see("Ctrl-C gives it up");
    holds.execute_batch("COMMIT").expect("lets go");
    window.end();
    assert_eq!(place.json(&["progress", "where", "--format", "json"])["events"], 3);
}

#[test]
fn a_window_that_shrinks_shows_a_notice_and_the_screen_comes_back_when_it_grows() {
    let place = Place::new();
    let mut window = Window::open(&place, &[]);
    window.see("Modules");
    for (columns, rows) in [(1, 1), (20, 5), (30, 8)] {
        window.resize(columns, rows);
    }
    window.see("needs at least 40 x 10");
    window.resize(100, 30).see("Modules");
    window.press("q").end();
}

#[test]
fn ctrl_c_and_sigterm_give_the_terminal_back() {
    for (by_key, code) in [(true, 0), (false, 143)] {
        let place = Place::new();
        // A shell around the program sees how it was left.
        let script = r#"sh -c 'echo $$ > pid; exec "$0" "$@"' "$0" "$@"; echo left with $?; stty -a > modes"#;
        let mut window = Window::open_with(&place, &["learn", "fargate/sizes"], script);
        window.see("part 1 of");
        assert!(window.is_held() && window.modes().contains("-icanon"), "keys come one by one");
        if by_key {
            window.press("\u{3}");
        } else {
            let pid = std::fs::read_to_string(place.path().join("pid")).expect("the process");
            assert!(Command::new("kill").arg(pid.trim()).status().expect("kill").success());
        }
        assert!(window.end().contains(&format!("left with {code}")), "{}", window.text());
        let modes = std::fs::read_to_string(place.path().join("modes")).expect("told");
        assert!(modes.contains(" icanon") && modes.contains("isig"), "{modes}");
    }
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_the_program_is_called_again() {
    let place = Place::new();
    // Job control in a shell that is in front.
    let script = r#"set -m; "$0" "$@"; echo stopped; read line; fg > /dev/null; echo left with $?"#;
    let mut window = Window::open_with(&place, &["learn", "fargate/sizes"], script);
    window.see("part 1 of");
    window.press("\u{1a}").see("stopped");
    assert!(!window.is_held());
    window.press("\n").see("part 1 of");
    window.press("n").see("part 2 of");
    window.press("q");
    assert!(window.end().contains("left with 0"), "{}", window.text());
}

#[test]
fn the_lab_pane_checks_after_every_save() {
    let place = Place::new();
    place.run(&["lab", "start", "repair-task-definition"]);
    let file = place.path().join("ecslab-labs/fargate/repair-task-definition/task-definition.json");
    let mut window = Window::open(&place, &["lab", "watch"]);
    window.see("FAIL");
    window.press("\t").see("ECS101");
    let text = std::fs::read_to_string(&file).expect("reads");
    std::fs::write(&file, text.replace("\"4096\"", "\"512\"")).expect("saves");
    window.see_no("ECS101");
    window.see("FAIL");
    window.press("q");
    assert!(window.end().contains("Left. Go on with: ecslab lab watch fargate/repair-task-definition"));
    let events = place.json(&["progress", "--format", "json"]);
    let lab = &events["labs"][0];
    assert!(lab["attempts"].as_u64().is_some_and(|attempts| attempts >= 2), "{lab}");
}

#[test]
fn the_lab_pane_gives_the_terminal_to_the_editor_and_comes_back() {
    let place = Place::new();
    place.run(&["lab", "start", "repair-task-definition"]);
    let editor = r#"echo x >> "$ROUNDS"
echo "round $(wc -l < "$ROUNDS"): editing $1 in $(basename "$PWD")"
read line
sed 's/"4096"/"512"/' "$1" > new && mv new "$1"
"#;
    place.write("fake-editor", editor);
    // Without a shell in between: Ctrl-C would end it.
    let script = r#"export ROUNDS="$PWD/rounds" VISUAL="sh $PWD/fake-editor"; exec "$0" "$@""#;
    let mut window = Window::open_with(&place, &["lab", "watch"], script);
    window.see("FAIL");
    window.press("\t").see("ECS101");
    window.press("e").see("round 1: editing task-definition.json in repair-task-definition");
    assert!(!window.is_held() && !window.modes().contains("-icanon"), "the terminal is the editor's");
    window.press("\n").see("[Check]");
    window.see_no("ECS101");
    assert!(window.is_held());
    // Ctrl-C is the editor's too.
    window.press("e").see("round 2: editing");
    window.press("\u{3}").see("SIGINT");
    window.press("i").see("Hint 1 of");
    window.press("q");
    assert!(window.end().contains("Left. Go on with"), "{}", window.text());

    let mut window = Window::open_with(&place, &["lab", "watch"], r#"unset VISUAL EDITOR; exec "$0" "$@""#);
    window.see("FAIL");
    window.press("e").see("No editor is named");
    window.press("q").end();
}

/// From home through a lesson, its questions and an exam; what is seen is written down for whoever wants to look at it.
#[test]
fn an_evening_leads_from_home_to_an_exam() {
    let place = Place::new();
    let mut scenes = Vec::new();
    let mut scene = |title: &str, text: String| scenes.push(format!("==== {title}\n\n{text}\n"));
    let mut window = Window::open(&place, &[]);
    scene("ecslab", window.see("What to do next"));
    scene("? shows the keys", window.press("?").see("Everywhere"));
    window.press(" ").see("What to do next");
    scene("/ searches", window.press("/sizes platform").see("/ sizes platform_"));
    scene("a lesson", window.press("\r").see("part 1 of"));
    scene("its second part", window.press("n").see("part 2 of"));
    window.press("\u{1b}").see("What to do next");
    window.press("q").end();

    let mut window = Window::open(&place, &["quiz", "fargate/sizes"]);
    scene("ecslab quiz fargate/sizes", window.see("Tab skip"));
    scene("a wrong answer", window.press("a\r").see("Not right."));
    window.press("q").end();

    let mut window = Window::open(&place, &["exam", "dva-c03", "--items", "5", "--seed", "7"]);
    scene("ecslab exam dva-c03 --items 5 --seed 7", window.see("Enter begin"));
    scene("the first item", window.press("\r").see("item 1 of 5"));
    scene("it is flagged", window.press("*").see("* flagged"));
    window.press("\u{1b}[C").see("item 2 of 5");
    scene("all items", window.press("\t").see("s hand in"));
    window.press("s").see("Hand it in?");
    scene("the result", window.press("y").see("of 1000"));
    scene("its items", window.press("\t").see("[Items]"));
    scene("one explained", window.press("\r").see("The answer is"));
    window.press("q").end();

    let mut window = Window::open(&place, &["progress"]);
    scene("ecslab progress", window.see("four weeks"));
    window.press("q").end();
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("transcript.txt");
    std::fs::write(file, scenes.join("\n")).expect("writes");
}

#[test]
fn an_exam_goes_on_after_a_kill() {
    let place = Place::new();
    let script = r#"sh -c 'echo $$ > pid; exec "$0" "$@"' "$0" "$@"; stty sane"#;
    let mut window = Window::open_with(&place, &["exam", "dva-c03", "--items", "5", "--seed", "7"], script);
    window.see("Enter begin");
    window.press("\r").see("item 1 of 5");
    // Keys are taken in order: what was answered before the flag is kept when the flag is seen.
    window.press("a*").see("* flagged");
    let pid = std::fs::read_to_string(place.path().join("pid")).expect("the process");
    assert!(Command::new("kill").args(["-9", pid.trim()]).status().expect("kill").success());
    let mut window = Window::open(&place, &["exam", "resume"]);
    window.see("item 2 of 5");
    window.press("\t").see("4 without an answer");
    window.press("q");
    assert!(window.end().contains("Go on with: ecslab exam resume"));
}

#[test]
fn a_dumb_terminal_gets_lines() {
    let place = Place::new();
    let mut session = terminal_of(&place, &["learn", "fargate/sizes"], "export TERM=dumb");
    session.exp_string("[Enter] next part").expect("the line mode");
    session.send_line("q").expect("q");
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
    let mut session = terminal(&place, &["quiz", "fargate/sizes", "--count", "1", "--plain"]);
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
