//! The preview as JSON.

use std::io::Write;
use std::ops::Range;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::lint::in_order;
use crate::simulators::lifecycle::Preview;

/// Entries that a thread prepares at once.
const PORTION: usize = 4096;

/// Writes the preview as it serializes, indented, but with each image on a line of its own: the answer about a million images is then half
/// as long, and a search for one finds all of it. The images are prepared on all cores.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(preview: &Preview<'_>, mut out: impl Write) -> std::io::Result<()> {
    {
        let mut serializer = serde_json::Serializer::pretty(&mut out);
        // It is never ended, because it goes on.
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("version", &preview.version)?;
        answer.serialize_entry("status", &preview.status)?;
    }
    write_list("previewResults", &preview.preview_results, &mut out)?;
    write_member("summary", &preview.summary, &mut out)?;
    write_list("explanation", &preview.explanation, &mut out)?;
    write_member("rules", &preview.rules, &mut out)?;
    write_member("choices", &preview.choices, &mut out)?;
    out.write_all(b"\n}\n")
}

/// A further member, indented as in the whole answer.
fn write_member(name: &str, value: &impl Serialize, out: &mut impl Write) -> std::io::Result<()> {
    let text = serde_json::to_string_pretty(value)?.replace('\n', "\n  ");
    write!(out, ",\n  \"{name}\": {text}")
}

/// A further member that is a list, with an entry a line.
fn write_list<T: Serialize + Sync>(name: &str, entries: &[T], out: &mut impl Write) -> std::io::Result<()> {
    if entries.is_empty() {
        return write!(out, ",\n  \"{name}\": []");
    }
    write!(out, ",\n  \"{name}\": [\n")?;
    let portions: Vec<Range<usize>> = (0..entries.len()).step_by(PORTION).map(|start| start..entries.len().min(start + PORTION)).collect();
    in_order(
        &portions,
        |portion| lines(&entries[portion.clone()], portion.end == entries.len()),
        |lines: serde_json::Result<Vec<u8>>| out.write_all(&lines?),
    )?;
    out.write_all(b"  ]")
}

/// The entries as lines; the last entry of a list has no comma.
fn lines<T: Serialize>(entries: &[T], has_last: bool) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        text.extend_from_slice(b"    ");
        serde_json::to_writer(&mut text, entry)?;
        text.extend_from_slice(if has_last && index + 1 == entries.len() { b"\n" } else { b",\n" });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{PORTION, write};
    use crate::simulators::instant::Instant;
    use crate::simulators::lifecycle::{Image, Inventory, preview, read_policy};
    use crate::source::SourceFile;
    use crate::syntax::parse_json;

    #[test]
    fn it_is_the_preview_as_it_serializes_with_an_image_a_line() {
        let rule = r#"{"rules": [{"rulePriority": 1, "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}"#;
        let source = SourceFile::new("policy.json", rule);
        let policy = read_policy(&source, &parse_json(rule).documents[0]).expect("a policy");
        for count in [0, 1, 3, PORTION + 1, 2 * PORTION + 5] {
            let digests: Vec<String> = (0..count).map(|number| format!("sha256:{number}")).collect();
            let images = digests.iter().map(|digest| Image::new(digest.as_str(), Instant::from_epoch_micros(0))).collect();
            let inventory = Inventory { images, manifest_lists: Vec::new() };
            let preview = preview(&policy, &inventory, Instant::from_epoch_micros(0));
            let mut written = Vec::new();
            write(&preview, &mut written).expect("writes to memory");
            let written = String::from_utf8(written).expect("text");
            let parsed: serde_json::Value = serde_json::from_str(&written).expect("JSON");
            assert_eq!(parsed, serde_json::to_value(&preview).expect("serializes"), "{count} images");
            let lines = written.lines().filter(|line| line.contains("imageDigest")).count();
            assert_eq!(lines, preview.preview_results.len() + preview.explanation.len(), "{count} images");
        }
    }
}
