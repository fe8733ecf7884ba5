//! Applies the fixes of findings to a text, until there are no more.
//!
//! A fix was offered for the text as it stood. What it does to the whole document is seen only afterwards, so that each round is linted
//! again: the text must still parse, be of the same kinds, and have no error that was not there.

use std::collections::{BTreeMap, HashMap};

use super::engine::{LintError, Linted, lint_source};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Severity};
use crate::model::Kind;
use crate::rules::document::INVALID_SYNTAX;
use crate::source::SourceFile;

/// Rounds after which fixes are taken to chase each other. Each round mends all that does not overlap, so that few are ever needed.
const MAX_ROUNDS: usize = 20;
/// Fixes of a round that are tried one by one where all together do harm: each costs a run of the linter.
const MAX_TRIED: usize = 100;

/// What applying fixes gives.
#[derive(Debug)]
pub struct FixedText {
    /// The text, mended.
    pub text: String,
    /// Fixes that were applied.
    pub applied: usize,
    /// Findings that are left and have a fix that needs a look.
    pub unsafe_left: usize,
    /// Fixes that would have done harm and were left out.
    pub refused: Vec<RefusedFix>,
}

/// A fix that was left out.
#[derive(Debug)]
pub struct RefusedFix {
    /// The finding that it was offered for.
    pub finding: Diagnostic,
    /// What it would do, as the end of a sentence that begins with the fix.
    pub harm: String,
}

impl std::fmt::Display for RefusedFix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Diagnostic { path, start, code, .. } = &self.finding;
        write!(f, "{path}:{}:{}: the fix of {code} was left out: it {}", start.line, start.column, self.harm)
    }
}

/// Applies the fixes of the findings that are `shown` for a text, and those that need a look only where `most` says so. A text that does
/// not parse is left as it is.
///
/// # Errors
/// When no document in it is of a known kind, as [`lint_source`].
pub fn fix_source(
    source: &SourceFile,
    kind: Option<Kind>,
    most: Applicability,
    shown: impl Fn(&SourceFile) -> Vec<Diagnostic>,
) -> Result<FixedText, LintError> {
    let mut linted = lint_source(source, kind)?;
    let mut found = shown(source);
    let mut fixed = FixedText { text: source.text().to_string(), applied: 0, unsafe_left: 0, refused: Vec::new() };
    for _ in 0..MAX_ROUNDS {
        let candidates: Vec<&Diagnostic> = found.iter().filter(|found| is_allowed(found, most)).collect();
        // What did harm may do none after the others.
        fixed.refused.clear();
        let Some(round) = Round::of(&fixed.text, source.path(), kind, &linted).take(&candidates, &mut fixed.refused) else { break };
        fixed.applied += round.applied;
        found = shown(&round.source);
        linted = round.linted;
        fixed.text = round.source.text().to_string();
    }
    fixed.unsafe_left = found.iter().filter(|found| is_unsafe(found) && most == Applicability::Safe).count();
    Ok(fixed)
}

fn is_unsafe(found: &Diagnostic) -> bool {
    found.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Unsafe)
}

fn is_allowed(found: &Diagnostic, most: Applicability) -> bool {
    found.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe || most == Applicability::Unsafe)
}

/// One pass over a text.
struct Round<'r> {
    text: &'r str,
    path: &'r str,
    kind: Option<Kind>,
    before: &'r Linted,
}

/// A text after a round.
struct RoundResult {
    source: SourceFile,
    applied: usize,
    linted: Linted,
}

impl<'r> Round<'r> {
    fn of(text: &'r str, path: &'r str, kind: Option<Kind>, before: &'r Linted) -> Self {
        Self { text, path, kind, before }
    }

    /// Applies those that go together; where that does harm, those that do none. Nothing where none is left.
    fn take(&self, candidates: &[&Diagnostic], refused: &mut Vec<RefusedFix>) -> Option<RoundResult> {
        let together = apart(candidates);
        match self.with(&together) {
            Ok(result) => result,
            Err(harm) if together.len() > MAX_TRIED => {
                refused.extend(together.into_iter().map(|found| RefusedFix { finding: found.clone(), harm: harm.clone() }));
                None
            }
            Err(_) => self.one_by_one(&together, refused),
        }
    }

    fn one_by_one(&self, together: &[&Diagnostic], refused: &mut Vec<RefusedFix>) -> Option<RoundResult> {
        let mut accepted = Vec::new();
        let mut best = None;
        for found in together {
            accepted.push(*found);
            match self.with(&accepted) {
                Ok(result) => best = result,
                Err(harm) => {
                    accepted.pop();
                    refused.push(RefusedFix { finding: (*found).clone(), harm });
                }
            }
        }
        best
    }

    /// The text with these fixes, unless they do harm; nothing where there are none.
    fn with(&self, fixes: &[&Diagnostic]) -> Result<Option<RoundResult>, String> {
        let mut edits: Vec<&Edit> = fixes.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.start);
        let Some(text) = edited(self.text, &edits).filter(|text| !edits.is_empty() && text != self.text) else { return Ok(None) };
        let source = SourceFile::new(self.path, text);
        let linted = lint_source(&source, self.kind).map_err(|error| format!("would leave a file that cannot be read: {error}"))?;
        match harm(self.before, &linted) {
            Some(harm) => Err(harm),
            None => Ok(Some(RoundResult { source, applied: fixes.len(), linted })),
        }
    }
}

/// The first of those that overlap or touch, in their order; the next round has the others.
fn apart<'d>(candidates: &[&'d Diagnostic]) -> Vec<&'d Diagnostic> {
    // Where each begins and ends: none touches another, so that only the last that begins before can touch a new one.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for found in candidates {
        let edits = found.fix.as_ref().map(|fix| fix.edits.as_slice()).unwrap_or_default();
        let touches = |edit: &Edit| taken.range(..=edit.end).next_back().is_some_and(|(_, end)| *end >= edit.start);
        if !edits.iter().any(touches) {
            taken.extend(edits.iter().map(|edit| (edit.start, edit.end)));
            kept.push(*found);
        }
    }
    kept
}

/// A text with edits that are in order and apart; nothing where one of them does not fit the text.
fn edited(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.start)?);
        result.push_str(&edit.text);
        at = edit.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

/// What is worse than before, as the end of a sentence.
fn harm(before: &Linted, after: &Linted) -> Option<String> {
    if after.diagnostics.iter().any(|found| found.code == INVALID_SYNTAX.code) {
        return Some("would leave text that does not parse".to_string());
    }
    if before.files != after.files || before.unknown.len() != after.unknown.len() {
        return Some("would make it another kind of document".to_string());
    }
    let counts = errors_by_code(before);
    let more = errors_by_code(after).into_iter().filter(|(code, count)| *count > counts.get(code).copied().unwrap_or(0));
    more.map(|(code, _)| code).min().map(|code| format!("would bring in {code}"))
}

/// Errors, and what is wrong with the form of the document, which a fix is to blame for whatever its severity.
fn errors_by_code(linted: &Linted) -> HashMap<&'static str, usize> {
    let mut counts = HashMap::new();
    for found in linted.diagnostics.iter().filter(|found| found.severity == Severity::Error || found.code.starts_with("DOC")) {
        *counts.entry(found.code).or_insert(0) += 1;
    }
    counts
}
