//! The front door: contacts and referrals by week beside the same weeks a year before, where they come from and what
//! becomes of them, and how far contacts go. Counts alone: nothing here is about a single child.

mod coverage;

use crate::access::Permission;
use crate::chart::{self, Chart, Heading, Step};
use crate::filters::panel::Panel;
use crate::filters::period_to;
use crate::pages::due::{counted, plain};
use crate::pages::indicator::dimension_words;
use crate::pages::indicators::known;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use council::paper::kept;
use jiff::civil::Date;
use measure::{Arrival, ArrivalsBy, Arrived, ArrivedWeek, Count, Dimension, Quartiles, Slice, Weeks};
use report::{Number, words};
use standard::period::{Month, PeriodKind};

/// What is told of in sentences about coverage.
const CONTACTS: &str = "contacts";
/// The same for referrals.
const REFERRALS: &str = "referrals";

/// The routes.
pub fn routes() -> Vec<Route> {
    let needs = Needs::Permission(Permission::SeeNumbers);
    vec![Route::page("front-door", "/front-door", needs, "Front door", get(page)).leads(Section::FrontDoor)]
}

/// A row of the table of weeks.
struct WeekLine {
    week: String,
    cells: [String; 6],
}

/// A table of counts by one thing.
struct Split {
    id: &'static str,
    title: String,
    thing: String,
    /// What is told beneath the table; empty for nothing.
    note: &'static str,
    rows: Vec<(String, String, String, String)>,
}

