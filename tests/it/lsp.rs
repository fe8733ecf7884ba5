//! `ecslab lsp`, driven by a client library with types of the protocol of its own.

use std::ops::ControlFlow;
use std::process::Stdio;

use async_lsp::lsp_types::notification::{LogMessage, PublishDiagnostics, ShowMessage};
use async_lsp::lsp_types::request::{RegisterCapability, ShowDocument};
use async_lsp::lsp_types::{
    CodeActionOrCommand, CodeActionParams, CodeActionResponse, CompletionItem, CompletionParams, CompletionResponse, CompletionTextEdit,
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Documentation, HoverContents,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, NumberOrString, Position, PublishDiagnosticsParams, Range,
    ShowDocumentResult, Url, WorkspaceEdit,
};
use async_lsp::router::Router;
use async_lsp::{Error, ErrorCode, LanguageServer, MainLoop, ServerSocket};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::compat::{TokioAsyncReadCompatExt, TokioAsyncWriteCompatExt};

use crate::program::Place;

/// What the server said unasked.
#[derive(Debug)]
enum Heard {
    Diagnostics(PublishDiagnosticsParams),
    OpenPage(Url),
    Watch(String),
}

/// An editor with the server at its side.
struct Editor {
    place: Place,
    server: ServerSocket,
    heard: UnboundedReceiver<Heard>,
    child: Child,
    initialized: InitializeResult,
}

/// What a modern editor says of itself.
fn modern() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "window": {"showDocument": {"support": true}},
        "workspace": {"workspaceEdit": {"documentChanges": true}, "didChangeWatchedFiles": {"dynamicRegistration": true}},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}}},
            "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"], "insertTextModeSupport": {"valueSet": [1, 2]}}},
        },
    })
}

/// Runs a test in an editor that says `capabilities` of itself, and leaves as the protocol says.
fn with_editor(capabilities: Value, options: Value, test: impl AsyncFnOnce(&mut Editor)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut editor = Editor::start(capabilities, options).await;
        test(&mut editor).await;
        editor.server.shutdown(()).await.expect("shuts down");
        editor.server.exit(()).expect("exits");
        assert_eq!(editor.child.wait().await.expect("ends").code(), Some(0));
    });
}

fn with_modern_editor(test: impl AsyncFnOnce(&mut Editor)) {
    with_editor(modern(), Value::Null, test);
}

fn params<P: DeserializeOwned>(value: Value) -> P {
    serde_json::from_value(value).expect("parameters of the protocol")
}

