//! Pages of `describe-images` straight into images, in one pass, without places and without a tree.
//!
//! A million images take a second less than by way of `serde`. Whatever is unusual (another shape, a mistake, a name in another case) is
//! [`Unfit`] and left to the reader that knows places, so nothing is accepted here that it would refuse.

use std::borrow::Cow;

use crate::simulators::lifecycle::{Image, Inventory, StorageClass, Text, WrittenTime};
use crate::source::SourceFile;
use crate::syntax::Notation;

use super::parts;
use super::placed::{is_manifest_list, storage_class};

/// Lists of pages in lists of pages are nobody's output.
const MOST_NESTING: u8 = 8;

/// Reads what is JSON and nothing but pages; `None` for anything else.
pub(super) fn read(sources: &[SourceFile]) -> Option<Inventory<'_>> {
    let mut gathered = Page::default();
    for source in sources {
        if Notation::of(source.path(), source.text()) != Notation::Json {
            return None;
        }
        let text = source.text().trim_start_matches('\u{feff}');
        let page = parts::read(text).or_else(|| documents(text).ok())?;
        gathered.append(page).ok()?;
    }
    Some(Inventory { images: gathered.images, manifest_lists: Vec::new() })
}

/// Not for this reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unfit;

/// Images, all of one repository.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub images: Vec<Image<'a>>,
    repository: Option<Text<'a>>,
}

impl<'a> Page<'a> {
    /// A page with room for so many images.
    pub(super) fn with_room(images: usize) -> Self {
        Self { images: Vec::with_capacity(images), repository: None }
    }

    /// Adds the images of another page.
    pub(super) fn append(&mut self, mut page: Self) -> Result<(), Unfit> {
        if let Some(repository) = page.repository.take() {
            self.belongs_to(repository)?;
        }
        if self.images.is_empty() {
            self.images = page.images;
        } else {
            self.images.append(&mut page.images);
        }
        Ok(())
    }

    fn belongs_to(&mut self, repository: Text<'a>) -> Result<(), Unfit> {
        match &self.repository {
            Some(known) if *known != repository => return Err(Unfit),
            Some(_) => {}
            None => self.repository = Some(repository),
        }
        Ok(())
    }
}

/// All pages of a text: one after the other, or in lists.
pub(super) fn documents(text: &str) -> Result<Page<'_>, Unfit> {
    let mut scanner = Scanner { text, at: 0 };
    let mut page = Page::default();
    scanner.pages(&mut page, 0)?;
    while scanner.next().is_some() {
        scanner.pages(&mut page, 0)?;
    }
    Ok(page)
}

