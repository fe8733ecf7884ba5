//! The command and the files that it makes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aho_corasick::AhoCorasick;
use ecslab::course::Course;
use ecslab::lint::rules;

use super::{build, shared_book};

/// A built book and its files by path.
struct Book {
    files: BTreeMap<String, Vec<u8>>,
}

impl Book {
    /// The one that is shared.
    fn open() -> Self {
        Self { files: read(shared_book()) }
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.files.get(path).unwrap_or_else(|| panic!("the book has no {path}")).clone()).expect("a page is UTF-8")
    }

    fn pages(&self) -> impl Iterator<Item = (&str, String)> {
        self.files.keys().filter(|path| path.ends_with(".html")).map(|path| (path.as_str(), self.text(path)))
    }
}

fn read(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).expect("the file can be read"));
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files);
    files
}

fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect()
}

/// The values of an attribute, of elements of these names where some are given.
fn attributes(html: &str, elements: &[&str], attribute: &str) -> Vec<String> {
    let tags =
        html.split('<').skip(1).filter(|tag| elements.is_empty() || elements.iter().any(|name| tag.starts_with(&format!("{name} "))));
    let pattern = format!(" {attribute}=\"");
    tags.filter_map(|tag| {
        let (_, rest) = tag.split('>').next()?.split_once(&pattern)?;
        Some(rest.split('"').next()?.replace("&amp;", "&"))
    })
    .collect()
}

#[test]
fn every_lesson_lab_and_rule_has_a_page() {
    let book = Book::open();
    let course = Course::embedded();
    assert!(!course.lessons.is_empty());
    for lesson in &course.lessons {
        let page = book.text(&format!("{}.html", lesson.id));
        let questions = course.questions_of(&lesson.id).count();
        assert_eq!(page.matches("data-question=").count(), questions, "{}", lesson.id);
        assert!(!page.contains("rule:EC") && !page.contains("\nminutes:"), "{}", lesson.id);
        assert_eq!(page.matches("class=\"verdict ").count(), lesson.configuration_blocks().len(), "{}", lesson.id);
    }
    for lab in &course.labs {
        assert!(book.text(&format!("labs/{}.html", lab.id)).contains(&format!("ecslab lab start {}", lab.id)));
    }
    for rule in rules() {
        assert!(book.text(&format!("rules/{}.html", rule.code.to_lowercase())).contains(rule.verified), "{}", rule.code);
    }
    for page in [
        "index.html",
        "rules/index.html",
        "objectives.html",
        "drills.html",
        "commands.html",
        "glossary.html",
        "coverage.html",
        "print.html",
    ] {
        book.text(page);
    }
}

#[test]
fn every_command_term_and_topic_has_its_place() {
    let book = Book::open();
    let course = Course::embedded();
    assert!(course.commands.len() > 60 && course.terms.len() > 100 && course.topics.len() > 80);
    let commands = book.text("commands.html");
    for command in &course.commands {
        let anchor = format!("id=\"{}\"", command.command.to_lowercase().replace(' ', "-"));
        assert!(commands.contains(&anchor) && commands.contains(&command.source), "{}", command.command);
    }
    let glossary = book.text("glossary.html");
    for term in &course.terms {
        assert!(glossary.contains(&format!("<h3 id=\"{}\">", term.anchor())), "{}", term.term);
    }
    assert_eq!(book.text("coverage.html").matches("<tr>").count(), 1 + course.topics.len());
    let objectives = book.text("objectives.html");
    for exam in &course.exams {
        for objective in &exam.objectives {
            let anchor = format!("id=\"{}-{}\"", exam.id, objective.number.replace('.', "-"));
            assert!(objectives.contains(&anchor), "{} {}", exam.id, objective.number);
        }
    }
}

#[test]
fn every_track_leads_to_its_modules() {
    let book = Book::open();
    let introduction = book.text("index.html");
    for track in &Course::embedded().tracks {
        let way = introduction.split_once(&format!("--track {}<", track.id)).expect("the track").1;
        let way = way.split_once("</li>").expect("the end of it").0;
        let linked: Vec<String> = attributes(way, &["a"], "href");
        assert_eq!(linked.len(), track.modules.len(), "{}: {linked:?}", track.id);
        assert!(track.modules.iter().zip(&linked).all(|(id, link)| link.contains(id.as_str())), "{}: {linked:?}", track.id);
    }
}

