//! Teaching a class: agenda, preparation, roster, report.

use std::path::Path;

use ecslab::classroom::{
    Agenda, AgendaPlan, ClassFile, ClassReport, CsvTable, ItemKind, Method, Results, Verdict, doubts, render_csv, render_html, render_text,
};
use ecslab::course::{Course, Lab, Lesson, Module, Question, QuestionType};
use ecslab::progress::{Export, Identity, PortableEvent};
use serde_json::{Value, json};

use crate::program::Place;

/// A course of two modules that no change of the content touches: eight questions, one lab.
fn small_course() -> Course {
    let module = |id: &str, title: &str, lessons: &[&str], labs: &[&str]| -> Module {
        serde_json::from_value(json!({"id": id, "title": title, "summary": "x", "lessons": lessons, "labs": labs})).expect("a module")
    };
    let lesson = |id: &str, title: &str, minutes| Lesson {
        id: id.to_string(),
        path: "x.md",
        title: title.to_string(),
        minutes,
        objectives: Vec::new(),
        labs: Vec::new(),
        verified: String::new(),
        sources: Vec::new(),
        body: "",
        body_line: 1,
    };
    let question = |number: usize| -> Question {
        let lesson = if number < 4 { "ports/map" } else { "roles/two" };
        let options = json!([
            {"text": "the right one", "correct": true, "why": "so it is"},
            {"text": "a <b>common</b> belief", "why": "it was so once"},
            {"text": "a rare one", "why": "never was"},
        ]);
        serde_json::from_value(json!({
            "id": format!("q{number}"), "lesson": lesson, "objectives": [], "difficulty": 1, "type": "single",
            "stem": format!("Question {number}, which goes on\nin a second line with `code`?\n\n    and an example"), "options": options, "source": "x", "verified": "x",
        }))
        .expect("a question")
    };
    let template = Course::embedded().labs.remove(0);
    Course {
        modules: vec![module("ports", "Ports", &["map"], &["open"]), module("roles", "Roles", &["two"], &[])],
        lessons: vec![lesson("ports/map", "Mapping ports", 10), lesson("roles/two", "Two roles", 7)],
        questions: (0..8).map(question).collect(),
        labs: vec![Lab {
            id: "ports/open".to_string(),
            title: "Open the port".to_string(),
            lesson: "ports/map".to_string(),
            minutes: 20,
            ..template
        }],
        ..Course::default()
    }
}

/// Events of one learner, a second apart.
struct Learner {
    identity: Identity,
    name: String,
    events: Vec<PortableEvent>,
    /// Makes ids unique.
    number: usize,
    _folder: tempfile::TempDir,
}

impl Learner {
    fn new(name: &str, number: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let identity = Identity::open_in(folder.path()).expect("a key");
        Self { identity, name: name.to_string(), events: Vec::new(), number, _folder: folder }
    }

    fn does(&mut self, subject: &str, event: Value) -> &mut Self {
        let place = self.events.len();
        self.events.push(PortableEvent {
            id: format!("{:016x}{place:016x}", self.number),
            ordered_at: None,
            at: format!("2026-02-03T{:02}:{:02}:{:02}.000Z", place / 3600, place / 60 % 60, place % 60),
            subject: subject.to_string(),
            event,
        });
        self
    }

    fn answers(&mut self, question: &str, option: usize) -> &mut Self {
        self.claims(question, option, option == 0)
    }

    /// An answer with what the file says of it.
    fn claims(&mut self, question: &str, option: usize, correct: bool) -> &mut Self {
        self.does(question, json!({"kind": "answered", "chosen": [option], "correct": correct, "repetition": false}))
    }

    fn export(&self) -> Export {
        let now = "2026-02-04T00:00:00Z".parse().expect("a time");
        Export::new(self.events.clone(), now).sign(&self.name, &self.identity).expect("a name")
    }

    fn file(&self) -> String {
        serde_json::to_string(&self.export()).expect("is JSON")
    }
}

