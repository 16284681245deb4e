//! One indicator: its chart, its breakdowns, what others published, what it means, and what it was when it first was
//! final.

mod breakdown;
mod example;
mod file;
mod first;
mod notes;
mod over_time;

use crate::access::{Permission, Scope};
use crate::components::{Address, Choice, Download, sense, shape};
use crate::filters::panel::Panel;
use crate::filters::period_to;
use crate::pages::indicators::files::Format;
use crate::pages::indicators::known::{self, Known};
use crate::pages::indicators::rows::{self, Figure};
use crate::pages::indicators::{SEES_NUMBERS, notice, target};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Mistake, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use breakdown::Breakdown;
use council::paper::kept;
use example::Worked;
use first::First;
pub(crate) use first::work_out_all as work_out_first;
use measure::{Dimension, Slice};
use notes::{Note, Typed};
use over_time::{Compared, Piece};
use report::model::Tag;
use report::performance::input::{self, Definition, Indicator, ParameterValue};
use report::performance::single;
use report::words;
use standard::period::{Period, PeriodKind};
use std::sync::Arc;

/// The routes.
pub fn routes() -> Vec<Route> {
    let drafts = Needs::Permission(Permission::DraftReports);
    let sees = Needs::Permission(Permission::SeeNumbers);
    vec![
        Route::page("indicator", "/indicators/{indicator}", SEES_NUMBERS, "One indicator", get(page))
            .under(Section::Indicators),
        Route::page(
            "first-published",
            "/indicators/{indicator}/first-published",
            sees,
            "The numbers of an indicator as first published",
            get(first::page),
        )
        .under(Section::Indicators),
        Route::form(
            "note-add",
            "/indicators/{indicator}/notes",
            drafts,
            "Put a note on an indicator’s chart",
            post(notes::add),
        )
        .under(Section::Indicators),
        Route::form(
            "note-remove",
            "/indicators/{indicator}/notes/{note}/remove",
            drafts,
            "Take a note off an indicator’s chart",
            post(notes::remove),
        )
        .under(Section::Indicators),
    ]
}

/// A number of another period, and where its children are.
struct OtherPeriod {
    name: &'static str,
    when: String,
    now: Figure,
    children: String,
}

#[derive(Template)]
#[template(path = "indicator/indicator.html", block = "content")]
struct Page {
    shell: Shell,
    path: String,
    id: String,
    area: String,
    part: String,
    now: Figure,
    month: String,
    verdict: Option<Tag>,
    because: String,
    sentences: Vec<String>,
    good: &'static str,
    target: String,
    public: bool,
    pieces: Vec<Piece>,
    periods: Vec<OtherPeriod>,
    children: String,
    breakdown: Option<Breakdown>,
    compared: Vec<Compared>,
    /// What is told where there is nothing to compare with.
    compared_none: String,
    compared_notes: Vec<String>,
    compare: String,
    definition: Definition,
    paragraphs: Vec<String>,
    examples: Arc<Vec<Worked>>,
    first: First,
    first_page: String,
    notes: Vec<Note>,
    may_note: bool,
    note_months: Vec<Choice>,
    typed: Typed,
    panel: Panel,
    downloads: Vec<Download>,
}

impl Page {
    fn shape(&self) -> &'static str {
        self.verdict.as_ref().map_or("none", shape)
    }

    /// Whether children are behind the number of any other period.
    fn any_behind(&self) -> bool {
        self.periods.iter().any(|period| !period.children.is_empty())
    }

    fn sense(&self) -> &'static str {
        self.verdict.as_ref().map_or("neutral", sense)
    }

    /// From when a parameter holds: `, from 1 April 2023`.
    fn since(&self, parameter: &ParameterValue) -> String {
        parameter.from.map(|from| format!(", from {}", words::date(from))).unwrap_or_default()
    }
}

async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    shown(visit, &id, Vec::new(), Typed::default()).await
}

