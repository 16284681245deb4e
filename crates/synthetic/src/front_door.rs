//! From a referral to its close: assessment, and the help that follows it.

use crate::almanac::{Day, NEVER};
use crate::council::Duty;
use crate::life::{Group, Life, Trouble};
use crate::records::{Assessment, Code, Need, Referral};
use crate::workforce::{Kind, Role};

/// What a referral leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    NoAction,
    Closed,
    EarlyHelp,
    Need,
    Protection,
    Care,
}

impl Life<'_> {
    /// Children without open work are referred.
    pub fn refer(&mut self, day: Day, children: &[usize], source: Code) {
        let much = if self.trouble == Trouble::Much { 1.35 } else { 0.9 };
        // Since the pilot began more families get early help and fewer a plan.
        let moved = 6.6 * self.council.piloted(day);
        // A child who was on a plan before has support that holds a little better than the first time.
        let again = children.iter().any(|&child| self.family.children[child].plans > 0);
        let much_protected = if again { AGAIN * much } else { much };
        let path = self.dice.weighted(&[
            (Path::NoAction, 5.0),
            (Path::Closed, 41.0),
            (Path::EarlyHelp, 15.0 + moved),
            (Path::Need, 27.0 - moved),
            (Path::Protection, 6.3 * much_protected),
            (Path::Care, 2.38 * much),
        ]);
        let need = self.council.need(&mut self.dice);
        let chosen: Vec<usize> = if path == Path::Care {
            children.iter().copied().filter(|_| self.dice.chance(0.8)).collect()
        } else {
            children.to_vec()
        };
        if chosen.is_empty() {
            return;
        }
        for &child in &chosen {
            self.contact(child, day, source, "NEW_REFERRAL_FLAG");
        }
        let group = self.open(day, &chosen, source, need, path);
        self.follow(day, group, need, path);
    }

    /// Referral rows for each child. Early help that is open steps up.
    pub fn open(&mut self, day: Day, children: &[usize], source: Code, need: Need, path: Path) -> Group {
        let locality = self.family.locality;
        let (team, worker) = self.workforce.someone(&mut self.dice, Kind::FrontDoor, Role::SocialWorker, locality, day);
        let outcome = match path {
            Path::NoAction => "NFA_FLAG",
            Path::Protection if self.dice.chance(0.6) => "STRATEGY_DISCUSSION_FLAG",
            Path::Care if self.dice.chance(0.5) => "CLA_REQUEST_FLAG",
            _ => "SINGLE_ASSESSMENT_FLAG",
        };
        let mut group = Group::new();
        for &child in children {
            self.know(child, day);
            for help in self.family.early_help.iter_mut().filter(|e| e.child == child && e.end > day && e.start <= day)
            {
                help.end = day;
                help.end_reason = "Step-up to children's social care";
            }
            let id = self.numbers.record();
            self.family.referrals.push(Referral {
                id,
                child,
                day,
                need,
                source,
                nfa: path == Path::NoAction,
                outcome,
                closed: NEVER,
                reason: "RC7",
                team,
                worker,
            });
            self.family.children[child].busy_until = NEVER;
            group.push((child, id));
        }
        group
    }

    /// Ends the referral of each child, at the latest when work with it must end.
    pub fn close(&mut self, group: &[(usize, u64)], day: Day, reason: Code) {
        for &(child, id) in group {
            let gone = self.here.1 <= day;
            let closed = day.min(self.limit(child));
            self.family.children[child].busy_until = closed;
            if let Some(referral) = self.family.referrals.iter_mut().rev().find(|r| r.id == id) {
                referral.closed = closed.max(referral.day);
                referral.reason = if gone { "RC5" } else { reason };
            }
        }
    }

    /// What follows a referral.
    pub fn follow(&mut self, day: Day, group: Group, need: Need, path: Path) {
        if path == Path::NoAction {
            let closed = day + self.dice.between(0, 3);
            self.close(&group, closed, "RC7");
            return;
        }
        let start = self.council.almanac.working(day + self.dice.between(0, 1));
        let days = self.assessment_days(start, 1.0);
        let authorised = self.council.almanac.working_after(start, days);
        let entry = day + self.dice.between(0, 40);
        let first = match path {
            Path::Closed | Path::EarlyHelp => authorised + self.dice.between(0, 4),
            Path::Care => entry + self.dice.between(5, 15),
            _ => authorised + self.dice.between(1, 6),
        };
        let (team, worker) = self.hold(&group, Kind::Assessment, Role::SocialWorker, day, first);
        let outcome = match path {
            Path::Closed => "NFA_FLAG",
            Path::EarlyHelp => "REFERRAL_TO_OTHER_AGENCY_FLAG",
            Path::Protection => "STRATEGY_DISCUSSION_FLAG",
            Path::Care => "CLA_REQUEST_FLAG",
            _ => "PROV_OF_SERVICES_FLAG",
        };
        self.assess(&group, start, authorised, outcome, (team, worker));
        match path {
            Path::NoAction => {}
            Path::Closed | Path::EarlyHelp => {
                if self.dice.chance(0.17) {
                    let from = day + self.dice.between(0, 3);
                    self.enquire(&group, from, false, (team, worker));
                }
                let reason = if path == Path::Closed { "RC8" } else { "RC9" };
                self.close(&group, first, reason);
                if path == Path::EarlyHelp {
                    let children: Vec<usize> = group.iter().map(|&(child, _)| child).collect();
                    let begin = first + self.dice.between(0, 14);
                    self.early_help(begin, &children, "Step-down");
                }
            }
            Path::Need => {
                if self.dice.chance(0.25) {
                    let from = day + self.dice.between(0, 20);
                    self.enquire(&group, from, false, (team, worker));
                }
                self.support(group, first, Path::Need, need);
            }
            Path::Protection => {
                // The enquiry comes with the referral, or out of the assessment.
                let latest = (authorised - day - 20).max(1);
                let from = if self.dice.chance(0.6) { day } else { day + self.dice.between(1, latest) };
                let held = self.protect(&group, from, false, (team, worker));
                self.after_protection(group, first, held, need);
            }
            Path::Care => self.take_into_care(group, entry, first, need),
        }
    }

    fn after_protection(&mut self, group: Group, from: Day, ended: Option<Day>, need: Need) {
        match ended {
            None => self.support(group, from, Path::Need, need),
            Some(end) => {
                self.hold(&group, Kind::Locality, Role::SocialWorker, from, end);
                self.reassess(&group, from, end, 0.5);
                let next = self.dice.weighted(&[(Path::Need, 60.0), (Path::Closed, 26.0), (Path::Care, 14.0)]);
                self.next(group, end, next, need);
            }
        }
    }

    /// Help after an assessment: a child in need plan, and what comes after it.
    pub fn support(&mut self, group: Group, from: Day, path: Path, need: Need) {
        if path != Path::Need || from > self.council.data_date + 400 {
            self.close(&group, from, "RC7");
            return;
        }
        let piloted = self.council.piloted(from);
        let mean = 160.0 - 65.0 * piloted;
        let end = from + self.dice.wait_days(mean).clamp(28, 1_100);
        let practitioner = from >= self.council.pilot && self.dice.chance(0.55);
        let role = if practitioner { Role::Practitioner } else { Role::SocialWorker };
        let (team, worker) = self.hold(&group, Kind::Locality, role, from, end);
        self.need_plan(&group, from, end, (team, worker));
        self.reassess(&group, from, end, 0.65);
        let next = self.dice.weighted(&[
            (Path::Closed, 72.0),
            (Path::EarlyHelp, 14.0),
            (Path::Protection, 7.0),
            (Path::Care, 2.5),
        ]);
        self.next(group, end, next, need);
    }

    fn next(&mut self, group: Group, day: Day, path: Path, need: Need) {
        let over = day > self.council.data_date || group.iter().all(|&(child, _)| day + 15 >= self.limit(child));
        if over {
            self.close(&group, day, "RC7");
            return;
        }
        match path {
            Path::Need => self.support(group, day, Path::Need, need),
            Path::Protection => {
                let locality = self.family.locality;
                let by = self.workforce.someone(&mut self.dice, Kind::Locality, Role::SocialWorker, locality, day - 20);
                let held = self.protect(&group, day - 20, false, by);
                let mut from = day;
                if held.is_none() {
                    from = day + 30;
                    self.hold(&group, Kind::Locality, Role::SocialWorker, day, from);
                    self.close(&group, from, "RC7");
                    return;
                }
                self.after_protection(group, from, held, need);
            }
            Path::Care => self.take_into_care(group, day, day, need),
            Path::EarlyHelp => {
                let children: Vec<usize> = group.iter().map(|&(child, _)| child).collect();
                self.close(&group, day, "RC7");
                let begin = day + self.dice.between(0, 14);
                self.early_help(begin, &children, "Step-down");
            }
            _ => {
                let closed = day + self.dice.between(0, 9);
                self.hold(&group, Kind::Locality, Role::SocialWorker, day, closed);
                self.close(&group, closed, "RC7");
            }
        }
    }

    /// While help goes on, circumstances change: with probability `share` the children are assessed again
    /// under the same referral, if there is time for it between `from` and `end`.
    fn reassess(&mut self, group: &[(usize, u64)], from: Day, end: Day, share: f64) {
        let span = end - from;
        if span < SHORTEST_TO_REASSESS || !self.dice.chance(share) {
            return;
        }
        let day = from + self.dice.between(span / 4, span * 3 / 5);
        self.assess_again(group, day, end);
    }

    /// An assessment that begins about `day` and ends by `end`, by the case's social worker then; none while
    /// an earlier one goes on.
    pub fn assess_again(&mut self, group: &[(usize, u64)], day: Day, end: Day) {
        let start = self.council.almanac.working(day);
        let open = self.family.assessments.iter().any(|a| {
            a.authorised >= start && group.iter().any(|&(child, referral)| a.child == child && a.referral == referral)
        });
        if open || start >= end || start > self.council.data_date {
            return;
        }
        let days = self.assessment_days(start, AGAIN_ON_TIME);
        let authorised = self.council.almanac.working_after(start, days).min(end);
        let by = self.assessor(group, start);
        self.assess(group, start, authorised, "PROV_OF_SERVICES_FLAG", by);
    }

    /// The team and social worker who hold the case of `group` on `day`; another of theirs where a practitioner
    /// holds it, who may not assess.
    fn assessor(&mut self, group: &[(usize, u64)], day: Day) -> (usize, Option<usize>) {
        let held = self.family.involvements.iter().rev().find(|i| {
            i.role == "CW" && i.start <= day && i.end > day && group.iter().any(|&(child, _)| i.child == child)
        });
        let held = held.map(|i| (i.team, i.worker));
        let social = |worker| self.workforce.latest_post(worker, day).is_some_and(|p| p.role == Role::SocialWorker);
        match held {
            Some((team, worker)) if social(worker) => (team, Some(worker)),
            _ => {
                let locality = self.family.locality;
                self.workforce.someone(&mut self.dice, Kind::Locality, Role::SocialWorker, locality, day)
            }
        }
    }

    /// Working days that an assessment takes; `ease` below 1 makes fewer of them timely.
    fn assessment_days(&mut self, start: Day, ease: f64) -> i32 {
        if self.dice.chance(ease * self.council.on_time(Duty::Assessment, start + 60)) {
            // Most take nearly the whole time that they may.
            let (one, other) = (self.dice.between(4, 45), self.dice.between(10, 45));
            // The pilot freed time: since then fewer wait for the last days.
            if self.dice.chance(0.6 * self.council.piloted(start)) { one } else { one.max(other) }
        } else {
            46 + self.dice.wait_days(14.0).min(70)
        }
    }

    /// Assessment rows for each child.
    pub fn assess(
        &mut self,
        group: &[(usize, u64)],
        start: Day,
        authorised: Day,
        outcome: Code,
        by: (usize, Option<usize>),
    ) {
        let count = self.dice.between(1, 4);
        let mut factors: Vec<Code> = (0..count).map(|_| self.dice.weighted(FACTORS)).collect();
        factors.sort_unstable();
        factors.dedup();
        for &(child, referral) in group {
            if authorised >= self.limit(child) && start >= self.limit(child) {
                continue;
            }
            let id = self.numbers.record();
            let seen = self.family.children[child].born < start && self.dice.chance(0.975);
            self.family.assessments.push(Assessment {
                id,
                child,
                referral,
                start,
                authorised: authorised.min(self.limit(child)),
                seen,
                outcome,
                factors: factors.clone(),
                team: by.0,
                worker: by.1,
            });
        }
    }
}

