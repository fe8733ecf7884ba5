//! From all findings to those that are to be shown: suppressions, baseline, and settings, in this order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::baseline::{Baseline, BaselineMatching};
use super::settings::SettingsHere;
use super::suppression::{ListedSuppression, Suppressions, is_judged_alone, is_unused};
use super::{Check, LintError, Linted, Rule, Settings, lint_required};
use crate::diagnostics::Diagnostic;
use crate::model::Kind;
use crate::rules::document::INVALID_SYNTAX;
use crate::source::SourceFile;

/// Lints one text under these settings: what is found is what is to be shown. A baseline hides nothing here: where a text is edited, it may
/// as well be mended.
///
/// # Errors
/// As [`super::lint_source`].
pub fn lint_text(source: &SourceFile, kind: Option<Kind>, settings: &Settings) -> Result<Linted, LintError> {
    Judge::new(settings, None).lint(source, kind).map(|shown| shown.linted)
}

/// Settings at work, and what of them was of use.
pub(super) struct Judge<'s> {
    pub settings: &'s Settings,
    /// Of each suppression of the configuration.
    listed: Vec<ListedUse>,
    baseline: Option<Mutex<BaselineMatching<'s>>>,
}

/// What became of a suppression of the configuration.
struct ListedUse {
    /// Whether a file that it fits was linted whole.
    is_met: AtomicBool,
    /// Of each of its rules.
    used: Vec<AtomicBool>,
}

/// What is left of what was found, and how much is not shown because somebody said so.
pub(super) struct Shown {
    pub linted: Linted,
    pub suppressed: usize,
    pub known: usize,
}

impl<'s> Judge<'s> {
    pub fn new(settings: &'s Settings, baseline: Option<&'s Baseline>) -> Self {
        let unused = |suppression: &ListedSuppression| ListedUse {
            is_met: AtomicBool::new(false),
            used: suppression.rules.iter().map(|_| AtomicBool::new(false)).collect(),
        };
        let listed = settings.suppress.iter().map(unused).collect();
        Self { settings, listed, baseline: baseline.map(|baseline| Mutex::new(BaselineMatching::new(baseline))) }
    }

    /// Lints a source by itself.
    pub fn lint(&self, source: &SourceFile, kind: Option<Kind>) -> Result<Shown, LintError> {
        let mut linted = lint_required(source, kind, &self.settings.requirements())?;
        let unknown: Vec<usize> = linted.unknown.iter().map(|(number, _)| *number).collect();
        let is_whole = linted.diagnostics.iter().all(|diagnostic| diagnostic.code != INVALID_SYNTAX.code);
        let mut suppressions = Suppressions::read(source, &unknown);
        let mut suppressed = suppressions.apply(&mut linted.diagnostics);
        suppressed += self.suppress_listed(source.path(), is_whole, &mut linted.diagnostics);
        linted.diagnostics.extend(suppressions.findings(|rule| self.is_judged(rule)));
        linted.diagnostics.sort_by(Diagnostic::order);
        let known = self.forget_known(source.path(), is_whole, &mut linted.diagnostics);
        let here = self.settings.at(source.path());
        linted.diagnostics.retain_mut(|diagnostic| here.judge(diagnostic));
        Ok(Shown { linted, suppressed, known })
    }

    /// Judges what a source gives together with another; how much of it is suppressed, and known.
    pub fn judge_addition(&self, source: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> (usize, usize) {
        let mut suppressed = Suppressions::read(source, &[]).apply(diagnostics);
        suppressed += self.suppress_listed(source.path(), false, diagnostics);
        let known = self.forget_known(source.path(), false, diagnostics);
        let here = self.settings.at(source.path());
        diagnostics.retain_mut(|diagnostic| here.judge(diagnostic));
        (suppressed, known)
    }

    pub fn at(&self, path: &str) -> SettingsHere<'_> {
        self.settings.at(path)
    }

    /// How many findings of the baseline are gone, where there is one.
    pub fn gone(&self) -> Option<usize> {
        self.baseline.as_ref().map(|baseline| baseline.lock().unwrap_or_else(PoisonError::into_inner).gone())
    }

    /// Whether a rule, under these settings, finds all it can in a file by itself.
    fn is_judged(&self, rule: &Rule) -> bool {
        match rule.check {
            // Where nothing is required nothing is found, and what is required may differ from one configuration to the next.
            Check::Required(_) => false,
            _ => is_judged_alone(rule),
        }
    }

    fn suppress_listed(&self, path: &str, is_whole: bool, diagnostics: &mut Vec<Diagnostic>) -> usize {
        if self.listed.is_empty() {
            return 0;
        }
        let Some(seen) = self.settings.seen(path) else { return 0 };
        let fits = |(suppression, _): &(&ListedSuppression, &ListedUse)| suppression.file.fits(&seen);
        let fitting: Vec<_> = self.settings.suppress.iter().zip(&self.listed).filter(fits).collect();
        for (_, state) in fitting.iter().filter(|_| is_whole) {
            state.is_met.store(true, Ordering::Relaxed);
        }
        let before = diagnostics.len();
        diagnostics.retain(|diagnostic| {
            let mut is_suppressed = false;
            for (suppression, state) in &fitting {
                let rule = suppression.rules.iter().position(|code| *code == diagnostic.code).filter(|_| suppression.covers(diagnostic));
                if let Some(rule) = rule {
                    state.used[rule].store(true, Ordering::Relaxed);
                    is_suppressed = true;
                }
            }
            !is_suppressed
        });
        before - diagnostics.len()
    }

    fn forget_known(&self, path: &str, is_whole: bool, diagnostics: &mut Vec<Diagnostic>) -> usize {
        let Some(baseline) = &self.baseline else { return 0 };
        // A panic elsewhere leaves counts that are as good as before.
        let mut baseline = baseline.lock().unwrap_or_else(PoisonError::into_inner);
        if is_whole {
            baseline.linted(path);
        }
        baseline.apply(diagnostics)
    }

    /// Suppressions of the configuration that were of no use when all files were linted, with the text that they stand in.
    pub fn unused_listed(&self) -> Option<(SourceFile, Vec<Diagnostic>)> {
        if self.listed.is_empty() {
            return None;
        }
        let source = SourceFile::read(self.settings.file.as_deref()?).ok()?;
        let mut found = Vec::new();
        for (suppression, state) in self.settings.suppress.iter().zip(&self.listed) {
            let is_lost = suppression.only_file().is_some_and(|file| !self.settings.folder.join(file).exists());
            let why = match state.is_met.load(Ordering::Relaxed) {
                true => format!("{:?}", suppression.file.as_str()),
                false if is_lost => format!("{:?}, which is not there,", suppression.file.as_str()),
                false => continue,
            };
            for (code, used) in suppression.rules.iter().zip(&state.used) {
                let is_judged = is_lost || super::find_rule(code).is_some_and(|rule| self.is_judged(rule));
                if is_judged && !used.load(Ordering::Relaxed) {
                    found.push(is_unused(&source, suppression, code, &why));
                }
            }
        }
        let here = self.settings.at(source.path());
        found.retain_mut(|diagnostic| here.judge(diagnostic));
        Some((source, found))
    }
}
