//! What is counted without a clock: the front door, conferences, plans, rates, statuses, the workforce.

use super::*;

fn assessment(id: &str, referral: Text, start: &str, authorised: Day) -> Assessment {
    Assessment { id: text(id), person: text("A"), referral, start: on(start), authorised }
}

#[test]
fn assessments_on_time() {
    // 45 working days from Friday 5 May 2023 (bank holidays 8 and 29 May) is Tuesday 11 July.
    let h = |authorised: &str| History {
        assessments: vec![assessment("A1", None, "2023-05-05", on(authorised))],
        ..History::default()
    };
    assert_eq!(july("assessments-on-time", h("2023-07-11")), "1/1");
    assert_eq!(july("assessments-on-time", h("2023-07-12")), "0/1");
    // From Thursday 11 May it is Friday 14 July; on the Saturday after, still 45 working days have passed.
    let mut weekend = h("2023-07-15");
    weekend.assessments[0].start = on("2023-05-11");
    assert_eq!(july("assessments-on-time", weekend), "1/1");
}

#[test]
fn first_assessments_of_a_referral() {
    let referral =
        |id: &str, date: &str| Referral { id: text(id), person: text("A"), date: on(date), ..Referral::default() };
    let mut h = History {
        referrals: vec![referral("R1", "2023-06-01"), referral("R2", "2023-06-01")],
        assessments: vec![
            assessment("A10", text("R2"), "2023-06-05", on("2023-07-10")),
            assessment("A9", text("R2"), "2023-06-05", on("2023-07-10")),
        ],
        ..History::default()
    };
    // As text, A10 comes before A9.
    assert_eq!(july("assessments-on-time-first", h.clone()), "1/1");
    // A blank referral takes the last in file order of that day, R2; started earlier, and not authorised yet.
    h.assessments.push(assessment("A11", None, "2023-06-02", None));
    assert_eq!(july("assessments-on-time-first", h.clone()), "0/0");
    // Before any referral: out.
    h.assessments = vec![assessment("A12", None, "2023-05-31", on("2023-07-10"))];
    assert_eq!(july("assessments-on-time-first", h), "0/0");
}

#[test]
fn conferences_on_time() {
    // 15 working days from Monday 3 July is Monday 24 July.
    let conference =
        |date: &str| Conference { id: text("I1"), enquiry: text("E1"), date: on(date), ..Conference::default() };
    let h = |date: &str| History {
        enquiries: vec![Enquiry { id: text("E1"), start: on("2023-07-03"), ..Enquiry::default() }],
        conferences: vec![conference(date)],
        ..History::default()
    };
    assert_eq!(july("icpc-on-time", h("2023-07-24")), "1/1");
    assert_eq!(july("icpc-on-time", h("2023-07-25")), "0/1");
    assert_eq!(july("icpc-on-time", h("2023-07-02")), "0/0");
    let mut transferred = h("2023-07-24");
    transferred.conferences[0].transfer_in = text("Y");
    assert_eq!(july("icpc-on-time", transferred), "0/0");
    let mut unknown = h("2023-07-24");
    unknown.conferences[0].enquiry = text("E2");
    assert_eq!(july("icpc-on-time", unknown), "0/0");
}

#[test]
fn second_or_subsequent_plans() {
    let h = |other: Plan| History { plans: vec![plan("P2", "A", "2023-07-03", None), other], ..History::default() };
    assert_eq!(july("cp-plans-repeat", h(plan("P1", "A", "2016-01-01", on("2016-05-01")))), "1/1");
    // Of the same day: neither is earlier.
    assert_eq!(july("cp-plans-repeat", h(plan("P1", "A", "2023-07-03", None))), "0/2");
    // Another authority's plan, one that ends before it starts, and one of another child are none.
    let other = Plan { other_authority: text("Y"), ..plan("P1", "A", "2016-01-01", None) };
    assert_eq!(july("cp-plans-repeat", h(other)), "0/1");
    assert_eq!(july("cp-plans-repeat", h(plan("P1", "A", "2016-01-02", on("2016-01-01")))), "0/1");
    let mut given = h(plan("P1", "B", "2016-01-01", None));
    assert_eq!(july("cp-plans-repeat", given.clone()), "0/1");
    given.plans[0].previous = Some(1);
    assert_eq!(july("cp-plans-repeat", given.clone()), "1/1");
    given.plans[0].previous = Some(0);
    given.earlier_plans = vec![EarlierPlan { person: text("A"), start: on("2012-01-01"), end: None }];
    assert_eq!(july("cp-plans-repeat", given), "1/1");
}

