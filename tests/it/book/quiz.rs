//! The quiz and the hints in a real browser, from `file://`.

use std::path::PathBuf;

use ecslab::course::{Course, Question, QuestionType};

use super::browser::{Browser, chromium};
use super::shared_book;

const LESSON: &str = "fargate/sizes";

struct Reader {
    browser: Browser,
    question: Question,
    right: usize,
    wrong: usize,
}

impl Reader {
    /// A reader before the first question of a lesson that has one answer; `None` where there is no browser.
    fn start(test: &str) -> Option<Self> {
        let program = chromium(test)?;
        let course = Course::embedded();
        let question =
            course.questions_of(LESSON).find(|question| question.kind == QuestionType::Single).expect("a lesson has one").clone();
        let right = question.correct()[0];
        let wrong = usize::from(right == 0);
        Some(Self { browser: Browser::start(&program), question, right, wrong })
    }

    fn page(&self, path: &str) -> PathBuf {
        shared_book().join(path)
    }

    fn open_lesson(&mut self) {
        let page = self.page(&format!("{LESSON}.html"));
        self.browser.open(&page);
    }

    fn form(&self, inner: &str) -> String {
        format!("[data-question='{}'] {inner}", self.question.id)
    }

    fn choose(&mut self, option: usize) {
        let selector = self.form(&format!("input[value='{option}']"));
        self.browser.click(&selector);
    }

    fn check(&mut self) {
        let selector = self.form("[type=submit]");
        self.browser.click(&selector);
    }

    fn verdict(&mut self) -> String {
        let selector = self.form(".quiz-verdict");
        self.browser.text(&selector)
    }

    /// The reasons that are shown, by option.
    fn reasons(&mut self) -> Vec<String> {
        (1..=self.question.options.len())
            .map(|index| {
                let selector = self.form(&format!(".quiz-option:nth-of-type({}) .quiz-why", index + 1));
                self.browser.text(&selector)
            })
            .collect()
    }

    fn score(&mut self) -> String {
        self.browser.text("[data-score]")
    }

    fn finish(self) {
        assert_eq!(self.browser.errors, Vec::<String>::new());
        let foreign: Vec<_> = self.browser.requests.iter().filter(|url| !url.starts_with("file://") && !url.starts_with("data:")).collect();
        assert!(foreign.is_empty(), "the pages asked for {foreign:?}");
    }
}

