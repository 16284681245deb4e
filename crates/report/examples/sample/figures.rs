//! Invented figures for every part of the report; the tests use them too.

use report::Number;
use report::performance::input::{
    Comparator, Contacts, Definition, DeliveryLine, Earlier, FindingCount, Good, Indicator, Measurement, Nearness,
    NotComputed, ParameterValue, Part, PerformanceInput, Shares, Status, Who, Workforce, WorkforceColumn,
};
use report::words::Unit;
use standard::finding::Severity;
use standard::period::Month;
use statistics::{Kind, Options, not_tested};

const LAST: &str = "2023-07";

fn last() -> Month {
    LAST.parse().expect("a month")
}

fn months() -> Vec<Month> {
    last().plus(-24).to(last()).collect()
}

/// A fixed wobble between −1 and 1, so that the sample is the same every time.
fn wobble(i: usize, seed: usize) -> f64 {
    let x = (i * 7919 + seed * 104_729) % 1000;
    let y = (x * x * 31 + 17 * x + seed) % 1000;
    y as f64 / 500.0 - 1.0
}

fn number(value: f64) -> Number {
    Number::from_f64(value).unwrap_or_default()
}

fn with_history(mut indicator: Indicator, history: Vec<(Month, Measurement)>, kind: Kind) -> Indicator {
    indicator.current = history.last().expect("a month").1.clone();
    indicator.history = history;
    indicator.test(kind, &Options::default()).expect("a fitting series");
    indicator
}

struct Shape {
    id: &'static str,
    title: &'static str,
    scope: &'static str,
    good: Good,
    level: f64,
    swing: f64,
    size: i64,
    /// What is added to each of the last eight months.
    lately: f64,
}

fn proportion(shape: &Shape, seed: usize) -> Indicator {
    let all = months();
    let history: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(i, month)| {
            let size = shape.size + (wobble(i, seed + 50) * shape.size as f64 * 0.12) as i64;
            let late = if i + 8 >= all.len() { shape.lately } else { 0.0 };
            let share = (shape.level + late + wobble(i, seed) * shape.swing).clamp(0.0, 1.0);
            let status = if *month == last() { Status::Provisional } else { Status::Complete };
            (*month, Measurement::proportion((share * size as f64).round() as i64, size, status))
        })
        .collect();
    let pooled = history.iter().rev().take(6).fold((Number::ZERO, Number::ZERO), |sum, (_, m)| {
        (sum.0.plus(m.numerator.unwrap_or_default()), sum.1.plus(m.denominator.unwrap_or_default()))
    });
    let six_months = Measurement {
        value: Number::ratio(pooled.0, pooled.1, 100),
        numerator: Some(pooled.0),
        denominator: Some(pooled.1),
        status: Status::Complete,
        reason: String::new(),
    };
    let indicator = Indicator {
        id: shape.id.into(),
        title: shape.title.into(),
        scope: shape.scope.into(),
        unit: Unit::Percent,
        decimals: 1,
        good: shape.good,
        six_months: Some(six_months),
        ..Indicator::default()
    };
    let mut indicator = with_history(indicator, history, Kind::Proportion);
    indicator.estimate();
    indicator
}

fn comparators(values: [f64; 4], nearness: Nearness, why: &str) -> Vec<Comparator> {
    [Who::NeighboursMean, Who::NeighboursMedian, Who::Region, Who::England]
        .into_iter()
        .zip(values)
        .map(|(who, value)| Comparator {
            who,
            value: Some(number(value)),
            text: String::new(),
            year: "2021-22".into(),
            nearness,
            why: why.into(),
            missing: u32::from(who == Who::NeighboursMean && nearness == Nearness::Different),
            same_year: false,
            source: "DfE Local Authority Interactive Tool".into(),
            vintage: "2022-10-27".into(),
        })
        .collect()
}

