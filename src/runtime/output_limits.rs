//! How much of a container's output is kept, and how much is handed on.

/// The engine keeps two files of this size for a container's output, and forgets what was before.
pub(super) const LOG_FILE_BYTES: usize = 16_000_000;
/// What a record takes in such a file besides its text: keys, stream and time.
pub(super) const RECORD_BYTES: usize = 70;
/// Of one container's output, so much is handed on, counted as the engine files it: a reader that goes on when the engine begins its next
/// file loses lines and gets others twice.
pub(super) const HANDED_ON_BYTES: usize = LOG_FILE_BYTES / 8 * 7;
