//! Section 47 enquiries, conferences, child protection plans, child in need plans: their visits and reviews.

use crate::almanac::{Day, NEVER};
use crate::council::Duty;
use crate::life::Life;
use crate::records::{Code, Conference, Enquiry, NeedPlan, ProtectionPlan, Review, Stood, Visit};

type By = (usize, Option<usize>);

impl Life<'_> {
    /// A section 47 enquiry for each child; returns its start and the enquiry ids, by place in `group`.
    pub fn enquire(&mut self, group: &[(usize, u64)], from: Day, conference: bool, by: By) -> (Day, Vec<Option<u64>>) {
        let start = self.council.almanac.working(from);
        let days = self.dice.between(2, 12);
        let end = self.council.almanac.working_after(start, days);
        let mut ids = Vec::new();
        for &(child, referral) in group {
            if start >= self.limit(child) || (!conference && self.dice.chance(0.25)) {
                ids.push(None);
                continue;
            }
            let id = self.numbers.record();
            let (team, worker) = by;
            let end = end.min(self.limit(child));
            self.family.enquiries.push(Enquiry { id, child, referral, start, end, conference, team, worker });
            ids.push(Some(id));
        }
        (start, ids)
    }

    /// An enquiry, a conference and mostly a plan. Returns the day on which the plan ended, or nothing if
    /// there was none.
    pub fn protect(&mut self, group: &[(usize, u64)], from: Day, transfer: bool, by: By) -> Option<Day> {
        let council = self.council;
        let (start, enquiries) = if transfer {
            (council.almanac.working(from), vec![None; group.len()])
        } else {
            self.enquire(group, from, true, by)
        };
        let target = council.almanac.working_after(start, 15);
        let days = if self.dice.chance(council.on_time(Duty::Conference, start + 18)) {
            let (one, other) = (self.dice.between(5, 15), self.dice.between(9, 15));
            one.max(other)
        } else {
            15 + self.dice.wait_days(6.0).min(25)
        };
        let held = council.almanac.working_after(start, days);
        let agreed = transfer || self.dice.chance(0.87);
        let category = self.dice.weighted(CATEGORIES);
        let reviews = self.review_days(held);
        let mut end = reviews.last().map_or(held + 90, |&(_, day)| day);
        if self.dice.chance(0.08) && reviews.len() > 1 {
            // The plan ends between two reviews: the family moved, or an order was made.
            end -= self.dice.between(20, 80);
        }
        let mut any = false;
        let mut plans = Vec::new();
        for (place, &(child, referral)) in group.iter().enumerate() {
            let limit = self.limit(child);
            if held + 5 >= limit || (!transfer && enquiries[place].is_none()) {
                continue;
            }
            let agreed = agreed && self.dice.chance(0.97);
            let conference = self.numbers.record();
            let plan = agreed.then(|| self.numbers.record());
            self.family.conferences.push(Conference {
                id: conference,
                child,
                referral,
                enquiry: enquiries[place],
                plan,
                transfer_in: transfer,
                target,
                held,
                team: by.0,
                worker: by.1,
            });
            let Some(id) = plan else { continue };
            any = true;
            let end = end.min(limit);
            let latest =
                if self.dice.chance(0.12) { (held + 100, self.dice.weighted(CATEGORIES)) } else { (held, category) };
            self.family.protection_plans.push(ProtectionPlan {
                id,
                child,
                referral: Some(referral),
                conference: Some(conference),
                start: held,
                end,
                category,
                latest,
                ours: true,
                stood: Stood::since(held),
            });
            self.family.children[child].plans += 1;
            plans.push((child, id, end));
        }
        self.protection_reviews(&plans, &reviews);
        self.protection_visits(&plans, held);
        any.then_some(end)
    }

    /// When the reviews of a plan from a conference on `conference` fall due and are held, the last of them
    /// ending the plan.
    fn review_days(&mut self, conference: Day) -> Vec<(Day, Day)> {
        let council = self.council;
        let count = self.dice.weighted(&[(1, 21.0), (2, 42.0), (3, 23.0), (4, 9.0), (5, 5.0)]);
        let mut days = Vec::new();
        let mut event = conference;
        for n in 0..count {
            let due = council.almanac.add_months(event, if n == 0 { 3 } else { 6 });
            let held = if self.dice.chance(council.on_time(Duty::ProtectionReview, due)) {
                council
                    .almanac
                    .working_before(due - self.dice.weighted(&[(0, 3.0), (2, 3.0), (6, 3.0), (12, 2.0), (25, 0.6)]))
            } else {
                council.almanac.working(due + self.dice.between(1, 24))
            };
            days.push((due, held));
            event = held;
        }
        days
    }

    fn protection_reviews(&mut self, plans: &[(usize, u64, Day)], reviews: &[(Day, Day)]) {
        for &(child, plan, end) in plans {
            let mut booked = self.family.protection_plans.iter().rev().find(|p| p.id == plan).map_or(end, |p| p.start);
            for (n, &(due, held)) in reviews.iter().enumerate() {
                if booked > self.council.data_date {
                    break;
                }
                let happens = held <= end;
                let held = if happens { held } else { NEVER };
                let under = plan;
                if happens && self.dice.chance(0.015) && held + 16 < end {
                    // Not quorate: held again within a fortnight.
                    self.review(child, under, Some(due), held, true, false, booked);
                    let again = self.council.almanac.working(held + self.dice.between(5, 12));
                    self.review(child, under, Some(due), again, true, true, held);
                } else {
                    self.review(child, under, Some(due), held, n + 1 < reviews.len() && held != end, true, booked);
                }
                if !happens {
                    break;
                }
                booked = held;
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a review, made in one place")]
    fn review(
        &mut self,
        child: usize,
        under: u64,
        due: Option<Day>,
        held: Day,
        continues: bool,
        quorate: bool,
        booked: Day,
    ) {
        let id = self.numbers.record();
        let participation = self.participation(child, held.min(self.council.data_date));
        let stood = Stood::since(booked);
        self.family.protection_reviews.push(Review {
            id,
            child,
            under,
            due,
            held,
            continues,
            quorate,
            cancelled: false,
            participation,
            stood,
        });
    }

    /// How a child took part in a review.
    pub fn participation(&mut self, child: usize, day: Day) -> Code {
        if self.council.almanac.age(self.family.children[child].born, day) < 4 {
            return "PN0";
        }
        self.dice.weighted(&[
            ("PN1", 35.0),
            ("PN2", 8.0),
            ("PN3", 3.0),
            ("PN4", 6.0),
            ("PN5", 14.0),
            ("PN6", 24.0),
            ("PN7", 10.0),
        ])
    }

    fn protection_visits(&mut self, plans: &[(usize, u64, Day)], start: Day) {
        let council = self.council;
        let Some(last) = plans.iter().map(|&(_, _, end)| end.min(council.data_date)).max() else { return };
        let mut day = start;
        loop {
            let gap = if self.dice.chance(council.on_time(Duty::ProtectionVisit, day)) {
                self.dice.weighted(&[(5, 6.0), (6, 8.0), (7, 12.0), (8, 20.0), (9, 26.0), (10, 28.0)])
            } else {
                self.dice.weighted(&[(11, 30.0), (12, 22.0), (13, 16.0), (15, 16.0), (18, 10.0), (24, 6.0)])
            };
            day = council.almanac.working_after(day, gap);
            if day > last {
                return;
            }
            for &(child, plan, end) in plans {
                if day > end || self.dice.chance(0.012) {
                    continue;
                }
                let seen = self.dice.chance(0.985);
                let under = if self.dice.chance(0.05) { None } else { Some(plan) };
                let visit = self.visit(child, under, day, seen);
                if self.dice.chance(0.08) {
                    // Case notes of this kind are taken as child in need visits too.
                    let copy = Visit { id: self.numbers.record(), under: None, ..visit };
                    self.family.need_visits.push(copy);
                }
                self.family.protection_visits.push(visit);
            }
        }
    }

    /// A visit, written up on the day or some days later; now and then entered in error and deleted.
    pub fn visit(&mut self, child: usize, under: Option<u64>, day: Day, seen: bool) -> Visit {
        let late = self.dice.weighted(&[(0, 62.0), (1, 18.0), (2, 8.0), (4, 6.0), (7, 4.0), (12, 2.0)]);
        let mut stood = Stood::since(day + late);
        if day > self.council.data_date - 70 && self.dice.chance(0.002) {
            stood.erased = stood.recorded + self.dice.between(10, 45);
        }
        let alone = seen && self.dice.chance(0.8);
        let bedroom = seen && self.dice.chance(0.55);
        Visit { id: self.numbers.record(), child, under, day, seen, alone, bedroom, stood }
    }

    /// A child in need plan for each child, with visits and reviews.
    pub fn need_plan(&mut self, group: &[(usize, u64)], start: Day, end: Day, by: By) {
        let council = self.council;
        if start > council.data_date {
            return;
        }
        let mut plans = Vec::new();
        for &(child, referral) in group {
            let limit = self.limit(child);
            if start >= limit {
                continue;
            }
            let id = self.numbers.record();
            let end = end.min(limit);
            self.family.need_plans.push(NeedPlan { id, child, referral, start, end, team: by.0, worker: by.1 });
            plans.push((child, id, end));
        }
        let Some(last) = plans.iter().map(|&(_, _, end)| end.min(council.data_date)).max() else { return };
        let mut day = start;
        loop {
            let gap = if self.dice.chance(council.on_time(Duty::NeedVisit, day)) {
                self.dice.between(10, 20)
            } else {
                self.dice.between(21, 34)
            };
            day = council.almanac.working_after(day, gap);
            if day > last {
                break;
            }
            for &(child, _, end) in &plans {
                if day <= end && !self.dice.chance(0.03) {
                    let seen = self.dice.chance(0.97);
                    let visit = self.visit(child, None, day, seen);
                    self.family.need_visits.push(visit);
                }
            }
        }
        let mut booked = start;
        let mut due = start + 42;
        while booked <= last {
            let held = if self.dice.chance(council.on_time(Duty::NeedReview, due)) {
                council.almanac.working_before(due - self.dice.weighted(&[(0, 4.0), (1, 3.0), (4, 3.0), (9, 1.0)]))
            } else {
                council.almanac.working(due + self.dice.between(1, 21))
            };
            for &(child, under, end) in &plans {
                if booked >= end {
                    continue;
                }
                let id = self.numbers.record();
                // One in a few hundred was never given a due date.
                let due = if self.dice.chance(0.003) { None } else { Some(due) };
                let held = if held <= end { held } else { NEVER };
                if due.is_none() && held == NEVER {
                    continue;
                }
                self.family.need_reviews.push(Review {
                    id,
                    child,
                    under,
                    due,
                    held,
                    continues: held < end,
                    quorate: true,
                    cancelled: false,
                    participation: "PN7",
                    stood: Stood::since(booked),
                });
            }
            booked = held;
            due = council.almanac.add_months(held, 3);
        }
    }
}

/// Categories of abuse at plan start, with how often.
const CATEGORIES: &[(Code, f64)] =
    &[("Neglect", 48.0), ("Emotional abuse", 37.0), ("Physical abuse", 8.0), ("Sexual abuse", 5.0), ("Multiple", 2.0)];
