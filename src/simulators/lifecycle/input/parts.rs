//! A long page in parts that are read at the same time.
//!
//! Where a part could begin is a guess (behind a comma between two objects), but each part must end exactly where the next begins.
//! The first begins where the list does, so every guess that holds is proved, and a wrong one only means that the page is read whole.

use std::num::NonZero;
use std::thread;

use super::scan::{Page, Scanner, Unfit, documents};

/// A page that is shorter is read sooner than threads are started.
const LEAST_BYTES: usize = 1024 * 1024;
/// More threads wait for memory.
const MOST_PARTS: usize = 8;
/// What may follow the list: the token of the next page. Further pages make it longer.
const MOST_REST_BYTES: usize = 64 * 1024;
/// About what `describe-images` prints for an image.
const BYTES_PER_IMAGE: usize = 450;

/// Reads one long page; `None` for anything else, and for whatever does not fit.
pub(super) fn read(text: &str) -> Option<Page<'_>> {
    let parts = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_PARTS);
    (text.len() >= LEAST_BYTES).then(|| read_in(text, parts)).flatten()
}

/// Reads a page in so many parts.
fn read_in(text: &str, parts: usize) -> Option<Page<'_>> {
    let begin = beginning_of_list(text)?;
    let starts = starts(text, begin, parts);
    let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
    let room = |from: usize, to: usize| (to - from) / BYTES_PER_IMAGE;
    let read: Vec<Result<Part<'_>, Unfit>> = thread::scope(|scope| {
        let threads: Vec<_> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                // The others are appended to the first.
                let to = if *start == begin { text.len() } else { end.unwrap_or(text.len()) };
                scope.spawn(move || read_part(text, *start, end, room(*start, to)))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(Err(Unfit))).collect()
    });
    let mut whole: Option<Page<'_>> = None;
    let mut end = text.len();
    for part in read {
        let Part { page, end: end_of_part } = part.ok()?;
        end = end_of_part;
        match &mut whole {
            None => whole = Some(page),
            Some(whole) => whole.append(page).ok()?,
        }
    }
    whole.filter(|_| is_end_of_page(&text[end..]))
}

struct Part<'a> {
    page: Page<'a>,
    /// Behind its last comma, or behind the end of the list.
    end: usize,
}

/// Reads images from `start` to the comma before `end`, or to the end of the list.
fn read_part(text: &str, start: usize, end: Option<usize>, room: usize) -> Result<Part<'_>, Unfit> {
    let mut page = Page::with_room(room);
    let mut scanner = Scanner { text, at: start };
    loop {
        scanner.image(&mut page)?;
        let found = scanner.next();
        scanner.at += 1;
        match (found, end) {
            (Some(b','), Some(end)) if scanner.at == end => return Ok(Part { page, end }),
            (Some(b','), Some(end)) if scanner.at > end => return Err(Unfit),
            (Some(b','), _) => {}
            (Some(b']'), None) => return Ok(Part { page, end: scanner.at }),
            _ => return Err(Unfit),
        }
    }
}

/// Behind `{"imageDetails": [`.
fn beginning_of_list(text: &str) -> Option<usize> {
    ["{", "\"imageDetails\"", ":", "["].into_iter().try_fold(0, |at, token| {
        let at = skip_space(text, at);
        text[at..].starts_with(token).then_some(at + token.len())
    })
}

/// Where parts may begin, the first at the beginning of the list.
fn starts(text: &str, begin: usize, parts: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let guess = |part: usize| {
        let mut at = begin + (text.len() - begin) / parts * part;
        while let Some(brace) = bytes[at..].iter().position(|byte| *byte == b'}') {
            at = skip_space(text, at + brace + 1);
            let is_between = bytes.get(at) == Some(&b',') && bytes.get(skip_space(text, at + 1)) == Some(&b'{');
            if is_between {
                return Some(at + 1);
            }
        }
        None
    };
    let mut starts: Vec<usize> = std::iter::once(begin).chain((1..parts).filter_map(guess)).collect();
    starts.dedup();
    starts
}

/// Whether what follows the list closes one page and nothing more.
fn is_end_of_page(rest: &str) -> bool {
    if rest.len() > MOST_REST_BYTES {
        return false;
    }
    let page = format!("{{\"imageDetails\": []{rest}");
    documents(&page).is_ok_and(|page| page.images.is_empty())
}

/// The first byte from `at` on that is no white space of JSON.
fn skip_space(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(count: usize, nasty: &str) -> Vec<String> {
        let detail = |index: usize| {
            format!(
                "{{\"imageDigest\": \"sha256:{index}\", \"imagePushedAt\": {index}, \"repositoryName\": \"web\", \
                 \"imageTags\": [\"{nasty}\"], \"imageScanFindingsSummary\": {{\"a\": [{{}}, {{}}]}} }}"
            )
        };
        (0..count).map(detail).collect()
    }

    #[test]
    fn a_page_read_in_parts_is_the_page_read_whole() {
        for nasty in ["plain", "}, {", "}, {\\\"imageDigest\\\": \\\"x\\\"", "é}\u{2028},{"] {
            for (separator, tail) in [(",", "]}"), (" ,\n\t{".trim_end_matches('{'), "\n]\n}\n"), (",", "], \"nextToken\": \"x\"}")] {
                for count in [1, 2, 3, 10, 50] {
                    let text = format!(" {{ \"imageDetails\" : [ {}{tail}", details(count, nasty).join(separator));
                    let whole = documents(&text).expect("a page");
                    for parts in 1..9 {
                        // A guess inside a tag or an inner list does not hold, and then nothing is read.
                        if let Some(page) = read_in(&text, parts) {
                            assert_eq!(page.images, whole.images, "{parts} {text}");
                        } else {
                            assert!(parts > 1, "{text}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn parts_that_hold_are_used() {
        let text = format!("{{\"imageDetails\": [{}]}}", details(100, "v1").join(",\n").replace("[{}, {}]", "[]"));
        for parts in 1..9 {
            assert_eq!(starts(&text, 18, parts).len(), parts);
            assert_eq!(read_in(&text, parts).map(|page| page.images.len()), Some(100));
        }
    }

    #[test]
    fn what_is_no_single_page_is_left_to_others() {
        let list = details(20, "v1").join(",");
        for text in [
            format!("{{\"imageDetails\": [{list},]}}"),
            format!("{{\"imageDetails\": [{list}"),
            format!("{{\"imageDetails\": [{list}]}} {{\"imageDetails\": [{list}]}}"),
            format!("{{\"imageDetails\": [{list}], \"imageDetails\": []}}"),
            format!("{{\"imageDetails\": [{list} {list}]}}"),
            format!("{{\"imageDetails\": [{}]}}", list.replacen("web", "other", 1)),
            format!("[{{\"imageDetails\": [{list}]}}]"),
            "{\"imageDetails\": []}".to_string(),
        ] {
            for parts in 1..5 {
                assert!(read_in(&text, parts).is_none(), "{parts} {text}");
            }
        }
    }
}
