//! Images as `describe-images` lists them.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Serialize;

use crate::simulators::instant::{Instant, InstantError};

/// Text that is borrowed from the inventory wherever it can be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<'a>(pub Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

/// Where an image is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum StorageClass {
    /// Ready to be pulled.
    Standard,
    /// In the archive.
    Archive,
}

/// A time as the inventory writes it, kept so that the answer can repeat it.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenTime<'a> {
    /// The moment.
    pub instant: Instant,
    written: Written<'a>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Number(serde_json::Number),
    Text(Text<'a>),
}

impl<'a> WrittenTime<'a> {
    /// A time written as text.
    ///
    /// # Errors
    /// When the text is no point in time.
    pub fn text(text: Text<'a>) -> Result<Self, InstantError> {
        Ok(Self { instant: Instant::parse(&text)?, written: Written::Text(text) })
    }

    /// A time written as a number of epoch seconds.
    ///
    /// # Errors
    /// When the number is no date.
    pub fn number(number: serde_json::Number) -> Result<Self, InstantError> {
        let seconds = number.as_f64().ok_or(InstantError::Range)?;
        Ok(Self { instant: Instant::from_epoch_seconds(seconds)?, written: Written::Number(number) })
    }
}

impl From<Instant> for WrittenTime<'_> {
    fn from(instant: Instant) -> Self {
        Self { instant, written: Written::Text(Text(Cow::Owned(instant.to_string()))) }
    }
}

impl Serialize for WrittenTime<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.serialize(serializer)
    }
}

/// One image.
#[derive(Debug, Clone, PartialEq)]
pub struct Image<'a> {
    /// `imageDigest`, unique in an inventory.
    pub digest: Text<'a>,
    /// `imageTags`
    pub tags: Vec<Text<'a>>,
    /// `imagePushedAt`
    pub pushed_at: WrittenTime<'a>,
    /// `lastRecordedPullTime`
    pub pulled_at: Option<Instant>,
    /// `lastArchivedAt`
    pub archived_at: Option<Instant>,
    /// `lastActivatedAt`: when the image was last restored from the archive.
    pub activated_at: Option<Instant>,
    /// From `imageStatus`.
    pub storage_class: StorageClass,
    /// `imageStatus` is ACTIVATING: on its way back from the archive.
    pub is_activating: bool,
    /// `imageManifestMediaType` is that of a manifest list or an image index.
    pub is_manifest_list: bool,
    /// `subjectManifestDigest`: the image that this signature or bill of materials is about.
    pub subject: Option<Text<'a>>,
}

impl<'a> Image<'a> {
    /// An active image with nothing but a digest and a push.
    pub fn new(digest: impl Into<Text<'a>>, pushed_at: impl Into<WrittenTime<'a>>) -> Self {
        Self {
            digest: digest.into(),
            tags: Vec::new(),
            pushed_at: pushed_at.into(),
            pulled_at: None,
            archived_at: None,
            activated_at: None,
            storage_class: StorageClass::Standard,
            is_activating: false,
            is_manifest_list: false,
            subject: None,
        }
    }

    /// When the image counts as pushed: a restore counts as a push.
    pub fn effective_push(&self) -> Instant {
        self.activated_at.unwrap_or(self.pushed_at.instant)
    }

    /// When it counts as pulled: a restore without a pull since counts as one, and so does the push of an image never pulled.
    pub fn effective_pull(&self) -> Instant {
        match (self.pulled_at, self.activated_at) {
            (Some(pulled), Some(activated)) => pulled.max(activated),
            (Some(pulled), None) => pulled,
            (None, _) => self.effective_push(),
        }
    }
}

/// The images of a repository.
#[derive(Debug, Clone, Default)]
pub struct Inventory<'a> {
    /// In the order in which they are listed; of two pushed at one time, the later in the list counts as the newer.
    pub images: Vec<Image<'a>>,
    /// What manifest lists hold, where it is known: the list's digest and the digests of its images.
    pub manifest_lists: Vec<(Text<'a>, Vec<String>)>,
}