/// Reads JSON from a place on.
pub(super) struct Scanner<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Scanner<'a> {
    /// The next byte that is no white space.
    pub(super) fn next(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Result<(), Unfit> {
        if self.next() != Some(byte) {
            return Err(Unfit);
        }
        self.at += 1;
        Ok(())
    }

    /// Whether a list or an object goes on after an item, or ends.
    fn goes_on(&mut self, end: u8) -> Result<bool, Unfit> {
        let found = self.next().ok_or(Unfit)?;
        self.at += 1;
        match found {
            b',' => Ok(true),
            _ if found == end => Ok(false),
            _ => Err(Unfit),
        }
    }

    /// Reads the items of a list.
    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), Unfit>) -> Result<(), Unfit> {
        self.eat(b'[')?;
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    fn pages(&mut self, page: &mut Page<'a>, depth: u8) -> Result<(), Unfit> {
        match self.next() {
            Some(b'{') => self.page(page),
            Some(b'[') if depth < MOST_NESTING => self.list(|scanner| scanner.pages(page, depth + 1)),
            _ => Err(Unfit),
        }
    }

    fn page(&mut self, page: &mut Page<'a>) -> Result<(), Unfit> {
        self.eat(b'{')?;
        let mut found = false;
        loop {
            let key = self.string()?;
            self.eat(b':')?;
            match key.as_ref() {
                "imageDetails" if !found => {
                    found = true;
                    self.list(|scanner| scanner.image(page))?;
                }
                "nextToken" | "NextToken" => self.skip()?,
                _ => return Err(Unfit),
            }
            if !self.goes_on(b'}')? {
                return if found { Ok(()) } else { Err(Unfit) };
            }
        }
    }

    /// Reads one image into the page.
    pub(super) fn image(&mut self, page: &mut Page<'a>) -> Result<(), Unfit> {
        let (mut digest, mut pushed_at, mut tags) = (None, None, None);
        let (mut pulled_at, mut archived_at, mut activated_at) = (None, None, None);
        let (mut status, mut media_type, mut subject, mut repository) = (None, None, None, None);
        self.eat(b'{')?;
        loop {
            let key = self.string()?;
            self.eat(b':')?;
            if self.next() == Some(b'n') {
                // What is null is absent.
                self.literal()?;
            } else {
                match key.as_ref() {
                    "imageDigest" => once(&mut digest, self.string()?)?,
                    "imageTags" => once(&mut tags, self.tags()?)?,
                    "imagePushedAt" => once(&mut pushed_at, self.time()?)?,
                    "lastRecordedPullTime" => once(&mut pulled_at, self.time()?.instant)?,
                    "lastArchivedAt" => once(&mut archived_at, self.time()?.instant)?,
                    "lastActivatedAt" => once(&mut activated_at, self.time()?.instant)?,
                    "imageStatus" => once(&mut status, storage_class(&self.string()?).ok_or(Unfit)?)?,
                    "imageManifestMediaType" => once(&mut media_type, self.string()?)?,
                    "subjectManifestDigest" => once(&mut subject, self.string()?)?,
                    "repositoryName" => once(&mut repository, self.string()?)?,
                    // It could be one of those above, in another case.
                    other if other.starts_with(|first: char| first.is_ascii_uppercase()) => return Err(Unfit),
                    _ => self.skip()?,
                }
            }
            if !self.goes_on(b'}')? {
                break;
            }
        }
        if let Some(repository) = repository {
            page.belongs_to(repository)?;
        }
        let (storage_class, is_activating) = status.unwrap_or((StorageClass::Standard, false));
        page.images.push(Image {
            digest: digest.ok_or(Unfit)?,
            tags: tags.unwrap_or_default(),
            pushed_at: pushed_at.ok_or(Unfit)?,
            pulled_at,
            archived_at,
            activated_at,
            storage_class,
            is_activating,
            is_manifest_list: media_type.is_some_and(|media_type: Text<'_>| is_manifest_list(&media_type)),
            subject,
        });
        Ok(())
    }

    fn tags(&mut self) -> Result<Vec<Text<'a>>, Unfit> {
        // Most images have one tag, and a million of them take room.
        let mut tags = Vec::with_capacity(1);
        self.list(|scanner| {
            tags.push(scanner.string()?);
            Ok(())
        })?;
        Ok(tags)
    }

    fn time(&mut self) -> Result<WrittenTime<'a>, Unfit> {
        match self.next() {
            Some(b'"') => WrittenTime::text(self.string()?).map_err(|_| Unfit),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?.parse().map_err(|_| Unfit)?;
                WrittenTime::number(number).map_err(|_| Unfit)
            }
            _ => Err(Unfit),
        }
    }

    /// A string, borrowed where nothing in it is escaped.
    fn string(&mut self) -> Result<Text<'a>, Unfit> {
        self.eat(b'"')?;
        let start = self.at;
        self.at += plain_length(&self.text.as_bytes()[start..]);
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(self.text[start..self.at - 1].into());
        }
        let mut value = serde_json::Deserializer::from_str(&self.text[start - 1..]).into_iter::<String>();
        let Some(Ok(text)) = value.next() else { return Err(Unfit) };
        self.at = start - 1 + value.byte_offset();
        Ok(Text(Cow::Owned(text)))
    }

    /// A number as it is written.
    fn number(&mut self) -> Result<&'a str, Unfit> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')).count();
        self.at += length;
        Ok(&rest[..length])
    }

    /// Passes over `null`, `true` or `false`.
    fn literal(&mut self) -> Result<(), Unfit> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = [&b"null"[..], b"true", b"false"].into_iter().find(|word| rest.starts_with(word)).ok_or(Unfit)?.len();
        self.at += length;
        Ok(())
    }

    /// Passes over any value.
    fn skip(&mut self) -> Result<(), Unfit> {
        match self.next() {
            Some(b'"') => self.string().map(|_| ()),
            Some(b'n' | b't' | b'f') => self.literal(),
            Some(b'1'..=b'9') => {
                let number = self.number()?;
                // Sizes are whole numbers; others are read to be sure of their form.
                let is_whole = number.bytes().all(|byte| byte.is_ascii_digit());
                if is_whole { Ok(()) } else { number.parse::<serde_json::Number>().map(|_| ()).map_err(|_| Unfit) }
            }
            _ => {
                let mut value = serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<serde::de::IgnoredAny>();
                let Some(Ok(_)) = value.next() else { return Err(Unfit) };
                self.at += value.byte_offset();
                Ok(())
            }
        }
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Unfit> {
    if place.is_some() {
        return Err(Unfit);
    }
    *place = Some(value);
    Ok(())
}

/// How many bytes come before the first quote, backslash or control character; eight are looked at together.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let mut chunks = bytes.chunks_exact(8);
    let mut length = 0;
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        let word = u64::from_le_bytes(eight);
        // The highest bit of a byte of `x - ONES & !x` is set where the byte of x is 0; borrows only reach bytes above such a one.
        let is_zero = |x: u64| x.wrapping_sub(ONES) & !x & HIGHS;
        let quote = is_zero(word ^ (ONES * u64::from(b'"')));
        let backslash = is_zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let found = quote | backslash | control;
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    length + chunks.remainder().iter().position(|byte| is_special(*byte)).unwrap_or(chunks.remainder().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_json_is_left_to_the_other_reader() {
        let image = |more: &str| format!("{{\"imageDetails\": [{{\"imageDigest\": \"a\", \"imagePushedAt\": 1{more}}}]}}");
        assert_eq!(documents(&image("")).map(|page| page.images.len()), Ok(1));
        for good in [
            ", \"x\": 1.5e3",
            ", \"x\": [{}, 0, -1]",
            ", \"imageTags\": null",
            ", \"x\": {\"a\": [true]}",
            ", \"imageTags\": [\"\\u00e9\"]",
        ] {
            assert!(documents(&image(good)).is_ok(), "{good}");
        }
        for bad in [
            ",",
            ", \"x\"",
            ", \"x\": ",
            ", \"x\": 01",
            ", \"x\": 1.",
            ", \"x\": 1-1",
            ", \"x\": tru",
            ", \"x\": \"a\nb\"",
            ", x: 1",
            ", \"x\": [1,]",
            ", \"x\": \"\\q\"",
            ", \"imageDigest\": \"b\"",
            ", \"imageTags\": [\"a\",]",
            ", \"imageTags\": [1]",
            ", \"ImageTags\": [\"a\"]",
            ", \"imageStatus\": \"GONE\"",
            ", \"lastArchivedAt\": \"soon\"",
            ", \"lastArchivedAt\": --1",
            ", \"lastArchivedAt\": 1e999",
        ] {
            assert!(documents(&image(bad)).is_err(), "{bad}");
        }
        for text in [
            "",
            "{}",
            "[]x",
            "{\"imageDetails\": []",
            "{\"imageDetails\": []} ]",
            "{\"imageDetails\": [], }",
            "{\"imageDetails\": [], \"other\": 1}",
        ] {
            assert!(documents(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_plain_up_to_its_first_special_byte(text in "[a-z \"\\\\\n\u{1f}\u{7f}é€]{0,40}") {
            let expected = text.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(text.len());
            prop_assert_eq!(plain_length(text.as_bytes()), expected);
        }

        #[test]
        fn nothing_is_accepted_that_is_no_json(text in "[{}\\[\\]\":,0-9a-e.\\-]{0,30}", tail in "[{}\\[\\]\":,0-9]{0,3}") {
            let page = format!("{{\"imageDetails\": [{{\"imageDigest\": \"a\", \"imagePushedAt\": 1, \"x\": {text}}}{tail}]}}");
            let is_json = serde_json::Deserializer::from_str(&page).into_iter::<serde::de::IgnoredAny>().all(|value| value.is_ok());
            prop_assert!(documents(&page).is_err() || is_json, "{page}");
        }
    }
}
