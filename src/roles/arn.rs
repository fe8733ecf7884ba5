//! Names of resources, some parts of which may be unknown.

use super::unknown::{ACCOUNT, PARTITION, REGION, SECRET_SUFFIX, is_mark};
use super::{Surroundings, Unknowns};

/// What a value under `valueFrom` or `credentialsParameter` means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Secret {
    /// A secret of Secrets Manager: the ARN for a statement, and what AWS evaluates.
    Manager { arn: String, asked: String },
    /// A parameter of Parameter Store.
    Parameter { arn: String },
    /// The value does not tell which of the two.
    Unknown,
}

/// The ARN of something in the task's own account and Region.
pub(super) fn local(unknowns: &mut Unknowns, service: &str, rest: &str) -> String {
    let [partition, region, account] = [PARTITION, REGION, ACCOUNT].map(|name| unknowns.variable(name));
    format!("arn:{partition}:{service}:{region}:{account}:{rest}")
}

/// The unknown part that a text is, or begins with before one of the `ends`, and what follows it.
pub(super) fn leading<'t, 'u>(unknowns: &'u Unknowns, text: &'t str) -> Option<(&'u str, &'t str)> {
    let mark = text.chars().next().filter(|character| is_mark(*character))?;
    Some((unknowns.name(mark)?, &text[mark.len_utf8()..]))
}

/// Reads `valueFrom` of a secret.
///
/// Forms: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html>: the full ARN of a secret, perhaps with JSON key,
/// version stage and version id behind it; the full ARN of a parameter; the name of a parameter of the same account and Region.
pub(super) fn secret(unknowns: &mut Unknowns, surroundings: &Surroundings, value: &str) -> Secret {
    if let Some(text) = value.strip_prefix("arn:") {
        let parts: Vec<&str> = text.split(':').collect();
        return match parts[..] {
            [partition, "secretsmanager", region, account, "secret", name, ..] => {
                in_manager(unknowns, format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{name}"))
            }
            [_, "ssm", _, _, ..] => Secret::Parameter { arn: value.to_string() },
            _ => Secret::Unknown,
        };
    }
    let Some((name, rest)) = leading(unknowns, value) else {
        return Secret::Parameter { arn: local(unknowns, "ssm", &format!("parameter/{}", value.trim_start_matches('/'))) };
    };
    let created = surroundings.created(name);
    match created.map(|created| created.kind.as_str()) {
        // `Ref` of a secret is its ARN.
        Some("AWS::SecretsManager::Secret") if rest.is_empty() || rest.starts_with(':') => {
            let arn = value[..value.len() - rest.len()].to_string();
            Secret::Manager { asked: arn.clone(), arn }
        }
        // `Ref` of a parameter is its name.
        Some("AWS::SSM::Parameter") if rest.is_empty() => {
            let name = created.and_then(|created| created.name.clone()).unwrap_or_else(|| value.to_string());
            Secret::Parameter { arn: local(unknowns, "ssm", &format!("parameter/{}", name.trim_start_matches('/'))) }
        }
        _ => Secret::Unknown,
    }
}

/// Reads `credentialsParameter`: the ARN or the name of a secret of Secrets Manager.
pub(super) fn credentials(unknowns: &mut Unknowns, surroundings: &Surroundings, value: &str) -> Secret {
    if value.starts_with("arn:") || leading(unknowns, value).is_some() {
        return secret(unknowns, surroundings, value);
    }
    let arn = local(unknowns, "secretsmanager", &format!("secret:{value}"));
    in_manager(unknowns, arn)
}

/// A secret by its ARN, which ends with six characters that Secrets Manager adds; where they are left out, a statement has a wildcard for
/// each.
fn in_manager(unknowns: &mut Unknowns, arn: String) -> Secret {
    let is_complete = arn.rsplit_once('-').is_some_and(|(_, end)| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if is_complete || arn.ends_with(is_mark) {
        return Secret::Manager { asked: arn.clone(), arn };
    }
    let suffix = unknowns.mark(SECRET_SUFFIX);
    Secret::Manager { asked: format!("{arn}-{suffix}"), arn: format!("{arn}-??????") }
}

/// An object of S3 by its ARN, and its bucket's ARN.
pub(super) fn object(unknowns: &Unknowns, value: &str) -> Option<(String, String)> {
    let is_arn = value.strip_prefix("arn:").is_some_and(|rest| rest.split(':').nth(1) == Some("s3"));
    if !is_arn && leading(unknowns, value).is_none() {
        return None;
    }
    let (bucket, key) = value.split_once('/')?;
    (!key.is_empty()).then(|| (value.to_string(), bucket.to_string()))
}

/// A repository of a private registry of ECR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EcrImage {
    pub arn: String,
    /// The account of the registry, where that is written.
    pub account: Option<String>,
    /// The name of the repository, as far as it is known.
    pub repository: String,
}

/// What an image names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Image {
    Ecr(EcrImage),
    /// Any other registry, Amazon ECR Public and Docker Hub among them: no permission of IAM is asked.
    Other,
    Unknown,
}

