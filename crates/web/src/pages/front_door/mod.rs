//! The front door: contacts and referrals by week beside the same weeks a year before, where they come from and what
//! becomes of them, and how far contacts go. Counts of the whole council: nothing here is about a single child.

mod weeks;

use crate::access::Permission;
use crate::chart::{self, Chart, Heading, Step};
use crate::components::Choice;
use crate::pages::due::{counted, plain};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use measure::{Arrival, ArrivalsBy, Quartiles, Week, Within};
use report::{Number, words};
use standard::date::add_days;
use standard::period::Month;
use std::collections::BTreeMap;
use weeks::{Count, Span, counts};

/// How many weeks can be chosen.
const WEEKS: [i32; 3] = [13, 26, 52];

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
    title: &'static str,
    thing: &'static str,
    /// What is told beneath the table; empty for nothing.
    note: &'static str,
    rows: Vec<(String, String, String, String)>,
}

#[derive(Template)]
#[template(path = "front_door/front_door.html")]
struct Page {
    shell: Shell,
    when: String,
    cards: Vec<(&'static str, String, String)>,
    months: Vec<Choice>,
    weeks: Vec<Choice>,
    chosen: String,
    charts: Vec<Chart>,
    lines: Vec<WeekLine>,
    splits: Vec<Split>,
    funnel: Chart,
    funnel_said: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let data_date = reading.engine().inputs().data_date;
    let (first, last) = reading.months();
    let month = visit.filters.month().unwrap_or(last).clamp(first, last);
    let asked = visit.filters.get("weeks").and_then(|text| text.parse().ok());
    let number = asked.filter(|weeks| WEEKS.contains(weeks)).unwrap_or(26);
    let span = Span::ending(month.last().min(data_date), number);
    let (contacts, referrals) =
        (Counts::of(&reading, Arrival::Contact, &span), Counts::of(&reading, Arrival::Referral, &span));
    let months: Vec<(String, String)> =
        first.to(last).collect::<Vec<_>>().into_iter().rev().map(|m: Month| (m.to_string(), words::month(m))).collect();
    let chosen = format!("{number} weeks to {}", words::date(span.to));
    let (funnel, funnel_said) = funnel(&reading, &span);
    let page = Page {
        shell: visit.shell("Front door"),
        when: format!(
            "{} to {}, beside the same weeks a year before. The whole council.",
            words::date(span.from),
            words::date(span.to)
        ),
        cards: vec![
            contacts.card("Contacts"),
            contacts.again("Repeat contacts", "with one in the twelve months before"),
            referrals.card("Referrals"),
            referrals.again("Re-referrals", "within twelve months of a referral"),
        ],
        months: Choice::list(months, &month.to_string()),
        weeks: Choice::list(WEEKS.map(|n| (n.to_string(), format!("{n} weeks"))), &number.to_string()),
        chosen,
        charts: vec![
            contacts.chart("contacts", "Contacts by week", "Contacts", "Repeat contacts"),
            referrals.chart("referrals", "Referrals by week", "Referrals", "Re-referrals"),
        ],
        lines: lines(&span, &contacts, &referrals),
        splits: splits(&reading, &span),
        funnel,
        funnel_said,
    };
    visit.page(&page)
}

/// What arrived of one kind, this year and the last.
struct Counts {
    labels: Vec<String>,
    /// How many of the weeks are whole: the last may have begun only a day before the extracts were made.
    whole: usize,
    now: Vec<Option<Count>>,
    before: Vec<Option<Count>>,
    /// What of the weeks a year before lies outside the extracts.
    gap: bool,
}

impl Counts {
    fn of(reading: &Reading, what: Arrival, span: &Span) -> Counts {
        let (now, before) = (counts(reading, what, span), counts(reading, what, &span.year_before()));
        let gap = before.iter().any(Option::is_none);
        let whole =
            span.mondays().filter(|monday| add_days(*monday, 6).is_some_and(|sunday| sunday <= span.to)).count();
        Counts { labels: span.mondays().map(day_short).collect(), whole, now, before, gap }
    }

    fn sum(counts: &[Option<Count>]) -> Count {
        counts.iter().flatten().fold(Count::default(), |sum, count| sum.plus(*count))
    }

    fn card(&self, label: &'static str) -> (&'static str, String, String) {
        let (now, before) = (Counts::sum(&self.now), Counts::sum(&self.before));
        let note = match self.gap {
            true => "the year before is not wholly covered".to_owned(),
            false => format!("{} a year before, {}", plain(before.all), change(now.all, before.all)),
        };
        (label, plain(now.all), note)
    }

    fn again(&self, label: &'static str, what: &str) -> (&'static str, String, String) {
        let now = Counts::sum(&self.now);
        (label, share(now.again, now.all), format!("{} {what}", plain(now.again)))
    }

