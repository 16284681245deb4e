//! `report`: the paper of a month, from a template, in the formats that its readers use.

use crate::cli::{Audience, Cli, Format, Output, Report};
use crate::say::Voice;
use crate::sheet::{Print, Sheet, whole_file};
use council::folder::open;
use council::paper::{compose, facts, files, template, written};
use council::{Measuring, Result};
use report::paper::{self, Facts, Template};
use report::performance::input::{Indicator, Measurement, Status};

/// `derwent report`
pub fn report(cli: &Cli, args: &Report, voice: &Voice) -> Result {
    voice.doing("measuring");
    let files = files(&cli.data, args.template.as_deref())?;
    let template = template(&files)?;
    let measuring = Measuring::over(open(&cli.data)?, args.as_at, true)?;
    let audience = match args.audience {
        Audience::Public => paper::Audience::Public,
        Audience::Internal => paper::Audience::Internal,
    };
    let facts = facts(&measuring, &template, &files, args.month, audience)?;
    let document = compose(&template, &facts)?;
    voice.doing("writing");
    let all = council::paper::Format::ALL;
    let named: Vec<_> = args.formats.iter().map(|format| format.of()).collect();
    let formats = if named.is_empty() { &all[..] } else { &named };
    let mut paths = Vec::new();
    for format in formats {
        let bytes = written(*format, &document)?;
        let path = args.out.join(format!("report-{}.{}", args.month, format.ending()));
        whole_file(&path, |file| Ok(file.write_all(&bytes)?))?;
        paths.push(path);
    }
    voice.done();
    performance_table(&template, &facts).write(&Output { format: Format::Table, out: None })?;
    for path in paths {
        voice.say(&format!("{}", path.display()));
    }
    Ok(())
}

/// The performance table for the terminal: title, month, six months pooled, verdict.
fn performance_table(template: &Template, facts: &Facts) -> Sheet {
    let month = format!("#{}", facts.base.month);
    let columns = ["indicator", &month, "#of", "#six months", "change over time", "note"];
    let mut sheet = Sheet::new("performance", &columns);
    let tables = template.main.blocks().filter_map(|(_, block)| match block {
        paper::template::Block::Performance { rows, .. } => Some(rows),
        _ => None,
    });
    for row in tables.flatten() {
        let Some(indicator) = facts.indicators.get(&row.indicator) else { continue };
        let title = row.title.as_ref().unwrap_or(&indicator.title);
        let title = match row.scope.as_str() {
            "" => title.clone(),
            scope => format!("{title} ({scope})"),
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
