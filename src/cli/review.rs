//! `ecslab review`

use std::io::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::asking::{Asking, ask_all, print_outcome};
use super::exam::warn_of_an_exam;
use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::counted::counted;
use crate::course::Course;
use crate::practice::{ExamAhead, NextReview, Quiz, ReviewItem, ReviewKind, ReviewPlan, days_from, review_plan};
use crate::progress::{Event, EventKind, Record, Store, date_of, told_of_days_to_come};
use crate::terminal::screens::Destination;
use crate::terminal::width;

/// Review what you are about to forget: questions, and labs to solve again, as many as fit your minutes.
///
/// Everything you answered or solved is scheduled by FSRS-6. Set the day of your exam, and everything comes again before it.
#[derive(Debug, clap::Args)]
#[command(after_help = "What is due, in which order: first what you were sure of and wrong; then what has most to lose for its\n\
    minutes, which is the predicted forgetting times the weight of its domain in your exam. What does not fit the minutes is told and waits.\n\n\
    Grades: wrong is Again, a right guess Hard, right Good, right and sure Easy. A lab without hints at the first check is Easy, with\n\
    three hints or more Hard, with its solution Again. Before an exam an interval is at most a fifth of the days that are left\n\
    (Cepeda et al. 2006: gaps of 10 to 20 % serve best) and ends before its day. Days are those of UTC.\n\n\
    Examples:\n  ecslab review\n  ecslab review --minutes 15\n  ecslab review --exam-date 2027-01-15\n  ecslab review --exam-date none\n  \
    ecslab review --due\n  ecslab review --format json")]
pub struct Arguments {
    /// How many minutes you have.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: u32,
    /// The day of your exam, remembered from now on; none forgets it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_exam_date)]
    exam_date: Option<ExamDay>,
    /// The exam of that day.
    #[arg(long, value_name = "PROFILE", requires = "exam_date")]
    exam: Option<String>,
    /// List what is due, and ask nothing.
    #[arg(long)]
    due: bool,
    /// Don't ask how sure you are.
    #[arg(long)]
    no_confidence: bool,
    /// text asks; json lists what is due.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// So many labs that wait are named.
const LABS_NAMED: usize = 3;
/// Nobody has a date for an exam that is further away than this.
const MOST_DAYS: i32 = 3 * 366;

/// `--exam-date`
#[derive(Debug, Clone, Copy)]
enum ExamDay {
    On(Date),
    Unknown,
}

#[derive(Serialize)]
struct ReviewAnswer<'p> {
    version: u32,
    exam: Option<&'p ExamAhead>,
    minutes: u32,
    items: &'p [ReviewItem],
    left_over: &'p [ReviewItem],
    next: Option<&'p NextReview>,
}

fn parse_exam_date(text: &str) -> Result<ExamDay, String> {
    if text == "none" {
        return Ok(ExamDay::Unknown);
    }
    text.parse().map(ExamDay::On).map_err(|_| "write the day as 2027-01-15, or none".to_string())
}

/// Reviews, or lists what is due.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let now = jiff::Timestamp::now();
    if let Some(day) = arguments.exam_date {
        set_exam_date(&course, day, arguments.exam.as_deref(), date_of(now))?;
    }
    let only_looks = arguments.due || arguments.format == Format::Json;
    if !only_looks && full_screen::is_wanted(session) {
        let (minutes, confidence) = (arguments.minutes, !arguments.no_confidence);
        return full_screen::open(&course, Destination::Review { minutes, confidence });
    }
    let events = if only_looks { Store::peek_events()? } else { Store::open()?.events()? };
    let record = Record::of(&events);
    let plan = review_plan(&course, &record, now, arguments.minutes);
    if arguments.format == Format::Json {
        print_json(&ReviewAnswer {
            version: 1,
            exam: plan.exam.as_ref(),
            minutes: plan.minutes,
            items: &plan.items,
            left_over: &plan.left_over,
            next: plan.next.as_ref(),
        })?;
        return Ok(Exit::Fine);
    }
    if let Some(told) = told_of_days_to_come(&events, now) {
        writeln!(anstream::stdout(), "{told}\n")?;
    }
    print_exam(&plan)?;
    if only_looks || plan.due() == 0 {
        print_due(&plan, &record)?;
        return print_labs(&course, &plan);
    }
    warn_of_an_exam(&record)?;
    let is_question = |item: &&ReviewItem| item.kind == ReviewKind::Question;
    let questions: Vec<_> = plan.items.iter().filter(is_question).filter_map(|item| course.question(&item.id)).collect();
    print_load(&plan, questions.len())?;
    if !questions.is_empty() {
        let id = format!("review-{}", now.strftime("%Y%m%d-%H%M%S"));
        let asking = Asking { session: Some(id), confidence: !arguments.no_confidence, minutes: None };
        print_outcome(&ask_all(Quiz::new(questions), &Store::open()?, &asking)?, &course, session)?;
    }
    print_labs(&course, &plan)
}

