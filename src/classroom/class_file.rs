//! `class.yaml`: a class as its instructor writes it.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;

use crate::diagnostics::printable_name;
use crate::lint::closest;
use crate::progress::Learner;
use crate::syntax::{Change, Data, Notation, edit, parse_yaml};

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassFile {
    /// Of this form: 1.
    version: u32,
    /// What the class is called.
    pub title: String,
    /// How it is taught.
    #[serde(default)]
    pub agenda: AgendaPlan,
    /// Who takes part. `ecslab class add FILES` adds learners.
    #[serde(default)]
    pub learners: Vec<EnrolledLearner>,
}

/// How a class is taught.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AgendaPlan {
    /// Minutes of a session.
    pub session_minutes: u32,
    /// Minutes of work after which there is a break.
    pub break_every: u32,
    /// Minutes of a break.
    pub break_minutes: u32,
    /// Modules, in order; without any, the whole course.
    pub modules: Vec<String>,
}

impl Default for AgendaPlan {
    fn default() -> Self {
        Self { session_minutes: 180, break_every: 60, break_minutes: 10, modules: Vec::new() }
    }
}

/// A learner of a class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolledLearner {
    /// As the instructor calls the learner.
    pub name: String,
    /// The public key of each of the learner's machines.
    pub keys: Vec<String>,
}

/// What enrolling did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// The text of the file with the learner.
    Added(String),
    /// The key is enrolled already, under this name.
    Known(String),
}

/// Why a class file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClassError {
    /// No YAML, or not of this form.
    #[error("{0}")]
    Form(String),
    /// A version that is not known.
    #[error("version {0} is not known; this program reads version 1")]
    Version(u32),
    /// A number that makes no agenda.
    #[error("agenda: {0}")]
    Plan(&'static str),
    /// One key for two learners.
    #[error("{0} and {1} have the same key")]
    SharedKey(String, String),
    /// Another learner has the name.
    #[error(
        "a learner called {0} is enrolled with another key; --to adds the second machine of the same person, and a new learner needs another name"
    )]
    SameName(String),
    /// Nobody has the name.
    #[error("nobody called {0} is enrolled{1}")]
    NoSuchLearner(String, String),
    /// Another learner has the key.
    #[error("its key belongs to {0}")]
    KeyOfOther(String),
    /// The list is written in a way that is not added to.
    #[error("the list of learners must stand at the end, one learner a line `- name: ...`; add this one by hand:\n{0}")]
    ByHand(String),
    /// A list of keys is written in a way that is not added to.
    #[error("the keys of {0} are written in a way that is not added to; add this one by hand: {1}")]
    KeyByHand(String, String),
}

