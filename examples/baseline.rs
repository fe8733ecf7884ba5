//! What the linter is measured against: a program that reads files and parses them with `serde_json`, one thread.
//!
//! `baseline write FOLDER COUNT` writes task definitions, `baseline large FILE BYTES` one large one, `baseline FILE...` and
//! `baseline in FOLDER` read and parse. `benches/processes` runs it.

#[path = "../benches/documents/mod.rs"]
mod documents;

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, count] => write(Path::new(folder), count.parse()?)?,
        ["large", file, bytes] => std::fs::write(file, documents::large_task_definition(bytes.parse()?))?,
        ["in", folder] => {
            let mut files: Vec<PathBuf> = Vec::new();
            for entry in std::fs::read_dir(folder)? {
                files.push(entry?.path());
            }
            files.sort();
            parse(&files)?;
        }
        files => parse(files)?,
    }
    Ok(())
}

fn write(folder: &Path, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    (0..count).try_for_each(|number| std::fs::write(folder.join(format!("{number:05}.json")), documents::task_definition(number)))
}

fn parse(files: &[impl AsRef<Path>]) -> Result<(), Box<dyn std::error::Error>> {
    for file in files {
        let document: serde_json::Value = serde_json::from_slice(&std::fs::read(file)?)?;
        std::hint::black_box(&document);
    }
    Ok(())
}
