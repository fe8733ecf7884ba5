//! Which volumes of a definition are the task's own, and where the data of the others are.

use std::path::{Component, Path, PathBuf};

use super::{Planner, Problems};
use crate::model::{EfsVolume, Literal, Value, Volume};
use crate::runtime::plan::{KeptData, KeptVolume};
use crate::source::Span;

impl Planner<'_, '_> {
    /// Names of the volumes that are empty at the start, and what the others are.
    pub(super) fn volumes(&mut self) -> (Vec<String>, Vec<KeptVolume>) {
        let (mut own, mut kept) = (Vec::new(), Vec::new());
        for volume in &self.definition.volumes {
            let Some(name) = volume.name.literal() else { continue };
            match self.kept_volume(name, volume) {
                Some(volume) => kept.push(volume),
                None => own.push(name.to_string()),
            }
        }
        (own, kept)
    }

    fn kept_volume(&mut self, name: &str, volume: &Volume<'_>) -> Option<KeptVolume> {
        if let Some(efs) = &volume.efs {
            return Some(self.file_system(name, efs));
        }
        // Without a workspace a host path was refused already.
        let (workspace, path) = (self.options.workspace.as_ref()?, volume.host_source_path?);
        let path = below(path.literal()?, path.span(), &mut self.problems)?;
        let data = KeptData::Directory(workspace.clone());
        let path = path.to_str().unwrap_or_default().to_string();
        Some(KeptVolume { name: name.to_string(), data, path, owner: None, file_system: None })
    }

    fn file_system(&mut self, name: &str, efs: &EfsVolume<'_>) -> KeptVolume {
        let known = &self.options.file_systems;
        let written = |value: &Value<&str>| value.literal().unwrap_or(self.problems.written(value.span())).to_string();
        let id = efs.file_system_id.as_ref().map(written).unwrap_or_default();
        let access_point_id = efs.access_point_id.as_ref().map(written);
        let access_point = access_point_id.as_ref().and_then(|id| known.access_points.get(id));
        if let (Some(id), None) = (&access_point_id, access_point) {
            self.notes.push(format!(
                "what the access point {id} is, the definition does not say: volume {name} is the root of its file system and belongs \
                 to root (--access-point {id}=UID:GID/PATH says it)"
            ));
        }
        let (path, span) = match (access_point, efs.root_directory) {
            (Some(access_point), _) => (access_point.path.as_str(), efs.place.value),
            (None, Some(root)) => (root.literal().unwrap_or("/"), root.span()),
            (None, None) => ("/", efs.place.value),
        };
        let path = below(path, span, &mut self.problems).unwrap_or_default();
        let path = path.to_str().unwrap_or_default().to_string();
        let data = match known.directories.get(&id) {
            Some(directory) => KeptData::Directory(directory.clone()),
            None => KeptData::EngineVolume { name: known.volume_name(&id, &path), scope: known.scope.clone() },
        };
        let owner = access_point.map(|point| (point.uid, point.gid));
        KeptVolume { name: name.to_string(), data, path, owner, file_system: Some(id) }
    }
}

/// The path without its leading slash; one that leads upwards is a problem.
fn below(path: &str, span: Span, problems: &mut Problems<'_>) -> Option<PathBuf> {
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    if parts.iter().any(|part| matches!(part, Component::ParentDir | Component::Prefix(_))) {
        problems.add(span, format!("the path {path} leads out of the directory that stands in for it"), "write the path without ..");
        return None;
    }
    Some(parts.into_iter().filter(|part| matches!(part, Component::Normal(_))).collect())
}
