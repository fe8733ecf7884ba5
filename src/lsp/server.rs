//! The conversation with the editor.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crossbeam_channel::{Receiver, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit, Initialized,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, ExecuteCommand, HoverRequest, Initialize, RegisterCapability, Request as _, ShowDocument, Shutdown,
};
use lsp_types::{
    CodeActionParams, CompletionParams, CompletionResponse, DidChangeTextDocumentParams, DidChangeWatchedFilesRegistrationOptions,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, ExecuteCommandParams, FileSystemWatcher, GlobPattern,
    HoverParams, InitializeParams, InitializeResult, PublishDiagnosticsParams, Registration, RegistrationParams, ServerInfo,
    ShowDocumentParams, TextDocumentPositionParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::abilities::Abilities;
use super::actions::{OPEN_PAGE, actions};
use super::completion::completion;
use super::diagnostics::{Findings, shown_fault};
use super::documents::{OpenDocument, file_uri};
use super::hover::hover;
use super::linting::{LintedText, Linter, Task, lint};
use super::settings::{FoundSettings, SettingsSource, faults_of, is_configuration};
use super::together::findings_together;
use crate::lint::CONFIGURATION_NAME;
use crate::source::Fault;

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// `shutdown`, then `exit`: the exit code is 0.
    Properly,
    /// The client went away, or said `exit` without `shutdown`: the exit code is 1.
    Abruptly,
}

/// The client is gone: nothing can be said any more.
#[derive(Debug)]
struct Gone;

impl<T> From<crossbeam_channel::SendError<T>> for Gone {
    fn from(_: crossbeam_channel::SendError<T>) -> Self {
        Self
    }
}

/// Talks on standard input and output until the client ends it.
///
/// # Errors
/// When what arrives is no message of the protocol, or the system has no thread left.
pub fn serve_stdio() -> std::io::Result<Ended> {
    let (connection, threads) = Connection::stdio();
    let ended = serve(connection)?;
    match ended {
        // What was said last is on its way; the thread that reads has seen the end of its input.
        Some(ended) => threads.join().map(|()| ended),
        // The thread that reads may wait for ever.
        None => Ok(Ended::Abruptly),
    }
}

/// Talks on a connection until the client ends it; `None` where the client cannot hear any more.
///
/// # Errors
/// When the system has no thread left.
pub fn serve(connection: Connection) -> std::io::Result<Option<Ended>> {
    let initialized = match initialize(&connection) {
        Ok(Some(initialized)) => initialized,
        Ok(None) => return Ok(Some(Ended::Abruptly)),
        Err(Gone) => return Ok(None),
    };
    let (send, linted) = unbounded();
    // Once the conversation is over, nobody wants to know.
    let linter = Linter::start(move |text| drop(send.send(text)))?;
    let (abilities, settings) = initialized;
    let mut server = Server {
        connection,
        abilities,
        settings,
        faults: HashMap::new(),
        linter,
        documents: HashMap::new(),
        requests: 0,
        is_shut_down: false,
    };
    Ok(server.talk(&linted).ok())
}