#[test]
fn the_map_of_the_objectives_says_when_an_exam_is_given_and_leads_to_every_question() {
    let book = Book::open();
    let course = Course::embedded();
    let page = book.text("objectives.html");
    for exam in &course.exams {
        let (from, until) = (exam.delivered_from, exam.retires_on);
        assert!(from.is_none_or(|day| page.contains(&format!("from {day} on"))), "{}", exam.code);
        assert!(until.is_none_or(|day| page.contains(&format!("until {day} only"))), "{}", exam.code);
        for domain in &exam.domains {
            let title = domain.title.replace('&', "&amp;");
            assert!(page.contains(&format!("{title}: {} %", domain.weight)), "{}: {}", exam.code, domain.title);
        }
    }
    let place = |code: &str| page.find(&format!(">{code} ")).unwrap_or_else(|| panic!("no {code}"));
    assert!(place("DVA-C02") > place("CLF-C02"), "what ends comes last");
    for question in course.questions.iter().filter(|question| !question.objectives.is_empty()) {
        let link = format!("href=\"{}.html#question-{}\"", question.lesson, question.id);
        assert!(page.contains(&link), "{}", question.id);
    }
    // A question stands in a lesson, so an objective with questions has one.
    let rows = page.split("<tr id=").skip(1);
    for row in rows.filter(|row| row.contains("#question-")) {
        let lessons = row.split("data-label=\"Labs\"").next().unwrap_or_default();
        assert!(!lessons.contains("<li>none</li>"), "{lessons}");
    }
}

#[test]
fn every_kind_of_drill_has_an_example_that_is_worked_out() {
    let book = Book::open();
    let page = book.text("drills.html");
    for kind in ecslab::practice::drill::kinds() {
        assert!(page.contains(&format!("<code>ecslab drill {}</code>", kind.id)), "{}", kind.id);
        assert!(page.contains(&format!("<code>ecslab drill {}-1-1</code>", kind.id)), "{}", kind.id);
    }
    assert_eq!(page.matches("The answer, worked out").count(), ecslab::practice::drill::kinds().len());
}

#[test]
fn every_picture_of_a_lesson_is_drawn_with_its_words() {
    let book = Book::open();
    let course = Course::embedded();
    let mut drawn = 0;
    for lesson in &course.lessons {
        let page = book.text(&format!("{}.html", lesson.id));
        assert_eq!(page.matches("<svg class=\"picture\" role=\"img\"").count(), lesson.pictures().len(), "{}", lesson.id);
        assert!(!page.contains("language-picture"), "{}", lesson.id);
        drawn += lesson.pictures().len();
    }
    assert!(drawn > 20, "only {drawn} pictures");
}

#[test]
fn all_links_within_the_book_resolve_with_their_anchors() {
    let book = Book::open();
    let anchors: BTreeMap<&str, Vec<String>> = book.pages().map(|(path, html)| (path, attributes(&html, &[], "id"))).collect();
    let mut checked = 0;
    for (path, html) in book.pages() {
        for link in attributes(&html, &["a", "link"], "href").into_iter().chain(attributes(&html, &["script", "img", "iframe"], "src")) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').map_or((link.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { path.to_string() } else { join(path, file) };
            assert!(book.files.contains_key(&target), "{path} links to {link}, which is not there");
            if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) {
                assert!(
                    anchors[target.as_str()].iter().any(|id| id == anchor),
                    "{path} links to {link}, but nothing there is called {anchor}"
                );
            }
            checked += 1;
        }
    }
    assert!(checked > 500, "only {checked} links were found");
}

