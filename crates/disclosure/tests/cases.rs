//! Cases worked by hand: what the rules of papers ask for, one by one.

use disclosure::{Audience, Decision, Fault, Figure, FigureId, Form, Ledger, Rank, Ratio, Reason, Rule};

fn small(n: i64) -> Figure {
    Figure::count(n).rule(Rule::SmallCount)
}

fn row(ledger: &mut Ledger, name: &str, values: &[i64]) -> (Vec<FigureId>, FigureId) {
    let parts: Vec<FigureId> =
        values.iter().enumerate().map(|(i, n)| ledger.figure(format!("{name} {i}"), small(*n)).unwrap()).collect();
    let total = ledger.figure(format!("{name} total"), small(values.iter().sum()).rank(Rank::Total)).unwrap();
    ledger.total(total, &parts).unwrap();
    (parts, total)
}

fn public(ledger: &Ledger) -> Decision {
    ledger.decide(Audience::Public).unwrap()
}

/// What stands in the cells of a row and its total.
fn printed(decision: &Decision, cells: &[FigureId], values: &[i64]) -> String {
    let texts = cells.iter().zip(values).map(|(id, n)| decision.figure(*id).text(|| n.to_string()));
    texts.collect::<Vec<_>>().join(" ")
}

/// One row with its total, as the public sees it.
fn seen(values: &[i64]) -> String {
    let mut ledger = Ledger::new();
    let (mut cells, total) = row(&mut ledger, "row", values);
    cells.push(total);
    let mut values = values.to_vec();
    values.push(values.iter().sum());
    printed(&public(&ledger), &cells, &values)
}

#[test]
fn rows() {
    assert_eq!(seen(&[12, 40, 7]), "12 40 7 59");
    // The next smallest goes with a small one.
    assert_eq!(seen(&[3, 40, 7]), "c 40 c 50");
    // Two small ones guard each other, as long as their sum leaves each all of 1 to 5.
    assert_eq!(seen(&[3, 4, 40, 7]), "c c 40 7 54");
    // A sum of 2 does not: each would be at most 2.
    assert_eq!(seen(&[1, 1, 40, 7]), "c c 40 c 49");
    // Each is 5 for one who knows that both are small.
    assert_eq!(seen(&[5, 5, 40, 7]), "c c 40 c 57");
    // Hiding the 6 would leave 7 as a small number and one above 5: only 1 and 6.
    assert_eq!(seen(&[1, 6]), "c 6 c");
    // A true 0 prints, and protects nobody.
    assert_eq!(seen(&[3, 0, 40, 7]), "c 0 40 c 50");
    assert_eq!(seen(&[3, 0, 0]), "c 0 0 c");
    // Who is told that all six marks are small knows them all; hiding more can't help, and a reader can't tell.
    assert_eq!(seen(&[1, 1, 1, 1, 1]), "c c c c c c");
    // That all are in one category prints.
    assert_eq!(seen(&[0, 12, 0]), "0 12 0 12");
}

#[test]
fn a_table_needs_a_rectangle() {
    let mut ledger = Ledger::new();
    let values = [[3, 20, 30], [40, 9, 21], [22, 33, 44]];
    let rows: Vec<_> = (0..3).map(|r| row(&mut ledger, &format!("row {r}"), &values[r])).collect();
    for c in 0..3 {
        let column: Vec<FigureId> = rows.iter().map(|(cells, _)| cells[c]).collect();
        let sum = (0..3).map(|r| values[r][c]).sum();
        let total = ledger.figure(format!("column {c}"), small(sum).rank(Rank::Total)).unwrap();
        ledger.total(total, &column).unwrap();
    }
    let decision = public(&ledger);
    assert_eq!(printed(&decision, &rows[0].0, &values[0]), "c c 30");
    assert_eq!(printed(&decision, &rows[1].0, &values[1]), "40 9 21");
    assert_eq!(printed(&decision, &rows[2].0, &values[2]), "c c 44");
    assert!(rows.iter().all(|(_, total)| decision.figure(*total).is_shown()));
}

