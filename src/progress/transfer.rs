//! The record as a file: to another machine, into a later program, to an instructor.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::damage::{LONGEST_SUBJECT, is_id, is_time};
use super::identity::is_signed_by;
use super::store::Row;
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
    /// Ordered by time.
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
    /// The lesson, question, lab or module.
    pub subject: String,
    /// What happened, as it was written.
    pub event: Value,
}

/// What a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Events that were not here.
    pub new: usize,
    /// Events that were.
    pub known: usize,
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
        self.learner = Some(Learner { name: name.to_string(), key: identity.public_key() });
        self.signature = Some(identity.sign(&self.signed_bytes()));
        Ok(self)
    }

    /// Reads an export. A signature must fit; whether there is one says [`Self::learner`].
    ///
    /// # Errors
    /// When it is none, is of another version, or was edited.
    pub fn read(bytes: &[u8]) -> Result<Self, TransferError> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| TransferError::Form(error.to_string()))?;
        if value["kind"] != KIND {
            let hint = if value["modules"].is_array() && value["events"].is_array() {
                ": this is the output of `ecslab progress --format json`; `ecslab progress export` writes an export"
            } else {
                ""
            };
            return Err(TransferError::Form(format!("it does not begin with \"kind\": \"{KIND}\"{hint}")));
        }
        match value["version"].as_u64() {
            Some(version) if version == u64::from(VERSION) => {}
            Some(version) => return Err(TransferError::Version(version)),
            None => return Err(TransferError::Form("it has no version".to_string())),
        }
        // From the text once more, so that errors have lines.
        let export: Self = serde_json::from_slice(bytes).map_err(|error| TransferError::Form(error.to_string()))?;
        match (&export.learner, &export.signature) {
            (Some(learner), Some(signature)) => {
                if !is_signed_by(&learner.key, &export.signed_bytes(), signature) {
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

    /// What is signed: everything but the signature, without the layout of the file.
    fn signed_bytes(&self) -> Vec<u8> {
        let unsigned = Self { signature: None, ..self.clone() };
        // Strings, numbers and JSON values are always JSON.
        serde_json::to_vec(&unsigned).unwrap_or_default()
    }

    /// The events as this program understands them.
    pub fn stored_events(&self) -> Vec<StoredEvent> {
        self.events.iter().map(PortableEvent::stored).collect()
    }
}

impl PortableEvent {
    /// As this program understands it.
    pub fn stored(&self) -> StoredEvent {
        let kind = serde_json::from_value(self.event.clone()).unwrap_or_else(|_| EventKind::Unknown(self.event.clone()));
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
        let subject = &self.subject;
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT || subject.contains(|c: char| c.is_control() || c == '{') {
            return Err(format!("the subject {}, and a subject is the id of a lesson, question, lab or module", shown(subject)));
        }
        if !self.event["kind"].is_string() {
            return Err("no kind".to_string());
        }
        Ok(())
    }

    fn row(&self) -> Row {
        Row { id: self.id.clone(), at: self.at.clone(), subject: self.subject.clone(), detail: self.event.to_string() }
    }
}

impl From<Row> for PortableEvent {
    fn from(row: Row) -> Self {
        // The store has looked that it is JSON.
        let event = serde_json::from_str(&row.detail).unwrap_or_default();
        Self { id: row.id, at: row.at, subject: row.subject, event }
    }
}

impl Store {
    /// The events for a file, without making or changing anything; none where there is no store yet.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_portable() -> Result<Vec<PortableEvent>, ProgressError> {
        Ok(Self::peek_rows()?.into_iter().map(PortableEvent::from).collect())
    }

    /// Adds the events that are not here yet: all of them, or none.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn merge(&self, events: &[PortableEvent]) -> Result<Merged, ProgressError> {
        let here: std::collections::BTreeSet<String> = self.rows()?.into_iter().map(|row| row.id).collect();
        let is_unknown = |event: &&PortableEvent| !here.contains(&event.id) && matches!(event.stored().kind, EventKind::Unknown(_));
        let unknown = events.iter().filter(is_unknown).count();
        let new = self.add_rows(&events.iter().map(PortableEvent::row).collect::<Vec<_>>())?;
        Ok(Merged { new, known: events.len() - new, unknown })
    }
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}
