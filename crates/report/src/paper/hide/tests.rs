use super::*;
use crate::html;
use crate::paper::{Template, compose, template};
use crate::performance::input::{PerformanceInput, Workforce, WorkforceColumn};
use proptest::prelude::*;

const SEXES: [&str; 3] = ["Female", "Male", "Not known"];
const STATUSES: [&str; 4] = ["In care", "Child protection plan", "Child in need plan", "Care leaver"];

fn month() -> Month {
    "2023-07".parse().unwrap()
}

fn whole(n: i64) -> Number {
    Number::whole(n)
}

fn shares(when: &str, parts: &[(&str, i64)]) -> Shares {
    Shares::known(when, "children", parts.iter().map(|(label, n)| ((*label).to_owned(), whole(*n))).collect())
}

/// A council of which these are the figures: visits of six months (met, all), children in care by sex and by status,
/// and social workers on maternity leave by service.
fn facts(visits: [(i64, i64); 6], sexes: [i64; 3], others: [i64; 3], away: [i64; 3]) -> Facts {
    let mut facts = Facts::new(PerformanceInput::new("Anytown", month()), Audience::Public);
    let months: Vec<Month> = month().plus(-5).to(month()).collect();
    let of = |(met, all): (i64, i64)| Measurement::proportion(met, all, Status::Complete);
    let history: Vec<_> = months.iter().copied().zip(visits.map(of)).collect();
    let sum = visits.iter().fold((0, 0), |(a, b), (met, all)| (a + met, b + all));
    let visits = Indicator {
        id: "visits".into(),
        title: "Visits on time".into(),
        counts: "visit".into(),
        unit: Unit::Percent,
        decimals: 1,
        current: history[5].1.clone(),
        six_months: Some(of(sum)),
        history,
        disclosive: false,
        ..Indicator::default()
    };
    let in_care = sexes.iter().sum::<i64>();
    let rate = Measurement {
        value: Number::ratio(whole(in_care), whole(60_121), 10_000),
        numerator: Some(whole(in_care)),
        denominator: Some(whole(60_121)),
        ..Measurement::default()
    };
    let care = Indicator {
        id: "cic-rate".into(),
        title: "Children in care".into(),
        counts: "child".into(),
        unit: Unit::of("per 10,000"),
        decimals: 1,
        current: rate.clone(),
        history: vec![(month(), rate)],
        ..Indicator::default()
    };
    let fte = |n: i64| Measurement::amount(whole(n), Status::Complete);
    let maternity = Indicator {
        id: "maternity-fte".into(),
        unit: Unit::of("FTE"),
        decimals: 1,
        current: fte(away.iter().sum()),
        ..Indicator::default()
    };
    for indicator in [visits, care, maternity] {
        facts.indicators.insert(indicator.id.clone(), indicator);
    }
    let by_sex: Vec<(&str, i64)> = SEXES.into_iter().zip(sexes).collect();
    facts.breakdowns.insert(("cic-rate".into(), "sex".into()), Part::Given(shares("31 July 2023", &by_sex)));
    let by_status: Vec<(&str, i64)> = STATUSES.into_iter().zip([in_care].into_iter().chain(others)).collect();
    let status = Part::Given(shares("31 July 2023", &by_status));
    facts.shares.insert(("case-status".into(), PeriodKind::Month), status);
    facts.staffing.push(Part::Given(Workforce {
        when: "31 July 2023".into(),
        services: ["North", "South", "Care"].map(str::to_owned).to_vec(),
        columns: vec![WorkforceColumn {
            id: "maternity-fte".into(),
            title: "FTE on maternity leave".into(),
            by_service: away.map(fte).to_vec(),
            total: fte(away.iter().sum()),
        }],
        notes: Vec::new(),
    }));
    facts
}

const TEMPLATE: &str = r#"
title = "A paper"
[[section]]
title = "Numbers"
[[section.block]]
kind = "performance"
rows = ["visits"]
[[section.block]]
kind = "sentences"
rows = ["visits"]
[[section.block]]
kind = "trends"
rows = ["visits", { indicator = "cic-rate", show = "numerator" }]
[[section.block]]
kind = "rates"
rows = ["cic-rate"]
[[section.block]]
kind = "shares"
indicator = "case-status"
category = "Status"
title = "Open children"
[[section.block]]
kind = "breakdowns"
rows = ["cic-rate"]
by = ["sex"]
[[section.block]]
kind = "staffing"
services = "agency-rate"
columns = [{ indicator = "maternity-fte", title = "FTE on maternity leave" }]
"#;

