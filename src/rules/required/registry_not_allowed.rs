//! ECS350

use crate::lint::{Findings, Judged, RequiredCheck, Requirements, declare_rule};
use crate::model::{ImageReference, Kind, is_placeholder, is_stand_in};

declare_rule! {
    /// Whoever controls the registry controls what runs with the task's role. Teams therefore pull from registries that they know:
    /// their own, or a pull-through cache in front of others, where images are scanned and stay when the origin goes away.
    ///
    /// The rule is silent until a configuration says from where images may come:
    ///
    /// ```toml
    /// allowed-registries = ["111122223333.dkr.ecr.eu-central-1.amazonaws.com", "public.ecr.aws/docker"]
    /// ```
    ///
    /// An entry is a host, with a path where only a part of the registry is meant; `*` stands for any characters but `/`. An image
    /// without a registry comes from `docker.io`, one without a path from `docker.io/library`.
    REGISTRY_NOT_ALLOWED {
        code: "ECS350",
        name: "registry-not-allowed",
        severity: Warning,
        summary: "An image comes from a registry that the configuration does not allow.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
        verified: "2026-11-29",
        lesson: "fargate/images",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "public.ecr.aws/docker/library/nginx:1.28", "memory": 128}]}"#,
        check: Required(RequiredCheck {
            kinds: &[Kind::TaskDefinition],
            example: "allowed-registries = [\"public.ecr.aws/docker\"]",
            check,
        }),
    }
}

fn check(task: &Judged<'_>, requirements: &Requirements, findings: &mut Findings<'_>) {
    let allowed = &requirements.allowed_registries;
    if allowed.is_empty() {
        return;
    }
    for container in task.fields.objects("containerDefinitions", |container| container).items {
        let (Some(place), Some(written)) = (container.place_of("image"), container.written("image")) else { continue };
        let Some(image) = known(written) else { continue };
        if allowed.iter().any(|registry| registry.holds(&image)) {
            continue;
        }
        let names: Vec<_> = allowed.iter().map(|registry| registry.as_str()).collect();
        let from = image.registry.unwrap_or("docker.io");
        findings
            .report(place.value, format!("the image {written} comes from {from}, which is not among the allowed registries"))
            .help(format!("take it from {}, or add its registry to `allowed-registries`", names.join(", ")));
    }
}

/// The image, where the registry and the path are written in full.
fn known(written: &str) -> Option<ImageReference<'_>> {
    let image = ImageReference::with_placeholders(written).filter(|_| !is_stand_in(written))?;
    let is_known = !image.repository.is_empty() && !image.registry.is_some_and(is_placeholder) && !is_placeholder(image.repository);
    is_known.then_some(image)
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn an_image_is_judged_where_its_place_is_written_in_full() {
        for written in ["nginx", "nginx:${TAG}", "public.ecr.aws/a/b@sha256:0"] {
            assert!(known(written).is_some(), "{written}");
        }
        for written in
            ["${IMAGE}", "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/web:1", "IMAGE_NAME", "<IMAGE1_NAME>", "", "${REPO}:1"]
        {
            assert!(known(written).is_none(), "{written}");
        }
    }
}
