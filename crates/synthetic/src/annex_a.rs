//! A family's records as rows of Annex A's lists: what a snapshot of six months, or twelve, shows.

use crate::almanac::{Almanac, Day};
use crate::council::Council;
use crate::error::Error;
use crate::records::{Care, Child, Family, Placement};
use crate::sheet::Cell;
use crate::ssd_care::status;
use crate::view::View;
use crate::workbook::Book;
use crate::workforce::Workforce;

/// What the lists are made from.
pub struct Lists<'a> {
    pub council: &'a Council,
    pub workforce: &'a Workforce,
    pub view: View,
    /// The first day of a reach of twelve months.
    pub year: Day,
    /// Names of authorities: the stand-in for the made-up one, then others of its region.
    authorities: &'a [&'static str],
}

type Cells<'c> = Vec<Cell<'c>>;

impl<'a> Lists<'a> {
    /// The lists of the workbook dated `day`.
    pub fn new(council: &'a Council, workforce: &'a Workforce, day: Day, authorities: &'a [&'static str]) -> Lists<'a> {
        let reach = council.almanac.add_months(day + 1, -6);
        let year = council.almanac.add_months(day + 1, -12);
        Lists { council, workforce, view: View { day, reach }, year, authorities }
    }

    /// All rows of `family`.
    pub fn family(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        self.front_door(family, book)?;
        self.enquiries(family, book)?;
        self.in_need(family, book)?;
        self.protected(family, book)?;
        self.in_care(family, book)?;
        self.leavers(family, book)?;
        self.adoption(family, book)
    }

    /// The authority in which a placement lies, if the made-up one has a stand-in.
    fn authority(&self, placement: &Placement) -> Option<&'static str> {
        let (own, others) = self.authorities.split_first()?;
        if placement.inside || others.is_empty() {
            return Some(own);
        }
        Some(others[placement.elsewhere % others.len()])
    }

    fn almanac(&self) -> &Almanac {
        &self.council.almanac
    }

    /// Child, gender, ethnicity, date of birth, age.
    fn child<'c>(&self, child: &'c Child) -> Cells<'c> {
        let mut cells = vec![Cell::Id(child.id)];
        cells.extend(self.details(child));
        cells
    }

    fn details<'c>(&self, child: &'c Child) -> Cells<'c> {
        let born = child.born <= self.view.day;
        let years = i64::from(self.almanac().age(child.born, self.view.day));
        let birthday = self.almanac().birthday(child.born, years as i32);
        let part = i64::from(self.view.day - birthday) * 10_000 / 366;
        vec![
            Cell::Text(if born { child.sex } else { "U" }),
            Cell::Text(child.ethnicity),
            if born { Cell::Date(child.born) } else { Cell::Null },
            if born { Cell::Decimal(years * 10_000 + part) } else { Cell::Null },
        ]
    }

    fn disabled(child: &Child) -> Cell<'static> {
        Cell::yes(!child.disabilities.is_empty())
    }

    /// The team and worker who hold the child's case on the data date, or held it last.
    fn holder(&self, family: &Family, child: usize) -> [Cell<'a>; 2] {
        let latest = family
            .involvements
            .iter()
            .filter(|i| i.child == child && i.role == "CW" && i.start <= self.view.day)
            .max_by_key(|i| (i.end.min(self.view.day + 1), i.start));
        match latest {
            Some(i) => {
                [Cell::Text(&self.workforce.teams[i.team].name), Cell::Text(&self.workforce.workers[i.worker].name)]
            }
            None => [Cell::Null, Cell::Null],
        }
    }

    fn front_door(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        for contact in &family.contacts {
            let day = view.said(contact);
            if !view.entered(day, contact.stood) {
                continue;
            }
            let child = &family.children[contact.child];
            let second = child.merged.filter(|&(_, merged)| contact.on_second_record && view.day < merged);
            let mut cells = vec![Cell::Id(second.map_or(child.id, |(id, _)| id))];
            cells.extend(self.details(child));
            cells.extend([Cell::Date(day), Cell::Text(contact.source)]);
            book.row(1, &cells)?;
        }
        for help in family.early_help.iter().filter(|help| view.event(help.start)) {
            let mut cells = self.child(&family.children[help.child]);
            let done = (help.start + 28).min(help.end);
            cells.extend([Cell::Date(help.start), view.date(done), Cell::Text(help.organisation)]);
            book.row(2, &cells)?;
        }
        for referral in family.referrals.iter().filter(|referral| view.event(referral.day)) {
            let mut cells = self.child(&family.children[referral.child]);
            let count = family
                .referrals
                .iter()
                .filter(|r| r.child == referral.child && (self.year..=view.day).contains(&r.day))
                .count();
            cells.extend([
                Cell::Date(referral.day),
                Cell::Text(referral.source),
                Cell::yes(referral.nfa),
                Cell::Integer(count as i64),
            ]);
            let [mut team, mut worker] = self.holder(family, referral.child);
            if team == Cell::Null {
                team = Cell::Text(&self.workforce.teams[referral.team].name);
                worker = referral.worker.map_or(Cell::Null, |w| Cell::Text(&self.workforce.workers[w].name));
            }
            cells.extend([team, worker]);
            book.row(3, &cells)?;
        }
        for assessment in &family.assessments {
            let open = assessment.start <= view.day && assessment.authorised > view.day;
            if !(view.event(assessment.start) || open || view.event(assessment.authorised)) {
                continue;
            }
            let child = &family.children[assessment.child];
            let done = view.come(assessment.authorised);
            let mut cells = self.child(child);
            cells.extend([
                Self::disabled(child),
                Cell::Date(assessment.start),
                Cell::yes(assessment.seen),
                view.date(assessment.authorised),
                if done { Cell::yes(assessment.outcome != "NFA_FLAG") } else { Cell::Null },
                Cell::Text(&self.workforce.teams[assessment.team].name),
                assessment.worker.map_or(Cell::Null, |w| Cell::Text(&self.workforce.workers[w].name)),
            ]);
            book.row(4, &cells)?;
        }
        Ok(())
    }

    fn enquiries(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        let in_year = |day: Day| (self.year..=view.day).contains(&day);
        for enquiry in &family.enquiries {
            let conference = family.conferences.iter().find(|c| c.enquiry == Some(enquiry.id));
            let held = conference.filter(|c| view.come(c.held));
            if !(view.event(enquiry.start) || held.is_some_and(|c| view.event(c.held))) {
                continue;
            }
            let child = &family.children[enquiry.child];
            let done = view.come(enquiry.end);
            let mut cells = self.child(child);
            let enquiries = family.enquiries.iter().filter(|e| e.child == enquiry.child && in_year(e.start)).count();
            let conferences = family.conferences.iter().filter(|c| c.child == enquiry.child && in_year(c.held)).count();
            cells.extend([
                Self::disabled(child),
                Cell::Date(enquiry.start),
                if done { Cell::yes(conference.is_none()) } else { Cell::Null },
                held.map_or(Cell::Null, |c| Cell::Date(c.held)),
                held.map_or(Cell::Null, |c| Cell::yes(c.plan.is_some())),
                Cell::Integer(enquiries as i64),
                Cell::Integer(conferences as i64),
            ]);
            cells.extend(self.holder(family, enquiry.child));
            book.row(5, &cells)?;
        }
        Ok(())
    }

    fn in_need(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        for referral in family.referrals.iter().filter(|r| view.span(r.day, r.closed)) {
            let child = &family.children[referral.child];
            let closed = view.come(referral.closed);
            let visits = family.protection_visits.iter().chain(&family.need_visits).chain(&family.care_visits);
            let seen = visits
                .filter(|v| v.child == referral.child && v.seen && v.day <= view.day && v.stood.on(view.day))
                .map(|v| v.day)
                .max();
            let mut cells = self.child(child);
            cells.extend([
                Self::disabled(child),
                Cell::Date(referral.day),
                Cell::Text(referral.need),
                Cell::some_by(seen, view.day),
                view.date(referral.closed),
                Cell::text(closed.then_some(referral.reason)),
                Cell::Text(if closed { "closed" } else { self.case_status(family, referral.child) }),
            ]);
            cells.extend(self.holder(family, referral.child));
            book.row(6, &cells)?;
        }
        Ok(())
    }

    fn case_status(&self, family: &Family, child: usize) -> &'static str {
        let open = |start: Day, end: Day| start <= self.view.day && end > self.view.day;
        let short = |care: &Care| care.statuses.iter().any(|s| matches!(s.code, "V3" | "V4"));
        if family.care.iter().any(|c| c.child == child && open(c.entered, c.ceased) && !short(c)) {
            "in-care"
        } else if family.protection_plans.iter().any(|p| p.child == child && open(p.start, p.end)) {
            "child-protection"
        } else if family.need_plans.iter().any(|p| p.child == child && open(p.start, p.end)) {
            "child-in-need"
        } else if family.assessments.iter().any(|a| a.child == child && open(a.start, a.authorised)) {
            "open-assessment"
        } else {
            "child-in-need"
        }
    }

    fn protected(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        for (place, child) in family.children.iter().enumerate() {
            let plans = || family.protection_plans.iter().filter(|p| p.child == place && p.stood.on(view.day));
            let latest = plans().filter(|p| p.ours && view.span(p.start, p.end)).max_by_key(|p| (p.start, p.id));
            let Some(plan) = latest else { continue };
            let visit = family
                .protection_visits
                .iter()
                .filter(|v| {
                    v.child == place && v.seen && view.come(v.day) && v.stood.on(view.day) && v.day >= plan.start
                })
                .max_by_key(|v| (v.day, v.id));
            let review = family
                .protection_reviews
                .iter()
                .filter(|r| r.under == plan.id && r.quorate && view.come(r.held))
                .map(|r| r.held)
                .max();
            let emergency = family.care.iter().any(|c| {
                c.child == place
                    && c.statuses.iter().any(|s| matches!(s.code, "L1" | "L2") && view.span(s.start, s.end))
            });
            let before = plans().filter(|p| p.ours && p.start < plan.start).count();
            let mut cells = self.child(child);
            cells.extend([
                Self::disabled(child),
                Cell::Date(plan.start),
                Cell::Text(plan.category),
                Cell::Text(if plan.latest.0 <= view.day { plan.latest.1 } else { plan.category }),
                visit.map_or(Cell::Null, |v| Cell::Date(v.day)),
                visit.map_or(Cell::Null, |v| Cell::yes(v.alone)),
                Cell::some_by(review, view.day),
                view.date(plan.end),
                Cell::yes(emergency),
                Cell::Integer(before as i64),
            ]);
            cells.extend(self.holder(family, place));
            book.row(7, &cells)?;
        }
        Ok(())
    }

    fn in_care(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        let in_year = |day: Day| (self.year..=view.day).contains(&day);
        for (place, child) in family.children.iter().enumerate() {
            let periods = || family.care.iter().filter(|c| c.child == place && c.entered <= view.day);
            let latest = periods().filter(|c| view.span(c.entered, c.ceased)).max_by_key(|c| (c.entered, c.id));
            let Some(care) = latest else { continue };
            let status = care.statuses.iter().rev().find(|s| s.start <= view.day);
            let placement = care.placements.iter().rev().find(|p| p.start <= view.day);
            let (Some(status), Some(placement)) = (status, placement) else { continue };
            let seen = family
                .care_visits
                .iter()
                .filter(|v| {
                    v.child == place && v.seen && view.come(v.day) && v.stood.on(view.day) && v.day >= care.entered
                })
                .map(|v| v.day)
                .max();
            let review = family
                .care_reviews
                .iter()
                .filter(|r| r.under == care.id && !r.cancelled && view.come(r.held))
                .map(|r| r.held)
                .max();
            let check = |kind: &str| {
                let checks =
                    family.health.iter().filter(|h| h.child == place && h.kind == kind && h.status == "Completed");
                checks.map(|h| h.day).filter(|&day| view.come(day)).max()
            };
            let away = |kind: &str| {
                family.missing.iter().filter(|m| m.child == place && m.kind == kind && in_year(m.start)).count()
            };
            let last = family.missing.iter().rfind(|m| m.child == place && in_year(m.start) && view.come(m.end));
            let again = periods().filter(|c| in_year(c.entered)).count() > 1;
            let moves = family
                .care
                .iter()
                .filter(|c| c.child == place)
                .flat_map(|c| &c.placements)
                .filter(|p| p.start <= view.day && p.end >= self.year)
                .count();
            let plan = care.plans.iter().rev().find(|p| p.start <= view.day).map(|p| match p.option {
                "ADOPTION" => "adoption",
                "LTRELFR" => "guardianship",
                "LTFOST18" => "fostering",
                "RESPLMT" => "residential",
                "SUPPLIV" => "supported-living",
                _ => "return",
            });
            let ended = view.come(care.ceased);
            let iro = care.iro.iter().copied().filter(|&day| view.come(day)).max();
            let urn = if placement.urn > 0 { Cell::Id(u64::from(placement.urn)) } else { Cell::Null };
            let mut cells = self.child(child);
            cells.extend([
                Cell::yes(child.asylum.is_some_and(in_year)),
                Self::disabled(child),
                Cell::Date(care.entered),
                Cell::Text(care.need),
                Cell::yes(again),
                Cell::Date(status.start),
                Cell::Text(status.code),
                Cell::some_by(review, view.day),
                Cell::some_by(seen, view.day),
                Cell::text(plan),
                Cell::some_by(iro, view.day),
                Cell::some_by(check("Health Assessment"), view.day),
                Cell::some_by(check("Dental Check"), view.day),
                Cell::Integer(moves as i64),
                view.date(care.ceased),
                Cell::text(ended.then_some(care.reason)),
                Cell::Date(placement.start),
                Cell::Text(placement.kind),
                Cell::Text(placement.provider),
                Cell::Text(&placement.postcode),
                urn,
                Cell::Text(if placement.inside { "In" } else { "Out" }),
                Cell::text(self.authority(placement)),
                Cell::Integer(away("M") as i64),
                Cell::Integer(away("A") as i64),
                last.map_or(Cell::Null, |m| Cell::yes(m.offered)),
                last.map_or(Cell::Null, |m| Cell::yes(m.accepted)),
            ]);
            cells.extend(self.holder(family, place));
            book.row(8, &cells)?;
        }
        Ok(())
    }

    fn leavers(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        for (place, leaver) in family.leavers.iter().enumerate() {
            let child = &family.children[leaver.child];
            let later = family.leavers[place + 1..].iter().any(|l| l.child == leaver.child && l.from <= view.day);
            let Some(status) = status(leaver, child, view.day).filter(|_| !later) else { continue };
            let after = |code: &'static str| Cell::text(view.come(leaver.left).then_some(code));
            let adviser = &self.workforce.workers[leaver.adviser];
            let mut cells = self.child(child);
            cells.extend([
                Cell::yes(child.asylum.is_some()),
                Self::disabled(child),
                Cell::Text(&self.workforce.teams[leaver.team].name),
                Cell::Text(&adviser.name),
                Cell::Text(&adviser.name),
                Cell::Text(status),
                Cell::Date(leaver.from.max(view.day - leaver.plan_gap)),
                Cell::Text(leaver.in_touch),
                Cell::Date(leaver.from.max(view.day - leaver.contact_gap)),
                after(leaver.accommodation),
                after(leaver.suitable),
                after(leaver.activity),
            ]);
            book.row(9, &cells)?;
        }
        Ok(())
    }

    fn adoption(&self, family: &Family, book: &mut Book) -> Result<(), Error> {
        let view = self.view;
        for care in family.care.iter().filter(|c| c.entered <= view.day && c.ceased >= self.year) {
            let Some(way) = &care.permanence else { continue };
            let Some(decided) = way.decided.filter(|&day| view.come(day)) else { continue };
            let child = &family.children[care.child];
            let by = |day: Option<Day>| Cell::some_by(day, view.day);
            let mut cells = vec![Cell::Id(child.id), Cell::Id(family.id)];
            cells.extend(self.details(child));
            cells.extend([
                Self::disabled(child),
                Cell::Date(care.entered),
                Cell::Date(decided),
                by(way.order),
                by(way.matched),
                by(way.placed),
                by(way.granted.filter(|_| way.kind == "Adoption")),
                by(way.reversed),
                Cell::text(way.reversed.filter(|&day| view.come(day)).map(|_| "RD3")),
                by(way.foster_first),
            ]);
            book.row(10, &cells)?;
        }
        Ok(())
    }
}

