//! Indicators: every number by area, with its trend, its verdict and what others published.

pub mod against;
pub mod files;
pub mod known;
pub mod rows;

use crate::access::Permission;
use crate::components::{Address, Choice, Column, Download};
use crate::filters::Filters;
use crate::filters::panel::Panel;
use crate::pages::indicator::when;
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Notice, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::response::Response;
use axum::routing::get;
use council::sheet::Sheet;
use files::Format;
use known::Known;
use report::performance::input::{Indicator, PerformanceInput, Status, Who};
use report::performance::single;
use report::words;
use rows::Row;
use standard::period::PeriodKind;

/// Who may see pages of numbers: whole, or with small ones hidden.
pub const SEES_NUMBERS: Needs = Needs::AnyOf(&[Permission::SeeNumbers, Permission::SeePublicNumbers]);

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::page("indicators", "/indicators", SEES_NUMBERS, "Indicators", get(page)).leads(Section::Indicators)]
}

#[derive(Template)]
#[template(path = "indicators/indicators.html", block = "content")]
struct Page {
    shell: Shell,
    lead: String,
    columns: Vec<Column>,
    areas: Vec<(String, String, Vec<Row>)>,
    count: String,
    panel: Panel,
    area_choices: Vec<Choice>,
    verdicts: Vec<Choice>,
    search: String,
    downloads: Vec<Download>,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    if let Some(drawn) = visit.drawn(&reading, Some("")) {
        return drawn;
    }
    let known = known::known(&visit, &reading).await?;
    let catalogue = reading.engine().catalogue();
    let areas = known::areas(catalogue);
    let rows = rows::chosen(&known, catalogue, &visit.filters, &areas);
    if let Some(format) = Format::of(visit.filters.get("format"))? {
        return file(&reading, &known, &visit.filters, &rows, format);
    }
    let mut shell = visit.shell("Indicators");
    shell.notices.extend(notice(&known));
    let count: usize = rows.iter().map(|(_, rows)| rows.len()).sum();
    let address = Address::new("/indicators", visit.filters.pairs().to_vec());
    let columns = vec![
        Column::words("Indicator").sorts(&address, "title"),
        Column::numbers(when(&known.period)).sorts(&address, "value"),
        Column::words("24 months"),
        Column::words("Change over time").sorts(&address, "verdict"),
        Column::words(match visit.filters.against() {
            Some(against) => words::sentence(&against.words(&known.head.region)),
            None => "Published of others".to_owned(),
        }),
        Column::words("Good is"),
    ];
    let get = |name: &str| visit.filters.get(name).unwrap_or_default();
    let some = |all: &str, list: Vec<(String, String)>, chosen: &str| {
        Choice::list(std::iter::once((String::new(), all.to_owned())).chain(list), chosen)
    };
    let pairs = |list: &[String]| list.iter().map(|one| (one.clone(), one.clone())).collect::<Vec<_>>();
    let page = Page {
        lead: lead(&reading, &known, &visit.filters),
        columns,
        count: match count {
            1 => "1 indicator".to_owned(),
            count => format!("{count} indicators"),
        },
        areas: rows.into_iter().map(|(area, rows)| (report::model::slug(&area), area, rows)).collect(),
        panel: panel(&visit.filters, &reading, &known),
        area_choices: some("All areas", pairs(&areas), get("area")),
        verdicts: some(
            "Any",
            rows::VERDICTS.iter().map(|(word, words)| ((*word).to_owned(), (*words).to_owned())).collect(),
            get("verdict"),
        ),
        search: get("q").to_owned(),
        downloads: Download::of(&address, ""),
        shell,
    };
    visit.draw(&reading, Some(""), &page.shell, &page)
}

/// What must be known of all numbers of a page.
pub fn notice(known: &Known) -> Vec<Notice> {
    let mut notices: Vec<Notice> = provisional(&known.head).into_iter().collect();
    if known.public {
        notices.push(Notice::note(
            "Small numbers are hidden, so that no child can be recognised: c stands in their place.",
        ));
    }
    notices
}

/// That the numbers of a month may still change.
pub fn provisional(head: &PerformanceInput) -> Option<Notice> {
    let month = words::month(head.month);
    let text = || format!("{month} is {}: {}", head.month_status.word(), head.month_reason);
    (head.month_status != Status::Complete).then(|| Notice::provisional(words::full_stop(&text())))
}

/// What the list shows, in a sentence.
fn lead(reading: &Reading, known: &Known, filters: &Filters) -> String {
    let part = part(reading, known, filters);
    let of = if part.is_empty() { "the whole council".to_owned() } else { part };
    let data_date = known.head.data_date.map(words::date).unwrap_or_default();
    let verdicts = match known.period.kind {
        PeriodKind::Month => "",
        _ => " Changes over time are those of single months.",
    };
    format!("Numbers of {of} for {}, from data as at {data_date}.{verdicts}", when(&known.period))
}

