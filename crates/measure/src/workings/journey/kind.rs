//! The kinds of events of a journey.

/// What kind of event it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what its word says")]
pub enum EventKind {
    Contact,
    EarlyHelp,
    Referral,
    Assessment,
    Enquiry,
    InitialConference,
    ChildInNeedPlan,
    ChildInNeedVisit,
    ChildInNeedReview,
    ChildProtectionPlan,
    ChildProtectionVisit,
    ChildProtectionReview,
    Care,
    LegalStatus,
    Placement,
    CareVisit,
    CareReview,
    Missing,
    Involvement,
}

impl EventKind {
    /// The words for it.
    pub fn word(self) -> &'static str {
        match self {
            EventKind::Contact => "contact",
            EventKind::EarlyHelp => "early help",
            EventKind::Referral => "referral",
            EventKind::Assessment => "assessment",
            EventKind::Enquiry => "section 47 enquiry",
            EventKind::InitialConference => "initial child protection conference",
            EventKind::ChildInNeedPlan => "child in need plan",
            EventKind::ChildInNeedVisit => "child in need visit",
            EventKind::ChildInNeedReview => "child in need review",
            EventKind::ChildProtectionPlan => "child protection plan",
            EventKind::ChildProtectionVisit => "child protection visit",
            EventKind::ChildProtectionReview => "child protection review",
            EventKind::Care => "episode of care",
            EventKind::LegalStatus => "legal status",
            EventKind::Placement => "placement",
            EventKind::CareVisit => "visit to a child in care",
            EventKind::CareReview => "review of a child in care",
            EventKind::Missing => "missing",
            EventKind::Involvement => "worker",
        }
    }
}
