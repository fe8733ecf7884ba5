//! Image references: `registry/repository:tag@digest`.

/// The parts of an image reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// Host with port, or nothing for Docker Hub.
    pub registry: Option<&'a str>,
    /// The path below the registry.
    pub repository: &'a str,
    /// The tag as written; without tag and digest, Docker means `latest`.
    pub tag: Option<&'a str>,
    /// `sha256:...`
    pub digest: Option<&'a str>,
}

impl<'a> ImageReference<'a> {
    /// Splits a reference as Docker does: what stands before the first `/` is a registry if it has a dot, a colon, or is
    /// `localhost`.
    pub fn parse(text: &'a str) -> Self {
        Self::split(text, text)
    }

    /// Splits a reference of which parts are filled in later; `None` where a placeholder may hold a tag or a digest that decides
    /// what the whole is, or where the whole is one.
    pub fn with_placeholders(text: &'a str) -> Option<Self> {
        let masked = masked(text);
        let found = Self::split(text, &masked);
        let ends_open = masked.ends_with(MASK);
        let whole_is_open = ends_open && found.tag.is_none() && found.digest.is_none();
        (!text.is_empty() && !whole_is_open).then_some(found)
    }

    /// Splits `text` where `masked`, of the same length, has the separators.
    fn split(text: &'a str, masked: &str) -> Self {
        let (name_end, digest) = masked.find('@').map_or((text.len(), None), |at| (at, Some(&text[at + 1..])));
        let (name_end, tag) = match masked[..name_end].rfind(':') {
            Some(at) if !masked[at..name_end].contains('/') => (at, Some(&text[at + 1..name_end])),
            _ => (name_end, None),
        };
        let (registry, repository) = match masked[..name_end].find('/') {
            Some(at) if masked[..at].contains(['.', ':']) || &masked[..at] == "localhost" => (Some(&text[..at]), &text[at + 1..name_end]),
            _ => (None, &text[..name_end]),
        };
        Self { registry, repository, tag, digest }
    }

    /// Whether it lies in a private Amazon ECR registry (`<account>.dkr.ecr.<region>.amazonaws.com` and its variants), which
    /// only an authenticated client may pull from.
    pub fn is_private_ecr(&self) -> bool {
        let Some(registry) = self.registry else { return false };
        let account = registry.split('.').next().unwrap_or_default();
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        (is_account || masked(account).contains(MASK) || account.contains("ACCOUNT"))
            && (registry.contains(".dkr.ecr.") || registry.contains(".dkr.ecr-fips.") || registry.contains(".dkr-ecr."))
    }

    /// Whether the tag may point at another image tomorrow: `latest`, or neither tag nor digest.
    pub fn is_latest(&self) -> bool {
        self.digest.is_none() && matches!(self.tag, None | Some("latest"))
    }
}

/// Stands for each byte of a placeholder; no image reference has it.
const MASK: char = '\u{1}';

/// The text with each byte of a placeholder masked: what is inside is no part of the reference.
fn masked(text: &str) -> String {
    let mut masked = text.to_string();
    for (open, close) in [("${", "}"), ("#{", "}#"), ("#{", "}"), ("{{", "}}"), ("[[", "]]"), ("<", ">")] {
        while let Some(start) = masked.find(open) {
            let Some(length) = masked[start..].find(close).map(|end| end + close.len()) else { break };
            masked.replace_range(start..start + length, &MASK.to_string().repeat(length));
        }
    }
    // `$TAG` ends where no more letters come.
    while let Some(start) = masked.find('$') {
        let name = masked[start + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(masked.len(), |end| start + 1 + end);
        masked.replace_range(start..name, &MASK.to_string().repeat(name - start));
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::ImageReference;

    #[test]
    fn references_split_as_docker_splits_them() {
        let cases = [
            ("nginx", (None, "nginx", None, None)),
            ("nginx:1.28", (None, "nginx", Some("1.28"), None)),
            ("localhost:5000/a/b", (Some("localhost:5000"), "a/b", None, None)),
            ("public.ecr.aws/nginx/nginx:1.28@sha256:ab", (Some("public.ecr.aws"), "nginx/nginx", Some("1.28"), Some("sha256:ab"))),
            ("team/app:1", (None, "team/app", Some("1"), None)),
        ];
        for (text, expected) in cases {
            let image = ImageReference::parse(text);
            assert_eq!((image.registry, image.repository, image.tag, image.digest), expected, "{text}");
        }
        assert!(ImageReference::parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1").is_private_ecr());
        assert!(!ImageReference::parse("public.ecr.aws/nginx/nginx:1").is_private_ecr());
    }

    #[test]
    fn what_placeholders_leave_open_is_not_told() {
        let account = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app";
        // (text, tag, whether it is latest, whether it is in a private registry of ECR); nothing where it cannot be told.
        let cases = [
            (format!("{account}:latest"), Some((Some("latest"), true, true))),
            (account.to_string(), Some((None, true, true))),
            (format!("{account}:${{Tag}}"), Some((Some("${Tag}"), false, true))),
            (format!("{account}@${{Digest}}"), Some((None, false, true))),
            ("ACCOUNT_ID.dkr.ecr.eu-west-1.amazonaws.com/app:1".to_string(), Some((Some("1"), false, true))),
            ("{{ registry }}/app:latest".to_string(), Some((Some("latest"), true, false))),
            ("$REGISTRY/app:$TAG".to_string(), Some((Some("$TAG"), false, false))),
            ("${IMAGE}".to_string(), None),
            ("app${SUFFIX}".to_string(), None),
            ("<IMAGE1_NAME>".to_string(), None),
            (String::new(), None),
        ];
        for (text, expected) in cases {
            let found = ImageReference::with_placeholders(&text);
            assert_eq!(found.map(|found| (found.tag, found.is_latest(), found.is_private_ecr())), expected, "{text}");
        }
    }
}
