//! A family's records as rows of the local tables.

use crate::error::Error;
use crate::records::Family;
use crate::sheet::{Cell, Sink};
use crate::view::View;

/// The local tables, and those of reference that come with them.
pub const TABLES: &[&str] = &[
    "local_cin_reviews",
    "workforce_workers",
    "workforce_absences",
    "workforce_vacancies",
    "finance_lines",
    "person_merges",
    "teams",
    "earlier_plans",
    "restricted_records",
];

/// Reviews of child in need plans, merges, plans before the extract's reach, restrictions. `shown` says which
/// children have rows in the extract, `second` which have rows under a second record.
pub fn family(view: View, family: &Family, shown: &[bool], second: &[bool], out: &mut dyn Sink) -> Result<(), Error> {
    let referrals = view.referrals(family);
    for review in &family.need_reviews {
        let plan = family.need_plans.iter().find(|plan| plan.id == review.under);
        let there = plan.is_some_and(|plan| referrals.contains(&plan.referral) && plan.start <= view.day);
        let within = review.held.min(review.due.unwrap_or(review.held)) >= view.reach;
        if !there || !within || !review.stood.on(view.day) || (review.due.is_none() && !view.come(review.held)) {
            continue;
        }
        out.row(
            "local_cin_reviews",
            &[
                ("review_id", Cell::Id(review.id)),
                ("person_id", Cell::Id(family.children[review.child].id)),
                ("cin_plan_id", Cell::Id(review.under)),
                ("due_date", review.due.map_or(Cell::Null, Cell::Date)),
                ("review_date", view.date(review.held)),
            ],
        )?;
    }
    for (place, child) in family.children.iter().enumerate() {
        let id = Cell::Id(child.id);
        if let Some((old, merged)) = child.merged.filter(|_| second[place] || shown[place])
            && view.come(merged)
        {
            out.row("person_merges", &[("old_id", Cell::Id(old)), ("new_id", id), ("merged_on", Cell::Date(merged))])?;
        }
        if !shown[place] {
            continue;
        }
        for plan in family.protection_plans.iter().filter(|plan| plan.child == place && plan.ours) {
            if view.come(plan.end) && !view.plan(plan, &referrals) && plan.stood.on(view.day) {
                let (start, end) = (Cell::Date(plan.start), Cell::Date(plan.end));
                out.row("earlier_plans", &[("person_id", id), ("start", start), ("end", end)])?;
            }
        }
        if let Some((from, reason)) = child.restricted.filter(|&(from, _)| view.come(from)) {
            out.row(
                "restricted_records",
                &[("person_id", id), ("from", Cell::Date(from)), ("reason", Cell::Text(reason))],
            )?;
        }
    }
    Ok(())
}
