//! How fresh the data is, and what was found in it.

use crate::pages::indicators::known::Known;
use crate::problem::Problem;
use crate::reading::Reading;
use council::findings;
use jiff::civil::Date;
use report::performance::input::Status;
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
    pub fn of(reading: &Reading, known: &Known, today: Date) -> Freshness {
        let day = reading.engine().inputs().data_date;
        let ago = match standard::date::days_between(day, today) {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days if days > 1 => format!("{} days ago", Number::whole(days).plain()),
            _ => "in the future".to_owned(),
        };
        let (month, head) = (words::month(known.head.month), &known.head);
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
    /// Tables that are held until somebody accepts them, each with its delivery.
    pub held: Vec<String>,
}

/// The findings of a reading by severity, and its held tables. Looking for them takes a second or two the first time.
///
/// # Errors
/// The findings can't be read, or a check failed.
pub async fn of(reading: &Arc<Reading>) -> Result<Quality, Problem> {
    let at_work = Arc::clone(reading);
    let counts = tokio::task::spawn_blocking(move || at_work.once("findings by severity", || counted(&at_work)));
    let counts = counts.await.map_err(Problem::fault)?;
    let counts = counts.as_ref().as_ref().map_err(Clone::clone)?;
    let findings = [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")];
    let findings =
        findings.into_iter().zip(counts).filter(|(_, count)| **count > 0).map(|((severity, words), count)| {
            let count = Number::whole(i64::try_from(*count).unwrap_or(i64::MAX)).plain();
            (words, count, format!("/data/findings?severity={}", severity.word()))
        });
    let deliveries = reading.measuring().store.deliveries()?;
    let held = deliveries.iter().filter_map(|delivery| match &delivery.status {
        Kept::Held(tables) => Some(format!("{}: {}", delivery.title, words::list(tables))),
        _ => None,
    });
    Ok(Quality { findings: findings.collect(), held: held.collect() })
}

/// Errors, warnings and notes.
fn counted(reading: &Reading) -> Result<[u64; 3], Problem> {
    let found = findings::gather(reading.measuring()).map_err(Problem::fault)?;
    let mut counts = [0; 3];
    for found in &found {
        counts[match found.finding.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        }] += 1;
    }
    Ok(counts)
}
