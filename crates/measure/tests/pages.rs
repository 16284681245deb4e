//! What pages show besides numbers agrees with the indicators, and keeps what must not be seen.

mod made_up;

use arrow::array::{Array, AsArray};
use arrow::datatypes::Date32Type;
use measure::example::read_table;
use measure::{
    Arrival, ArrivalsBy, CaseStatus, Dimension, EventKind, Inputs, MoveKind, Number, RestrictionKind, Slice, Weeks,
    Within, Workings,
};
use standard::Date;
use standard::coverage::Interval;
use standard::date::to_days;
use standard::period::{Month, PeriodKind};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

fn month(text: &str) -> Month {
    text.parse().expect("a month")
}

fn council() -> &'static Workings {
    static COUNCIL: OnceLock<Workings> = OnceLock::new();
    COUNCIL.get_or_init(|| {
        let engine = made_up::engine(made_up::inputs(0.04));
        engine.keep_workings(month("2021-08"), month("2023-07"), &[PeriodKind::Month]).expect("workings")
    })
}

/// The same council with years.
fn year_of() -> &'static Workings {
    static YEARS: OnceLock<Workings> = OnceLock::new();
    YEARS.get_or_init(|| {
        let kinds = [PeriodKind::Month, PeriodKind::TwelveMonths];
        council().engine().keep_workings(month("2023-07"), month("2023-07"), &kinds).expect("workings")
    })
}

fn numerator(number: &Number) -> usize {
    number.numerator.map_or(0, |amount| amount.as_f64() as usize)
}

/// The numerators of an indicator's months, summed by the value of its category.
fn totals(id: &str, from: &str, to: &str) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for number in council().series(id, PeriodKind::Month, &[]).expect("a series").iter() {
        if (month(from)..=month(to)).contains(&number.period.last) && number.numerator.is_some() {
            let value = number.breakdown.first().map(|(_, value)| value.clone()).unwrap_or_default();
            *out.entry(value).or_default() += numerator(number);
        }
    }
    out
}

fn team(id: &str) -> Slice {
    Slice { team: Some(id.to_owned()), ..Slice::default() }
}

/// The teams that ever held a child, and none.
fn teams() -> Vec<Slice> {
    let mut teams: Vec<Slice> = council().teams().iter().map(|known| team(&known.id)).collect();
    teams.push(team(""));
    teams
}

#[test]
fn stocks_are_those_of_case_status() {
    let flow = council().case_flow(&Slice::default());
    assert_eq!(flow.stocks().len(), 24);
    for stock in flow.stocks() {
        let text = stock.month.to_string();
        let mut expected = totals("case-status", &text, &text);
        expected.retain(|_, count| *count > 0);
        let given = CaseStatus::ALL.iter().map(|(status, word)| ((*word).to_owned(), stock.children[*status as usize]));
        let given: BTreeMap<String, usize> = given.filter(|(_, count)| *count > 0).collect();
        assert!(given.values().sum::<usize>() > 50);
        assert_eq!(given, expected, "{text}");
    }
}

#[test]
fn the_stocks_of_a_team_are_those_of_case_status_by_team() {
    for day in ["2022-03", "2023-07"] {
        let period = PeriodKind::Month.ending(month(day)).expect("a month");
        let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
        for number in council().at("case-status", &period, &[Dimension::Team]).expect("numbers") {
            let value = |name: &str| number.breakdown.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
            if let (Some(team), Some(status)) = (value("team"), value("status")) {
                expected.insert((team, status), numerator(&number));
            }
        }
        expected.retain(|_, count| *count > 0);
        let mut given = BTreeMap::new();
        for slice in teams() {
            let flow = council().case_flow(&slice);
            let stock = flow.stock(month(day)).expect("a stock");
            for (status, word) in CaseStatus::ALL {
                given.insert((slice.team.clone().expect("a team"), word.to_owned()), stock.children[status as usize]);
            }
        }
        given.retain(|_, count| *count > 0);
        assert!(given.len() >= 8, "{given:?}");
        assert_eq!(given, expected, "{day}");
    }
    // A service is its teams together.
    let service = council().services().into_iter().next().expect("a service");
    let of_service = council().case_flow(&Slice { service: Some(service.clone()), ..Slice::default() });
    let both = |slice: &Slice| council().case_flow(&Slice { service: Some(service.clone()), ..slice.clone() });
    let last = |flow: &measure::CaseFlow| flow.stocks().last().expect("a stock").children.iter().sum::<usize>();
    assert_eq!(last(&of_service), teams().iter().map(|team| last(&both(team))).sum::<usize>());
    assert!(last(&of_service) > 0);
}

