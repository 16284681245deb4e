//! Children in care: how a period of care goes, its legal statuses, placements and end.

use crate::almanac::Day;
use crate::dice::Dice;
use crate::life::{Life, postcode};
use crate::records::{Care, CarePlan, Code, Episode, Need, Permanence, Placement, Status};
use crate::workforce::{Kind, Role};

/// How a period of care ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Return,
    Guardianship,
    Adoption,
    Grown,
}

/// A placement as it will be, before it has an id.
#[derive(Debug, Clone, Copy)]
struct Move {
    day: Day,
    kind: Code,
    same_carer: bool,
}

impl Life<'_> {
    /// Each child of `group` comes into care on `entry`; the case passes to the care team on `handover`.
    pub fn take_into_care(&mut self, group: Vec<(usize, u64)>, entry: Day, handover: Day, need: Need) {
        for &(child, referral) in &group {
            let born = self.family.children[child].born;
            let entered = entry.max(born + 1);
            if entered + 20 >= self.grown(child) || entered > self.council.data_date {
                let day = entry + self.dice.between(5, 40);
                self.close(&[(child, referral)], day, "RC7");
                continue;
            }
            let end = self.period_of_care(child, referral, entered, need);
            self.hold(&[(child, referral)], Kind::Care, Role::SocialWorker, handover.max(entered), end);
            // A child in care stays the council's when the family moves.
            self.family.children[child].busy_until = end + 10;
            let reason = match self.family.care.last().map_or("", |care| care.reason) {
                "E11" | "E12" => "RC1",
                "E45" | "E46" | "E47" | "E48" => "RC4",
                _ => "RC7",
            };
            if let Some(referral) = self.family.referrals.iter_mut().rev().find(|r| r.id == referral) {
                referral.closed = end + self.dice.between(0, 10);
                referral.reason = reason;
            }
        }
    }

    /// One period of care, whole. Returns its end, which can lie after the data date.
    fn period_of_care(&mut self, child: usize, referral: u64, entered: Day, need: Need) -> Day {
        let council = self.council;
        let born = self.family.children[child].born;
        let grown = self.grown(child);
        let age = council.almanac.age(born, entered);
        let asylum = self.family.children[child].asylum.is_some();
        let outcome = if asylum {
            Outcome::Grown
        } else {
            let (back, guardian, adopted, stays) = match age {
                0..4 => (27.0, 24.0, 24.0, 25.0),
                4..10 => (36.0, 20.0, 4.0, 40.0),
                _ => (44.0, 5.0, 0.0, 51.0),
            };
            self.dice.weighted(&[
                (Outcome::Return, back),
                (Outcome::Guardianship, guardian),
                (Outcome::Adoption, adopted),
                (Outcome::Grown, stays),
            ])
        };
        let mut permanence = None;
        let mut end = match outcome {
            Outcome::Return if self.dice.chance(0.6) => entered + self.dice.between(6, 160),
            Outcome::Return => entered + self.dice.between(160, 520),
            Outcome::Guardianship => {
                let granted = entered + self.dice.between(250, 620);
                permanence = Some(Permanence {
                    id: self.numbers.record(),
                    granted: Some(granted),
                    kind: "Special Guardianship Order",
                    ..Permanence::default()
                });
                granted
            }
            Outcome::Adoption => {
                let way = self.way_to_adoption(entered);
                let end = way.granted.unwrap_or(entered + 1_500);
                permanence = Some(way);
                end
            }
            Outcome::Grown if self.dice.chance(0.14) => entered + self.dice.between(700, 2_600),
            Outcome::Grown => grown,
        };
        let grew_up = end >= grown;
        if grew_up {
            end = grown;
            if let Some(way) = &mut permanence {
                way.granted = way.granted.filter(|&day| day < grown);
            }
        }
        let statuses = self.statuses(outcome, entered, end, age, asylum, permanence.as_ref());
        let moves = self.moves(outcome, entered, end, age, &statuses, permanence.as_ref());
        let reason = self.ceasing(outcome, grew_up, &moves);
        let id = self.numbers.record();
        let mut care = Care {
            id,
            child,
            referral,
            entered,
            ceased: end,
            reason,
            need,
            episodes: Vec::new(),
            placements: Vec::new(),
            statuses: Vec::new(),
            plans: self.care_plans(outcome, entered, end, permanence.as_ref()),
            permanence,
            iro: Vec::new(),
        };
        self.build(&mut care, &statuses, &moves);
        self.follow_care(&mut care, grew_up, age);
        self.family.care.push(care);
        end
    }

    fn way_to_adoption(&mut self, entered: Day) -> Permanence {
        let council = self.council;
        let locality = self.family.locality;
        let decided = council.almanac.working(entered + self.dice.between(150, 260));
        let order = council.almanac.working(decided + self.dice.between(20, 110));
        let worker = self.workforce.someone(&mut self.dice, Kind::Care, Role::SocialWorker, locality, decided).1;
        let id = self.numbers.record();
        if self.dice.chance(0.12) {
            let reversed = Some(order + self.dice.between(120, 500));
            return Permanence {
                id,
                decided: Some(decided),
                order: Some(order),
                reversed,
                worker,
                ..Permanence::default()
            };
        }
        let matched = council.almanac.working(order + self.dice.between(30, 220));
        let placed = council.almanac.working(matched + self.dice.between(14, 40));
        let granted = council.almanac.working(placed + self.dice.between(120, 330));
        let by_carer = self.dice.chance(0.12);
        let foster_first = self.dice.chance(0.15).then(|| entered + self.dice.between(5, 90));
        Permanence {
            id,
            decided: Some(decided),
            order: Some(order),
            matched: Some(matched),
            placed: Some(placed),
            foster_first,
            reversed: None,
            granted: Some(granted),
            kind: "Adoption",
            by_carer,
            worker,
        }
    }

    fn statuses(
        &mut self,
        outcome: Outcome,
        entered: Day,
        end: Day,
        age: i32,
        asylum: bool,
        way: Option<&Permanence>,
    ) -> Vec<(Day, Code)> {
        let dice = &mut self.dice;
        let teenager = if age >= 13 { 5.0 } else { 0.0 };
        let first = match outcome {
            _ if asylum => "V2",
            Outcome::Adoption | Outcome::Guardianship => {
                dice.weighted(&[("C1", 70.0), ("L2", 12.0), ("L1", 8.0), ("V2", 10.0)])
            }
            _ => dice.weighted(&[("V2", 52.0), ("C1", 32.0), ("L2", 5.0), ("L1", 6.0), ("J1", teenager)]),
        };
        let mut list = vec![(entered, first)];
        let mut day = entered;
        if matches!(first, "L1" | "L2") {
            day += dice.between(2, 8);
            list.push((day, "C1"));
        } else if first == "V2" && !asylum && dice.chance(0.5) {
            day += dice.between(30, 240);
            list.push((day, "C1"));
        }
        if list.last().is_some_and(|&(_, code)| code == "C1") {
            day += dice.between(150, 260);
            list.push((day, "C2"));
        }
        if let Some(order) = way.and_then(|way| way.order) {
            list.retain(|&(day, _)| day < order - 5);
            list.push((order, "E1"));
            if let Some(reversed) = way.and_then(|way| way.reversed) {
                list.push((reversed + 20, "C2"));
            }
        }
        list.retain(|&(day, _)| day < end);
        list
    }

    fn moves(
        &mut self,
        outcome: Outcome,
        entered: Day,
        end: Day,
        age: i32,
        statuses: &[(Day, Code)],
        way: Option<&Permanence>,
    ) -> Vec<Move> {
        let dice = &mut self.dice;
        let remand = statuses[0].1 == "J1";
        let ordered = matches!(statuses[0].1, "C1");
        let mut kind = if remand {
            dice.pick(&["K1", "R5", "K2"])
        } else if ordered && dice.chance(0.14) {
            "P1"
        } else {
            placement(dice, age)
        };
        let mut list = vec![Move { day: entered, kind, same_carer: false }];
        let mut day = entered;
        let placed = way.and_then(|way| way.placed);
        loop {
            let years = f64::from(day - entered) / 365.0;
            let settled = matches!(kind, "U1" | "U4" | "P1");
            let mean = if years < 0.5 {
                330.0
            } else if settled {
                2_200.0
            } else {
                720.0
            };
            day += dice.wait_days(mean);
            let stop = placed.map_or(end, |placed| placed - 30);
            if day >= stop.min(end) - 5 {
                break;
            }
            let now = age + (day - entered) / 365;
            let long = outcome == Outcome::Grown && years > 0.6;
            if long && matches!(kind, "U6" | "U3") && dice.chance(0.6) {
                kind = if kind == "U6" { "U4" } else { "U1" };
                list.push(Move { day, kind, same_carer: true });
            } else {
                kind = placement(dice, now);
                list.push(Move { day, kind, same_carer: false });
            }
        }
        if let Some(placed) = placed.filter(|&placed| placed < end - 5) {
            let by_carer = way.is_some_and(|way| way.by_carer);
            let kind = if by_carer { "A5" } else { "A6" };
            list.push(Move { day: placed, kind, same_carer: by_carer });
        } else if outcome == Outcome::Return && ordered && end - day > 60 && dice.chance(0.3) {
            list.push(Move { day: end - dice.between(25, 55), kind: "P1", same_carer: false });
        }
        list.sort_by_key(|m| m.day);
        list.dedup_by_key(|m| m.day);
        list
    }

    fn ceasing(&mut self, outcome: Outcome, grew_up: bool, moves: &[Move]) -> Code {
        let fostered = moves.last().is_some_and(|m| m.kind.starts_with('U'));
        match outcome {
            _ if grew_up && fostered => self.dice.weighted(&[("E17", 55.0), ("E5", 35.0), ("E6", 10.0)]),
            _ if grew_up => self.dice.weighted(&[("E5", 75.0), ("E6", 10.0), ("E7", 8.0), ("E8", 7.0)]),
            Outcome::Adoption => self.dice.weighted(&[("E12", 80.0), ("E11", 20.0)]),
            Outcome::Guardianship => self.dice.weighted(&[("E45", 40.0), ("E46", 10.0), ("E47", 40.0), ("E48", 10.0)]),
            _ => self.dice.weighted(&[
                ("E4A", 55.0),
                ("E4B", 15.0),
                ("E13", 14.0),
                ("E41", 4.0),
                ("E9", 2.0),
                ("E14", 2.0),
                ("E8", 8.0),
            ]),
        }
    }

    fn care_plans(&mut self, outcome: Outcome, entered: Day, end: Day, way: Option<&Permanence>) -> Vec<CarePlan> {
        let mut list = Vec::new();
        let first = self.dice.pick(&["RETURN6M", "RETURNEV", "RETURN1M"]);
        let from = entered + self.dice.between(2, 10);
        let next = match outcome {
            Outcome::Return => None,
            Outcome::Guardianship => Some((entered + 160, "LTRELFR")),
            Outcome::Adoption => way.and_then(|way| way.decided).map(|day| (day, "ADOPTION")),
            Outcome::Grown => Some((entered + 200, self.dice.pick(&["LTFOST18", "LTFOST18", "RESPLMT", "SUPPLIV"]))),
        };
        let turn = next.map_or(end, |(day, _)| day.min(end));
        if from < end {
            list.push(CarePlan { id: self.numbers.record(), start: from, end: turn.max(from), option: first });
        }
        if let Some((day, option)) = next.filter(|&(day, _)| day < end) {
            list.push(CarePlan { id: self.numbers.record(), start: day.max(from), end, option });
        }
        list
    }

    /// Episodes, placements and legal statuses from the days on which something changed.
    fn build(&mut self, care: &mut Care, statuses: &[(Day, Code)], moves: &[Move]) {
        let end = care.ceased;
        for (n, &(start, code)) in statuses.iter().enumerate() {
            let until = statuses.get(n + 1).map_or(end, |next| next.0);
            care.statuses.push(Status { id: self.numbers.record(), code, start, end: until });
        }
        for (n, step) in moves.iter().enumerate() {
            let until = moves.get(n + 1).map_or(end, |next| next.day);
            let next = moves.get(n + 1);
            let placement = self.placement(step, until, next, care.placements.last());
            care.placements.push(placement);
        }
        let mut days: Vec<Day> = statuses.iter().map(|s| s.0).chain(moves.iter().map(|m| m.day)).collect();
        days.sort_unstable();
        days.dedup();
        for (n, &start) in days.iter().enumerate() {
            let moved = moves.iter().find(|m| m.day == start);
            let status = statuses.iter().any(|s| s.0 == start);
            let reason = match (moved, status) {
                _ if n == 0 => "S",
                (Some(m), true) if m.same_carer => "U",
                (Some(_), true) => "B",
                (Some(m), false) if m.same_carer => "T",
                (Some(_), false) => "P",
                (None, _) => "L",
            };
            let placement = care.placements.iter().rev().find(|p| p.start <= start).map_or(0, |p| p.id);
            let last = n + 1 == days.len();
            care.episodes.push(Episode {
                id: self.numbers.record(),
                start,
                reason,
                end: days.get(n + 1).copied().unwrap_or(end),
                ceased: if last { care.reason } else { "X1" },
                placement,
            });
        }
    }

    fn placement(&mut self, step: &Move, end: Day, next: Option<&Move>, before: Option<&Placement>) -> Placement {
        let id = self.numbers.record();
        let dice = &mut self.dice;
        let change = match next {
            Some(next) if next.same_carer => "PLACE",
            Some(_) => dice.weighted(&[
                ("CARPL", 55.0),
                ("CREQB", 16.0),
                ("CREQO", 9.0),
                ("CHILD", 6.0),
                ("LAREQ", 6.0),
                ("STAND", 2.0),
                ("ALLEG", 2.0),
                ("OTHER", 4.0),
            ]),
            None => "CARPL",
        };
        if let Some(before) = before.filter(|_| step.same_carer) {
            return Placement {
                id,
                start: step.day,
                end,
                kind: step.kind,
                provider: before.provider,
                urn: before.urn,
                distance: before.distance,
                postcode: before.postcode.clone(),
                inside: before.inside,
                elsewhere: before.elsewhere,
                change,
                same_carer: true,
            };
        }
        let provider = match step.kind {
            "P1" => "PR0",
            "U1" | "U2" | "U3" => "PR1",
            "K1" | "R5" => "PR3",
            "K2" | "H5" | "K3" | "R3" | "S1" => dice.weighted(&[("PR4", 80.0), ("PR1", 12.0), ("PR5", 8.0)]),
            "A5" | "A6" => dice.pick(&["PR1", "PR2", "PR5"]),
            _ => dice.weighted(&[("PR1", 45.0), ("PR4", 50.0), ("PR2", 3.0), ("PR5", 2.0)]),
        };
        let inside = dice.chance(if provider == "PR4" { 0.4 } else { 0.75 });
        Placement {
            id,
            start: step.day,
            end,
            kind: step.kind,
            provider,
            urn: if matches!(step.kind, "P1" | "U1" | "U2" | "U3") {
                0
            } else {
                1_200_000 + dice.between(0, 900) as u32
            },
            distance: if inside { dice.between(0, 80) } else { dice.between(40, 900) },
            postcode: postcode(dice, inside),
            inside,
            elsewhere: dice.below(1_000),
            change,
            same_carer: false,
        }
    }

    /// Short breaks of a disabled child: one long agreement (V4), or each stay by itself (V3).
    pub fn short_breaks(&mut self, child: usize, referral: u64, from: Day, to: Day, recorded: bool) {
        let mut start = from;
        let dice_kind = self.dice.pick(&["K2", "U6", "R1"]);
        loop {
            let end = if recorded { start + self.dice.between(1, 3) } else { to };
            if end > to || start > self.council.data_date {
                return;
            }
            let mut care = Care {
                id: self.numbers.record(),
                child,
                referral,
                entered: start,
                ceased: end,
                reason: "E8",
                need: "N2",
                episodes: Vec::new(),
                placements: Vec::new(),
                statuses: Vec::new(),
                plans: Vec::new(),
                permanence: None,
                iro: Vec::new(),
            };
            let code = if recorded { "V3" } else { "V4" };
            let step = Move { day: start, kind: dice_kind, same_carer: false };
            self.build(&mut care, &[(start, code)], &[step]);
            self.break_visits(&care);
            self.family.care.push(care);
            if !recorded {
                return;
            }
            start += self.dice.between(21, 45);
        }
    }

    fn break_visits(&mut self, care: &Care) {
        let last = care.ceased.min(self.council.data_date);
        let mut day = care.entered + self.dice.between(20, 90);
        while day <= last {
            let on = self.council.almanac.working(day);
            if on <= last {
                let visit = self.visit(care.child, Some(care.id), on, true);
                self.family.care_visits.push(visit);
            }
            day += self.dice.between(90, 190);
        }
    }
}

/// A kind of placement for a child of this age.
fn placement(dice: &mut Dice, age: i32) -> Code {
    match age {
        0..2 => dice.weighted(&[("U6", 62.0), ("U3", 24.0), ("U5", 4.0), ("R3", 8.0), ("U2", 2.0)]),
        2..10 => dice.weighted(&[("U6", 68.0), ("U3", 27.0), ("K2", 3.0), ("R1", 1.0), ("S1", 1.0)]),
        10..16 => dice.weighted(&[("U6", 58.0), ("U3", 14.0), ("K2", 24.0), ("S1", 2.0), ("K1", 1.0), ("Z1", 1.0)]),
        _ => dice.weighted(&[("U6", 38.0), ("U3", 8.0), ("K2", 16.0), ("H5", 26.0), ("P2", 11.0), ("R5", 1.0)]),
    }
}
