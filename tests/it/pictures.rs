//! Pictures of lessons: what is written, what is drawn, what is refused.

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
        (format!("{alt}boxes:\n  - {{label: a}}\n  - {{label: a}}\n"), Some(3), "two boxes are called `a`"),
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
