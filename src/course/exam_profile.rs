//! Profiles of exams: how many items, how they are weighed, how long it takes. Dated data, never code.

use std::collections::HashSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Course, Problem, Question, QuestionType};

/// Where the profiles lie.
pub(super) const FOLDER: &str = "quizzes/exams";
/// The scale on which AWS reports results.
pub const SCALE: std::ops::RangeInclusive<u32> = 100..=1000;

/// An exam as AWS describes it, at a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamProfile {
    /// Of this form: 1.
    pub version: u32,
    /// The file's name, and what stands before the slash in objectives: `dva-c03`.
    pub id: String,
    /// As AWS writes it: `DVA-C03`.
    pub code: String,
    /// What is earned.
    pub title: String,
    /// Its place in lists; the first is taken where none is named.
    pub order: u32,
    /// In order; the weights add up to 100.
    pub domains: Vec<ExamDomain>,
    /// The parts of the exam guide that containers touch, so that it shows where questions are missing.
    pub objectives: Vec<ExamObjective>,
    /// The types of question that the exam has.
    pub types: Vec<QuestionType>,
    /// Items that count.
    pub scored: usize,
    /// Items on trial, unmarked among the others.
    pub unscored: usize,
    /// Time for all items.
    pub minutes: u32,
    /// What is needed to pass, on the scale from 100 to 1000.
    pub pass: u32,
    /// The first day on which it can be taken, where that is announced: `2026-12-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub delivered_from: Option<Date>,
    /// The last day on which it can be taken, where that is announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub retires_on: Option<Date>,
    /// When it was last held against its sources.
    #[schemars(with = "String")]
    pub verified: Date,
    /// AWS's pages.
    pub sources: Vec<String>,
}

/// A domain of an exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamDomain {
    /// As the exam guide counts them.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its share of the scored items in percent.
    pub weight: u32,
}

/// A part of an exam guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamObjective {
    /// As the exam guide counts them, its domain first: `3.1`.
    pub number: String,
    /// What of it is about containers.
    pub about: String,
}

/// Whether an exam can be taken at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// It can.
    Open,
    /// Not before that day.
    From(Date),
    /// It can, until that day.
    Until(Date),
    /// That day was the last.
    Retired(Date),
}

impl ExamProfile {
    /// The profile of a file.
    ///
    /// # Errors
    /// What does not fit its form.
    pub(super) fn read(file: &super::ContentFile) -> Result<Self, Vec<Problem>> {
        let profile: Self = file.yaml()?;
        if profile.version != 1 {
            return Err(vec![super::load::unknown_version(file.path, profile.version)]);
        }
        if format!("{FOLDER}/{}.yaml", profile.id) != file.path {
            return Err(vec![Problem::of(file.path, format!("the id is {}, but the file is called otherwise", profile.id)).at("/id")]);
        }
        Ok(profile)
    }

    /// Items in all.
    pub fn items(&self) -> usize {
        self.scored + self.unscored
    }

    /// The domain of that number.
    pub fn domain(&self, number: u32) -> Option<&ExamDomain> {
        self.domains.iter().find(|domain| domain.number == number)
    }

    /// What an objective is about, by its number; of a part that has no words of its own, what the whole or the domain is about.
    pub fn about(&self, number: &str) -> Option<&str> {
        let mut whole = Some(number);
        while let Some(part) = whole {
            if let Some(objective) = self.objectives.iter().find(|objective| objective.number == part) {
                return Some(&objective.about);
            }
            whole = part.rsplit_once('.').map(|(whole, _)| whole);
        }
        self.domain(domain_number(number)?).map(|domain| domain.title.as_str())
    }

    /// What stands behind the slash in the objectives of a question that are of this exam, in order.
    pub fn objectives_of<'q>(&'q self, objectives: &'q [String]) -> impl Iterator<Item = &'q str> {
        objectives.iter().filter_map(|objective| objective.split_once('/').filter(|(exam, _)| *exam == self.id).map(|(_, number)| number))
    }

    /// The domain to which a question belongs, by the first of its objectives that is of this exam.
    pub fn domain_of(&self, question: &Question) -> Option<&ExamDomain> {
        self.domain_of_objectives(&question.objectives)
    }

    /// The domain to which content with these objectives belongs.
    pub fn domain_of_objectives(&self, objectives: &[String]) -> Option<&ExamDomain> {
        self.objectives_of(objectives).find_map(|number| self.domain(domain_number(number)?))
    }