fn population(mid_year: i64, age_to: i64, persons: i64) -> Population {
    Population {
        geography: text("E06000015"),
        mid_year: Some(mid_year),
        age_from: Some(age_to),
        age_to: Some(age_to),
        sex: text("F"),
        persons: Some(persons),
    }
}

#[test]
fn rates_are_over_the_estimate_of_the_year_before_the_reporting_year() {
    let mut h = in_care("2023-01-01", "U6");
    h.persons = vec![person("A", "2005-07-31")];
    h.population =
        vec![population(2021, 17, 500), population(2022, 17, 600), population(2023, 17, 700), population(2023, 18, 9)];
    // 31 March 2023 is in the reporting year 2023: mid-2022. July 2023 is in 2024: mid-2023. On 31 July A is 18.
    let at = |month: &str, end: &str| in_period("cic-rate", h.clone(), month, end, "2023-07-31");
    assert_eq!(at("2023-03-01", "2023-03-31"), "1/600");
    assert_eq!(at("2023-06-01", "2023-06-30"), "1/700");
    assert_eq!(at("2023-07-01", "2023-07-31"), "0/700");
}

#[test]
fn who_is_in_care_and_who_is_on_a_plan() {
    let with = |h: History| History { population: vec![population(2022, 17, 1000)], ..h };
    // Ceased on the day is closed at its end; a short break is out; no date of birth counts as under 18.
    let mut h = with(in_care("2023-07-01", "U6"));
    assert_eq!(july("cic-rate", h.clone()), "1/1000");
    h.legal_statuses = vec![legal("J1", "A", "V3", "2023-07-01", None)];
    assert_eq!(july("cic-rate", h.clone()), "0/1000");
    h.legal_statuses.clear();
    h.episodes[0].ceased = on("2023-07-31");
    assert_eq!(july("cic-rate", h), "0/1000");
    let unborn = Person { id: text("A"), expected: on("2023-09-01"), ..Person::default() };
    let plans = vec![plan("P1", "A", "2023-07-31", None), plan("P2", "A", "2023-07-01", on("2023-08-01"))];
    let h = with(History { persons: vec![unborn], plans, ..History::default() });
    assert_eq!(july("cp-rate", h.clone()), "1/1000");
    let mut other = h;
    other.plans.iter_mut().for_each(|p| p.other_authority = text("Y"));
    assert_eq!(july("cp-rate", other), "0/1000");
}

#[test]
fn contacts_and_weeks() {
    let contact = |id: &str, date: &str| Contact { id: text(id), date: on(date), ..Contact::default() };
    let contacts = vec![
        contact("1", "2023-07-01"),
        contact("2", "2023-07-31"),
        contact("3", "2023-08-01"),
        contact("1", "2023-07-02"),
    ];
    let h = History { contacts, ..History::default() };
    assert_eq!(july("contacts", h.clone()), "2/0");
    assert_eq!(july("contacts-per-week", h.clone()), "2/4.4286");
    // Cut short on the 14th: two weeks, one contact.
    assert_eq!(in_period("contacts-per-week", h, "2023-07-01", "2023-07-31", "2023-07-14"), "1/2");
}

