//! How fresh the data is, and what was found in it.

use crate::access::Permission;
use crate::ask::Owned;
use crate::filters::Filters;
use crate::pages::due::plain;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::visit::Visit;
use jiff::civil::Date;
use report::performance::input::{PerformanceInput, Status};
use report::{Number, words};
use standard::finding::Severity;
use std::sync::Arc;
use store::Status as Kept;

/// How fresh the data is.
pub struct Freshness {
    /// The day that the data describes, and how long ago that is.
    pub day: String,
    /// Whether the newest month is final, and if not until when.
    pub month: String,
}

impl Freshness {
    /// That of a reading, on the day `today`.
    pub fn of(reading: &Reading, head: &PerformanceInput, today: Date) -> Freshness {
        let day = reading.engine().inputs().data_date;
        let ago = match standard::date::days_between(day, today) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days if days > 1 => format!("{} days ago", Number::whole(days).plain()),
            _ => "in the future".to_owned(),
        };
        let month = words::month(head.month);
        Freshness {
            day: format!("{}, {ago}", words::date(day)),
            month: match head.month_status {
                Status::Complete => format!("{month} is final."),
                status => words::full_stop(&format!("{month} is {}: {}", status.word(), head.month_reason)),
            },
        }
    }
}

/// What was found in the data.
pub struct Quality {
    /// By severity, the gravest first: what it is called, how many, and where they are.
    pub findings: Vec<(&'static str, String, String)>,
    /// Tables that are held until somebody accepts them, each with its delivery; `None` for those who don't see
    /// deliveries.
    pub held: Option<Vec<Held>>,
}

/// The findings in scope that nobody has dismissed by severity, and the held tables. Looking for findings takes a second
/// or two the first time.
///
/// # Errors
/// The findings can't be read, or a check failed.
pub async fn of(visit: &Visit, reading: &Reading) -> Result<Quality, Problem> {
    let (ask, of) = (visit.ask()?, visit.filters.slice());
    let called = ask.called();
    let wanted = |owned: &Owned| {
        let team = of.team.as_deref().map(|team| called.team(team).map_or(team, |now| now.id.as_str()));
        team.is_none_or(|team| owned.team == team)
            && of.service.as_deref().is_none_or(|service| called.service(&owned.team) == service)
    };
    let counts = ask.open_findings(wanted).await?;
    let link = |severity: Severity| {
        let team = of.team.as_deref().unwrap_or_default();
        Filters::default().link("/data/findings", &[("severity", severity.word()), ("team", team)])
    };
    let findings = counts.into_iter().filter(|(_, count)| *count > 0).map(|(severity, count)| {
        let words = match severity {
            Severity::Error => "Errors",
            Severity::Warning => "Warnings",
            Severity::Note => "Notes",
        };
        (words, plain(count), link(severity))
    });
    let findings = findings.collect();
    if !visit.may(Permission::SeeData) {
        return Ok(Quality { findings, held: None });
    }
    match held(reading).as_ref() {
        Ok(held) => Ok(Quality { findings, held: Some(held.clone()) }),
        Err(error) => Err(Problem::fault(error)),
    }
}

/// A delivery with tables that are held.
#[derive(Clone)]
pub struct Held {
    /// The delivery's number.
    pub delivery: i32,
    /// What is held: `Child protection plans of “ssd_address.csv and 46 more”`.
    pub what: String,
}

/// The deliveries with tables that are held, read once for a reading.
pub fn held(reading: &Reading) -> Arc<Result<Vec<Held>, store::Error>> {
    reading.once("held tables", || {
        let deliveries = reading.measuring().store.deliveries()?;
        let title =
            |name: &String| standard::table::find(name).map_or_else(|| name.clone(), |table| table.title.clone());
        let held = deliveries.iter().filter_map(|delivery| match &delivery.status {
            Kept::Held(tables) => {
                let tables: Vec<String> = tables.iter().map(title).collect();
                let what = format!("{} of delivery {}, “{}”", words::list(&tables), delivery.number, delivery.title);
                Some(Held { delivery: delivery.number, what })
            }
            _ => None,
        });
        Ok(held.collect())
    })
}
