//! The form of an account: what an administrator sets, read and checked.

use crate::access::CAPACITIES;
use crate::components::Choice;
use crate::reading::Reading;
use crate::shell::Mistake;
use records::{Profile, Role};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AccountForm {
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub display_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default)]
    pub capacities: Vec<String>,
    #[serde(default)]
    pub other_capacities: String,
    #[serde(default)]
    pub teams: Vec<String>,
    #[serde(default)]
    pub services: Vec<String>,
    #[serde(default)]
    pub worker_id: String,
    #[serde(default)]
    pub sees_names: String,
}

impl AccountForm {
    /// What the form shows of a profile.
    pub fn of(profile: &Profile) -> AccountForm {
        let known = |capacity: &str| CAPACITIES.iter().any(|(word, _)| *word == capacity);
        let (known, other): (Vec<String>, Vec<String>) =
            profile.capacities.iter().cloned().partition(|word| known(word));
        AccountForm {
            username: profile.username.clone(),
            display_name: profile.display_name.clone(),
            email: profile.email.clone().unwrap_or_default(),
            roles: profile.roles.iter().map(|role| role.word().to_owned()).collect(),
            capacities: known,
            other_capacities: other.join(", "),
            teams: profile.teams.iter().cloned().collect(),
            services: profile.services.iter().cloned().collect(),
            worker_id: profile.worker_id.clone().unwrap_or_default(),
            sees_names: if profile.sees_names { "yes".to_owned() } else { String::new() },
        }
    }

    /// The profile that it says, over one that there is (its identity at the council’s provider stays), or what is wrong.
    pub fn profile(&self, before: Option<&Profile>) -> Result<Profile, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let roles: BTreeSet<Role> = self.roles.iter().filter_map(|word| Role::parse(word)).collect();
        let words = |texts: &[String]| -> BTreeSet<String> {
            texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
        };
        let (teams, services) = (words(&self.teams), words(&self.services));
        let mut capacities = words(&self.capacities);
        let other = self.other_capacities.split(',').map(|text| text.trim().to_lowercase().replace(' ', "-"));
        capacities.extend(other.filter(|text| !text.is_empty()));
        let worker = Some(self.worker_id.trim().to_owned()).filter(|id| !id.is_empty());
        let username = self.username.trim();
        if username.is_empty() || username.contains(char::is_whitespace) {
            mistakes.push(Mistake::new("username", "Enter a username without blanks"));
        }
        if self.display_name.trim().is_empty() {
            mistakes.push(Mistake::new("display_name", "Enter the person’s name"));
        }
        if !self.email.trim().is_empty() && !self.email.contains('@') {
            mistakes.push(Mistake::new("email", "Enter an email address with an @, such as name@example.gov.uk"));
        }
        if roles.is_empty() {
            mistakes.push(Mistake::new("roles", "Choose what the person may do: one role or more"));
        }
        let manages = roles.contains(&Role::ServiceManager) || roles.contains(&Role::TeamManager);
        if manages && teams.is_empty() && services.is_empty() {
            mistakes.push(Mistake::new(
                "teams",
                "Choose the teams or services of this manager: without one they see no child",
            ));
        }
        if roles.contains(&Role::Practitioner) && worker.is_none() {
            mistakes
                .push(Mistake::new("worker_id", "Enter the practitioner’s worker id: without it they see no child"));
        }
        if roles.contains(&Role::ClearingOfficer) && capacities.is_empty() {
            mistakes.push(Mistake::new("capacities", "Choose in what capacity this officer clears reports"));
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Profile {
            username: username.to_owned(),
            display_name: self.display_name.trim().to_owned(),
            email: Some(self.email.trim().to_owned()).filter(|email| !email.is_empty()),
            roles,
            capacities,
            teams,
            services,
            worker_id: worker,
            sees_names: self.sees_names == "yes",
            oidc: before.and_then(|before| before.oidc.clone()),
        })
    }
}

/// What can be chosen.
pub struct Choices {
    pub roles: Vec<Choice>,
    pub capacities: Vec<Choice>,
    pub teams: Vec<Choice>,
    pub services: Vec<Choice>,
}

