//! The roles an account can have.

/// A role. An account may have several. What each may do is declared with the routes of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Accounts, settings, backups. No child-level data.
    Administrator,
    /// Loads data, drafts reports. All children.
    Analyst,
    /// A service: its teams and their children.
    ServiceManager,
    /// A team: the children open to it.
    TeamManager,
    /// Own children.
    Practitioner,
    /// Quality of practice and of records.
    QualityOfficer,
    /// The director of children's services.
    Director,
    /// Clears reports in one or more capacities, such as legal or finance.
    ClearingOfficer,
    /// A member of the scrutiny board: suppressed aggregates and issued reports.
    BoardMember,
    /// The access log, nothing else.
    Auditor,
}

impl Role {
    /// All roles, in the order of pages and documentation.
    pub const ALL: [Role; 10] = [
        Role::Administrator,
        Role::Analyst,
        Role::ServiceManager,
        Role::TeamManager,
        Role::Practitioner,
        Role::QualityOfficer,
        Role::Director,
        Role::ClearingOfficer,
        Role::BoardMember,
        Role::Auditor,
    ];

    /// The word that the database, settings and group mappings use: `team-manager`.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Analyst => "analyst",
            Role::ServiceManager => "service-manager",
            Role::TeamManager => "team-manager",
            Role::Practitioner => "practitioner",
            Role::QualityOfficer => "quality-officer",
            Role::Director => "director",
            Role::ClearingOfficer => "clearing-officer",
            Role::BoardMember => "board-member",
            Role::Auditor => "auditor",
        }
    }

    /// The name that pages show: `Team manager`.
    pub const fn title(self) -> &'static str {
        match self {
            Role::Administrator => "Administrator",
            Role::Analyst => "Analyst",
            Role::ServiceManager => "Service manager",
            Role::TeamManager => "Team manager",
            Role::Practitioner => "Practitioner",
            Role::QualityOfficer => "Quality officer",
            Role::Director => "Director",
            Role::ClearingOfficer => "Clearing officer",
            Role::BoardMember => "Board member",
            Role::Auditor => "Auditor",
        }
    }

    /// The role of a word, if there is one.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_its_role() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(role));
        }
        assert_eq!(Role::parse("Administrator"), None);
    }
}
