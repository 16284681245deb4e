//! Reports: a month's paper from the first draft to the issued files.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::blocks::{self, BlockStart};
use crate::entity::{report, report_event};
use crate::error::there;
use crate::value::{day_if, day_text, limited, micros, required, time};
use crate::{Error, Records, Result, Saved, clearances};

/// Where a report is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportStatus {
    /// Being written.
    Draft,
    /// Its numbers are frozen.
    Frozen,
    /// Clearance was asked for, and not everyone asked has cleared what it says now.
    InClearance,
    /// Everyone asked has cleared what it says now.
    Cleared,
    /// Issued: never to be altered.
    Issued,
    /// Issued, and opened again since as a new version.
    Reopened,
}

impl ReportStatus {
    /// All, in order.
    pub const ALL: [ReportStatus; 6] = [
        ReportStatus::Draft,
        ReportStatus::Frozen,
        ReportStatus::InClearance,
        ReportStatus::Cleared,
        ReportStatus::Issued,
        ReportStatus::Reopened,
    ];

    /// The word that the database uses.
    pub const fn word(self) -> &'static str {
        match self {
            ReportStatus::Draft => "draft",
            ReportStatus::Frozen => "frozen",
            ReportStatus::InClearance => "in-clearance",
            ReportStatus::Cleared => "cleared",
            ReportStatus::Issued => "issued",
            ReportStatus::Reopened => "reopened",
        }
    }

    /// The name that pages show.
    pub const fn title(self) -> &'static str {
        match self {
            ReportStatus::Draft => "Draft",
            ReportStatus::Frozen => "Numbers frozen",
            ReportStatus::InClearance => "In clearance",
            ReportStatus::Cleared => "Cleared",
            ReportStatus::Issued => "Issued",
            ReportStatus::Reopened => "Issued, reopened since",
        }
    }

    /// Whether what the report says can still be changed.
    pub const fn is_open(self) -> bool {
        !matches!(self, ReportStatus::Issued | ReportStatus::Reopened)
    }

    pub(crate) fn parse(word: &str) -> Result<ReportStatus> {
        ReportStatus::ALL
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| Error::Damaged(format!("‘{word}’ is no status of a report")))
    }
}

/// The most characters of an item.
const ITEM: usize = 100;

/// An appendix that the public edition may not carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exempt {
    /// Whether there is one.
    pub present: bool,
    /// Its text, in Markdown.
    pub text: String,
    /// Why it is exempt: the paragraph of Schedule 12A to the Local Government Act 1972, in words.
    pub reason: String,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its number.
    pub id: i64,
    /// The month it is about: `2026-03`.
    pub month: String,
    /// The template it is made from.
    pub template: String,
    /// Its title.
    pub title: String,
    /// Where it is on its way.
    pub status: ReportStatus,
    /// 1, and one more each time it is opened again.
    pub version: i64,
    /// When the board meets.
    pub meeting_date: Option<Date>,
    /// The item of the meeting’s agenda, such as `ITEM 07`; empty until it is known.
    pub item: String,
    /// Its exempt appendix.
    pub exempt: Exempt,
    /// Raised with each change of title, meeting date, item or appendix: what an edit is based on.
    pub revision: i64,
    /// When it was started.
    pub created_at: Timestamp,
    /// Who started it.
    pub created_by: i64,
    /// The version before, which was opened again.
    pub reopened_from: Option<i64>,
    /// Why it was opened again; empty for the first version.
    pub reopened_reason: String,
}

/// A report to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReport {
    /// The month: `2026-03`.
    pub month: String,
    /// The template.
    pub template: String,
    /// The title.
    pub title: String,
    /// When the board meets, once known.
    pub meeting_date: Option<Date>,
    /// The item of the meeting’s agenda; empty until it is known.
    pub item: String,
    /// The blocks that people write, in the template's order.
    pub blocks: Vec<BlockStart>,
}

/// What can be changed of a report itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportEdit {
    /// The title.
    pub title: String,
    /// When the board meets.
    pub meeting_date: Option<Date>,
    /// The item of the meeting’s agenda; empty until it is known.
    pub item: String,
    /// The exempt appendix.
    pub exempt: Exempt,
}