/// The part of the council that the numbers are of; empty for the whole, which is all that the public sees.
fn part(reading: &Reading, known: &Known, filters: &Filters) -> String {
    if known.public { String::new() } else { known::slice_words(reading, &filters.slice()) }
}

fn panel(filters: &Filters, reading: &Reading, known: &Known) -> Panel {
    let panel = match known.public {
        true => Panel::new(),
        false => Panel::new()
            .month(filters, reading, known.head.month)
            .period(filters, known.period.kind)
            .part(filters, reading),
    };
    let verdict = filters.get("verdict");
    let verdict = rows::VERDICTS.iter().find(|(word, _)| Some(*word) == verdict).map(|(_, words)| words.to_lowercase());
    let searched = filters.get("q").map(|text| format!("“{text}”"));
    let own = [filters.get("area").map(str::to_owned), verdict, searched].into_iter().flatten();
    panel.against(filters, &known.head.region, true).done(filters, own, &["sort"])
}

/// The list as a file: what it shows, a row each.
fn file(
    reading: &Reading,
    known: &Known,
    filters: &Filters,
    rows: &[(String, Vec<Row>)],
    format: Format,
) -> Result<Response, Problem> {
    let columns = [
        "indicator",
        "title",
        "area",
        "month",
        "period",
        "part",
        "#value",
        "#numerator",
        "#denominator",
        "unit",
        "status",
        "reason",
        "verdict",
        "verdict_because",
        "good",
        "#neighbours_mean",
        "#neighbours_median",
        "#region",
        "#england",
        "#target",
        "published_year",
        "published_definition",
        "data_date",
    ];
    let mut sheet = Sheet::new("Indicators", &columns);
    let part = part(reading, known, filters);
    for (row, indicator) in
        rows.iter().flat_map(|(_, rows)| rows).filter_map(|row| Some((row, known.indicators.get(&row.id)?)))
    {
        let now = &indicator.current;
        let published = |who: Who| indicator.comparators.iter().find(|comparator| comparator.who == who);
        let figure = |who| match published(who) {
            Some(found) => found.value.map_or_else(|| found.text.clone(), |value| plain(value, 6)),
            None => String::new(),
        };
        let first = indicator.comparators.first();
        // A hidden figure could be worked out from more decimals than the page shows.
        let decimals = if known.public { indicator.decimals } else { 6 };
        let number =
            |number: Option<report::Number>, decimals| number.map(|number| plain(number, decimals)).unwrap_or_default();
        sheet.push([
            indicator.id.clone(),
            indicator.title.clone(),
            row.area.clone(),
            known.head.month.to_string(),
            known.period.kind.word().to_owned(),
            part.clone(),
            number(now.value, decimals),
            number(now.numerator, 4),
            number(now.denominator, 4),
            unit(indicator),
            now.status.word().to_owned(),
            now.reason.clone(),
            row.verdict.as_ref().map(|tag| tag.text.clone()).unwrap_or_default(),
            row.because.clone(),
            single::direction(indicator.good).to_owned(),
            figure(Who::NeighboursMean),
            figure(Who::NeighboursMedian),
            figure(Who::Region),
            figure(Who::England),
            indicator.target.map(|target| plain(target.value, 6)).unwrap_or_default(),
            first.map(|found| found.year.clone()).unwrap_or_default(),
            first.map(|found| found.nearness.word().to_owned()).unwrap_or_default(),
            known.head.data_date.map(|date| date.to_string()).unwrap_or_default(),
        ]);
    }
    let what = lead(reading, known, filters);
    let marking = if known.public { files::PUBLIC } else { files::INTERNAL };
    files::download(format, &format!("indicators {}", known.head.month), &sheet, &files::about(reading, &what, marking))
}

/// A number for files: no commas, no idle zeros, a plain minus.
pub fn plain(number: report::Number, decimals: u8) -> String {
    let text = number.text(decimals).replace(',', "").replace('−', "-");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// The unit for files: `%`, `per 10,000`, or what is counted.
pub fn unit(indicator: &Indicator) -> String {
    match &indicator.unit {
        words::Unit::Percent => "%".to_owned(),
        words::Unit::Things(things) => things.clone(),
        words::Unit::Bare => words::many(&indicator.counts),
    }
}

/// How a page says a target: the word, and the lines beneath it.
pub fn target(indicator: &Indicator) -> String {
    let cell = single::target(indicator);
    let word = cell.tag.map(|tag| tag.text);
    let mut said: Vec<String> = word.into_iter().chain([cell.text.words()]).chain(cell.beneath).collect();
    said.retain(|text| !text.is_empty());
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::Number;

    #[test]
    fn numbers_in_files_are_plain() {
        assert_eq!(plain(Number::millionths(1_234_500_000), 6), "1234.5");
        assert_eq!(plain(Number::whole(-1200), 0), "-1200");
        assert_eq!(plain(Number::whole(1200), 6), "1200");
    }
}