impl Editor {
    async fn start(capabilities: Value, options: Value) -> Self {
        let place = Place::new();
        let mut command = Command::from(place.command(&["lsp"]));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("the program runs");
        let (tell, heard) = unbounded_channel();
        let (main_loop, server) = MainLoop::new_client(|_| listening(tell));
        let (output, input) = (child.stdout.take().expect("a pipe").compat(), child.stdin.take().expect("a pipe").compat_write());
        tokio::spawn(main_loop.run_buffered(output, input));
        let mut editor = Self { place, server, heard, child, initialized: InitializeResult::default() };
        let hello: InitializeParams =
            params(json!({"processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options}));
        editor.initialized = editor.server.initialize(hello).await.expect("initializes");
        editor.server.initialized(InitializedParams {}).expect("is told");
        editor
    }

    fn uri(&self, name: &str) -> Url {
        Url::from_file_path(self.place.path().join(name)).expect("an absolute path")
    }

    fn open(&mut self, name: &str, text: &str) {
        let language = if name.ends_with("json") { "json" } else { "yaml" };
        let item = json!({"textDocument": {"uri": self.uri(name), "languageId": language, "version": 1, "text": text}});
        self.server.did_open(params::<DidOpenTextDocumentParams>(item)).expect("opens");
    }

    fn change(&mut self, name: &str, version: i32, changes: Value) {
        let change = json!({"textDocument": {"uri": self.uri(name), "version": version}, "contentChanges": changes});
        self.server.did_change(params::<DidChangeTextDocumentParams>(change)).expect("changes");
    }

    fn close(&mut self, name: &str) {
        let closed = json!({"textDocument": {"uri": self.uri(name)}});
        self.server.did_close(params::<DidCloseTextDocumentParams>(closed)).expect("closes");
    }

    async fn next(&mut self) -> Heard {
        self.heard.recv().await.expect("the server goes on")
    }

    async fn published(&mut self) -> PublishDiagnosticsParams {
        loop {
            if let Heard::Diagnostics(published) = self.next().await {
                return published;
            }
        }
    }

    /// The codes of the findings for a version.
    async fn codes_of(&mut self, version: i32) -> Vec<String> {
        loop {
            let published = self.published().await;
            if published.version == Some(version) {
                return codes(&published.diagnostics);
            }
        }
    }

    /// The text of a hover at the first place of `needle`.
    async fn hover(&mut self, name: &str, text: &str, needle: &str) -> Option<String> {
        let position = position_of(text, needle);
        let asked: HoverParams = params(json!({"textDocument": {"uri": self.uri(name)}, "position": position}));
        let hover = self.server.hover(asked).await.expect("answers")?;
        match hover.contents {
            HoverContents::Markup(markup) => Some(markup.value),
            other => panic!("{other:?}"),
        }
    }

    /// The items at the place of `|` in the text, which is opened without it.
    async fn completion(&mut self, name: &str, text: &str) -> (String, Vec<CompletionItem>) {
        let position = position_of(text, "|");
        let text = text.replacen('|', "", 1);
        self.open(name, &text);
        let asked: CompletionParams = params(json!({"textDocument": {"uri": self.uri(name)}, "position": position}));
        let items = match self.server.completion(asked).await.expect("answers") {
            Some(CompletionResponse::Array(items)) => items,
            other => panic!("{other:?}"),
        };
        (text, items)
    }

    async fn actions(&mut self, name: &str, range: Range, context: Value) -> CodeActionResponse {
        let asked: CodeActionParams = params(json!({"textDocument": {"uri": self.uri(name)}, "range": range, "context": context}));
        self.server.code_action(asked).await.expect("answers").unwrap_or_default()
    }
}

/// The client's ear.
fn listening(tell: UnboundedSender<Heard>) -> Router<UnboundedSender<Heard>> {
    let mut router = Router::new(tell);
    router
        .notification::<PublishDiagnostics>(|tell, published| {
            let _ = tell.send(Heard::Diagnostics(published));
            ControlFlow::Continue(())
        })
        .notification::<ShowMessage>(|_, _| ControlFlow::Continue(()))
        .notification::<LogMessage>(|_, _| ControlFlow::Continue(()))
        .request::<ShowDocument, _>(|tell, asked| {
            let _ = tell.send(Heard::OpenPage(asked.uri));
            async { Ok(ShowDocumentResult { success: true }) }
        })
        .request::<RegisterCapability, _>(|tell, asked| {
            let watched = asked.registrations.iter().map(|registration| json!(registration).to_string()).collect();
            let _ = tell.send(Heard::Watch(watched));
            async { Ok(()) }
        });
    router
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| match &diagnostic.code {
            Some(NumberOrString::String(code)) => code.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Where a text stands, in UTF-16.
fn position_of(text: &str, needle: &str) -> Position {
    let before = &text[..text.find(needle).unwrap_or_else(|| panic!("{needle} is in the text"))];
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let narrow = |number: usize| u32::try_from(number).expect("a short text");
    Position::new(narrow(before.matches('\n').count()), narrow(line.encode_utf16().count()))
}

/// The text after an edit, whose columns are counted in characters of one unit.
fn edited(text: &str, range: Range, new_text: &str) -> String {
    let offset = |position: Position| {
        let start: usize = text.split_inclusive('\n').take(position.line as usize).map(str::len).sum();
        start + position.character as usize
    };
    format!("{}{new_text}{}", &text[..offset(range.start)], &text[offset(range.end)..])
}

/// The text after an item was chosen, with a `|` where the first thing to fill in is.
fn chosen(text: &str, item: &CompletionItem) -> String {
    let Some(CompletionTextEdit::Edit(edit)) = &item.text_edit else { panic!("{item:?}") };
    let mut done = edited(text, edit.range, &edit.new_text.replacen("$1", "|", 1));
    // Further edits stand before the place of the item.
    for further in item.additional_text_edits.iter().flatten() {
        done = edited(&done, further.range, &further.new_text);
    }
    done
}

fn labels(items: &[CompletionItem]) -> Vec<&str> {
    items.iter().map(|item| item.label.as_str()).collect()
}

fn named<'i>(items: &'i [CompletionItem], label: &str) -> &'i CompletionItem {
    items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("{label} is not among {:?}", labels(items)))
}

const TASK: &str = r#"{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "bridge",
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {"name": "web", "image": "nginx:1.29", "essential": true}
  ]
}
"#;