    /// The whole weeks as lines; a week that has only begun would look like a fall.
    fn chart(&self, anchor: &'static str, title: &str, axis: &str, again: &str) -> Chart {
        let (now, before) = (Counts::sum(&self.now).all, Counts::sum(&self.before).all);
        let mut sentence = match self.gap {
            true => {
                format!("{} in these weeks. The extracts don’t cover all of the same weeks a year before.", plain(now))
            }
            false => format!(
                "{} in these weeks and {} in the same weeks a year before: {}.",
                plain(now),
                plain(before),
                change(now, before)
            ),
        };
        if self.whole < self.labels.len() {
            sentence.push_str(" The last week has only begun and is not drawn.");
        }
        let values = |counts: &[Option<Count>], of: fn(Count) -> usize| -> Vec<Option<f64>> {
            counts.iter().take(self.whole).map(|count| count.map(|count| of(count) as f64)).collect()
        };
        let lines = vec![
            ("This year".to_owned(), values(&self.now, |count| count.all)),
            ("A year before".to_owned(), values(&self.before, |count| count.all)),
            (again.to_owned(), values(&self.now, |count| count.again)),
        ];
        let heading = Heading { anchor, title, sentence: &sentence };
        let labels = self.labels[..self.whole].to_vec();
        chart::lines(heading, "Week from", axis, labels, lines, 0)
    }
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

fn lines(span: &Span, contacts: &Counts, referrals: &Counts) -> Vec<WeekLine> {
    let all = |counts: &[Option<Count>], i: usize| counts[i].map_or_else(|| "not covered".to_owned(), |c| plain(c.all));
    let again = |counts: &[Option<Count>], i: usize| counts[i].map_or_else(|| "–".to_owned(), |c| plain(c.again));
    let mut lines: Vec<WeekLine> = span
        .mondays()
        .enumerate()
        .map(|(i, monday)| WeekLine {
            week: match add_days(monday, 6).is_some_and(|sunday| sunday > span.to) {
                true => format!("{} (to {})", words::date(monday), words::date(span.to)),
                false => words::date(monday),
            },
            cells: [
                all(&contacts.now, i),
                all(&contacts.before, i),
                again(&contacts.now, i),
                all(&referrals.now, i),
                all(&referrals.before, i),
                again(&referrals.now, i),
            ],
        })
        .collect();
    lines.reverse();
    lines
}

fn splits(reading: &Reading, span: &Span) -> Vec<Split> {
    use Arrival::{Contact, Referral};
    use ArrivalsBy::{Need, Outcome, Source};
    let of = |id, title, thing, note, what, by| {
        let sum = |span: &Span| {
            let weeks = reading.workings().arrivals(what, span.from, span.to, by, &Within::Everyone);
            let mut sums: BTreeMap<String, usize> = BTreeMap::new();
            weeks.into_iter().for_each(|week: Week| *sums.entry(week.value).or_default() += week.count);
            sums
        };
        let before_covered = counts(reading, what, &span.year_before()).iter().all(Option::is_some);
        let (now, before) = (sum(span), sum(&span.year_before()));
        let all: usize = now.values().sum();
        let mut values: Vec<&String> = now.keys().chain(before.keys()).collect();
        values.sort_unstable();
        values.dedup();
        values.sort_by_key(|value| std::cmp::Reverse(now.get(*value).copied().unwrap_or_default()));
        let row = |value: &String| {
            let count = |sums: &BTreeMap<String, usize>| sums.get(value).copied().unwrap_or_default();
            let then = if before_covered { plain(count(&before)) } else { "not covered".to_owned() };
            (called(by, value), plain(count(&now)), share(count(&now), all), then)
        };
        Split { id, title, thing, note, rows: values.into_iter().map(row).collect() }
    };
    let undecided = "Contacts of the last days may still be undecided.";
    vec![
        of("contact-sources", "Where contacts came from", "Source", "", Contact, Source),
        of("referral-sources", "Where referrals came from", "Source", "", Referral, Source),
        of("contact-outcomes", "What became of contacts", "Outcome", undecided, Contact, Outcome),
        of("referral-outcomes", "What became of referrals", "Outcome", "", Referral, Outcome),
        of("referral-needs", "Primary need at referral", "Need", "", Referral, Need),
    ]
}

fn called(by: ArrivalsBy, value: &str) -> String {
    let need = (by == ArrivalsBy::Need).then(|| standard::codes::list("primary_need")).flatten();
    match (need.and_then(|list| list.code(value)), value) {
        (Some(code), _) => format!("{value} {}", code.label),
        (None, "") => "Not recorded".to_owned(),
        (None, value) => words::sentence(&value.replace('-', " ")),
    }
}

fn funnel(reading: &Reading, span: &Span) -> (Chart, String) {
    let steps = reading.workings().funnel(span.from, span.to, &Within::Everyone);
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
        "Of {} in these weeks, {} so far led to a child protection plan.",
        counted(first, "contact"),
        plain(last)
    );
    let heading = Heading { anchor: "funnel", title: "From contact to plan", sentence: &sentence };
    let said = "Steps are counted where a contact reached them by the data date, so the newest contacts have had less \
                time to go far. Times are calendar days from the nearest earlier step: half took no longer than the \
                median, a quarter no longer than the lower quartile and three quarters no longer than the upper."
        .to_owned();
    (chart::funnel(heading, &drawn), said)
}

fn took(days: Quartiles) -> String {
    let number = |days: f64| Number::from_f64(days).map_or_else(String::new, Number::plain);
    format!("median {} days, quartiles {} and {}", number(days.median), number(days.lower), number(days.upper))
}