#[test]
fn what_is_left_over_is_guarded() {
    let mut ledger = Ledger::new();
    let met = ledger.figure("met", small(95)).unwrap();
    let of = ledger.figure("of", small(98).rank(Rank::Total)).unwrap();
    let percent = ledger.proportion(met, of, 1).unwrap();
    let decision = public(&ledger);
    assert_eq!(decision.display(percent).reason(), Some(Reason::SmallCount));
    assert_eq!(decision.figure(met).reason(), Some(Reason::Protects));
    assert!(decision.figure(of).is_shown());
    // The key names kinds of figures.
    assert_eq!(
        decision.key().unwrap(),
        "c = confidential, not shown so that no child or worker can be recognised: counts from 1 to 5 and what is \
         worked out from them; and other numbers from which these could be worked out."
    );

    let mut ledger = Ledger::new();
    let met = ledger.figure("met", small(90)).unwrap();
    let of = ledger.figure("of", small(98)).unwrap();
    let percent = ledger.proportion(met, of, 1).unwrap();
    assert!(public(&ledger).display(percent).is_shown());
    assert_eq!(public(&ledger).key(), None);
}

#[test]
fn a_pooled_percentage_can_give_a_month_away() {
    // The pool itself is not printed, its percentage is: 7 of 40 and 33 of 60 print, so 17.5% and 55.0%; of the third
    // month 3 of 50, pooled 43 of 150 = 28.7%, which leaves 42.9 to 43.1.
    let mut ledger = Ledger::new();
    let months = [(7, 40), (33, 60), (3, 50)];
    let met: Vec<FigureId> =
        months.iter().enumerate().map(|(i, (n, _))| ledger.figure(format!("met {i}"), small(*n)).unwrap()).collect();
    let of: Vec<FigureId> =
        months.iter().enumerate().map(|(i, (_, n))| ledger.figure(format!("of {i}"), small(*n)).unwrap()).collect();
    let pooled_met = ledger.figure("pooled met", small(43).unprinted()).unwrap();
    let pooled_of = ledger.figure("pooled of", small(150).unprinted()).unwrap();
    ledger.total(pooled_met, &met).unwrap();
    ledger.total(pooled_of, &of).unwrap();
    let share = ledger.proportion(pooled_met, pooled_of, 1).unwrap();
    let decision = public(&ledger);
    assert_eq!(decision.figure(met[2]).reason(), Some(Reason::SmallCount));
    assert_eq!(decision.display(share).reason(), Some(Reason::Protects));
    assert!(decision.figure(met[0]).is_shown() && decision.figure(met[1]).is_shown());
    // A percentage coarse enough to leave 0 to 6 open prints.
    let mut coarse = Ledger::new();
    let met: Vec<FigureId> = [448, 3].iter().map(|n| coarse.figure(format!("met {n}"), small(*n)).unwrap()).collect();
    let pooled = coarse.figure("pooled", small(451).unprinted()).unwrap();
    coarse.total(pooled, &met).unwrap();
    let of = coarse.figure("of", Figure::count(900)).unwrap();
    let share = coarse.proportion(pooled, of, 0).unwrap();
    let decision = public(&coarse);
    assert!(decision.display(share).is_shown() && decision.figure(met[0]).is_shown());
    assert!(!decision.figure(met[1]).is_shown());
}

#[test]
fn timeliness_of_the_authority() {
    let rule = |of| Rule::Timeliness { of };
    let mut ledger = Ledger::new();
    let month = |ledger: &mut Ledger, name: &str, met: i64, of: i64| {
        let part = ledger.figure(format!("{name} met"), Figure::count(met).rule(rule(of))).unwrap();
        let whole = ledger.figure(format!("{name} of"), Figure::count(of).rule(rule(of))).unwrap();
        (part, whole, ledger.proportion(part, whole, 1).unwrap())
    };
    let (met, of, percent) = month(&mut ledger, "July", 10, 11);
    let few = month(&mut ledger, "June", 6, 7);
    let none = month(&mut ledger, "May", 0, 0);
    let decision = public(&ledger);
    // One missed of eleven is the council's work, not a child.
    assert!(decision.figure(met).is_shown() && decision.figure(of).is_shown() && decision.display(percent).is_shown());
    assert_eq!(decision.figure(few.0).reason(), Some(Reason::SmallBase));
    assert_eq!(decision.figure(few.1).reason(), Some(Reason::SmallBase));
    assert_eq!(decision.display(few.2).reason(), Some(Reason::SmallBase));
    assert!(decision.figure(none.1).is_shown() && decision.display(none.2).is_shown());
    assert!(ledger.decide(Audience::Internal).unwrap().figure(few.0).is_shown());
}

