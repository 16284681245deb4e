//! What a token may be let read: a few words, each for some of the permissions that its account has.

use crate::access::{Permission, Viewer};
use std::collections::BTreeSet;

/// Something that a token may be let read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The word for it, as tokens keep it.
    pub word: &'static str,
    /// What it lets read.
    pub title: &'static str,
    /// The permissions that it stands for.
    pub permissions: &'static [Permission],
}

/// All of them.
pub const GRANTS: [Grant; 6] = [
    Grant {
        word: "numbers",
        title: "Indicators and their numbers",
        permissions: &[Permission::SeeNumbers, Permission::SeePublicNumbers],
    },
    Grant {
        word: "children",
        title: "The children behind a number, in your scope",
        permissions: &[Permission::SeeChildren],
    },
    Grant { word: "due", title: "What is due and overdue, in your scope", permissions: &[Permission::SeeDue] },
    Grant { word: "data", title: "Deliveries", permissions: &[Permission::SeeData] },
    Grant { word: "findings", title: "Findings about records, in your scope", permissions: &[Permission::SeeFindings] },
    Grant {
        word: "reports",
        title: "Issued reports and their files",
        permissions: &[Permission::ReadIssued, Permission::SeeReports],
    },
];

/// All permissions that tokens can be limited to: who has none of them has no use for a token.
pub const PERMISSIONS: &[Permission] = &[
    Permission::SeeNumbers,
    Permission::SeePublicNumbers,
    Permission::SeeChildren,
    Permission::SeeDue,
    Permission::SeeData,
    Permission::SeeFindings,
    Permission::ReadIssued,
    Permission::SeeReports,
];

/// What somebody can let a token read: what they may read themselves.
pub fn open_to(viewer: &Viewer) -> impl Iterator<Item = &'static Grant> + use<'_> {
    GRANTS.iter().filter(|grant| grant.permissions.iter().any(|permission| viewer.may(*permission)))
}

/// The permissions that a token’s words stand for. A word that is not known gives none.
pub fn permissions(words: &BTreeSet<String>) -> BTreeSet<Permission> {
    let granted = GRANTS.iter().filter(|grant| words.contains(grant.word));
    granted.flat_map(|grant| grant.permissions.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grant_stands_for_permissions_of_the_list_and_none_else() {
        let granted: BTreeSet<Permission> = GRANTS.iter().flat_map(|grant| grant.permissions.iter().copied()).collect();
        assert_eq!(granted, PERMISSIONS.iter().copied().collect());
        assert_eq!(permissions(&BTreeSet::from(["everything".to_owned()])), BTreeSet::new());
    }
}
