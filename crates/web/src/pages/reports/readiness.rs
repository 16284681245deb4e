//! Whether a report is ready to be sent, cleared and issued: what is worth a look before, and by when clearance is due.
//! Nothing here holds a report back; people decide.

use super::draft::{Draft, Task, capacity_words};
use crate::problem::Problem;
use jiff::civil::Date;
use records::Block;
use records::deadlines::{clear_days_before, papers_open_by};
use report::paper::template::Block as TemplateBlock;
use report::words;
use standard::working_days::Calendar;

/// The role in a template’s approvals that is nobody in particular.
const OTHERS: &str = "Others";

/// The last day on which the papers can be opened; none without a meeting.
pub fn opens(draft: &Draft) -> Option<Date> {
    let meeting = draft.report.meeting_date?;
    let calendar = Calendar::to(meeting);
    papers_open_by(meeting, |day| calendar.is_working_day(day) == Some(true))
}

/// By when clearance is due unless the analyst says otherwise: the last working day before the papers must be open. None
/// without a meeting, or when that day has passed.
pub fn clearance_due(draft: &Draft, today: Date) -> Option<Date> {
    let opens = opens(draft)?;
    let calendar = Calendar::to(opens);
    clear_days_before(opens, 0, |day| calendar.is_working_day(day) == Some(true)).filter(|due| *due >= today)
}

/// What is worth a look before the report is sent, cleared or issued; nothing once it was issued.
pub fn warnings(draft: &Draft, today: Date) -> Result<Vec<String>, Problem> {
    if !draft.is_open() {
        return Ok(Vec::new());
    }
    let tasks = draft.tasks()?;
    let block = |task: &Task| draft.blocks.iter().find(|block| block.key == task.key).cloned();
    let texts: Vec<(String, bool, Block)> =
        tasks.iter().filter_map(|task| Some((task.section.clone(), task.optional, block(task)?))).collect();
    let mut out = Vec::new();
    if !draft.clearances.is_empty() {
        out.extend(not_asked(draft)?);
    }
    let name = |account: i64| draft.people.name(account).to_owned();
    out.extend(untouched(&texts, &name, today));
    if draft.report.meeting_date.is_none() {
        out.push("The date of the meeting is not set.".to_owned());
    }
    Ok(out)
}

/// The capacities of the template’s approvals, and those that people clear in, that were not asked.
fn not_asked(draft: &Draft) -> Result<Option<String>, Problem> {
    let template = draft.template()?;
    let approvals = template.main.blocks().filter_map(|(_, block)| match block {
        TemplateBlock::SignOff { approvals } => Some(approvals),
        _ => None,
    });
    let approvals = approvals.flatten().map(|approval| approval.role.clone()).filter(|role| role != OTHERS);
    let active = draft.accounts.iter().filter(|account| account.is_active());
    let clears = active.flat_map(|account| &account.profile.capacities).map(|key| capacity_words(key));
    let asked: Vec<String> = draft.clearances.iter().map(|clearance| capacity_words(&clearance.capacity)).collect();
    let mut missing: Vec<String> = Vec::new();
    for role in approvals.chain(clears) {
        let same = |other: &String| other.eq_ignore_ascii_case(&role);
        if !asked.iter().any(same) && !missing.iter().any(same) {
            missing.push(role);
        }
    }
    let were = if missing.len() == 1 { "was" } else { "were" };
    Ok((!missing.is_empty()).then(|| format!("{} {were} not asked.", words::list(&missing))))
}

/// What is said of texts that nobody has changed since the report was started: each that someone was asked for, the
/// others together. `texts` have their section and whether they may stay empty.
fn untouched(texts: &[(String, bool, Block)], name: &dyn Fn(i64) -> String, today: Date) -> Vec<String> {
    let mut out = Vec::new();
    let (mut empty, mut standing) = (Vec::new(), Vec::new());
    for (section, optional, block) in texts.iter().filter(|(_, _, block)| block.revision == 1) {
        let nothing = block.text.trim().is_empty();
        let who = block.owner.map_or_else(|| "Nobody".to_owned(), name);
        match block.due {
            Some(due) if due < today => {
                let who = block
                    .owner
                    .map_or_else(|| "nobody was asked".to_owned(), |owner| format!("asked of {}", name(owner)));
                out.push(format!("{section}: {who}, was due on {}, and has not been touched.", words::date(due)));
            }
            _ if block.owner.is_some() => out.push(format!("{section}: {who} was asked and has not touched it yet.")),
            _ if nothing && *optional => {}
            _ if nothing => empty.push(section.clone()),
            _ => standing.push(section.clone()),
        }
    }
    if !empty.is_empty() {
        out.push(format!("Nothing is written in {}.", words::list(&empty)));
    }
    if !standing.is_empty() {
        out.push(format!("As the report started, changed by nobody: {}.", words::list(&standing)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_nobody_touched_are_named_the_late_ones_with_their_day() {
        let today = Date::new(2026, 3, 10).unwrap();
        let text = |section: &str, owner, due, text: &str, revision, optional| {
            let block = Block {
                report_id: 1,
                key: section.to_lowercase(),
                owner,
                due,
                text: text.to_owned(),
                revision,
                changed_at: jiff::Timestamp::UNIX_EPOCH,
                changed_by: 1,
            };
            (section.to_owned(), optional, block)
        };
        let texts = [
            text("Purpose", None, None, "Standing.", 1, false),
            text("Legal", Some(2), Some(Date::new(2026, 3, 9).unwrap()), "Standing.", 1, false),
            text("Risk", Some(2), Some(today), "", 1, false),
            text("Finance", None, None, "", 1, false),
            text("Equality", None, None, "", 1, true),
            text("Staffing", Some(2), Some(Date::new(2026, 3, 9).unwrap()), "New.", 2, false),
        ];
        let said = untouched(&texts, &|_| "A. Manager".to_owned(), today);
        assert_eq!(
            said,
            [
                "Legal: asked of A. Manager, was due on 9 March 2026, and has not been touched.",
                "Risk: A. Manager was asked and has not touched it yet.",
                "Nothing is written in Finance.",
                "As the report started, changed by nobody: Purpose.",
            ]
        );
    }
}
