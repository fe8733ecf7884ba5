//! `ecslab practice`

use std::io::Write;

use serde::Serialize;

use super::asking::{Asking, ask_all, print_outcome, read_lines, remember};
use super::course_name::{Place, find_place};
use super::exam::warn_of_an_exam;
use super::output::{Format, print_json};
use super::question_text::{QuestionAnswer, json_question};
use super::{Exit, Failure, Session, full_screen};
use crate::course::{Course, Question};
use crate::practice::{CalibrationLine, PracticePool, Quiz, Score, calibration, choose_questions, parse_confident_answer, practice_pool};
use crate::progress::Store;
use crate::terminal::screens::{Destination, Sitting};

/// Practise questions mixed over lessons: what you were sure of and wrong comes first, every option is explained at once.
///
/// Without a name, questions come from lessons read and modules begun.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Before an answer is judged you say how sure you are: 1 guess, 2 think so, 3 sure. What you are sure of and wrong is what\n\
    nobody looks up: it comes first the next time.\n\n\
    Keys: the letters of the options and Enter, then 1, 2 or 3; s skips, q stops and shows the score. `b =3` says both at once, and\n\
    is how a pipe says how sure it is.\n\n\
    Examples:\n  ecslab practice\n  ecslab practice fargate roles --count 20\n  ecslab practice --minutes 15 --no-confidence\n  \
    ecslab practice fargate --seed 7 --format json < /dev/null     the questions, without their answers\n  \
    ecslab practice fargate --seed 7 --format json < answers.txt   one line a question, such as a c =2; empty to skip"
)]
pub struct Arguments {
    /// Modules or lessons; without any, what was begun.
    #[arg(value_name = "MODULE|LESSON")]
    places: Vec<String>,
    /// So many questions.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    count: u16,
    /// Begin no question after so many minutes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
    /// The same number chooses the same questions, while nothing is answered in between.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Don't ask how sure you are.
    #[arg(long)]
    no_confidence: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct PracticeAnswer<'c> {
    version: u32,
    places: &'c [String],
    seed: u64,
    from_the_beginning: bool,
    questions: Vec<QuestionAnswer<'c>>,
    score: Score,
    calibration: Vec<CalibrationLine>,
}

/// Asks the questions.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let places = arguments.places.iter().map(|name| {
        find_place(&course, name).map(|place| match place {
            Place::Module(id) | Place::Lesson(id) => id,
        })
    });
    let places = places.collect::<Result<Vec<_>, _>>()?;
    let store = Store::open()?;
    let record = store.record()?;
    let now = jiff::Timestamp::now();
    let pool = practice_pool(&course, &record, &places);
    // A program that reads the questions first must get the same ones when it answers them.
    let seed = arguments.seed.unwrap_or_else(|| if arguments.format == Format::Json { 0 } else { fastrand::u64(..) });
    let questions = choose_questions(&course, &pool.questions, &record, now, usize::from(arguments.count), seed);
    let id = format!("practice-{}", now.strftime("%Y%m%d-%H%M%S"));
    if arguments.format == Format::Json || !full_screen::is_wanted(session) {
        warn_of_an_exam(&record)?;
    }
    match arguments.format {
        Format::Json => answer_in_json(&places, seed, &pool, &questions, &store, &id),
        Format::Text if full_screen::is_wanted(session) => {
            let (confidence, minutes) = (!arguments.no_confidence, arguments.minutes);
            let sitting = Sitting { confidence, minutes, ..Sitting::session("Practice", id, questions) };
            full_screen::open(&course, Destination::Quiz(sitting))
        }
        Format::Text => {
            if pool.from_the_beginning {
                writeln!(
                    anstream::stdout(),
                    "Nothing is begun yet, so these are questions of the first modules. `ecslab learn` begins the course."
                )?;
            }
            let asking = Asking { session: Some(id), confidence: !arguments.no_confidence, minutes: arguments.minutes };
            print_outcome(&ask_all(Quiz::new(questions), &store, &asking)?, &course, session)
        }
    }
}

fn answer_in_json<'c>(
    places: &'c [String],
    seed: u64,
    pool: &PracticePool<'c>,
    questions: &[&'c Question],
    store: &Store,
    session: &str,
) -> Result<Exit, Failure> {
    let given = read_lines(questions.iter().copied(), "question", parse_confident_answer)?;
    let mut quiz = Quiz::new(questions.iter().copied());
    let mut confident = Vec::new();
    for answer in &given {
        let (Some(asked), Some((given, confidence))) = (quiz.current(), answer) else {
            quiz.skip();
            continue;
        };
        let correct = quiz.answer(given);
        remember(store, asked, given, correct, Some(session), *confidence)?;
        confident.extend(confidence.map(|confidence| (confidence, correct)));
    }
    let answered = questions.iter().zip(&given).map(|(question, given)| json_question(question, given.as_ref().map(|(given, _)| given)));
    print_json(&PracticeAnswer {
        version: 1,
        places,
        seed,
        from_the_beginning: pool.from_the_beginning,
        questions: answered.collect(),
        score: quiz.score(),
        calibration: calibration(&confident),
    })?;
    Ok(Exit::Fine)
}
