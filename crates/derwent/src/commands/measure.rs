//! `measure`, `children` and `due`.

use crate::cli::{Children, Cli, Crossed, Due, Format, Measure};
use crate::say::Voice;
use crate::sheet::{Print, Sheet};
use council::folder::open;
use council::{Failure, Measuring, Result, lists, revised};
use jiff::civil::Date;
use measure::{Amount, Catalogue, Indicator, Number, Request, State};
use standard::period::Month;
use std::collections::BTreeSet;
use std::time::Instant;

/// The months asked for; by default the twelve that end with the last whole month of the data.
pub fn months(measuring: &Measuring, from: Option<Month>, to: Option<Month>) -> Result<(Month, Month)> {
    let data_date = measuring.engine.inputs().data_date;
    let month = Month::of(data_date);
    let last = if month.last() == data_date { month } else { month.plus(-1) };
    let to = to.or(from.map(|from| from.max(last))).unwrap_or(last);
    let from = from.unwrap_or(to.plus(-11));
    if from > to {
        return Err(Failure::new(format!("--from {from} is after --to {to}")));
    }
    Ok((from, to))
}

/// `derwent measure`
pub fn measure(cli: &Cli, args: &Measure, voice: &Voice) -> Result {
    voice.doing("opening deliveries");
    let wanted = |catalogue: &Catalogue| match args.core && args.indicator.is_empty() {
        true => catalogue.indicators().filter(|i| i.core).map(|i| i.id.clone()).collect(),
        false => args.indicator.clone(),
    };
    let began = Instant::now();
    let measuring = Measuring::over_some(open(&cli.data)?, args.as_at, wanted)?;
    let opened = began.elapsed();
    let (from, to) = months(&measuring, args.from, args.to)?;
    let indicators = wanted(measuring.engine.catalogue());
    let by = args.by.iter().map(|Crossed(dimensions)| dimensions.clone()).collect();
    voice.doing("measuring");
    let request = Request { indicators, from, to, periods: args.period.clone(), by };
    let mut measured = measuring.engine.measure(&request)?;
    if let Some(path) = &args.timings {
        let seconds = [("open", opened), ("measure", began.elapsed() - opened)];
        let seconds = seconds.map(|(phase, took)| (phase, took.as_secs_f64()));
        let text = serde_json::to_string(&std::collections::BTreeMap::from(seconds))?;
        super::import::write_text(path, &text)?;
    }
    if args.output.format == Format::Table {
        voice.doing("looking for revisions");
        revised::mark(&measuring, &mut measured.numbers, &request)?;
    }
    voice.done();
    match args.output.format {
        Format::Table => table(&measuring, &measured.numbers).write(&args.output),
        _ => lists::numbers(&measured.numbers).write(&args.output),
    }
}

/// The numbers as a person reads them, with parameters and reasons.
fn table(measuring: &Measuring, numbers: &[Number]) -> Sheet {
    let catalogue = measuring.engine.catalogue();
    let mut sheet =
        Sheet::new("numbers", &["indicator", "period", "breakdown", "#value", "#count", "#of", "status", "note"]);
    for number in numbers {
        let indicator = catalogue.find(&number.indicator);
        let decimals = indicator.map_or(1, |i| i.decimals);
        let amount = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let value = number.value.map(|value| value.rounded(decimals)).unwrap_or_else(|| match number.status {
            measure::Status::NotApplicable => "n/a".to_owned(),
            _ => String::new(),
        });
        let mut notes = Vec::new();
        if !number.reason.is_empty() {
            notes.push(number.reason.clone());
        }
        if let Some(population) = number.population {
            notes.push(format!("mid-{} population {}", population.mid_year, population.persons));
        }
        if let Some(indicator) = indicator {
            notes.extend(parameters(measuring, indicator, number.period.end()));
        }
        sheet.push([
            number.indicator.clone(),
            number.period.to_string(),
            lists::breakdown(number),
            value,
            amount(number.numerator),
            amount(number.denominator),
            number.status.to_string(),
            notes.join("; "),
        ]);
    }
    sheet
}

/// The parameters that an indicator uses, with the values in force.
fn parameters(measuring: &Measuring, indicator: &Indicator, on: Date) -> Vec<String> {
    let parameters = &measuring.engine.settings().parameters;
    indicator.parameters.iter().map(|name| format!("{name} {}", parameters.value(name, on))).collect()
}

/// `derwent children`
pub fn children(cli: &Cli, args: &Children, voice: &Voice) -> Result {
    voice.doing("finding the children");
    let measuring = Measuring::over(open(&cli.data)?, args.as_at, false)?;
    let mut rows = measuring.engine.children(&args.indicator, &args.period)?;
    if args.not_met {
        rows.retain(|row| row.state == State::Missed);
    }
    voice.done();
    lists::children(&rows).write(&args.output)?;
    let counted: Vec<_> = rows.iter().filter(|row| row.state.counts() && !row.person_id.is_empty()).collect();
    let people: BTreeSet<_> = counted.iter().map(|row| &row.person_id).collect();
    let families: BTreeSet<_> = counted.iter().map(|row| &row.family_id).collect();
    let indicator = measuring.engine.catalogue().named(&args.indicator)?;
    voice.say(&format!(
        "{} rows counted ({}), {} children in {} families",
        rows.iter().filter(|row| row.state.counts()).count(),
        indicator.counts,
        people.len(),
        families.len()
    ));
    Ok(())
}

/// `derwent due`
pub fn due(cli: &Cli, args: &Due, voice: &Voice) -> Result {
    voice.doing("finding what is due");
    let measuring = Measuring::over(open(&cli.data)?, args.as_at, false)?;
    let mut rows = measuring.engine.due(args.within)?;
    rows.retain(|row| args.team.as_ref().is_none_or(|team| row.team_id == *team));
    rows.retain(|row| args.worker.as_ref().is_none_or(|worker| row.worker_id == *worker));
    voice.done();
    lists::due(&rows).write(&args.output)?;
    let overdue = rows.iter().filter(|row| row.overdue).count();
    voice.say(&format!(
        "as at {}: {overdue} overdue, {} due within {} working days",
        measuring.engine.inputs().data_date,
        rows.len() - overdue,
        args.within
    ));
    Ok(())
}
