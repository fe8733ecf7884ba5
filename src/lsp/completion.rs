//! What may be typed at the cursor: keys that are not there yet, and values.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind,
    TextEdit,
};

use super::documents::OpenDocument;
use super::form::{self, Place};
use super::hover::type_in_words;
use super::meaning::field_meaning;
use super::outline::{MarkedText, Outline, Slot, Step, is_marked};
use crate::facts::{FARGATE_SIZES, Shape, ShapeMember, cloudformation, memory_for, parse_cpu_units};
use crate::model::Kind;
use crate::syntax::{Data, Node, Notation};

/// What the client understands of completion.
#[derive(Debug, Clone, Copy, Default)]
pub struct CompletionAbilities {
    /// Text with places to fill in.
    pub snippets: bool,
    /// Whether it indents the lines of an item when it is asked to.
    pub adjusts_indentation: bool,
    /// Documentation in Markdown.
    pub markdown: bool,
}

/// What may be typed at an offset.
pub fn completion(document: &OpenDocument, offset: usize, abilities: CompletionAbilities) -> Vec<CompletionItem> {
    let notation = Notation::of(&document.path, &document.text);
    let Some(marked) = MarkedText::new(&document.text, offset, notation) else { return Vec::new() };
    let Some(outline) = marked.outline() else { return Vec::new() };
    let Some(place) = form::place(&outline.root, &outline.path, &document.path) else { return Vec::new() };
    let typing = Typing { document, abilities, style: Style::of(&document.text, notation, &outline), outline: &outline, place: &place };
    match outline.slot {
        Slot::Key => typing.keys(),
        // A lone word where YAML wants an object is its first key.
        Slot::Value if typing.style == Style::Block && typing.begins_its_line() && !place.members().is_empty() => typing.keys(),
        Slot::Value => typing.values(),
    }
}

/// How keys and values are written at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// JSON, or YAML between brackets that quotes its keys.
    Json,
    /// YAML between brackets.
    Flow,
    /// YAML by indentation.
    Block,
}

impl Style {
    fn of(text: &str, notation: Notation, outline: &Outline<'_>) -> Self {
        if notation == Notation::Json {
            return Self::Json;
        }
        let before = &text[..outline.token.start];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        // Brackets in a scalar are rare, and then a bare word is right as well.
        let open = |text: &str| text.matches(['{', '[']).count() > text.matches(['}', ']']).count();
        match open(line) || (text.trim_start().starts_with('{') && open(before)) {
            true if text.trim_start().starts_with('{') => Self::Json,
            true => Self::Flow,
            false => Self::Block,
        }
    }
}

struct Typing<'t> {
    document: &'t OpenDocument,
    abilities: CompletionAbilities,
    style: Style,
    outline: &'t Outline<'t>,
    place: &'t Place,
}

