//! What is done for a child in care: visits, reviews, health, and what happens to the child meanwhile.

use crate::almanac::Day;
use crate::council::Duty;
use crate::life::Life;
use crate::records::{Care, Code, Health, Incident, Leaver, Missing, Review, Score, Stood};
use crate::workforce::{Kind, Role};

impl Life<'_> {
    /// Visits, reviews, health checks and the rest, up to the data date.
    pub fn follow_care(&mut self, care: &mut Care, grew_up: bool, age: i32) {
        let reviews = self.care_reviews(care);
        self.care_visits(care, reviews.first().copied());
        care.iro = reviews.iter().flat_map(|&day| [day, day + 70]).filter(|&day| day < care.ceased).collect();
        self.health(care);
        self.trouble_in_care(care);
        self.leaving(care, grew_up, age);
    }

    fn care_reviews(&mut self, care: &Care) -> Vec<Day> {
        let council = self.council;
        let mut held_on = Vec::new();
        let mut booked = care.entered;
        let mut due = council.almanac.working_after(care.entered, 20);
        while booked <= council.data_date {
            let on_time = self.dice.chance(council.on_time(Duty::CareReview, due));
            let held = if on_time {
                let early = self.dice.weighted(&[(0, 3.0), (1, 3.0), (4, 3.0), (9, 2.0)]);
                council.almanac.working_before(due - early)
            } else {
                council.almanac.working(due + self.dice.between(1, 25))
            };
            let participation = self.participation(care.child, held);
            let cancelled = self.dice.chance(0.012);
            let stood = Stood::since(booked);
            let (child, under) = (care.child, care.id);
            let held = if held < care.ceased { held } else { crate::almanac::NEVER };
            let review = |id, held, cancelled| Review {
                id,
                child,
                under,
                due: Some(due),
                held,
                continues: true,
                quorate: true,
                cancelled,
                participation,
                stood,
            };
            if cancelled && held < care.ceased {
                let id = self.numbers.record();
                let first = council.almanac.working_before(held - 3).max(booked);
                self.family.care_reviews.push(review(id, first, true));
            }
            let id = self.numbers.record();
            self.family.care_reviews.push(review(id, held, false));
            if held >= care.ceased {
                break;
            }
            due = council.almanac.add_months(held, if held_on.is_empty() { 3 } else { 6 });
            booked = held;
            held_on.push(held);
        }
        held_on
    }

    fn care_visits(&mut self, care: &Care, first_review: Option<Day>) {
        let council = self.council;
        let mut n = 0;
        while n < care.placements.len() {
            // A stay: a placement and those with the same carer that follow it.
            let mut last = n;
            while care.placements.get(last + 1).is_some_and(|next| next.same_carer) {
                last += 1;
            }
            let stay = &care.placements[n..=last];
            let start = stay[0].start;
            let end = care.placements[last].end.min(council.data_date);
            let mut day = start;
            let mut visited = false;
            loop {
                let here = stay.iter().rev().find(|p| p.start <= day).unwrap_or(&stay[0]);
                let status = care.statuses.iter().rev().find(|s| s.start <= day).map_or("", |s| s.code);
                let weekly = here.kind == "P1" && status == "C1";
                let reviewed = first_review.is_some_and(|review| review >= start && review <= day);
                let interval = match () {
                    () if !visited || (weekly && !reviewed) => 7,
                    () if weekly => 28,
                    () if matches!(here.kind, "U1" | "U4") && day - start > 366 => 84,
                    () => 42,
                };
                let on_time = self.dice.chance(council.on_time(Duty::CareVisit, day + interval));
                let gap = if on_time {
                    let (one, other) =
                        (self.dice.between(interval * 6 / 10, interval), self.dice.between(interval / 7, interval));
                    one.max(other)
                } else {
                    interval + self.dice.weighted(&[(2, 30.0), (5, 28.0), (9, 22.0), (16, 14.0), (interval, 6.0)])
                };
                let next = if on_time {
                    council.almanac.working_before(day + gap)
                } else {
                    council.almanac.working(day + gap)
                };
                day = next.max(day + 1);
                if day > end {
                    break;
                }
                let seen = self.dice.chance(0.992);
                visited |= seen;
                let visit = self.visit(care.child, Some(care.id), day, seen);
                self.family.care_visits.push(visit);
            }
            n = last + 1;
        }
    }

    fn health(&mut self, care: &Care) {
        let council = self.council;
        let child = care.child;
        let born = self.family.children[child].born;
        let end = care.ceased.min(council.data_date);
        let assess = care.entered + self.dice.between(10, 36);
        let dental = care.entered + self.dice.between(30, 200);
        for (kind, first) in [("Health Assessment", assess), ("Dental Check", dental)] {
            let mut day = council.almanac.working(first);
            while day <= end {
                let young = council.almanac.age(born, day) < 5 && kind == "Health Assessment";
                if kind == "Health Assessment" || council.almanac.age(born, day) >= 1 {
                    let status = self.dice.weighted(&[("Completed", 91.0), ("Refused", 5.0), ("Cancelled", 4.0)]);
                    let id = self.numbers.record();
                    self.family.health.push(Health { id, child, day, kind, status });
                }
                let usual = if young { 182 } else { 360 };
                let late = if self.dice.chance(0.12) { self.dice.between(20, 200) } else { self.dice.between(-25, 4) };
                day = council.almanac.working(day + usual + late);
            }
        }
        let mut day = council.almanac.working(care.entered + self.dice.between(60, 300));
        while day <= end {
            let age = council.almanac.age(born, day);
            if (4..17).contains(&age) {
                let score = self.dice.chance(0.86).then(|| (14.0 + 6.5 * self.dice.normal()).clamp(0.0, 40.0) as i32);
                let id = self.numbers.record();
                self.family.scores.push(Score { id, child, day, score });
            }
            day = council.almanac.working(day + self.dice.between(330, 400));
        }
    }

    fn trouble_in_care(&mut self, care: &Care) {
        let council = self.council;
        let child = care.child;
        let from = care.entered.max(council.almanac.birthday(self.family.children[child].born, 11));
        let end = care.ceased.min(council.data_date);
        let often = self.dice.chance(0.14);
        let mean = if often { 55.0 } else { 3_000.0 };
        let mut day = from;
        loop {
            day += self.dice.wait_days(mean);
            if day >= end {
                break;
            }
            let back =
                (day + self.dice.weighted(&[(0, 50.0), (1, 30.0), (2, 10.0), (5, 7.0), (14, 3.0)])).min(care.ceased);
            let offered = self.dice.chance(0.88);
            let accepted = offered && self.dice.chance(0.6);
            let kind: Code = if self.dice.chance(0.85) { "M" } else { "A" };
            let id = self.numbers.record();
            self.family.missing.push(Missing { id, child, start: day, end: back, kind, offered, accepted });
            day = back + 1;
        }
        if often && from + 200 < end {
            if self.dice.chance(0.25) {
                let day = from + self.dice.between(50, end - from - 1);
                let what = self.dice.pick(&["Theft", "Criminal damage", "Common assault", "Possession of drugs"]);
                let id = self.numbers.record();
                self.family.convictions.push(Incident { id, child, day, what, helped: false });
            }
            if self.dice.chance(0.3) {
                let day = from + self.dice.between(50, end - from - 1);
                let what = self.dice.pick(&["Cannabis", "Cannabis", "Alcohol", "Ketamine"]);
                let helped = self.dice.chance(0.6);
                let id = self.numbers.record();
                self.family.misuse.push(Incident { id, child, day, what, helped });
            }
        }
    }

    /// From 16, and thirteen weeks in care, a child is eligible for help on leaving it.
    fn leaving(&mut self, care: &Care, grew_up: bool, age: i32) {
        let council = self.council;
        let child = care.child;
        let born = self.family.children[child].born;
        let from = council.almanac.birthday(born, 16).max(care.entered + 91);
        if from >= care.ceased || from > council.data_date || (!grew_up && age < 13 && self.dice.chance(0.5)) {
            return;
        }
        let until = council.almanac.birthday(born, if self.dice.chance(0.3) { 25 } else { 21 });
        let locality = self.family.locality;
        let (team, adviser) =
            self.workforce.someone(&mut self.dice, Kind::Leaving, Role::Adviser, locality, from.min(council.data_date));
        let Some(adviser) = adviser else { return };
        let id = self.numbers.record();
        let dice = &mut self.dice;
        let accommodation = dice.weighted(&[
            ("U", 34.0),
            ("D", 22.0),
            ("Z", 12.0),
            ("B", 12.0),
            ("E", 6.0),
            ("T", 4.0),
            ("X", 3.0),
            ("S", 1.5),
            ("R", 2.5),
            ("C", 2.0),
            ("W", 0.5),
            ("V", 0.5),
        ]);
        let suitable = if matches!(accommodation, "X" | "S" | "W" | "V" | "R") { "2" } else { "1" };
        let activity = dice.weighted(&[
            ("F2", 20.0),
            ("F5", 24.0),
            ("G5", 26.0),
            ("G4", 9.0),
            ("G6", 6.0),
            ("F1", 6.0),
            ("P5", 5.0),
            ("F4", 3.0),
            ("P2", 1.0),
        ]);
        let in_touch = dice.weighted(&[("YES", 93.0), ("NO", 4.0), ("REFU", 1.5), ("RHOM", 0.7), ("NREQ", 0.8)]);
        let (contact_gap, plan_gap) = (dice.between(2, 80), dice.between(5, 215));
        self.family.leavers.push(Leaver {
            id,
            child,
            from,
            left: care.ceased,
            until,
            in_touch,
            accommodation,
            suitable,
            activity,
            contact_gap,
            plan_gap,
            adviser,
            team,
        });
    }
}
