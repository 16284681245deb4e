//! This council beside its statistical neighbours, its region and England, over the years: published figures only.

use crate::chart::{self, Chart, Heading};
use crate::components::Choice;
use crate::filters::panel::Panel;
use crate::filters::{Against, Filters};
use crate::pages::indicators::files::{self, Format};
use crate::pages::indicators::{SEES_NUMBERS, known, plain};
use crate::problem::Problem;
use crate::reading::Reading;
use crate::routes::{Route, Section};
use crate::shell::{Link, Shell};
use crate::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use council::paper::kept;
use council::sheet::Sheet;
use measure::authorities::{OfAuthority, by_year, models, of_authorities};
use measure::comparator::{Comparator, Whose};
use measure::{Indicator, Likeness, Published};
use report::Number;
use report::performance::input::Who;
use report::words::{self, Unit};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("compare", "/compare", SEES_NUMBERS, "Compare", get(list)).leads(Section::Compare),
        Route::page(
            "compare-one",
            "/compare/{indicator}",
            SEES_NUMBERS,
            "Compare one indicator over the years",
            get(page),
        )
        .under(Section::Compare),
    ]
}

/// Whose figures stand beside each other, in their order.
const WHOSE: [Whose; 4] = [Whose::NeighbourMean, Whose::NeighbourMedian, Whose::Region, Whose::England];

/// One measure, as published for the council and for others, in every year.
struct Figures {
    published: Published,
    years: Vec<(i64, Vec<Comparator>)>,
    of_authorities: Vec<OfAuthority>,
}

impl Figures {
    fn own(&self, year: i64) -> Option<&OfAuthority> {
        self.of_authorities.iter().find(|figure| figure.own && figure.year == year)
    }

    /// The newest year.
    fn newest(&self) -> Option<&(i64, Vec<Comparator>)> {
        self.years.last()
    }

    fn period(&self, year: i64) -> String {
        let others = self.years.iter().filter(|(known, _)| *known == year).flat_map(|(_, others)| others);
        let own = self.own(year).map(|own| own.period.clone());
        own.or_else(|| others.map(|other| other.period.clone()).next()).unwrap_or_else(|| year.to_string())
    }
}

/// What was published of the measures of indicators, by indicator, in a model of neighbours.
struct OfModel(HashMap<String, Vec<Figures>>);

impl OfModel {
    fn of(&self, declared: &Indicator) -> &[Figures] {
        self.0.get(&declared.id).map_or(&[], Vec::as_slice)
    }
}

/// What was published of all indicators, in a model of neighbours.
fn figures(reading: &Reading, model: &str) -> Arc<OfModel> {
    reading.once(&format!("compare {model}"), || {
        let inputs = reading.engine().inputs();
        let mut settings = reading.engine().settings().clone();
        model.clone_into(&mut settings.neighbour_model);
        let one = |published: &Published| Figures {
            years: by_year(inputs, &settings, published),
            of_authorities: of_authorities(inputs, &settings, published),
            published: published.clone(),
        };
        let of = |declared: &Indicator| (declared.id.clone(), declared.published.iter().map(one).collect());
        OfModel(reading.engine().catalogue().indicators().map(of).collect())
    })
}

/// The model of neighbours that the address chooses, or the council's own.
fn model(visit: &Visit, reading: &Reading) -> Result<(String, Vec<Choice>), Problem> {
    let settings = reading.engine().settings();
    let mut models = models(reading.engine().inputs(), settings);
    if !models.contains(&settings.neighbour_model) {
        models.push(settings.neighbour_model.clone());
    }
    let chosen = visit.filters.get("model").unwrap_or(&settings.neighbour_model).to_owned();
    if !models.contains(&chosen) {
        return Err(Problem::wrong("Choose one of the models of statistical neighbours that have been delivered."));
    }
    let choices = models.into_iter().map(|model| (model.clone(), format!("Model of {model}")));
    Ok((chosen.clone(), Choice::list(choices, &chosen)))
}

/// Whose figures the page shows: those that the address chooses, or all.
fn shown_whose(filters: &Filters) -> Vec<Whose> {
    let chosen = WHOSE.into_iter().filter(|whose| match filters.against() {
        Some(Against::Published(who)) => who == as_published(*whose),
        Some(Against::Target) | None => true,
    });
    chosen.collect()
}

fn as_published(whose: Whose) -> Who {
    match whose {
        Whose::NeighbourMean => Who::NeighboursMean,
        Whose::NeighbourMedian => Who::NeighboursMedian,
        Whose::Region => Who::Region,
        Whose::England => Who::England,
    }
}