fn performance() -> Vec<Indicator> {
    let shape = |id, title, scope, good, level, swing, size, lately| Shape {
        id,
        title,
        scope,
        good,
        level,
        swing,
        size,
        lately,
    };
    let shapes = [
        shape(
            "cic-visits-on-time",
            "Children in care: statutory visits completed on time",
            "",
            Good::High,
            0.88,
            0.02,
            612,
            0.0,
        ),
        shape(
            "cic-reviews-on-time",
            "Children in care: reviews completed on time",
            "",
            Good::High,
            0.94,
            0.02,
            151,
            0.035,
        ),
        shape(
            "cp-visits-on-time",
            "Child protection: statutory visits completed on time",
            "",
            Good::High,
            0.905,
            0.015,
            640,
            -0.045,
        ),
        shape("cp-reviews-on-time", "Child protection: reviews completed on time", "", Good::High, 0.96, 0.03, 70, 0.0),
        shape("cin-reviews-on-time", "Child in need: reviews completed on time", "", Good::High, 0.93, 0.03, 230, 0.0),
        shape(
            "assessments-on-time-first",
            "Single assessments completed within 45 working days",
            "first assessments only, all teams",
            Good::High,
            0.82,
            0.03,
            300,
            0.05,
        ),
        shape(
            "icpc-on-time",
            "Initial conferences within 15 working days of the section 47 enquiry",
            "",
            Good::High,
            0.9,
            0.08,
            17,
            0.0,
        ),
        shape("cp-plans-repeat", "Second or subsequent child protection plans", "", Good::Low, 0.21, 0.06, 40, 0.0),
    ];
    let mut out: Vec<_> = shapes.iter().enumerate().map(|(i, shape)| proportion(shape, i + 1)).collect();
    out[3].comparators = comparators(
        [90.8, 91.4, 87.9, 89.3],
        Nearness::Different,
        "all reviews of plans open three months at 31 March",
    );
    out[5].comparators = comparators([83.4, 84.0, 92.3, 84.5], Nearness::Near, "all assessments, not first ones only");
    out[6].comparators = comparators([82.7, 83.1, 84.2, 79.2], Nearness::Same, "");
    out[7].comparators = comparators([23.4, 23.0, 26.8, 23.3], Nearness::Same, "");
    out[4].current = Measurement::none(Status::NotComputable, "local_cin_reviews was not delivered");
    out[4].interval = None;
    out[4].six_months = Some(out[4].current.clone());
    out[4].history.clear();
    out[4].control = None;
    out[4].verdict = Some(not_tested("there is no figure"));
    out
}

fn count(id: &str, title: &str, unit: &str, level: f64, swing: f64, drift: f64, seed: usize) -> Indicator {
    let history = months()
        .into_iter()
        .enumerate()
        .map(|(i, month)| {
            let value = (level * (1.0 + wobble(i, seed) * swing) + drift * i as f64).round();
            let status = if month == last() { Status::Provisional } else { Status::Complete };
            (month, Measurement::amount(number(value), status))
        })
        .collect();
    let indicator = Indicator {
        id: id.into(),
        title: title.into(),
        unit: Unit::of(unit),
        good: Good::Neither,
        ..Indicator::default()
    };
    with_history(indicator, history, Kind::Count)
}

fn rate(id: &str, title: &str, children: i64, published: [f64; 4], seed: usize) -> Indicator {
    let history = months()
        .into_iter()
        .enumerate()
        .map(|(i, month)| {
            let people = Number::whole(60_121);
            let open = Number::whole(children + (wobble(i, seed) * 8.0) as i64 - (24 - i as i64) / 2);
            let value = Number::ratio(open, people, 10_000);
            let m = Measurement { value, numerator: Some(open), denominator: Some(people), ..Measurement::default() };
            (month, m)
        })
        .collect();
    let indicator = Indicator {
        id: id.into(),
        title: title.into(),
        counts: "child".into(),
        unit: Unit::of("per 10,000"),
        decimals: 1,
        comparators: comparators(published, Nearness::Same, ""),
        population: "mid-2021 estimate, 60,121 children aged 0 to 17".into(),
        also_whole: true,
        ..Indicator::default()
    };
    with_history(indicator, history, Kind::Mean)
}

