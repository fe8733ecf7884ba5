//! Where the learner's data lives.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// `ECSLAB_HOME`, else `ecslab` in the platform's data folder; `None` where neither is known.
pub fn home() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("ECSLAB_HOME").filter(|home| !home.is_empty()) {
        return Some(PathBuf::from(home));
    }
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("ecslab"))
}