#[derive(Template)]
#[template(path = "front_door/front_door.html", block = "content")]
struct Page {
    shell: Shell,
    when: String,
    /// What of the period the extracts don't cover; empty for nothing.
    covered: String,
    nobodys: String,
    cards: Vec<(&'static str, String, String)>,
    panel: Panel,
    charts: Vec<Chart>,
    lines: Vec<WeekLine>,
    /// What is told beneath the table of weeks; empty for nothing.
    weeks_said: String,
    splits: Vec<Split>,
    funnel: Chart,
    funnel_said: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    if let Some(drawn) = visit.drawn(&reading, Some("")) {
        return drawn;
    }
    let (workings, filters, of) = (reading.workings(), &visit.filters, visit.filters.slice());
    let today = reading.engine().inputs().data_date;
    let month = known::month(&reading, filters)?;
    // Half a year where nothing is chosen: a month has too few weeks to show much.
    let period = period_to(filters.kind().unwrap_or(PeriodKind::SixMonths), month);
    let weeks = Weeks::of_period(&period, today);
    let contacts = workings.arrived(Arrival::Contact, &weeks, &of);
    let referrals = workings.arrived(Arrival::Referral, &weeks, &of);
    let (funnel, funnel_said) = funnel(&reading, &weeks, &of);
    let part = known::slice_words(&reading, &of);
    let (panel, by) = Panel::of_counts(filters, &reading, &period);
    let page = Page {
        shell: visit.shell("Front door"),
        when: format!(
            "{}, beside the same weeks a year before: {}. {}.",
            coverage::days(weeks.from, weeks.to),
            coverage::days(weeks.year_before().from, weeks.year_before().to),
            if part.is_empty() { "The whole council" } else { &part }
        ),
        covered: coverage::covered(&contacts, &referrals),
        nobodys: nobodys(&reading, &weeks, &of),
        cards: vec![
            card("Contacts", &contacts),
            again("Repeat contacts", "with one in the twelve months before", &contacts, CONTACTS),
            card("Referrals", &referrals),
            again("Re-referrals", "within twelve months of a referral", &referrals, REFERRALS),
        ],
        panel: panel.done(filters, [], &[]),
        charts: vec![
            drawn("contacts", "Contacts by week", ["Contacts", "Repeat contacts"], &contacts, CONTACTS),
            drawn("referrals", "Referrals by week", ["Referrals", "Re-referrals"], &referrals, REFERRALS),
        ],
        lines: lines(&contacts, &referrals),
        weeks_said: weeks_said(&contacts, &referrals),
        splits: splits(&reading, &weeks, &of, by),
        funnel,
        funnel_said,
    };
    visit.draw(&reading, Some(""), &page.shell, &page)
}

/// What no team or service held, where one is chosen: it counts in the whole council alone. Empty for nothing.
fn nobodys(reading: &Reading, weeks: &Weeks, of: &Slice) -> String {
    if of.is_whole() {
        return String::new();
    }
    let count = |what| reading.workings().arrived(what, weeks, &of.nobodys()).now.all;
    let kind = if of.team.is_some() { "team" } else { "service" };
    format!(
        "What arrives is of the {kind} that held the child on that day. {} and {} in this period were of no {kind}: they \
         count in the whole council alone.",
        counted(count(Arrival::Contact), "contact"),
        counted(count(Arrival::Referral), "referral")
    )
}

fn card(label: &'static str, arrived: &Arrived) -> (&'static str, String, String) {
    if arrived.covered.is_empty() {
        return (label, "–".to_owned(), "not covered by the extracts".to_owned());
    }
    let note = match arrived.before {
        None if !arrived.is_covered() => "the period is not wholly covered".to_owned(),
        None => "the year before is not wholly covered".to_owned(),
        Some(before) => format!("{} a year before, {}", plain(before.all), change(arrived.now.all, before.all)),
    };
    (label, plain(arrived.now.all), note)
}

fn again(label: &'static str, what: &str, arrived: &Arrived, things: &str) -> (&'static str, String, String) {
    if arrived.covered.is_empty() {
        return (label, "–".to_owned(), "not covered by the extracts".to_owned());
    }
    let Count { all, again } = arrived.now;
    let unseen = coverage::unseen(arrived, things).map_or_else(String::new, |unseen| format!(". Partial: {unseen}"));
    (label, share(again, all), format!("{} of {} {what}{unseen}", plain(again), plain(all)))
}

/// What is told beneath the table of weeks of those that came again; empty for nothing.
fn weeks_said(contacts: &Arrived, referrals: &Arrived) -> String {
    let of = |(what, arrived, things): (&str, &Arrived, &str)| {
        coverage::unseen(arrived, things).map(|unseen| format!("{what} are partial: {unseen}."))
    };
    let said = [("Repeat contacts", contacts, CONTACTS), ("Re-referrals", referrals, REFERRALS)];
    said.into_iter().filter_map(of).collect::<Vec<_>>().join(" ")
}

/// The whole weeks as lines; a week that is cut would look like a fall.
fn drawn(anchor: &'static str, title: &str, [axis, again]: [&str; 2], arrived: &Arrived, things: &str) -> Chart {
    let now = arrived.now.all;
    let mut sentence = match arrived.before {
        _ if arrived.covered.is_empty() => "The extracts don’t cover this period.".to_owned(),
        None if !arrived.is_covered() => {
            format!("{} in this period. The extracts don’t cover all of it.", plain(now))
        }
        None => {
            format!("{} in this period. The extracts don’t cover all of the same weeks a year before.", plain(now))
        }
        Some(before) => format!(
            "{} in this period and {} in the same weeks a year before: {}.",
            plain(now),
            plain(before.all),
            change(now, before.all)
        ),
    };
    let whole: Vec<&ArrivedWeek> = arrived.weeks.iter().filter(|week| week.is_whole()).collect();
    let cut = |week: Option<&ArrivedWeek>| week.is_some_and(|week| !week.is_whole());
    let (first, last) = (cut(arrived.weeks.first()), cut(arrived.weeks.last()));
    sentence.push_str(match (first && arrived.weeks.len() > 1, last) {
        (true, true) => " The first and the last week are not whole and are not drawn.",
        (true, false) => " The first week is not whole and is not drawn.",
        (false, true) => " The last week is not whole and is not drawn.",
        (false, false) => "",
    });
    if let Some(unseen) = coverage::unseen(arrived, things) {
        sentence.push_str(&format!(" {again} are partial: {unseen}."));
    }
    let line = |of: fn(&ArrivedWeek) -> Option<usize>| {
        whole.iter().map(|week| of(week).map(|count| count as f64)).collect::<Vec<_>>()
    };
    let lines = vec![
        ("This year".to_owned(), line(|week| week.now.map(|count| count.all))),
        ("A year before".to_owned(), line(|week| week.before.map(|count| count.all))),
        (again.to_owned(), line(|week| week.now.map(|count| count.again))),
    ];
    let heading = Heading { anchor, title, sentence: &sentence };
    let labels = whole.iter().map(|week| day_short(week.from)).collect();
    chart::lines(heading, "Week from", axis, labels, lines, 0).half()
}

fn day_short(day: Date) -> String {
    let month = Month::of(day);
    format!("{} {}", day.day(), words::month_short(month))
}

fn change(now: usize, before: usize) -> String {
    let number = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
    words::change(number(now), number(before))
}

/// A share as the paper writes it.
pub(crate) fn share(part: usize, whole: usize) -> String {
    let number = |n: usize| Number::whole(i64::try_from(n).unwrap_or(i64::MAX));
    Number::ratio(number(part), number(whole), 100)
        .map_or_else(|| "–".to_owned(), |share| format!("{}%", share.text(1)))
}

fn lines(contacts: &Arrived, referrals: &Arrived) -> Vec<WeekLine> {
    let all = |count: Option<Count>| count.map_or_else(|| "not covered".to_owned(), |count| plain(count.all));
    let again = |count: Option<Count>| count.map_or_else(|| "–".to_owned(), |count| plain(count.again));
    let weeks = contacts.weeks.iter().zip(&referrals.weeks).rev();
    weeks
        .map(|(contacts, referrals)| WeekLine {
            week: match (contacts.is_whole(), contacts.from == contacts.to) {
                (true, _) => words::date(contacts.from),
                (false, true) => format!("{} only", words::date(contacts.from)),
                (false, false) => coverage::days(contacts.from, contacts.to),
            },
            cells: [
                all(contacts.now),
                all(contacts.before),
                again(contacts.now),
                all(referrals.now),
                all(referrals.before),
                again(referrals.now),
            ],
        })
        .collect()
}

fn splits(reading: &Reading, weeks: &Weeks, of: &Slice, by: Option<Dimension>) -> Vec<Split> {
    use Arrival::{Contact, Referral};
    use ArrivalsBy::{Need, Outcome, Source};
    let made = |id, title: &str, thing: &str, note, what, by| {
        let split = reading.workings().split(what, by, weeks, of);
        let row = |line: &measure::SplitLine| {
            let before = line.before.map_or_else(|| "not covered".to_owned(), plain);
            (called(reading, by, &line.value), plain(line.now), share(line.now, split.all), before)
        };
        let rows = split.lines.iter().map(row).collect();
        Split { id, title: title.to_owned(), thing: thing.to_owned(), note, rows }
    };
    let outcomes = "By the outcome recorded on each contact. One without a recorded outcome became a referral if the \
                    child was referred within five working days; those of the last days may still be undecided. From \
                    contact to plan counts any referral of the child within five working days, whatever outcome is \
                    recorded, so its number of referrals can differ.";
    let mut splits = Vec::new();
    if let Some(by) = by {
        let thing = dimension_words(by, None);
        let (contacts, referrals) =
            (format!("Contacts by {}", thing.to_lowercase()), format!("Referrals by {}", thing.to_lowercase()));
        let by = ArrivalsBy::Dimension(by);
        splits.push(made("contacts-by", &contacts, &thing, "", Contact, by));
        splits.push(made("referrals-by", &referrals, &thing, "", Referral, by));
    }
    splits.extend([
        made("contact-sources", "Where contacts came from", "Source", "", Contact, Source),
        made("referral-sources", "Where referrals came from", "Source", "", Referral, Source),
        made("contact-outcomes", "What became of contacts", "Outcome", outcomes, Contact, Outcome),
        made("referral-outcomes", "What became of referrals", "Outcome", "", Referral, Outcome),
        made("referral-needs", "Primary need at referral", "Need", "", Referral, Need),
    ]);
    splits
}

fn called(reading: &Reading, by: ArrivalsBy, value: &str) -> String {
    let need = (by == ArrivalsBy::Need).then(|| standard::codes::list("primary_need")).flatten();
    match (need.and_then(|list| list.code(value)), by, value) {
        (Some(code), ..) => code.label.clone(),
        (None, ArrivalsBy::Dimension(Dimension::Team), team) => known::team_name(reading, team),
        (None, ArrivalsBy::Dimension(Dimension::Service), "") => "No service recorded".to_owned(),
        (None, ArrivalsBy::Dimension(Dimension::Service), service) => service.to_owned(),
        (None, ArrivalsBy::Dimension(by), value) => kept::label(by.word(), value).1,
        (None, _, "") => "Not recorded".to_owned(),
        (None, _, value) => words::sentence(&value.replace('-', " ")),
    }
}

fn funnel(reading: &Reading, weeks: &Weeks, of: &Slice) -> (Chart, String) {
    let steps = reading.workings().funnel(weeks, of);
    let first = steps.first().map_or(0, |step| step.reached);
    let last = steps.last().map_or(0, |step| step.reached);
    let mut before = None;
    let drawn: Vec<Step> = steps
        .iter()
        .map(|step| {
            let of_before = before.replace(step.reached).map_or_else(String::new, |before| share(step.reached, before));
            Step {
                label: words::sentence(step.name),
                count: step.reached as u64,
                share: of_before,
                time: step.days.map_or_else(String::new, took),
            }
        })
        .collect();
    let sentence = format!(
        "Of {} in this period, {} so far led to a child protection plan.",
        counted(first, "contact"),
        plain(last)
    );
    let heading = Heading { anchor: "funnel", title: "From contact to plan", sentence: &sentence };
    let said = "A contact reached a referral if the child was referred on the same day or within five working days, \
                whatever outcome is recorded. What became of contacts goes by the recorded outcome, so its number of \
                referrals can differ. Steps are counted where a contact reached them by the data date, so the newest contacts have had less \
                time to go far. Times are calendar days from the nearest earlier step: half took no longer than the \
                median, a quarter no longer than the lower quartile and three quarters no longer than the upper."
        .to_owned();
    (chart::funnel(heading, &drawn), said)
}

fn took(days: Quartiles) -> String {
    let number = |days: f64| Number::from_f64(days).map_or_else(String::new, Number::plain);
    let unit = if days.median == 1.0 { "day" } else { "days" };
    format!("median {} {unit}, quartiles {} and {}", number(days.median), number(days.lower), number(days.upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_not_days() {
        let days = |median| took(Quartiles { lower: 0.0, median, upper: 2.0 });
        assert_eq!(days(1.0), "median 1 day, quartiles 0 and 2");
        assert_eq!(days(1.5), "median 1.5 days, quartiles 0 and 2");
    }
}
