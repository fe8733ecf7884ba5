//! Where answers were not right: by objective and by module.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::course::{Course, Question};
use crate::progress::{Record, date_of};

/// Fewer answers say nothing about an area.
const LEAST_ANSWERS: usize = 2;

/// An area with answers that were not right.
#[derive(Debug)]
pub struct WeakArea<'c> {
    /// What the objective or the module is called.
    pub name: String,
    /// Questions whose latest first answer was right.
    pub right: usize,
    /// Questions with an answer.
    pub answered: usize,
    /// What to ask again.
    pub questions: Vec<&'c Question>,
    /// Those among them that were answered today, by their ids.
    pub today: BTreeSet<&'c str>,
}

/// The areas with at least two answers and not all of them right: the lowest share of right answers first, of equal ones the one with
/// more to win.
pub fn weak_areas<'c>(course: &'c Course, record: &Record, today: Date) -> Vec<WeakArea<'c>> {
    let mut areas: BTreeMap<(bool, &'c str), WeakArea<'c>> = BTreeMap::new();
    for question in &course.questions {
        let Some(answer) = record.answers.get(&question.id) else { continue };
        let module = question.lesson.split('/').next().unwrap_or_default();
        let module = course.module(module).map_or(module, |module| module.title.as_str());
        let names = question.objectives.iter().map(|objective| (true, objective.as_str())).chain([(false, module)]);
        for key in names {
            let (is_objective, name) = key;
            let name = || if is_objective { course.objective_name(name) } else { name.to_string() };
            let area = areas.entry(key).or_insert_with(|| WeakArea {
                name: name(),
                right: 0,
                answered: 0,
                questions: Vec::new(),
                today: BTreeSet::new(),
            });
            area.answered += 1;
            area.right += usize::from(answer.latest_correct);
            if !answer.latest_correct {
                area.questions.push(question);
                if answer.history.last().is_some_and(|attempt| date_of(attempt.at) == today) {
                    area.today.insert(&question.id);
                }
            }
        }
    }
    let mut weak: Vec<WeakArea<'c>> =
        areas.into_values().filter(|area| area.answered >= LEAST_ANSWERS && area.right < area.answered).collect();
    weak.sort_by_key(|area| (area.right * 1000 / area.answered, area.right.abs_diff(area.answered)));
    weak
}
