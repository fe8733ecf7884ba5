//! `ecslab class report`

use std::io::Write;
use std::path::PathBuf;

use super::class_of;
use crate::classroom::{ClassReport, CsvTable, Results, doubts, render_csv, render_html, render_text};
use crate::cli::output::print_json;
use crate::cli::progress::load_export;
use crate::cli::{Exit, Failure, Session};
use crate::course::Course;
use crate::diagnostics::{printable, printable_line};
use crate::progress::Export;

/// Merge the signed results of a class: who is where, which labs and questions stand out, which misconceptions spread.
///
/// Several files of one learner are merged by their key. Without a class file, every key is a learner. A file that cannot be used is told with the
/// reason, the others are reported, and the exit code is 1. Whether an answer is right is judged by this program's questions; what does not count, and
/// results that two learners have in common, are told on standard error. What the signature proves, and what it does not, says `ecslab class --help`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class report results/*.json\n  ecslab class report results/*.json --format html > report.html\n  \
    ecslab class report results/*.json --format csv --table questions > questions.csv\n\n\
    In CSV, an apostrophe stands in front of what a spreadsheet would take for a formula, such as a name that begins with =."
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
    /// With csv, which table.
    #[arg(long, value_enum)]
    table: Option<Table>,
    /// With csv, begin with the mark by which Excel knows UTF-8.
    #[arg(long)]
    bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum ReportFormat {
    #[default]
    Text,
    Json,
    Csv,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Table {
    /// A row for each learner and module; this is what csv has without --table.
    Learners,
    /// A row for each question that somebody answered.
    Questions,
    /// A row for each wrong option that spreads.
    Misconceptions,
    /// A row for each lab that somebody began.
    Labs,
}

impl From<Table> for CsvTable {
    fn from(table: Table) -> Self {
        match table {
            Table::Learners => Self::Learners,
            Table::Questions => Self::Questions,
            Table::Misconceptions => Self::Misconceptions,
            Table::Labs => Self::Labs,
        }
    }
}

/// Prints the report.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    if arguments.format != ReportFormat::Csv && (arguments.table.is_some() || arguments.bom) {
        return Err(Failure::usage("--table and --bom are for --format csv; the other formats hold all tables"));
    }
    let class = class_of(arguments.class.as_ref())?;
    let mut results = Results::default();
    for (file, read) in arguments.files.iter().zip(read_all(&arguments.files)) {
        results.add(&file.display().to_string(), read, class.as_ref());
    }
    let report = ClassReport::of(&Course::open(), results, class.as_ref());
    let mut stdout = std::io::BufWriter::new(anstream::stdout().lock());
    match arguments.format {
        ReportFormat::Json => print_json(&report)?,
        ReportFormat::Text => write!(stdout, "{}", render_text(&report, session.plain))?,
        ReportFormat::Csv => {
            let mark = if arguments.bom { "\u{feff}" } else { "" };
            write!(stdout, "{mark}{}", render_csv(&report, arguments.table.map(CsvTable::from).unwrap_or_default()))?;
        }
        ReportFormat::Html => write!(stdout, "{}", render_html(&report))?,
    }
    stdout.flush()?;
    // After a long report, so that they are what is seen last.
    for doubt in doubts(&report) {
        anstream::eprintln!("{doubt}");
    }
    for bad in &report.bad {
        anstream::eprintln!("{}: {}", printable_line(&bad.file), printable(&bad.reason));
    }
    Ok(if report.bad.is_empty() { Exit::Fine } else { Exit::Failed })
}

/// Reads the files side by side: most of the time goes into signatures. The answers are in the order of the files.
fn read_all(files: &[PathBuf]) -> Vec<Result<Export, String>> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            files.chunks(share).map(|part| scope.spawn(move || part.iter().map(|file| load_export(file)).collect::<Vec<_>>())).collect();
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
