//! The comparators that Derby's Children's Scrutiny Review Board had on 4 September 2023, against the published figures
//! as they stand now. Of eighteen twelve match, and six do not, each for a reason. The figures are read from
//! `../shared/data`, and the test says so when they are not there.

use measure::comparator::{Whose, comparators};
use measure::{Catalogue, Inputs};
use standard::settings::Settings;
use std::collections::BTreeMap;
use std::path::Path;

/// An indicator, whose figure, the figure as printed, decimals, and why it does not match; empty where it does.
type Printed = (&'static str, Whose, f64, i32, &'static str);

const REBASED: &str = "rates of 2022 have since been put on the mid-2021 population";
const REVISED: &str = "the series has been revised since";

const PRINTED: [Printed; 18] = [
    ("cic-rate", Whose::NeighbourMean, 82.0, 0, ""),
    ("cic-rate", Whose::Region, 65.0, 0, ""),
    ("cic-rate", Whose::England, 70.0, 0, ""),
    ("cp-rate", Whose::NeighbourMean, 45.0, 0, ""),
    ("cp-rate", Whose::Region, 43.0, 0, REBASED),
    ("cp-rate", Whose::England, 42.0, 0, REBASED),
    ("icpc-on-time", Whose::NeighbourMean, 82.7, 1, "no rule gives it from the figures as they stand"),
    ("icpc-on-time", Whose::Region, 84.2, 1, REVISED),
    ("icpc-on-time", Whose::England, 79.2, 1, ""),
    ("cp-reviews-on-time", Whose::NeighbourMean, 90.8, 1, ""),
    ("cp-reviews-on-time", Whose::Region, 87.9, 1, ""),
    ("cp-reviews-on-time", Whose::England, 89.3, 1, ""),
    ("assessments-on-time-first", Whose::NeighbourMean, 83.4, 1, ""),
    ("assessments-on-time-first", Whose::Region, 92.3, 1, ""),
    ("assessments-on-time-first", Whose::England, 84.5, 1, ""),
    ("cp-plans-repeat", Whose::NeighbourMean, 23.4, 1, ""),
    ("cp-plans-repeat", Whose::Region, 26.8, 1, REVISED),
    ("cp-plans-repeat", Whose::England, 23.3, 1, REVISED),
];

/// The published figures, or `None` where they are not on this machine.
fn published() -> Option<Inputs> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/benchmarks");
    let paths = ["benchmarks.csv.gz", "neighbours.csv"].map(|name| folder.join(name));
    if !paths.iter().all(|path| path.is_file()) {
        // A note for the reader of the test's output.
        #[allow(clippy::print_stderr)]
        {
            eprintln!("skipped: {} does not have the published figures", folder.display());
        }
        return None;
    }
    let readings = intake::read(&paths, &intake::Options::default(), &|_| ()).expect("the published figures are read");
    Some(Inputs {
        data_date: "2023-07-31".parse().expect("a date"),
        tables: readings.into_iter().flat_map(|reading| reading.tables).collect(),
        coverage: BTreeMap::new(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
    })
}

fn settings(include_self: bool) -> Settings {
    let derby = Settings::new(standard::authority::find("831").expect("a declared authority"));
    Settings { neighbour_model: "2021-04".to_owned(), include_self, ..derby }
}

/// The figure of the year to 31 March 2022, of the first measure that the indicator names.
fn figure(catalogue: &Catalogue, inputs: &Inputs, settings: &Settings, id: &str, whose: Whose) -> f64 {
    let measure = &catalogue.find(id).expect("a core indicator").published[0];
    let found = comparators(inputs, settings, measure, 2022);
    assert!(found.iter().all(|c| c.year == 2022 && !c.vintage.is_empty() && !c.source.is_empty()), "{id}");
    found.iter().find(|c| c.whose == whose).and_then(|c| c.value).unwrap_or_else(|| panic!("{id} {whose:?}"))
}

#[test]
fn twelve_of_eighteen_printed_figures_match_and_the_others_have_reasons() {
    let Some(inputs) = published() else { return };
    let catalogue = Catalogue::builtin().expect("the catalogue is sound");
    let mut matched = 0;
    for (id, whose, printed, decimals, why) in PRINTED {
        let now = figure(&catalogue, &inputs, &settings(true), id, whose);
        let unit = 10_f64.powi(decimals);
        let same = (now * unit + 1e-9).round() == (printed * unit).round();
        assert_eq!(same, why.is_empty(), "{id} {whose:?}: printed {printed}, now {now}: {why}");
        matched += usize::from(same);
    }
    assert_eq!(matched, 12);
}

/// With itself among its neighbours the council's own rate draws theirs towards it.
#[test]
fn the_council_itself_is_left_out_unless_it_is_asked_for() {
    let Some(inputs) = published() else { return };
    let catalogue = Catalogue::builtin().expect("the catalogue is sound");
    let mean = |include| figure(&catalogue, &inputs, &settings(include), "cic-rate", Whose::NeighbourMean);
    assert_eq!((format!("{:.1}", mean(false)), format!("{:.2}", mean(true))), ("79.2".to_owned(), "81.73".to_owned()));
    let median = figure(&catalogue, &inputs, &settings(false), "icpc-on-time", Whose::NeighbourMedian);
    assert_eq!(format!("{median:.1}"), "86.5");
}
