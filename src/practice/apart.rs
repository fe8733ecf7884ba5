//! Keeps questions apart that ask the same, so that no answer is given away by another question of the session.

use std::collections::{BTreeSet, HashMap};

use crate::course::{Course, Question};

/// What a session asks already.
#[derive(Debug)]
pub(super) struct Apart<'c> {
    /// The groups of each question, by their numbers.
    groups: HashMap<&'c str, Vec<usize>>,
    /// Groups of which a question was chosen.
    taken: BTreeSet<usize>,
}

impl<'c> Apart<'c> {
    /// Nothing is asked yet.
    pub fn new(course: &'c Course) -> Self {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, group) in course.alike.iter().enumerate() {
            for id in group {
                groups.entry(id).or_default().push(number);
            }
        }
        Self { groups, taken: BTreeSet::new() }
    }

    /// Chooses so many in their order, as long as there are any; one that is alike to what was chosen only where nothing else is left.
    pub fn choose<'q>(&mut self, candidates: Vec<&'q Question>, count: usize) -> Vec<&'q Question> {
        let (mut chosen, mut alike) = (Vec::new(), Vec::new());
        for question in candidates {
            if chosen.len() == count {
                break;
            }
            let groups = self.groups.get(question.id.as_str()).map(Vec::as_slice).unwrap_or_default();
            if groups.iter().any(|group| self.taken.contains(group)) {
                alike.push(question);
            } else {
                self.taken.extend(groups);
                chosen.push(question);
            }
        }
        let open = count - chosen.len();
        for question in alike.into_iter().take(open) {
            self.taken.extend(self.groups.get(question.id.as_str()).into_iter().flatten());
            chosen.push(question);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_is_taken_only_where_nothing_else_is_left() {
        let mut course = Course::embedded();
        course.questions.truncate(5);
        let ids: Vec<String> = course.questions.iter().map(|question| question.id.clone()).collect();
        course.alike = vec![vec![ids[0].clone(), ids[1].clone()], vec![ids[1].clone(), ids[3].clone()]];
        for (count, expected) in
            [(0, vec![]), (2, vec![0, 2]), (3, vec![0, 2, 3]), (4, vec![0, 2, 3, 4]), (5, vec![0, 2, 3, 4, 1]), (9, vec![0, 2, 3, 4, 1])]
        {
            let chosen = Apart::new(&course).choose(course.questions.iter().collect(), count);
            let places: Vec<usize> = chosen.iter().filter_map(|question| ids.iter().position(|id| *id == question.id)).collect();
            assert_eq!(places, expected, "{count}");
        }
        let mut apart = Apart::new(&course);
        apart.choose(vec![&course.questions[1]], 1);
        let then = apart.choose(course.questions.iter().skip(2).collect(), 2);
        assert_eq!(then.iter().map(|question| &question.id).collect::<Vec<_>>(), [&ids[2], &ids[4]], "what was chosen before counts");
    }
}