fn page(facts: &Facts) -> String {
    let files = BTreeMap::from([(template::MAIN.to_owned(), TEMPLATE.to_owned())]);
    let page = html::write(&compose(&Template::read(&files).unwrap(), facts).unwrap());
    page[page.find("<body>").unwrap()..].to_owned()
}

fn count(facts: &Facts, sex: usize) -> Option<Number> {
    let Part::Given(shares) = &facts.breakdowns[&("cic-rate".to_owned(), "sex".to_owned())] else { panic!() };
    shares.parts[sex].1
}

#[test]
fn small_counts_go_and_so_does_what_would_give_them_away() {
    let visits = [(90, 101); 6];
    let mut public = facts(visits, [311, 283, 3], [288, 907, 133], [2, 1, 0]);
    hide(&mut public).unwrap();
    // 597 less 311 less 283 would tell, so the smaller of the two goes too.
    assert_eq!([0, 1, 2].map(|sex| count(&public, sex)), [Some(whole(311)), None, None]);
    let Part::Given(staffing) = &public.staffing[0] else { panic!() };
    let services: Vec<_> = staffing.columns[0].by_service.iter().map(|service| service.value).collect();
    assert_eq!(services, [None, None, Some(whole(0))]);
    assert_eq!(staffing.columns[0].total.value, Some(whole(3)));
    let written = page(&public);
    assert!(!written.contains("283") && written.contains("311") && written.contains("597"), "{written}");
    assert!(written.contains("89.1%") && written.contains("90 of 101"));
    assert!(written.contains("so that no child or worker can be recognised"));

    let mut internal = facts(visits, [311, 283, 3], [288, 907, 133], [2, 1, 0]);
    internal.audience = Audience::Internal;
    hide(&mut internal).unwrap();
    assert_eq!((count(&internal, 2), internal.hidden), (Some(whole(3)), 0));
    assert!(page(&internal).contains("283"));
}

#[test]
fn timeliness_out_of_few_is_hidden_with_its_limits_and_its_verdict() {
    let mut public =
        facts([(90, 101), (88, 99), (4, 7), (70, 80), (91, 103), (86, 97)], [311, 283, 40], [9; 3], [9; 3]);
    hide(&mut public).unwrap();
    let visits = &public.indicators["visits"];
    assert_eq!(visits.history[2].1.status, Status::Suppressed);
    assert!(visits.control.is_none());
    // The six months are the sum of the months: with five of them the hidden one would follow.
    let months = visits.history.iter().filter(|(_, month)| month.status == Status::Suppressed).count();
    let six = visits.six_months.as_ref().unwrap();
    assert!(months >= 2 || six.status == Status::Suppressed, "{months}");
    assert!(!page(&public).contains("4 of 7"));
}

/// What a reader can work out of a total and its parts when all but one are printed.
fn lone(total: Option<Number>, parts: &[Option<Number>]) -> bool {
    total.is_some() && parts.iter().filter(|part| part.is_none()).count() == 1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// No hidden figure is all that is missing from a sum whose total is printed; what is hidden on its own account is
    /// hidden everywhere; nothing large is hidden where nothing small is.
    #[test]
    fn no_hidden_figure_follows_from_a_sum(
        all in prop::array::uniform6(0_i64..40),
        sexes in prop::array::uniform3(0_i64..30),
        others in prop::array::uniform3(0_i64..30),
        away in prop::array::uniform3(0_i64..9),
    ) {
        let visits = all.map(|all| (all - all / 4, all));
        let before = facts(visits, sexes, others, away);
        let mut public = before.clone();
        // One that can't be protected is refused, never printed.
        if hide(&mut public).is_err() {
            return Ok(());
        }
        for (i, n) in sexes.iter().enumerate() {
            let shown = count(&public, i);
            prop_assert!(!((1..=5).contains(n) && shown.is_some()));
        }
        let Part::Given(by_sex) = &public.breakdowns[&("cic-rate".to_owned(), "sex".to_owned())] else { panic!() };
        let parts: Vec<_> = by_sex.parts.iter().map(|(_, count)| *count).collect();
        prop_assert!(!lone(by_sex.total, &parts), "{by_sex:?}");
        let Part::Given(status) = &public.shares[&("case-status".to_owned(), PeriodKind::Month)] else { panic!() };
        let parts: Vec<_> = status.parts.iter().map(|(_, count)| *count).collect();
        prop_assert!(!lone(status.total, &parts), "{status:?}");
        // The children in care are one figure, in the rate, by status and by sex.
        let care = public.indicators["cic-rate"].current.numerator;
        prop_assert_eq!(care.is_some(), by_sex.total.is_some());
        prop_assert_eq!(care.is_some(), status.parts[0].1.is_some());
        let visits = &public.indicators["visits"];
        let months: Vec<_> = visits.history.iter().map(|(_, month)| month.numerator).collect();
        prop_assert!(!lone(visits.six_months.as_ref().unwrap().numerator, &months));
        for ((_, month), all) in visits.history.iter().zip(all) {
            prop_assert!(!((1..10).contains(&all) && month.value.is_some()));
        }
        let Part::Given(staffing) = &public.staffing[0] else { panic!() };
        let services: Vec<_> = staffing.columns[0].by_service.iter().map(|service| service.value).collect();
        prop_assert!(!lone(staffing.columns[0].total.value, &services));
        // It can be written, and what is hidden stands nowhere in it.
        let page = page(&public);
        prop_assert!(!page.contains("NaN"));
    }
}

