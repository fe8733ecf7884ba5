//! What happened: the events of a learner, as they are stored and exported.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened. The names are those of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
pub enum EventKind {
    /// A section of a lesson was shown; reading goes on there.
    LessonOpened {
        /// Sections before it, from 0.
        section: usize,
    },
    /// A lesson was read to its end.
    LessonRead,
    /// A question was answered.
    Answered {
        /// The options chosen, from 0; in the order given where that was asked for.
        chosen: Vec<usize>,
        /// What was typed, where words were asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Whether that was right.
        correct: bool,
        /// Whether it was a repetition within the same session.
        repetition: bool,
        /// The exam, practice or review in which it was; none for a quiz.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session: Option<String>,
        /// How sure the learner was, where that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confidence: Option<Confidence>,
    },
    /// An exam was begun; the subject of its events is its id.
    ExamStarted {
        /// The profile from which it was drawn.
        profile: String,
        /// What it was drawn with.
        seed: u64,
        /// Its questions, in order.
        questions: Vec<String>,
        /// Those among them that do not count.
        unscored: Vec<String>,
        /// When the time began to run, in UTC.
        started_at: Timestamp,
        /// How many seconds there are.
        limit_seconds: u32,
    },
    /// A question of an exam was answered, or its answer was taken back.
    ExamAnswered {
        /// The question.
        question: String,
        /// The options chosen; none where the answer was taken back.
        chosen: Vec<usize>,
        /// What was typed, where words were asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// A question of an exam was flagged to come back to, or no longer.
    ExamFlagged {
        /// The question.
        question: String,
        /// Whether it is flagged now.
        flagged: bool,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// An exam was seen under way: it was taken up or left, or another minute of it had passed.
    ExamSeen {
        /// The time of day then, as the machine told it.
        seen_at: Timestamp,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// An exam was ended.
    ExamFinished {
        /// Why.
        end: ExamEnd,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// The day of the real exam was set, or forgotten. The subject is the profile.
    ExamDateSet {
        /// The day.
        date: Option<Date>,
    },
    /// A drill was answered; the subject is `drill/` and its kind.
    DrillAnswered {
        /// The level, from 1.
        level: u8,
        /// The seed; with kind and level it is the drill's address.
        seed: u64,
        /// Whether that was right.
        correct: bool,
    },
    /// A lab's workspace was made.
    LabStarted {
        /// Its folder.
        folder: PathBuf,
    },
    /// A lab was checked.
    LabChecked {
        /// Checks that passed.
        passed: Vec<String>,
        /// Checks that did not.
        failed: Vec<String>,
    },
    /// A hint was shown.
    HintShown {
        /// Its level, from 0.
        level: usize,
    },
    /// The solution was shown.
    SolutionShown,
    /// Progress was reset: what happened before to this content no longer counts. The subject is the module, or `all`.
    ProgressReset {
        /// The lessons, labs and questions; none where everything was reset.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Vec<String>>,
    },
    /// A reset was taken back. The subject is the id of its event.
    ResetUndone,
    /// What a newer program wrote: kept as it is, and not counted.
    #[serde(untagged)]
    Unknown(serde_json::Value),
}

/// How sure a learner was of an answer before it was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A guess.
    Guess,
    /// Probably right.
    ThinkSo,
    /// Sure.
    Sure,
}

impl Confidence {
    /// As it is typed: 1 is a guess, 2 probably, 3 sure.
    pub fn from_number(number: &str) -> Option<Self> {
        match number {
            "1" => Some(Self::Guess),
            "2" => Some(Self::ThinkSo),
            "3" => Some(Self::Sure),
            _ => None,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::ThinkSo => "think so",
            Self::Sure => "sure",
        }
    }
}

/// Why an exam ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExamEnd {
    /// It was handed in.
    Submitted,
    /// The time was over.
    TimeOver,
    /// It was given up, and is not scored.
    Abandoned,
}

/// An event about one lesson, question or lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id of the lesson, question or lab.
    pub subject: String,
    /// What happened.
    pub kind: EventKind,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredEvent {
    /// Unique among all machines.
    pub id: String,
    /// When, in UTC, as RFC 3339.
    pub at: String,
    /// The lesson, question or lab.
    pub subject: String,
    /// What happened.
    #[serde(rename = "event")]
    pub kind: EventKind,
}

impl EventKind {
    /// A first answer, for tests of what is made of it.
    #[cfg(test)]
    pub fn answered(correct: bool, confidence: Option<Confidence>) -> Self {
        Self::Answered { chosen: vec![0], text: None, correct, repetition: false, session: None, confidence }
    }
}

impl StoredEvent {
    /// Events as a store would give them, for tests of what is made of them.
    #[cfg(test)]
    pub fn sequence(events: &[(&str, EventKind)]) -> Vec<Self> {
        let stored = |(subject, kind): &(&str, EventKind)| Self {
            id: String::new(),
            at: String::new(),
            subject: (*subject).to_string(),
            kind: kind.clone(),
        };
        events.iter().map(stored).collect()
    }

    /// An event at a time, for tests of what is made of it.
    #[cfg(test)]
    pub fn at(at: &str, subject: &str, kind: EventKind) -> Self {
        Self { id: String::new(), at: at.to_string(), subject: subject.to_string(), kind }
    }
}
