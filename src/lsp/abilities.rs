//! What the client understands, and what this server offers.

use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, ExecuteCommandOptions,
    HoverProviderCapability, InsertTextMode, MarkupKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
};

use super::actions::{ActionAbilities, FIX_ALL, OPEN_PAGE};
use super::completion::CompletionAbilities;
use super::diagnostics::DiagnosticAbilities;
use super::positions::Encoding;

/// What the client understands.
#[derive(Debug, Clone, Copy)]
pub struct Abilities {
    /// What a column counts.
    pub encoding: Encoding,
    /// Of diagnostics.
    pub diagnostics: DiagnosticAbilities,
    /// Of completion.
    pub completion: CompletionAbilities,
    /// Of actions.
    pub actions: ActionAbilities,
    /// Hovers in Markdown.
    pub markdown_hovers: bool,
    /// Whether it watches files when it is asked to.
    pub watches_files: bool,
}

impl Abilities {
    /// Reads what the client says of itself.
    pub fn of(client: &ClientCapabilities) -> Self {
        let general = client.general.as_ref();
        let document = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let published = document.and_then(|document| document.publish_diagnostics.as_ref());
        let item = document.and_then(|document| document.completion.as_ref()).and_then(|completion| completion.completion_item.as_ref());
        let action = document.and_then(|document| document.code_action.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let pages = client.window.as_ref().and_then(|window| window.show_document.as_ref());
        let is = |flag: Option<bool>| flag == Some(true);
        let has_markdown = |kinds: &Vec<MarkupKind>| kinds.contains(&MarkupKind::Markdown);
        Self {
            encoding: Encoding::negotiated(general.and_then(|general| general.position_encodings.as_deref())),
            diagnostics: DiagnosticAbilities {
                related: is(published.and_then(|published| published.related_information)),
                links: is(published.and_then(|published| published.code_description_support)),
                tags: published.is_some_and(|published| published.tag_support.is_some()),
            },
            completion: CompletionAbilities {
                snippets: is(item.and_then(|item| item.snippet_support)),
                adjusts_indentation: item
                    .and_then(|item| item.insert_text_mode_support.as_ref())
                    .is_some_and(|modes| modes.value_set.contains(&InsertTextMode::ADJUST_INDENTATION)),
                markdown: item.and_then(|item| item.documentation_format.as_ref()).is_some_and(has_markdown),
            },
            actions: ActionAbilities {
                literals: action.is_some_and(|action| action.code_action_literal_support.is_some()),
                versions: is(edits.and_then(|edits| edits.document_changes)),
                pages: pages.is_some_and(|pages| pages.support),
            },
            markdown_hovers: document
                .and_then(|document| document.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .is_some_and(has_markdown),
            watches_files: is(watched.and_then(|watched| watched.dynamic_registration)),
        }
    }

    /// What this server offers to such a client.
    pub fn offered(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(["\"", ":", " "].map(str::to_string).to_vec()),
                ..CompletionOptions::default()
            }),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
                ..CodeActionOptions::default()
            })),
            execute_command_provider: self
                .actions
                .pages
                .then(|| ExecuteCommandOptions { commands: vec![OPEN_PAGE.to_string()], ..ExecuteCommandOptions::default() }),
            ..ServerCapabilities::default()
        }
    }
}
