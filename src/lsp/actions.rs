//! What the editor offers at a finding: its fix, all safe fixes, AWS's page.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Command, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use serde_json::json;

use super::diagnostics::Findings;
use super::documents::OpenDocument;
use crate::diagnostics::{Applicability, Diagnostic, Edit};
use crate::syntax::Notation;

/// The command that opens AWS's page about a finding.
pub const OPEN_PAGE: &str = "ecslab.openPage";

/// The kind of the action that applies all safe fixes, which editors can run when a file is saved.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.ecslab");

/// What the client understands of actions.
#[derive(Debug, Clone, Copy, Default)]
pub struct ActionAbilities {
    /// Actions that are more than the name of a command.
    pub literals: bool,
    /// Edits that name the version of the document.
    pub versions: bool,
    /// Pages that the server asks it to open.
    pub pages: bool,
}

/// What is offered for a range of a document; `only` are the kinds that are asked for.
pub fn actions(
    document: &OpenDocument,
    findings: Findings<'_>,
    found: &[&Diagnostic],
    range: Range,
    only: Option<&[CodeActionKind]>,
    abilities: ActionAbilities,
) -> Vec<CodeActionOrCommand> {
    let wanted = |kind: &CodeActionKind| only.is_none_or(|only| only.iter().any(|asked| includes(asked, kind)));
    let touched = |diagnostic: &&&Diagnostic| {
        let place = findings.range(diagnostic);
        place.start <= range.end && range.start <= place.end
    };
    let mut offered = Vec::new();
    for diagnostic in found.iter().filter(touched) {
        if wanted(&CodeActionKind::QUICKFIX) && abilities.literals {
            offered.extend(quick_fix(document, findings, diagnostic, abilities).map(CodeActionOrCommand::CodeAction));
        }
    }
    let can_be_fixed = !offered.is_empty();
    if wanted(&CodeActionKind::QUICKFIX) && abilities.literals && Notation::of(&document.path, &document.text) == Notation::Yaml {
        let bearable = found.iter().filter(touched).filter(|diagnostic| !diagnostic.code.starts_with("DOC"));
        offered.extend(bearable.map(|diagnostic| CodeActionOrCommand::CodeAction(suppression(document, findings, diagnostic, abilities))));
    }
    // A request without kinds is for what the light bulb shows: there, fixing all belongs to a finding that can be fixed.
    if abilities.literals && wanted(&FIX_ALL) && (only.is_some() || can_be_fixed) {
        offered.extend(fix_all(document, findings, found, abilities).map(CodeActionOrCommand::CodeAction));
    }
    if abilities.pages && wanted(&CodeActionKind::QUICKFIX) {
        offered.extend(found.iter().filter(touched).map(|diagnostic| CodeActionOrCommand::Command(open_page(diagnostic))));
    }
    offered.dedup();
    offered
}

/// Kinds are names with dots: who asks for `source` wants `source.fixAll` too.
fn includes(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
}

fn quick_fix(document: &OpenDocument, findings: Findings<'_>, found: &Diagnostic, abilities: ActionAbilities) -> Option<CodeAction> {
    let fix = found.fix.as_ref()?;
    let safe = fix.applicability == Applicability::Safe;
    let look = if safe { "" } else { " (needs a look)" };
    Some(CodeAction {
        title: format!("{}{look}", title(document, found.code, &fix.edits)),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![findings.shown(found)]),
        edit: Some(edit(document, &fix.edits, abilities)),
        is_preferred: Some(safe),
        ..CodeAction::default()
    })
}

/// Says what changes, where that is short.
fn title(document: &OpenDocument, code: &str, edits: &[Edit]) -> String {
    const MOST: usize = 40;
    let short = |text: &str| text.chars().count() <= MOST && !text.contains('\n');
    if let [edit] = edits {
        let old = document.text.get(edit.start..edit.end).unwrap_or_default().trim();
        let new = edit.text.trim();
        match (old, new) {
            ("", new) if short(new) => return format!("{code}: insert `{}`", new.trim_matches(',').trim()),
            (old, "") if short(old) => return format!("{code}: remove `{}`", old.trim_matches(',').trim()),
            (old, new) if short(old) && short(new) => return format!("{code}: replace `{old}` with `{new}`"),
            _ => {}
        }
    }
    format!("{code}: apply the fix")
}

/// A comment above the line, without the reason: until somebody writes it, it suppresses nothing, and is found itself.
fn suppression(document: &OpenDocument, findings: Findings<'_>, found: &Diagnostic, abilities: ActionAbilities) -> CodeAction {
    let text = &document.text;
    let start = text[..found.start.offset].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..];
    let indentation = &line[..line.len() - line.trim_start_matches(' ').len()];
    let comment = Edit { start, end: start, text: format!("{indentation}# ecslab: ignore {} -- \n", found.code) };
    CodeAction {
        title: format!("{}: suppress on this line (write the reason behind `--`)", found.code),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![findings.shown(found)]),
        edit: Some(edit(document, &[comment], abilities)),
        is_preferred: Some(false),
        ..CodeAction::default()
    }
}

/// All safe fixes that do not touch each other; the first of two that do wins.
fn fix_all(document: &OpenDocument, findings: Findings<'_>, found: &[&Diagnostic], abilities: ActionAbilities) -> Option<CodeAction> {
    let mut taken: Vec<Edit> = Vec::new();
    let mut mended = Vec::new();
    for diagnostic in found {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe) else { continue };
        if fix.edits.iter().all(|edit| taken.contains(edit)) {
            continue;
        }
        if fix.edits.iter().any(|edit| taken.iter().any(|other| edit.start <= other.end && other.start <= edit.end)) {
            continue;
        }
        taken.extend(fix.edits.iter().cloned());
        mended.push(findings.shown(diagnostic));
    }
    if taken.is_empty() {
        return None;
    }
    taken.sort_by_key(|edit| edit.start);
    Some(CodeAction {
        title: "Apply all safe fixes of ecslab".to_string(),
        kind: Some(FIX_ALL),
        diagnostics: Some(mended),
        edit: Some(edit(document, &taken, abilities)),
        ..CodeAction::default()
    })
}

fn edit(document: &OpenDocument, edits: &[Edit], abilities: ActionAbilities) -> WorkspaceEdit {
    let edits: Vec<TextEdit> = edits
        .iter()
        .map(|edit| TextEdit { range: document.lines.range(&document.text, edit.start..edit.end), new_text: edit.text.clone() })
        .collect();
    let uri = document.uri.clone();
    if abilities.versions {
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version: Some(document.version) };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        return WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }])),
            ..WorkspaceEdit::default()
        };
    }
    // The type of a URI caches nothing that its hash depends on.
    #[expect(clippy::mutable_key_type, reason = "the protocol's own type")]
    let changes: HashMap<Uri, Vec<TextEdit>> = HashMap::from([(uri, edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

fn open_page(found: &Diagnostic) -> Command {
    Command {
        title: format!("{}: read AWS's page about it", found.code),
        command: OPEN_PAGE.to_string(),
        arguments: Some(vec![json!(found.url)]),
    }
}