/// The page, with what must be mended in the form for notes.
async fn shown(visit: Visit, id: &str, mistakes: Vec<Mistake>, typed: Typed) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    let declared = reading.engine().catalogue().named(id)?.clone();
    let notes = match visit.may(Permission::SeeNumbers) {
        true => notes::on(&visit, &declared.id).await?,
        false => Vec::new(),
    };
    // A form carries the token of its session: with one, or with what was typed, the page is the visitor's alone.
    let may_note = visit.may(Permission::DraftReports);
    let token = if may_note { visit.token.0.as_str() } else { "" };
    let besides = format!("{token} {notes:?} {typed:?} {mistakes:?}");
    // What each worker did is read through the counter every time.
    let besides = (visit.filters.by() != Some(Dimension::Worker)).then_some(besides.as_str());
    if let Some(drawn) = visit.drawn(&reading, besides) {
        return drawn;
    }
    let known = known::known(&visit, &reading).await?;
    // An indicator that the public edition does not have is not there for those who see that alone.
    let indicator = known.indicators.get(&declared.id).ok_or(Problem::NotFound)?;
    let slice = if known.public { Slice::default() } else { visit.filters.slice() };
    let breakdown = match (visit.filters.by(), known.public) {
        (Some(by), false) => Some(breakdown::made(&visit, &reading, &declared, by, &slice).await?),
        _ => None,
    };
    if let Some(format) = Format::of(visit.filters.get("format"))? {
        return file::file(&reading, &known, indicator, &slice, breakdown.as_ref(), format);
    }
    let (month, period) = (known.head.month, known.period);
    let against = visit.filters.against();
    let address = Address::new(format!("/indicators/{}", declared.id), visit.filters.pairs().to_vec());
    let path = address.path.clone();
    let mut shell = visit.shell(&indicator.title);
    shell.breadcrumbs = vec![Link::new("Indicators", visit.filters.carried("/indicators"))];
    shell.notices.extend(notice(&known));
    shell.success = notes::done(visit.filters.get("done"));
    shell.errors = mistakes;
    let in_categories = known.shares.get(&declared.id);
    let verdict = indicator.verdict.as_ref().filter(|_| in_categories.is_none());
    let definition = kept::definition(reading.measuring(), month, &declared.id).ok_or(Problem::NotFound)?;
    let part = known::slice_words(&reading, &slice);
    // Nobody is behind a number of nothing.
    let nothing = in_categories.is_none() && indicator.current.status == input::Status::NotApplicable;
    let children = match may_see_children(&visit) && !nothing {
        true => children_of(&visit, &declared.id, &period),
        false => String::new(),
    };
    let note_months = Choice::list(known::months(&reading), typed.month_or(&month.to_string()));
    let page = Page {
        area: declared.area.clone(),
        now: match in_categories {
            Some(_) => Figure::default(),
            None => rows::now(&known.head, indicator),
        },
        month: when(&period),
        verdict: verdict.map(|verdict| single::verdict(verdict, indicator.good)),
        because: verdict.map(single::because).unwrap_or_default(),
        sentences: match in_categories {
            Some(_) => Vec::new(),
            None => over_time::sentences(&known, indicator, &when(&period)),
        },
        good: single::direction(indicator.good),
        target: if indicator.target.is_some() { target(indicator) } else { String::new() },
        public: known.public,
        pieces: over_time::pieces(&known, indicator, &declared, &notes, against),
        periods: periods(&visit, &reading, &known, indicator, &slice)?,
        panel: panel(&visit, &reading, &known, &declared),
        breakdown,
        compared: over_time::compared(&known, indicator, against),
        compared_none: over_time::compared_none(indicator, against, &known.head.region),
        compared_notes: single::comparison_notes(&known.head, indicator).iter().map(|note| note.words()).collect(),
        compare: if declared.published.is_empty() { String::new() } else { format!("/compare/{}", declared.id) },
        paragraphs: paragraphs(&definition.definition),
        definition,
        examples: example::all(&reading, &declared.id),
        first: match known.public || period.kind != PeriodKind::Month {
            true => First::NotShown,
            false => first::of_month(&reading, &declared, month, &slice).await?,
        },
        first_page: visit.filters.carried(&format!("{path}/first-published")),
        may_note,
        note_months,
        typed,
        notes,
        downloads: Download::of(&address.without("done"), ""),
        path,
        id: declared.id,
        part,
        children,
        shell,
    };
    visit.draw(&reading, besides, &page.shell, &page)
}

/// The filters of the page: those of the public see the whole council's months.
fn panel(visit: &Visit, reading: &Reading, known: &Known, declared: &measure::Indicator) -> Panel {
    let (filters, region) = (&visit.filters, &known.head.region);
    let panel = match known.public {
        true => Panel::new(),
        false => Panel::new()
            .month(filters, reading, known.head.month)
            .period(filters, known.period.kind)
            .part(filters, reading)
            .by(filters, breakdown::offered(visit, declared)),
    };
    let panel = if known.shares.contains_key(&declared.id) { panel } else { panel.against(filters, region, true) };
    panel.done(filters, [], &[])
}