/// The filters of both pages: what is published is of whole councils and whole years.
fn panel(filters: &Filters, region: &str, own: impl IntoIterator<Item = String>) -> Panel {
    // A target of this council is nobody's published figure.
    let panel = match filters.against() {
        Some(Against::Target) => {
            let mut panel = Panel::new();
            panel.against = Panel::new().against(&Filters::default(), region, false).against;
            panel
        }
        _ => Panel::new().against(filters, region, false),
    };
    let mut panel = panel.done(filters, own, &[]);
    panel.keep.retain(|(name, _)| name != "against");
    panel
}

/// A row of the list.
struct Line {
    title: String,
    href: String,
    year: String,
    own: String,
    others: Vec<String>,
    definition: &'static str,
}

#[derive(Template)]
#[template(path = "compare/compare.html", block = "content")]
struct List {
    shell: Shell,
    council: String,
    /// The heads of the columns of others.
    others: Vec<String>,
    areas: Vec<(String, String, Vec<Line>)>,
    area_choices: Vec<Choice>,
    models: Vec<Choice>,
    panel: Panel,
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    if let Some(drawn) = visit.drawn(&reading, Some("")) {
        return drawn;
    }
    let (model, models) = model(&visit, &reading)?;
    let catalogue = reading.engine().catalogue();
    let area = visit.filters.get("area");
    let figures = figures(&reading, &model);
    let lines = |of: &str| {
        let of_area = catalogue.indicators().filter(|declared| declared.area == of);
        of_area.filter_map(|declared| line(&visit, declared, figures.of(declared))).collect::<Vec<_>>()
    };
    let areas = known::areas(catalogue);
    let shown = areas.iter().filter(|known| area.is_none_or(|area| *known == area));
    let shown = shown.map(|area| (report::model::slug(area), area.clone(), lines(area)));
    let choices = areas.iter().map(|area| (area.clone(), area.clone()));
    let all = std::iter::once((String::new(), "All areas".to_owned()));
    let page = List {
        shell: visit.shell("Compare"),
        council: reading.engine().settings().name.clone(),
        others: shown_whose(&visit.filters).into_iter().map(|whose| column(&reading, whose)).collect(),
        areas: shown.filter(|(_, _, lines)| !lines.is_empty()).collect(),
        area_choices: Choice::list(all.chain(choices), area.unwrap_or_default()),
        models,
        panel: panel(&visit.filters, &region(&reading), area.map(str::to_owned)),
    };
    visit.draw(&reading, Some(""), &page.shell, &page)
}

fn region(reading: &Reading) -> String {
    Some(reading.engine().settings().region.clone()).filter(|region| !region.is_empty()).unwrap_or("Region".to_owned())
}

/// The newest figures of an indicator: of the nearest definition that has any.
fn line(visit: &Visit, declared: &Indicator, all: &[Figures]) -> Option<Line> {
    let with = all.iter().filter(|figures| figures.newest().is_some());
    let figures = with.min_by_key(|figures| nearness(figures.published.definition))?;
    let (year, others) = figures.newest()?;
    Some(Line {
        title: declared.title.clone(),
        href: visit.filters.link(&format!("/compare/{}", declared.id), &[("area", "")]),
        year: figures.period(*year),
        own: figures.own(*year).map_or_else(|| "not published".to_owned(), |own| shown(declared, own.value, &own.text)),
        others: shown_whose(&visit.filters)
            .into_iter()
            .map(|whose| match others.iter().find(|other| other.whose == whose) {
                Some(other) => shown(declared, other.value, &other.text),
                None => "not published".to_owned(),
            })
            .collect(),
        definition: definition(figures.published.definition),
    })
}

fn nearness(definition: Likeness) -> u8 {
    match definition {
        Likeness::Same => 0,
        Likeness::Near => 1,
        Likeness::Different => 2,
    }
}

/// How near the published definition is to the catalogue's.
fn definition(definition: Likeness) -> &'static str {
    match definition {
        Likeness::Same => "the same",
        Likeness::Near => "near",
        Likeness::Different => "different",
    }
}

fn number(value: f64) -> Option<Number> {
    Number::from_f64(value)
}

/// A published figure; a symbol stays what it is.
fn shown(declared: &Indicator, value: Option<f64>, text: &str) -> String {
    let decimals = u8::try_from(declared.decimals).unwrap_or(6);
    match value.and_then(number) {
        Some(value) => Unit::of(&declared.unit).short(value, decimals),
        None if text.is_empty() => "not published".to_owned(),
        None => text.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "compare/one.html", block = "content")]