/// How likely a family with an earlier plan is to come to another, against one without.
const AGAIN: f64 = 0.92;
/// Help that lasts fewer days ends before anyone assesses again.
const SHORTEST_TO_REASSESS: i32 = 100;
/// How timely later assessments are against first ones: they compete with visits and reviews.
const AGAIN_ON_TIME: f64 = 0.88;

/// Factors found at assessment, with how often.
const FACTORS: &[(Code, f64)] = &[
    ("3B", 26.0),
    ("4B", 22.0),
    ("19B", 10.0),
    ("18B", 9.0),
    ("1B", 9.0),
    ("2B", 10.0),
    ("17A", 9.0),
    ("4A", 8.0),
    ("3A", 6.0),
    ("16A", 6.0),
    ("6A", 4.0),
    ("5A", 4.0),
    ("5B", 3.0),
    ("20", 3.0),
    ("19C", 3.0),
    ("18C", 3.0),
    ("10A", 2.0),
    ("11A", 2.0),
    ("15A", 2.0),
    ("13A", 1.0),
    ("12A", 1.0),
    ("7A", 1.0),
    ("8B", 0.8),
    ("9A", 1.0),
    ("14A", 1.0),
    ("2A", 3.0),
    ("1A", 1.5),
    ("22A", 0.3),
    ("23A", 0.5),
    ("24A", 0.3),
    ("21", 2.0),
];
