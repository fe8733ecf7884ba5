//! What is shown of what is found: the configuration of each document, and what the editor adds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use crate::lint::{CONFIGURATION_NAME, ConfigurationSource, Held, Profile, Settings, find_configuration, settings_from};
use crate::source::{Fault, SourceFile};

/// Where the settings of documents come from. A configuration is read each time: it is small, and so no change of it is ever missed.
#[derive(Debug)]
pub struct SettingsSource {
    profile: Option<Profile>,
}

/// The settings of one document.
#[derive(Debug)]
pub struct FoundSettings {
    /// What holds; the defaults where the configuration is wrong.
    pub settings: Arc<Settings>,
    /// The configuration, where there is one.
    pub configuration: Option<PathBuf>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

impl SettingsSource {
    /// Reads what the client sends with `initialize`: `{"profile": "strict"}`.
    pub fn of(options: Option<&Value>) -> Self {
        let named = options.and_then(|options| options.get("profile"));
        let profile = named.and_then(Value::as_str).and_then(Profile::from_name);
        if let Some(named) = named.filter(|_| profile.is_none()) {
            let known = Profile::ALL.map(Profile::name).join(", ");
            eprintln!("ecslab lsp: initializationOptions: no profile is called {named}; the profiles are {known}");
        }
        Self { profile }
    }

    /// The settings of the document with that path: of the nearest configuration above it.
    pub fn of_document(&self, path: &str) -> FoundSettings {
        let configuration = find_configuration(Path::new(path));
        let read = configuration.clone().map_or(ConfigurationSource::None, ConfigurationSource::File).settings_for(Path::new(path));
        let (mut settings, faults) = match read {
            Ok(settings) => (settings, Vec::new()),
            Err(faults) => (Settings::default(), faults),
        };
        if let Some(profile) = self.profile {
            settings.profile = Held::by_option("initializationOptions", profile);
        }
        FoundSettings { settings: Arc::new(settings), configuration, faults }
    }
}

/// Whether a path is that of a configuration.
pub fn is_configuration(path: &str) -> bool {
    path.rsplit(['/', '\\']).next() == Some(CONFIGURATION_NAME)
}

/// What is wrong with the text of a configuration that is open.
pub fn faults_of(path: &str, text: &str) -> Vec<Fault> {
    let folder = Path::new(path).parent().map(Path::to_path_buf).unwrap_or_default();
    settings_from(&SourceFile::new(path, text), folder).err().unwrap_or_default()
}
