//! Populations and published comparators that the made-up council is measured against.

use crate::almanac::Almanac;
use crate::council::Council;
use crate::error::Error;
use crate::sheet::{Cell, Sink};
use crate::workbook;
use std::fs;
use std::path::Path;

/// Children under 18 in the mid-year of the last year at scale 1.
const CHILDREN: f64 = 60_000.0;

/// Mid-year estimates by single year of age and sex, eight years, for `code`.
pub fn population(council: &Council, code: &str, out: &mut dyn Sink) -> Result<(), Error> {
    let (last, _, _) = council.almanac.parts(council.data_date);
    for year in last - 8..last {
        // The population grew by about half a percent a year.
        let total = CHILDREN * council.scale * 1.005_f64.powi(i32::from(year - (last - 1)));
        for age in 0..18_i64 {
            for (sex, share) in [("F", 0.4877), ("M", 0.5123)] {
                // A few more children of primary age than of any other.
                let bulge = 1.0 + 0.05 * (1.0 - ((age - 9) as f64 / 9.0).powi(2));
                let persons = (total * share * bulge / 18.599_6).round().max(1.0) as i64;
                out.row(
                    "population",
                    &[
                        ("geography_code", Cell::Text(code)),
                        ("mid_year", Cell::Integer(i64::from(year))),
                        ("age_from", Cell::Integer(age)),
                        ("age_to", Cell::Integer(age)),
                        ("sex", Cell::Text(sex)),
                        ("persons", Cell::Integer(persons)),
                    ],
                )?;
            }
        }
    }
    Ok(())
}

/// The comparators that the 2023 paper prints for 2021-22: measure, name, unit, direction, then the figures
/// for statistical neighbours, the East Midlands and England.
const FIGURES: &[(&str, &str, &str, &str, [f64; 3])] = &[
    ("lait:RevCP", "Review of Child Protection Cases", "%", "High", [90.8, 87.9, 89.3]),
    (
        "lait:Continue_Assess_Comp",
        "Continuous assessments completed within 45 working days",
        "%",
        "High",
        [83.4, 92.3, 84.5],
    ),
    (
        "lait:CP_conf_15days",
        "Percentage of child protection conferences held within 15 days",
        "%",
        "High",
        [82.7, 84.2, 79.2],
    ),
    (
        "lait:PrevRegCPR",
        "Percentage of children who became the subject of a plan for a second or subsequent time",
        "%",
        "Low",
        [23.4, 26.8, 23.3],
    ),
    ("lait:LAC", "Children looked after rate per 10,000", "Rate per 10,000", "-", [82.0, 65.0, 70.0]),
    ("lait:CPP_rate", "Child Protection Plans rate per 10,000", "Rate per 10,000", "-", [45.0, 43.0, 42.0]),
];

/// Writes the comparators as a tidy benchmark file.
pub fn benchmarks(path: &Path) -> Result<(), Error> {
    let table = standard::table::find("benchmarks").expect("a standard table");
    let header: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let mut text = header.join(",");
    text.push('\n');
    let places = [
        ("Statistical neighbours", "", "Statistical neighbours"),
        ("Regional", "E12000004", "East Midlands"),
        ("National", "E92000001", "England"),
    ];
    for (id, name, unit, polarity, figures) in FIGURES {
        for ((level, code, place), value) in places.iter().zip(figures) {
            text.push_str(&format!(
                "{id},\"{name}\",2022,2022,,{level},{code},,{place},{value:.1},,,,\"{unit}\",{polarity},\
                 \"Printed in Children's Scrutiny Review Board, 4 September 2023, item 07 (2021-22)\",2023-09-04\n"
            ));
        }
    }
    fs::write(path, text).map_err(Error::write(path))
}

/// Writes the file that says what is what.
pub fn readme(path: &Path, council: &Council, code: &str, faults: f64, workbooks: bool) -> Result<(), Error> {
    let almanac: &Almanac = &council.almanac;
    let ends = council.month_ends(workbook::LAYOUTS.len() as i32);
    let (newest, earlier) = (almanac.text(ends[0]), almanac.text(ends[1]));
    let authority = standard::authority::find(code).map_or("CODE", |authority| authority.dfe_code.as_str());
    let mut text = format!(
        "Wharfmere: a made-up authority
==============================

Nobody in these files exists. They were simulated with seed {seed} at scale {scale}; the same seed and scale
give the same files. The population is filed under {code}, so that the authority code {authority} can stand in
for one that England does not have.

folder or file          what it is                                                  data date
ssd/                    Standard Safeguarding Dataset 1.4.5, CSV, six years         {newest}
ssd_parquet/            the same as Parquet, without the faults                     {newest}
ssd_earlier/            the delivery of a month before: records that were deleted
                        or corrected since still stand as they were                 {earlier}
",
        seed = council.seed,
        scale = council.scale,
    );
    if workbooks {
        for (n, end) in ends.iter().enumerate() {
            let day = almanac.text(*end);
            let what = workbook::LAYOUTS[n].about;
            text.push_str(&format!("annex_a/Annex A {day}.xlsx   Annex A workbook, {what:<41}{day}\n"));
        }
    } else {
        text.push_str("annex_a/                left out: at this scale a list would not fit in a worksheet\n");
    }
    text.push_str(&format!(
        "local/                  tables that the standard does not carry, and population     {newest}
comparators/            the comparators that the 2023 paper prints, tidy
faults.csv              the faults put in on purpose: {faults} of the rows

To import:

    derwent import ssd_earlier --authority {authority} --data-date {earlier}
    derwent import ssd local comparators --authority {authority} --data-date {newest}

The Annex A workbooks describe the same children; import them into a data folder of their own, one at a time, with
--data-date for those that don't say what day they describe.
"
    ));
    fs::write(path, text).map_err(Error::write(path))
}