#[test]
fn movements_explain_the_stocks() {
    let (from, to) = (month("2021-09"), month("2023-07"));
    let whole = council().case_flow(&Slice::default());
    assert_eq!(whole.flows(month("2021-08"), to), None, "the month before is not kept");
    let (mut taken, mut handed) = (0, 0);
    for slice in teams().into_iter().chain([Slice::default()]) {
        let flow = council().case_flow(&slice);
        let all = [(from, to)].into_iter().chain(from.to(to).map(|month| (month, month)));
        for (from, to) in all {
            for one in flow.flows(from, to).expect("kept") {
                assert_eq!(one.start + one.came, one.left + one.end, "{slice:?} {from} {one:?}");
            }
            let everyone = flow.everyone(from, to).expect("kept");
            assert_eq!(everyone.start + everyone.came, everyone.left + everyone.end, "{slice:?} {from}");
        }
        if !slice.is_whole() {
            taken += flow.moved(MoveKind::TakenOn, from, to);
            handed += flow.moved(MoveKind::HandedOver, from, to);
        }
    }
    assert!(taken > 20 && handed > 20, "{taken} taken on, {handed} handed over");
    // Whoever is handed over is taken on by another, or by nobody.
    assert_eq!(taken, handed);
    let movements = whole.movements(from, to);
    assert!(movements.iter().map(|one| one.count).sum::<usize>() > 100);
    let kinds: BTreeSet<MoveKind> = movements.iter().map(|one| one.kind).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    for one in &movements {
        match one.kind {
            MoveKind::Opened | MoveKind::Returned => assert!(one.before.is_none() && one.after.is_some()),
            MoveKind::StepUp => assert!(one.after < one.before),
            MoveKind::StepDown => assert!(one.after > one.before),
            MoveKind::Closed => assert!(one.after.is_none() && one.before.is_some()),
            MoveKind::TakenOn | MoveKind::HandedOver => panic!("the whole council hands nothing over: {one:?}"),
        }
    }
    for (kind, _) in MoveKind::ALL {
        let of_kind = movements.iter().filter(|one| one.kind == kind).map(|one| one.count).sum::<usize>();
        assert_eq!(whole.moved(kind, from, to), of_kind);
    }
}

#[test]
fn the_head_of_a_journey_is_of_the_child_today() {
    let (person, status) = {
        let request = council().children(
            "case-status",
            &PeriodKind::Month.ending(month("2023-07")).expect("a month"),
            &Within::Everyone,
            &measure::Filter::default(),
        );
        let rows = request.expect("the working");
        let open = rows.iter().find(|row| row.category == "in-care" && council().restriction(&row.person_id).is_none());
        open.map(|row| (row.person_id.clone(), CaseStatus::InCare)).expect("a child in care")
    };
    let about = council().about(&person, &Within::Everyone).expect("a child");
    assert_eq!(about.status, Some(status));
    assert!(about.age.is_some_and(|age| (0..18).contains(&age)), "{about:?}");
    let nobody = Within::Only(Arc::default());
    assert_eq!(council().about(&person, &nobody), None);
}