fn shares(when: &str, things: &str, parts: &[(&str, i64)]) -> Shares {
    let parts = parts.iter().map(|(label, n)| ((*label).to_owned(), Number::whole(*n))).collect();
    Shares::known(when, things, parts)
}

/// The whole input.
pub fn input() -> PerformanceInput {
    let mut input = PerformanceInput::new("Anytown City Council", last());
    input.region = "East Midlands".into();
    input.data_date = Some(last().last());
    input.month_status = Status::Provisional;
    input.month_reason = "final once a delivery dated 14 August 2023 or later is in".into();
    input.catalogue = "Derwent catalogue 0.1.0".into();
    input.notes = vec!["all figures are of a made-up authority".into()];
    input.performance = performance();
    let mut status = shares(
        "31 July 2023",
        "children",
        &[
            ("In care", 602),
            ("Child protection plan", 287),
            ("Child in need plan", 741),
            ("Short breaks", 24),
            ("Open assessment", 419),
            ("Open referral", 66),
            ("Care leaver", 231),
            ("Early help", 1344),
        ],
    );
    let counts = [588, 301, 802, 26, 455, 71, 219, 1040];
    status.earlier = Some(Earlier {
        when: "31 July 2022".into(),
        counts: counts.map(|n| Some(Number::whole(n))).to_vec(),
        total: Some(Number::whole(counts.iter().sum())),
    });
    status.status = Status::Partial;
    status.reason = "care leavers have no dates, so a past month shows those of today".into();
    input.case_status = Part::Given(status);
    input.activity = vec![
        count("contacts", "Contacts received", "contacts", 2500.0, 0.09, 14.0, 11),
        count("referrals", "Referrals", "referrals", 345.0, 0.12, 0.0, 12),
        count("s47", "Section 47 enquiries started", "enquiries", 118.0, 0.2, 0.6, 13),
        count("cp-starts", "Child protection plans started", "plans", 31.0, 0.3, 0.0, 14),
        count("cic-starts", "Children who entered care", "children", 22.0, 0.35, 0.0, 15),
    ];
    input.rates = vec![
        rate("cic-rate", "Children in care", 602, [82.0, 80.0, 65.0, 70.0], 21),
        rate("cp-rate", "Children with a child protection plan", 287, [45.0, 44.0, 43.0, 42.0], 22),
    ];
    let amount = |n: i64| Measurement::amount(Number::whole(n), Status::Complete);
    let weekly = |n: i64, days: i64| Measurement {
        value: Number::ratio(Number::whole(n), Number::whole(days), 7),
        ..Measurement::default()
    };
    input.contacts = Part::Given(Contacts {
        month: Measurement { status: Status::Provisional, ..amount(2774) },
        month_per_week: weekly(2774, 31),
        year_to_date: amount(19_488),
        year_to_date_per_week: weekly(19_488, 212),
        previous: amount(17_494),
        previous_per_week: weekly(17_494, 212),
    });
    input.referral_need = Part::Given(shares(
        "January to July 2023",
        "referrals",
        &[
            ("N1 Abuse or neglect", 1893),
            ("N2 Child’s disability", 71),
            ("N3 Parental illness or disability", 69),
            ("N4 Family in acute stress", 70),
            ("N5 Family dysfunction", 38),
            ("N6 Socially unacceptable behaviour", 115),
            ("N7 Low income", 2),
            ("N8 Absent parenting", 22),
            ("N0 Not stated", 9),
        ],
    ));
    let column = |title: &str, by: [f64; 3]| WorkforceColumn {
        id: title.into(),
        title: title.into(),
        by_service: by.iter().map(|n| Measurement::amount(number(*n), Status::Complete)).collect(),
        total: Measurement::amount(number(by.iter().sum()), Status::Complete),
    };
    input.workforce = Part::Given(Workforce {
        when: "31 July 2023".into(),
        services: ["Children’s safeguarding", "Children in care", "Integrated disabled children’s service"]
            .map(String::from)
            .to_vec(),
        columns: vec![
            column("FTE on maternity leave", [2.0, 1.5, 0.0]),
            column("FTE agency social workers", [1.5, 0.0, 0.0]),
            column("FTE absent for a month or more", [2.0, 1.0, 1.0]),
        ],
        notes: vec![],
    });
    let measure = |id: &str, title: &str, unit: &str, value: f64, good| Indicator {
        id: id.into(),
        title: title.into(),
        unit: Unit::of(unit),
        decimals: 1,
        good,
        current: Measurement::amount(number(value), Status::Complete),
        verdict: Some(not_tested("a rolling twelve-month measure")),
        ..Indicator::default()
    };
    input.workforce_measures = vec![
        measure("caseload", "Children per full-time-equivalent caseholder", "children", 15.2, Good::Low),
        measure(
            "absence-days-per-fte",
            "Working days lost to sickness per FTE, twelve months",
            "days",
            9.33,
            Good::Low,
        ),
        measure("vacancy-rate", "Vacancy rate", "%", 6.4, Good::Low),
    ];
    let finding = |title: &str, severity, count| FindingCount { title: title.into(), severity, count: Some(count) };
    input.findings = Part::Given(vec![
        finding("a date could not be read", Severity::Error, 14),
        finding("a visit lies outside every plan of the child", Severity::Warning, 231),
        finding("a code is not known", Severity::Warning, 12),
        finding("a row came twice", Severity::Note, 1877),
    ]);
    input.not_computed = vec![NotComputed {
        title: "Child in need: reviews completed on time".into(),
        status: Status::NotComputable,
        reason: "local_cin_reviews was not delivered".into(),
        instead: String::new(),
    }];
    input.definitions = definitions();
    input.deliveries = vec![
        DeliveryLine {
            title: "ssd-2023-07-31".into(),
            kind: "Standard Safeguarding Dataset".into(),
            data_date: Some(last().last()),
            received: "1 August 2023, 09:14".into(),
            hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            rows: Some(412_311),
        },
        DeliveryLine {
            title: "population.csv".into(),
            kind: "Population".into(),
            data_date: Some(last().last()),
            received: "1 August 2023, 09:15".into(),
            hash: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
            rows: Some(5400),
        },
    ];
    input
}

