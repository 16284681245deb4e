//! `findings`: what reading found, and what the checks find in the records in force.

use crate::cli::{Cli, Findings, Format};
use crate::say::Voice;
use crate::sheet::{Print, write_workbook};
use council::findings::{counted, gather};
use council::folder::open;
use council::{Measuring, Result, lists};

/// `derwent findings`
pub fn findings(cli: &Cli, args: &Findings, voice: &Voice) -> Result {
    voice.doing("checking records");
    let measuring = Measuring::over(open(&cli.data)?, None, true)?;
    let mut found = gather(&measuring)?;
    voice.done();
    if let Some(rule) = &args.rule {
        found.retain(|found| found.finding.rule == *rule);
    }
    if let Some(delivery) = &args.delivery {
        let delivery = open(&cli.data)?.find(delivery)?.number;
        found.retain(|found| found.delivery == delivery);
    }
    let summed = lists::findings_counted(&counted(measuring.engine.catalogue(), &found));
    let full = lists::findings(&found);
    match (args.output.format, &args.output.out) {
        (Format::Xlsx, Some(path)) => write_workbook(&[&summed, &full], path),
        _ if args.full || args.rule.is_some() => full.write(&args.output),
        _ => summed.write(&args.output),
    }
}
