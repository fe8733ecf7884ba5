//! Pages of `describe-images` straight into images, without places.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::{Image, Inventory, StorageClass, Text, WrittenTime};
use crate::source::SourceFile;
use crate::syntax::Notation;

use super::parts;
use super::placed::{is_manifest_list, storage_class};

/// Reads what is JSON and nothing but pages; `None` for anything else.
pub(super) fn read(sources: &[SourceFile]) -> Option<Inventory<'_>> {
    let mut gathered = Page::with_room(0);
    for source in sources {
        if Notation::of(source.path(), source.text()) != Notation::Json {
            return None;
        }
        let mut pages = 0;
        let text = source.text().trim_start_matches('\u{feff}');
        if let Some(page) = parts::read(text) {
            gathered.append(page).ok()?;
            continue;
        }
        for page in serde_json::Deserializer::from_str(text).into_iter::<Page<'_>>() {
            gathered.append(page.ok()?).ok()?;
            pages += 1;
        }
        if pages == 0 {
            return None;
        }
    }
    Some(Inventory { images: gathered.images, manifest_lists: Vec::new() })
}

/// The images of one page, or of a list of pages, all of one repository.
pub(super) struct Page<'a> {
    pub images: Vec<Image<'a>>,
    repository: Option<Text<'a>>,
}

/// Not for this reader.
pub(super) struct Unfit;

impl<'a> Page<'a> {
    /// A page with room for so many images.
    pub fn with_room(images: usize) -> Self {
        Self { images: Vec::with_capacity(images), repository: None }
    }

    /// Adds one image.
    pub fn push(&mut self, mut detail: Detail<'a>) -> Result<(), Unfit> {
        self.belongs(detail.repository_name.take())?;
        self.images.push(detail.into_image());
        Ok(())
    }

    pub fn append(&mut self, mut page: Self) -> Result<(), Unfit> {
        self.belongs(page.repository.take())?;
        if self.images.is_empty() {
            self.images = page.images;
        } else {
            self.images.append(&mut page.images);
        }
        Ok(())
    }

    fn belongs(&mut self, repository: Option<Text<'a>>) -> Result<(), Unfit> {
        match (&self.repository, repository) {
            (Some(known), Some(other)) if *known != other => Err(Unfit),
            (None, Some(first)) => {
                self.repository = Some(first);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Page<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PageVisitor;
        impl<'de> Visitor<'de> for PageVisitor {
            type Value = Page<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("output of describe-images")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut page = Page::with_room(0);
                let mut found = false;
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match key.as_ref() {
                        "imageDetails" if !found => {
                            found = true;
                            map.next_value_seed(Details(&mut page))?;
                        }
                        "nextToken" | "NextToken" => drop(map.next_value::<serde::de::IgnoredAny>()?),
                        _ => return Err(A::Error::custom("no page")),
                    }
                }
                if found { Ok(page) } else { Err(A::Error::custom("no images")) }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut pages = Page::with_room(0);
                while let Some(page) = list.next_element::<Page<'de>>()? {
                    pages.append(page).map_err(|Unfit| A::Error::custom("two repositories"))?;
                }
                Ok(pages)
            }
        }
        deserializer.deserialize_any(PageVisitor)
    }
}

/// Converts image by image, so that no second list of them is ever held.
struct Details<'p, 'a>(&'p mut Page<'a>);

impl<'de> DeserializeSeed<'de> for Details<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Details<'_, 'de> {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a list of images")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(detail) = list.next_element::<Detail<'de>>()? {
            self.0.push(detail).map_err(|Unfit| A::Error::custom("no image of this repository"))?;
        }
        Ok(())
    }
}

/// `ImageDetail` of the API, as far as rules look at it. Small, because a million of them are moved about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Detail<'a> {
    #[serde(borrow)]
    repository_name: Option<Text<'a>>,
    #[serde(borrow)]
    image_digest: Text<'a>,
    #[serde(borrow)]
    image_tags: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    image_pushed_at: WrittenTime<'a>,
    #[serde(borrow)]
    subject_manifest_digest: Option<Text<'a>>,
    last_recorded_pull_time: Option<Moment>,
    last_archived_at: Option<Moment>,
    last_activated_at: Option<Moment>,
    image_status: Option<Status>,
    image_manifest_media_type: Option<MediaType>,
}

/// A time of which only the moment counts.
#[derive(Deserialize)]
#[serde(from = "WrittenTime<'_>")]
struct Moment(Instant);

impl From<WrittenTime<'_>> for Moment {
    fn from(time: WrittenTime<'_>) -> Self {
        Self(time.instant)
    }
}

#[derive(Deserialize)]
#[serde(try_from = "Text<'_>")]
struct Status(StorageClass, bool);

impl TryFrom<Text<'_>> for Status {
    type Error = &'static str;

    fn try_from(status: Text<'_>) -> Result<Self, Self::Error> {
        storage_class(&status).map(|(class, is_activating)| Self(class, is_activating)).ok_or("no status")
    }
}

#[derive(Deserialize)]
#[serde(from = "Text<'_>")]
struct MediaType {
    is_manifest_list: bool,
}

impl From<Text<'_>> for MediaType {
    fn from(media_type: Text<'_>) -> Self {
        Self { is_manifest_list: is_manifest_list(&media_type) }
    }
}

impl<'a> Detail<'a> {
    fn into_image(self) -> Image<'a> {
        let instant = |time: Option<Moment>| time.map(|Moment(instant)| instant);
        let Status(storage_class, is_activating) = self.image_status.unwrap_or(Status(StorageClass::Standard, false));
        Image {
            digest: self.image_digest,
            tags: self.image_tags.unwrap_or_default(),
            pushed_at: self.image_pushed_at,
            pulled_at: instant(self.last_recorded_pull_time),
            archived_at: instant(self.last_archived_at),
            activated_at: instant(self.last_activated_at),
            storage_class,
            is_activating,
            is_manifest_list: self.image_manifest_media_type.is_some_and(|media_type| media_type.is_manifest_list),
            subject: self.subject_manifest_digest,
        }
    }
}
