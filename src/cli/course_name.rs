//! Names of modules, lessons and labs on the command line.

use super::Failure;
use crate::course::{Course, Lab, Track};

/// A module or one of its lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A whole module.
    Module(String),
    /// One lesson.
    Lesson(String),
}

/// Finds a module or a lesson, by id or by the last part of it where only one has that.
///
/// # Errors
/// When there is none, with the nearest name.
pub fn find_place(course: &Course, name: &str) -> Result<Place, Failure> {
    if course.module(name).is_some() {
        return Ok(Place::Module(name.to_string()));
    }
    if let Some(lesson) = course.lesson(name) {
        return Ok(Place::Lesson(lesson.id.clone()));
    }
    // What a pack calls `first` is `acme/first` here, and its lesson `acme/first/welcome`.
    let is_short_for = |id: &str| id.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
    let modules = course.modules.iter().filter(|module| is_short_for(&module.id)).map(|module| Place::Module(module.id.clone()));
    let lessons = course.lessons.iter().filter(|lesson| is_short_for(&lesson.id)).map(|lesson| Place::Lesson(lesson.id.clone()));
    let mut found = modules.chain(lessons);
    if let (Some(place), None) = (found.next(), found.next()) {
        return Ok(place);
    }
    let names = course.modules.iter().map(|module| module.id.as_str()).chain(course.lessons.iter().map(|lesson| lesson.id.as_str()));
    Err(Failure::usage(format!("no module or lesson is called {name}"))
        .help(format!("{}`ecslab learn --list` lists all.", did_you_mean(name, names))))
}

/// Finds a track by id.
///
/// # Errors
/// When there is none, with the nearest name.
pub fn find_track<'c>(course: &'c Course, name: &str) -> Result<&'c Track, Failure> {
    course.track(name).ok_or_else(|| {
        let names = course.tracks.iter().map(|track| track.id.as_str());
        Failure::usage(format!("no track is called {name}")).help(format!("{}`ecslab learn --list` lists all.", did_you_mean(name, names)))
    })
}

/// Finds a lab by id or slug.
///
/// # Errors
/// When there is none, with the nearest name.
pub fn find_lab<'c>(course: &'c Course, name: &str) -> Result<&'c Lab, Failure> {
    course.lab(name).ok_or_else(|| {
        let names = course.labs.iter().map(|lab| lab.id.as_str());
        Failure::usage(format!("no lab is called {name}")).help(format!("{}`ecslab lab list` lists all.", did_you_mean(name, names)))
    })
}

/// Whether so few changes can be a slip of the pen; the slug is what people type.
fn is_slip(distance: usize, candidate: &str) -> bool {
    let slug = candidate.rsplit_once('/').map_or(candidate, |(_, slug)| slug);
    distance <= 1 + slug.len() / 4
}

/// A sentence with the nearest name, where one is near.
pub fn did_you_mean<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let distance = |candidate: &str| {
        let slug = candidate.rsplit_once('/').map_or(candidate, |(_, slug)| slug);
        strsim::damerau_levenshtein(name, candidate).min(strsim::damerau_levenshtein(name, slug))
    };
    match names.map(|candidate| (distance(candidate), candidate)).min() {
        Some((distance, candidate)) if is_slip(distance, candidate) => format!("Did you mean {candidate}? "),
        _ => String::new(),
    }
}