struct Page {
    shell: Shell,
    title: String,
    measure: String,
    sentence: String,
    definition: String,
    chart: Option<Chart>,
    neighbours: Vec<(String, String, bool)>,
    neighbours_year: String,
    sources: Vec<String>,
    measures: Vec<Choice>,
    models: Vec<Choice>,
    panel: Panel,
    action: String,
    indicator: String,
    downloads: Vec<crate::components::Download>,
}

async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let reading = visit.reading()?;
    if let Some(drawn) = visit.drawn(&reading, Some("")) {
        return drawn;
    }
    let declared = reading.engine().catalogue().named(&id)?.clone();
    if declared.published.is_empty() {
        return Err(Problem::NotFound);
    }
    let (model, models) = model(&visit, &reading)?;
    let of_model = figures(&reading, &model);
    let all = of_model.of(&declared);
    let key = |figures: &Figures| match figures.published.breakdown.as_str() {
        "" => figures.published.measure.clone(),
        breakdown => format!("{} {breakdown}", figures.published.measure),
    };
    let nearest = || all.iter().min_by_key(|f| (f.newest().is_none(), nearness(f.published.definition)));
    let figures = match visit.filters.get("measure") {
        Some(chosen) => all.iter().find(|figures| key(figures) == chosen),
        None => nearest(),
    };
    let figures = figures.ok_or(Problem::NotFound)?;
    if let Some(format) = Format::of(visit.filters.get("format"))? {
        return file(&reading, &declared, figures, format);
    }
    let mut shell = visit.shell(&format!("{}: compared with others", declared.title));
    shell.breadcrumbs = vec![Link::new("Compare", visit.filters.link("/compare", &[("measure", "")]))];
    let (_, month) = reading.months();
    let definition_of = kept::definition(reading.measuring(), month, &declared.id);
    let measures = all.iter().map(|figures| (key(figures), key(figures)));
    let measures = if all.len() > 1 { Choice::list(measures, &key(figures)) } else { Vec::new() };
    let newest = figures.newest().map(|(year, _)| *year);
    let of_newest = figures.of_authorities.iter().filter(|figure| Some(figure.year) == newest);
    let address = crate::components::Address::new(visit.path.clone(), visit.filters.pairs().to_vec());
    let why = words::full_stop(&words::sentence(&figures.published.why));
    let whose = shown_whose(&visit.filters);
    let page = Page {
        sentence: sentence(&reading, &declared, figures, &whose),
        definition: match figures.published.definition {
            Likeness::Same => "The published measure has the same definition as ours.".to_owned(),
            Likeness::Near => format!("The published measure is near to ours, but not equal. {why}"),
            Likeness::Different => format!("The published measure has a different definition from ours. {why}"),
        },
        chart: drawn(&reading, &declared, figures, &whose),
        panel: panel(&visit.filters, &region(&reading), []),
        neighbours: of_newest.map(|of| (of.name.clone(), shown(&declared, of.value, &of.text), of.own)).collect(),
        neighbours_year: newest.map(|year| figures.period(year)).unwrap_or_default(),
        sources: sources(figures),
        action: visit.path.clone(),
        indicator: visit.filters.carried(&format!("/indicators/{}", declared.id)),
        downloads: crate::components::Download::of(&address, ""),
        measure: all
            .iter()
            .position(|known| key(known) == key(figures))
            .and_then(|place| definition_of?.published.into_iter().nth(place))
            .unwrap_or_else(|| key(figures)),
        title: declared.title,
        measures,
        models,
        shell,
    };
    visit.draw(&reading, Some(""), &page.shell, &page)
}

fn sources(figures: &Figures) -> Vec<String> {
    let of = |comparator: &Comparator| match comparator.vintage.as_str() {
        "" => comparator.source.clone(),
        vintage => format!("{} (as of {vintage})", comparator.source),
    };
    let all: BTreeSet<String> = figures.years.iter().flat_map(|(_, others)| others).map(of).collect();
    all.into_iter().filter(|source| !source.is_empty()).collect()
}

