//! A quiz: every question once, wrong ones again until they are right.

use std::collections::{BTreeMap, VecDeque};

use crate::course::{Given, Question};

/// A quiz under way.
#[derive(Debug)]
pub struct Quiz<'c> {
    queue: VecDeque<Asked<'c>>,
    first_answers: Vec<(&'c Question, Given)>,
    total: usize,
}

/// A question that is being asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'c> {
    /// The question.
    pub question: &'c Question,
    /// Its number in the quiz, from 1.
    pub number: usize,
    /// Whether it was answered wrongly before in this quiz.
    pub repetition: bool,
}

/// How a quiz went; only first answers count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Score {
    /// Questions answered.
    pub answered: usize,
    /// Answered rightly at the first attempt.
    pub correct: usize,
    /// Questions in the quiz.
    pub total: usize,
    /// By objective, in order.
    pub objectives: Vec<ObjectiveScore>,
}

/// The score of one objective.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ObjectiveScore {
    /// As `exam/objective`.
    pub objective: String,
    /// Questions answered.
    pub answered: usize,
    /// Answered rightly at the first attempt.
    pub correct: usize,
}

impl<'c> Quiz<'c> {
    /// A quiz of these questions, in this order.
    pub fn new(questions: impl IntoIterator<Item = &'c Question>) -> Self {
        let queue: VecDeque<_> =
            questions.into_iter().enumerate().map(|(index, question)| Asked { question, number: index + 1, repetition: false }).collect();
        Self { total: queue.len(), queue, first_answers: Vec::new() }
    }

    /// The question to ask now; `None` when the quiz is over.
    pub fn current(&self) -> Option<Asked<'c>> {
        self.queue.front().copied()
    }

    /// Questions in the quiz.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Judges the answer to the current question and moves on; a wrong one comes again at the end.
    ///
    /// All or nothing: exactly the right options must be chosen. Without a current question the answer is `false`.
    pub fn answer(&mut self, given: &Given) -> bool {
        let Some(asked) = self.queue.pop_front() else { return false };
        let correct = asked.question.is_right(given);
        if !asked.repetition {
            self.first_answers.push((asked.question, given.clone()));
        }
        if !correct {
            self.queue.push_back(Asked { repetition: true, ..asked });
        }
        correct
    }

    /// Leaves the current question unanswered and moves on.
    pub fn skip(&mut self) {
        self.queue.pop_front();
    }

    /// First answers, in the order in which they were given.
    pub fn first_answers(&self) -> &[(&'c Question, Given)] {
        &self.first_answers
    }

    /// The score so far.
    pub fn score(&self) -> Score {
        let mut objectives: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut correct = 0;
        for (question, given) in &self.first_answers {
            let right = usize::from(question.is_right(given));
            correct += right;
            for objective in &question.objectives {
                let (answered, sum) = objectives.entry(objective).or_default();
                *answered += 1;
                *sum += right;
            }
        }
        let objectives = objectives
            .into_iter()
            .map(|(objective, (answered, correct))| ObjectiveScore { objective: objective.to_string(), answered, correct })
            .collect();
        Score { answered: self.first_answers.len(), correct, total: self.total, objectives }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{AnswerOption, QuestionPlace, QuestionType};
    use crate::practice::{AnswerError, parse_answer};

    fn question(id: &str, kind: QuestionType, correct: &[bool]) -> Question {
        let options = correct
            .iter()
            .map(|correct| AnswerOption { text: String::new(), correct: *correct, matches: None, why: String::new() })
            .collect();
        Question {
            id: id.to_string(),
            lesson: "m/l".to_string(),
            objectives: vec!["e/1".to_string()],
            difficulty: 1,
            kind,
            stem: String::new(),
            configuration: None,
            options,
            accepts: Vec::new(),
            source: String::new(),
            verified: String::new(),
            rules: Vec::new(),
            simulate: Vec::new(),
            place: QuestionPlace::default(),
        }
    }

    fn options(chosen: &[usize]) -> Given {
        Given::Options(chosen.to_vec())
    }

    #[test]
    fn wrong_answers_come_again_and_only_the_first_counts() {
        let (one, two) = (question("1", QuestionType::Single, &[true, false]), question("2", QuestionType::Single, &[false, true]));
        let mut quiz = Quiz::new([&one, &two]);
        assert!(!quiz.answer(&options(&[1])));
        assert!(quiz.answer(&options(&[1])));
        let again = quiz.current().expect("the wrong one comes again");
        assert!(again.repetition && again.question.id == "1" && again.number == 1);
        assert!(!quiz.answer(&options(&[1])));
        assert!(quiz.answer(&options(&[0])));
        assert!(quiz.current().is_none());
        let score = quiz.score();
        assert_eq!((score.answered, score.correct, score.total), (2, 1, 2));
        assert_eq!(score.objectives, [ObjectiveScore { objective: "e/1".to_string(), answered: 2, correct: 1 }]);
    }

    #[test]
    fn multiple_choice_is_all_or_nothing() {
        let both = question("1", QuestionType::Multiple, &[true, false, true]);
        for (chosen, right) in [(vec![0, 2], true), (vec![0], false), (vec![0, 1, 2], false)] {
            assert_eq!(Quiz::new([&both]).answer(&options(&chosen)), right, "{chosen:?}");
        }
    }

    #[test]
    fn answers_are_read_as_people_type_them() {
        let single = question("1", QuestionType::Single, &[true, false]);
        let multiple = question("2", QuestionType::Multiple, &[true, false, true]);
        for text in ["a c", "c,a", "AC", " a , c ", "aacc"] {
            assert_eq!(parse_answer(&multiple, text), Ok(options(&[0, 2])), "{text}");
        }
        assert_eq!(parse_answer(&single, "B"), Ok(options(&[1])));
        assert_eq!(parse_answer(&single, " "), Err(AnswerError::Empty));
        assert_eq!(parse_answer(&single, "ab"), Err(AnswerError::TooMany));
        assert!(matches!(parse_answer(&single, "c"), Err(AnswerError::NotAnOption(..))));
        assert!(matches!(parse_answer(&single, "1"), Err(AnswerError::NotAnOption(..))));
    }

    #[test]
    fn what_has_a_place_is_typed_by_the_letters_that_are_shown() {
        let order = question("1", QuestionType::Order, &[false, false, false]);
        let shown = order.shown_order();
        let right: Vec<String> =
            (0..3).map(|index| Question::letter(shown.iter().position(|shown| *shown == index).expect("shown")).to_string()).collect();
        let numbered = format!("1{} 2:{} 3-{}", right[0], right[1], right[2]);
        for text in [right.join(" "), right.join(""), numbered] {
            let given = parse_answer(&order, &text).expect("an order");
            assert!(order.is_right(&given), "{text}: {given:?}");
        }
        for text in ["a", "a a b", "a b c a", "123"] {
            assert!(parse_answer(&order, text).is_err(), "{text}");
        }
    }

    #[test]
    fn words_are_taken_as_they_are_typed() {
        let text = question("1", QuestionType::Text, &[true]);
        assert_eq!(parse_answer(&text, " awsvpc "), Ok(Given::Text("awsvpc".to_string())));
        assert_eq!(parse_answer(&text, " "), Err(AnswerError::NoText));
    }
}