fn definitions() -> Vec<Definition> {
    let visits = Definition {
        id: "cp-visits-on-time".into(),
        title: "Child protection: statutory visits completed on time".into(),
        area: "Child protection".into(),
        counts: "visit obligation".into(),
        definition:
            "Of the visits that fell due or were made in the period, those made on or before the day they were \
                     due.\n\nA child who is not seen for months is missed again at every interval. Children in care \
                     are out: the care rule governs."
                .into(),
        basis: "Working Together to Safeguard Children; the interval is a local standard".into(),
        good: "Higher is better".into(),
        parameters: vec![ParameterValue {
            title: "Longest time between visits".into(),
            value: "10 WD".into(),
            from: None,
            set: false,
        }],
        published: vec![],
    };
    let reviews = Definition {
        id: "cp-reviews-on-time".into(),
        title: "Child protection: reviews completed on time".into(),
        area: "Child protection".into(),
        counts: "review obligation".into(),
        definition: "Review conferences held on or before the day they were due.".into(),
        basis: "Working Together to Safeguard Children".into(),
        good: "Higher is better".into(),
        parameters: vec![ParameterValue {
            title: "Time to the first review conference".into(),
            value: "3 months".into(),
            from: Some(last().plus(-15).first()),
            set: true,
        }],
        published: vec!["RevCP: different, all reviews of plans open three months at 31 March".into()],
    };
    let rate = Definition {
        id: "cic-rate".into(),
        title: "Children in care per 10,000".into(),
        area: "Children in care".into(),
        counts: "child".into(),
        definition: "Children under 18 in care at the end of the month, without short breaks.".into(),
        good: "Neither".into(),
        ..Definition::default()
    };
    vec![visits, reviews, rate]
}