/// Reads an image.
pub(super) fn image(unknowns: &mut Unknowns, surroundings: &Surroundings, text: &str) -> Image {
    let Some((host, path)) = text.split_once('/') else {
        let repository = leading(unknowns, text).and_then(|(name, _)| name.strip_suffix(".RepositoryUri")).map(str::to_string);
        return match repository.filter(|id| surroundings.created(id).is_some_and(|created| created.kind == "AWS::ECR::Repository")) {
            Some(id) => created_repository(unknowns, surroundings, &id),
            None if text.chars().next().is_some_and(is_mark) => Image::Unknown,
            None => Image::Other,
        };
    };
    let registry = [".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr."].iter().find_map(|middle| host.split_once(middle));
    let Some((account, domain)) = registry else {
        return if host.chars().any(is_mark) { Image::Unknown } else { Image::Other };
    };
    let name = path.split('@').next().unwrap_or(path);
    let name = match name.rfind(':') {
        Some(at) if !name[at..].contains('/') => &name[..at],
        _ => name,
    };
    // A repository that the template creates is known by its logical id.
    if let Some((id, "")) = leading(unknowns, name)
        && surroundings.created(id).is_some_and(|created| created.kind == "AWS::ECR::Repository")
    {
        let id = id.to_string();
        return created_repository(unknowns, surroundings, &id);
    }
    let region = domain.split('.').next().unwrap_or(domain).to_string();
    let partition =
        if region.chars().any(is_mark) { unknowns.variable(PARTITION) } else { crate::facts::partition_of(&region).to_string() };
    let arn = format!("arn:{partition}:ecr:{region}:{account}:repository/{name}");
    let known = super::surroundings::is_account(account).then(|| account.to_string());
    Image::Ecr(EcrImage { arn, account: known, repository: name.to_string() })
}

fn created_repository(unknowns: &mut Unknowns, surroundings: &Surroundings, id: &str) -> Image {
    let name = surroundings.created(id).and_then(|created| created.name.clone()).unwrap_or_else(|| unknowns.mark(id).to_string());
    let arn = local(unknowns, "ecr", &format!("repository/{name}"));
    Image::Ecr(EcrImage { arn, account: None, repository: name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Created;

    fn around() -> Surroundings {
        let created = |kind: &str, name: Option<&str>| Created { kind: kind.to_string(), name: name.map(str::to_string), key: None };
        Surroundings {
            account: Some("111122223333".to_string()),
            region: Some("eu-central-1".to_string()),
            created: std::sync::Arc::new(std::collections::BTreeMap::from([
                ("Password".to_string(), created("AWS::SecretsManager::Secret", None)),
                ("Level".to_string(), created("AWS::SSM::Parameter", Some("/shop/level"))),
                ("Repository".to_string(), created("AWS::ECR::Repository", Some("shop"))),
            ])),
            ..Surroundings::default()
        }
    }

    #[test]
    fn every_form_of_a_secret_is_read() {
        let manager = "arn:aws:secretsmanager:eu-central-1:111122223333:secret";
        let parameter = "arn:aws:ssm:eu-central-1:111122223333:parameter";
        let cases = [
            (format!("{manager}:db-AbCdEf"), Some(format!("{manager}:db-AbCdEf"))),
            (format!("{manager}:db-AbCdEf:password::"), Some(format!("{manager}:db-AbCdEf"))),
            (format!("{manager}:db-AbCdEf:password:AWSPREVIOUS:"), Some(format!("{manager}:db-AbCdEf"))),
            (format!("{manager}:db-AbCdEf:::0123"), Some(format!("{manager}:db-AbCdEf"))),
            (format!("{manager}:prod/db"), Some(format!("{manager}:prod/db-??????"))),
            (format!("{parameter}/shop/level"), Some(format!("{parameter}/shop/level"))),
            ("/shop/level".to_string(), Some(format!("{parameter}/shop/level"))),
            ("level".to_string(), Some(format!("{parameter}/level"))),
            ("${Password}".to_string(), Some("${Password}".to_string())),
            ("${Password}:password::".to_string(), Some("${Password}".to_string())),
            ("${Level}".to_string(), Some(format!("{parameter}/shop/level"))),
            ("${SomeParameter}".to_string(), None),
            ("arn:aws:s3:::bucket/key".to_string(), None),
        ];
        for (value, expected) in cases {
            let around = around();
            let mut unknowns = around.unknowns(None);
            let node = crate::syntax::Node { span: Default::default(), data: crate::syntax::Data::String(value.clone().into()) };
            let text = unknowns.text(&node);
            let found = match secret(&mut unknowns, &around, &text) {
                Secret::Manager { arn, .. } | Secret::Parameter { arn } => Some(unknowns.show(&arn)),
                Secret::Unknown => None,
            };
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn an_image_tells_its_repository() {
        let cases = [
            (
                "444455556666.dkr.ecr.us-east-1.amazonaws.com/team/web:1.4@sha256:ab",
                Some("arn:aws:ecr:us-east-1:444455556666:repository/team/web"),
            ),
            ("444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/web", Some("arn:aws-cn:ecr:cn-north-1:444455556666:repository/web")),
            ("444455556666.dkr-ecr.us-east-1.on.aws/web", Some("arn:aws:ecr:us-east-1:444455556666:repository/web")),
            (
                "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:${Tag}",
                Some("arn:aws:ecr:eu-central-1:111122223333:repository/web"),
            ),
            (
                "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${Repository}:1",
                Some("arn:aws:ecr:eu-central-1:111122223333:repository/shop"),
            ),
            ("${Repository.RepositoryUri}", Some("arn:aws:ecr:eu-central-1:111122223333:repository/shop")),
            ("nginx:1.28", None),
            ("public.ecr.aws/nginx/nginx:1.28", None),
            ("${Image}", None),
            ("${Registry}/web", None),
        ];
        for (text, expected) in cases {
            let around = around();
            let mut unknowns = around.unknowns(None);
            let node = crate::syntax::Node { span: Default::default(), data: crate::syntax::Data::String(text.into()) };
            let written = unknowns.text(&node);
            let found = match image(&mut unknowns, &around, &written) {
                Image::Ecr(image) => Some(unknowns.show(&image.arn)),
                Image::Other | Image::Unknown => None,
            };
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
