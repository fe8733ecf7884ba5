//! What a task reads from Secrets Manager and Parameter Store.

use crate::model::{Literal, TaskDefinition, Value, is_placeholder};

/// `valueFrom` of the containers' secrets and of their log drivers', where it is written in the document.
pub(super) fn secret_references<'t, 'a>(task: &'t TaskDefinition<'a>) -> impl Iterator<Item = (Value<&'a str>, &'a str)> + use<'t, 'a> {
    let of_logs = |container: &'t crate::model::ContainerDefinition<'a>| {
        container.log_configuration.as_ref().map(|log| log.secret_options.iter()).into_iter().flatten()
    };
    task.container_definitions
        .iter()
        .flat_map(move |container| container.secrets.iter().chain(of_logs(container)))
        .filter_map(|secret| Some((secret.value?, secret.value.literal()?)))
        .filter(|(_, text)| !is_placeholder(text))
}
