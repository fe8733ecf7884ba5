//! `ecslab author new`

use std::io::Write;
use std::path::PathBuf;

use crate::author::{BeginError, begin_lab, begin_lesson, begin_question};
use crate::cli::{Exit, Failure};

/// Begin a lab, a lesson or a question: files that say what belongs in them. Nothing that exists is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab author new lab scaling/my-first-alarm\n  ecslab author new lesson scaling/alarms\n  \
    ecslab author new question scaling/alarms --folder ../ecslab\n\nJSON Schemas for editors: ecslab schema lab, questions, modules or exams.")]
pub struct Arguments {
    /// What to begin.
    #[arg(value_enum)]
    what: What,
    /// Its id, module/name; of a question, that of its lesson.
    #[arg(value_name = "ID")]
    id: String,
    /// The folder with book/, labs/ and quizzes/.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum What {
    Lab,
    Lesson,
    Question,
}

/// Makes the files and says what to do next.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let begin = match arguments.what {
        What::Lab => begin_lab,
        What::Lesson => begin_lesson,
        What::Question => begin_question,
    };
    let begun = begin(&arguments.folder, &arguments.id).map_err(|error| {
        let failure = Failure::usage(error.to_string());
        match error {
            BeginError::NoCourse(_) => failure.help("Name the clone of the repository, or your own folder of content, with --folder."),
            _ => failure,
        }
    })?;
    let mut stdout = anstream::stdout().lock();
    for file in &begun.files {
        writeln!(stdout, "{file}")?;
    }
    writeln!(stdout, "\nNext:")?;
    for step in &begun.next {
        writeln!(stdout, "  {step}")?;
    }
    Ok(Exit::Fine)
}