/// Something that happened to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportEvent {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: i64,
    /// In a sentence.
    pub what: String,
}

pub(crate) fn from_row(row: report::Model) -> Result<Report> {
    Ok(Report {
        id: row.id,
        status: ReportStatus::parse(&row.status)?,
        month: row.month,
        template: row.template,
        title: row.title,
        version: row.version,
        meeting_date: day_if(row.meeting_date.as_deref())?,
        item: row.item,
        exempt: Exempt { present: row.exempt, text: row.exempt_text, reason: row.exempt_reason },
        revision: row.revision,
        created_at: time(row.created_at)?,
        created_by: row.created_by,
        reopened_from: row.reopened_from,
        reopened_reason: row.reopened_reason,
    })
}

/// The report's row, held until the transaction ends: whatever changes a report holds it first, so that nobody else
/// changes anything of it meanwhile.
pub(crate) async fn held(connection: &impl ConnectionTrait, id: i64) -> Result<Report> {
    let row = report::Entity::find_by_id(id).lock_exclusive().one(connection).await?;
    from_row(there(row, "report", id)?)
}

/// The same, refused when the report was issued.
pub(crate) async fn held_open(connection: &impl ConnectionTrait, id: i64) -> Result<Report> {
    let report = held(connection, id).await?;
    if report.status.is_open() {
        return Ok(report);
    }
    Err(Error::Refused("This report was issued and can’t be changed. Reopen it to make a new version.".into()))
}

/// Notes what happened to a report.
pub(crate) async fn event(
    connection: &impl ConnectionTrait,
    report: i64,
    what: impl Into<String>,
    by: i64,
    now: Timestamp,
) -> Result<()> {
    let row = report_event::ActiveModel {
        report_id: Set(report),
        at: Set(micros(now)),
        by_account: Set(by),
        what: Set(what.into()),
        ..Default::default()
    };
    row.insert(connection).await?;
    Ok(())
}

/// Sets a report's status and notes it, where it differs.
pub(crate) async fn put_status(
    connection: &impl ConnectionTrait,
    report: &Report,
    status: ReportStatus,
    by: i64,
    now: Timestamp,
) -> Result<()> {
    if report.status == status {
        return Ok(());
    }
    let row = report::ActiveModel { id: Set(report.id), status: Set(status.word().into()), ..Default::default() };
    row.update(connection).await?;
    event(connection, report.id, format!("Status: {}", status.title().to_lowercase()), by, now).await
}

/// A month as it is kept: four digits, a dash, 01 to 12.
pub(crate) fn month(text: &str) -> Result<String> {
    let wrong = || Error::Invalid("A month must be a year and a month, such as 2026-03.".into());
    let day: Date = format!("{text}-01").parse().map_err(|_| wrong())?;
    if text.len() == 7 && day.strftime("%Y-%m").to_string() == text { Ok(text.to_owned()) } else { Err(wrong()) }
}

impl Records {
    /// Starts a report with its blocks.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a month or title that can't be kept; [`Error::Conflict`] when there is a report of that
    /// template and month.
    pub async fn create_report(&self, new: &NewReport, by: i64, now: Timestamp) -> Result<Report> {
        let (month, template) = (month(&new.month)?, required("A template", &new.template, 100)?);
        let title = required("A title", &new.title, 300)?;
        let item = limited("The item", &new.item, ITEM)?;
        let write = self.write().await?;
        let same = report::Entity::find()
            .filter(report::Column::Template.eq(&template))
            .filter(report::Column::Month.eq(&month));
        if same.one(&*write).await?.is_some() {
            return Err(Error::Conflict("There is a report of this template and month already. Open that one.".into()));
        }
        let row = report::ActiveModel {
            month: Set(month),
            template: Set(template),
            title: Set(title),
            status: Set(ReportStatus::Draft.word().into()),
            version: Set(1),
            meeting_date: Set(day_text(new.meeting_date)),
            item: Set(item),
            exempt: Set(false),
            exempt_text: Set(String::new()),
            exempt_reason: Set(String::new()),
            revision: Set(1),
            created_at: Set(micros(now)),
            created_by: Set(by),
            reopened_from: Set(None),
            reopened_reason: Set(String::new()),
            ..Default::default()
        };
        let report = from_row(row.insert(&*write).await?)?;
        for block in &new.blocks {
            blocks::insert(&*write, report.id, block, by, now).await?;
        }
        event(&*write, report.id, "Started", by, now).await?;
        write.commit().await?;
        Ok(report)
    }