#[test]
fn findings_follow_what_is_typed_with_its_version() {
    with_modern_editor(async |editor| {
        editor.open("task.json", TASK);
        let first = editor.published().await;
        assert_eq!((first.uri.clone(), first.version), (editor.uri("task.json"), Some(1)));
        assert!(codes(&first.diagnostics).contains(&"ECS103".to_string()), "{first:?}");
        let found = first.diagnostics.iter().find(|found| found.message.contains("bridge")).expect("the network mode");
        assert_eq!(found.range.start, position_of(TASK, "\"bridge\""));
        let link = found.code_description.as_ref().expect("a link").href.as_str();
        assert!(link.starts_with("https://docs.aws.amazon.com/"), "{link}");

        let start = position_of(TASK, "bridge");
        let end = Position::new(start.line, start.character + 6);
        editor.change("task.json", 2, json!([{"range": {"start": start, "end": end}, "text": "awsvpc"}]));
        assert!(!editor.codes_of(2).await.contains(&"ECS103".to_string()));
        // The first quote of the value goes, and comes back.
        let quote = json!({"start": position_of(TASK, "\"bridge"), "end": position_of(TASK, "bridge")});
        editor.change("task.json", 3, json!([{"range": quote, "text": ""}]));
        assert_eq!(editor.codes_of(3).await, ["DOC001"]);
        let place = position_of(TASK, "\"bridge");
        editor.change("task.json", 4, json!([{"range": {"start": place, "end": place}, "text": "\""}]));
        assert!(!editor.codes_of(4).await.contains(&"DOC001".to_string()));
        editor.close("task.json");
        let last = editor.published().await;
        assert_eq!((last.diagnostics.len(), last.version), (0, None));
    });
}

#[test]
fn the_latest_of_many_edits_wins() {
    with_modern_editor(async |editor| {
        let broken = TASK.replace("\"bridge\"", "");
        editor.open("task.json", TASK);
        for version in 2..=400 {
            let text = if version % 2 == 0 { broken.as_str() } else { TASK };
            editor.change("task.json", version, json!([{"text": text}]));
        }
        editor.change("task.json", 401, json!([{"text": "{\"family\": \"done\", \"containerDefinitions\": "}]));
        let mut last = 0;
        while last < 401 {
            let published = editor.published().await;
            let version = published.version.expect("a version");
            assert!(version > last, "version {version} after {last}");
            last = version;
            if version == 401 {
                assert_eq!(codes(&published.diagnostics), ["DOC001"]);
            }
        }
    });
}

#[test]
fn what_is_no_document_of_ours_has_no_findings() {
    with_modern_editor(async |editor| {
        for (name, text) in [
            ("package.json", "{\"name\": \"x\""),
            ("compose.yaml", "services:\n  web:\n    image: x\n"),
            ("empty.json", ""),
            ("broken.json", "{\"name\": \"x\", \"version\": "),
        ] {
            editor.open(name, text);
            assert_eq!(editor.published().await.diagnostics, [], "{name}");
            assert_eq!(editor.hover(name, &format!("{text}|"), "|").await, None, "{name}");
            let (_, items) = editor.completion(name, "{\"name\": \"x\", |}").await;
            assert_eq!(labels(&items), [""; 0], "{name}");
            editor.published().await;
        }
    });
}