#[test]
fn weeks_add_up_to_the_indicators() {
    let weeks = Weeks { from: Date::constant(2022, 8, 1), to: Date::constant(2023, 7, 31) };
    let whole = Slice::default();
    let by = |what, by| {
        let split = council().split(what, by, &weeks, &whole);
        assert_eq!(split.all, split.lines.iter().map(|line| line.now).sum::<usize>());
        assert!(split.lines.is_sorted_by(|a, b| a.now >= b.now));
        let lines: BTreeMap<String, usize> = split.lines.into_iter().map(|line| (line.value, line.now)).collect();
        lines.into_iter().filter(|(_, count)| *count > 0).collect::<BTreeMap<String, usize>>()
    };
    let indicator = |id| {
        let mut out = totals(id, "2022-08", "2023-07");
        out.retain(|_, count| *count > 0);
        out
    };
    let all = |id| indicator(id).values().sum::<usize>();
    let contacts = council().arrived(Arrival::Contact, &weeks, &whole);
    let referrals = council().arrived(Arrival::Referral, &weeks, &whole);
    assert_eq!((contacts.now.all, referrals.now.all), (all("contacts"), all("referrals")));
    assert_eq!(by(Arrival::Contact, ArrivalsBy::Source), indicator("contact-sources"));
    assert_eq!(by(Arrival::Referral, ArrivalsBy::Source), indicator("referral-sources"));
    assert_eq!(by(Arrival::Referral, ArrivalsBy::Need), indicator("referral-need"));
    assert_eq!(referrals.now.again, all("rereferrals"));
    let referred = by(Arrival::Contact, ArrivalsBy::Outcome)["referral"];
    assert_eq!(referred, all("contacts-to-referral"));
    assert!(
        contacts.weeks.len() == 53
            && contacts.weeks.iter().all(|week| week.from.weekday() == jiff::civil::Weekday::Monday)
    );
    let sum = |of: fn(&measure::ArrivedWeek) -> Option<measure::Count>| {
        contacts.weeks.iter().filter_map(of).map(|count| count.all).sum::<usize>()
    };
    assert_eq!(sum(|week| week.now), contacts.now.all);
    assert_eq!(contacts.before.map(|before| before.all), Some(sum(|week| week.before)));
    assert!(contacts.now.again > 0);

    let funnel = council().funnel(&weeks, &whole);
    assert_eq!(funnel[0].reached, contacts.now.all);
    assert!(funnel.windows(2).all(|pair| pair[1].reached <= pair[0].reached), "{funnel:?}");
    assert!(funnel[5].reached > 0 && funnel[1].days.is_some_and(|days| days.lower <= days.upper), "{funnel:?}");
}

#[test]
fn a_period_in_which_the_extracts_begin_counts_as_in_the_indicators() {
    let begin = council().inputs().coverage["ssd_cin_episodes"][0].from;
    let six_months = |last: Month| {
        let period = PeriodKind::SixMonths.ending(last).expect("half a year");
        (period, Weeks::of_period(&period, council().inputs().data_date))
    };
    let whole = Slice::default();
    let (period, weeks) = six_months(Month::of(begin).plus(1));
    assert!(weeks.from < begin && begin < weeks.to);
    let number = |id: &str| {
        let measured = council().engine().measure(&measure::Request {
            indicators: vec![id.to_owned()],
            from: period.last,
            to: period.last,
            periods: vec![PeriodKind::SixMonths],
            by: Vec::new(),
        });
        measured.expect("numbers").numbers.into_iter().find(|number| number.breakdown.is_empty()).expect("a number")
    };
    let rereferrals = number("rereferrals");
    assert_eq!(rereferrals.status, measure::Status::Partial);
    for (what, id, by) in [
        (Arrival::Contact, "contacts", [ArrivalsBy::Source, ArrivalsBy::Outcome]),
        (Arrival::Referral, "referrals", [ArrivalsBy::Need, ArrivalsBy::Outcome]),
    ] {
        let arrived = council().arrived(what, &weeks, &whole);
        assert!(arrived.now.all > 0);
        assert_eq!(arrived.now.all, numerator(&number(id)), "{id}");
        for by in by {
            let split = council().split(what, by, &weeks, &whole);
            assert_eq!(split.all, arrived.now.all);
            assert!(split.lines.iter().all(|line| line.before.is_none()));
        }
        let covered = council().inputs().coverage[what_table(what)][0].from;
        assert_eq!(arrived.covered, [Interval { from: covered, to: weeks.to }]);
        assert!(!arrived.is_covered() && arrived.before.is_none());
        assert_eq!(arrived.history_from, Some(covered));
        // The week that the extracts begin in counts, but is not known whole.
        assert!(arrived.weeks.iter().all(|week| week.now.is_some() == (week.from >= covered)));
        let known = arrived.weeks.iter().filter_map(|week| week.now).map(|count| count.all).sum::<usize>();
        assert!(known <= arrived.now.all);
    }
    assert_eq!(council().funnel(&weeks, &whole)[0].reached, numerator(&number("contacts")));
    let referrals = council().arrived(Arrival::Referral, &weeks, &whole);
    assert_eq!(referrals.now.again, numerator(&rereferrals));
    assert_eq!(Some(referrals.now.all), rereferrals.denominator.map(|amount| amount.as_f64() as usize));
    // A year later the same weeks a year before are partly unknown; then all is known, and what came before can be seen.
    let later = |months| council().arrived(Arrival::Referral, &six_months(period.last.plus(months)).1, &whole);
    assert!(later(12).is_covered() && later(12).before.is_none() && later(12).history_from.is_some());
    assert!(later(17).before.is_some_and(|before| before.all > 0) && later(17).history_from.is_none());
}