fn join(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop().expect("a link stays in the book")),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn no_answer_and_no_hint_lies_in_plain_sight() {
    let book = Book::open();
    let course = Course::embedded();
    let whys = course.questions.iter().flat_map(|question| question.options.iter().map(|option| option.why.as_str()));
    let hints = course.labs.iter().flat_map(|lab| lab.hints.iter().map(|hint| hint.text.as_str()));
    // A sentence of a few words may well stand in a lesson too.
    let secrets: Vec<(&str, String)> =
        whys.chain(hints).map(|text| (text, letters(text))).filter(|(_, letters)| letters.len() > 30).collect();
    assert!(secrets.len() > 50);
    let all_secrets = AhoCorasick::new(secrets.iter().map(|(_, letters)| letters)).expect("they are few enough");
    assert!(all_secrets.is_match(&format!("x{}x", secrets[1].1)), "what is there is found");
    let texts = book.files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".js") || path.ends_with(".json"));
    for (path, bytes) in texts {
        let text = String::from_utf8_lossy(bytes);
        let shown = letters(&if path.ends_with(".html") { without_tags(&text) } else { text.replace("\\n", " ") });
        for text in [shown, letters(&text)] {
            let found = all_secrets.find(&text).map(|found| secrets[found.pattern().as_usize()].0);
            assert!(found.is_none(), "{path} shows: {found:?}");
        }
        if path.ends_with(".html") {
            assert!(!text.contains("\"correct\"") && !text.contains("data-correct") && !text.contains("&quot;correct"), "{path}");
        }
    }
}

/// Letters and digits only, so that no markup or line break hides a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_tags(html: &str) -> String {
    let mut text: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        text = text.replace(entity, character);
    }
    text
}

#[test]
fn nothing_comes_from_a_network() {
    let book = Book::open();
    for (path, html) in book.pages() {
        let loaded =
            attributes(&html, &["script", "img", "iframe", "source"], "src").into_iter().chain(attributes(&html, &["link"], "href"));
        for url in loaded {
            assert!(!url.contains("//"), "{path} loads {url}");
        }
    }
    for (path, bytes) in book.files.iter().filter(|(path, _)| path.ends_with(".css")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("@import") && !text.contains("url(http") && !text.contains("url(\"http") && !text.contains("url('http"),
            "{path}"
        );
    }
}

#[test]
fn a_rebuilt_book_is_the_same_to_the_byte_and_keeps_nothing_stale() {
    let book = Book::open();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("book");
    // What tells a book of ours lies in it.
    for (path, bytes) in &book.files {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().expect("a parent")).expect("makes folders");
        std::fs::write(file, bytes).expect("the book can be copied");
    }
    std::fs::write(root.join("stale.html"), "old").expect("the book can be written");
    let output = build(&root, &["--format", "json"]);
    assert!(output.status.success(), "{output:?}");
    assert!(read(&root) == book.files, "the second build differs from the first");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["dest"], serde_json::json!(root.canonicalize().expect("it is there")));
    let pages = book.pages().filter(|(path, _)| !["print.html", "toc.html"].contains(path)).count();
    assert_eq!(answer["pages"], pages);
    assert_eq!(names(folder.path()), BTreeSet::from(["book".to_string()]));
}

#[test]
fn a_course_without_labs_and_questions_makes_a_book_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut course = Course::embedded();
    course.labs.clear();
    course.questions.clear();
    let built = ecslab::book::build(&course, &folder.path().join("book")).expect("the book is made");
    // Beside the modules: the introduction, the rules' index, drills, commands, glossary, objectives and coverage.
    assert_eq!(built.pages, 7 + course.modules.len() + course.lessons.len() + rules().len());
    let lesson = std::fs::read_to_string(built.folder.join(format!("{}.html", course.lessons[0].id))).expect("a page");
    assert!(!lesson.contains("id=\"questions\"") && !lesson.contains("id=\"practise\""));
}

#[test]
fn it_says_where_the_book_is_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().canonicalize().expect("it is there").join("book");
    let output = build(&root, &[]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout.lines().count(), 2, "{stdout}");
    assert_eq!(stdout.lines().last(), Some(root.join("index.html").to_str().expect("UTF-8")));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mine = folder.path().join("mine");
    std::fs::create_dir(&mine).expect("a folder");
    std::fs::write(mine.join("thesis.txt"), "years of work").expect("a file");
    let output = build(&mine, &[]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("mine is not empty and not a book made by ecslab"), "{stderr}");
    assert!(stderr.contains("--dest"), "{stderr}");
    assert_eq!(names(&mine), BTreeSet::from(["thesis.txt".to_string()]));
    assert_eq!(names(folder.path()), BTreeSet::from(["mine".to_string()]));
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "text").expect("a file");
    for (destination, message) in [(file.clone(), "file is not a folder"), (file.join("book"), "cannot create")] {
        let output = build(&destination, &[]);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(message), "{stderr}");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("still there"), "text");
}