/// Remembers the day before anything is planned by it.
fn set_exam_date(course: &Course, day: ExamDay, exam: Option<&str>, today: Date) -> Result<(), Failure> {
    let profile = match exam {
        Some(name) => super::exam::find_profile(course, name)?,
        None => course.exams.first().ok_or_else(|| Failure::usage("the course has no exams"))?,
    };
    let date = match day {
        ExamDay::Unknown => None,
        ExamDay::On(date) if date < today => {
            return Err(Failure::usage(format!("{date} is over: today is {today}")).help("Name the day of an exam that is still to come."));
        }
        ExamDay::On(date) if days_from(today, date) > MOST_DAYS => {
            return Err(Failure::usage(format!("{date} is more than three years away: today is {today}"))
                .help("A certificate of AWS is good for three years. Name a nearer day, or none."));
        }
        ExamDay::On(date) => {
            if let Some(note) = profile.delivery_note(date) {
                writeln!(anstream::stderr(), "note: {note}")?;
            }
            Some(date)
        }
    };
    Store::open()?.add(&Event { subject: profile.id.clone(), kind: EventKind::ExamDateSet { date } })?;
    Ok(())
}

fn print_exam(plan: &ReviewPlan) -> Result<(), Failure> {
    let Some(exam) = &plan.exam else { return Ok(()) };
    let mut stdout = anstream::stdout();
    match exam.days_left {
        ..0 => writeln!(stdout, "{} on {} is over; `--exam-date` sets another day, or none.", exam.code, exam.date)?,
        0 => writeln!(stdout, "{} is today. Good luck.", exam.code)?,
        1 => writeln!(stdout, "{} is tomorrow, on {}.", exam.code, exam.date)?,
        days => writeln!(stdout, "{} is in {days} days, on {}.", exam.code, exam.date)?,
    }
    Ok(())
}

fn print_load(plan: &ReviewPlan, questions: usize) -> Result<(), Failure> {
    let labs = plan.items.len() - questions;
    let mut stdout = anstream::stdout();
    if plan.items.is_empty() {
        writeln!(stdout, "Nothing of what is due fits your {}.", counted(plan.minutes, "minute"))?;
        return Ok(());
    }
    let minutes = ReviewPlan::minutes_of(&plan.items);
    writeln!(stdout, "Now: {}, about {}.", asked(questions, labs), counted(minutes, "minute"))?;
    if !plan.left_over.is_empty() {
        let more = ReviewPlan::minutes_of(&plan.left_over);
        writeln!(
            stdout,
            "{} more due, about {}, {} not fit your {} minutes and {} for another time.",
            plan.left_over.len(),
            counted(more, "minute"),
            if plan.left_over.len() == 1 { "does" } else { "do" },
            plan.minutes,
            if plan.left_over.len() == 1 { "waits" } else { "wait" },
        )?;
    }
    Ok(())
}

/// Both kinds of what is asked, where there are any.
fn asked(questions: usize, labs: usize) -> String {
    let kinds = [(questions, "question"), (labs, "lab")].into_iter().filter(|(count, _)| *count > 0);
    kinds.map(|(count, kind)| counted(count, kind)).collect::<Vec<_>>().join(" and ")
}

fn print_due(plan: &ReviewPlan, record: &Record) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    if plan.due() == 0 {
        writeln!(stdout, "Nothing is due.")?;
        if record.answers.is_empty() && record.labs.is_empty() {
            writeln!(stdout, "What you answer and solve is scheduled from then on: `ecslab practice`, `ecslab quiz`, `ecslab lab`.")?;
        }
    }
    for (title, items) in [("Due, and fits your minutes:", &plan.items), ("Due, and waits:", &plan.left_over)] {
        if items.is_empty() {
            continue;
        }
        writeln!(stdout, "\n{title}")?;
        // What is behind the id takes 37 columns.
        let widest = items.iter().map(|item| item.id.len()).max().unwrap_or(0).min(width().saturating_sub(37).max(20));
        for item in items {
            let kind = if item.kind == ReviewKind::Lab { "lab" } else { "" };
            let mark = if item.sure_but_wrong { "  sure but wrong" } else { "" };
            writeln!(stdout, "  {:<widest$}  {kind:<3} recall {:>3.0} %  since {}{mark}", item.id, item.recall * 100.0, item.due)?;
        }
    }
    if let Some(next) = &plan.next {
        writeln!(stdout, "\nThe next on {}: {}.", next.date, next.count)?;
    }
    Ok(())
}

fn print_labs(course: &Course, plan: &ReviewPlan) -> Result<Exit, Failure> {
    let planned: Vec<_> = plan.items.iter().filter(|item| item.kind == ReviewKind::Lab).collect();
    let waiting: Vec<_> = plan.waiting_labs().take(LABS_NAMED).collect();
    let when = format!("Labs that are due and do not fit your {}, for when you have the time:", counted(plan.minutes, "minute"));
    let mut stdout = anstream::stdout().lock();
    for (title, items) in [("Solve again, from the starter:", planned), (&when, waiting)] {
        if !items.is_empty() {
            writeln!(stdout, "\n{title}")?;
        }
        for lab in items.into_iter().filter_map(|item| course.lab(&item.id)) {
            writeln!(stdout, "  ecslab lab reset {}   {} ({} minutes)", lab.id, lab.title, lab.minutes)?;
        }
    }
    let further = plan.waiting_labs().count().saturating_sub(LABS_NAMED);
    if further > 0 {
        writeln!(stdout, "  and {further} more: `ecslab review --due`")?;
    }
    Ok(Exit::Fine)
}
