//! From what the provider says of a person to what they may do here.

use super::settings::Settings;
use records::{Oidc, Profile};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A person, as the provider tells of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Who they are at the provider.
    pub oidc: Oidc,
    /// What they are called there.
    pub username: String,
    /// Their name.
    pub name: String,
    /// Their address for messages.
    pub email: Option<String>,
    /// Their groups.
    pub groups: BTreeSet<String>,
    /// Their worker id.
    pub worker_id: Option<String>,
}

/// Words of a claim: one, or a list.
fn words(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    match claims.get(name) {
        Some(Value::String(word)) => vec![word.clone()],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn word(claims: &Map<String, Value>, name: &str) -> Option<String> {
    words(claims, name).into_iter().map(|word| word.trim().to_owned()).find(|word| !word.is_empty())
}

impl Told {
    /// Of the claims of a token that was found good.
    pub fn of(settings: &Settings, subject: &str, claims: &Map<String, Value>) -> Told {
        let username = word(claims, &settings.username_claim).unwrap_or_else(|| subject.to_owned());
        Told {
            oidc: Oidc { issuer: settings.issuer.clone(), subject: subject.to_owned() },
            name: word(claims, "name").unwrap_or_else(|| username.clone()),
            username,
            email: word(claims, "email").filter(|email| email.contains('@')),
            groups: words(claims, &settings.group_claim).into_iter().collect(),
            worker_id: settings.worker_claim.as_deref().and_then(|claim| word(claims, claim)),
        }
    }

    /// The profile that the account gets. The provider’s groups decide roles, names and capacities; teams and services
    /// too where a group names some, and otherwise what an administrator set stays. None where no group gives a role.
    pub fn profile(&self, settings: &Settings, before: Option<&Profile>) -> Option<Profile> {
        let groups: Vec<_> = settings.groups.iter().filter(|group| self.groups.contains(&group.group)).collect();
        if groups.is_empty() {
            return None;
        }
        let joined = |of: fn(&super::settings::Group) -> &BTreeSet<String>| {
            groups.iter().flat_map(|group| of(group)).cloned().collect::<BTreeSet<String>>()
        };
        let (teams, services) = (joined(|group| &group.teams), joined(|group| &group.services));
        let kept = before.filter(|_| teams.is_empty() && services.is_empty());
        Some(Profile {
            username: before.map_or_else(|| self.username.clone(), |before| before.username.clone()),
            display_name: self.name.clone(),
            email: self.email.clone(),
            roles: groups.iter().map(|group| group.role).collect(),
            capacities: joined(|group| &group.capacities),
            teams: kept.map_or(teams, |before| before.teams.clone()),
            services: kept.map_or(services, |before| before.services.clone()),
            worker_id: self.worker_id.clone().or_else(|| before.and_then(|before| before.worker_id.clone())),
            sees_names: groups.iter().any(|group| group.sees_names),
            oidc: Some(self.oidc.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Role;
    use serde_json::json;

    fn settings() -> Settings {
        Settings::parse(
            r#"
            issuer = "https://login.council.example"
            client_id = "derwent"
            client_secret_env = "A_SECRET"
            worker_claim = "employee"
            [[group]]
            group = "west"
            role = "team-manager"
            teams = ["T22"]
            sees_names = true
            [[group]]
            group = "quality"
            role = "quality-officer"
            "#,
        )
        .expect("settings")
    }

    fn told(claims: Value) -> Told {
        Told::of(&settings(), "s-1", claims.as_object().expect("claims"))
    }

    #[test]
    fn groups_give_roles_and_teams() {
        let claims = json!({"preferred_username": "p.taylor", "name": "P. Taylor", "groups": ["west", "quality", "x"]});
        let profile = told(claims).profile(&settings(), None).expect("a profile");
        assert_eq!(profile.roles, BTreeSet::from([Role::TeamManager, Role::QualityOfficer]));
        assert_eq!(profile.teams, BTreeSet::from(["T22".to_owned()]));
        assert!(profile.sees_names);
        assert_eq!((profile.username.as_str(), profile.display_name.as_str()), ("p.taylor", "P. Taylor"));
    }

    #[test]
    fn no_group_of_ours_gives_nothing() {
        for groups in [json!([]), json!(["West"]), json!(null), json!({"west": true}), json!("westward")] {
            assert_eq!(told(json!({"groups": groups})).profile(&settings(), None), None);
        }
        assert!(told(json!({"groups": "west"})).profile(&settings(), None).is_some());
    }

    #[test]
    fn what_an_administrator_set_stays_where_no_group_says_otherwise() {
        let before = Profile {
            username: "p.taylor".into(),
            teams: ["T09".to_owned()].into(),
            worker_id: Some("W1".into()),
            roles: [Role::Director].into(),
            ..Profile::default()
        };
        let claims = json!({"preferred_username": "new.name", "groups": ["quality"]});
        let after = told(claims).profile(&settings(), Some(&before)).expect("a profile");
        assert_eq!((after.username.as_str(), after.worker_id.as_deref()), ("p.taylor", Some("W1")));
        assert_eq!(after.teams, before.teams);
        assert_eq!(after.roles, BTreeSet::from([Role::QualityOfficer]));
        let moved = told(json!({"groups": ["west"], "employee": "W7"})).profile(&settings(), Some(&before));
        let moved = moved.expect("a profile");
        assert_eq!((moved.teams, moved.worker_id), (BTreeSet::from(["T22".to_owned()]), Some("W7".into())));
    }
}
