//! Makes the volumes of a task, and bounds what its containers write.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::super::plan::{KeptData, KeptVolume};
use super::super::{ContainerPlan, EngineError, Label, MountPlan, Network, PAUSE_IMAGE, Status, StopCode};
use super::RunningTask;

/// Name of the container that gives a directory its owner; it is gone before the task's own start.
const OWNER_CONTAINER: &str = "~internal~ecslab~owner";
/// How often it is measured what containers have written, at most.
pub(super) const DISK_INTERVAL: Duration = Duration::from_secs(2);
/// Measuring takes at most this part of the time: a file system of many files takes long.
const DISK_SHARE: u32 = 20;

impl RunningTask<'_> {
    /// Makes the task's own volumes, and finds or makes what stands in for file systems and host paths. On a machine of AWS a
    /// file system that cannot be mounted ends the task; so it does here.
    pub(super) fn prepare_volumes(&mut self) -> Result<(), EngineError> {
        for volume in &self.plan.volumes {
            self.engine.create_volume(&format!("{}{volume}", self.prefix()), &self.labels())?;
        }
        for volume in self.plan.kept_volumes.clone() {
            match &volume.data {
                KeptData::EngineVolume { name, scope } => {
                    // Neither this session nor the task: no sweep is to remove what outlives them. A scope is a session of its own.
                    let file_system = volume.file_system.clone().unwrap_or_default();
                    let mut labels = vec![(Label::FileSystem, file_system), (Label::Scope, scope.clone())];
                    if !scope.is_empty() {
                        labels.push((Label::Session, scope.clone()));
                    }
                    self.engine.create_volume(name, &labels)?;
                }
                KeptData::Directory(root) => {
                    if let Err(reason) = prepare_directory(&volume, root) {
                        self.begin_stop(StopCode::TaskFailedToStart, &reason);
                        return Ok(());
                    }
                }
            }
            if let Some((uid, gid)) = volume.owner {
                self.give(&volume, uid, gid)?;
            }
        }
        Ok(())
    }

    /// An access point makes its directory belong to its user. Everybody may write there, as on AWS, where it makes everybody
    /// that user; what is made there gets the group.
    fn give(&self, volume: &KeptVolume, uid: u32, gid: u32) -> Result<(), EngineError> {
        let path = "/data".to_string();
        let owner = ContainerPlan {
            name: OWNER_CONTAINER.to_string(),
            local_image: PAUSE_IMAGE.to_string(),
            entry_point: vec!["sleep".to_string()],
            command: vec!["60".to_string()],
            mounts: vec![MountPlan { volume: volume.name.clone(), path: path.clone(), read_only: false }],
            ..ContainerPlan::default()
        };
        let id = self.engine.start(&self.spec(&owner, "owner", Network::Disabled))?;
        let words = ["sh", "-c", "chown \"$1\" \"$2\" && chmod 2777 \"$2\"", "sh"].map(str::to_string);
        let words: Vec<String> = words.into_iter().chain([format!("{uid}:{gid}"), path]).collect();
        let ran = self.engine.exec(&id, &words, super::EXEC_LIMIT);
        self.engine.remove(&id)?;
        match ran? {
            ran if ran.exit_code == 0 => Ok(()),
            ran => Err(EngineError::Failed { action: "give a directory to its access point", message: ran.output.trim().to_string() }),
        }
    }

    /// Stops the task when a container has written more to its own file system than it may.
    pub(super) fn watch_disk(&mut self, now: SystemTime) -> Result<(), EngineError> {
        let limit = u64::from(self.plan.disk_limit_mib) * 1024 * 1024;
        if limit == 0 || self.stop.is_some() || now < self.measure_disk_at {
            return Ok(());
        }
        let started = Instant::now();
        for index in 0..self.containers.len() {
            let state = &self.containers[index].state;
            // A read-only root cannot be written, and measuring costs.
            let (Some(id), Status::Running, false) = (&state.id, state.status, self.plan.containers[index].readonly_root) else { continue };
            let written = match self.engine.written_bytes(id) {
                Ok(written) => written,
                Err(EngineError::NoSuchContainer(_)) => continue,
                Err(error) => return Err(error),
            };
            if written > limit {
                let name = &self.plan.containers[index].name;
                let reason = format!("{name} wrote more than {} MiB to its file system (--disk-limit)", self.plan.disk_limit_mib);
                // Whoever fills a disk is not asked to stop.
                self.over_limit = true;
                self.begin_stop(StopCode::UserInitiated, &reason);
                self.kill_all()?;
                return Ok(());
            }
        }
        self.measure_disk_at = now + DISK_INTERVAL.max(started.elapsed() * DISK_SHARE);
        Ok(())
    }
}

/// Makes the directory, or finds it; the error is the reason that ECS would give.
fn prepare_directory(volume: &KeptVolume, root: &Path) -> Result<(), String> {
    let whole = volume.directory().unwrap_or_else(|| root.to_path_buf());
    let fails = |error: std::io::Error| format!("CannotCreateVolumeError: {}: {error}", whole.display());
    // A root directory of EFS must be there already; an access point makes its own.
    let made = match volume.file_system {
        Some(_) if volume.owner.is_none() => root,
        _ => whole.as_path(),
    };
    std::fs::create_dir_all(made).map_err(fails)?;
    if !whole.is_dir() {
        let id = volume.file_system.as_deref().unwrap_or_default();
        return Err(format!(
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: mounting \
             {id}:/{} failed, reason given by server: No such file or directory' : unsuccessful EFS utils command execution; code: 32",
            volume.path
        ));
    }
    // A symbolic link that a container made must not lead a mount elsewhere on this machine.
    let (root, found) = (root.canonicalize().map_err(fails)?, whole.canonicalize().map_err(fails)?);
    if !found.starts_with(&root) {
        return Err(format!("CannotCreateVolumeError: {} leads out of {}", whole.display(), root.display()));
    }
    Ok(())
}