/// The names of the authority filed under `ons_code` and of the others of its region; none if it is not known.
pub fn authorities(ons_code: &str) -> Vec<&'static str> {
    let Some(own) = standard::authority::find(ons_code) else { return Vec::new() };
    let others = standard::authority::all().iter().filter(|a| a.region_code == own.region_code);
    let mut names: Vec<&str> = others.map(|a| a.name.as_str()).filter(|name| *name != own.name).collect();
    names.sort_unstable();
    names.dedup();
    names.insert(0, &own.name);
    names
}

/// List 11: people who want to adopt, the same in every workbook as far as their dates have come.
pub fn adopters(council: &Council, book: &mut Book) -> Result<(), Error> {
    let mut dice = crate::dice::Dice::new(council.seed, u64::MAX - 2);
    let (day, year) = (book.day(), council.almanac.add_months(book.day() + 1, -12));
    for number in 0..council.scaled(44.0, 2) as u64 {
        let enquiry = council.data_date - dice.between(20, 900);
        let steps: Vec<Day> = [10, 62, 66, 180, 190, 215, 330, 380]
            .into_iter()
            .map(|after| council.almanac.working(enquiry + after + dice.between(0, 3)))
            .collect();
        let order = council.almanac.working(steps[7] + dice.between(150, 300));
        let left = dice.chance(0.15).then(|| steps[2] + dice.between(5, 60));
        let ethnicity = crate::life::ethnicity(&mut dice);
        let female = number % 2 == 0;
        if enquiry > day || order.min(left.unwrap_or(order)) < year {
            continue;
        }
        let by = |step: Day| if left.is_some_and(|left| step > left) { Cell::Null } else { Cell::by(step, day) };
        let placed = by(steps[7]);
        book.row(
            11,
            &[
                Cell::Id(880_000 + number),
                Cell::Id(870_000 + number / 2),
                Cell::Text(if female { "F" } else { "M" }),
                Cell::Text(ethnicity),
                Cell::yes(number % 19 == 3),
                Cell::yes(number % 11 == 4),
                Cell::Date(enquiry),
                by(steps[0]),
                by(steps[1]),
                by(steps[2]),
                by(steps[3]),
                by(steps[4]),
                by(steps[5]),
                by(steps[6]),
                placed,
                if placed == Cell::Null { Cell::Null } else { Cell::Integer(1 + i64::from(number % 5 == 0)) },
                by(order),
                Cell::some_by(left, day),
                Cell::text(left.filter(|&left| left <= day).map(|_| "1")),
            ],
        )?;
    }
    Ok(())
}