/// Waits for `initialize` and answers it; `None` where the client ends before.
fn initialize(connection: &Connection) -> Result<Option<(Abilities, SettingsSource)>, Gone> {
    for message in &connection.receiver {
        match message {
            Message::Request(request) if request.method == Initialize::METHOD => {
                let params: InitializeParams = match serde_json::from_value(request.params) {
                    Ok(params) => params,
                    Err(error) => {
                        let answer = Response::new_err(request.id, ErrorCode::InvalidParams as i32, error.to_string());
                        connection.sender.send(answer.into())?;
                        continue;
                    }
                };
                let abilities = Abilities::of(&params.capabilities);
                let settings = SettingsSource::of(params.initialization_options.as_ref());
                let result = InitializeResult {
                    capabilities: abilities.offered(),
                    server_info: Some(ServerInfo { name: "ecslab".to_string(), version: Some(env!("CARGO_PKG_VERSION").to_string()) }),
                };
                connection.sender.send(Response::new_ok(request.id, result).into())?;
                return Ok(Some((abilities, settings)));
            }
            Message::Request(request) => {
                let reason = format!("`{}` came before `initialize`", request.method);
                let answer = Response::new_err(request.id, ErrorCode::ServerNotInitialized as i32, reason);
                connection.sender.send(answer.into())?;
            }
            Message::Notification(notification) if notification.method == Exit::METHOD => return Ok(None),
            // The protocol says to drop them.
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
    Ok(None)
}

struct Server {
    connection: Connection,
    abilities: Abilities,
    settings: SettingsSource,
    /// What is wrong with configurations, by their paths, as it was shown.
    faults: HashMap<PathBuf, Vec<Fault>>,
    linter: Linter,
    /// By what the client calls them.
    documents: HashMap<String, OpenDocument>,
    /// How many requests were sent to the client.
    requests: i32,
    is_shut_down: bool,
}

impl Server {
    fn talk(&mut self, linted: &Receiver<LintedText>) -> Result<Ended, Gone> {
        let messages = self.connection.receiver.clone();
        loop {
            select! {
                recv(messages) -> message => match message {
                    Ok(Message::Notification(notification)) if notification.method == Exit::METHOD => {
                        return Ok(if self.is_shut_down { Ended::Properly } else { Ended::Abruptly });
                    }
                    Ok(Message::Notification(notification)) => self.notified(notification)?,
                    Ok(Message::Request(request)) => self.asked(request)?,
                    Ok(Message::Response(response)) => complain_of(&response),
                    Err(_) => return Ok(Ended::Abruptly),
                },
                recv(linted) -> text => if let Ok(text) = text {
                    self.publish(text)?;
                },
            }
        }
    }

    fn notified(&mut self, notification: Notification) -> Result<(), Gone> {
        let Notification { method, params } = notification;
        match method.as_str() {
            Initialized::METHOD => self.watch_configuration()?,
            DidOpenTextDocument::METHOD => {
                if let Some(DidOpenTextDocumentParams { text_document }) = read(&method, params) {
                    let key = text_document.uri.as_str().to_string();
                    self.documents.insert(key.clone(), OpenDocument::open(text_document, self.abilities.encoding));
                    self.lint_later(&key)?;
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Some(DidChangeTextDocumentParams { text_document, content_changes }) = read(&method, params) {
                    let key = text_document.uri.as_str().to_string();
                    match self.documents.get_mut(&key) {
                        Some(document) => document.change(text_document.version, content_changes),
                        None => eprintln!("ecslab lsp: a change of {key}, which is not open"),
                    }
                    self.lint_later(&key)?;
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Some(DidCloseTextDocumentParams { text_document }) = read(&method, params)
                    && self.documents.remove(text_document.uri.as_str()).is_some()
                {
                    self.send_diagnostics(text_document.uri.clone(), Vec::new(), None)?;
                    self.hold_together(text_document.uri.as_str())?;
                }
            }
            // For clients that watch no files: a configuration that is saved in the editor holds from then on.
            DidSaveTextDocument::METHOD => {
                if let Some(DidSaveTextDocumentParams { text_document, .. }) = read(&method, params)
                    && is_configuration(text_document.uri.path().as_str())
                {
                    self.lint_all()?;
                }
            }
            DidChangeWatchedFiles::METHOD => self.lint_all()?,
            _ => {}
        }
        Ok(())
    }

    fn asked(&mut self, request: Request) -> Result<(), Gone> {
        let Request { id, method, params } = request;
        if self.is_shut_down {
            return self.refuse(id, ErrorCode::InvalidRequest, "the server is shut down");
        }
        match method.as_str() {
            Shutdown::METHOD => {
                self.is_shut_down = true;
                self.answer(id, Value::Null)
            }
            HoverRequest::METHOD => match parsed::<HoverParams>(params) {
                Ok(params) => {
                    let answer = self.hover(&params.text_document_position_params);
                    self.answer(id, answer)
                }
                Err(error) => self.refuse(id, ErrorCode::InvalidParams, &error),
            },
            Completion::METHOD => match parsed::<CompletionParams>(params) {
                Ok(params) => {
                    let answer = self.completion(&params.text_document_position);
                    self.answer(id, answer)
                }
                Err(error) => self.refuse(id, ErrorCode::InvalidParams, &error),
            },
            CodeActionRequest::METHOD => match parsed::<CodeActionParams>(params) {
                Ok(params) => {
                    let answer = self.actions(&params);
                    self.answer(id, answer)
                }
                Err(error) => self.refuse(id, ErrorCode::InvalidParams, &error),
            },
            ExecuteCommand::METHOD => match parsed::<ExecuteCommandParams>(params).and_then(|params| page(&params)) {
                Ok(page) => {
                    self.ask::<ShowDocument>(ShowDocumentParams { uri: page, external: Some(true), take_focus: None, selection: None })?;
                    self.answer(id, Value::Null)
                }
                Err(error) => self.refuse(id, ErrorCode::InvalidParams, &error),
            },
            Initialize::METHOD => self.refuse(id, ErrorCode::InvalidRequest, "the server is initialized already"),
            _ => self.refuse(id, ErrorCode::MethodNotFound, &format!("`{method}` is not offered")),
        }
    }

    fn hover(&mut self, at: &TextDocumentPositionParams) -> Option<lsp_types::Hover> {
        self.lint_now(&at.text_document.uri);
        let document = self.documents.get(at.text_document.uri.as_str())?;
        let offset = document.lines.offset(&document.text, at.position);
        hover(document, self.findings(document), &document.findings()?, offset, self.abilities.markdown_hovers)
    }

    fn completion(&self, at: &TextDocumentPositionParams) -> CompletionResponse {
        let items = self.documents.get(at.text_document.uri.as_str()).map(|document| {
            let offset = document.lines.offset(&document.text, at.position);
            completion(document, offset, self.abilities.completion)
        });
        CompletionResponse::Array(items.unwrap_or_default())
    }

    fn actions(&mut self, params: &CodeActionParams) -> Vec<lsp_types::CodeActionOrCommand> {
        self.lint_now(&params.text_document.uri);
        let Some(document) = self.documents.get(params.text_document.uri.as_str()) else { return Vec::new() };
        let Some(found) = document.findings() else { return Vec::new() };
        let only = params.context.only.as_deref();
        actions(document, self.findings(document), &found, params.range, only, self.abilities.actions)
    }

    /// Sees to it that what is known of a document is about its text as it is: answers about findings must neither wait for the other
    /// thread nor speak of places that have moved.
    fn lint_now(&mut self, uri: &Uri) {
        let Some(document) = self.documents.get_mut(uri.as_str()) else { return };
        if document.findings().is_some() {
            return;
        }
        if let Some(task) = task(document) {
            let text = lint(&task, &self.settings.of_document(&document.path).settings);
            document.was_known |= text.is_known;
            document.linted = Some(Arc::new(text));
        }
    }

    fn findings<'d>(&self, document: &'d OpenDocument) -> Findings<'d> {
        Findings { uri: &document.uri, text: &document.text, lines: &document.lines, abilities: self.abilities.diagnostics }
    }

    fn lint_later(&mut self, uri: &str) -> Result<(), Gone> {
        let Some(document) = self.documents.get(uri) else { return Ok(()) };
        if is_configuration(&document.path) {
            return self.show_configuration(document);
        }
        let Some(task) = task(document) else {
            eprintln!("ecslab lsp: {} is too large to be linted", document.path);
            return Ok(());
        };
        let FoundSettings { settings, configuration, faults } = self.settings.of_document(&document.path);
        self.linter.lint(task, settings);
        configuration.map_or(Ok(()), |configuration| self.show_faults(configuration, faults))
    }

    /// What is wrong with a configuration that is open, as it is typed.
    fn show_configuration(&self, document: &OpenDocument) -> Result<(), Gone> {
        let faults = faults_of(&document.path, &document.text);
        let shown = faults.iter().map(shown_fault).collect();
        self.send_diagnostics(document.uri.clone(), shown, Some(document.version))
    }

    /// What is wrong with a configuration on disk, if it was not shown yet. One that is open has its own say.
    fn show_faults(&mut self, configuration: PathBuf, faults: Vec<Fault>) -> Result<(), Gone> {
        let path = configuration.display().to_string();
        let is_open = self.documents.values().any(|document| *document.path == *path);
        let shown = faults.iter().map(shown_fault).collect();
        let before = self.faults.insert(configuration, faults.clone()).unwrap_or_default();
        match file_uri(&path).filter(|_| !is_open && before != faults) {
            Some(uri) => self.send_diagnostics(uri, shown, None),
            None => Ok(()),
        }
    }

    /// After a change of the configuration.
    fn lint_all(&mut self) -> Result<(), Gone> {
        for document in self.documents.values_mut() {
            document.linted = None;
        }
        let open: Vec<String> = self.documents.keys().cloned().collect();
        open.iter().try_for_each(|uri| self.lint_later(uri))
    }

    /// Shows what linting gave, unless an edit has overtaken it.
    fn publish(&mut self, text: LintedText) -> Result<(), Gone> {
        let Some(document) = self.documents.get_mut(&text.uri) else { return Ok(()) };
        if document.version != text.version {
            return Ok(());
        }
        document.was_known |= text.is_known;
        let uri = text.uri.clone();
        document.linted = Some(Arc::new(text));
        self.hold_together(&uri)?;
        self.show(&uri)
    }

    /// Reads open documents together, and shows what that changes in others than the named one.
    fn hold_together(&mut self, uri: &str) -> Result<(), Gone> {
        let mut found = findings_together(&self.documents, &self.settings);
        let mut changed = Vec::new();
        for (key, document) in &mut self.documents {
            let together = (document.version, found.remove(key).unwrap_or_default());
            if document.together.1 != together.1 && key != uri {
                changed.push(key.clone());
            }
            document.together = together;
        }
        changed.iter().try_for_each(|key| self.show(key))
    }

    /// Sends the findings of a document, if they are about its text as it is.
    fn show(&self, uri: &str) -> Result<(), Gone> {
        let Some(document) = self.documents.get(uri) else { return Ok(()) };
        let Some(found) = document.findings() else { return Ok(()) };
        let findings = self.findings(document);
        let shown = found.into_iter().map(|found| findings.shown(found)).collect();
        self.send_diagnostics(document.uri.clone(), shown, Some(document.version))
    }

    fn send_diagnostics(&self, uri: Uri, diagnostics: Vec<lsp_types::Diagnostic>, version: Option<i32>) -> Result<(), Gone> {
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.connection.sender.send(Notification::new(PublishDiagnostics::METHOD.to_string(), params).into())?;
        Ok(())
    }

    fn watch_configuration(&mut self) -> Result<(), Gone> {
        if !self.abilities.watches_files {
            return Ok(());
        }
        let glob = GlobPattern::String(format!("**/{}", CONFIGURATION_NAME));
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![FileSystemWatcher { glob_pattern: glob, kind: None }] };
        let registration = Registration {
            id: "ecslab-configuration".to_string(),
            method: DidChangeWatchedFiles::METHOD.to_string(),
            register_options: Some(json!(options)),
        };
        self.ask::<RegisterCapability>(RegistrationParams { registrations: vec![registration] })
    }

    /// Sends a request; that the client refuses it is told on standard error.
    fn ask<R: lsp_types::request::Request>(&mut self, params: R::Params) -> Result<(), Gone> {
        self.requests += 1;
        let request = Request::new(RequestId::from(self.requests), R::METHOD.to_string(), params);
        self.connection.sender.send(request.into())?;
        Ok(())
    }

    fn answer(&self, id: RequestId, result: impl serde::Serialize) -> Result<(), Gone> {
        self.connection.sender.send(Response::new_ok(id, result).into())?;
        Ok(())
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, reason: &str) -> Result<(), Gone> {
        self.connection.sender.send(Response::new_err(id, code as i32, reason.to_string()).into())?;
        Ok(())
    }
}

/// The text of a document as something to lint; `None` where it is too large.
fn task(document: &OpenDocument) -> Option<Task> {
    (!document.is_too_large()).then(|| Task {
        uri: document.uri.as_str().to_string(),
        path: Arc::clone(&document.path),
        version: document.version,
        text: Arc::clone(&document.text),
        was_known: document.was_known,
    })
}

/// The parameters of a notification; what does not fit is told on standard error, as nobody waits for an answer.
fn read<P: DeserializeOwned>(method: &str, params: Value) -> Option<P> {
    parsed(params).map_err(|error| eprintln!("ecslab lsp: {method}: {error}")).ok()
}

fn parsed<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}

/// The page that a command asks for: one of AWS's, since whoever can send a command should not open others through the editor.
fn page(params: &ExecuteCommandParams) -> Result<Uri, String> {
    if params.command != OPEN_PAGE {
        return Err(format!("no command is called `{}`", params.command));
    }
    let page = params.arguments.first().and_then(Value::as_str).unwrap_or_default();
    if !page.starts_with("https://docs.aws.amazon.com/") {
        return Err(format!("`{page}` is no page of AWS's documentation"));
    }
    page.parse().map_err(|error| format!("`{page}`: {error}"))
}

fn complain_of(response: &Response) {
    if let Err(error) = &response.response_result {
        eprintln!("ecslab lsp: the editor refused a request: {}", error.message);
    }
}
