//! Practice: asking questions, judging answers, scoring; exams; what to review when, and what to do next.
//!
//! In: questions and answers, the learner's record, times. Out: feedback and a score, events to store. Nothing here prints, reads a clock
//! or stores anything.

mod activity;
mod answer;
mod apart;
mod calibration;
pub mod drill;
mod exam;
mod interleaving;
mod memory;
mod next;
mod quiz;
mod review;
mod weak_areas;

pub use activity::Activity;
pub use answer::{AnswerError, parse_answer, parse_confident_answer};
pub use calibration::{CalibrationLine, calibration};
pub use exam::{
    DomainScore, DomainShare, DrawError, Estimate, Exam, ExamDraw, ExamError, ExamResult, ItemState, Misconception, Share, Strength,
    WEIGHTED, domain_pools, draw_exam, exam_result, exam_under_way_note, give_up, given_of, unfinished_exam,
};
pub use interleaving::{PracticePool, choose_questions, practice_pool};
pub use memory::{Grade, Memory, days_from};
pub use next::{ModuleProgress, NextStep, foremost_steps, module_progress, next_steps};
pub use quiz::{Asked, ObjectiveScore, Quiz, Score};
pub use review::{ExamAhead, NextReview, ReviewItem, ReviewKind, ReviewPlan, review_plan, seconds_of};
pub use weak_areas::{WeakArea, weak_areas};
