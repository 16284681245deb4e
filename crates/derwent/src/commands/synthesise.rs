//! `synthesise`: a made-up authority, written in the real formats.

use crate::cli::Synthesise;
use crate::say::Voice;
use crate::sheet::{Print, Sheet};
use council::{Failure, Result};
use std::collections::BTreeMap;

/// `derwent synthesise`
pub fn synthesise(args: &Synthesise, voice: &Voice) -> Result {
    if !(args.scale > 0.0 && args.scale <= 1000.0) {
        return Err(Failure::new(format!("--scale {} is not a size: give a number above 0, up to 1000", args.scale)));
    }
    if !(0.0..=1.0).contains(&args.faults) {
        return Err(Failure::new(format!("--faults {} is not a share: give a number from 0 to 1", args.faults)));
    }
    let mut options = synthetic::Options::new(args.seed, args.to, &args.out);
    options.scale = args.scale;
    options.faults = args.faults;
    let summary = synthetic::synthesise(&options, &|text| voice.doing(text))?;
    voice.done();
    let mut sheet = Sheet::new("rows", &["folder", "table", "#rows"]);
    let mut list = |folder: &str, rows: &BTreeMap<String, u64>| {
        for (table, rows) in rows {
            sheet.push([folder.to_owned(), table.clone(), rows.to_string()]);
        }
    };
    list("ssd", &summary.ssd);
    list("ssd_earlier", &summary.ssd_earlier);
    list("local", &summary.local);
    list("annex_a", &summary.annex_a);
    list("faults put in", &summary.faults);
    sheet.write(&crate::cli::Output { format: crate::cli::Format::Table, out: None })?;
    voice.say(&format!("{} families, in {}", summary.families, args.out.display()));
    Ok(())
}