fn what_table(what: Arrival) -> &'static str {
    match what {
        Arrival::Contact => "ssd_contacts",
        Arrival::Referral => "ssd_cin_episodes",
    }
}

#[test]
fn what_arrives_at_a_team_is_what_the_indicators_say_by_team() {
    let weeks = Weeks { from: Date::constant(2022, 8, 1), to: Date::constant(2023, 7, 31) };
    let year = PeriodKind::TwelveMonths.ending(month("2023-07")).expect("a year");
    for (what, id) in [(Arrival::Contact, "contacts"), (Arrival::Referral, "referrals")] {
        let by_team = |number: &Number| match number.breakdown.as_slice() {
            [(name, value)] if name == "team" => Some((value.clone(), numerator(number))),
            _ => None,
        };
        let numbers = year_of().at(id, &year, &[Dimension::Team]).expect("numbers");
        let expected: BTreeMap<String, usize> = numbers.iter().filter_map(by_team).filter(|(_, n)| *n > 0).collect();
        let mut given = BTreeMap::new();
        for slice in teams() {
            let arrived = council().arrived(what, &weeks, &slice);
            let split = council().split(what, ArrivalsBy::Source, &weeks, &slice);
            assert_eq!(arrived.now.all, split.all);
            if what == Arrival::Contact {
                assert_eq!(council().funnel(&weeks, &slice)[0].reached, arrived.now.all);
            }
            given.insert(slice.team.expect("a team"), arrived.now.all);
        }
        let split = council().split(what, ArrivalsBy::Dimension(Dimension::Team), &weeks, &Slice::default());
        let split: BTreeMap<String, usize> = split.lines.into_iter().map(|line| (line.value, line.now)).collect();
        given.retain(|_, count| *count > 0);
        assert!(given.len() >= 2, "{given:?}");
        assert_eq!(given, expected, "{id}");
        assert_eq!(split.into_iter().filter(|(_, count)| *count > 0).collect::<BTreeMap<_, _>>(), given);
    }
}

#[test]
fn unallocated_children_are_those_of_the_indicator() {
    let loads = council().caseloads(&Within::Everyone, &Slice::default());
    let expected = totals("unallocated", "2023-07", "2023-07").values().sum::<usize>();
    assert_eq!(loads.unallocated.len(), expected);
    let held: usize = loads.workers.iter().map(measure::Caseload::children).sum();
    assert!(held > 50 && loads.workers.len() > 3, "{held} of {}", loads.workers.len());
    let spread = council().spread(&Slice::default());
    let spread = spread.as_ref().as_ref().expect("somebody holds a child");
    assert_eq!((spread.children, spread.bars.iter().map(|bar| bar.workers).sum()), (held, spread.workers));
    let service = |of: &str| Slice { service: Some(of.to_owned()), ..Slice::default() };
    let of_service = |of: &str| council().caseloads(&Within::Everyone, &service(of)).workers.len();
    let services: usize = council().services().iter().map(|of| of_service(of)).sum();
    assert_eq!(services + of_service(""), loads.workers.len());
    assert!(services > 3);
    let nobody = council().caseloads(&Within::Only(Arc::default()), &Slice::default());
    assert!(nobody.unallocated.is_empty() && nobody.workers.iter().all(|load| load.children() + load.not_open == 0));
}

/// Rows of `table` of one person that began on or before the data date, found by looking at each.
fn recorded(inputs: &Inputs, table: &str, person: &str, day: &str, id: &str) -> usize {
    let Some(batch) = inputs.tables.get(table) else { return 0 };
    let people = batch.column_by_name(person).expect("a column").as_string::<i32>();
    let days = batch.column_by_name(day).expect("a column").as_primitive::<Date32Type>();
    let last = to_days(inputs.data_date);
    let is = |i: &usize| people.is_valid(*i) && people.value(*i) == id && days.is_valid(*i) && days.value(*i) <= last;
    (0..batch.num_rows()).filter(is).count()
}