fn report_of(learners: &[Learner]) -> ClassReport {
    let mut results = Results::default();
    for learner in learners {
        results.add(&format!("{}.json", learner.name), Ok(learner.export()), None);
    }
    ClassReport::of(&small_course(), results, None)
}

#[test]
fn a_report_says_who_is_where_who_is_stuck_and_what_is_believed() {
    let mut ada = Learner::new("Ada Lovelace", 1);
    ada.does("ports/map", json!({"kind": "lesson-read"})).does("roles/two", json!({"kind": "lesson-read"}));
    for question in 0..8 {
        ada.answers(&format!("q{question}"), 0);
    }
    ada.does("ports/open", json!({"kind": "lab-started", "folder": "/home/ada/lab"}));
    ada.does("ports/open", json!({"kind": "lab-checked", "passed": ["port", "runs"], "failed": []}));
    let mut ben = Learner::new("王小明", 2);
    ben.answers("q0", 1).answers("q0", 0).answers("q1", 1).answers("q2", 2);
    ben.does("ports/open", json!({"kind": "lab-started", "folder": "/x"})).does("ports/open", json!({"kind": "hint-shown", "level": 0}));
    for _ in 0..3 {
        ben.does("ports/open", json!({"kind": "lab-checked", "passed": [], "failed": ["port", "runs"]}));
    }
    let mut eve = Learner::new("<script>alert(1)</script>", 3);
    eve.answers("q0", 1).answers("q1", 1).claims("q3", 77, true);
    let report = report_of(&[ada, ben, eve]);
    insta::assert_snapshot!(render_text(&report, true));
    assert_eq!(report.learners[0].total.questions, 0, "an answer is right where the question says so, not the file");
    assert_eq!(doubts(&report), [""; 0]);

    let lab = &report.labs[0];
    assert_eq!((lab.begun, lab.passed, lab.median_attempts, lab.mean_hints), (2, 1, 3, 0.5));
    assert_eq!((&lab.stuck[..], &lab.failing[..]), (&["王小明".to_string()][..], &[("port".to_string(), 1)][..]));
    let believed: Vec<_> = report.misconceptions.iter().map(|found| (found.question.as_str(), found.chosen, found.of)).collect();
    assert_eq!(believed, [("q0", 2, 3), ("q1", 2, 3)], "first attempts only");
    assert!(report.questions.iter().all(|question| question.statistics.verdict == Verdict::TooFew));

    let page = render_html(&report);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "a name is data");
    assert!(page.contains("a &lt;b&gt;common&lt;/b&gt; belief") && !page.contains("<b>"), "and so is an option");
    assert!(page.contains("which goes on in a second line with <code>code</code>?"), "what was asked is whole");
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains(" src="), "nothing is loaded");
    assert_eq!(page.matches("<svg").count(), page.matches("role=\"img\" aria-label=").count());
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
}

