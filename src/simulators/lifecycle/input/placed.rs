//! The inventory by way of the tree, which knows where everything stands.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::simulators::instant::InstantError;
use crate::simulators::lifecycle::{Image, Inventory, StorageClass, Text, WrittenTime};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node, Notation, Parsed, ProblemKind, parse_json, parse_yaml};

const NO_PAGE: &str = "pass what `aws ecr describe-images --repository-name NAME` prints, one page or several";

/// Media types of documents that hold images and are none themselves.
const MANIFEST_LISTS: [&str; 2] = ["application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json"];

pub(super) fn is_manifest_list(media_type: &str) -> bool {
    MANIFEST_LISTS.contains(&media_type)
}

/// Where an image of this status is, and whether it is on its way back; `None` for a status that there is not.
pub(super) fn storage_class(status: &str) -> Option<(StorageClass, bool)> {
    match status {
        "ACTIVE" => Some((StorageClass::Standard, false)),
        "ARCHIVED" => Some((StorageClass::Archive, false)),
        "ACTIVATING" => Some((StorageClass::Archive, true)),
        _ => None,
    }
}

/// Reads any inventory, or says what is wrong with it.
pub(super) fn read(sources: &[SourceFile], needs_archive_times: bool) -> Result<Inventory<'_>, Fault> {
    let mut gathered = Gathered { inventory: Inventory::default(), places: HashMap::new(), repository: None, needs_archive_times };
    for source in sources {
        for document in documents(source)? {
            Reader { source, base: document.base }.document(&document.root, &mut gathered)?;
        }
    }
    Ok(gathered.inventory)
}

/// One document of a source; its spans count from `base`.
struct PlacedDocument<'s> {
    base: usize,
    root: Node<'s>,
}

fn documents(source: &SourceFile) -> Result<Vec<PlacedDocument<'_>>, Fault> {
    let text = source.text();
    let parsed: Vec<(usize, Parsed<'_>)> = match Notation::of(source.path(), text) {
        Notation::Yaml => vec![(0, parse_yaml(text))],
        Notation::Json => json_documents(text).into_iter().map(|(start, end)| (start, parse_json(&text[start..end]))).collect(),
    };
    let mut documents = Vec::new();
    for (base, parsed) in parsed {
        if let Some(problem) = parsed.problems.iter().find(|problem| problem.kind == ProblemKind::InvalidSyntax) {
            let fault = Fault::at(source, shifted(problem.span, base), problem.message.clone());
            return Err(match problem.help {
                Some(help) => fault.help(help),
                None => fault,
            });
        }
        documents.extend(parsed.documents.into_iter().map(|root| PlacedDocument { base, root }));
    }
    if documents.is_empty() {
        return Err(Fault::at(source, Span::default(), "there is no document here").help(NO_PAGE));
    }
    Ok(documents)
}

/// Where the JSON documents of a text begin and end; what does not parse is the last one, to its end.
fn json_documents(text: &str) -> Vec<(usize, usize)> {
    let mut start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut found = Vec::new();
    while !text[start..].trim_start().is_empty() {
        let mut stream = serde_json::Deserializer::from_str(&text[start..]).into_iter::<serde::de::IgnoredAny>();
        match stream.next() {
            Some(Ok(_)) => {
                let end = start + stream.byte_offset();
                found.push((start, end));
                start = end;
            }
            _ => {
                found.push((start, text.len()));
                break;
            }
        }
    }
    found
}

fn shifted(span: Span, base: usize) -> Span {
    Span::new(span.start as usize + base, span.end as usize + base)
}

struct Gathered<'s> {
    inventory: Inventory<'s>,
    /// Where each digest was seen: path, line.
    places: HashMap<String, (String, usize)>,
    repository: Option<String>,
    needs_archive_times: bool,
}

/// Reads the nodes of one document.
struct Reader<'s> {
    source: &'s SourceFile,
    base: usize,
}

impl<'s> Reader<'s> {
    fn fault(&self, span: Span, message: impl Into<String>) -> Fault {
        Fault::at(self.source, shifted(span, self.base), message)
    }

    /// A page, an image, the answer of `batch-get-image`, or a list of these.
    fn document(&self, node: &Node<'s>, gathered: &mut Gathered<'s>) -> Result<(), Fault> {
        if let Data::Array(items) = &node.data {
            return items.iter().try_for_each(|item| self.document(item, gathered));
        }
        if let Some(details) = member(node, "imageDetails") {
            return self.items(details)?.iter().try_for_each(|item| self.image(item, gathered));
        }
        if let Some(images) = member(node, "images") {
            return self.items(images)?.iter().try_for_each(|item| self.manifest(item, gathered));
        }
        if member(node, "imageDigest").is_some() {
            return self.image(node, gathered);
        }
        Err(self.fault(node.span, format!("{} without imageDetails is no list of images", node.type_name())).help(NO_PAGE))
    }

    fn items<'n>(&self, node: &'n Node<'s>) -> Result<&'n [Node<'s>], Fault> {
        match &node.data {
            Data::Array(items) => Ok(items),
            _ => Err(self.fault(node.span, format!("expected a list of images, found {}", node.type_name()))),
        }
    }

