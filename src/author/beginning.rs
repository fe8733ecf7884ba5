//! Beginnings of labs, lessons and questions: files that say what belongs in them, and that the course check reads.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Why nothing was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The folder is no course.
    #[error("{} holds no course: there is no book/modules.yaml in it", .0.display())]
    NoCourse(PathBuf),
    /// An id that no file could have.
    #[error("{0} is no id: write it as module/name, in small letters, digits and hyphens")]
    NoId(String),
    /// A folder whose name is no id.
    #[error("the folder's name becomes the id of the pack, and {0:?} is none: small letters, digits and hyphens")]
    NoPackId(String),
    /// It is there already.
    #[error("{} is there already, and stays as it is", .0.display())]
    Exists(PathBuf),
    /// A question needs its lesson.
    #[error("there is no lesson {}; `ecslab author new lesson` begins one", .0.display())]
    NoLesson(PathBuf),
    /// The system refused.
    #[error("cannot write {}: {reason}", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

/// What was begun.
#[derive(Debug, PartialEq, Eq)]
pub struct Begun {
    /// The files that were made or added to, from the folder of the course.
    pub files: Vec<String>,
    /// What to do next, a sentence each.
    pub next: Vec<String>,
}

/// Begins a content pack: a folder with one module and one lesson.
///
/// # Errors
/// When the folder exists, its name is no id, or a file cannot be written.
pub fn begin_pack(folder: &Path) -> Result<Begun, BeginError> {
    let folder = folder.strip_prefix(".").unwrap_or(folder);
    if folder.exists() {
        return Err(BeginError::Exists(folder.to_path_buf()));
    }
    let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_name(&id) {
        return Err(BeginError::NoPackId(id));
    }
    write_new(&folder.join(crate::course::PACK_FILE), &PACK.replace("ID", &id))?;
    write_new(&folder.join("book/modules.yaml"), PACK_MODULES)?;
    let lesson = begin_lesson(folder, "first/welcome")?;
    let mut files = vec![crate::course::PACK_FILE.to_string(), "book/modules.yaml".to_string()];
    files.extend(lesson.files);
    let shown = shown(folder);
    Ok(Begun {
        files,
        next: vec![
            format!("ecslab author new lab first/NAME --folder {shown}   begins a lab"),
            format!("ecslab author check {shown} --static   says what is missing"),
            format!("ecslab pack add {shown}   installs a copy"),
        ],
    })
}

/// Begins a lab: all its files or none.
///
/// # Errors
/// When it exists, the id is none, or a file cannot be written.
pub fn begin_lab(course: &Path, id: &str) -> Result<Begun, BeginError> {
    let (module, slug) = parts(course, id)?;
    let folder = course.join("labs").join(module).join(slug);
    if folder.exists() {
        return Err(BeginError::Exists(folder));
    }
    let definition = DEFINITION.replace("FAMILY", slug);
    let files = [
        ("lab.yaml", LAB.replace("MODULE", module).replace("SLUG", slug)),
        ("README.md", README.to_string()),
        ("starter/task-definition.json", definition.replace("\"256\"", "\"100\"")),
        ("solution/task-definition.json", definition.clone()),
        ("mutants/too-much-memory/task-definition.json", definition.replace("\"512\"", "\"4096\"")),
    ];
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |reason| BeginError::Io { path, reason }
    };
    let parent = course.join("labs").join(module);
    std::fs::create_dir_all(&parent).map_err(io(&parent))?;
    // Written beside its place and moved there, so that nothing half-written is left.
    let staging = tempfile::Builder::new().prefix(".new-").tempdir_in(&parent).map_err(io(&parent))?;
    for (path, text) in &files {
        let path = staging.path().join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io(folder))?;
        }
        std::fs::write(&path, text).map_err(io(&path))?;
    }
    open_to_all(staging.path());
    std::fs::rename(staging.keep(), &folder).map_err(io(&folder))?;
    Ok(Begun {
        files: files.iter().map(|(path, _)| format!("labs/{id}/{path}")).collect(),
        next: vec![
            format!("add {slug} to the labs of {module} in book/modules.yaml"),
            "write the scenario into README.md, and make starter, solution and three mutants".to_string(),
            format!("ecslab author check {} --lab {id}   says what is missing", shown(course)),
        ],
    })
}