#[test]
fn a_journey_has_every_row_of_the_child_and_no_address() {
    let workings = council();
    let inputs = workings.inputs();
    let placements = &inputs.tables["ssd_cla_placement"];
    let people = placements.column_by_name("clap_person_id").expect("a column").as_string::<i32>();
    let secret: HashSet<&str> = ["clap_cla_placement_postcode", "clap_cla_placement_urn"]
        .iter()
        .flat_map(|name| placements.column_by_name(name).expect("a column").as_string::<i32>().iter().flatten())
        .collect();
    assert!(!secret.is_empty());
    let mut late = 0;
    let ids: BTreeSet<&str> = people.iter().flatten().take(400).collect();
    for id in ids.iter().filter(|id| workings.restriction(id).is_none()) {
        let journey = workings.journey(id, &Within::Everyone).expect("a journey");
        let count = |kind: EventKind| journey.events.iter().filter(|event| event.kind == kind).count();
        for (kind, table, person, day) in [
            (EventKind::Contact, "ssd_contacts", "cont_person_id", "cont_contact_date"),
            (EventKind::Referral, "ssd_cin_episodes", "cine_person_id", "cine_referral_date"),
            (EventKind::Placement, "ssd_cla_placement", "clap_person_id", "clap_cla_placement_start_date"),
            (EventKind::CareVisit, "ssd_cla_visits", "clav_person_id", "clav_cla_visit_date"),
            (EventKind::Involvement, "ssd_involvements", "invo_person_id", "invo_involvement_start_date"),
        ] {
            assert_eq!(count(kind), recorded(inputs, table, person, day, id), "{kind:?}");
        }
        assert!(journey.events.windows(2).all(|pair| pair[0].on <= pair[1].on));
        let text = format!("{journey:?}");
        assert!(secret.iter().all(|secret| !text.contains(&format!("\"{secret}\""))));
        late += journey.events.iter().filter(|event| event.late).count();
        assert_eq!(workings.journey(id, &Within::Only(Arc::default())), None);
    }
    assert!(late > 0 && ids.len() > 10);
    assert_eq!(workings.journey("nobody", &Within::Everyone), None);
}

/// N1 was adopted on 1 May 2022; the new identity's records were merged into the old id by mistake, and must not be
/// joined to it. L1 is listed as restricted, L2 was, L3 will be.
#[test]
fn an_adopted_childs_record_ends_with_the_order() {
    let tables = [
        ("ssd_cla_episodes", "
clae_cla_episode_id,clae_person_id,clae_cla_id,clae_cla_episode_start_date,clae_cla_episode_ceased_date,clae_cla_episode_ceased_reason
E1,N1,K1,2020-01-10,2022-05-01,E11
E2,L1,K2,2020-01-10,2022-05-01,E4
"),
        ("ssd_contacts", "
cont_contact_id,cont_person_id,cont_contact_date
C1,N1,2019-12-01
C2,N1,2023-01-15
"),
        ("ssd_involvements", "
invo_involvements_id,invo_person_id,invo_professional_id,invo_professional_role_id,invo_professional_team,invo_involvement_start_date,invo_involvement_end_date
I1,N1,W1,CW,A,2019-12-01,2022-05-02
I2,N1,W2,CW,B,2023-01-15,
"),
        ("person_merges", "
old_id,new_id,merged_on
N0,N1,2023-02-01
"),
        ("restricted_records", "
person_id,from,to,reason
L1,2023-01-01,,family of a member of staff
L2,2022-01-01,2023-01-01,family of a member of staff
L3,2023-09-01,,family of a member of staff
"),
    ];
    let inputs = Inputs {
        data_date: Date::constant(2023, 7, 31),
        tables: tables
            .iter()
            .map(|(name, text)| ((*name).to_owned(), read_table(name, text).expect("a table")))
            .collect(),
        coverage: BTreeMap::new(),
        latest_only: BTreeMap::new(),
        absent_columns: BTreeMap::new(),
    };
    let workings = made_up::engine(inputs).keep_workings(month("2023-07"), month("2023-07"), &[]).expect("workings");
    let kind = |id: &str| workings.restriction(id).map(|restriction| restriction.kind);
    assert_eq!(kind("N1"), Some(RestrictionKind::Adopted));
    assert_eq!(kind("L1"), Some(RestrictionKind::Listed));
    assert_eq!((kind("L2"), kind("L3"), kind("N0")), (None, None, None));
    let journey = workings.journey("N1", &Within::Everyone).expect("a journey");
    let text = format!("{journey:?}");
    let order = Date::constant(2022, 5, 1);
    assert!(
        journey.events.iter().all(|event| event.on <= order && event.until.is_none_or(|until| until <= order)),
        "{text}"
    );
    assert_eq!(journey.events.len(), 3);
    assert!(!text.contains("W2") && !text.contains("N0") && journey.worker_id.is_empty(), "{text}");
}