#[test]
fn a_service_is_held_against_the_task_definition_that_is_open_too() {
    let task = |port: u16| {
        format!(
            "{{\"family\": \"web\", \"containerDefinitions\": [{{\"name\": \"web\", \"image\": \"a:1\", \"portMappings\": [{{\"containerPort\": {port}}}]}}]}}"
        )
    };
    let service = r#"{"serviceName": "web", "taskDefinition": "web", "desiredCount": 1,
        "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 80}]}"#;
    with_modern_editor(async |editor| {
        let reference = |codes: &[String]| codes.iter().any(|code| code.starts_with("REF"));
        editor.open("service.json", service);
        assert!(!reference(&codes(&editor.published().await.diagnostics)));
        editor.open("task.json", &task(8080));
        let of_service = async |editor: &mut Editor, expected: bool| loop {
            let published = editor.published().await;
            if published.uri == editor.uri("service.json") && reference(&codes(&published.diagnostics)) == expected {
                return published;
            }
        };
        let held = of_service(editor, true).await;
        let found = held.diagnostics.iter().find(|found| reference(&codes(std::slice::from_ref(found)))).expect("it is there");
        let related = found.related_information.as_ref().expect("the place in the task definition");
        assert!(related.iter().any(|related| related.location.uri == editor.uri("task.json")), "{related:?}");
        editor.change("task.json", 2, json!([{"text": task(80)}]));
        of_service(editor, false).await;
        editor.change("task.json", 3, json!([{"text": task(8080)}]));
        of_service(editor, true).await;
        editor.close("task.json");
        of_service(editor, false).await;
    });
}

#[test]
fn columns_count_in_the_encoding_that_was_agreed_on() {
    let text = "{\"containerDefinitions\": [{\"name\": \"😀\", \"image\": \"a b\"}], \"family\": \"web\"}";
    for (offered, agreed, column) in
        [(json!(["utf-8", "utf-16"]), "utf-8", 52), (json!(["utf-16"]), "utf-16", 50), (Value::Null, "utf-16", 50)]
    {
        let mut capabilities = modern();
        capabilities["general"] = if offered.is_null() { json!({}) } else { json!({"positionEncodings": offered}) };
        with_editor(capabilities, Value::Null, async |editor| {
            let encoding = editor.initialized.capabilities.position_encoding.clone().expect("it is said");
            assert_eq!(encoding.as_str(), agreed);
            editor.open("task.json", text);
            let published = editor.published().await;
            let image = published.diagnostics.iter().find(|found| found.message.contains("a b")).expect("the image is invalid");
            assert_eq!(image.range.start, Position::new(0, column));
            let place = json!({"start": {"line": 0, "character": column}, "end": {"line": 0, "character": column + 5}});
            editor.change("task.json", 2, json!([{"range": place, "text": "\"nginx:1.29\""}]));
            let published = editor.published().await;
            assert!(!published.diagnostics.iter().any(|found| found.message.contains("a b")), "{published:?}");
        });
    }
}

