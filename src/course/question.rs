//! Questions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Problem;

/// A question with its options.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique for ever.
    pub id: String,
    /// The lesson it asks about.
    pub lesson: String,
    /// What of which exam it serves.
    pub objectives: Vec<String>,
    /// 1 recall, 2 apply, 3 analyse.
    pub difficulty: u8,
    /// How it is answered.
    #[serde(rename = "type")]
    pub kind: QuestionType,
    /// Markdown.
    pub stem: String,
    /// A document to read, shown with the numbers of its lines.
    pub configuration: Option<Configuration>,
    /// What one can choose; what is to be put in order, in the right order; what is to be matched; what may be typed, right and wrong.
    pub options: Vec<AnswerOption>,
    /// Further right spellings of a short answer.
    #[serde(default)]
    pub accepts: Vec<String>,
    /// AWS's page.
    pub source: String,
    /// When the claim was last held against it.
    pub verified: String,
    /// Documents by which the linter proves the answer.
    #[serde(default)]
    pub rules: Vec<Proof>,
    /// Simulations that prove the answer.
    #[serde(default)]
    pub simulate: Vec<SimulatorProof>,
    /// Where it is written.
    #[serde(skip)]
    pub place: QuestionPlace,
}

/// Where a question is written; nowhere for one that is made by the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionPlace {
    /// The file from the repository's root.
    pub path: &'static str,
    /// Its place among the questions of the file, from 0.
    pub index: usize,
    /// Its line from 1, where the file as a whole is no YAML.
    pub line: Option<usize>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuestionType {
    /// One option is right.
    Single,
    /// Two or more are right, all or nothing.
    Multiple,
    /// The options are put in order.
    Order,
    /// Each option is matched with what belongs to it.
    Match,
    /// A command, a key or a value is typed.
    Text,
}

impl QuestionType {
    /// Whether each option has its place or its partner, so that an answer names each of them once.
    pub fn has_places(self) -> bool {
        matches!(self, Self::Order | Self::Match)
    }
}

/// A document that a question is about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// `json` or `yaml`.
    pub language: String,
    /// The document.
    pub text: String,
    /// The codes of the errors and warnings that the linter finds in it, as a set; without it the linter is not asked.
    pub reports: Option<Vec<String>>,
}

/// One option.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// Markdown.
    pub text: String,
    /// Whether it is right.
    #[serde(default)]
    pub correct: bool,
    /// What belongs to it (`match`), Markdown.
    pub matches: Option<String>,
    /// Why it is right, or what misconception it comes from.
    pub why: String,
}

/// A document and what the linter says of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// A task definition or lifecycle policy.
    pub document: String,
    /// The codes of severity error, as a set.
    pub reports: Vec<String>,
}

/// A simulation and what its answer holds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatorProof {
    /// The simulation.
    pub run: Simulation,
    /// Values of the answer by their JSON Pointers, as `ecslab simulate --format json` prints it.
    pub expects: BTreeMap<String, serde_json::Value>,
}

/// A simulator with its inputs: documents as text, under the names of the options of `ecslab simulate`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "simulator", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the help of ecslab simulate says what each option is")]
pub enum Simulation {
    Autoscaling { target: String, policy: Vec<String>, metrics: String, alarm: Option<Vec<String>>, running: Option<u64> },
    Capacity { strategy: String, count: u64 },
    Deployment { service: String, scenario: String },
    Lifecycle { policy: String, images: String, now: String },
    ManagedScaling { needed: u32, running: u32, target: u32 },
    Placement { cluster: String, request: String, tasks: Option<String>, seed: Option<u64> },
    Policy(PolicySimulation),
}

/// `ecslab simulate policy`
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the help of ecslab simulate says what each option is")]
pub struct PolicySimulation {
    #[serde(default)]
    pub identity: Vec<String>,
    #[serde(default)]
    pub resource_policy: Vec<String>,
    #[serde(default)]
    pub boundary: Vec<String>,
    #[serde(default)]
    pub session: Vec<String>,
    pub action: Vec<String>,
    #[serde(default)]
    pub resource: Vec<String>,
    #[serde(default)]
    pub context: BTreeMap<String, String>,
    pub caller: Option<String>,
}

/// What somebody answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Indices of options: those chosen, sorted; the order that they were put in; or for each option the one whose partner was chosen.
    Options(Vec<usize>),
    /// What was typed.
    Text(String),
}

impl Given {
    /// The indices; none for what was typed.
    pub fn options(&self) -> &[usize] {
        match self {
            Self::Options(options) => options,
            Self::Text(_) => &[],
        }
    }
}

