//! Values of options as the AWS CLI takes them: JSON, its shorthand, and files.
//!
//! Source: <https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html>, checked 2026-11-24.

use serde_json::{Map, Value};

/// Reads a structure: JSON, or `key=value,key=value`.
///
/// # Errors
/// What is wrong, fit after "Error parsing parameter '--name': ".
pub fn structure(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str(text).map_err(|error| format!("Invalid JSON: {error}\nJSON received: {text}"));
    }
    let mut members = Map::new();
    for pair in pairs(text) {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("Expected: '=', received: '{pair}' for input:\n{text}"))?;
        if key.is_empty() {
            return Err(format!("Expected: a name before '=' for input:\n{text}"));
        }
        members.insert(key.to_string(), scalar(unquoted(value)));
    }
    Ok(members.into())
}

/// What stands between commas, where quotes hold together.
fn pairs(text: &str) -> Vec<String> {
    let mut pairs = vec![String::new()];
    let mut quote = None;
    for character in text.chars() {
        match (character, quote) {
            (',', None) => {
                pairs.push(String::new());
                continue;
            }
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            _ => {}
        }
        if let Some(last) = pairs.last_mut() {
            last.push(character);
        }
    }
    pairs
}

fn unquoted(text: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text)
}

/// The API's booleans are written as words; all else of ECR's structures is text.
fn scalar(text: &str) -> Value {
    match text {
        "true" => true.into(),
        "false" => false.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::structure;

    #[test]
    fn json_and_shorthand_are_one() {
        for (text, expected) in [
            ("scanOnPush=true", json!({"scanOnPush": true})),
            ("{\"scanOnPush\": true}", json!({"scanOnPush": true})),
            ("filterType=WILDCARD,filter=latest*", json!({"filterType": "WILDCARD", "filter": "latest*"})),
            ("Key=team,Value='a,b=c'", json!({"Key": "team", "Value": "a,b=c"})),
            ("imageDigest=sha256:ab", json!({"imageDigest": "sha256:ab"})),
        ] {
            assert_eq!(structure(text), Ok(expected), "{text}");
        }
        for text in ["", "scanOnPush", "=x", "{", "a=b,,c=d"] {
            assert!(structure(text).is_err(), "{text}");
        }
    }
}