/// The staffing table of the 2023 report: three services, with their totals.
#[test]
fn staffing() {
    let mut ledger = Ledger::new();
    let mut column = |name: &str, values: [(i64, u32); 3], rule: fn(u32) -> Rule| {
        let parts = values.map(|(fte, people)| {
            let key = format!("{name} {fte} {people}");
            ledger.figure(key, Figure::fte(fte).rule(rule(people))).unwrap()
        });
        let sum = values.iter().map(|(fte, _)| fte).sum();
        let total = ledger.figure(format!("{name} total"), Figure::fte(sum).rank(Rank::Headline)).unwrap();
        ledger.total(total, &parts).unwrap();
        (parts, total)
    };
    let staff = |people| Rule::Staff { people };
    let maternity = column("maternity", [(20_000, 2), (15_000, 2), (0, 0)], staff);
    let agency = column("agency", [(15_000, 2), (0, 0), (0, 1)], |_| Rule::Open);
    let sickness = column("sickness", [(62_000, 7), (80_000, 9), (10_000, 1)], staff);
    let decision = public(&ledger);
    assert!(maternity.0.iter().all(|id| decision.figure(*id).reason() == Some(Reason::FewStaff)));
    assert!(decision.figure(maternity.1).is_shown());
    assert!(agency.0.iter().all(|id| decision.figure(*id).is_shown()));
    // One service under six: the total less the others would tell, so the next smallest goes.
    let reasons = sickness.0.map(|id| decision.figure(id).reason());
    assert_eq!(reasons, [Some(Reason::Protects), None, Some(Reason::FewStaff)]);
    assert!(decision.figure(sickness.1).is_shown());
}

#[test]
fn rates_means_and_changes() {
    let mut ledger = Ledger::new();
    let children = ledger.figure("in care", small(4)).unwrap();
    let people = ledger.figure("population", Figure::count(60_000).published()).unwrap();
    let rate =
        |part, whole| Ratio { numerator: Form::of(part), denominator: Form::of(whole), times: 10_000, decimals: 1 };
    let hidden = ledger.ratio(rate(children, people)).unwrap();
    // Children per FTE: counts and FTE mix.
    let cases = ledger.figure("cases", Figure::count(930)).unwrap();
    let workers = ledger.figure("workers", Figure::fte(615_000)).unwrap();
    let mean = Ratio { numerator: Form::of(cases), denominator: Form::of(workers), times: 1, decimals: 1 };
    let caseload = ledger.ratio(mean).unwrap();
    // This June had 4 and last June 20: the change in percent and in number gives this June away.
    let before = ledger.figure("in care before", small(20)).unwrap();
    let change = ledger.figure("change", Figure::change(-16)).unwrap();
    ledger.difference(change, children, before).unwrap();
    let percent = ledger
        .ratio(Ratio {
            numerator: Form::of(children).and(-1, before),
            denominator: Form::of(before),
            times: 100,
            decimals: 1,
        })
        .unwrap();
    let decision = public(&ledger);
    assert_eq!(decision.display(hidden).reason(), Some(Reason::SmallCount));
    assert!(decision.display(caseload).is_shown());
    assert_eq!(decision.figure(change).reason(), Some(Reason::Protects));
    assert_eq!(decision.display(percent).reason(), Some(Reason::SmallCount));
    assert!(decision.figure(before).is_shown() && decision.figure(people).is_shown());
}

#[test]
fn a_mean_of_a_series_is_a_clue_and_its_limits_need_all_points() {
    let mut ledger = Ledger::new();
    let values = [14, 9, 12, 3, 11, 16];
    let points: Vec<FigureId> =
        values.iter().enumerate().map(|(i, n)| ledger.figure(format!("month {i}"), small(*n)).unwrap()).collect();
    let mean = ledger
        .ratio(Ratio { numerator: Form::sum(&points), denominator: Form::constant(6), times: 1, decimals: 1 })
        .unwrap();
    let limits = ledger.statement(&points);
    let verdict = ledger.statement(&points[4..]);
    let decision = public(&ledger);
    assert_eq!(printed(&decision, &points, &values), "14 9 12 c 11 16");
    assert!(!decision.display(mean).is_shown());
    assert!(!decision.display(limits).is_shown());
    assert!(decision.display(verdict).is_shown());
}

