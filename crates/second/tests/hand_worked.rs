//! Examples worked by hand from the definitions, at least two a rule.
#![allow(clippy::field_reassign_with_default, reason = "a history reads best built up table by table")]

use second::days::day;
use second::history::*;
use second::{Answer, World};

fn on(date: &str) -> Day {
    Some(day(date))
}

/// `numerator/denominator` for July 2023 at the end of that month.
fn july(id: &str, history: History) -> String {
    in_period(id, history, "2023-07-01", "2023-07-31", "2023-07-31")
}

fn in_period(id: &str, history: History, from: &str, to: &str, data_date: &str) -> String {
    let world = World::new(Case::by_hand(day(data_date), history));
    shown(&world.answer(id, day(from), day(to)).expect("an answer"))
}

fn shown(answer: &Answer) -> String {
    let number = |n: i64| if n % 10_000 == 0 { (n / 10_000).to_string() } else { format!("{}", n as f64 / 10_000.0) };
    if answer.shares.is_empty() {
        format!("{}/{}", number(answer.numerator), number(answer.denominator))
    } else {
        answer.shares.iter().map(|(k, n)| format!("{k} {}", number(*n))).collect::<Vec<_>>().join(", ")
    }
}

fn person(id: &str, birth: &str) -> Person {
    Person { id: text(id), birth: on(birth), ..Person::default() }
}

fn plan(id: &str, person: &str, start: &str, end: Day) -> Plan {
    Plan { id: text(id), person: text(person), start: on(start), end, ..Plan::default() }
}

fn plan_visit(id: &str, person: &str, date: &str) -> PlanVisit {
    PlanVisit { id: text(id), person: text(person), date: on(date), ..PlanVisit::default() }
}

fn episode(id: &str, person: &str, start: &str, ceased: Day, placement: &str, reason: &str) -> Episode {
    Episode {
        id: text(id),
        person: text(person),
        start: on(start),
        reason: text(reason),
        ceased,
        period: text(&format!("care of {person}")),
        placement: text(placement),
        entered: on(start),
    }
}

fn placement(id: &str, person: &str, start: &str, end: Day, kind: &str) -> Placement {
    let period = text(&format!("care of {person}"));
    Placement { id: text(id), person: text(person), period, start: on(start), end, kind: text(kind) }
}

fn care_visit(id: &str, person: &str, date: &str) -> CareVisit {
    CareVisit { id: text(id), person: text(person), date: on(date), ..CareVisit::default() }
}

fn care_review(id: &str, person: &str, date: &str) -> CareReview {
    let period = text(&format!("care of {person}"));
    CareReview { id: text(id), person: text(person), period, date: on(date), ..CareReview::default() }
}

fn legal(id: &str, person: &str, code: &str, start: &str, end: Day) -> LegalStatus {
    LegalStatus { id: text(id), person: text(person), code: text(code), start: on(start), end }
}

/// A child in care from `start`, in one placement.
fn in_care(start: &str, kind: &str) -> History {
    History {
        episodes: vec![episode("O1", "A", start, None, "S1", "S")],
        placements: vec![placement("S1", "A", start, None, kind)],
        ..History::default()
    }
}

#[test]
fn cp_visits_on_time() {
    // Start Monday 3 July: due Monday 17 July. Seen on the 17th; the next falls due on the 31st, and is missed.
    let plans = vec![plan("P1", "A", "2023-07-03", None)];
    let plan_visits = vec![plan_visit("V1", "A", "2023-07-17")];
    let mut h = History { plans, plan_visits, ..History::default() };
    assert_eq!(july("cp-visits-on-time", h.clone()), "1/2");
    // Not seen: no visit. A visit that says nothing of it counts.
    h.plan_visits[0].seen = text("N");
    assert_eq!(july("cp-visits-on-time", h.clone()), "0/2");
    // In care from the 20th: the obligation resolved on the 17th stands, that of the 31st is out.
    h.plan_visits[0].seen = text("U");
    h.episodes = vec![episode("O1", "A", "2023-07-20", None, "S1", "S")];
    assert_eq!(july("cp-visits-on-time", h.clone()), "1/1");
    // A short break is not care.
    h.legal_statuses = vec![legal("J1", "A", "V4", "2023-07-20", None)];
    assert_eq!(july("cp-visits-on-time", h.clone()), "1/2");
    // Another authority's plan.
    h.plans[0].other_authority = text("Y");
    assert_eq!(july("cp-visits-on-time", h), "0/0");
}

