//! A made-up authority, simulated, written in the real formats.
//!
//! An invented council of Derby's size, Wharfmere, is simulated as lives through its system: families with
//! children, contacts about them, what each leads to, the workers who do it and when they do it late. Nothing
//! is drawn table by table, so that what one table says agrees with what the others say. Each family has its
//! own stream of chance and is written before the next begins; memory does not grow with the scale.
//!
//! [`synthesise`] is the whole of it.

mod adoption;
mod almanac;
mod annex_a;
mod care;
mod council;
mod csv_folder;
mod dice;
mod dress;
mod error;
mod faults;
mod finance;
mod front_door;
mod json;
mod life;
mod local_rows;
mod looked_after;
mod names;
mod parquet_folder;
mod protection;
mod records;
mod reference;
mod sheet;
mod special;
mod ssd;
mod ssd_care;
mod staff_rows;
mod staffing;
mod view;
mod workbook;
mod workforce;

pub use error::Error;

use council::Council;
use csv_folder::CsvFolder;
use faults::Faults;
use sheet::Both;
use standard::period::Month;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use view::View;

/// Above this scale a list of Annex A would not fit in a worksheet, and the workbooks are left out.
const WORKBOOKS_UP_TO: f64 = 50.0;

/// The first and the last year in which a made-up authority's last month can lie.
const YEARS: (i16, i16) = (2017, 2060);

/// What to make up.
#[derive(Debug, Clone)]
pub struct Options {
    /// The same seed gives the same files, byte for byte.
    pub seed: u64,
    /// 1 is a council of about 60,000 children under 18; above 0.
    pub scale: f64,
    /// The last month known; the data date is its last day.
    pub to: Month,
    /// The folder to write to; made if it isn't there. Files of the same names are replaced.
    pub out: PathBuf,
    /// The ONS code under which the population is filed.
    pub ons_code: String,
    /// The share of rows that get a fault of real extracts, 0 to 1.
    pub faults: f64,
}

impl Options {
    /// Scale 1 to the end of `to`, in `out`, with 2 rows in a thousand at fault, the population under
    /// `E06000015` as a stand-in.
    pub fn new(seed: u64, to: Month, out: impl Into<PathBuf>) -> Options {
        Options { seed, scale: 1.0, to, out: out.into(), ons_code: "E06000015".to_owned(), faults: 0.002 }
    }
}

/// What was made up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The data date of the newest delivery.
    pub data_date: Option<standard::Date>,
    /// Families that met the council's services.
    pub families: u64,
    /// Rows of each table in `ssd/`.
    pub ssd: BTreeMap<String, u64>,
    /// Rows of each table in `ssd_earlier/`.
    pub ssd_earlier: BTreeMap<String, u64>,
    /// Rows of each table in `local/`.
    pub local: BTreeMap<String, u64>,
    /// Rows in all lists of each Annex A workbook, by file name.
    pub annex_a: BTreeMap<String, u64>,
    /// Faults put in, by kind.
    pub faults: BTreeMap<String, u64>,
}

