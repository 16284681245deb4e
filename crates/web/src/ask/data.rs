//! What the pages about data ask for at the counter: findings, what changed in a number, a list reconciled.

use super::{Ask, How};
use crate::access::Permission;
use crate::problem::Problem;
use crate::reading::Reading;
use council::Measuring;
use council::changes::{Changes, Day, Reconciled, iso};
use council::findings::{Found, gather};
use jiff::civil::Date;
use measure::{RestrictionKind, Within};
use sha2::{Digest, Sha256};
use standard::finding::Severity;
use standard::period::Period;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// A finding with who has the child today.
#[derive(Debug, Clone)]
pub struct Owned {
    /// The finding.
    pub found: Found,
    /// What it is known by from delivery to delivery, for as long as the record says the same: 32 hexadecimal digits.
    pub key: String,
    /// The team that has the child today; empty where none has, or it is of no child.
    pub team: String,
    /// The team’s name.
    pub team_name: String,
    /// The worker who has the child today; empty where nobody has.
    pub worker: String,
}

/// What a finding is known by: the child, the column and what stands there; where it is of no child, its place in a file.
fn key(found: &Found) -> String {
    let finding = &found.finding;
    let row = if found.person_id.is_empty() { finding.row.to_string() } else { String::new() };
    let file = if found.person_id.is_empty() { finding.file.as_str() } else { "" };
    let mut hash = Sha256::new();
    for part in [&finding.rule, &found.person_id, &finding.column, &finding.found, file, &finding.sheet, &row] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A finding about a restricted record: which rule, whose record and where, so that it can be mended, and nothing of what
/// stands in the record or of who has the child. Of one that an adoption order closed not even whose it is: the row can
/// be another identity's, filed under the old id. Who has the file finds it by its place, and none but those who see all
/// children are told of it.
fn without_what_stood_there(mut found: Found, adopted: bool) -> Found {
    if adopted {
        found.person_id.clear();
    }
    let finding = &mut found.finding;
    (finding.found, finding.expected) = (String::new(), String::new());
    finding.done = "not shown: the record is restricted".to_owned();
    found
}

/// All findings of a reading, each with who has the child today.
fn owned(reading: &Reading) -> Result<Vec<Arc<Owned>>, Problem> {
    let found = gather(reading.measuring()).map_err(Problem::fault)?;
    let workings = reading.workings();
    let names: BTreeMap<String, String> =
        workings.teams().iter().map(|team| (team.id.clone(), team.name.clone())).collect();
    let own = |found: Found| {
        let person = found.person_id.as_str();
        let restriction = workings.restriction(person).filter(|_| !person.is_empty());
        let restricted = restriction.is_some();
        let adopted = restriction.is_some_and(|found| found.kind == RestrictionKind::Adopted);
        let (team, worker) = if person.is_empty() || restricted { ("", "") } else { workings.held_by(person) };
        let team = workings.team_now(team);
        Arc::new(Owned {
            key: key(&found),
            team: team.to_owned(),
            team_name: names.get(team).cloned().unwrap_or_else(|| team.to_owned()),
            worker: worker.to_owned(),
            found: match restricted {
                true => without_what_stood_there(found, adopted),
                false => found,
            },
        })
    };
    Ok(found.into_iter().map(own).collect())
}

/// Whether somebody with this scope may see a finding: those of no child only with all children.
fn sees(within: &Within, owned: &Owned) -> bool {
    match within {
        Within::Everyone => true,
        Within::Only(_) => !owned.found.person_id.is_empty() && within.has(&owned.found.person_id),
    }
}

impl Ask {
    /// How many findings about the children in scope count, by severity, the gravest first: those that nobody has dismissed
    /// and `wanted` takes. It says no more than that, so it is not in the access log.
    ///
    /// # Errors
    /// As [`Ask::findings_in_scope`]; the records can't be read.
    pub(crate) async fn open_findings(
        &self,
        wanted: impl Fn(&Owned) -> bool,
    ) -> Result<[(Severity, usize); 3], Problem> {
        let within = self.within(Permission::SeeFindings)?;
        let dismissals = self.site.records().active_dismissals(self.site.now()).await?;
        let dismissed: HashSet<(&str, &str)> =
            dismissals.iter().map(|dismissal| (dismissal.rule.as_str(), dismissal.row_key.as_str())).collect();
        let all = self.all_findings().await?;
        let all = (*all).as_ref().map_err(Clone::clone)?;
        let mut counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| (severity, 0));
        for owned in all.iter().filter(|owned| sees(&within, owned) && wanted(owned)) {
            let finding = &owned.found.finding;
            if dismissed.contains(&(finding.rule.as_str(), owned.key.as_str())) {
                continue;
            }
            if let Some((_, count)) = counts.iter_mut().find(|(severity, _)| *severity == finding.severity) {
                *count += 1;
            }
        }
        Ok(counts)
    }

    /// The findings about the children in scope; those of no child for who sees all. They are not written to the access
    /// log: whoever shows single ones [notes](Ask::note) how many.
    ///
    /// # Errors
    /// The person may not, or the findings can't be worked out.
    pub(crate) async fn findings_in_scope(&self) -> Result<Vec<Arc<Owned>>, Problem> {
        let within = self.within(Permission::SeeFindings)?;
        let all = self.all_findings().await?;
        let all = (*all).as_ref().map_err(Clone::clone)?;
        Ok(all.iter().filter(|owned| sees(&within, owned)).cloned().collect())
    }

    /// All findings, of whatever child.
    async fn all_findings(&self) -> Result<Arc<Result<Vec<Arc<Owned>>, Problem>>, Problem> {
        let reading = Arc::clone(&self.reading);
        // The checks take a second or two when they are first asked for.
        let work = tokio::task::spawn_blocking(move || reading.once("findings", || owned(&reading)));
        work.await.map_err(Problem::fault)
    }

    /// What changed in a number between what was in force on two days, of children in scope, and why; and how many changes
    /// more there are of restricted records, of which nothing else is told.
    ///
    /// # Errors
    /// The person may not, something can't be measured, or the log can't be written.
    pub async fn changes(
        &self,
        indicator: &str,
        period: &Period,
        before: Date,
        after: Date,
        how: How,
    ) -> Result<(Changes, usize), Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let (store, asked, of) = (self.reading.measuring().store.clone(), indicator.to_owned(), *period);
        let work = tokio::task::spawn_blocking(move || {
            let wanted = || vec![asked.clone()];
            let over = |day| Measuring::over_some(store.clone(), Some(day), |_| wanted());
            council::changes::changes(&over(before)?, &over(after)?, &asked, &of, written(how))
        });
        let mut changes = work.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
        changes.rows.retain(|row| within.has(&row.person_id));
        let all = changes.rows.len();
        changes.rows.retain(|row| self.reading.workings().restriction(&row.person_id).is_none());
        let what = format!("changes of {indicator} {period} between {before} and {after}");
        self.note(how, what, "", changes.rows.len(), "").await?;
        let closed = all - changes.rows.len();
        Ok((changes, closed))
    }

    /// The children behind a number, of those in scope, beside another system’s list; and how many more are behind the
    /// number whose records are restricted. Those are left out of both lists: being on one would tell of them.
    ///
    /// # Errors
    /// As [`Ask::changes`].
    pub async fn reconcile(
        &self,
        indicator: &str,
        period: &Period,
        mut theirs: BTreeSet<String>,
        how: How,
    ) -> Result<(Reconciled, usize), Problem> {
        let within = self.within(Permission::SeeChildren)?;
        let workings = self.reading.workings();
        let compared = |person: &String| within.has(person) && workings.restriction(person).is_none();
        theirs.retain(compared);
        let (reading, asked, of) = (Arc::clone(&self.reading), indicator.to_owned(), *period);
        let work = tokio::task::spawn_blocking(move || {
            council::changes::reconcile(reading.engine(), &asked, &of, &theirs, written(how))
        });
        let mut reconciled = work.await.map_err(Problem::fault)?.map_err(Problem::fault)?;
        let ours_only = &mut reconciled.ours_only;
        ours_only.retain(|(person, _)| within.has(person));
        let all = ours_only.len();
        ours_only.retain(|(person, _)| compared(person));
        let closed = all - ours_only.len();
        let rows = reconciled.both + reconciled.ours_only.len() + reconciled.theirs_only.len();
        self.note(how, format!("{indicator} {period} reconciled with a list"), "", rows, "").await?;
        Ok((reconciled, closed))
    }
}

/// Days in words for people, plain in files.
fn written(how: How) -> Day {
    if how == How::Export { iso } else { report::words::date }
}