#[test]
fn referrals_and_rereferrals_and_need() {
    let referral = |id: &str, person: &str, date: &str, need: &str| Referral {
        id: text(id),
        person: text(person),
        date: on(date),
        need: Some(need.to_owned()).filter(|n| !n.is_empty()),
        close: None,
    };
    let referrals = vec![
        referral("1", "A", "2022-07-03", "N1"),
        referral("2", "A", "2023-07-03", "N1"),
        referral("3", "A", "2023-07-03", "N4"),
        referral("4", "B", "2022-07-03", "N1"),
        referral("5", "B", "2023-07-04", ""),
        referral("6", "C", "2023-07-05", "N1"),
    ];
    let h = History { referrals, ..History::default() };
    assert_eq!(july("referrals", h.clone()), "3/0");
    // A: 3 July a year on, the last day of the window; the other of the same day is not earlier. B: a day late.
    assert_eq!(july("rereferrals", h.clone()), "1/3");
    assert_eq!(july("referral-need", h.clone()), "N0 1, N1 1, N4 1");
    let mut closed_before = h;
    closed_before.referrals[5].close = on("2023-07-04");
    assert_eq!(july("referrals", closed_before), "2/0");
}

#[test]
fn case_status_is_the_highest() {
    let mut h = in_care("2023-07-01", "U6");
    h.plans = vec![plan("P1", "A", "2023-07-01", None)];
    h.need_plans = vec![NeedPlan { id: text("N1"), person: text("A"), start: on("2023-07-01"), end: None }];
    h.referrals = vec![Referral { id: text("R1"), person: text("A"), date: on("2023-07-01"), ..Referral::default() }];
    h.assessments = vec![assessment("A1", text("R1"), "2023-07-01", None)];
    h.care_leavers = vec![CareLeaver { id: text("L1"), person: text("A"), eligibility: text("Relevant") }];
    h.early_help = vec![EarlyHelp { id: text("H1"), person: text("A"), start: on("2023-07-01"), end: None }];
    assert_eq!(july("case-status", h.clone()), "in-care 1");
    h.legal_statuses = vec![legal("J1", "A", "V4", "2023-07-01", None)];
    assert_eq!(july("case-status", h.clone()), "child-protection 1");
    h.plans[0].end = on("2023-07-31");
    assert_eq!(july("case-status", h.clone()), "child-in-need-plan 1");
    h.need_plans.clear();
    assert_eq!(july("case-status", h.clone()), "short-breaks 1");
    h.episodes.clear();
    assert_eq!(july("case-status", h.clone()), "open-assessment 1");
    h.assessments.clear();
    assert_eq!(july("case-status", h.clone()), "open-referral 1");
    h.referrals.clear();
    assert_eq!(july("case-status", h.clone()), "care-leaver 1");
    h.care_leavers[0].eligibility = text("No Current Eligibility");
    assert_eq!(july("case-status", h), "early-help 1");
}

fn worker(id: &str, employment: &str, fte: i64, start: &str, end: Day) -> Worker {
    Worker {
        worker: text(id),
        role: text("social worker"),
        employment: text(employment),
        fte: Some(TenThousandths(fte)),
        start: on(start),
        end,
        leaving_reason: None,
    }
}

#[test]
fn caseload_is_children_per_caseholder() {
    let hold = |id: &str, worker: &str, person: &str| Involvement {
        id: text(id),
        worker: text(worker),
        role: text("CW"),
        start: on("2023-07-01"),
        person: text(person),
        ..Involvement::default()
    };
    let mut h = History {
        plans: vec![plan("P1", "A", "2023-07-01", None), plan("P2", "B", "2023-07-01", None)],
        ..History::default()
    };
    h.workers = vec![
        worker("X1", "permanent", 5_000, "2020-01-01", None),
        worker("X2", "agency", 10_000, "2020-01-01", None),
        worker("X3", "permanent", 10_000, "2020-01-01", None),
        worker("X4", "permanent", 10_000, "2020-01-01", on("2023-07-31")),
    ];
    // X1 twice for A counts once; C is not open; X3 holds nobody; X4 has left; X5 is no worker.
    h.involvements = vec![
        hold("1", "X1", "A"),
        hold("2", "X1", "A"),
        hold("3", "X2", "B"),
        hold("4", "X1", "C"),
        hold("5", "X4", "A"),
        hold("6", "X5", "A"),
    ];
    assert_eq!(july("caseload", h.clone()), "2/1.5");
    // Without the workforce: every holder, at the FTE the case system has, else 1.0.
    let mut case = Case::by_hand(day("2023-07-31"), h);
    case.absent.insert("workforce_workers".to_owned());
    case.history.professionals = vec![Professional { id: text("X1"), fte: Some(TenThousandths(8_000)) }];
    let world = World::new(case);
    assert_eq!(shown(&world.answer("caseload", day("2023-07-01"), day("2023-07-31")).unwrap()), "4/3.8");
}

