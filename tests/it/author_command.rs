//! Authors: beginning content, the schemas of content, proving a folder.

use crate::program::Place;

const MODULES: &str = "version: 1\nmodules:\n- {id: m, title: M, summary: M., lessons: [l], labs: [first]}\n";

#[test]
fn content_is_begun_and_the_check_says_what_it_lacks() {
    let place = Place::new();
    place.write("book/modules.yaml", MODULES);
    for (arguments, file) in [
        (["author", "new", "lesson", "m/l"], "book/src/m/l.md"),
        (["author", "new", "lab", "m/first"], "labs/m/first/lab.yaml"),
        (["author", "new", "question", "m/l"], "quizzes/m/l.yaml"),
    ] {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stdout.contains(file) && ran.stdout.contains("Next:"), "{ran:?}");
        assert!(place.path().join(file).is_file(), "{file}");
    }
    let ran = place.run(&["author", "check", ".", "--static"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("a lab has at least 3 mutants"), "{ran:?}");
    assert!(ran.stderr.contains("m/first: 3 versions tried"), "{ran:?}");
}

#[test]
fn what_cannot_be_begun_is_told_and_nothing_is_changed() {
    let place = Place::new();
    for (arguments, says) in
        [(["author", "new", "lab", "m/x"], "no book/modules.yaml"), (["author", "check", "nowhere", "--static"], "holds no course")]
    {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
    }
    place.write("book/modules.yaml", MODULES).write("labs/m/x/lab.yaml", "mine").write("quizzes/m/l.yaml", "mine");
    for (arguments, says) in [
        (["author", "new", "lab", "m/x"], "is there already"),
        (["author", "new", "lesson", "m/l"], "is there already"),
        (["author", "new", "question", "m/l"], "there is no lesson"),
        (["author", "new", "lab", "M/X"], "is no id"),
        (["author", "new", "lab", "../x"], "is no id"),
    ] {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(says), "{says}: {ran:?}");
    }
    for file in ["labs/m/x/lab.yaml", "quizzes/m/l.yaml"] {
        assert_eq!(std::fs::read_to_string(place.path().join(file)).expect("reads"), "mine", "{file}");
    }
}

#[test]
fn a_lab_that_cannot_be_loaded_says_why_when_it_is_named() {
    let place = Place::new();
    place.write("book/modules.yaml", MODULES).write("labs/m/first/lab.yaml", "version: 1\nid: m/first\nunknown: 1\n");
    let ran = place.run(&["author", "check", ".", "--static", "--lab", "m/first"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("labs/m/first/lab.yaml:") && ran.stderr.contains("unknown"), "{ran:?}");
}

#[test]
fn the_content_of_the_course_is_valid_under_its_schemas() {
    let place = Place::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    let kinds = [
        ("lab", "labs", "lab.yaml"),
        ("questions", "quizzes", ".yaml"),
        ("exams", "quizzes/exams", ".yaml"),
        ("modules", "book", "modules.yaml"),
        ("glossary", "book", "glossary.yaml"),
        ("commands", "book", "commands.yaml"),
        ("coverage", "book", "coverage.yaml"),
    ];
    for (kind, folder, name) in kinds {
        let schema = jsonschema::validator_for(&place.json(&["schema", kind])).expect("a schema");
        for path in files_below(&root.join(folder)) {
            let lies_in = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
            let is_of_another_kind = (kind == "lab" && lies_in("starter"))
                || (kind == "questions" && (lies_in("exams") || path.parent() == Some(&root.join("quizzes"))));
            if !path.to_string_lossy().ends_with(name) || is_of_another_kind {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("reads");
            let value: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
            let errors: Vec<String> = schema.iter_errors(&value).map(|error| format!("{} {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
            checked += 1;
        }
        let slip = serde_json::json!({"version": 1, "idd": "x"});
        assert!(!schema.is_valid(&slip), "{kind}");
    }
    assert!(checked > 60, "{checked} files");
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("reads a folder").map(|entry| entry.expect("reads").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
