//! Makes the teams and everyone who worked in them: turnover, vacancies, agency cover that grew before the
//! pilot and shrank after it, absences, and the restructure that merged the locality teams.

use crate::almanac::{Day, NEVER};
use crate::council::Council;
use crate::dice::Dice;
use crate::names::{BOYS, GIRLS, SURNAMES};
use crate::records::Code;
use crate::workforce::{Absence, Kind, Post, Role, Team, Vacancy, Worker, Workforce};

/// Agency social workers at their most, at scale 1.
const AGENCY_MOST: f64 = 18.0;
/// Agency social workers before they grew, at scale 1.
const AGENCY_BEFORE: f64 = 10.0;

struct Maker<'a> {
    council: &'a Council,
    dice: Dice,
    workforce: Workforce,
    /// Posts made so far, for their numbers.
    numbered: usize,
}

/// The workforce of `council`.
pub fn workforce(council: &Council) -> Workforce {
    let mut maker =
        Maker { council, dice: Dice::new(council.seed, u64::MAX - 1), workforce: Workforce::default(), numbered: 0 };
    maker.teams();
    maker.social_workers();
    maker.others();
    maker.absences();
    maker.workforce.ready(council);
    maker.workforce
}

impl Maker<'_> {
    fn team(&mut self, name: String, kind: Kind, from: Day) -> usize {
        let id = format!("T{:02}", self.workforce.teams.len() + 1);
        self.workforce.teams.push(Team { id, name, kind, from, to: NEVER, successor: None });
        self.workforce.teams.len() - 1
    }

    fn teams(&mut self) {
        let begins = self.council.begins;
        let scaled = |count: f64| self.council.scaled(count, 1);
        let counts = [
            (Kind::FrontDoor, "Front Door", scaled(1.0)),
            (Kind::Assessment, "Assessment", scaled(4.0)),
            (Kind::Locality, "Locality", scaled(6.0)),
            (Kind::Care, "Children in Care", scaled(4.0)),
            (Kind::Disability, "Disabled Children", scaled(1.0)),
            (Kind::Leaving, "Leaving Care", scaled(1.0)),
            (Kind::EarlyHelp, "Early Help", scaled(3.0)),
            (Kind::Reviewing, "Reviewing Service", scaled(1.0)),
        ];
        let after = scaled(4.0);
        for (kind, name, count) in counts {
            for n in 1..=count {
                self.team(if count == 1 { name.to_owned() } else { format!("{name} {n}") }, kind, begins);
            }
        }
        self.workforce.localities = counts[2].2;
        let restructure = self.council.restructure;
        let old: Vec<usize> =
            (0..self.workforce.teams.len()).filter(|&t| self.workforce.teams[t].kind == Kind::Locality).collect();
        let new: Vec<usize> = (1..=after)
            .map(|n| self.team(format!("Safeguarding and Family Support {n}"), Kind::Locality, restructure))
            .collect();
        for (n, team) in old.iter().enumerate() {
            self.workforce.teams[*team].to = restructure;
            self.workforce.teams[*team].successor = Some(new[n * after / old.len()]);
        }
    }

    fn worker(&mut self, role: Role) -> usize {
        let female = self.dice.chance(0.84);
        let forename = self.dice.pick(if female { GIRLS } else { BOYS });
        let surname = self.dice.pick(SURNAMES);
        let number = self.workforce.workers.len() + 1;
        self.workforce.workers.push(Worker {
            id: format!("W{number:04}"),
            name: format!("{forename} {surname}"),
            female,
            registration: role.registered().then(|| format!("SW{}", 100_000 + number * 7)),
            away: Vec::new(),
        });
        number - 1
    }

    fn fte(&mut self) -> i64 {
        self.dice.weighted(&[(100, 78.0), (80, 12.0), (60, 8.0), (50, 2.0)])
    }

    /// Adds a worker's time in `team`, split where the restructure moves the team's work to another.
    fn post(&mut self, post: Post) {
        let (to, successor) = {
            let team = &self.workforce.teams[post.team];
            (team.to, team.successor)
        };
        match successor {
            Some(next) if post.start >= to => self.post(Post { team: next, ..post }),
            Some(next) if post.end > to => {
                self.workforce.posts.push(Post { end: to, reason: "internal move", ..post.clone() });
                self.post(Post { team: next, start: to, ..post });
            }
            _ => self.workforce.posts.push(post),
        }
    }

    /// Permanent holders of one social work post from `from` to `to`, with vacancies between.
    fn holders(&mut self, team: usize, number: usize, from: Day, to: Day) {
        let mut day = from;
        while day < to && day < self.council.data_date {
            let worker = self.worker(Role::SocialWorker);
            let mean = match day - self.council.pilot {
                ..-900 => 2_000.0,
                -900..-100 => 1_750.0,
                _ => 2_400.0,
            };
            let mut end = day + self.dice.wait_days(mean).max(120);
            if end > self.council.pilot && self.dice.chance(0.45) {
                // Since the pilot began fewer leave.
                end += self.dice.wait_days(2_500.0);
            }
            let last = end >= to;
            let reason = if !last {
                self.dice.pick(&["resignation", "resignation", "resignation", "retirement", "end of contract"])
            } else if to == NEVER {
                ""
            } else {
                "resignation"
            };
            let grade = self.dice.weighted(&[
                ("newly qualified social worker", 15.0),
                ("social worker", 48.0),
                ("experienced social worker", 23.0),
                ("senior practitioner", 14.0),
            ]);
            let fte = self.fte();
            let employment = if self.dice.chance(0.06) { "fixed_term" } else { "permanent" };
            let post = Post {
                worker,
                role: Role::SocialWorker,
                grade,
                employment,
                team,
                fte,
                start: day,
                end: end.min(to),
                reason,
                rate: None,
            };
            self.grow(post);
            if last {
                return;
            }
            // A council where people stay finds others sooner.
            let longest = if end < self.council.pilot { 150 } else { 90 };
            let filled = end + self.dice.between(30, longest);
            self.vacancy(team, number, Role::SocialWorker, 100, end, filled.min(to), false);
            day = filled;
        }
    }

    /// Adds a post whose newly qualified holder moves up a grade after a year, by an internal move.
    fn grow(&mut self, post: Post) {
        let up = post.start + 400;
        if post.grade.starts_with("newly") && post.end > up {
            self.post(Post { end: up, reason: "internal move", ..post.clone() });
            self.post(Post { start: up, grade: "social worker", ..post });
        } else {
            self.post(post);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a vacancy, made in one place")]
    fn vacancy(&mut self, team: usize, number: usize, role: Role, fte: i64, from: Day, to: Day, agency: bool) {
        let team = if from >= self.workforce.teams[team].to {
            self.workforce.teams[team].successor.unwrap_or(team)
        } else {
            team
        };
        let post = format!("P{number:04}");
        self.workforce.vacancies.push(Vacancy { post, role, team, fte, from, to, agency });
    }

    fn social_workers(&mut self) {
        let council = self.council;
        let per_team =
            [(Kind::FrontDoor, 4), (Kind::Assessment, 9), (Kind::Locality, 7), (Kind::Care, 9), (Kind::Disability, 7)];
        let mut places = Vec::new();
        for team in 0..self.workforce.teams.len() {
            if self.workforce.teams[team].from > council.begins {
                continue;
            }
            let kind = self.workforce.teams[team].kind;
            let size = per_team.iter().find(|(k, _)| *k == kind).map_or(0, |(_, size)| *size);
            places.extend((0..size).map(|n| (n, team)));
        }
        // Agency cover is spread over the safeguarding teams: their third posts first, then their fourth.
        let most = council.scaled(AGENCY_MOST, 1);
        let before = council.scaled(AGENCY_BEFORE, 1);
        let covered: Vec<usize> = (2..6)
            .flat_map(|n| {
                let places = &places;
                let teams = &self.workforce.teams;
                (0..places.len()).filter(move |&p| {
                    places[p].0 == n && matches!(teams[places[p].1].kind, Kind::Assessment | Kind::Locality)
                })
            })
            .take(most)
            .collect();
        for (place, &(_, team)) in places.iter().enumerate() {
            self.numbered += 1;
            let number = self.numbered;
            match covered.iter().position(|&c| c == place) {
                None => self.holders(team, number, council.begins, NEVER),
                Some(slot) => self.covered(team, number, slot, most, before),
            }
        }
    }

    /// A post that agency workers covered for a time.
    fn covered(&mut self, team: usize, number: usize, slot: usize, most: usize, before: usize) {
        let council = self.council;
        let from = if slot < before {
            council.contacts_begin + 30 + 11 * (slot % 10) as i32
        } else {
            let step = 540.0 * (slot - before) as f64 / (most - before).max(1) as f64;
            council.pilot - 600 + step as i32
        };
        // One of the eighteen and half of another are still there at the data date.
        let stay = most.div_ceil(18);
        let to = if slot < 2 * stay {
            NEVER
        } else {
            let span = f64::from(council.data_date - 50 - (council.pilot + 60));
            council.pilot + 60 + (span * (slot - 2 * stay) as f64 / (most - 2 * stay).max(1) as f64) as i32
        };
        let fte = if (stay..2 * stay).contains(&slot) { 50 } else { 100 };
        self.holders(team, number, council.begins, from - 20);
        self.vacancy(team, number, Role::SocialWorker, fte, from - 20, to, true);
        let mut day = from;
        while day < to && day < council.data_date {
            let worker = self.worker(Role::SocialWorker);
            let end = (day + self.dice.between(120, 420)).min(to);
            let rate = Some(i64::from(self.dice.between(210, 290)));
            let reason = "end of assignment";
            self.post(Post {
                worker,
                role: Role::SocialWorker,
                grade: "social worker",
                employment: "agency",
                team,
                fte,
                start: day,
                end,
                reason,
                rate,
            });
            day = end;
        }
        if to != NEVER {
            self.holders(team, number, to, NEVER);
        }
    }

    /// Managers, practitioners, advisers, early help workers and reviewing officers.
    fn others(&mut self) {
        let council = self.council;
        let staff = |kind: Kind| match kind {
            Kind::Leaving => (Role::Adviser, 12),
            Kind::EarlyHelp => (Role::EarlyHelp, 22),
            Kind::Reviewing => (Role::Reviewing, 9),
            _ => (Role::Manager, 0),
        };
        for team in 0..self.workforce.teams.len() {
            let from = self.workforce.teams[team].from;
            let (role, count) = staff(self.workforce.teams[team].kind);
            if from > council.begins {
                // A merged team takes over the managers of those before it.
                continue;
            }
            self.long_servers(team, Role::Manager, from, 1);
            self.long_servers(team, role, from, count);
        }
        let new: Vec<usize> =
            (0..self.workforce.teams.len()).filter(|&t| self.workforce.teams[t].from > council.begins).collect();
        let practitioners = council.scaled(7.0, 1);
        for n in 0..practitioners {
            let team = new[n % new.len()];
            let start = council.pilot + 12 * (n % 7) as i32;
            self.long_servers(team, Role::Practitioner, start, 1);
        }
        // Three social workers became senior practitioners when the pilot began.
        let up: Vec<usize> = (0..self.workforce.posts.len())
            .filter(|&p| {
                let post = &self.workforce.posts[p];
                post.grade == "experienced social worker" && post.start < council.pilot && post.end > council.pilot + 30
            })
            .take(council.scaled(3.0, 1))
            .collect();
        for index in up {
            let post = self.workforce.posts[index].clone();
            self.workforce.posts[index].end = council.pilot;
            self.workforce.posts[index].reason = "internal move";
            self.workforce.posts.push(Post { start: council.pilot, grade: "senior practitioner", ..post });
        }
    }

    fn long_servers(&mut self, team: usize, role: Role, from: Day, count: usize) {
        let council = self.council;
        for _ in 0..count {
            let mut day = from;
            while day < council.data_date {
                let worker = self.worker(role);
                let end = day + self.dice.wait_days(2_600.0).max(200);
                let reason = if end < council.data_date { "resignation" } else { "" };
                let fte = self.fte();
                let grade = role.words();
                self.post(Post {
                    worker,
                    role,
                    grade,
                    employment: "permanent",
                    team,
                    fte,
                    start: day,
                    end,
                    reason,
                    rate: None,
                });
                day = end + self.dice.between(0, 40);
            }
        }
    }

    fn absences(&mut self) {
        let council = self.council;
        let mut spans: Vec<(usize, Day, Day)> = Vec::new();
        for worker in 0..self.workforce.workers.len() {
            let posts = || self.workforce.posts.iter().filter(|p| p.worker == worker && p.employed());
            if let (Some(start), Some(end)) = (posts().map(|p| p.start).min(), posts().map(|p| p.end).max()) {
                spans.push((worker, start.max(council.contacts_begin), end.min(council.data_date + 1)));
            }
        }
        for &(worker, start, end) in &spans {
            let mut day = start;
            let female = self.workforce.workers[worker].female;
            loop {
                // Spells a year at their most; a throw decides what comes, if anything.
                day += self.dice.wait_days(365.0 / 3.6);
                if day >= end {
                    break;
                }
                let now = council.piloted(day);
                let (long, short) = (0.17 - 0.13 * now, 2.9 - 1.6 * now);
                let mother = if female { 0.06 } else { 0.0 };
                let start = council.almanac.working(day);
                let (kind, last): (Code, Day) = match self.dice.unit() * 3.6 {
                    x if x < long => ("sickness", start + self.dice.between(28, 120)),
                    x if x < long + mother => ("maternity", start + self.dice.between(240, 365)),
                    x if x < long + mother + 0.15 => ("other", start + self.dice.between(0, 3)),
                    x if x < long + mother + 0.15 + short => {
                        let days = self.dice.weighted(&[(1, 40.0), (2, 22.0), (3, 14.0), (5, 16.0), (10, 8.0)]);
                        ("sickness", council.almanac.working_after(start - 1, days))
                    }
                    _ => continue,
                };
                if start >= end {
                    break;
                }
                self.absent(worker, kind, start, last.min(end - 1).max(start), end);
                day = last + 1;
            }
        }
        // A bad summer: a few more long absences, in each service, that are still open at the data date.
        let mut left = [(Kind::Locality, 2.0), (Kind::Care, 1.0), (Kind::Disability, 1.0)]
            .map(|(k, n)| (k.service(), council.scaled(n, 0)));
        for &(worker, start, end) in &spans {
            let day = council.data_date - 28 - (worker % 23) as i32;
            let known: Vec<&Absence> = self.workforce.absences.iter().filter(|a| a.worker == worker).collect();
            let free = known.iter().all(|a| a.end < day);
            let post = self.workforce.posts.iter().find(|p| p.worker == worker && p.open(council.data_date));
            let Some(post) = post.filter(|p| p.role == Role::SocialWorker && free) else { continue };
            let service = self.workforce.teams[post.team].kind.service();
            let place = left.iter_mut().find(|(name, count)| *name == service && *count > 0);
            if let Some((_, count)) = place
                && worker % 3 == 2
                && start < day - 60
                && end > council.data_date
            {
                *count -= 1;
                self.absent(worker, "sickness", day, council.data_date + 60, end);
            }
        }
        self.workforce.absences.sort_by_key(|a| (a.worker, a.start));
    }

    fn absent(&mut self, worker: usize, kind: Code, start: Day, last: Day, end: Day) {
        // An absence that outlasts the data date is open.
        let last = if last > self.council.data_date || (end > self.council.data_date && last == end - 1) {
            NEVER
        } else {
            last
        };
        if last == NEVER || last - start >= 27 {
            self.workforce.workers[worker].away.push((start, last));
            self.workforce.workers[worker].away.sort_unstable();
        }
        self.workforce.absences.push(Absence { worker, kind, start, end: last });
    }
}