/// What a role is for, in a few words.
fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Administrator => "Accounts, settings and backups. No data about children.",
        Role::Analyst => "Loads data and drafts reports. All children.",
        Role::ServiceManager => "The children of their services and teams.",
        Role::TeamManager => "The children of their teams.",
        Role::Practitioner => "Their own children.",
        Role::QualityOfficer => "Quality of practice and of records. All children.",
        Role::Director => "All children and numbers; clears and issues reports.",
        Role::ClearingOfficer => "Clears reports. No data about single children.",
        Role::BoardMember => "Numbers with small ones hidden, and issued reports.",
        Role::Auditor => "The access log, nothing else.",
    }
}

impl Choices {
    /// For a form, with the teams and services of the newest data; those that the form has and the data hasn’t, too.
    pub fn of(form: &AccountForm, reading: Option<&Reading>) -> Choices {
        let has = |chosen: &[String], value: &str| chosen.iter().any(|word| word == value);
        let role = |role: Role| {
            Choice::new(role.word(), role.title()).hint(role_hint(role)).chosen(has(&form.roles, role.word()))
        };
        let (mut teams, mut services) = (Vec::new(), Vec::new());
        if let Some(reading) = reading {
            for team in reading.workings().teams() {
                let open = team.now == team.id;
                if open || has(&form.teams, &team.id) {
                    let label =
                        if team.name == team.id { team.id.clone() } else { format!("{} ({})", team.name, team.id) };
                    let hint =
                        if open { team.service.clone() } else { format!("closed; its work is with {} now", team.now) };
                    teams.push(Choice::new(team.id.clone(), label).hint(hint).chosen(has(&form.teams, &team.id)));
                }
            }
            services.extend(
                reading
                    .workings()
                    .services()
                    .into_iter()
                    .map(|name| Choice::new(name.clone(), name.clone()).chosen(has(&form.services, &name))),
            );
        }
        let missing = |known: &[Choice], chosen: &[String]| -> Vec<Choice> {
            let unknown = chosen.iter().filter(|value| !known.iter().any(|choice| choice.value == **value));
            unknown
                .map(|value| Choice::new(value.clone(), format!("{value} (not in the newest data)")).chosen(true))
                .collect()
        };
        let (more_teams, more_services) = (missing(&teams, &form.teams), missing(&services, &form.services));
        teams.extend(more_teams);
        services.extend(more_services);
        Choices {
            roles: Role::ALL.map(role).into(),
            capacities: CAPACITIES
                .iter()
                .map(|(word, label)| Choice::new(*word, *label).chosen(has(&form.capacities, word)))
                .collect(),
            teams,
            services,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> AccountForm {
        AccountForm { username: "amina".into(), display_name: "Amina".into(), ..AccountForm::default() }
    }

    #[test]
    fn a_role_needs_what_gives_it_its_scope() {
        let wrong = |role: Role| {
            let form = AccountForm { roles: vec![role.word().into()], ..form() };
            form.profile(None).err().map(|mistakes| mistakes[0].field.clone())
        };
        assert_eq!(wrong(Role::TeamManager).as_deref(), Some("teams"));
        assert_eq!(wrong(Role::ServiceManager).as_deref(), Some("teams"));
        assert_eq!(wrong(Role::Practitioner).as_deref(), Some("worker_id"));
        assert_eq!(wrong(Role::ClearingOfficer).as_deref(), Some("capacities"));
        assert_eq!(wrong(Role::Analyst), None);
        assert_eq!(form().profile(None).unwrap_err()[0].field, "roles");
    }

    #[test]
    fn a_form_shows_the_profile_that_it_made() {
        let form = AccountForm {
            roles: vec!["clearing-officer".into(), "team-manager".into()],
            capacities: vec!["legal".into()],
            other_capacities: "Public health,".into(),
            teams: vec!["T1".into()],
            sees_names: "yes".into(),
            ..form()
        };
        let profile = form.profile(None).unwrap();
        assert_eq!(profile.capacities, BTreeSet::from(["legal".to_owned(), "public-health".to_owned()]));
        assert_eq!(AccountForm::of(&profile).profile(Some(&profile)), Ok(profile));
    }
}