    fn image(&self, node: &Node<'s>, gathered: &mut Gathered<'s>) -> Result<(), Fault> {
        if !matches!(node.data, Data::Object(_)) {
            return Err(self.fault(node.span, format!("expected an image, found {}", node.type_name())));
        }
        let digest = match member(node, "imageDigest") {
            Some(value) => self.text(value, "imageDigest")?,
            None => return Err(self.fault(node.span, "this image has no imageDigest")),
        };
        if digest.is_empty() {
            return Err(self.fault(node.span, "this image has an empty imageDigest"));
        }
        self.only_once(node, &digest, gathered)?;
        self.one_repository(node, gathered)?;
        let pushed_at = self.time(node, "imagePushedAt")?.ok_or_else(|| {
            let message = format!("the image {} has no imagePushedAt, and without its age no rule can judge it", &*digest);
            self.fault(node.span, message).help("describe-images prints it for every image: pass its output unchanged")
        })?;
        let (storage_class, is_activating) = match member(node, "imageStatus") {
            None => (StorageClass::Standard, false),
            Some(value) => {
                let status = self.text(value, "imageStatus")?;
                storage_class(&status).ok_or_else(|| {
                    self.fault(value.span, format!("{:?} is no imageStatus", &*status)).help("it is ACTIVE, ARCHIVED or ACTIVATING")
                })?
            }
        };
        let archived_at = self.time(node, "lastArchivedAt")?.map(|time| time.instant);
        if gathered.needs_archive_times && storage_class == StorageClass::Archive && archived_at.is_none() {
            let message = format!("the archived image {} has no lastArchivedAt, from which sinceImageTransitioned counts", &*digest);
            return Err(self.fault(node.span, message));
        }
        let tags = match member(node, "imageTags") {
            None => Vec::new(),
            Some(list) => self.items(list)?.iter().map(|tag| self.text(tag, "imageTags")).collect::<Result<_, _>>()?,
        };
        let optional = |name| member(node, name).map(|value| self.text(value, name)).transpose();
        gathered.inventory.images.push(Image {
            digest,
            tags,
            pushed_at,
            pulled_at: self.time(node, "lastRecordedPullTime")?.map(|time| time.instant),
            archived_at,
            activated_at: self.time(node, "lastActivatedAt")?.map(|time| time.instant),
            storage_class,
            is_activating,
            is_manifest_list: optional("imageManifestMediaType")?.as_deref().is_some_and(is_manifest_list),
            subject: optional("subjectManifestDigest")?,
        });
        Ok(())
    }

    fn only_once(&self, node: &Node<'s>, digest: &str, gathered: &mut Gathered<'s>) -> Result<(), Fault> {
        let line = self.source.position(shifted(node.span, self.base).start).line;
        match gathered.places.insert(digest.to_string(), (self.source.path().to_string(), line)) {
            None => Ok(()),
            Some((path, first)) => Err(self
                .fault(node.span, format!("the image {digest} is listed twice; it stands at {path}:{first} already"))
                .help("it would count twice: pass every page once")),
        }
    }

    fn one_repository(&self, node: &Node<'s>, gathered: &mut Gathered<'s>) -> Result<(), Fault> {
        let Some(value) = member(node, "repositoryName") else { return Ok(()) };
        let name = self.text(value, "repositoryName")?;
        match &gathered.repository {
            Some(known) if *known != *name => Err(self
                .fault(value.span, format!("an image of the repository {} among those of {known}", &*name))
                .help("a lifecycle policy belongs to one repository: simulate each by itself")),
            Some(_) => Ok(()),
            None => {
                gathered.repository = Some(name.to_string());
                Ok(())
            }
        }
    }

    /// An answer of `batch-get-image`: what a manifest list holds.
    fn manifest(&self, node: &Node<'s>, gathered: &mut Gathered<'s>) -> Result<(), Fault> {
        #[derive(serde::Deserialize)]
        struct Manifest {
            #[serde(default)]
            manifests: Vec<Descriptor>,
        }
        #[derive(serde::Deserialize)]
        struct Descriptor {
            digest: String,
        }
        let digest = member(node, "imageId").and_then(|id| member(id, "imageDigest"));
        let (Some(digest), Some(manifest)) = (digest, member(node, "imageManifest")) else {
            return Err(self
                .fault(node.span, "an image without imageId.imageDigest or imageManifest")
                .help("pass what `aws ecr batch-get-image` prints"));
        };
        let text = self.text(manifest, "imageManifest")?;
        let parsed: Manifest = serde_json::from_str(&text)
            .map_err(|error| self.fault(manifest.span, format!("the manifest in imageManifest cannot be read: {error}")))?;
        if !parsed.manifests.is_empty() {
            let digests = parsed.manifests.into_iter().map(|descriptor| descriptor.digest).collect();
            gathered.inventory.manifest_lists.push((self.text(digest, "imageDigest")?, digests));
        }
        Ok(())
    }

    fn text(&self, node: &Node<'s>, name: &str) -> Result<Text<'s>, Fault> {
        match &node.data {
            Data::String(text) => Ok(Text(text.clone())),
            _ => Err(self.fault(node.span, format!("{name} holds {} where text is expected", node.type_name()))),
        }
    }

    fn time(&self, node: &Node<'s>, name: &str) -> Result<Option<WrittenTime<'s>>, Fault> {
        let Some(value) = member(node, name) else { return Ok(None) };
        let (written, time): (Cow<'_, str>, _) = match &value.data {
            Data::String(text) => (format!("{text:?}").into(), WrittenTime::text(Text(text.clone()))),
            Data::Number(number) => {
                let time = number.parse::<serde_json::Number>().map_err(|_| InstantError::Form).and_then(WrittenTime::number);
                (number.as_ref().into(), time)
            }
            _ => return Err(self.fault(value.span, format!("{name} holds {} where a point in time is expected", value.type_name()))),
        };
        time.map(Some).map_err(|error| self.fault(value.span, format!("{name}: {written} {error}")))
    }
}

/// A member that is there and not null; names are exact or of another case, as everywhere.
fn member<'n, 's>(node: &'n Node<'s>, name: &str) -> Option<&'n Node<'s>> {
    node.get(name).map(|member| &member.value).filter(|value| value.data != Data::Null)
}
