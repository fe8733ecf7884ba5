//! The preview as JSON.

use std::io::Write;
use std::ops::Range;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::in_order::in_order;
use crate::simulators::lifecycle::{Explanation, Preview, PreviewResult};

/// Entries that a thread prepares at once: about as much text as memory is reused for without asking the system.
const PORTION: usize = 400;
/// About what an entry takes.
const BYTES_PER_ENTRY: usize = 240;

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

/// An entry that writes itself: of two million, a serializer takes a second for the names of their members alone.
trait Entry: Sync {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl Entry for PreviewResult<'_> {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.extend_from_slice(b"{\"imageDigest\":");
        write_text(self.image_digest, out)?;
        out.extend_from_slice(b",\"imageTags\":[");
        for (index, tag) in self.image_tags.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_text(tag, out)?;
        }
        out.extend_from_slice(b"],\"imagePushedAt\":");
        serde_json::to_writer(&mut *out, self.image_pushed_at)?;
        out.extend_from_slice(b",\"storageClass\":");
        serde_json::to_writer(&mut *out, &self.storage_class)?;
        out.extend_from_slice(b",\"action\":");
        serde_json::to_writer(&mut *out, &self.action)?;
        out.extend_from_slice(b",\"appliedRulePriority\":");
        serde_json::to_writer(&mut *out, &self.applied_rule_priority)?;
        out.push(b'}');
        Ok(())
    }
}

impl Entry for Explanation<'_> {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        out.extend_from_slice(b"{\"imageDigest\":");
        write_text(self.image_digest, out)?;
        out.extend_from_slice(b",\"identifiedBy\":");
        serde_json::to_writer(&mut *out, &self.identified_by)?;
        out.extend_from_slice(b",\"candidateOf\":");
        serde_json::to_writer(&mut *out, &self.candidate_of)?;
        out.extend_from_slice(b",\"shieldedBy\":");
        serde_json::to_writer(&mut *out, &self.shielded_by)?;
        if let Some(list) = self.held_by_manifest_list {
            out.extend_from_slice(b",\"heldByManifestList\":");
            write_text(list, out)?;
        }
        if let Some(subject) = self.follows_subject {
            out.extend_from_slice(b",\"followsSubject\":");
            write_text(subject, out)?;
        }
        out.push(b'}');
        Ok(())
    }
}

/// A string, by the serializer only where something in it needs an escape.
fn write_text(text: &str, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let needs_escape = text.bytes().fold(false, |found, byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\'));
    if needs_escape {
        return serde_json::to_writer(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

/// A further member that is a list, with an entry a line.
fn write_list<T: Entry>(name: &str, entries: &[T], out: &mut impl Write) -> std::io::Result<()> {
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
fn lines<T: Entry>(entries: &[T], has_last: bool) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(entries.len() * BYTES_PER_ENTRY);
    for (index, entry) in entries.iter().enumerate() {
        text.extend_from_slice(b"    ");
        entry.write(&mut text)?;
        text.extend_from_slice(if has_last && index + 1 == entries.len() { b"\n" } else { b",\n" });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{PORTION, write};
    use crate::simulators::instant::Instant;
    use crate::simulators::lifecycle::{Image, Inventory, Text, preview, read_policy};
    use crate::source::SourceFile;
    use crate::syntax::parse_json;

    fn image(number: usize, digest: &str) -> Image<'_> {
        let tags = [&["plain"][..], &["quote\"", "back\\slash", "line\n", "ü"], &[]];
        let tags = tags[number % 3].iter().copied().map(Text::from).collect();
        Image { tags, ..Image::new(digest, Instant::from_epoch_micros(0)) }
    }

    #[test]
    fn it_is_the_preview_as_it_serializes_with_an_image_a_line() {
        let rule = r#"{"rules": [{"rulePriority": 1, "action": {"type": "expire"},
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}"#;
        let source = SourceFile::new("policy.json", rule);
        let policy = read_policy(&source, &parse_json(rule).documents[0]).expect("a policy");
        for count in [0, 1, 3, PORTION + 1, 2 * PORTION + 5] {
            let digests: Vec<String> = (0..count).map(|number| format!("sha256:{number}")).collect();
            let images = digests.iter().enumerate().map(|(number, digest)| image(number, digest)).collect();
            let inventory = Inventory { images, manifest_lists: Vec::new() };
            let mut preview = preview(&policy, &inventory, Instant::from_epoch_micros(0));
            if let Some(first) = preview.explanation.first_mut() {
                (first.held_by_manifest_list, first.follows_subject) = (Some("a list"), Some("a \"subject\""));
            }
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
