//! `ecslab lint --write-baseline FILE`

use std::io::Write;
use std::path::Path;

use crate::cli::{Exit, Failure};
use crate::counted::counted;
use crate::diagnostics::Diagnostic;
use crate::lint::{Baseline, Run};

/// Lints, and writes all that would be shown; nothing where anything could not be linted, since its findings would come back as new.
pub fn write_baseline(run: Run<'_>, file: &Path, mut failures: Vec<String>) -> Result<Exit, Failure> {
    let mut found: Vec<Diagnostic> = Vec::new();
    run.lint(
        |diagnostics, _, _| diagnostics,
        |answer| {
            found.extend(answer.rendered.unwrap_or_default());
            failures.extend(answer.failures);
            Ok::<(), Failure>(())
        },
    )?;
    if !failures.is_empty() {
        failures.into_iter().for_each(|failure| Failure::usage(failure).print());
        return Err(Failure::usage(format!("the baseline {} is not written, because not all could be linted", file.display())));
    }
    let baseline = Baseline::of(file, &found);
    baseline.write().map_err(|error| {
        let help = "name a file in a folder that is there and that you may write to";
        Failure::usage(format!("cannot write the baseline {}: {error}", file.display())).help(help)
    })?;
    let findings = counted(baseline.len(), "finding");
    writeln!(anstream::stdout(), "{findings} written to {}; `ecslab lint --baseline` with it shows only new ones", file.display())?;
    Ok(Exit::Fine)
}
