//! The preview as JSON.

use std::io::Write;
use std::thread;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::simulators::lifecycle::{Explanation, Preview, RuleSummary};

#[derive(Serialize)]
struct Explained<'p> {
    explanation: &'p [Explanation<'p>],
}

#[derive(Serialize)]
struct Rest<'p> {
    rules: &'p [RuleSummary],
    choices: &'p [String],
}

/// Writes the preview as it serializes, indented; but prepares the explanation meanwhile, which of a million images is half the work.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(preview: &Preview<'_>, mut out: impl Write) -> std::io::Result<()> {
    thread::scope(|scope| {
        let explanation = scope.spawn(|| members(&Explained { explanation: &preview.explanation }));
        {
            let mut serializer = serde_json::Serializer::pretty(&mut out);
            // It is never ended, because it goes on.
            let mut answer = serializer.serialize_map(None)?;
            answer.serialize_entry("version", &preview.version)?;
            answer.serialize_entry("status", &preview.status)?;
            answer.serialize_entry("previewResults", &preview.preview_results)?;
            answer.serialize_entry("summary", &preview.summary)?;
        }
        // A panic over there is one here.
        let explanation = explanation.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        for part in [explanation, members(&Rest { rules: &preview.rules, choices: &preview.choices })?] {
            out.write_all(b",\n")?;
            out.write_all(&part)?;
        }
        out.write_all(b"\n}\n")
    })
}

/// The members of an object, indented, without its braces.
fn members(object: &impl Serialize) -> std::io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(object)?;
    text.truncate(text.len().saturating_sub("\n}".len()));
    text.drain(.."{\n".len().min(text.len()));
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::write;
    use crate::simulators::instant::Instant;
    use crate::simulators::lifecycle::{Image, Inventory, preview, read_policy};
    use crate::source::SourceFile;
    use crate::syntax::parse_json;

    #[test]
    fn it_is_the_preview_as_it_serializes() {
        let rule = r#"{"rules": [{"rulePriority": 1, "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}"#;
        let source = SourceFile::new("policy.json", rule);
        let policy = read_policy(&source, &parse_json(rule).documents[0]).expect("a policy");
        for names in [&[][..], &["a"], &["a", "b", "c"]] {
            let images = names.iter().map(|name| Image::new(*name, Instant::from_epoch_micros(0))).collect();
            let inventory = Inventory { images, manifest_lists: Vec::new() };
            let preview = preview(&policy, &inventory, Instant::from_epoch_micros(0));
            let mut written = Vec::new();
            write(&preview, &mut written).expect("writes to memory");
            let expected = serde_json::to_string_pretty(&preview).expect("serializes");
            assert_eq!(String::from_utf8(written).expect("text"), expected + "\n");
        }
    }
}