#[test]
fn what_does_not_count_is_told_for_each_learner() {
    let mut ada = Learner::new("Ada", 1);
    ada.answers("q0", 0).does("q1", json!({"kind": "dreamt"})).does("q1", json!({"kind": "answered", "chosen": "all"}));
    ada.answers("acme/first-q", 0).does("acme/first/welcome", json!({"kind": "lesson-read"})).answers("new-question", 0);
    // Given up knowingly: quizzes/retired.txt.
    ada.answers("troubleshooting-health-dockerfile-check", 0);
    ada.does("drill/placement", json!({"kind": "drill-answered", "level": 1, "seed": 1, "correct": true}));
    let mut ben = Learner::new("Ben", 2);
    ben.answers("q0", 0);
    let mut export = ada.export();
    export.program = "9.9.9".to_string();
    let mut results = Results::default();
    results.add("ada.json", Ok(export), None);
    results.add("ben.json", Ok(ben.export()), None);
    let report = ClassReport::of(&small_course(), results, None);
    let said = format!(
        "Ada: not counted: 2 events of a kind that only a newer ecslab knows; 1 event about content that this ecslab does not have; \
         update this one ({}; written by 9.9.9); 2 events of the content pack acme, which is not installed here or lacks them",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(doubts(&report), [said.as_str()]);
    assert!(render_html(&report).contains(&said), "the page says it too");
    let uncounted = serde_json::to_value(&report.learners[0].uncounted).expect("is JSON");
    assert_eq!(uncounted, json!({"unknownKinds": 2, "unknownContent": 1, "packs": {"acme": 2}, "programs": ["9.9.9"]}));
}

#[test]
fn a_copy_of_the_results_of_another_is_told_and_counts_once() {
    let mut eve = Learner::new("Eve", 1);
    for question in 0..8 {
        eve.answers(&format!("q{question}"), usize::from(question > 3));
    }
    let mut bert = Learner::new("Bert", 2);
    bert.events = eve.events.clone();
    bert.does("ports/map", json!({"kind": "lesson-read"}));
    let export = |learner: &Learner, now: &str| {
        let now = now.parse().expect("a time");
        Ok(Export::new(learner.events.clone(), now).sign(&learner.name, &learner.identity).expect("a name"))
    };
    let report = |order: [usize; 2]| {
        let exports = [("eve.json", export(&eve, "2026-02-04T00:00:00Z")), ("bert.json", export(&bert, "2026-02-05T00:00:00Z"))];
        let mut results = Results::default();
        order.into_iter().for_each(|place| results.add(exports[place].0, exports[place].1.clone(), None));
        ClassReport::of(&small_course(), results, None)
    };
    let found = report([0, 1]);
    let said = doubts(&found);
    assert!(said.len() == 1 && said[0].starts_with("Eve and Bert have 8 events in common (of 8 and 9)"), "{said:?}");
    assert!(found.questions.iter().all(|question| question.statistics.n == 1), "counted once");
    assert_eq!(found.learners.iter().map(|learner| learner.total.questions).collect::<Vec<_>>(), [4, 4], "where each is says the file");
    let json = |report| serde_json::to_value(report).expect("is JSON");
    assert_eq!(json(found), json(report([1, 0])), "in any order of the files");
}

#[test]
fn two_learners_do_not_speak_for_forty() {
    let learners: Vec<Learner> = (0..42)
        .map(|number| {
            let mut learner = Learner::new(&format!("Learner {number:02}"), number);
            for question in if number < 2 { 0..4 } else { 4..8 } {
                // Two have all wrong in the first lesson, forty half of the second, with two beliefs.
                learner.answers(&format!("q{question}"), if number < 2 || question < 6 { 1 + number % 2 } else { 0 });
            }
            learner
        })
        .collect();
    let report = report_of(&learners);
    let next: Vec<&str> = report.next.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(next, ["roles/two", "ports/map"], "{:?}", report.next);
    assert_eq!(report.next[0].reason, "40 of the 40 who tried it got less than 60 % right at first; all together 50 %");
    assert!(report.next[1].reason.contains("most have not half done"), "{:?}", report.next);
    assert_eq!(report.spreads_from, 5);
    assert!(report.misconceptions.iter().all(|found| found.lesson == "roles/two" && (found.chosen, found.of) == (20, 40)));
    assert_eq!(report.misconceptions.len(), 4);
    for (table, lines, row) in [
        (CsvTable::Learners, 1 + 42 * 2, "\"Learner 00\","),
        (
            CsvTable::Questions,
            1 + 8,
            "q4,roles/two,\"Question 4, which goes on in a second line with `code`?\",40,0.000,,,,\"all wrong\"\r",
        ),
        (CsvTable::Misconceptions, 1 + 4, ",\"a <b>common</b> belief\",\"it was so once\",20,40\r"),
        (CsvTable::Labs, 1, "lab,title,"),
    ] {
        let csv = render_csv(&report, table);
        assert!(csv.lines().count() == lines && csv.contains(row), "{table:?}: {csv}");
        let columns = csv.lines().next().map(|head| head.split(',').count());
        assert!(!csv.contains("\r\r") && columns > Some(6), "{csv}");
    }
}

#[test]
fn of_two_events_with_one_id_the_same_counts_whichever_file_comes_first() {
    let reports = [[0, 1], [1, 0]].map(|answers| {
        let mut results = Results::default();
        let mut ada = Learner::new("Ada", 1);
        for option in answers {
            ada.events.clear();
            results.add("ada.json", Ok(ada.answers("q0", option).export()), None);
        }
        ClassReport::of(&small_course(), results, None)
    });
    let counted = reports.map(|report| {
        assert_eq!((report.learners[0].events, report.learners[0].differing), (1, 1), "it is told");
        report.questions[0].statistics.p
    });
    assert_eq!(counted[0], counted[1]);
}

/// Forty learners: the upper half answers q0 rightly and does well elsewhere.
///
/// By hand: rest scores over the seven other questions are 6/7 for twenty, right at q0, and 1/7 for twenty, wrong: the two groups do not vary
/// within, so r = (6/7 - 1/7) / (5/14) * sqrt(0.25) = 1. q7 is right for the lower half only: rest scores 6/7 of those wrong (q0 to q5 of the
/// others) and 0 of those right, so r = -1.
#[test]
fn discrimination_is_that_computed_by_hand() {
    let learners: Vec<Learner> = (0..40)
        .map(|number| {
            let mut learner = Learner::new(&format!("Learner {number:02}"), number);
            for question in 0..8 {
                let right = if number < 20 { question < 7 } else { question == 7 };
                learner.answers(&format!("q{question}"), usize::from(!right));
            }
            learner
        })
        .collect();
    let report = report_of(&learners);
    let of = |id: &str| report.questions.iter().find(|question| question.id == id).expect("it was answered").statistics;
    let (first, last) = (of("q0"), of("q7"));
    let value = |statistics: ecslab::classroom::ItemStatistics| statistics.discrimination.expect("enough learners");
    assert_eq!((first.n, first.p, value(first).method, first.verdict), (40, 0.5, Method::PointBiserial, Verdict::Good));
    assert!((value(first).value - 1.0).abs() < 1e-9 && (value(last).value + 1.0).abs() < 1e-9, "{first:?} {last:?}");
    assert_eq!((last.verdict, report.questions[0].id.as_str()), (Verdict::Negative, "q7"), "what needs a look comes first");
}

#[test]
fn a_hundred_files_are_merged_and_each_bad_one_is_told() {
    let place = Place::new();
    let course = Course::embedded();
    let questions: Vec<&Question> =
        course.questions_of("fargate").filter(|question| question.kind == QuestionType::Single).take(12).collect();
    let mut files = Vec::new();
    for number in 0..97 {
        let name = match number {
            3 => "=HYPERLINK(\"http://evil\")".to_string(),
            4 => "\u{202e}Eve \"quoted\", with a comma".to_string(),
            _ => format!("Learner {number:02}"),
        };
        let mut learner = Learner::new(&name, number);
        for (place, question) in questions.iter().enumerate() {
            let (right, is_right) = (question.correct()[0], place * 97 >= number * 12);
            learner.claims(&question.id, if is_right { right } else { (right + 1) % 4 }, is_right);
        }
        place.write(&format!("results/{number:02}.json"), &learner.file());
        if number == 0 {
            place.write("results/edited.json", &learner.file().replace("\"correct\":true", "\"correct\":false"));
            let unsigned = Export::new(learner.events.clone(), "2026-02-04T00:00:00Z".parse().expect("a time"));
            place.write("results/unsigned.json", &serde_json::to_string(&unsigned).expect("is JSON"));
        }
        files.push(format!("results/{number:02}.json"));
    }
    place.write("results/broken.json", "{\"kind\":");
    for bad in ["edited", "unsigned", "broken", "absent"] {
        files.insert(files.len() / 2, format!("results/{bad}.json"));
    }
    // The same file twice is one learner, and nothing counts twice.
    files.push("results/05.json".to_string());
    let report = |format: &str| {
        let mut arguments = vec!["class", "report", "--format", format];
        arguments.extend(files.iter().map(String::as_str));
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        for (file, says) in
            [("edited", "signature does not fit"), ("unsigned", "not signed"), ("broken", "no export"), ("absent", "no such file")]
        {
            assert!(ran.stderr.lines().any(|line| line.contains(file) && line.contains(says)), "{file}: {}", ran.stderr);
        }
        assert_eq!(ran.stderr.lines().count(), 4, "{}", ran.stderr);
        ran.stdout
    };
    let answer: Value = serde_json::from_str(&report("json")).expect("JSON");
    assert_eq!((&answer["version"], answer["bad"].as_array().map(Vec::len)), (&json!(1), Some(4)));
    let learners = answer["learners"].as_array().expect("a list");
    assert_eq!(learners.len(), 97);
    let fifth = learners.iter().find(|learner| learner["name"] == "Learner 05").expect("it is there");
    assert_eq!((&fifth["files"], &fifth["events"]), (&json!(2), &json!(12)));
    let first = answer["questions"].as_array().and_then(|all| all.iter().find(|question| question["id"] == questions[0].id.as_str()));
    let first = first.expect("it was answered");
    assert_eq!((&first["n"], &first["discrimination"]["method"]), (&json!(97), &json!("point-biserial")));
    assert!((first["p"].as_f64().expect("a number") - 1.0 / 97.0).abs() < 1e-9, "only the first learner was right: {first}");

    let csv = report("csv");
    let modules = Course::embedded().modules.len();
    assert_eq!(csv.lines().count(), 1 + 97 * modules);
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil\"\")\",") && !csv.contains("\n="), "no formula");
    let page = report("html");
    assert!(!page.contains('\u{202e}') && page.contains("\\u{202e}Eve &quot;quoted&quot;"), "no mark of direction");
    assert!(!report("text").contains('\u{202e}'));
}

