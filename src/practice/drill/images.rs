//! A few images of a repository and a policy over them, as a lifecycle drill shows them and the simulator reads them.

use serde_json::{Value, json};

use super::evidence::{list, number, proof, simulated, text};
use super::wording::{sentence, table};
use crate::counted::{counted, listed};
use crate::course::{Simulation, SimulatorProof};

/// The moment at which every drill is looked at, so that ages are whole days.
const NOW: &str = "2026-11-24T12:00:00Z";
const NOW_SECONDS: u64 = 1_795_521_600;
const DAY: u64 = 86_400;

/// An image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// `A`, `B`, ...
    pub letter: char,
    /// Its tags.
    pub tags: Vec<String>,
    /// Days since its push.
    pub days: u64,
}

/// Which images a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selection {
    Untagged,
    Any,
    Tagged(Vec<&'static str>),
}

/// Which of them are too many or too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    Newest(u64),
    OlderThan(u64),
}

/// A rule that expires images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub selection: Selection,
    pub limit: Limit,
}

/// What happens to the images, as the simulator says it.
#[derive(Debug)]
pub(super) struct Preview {
    answer: Value,
    run: Simulation,
    /// The letters of those that expire, in the order of the table.
    pub expired: Vec<char>,
}

impl Image {
    fn digest(&self) -> String {
        format!("sha256:{:064x}", u32::from(self.letter))
    }

    fn row(&self) -> Vec<String> {
        let tags: Vec<String> = self.tags.iter().map(|tag| format!("`{tag}`")).collect();
        let days = format!("{} ago", counted(self.days, "day"));
        vec![self.letter.to_string(), if tags.is_empty() { "(none)".to_string() } else { tags.join(", ") }, days]
    }
}

/// The images as a table.
pub(super) fn image_table(images: &[Image]) -> String {
    table(&["image", "tags", "pushed"], &images.iter().map(Image::row).collect::<Vec<_>>())
}