#[test]
fn agency_vacancy_and_turnover() {
    let mut h = History::default();
    h.workers = vec![
        worker("X1", "permanent", 5_000, "2020-01-01", None),
        worker("X2", "agency", 10_000, "2020-01-01", None),
        Worker { fte: None, ..worker("X3", "fixed_term", 0, "2020-01-01", None) },
        Worker { role: text("team manager"), ..worker("X4", "permanent", 10_000, "2020-01-01", None) },
        // The twelve months to 31 July 2023 begin on 1 August 2022.
        worker("X5", "permanent", 6_000, "2020-01-01", on("2022-08-01")),
        worker("X6", "permanent", 6_000, "2020-01-01", on("2022-07-31")),
        worker("X7", "agency", 6_000, "2020-01-01", on("2023-01-01")),
        Worker {
            leaving_reason: text("internal move"),
            ..worker("X8", "permanent", 6_000, "2020-01-01", on("2023-01-01"))
        },
        worker("X9", "permanent", 7_000, "2020-01-01", on("2023-07-31")),
    ];
    h.vacancies = vec![
        Vacancy {
            post: text("Y1"),
            role: text("social worker"),
            fte: None,
            from: on("2023-07-31"),
            ..Vacancy::default()
        },
        Vacancy {
            post: text("Y2"),
            role: text("social worker"),
            from: on("2023-07-01"),
            to: on("2023-07-31"),
            ..Vacancy::default()
        },
        Vacancy { post: text("Y3"), role: text("team manager"), from: on("2023-07-01"), ..Vacancy::default() },
    ];
    assert_eq!(july("agency-fte", h.clone()), "1/0");
    assert_eq!(july("agency-rate", h.clone()), "1/2.5");
    assert_eq!(july("vacancy-rate", h.clone()), "1/2.5");
    assert_eq!(july("turnover-rate", h), "1.3/1.5");
}

#[test]
fn absences() {
    let absence = |worker: &str, kind: &str, start: &str, end: Day| Absence {
        worker: text(worker),
        kind: text(kind),
        start: on(start),
        end,
    };
    let mut h = History::default();
    h.workers = vec![
        worker("X1", "permanent", 5_000, "2020-01-01", None),
        worker("X2", "permanent", 8_000, "2020-01-01", None),
        worker("X3", "agency", 10_000, "2020-01-01", None),
        worker("X4", "permanent", 10_000, "2020-01-01", on("2022-09-30")),
    ];
    h.absences = vec![
        // The last day of an absence is a day of absence.
        absence("X1", "maternity", "2023-02-01", on("2023-07-31")),
        // 28 days before 31 July is 3 July.
        absence("X2", "sickness", "2023-07-03", None),
        absence("X1", "sickness", "2023-07-04", None),
        absence("X3", "sickness", "2023-01-01", None),
    ];
    assert_eq!(july("maternity-fte", h.clone()), "0.5/0");
    assert_eq!(july("long-term-absence-fte", h.clone()), "0.8/0");
    // X2: 3 to 31 July, 21 working days. X1: 4 to 31 July, 20. X3 is agency. X4 left within the year: Friday 29
    // July to Tuesday 2 August 2022 has two days in the twelve months from 1 August.
    h.absences.push(absence("X4", "sickness", "2022-07-29", on("2022-08-02")));
    // Of two that overlap a day is lost once.
    h.absences.push(absence("X2", "sickness", "2023-07-10", on("2023-07-14")));
    assert_eq!(july("absence-days-per-fte", h), "43/1.3");
}