#[test]
fn a_hover_explains_the_rule_and_the_field() {
    with_modern_editor(async |editor| {
        editor.open("task.json", TASK);
        let finding = editor.hover("task.json", TASK, "bridge").await.expect("an explanation");
        assert!(finding.contains("**ECS103 fargate-network-mode** (error)"), "{finding}");
        assert!(finding.contains("**networkMode**: one of `bridge`, `host`"), "{finding}");
        let field = editor.hover("task.json", TASK, "essential").await.expect("an explanation");
        insta::assert_snapshot!(field, @"
        **essential**: true or false

        Whether the whole task stops when this container does. True unless it is set; one container at least must be.

        [Source](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html), [reference](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html)
        ");

        let template = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 1\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      TaskDefinition: web:1\n      LoadBalancers:\n        - ContainerPort: 80\n      EnableECSManagedTags: true\n";
        editor.open("template.yaml", template);
        let port = editor.hover("template.yaml", template, "ContainerPort").await.expect("an explanation");
        assert!(port.contains("A `containerPort` of that container.") && port.contains("aws-resource-ecs-service.html"), "{port}");
        assert_eq!(editor.hover("template.yaml", template, "DelaySeconds").await, None);

        // A finding over several lines is explained on the first.
        let healthless = "{\"containerDefinitions\": [\n  {\"name\": \"a\",\n   \"image\": \"nginx:1.29\"}\n]}";
        editor.open("lines.json", healthless);
        let image = editor.hover("lines.json", healthless, "image").await.expect("an explanation");
        assert!(image.starts_with("**image**"), "{image}");

        // Text that does not parse has fields all the same.
        let broken = "{\"rules\": [{\"rulePriority\": 1, \"selection\": {\"countType\": ";
        editor.open("policy.json", broken);
        let count = editor.hover("policy.json", broken, "countType").await.expect("an explanation");
        assert!(count.contains("one of `imageCountMoreThan`"), "{count}");
    });
}

#[test]
fn a_client_that_shows_plain_text_gets_it() {
    with_editor(json!({}), Value::Null, async |editor| {
        editor.open("task.json", TASK);
        let field = editor.hover("task.json", TASK, "essential").await.expect("an explanation");
        assert!(field.starts_with("essential: true or false") && !field.contains("**"), "{field}");
        assert!(field.contains("Source: https://docs.aws.amazon.com/") && !field.contains("]("), "{field}");
        let (_, items) = editor.completion("new.json", "{\"family\": \"x\", |}").await;
        let Some(CompletionTextEdit::Edit(edit)) = &named(&items, "cpu").text_edit else { panic!("{items:?}") };
        assert_eq!(edit.new_text, "\"cpu\": \"\"");
        // Without literals and pages there is nothing that could be offered.
        let everywhere = Range::new(Position::new(0, 0), Position::new(99, 0));
        assert_eq!(editor.actions("task.json", everywhere, json!({"diagnostics": []})).await, []);
    });
}

#[test]
fn keys_that_are_not_there_yet_are_offered() {
    let template = "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: web\n          |\n";
    // What is typed, an item, and the text when it is chosen.
    let cases = [
        ("a.json", "{\"family\": \"web\", \"net|\"}", "networkMode", "{\"family\": \"web\", \"networkMode\": \"|\"}"),
        ("b.json", "{\"family\": \"web\"\n  |\n}", "cpu", "{\"family\": \"web\",\n  \"cpu\": \"|\"\n}"),
        (
            "c.json",
            "{\n  \"family\": \"web\",\n  \"|\n  \"cpu\": \"256\"\n",
            "memory",
            "{\n  \"family\": \"web\",\n  \"memory\": \"|\",\n  \"cpu\": \"256\"\n",
        ),
        (
            "d.json",
            "{\"containerDefinitions\": [{\"name\": \"a\", \"ess|\": true}]}",
            "essential",
            "{\"containerDefinitions\": [{\"name\": \"a\", \"essential\": true}]}",
        ),
        (
            "e.json",
            "{\"containerDefinitions\": [{\"name\": \"a\", |",
            "dependsOn",
            "{\"containerDefinitions\": [{\"name\": \"a\", \"dependsOn\": [\n  {\n    |\n  }\n]",
        ),
        ("f.yaml", "family: web\n|\n", "runtimePlatform", "family: web\nruntimePlatform:\n  |\n"),
        ("g.yaml", "family: web\nruntimePlatform:\n  |", "cpuArchitecture", "family: web\nruntimePlatform:\n  cpuArchitecture: |"),
        (
            "h.yaml",
            template,
            "PortMappings",
            "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: web\n          PortMappings:\n  - |\n",
        ),
        (
            "i.yaml",
            "Resources:\n  Web:\n    Type: AWS::ECS::Service\n    |\n",
            "Properties",
            "Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n  |\n",
        ),
        ("j.yaml", "containerDefinitions:\n  - |\n", "healthCheck", "containerDefinitions:\n  - healthCheck:\n    |\n"),
        (
            "policy.yaml",
            "rules:\n  - rulePriority: 1\n    selection: {tagStatus: any, c|}\n",
            "countType",
            "rules:\n  - rulePriority: 1\n    selection: {tagStatus: any, countType: |}\n",
        ),
        ("taskdef.json", "{|}", "family", "{\"family\": \"|\"}"),
    ];
    with_modern_editor(async |editor| {
        for (name, typed, label, expected) in cases {
            let (text, items) = editor.completion(name, typed).await;
            assert_eq!(chosen(&text, named(&items, label)), expected, "{typed}");
        }
        let (_, items) = editor.completion("z.json", "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"a\", |}]}").await;
        assert!(!labels(&items).contains(&"name"), "{:?}", labels(&items));
        let image = named(&items, "image");
        assert!(image.detail.as_deref().is_some_and(|detail| detail.contains("text")), "{image:?}");
        assert!(matches!(&image.documentation, Some(Documentation::MarkupContent(markup)) if markup.value.contains("never changes")));
        // What AWS only prints is nothing to write.
        let (_, items) = editor.completion("y.json", "{\"family\": \"web\", |}").await;
        assert!(!labels(&items).contains(&"taskDefinitionArn") && !labels(&items).contains(&"family"), "{:?}", labels(&items));
    });
}

#[test]
fn values_are_offered_where_few_are_right() {
    let cases: [(&str, &str, &str, &[&str]); 9] = [
        (
            "a.json",
            "{\"family\": \"web\", \"networkMode\": \"|\"}",
            "{\"family\": \"web\", \"networkMode\": \"awsvpc\"}",
            &["bridge", "host", "awsvpc", "none"],
        ),
        (
            "b.json",
            "{\"family\": \"web\", \"networkMode\": |",
            "{\"family\": \"web\", \"networkMode\": \"awsvpc\"",
            &["bridge", "host", "awsvpc", "none"],
        ),
        ("c.yaml", "family: web\nnetworkMode: aw|\n", "family: web\nnetworkMode: awsvpc\n", &["bridge", "host", "awsvpc", "none"]),
        (
            "d.json",
            "{\"family\": \"web\", \"cpu\": \"512\", \"memory\": \"|\"}",
            "{\"family\": \"web\", \"cpu\": \"512\", \"memory\": \"2048\"}",
            &["1024", "2048", "3072", "4096"],
        ),
        (
            "e.yaml",
            "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Cpu: 256\n      Memory: |\n",
            "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Cpu: 256\n      Memory: \"2048\"\n",
            &["512", "1024", "2048"],
        ),
        (
            "f.yaml",
            "containerDefinitions:\n  - name: web\n    dependsOn:\n      - containerName: |\n  - name: db\n",
            "containerDefinitions:\n  - name: web\n    dependsOn:\n      - containerName: db\n  - name: db\n",
            &["db"],
        ),
        (
            "g.yaml",
            "containerDefinitions:\n  - name: web\n    essential: |\n",
            "containerDefinitions:\n  - name: web\n    essential: true\n",
            &["true", "false"],
        ),
        (
            "h.json",
            "{\"rules\": [{\"rulePriority\": 1, \"action\": {\"type\": \"|\"}}]}",
            "{\"rules\": [{\"rulePriority\": 1, \"action\": {\"type\": \"expire\"}}]}",
            &["expire", "transition"],
        ),
        ("i.json", "{\"family\": \"|\"}", "", &[]),
    ];
    with_modern_editor(async |editor| {
        for (name, typed, expected, values) in cases {
            let (text, items) = editor.completion(name, typed).await;
            assert_eq!(labels(&items), values, "{typed}");
            let right = items.iter().find(|item| expected == chosen(&text, item));
            assert!(right.is_some() || values.is_empty(), "{typed}: {items:?}");
        }
        let (_, items) = editor.completion("t.yaml", "Resources:\n  T:\n    Type: |\n").await;
        assert!(labels(&items).contains(&"AWS::ECS::Service"), "{:?}", labels(&items));
    });
}

#[test]
fn a_fix_is_offered_and_mends_the_document() {
    with_modern_editor(async |editor| {
        editor.open("task.json", TASK);
        let at = position_of(TASK, "bridge");
        let actions = editor.actions("task.json", Range::new(at, at), json!({"diagnostics": [], "only": ["quickfix"]})).await;
        let fix = actions.iter().find_map(|action| match action {
            CodeActionOrCommand::CodeAction(action) => Some(action),
            CodeActionOrCommand::Command(_) => None,
        });
        let fix = fix.unwrap_or_else(|| panic!("{actions:?}"));
        assert_eq!(fix.title, "ECS103: replace `\"bridge\"` with `\"awsvpc\"` (needs a look)");
        assert_eq!(fix.is_preferred, Some(false));
        let (version, range, text) = only_edit(fix.edit.as_ref().expect("an edit"));
        assert_eq!(version, Some(1));
        editor.change("task.json", 2, json!([{"range": range, "text": text}]));
        assert!(!editor.codes_of(2).await.contains(&"ECS103".to_string()));

        let page = actions.iter().find_map(|action| match action {
            CodeActionOrCommand::Command(command) => Some(command.clone()),
            CodeActionOrCommand::CodeAction(_) => None,
        });
        let command = page.expect("a link");
        let run = json!({"command": command.command, "arguments": command.arguments});
        editor.server.execute_command(params(run)).await.expect("runs");
        let opened = loop {
            if let Heard::OpenPage(page) = editor.next().await {
                break page;
            }
        };
        assert_eq!(opened.host_str(), Some("docs.aws.amazon.com"));
        let foreign = json!({"command": command.command, "arguments": ["https://example.com/"]});
        let refused = editor.server.execute_command(params(foreign)).await;
        assert!(matches!(&refused, Err(Error::Response(error)) if error.code == ErrorCode::INVALID_PARAMS), "{refused:?}");
    });
}

#[test]
fn all_safe_fixes_are_one_action() {
    let text = "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"nginx:1.29\", \"essential\": false}]}";
    with_modern_editor(async |editor| {
        editor.open("task.json", text);
        let at = Range::new(Position::new(0, 0), Position::new(0, 0));
        let actions = editor.actions("task.json", at, json!({"diagnostics": [], "only": ["source.fixAll"]})).await;
        let [CodeActionOrCommand::CodeAction(all)] = actions.as_slice() else { panic!("{actions:?}") };
        let (_, range, new_text) = only_edit(all.edit.as_ref().expect("an edit"));
        assert_eq!(edited(text, range, &new_text), text.replace("false", "true"));
        assert_eq!(editor.actions("task.json", at, json!({"diagnostics": [], "only": ["refactor"]})).await, []);
    });
}

/// The version and the single edit of a change of one document.
fn only_edit(edit: &WorkspaceEdit) -> (Option<i32>, Range, String) {
    let edit = json!(edit);
    let change = &edit["documentChanges"][0];
    assert_eq!(change["edits"].as_array().map(Vec::len), Some(1), "{edit}");
    let version = change["textDocument"]["version"].as_i64().and_then(|version| i32::try_from(version).ok());
    (version, params(change["edits"][0]["range"].clone()), change["edits"][0]["newText"].as_str().unwrap_or_default().to_string())
}

#[test]
fn advice_is_shown_to_who_asks_for_it() {
    for (options, shown) in [(Value::Null, false), (json!({"profile": "strict"}), true), (json!({"profile": "nonsense"}), false)] {
        with_editor(modern(), options.clone(), async |editor| {
            editor.open("task.json", TASK);
            let severities: Vec<_> = editor.published().await.diagnostics.iter().map(|found| found.severity).collect();
            let advice = severities.contains(&Some(async_lsp::lsp_types::DiagnosticSeverity::INFORMATION));
            assert_eq!(advice, shown, "{options}: {severities:?}");
        });
    }
}

/// Messages as they go over the wire.
fn wire(messages: &[Value]) -> String {
    messages.iter().map(Value::to_string).map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len())).collect()
}

