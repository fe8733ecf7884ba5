//! Pictures of lessons: what is written, what is drawn, what is refused.

use ecslab::terminal::{StyledLine, render_markdown, render_plain_markdown};
use proptest::prelude::*;

use crate::program::Place;
use ecslab::picture::{Characters, MAX_WIDTH, Picture, to_svg, to_text};
use unicode_width::UnicodeWidthStr;

fn drawn(text: &str, characters: Characters) -> String {
    let picture = Picture::parse(text).expect("it is well formed");
    let drawing = picture.draw().expect("it can be drawn");
    to_text(&drawing, characters).join("\n")
}

fn refusal(text: &str) -> (Option<usize>, String) {
    let error = Picture::parse(text).and_then(|picture| picture.draw()).expect_err("it is refused");
    (error.line, error.message)
}

const PULL: &str = include_str!("picture/pull.yaml");
const LOGIN: &str = include_str!("picture/login.yaml");
const ROLLING: &str = include_str!("picture/rolling.yaml");

#[test]
fn boxes_stand_in_groups_and_arrows_join_them() {
    insta::assert_snapshot!(drawn(PULL, Characters::Box));
}

#[test]
fn in_plain_text_boxes_are_drawn_in_ascii() {
    insta::assert_snapshot!(drawn(PULL, Characters::Ascii));
}

#[test]
fn messages_go_between_lanes_one_below_the_other() {
    insta::assert_snapshot!(drawn(LOGIN, Characters::Box));
}

#[test]
fn bars_stand_over_an_axis() {
    insta::assert_snapshot!(drawn(ROLLING, Characters::Box));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let alt = "alt: One box sends something to another box.\n";
    let many: String = (0..9).map(|index| format!("  - {{label: box number {index}}}\n")).collect();
    for (text, line, message) in [
        ("boxes: [{label: a}]\n".to_string(), None, "missing field `alt`"),
        ("alt: a picture\nboxes: [{label: a}]\n".to_string(), Some(1), "`alt` says in a sentence what the picture shows"),
        (alt.to_string(), None, "a picture has one of `boxes`, `lanes` and `bars`"),
        (format!("{alt}boxes: [{{label: a}}]\nbars: []\n"), None, "a picture has one of `boxes`, `lanes` and `bars`"),
        (format!("{alt}boxes:\n  - {{label: a, colour: red}}\n"), Some(3), "unknown field `colour`"),
        (format!("{alt}boxes: []\n"), Some(2), "there is no box"),
        (format!("{alt}boxes:\n  - {{label: a}}\n  - {{label: a}}\n"), Some(4), "two boxes are called `a`"),
        (format!("{alt}boxes: [{{label: a}}]\narrows:\n  - {{from: a, to: b}}\n"), Some(4), "no box is called `b`"),
        (format!("{alt}boxes: [{{label: a, boxes: [{{label: b}}]}}]\narrows:\n  - {{from: a, to: b}}\n"), None, "one that holds it"),
        (format!("{alt}boxes: [{{label: a}}]\nmarks: [{{at: 1, label: b}}]\n"), Some(3), "`marks` goes with `bars` only"),
        (format!("{alt}lanes: [{{label: a}}]\n"), Some(2), "at least two lanes and a message"),
        (format!("{alt}bars:\n  - label: b\n    spans: [{{from: 5, to: 5}}]\n"), Some(3), "each ends after it begins"),
        (
            format!("{alt}bars: [{{label: b, spans: [{{from: 0, to: 1, label: much too long}}, {{from: 1, to: 90}}]}}]\n"),
            None,
            "needs 15 columns",
        ),
        (format!("{alt}boxes:\n{many}"), None, "76 is the most"),
    ] {
        let (found, said) = refusal(&text);
        assert!(said.contains(message), "{text}: {said}");
        if line.is_some() {
            assert_eq!(found, line, "{text}: {said}");
        }
    }
}

#[test]
fn each_notation_fits_its_columns_whatever_its_characters() {
    let wide = "alt: Two containers share what is in the middle.\nboxes: [{id: a, label: 容器一 容器一}, {id: b, label: 容器二}]\narrows: [{from: a, to: b, label: 共享}]\n";
    for text in [PULL, LOGIN, ROLLING, wide] {
        for characters in [Characters::Box, Characters::Ascii] {
            let drawn = drawn(text, characters);
            assert!(drawn.lines().all(|line| line.width() <= MAX_WIDTH && line.trim_end() == line), "{drawn}");
        }
    }
    assert!(drawn(PULL, Characters::Ascii).is_ascii() && drawn(ROLLING, Characters::Ascii).is_ascii());
    insta::assert_snapshot!(drawn(wide, Characters::Box));
}

#[test]
fn an_svg_says_in_words_what_it_shows_and_escapes_them() {
    let text = "alt: A sends <b> & \"c\" to the other box.\ntitle: a < b\nboxes: [{label: a<b}, {label: c}]\narrows: [{from: a<b, to: c, label: \"&\"}]\n";
    let picture = Picture::parse(text).expect("it is well formed");
    let svg = to_svg(&picture, &picture.draw().expect("it can be drawn"));
    insta::assert_snapshot!(svg.replace("><", ">\n<"));
}

