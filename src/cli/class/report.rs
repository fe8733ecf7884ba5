//! `ecslab class report`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::class_of;
use crate::classroom::{ClassReport, Results, render_csv, render_html, render_text};
use crate::cli::output::print_json;
use crate::cli::progress::read_export;
use crate::cli::{Exit, Failure, Session};
use crate::course::Course;
use crate::diagnostics::{printable, printable_line};
use crate::progress::Export;

/// Merge the signed results of a class: who is where, which labs and questions stand out, which misconceptions spread.
///
/// Several files of one learner are merged by their key. Without a class file, every key is a learner. A file that cannot be used is told with the
/// reason, the others are reported, and the exit code is 1. What the signature proves, and what it does not, says `ecslab class --help`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class report results/*.json\n  ecslab class report results/*.json --format html > report.html\n  \
    ecslab class report results/*.json --format csv > report.csv      a row for each learner and module"
)]
pub struct Arguments {
    /// Files that `ecslab progress export --signed --name NAME FILE` wrote.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The class file; without it, class.yaml of the working folder, if it is there.
    #[arg(long, value_name = "FILE")]
    class: Option<PathBuf>,
    /// text, json, csv or html.
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum ReportFormat {
    #[default]
    Text,
    Json,
    Csv,
    Html,
}

/// Prints the report.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let class = class_of(arguments.class.as_ref())?;
    let mut results = Results::default();
    for (file, read) in arguments.files.iter().zip(read_all(&arguments.files)) {
        results.add(&file.display().to_string(), read, class.as_ref());
    }
    let report = ClassReport::of(&Course::open(), results, class.as_ref());
    for bad in &report.bad {
        anstream::eprintln!("{}: {}", printable_line(&bad.file), printable(&bad.reason));
    }
    let mut stdout = std::io::BufWriter::new(anstream::stdout().lock());
    match arguments.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Text => write!(stdout, "{}", render_text(&report, session.plain))?,
        ReportFormat::Csv => write!(stdout, "{}", render_csv(&report))?,
        ReportFormat::Html => write!(stdout, "{}", render_html(&report))?,
    }
    stdout.flush()?;
    Ok(if report.bad.is_empty() { Exit::Fine } else { Exit::Failed })
}

/// Reads the files side by side: most of the time goes into signatures. The answers are in the order of the files.
fn read_all(files: &[PathBuf]) -> Vec<Result<Export, String>> {
    let read = |file: &Path| read_export(file).map_err(|failure| failure.message().to_string());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            files.chunks(share).map(|part| scope.spawn(move || part.iter().map(|file| read(file)).collect::<Vec<_>>())).collect();
        parts
            .into_iter()
            .zip(files.chunks(share))
            .flat_map(|(part, files)| {
                // A worker that died has read nothing; its files are told.
                part.join().unwrap_or_else(|_| files.iter().map(|_| Err("it could not be read".to_string())).collect())
            })
            .collect()
    })
}
