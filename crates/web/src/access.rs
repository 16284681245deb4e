//! Who may do what: permissions, the roles that carry them, and the person at the other end of a request.
//!
//! The matrix in [`permissions_of`] is the one place where a role's permissions stand. Scope (whose children) is a
//! matter of fetching, not of pages: see [`crate::ask`].

use records::Role;
use std::collections::BTreeSet;

/// What a route may ask of the person behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Numbers about the council, as its own staff see them: nothing hidden.
    SeeNumbers,
    /// Numbers as the public may see them: small ones hidden.
    SeePublicNumbers,
    /// Children behind a number, within the person's scope.
    SeeChildren,
    /// What is due and overdue, within the person's scope.
    SeeDue,
    /// Caseloads and posts by worker, within the person's scope.
    SeeWorkers,
    /// To open a restricted record with a reason.
    OpenRestricted,
    /// Reports in the making.
    SeeReports,
    /// To write and freeze reports, and send them for clearance.
    DraftReports,
    /// To clear or return a report that was sent for clearance.
    ClearReports,
    /// To issue a cleared report, and to release its public edition.
    IssueReports,
    /// Reports that were issued.
    ReadIssued,
    /// Deliveries, held tables, findings, what changed.
    SeeData,
    /// To upload, import, accept and withdraw deliveries, and to teach aliases.
    ImportData,
    /// Findings about records within the person's scope.
    SeeFindings,
    /// To dismiss findings.
    DismissFindings,
    /// Parameters and targets.
    Configure,
    /// Accounts, roles and scope.
    ManageAccounts,
    /// Backups.
    BackUp,
    /// The access log.
    ReadLog,
}

impl Permission {
    /// All of them, in the order of the documentation.
    pub const ALL: [Permission; 19] = [
        Permission::SeeNumbers,
        Permission::SeePublicNumbers,
        Permission::SeeChildren,
        Permission::SeeDue,
        Permission::SeeWorkers,
        Permission::OpenRestricted,
        Permission::SeeReports,
        Permission::DraftReports,
        Permission::ClearReports,
        Permission::IssueReports,
        Permission::ReadIssued,
        Permission::SeeData,
        Permission::ImportData,
        Permission::SeeFindings,
        Permission::DismissFindings,
        Permission::Configure,
        Permission::ManageAccounts,
        Permission::BackUp,
        Permission::ReadLog,
    ];

    /// The permission in words.
    pub fn words(self) -> &'static str {
        match self {
            Permission::SeeNumbers => "see the council’s numbers",
            Permission::SeePublicNumbers => "see numbers with small ones hidden",
            Permission::SeeChildren => "see the children behind a number, in scope",
            Permission::SeeDue => "see what is due and overdue, in scope",
            Permission::SeeWorkers => "see caseloads by worker, in scope",
            Permission::OpenRestricted => "open a restricted record with a reason",
            Permission::SeeReports => "see reports in the making",
            Permission::DraftReports => "write and freeze reports, and send them for clearance",
            Permission::ClearReports => "clear or return a report",
            Permission::IssueReports => "issue a cleared report and release its public edition",
            Permission::ReadIssued => "read issued reports",
            Permission::SeeData => "see deliveries, held tables and what changed",
            Permission::ImportData => "upload, import, accept and withdraw deliveries",
            Permission::SeeFindings => "see findings about records, in scope",
            Permission::DismissFindings => "dismiss findings",
            Permission::Configure => "change parameters and targets",
            Permission::ManageAccounts => "manage accounts, roles and scope",
            Permission::BackUp => "make and fetch backups",
            Permission::ReadLog => "read the access log",
        }
    }
}

/// The permissions of a role.
///
/// An administrator sees no child-level data, a board member sees suppressed numbers and issued reports only, an
/// auditor sees the access log only.
pub fn permissions_of(role: Role) -> &'static [Permission] {
    use Permission::*;
    match role {
        Role::Administrator => &[ManageAccounts, Configure, BackUp],
        Role::Analyst => &[
            SeeNumbers,
            SeeChildren,
            SeeDue,
            SeeWorkers,
            OpenRestricted,
            SeeReports,
            DraftReports,
            ReadIssued,
            SeeData,
            ImportData,
            SeeFindings,
            DismissFindings,
            Configure,
        ],
        Role::ServiceManager | Role::TeamManager => {
            &[SeeNumbers, SeeChildren, SeeDue, SeeWorkers, OpenRestricted, SeeFindings, DismissFindings, ReadIssued]
        }
        Role::Practitioner => &[SeeNumbers, SeeChildren, SeeDue, SeeFindings, ReadIssued],
        Role::QualityOfficer => {
            &[SeeNumbers, SeeChildren, SeeDue, OpenRestricted, SeeReports, SeeFindings, DismissFindings, ReadIssued]
        }
        Role::Director => &[
            SeeNumbers,
            SeeChildren,
            SeeDue,
            SeeWorkers,
            OpenRestricted,
            SeeReports,
            ClearReports,
            IssueReports,
            ReadIssued,
            SeeData,
            SeeFindings,
        ],
        Role::ClearingOfficer => &[SeeNumbers, SeeReports, ClearReports, ReadIssued],
        Role::BoardMember => &[SeePublicNumbers, ReadIssued],
        Role::Auditor => &[ReadLog],
    }
}