/// The newest year in words: how the council stands to each of the others.
fn sentence(reading: &Reading, declared: &Indicator, figures: &Figures, shown: &[Whose]) -> String {
    let council = &reading.engine().settings().name;
    let Some((year, others)) = figures.newest() else {
        return "No figures of this measure have been delivered. An analyst can load published figures on the data pages."
            .to_owned();
    };
    let (period, unit) = (figures.period(*year), Unit::of(&declared.unit));
    let decimals = u8::try_from(declared.decimals).unwrap_or(6);
    let Some(own) = figures.own(*year).and_then(|own| own.value).and_then(number) else {
        return format!("No figure was published of {council} for {period}.");
    };
    let against: Vec<String> = shown
        .iter()
        .filter_map(|whose| others.iter().find(|other| other.whose == *whose))
        .filter_map(|other| Some((other, other.value.and_then(number)?)))
        .map(|(other, value)| {
            let against = unit.against(own, value, decimals);
            format!("{against} {} ({})", who(reading, other.whose), unit.short(value, decimals))
        })
        .collect();
    let own = unit.long(own, decimals);
    match against.is_empty() {
        true => format!("In {period} {council} had {own}."),
        false => format!("In {period} {council} had {own}: {}.", words::list(&against)),
    }
}

fn who(reading: &Reading, whose: Whose) -> String {
    match whose {
        Whose::NeighbourMean => "the mean of its statistical neighbours".to_owned(),
        Whose::NeighbourMedian => "their median".to_owned(),
        Whose::Region => region(reading),
        Whose::England => "England".to_owned(),
    }
}

/// What heads a column of somebody's figures.
fn column(reading: &Reading, whose: Whose) -> String {
    match whose {
        Whose::NeighbourMean => "Neighbours, mean".to_owned(),
        Whose::NeighbourMedian => "Neighbours, median".to_owned(),
        Whose::Region => region(reading),
        Whose::England => "England".to_owned(),
    }
}

fn drawn(reading: &Reading, declared: &Indicator, figures: &Figures, shown: &[Whose]) -> Option<Chart> {
    if figures.years.is_empty() {
        return None;
    }
    let labels: Vec<String> = figures.years.iter().map(|(year, _)| figures.period(*year)).collect();
    let own = figures.years.iter().map(|(year, _)| figures.own(*year).and_then(|own| own.value)).collect();
    let mut lines: Vec<(String, Vec<Option<f64>>)> = vec![(reading.engine().settings().name.clone(), own)];
    // Where nothing was published of the council there is no line, and the sentence says so.
    lines.retain(|(_, values)| values.iter().any(Option::is_some));
    for whose in shown.iter().copied() {
        let name = column(reading, whose);
        let of = |others: &[Comparator]| others.iter().find(|other| other.whose == whose).and_then(|other| other.value);
        let values: Vec<Option<f64>> = figures.years.iter().map(|(_, others)| of(others)).collect();
        if values.iter().any(Option::is_some) {
            lines.push((name, values));
        }
    }
    let heading = Heading { anchor: "over-the-years", title: &declared.title, sentence: "" };
    let axis = Unit::of(&declared.unit).axis();
    Some(chart::lines(heading, "Year", &axis, labels, lines, u8::try_from(declared.decimals).unwrap_or(6)))
}

/// The figures as a file, a row for each year and each of those compared.
fn file(reading: &Reading, declared: &Indicator, figures: &Figures, format: Format) -> Result<Response, Problem> {
    let columns = [
        "indicator",
        "measure",
        "breakdown",
        "definition",
        "year",
        "whose",
        "#value",
        "value_text",
        "source",
        "vintage",
    ];
    let mut sheet = Sheet::new("Published", &columns);
    let mut push = |year: String, whose: String, value: Option<f64>, text: &str, source: &str, vintage: &str| {
        sheet.push([
            declared.id.clone(),
            figures.published.measure.clone(),
            figures.published.breakdown.clone(),
            definition(figures.published.definition).to_owned(),
            year,
            whose,
            value.and_then(number).map(|value| plain(value, 6)).unwrap_or_default(),
            text.to_owned(),
            source.to_owned(),
            vintage.to_owned(),
        ]);
    };
    for (year, others) in &figures.years {
        for of in figures.of_authorities.iter().filter(|figure| figure.year == *year) {
            push(of.period.clone(), of.name.clone(), of.value, &of.text, "", "");
        }
        for other in others {
            let whose = words::sentence(&who(reading, other.whose));
            push(other.period.clone(), whose, other.value, &other.text, &other.source, &other.vintage);
        }
    }
    let what = format!("Published figures: {}", declared.title);
    let about = files::about(reading, &what, "Published figures; symbols are those of the publisher");
    files::download(format, &format!("{} compared", declared.id), &sheet, &about)
}
