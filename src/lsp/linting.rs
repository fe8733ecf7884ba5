//! Linting what the editor has open, beside the conversation with it.
//!
//! In: the latest text of documents that changed. Out: [`LintedText`]s. A text that is overtaken by an edit while another is linted is
//! never linted itself, so however fast somebody types, there is no backlog.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::outline;
use crate::cloudformation::is_template;
use crate::diagnostics::Diagnostic;
use crate::lint::{DocumentName, Settings, lint_text};
use crate::model::{Document, Kind};
use crate::source::SourceFile;
use crate::syntax::Notation;

/// A text to lint.
#[derive(Debug, Clone)]
pub struct Task {
    /// What the client calls the document.
    pub uri: String,
    /// Its path, or a name that tells its notation.
    pub path: Arc<str>,
    /// The version of the text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
    /// Whether an earlier version was a document of a known kind.
    pub was_known: bool,
}

/// What linting a text gave.
#[derive(Debug)]
pub struct LintedText {
    /// What the client calls the document.
    pub uri: String,
    /// The version of the text.
    pub version: i32,
    /// The findings that are shown, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it is a document of a known kind, maybe among others or broken.
    pub is_known: bool,
    /// How its documents are called, and call others.
    pub names: Vec<DocumentName>,
}

/// Lints one text. One that is none of our kinds has no findings, not even when it is broken.
pub fn lint(task: &Task, settings: &Settings) -> LintedText {
    let source = SourceFile::new(&*task.path, &*task.text);
    let nothing = LintedText { uri: task.uri.clone(), version: task.version, diagnostics: Vec::new(), is_known: false, names: Vec::new() };
    // A defect in one rule must not end the conversation.
    let linted = catch_unwind(AssertUnwindSafe(|| lint_text(&source, None, settings)));
    match linted {
        Err(_) => {
            eprintln!("ecslab lsp: linting {} failed; please report it with the document", task.path);
            nothing
        }
        Ok(Err(_)) => nothing,
        Ok(Ok(linted)) => {
            let is_known = linted.files.iter().any(|file| file.kind.is_some());
            if !is_known && !task.was_known && !is_meant_to_be_ours(&task.path, &task.text) {
                return nothing;
            }
            LintedText { diagnostics: linted.diagnostics, is_known, names: linted.names, ..nothing }
        }
    }
}

/// Whether text that does not parse is a document of ours, as far as it goes.
fn is_meant_to_be_ours(path: &str, text: &str) -> bool {
    if Kind::is_hinted_in(text) {
        return true;
    }
    let Some(root) = outline::tree(text, Notation::of(path, text)) else { return false };
    Document::detect(&root).is_ok() || (is_template(&root) && text.contains("AWS::EC"))
}

/// Lints on a thread of its own.
#[derive(Debug)]
pub struct Linter {
    tasks: Sender<(Task, Arc<Settings>)>,
}

impl Linter {
    /// Starts the thread; `done` gets what each text gave, and ends the thread by `false`.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(done: impl Fn(LintedText) -> bool + Send + 'static) -> std::io::Result<Self> {
        let (tasks, waiting) = channel();
        std::thread::Builder::new().name("linter".to_string()).spawn(move || work(&waiting, &done))?;
        Ok(Self { tasks })
    }

    /// Takes a text; it stands in for all earlier ones of its document that wait.
    pub fn lint(&self, task: Task, settings: Arc<Settings>) {
        // The thread ends with the program only.
        let _ = self.tasks.send((task, settings));
    }
}

fn work(waiting: &Receiver<(Task, Arc<Settings>)>, done: &dyn Fn(LintedText) -> bool) {
    let mut latest = BTreeMap::new();
    while let Ok((task, settings)) = waiting.recv() {
        latest.insert(task.uri.clone(), (task, settings));
        while let Some((_, (task, settings))) = take_newest(waiting, &mut latest) {
            if !done(lint(&task, &settings)) {
                return;
            }
        }
    }
}

type Latest = BTreeMap<String, (Task, Arc<Settings>)>;

/// The next text to lint, after all that came in meanwhile.
fn take_newest(waiting: &Receiver<(Task, Arc<Settings>)>, latest: &mut Latest) -> Option<(String, (Task, Arc<Settings>))> {
    latest.extend(waiting.try_iter().map(|(task, settings)| (task.uri.clone(), (task, settings))));
    latest.pop_first()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(path: &str, text: &str, was_known: bool) -> Task {
        Task { uri: "file:///a".to_string(), path: path.into(), version: 1, text: text.into(), was_known }
    }

    fn codes(path: &str, text: &str, was_known: bool) -> Vec<&'static str> {
        lint(&task(path, text, was_known), &Settings::default()).diagnostics.iter().map(|found| found.code).collect()
    }

    #[test]
    fn broken_text_has_findings_where_it_is_ours() {
        let cases: [(&str, &str, bool, &[&str]); 6] = [
            ("a.json", r#"{"containerDefinitions": ["#, false, &["DOC001"]),
            ("a.json", r#"{"family": "web", "networkMode": }"#, false, &["DOC001"]),
            ("a.json", r#"{"compilerOptions": }"#, false, &[]),
            ("a.json", "{", true, &["DOC001"]),
            ("a.yaml", "Resources:\n  A:\n    Type: AWS::ECS::Cluster\n  - b", false, &["DOC001"]),
            ("a.yaml", "a: [", false, &[]),
        ];
        for (path, text, was_known, expected) in cases {
            assert_eq!(codes(path, text, was_known), expected, "{text}");
        }
    }

    #[test]
    fn what_is_overtaken_while_another_is_linted_is_never_linted() {
        let (send, waiting) = channel();
        let mut latest = Latest::new();
        for version in 1..=5 {
            let uri = format!("file:///{}", version % 2);
            let task = Task { uri, version, ..task("a.json", "{}", false) };
            send.send((task, Arc::new(Settings::default()))).expect("somebody waits");
        }
        let taken: Vec<i32> = std::iter::from_fn(|| take_newest(&waiting, &mut latest)).map(|(_, (task, _))| task.version).collect();
        assert_eq!(taken, [4, 5]);
    }
}