/// In what capacities a clearing officer clears, and what they are called. Others can be written beside them.
pub const CAPACITIES: [(&str, &str); 4] =
    [("legal", "Legal"), ("finance", "Finance"), ("service-director", "Service director"), ("sponsor", "Sponsor")];

/// Whose children a person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// No child-level data.
    Nobody,
    /// All children known to the council.
    Everyone,
    /// The children open today to these teams and services, their successors followed.
    Teams {
        /// Ids of teams.
        teams: BTreeSet<String>,
        /// Services, as the table of teams names them.
        services: BTreeSet<String>,
    },
    /// The children of one worker.
    Worker(String),
}

/// The person behind a request: an account as it was when the request came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account's id in `records`.
    pub account: i64,
    /// What the person signs in with.
    pub username: String,
    /// What the person is called.
    pub name: String,
    /// The roles of the account.
    pub roles: BTreeSet<Role>,
    /// In what capacities a clearing officer clears: legal, finance, sponsor …
    pub capacities: BTreeSet<String>,
    /// Whose children.
    pub scope: Scope,
    /// Whether children's names may be shown besides person ids.
    pub sees_names: bool,
    /// What the account's permissions are cut down to (an API token's scopes); none for a signed-in person.
    pub limited_to: Option<BTreeSet<Permission>>,
}

impl Viewer {
    /// Whether one of the roles carries the permission, and no token's scope takes it away.
    pub fn may(&self, permission: Permission) -> bool {
        self.limited_to.as_ref().is_none_or(|limits| limits.contains(&permission))
            && self.roles.iter().any(|role| permissions_of(*role).contains(&permission))
    }

    /// The widest scope that roles and teams give: whole authority for those who answer for all of it, teams for
    /// managers, own children for practitioners.
    pub fn scope_of(
        roles: &BTreeSet<Role>,
        teams: &BTreeSet<String>,
        services: &BTreeSet<String>,
        worker: Option<&str>,
    ) -> Scope {
        let has = |role| roles.contains(&role);
        if has(Role::Analyst) || has(Role::Director) || has(Role::QualityOfficer) {
            return Scope::Everyone;
        }
        if has(Role::ServiceManager) || has(Role::TeamManager) {
            return Scope::Teams { teams: teams.clone(), services: services.clone() };
        }
        match worker {
            Some(worker) if has(Role::Practitioner) => Scope::Worker(worker.to_owned()),
            _ => Scope::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_permissions_and_each_permission_a_role() {
        for role in Role::ALL {
            assert!(!permissions_of(role).is_empty(), "{role:?} may do nothing");
        }
        for permission in Permission::ALL {
            let carried = Role::ALL.into_iter().any(|role| permissions_of(role).contains(&permission));
            assert!(carried, "nobody may {}", permission.words());
        }
    }

    #[test]
    fn those_who_may_not_see_children_have_no_permission_that_shows_them() {
        use Permission::*;
        for role in [Role::Administrator, Role::BoardMember, Role::Auditor, Role::ClearingOfficer] {
            for shows in [SeeChildren, SeeDue, SeeWorkers, OpenRestricted, SeeFindings, SeeData] {
                assert!(!permissions_of(role).contains(&shows), "{role:?} may {}", shows.words());
            }
            let scope = Viewer::scope_of(&BTreeSet::from([role]), &BTreeSet::new(), &BTreeSet::new(), Some("W1"));
            assert_eq!(scope, Scope::Nobody);
        }
    }

    #[test]
    fn an_auditor_reads_the_log_and_nothing_else() {
        assert_eq!(permissions_of(Role::Auditor), [Permission::ReadLog]);
    }
}