impl Typing<'_> {
    fn text_before(&self) -> &str {
        &self.document.text[..self.outline.token.start]
    }

    fn text_after(&self) -> &str {
        &self.document.text[self.outline.token.end..]
    }

    /// Whether nothing but blanks and dashes stands before it on its line.
    fn begins_its_line(&self) -> bool {
        let before = self.text_before();
        before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().all(|character| matches!(character, ' ' | '-'))
    }

    /// Columns between the indentation of the line and what is typed, where there is a dash between them.
    fn behind_dash(&self) -> usize {
        let before = self.text_before();
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        if self.style == Style::Block && self.begins_its_line() { line.trim_start().len() } else { 0 }
    }

    fn keys(&self) -> Vec<CompletionItem> {
        let present: Vec<&str> = match form::descend(&self.outline.root, &self.outline.path) {
            Some(object) => object.members().iter().map(|member| member.key.as_ref()).filter(|key| !is_marked(key)).collect(),
            None => Vec::new(),
        };
        let is_new = |member: &&ShapeMember| {
            !matches!(member.shape, Shape::Output) && !present.iter().any(|key| key.eq_ignore_ascii_case(member.name))
        };
        self.place.members().iter().filter(is_new).enumerate().map(|(number, member)| self.key(number, member)).collect()
    }

    fn key(&self, number: usize, member: &'static ShapeMember) -> CompletionItem {
        let name = self.place.spelled(member.name);
        let key = if self.style == Style::Json { format!("\"{name}\"") } else { name.clone() };
        let has_value = self.text_after().trim_start_matches([' ', '\t']).starts_with(':');
        let value = if has_value { String::new() } else { format!(": {}", self.begun(member.shape)) };
        // A block in YAML begins on the next line, to the right of its key: an editor indents by the line, whose dash it does not count.
        let value = value.replacen(": \n", ":\n", 1).replace('\n', &format!("\n{}", " ".repeat(self.behind_dash())));
        let comma = if !has_value && self.needs_comma_after() { "," } else { "" };
        let names: Vec<&str> = self.place.names.iter().copied().chain([member.name]).collect();
        let meaning = field_meaning(self.place.kind, &names).map(|meaning| self.documentation(meaning.meaning));
        let required = if member.required { "required; " } else { "" };
        let mut item = self.item(&name, format!("{key}{value}{comma}"), &key);
        item.kind = Some(CompletionItemKind::PROPERTY);
        item.detail = Some(format!("{required}{}", type_in_words(member.shape)));
        item.documentation = meaning;
        item.sort_text = Some(format!("{}{number:03}", u8::from(!member.required)));
        item.additional_text_edits = self.comma_before().filter(|_| !has_value).map(|edit| vec![edit]);
        item
    }

    /// The beginning of a value, with a place to fill in.
    fn begun(&self, shape: &'static Shape) -> String {
        let unit = indentation(&self.document.text);
        let (block, snippets) = (self.style == Style::Block, self.abilities.snippets);
        let hole = if snippets { "$1" } else { "" };
        let is_object = |shape: &'static Shape| !form::members(shape).is_empty() || matches!(shape, Shape::Map(_));
        match shape {
            Shape::List { item, .. } if is_object(item) && block => format!("\n{unit}- {hole}"),
            Shape::List { item, .. } if is_object(item) && self.style == Style::Json => {
                format!("[\n{unit}{{\n{unit}{unit}{hole}\n{unit}}}\n]")
            }
            Shape::List { .. } if block => format!("\n{unit}- {hole}"),
            Shape::List { item, .. } if matches!(item, Shape::String { .. }) && self.style == Style::Json => format!("[\"{hole}\"]"),
            Shape::List { .. } => format!("[{hole}]"),
            shape if is_object(shape) && block => format!("\n{unit}{hole}"),
            shape if is_object(shape) && self.style == Style::Json => format!("{{\n{unit}{hole}\n}}"),
            shape if is_object(shape) => format!("{{{hole}}}"),
            Shape::String { .. } if self.style == Style::Json => format!("\"{hole}\""),
            Shape::Boolean if snippets => "${1|true,false|}".to_string(),
            _ => hole.to_string(),
        }
    }

    fn values(&self) -> Vec<CompletionItem> {
        let texts = self.texts();
        let booleans: &[&str] = if matches!(self.place.shape, Shape::Boolean) { &["true", "false"] } else { &[] };
        let items = texts.iter().map(|text| (text.as_str(), true)).chain(booleans.iter().map(|text| (*text, false)));
        items
            .enumerate()
            .map(|(number, (text, is_text))| {
                let written = if is_text { self.written(text) } else { text.to_string() };
                let mut item = self.item(text, escaped(&written, self.abilities.snippets), &written);
                item.kind = Some(CompletionItemKind::ENUM_MEMBER);
                item.sort_text = Some(format!("{number:03}"));
                item
            })
            .collect()
    }

    /// A text as a value: in the quotes that are there, or that the notation asks for.
    fn written(&self, text: &str) -> String {
        let typed = &self.document.text[self.outline.token.clone()];
        // YAML would read a bare number as one; AWS takes the sizes of a task as text.
        let is_number = text.parse::<f64>().is_ok();
        match typed.chars().next() {
            Some(quote @ ('"' | '\'')) => format!("{quote}{text}{quote}"),
            _ if self.style == Style::Json || is_number => format!("\"{text}\""),
            _ => text.to_string(),
        }
    }

    /// The texts that may stand here.
    fn texts(&self) -> Vec<String> {
        let listed = values_of(self.place.shape);
        if !listed.is_empty() {
            return listed.iter().map(ToString::to_string).collect();
        }
        let names: Vec<String> = self.place.names.iter().map(|name| name.to_ascii_lowercase()).collect();
        match (self.place.kind, names.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
            (Kind::CloudFormation, ["type"]) => cloudformation::RESOURCES.iter().map(|(name, _)| (*name).to_string()).collect(),
            (Kind::TaskDefinition, ["cpu"]) => FARGATE_SIZES.iter().map(|size| size.cpu.to_string()).collect(),
            (Kind::TaskDefinition, ["memory"]) => self.memory_sizes(),
            (Kind::TaskDefinition, ["containerdefinitions", "dependson" | "volumesfrom", "containername" | "sourcecontainer"]) => {
                self.names_in("containerDefinitions", true)
            }
            (Kind::TaskDefinition, ["containerdefinitions", "mountpoints", "sourcevolume"]) => self.names_in("volumes", false),
            _ => Vec::new(),
        }
    }

    /// The task's own sizes of memory, by its CPU.
    fn memory_sizes(&self) -> Vec<String> {
        let cpu = self.task().and_then(|task| task.get("cpu")).map(|member| &member.value.data);
        let units = match cpu {
            Some(Data::String(text) | Data::Number(text)) => parse_cpu_units(text),
            _ => None,
        };
        units.and_then(memory_for).unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    /// The task definition around the cursor: what the names of the place begin in.
    fn task(&self) -> Option<&Node<'_>> {
        let keys = self.outline.path.iter().filter(|step| matches!(step, Step::Key(_))).count();
        let above = keys.checked_sub(self.place.names.len())?;
        let mut seen = 0;
        let end = self.outline.path.iter().position(|step| {
            seen += usize::from(matches!(step, Step::Key(_)));
            seen > above
        });
        form::descend(&self.outline.root, &self.outline.path[..end.unwrap_or(0)])
    }

    /// The names of the items of a list of the task definition, but for the item around the cursor.
    fn names_in(&self, list: &str, but_own: bool) -> Vec<String> {
        let Some(member) = self.task().and_then(|task| task.get(list)) else { return Vec::new() };
        let Data::Array(items) = &member.value.data else { return Vec::new() };
        let own = self.outline.path.iter().find_map(|step| match step {
            Step::Index(index) => Some(*index),
            Step::Key(_) => None,
        });
        let others = items.iter().enumerate().filter(|(index, _)| !but_own || Some(*index) != own);
        let name = |item: &Node<'_>| match &item.get("name")?.value.data {
            Data::String(text) => Some(text.to_string()),
            _ => None,
        };
        others.filter_map(|(_, item)| name(item)).collect()
    }

    fn item(&self, label: &str, new_text: String, filter: &str) -> CompletionItem {
        let range = self.document.lines.range(&self.document.text, self.outline.token.clone());
        let lines = new_text.contains('\n') && self.abilities.adjusts_indentation;
        CompletionItem {
            label: label.to_string(),
            filter_text: Some(filter.to_string()),
            insert_text_format: self.abilities.snippets.then_some(InsertTextFormat::SNIPPET),
            insert_text_mode: lines.then_some(InsertTextMode::ADJUST_INDENTATION),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            ..CompletionItem::default()
        }
    }

    fn documentation(&self, text: &str) -> Documentation {
        let kind = if self.abilities.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        Documentation::MarkupContent(MarkupContent { kind, value: text.to_string() })
    }

    /// Whether another member follows in the same object.
    fn needs_comma_after(&self) -> bool {
        self.style != Style::Block && self.text_after().trim_start().starts_with(|next: char| next == '"' || next.is_alphanumeric())
    }

    /// The comma that the member before lacks.
    fn comma_before(&self) -> Option<TextEdit> {
        let before = self.text_before().trim_end();
        if self.style == Style::Block || before.ends_with(['{', '[', ',']) || before.is_empty() {
            return None;
        }
        let range = self.document.lines.range(&self.document.text, before.len()..before.len());
        // Next to the key itself it would be part of what is replaced.
        (before.len() < self.outline.token.start).then(|| TextEdit { range, new_text: ",".to_string() })
    }
}

/// The values that a text may have.
fn values_of(shape: &'static Shape) -> &'static [&'static str] {
    match shape {
        Shape::String { values, .. } => values,
        Shape::Either(first, second) => match values_of(first) {
            [] => values_of(second),
            found => found,
        },
        _ => &[],
    }
}

/// The first indentation in the text, two blanks where there is none.
fn indentation(text: &str) -> &str {
    let blank = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    text.lines().find(|line| blank(line) > 0 && !line.trim().is_empty()).map_or("  ", |line| &line[..blank(line)])
}

/// Text in a snippet.
fn escaped(text: &str, snippets: bool) -> String {
    if snippets { text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}") } else { text.to_string() }
}