impl ClassFile {
    /// Reads the text of a class file.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, ClassError> {
        let class: Self = serde_yaml::from_str(text).map_err(|error| ClassError::Form(error.to_string()))?;
        if class.version != 1 {
            return Err(ClassError::Version(class.version));
        }
        if !(1..=24 * 60).contains(&class.agenda.session_minutes) {
            return Err(ClassError::Plan("session_minutes must be 1 to 1440"));
        }
        if !(1..=24 * 60).contains(&class.agenda.break_every) || class.agenda.break_minutes > 24 * 60 {
            return Err(ClassError::Plan("break_every must be 1 to 1440, and break_minutes 0 to 1440"));
        }
        for (index, learner) in class.learners.iter().enumerate() {
            let other = class.learners[..index].iter().find(|other| other.keys.iter().any(|key| learner.keys.contains(key)));
            if let Some(other) = other {
                return Err(ClassError::SharedKey(shown(&other.name), shown(&learner.name)));
            }
        }
        Ok(class)
    }

    /// The learner to whom a key belongs.
    pub fn learner_of(&self, key: &str) -> Option<&EnrolledLearner> {
        self.learners.iter().find(|learner| learner.keys.iter().any(|known| known == key))
    }

    /// Adds a learner to the text of a class file; comments and order stay.
    ///
    /// # Errors
    /// When the text is no class file, or cannot be added to.
    pub fn enrol(text: &str, learner: &Learner) -> Result<Enrolled, ClassError> {
        let before = Self::read(text)?;
        if let Some(known) = before.learner_of(&learner.key) {
            return Ok(Enrolled::Known(known.name.clone()));
        }
        if before.learners.iter().any(|known| known.name == learner.name) {
            return Err(ClassError::SameName(shown(&learner.name)));
        }
        let entry = format!("  - name: {}\n    keys: [{}]\n", quoted(&learner.name), quoted(&learner.key));
        let mut added = text.trim_end().to_string();
        if let Some(open) = added.strip_suffix("learners: []") {
            added = format!("{open}learners:");
        } else if before.learners.is_empty() && !added.ends_with("learners:") {
            added.push_str("\nlearners:");
        }
        added.push('\n');
        added.push_str(&entry);
        // Read again: in a text of any other form the entry would have gone elsewhere.
        let mut expected = before;
        expected.learners.push(EnrolledLearner { name: learner.name.clone(), keys: vec![learner.key.clone()] });
        match Self::read(&added) {
            Ok(after) if after == expected => Ok(Enrolled::Added(added)),
            _ => Err(ClassError::ByHand(entry)),
        }
    }

    /// Adds the key of a further machine to an enrolled learner; all else stays as it is written.
    ///
    /// # Errors
    /// When the text is no class file or cannot be added to, nobody has the name, or the key is another's.
    pub fn enrol_key(text: &str, name: &str, key: &str) -> Result<Enrolled, ClassError> {
        let mut expected = Self::read(text)?;
        let Some(place) = expected.learners.iter().position(|learner| learner.name == name) else {
            let near = closest(name, expected.learners.iter().map(|learner| learner.name.as_str()));
            return Err(ClassError::NoSuchLearner(
                shown(name),
                near.map_or(String::new(), |near| format!("; did you mean {}?", shown(near))),
            ));
        };
        match expected.learner_of(key) {
            Some(known) if known.name == name => return Ok(Enrolled::Known(name.to_string())),
            Some(other) => return Err(ClassError::KeyOfOther(shown(&other.name))),
            None => {}
        }
        expected.learners[place].keys.push(key.to_string());
        match with_key(text, place, key) {
            Some(added) if Self::read(&added).as_ref() == Ok(&expected) => Ok(Enrolled::Added(added)),
            _ => Err(ClassError::KeyByHand(shown(name), quoted(key))),
        }
    }
}

/// The text with a further key for the learner at that place of the list.
fn with_key(text: &str, place: usize, key: &str) -> Option<String> {
    let parsed = parse_yaml(text);
    let root = parsed.documents.first()?;
    let Data::Array(learners) = &root.get("learners")?.value.data else { return None };
    let keys = &learners.get(place)?.get("keys")?.value;
    let edit = edit(text, Notation::Yaml, root, &Change::append(keys.span, key))?;
    let mut added = text.to_string();
    added.replace_range(edit.span.range(), &edit.text);
    Some(added)
}

/// The text of a new class file.
pub fn begin_class(title: &str) -> String {
    format!(
        "# yaml-language-server: $schema=class.schema.json\nversion: 1\ntitle: {}\nagenda:\n  session_minutes: 180\n  break_every: 60\n  \
         break_minutes: 10\n  # In order; without any, the whole course. `ecslab learn --list` names them.\n  modules: []\n\
         # Each learner hands in what `ecslab progress export --signed --name NAME FILE` writes; `ecslab class add FILES` adds the learners.\n\
         learners: []\n",
        quoted(title)
    )
}

/// The JSON Schema of class files, draft 2020-12.
pub fn class_schema() -> serde_json::Value {
    SchemaGenerator::default().into_root_schema_for::<ClassFile>().to_value()
}

