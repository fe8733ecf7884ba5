//! What is shown of what is found.

use std::sync::Arc;

use serde_json::Value;

use crate::lint::{Profile, Settings};

/// Where the settings of documents come from.
#[derive(Debug)]
pub struct SettingsSource {
    settings: Arc<Settings>,
}

impl SettingsSource {
    /// The name of the configuration file.
    pub const FILE_NAME: &'static str = "ecslab.toml";

    /// Reads what the client sends with `initialize`: `{"profile": "strict"}`.
    pub fn of(options: Option<&Value>) -> Self {
        let named = options.and_then(|options| options.get("profile"));
        let profile = named.and_then(Value::as_str).and_then(Profile::from_name);
        if let Some(named) = named.filter(|_| profile.is_none()) {
            let known = Profile::ALL.map(Profile::name).join(", ");
            eprintln!("ecslab lsp: initializationOptions: no profile is called {named}; the profiles are {known}");
        }
        let settings = Settings { profile: profile.unwrap_or_default(), ..Settings::default() };
        Self { settings: Arc::new(settings) }
    }

    /// The settings of the document with that path.
    pub fn of_document(&self, _path: &str) -> Arc<Settings> {
        Arc::clone(&self.settings)
    }
}