#[test]
fn a_wrong_answer_is_explained_kept_and_can_be_mended() {
    let Some(mut reader) = Reader::start("a_wrong_answer_is_explained_kept_and_can_be_mended") else { return };
    reader.open_lesson();
    assert_eq!(reader.verdict(), "");
    assert!(reader.reasons().iter().all(String::is_empty), "nothing is explained before an attempt");

    reader.check();
    assert_eq!(reader.verdict(), "Choose an option first.");

    reader.choose(reader.wrong);
    reader.check();
    let expected = format!("Not right. The answer is {}.", Question::letter(reader.right));
    assert_eq!(reader.verdict(), expected);
    let reasons = reader.reasons();
    assert!(reasons[reader.wrong].starts_with("✗ Wrong, your choice."), "{reasons:?}");
    assert!(reasons[reader.right].starts_with("✓ Right."), "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason.len() > 20), "every option is explained: {reasons:?}");
    assert!(reader.score().starts_with("0 of "), "{}", reader.score());

    reader.browser.reload();
    assert_eq!(reader.verdict(), expected, "the answer outlives a reload");
    assert_eq!(reader.reasons(), reasons);

    let retry = reader.form("[data-retry]");
    reader.browser.click(&retry);
    assert_eq!(reader.verdict(), "");
    assert!(reader.reasons().iter().all(String::is_empty), "a new attempt hides the reasons");
    reader.choose(reader.right);
    reader.check();
    assert_eq!(reader.verdict(), "That is right.");
    assert!(reader.score().starts_with("1 of "), "{}", reader.score());

    let home = reader.page("index.html");
    reader.browser.open(&home);
    assert!(reader.browser.text(".progress:not(:empty)").starts_with("1 of "), "the introduction shows the progress");
    reader.finish();
}

#[test]
fn the_keyboard_is_enough() {
    let Some(mut reader) = Reader::start("the_keyboard_is_enough") else { return };
    reader.open_lesson();
    let page = reader.browser.value("location.pathname");
    let first = serde_json::json!(reader.form("input"));
    reader.browser.value(&format!("document.querySelector({first}).focus()"));
    reader.browser.press(" ", 32, " ");
    for _ in 0..reader.right {
        // Outside a form mdBook turns the page at this key.
        reader.browser.press("ArrowRight", 39, "");
    }
    reader.browser.press("Enter", 13, "\r");
    assert_eq!(reader.verdict(), "That is right.");
    assert_eq!(reader.browser.value("location.pathname"), page);
    assert_eq!(reader.browser.value("document.activeElement.className"), "quiz-verdict");
    reader.browser.press("Enter", 13, "\r");
    reader.browser.press("ArrowRight", 39, "");
    assert_eq!(reader.verdict(), "That is right.", "a key that is held or pressed twice changes nothing");
    assert_eq!(reader.browser.value("location.pathname"), page);
    let retry = serde_json::json!(reader.form("[data-retry]"));
    reader.browser.value(&format!("document.querySelector({retry}).focus()"));
    reader.browser.press("Enter", 13, "\r");
    assert_eq!(reader.verdict(), "");
    assert_eq!(reader.browser.value("document.activeElement.type"), "radio");
    reader.finish();
}

#[test]
fn the_letter_of_the_answer_is_part_of_what_an_option_is_called_and_the_reason_describes_it() {
    let Some(mut reader) = Reader::start("the_letter_of_the_answer_is_part_of_what_an_option_is_called_and_the_reason_describes_it") else {
        return;
    };
    reader.open_lesson();
    reader.choose(reader.wrong);
    reader.check();
    let inputs = reader.browser.call("Accessibility.getFullAXTree", serde_json::json!({}));
    let letter = Question::letter(reader.right);
    let text = reader.form(&format!(".quiz-option:nth-of-type({}) .quiz-text", reader.right + 2));
    let (text, why) = (reader.browser.text(&text), reader.reasons()[reader.right].clone());
    let radios: Vec<_> = inputs["nodes"].as_array().into_iter().flatten().filter(|node| node["role"]["value"] == "radio").collect();
    let found = radios.iter().find(|node| {
        node["name"]["value"].as_str().is_some_and(|name| name.replace(' ', "") == format!("{letter}{text}").replace(' ', ""))
    });
    let found = found.unwrap_or_else(|| panic!("no option is called {letter} {text}: {radios:#?}"));
    assert!(found["description"]["value"].as_str().is_some_and(|said| said.starts_with(&why[..9])), "{found:#?}: {why}");
    reader.finish();
}

#[test]
fn answers_in_two_tabs_are_all_kept_and_what_one_forgets_stays_forgotten() {
    let Some(mut reader) = Reader::start("answers_in_two_tabs_are_all_kept_and_what_one_forgets_stays_forgotten") else { return };
    let kept = "JSON.parse(localStorage.getItem('ecslab-book')).answers";
    let keys = format!("Object.keys({kept}).length");
    reader.open_lesson();
    let first = reader.browser.open_tab();
    let course = Course::embedded();
    let other = course.questions.iter().find(|question| question.lesson != LESSON && question.kind == QuestionType::Single);
    let own = std::mem::replace(&mut reader.question, other.expect("there are more lessons").clone());
    let page = reader.page(&format!("{}.html", reader.question.lesson));
    reader.browser.open(&page);
    reader.choose(0);
    reader.check();
    assert_eq!(reader.browser.value(&keys), 1);

    let second = reader.browser.turn_to(first);
    let theirs = std::mem::replace(&mut reader.question, own);
    reader.browser.call("Page.bringToFront", serde_json::json!({}));
    reader.choose(reader.right);
    reader.check();
    assert_eq!(reader.browser.value(&keys), 2, "the answer of the other tab is still there");

    let first = reader.browser.turn_to(second);
    let own = std::mem::replace(&mut reader.question, theirs);
    reader.browser.call("Page.bringToFront", serde_json::json!({}));
    reader.browser.value("window.ecslab.answers.forgetAll()");
    reader.browser.turn_to(first);
    reader.question = own;
    reader.browser.call("Page.bringToFront", serde_json::json!({}));
    let shown =
        "new Promise(done => (function look() { document.querySelector('.is-answered') ? requestAnimationFrame(look) : done(true); })())";
    assert_eq!(reader.browser.promised(shown), true, "this tab learns of it");
    assert_eq!(reader.verdict(), "");
    reader.choose(reader.wrong);
    reader.check();
    assert_eq!(reader.browser.value(&keys), 1, "what was forgotten does not come back");
    reader.finish();
}

/// Why the browser keeps nothing, as scripts before those of a page.
const NOTHING_IS_KEPT: [&str; 2] = [
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }})",
    "Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError'); }",
];

