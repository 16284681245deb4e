//! Visits and reviews.

use super::*;

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