#[test]
fn cp_visits_a_visit_belongs_to_every_plan_it_falls_in() {
    let plans = vec![plan("P1", "A", "2023-07-03", on("2023-07-12")), plan("P2", "A", "2023-07-12", None)];
    let plan_visits = vec![plan_visit("V1", "A", "2023-07-12")];
    // It meets the first obligation of both: of P2 on its first day. P2's next is due on 26 July, missed.
    assert_eq!(july("cp-visits-on-time", History { plans, plan_visits, ..History::default() }), "2/3");
}

#[test]
fn cp_visits_after_the_eighteenth_birthday_are_out() {
    let h = |birth: &str| History {
        persons: vec![person("A", birth)],
        plans: vec![plan("P1", "A", "2023-07-03", None)],
        ..History::default()
    };
    assert_eq!(july("cp-visits-on-time", h("2005-07-18")), "0/1");
    assert_eq!(july("cp-visits-on-time", h("2005-07-17")), "0/0");
}

#[test]
fn cp_visits_of_which_the_interval_is_not_covered() {
    let h = History { plans: vec![plan("P1", "A", "2023-06-19", None)], ..History::default() };
    // Due 3 July, 17 July and 31 July, never seen. Covered from 1 July: the first interval began before that.
    let mut case = Case::by_hand(day("2023-07-31"), h);
    let answer =
        |case: &Case| World::new(case.clone()).answer("cp-visits-on-time", day("2023-07-01"), day("2023-07-31"));
    assert_eq!(shown(&answer(&case).unwrap()), "0/3");
    case.coverage.get_mut("ssd_cp_visits").unwrap()[0].from = day("2023-07-01");
    assert_eq!(shown(&answer(&case).unwrap()), "0/2");
}

#[test]
fn cic_visits_on_time() {
    // In care on 1 June: first visit due 8 June, seen that day; the next due 42 days later, 20 July: missed.
    let mut h = in_care("2023-06-01", "U6");
    h.care_visits = vec![care_visit("W1", "A", "2023-06-08")];
    assert_eq!(in_period("cic-visits-on-time", h.clone(), "2023-06-01", "2023-06-30", "2023-07-31"), "1/1");
    assert_eq!(july("cic-visits-on-time", h.clone()), "0/1");
    // Placed for adoption: visits as agreed.
    h.placements[0].kind = text("A4");
    assert_eq!(july("cic-visits-on-time", h.clone()), "0/0");
    // Short breaks: of two open, the later to start decides.
    h.placements[0].kind = text("U6");
    h.legal_statuses = vec![legal("J1", "A", "V3", "2023-06-01", None), legal("J2", "A", "V2", "2023-07-20", None)];
    assert_eq!(july("cic-visits-on-time", h.clone()), "0/1");
    h.legal_statuses[1].code = text("V4");
    assert_eq!(july("cic-visits-on-time", h), "0/0");
}

#[test]
fn cic_visits_after_a_year_in_a_long_term_placement() {
    // The stay began on 1 April 2022. A visit on 1 April 2023 is not more than 12 months after: 42 days, 13 May.
    // One on 2 April 2023 is: 3 months, 2 July.
    let mut h = in_care("2022-04-01", "U4");
    h.care_visits = vec![care_visit("W1", "A", "2023-04-01")];
    let due = |h: &History| {
        let world = World::new(Case::by_hand(day("2023-07-31"), h.clone()));
        world.care_visits.iter().find(|o| o.obligation.event > day("2023-03-01")).unwrap().obligation.due.to_string()
    };
    assert_eq!(due(&h), "2023-05-13");
    h.care_visits[0].date = on("2023-04-02");
    assert_eq!(due(&h), "2023-07-02");
    h.placements[0].kind = text("U6");
    assert_eq!(due(&h), "2023-05-14");
}