impl Question {
    /// Something wrong with it, at its place.
    pub fn problem(&self, message: impl std::fmt::Display) -> Problem {
        let QuestionPlace { path, index, line } = &self.place;
        let problem = Problem::of(*path, format!("{}: {message}", self.id)).at(format!("/questions/{index}"));
        Problem { line: *line, ..problem }
    }

    /// The answer by indices: the right options, or all of them in order where each has its place or its partner.
    pub fn correct(&self) -> Vec<usize> {
        let is_right = |option: &AnswerOption| option.correct || self.kind.has_places();
        self.options.iter().enumerate().filter(|(_, option)| is_right(option)).map(|(index, _)| index).collect()
    }

    /// Whether an answer is right: all or nothing.
    pub fn is_right(&self, given: &Given) -> bool {
        match given {
            Given::Options(options) => self.kind != QuestionType::Text && *options == self.correct(),
            Given::Text(text) => {
                let typed = normalized(text);
                let mut right = self.options.iter().filter(|option| option.correct).map(|option| &option.text).chain(&self.accepts);
                right.any(|right| normalized(right) == typed)
            }
        }
    }

    /// The wrong options in an answer to a question of choice or words: what was believed. None where each option has its place.
    pub fn misconceptions(&self, chosen: &[usize], typed: Option<&str>) -> Vec<usize> {
        let is_wrong = |index: &usize| self.options.get(*index).is_some_and(|option| !option.correct);
        match self.kind {
            QuestionType::Single | QuestionType::Multiple => chosen.iter().copied().filter(is_wrong).collect(),
            QuestionType::Text => {
                let typed = typed.map(normalized);
                (0..self.options.len()).filter(is_wrong).filter(|index| Some(normalized(&self.options[*index].text)) == typed).collect()
            }
            QuestionType::Order | QuestionType::Match => Vec::new(),
        }
    }

    /// The options, by their indices, in the order in which they are shown: shuffled where the order would give the answer away, always
    /// in the same way. For `match` it is the order of the partners.
    pub fn shown_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.options.len()).collect();
        if self.kind.has_places() && order.len() > 1 {
            let seed =
                self.id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            let mut random = fastrand::Rng::with_seed(seed);
            while order.is_sorted() {
                random.shuffle(&mut order);
            }
        }
        order
    }

    /// The letter of an option: a, b, c, ...
    pub fn letter(index: usize) -> char {
        // A question has at most a handful of options; the check of the course sees to it.
        (b'a' + u8::try_from(index).unwrap_or(25).min(25)) as char
    }
}

/// A typed answer as it is compared: without case, quotes around it, a prompt in front, and with single spaces.
fn normalized(text: &str) -> String {
    let text = text.trim().trim_start_matches("$ ").trim_matches(['`', '"', '\'']);
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionType, options: &[(&str, bool)]) -> Question {
        let options = options
            .iter()
            .map(|(text, correct)| AnswerOption { text: (*text).to_string(), correct: *correct, matches: None, why: String::new() })
            .collect();
        Question {
            id: "q".to_string(),
            lesson: "m/l".to_string(),
            objectives: Vec::new(),
            difficulty: 1,
            kind,
            stem: String::new(),
            configuration: None,
            options,
            accepts: vec!["aws ecr get-login-password --region eu-west-1".to_string()],
            source: String::new(),
            verified: String::new(),
            rules: Vec::new(),
            simulate: Vec::new(),
            place: QuestionPlace::default(),
        }
    }

    #[test]
    fn what_has_a_place_is_shown_in_another_order_and_always_in_the_same() {
        for kind in [QuestionType::Order, QuestionType::Match] {
            let asked = question(kind, &[("a", false), ("b", false), ("c", false)]);
            assert!(!asked.shown_order().is_sorted());
            assert_eq!(asked.shown_order(), asked.shown_order());
            assert!(asked.is_right(&Given::Options(vec![0, 1, 2])) && !asked.is_right(&Given::Options(asked.shown_order())));
        }
        assert_eq!(question(QuestionType::Single, &[("a", true), ("b", false)]).shown_order(), [0, 1]);
    }

    #[test]
    fn what_is_typed_counts_whatever_its_spaces_case_and_quotes() {
        let asked = question(QuestionType::Text, &[("aws ecr get-login-password", true), ("aws ecr get-login", false)]);
        for (typed, right) in [
            ("aws ecr get-login-password", true),
            ("  $ AWS  ecr get-login-password ", true),
            ("`aws ecr get-login-password`", true),
            ("aws ecr get-login-password --region eu-west-1", true),
            ("aws ecr get-login", false),
            ("", false),
        ] {
            assert_eq!(asked.is_right(&Given::Text(typed.to_string())), right, "{typed}");
        }
        assert!(!asked.is_right(&Given::Options(vec![0])));
    }
}