    /// A report.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such report.
    pub async fn report(&self, id: i64) -> Result<Report> {
        from_row(there(report::Entity::find_by_id(id).one(&self.connection).await?, "report", id)?)
    }

    /// All reports: the latest month first, of a month by template, the latest version first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn reports(&self) -> Result<Vec<Report>> {
        let rows = report::Entity::find()
            .order_by_desc(report::Column::Month)
            .order_by_asc(report::Column::Template)
            .order_by_desc(report::Column::Version)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// The last report of the same template about an earlier month, in its latest version: last month's text.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn report_before(&self, template: &str, month: &str) -> Result<Option<Report>> {
        let row = report::Entity::find()
            .filter(report::Column::Template.eq(template))
            .filter(report::Column::Month.lt(month))
            .order_by_desc(report::Column::Month)
            .order_by_desc(report::Column::Version)
            .one(&self.connection)
            .await?;
        row.map(from_row).transpose()
    }

    /// Changes a report's title, meeting date, item and exempt appendix. `based_on` is the [`Report::revision`] that the
    /// writer saw.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when the report was issued; [`Error::Invalid`] for an appendix without text or reason.
    pub async fn edit_report(
        &self,
        id: i64,
        edit: &ReportEdit,
        based_on: i64,
        by: i64,
        now: Timestamp,
    ) -> Result<Saved<Report, ReportEdit>> {
        let title = required("A title", &edit.title, 300)?;
        let item = limited("The item", &edit.item, ITEM)?;
        let text = limited("The appendix", &edit.exempt.text, 200_000)?;
        let reason = limited("The reason", &edit.exempt.reason, 1_000)?;
        if edit.exempt.present && (text.is_empty() || reason.is_empty()) {
            return Err(Error::Invalid("An exempt appendix needs a text and the reason why it is exempt.".into()));
        }
        let write = self.write().await?;
        let before = held_open(&*write, id).await?;
        if before.revision != based_on {
            return Ok(Saved::Conflict { theirs: before, yours: edit.clone() });
        }
        let row = report::ActiveModel {
            id: Set(id),
            title: Set(title),
            meeting_date: Set(day_text(edit.meeting_date)),
            item: Set(item),
            exempt: Set(edit.exempt.present),
            exempt_text: Set(text),
            exempt_reason: Set(reason),
            revision: Set(based_on + 1),
            ..Default::default()
        };
        let after = from_row(row.update(&*write).await?)?;
        let mut changes = Vec::new();
        if before.title != after.title {
            changes.push(format!("Title: {}", after.title));
        }
        if before.meeting_date != after.meeting_date {
            let day = after.meeting_date.map_or("not set".into(), |day| day.to_string());
            changes.push(format!("Meeting date: {day}"));
        }
        if before.item != after.item {
            changes.push(if after.item.is_empty() { "Item taken out".into() } else { format!("Item: {}", after.item) });
        }
        if before.exempt != after.exempt {
            changes.push("Exempt appendix changed".into());
        }
        for change in changes {
            event(&*write, id, change, by, now).await?;
        }
        clearances::refresh(&*write, id, by, now).await?;
        write.commit().await?;
        self.report(id).await.map(Saved::Done)
    }

    /// What happened to a report, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn report_events(&self, report: i64) -> Result<Vec<ReportEvent>> {
        let rows = report_event::Entity::find()
            .filter(report_event::Column::ReportId.eq(report))
            .order_by_desc(report_event::Column::Id)
            .all(&self.connection)
            .await?;
        rows.into_iter().map(|row| Ok(ReportEvent { at: time(row.at)?, by: row.by_account, what: row.what })).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_year_and_a_month() {
        assert_eq!(month("2026-03").unwrap(), "2026-03");
        for wrong in ["2026-13", "2026-3", "26-03", "2026-03-01", "", "../2026"] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }
}