/// Whether there are children whom the visitor may see behind numbers.
fn may_see_children(visit: &Visit) -> bool {
    visit.may(Permission::SeeChildren) && visit.viewer.as_ref().is_some_and(|viewer| viewer.scope != Scope::Nobody)
}

/// Where the children behind the number of a period are.
fn children_of(visit: &Visit, id: &str, period: &Period) -> String {
    let (month, kind) = (period.last.to_string(), period.kind.word());
    let carried = visit.filters.carried(&format!("/indicators/{id}/children"));
    let (path, query) = carried.split_once('?').unwrap_or((&carried, ""));
    crate::filters::Filters::of(query).link(path, &[("month", &month), ("period", kind), ("by", ""), ("against", "")])
}

/// The number for other periods that end with the same month, and for the last quarter that had ended by then.
fn periods(
    visit: &Visit,
    reading: &Reading,
    known: &Known,
    indicator: &Indicator,
    slice: &Slice,
) -> Result<Vec<OtherPeriod>, Problem> {
    /// Kinds in the order of their length.
    const KINDS: [(PeriodKind, &str); 6] = [
        (PeriodKind::Month, "Month"),
        (PeriodKind::Quarter, "Quarter"),
        (PeriodKind::SixMonths, "Six months"),
        (PeriodKind::CalendarYearToDate, "Calendar year to date"),
        (PeriodKind::FinancialYearToDate, "Financial year to date"),
        (PeriodKind::TwelveMonths, "Twelve months"),
    ];
    let month = known.head.month;
    if known.public {
        let six = PeriodKind::SixMonths.ending(month);
        let pair = indicator.six_months.as_ref().zip(six);
        let row = pair.map(|(six, period)| OtherPeriod {
            name: "Six months",
            when: when(&period),
            now: figure(indicator, six),
            children: String::new(),
        });
        return Ok(row.into_iter().collect());
    }
    let mut out = Vec::new();
    for (kind, name) in KINDS {
        // Of quarters the last that has ended, as the filter has it.
        let period = period_to(kind, month);
        let numbers = known::series(reading, &indicator.id, kind, slice, month)?;
        let Some(number) = numbers.iter().find(|number| number.period == period && number.breakdown.is_empty()) else {
            continue;
        };
        let now = figure(indicator, &kept::measurement(reading.measuring(), number));
        let children = match may_see_children(visit) && number.status != measure::Status::NotApplicable {
            true => children_of(visit, &indicator.id, &period),
            false => String::new(),
        };
        out.push(OtherPeriod { name, when: when(&period), now, children });
    }
    Ok(out)
}

fn figure(indicator: &Indicator, measurement: &input::Measurement) -> Figure {
    let of = single::of(measurement, &indicator.unit, &indicator.counts);
    let beneath = [of, single::caution(measurement)];
    Figure {
        text: single::value(measurement, &indicator.unit, indicator.decimals),
        beneath: beneath.into_iter().filter(|line| !line.is_empty()).collect(),
    }
}

/// `July 2023`, `February 2023 to July 2023`.
pub fn when(period: &Period) -> String {
    match period.first == period.last {
        true => words::month(period.last),
        false => format!("{} to {}", words::month(period.first), words::month(period.last)),
    }
}

/// Paragraphs of a text whose lines are broken anywhere.
fn paragraphs(text: &str) -> Vec<String> {
    let joined = |paragraph: &str| paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split("\n\n").map(joined).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// What a dimension is called on the page.
pub(crate) fn dimension_words(dimension: Dimension, category: Option<&str>) -> String {
    match dimension {
        Dimension::Team => "Team".to_owned(),
        Dimension::Service => "Service".to_owned(),
        Dimension::Worker => "Worker".to_owned(),
        Dimension::Sex => "Sex".to_owned(),
        Dimension::AgeBand => "Age".to_owned(),
        Dimension::Ethnicity => "Ethnicity".to_owned(),
        Dimension::Disability => "Disability".to_owned(),
        Dimension::Category => words::sentence(&category.unwrap_or("category").replace('-', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_are_joined_to_paragraphs() {
        assert_eq!(paragraphs("a\nb\n\n\n c  d\n"), ["a b", "c d"]);
    }

    #[test]
    fn periods_are_said_in_months() {
        let july = "2023-07".parse().unwrap();
        assert_eq!(when(&PeriodKind::Month.ending(july).unwrap()), "July 2023");
        assert_eq!(when(&PeriodKind::SixMonths.ending(july).unwrap()), "February 2023 to July 2023");
    }
}