/// A string of JSON is one of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn shown(text: &str) -> String {
    printable_name(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learner(name: &str, key: &str) -> Learner {
        Learner { name: name.to_string(), key: key.to_string() }
    }

    #[test]
    fn a_learner_is_added_and_all_else_stays() {
        let names = ["Ada Lovelace", "O'Brien: \"#1\"", "- [x]: &a *b", "王小明", "=HYPERLINK(1)"];
        let mut text = begin_class("ECS: a \"class\" # 1");
        for (number, name) in names.iter().enumerate() {
            match ClassFile::enrol(&text, &learner(name, &format!("key{number}"))) {
                Ok(Enrolled::Added(added)) => text = added,
                other => panic!("{name}: {other:?}"),
            }
        }
        let class = ClassFile::read(&text).expect("is read");
        assert_eq!(class.title, "ECS: a \"class\" # 1");
        assert_eq!(class.learners.iter().map(|learner| learner.name.as_str()).collect::<Vec<_>>(), names);
        assert!(text.contains("# In order; without any"), "{text}");
        assert_eq!(ClassFile::enrol(&text, &learner("Someone", "key1")), Ok(Enrolled::Known(names[1].to_string())));
        assert!(matches!(ClassFile::enrol(&text, &learner("Ada Lovelace", "new")), Err(ClassError::SameName(..))));
    }

    #[test]
    fn a_second_machine_gets_its_key_beside_the_first_however_the_list_is_written() {
        let rosters = [
            "version: 1\ntitle: x\nlearners:\n  # the first\n  - name: Ada\n    keys: [\"k\"] # at home\n  - name: Ben\n    keys: [\"b\"]\n",
            "version: 1\ntitle: x\nlearners:\n- name: Ada\n  keys:\n  - k\n- name: Ben\n  keys: [b]\n",
            "learners: [{name: Ada, keys: [k]}, {name: Ben, keys: [b]}]\nversion: 1\ntitle: x\n",
            "version: 1\ntitle: x\nlearners:\n- name: Ada\n  keys: []\n- name: Ben\n  keys: [b]\n",
        ];
        for roster in rosters {
            let Ok(Enrolled::Added(added)) = ClassFile::enrol_key(roster, "Ada", "j+/=") else { panic!("{roster}") };
            let class = ClassFile::read(&added).expect("is read");
            assert_eq!(class.learner_of("j+/=").map(|learner| learner.name.as_str()), Some("Ada"), "{added}");
            for comment in ["# the first", "# at home"] {
                assert_eq!(added.contains(comment), roster.contains(comment), "{added}");
            }
            assert_eq!(ClassFile::enrol_key(&added, "Ada", "j+/="), Ok(Enrolled::Known("Ada".to_string())));
            assert!(matches!(ClassFile::enrol_key(&added, "Ben", "j+/="), Err(ClassError::KeyOfOther(name)) if name == "Ada"));
        }
    }

    #[test]
    fn what_is_no_class_is_refused_with_the_reason() {
        let cases = [
            ("", "missing field"),
            ("version: 1\ntitle: [", "line"),
            ("version: 2\ntitle: x", "version 2"),
            ("version: 1\ntitle: x\nteacher: y", "teacher"),
            ("version: 1\ntitle: x\nagenda: {session_minutes: 0}", "session_minutes"),
            ("version: 1\ntitle: x\nlearners:\n- {name: a, keys: [k]}\n- {name: b, keys: [j, k]}", "a and b have the same key"),
        ];
        for (text, says) in cases {
            let error = ClassFile::read(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        for (name, says) in [("adda", "did you mean Ada?"), ("Zoe", "nobody called Zoe")] {
            let roster = "version: 1\ntitle: x\nlearners:\n- {name: Ada, keys: [k]}\n";
            let error = ClassFile::enrol_key(roster, name, "j").expect_err(name).to_string();
            assert!(error.contains(says), "{error}");
        }
        let flow = "learners: [{name: a, keys: [k]}]\nversion: 1\ntitle: x";
        assert!(matches!(ClassFile::enrol(flow, &learner("b", "j")), Err(ClassError::ByHand(entry)) if entry.contains("\"j\"")));
    }
}
