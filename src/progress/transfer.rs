//! The record as a file: to another machine, into a later program, to an instructor.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::damage::{LONGEST_SUBJECT, is_id, is_time};
use super::identity::is_signed_by;
use super::store::{PATIENCE, Row};
use super::{EventKind, Identity, ProgressError, Store, StoredEvent};

/// Which file it is, and what a signature is for.
const KIND: &str = "ecslab-progress";
const VERSION: u32 = 1;
/// More characters than a name has, less than would fill a page of a report.
const LONGEST_NAME: usize = 120;

/// An exported record, as the file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Export {
    /// `ecslab-progress`
    kind: String,
    /// 1
    version: u32,
    /// The program that wrote it.
    pub program: String,
    /// When it was written, in UTC.
    pub exported_at: String,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learner: Option<Learner>,
    /// In their order.
    pub events: Vec<PortableEvent>,
    /// Of all above, by the learner's key; Ed25519, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

/// Who signed an export.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learner {
    /// As the learner calls himself: data, to be escaped wherever it is shown.
    pub name: String,
    /// The public key: Ed25519, in base64.
    pub key: String,
}

/// An event as a file holds it. What this program does not know of it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortableEvent {
    /// Unique among all machines: 32 hexadecimal digits.
    pub id: String,
    /// When, in UTC with milliseconds.
    pub at: String,
    /// Where it stands in the order of all events, if not at its time: it was written when the clock was behind an event that was known.
    #[serde(default, rename = "orderedAt", skip_serializing_if = "Option::is_none")]
    pub ordered_at: Option<String>,
    /// The lesson, question, lab or module.
    pub subject: String,
    /// What happened, as it was written.
    pub event: Value,
}

/// What tells an export from other files before it is read as one.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    kind: Value,
    #[serde(default)]
    version: Value,
    modules: Option<Vec<serde::de::IgnoredAny>>,
    events: Option<Vec<serde::de::IgnoredAny>>,
}

/// What a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Events that were not here.
    pub new: usize,
    /// Events that were.
    pub known: usize,
    /// Among the known, those that were here with other content: one of the two was changed.
    pub differing: usize,
    /// Among the new, those that this program does not know: kept, not counted.
    pub unknown: usize,
}

/// Why a file is no export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// No JSON, or not of this form.
    #[error("it is no export of progress: {0}")]
    Form(String),
    /// A version of the form that is not known.
    #[error("its form has version {0}, and this program reads version 1; update ecslab")]
    Version(u64),
    /// An event that no program could have written.
    #[error("event {number} has {what}")]
    Event {
        /// From 1.
        number: usize,
        /// What is wrong with it.
        what: String,
    },
    /// Two events with one id.
    #[error("it has two different events with the id {0}; one of them was edited")]
    Ambiguous(String),
    /// The name is none.
    #[error("a name has 1 to {LONGEST_NAME} characters, on one line")]
    Name,
    /// It was changed after it was signed.
    #[error("its signature does not fit: the file was changed after it was exported")]
    Signature,
    /// A signature without a learner, or the other way round.
    #[error("its signature was removed: an export with a learner's name is signed")]
    Unsigned,
}

impl Export {
    /// An export of events, not signed.
    pub fn new(events: Vec<PortableEvent>, now: jiff::Timestamp) -> Self {
        Self {
            kind: KIND.to_string(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_string(),
            exported_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            learner: None,
            events,
            signature: None,
        }
    }

    /// Signs it as a learner.
    ///
    /// # Errors
    /// When the name is empty, too long or has control characters.
    pub fn sign(mut self, name: &str, identity: &Identity) -> Result<Self, TransferError> {
        let name = name.trim();
        if !is_name(name) {
            return Err(TransferError::Name);
        }
        self.signature = None;
        self.learner = Some(Learner { name: name.to_string(), key: identity.public_key() });
        self.signature = Some(identity.sign(&self.unsigned_bytes()));
        Ok(self)
    }

    /// Reads an export. A signature must fit; whether there is one says [`Self::learner`].
    ///
    /// # Errors
    /// When it is none, is of another version, or was edited.
    pub fn read(bytes: &[u8]) -> Result<Self, TransferError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|error| TransferError::Form(error.to_string()))?;
        if head.kind != KIND {
            let hint = if head.modules.is_some() && head.events.is_some() {
                ": this is the output of `ecslab progress --format json`; `ecslab progress export` writes an export"
            } else {
                ""
            };
            return Err(TransferError::Form(format!("it does not begin with \"kind\": \"{KIND}\"{hint}")));
        }
        match head.version.as_u64() {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => return Err(TransferError::Version(version)),
            None => return Err(TransferError::Form("it has no version".to_string())),
        }
        let mut export: Self = serde_json::from_slice(bytes).map_err(|error| TransferError::Form(error.to_string()))?;
        // What is signed has no signature.
        let signature = export.signature.take();
        match (&export.learner, &signature) {
            (Some(learner), Some(signature)) => {
                if !is_signed_by(&learner.key, &export.unsigned_bytes(), signature) {
                    return Err(TransferError::Signature);
                }
                if !is_name(&learner.name) {
                    return Err(TransferError::Name);
                }
            }
            (None, None) => {}
            _ => return Err(TransferError::Unsigned),
        }
        export.check_events()?;
        export.signature = signature;
        Ok(export)
    }

    fn check_events(&self) -> Result<(), TransferError> {
        let mut seen: BTreeMap<&str, &PortableEvent> = BTreeMap::new();
        for (index, event) in self.events.iter().enumerate() {
            event.check().map_err(|what| TransferError::Event { number: index + 1, what })?;
            if seen.insert(&event.id, event).is_some_and(|other| other != event) {
                return Err(TransferError::Ambiguous(event.id.clone()));
            }
        }
        Ok(())
    }

    /// What is signed: all that stands in an export before it is, without the layout of the file.
    fn unsigned_bytes(&self) -> Vec<u8> {
        debug_assert!(self.signature.is_none());
        // Strings, numbers and JSON values are always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The events as this program understands them.
    pub fn stored_events(&self) -> Vec<StoredEvent> {
        self.events.iter().map(PortableEvent::stored).collect()
    }
}

