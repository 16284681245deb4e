//! What waits for the visitor: clearances to decide on, parts of reports to write, questions to answer.

use super::quality::held;
use crate::access::Permission;
use crate::pages::due::counted;
use crate::problem::Problem;
use crate::visit::Visit;
use jiff::civil::Date;
use records::Report;
use report::words;
use standard::period::Month;

/// Something that waits.
pub struct Item {
    /// What is to be done.
    pub title: String,
    /// Where.
    pub href: String,
    /// By when, in words.
    pub due: String,
    /// Whether that has passed.
    pub late: bool,
    by: Option<Date>,
}

/// What waits for the visitor, the most urgent first; `None` for those who have no part in reports and were asked for
/// nothing. Whoever sees the council’s numbers can be asked for a text or an answer.
///
/// # Errors
/// The records can't be read.
pub async fn items(visit: &Visit) -> Result<Option<Vec<Item>>, Problem> {
    let makes_reports = visit.may(Permission::SeeReports);
    if !makes_reports && !visit.may(Permission::SeeNumbers) {
        return Ok(None);
    }
    let records = visit.site.records();
    let Some(account) = records.account(visit.viewer()?.account).await? else { return Ok(None) };
    let waiting = records.waiting_for(&account).await?;
    let today = visit.site.today();
    let item = |title: String, href: String, by: Option<Date>| Item {
        title,
        href,
        due: by.map(|by| format!("due {}", words::date(by))).unwrap_or_default(),
        late: by.is_some_and(|by| by < today),
        by,
    };
    let mut items = Vec::new();
    for (report, clearance) in &waiting.clearances {
        let title = format!("Clear or return {}, as {}", called(report), clearance.capacity.replace('-', " "));
        items.push(item(title, format!("/reports/{}/clearance/{}", report.id, clearance.id), clearance.due));
    }
    for (report, block) in &waiting.blocks {
        let text = words::sentence(&block.key.trim_end_matches(".md").replace(['-', '_'], " "));
        let title = format!("Write “{text}” of {}", called(report));
        items.push(item(title, format!("/reports/{}/texts/{}", report.id, block.key), block.due));
    }
    for question in &waiting.questions {
        let title = format!("Answer the board’s question: {}", question.edit.question);
        items.push(item(title, format!("/reports/questions/{}", question.id), question.edit.due));
    }
    let unseen = match visit.reading() {
        Ok(_) => visit.ask()?.unseen_openings().await?,
        Err(_) => 0,
    };
    if unseen > 0 {
        let title =
            format!("See who opened restricted records that you answer for, and why: {}", counted(unseen, "opening"));
        items.push(item(title, "/openings".to_owned(), None));
    }
    if visit.may(Permission::ImportData)
        && let Ok(reading) = visit.reading()
    {
        match held(&reading).as_ref() {
            Ok(held) => items.extend(held.iter().map(|held| {
                let title = format!("Accept or withdraw what is held: {}", held.what);
                item(title, format!("/data/deliveries/{}", held.delivery), None)
            })),
            Err(error) => return Err(Problem::fault(error)),
        }
    }
    if items.is_empty() && !makes_reports {
        return Ok(None);
    }
    // What has no day to be done by comes last.
    items.sort_by_key(|item| (item.by.is_none(), item.by));
    Ok(Some(items))
}

/// `Monitoring safeguarding practice, July 2023`.
fn called(report: &Report) -> String {
    let month = report.month.parse::<Month>().map(words::month).unwrap_or_else(|_| report.month.clone());
    format!("{}, {month}", report.title)
}
