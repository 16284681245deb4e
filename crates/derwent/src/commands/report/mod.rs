//! `report`: the month's numbers as one self-contained HTML page.

mod figures;
mod indicator;
mod origin;
mod parts;
mod plan;
mod reasons;

use crate::cli::{Cli, Format, Output, Report};
use crate::failure::{Failure, Result};
use crate::folder::{Measuring, measuring_at, open};
use crate::say::Voice;
use crate::sheet::{Sheet, whole_file};
use figures::Figures;
use report::performance::input::{Indicator, Measurement, PerformanceInput, Status};
use report::words;
use standard::period::Month;

/// `derwent report`
pub fn report(cli: &Cli, args: &Report, voice: &Voice) -> Result {
    voice.doing("measuring");
    let measuring = measuring_at(open(cli)?, args.as_at, true)?;
    let data_date = measuring.engine.inputs().data_date;
    if args.month.first() > data_date {
        return Err(Failure::new(format!(
            "there is nothing to report for {}: the newest extract describes {}",
            words::month(args.month),
            words::date(data_date)
        )));
    }
    let input = input(&measuring, args.month)?;
    let page = report::html::write(&report::performance(&input));
    let path = args.out.join(format!("report-{}.html", args.month));
    whole_file(&path, |file| Ok(file.write_all(page.as_bytes())?))?;
    voice.done();
    performance_table(&input).write(&Output { format: Format::Table, out: None })?;
    voice.say(&format!("{}", path.display()));
    Ok(())
}

/// All that the report says.
fn input(measuring: &Measuring, month: Month) -> Result<PerformanceInput> {
    let engine = &measuring.engine;
    let figures = Figures::measure(measuring, month)?;
    let (status, reason) = origin::month_status(measuring, month);
    let settings = engine.settings();
    let mut input = PerformanceInput::new(&settings.name, month);
    input.region = settings.region.clone();
    input.data_date = Some(engine.inputs().data_date);
    input.as_at = measuring.in_force.as_at;
    (input.month_status, input.month_reason) = (status, reason);
    input.catalogue = format!("Derwent catalogue {}", env!("CARGO_PKG_VERSION"));
    input.notes = origin::notes(measuring)?;
    input.performance = indicator::rows(&figures, plan::PERFORMANCE);
    input.activity = indicator::rows(&figures, plan::ACTIVITY);
    input.rates = indicator::rows(&figures, plan::RATES);
    input.workforce_measures = indicator::rows(&figures, plan::WORKFORCE);
    input.case_status = parts::case_status(&figures);
    input.contacts = parts::contacts(&figures);
    input.referral_need = parts::referral_need(&figures);
    input.workforce = parts::workforce(&figures);
    input.findings = origin::findings(measuring)?;
    input.not_computed = origin::not_computed(&figures);
    input.definitions = origin::definitions(&figures);
    input.deliveries = origin::deliveries(measuring);
    Ok(input)
}

/// The performance table for the terminal: title, month, six months pooled, verdict.
fn performance_table(input: &PerformanceInput) -> Sheet {
    let month = format!("#{}", input.month);
    let columns = ["indicator", &month, "#of", "#six months", "change over time", "note"];
    let mut sheet = Sheet::new("performance", &columns);
    for indicator in &input.performance {
        let title = match indicator.scope.as_str() {
            "" => indicator.title.clone(),
            scope => format!("{} ({scope})", indicator.title),
        };
        let parts = indicator.current.numerator.zip(indicator.current.denominator);
        let six = indicator.six_months.as_ref().map_or_else(String::new, |six| shown(indicator, six));
        let verdict = indicator.verdict.as_ref().map_or_else(String::new, |verdict| verdict.word.to_string());
        // Which fields are missing, the page says: a line of a table is too short for it.
        let note = match (indicator.current.status, indicator.current.reason.as_str()) {
            (Status::Complete, reason) => reason.to_owned(),
            (status @ (Status::NotComputable | Status::NotCovered), _) | (status, "") => status.word().to_owned(),
            (status, reason) => format!("{}: {reason}", status.word()),
        };
        sheet.push([
            title,
            shown(indicator, &indicator.current),
            parts.map_or_else(String::new, |(part, of)| format!("{part} of {of}")),
            six,
            verdict,
            note,
        ]);
    }
    sheet
}

fn shown(indicator: &Indicator, measurement: &Measurement) -> String {
    match (measurement.value, measurement.status) {
        (Some(value), _) => indicator.unit.short(value, indicator.decimals),
        (None, Status::NotApplicable) => "n/a".to_owned(),
        (None, _) => "–".to_owned(),
    }
}
