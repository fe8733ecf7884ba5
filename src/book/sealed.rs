//! Text that a page carries without showing it: no secret, only out of sight until the reader has tried.
//!
//! The script `book/theme/sealed.js` opens it again.

use serde::Serialize;

/// A sealed text, as two attributes of an element.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sealed {
    /// Eight hexadecimal digits, from all that is sealed and what it belongs to: another text, another key.
    pub key: String,
    /// The bytes, two hexadecimal digits each.
    pub text: String,
}

impl Sealed {
    /// Seals a text. `context` goes into the key only.
    pub fn new(context: &str, text: &str) -> Self {
        let key = fingerprint(context.bytes().chain([0]).chain(text.bytes()));
        let sealed: String = text.bytes().zip(keystream(key)).map(|(byte, mask)| format!("{:02x}", byte ^ mask)).collect();
        Self { key: format!("{key:08x}"), text: sealed }
    }
}

/// FNV-1a, never zero.
fn fingerprint(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)).max(1)
}

/// The low bytes of xorshift32; a state of zero would stay zero.
fn keystream(key: u32) -> impl Iterator<Item = u8> {
    let mut state = key;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_does_not_show_and_is_the_same_each_time() {
        let sealed = Sealed::new("question-1", r#"{"correct":true}"#);
        assert!(!sealed.text.contains("636f7272656374"), "the bytes of `correct` are masked: {}", sealed.text);
        assert_eq!(sealed.text, Sealed::new("question-1", r#"{"correct":true}"#).text);
        assert_ne!(sealed.key, Sealed::new("question-2", r#"{"correct":true}"#).key);
    }

    #[test]
    fn the_key_opens_it() {
        let sealed = Sealed::new("", "naïve");
        let key = u32::from_str_radix(&sealed.key, 16).expect("hexadecimal");
        let bytes = (0..sealed.text.len()).step_by(2).map(|at| u8::from_str_radix(&sealed.text[at..at + 2], 16).expect("hexadecimal"));
        let opened: Vec<u8> = bytes.zip(keystream(key)).map(|(byte, mask)| byte ^ mask).collect();
        assert_eq!(String::from_utf8(opened).expect("UTF-8"), "naïve");
    }
}