#[test]
fn the_conversation_ends_as_the_protocol_says() {
    let hello =
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}});
    let notify = |method: &str| json!({"jsonrpc": "2.0", "method": method, "params": {}});
    let ask = |id: i32, method: &str| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": {}});
    let cases: [(&str, String, i32, &str); 9] = [
        (
            "shutdown and exit",
            wire(&[hello.clone(), notify("initialized"), ask(2, "shutdown"), notify("exit")]),
            0,
            "\"id\":2,\"result\":null",
        ),
        ("exit alone", wire(&[hello.clone(), notify("exit")]), 1, "\"id\":1"),
        ("exit before all", wire(&[notify("exit")]), 1, ""),
        ("an editor that dies", wire(std::slice::from_ref(&hello)), 1, "\"id\":1"),
        ("a request before initialize", wire(&[ask(7, "textDocument/hover"), notify("exit")]), 1, "-32002"),
        ("a request after shutdown", wire(&[hello.clone(), ask(2, "shutdown"), ask(3, "textDocument/hover"), notify("exit")]), 0, "-32600"),
        (
            "a request that is not offered",
            wire(&[hello.clone(), ask(3, "textDocument/rename"), ask(4, "shutdown"), notify("exit")]),
            0,
            "-32601",
        ),
        (
            "parameters that do not fit",
            wire(&[hello.clone(), ask(3, "textDocument/hover"), ask(4, "shutdown"), notify("exit")]),
            0,
            "-32602",
        ),
        ("no protocol at all", "{\"family\": 1}\n".to_string(), 2, ""),
    ];
    for (name, input, code, said) in cases {
        let ran = Place::new().run_with_input(&["lsp"], &input);
        assert_eq!(ran.code, code, "{name}: {ran:?}");
        assert!(ran.stdout.contains(said), "{name}: {ran:?}");
        assert_eq!(ran.stderr.contains("error:"), code == 2, "{name}: {ran:?}");
    }
}

