//! `ecslab quiz`

use serde::Serialize;

use super::asking::{Asking, ask_all, print_outcome, read_lines, remember};
use super::course_name::{Place, find_place};
use super::exam::warn_of_an_exam;
use super::interaction::is_interactive;
use super::output::{Format, print_json};
use super::question_text::{QuestionAnswer, json_question};
use super::{Exit, Failure, Session, full_screen};
use crate::course::{Course, Question};
use crate::practice::{Quiz, Score, parse_answer};
use crate::progress::{Record, Store};
use crate::terminal::screens::{Destination, Sitting};

/// Answer questions; every option is explained at once, and wrong ones come again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys: the letters of the options and Enter; s skips, q stops and shows the score.\n\n\
    Examples:\n  ecslab quiz fargate\n  ecslab quiz fargate/sizes --count 5\n  printf 'd\\nb\\n' | ecslab quiz fargate/sizes      one line a question\n  \
    ecslab quiz fargate --format json < /dev/null     the questions, without their answers\n  ecslab quiz fargate --format json < answers.txt   \
    one line of letters a question; judged without repetition")]
pub struct Arguments {
    /// A module or a lesson.
    #[arg(value_name = "MODULE|LESSON")]
    place: String,
    /// At most this many questions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    count: Option<u16>,
    /// Shuffle the questions; the same number gives the same order.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct QuizAnswer<'c> {
    version: u32,
    place: &'c str,
    questions: Vec<QuestionAnswer<'c>>,
    score: Score,
}

/// Asks the questions.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let place = match find_place(&course, &arguments.place)? {
        Place::Module(id) | Place::Lesson(id) => id,
    };
    let store = Store::open()?;
    let record = store.record()?;
    let questions = select(&course, &place, arguments, &record);
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        let title = course.module(&place).map(|module| &module.title).or_else(|| course.lesson(&place).map(|lesson| &lesson.title));
        return full_screen::open(&course, Destination::Quiz(Sitting::quiz(title.unwrap_or(&place), questions)));
    }
    warn_of_an_exam(&record)?;
    let quiz = Quiz::new(questions.iter().copied());
    match arguments.format {
        Format::Json => answer_in_json(&place, &questions, quiz, &store),
        Format::Text => print_outcome(&ask_all(quiz, &store, &Asking::default())?, &course, session),
    }
}

/// In a terminal, what is not right yet comes first; a pipe gets the order of the course, which never changes by itself.
fn select<'c>(course: &'c Course, place: &'c str, arguments: &Arguments, record: &Record) -> Vec<&'c Question> {
    let mut questions: Vec<&Question> = course.questions_of(place).collect();
    if let Some(seed) = arguments.seed {
        fastrand::Rng::with_seed(seed).shuffle(&mut questions);
    } else if is_interactive() {
        questions.sort_by_key(|question| record.answers.get(&question.id).is_some_and(|answer| answer.latest_correct));
    }
    questions.truncate(arguments.count.map_or(usize::MAX, usize::from));
    questions
}

fn answer_in_json(place: &str, questions: &[&Question], mut quiz: Quiz<'_>, store: &Store) -> Result<Exit, Failure> {
    let given = read_lines(questions.iter().copied(), "question", parse_answer)?;
    for chosen in &given {
        let (Some(asked), Some(chosen)) = (quiz.current(), chosen) else {
            quiz.skip();
            continue;
        };
        let correct = quiz.answer(chosen);
        remember(store, asked, chosen, correct, None, None)?;
    }
    let questions = questions.iter().zip(&given).map(|(question, given)| json_question(question, given.as_ref())).collect();
    print_json(&QuizAnswer { version: 1, place, questions, score: quiz.score() })?;
    Ok(Exit::Fine)
}