/// Simulates an authority and writes its extracts. `progress` is told what is being done, in words.
///
/// Under the folder: `ssd/`, `ssd_parquet/`, `ssd_earlier/`, `annex_a/`, `local/`, `comparators/`, `faults.csv`
/// and a `README.txt` that says what is what. Faults are put into `ssd/`, `annex_a/` and `local/` only.
///
/// # Errors
/// An option out of range, or a file that could not be written.
pub fn synthesise(options: &Options, progress: &dyn Fn(&str)) -> Result<Summary, Error> {
    check(options)?;
    let out = &options.out;
    fs::create_dir_all(out).map_err(Error::write(out))?;
    let council = Council::new(options.seed, options.scale, options.to);
    progress("Workforce");
    let mut workforce = staffing::workforce(&council);
    let almanac = &council.almanac;
    let ends = council.month_ends(workbook::LAYOUTS.len() as i32);
    let faults = |stream| Faults::new(options.seed, stream, options.faults, council.data_date);
    let mut ssd = CsvFolder::create(&out.join("ssd"), ssd::TABLES, csv_folder::SSD, almanac, faults(0))?;
    let mut parquet = parquet_folder::ParquetFolder::create(&out.join("ssd_parquet"), ssd::TABLES)?;
    let mut earlier = CsvFolder::create(&out.join("ssd_earlier"), ssd::TABLES, csv_folder::SSD_BLANK, almanac, None)?;
    let mut local = CsvFolder::create(&out.join("local"), local_rows::TABLES, csv_folder::LOCAL, almanac, faults(1))?;
    let mut people = CsvFolder::create(&out.join("local"), &["population"], csv_folder::LOCAL, almanac, None)?;
    let workbooks = options.scale <= WORKBOOKS_UP_TO;
    let mut books = Vec::new();
    for (n, &end) in ends.iter().enumerate().filter(|_| workbooks) {
        let layout = workbook::LAYOUTS[n];
        books.push(workbook::Book::create(&out.join("annex_a"), end, layout, almanac, faults(2 + n as u64))?);
    }

    let now = View { day: council.data_date, reach: council.reach };
    let before = View { day: ends[1], reach: council.reach_of(ends[1]) };
    let mut numbers = life::Numbers::new();
    let mut summary = Summary { data_date: standard::date::from_days(council.data_date), ..Summary::default() };
    let count = special::families(&council);
    let authorities = annex_a::authorities(&options.ons_code);
    let mut texts = json::Texts::default();
    let mut tenth = 0;
    for index in 0..count {
        if index * 10 / count >= tenth {
            progress(&format!("Families: {} of {count}", index + 1));
            tenth += 1;
        }
        let Some(family) = special::family(&council, &mut workforce, &mut numbers, index) else { continue };
        summary.families += 1;
        let mut writer = ssd::Writer::new(now, &workforce, &mut texts);
        writer.family(&family, &mut Both(&mut ssd, &mut parquet))?;
        local_rows::family(now, &family, &writer.shown, &writer.second_shown, &mut local)?;
        ssd::Writer::new(before, &workforce, &mut texts).family(&family, &mut earlier)?;
        for book in &mut books {
            annex_a::Lists::new(&council, &workforce, book.day(), &authorities).family(&family, book)?;
        }
    }
    progress("Workforce, finance and comparators");
    staff_rows::case_system(&council, &workforce, now, &mut Both(&mut ssd, &mut parquet))?;
    staff_rows::case_system(&council, &workforce, before, &mut earlier)?;
    staff_rows::personnel(&council, &workforce, &mut local)?;
    finance::finance(&council, &workforce, &mut local)?;
    reference::population(&council, &options.ons_code, &mut people)?;
    let comparators = out.join("comparators");
    fs::create_dir_all(&comparators).map_err(Error::write(&comparators))?;
    reference::benchmarks(&comparators.join("benchmarks.csv"))?;
    reference::readme(&out.join("README.txt"), &council, &options.ons_code, options.faults, workbooks)?;

    progress("Closing the files");
    let mut log = Vec::new();
    let mut keep = |faults: Option<Faults>| log.extend(faults.map(|faults| faults.log).unwrap_or_default());
    let (rows, faulty) = ssd.finish()?;
    summary.ssd = rows;
    keep(faulty);
    parquet.finish()?;
    summary.ssd_earlier = earlier.finish()?.0;
    let (rows, faulty) = local.finish()?;
    summary.local = rows;
    keep(faulty);
    summary.local.extend(people.finish()?.0);
    for mut book in books {
        annex_a::adopters(&council, &mut book)?;
        let name = format!("Annex A {}.xlsx", almanac.text(book.day()));
        let (rows, faulty) = book.finish()?;
        summary.annex_a.insert(name, rows);
        keep(faulty);
    }
    if options.faults > 0.0 {
        dress::dress(&out.join("ssd"), "ssd", &mut log)?;
    }
    for fault in &log {
        *summary.faults.entry(fault.kind.to_owned()).or_default() += 1;
    }
    faults::write(&out.join("faults.csv"), &log)?;
    Ok(summary)
}

fn check(options: &Options) -> Result<(), Error> {
    if !(options.scale > 0.0 && options.scale <= 1_000.0) {
        return Err(Error::Option(format!(
            "a scale of {} can't be made up; give one above 0, up to 1000",
            options.scale
        )));
    }
    if !(0.0..=1.0).contains(&options.faults) {
        return Err(Error::Option(format!("a share of faults of {} is not between 0 and 1", options.faults)));
    }
    let year = options.to.first().year();
    if year < YEARS.0 || year > YEARS.1 {
        return Err(Error::Option(format!(
            "the last month {} is out of range; give one from {} to {}",
            options.to, YEARS.0, YEARS.1
        )));
    }
    Ok(())
}