#[test]
fn one_child_among_none() {
    let mut public = facts([(0, 0); 6], [0, 0, 6], [0, 1, 0], [0, 0, 0]);
    let told = hide(&mut public);
    let Part::Given(status) = &public.shares[&("case-status".to_owned(), PeriodKind::Month)] else { panic!() };
    let parts: Vec<_> = status.parts.iter().map(|(_, count)| *count).collect();
    assert!(told.is_err() || !lone(status.total, &parts), "{status:?} {:?}", public.breakdowns);
}

/// A number that prints may have been a small one before: what it was is not told.
#[test]
fn what_a_number_was_before_is_not_told_to_the_public() {
    let mut public = facts([(90, 101); 6], [311, 283, 40], [288, 907, 133], [9; 3]);
    let care = public.indicators.get_mut("cic-rate").unwrap();
    care.current.reason = "revised: 0.7 (4 of 60121) when first final, as at 2023-07-14".into();
    hide(&mut public).unwrap();
    assert_eq!(public.indicators["cic-rate"].current.reason, "revised since it was first final");
}

/// The plans that start are what the repeat ones are out of: with both numbers of the starts known, two hidden counts
/// under them must not follow from their sum.
#[test]
fn what_another_indicator_counts_ties_what_is_below_the_line() {
    let mut public = facts([(90, 101); 6], [311, 283, 40], [288, 907, 133], [9; 3]);
    let mut repeat = public.indicators["visits"].clone();
    repeat.id = "cp-plans-repeat".into();
    let mut starts = Indicator { id: "cp-plan-starts".into(), unit: Unit::of("plans"), ..Indicator::default() };
    let all = [(40, 50), (41, 50), (42, 50), (43, 50), (6, 6), (7, 7)];
    for ((_, month), (met, of)) in repeat.history.iter_mut().zip(all) {
        *month = Measurement::proportion(met, of, Status::Complete);
    }
    repeat.current = repeat.history[5].1.clone();
    repeat.six_months = Some(Measurement::proportion(179, 213, Status::Complete));
    let started = |(month, (_, of)): (&(Month, Measurement), (i64, i64))| {
        (month.0, Measurement::amount(whole(of), Status::Complete))
    };
    starts.history = repeat.history.iter().zip(all).map(started).collect();
    starts.current = starts.history[5].1.clone();
    public.indicators.insert(repeat.id.clone(), repeat);
    public.indicators.insert(starts.id.clone(), starts);
    hide(&mut public).unwrap();
    let repeat = &public.indicators["cp-plans-repeat"];
    let hidden = repeat.history.iter().filter(|(_, month)| month.numerator.is_none()).count();
    let sum_shows = repeat.six_months.as_ref().unwrap().numerator.is_some();
    let starts_show = public.indicators["cp-plan-starts"].history[4..].iter().all(|(_, m)| m.value.is_some());
    assert!(hidden > 2 || !sum_shows || !starts_show, "6 of 6 and 7 of 7 follow from 13 in all");
}