/// Begins a lesson and its questions.
///
/// # Errors
/// When one exists, the id is none, or a file cannot be written.
pub fn begin_lesson(course: &Path, id: &str) -> Result<Begun, BeginError> {
    let (module, slug) = parts(course, id)?;
    let (lesson, questions) = (format!("book/src/{id}.md"), format!("quizzes/{id}.yaml"));
    for path in [&lesson, &questions] {
        if course.join(path).exists() {
            return Err(BeginError::Exists(course.join(path)));
        }
    }
    write_new(&course.join(&questions), &format!("{QUESTIONS}{}", question(id)))?;
    write_new(&course.join(&lesson), LESSON)?;
    Ok(Begun {
        files: vec![lesson, questions],
        next: vec![
            format!("add {slug} to the lessons of {module} in book/modules.yaml"),
            format!("ecslab author check {} --static   says what is missing", shown(course)),
        ],
    })
}

/// Adds the form of a question to those of a lesson.
///
/// # Errors
/// When the lesson is not there, or its file cannot be written; then it is as it was.
pub fn begin_question(course: &Path, lesson: &str) -> Result<Begun, BeginError> {
    parts(course, lesson)?;
    if !course.join(format!("book/src/{lesson}.md")).exists() {
        return Err(BeginError::NoLesson(course.join(format!("book/src/{lesson}.md"))));
    }
    let file = format!("quizzes/{lesson}.yaml");
    let path = course.join(&file);
    let written = match std::fs::read_to_string(&path) {
        Ok(text) => format!("{}\n\n{}", text.trim_end(), question(lesson)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => format!("{QUESTIONS}{}", question(lesson)),
        Err(reason) => return Err(BeginError::Io { path, reason }),
    };
    replace(&path, &written)?;
    let next = vec![
        format!("write the question at the end of {file}; an engine proves its answer where `rules` or `simulate` can"),
        format!("ecslab author check {} --static   says what is missing", shown(course)),
    ];
    Ok(Begun { files: vec![file], next })
}

/// Module and name of an id, in a folder that is a course.
fn parts<'i>(course: &Path, id: &'i str) -> Result<(&'i str, &'i str), BeginError> {
    if !course.join("book/modules.yaml").is_file() {
        return Err(BeginError::NoCourse(course.to_path_buf()));
    }
    id.split_once('/').filter(|(module, slug)| is_name(module) && is_name(slug)).ok_or_else(|| BeginError::NoId(id.to_string()))
}

fn is_name(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && !part.starts_with('-')
}

fn shown(course: &Path) -> String {
    course.display().to_string()
}

fn write_new(path: &Path, text: &str) -> Result<(), BeginError> {
    let io = |reason| BeginError::Io { path: path.to_path_buf(), reason };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)
}

/// Puts a whole text in the place of a file.
fn replace(path: &Path, text: &str) -> Result<(), BeginError> {
    let io = |reason| BeginError::Io { path: path.to_path_buf(), reason };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(io)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)?;
    if let Ok(metadata) = std::fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions()).map_err(io)?;
    }
    file.persist(path).map_err(|error| io(error.error))?;
    Ok(())
}

/// A temporary folder is its owner's alone; a lab is for everyone.
fn open_to_all(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Left as it is where that cannot be changed: the owner can work in it all the same.
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

const PACK: &str = "\
# Content of your own beside the course. The id stands before the ids of all its modules, lessons, labs and questions.
id: ID
title: What the pack is about
version: 0.1.0
licence: Under what others may use it, such as CC-BY-4.0
";

const PACK_MODULES: &str = "\
version: 1
modules:
  - id: first
    title: What the module is about
    summary: One sentence.
    lessons: [welcome]
    labs: []
";

const LAB: &str = "\
# yaml-language-server: $schema=../../lab.schema.json
version: 1
id: MODULE/SLUG
title: What is at stake, in a few words
lesson: MODULE/the-lesson-it-practises
objectives: [dva-c03/3.3]
minutes: 20
images: []
starter:
  # The errors that the linter gives for the starter, and the checks that fail with it.
  findings: [ECS101]
  fails: [accepted]
checks:
  - id: accepted
    title: AWS would accept the task definition
    hint: locate
    lint: {file: task-definition.json}
hints:
  - level: observe
    text: What to run, and what to look at in its output.
  - level: locate
    text: Where in the file to look.
  - level: principle
    text: The rule behind it, without its application.
  - level: solution
    text: What to write, and why.
mutants:
  too-much-memory: [accepted]
";

const README: &str = "\
# What is at stake

Who is in trouble, what they see, and what they need. A scenario, not a recipe: what to change is for the learner to find.

What must stay as it is.

## Where this differs from AWS

Nothing runs here: the linter judges the file.
";

const DEFINITION: &str = r#"{
  "family": "FAMILY",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {
      "name": "web",
      "image": "public.ecr.aws/docker/library/nginx:1.28",
      "portMappings": [{"containerPort": 80}]
    }
  ]
}
"#;

