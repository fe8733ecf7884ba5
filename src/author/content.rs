//! All that can be proved of content without running a lab.

use super::labs::static_lab_problems;
use super::lessons::lesson_problems;
use super::questions::question_problems;
use super::reference_problems;
use super::tracks::track_problems;
use crate::course::{Course, Problem};

/// What is wrong with lessons, questions, reference, tracks, exams and the form of labs.
pub fn content_problems(course: &Course) -> Vec<Problem> {
    let mut problems = lesson_problems(course);
    problems.extend(question_problems(course));
    problems.extend(reference_problems(course));
    problems.extend(track_problems(course));
    problems.extend(course.exam_problems());
    problems.extend(course.labs.iter().flat_map(|lab| static_lab_problems(course, lab)));
    problems
}
