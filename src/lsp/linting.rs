//! Linting what the editor has open, beside the conversation with it.
//!
//! In: the latest text of documents that changed. Out: [`LintedText`]s. A text that is overtaken by an edit while another is linted is
//! never linted itself, so however fast somebody types, there is no backlog.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

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
    Document::detect(&root).is_ok() || (is_template(&root) && ["AWS::ECS::", "AWS::ECR::"].iter().any(|service| text.contains(service)))
}

/// Lints on a thread of its own, which ends when this is dropped.
#[derive(Debug)]
pub struct Linter {
    waiting: Arc<Waiting>,
}

/// What waits to be linted.
#[derive(Debug, Default)]
struct Waiting {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// The latest text of each document, the one that has waited longest first.
#[derive(Debug, Default)]
struct Queue {
    tasks: VecDeque<(Task, Arc<Settings>)>,
    is_closed: bool,
}

impl Queue {
    /// Adds a text in place of an earlier one of its document.
    fn put(&mut self, task: Task, settings: Arc<Settings>) {
        match self.tasks.iter_mut().find(|(waiting, _)| waiting.uri == task.uri) {
            Some(earlier) => *earlier = (task, settings),
            None => self.tasks.push_back((task, settings)),
        }
    }
}

impl Linter {
    /// Starts the thread; `done` gets what each text gave.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(done: impl Fn(LintedText) + Send + 'static) -> std::io::Result<Self> {
        let waiting = Arc::new(Waiting::default());
        let theirs = Arc::clone(&waiting);
        std::thread::Builder::new().name("linter".to_string()).spawn(move || {
            while let Some((task, settings)) = theirs.next() {
                done(lint(&task, &settings));
            }
        })?;
        Ok(Self { waiting })
    }

    /// Takes a text; it stands in for an earlier one of its document that waits.
    pub fn lint(&self, task: Task, settings: Arc<Settings>) {
        self.waiting.lock().put(task, settings);
        self.waiting.changed.notify_one();
    }
}

impl Drop for Linter {
    fn drop(&mut self) {
        self.waiting.lock().is_closed = true;
        self.waiting.changed.notify_one();
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing that holds the lock can leave the queue half changed.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next text; `None` at the end.
    fn next(&self) -> Option<(Task, Arc<Settings>)> {
        let is_idle = |queue: &mut Queue| queue.tasks.is_empty() && !queue.is_closed;
        let mut queue = self.changed.wait_while(self.lock(), is_idle).unwrap_or_else(PoisonError::into_inner);
        if queue.is_closed { None } else { queue.tasks.pop_front() }
    }
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
        let cases: [(&str, &str, bool, &[&str]); 7] = [
            ("a.json", r#"{"containerDefinitions": ["#, false, &["DOC001"]),
            ("a.json", r#"{"family": "web", "networkMode": }"#, false, &["DOC001"]),
            ("a.json", r#"{"compilerOptions": }"#, false, &[]),
            ("a.json", "{", true, &["DOC001"]),
            ("a.yaml", "Resources:\n  A:\n    Type: AWS::ECS::Cluster\n  - b", false, &["DOC001"]),
            ("a.yaml", "Resources:\n  A:\n    Type: AWS::EC2::VPC\n  - b", false, &[]),
            ("a.yaml", "a: [", false, &[]),
        ];
        for (path, text, was_known, expected) in cases {
            assert_eq!(codes(path, text, was_known), expected, "{text}");
        }
    }

    #[test]
    fn what_is_overtaken_while_another_is_linted_is_never_linted() {
        let mut queue = Queue::default();
        for version in 1..=5 {
            let uri = format!("file:///{}", version % 2);
            queue.put(Task { uri, version, ..task("a.json", "{}", false) }, Arc::new(Settings::default()));
        }
        assert_eq!(queue.tasks.iter().map(|(task, _)| task.version).collect::<Vec<_>>(), [5, 4]);
    }
}
