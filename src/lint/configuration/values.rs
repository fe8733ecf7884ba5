//! Values of a configuration, with their places; what does not fit becomes a fault and reads as absent.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::lint::{Held, Origin, PathPattern, RulePattern, UnknownRule, closest};
use crate::source::{Fault, SourceFile, Span};

pub(super) type Value<'v> = Spanned<DeValue<'v>>;

/// A configuration that is being read.
pub(super) struct Reading<'s> {
    pub source: &'s SourceFile,
    pub faults: Vec<Fault>,
}

impl Reading<'_> {
    pub fn fault(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault::at(self.source, Span::new(at.start, at.end), message).help(help));
    }

    pub fn held<T>(&self, at: Range<usize>, value: T) -> Held<T> {
        let offset = u32::try_from(at.start).unwrap_or(u32::MAX);
        Held { value, origin: Origin::File { path: self.source.path().to_string(), position: self.source.position(offset) } }
    }

    /// That a key is none of those known here.
    pub fn unknown_key(&mut self, at: Range<usize>, key: &str, known: &[&str]) {
        let help = match closest(key, known.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("the keys here are {}", known.join(", ")),
        };
        self.fault(at, format!("unknown key {key:?}"), help);
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        let found = value.get_ref().type_str();
        self.fault(value.span(), format!("{key} takes {wanted}, not a value of type {found}"), format!("write {key} as {wanted}"));
    }

    pub fn table<'v>(&mut self, value: &'v Value<'v>, key: &str) -> Option<&'v DeTable<'v>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, key, "a table");
        }
        table
    }

    pub fn tables<'v>(&mut self, value: &'v Value<'v>, key: &str) -> Vec<(Range<usize>, &'v DeTable<'v>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "a list of tables");
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((item.span(), self.table(item, key)?))).collect()
    }

    pub fn text(&mut self, value: &Value<'_>, key: &str) -> Option<Held<String>> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(self.held(value.span(), text.trim().to_string())),
            Some(_) => {
                self.fault(value.span(), format!("{key} is empty"), format!("give {key} a text, or leave it out"));
                None
            }
            None => {
                self.wrong_type(value, key, "a text");
                None
            }
        }
    }

    pub fn texts(&mut self, value: &Value<'_>, key: &str) -> Vec<(Range<usize>, String)> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(value, key, "a list of texts");
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((item.span(), self.text(item, key)?.value))).collect()
    }

    pub fn pattern(&mut self, at: Range<usize>, text: &str) -> Option<RulePattern> {
        RulePattern::parse(text).map_err(|unknown: UnknownRule| self.fault(at, unknown.to_string(), unknown.remedy())).ok()
    }

    pub fn patterns(&mut self, value: &Value<'_>, key: &str) -> Held<Vec<RulePattern>> {
        let texts = self.texts(value, key);
        let patterns = texts.into_iter().filter_map(|(at, text)| self.pattern(at, &text)).collect();
        self.held(value.span(), patterns)
    }

    pub fn paths(&mut self, value: &Value<'_>, key: &str) -> Vec<PathPattern> {
        let texts = self.texts(value, key);
        texts.into_iter().filter_map(|(at, text)| self.path(at, &text)).collect()
    }

    fn path(&mut self, at: Range<usize>, text: &str) -> Option<PathPattern> {
        self.fitting(at, PathPattern::parse(text))
    }

    /// One file, or a pattern of files.
    pub fn file(&mut self, at: Range<usize>, text: &str) -> Option<PathPattern> {
        self.fitting(at, PathPattern::parse_file(text))
    }

    fn fitting(&mut self, at: Range<usize>, read: Result<PathPattern, String>) -> Option<PathPattern> {
        read.map_err(|message| self.fault(at, message, "write it from the folder of the configuration on, with /")).ok()
    }

    /// One of a few names.
    pub fn named<T: Copy>(&mut self, value: &Value<'_>, key: &str, all: &[(&'static str, T)]) -> Option<Held<T>> {
        let text = self.text(value, key)?;
        if let Some((_, found)) = all.iter().find(|(name, _)| *name == text.value) {
            return Some(text.map(|_| *found));
        }
        let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        let meant = closest(&text.value, names.iter().copied()).map(|meant| format!("did you mean {meant}? ")).unwrap_or_default();
        self.fault(value.span(), format!("{key} {:?} is unknown", text.value), format!("{meant}{key} is one of {}", names.join(", ")));
        None
    }
}