#[test]
fn where_nothing_is_kept_the_quiz_works_and_says_so() {
    for reason in NOTHING_IS_KEPT {
        let Some(mut reader) = Reader::start("where_nothing_is_kept_the_quiz_works_and_says_so") else { return };
        reader.browser.before_each_page(reason);
        reader.open_lesson();
        assert!(reader.score().ends_with("every option is explained."), "{}", reader.score());
        assert!(reader.browser.text(".quiz-note[role=status]").starts_with("This browser keeps no answers"));
        reader.choose(reader.right);
        reader.check();
        assert_eq!(reader.verdict(), "That is right.");
        assert!(reader.score().starts_with("1 of "), "{}", reader.score());
        let home = reader.page("index.html");
        reader.browser.open(&home);
        assert_eq!(reader.browser.text("[data-kept=yes]"), "");
        assert!(reader.browser.text("[data-kept=no]").starts_with("This browser keeps no answers"));
        // mdBook's own scripts look at the storage too; their complaints are not ours.
        reader.browser.errors.retain(|error| error.contains("/theme/"));
        reader.finish();
    }
}

#[test]
fn what_is_stored_in_another_form_is_set_aside_and_never_believed() {
    let Some(mut reader) = Reader::start("what_is_stored_in_another_form_is_set_aside_and_never_believed") else { return };
    for (stored, aside) in [
        (r#"{"version":1,"answers":[]}"#, "ecslab-book-unreadable"),
        (r#"{"version":2,"answers":{"a":1}}"#, "ecslab-book-version-2"),
        ("not JSON", "ecslab-book-unreadable"),
    ] {
        reader.open_lesson();
        let text = serde_json::json!(stored);
        reader.browser.value(&format!("localStorage.setItem('ecslab-book', {text})"));
        reader.browser.reload();
        reader.choose(reader.right);
        reader.check();
        reader.browser.reload();
        assert_eq!(reader.verdict(), "That is right.", "{stored}: the answer is kept");
        assert_eq!(reader.browser.value(&format!("localStorage.getItem('{aside}')")), stored);
    }
    for chosen in ["[]", "[99]", "[{\"a\":1}]", "[0,1]"] {
        let form = serde_json::json!(reader.form("").trim());
        let script = format!(
            "(form => localStorage.setItem('ecslab-book', JSON.stringify({{version: 1, answers: {{[form.dataset.question]: {{key: form.dataset.key, chosen: {chosen}, right: true}}}}}})))(document.querySelector({form}))"
        );
        reader.browser.value(&script);
        reader.browser.reload();
        assert_eq!(reader.verdict(), "", "{chosen} is no answer to this question");
        assert!(reader.score().ends_with("every option is explained."), "{chosen}: {}", reader.score());
    }
    reader.finish();
}

#[test]
fn the_introduction_leads_to_what_is_next_and_to_what_was_wrong() {
    let Some(mut reader) = Reader::start("the_introduction_leads_to_what_is_next_and_to_what_was_wrong") else { return };
    let course = Course::embedded();
    let home = reader.page("index.html");
    reader.browser.open(&home);
    assert_eq!(reader.browser.text("[data-go-on]"), format!("Begin: {}", course.lessons[0].title));
    assert_eq!(reader.browser.text("[data-wrong]"), "");
    reader.open_lesson();
    reader.choose(reader.wrong);
    reader.check();
    reader.browser.open(&home);
    assert!(reader.browser.text("[data-go-on]").starts_with("Go on: "));
    reader.browser.click("[data-wrong] a");
    let arrived = "new Promise(done => (function look() { document.querySelector('.quiz-question:target') ? done(location.hash) : requestAnimationFrame(look); })())";
    assert_eq!(reader.browser.promised(arrived), format!("#question-{}", reader.question.id));
    reader.finish();
}

#[test]
fn several_options_are_asked_for_by_number() {
    let Some(mut reader) = Reader::start("several_options_are_asked_for_by_number") else { return };
    let course = Course::embedded();
    reader.question =
        course.questions_of(LESSON).find(|question| question.kind == QuestionType::Multiple).expect("a lesson has one").clone();
    reader.open_lesson();
    let right = reader.question.correct();
    reader.choose(right[0]);
    reader.check();
    assert_eq!(reader.verdict(), format!("Choose {} options; you have chosen 1.", right.len()));
    for option in &right[1..] {
        reader.choose(*option);
    }
    reader.check();
    assert_eq!(reader.verdict(), "That is right.");
    reader.finish();
}

#[test]
fn hints_open_one_by_one() {
    let Some(mut reader) = Reader::start("hints_open_one_by_one") else { return };
    let course = Course::embedded();
    let Some(lab) = course.labs.first() else { return };
    let page = reader.page(&format!("labs/{}.html", lab.id));
    reader.browser.open(&page);
    assert_eq!(reader.browser.text(".hint:nth-of-type(2) summary"), "");
    reader.browser.click(".hint:nth-of-type(1) summary");
    // The event of an opened hint comes in a later turn of the browser's loop.
    let open = "new Promise(done => (function look() { const text = document.querySelector('.hint-text').innerText; text ? done(text) : requestAnimationFrame(look); })())";
    let result =
        reader.browser.call("Runtime.evaluate", serde_json::json!({"expression": open, "awaitPromise": true, "returnByValue": true}));
    assert!(result["result"]["value"].as_str().is_some_and(|text| text.len() > 20), "{result}");
    assert!(reader.browser.text(".hint:nth-of-type(2) summary").starts_with("Hint 2"));
    reader.finish();
}

/// Answers a question with places by choosing in each select, or types an answer; `values` by the options as they are shown.
fn fill_in(reader: &mut Reader, values: &[String]) {
    let selector = serde_json::json!(format!("{0} input, {0} select", reader.form("").trim()));
    let values = serde_json::json!(values);
    let script =
        format!("(() => {{ document.querySelectorAll({selector}).forEach((input, index) => {{ input.value = {values}[index]; }}); }})()");
    reader.browser.value(&script);
}

#[test]
fn things_are_put_in_order_matched_and_typed() {
    let Some(mut reader) = Reader::start("things_are_put_in_order_matched_and_typed") else { return };
    let course = Course::embedded();
    for kind in [QuestionType::Order, QuestionType::Match, QuestionType::Text] {
        let question = course.questions.iter().find(|question| question.kind == kind).expect("there is one of each type");
        reader.question = question.clone();
        let shown = question.shown_order();
        let place = |index: usize| shown.iter().position(|shown| *shown == index).expect("it is shown");
        let right: Vec<String> = match kind {
            QuestionType::Order => shown.iter().map(ToString::to_string).collect(),
            QuestionType::Match => (0..shown.len()).map(|index| place(index).to_string()).collect(),
            _ => vec![format!("  {} ", question.options[question.correct()[0]].text.to_uppercase())],
        };
        let mut wrong = right.clone();
        if kind == QuestionType::Text {
            wrong[0] = "docker login".to_string()
        } else {
            wrong.swap(0, 1)
        }
        let page = reader.page(&format!("{}.html", question.lesson));
        reader.browser.open(&page);
        reader.check();
        let verdict = reader.verdict();
        assert!(verdict.starts_with("Choose each once") || verdict == "Type your answer first.", "{verdict}");
        fill_in(&mut reader, &wrong);
        reader.check();
        assert!(reader.verdict().starts_with("Not right."), "{}: {}", question.id, reader.verdict());
        let why = reader.form(".quiz-why:not([hidden])");
        assert!(reader.browser.text(&why).starts_with(['✓', '✗']));
        reader.browser.reload();
        assert!(reader.verdict().starts_with("Not right."), "the answer outlives a reload");
        let retry = reader.form("[data-retry]");
        reader.browser.click(&retry);
        fill_in(&mut reader, &right);
        reader.check();
        assert_eq!(reader.verdict(), "That is right.", "{}", question.id);
    }
    reader.finish();
}
