//! The map of the objectives: each exam with what AWS says of it, and what serves each part of its guide.

use std::collections::BTreeMap;

use serde::Serialize;

use super::BookError;
use super::links::{Link, Links};
use super::reference::lab_link;
use super::served::{ServingLesson, serving_lessons};
use super::templates::Templates;
use crate::course::{Course, ExamDomain, ExamProfile, objective_map};

/// The page of the exam objectives.
pub(super) const OBJECTIVES: &str = "objectives.md";

/// An exam objective, linked to its row on the page of the objectives.
#[derive(Debug, Serialize)]
pub(super) struct ObjectiveLink {
    text: String,
    url: String,
}

impl ObjectiveLink {
    /// Links of objectives such as `dva-c03/3.3`.
    pub fn of(objectives: &[String], links: &Links) -> Vec<Self> {
        objectives
            .iter()
            .map(|objective| {
                let (exam, number) = objective.split_once('/').unwrap_or((objective, ""));
                let text = format!("{} {number}", exam.to_uppercase()).trim_end().to_string();
                Self { text, url: format!("{}#{}", links.to(OBJECTIVES), anchor(objective)) }
            })
            .collect()
    }
}

/// What an objective's row is called.
fn anchor(objective: &str) -> String {
    objective.replace(['/', '.'], "-")
}

#[derive(Serialize)]
struct ExamView<'c> {
    title: String,
    /// Nothing for an exam that only content names.
    profile: Option<ProfileView<'c>>,
    objectives: Vec<ObjectiveView>,
    without_lesson: Vec<String>,
    without_lab: Vec<String>,
}

/// What AWS says of an exam. A book is read for months, so it says days and never what they mean today.
#[derive(Serialize)]
struct ProfileView<'c> {
    from: Option<String>,
    until: Option<String>,
    items: usize,
    unscored: usize,
    minutes: u32,
    pass: u32,
    domains: &'c [ExamDomain],
    verified: String,
    source: Option<&'c String>,
}

impl<'c> ProfileView<'c> {
    fn of(profile: &'c ExamProfile) -> Self {
        Self {
            from: profile.delivered_from.map(|day| day.to_string()),
            until: profile.retires_on.map(|day| day.to_string()),
            items: profile.items(),
            unscored: profile.unscored,
            minutes: profile.minutes,
            pass: profile.pass,
            domains: &profile.domains,
            verified: profile.verified.to_string(),
            source: profile.sources.first(),
        }
    }
}

#[derive(Serialize)]
struct ObjectiveView {
    number: String,
    anchor: String,
    about: String,
    lessons: Vec<ServingLesson>,
    labs: Vec<Link>,
}

/// Makes the page; exams that have a last day come last.
///
/// # Errors
/// When a template is broken.
pub(super) fn objectives_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(OBJECTIVES);
    let mut maps = objective_map(course);
    maps.sort_by_key(|exam| course.exam(&exam.exam).is_some_and(|profile| profile.retires_on.is_some()));
    let exams: Vec<ExamView<'_>> = maps
        .into_iter()
        .map(|exam| {
            let objectives: Vec<ObjectiveView> = exam
                .objectives
                .iter()
                .map(|objective| ObjectiveView {
                    number: objective.objective.split_once('/').map_or("", |(_, number)| number).to_string(),
                    anchor: anchor(&objective.objective),
                    about: objective.about.clone(),
                    lessons: serving_lessons(course, &objective.lessons, &objective.questions, &links),
                    labs: objective.labs.iter().filter_map(|id| lab_link(course, id, &links)).collect(),
                })
                .collect();
            let numbers = |lacks: fn(&ObjectiveView) -> bool| {
                objectives.iter().filter(|objective| lacks(objective)).map(|objective| objective.number.clone()).collect()
            };
            ExamView {
                without_lesson: numbers(|objective| objective.lessons.is_empty()),
                without_lab: numbers(|objective| objective.labs.is_empty()),
                profile: course.exam(&exam.exam).map(ProfileView::of),
                title: exam.title,
                objectives,
            }
        })
        .collect();
    templates.render("objectives.md.tera", &BTreeMap::from([("exams", exams)]))
}