#[test]
fn a_lesson_draws_its_picture_and_says_it_in_words_where_it_cannot() {
    let text = |lines: Vec<StyledLine>| lines.iter().map(StyledLine::text).collect::<Vec<_>>().join("\n");
    let markdown = format!("Before.\n\n```picture\n{PULL}```\n\nAfter.\n");
    let wide = text(render_markdown(&markdown, 80));
    assert!(wide.contains("What a task in a private subnet reaches, and how\n╭ VPC") && !wide.contains("Picture:"), "{wide}");
    let narrow = text(render_markdown(&markdown, 40));
    assert!(narrow.contains("Picture: A task in a private subnet has") && !narrow.contains('╭'), "{narrow}");
    let plain = text(render_plain_markdown(&markdown, 80));
    assert!(plain.find("Picture: A task") < plain.find("+ VPC ---") && plain.is_ascii(), "{plain}");
    // What cannot be drawn is shown as it is written; the check of the course refuses it.
    assert!(text(render_markdown("```picture\nboxes: 1\n```\n", 80)).contains("boxes: 1"));
    let learned = Place::new().run(&["--plain", "learn", "roles/three-roles"]);
    assert!(learned.stdout.contains("Picture: ") && !learned.stdout.contains('╭'), "{learned:?}");
}

#[test]
fn the_check_of_the_course_refuses_a_broken_picture_at_its_line() {
    let place = Place::new();
    let modules = "version: 1\nmodules:\n- {id: m, title: M, summary: S, lessons: [l], labs: []}\n";
    let front = "---\ntitle: L\nminutes: 1\nobjectives: []\nverified: 2026-01-01\nsources: []\n---\n# L\n\n";
    let picture = "```picture\nalt: One box sends something to another box.\nboxes: [{label: a}]\narrows:\n  - {from: a, to: b}\n```\n";
    place.write("book/modules.yaml", modules).write("book/src/m/l.md", &format!("{front}{picture}"));
    let ran = place.run(&["author", "check", ".", "--static"]);
    assert!(ran.code == 1 && ran.stdout.contains("book/src/m/l.md:14: this picture cannot be drawn: no box is called `b`"), "{ran:?}");
}

/// A tree of boxes with ids `b0`, `b1`, ... in YAML's flow style.
fn tree(shape: &[u8], next: &mut usize, depth: usize) -> String {
    let mut boxes = Vec::new();
    for byte in shape.iter().take(4) {
        let id = *next;
        *next += 1;
        let label = "word ".repeat(usize::from(byte % 5) + 1);
        let layout = if byte & 32 == 0 { "row" } else { "column" };
        let inner = if byte & 64 != 0 && depth < 2 { tree(&shape[1..], next, depth + 1) } else { "[]".to_string() };
        boxes.push(format!("{{id: b{id}, label: {label}, layout: {layout}, boxes: {inner}}}"));
    }
    format!("[{}]", boxes.join(", "))
}

proptest! {
    #[test]
    fn whatever_is_written_is_drawn_within_its_width_or_refused(
        shape in proptest::collection::vec(any::<u8>(), 1..8),
        arrows in proptest::collection::vec((0_usize..20, 0_usize..20, "[a-z ]{0,12}"), 0..6),
    ) {
        let mut boxes = 0;
        let tree = tree(&shape, &mut boxes, 0);
        let arrows: Vec<String> = arrows
            .iter()
            .map(|(from, to, label)| format!("{{from: b{}, to: b{}, label: \"{label}\"}}", from % boxes, to % boxes))
            .collect();
        let text = format!("alt: some boxes and arrows between them\nboxes: {tree}\narrows: [{}]\n", arrows.join(", "));
        let once = Picture::parse(&text).and_then(|picture| picture.draw());
        let again = Picture::parse(&text).and_then(|picture| picture.draw());
        prop_assert_eq!(&once, &again);
        if let Ok(drawing) = once {
            let lines = to_text(&drawing, Characters::Box);
            prop_assert!(lines.iter().all(|line| line.width() <= MAX_WIDTH));
            let heads = lines.iter().flat_map(|line| line.chars()).filter(|character| "▲▼◄►".contains(*character)).count();
            prop_assert_eq!(heads, arrows.len(), "every arrow has its head:\n{}", lines.join("\n"));
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,80}", number in any::<u32>()) {
        let _ = Picture::parse(&text);
        for picture in [
            format!("alt: a b c d e\nbars: [{{label: x, spans: [{{from: 0, to: {number}}}]}}]\nticks: [{number}]\nmarks: [{{at: {number}, label: m}}]\n"),
            format!("alt: a b c d e\nlanes: [{{label: a}}, {{label: b}}]\nmessages: [{{from: a, to: b, label: {}}}]\n", serde_json::json!(text)),
        ] {
            if let Ok(drawing) = Picture::parse(&picture).and_then(|picture| picture.draw()) {
                prop_assert!(to_text(&drawing, Characters::Ascii).iter().all(|line| line.width() <= MAX_WIDTH));
            }
        }
    }
}