    /// Whether it could be an item of this exam: of a domain, and of a type that the exam has.
    pub fn takes(&self, question: &Question) -> bool {
        self.types.contains(&question.kind) && self.domain_of(question).is_some()
    }

    /// Whether it can be taken on that day.
    pub fn delivery(&self, today: Date) -> Delivery {
        match (self.delivered_from, self.retires_on) {
            (Some(first), _) if today < first => Delivery::From(first),
            (_, Some(last)) if today > last => Delivery::Retired(last),
            (_, Some(last)) => Delivery::Until(last),
            _ => Delivery::Open,
        }
    }

    /// What is to be said of it on a day, a clause; nothing where it can be taken and no end is announced.
    pub fn delivery_note(&self, day: Date) -> Option<String> {
        match self.delivery(day) {
            Delivery::Open => None,
            Delivery::From(first) => Some(format!("{} can be taken from {first} on", self.code)),
            Delivery::Until(last) => Some(format!("{} can be taken until {last} only", self.code)),
            Delivery::Retired(last) => Some(format!("{} is retired: {last} was its last day", self.code)),
        }
    }
}

/// The domain in an objective's number: 3 of `3.1.5`.
fn domain_number(objective: &str) -> Option<u32> {
    objective.split('.').next()?.parse().ok()
}

/// What is wrong with the profiles, and with the objectives that content names.
pub(super) fn profile_problems(course: &Course) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut orders = HashSet::new();
    for profile in &course.exams {
        let mut report = |message: String| problems.push(Problem::of(format!("{FOLDER}/{}.yaml", profile.id), message));
        if !orders.insert(profile.order) {
            report(format!("another profile has the order {} too", profile.order));
        }
        form_problems(profile).into_iter().for_each(&mut report);
        // Nothing is written any more for an exam that ends.
        for objective in profile.objectives.iter().filter(|_| profile.retires_on.is_none()) {
            let named = |question: &&Question| profile.objectives_of(&question.objectives).any(|number| number == objective.number);
            if !course.questions.iter().any(|question| named(&question)) {
                report(format!("no question has the objective {}/{}", profile.id, objective.number));
            }
        }
    }
    // A course without profiles of its own serves the exams that the program knows.
    let known = if course.exams.is_empty() { Course::embedded().exams } else { course.exams.clone() };
    let unknown =
        |objectives: &[String]| -> Vec<String> { objectives.iter().filter_map(|objective| objective_problem(&known, objective)).collect() };
    for question in &course.questions {
        problems.extend(unknown(&question.objectives).into_iter().map(|message| question.problem(message)));
    }
    for lesson in &course.lessons {
        let of_lesson = |message: String| Problem::of(lesson.path, format!("{}: {message}", lesson.id)).at("/objectives");
        problems.extend(unknown(&lesson.objectives).into_iter().map(of_lesson));
    }
    for lab in &course.labs {
        problems.extend(unknown(&lab.objectives).into_iter().map(|message| lab.problem("/objectives", format!("{}: {message}", lab.id))));
    }
    problems
}

fn objective_problem(profiles: &[ExamProfile], objective: &str) -> Option<String> {
    // That it has no slash at all is told of the question's form.
    let (exam, number) = objective.split_once('/')?;
    let Some(profile) = profiles.iter().find(|profile| profile.id == exam) else {
        return Some(format!("the objective {objective} names no exam of {FOLDER}"));
    };
    let known = domain_number(number).is_some_and(|number| profile.domain(number).is_some());
    (!known).then(|| format!("the objective {objective} is of no domain of {}", profile.code))
}