#[test]
fn cic_visits_at_home_under_an_interim_order() {
    // Placed with parents under C1 on 1 June. Visits weekly until the review of 20 June, then 28 days.
    let mut h = in_care("2023-06-01", "P1");
    h.legal_statuses = vec![legal("J1", "A", "C1", "2023-06-01", None)];
    h.care_reviews = vec![care_review("Q1", "A", "2023-06-20")];
    h.care_visits = vec![care_visit("W1", "A", "2023-06-08"), care_visit("W2", "A", "2023-06-20")];
    let world = World::new(Case::by_hand(day("2023-07-31"), h));
    let all: Vec<_> =
        world.care_visits.iter().map(|o| (o.obligation.due.to_string(), o.obligation.state.word())).collect();
    let expected =
        [("2023-06-08", "met"), ("2023-06-15", "missed"), ("2023-07-18", "missed"), ("2023-08-15", "pending")];
    assert_eq!(all, expected.map(|(due, state)| (due.to_owned(), state)));
}

#[test]
fn cic_visits_on_the_day_of_a_move_count_for_both_stays() {
    let h = History {
        episodes: vec![
            episode("O1", "A", "2023-07-01", on("2023-07-05"), "S1", "S"),
            episode("O2", "A", "2023-07-05", None, "S2", "P"),
        ],
        placements: vec![
            placement("S1", "A", "2023-07-01", on("2023-07-05"), "U6"),
            placement("S2", "A", "2023-07-05", None, "U6"),
        ],
        care_visits: vec![care_visit("W1", "A", "2023-07-05")],
        ..History::default()
    };
    assert_eq!(july("cic-visits-on-time", h.clone()), "2/2");
    // The same carer: one stay, one visit.
    let mut one = h;
    one.episodes[1].reason = text("T");
    assert_eq!(july("cic-visits-on-time", one), "1/1");
}

#[test]
fn children_none_of_whose_visits_was_missed_or_overdue() {
    // A: due 17 July, seen 18 July: missed. B: due 17 July, seen. C: missed on 30 June and overdue to 3 July, then
    // seen; nothing missed in July. D: nothing due in July and nothing overdue.
    let plans = vec![
        plan("P1", "A", "2023-07-03", None),
        plan("P2", "B", "2023-07-03", on("2023-07-20")),
        plan("P3", "C", "2023-06-16", on("2023-07-10")),
        plan("P4", "D", "2023-07-24", None),
    ];
    let plan_visits = vec![
        plan_visit("V1", "A", "2023-07-18"),
        plan_visit("V2", "B", "2023-07-17"),
        plan_visit("V3", "C", "2023-07-04"),
    ];
    let h = History { plans, plan_visits, ..History::default() };
    assert_eq!(july("cp-visits-children", h.clone()), "1/3");
    // Overdue only on days in care: the care rule governs.
    let mut h = h;
    h.episodes = vec![episode("O1", "C", "2023-07-01", on("2023-07-04"), "S1", "S")];
    assert_eq!(july("cp-visits-children", h), "1/2");
}

#[test]
fn cic_visits_children_overdue_to_the_data_date() {
    // First visit due 8 May, missed; again due 19 June; next 31 July. Overdue on every day of July.
    let h = in_care("2023-05-01", "U6");
    assert_eq!(in_period("cic-visits-children", h.clone(), "2023-07-01", "2023-07-31", "2023-07-15"), "0/1");
    let mut seen = h;
    seen.care_visits = vec![care_visit("W1", "A", "2023-07-01")];
    assert_eq!(in_period("cic-visits-children", seen, "2023-07-01", "2023-07-31", "2023-07-15"), "0/0");
}