#[test]
fn the_configuration_holds_and_is_read_again_when_it_changes() {
    with_modern_editor(async |editor| {
        let Heard::Watch(watched) = editor.next().await else { panic!("the first that is said") };
        assert!(watched.contains("workspace/didChangeWatchedFiles") && watched.contains("ecslab.toml"), "{watched}");
        editor.open("infra/task.json", TASK);
        assert!(codes(&editor.published().await.diagnostics).contains(&"ECS103".to_string()));
        let changed = |editor: &mut Editor, text: &str| {
            editor.place.write("ecslab.toml", text);
            let event = json!({"changes": [{"uri": editor.uri("ecslab.toml"), "type": 2}]});
            editor.server.did_change_watched_files(params(event)).expect("is told");
        };
        changed(editor, "ignore = [\"ECS103\"]\n");
        assert!(!codes(&editor.published().await.diagnostics).contains(&"ECS103".to_string()));
        // A configuration that is wrong shows where, and the defaults hold.
        changed(editor, "ignore = [\n  \"ECS103\",\n  \"ECS999\",\n]\n");
        let mut published = [editor.published().await, editor.published().await];
        published.sort_by_key(|published| published.uri.path().ends_with("task.json"));
        let [configuration, task] = published;
        assert_eq!(configuration.uri, editor.uri("ecslab.toml"));
        assert_eq!(configuration.diagnostics.iter().map(|found| found.range.start.line).collect::<Vec<_>>(), [2], "{configuration:?}");
        assert!(codes(&task.diagnostics).contains(&"ECS103".to_string()));
        changed(editor, "profile = \"strict\"\n");
        let published = [editor.published().await, editor.published().await];
        assert!(published.iter().any(|published| published.uri == configuration.uri && published.diagnostics.is_empty()), "{published:?}");
        // As it is typed, where it is open.
        editor.open("ecslab.toml", "profil = 1\n");
        let typed = editor.published().await;
        assert!(typed.uri == configuration.uri && typed.diagnostics.len() == 1, "{typed:?}");
    });
}

