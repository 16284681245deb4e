//! Setting a finding aside, for a reason and a time; and those that were.

use super::super::{done, navigation, number, unprocessable};
use super::{Open, Row, open, row, title};
use crate::access::Permission;
use crate::ask::{How, Owned};
use crate::clock::{date_of, moment, start_of};
use crate::problem::Problem;
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// For how long a finding may be set aside.
const LONGEST_DAYS: i64 = 366;

#[derive(Template)]
#[template(path = "data/dismiss.html")]
struct OneFinding {
    shell: Shell,
    row: Row,
    back: String,
    reason: String,
    date: [String; 3],
}

/// The finding of a rule and key, if it is in the person's scope and not set aside.
async fn found(visit: &Visit, rule: &str, key: &str) -> Result<Arc<Owned>, Problem> {
    let Open { findings, .. } = open(visit).await?;
    let found = findings.into_iter().find(|owned| owned.found.finding.rule == rule && owned.key == key);
    found.ok_or(Problem::NotFound)
}

fn asked(visit: &Visit, rule: String, owned: &Owned) -> Result<OneFinding, Problem> {
    let mut shell = visit.shell("Dismiss a finding");
    shell.sub_navigation = navigation(visit, "/data/findings");
    shell.breadcrumbs = vec![
        Link::new("Findings", visit.filters.link("/data/findings", &[])),
        Link::new(title(visit, &rule)?, visit.filters.link(&format!("/data/findings/rule/{rule}"), &[])),
    ];
    let back = visit.filters.link(&format!("/data/findings/rule/{rule}"), &[]);
    let row = row(visit, owned, &visit.ask()?.worker_names());
    Ok(OneFinding { shell, row, back, reason: String::new(), date: Default::default() })
}

pub async fn one(visit: Visit, Path((rule, key)): Path<(String, String)>) -> Result<Response, Problem> {
    let owned = found(&visit, &rule, &key).await?;
    visit.ask()?.note(How::Read, format!("one finding of {rule}"), &owned.found.person_id, 1, "").await?;
    visit.page(&asked(&visit, rule, &owned)?)
}

/// What the form that dismisses sends.
#[derive(Deserialize)]
pub struct DismissForm {
    #[serde(default)]
    reason: String,
    #[serde(default, rename = "until-day")]
    day: String,
    #[serde(default, rename = "until-month")]
    month: String,
    #[serde(default, rename = "until-year")]
    year: String,
}

pub async fn dismiss(
    visit: Visit,
    Path((rule, key)): Path<(String, String)>,
    Sent(form): Sent<DismissForm>,
) -> Result<Response, Problem> {
    let owned = found(&visit, &rule, &key).await?;
    let (mut mistakes, reason) = (Vec::new(), form.reason.trim());
    if reason.is_empty() {
        mistakes.push(Mistake::new("reason", "Say why the record is right as it is, or can’t be mended"));
    } else if reason.chars().count() > 500 {
        mistakes.push(Mistake::new("reason", "The reason must be 500 characters or fewer"));
    }
    let until = date_of(&form.day, &form.month, &form.year).and_then(|date| within_a_year(visit.site.today(), date));
    if let Err(text) = &until {
        mistakes.push(Mistake::new("until", text.clone()));
    }
    let Ok(until) = until else { return again(&visit, rule, &owned, form, mistakes) };
    if !mistakes.is_empty() {
        return again(&visit, rule, &owned, form, mistakes);
    }
    let expires = start_of(until).ok_or_else(|| Problem::fault("a day that has no beginning"))?;
    let (account, now) = (visit.viewer()?.account, visit.site.now());
    visit.site.records().dismiss(&rule, &key, reason, expires, account, now).await?;
    let back = visit.filters.link(&format!("/data/findings/rule/{rule}"), &[("done", "dismissed")]);
    Ok(Redirect::to(&back).into_response())
}

fn within_a_year(today: Date, date: Date) -> Result<Date, String> {
    let last = today.saturating_add(jiff::Span::new().days(LONGEST_DAYS));
    match date {
        date if date <= today => Err("The day from which it counts again must be in the future".to_owned()),
        date if date > last => Err("A finding can be dismissed for a year at most".to_owned()),
        date => Ok(date),
    }
}

fn again(
    visit: &Visit,
    rule: String,
    owned: &Owned,
    form: DismissForm,
    errors: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut page = asked(visit, rule, owned)?;
    page.reason = form.reason;
    page.date = [form.day, form.month, form.year];
    page.shell.errors = errors;
    unprocessable(visit.page(&page)?)
}

#[derive(Template)]
#[template(path = "data/dismissed.html")]
struct Dismissed {
    shell: Shell,
    rows: Vec<DismissedRow>,
    may_dismiss: bool,
}

struct DismissedRow {
    id: i64,
    title: String,
    person: String,
    found: String,
    reason: String,
    by: String,
    at: String,
    until: String,
}

pub async fn dismissed(visit: Visit) -> Result<Response, Problem> {
    let Open { dismissed, .. } = open(&visit).await?;
    let accounts = visit.site.records().accounts().await?;
    visit.ask()?.note(How::Read, "dismissed findings".to_owned(), "", dismissed.len(), "").await?;
    let mut rows = Vec::new();
    for (dismissal, owned) in &dismissed {
        let by = accounts.iter().find(|account| account.id == dismissal.by);
        rows.push(DismissedRow {
            id: dismissal.id,
            title: title(&visit, &dismissal.rule)?,
            person: owned.found.person_id.clone(),
            found: owned.found.finding.found.clone(),
            reason: dismissal.reason.clone(),
            by: by.map(|account| account.profile.display_name.clone()).unwrap_or_default(),
            at: moment(dismissal.at),
            until: moment(dismissal.expires_at),
        });
    }
    let mut shell = visit.shell("Dismissed findings");
    shell.sub_navigation = navigation(&visit, "/data/findings");
    shell.success = done(&visit);
    visit.page(&Dismissed { rows, may_dismiss: visit.may(Permission::DismissFindings), shell })
}

pub async fn end(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let id = number(&id)?;
    // Only what is in the person's scope can be ended by them.
    let Open { dismissed, .. } = open(&visit).await?;
    let ids: BTreeSet<i64> = dismissed.iter().map(|(dismissal, _)| dismissal.id).collect();
    if !ids.contains(&id) {
        return Err(Problem::NotFound);
    }
    visit.site.records().end_dismissal(id, visit.viewer()?.account, visit.site.now()).await?;
    Ok(Redirect::to("/data/findings/dismissed?done=counts").into_response())
}