#[test]
fn cp_reviews_on_time() {
    let review = |date: &str| PlanReview { id: text(date), plan: text("P1"), date: on(date), ..PlanReview::default() };
    // The conference on 28 April starts the clock: due 28 July. The plan began on 1 May.
    let mut h = History { plans: vec![plan("P1", "A", "2023-05-01", None)], ..History::default() };
    h.conferences = vec![Conference { id: text("I1"), date: on("2023-04-28"), ..Conference::default() }];
    h.plans[0].conference = text("I1");
    assert_eq!(july("cp-reviews-on-time", h.clone()), "0/1");
    h.plan_reviews = vec![review("2023-07-28")];
    assert_eq!(july("cp-reviews-on-time", h.clone()), "1/1");
    // Before the plan began it is no event; without quorum it was not held.
    h.plan_reviews = vec![review("2023-04-30")];
    assert_eq!(july("cp-reviews-on-time", h.clone()), "0/1");
    h.plan_reviews = vec![review("2023-07-28")];
    h.plan_reviews[0].quorate = text("N");
    assert_eq!(july("cp-reviews-on-time", h.clone()), "0/1");
    // The conference is not known: the plan's own start, due 1 August.
    h.plans[0].conference = text("I2");
    assert_eq!(july("cp-reviews-on-time", h), "0/0");
}

#[test]
fn cp_reviews_that_never_come_are_missed_every_six_months() {
    let h = History { plans: vec![plan("P1", "A", "2022-08-31", None)], ..History::default() };
    // Due 30 November 2022, then 9 months after the start: 31 May 2023.
    assert_eq!(in_period("cp-reviews-on-time", h, "2022-08-01", "2023-07-31", "2023-07-31"), "0/2");
}

#[test]
fn cic_reviews_on_time() {
    // In care on Monday 5 June: 20 working days is Monday 3 July. The second is due 3 months after the first.
    let mut h = in_care("2023-06-05", "U6");
    assert_eq!(july("cic-reviews-on-time", h.clone()), "0/1");
    h.care_reviews = vec![care_review("Q1", "A", "2023-07-03")];
    assert_eq!(july("cic-reviews-on-time", h.clone()), "1/1");
    h.care_reviews[0].cancelled = text("Y");
    assert_eq!(july("cic-reviews-on-time", h.clone()), "0/1");
    // Short breaks on the resolved date.
    h.legal_statuses = vec![legal("J1", "A", "V4", "2023-07-03", None)];
    assert_eq!(july("cic-reviews-on-time", h), "0/0");
}

#[test]
fn cic_reviews_first_second_and_next() {
    let mut h = in_care("2022-06-06", "U6");
    h.care_reviews = vec![care_review("Q1", "A", "2022-06-30"), care_review("Q2", "A", "2022-09-30")];
    let world = World::new(Case::by_hand(day("2023-07-31"), h.clone()));
    let due = |world: &World| world.care_reviews.iter().map(|o| o.obligation.due.to_string()).collect::<Vec<_>>();
    // 20 working days after 6 June 2022; 3 months; 6 months; and, missed, 6 months again.
    assert_eq!(due(&world), ["2022-07-04", "2022-09-30", "2023-03-30", "2023-09-30"]);
    // Never held: 20 working days, and then every 3 months from that date.
    h.care_reviews.clear();
    let world = World::new(Case::by_hand(day("2023-02-01"), h));
    assert_eq!(due(&world), ["2022-07-04", "2022-10-04", "2023-01-04", "2023-04-04"]);
}

#[test]
fn cin_reviews_on_time() {
    let review = |id: &str, plan: &str, due: &str, date: Day| NeedReview {
        id: text(id),
        person: text("A"),
        plan: text(plan),
        due: on(due),
        date,
    };
    let plan = NeedPlan { id: text("N1"), person: text("A"), start: on("2023-01-01"), end: on("2023-07-10") };
    let h = |review: NeedReview| History {
        need_plans: vec![plan.clone()],
        need_reviews: vec![review],
        ..History::default()
    };
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N1", "2023-07-05", on("2023-07-05")))), "1/1");
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N1", "2023-07-05", on("2023-07-06")))), "0/1");
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N1", "2023-07-10", None))), "0/0");
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N1", "2023-07-09", None))), "0/1");
    // A plan that is not in the table can't make it void; one due after the data date is pending.
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N2", "2023-07-10", None))), "0/1");
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N2", "2023-08-01", None))), "0/0");
    assert_eq!(july("cin-reviews-on-time", h(review("1", "N2", "2023-08-01", on("2023-07-31")))), "1/1");
}

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