#[test]
fn words_about_what_is_not_printed() {
    let mut ledger = Ledger::new();
    let quiet = ledger.figure("quiet", Figure::count(40).unprinted()).unwrap();
    let (parts, _) = row(&mut ledger, "row", &[3, 40, 7]);
    let beside = ledger.figure("beside", Figure::count(10).unprinted()).unwrap();
    ledger.total(beside, &[parts[0], parts[2]]).unwrap();
    let (harmless, harmful) = (ledger.statement(&[quiet]), ledger.statement(&[beside]));
    let decision = public(&ledger);
    assert!(decision.display(harmless).is_shown());
    assert!(!decision.display(harmful).is_shown());
}

#[test]
fn one_figure_in_two_places() {
    let mut ledger = Ledger::new();
    let here = ledger.figure("plans 2023-07 boys", Figure::count(3).unprinted()).unwrap();
    let there = ledger.figure("plans 2023-07 boys", small(3)).unwrap();
    assert_eq!(here, there);
    assert_eq!(ledger.find("plans 2023-07 boys"), Some(here));
    assert_eq!(ledger.name(here), "plans 2023-07 boys");
    let other = ledger.figure("plans by sex: boys", Figure::count(3)).unwrap();
    ledger.same(here, other).unwrap();
    let decision = public(&ledger);
    assert!(!decision.figure(here).is_shown());
    assert_eq!(decision.figure(other).reason(), Some(Reason::Protects));
}

#[test]
fn what_the_maker_of_a_paper_gets_wrong_is_said() {
    let mut ledger = Ledger::new();
    let one = ledger.figure("one", small(3)).unwrap();
    let two = ledger.figure("two", Figure::count(9)).unwrap();
    assert_eq!(ledger.figure("one", small(4)), Err(Fault::TwoFigures("one".to_owned())));
    let other_rule = Figure::count(3).rule(Rule::Staff { people: 3 });
    assert_eq!(ledger.figure("one", other_rule), Err(Fault::TwoFigures("one".to_owned())));
    assert_eq!(ledger.figure("less", Figure::count(-1)), Err(Fault::Negative("less".to_owned())));
    assert!(matches!(ledger.figure("more", Figure::count(i64::MAX)), Err(Fault::TooLarge(_))));
    let fault = ledger.total(two, &[one]).unwrap_err();
    assert_eq!(fault.to_string(), "the sum or difference of these does not come out: one, two");
    assert!(matches!(ledger.proportion(two, one, 1), Err(Fault::DoesNotHold(_))));
    let ratio = |times, decimals| Ratio { numerator: Form::of(one), denominator: Form::of(two), times, decimals };
    assert!(matches!(ledger.ratio(ratio(0, 1)), Err(Fault::NoRatio(_))));
    assert!(matches!(ledger.ratio(ratio(1, 7)), Err(Fault::NoRatio(_))));
    assert!(matches!(ledger.ratio(ratio(i64::MAX, 6)), Err(Fault::NoRatio(_))));
    assert!(ledger.ratio(ratio(1, 6)).is_ok());
    // Nothing of it was kept but the figures and the last.
    assert_eq!(ledger.len(), 2);
    assert!(public(&ledger).figure(two).is_shown());
}

#[test]
fn what_is_published_already_cannot_be_mended() {
    let mut ledger = Ledger::new();
    let girls = ledger.figure("girls", small(3)).unwrap();
    let boys = ledger.figure("boys", small(20).published()).unwrap();
    let all = ledger.figure("all", small(23).published()).unwrap();
    ledger.total(all, &[girls, boys]).unwrap();
    assert_eq!(ledger.decide(Audience::Public), Err(Fault::Exposed("girls".to_owned())));
    assert!(ledger.decide(Audience::Internal).is_ok());
}

#[test]
fn audiences_have_words() {
    assert_eq!(Audience::of("public"), Some(Audience::Public));
    assert_eq!(Audience::of("internal"), Some(Audience::Internal));
    assert_eq!(Audience::of("everyone"), None);
    assert_eq!(Audience::default(), Audience::Public);
}