/// `B, D and E`
pub(super) fn letters(set: &[char]) -> String {
    listed(&set.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// The policy as it is shown: three lines a rule.
pub(super) fn policy_text(rules: &[Rule]) -> String {
    let rules: Vec<String> = (1..).zip(rules).map(|(priority, rule)| rule.json(priority)).collect();
    format!("{{\"rules\": [\n{}\n]}}\n", rules.join(",\n"))
}

impl Rule {
    pub(super) fn new(selection: Selection, limit: Limit) -> Self {
        Self { selection, limit }
    }

    fn json(&self, priority: usize) -> String {
        let tags = match &self.selection {
            Selection::Untagged => "\"tagStatus\": \"untagged\"".to_string(),
            Selection::Any => "\"tagStatus\": \"any\"".to_string(),
            Selection::Tagged(patterns) => format!("\"tagStatus\": \"tagged\", \"tagPatternList\": {patterns:?}"),
        };
        let limit = match self.limit {
            Limit::Newest(count) => format!("\"countType\": \"imageCountMoreThan\", \"countNumber\": {count}"),
            Limit::OlderThan(days) => {
                format!("\"countType\": \"sinceImagePushed\",\n    \"countUnit\": \"days\", \"countNumber\": {days}")
            }
        };
        format!("  {{\"rulePriority\": {priority}, \"action\": {{\"type\": \"expire\"}}, \"selection\": {{\n    {tags},\n    {limit}}}}}")
    }

    /// Which images it is about: `images tagged prod*`.
    pub(super) fn about(&self) -> String {
        match &self.selection {
            Selection::Untagged => "images without a tag".to_string(),
            Selection::Any => "all images".to_string(),
            Selection::Tagged(patterns) => {
                let patterns: Vec<String> = patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
                let form = if patterns.len() > 1 { "images that have tags for each of" } else { "images with a tag like" };
                format!("{form} {}", listed(&patterns))
            }
        }
    }

    /// As a reader matches prefixes, for what a misconception makes of them; answers come from the simulator.
    pub(super) fn seems_to_identify(&self, image: &Image) -> bool {
        match &self.selection {
            Selection::Untagged => image.tags.is_empty(),
            Selection::Any => true,
            Selection::Tagged(patterns) => {
                patterns.iter().all(|pattern| image.tags.iter().any(|tag| tag.starts_with(pattern.trim_end_matches('*'))))
            }
        }
    }

    fn limit(&self) -> String {
        match self.limit {
            Limit::Newest(1) => "the newest of them stays".to_string(),
            Limit::Newest(count) => format!("the newest {count} of them stay"),
            Limit::OlderThan(days) => format!("those older than {days} days are too old"),
        }
    }
}

/// Asks the simulator.
pub(super) fn preview(rules: &[Rule], images: &[Image]) -> Option<Preview> {
    let details: Vec<Value> = images
        .iter()
        .map(|image| json!({"imageDigest": image.digest(), "imageTags": image.tags, "imagePushedAt": NOW_SECONDS - image.days * DAY}))
        .collect();
    let run =
        Simulation::Lifecycle { policy: policy_text(rules), images: json!({"imageDetails": details}).to_string(), now: NOW.to_string() };
    let answer = simulated(&run)?;
    let gone: Vec<&str> = list(&answer, "/previewResults").filter_map(|result| text(result, "/imageDigest")).collect();
    let expired = images.iter().filter(|image| gone.contains(&image.digest().as_str())).map(|image| image.letter).collect();
    Some(Preview { answer, run, expired })
}

impl Preview {
    /// The results as a proof.
    pub(super) fn proof(&self) -> SimulatorProof {
        let results = (0..self.expired.len()).map(|index| format!("/previewResults/{index}/imageDigest"));
        proof(self.run.clone(), &self.answer, results.chain(["/summary/expiringImageTotalCount".to_string()]))
    }

    fn explanation(&self, image: &Image) -> Option<&Value> {
        list(&self.answer, "/explanation").find(|entry| text(entry, "/imageDigest") == Some(&image.digest()))
    }

    fn is_candidate(&self, image: &Image, priority: u64) -> bool {
        self.explanation(image).is_some_and(|entry| list(entry, "/candidateOf").any(|rule| rule.as_u64() == Some(priority)))
    }

    fn shielded_by(&self, image: &Image) -> Option<u64> {
        number(self.explanation(image)?, "/shieldedBy")
    }

    /// Whether a rule would have expired an image that an earlier one keeps.
    pub(super) fn has_shielded(&self, images: &[Image]) -> bool {
        images.iter().any(|image| self.shielded_by(image).is_some())
    }

    /// Whether each rule identifies an image.
    pub(super) fn uses_every_rule(&self) -> bool {
        list(&self.answer, "/rules").all(|summary| number(summary, "/identified").is_some_and(|identified| identified > 0))
    }

    /// Why one image expires or stays.
    pub(super) fn why(&self, image: &Image) -> String {
        let applied = list(&self.answer, "/previewResults").find(|result| text(result, "/imageDigest") == Some(&image.digest()));
        if let Some(rule) = applied.and_then(|result| number(result, "/appliedRulePriority")) {
            return format!("Rule {rule} is the first that identifies it, and has it as a candidate: it expires.");
        }
        match (self.shielded_by(image), self.explanation(image)) {
            (Some(shield), Some(entry)) => {
                let rules: Vec<String> = list(entry, "/candidateOf").map(ToString::to_string).collect();
                format!("Rule {} has it as a candidate, but rule {shield} identified it first and keeps it.", listed(&rules))
            }
            _ => "No rule has it as a candidate: it is new enough for each that identifies it.".to_string(),
        }
    }

    /// Rule by rule.
    pub(super) fn steps(&self, rules: &[Rule], images: &[Image]) -> Vec<String> {
        let mut steps = Vec::new();
        for (priority, rule) in (1..).zip(rules) {
            let summary = list(&self.answer, "/rules").find(|summary| number(summary, "/rulePriority") == Some(priority));
            let identified = summary.and_then(|summary| number(summary, "/identified")).unwrap_or_default();
            let candidates: Vec<&Image> = images.iter().filter(|image| self.is_candidate(image, priority)).collect();
            let named: Vec<char> = candidates.iter().map(|image| image.letter).collect();
            let found = match named.len() {
                0 => "it has no candidates".to_string(),
                1 => format!("its candidate is {}", letters(&named)),
                _ => format!("its candidates are {}", letters(&named)),
            };
            let mut step = format!("Rule {priority} is about {}: {identified} of {}. ", rule.about(), images.len());
            step += &format!("{}: {found}.", sentence(&rule.limit()).trim_end_matches('.'));
            for shield in 1..priority {
                let kept: Vec<char> =
                    candidates.iter().filter(|image| self.shielded_by(image) == Some(shield)).map(|image| image.letter).collect();
                match kept.len() {
                    0 => {}
                    1 => step += &format!(" {} stays: rule {shield} identified it first.", letters(&kept)),
                    _ => step += &format!(" {} stay: rule {shield} identified them first.", letters(&kept)),
                }
            }
            steps.push(step);
        }
        let end = if self.expired.len() == 1 { "expires" } else { "expire" };
        steps.push(format!("So {} {end}.", letters(&self.expired)));
        steps
    }
}
