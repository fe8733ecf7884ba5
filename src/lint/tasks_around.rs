//! What the documents of a run say around task definitions: which services turn on ECS Exec, where the sessions of their clusters go, and
//! which caches ECR pulls through.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Settings;
use super::role_template::exec_of_cluster;
use crate::model::{Fields, Kind, Literal, RegistryPart, family_and_revision};
use crate::roles::{Exec, Key, Surroundings};
use crate::syntax::Node;

/// The cluster of a service that names none.
const DEFAULT_CLUSTER: &str = "default";

/// What is known around the task definitions of some documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TasksAround {
    /// Families whose tasks a service starts with ECS Exec, and the names of its clusters.
    executed: BTreeMap<String, BTreeSet<String>>,
    /// Clusters that say where sessions go; nothing for a name that several have who say different things.
    clusters: BTreeMap<String, Option<Exec>>,
    /// Prefixes of pull through caches, with the folders of the documents that say so: of which registry they are is not said.
    cache_prefixes: BTreeSet<(String, PathBuf)>,
    /// What encrypts what, as a configuration says.
    keys: Vec<(String, Key)>,
}

impl TasksAround {
    /// Takes in what a document says.
    pub(super) fn add(&mut self, kind: Kind, node: &Node<'_>) {
        let Some(fields) = Fields::of(node) else { return };
        let text = |name: &str| fields.string(name).literal().map(str::to_string);
        match kind {
            Kind::Service if fields.boolean("enableExecuteCommand").literal() == Some(true) => {
                let Some(task) = text("taskDefinition") else { return };
                let cluster = match fields.place_of("cluster") {
                    None => Some(DEFAULT_CLUSTER.to_string()),
                    Some(_) => text("cluster").or_else(|| text("clusterArn")),
                };
                let cluster = text("clusterArn").or(cluster);
                let clusters = self.executed.entry(family_and_revision(&task).0.to_string()).or_default();
                clusters.extend(cluster.map(|cluster| cluster.rsplit('/').next().unwrap_or(&cluster).to_string()));
            }
            Kind::Cluster => {
                if let Some(name) = text("clusterName") {
                    self.add_cluster(name, Some(exec_of_cluster(node)));
                }
            }
            Kind::EcrRegistry(RegistryPart::PullThroughCacheRule) => {
                self.cache_prefixes.extend(text("ecrRepositoryPrefix").map(|prefix| (prefix, PathBuf::new())));
            }
            _ => {}
        }
    }

    fn add_cluster(&mut self, name: String, exec: Option<Exec>) {
        let known = self.clusters.entry(name).or_insert_with(|| exec.clone());
        if *known != exec {
            *known = None;
        }
    }

    /// Takes in what the documents of a file say.
    pub(super) fn extend(&mut self, other: Self, file: &Path) {
        for (family, clusters) in other.executed {
            self.executed.entry(family).or_default().extend(clusters);
        }
        for (name, exec) in other.clusters {
            self.add_cluster(name, exec);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        self.cache_prefixes.extend(other.cache_prefixes.into_iter().map(|(prefix, _)| (prefix, folder.to_path_buf())));
    }

    /// What counts for the task definitions of a file: caches of its own folder and of those above and below it, which are of the same
    /// project, and the keys that its configuration names.
    pub(super) fn of_file(&self, file: &Path, settings: &Settings) -> Cow<'_, Self> {
        if settings.keys.is_empty() && self.cache_prefixes.is_empty() {
            return Cow::Borrowed(self);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let is_near = |other: &Path| folder.starts_with(other) || other.starts_with(folder);
        let cache_prefixes = self.cache_prefixes.iter().filter(|(_, folder)| is_near(folder)).cloned().collect();
        Cow::Owned(Self { cache_prefixes, keys: settings.keys(), ..self.clone() })
    }

    /// ECS Exec of the tasks of a family, where a service turns it on; sessions go where a cluster of such a service says.
    pub(super) fn exec_of(&self, family: &str) -> Option<Exec> {
        let clusters = self.executed.get(family)?;
        let mut found = clusters.iter().filter_map(|name| self.clusters.get(name)?.clone());
        Some(found.find(|exec| *exec != Exec::default()).unwrap_or_default())
    }

    /// What is known around a task of a family.
    pub(super) fn surroundings(&self, family: Option<&str>) -> Surroundings {
        Surroundings {
            exec: family.and_then(|family| self.exec_of(family)),
            cache_prefixes: self.cache_prefixes.iter().map(|(prefix, _)| prefix.clone()).collect(),
            keys: self.keys.clone(),
            ..Surroundings::default()
        }
    }
}