#[test]
fn a_class_is_begun_its_learners_enrolled_and_two_machines_of_one_are_one() {
    let place = Place::new();
    let begun = place.run(&["class", "new", "Containers: \"spring\""]);
    assert!(begun.code == 0 && place.path().join("class.schema.json").is_file(), "{begun:?}");
    let again = place.run(&["class", "new", "Other"]);
    assert!(again.code == 2 && again.stderr.contains("is there already"), "{again:?}");

    let question = Course::embedded().questions[0].id.clone();
    let (mut ada, mut laptop) = (Learner::new("Ada Lovelace", 1), Learner::new("Ada Lovelace", 2));
    ada.answers(&question, 0);
    laptop.answers(&question, 1);
    let mut ben = Learner::new("Ben", 3);
    ben.answers(&question, 1);
    place.write("ada.json", &ada.file()).write("laptop.json", &laptop.file()).write("ben.json", &ben.file());
    make_private(&place.path().join("class.yaml"));
    let several = place.run(&["class", "add", "ada.json", "absent.json", "ada.json"]);
    assert!(several.code == 2 && several.stderr.contains("absent.json: there is no such file"), "{several:?}");
    assert_eq!(several.stdout, "Ada Lovelace is enrolled in class.yaml.\nAda Lovelace is enrolled already.\n");
    assert!(is_private(&place.path().join("class.yaml")), "a roster stays its owner's alone");
    assert!(place.run(&["class", "add", "ada.json"]).stdout.contains("enrolled already"));
    let second = place.run(&["class", "add", "laptop.json"]);
    assert!(second.code == 2 && second.stderr.contains("--to adds the second machine"), "{second:?}");
    let nobody = place.run(&["class", "add", "laptop.json", "--to", "Ada Lovelase"]);
    assert!(nobody.code == 2 && nobody.stderr.contains("did you mean Ada Lovelace?"), "{nobody:?}");
    let further = place.run(&["class", "add", "laptop.json", "--to", "Ada Lovelace"]);
    assert!(further.code == 0 && further.stdout == "Ada Lovelace has a further key in class.yaml.\n", "{further:?}");

    let ran = place.run(&["class", "report", "ada.json", "laptop.json", "ben.json", "--format", "json"]);
    assert!(ran.code == 1 && ran.stderr.contains("ben.json: Ben is not enrolled"), "{ran:?}");
    assert_eq!(place.run(&["class", "add", "ben.json"]).code, 0);
    let report = place.json(&["class", "report", "ada.json", "laptop.json", "--format", "json"]);
    assert_eq!(report["title"], "Containers: \"spring\"");
    assert_eq!((report["learners"].as_array().map(Vec::len), &report["learners"][0]["files"]), (Some(1), &json!(2)));
    assert_eq!(report["missing"], json!(["Ben"]));

    let schema: Value = serde_json::from_slice(&std::fs::read(place.path().join("class.schema.json")).expect("reads")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let class: Value = serde_yaml::from_str(&std::fs::read_to_string(place.path().join("class.yaml")).expect("reads")).expect("YAML");
    assert!(validator.is_valid(&class) && !validator.is_valid(&json!({"version": 1, "title": "x", "teacher": "y"})));
    assert!(ClassFile::read(&class.to_string()).is_ok());

    place.write("class.yaml", "version: 1\ntitle: [");
    let ran = place.run(&["class", "report", "ada.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("class.yaml"), "{ran:?}");
}

#[cfg(unix)]
fn make_private(file: &Path) {
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("is changed");
}

#[cfg(unix)]
fn is_private(file: &Path) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).expect("is there").permissions()) & 0o777 == 0o600
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

#[test]
fn what_a_shell_made_of_a_result_is_read_and_learners_of_one_name_are_told_apart() {
    let place = Place::new();
    let question = Course::embedded().questions[0].id.clone();
    let (mut one, mut other) = (Learner::new("-Cleo", 1), Learner::new("-Cleo", 2));
    one.answers(&question, 0);
    other.answers(&question, 1);
    let utf16: Vec<u8> = format!("\u{feff}{}", one.file()).encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(place.path().join("one.json"), utf16).expect("writes");
    place.write("other.json", &format!("\u{feff}{}", other.file()));
    let run = |more: &[&str]| place.run(&[&["class", "report", "one.json", "other.json"], more].concat());
    let ran = run(&[]);
    assert!(ran.code == 0 && ran.stderr.is_empty(), "{ran:?}");
    for learner in [&one, &other] {
        let key = learner.identity.public_key();
        assert!(ran.stdout.contains(&format!("-Cleo (key {})", &key[..8])), "{}", ran.stdout);
    }
    let csv = run(&["--format", "csv", "--table", "questions", "--bom"]);
    assert!(csv.code == 0 && csv.stdout.starts_with("\u{feff}question,"), "{csv:?}");
    for options in [&["--bom"][..], &["--table", "labs", "--format", "json"]] {
        let ran = run(options);
        assert!(ran.code == 2 && ran.stderr.contains("--format csv"), "{ran:?}");
    }
    let signed = place.run(&["progress", "export", "--signed", "--name", "-Bob", "bob.json"]);
    assert_eq!(signed.code, 0, "{signed:?}");
}

#[test]
fn an_agenda_has_everything_once_and_fits_its_sessions() {
    let course = Course::embedded();
    let modules: Vec<&Module> = course.modules.iter().collect();
    let wanted = course.lessons.len() + course.labs.len();
    for (session_minutes, break_every, break_minutes) in [(180, 60, 10), (90, 45, 5), (45, 60, 10), (1, 1, 1), (1440, 1440, 0), (60, 1, 30)]
    {
        let plan = AgendaPlan { session_minutes, break_every, break_minutes, modules: Vec::new() };
        let agenda = Agenda::of(&course, &modules, &plan);
        let items = || agenda.sessions.iter().flat_map(|session| &session.items);
        let ids: Vec<&str> = items().filter_map(|item| item.id.as_deref()).collect();
        let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!((ids.len(), unique.len()), (wanted, wanted), "{plan:?}");
        for session in &agenda.sessions {
            let sum: u32 = session.items.iter().map(|item| item.minutes).sum();
            assert_eq!(sum, session.minutes);
            assert!(session.minutes <= session_minutes || session.items.len() == 1, "{plan:?}: {session:?}");
            let ends = [session.items.first(), session.items.last()];
            assert!(ends.iter().all(|item| item.is_some_and(|item| item.kind != ItemKind::Break)), "{session:?}");
            let starts: Vec<u32> = session.items.iter().map(|item| item.start).collect();
            assert!(starts.is_sorted() && starts[0] == 0);
        }
        assert_eq!(agenda.minutes(), agenda.sessions.iter().map(|session| session.minutes).sum::<u32>());
        assert_eq!(agenda.lesson_minutes, course.lessons.iter().map(|lesson| lesson.minutes).sum::<u32>());
    }
    let plan = AgendaPlan { session_minutes: 60, break_every: 20, ..AgendaPlan::default() };
    let small = small_course();
    let agenda = Agenda::of(&small, &small.modules.iter().collect::<Vec<_>>(), &plan);
    insta::assert_snapshot!(ecslab::classroom::render_agenda_text(&agenda));
    insta::assert_snapshot!(ecslab::classroom::render_agenda_markdown(&agenda, "Spring | 2026"));
}

#[test]
fn an_agenda_names_what_it_cannot_do() {
    let place = Place::new();
    let ran = place.run(&["class", "agenda", "--minutes", "5", "fargate"]);
    assert!(ran.code == 0 && ran.stderr.contains("more than a session of 5"), "{ran:?}");
    for (arguments, says) in [
        (&["class", "agenda", "fargat"][..], "Did you mean fargate?"),
        (&["class", "agenda", "fargate", "fargate"], "named twice"),
        (&["class", "agenda", "fargate/sizes"], "is a lesson"),
        (&["class", "agenda", "--minutes", "0"], "--minutes"),
        (&["class", "agenda", "--class", "no.yaml"], "no such file"),
        (&["class", "report"], "FILE"),
    ] {
        let ran = place.run(arguments);
        assert!(ran.code == 2 && ran.stderr.contains(says), "{arguments:?}: {ran:?}");
    }
    let agenda = place.json(&["class", "agenda", "fargate", "--format", "json"]);
    assert_eq!(agenda["version"], 1);
    assert!(agenda["sessions"][0]["items"][0]["minutes"].as_u64() > Some(0));
}

#[test]
fn a_room_is_prepared_although_no_engine_answers() {
    let place = Place::new();
    let prepare = || {
        let mut command = place.command(&["class", "prepare", "stick"]);
        crate::program::Ran::of(command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs"))
    };
    for _ in 0..2 {
        let ran = prepare();
        assert!(ran.code == 3 && ran.stderr.contains("the images: "), "{ran:?}");
        let read = |path: &str| std::fs::read_to_string(place.path().join("stick").join(path)).unwrap_or_default();
        let checklist = read("checklist.md");
        assert!(checklist.contains("Missing here") && checklist.contains(env!("CARGO_PKG_VERSION")), "{checklist}");
        assert!(read("images.txt").lines().count() >= 2, "each image once");
        assert_eq!(Path::new(&place.path().join("stick/book/index.html")).exists(), cfg!(feature = "book"));
        assert!(!place.path().join("stick/images.tar").exists());
    }
}
