//! How the council’s identity provider is set up: a TOML file beside the server.
//!
//! ```toml
//! issuer = "https://login.council.example/realms/council"
//! client_id = "derwent"
//! client_secret_file = "/etc/derwent/provider-secret"   # or client_secret_env = "DERWENT_PROVIDER_SECRET"
//! name = "your council account"                         # what the sign-in page calls it
//! ca_file = "/etc/derwent/council-ca.pem"               # only where its certificate is the council’s own
//! scopes = ["profile", "email", "groups"]
//! username_claim = "preferred_username"
//! group_claim = "groups"
//! worker_claim = "employee_number"                      # where the provider knows the case system’s worker ids
//!
//! [[group]]
//! group = "derwent-managers-west"
//! role = "team-manager"
//! teams = ["T22"]
//! sees_names = true
//! ```

use records::Role;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file, checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The provider’s address, as its tokens give it.
    pub issuer: String,
    /// The name under which it knows us.
    pub client_id: String,
    /// The file that holds our secret.
    pub client_secret_file: Option<PathBuf>,
    /// The environment variable that holds our secret.
    pub client_secret_env: Option<String>,
    /// What the sign-in page calls it.
    #[serde(default = "name")]
    pub name: String,
    /// A PEM file with the authority of its certificate, where the system doesn’t know it.
    pub ca_file: Option<PathBuf>,
    /// What is asked of it besides who the person is.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// The claim that becomes the username.
    #[serde(default = "username_claim")]
    pub username_claim: String,
    /// The claim that lists the person’s groups.
    #[serde(default = "group_claim")]
    pub group_claim: String,
    /// The claim that holds the person’s worker id, where there is one.
    pub worker_claim: Option<String>,
    /// What each group may do.
    #[serde(default, rename = "group")]
    pub groups: Vec<Group>,
}

/// What the people of a group may do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The group, as the provider’s claim names it.
    pub group: String,
    /// The role that it gives.
    #[serde(deserialize_with = "role")]
    pub role: Role,
    /// Teams that its people answer for.
    #[serde(default)]
    pub teams: BTreeSet<String>,
    /// Services that its people answer for.
    #[serde(default)]
    pub services: BTreeSet<String>,
    /// Of clearing officers: what they clear reports for.
    #[serde(default)]
    pub capacities: BTreeSet<String>,
    /// Whether its people see children’s names.
    #[serde(default)]
    pub sees_names: bool,
}

fn name() -> String {
    "your council account".to_owned()
}

fn scopes() -> Vec<String> {
    ["profile", "email", "groups"].map(str::to_owned).into()
}

fn username_claim() -> String {
    "preferred_username".to_owned()
}

fn group_claim() -> String {
    "groups".to_owned()
}

fn role<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
    let word = String::deserialize(from)?;
    Role::parse(&word).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::word).collect();
        serde::de::Error::custom(format!("‘{word}’ is no role; one of {} is expected", known.join(", ")))
    })
}

/// Whether an address leads to this machine, where nobody can listen in.
fn is_here(address: &str) -> bool {
    ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        .iter()
        .any(|start| address.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])))
}

impl Settings {
    /// Understands the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, a sentence each.
    pub fn parse(text: &str) -> Result<Settings, Vec<String>> {
        let settings: Settings = toml::from_str(text).map_err(|error| vec![error.to_string().trim().to_owned()])?;
        let mut faults = Vec::new();
        if !settings.issuer.starts_with("https://") && !is_here(&settings.issuer) {
            faults.push(format!("issuer ‘{}’ must begin with https://", settings.issuer));
        }
        if settings.client_id.is_empty() {
            faults.push("client_id must say the name under which the provider knows Derwent".to_owned());
        }
        if settings.client_secret_file.is_some() == settings.client_secret_env.is_some() {
            faults.push("give the secret by one of client_secret_file and client_secret_env".to_owned());
        }
        if settings.groups.is_empty() {
            faults.push("at least one [[group]] is needed, or nobody could sign in".to_owned());
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// Reads a file, and the secret from where it says.
    ///
    /// # Errors
    /// What is wrong, a sentence each, with the file’s name.
    pub fn read(path: &Path) -> Result<(Settings, String), Vec<String>> {
        let named = |fault: String| format!("{}: {fault}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| vec![named(error.to_string())])?;
        let settings = Settings::parse(&text).map_err(|faults| faults.into_iter().map(named).collect::<Vec<_>>())?;
        let secret = settings.secret().map_err(|fault| vec![named(fault)])?;
        Ok((settings, secret))
    }

    fn secret(&self) -> Result<String, String> {
        let secret = match (&self.client_secret_file, &self.client_secret_env) {
            (Some(file), _) => std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?,
            (None, Some(name)) => {
                std::env::var(name).map_err(|_| format!("the environment variable {name} is not set"))?
            }
            (None, None) => String::new(),
        };
        let secret = secret.trim().to_owned();
        if secret.is_empty() { Err("the provider’s secret is empty".to_owned()) } else { Ok(secret) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        issuer = "https://login.council.example"
        client_id = "derwent"
        client_secret_env = "A_SECRET"
        [[group]]
        group = "managers-west"
        role = "team-manager"
        teams = ["T22"]
        sees_names = true
    "#;

    #[test]
    fn a_file_is_understood() {
        let settings = Settings::parse(FILE).expect("settings");
        assert_eq!(settings.groups[0].role, Role::TeamManager);
        assert_eq!((settings.group_claim.as_str(), settings.name.as_str()), ("groups", "your council account"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (from, to, said) in [
            ("https://login", "http://login", "must begin with https://"),
            ("https://login.council.example", "http://localhost.council.example", "must begin with https://"),
            ("client_secret_env = \"A_SECRET\"", "", "client_secret_file"),
            ("team-manager", "boss", "is no role"),
            ("teams = ", "team = ", "unknown field"),
        ] {
            let faults = Settings::parse(&FILE.replace(from, to)).expect_err(said);
            assert!(faults.iter().any(|fault| fault.contains(said)), "{faults:?}");
        }
        assert!(Settings::parse(&FILE.replace("https://login.council.example", "http://localhost:4000")).is_ok());
    }
}