const LESSON: &str = "\
---
title: What it teaches
minutes: 8
objectives: [dva-c03/3.3]
labs: []
verified: 2026-01-01
sources:
  - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/
---
# What it teaches

After this lesson you can ...

## A section of about one screen

Examples of configuration are marked and proved: ` ```json task-definition ` is clean, ` ```json task-definition fails=ECS101 `
shows just these findings.
";

const QUESTIONS: &str = "\
# yaml-language-server: $schema=../questions.schema.json
version: 1
questions:
";

/// The form of a question; its id is to be replaced, so that the check finds it where it was not.
fn question(lesson: &str) -> String {
    let id = lesson.replace('/', "-");
    format!(
        "\
- id: {id}-new-question
  lesson: {lesson}
  objectives: [dva-c03/3.3]
  difficulty: 2
  type: single
  stem: |
    A situation in two sentences, and one question about it?
  options:
  - text: What someone with the usual misconception would choose
    why: 
  - text: What is right
    correct: true
    why: 
  - text: What holds elsewhere but not here
    why: 
  - text: What sounds like it
    why: 
  source: 
  verified: 2026-01-01
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::labs::static_lab_problems;
    use crate::author::prove_lab;
    use crate::author::questions::question_problems;
    use crate::course::{Content, Course};
    use crate::runtime::Cancel;

    fn course() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("book")).expect("makes a folder");
        let modules = "version: 1\nmodules:\n- {id: m, title: M, summary: M., lessons: [l], labs: [first-lab]}\n";
        std::fs::write(folder.path().join("book/modules.yaml"), modules).expect("writes");
        folder
    }

    #[test]
    fn what_is_begun_can_be_loaded_and_the_check_says_what_is_missing() {
        let folder = course();
        begin_lesson(folder.path(), "m/l").expect("begins a lesson");
        begin_question(folder.path(), "m/l").expect("begins a question");
        begin_lab(folder.path(), "m/first-lab").expect("begins a lab");
        let (course, problems) = Course::load(&Content::Folder(folder.path().to_path_buf()));
        assert_eq!(problems, [], "everything can be loaded");
        assert_eq!((course.lessons.len(), course.questions.len(), course.labs.len()), (1, 2, 1));
        let lab = &course.labs[0];
        let said: Vec<String> = static_lab_problems(&course, lab).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "labs/m/first-lab/lab.yaml: no lesson is called m/the-lesson-it-practises",
                "labs/m/first-lab/lab.yaml: a lab has at least 3 mutants"
            ]
        );
        let proof = prove_lab(lab, None, &Cancel::default()).expect("it can be tried");
        assert!(proof.problems.is_empty(), "starter, solution and mutant behave as declared: {:?}", proof.problems);
        let said: Vec<String> = question_problems(&course).iter().map(ToString::to_string).collect();
        for part in ["the id stands twice", "an option has no rationale", "the source is no page of the web"] {
            assert!(said.iter().any(|said| said.contains(part)), "{part} of {said:?}");
        }
    }

    #[test]
    fn what_is_there_stays_and_what_is_no_id_is_refused() {
        let folder = course();
        begin_lab(folder.path(), "m/first-lab").expect("begins a lab");
        assert!(matches!(begin_lab(folder.path(), "m/first-lab"), Err(BeginError::Exists(_))));
        for id in ["m", "m/", "/l", "../l", "m/a/b", "M/l", "m/-l", "m/l l"] {
            assert!(matches!(begin_lab(folder.path(), id), Err(BeginError::NoId(_))), "{id}");
        }
        assert!(matches!(begin_question(folder.path(), "m/l"), Err(BeginError::NoLesson(_))));
        assert!(matches!(begin_lab(&folder.path().join("labs"), "m/x"), Err(BeginError::NoCourse(_))));
    }
}