fn form_problems(profile: &ExamProfile) -> Vec<String> {
    let mut problems = Vec::new();
    let sum: u32 = profile.domains.iter().map(|domain| domain.weight).sum();
    if sum != 100 {
        problems.push(format!("the weights of the domains add up to {sum}, not 100"));
    }
    let numbers: Vec<u32> = profile.domains.iter().map(|domain| domain.number).collect();
    if !numbers.iter().copied().eq(1..=u32::try_from(numbers.len()).unwrap_or(u32::MAX)) {
        problems.push("the domains are numbered from 1, in order".to_string());
    }
    for objective in &profile.objectives {
        if domain_number(&objective.number).and_then(|number| profile.domain(number)).is_none() {
            problems.push(format!("the objective {} is of no domain", objective.number));
        }
    }
    if profile.scored == 0 || profile.minutes == 0 || profile.types.is_empty() {
        problems.push("an exam has scored items, minutes and types of question".to_string());
    }
    if !SCALE.contains(&profile.pass) {
        problems.push(format!("the pass mark {} is not on the scale from {} to {}", profile.pass, SCALE.start(), SCALE.end()));
    }
    if let (Some(first), Some(last)) = (profile.delivered_from, profile.retires_on)
        && first > last
    {
        problems.push(format!("it is delivered from {first}, after it retires on {last}"));
    }
    let is_aws = |source: &String| {
        ["https://aws.amazon.com/", "https://docs.aws.amazon.com/", "https://d1.awsstatic.com/"].iter().any(|site| source.starts_with(site))
    };
    if profile.sources.is_empty() || !profile.sources.iter().all(is_aws) {
        problems.push("the sources are AWS pages, at least one".to_string());
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(id: &str) -> ExamProfile {
        Course::embedded().exam(id).expect("the profile is there").clone()
    }

    #[test]
    fn a_retired_exam_and_one_to_come_say_so_by_the_day() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        let (old, new) = (embedded("dva-c02"), embedded("dva-c03"));
        let (last, first) = (day("2026-11-30"), day("2026-12-01"));
        for (profile, today, expected) in [
            (&old, "2026-11-01", Delivery::Until(last)),
            (&old, "2026-11-30", Delivery::Until(last)),
            (&old, "2026-12-01", Delivery::Retired(last)),
            (&new, "2026-11-30", Delivery::From(first)),
            (&new, "2026-12-01", Delivery::Open),
        ] {
            assert_eq!(profile.delivery(day(today)), expected, "{} on {today}", profile.code);
        }
    }

    #[test]
    fn slips_in_a_profile_are_told() {
        let good = embedded("dva-c03");
        assert_eq!(form_problems(&good), Vec::<String>::new());
        type Slip = fn(&mut ExamProfile);
        let cases: [(Slip, &str); 6] = [
            (|profile| profile.domains[0].weight = 31, "add up to 101"),
            (
                |profile| {
                    profile.domains[1].number = 1;
                    profile.objectives.clear();
                },
                "numbered from 1",
            ),
            (|profile| profile.objectives[0].number = "9.1".into(), "9.1 is of no domain"),
            (|profile| profile.pass = 72, "not on the scale"),
            (|profile| profile.retires_on = Some(jiff::civil::date(2020, 1, 1)), "after it retires"),
            (|profile| profile.sources = vec!["https://example.com".into()], "AWS pages"),
        ];
        for (slip, expected) in cases {
            let mut profile = good.clone();
            slip(&mut profile);
            let problems = form_problems(&profile);
            assert!(problems.len() == 1 && problems[0].contains(expected), "{expected}: {problems:?}");
        }
    }

    #[test]
    fn an_objective_names_an_exam_and_one_of_its_domains() {
        let course = Course::embedded();
        for (objective, fits) in
            [("dva-c03/3.1", true), ("dva-c03/4", true), ("dva-c03/5.1", false), ("dva-c01/1.1", false), ("soa-c03/x", false)]
        {
            assert_eq!(objective_problem(&course.exams, objective).is_none(), fits, "{objective}");
        }
    }

    #[test]
    fn an_objective_is_told_by_its_exam_its_number_and_what_it_is_about() {
        let course = Course::embedded();
        for (objective, expected) in [
            ("dva-c03/3.3", "DVA-C03 3.3 Deploy: task definitions"),
            ("dva-c03/3.3.1", "DVA-C03 3.3.1 Deploy: task definitions"),
            ("dva-c03/1.9", "DVA-C03 1.9 Development"),
            ("dva-c03/9.9", "dva-c03/9.9"),
            ("of-a-pack/1", "of-a-pack/1"),
            ("none", "none"),
        ] {
            let name = course.objective_name(objective);
            assert!(name.starts_with(expected), "{objective}: {name}");
        }
    }

    #[test]
    fn the_course_and_its_exams_fit_together() {
        let problems: Vec<String> = profile_problems(&Course::embedded()).iter().map(ToString::to_string).collect();
        assert_eq!(problems, Vec::<String>::new());
    }
}