impl PortableEvent {
    /// As this program understands it.
    pub fn stored(&self) -> StoredEvent {
        let kind = EventKind::deserialize(&self.event).unwrap_or_else(|_| EventKind::Unknown(self.event.clone()));
        StoredEvent { id: self.id.clone(), at: self.at.clone(), subject: self.subject.clone(), kind }
    }

    fn check(&self) -> Result<(), String> {
        let shown = |text: &str| crate::diagnostics::printable_line(&text.chars().take(60).collect::<String>()).into_owned();
        if !is_id(self.id.as_bytes()) {
            return Err(format!("the id {}, and an id is 32 hexadecimal digits", shown(&self.id)));
        }
        if !is_time(&self.at) {
            return Err(format!("the time {}, and times are written as 2026-01-31T12:00:00.000Z", shown(&self.at)));
        }
        if self.ordered_at.as_ref().is_some_and(|ordered_at| !is_time(ordered_at) || *ordered_at <= self.at) {
            let ordered_at = shown(self.ordered_at.as_deref().unwrap_or_default());
            return Err(format!("the place {ordered_at} in the order, and that is a time after its own"));
        }
        let subject = &self.subject;
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT || subject.contains(|c: char| c.is_control() || c == '{') {
            return Err(format!("the subject {}, and a subject is the id of a lesson, question, lab or module", shown(subject)));
        }
        if !self.event["kind"].is_string() {
            return Err("no kind".to_string());
        }
        Ok(())
    }

    /// By which events are sorted: the same on every machine.
    pub fn place(&self) -> (&str, &str) {
        (self.ordered_at.as_ref().unwrap_or(&self.at), &self.id)
    }

    /// A fingerprint of what it says. Of two events with one id that differ, the one with the lesser is kept: so every machine keeps the same,
    /// whichever it met first.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut event = self.event.clone();
        event.sort_all_objects();
        // Strings and JSON values are always JSON.
        Sha256::digest(serde_json::to_vec(&(&self.at, &self.ordered_at, &self.subject, &event)).unwrap_or_default()).into()
    }

    fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            at: self.at.clone(),
            subject: self.subject.clone(),
            detail: self.event.to_string(),
            ordered_at: self.ordered_at.clone(),
        }
    }
}

impl From<Row> for PortableEvent {
    fn from(row: Row) -> Self {
        // The store has looked that it is JSON.
        let event = serde_json::from_str(&row.detail).unwrap_or_default();
        Self { id: row.id, at: row.at, ordered_at: row.ordered_at, subject: row.subject, event }
    }
}

impl Store {
    /// The events for a file, without making or changing anything; none where there is no store yet.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_portable() -> Result<Vec<PortableEvent>, ProgressError> {
        Ok(Self::peek_rows(PATIENCE)?.into_iter().map(PortableEvent::from).collect())
    }

    /// Adds the events that are not here yet: all of them, or none. Of one that is here with other content, the same is kept on every machine.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn merge(&self, events: &[PortableEvent]) -> Result<Merged, ProgressError> {
        self.in_transaction(|| {
            let rows = self.rows()?.into_iter().map(PortableEvent::from);
            let mut here: HashMap<String, PortableEvent> = rows.map(|event| (event.id.clone(), event)).collect();
            let mut merged = Merged { new: 0, known: 0, differing: 0, unknown: 0 };
            let mut to_write = Vec::new();
            for event in events {
                match here.get(&event.id) {
                    None => {
                        merged.new += 1;
                        merged.unknown += usize::from(matches!(event.stored().kind, EventKind::Unknown(_)));
                        to_write.push(event.row());
                        here.insert(event.id.clone(), event.clone());
                    }
                    Some(known) => {
                        merged.known += 1;
                        if known != event {
                            merged.differing += 1;
                            to_write.extend((event.fingerprint() < known.fingerprint()).then(|| event.row()));
                        }
                    }
                }
            }
            self.put_rows(&to_write)?;
            Ok(merged)
        })
    }
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}
