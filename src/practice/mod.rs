//! Practice: asking questions, judging answers, scoring; exams; what to review when, and what to do next.
//!
//! In: questions and answers, the learner's record, times. Out: feedback and a score, events to store. Nothing here prints, reads a clock
//! or stores anything.

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

pub use answer::{AnswerError, parse_answer, parse_confident_answer};
pub use calibration::{CalibrationLine, calibration};
pub use exam::{
    DomainScore, DomainShare, DrawError, Estimate, Exam, ExamDraw, ExamError, ExamResult, ItemState, Misconception, domain_pools,
    draw_exam, exam_result, give_up, given_of, unfinished_exam,
};
pub use interleaving::{PracticePool, choose_questions, practice_pool};
pub use memory::{Grade, Memory, date_of, days_from};
pub use next::{ModuleProgress, NextStep, module_progress, next_steps};
pub use quiz::{Asked, ObjectiveScore, Quiz, Score};
pub use review::{ExamAhead, NextReview, ReviewItem, ReviewKind, ReviewPlan, review_plan, seconds_of};
