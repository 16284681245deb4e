//! What the report shows, in its order. The performance table has the order of the paper that Derby's Children's
//! Scrutiny Review Board had on 4 September 2023.

/// An indicator of the report.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Its id in the catalogue.
    pub id: &'static str,
    /// The title to show, where what the catalogue's title limits it to stands in the scope.
    pub title: Option<&'static str>,
    /// What it is limited to.
    pub scope: &'static str,
    /// Whether a whole number stands beside its decimals.
    pub also_whole: bool,
}

const fn row(id: &'static str) -> Row {
    Row { id, title: None, scope: "", also_whole: false }
}

const ASSESSMENTS: Option<&str> = Some("Single assessments completed within 45 working days");

/// The performance table. Beneath visits stands the number of children, beneath first assessments that of all.
pub const PERFORMANCE: &[Row] = &[
    row("cic-visits-on-time"),
    row("cic-visits-children"),
    row("cic-reviews-on-time"),
    row("cp-visits-on-time"),
    row("cp-visits-children"),
    row("cp-reviews-on-time"),
    row("cin-reviews-on-time"),
    Row { title: ASSESSMENTS, scope: "first assessments only, all teams", ..row("assessments-on-time-first") },
    Row { title: ASSESSMENTS, scope: "all assessments, all teams", ..row("assessments-on-time") },
    row("icpc-on-time"),
    row("cp-plans-repeat"),
];

/// Activity over time.
pub const ACTIVITY: &[Row] = &[
    row("contacts"),
    row("referrals"),
    row("rereferrals"),
    row("section-47-started"),
    row("conferences"),
    row("cp-plan-starts"),
    row("cic-starts"),
    row("cic-ends"),
];

/// Rates per 10,000 children.
pub const RATES: &[Row] = &[Row { also_whole: true, ..row("cic-rate") }, row("cp-rate")];

/// Workforce beside the staffing table.
pub const WORKFORCE: &[Row] =
    &[row("caseload"), row("vacancy-rate"), row("turnover-rate"), row("agency-rate"), row("absence-days-per-fte")];

/// The columns of the staffing table: id and title.
pub const STAFFING: &[(&str, &str)] = &[
    ("maternity-fte", "FTE on maternity leave"),
    ("agency-fte", "FTE agency social workers"),
    ("long-term-absence-fte", "FTE absent for a month or more"),
];

/// Its denominator has every service that has social workers, so that one with none away has its row too.
pub const EVERY_SERVICE: &str = "agency-rate";

/// Open children by status.
pub const CASE_STATUS: &str = "case-status";

/// Referrals by need.
pub const REFERRAL_NEED: &str = "referral-need";

/// Contacts, and contacts per week.
pub const CONTACTS: [&str; 2] = ["contacts", "contacts-per-week"];

/// All indicators that are shown month by month.
pub fn monthly() -> impl Iterator<Item = &'static str> {
    [PERFORMANCE, ACTIVITY, RATES, WORKFORCE].into_iter().flatten().map(|row| row.id).chain([CASE_STATUS])
}

/// All that the report would show if it could, each once, in its order.
pub fn shown() -> Vec<&'static str> {
    let mut out: Vec<&str> = Vec::new();
    let ids = monthly().chain(CONTACTS).chain([REFERRAL_NEED]).chain(STAFFING.iter().map(|(id, _)| *id));
    for id in ids {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}