#[test]
fn a_suppression_is_offered_where_comments_are() {
    let text = "family: web\nrequiresCompatibilities: [FARGATE]\ncpu: \"256\"\nmemory: \"512\"\nnetworkMode: bridge\ncontainerDefinitions:\n  - {name: web, image: 'nginx:1.29'}\n";
    with_modern_editor(async |editor| {
        editor.open("task.yaml", text);
        let at = position_of(text, "bridge");
        let actions = editor.actions("task.yaml", Range::new(at, at), json!({"diagnostics": []})).await;
        let suppression = actions.iter().find_map(|action| match action {
            CodeActionOrCommand::CodeAction(action) if action.title.contains("suppress") => action.edit.as_ref(),
            _ => None,
        });
        let (_, range, comment) = only_edit(suppression.unwrap_or_else(|| panic!("{actions:?}")));
        assert_eq!(comment, "# ecslab: ignore ECS103 -- \n");
        // Without its reason it suppresses nothing.
        editor.change("task.yaml", 2, json!([{"range": range, "text": comment}]));
        assert!(editor.codes_of(2).await.contains(&"ECS103".to_string()));
        editor.change(
            "task.yaml",
            3,
            json!([{"text": text.replace("networkMode", "# ecslab: ignore ECS103 -- it is a test\nnetworkMode")}]),
        );
        assert!(!editor.codes_of(3).await.contains(&"ECS103".to_string()));
    });
}
