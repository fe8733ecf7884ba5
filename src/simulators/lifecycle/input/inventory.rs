//! The inventory: pages of `describe-images`, in any number of files and documents.

use super::{placed, scan};
use crate::simulators::lifecycle::{Image, Inventory, Policy, StorageClass};
use crate::source::{Fault, SourceFile};

/// A million images as the AWS CLI prints them take about 700 MB.
pub const MAX_INVENTORY_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Reads the images that a policy is to be held against.
///
/// Each source holds output of `describe-images`: one page or several, one after the other, in a list or as a YAML stream; or only
/// the list of images. Output of `batch-get-image` among them says what manifest lists hold.
///
/// # Errors
/// The first thing that cannot be used, with its place: text that does not parse, an image without digest or date, an image listed
/// twice, images of two repositories, or archived images without `lastArchivedAt` where a rule needs that.
pub fn read_inventory<'s>(sources: &'s [SourceFile], policy: &Policy) -> Result<Inventory<'s>, Fault> {
    let needs_archive_times = policy.needs_archive_times();
    match scan::read(sources) {
        Some(inventory) if is_sound(&inventory, needs_archive_times) => Ok(inventory),
        _ => placed::read(sources, needs_archive_times),
    }
}

/// Whether there is nothing to report. What there is needs a place.
fn is_sound(inventory: &Inventory<'_>, needs_archive_times: bool) -> bool {
    let has_times =
        |image: &Image<'_>| !needs_archive_times || image.storage_class == StorageClass::Standard || image.archived_at.is_some();
    inventory.images.iter().all(|image| !image.digest.is_empty() && has_times(image)) && !may_repeat(inventory)
}

/// Whether two digests could be the same. Sorted hashes tell in a fraction of the time of a set of texts; two that meet by chance
/// only make the other reader look closer.
fn may_repeat(inventory: &Inventory<'_>) -> bool {
    let mut hashes: Vec<u64> = inventory.images.iter().map(|image| hash(image.digest.as_bytes())).collect();
    hashes.sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}

/// Mixes eight bytes at a time: digests are random already.
fn hash(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0, |mixed, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        // An odd constant without pattern (the golden ratio), so that every bit of a word reaches the high half.
        (mixed.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}
