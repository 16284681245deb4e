//! Teams, workers and who holds which case.

use crate::almanac::Day;
use crate::council::Council;
use crate::dice::Dice;
use crate::records::Code;

/// What a team does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    FrontDoor,
    Assessment,
    Locality,
    Care,
    Disability,
    Leaving,
    EarlyHelp,
    Reviewing,
}

impl Kind {
    /// The service that teams of this kind belong to.
    pub fn service(self) -> &'static str {
        match self {
            Kind::FrontDoor | Kind::Assessment | Kind::Locality => "Children's Safeguarding",
            Kind::Care | Kind::Leaving => "Children In Care",
            Kind::Disability => "Integrated Disabled Children's Service",
            Kind::EarlyHelp => "Early Help",
            Kind::Reviewing => "Quality Assurance",
        }
    }
}

/// A team; after a restructure it has a successor.
#[derive(Debug)]
pub struct Team {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub from: Day,
    pub to: Day,
    pub successor: Option<usize>,
}

/// What a worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    SocialWorker,
    Practitioner,
    Manager,
    Adviser,
    EarlyHelp,
    Reviewing,
}

impl Role {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Role::SocialWorker => "social worker",
            Role::Practitioner => "children's practitioner",
            Role::Manager => "team manager",
            Role::Adviser => "personal adviser",
            Role::EarlyHelp => "early help worker",
            Role::Reviewing => "independent reviewing officer",
        }
    }

    /// Whether it takes a registered social worker.
    pub fn registered(self) -> bool {
        matches!(self, Role::SocialWorker | Role::Manager | Role::Reviewing)
    }
}

/// A person who works there.
#[derive(Debug)]
pub struct Worker {
    pub id: String,
    pub name: String,
    pub female: bool,
    pub registration: Option<String>,
    /// Absences of 28 days or more.
    pub away: Vec<(Day, Day)>,
}

/// A worker's time in one post.
#[derive(Debug, Clone)]
pub struct Post {
    pub worker: usize,
    pub role: Role,
    pub grade: &'static str,
    pub employment: Code,
    pub team: usize,
    /// Hundredths of a full-time equivalent.
    pub fte: i64,
    pub start: Day,
    pub end: Day,
    pub reason: &'static str,
    /// Pounds a day, agency only.
    pub rate: Option<i64>,
}

/// An absence; the end is its last day.
#[derive(Debug)]
pub struct Absence {
    pub worker: usize,
    pub kind: Code,
    pub start: Day,
    pub end: Day,
}

/// A post that nobody holds.
#[derive(Debug)]
pub struct Vacancy {
    pub post: String,
    pub role: Role,
    pub team: usize,
    pub fte: i64,
    pub from: Day,
    pub to: Day,
    pub agency: bool,
}

/// A worker's time with a family, before it is given to each child.
#[derive(Debug, Clone, Copy)]
pub struct Stint {
    pub worker: usize,
    pub team: usize,
    pub start: Day,
    pub end: Day,
    pub change: Code,
}

/// Everyone who works for the council, all years.
#[derive(Debug, Default)]
pub struct Workforce {
    pub teams: Vec<Team>,
    pub workers: Vec<Worker>,
    pub posts: Vec<Post>,
    pub absences: Vec<Absence>,
    pub vacancies: Vec<Vacancy>,
    /// Locality teams before the restructure: a family belongs to one of them.
    pub localities: usize,
    by_team: Vec<Vec<usize>>,
    by_kind: Vec<Vec<usize>>,
    /// Children held, by worker and month since the simulated years began.
    loads: Vec<Vec<u16>>,
    begins: Day,
}

const KINDS: [Kind; 8] = [
    Kind::FrontDoor,
    Kind::Assessment,
    Kind::Locality,
    Kind::Care,
    Kind::Disability,
    Kind::Leaving,
    Kind::EarlyHelp,
    Kind::Reviewing,
];

impl Workforce {
    /// Makes the look-ups, once all teams and posts are there.
    pub fn ready(&mut self, council: &Council) {
        self.by_team = vec![Vec::new(); self.teams.len()];
        for (index, post) in self.posts.iter().enumerate() {
            self.by_team[post.team].push(index);
        }
        self.by_kind = KINDS
            .iter()
            .map(|kind| (0..self.teams.len()).filter(|&team| self.teams[team].kind == *kind).collect())
            .collect();
        self.begins = council.begins;
        let months = ((council.data_date - council.begins) / 30 + 2) as usize;
        self.loads = vec![vec![0; months]; self.workers.len()];
    }

    /// The team of `kind` that works with families of `locality` on `day`.
    pub fn team(&self, kind: Kind, locality: usize, day: Day) -> usize {
        let teams = &self.by_kind[kind as usize];
        if kind == Kind::Locality {
            let mut team = teams[locality % self.localities];
            while day >= self.teams[team].to
                && let Some(next) = self.teams[team].successor
            {
                team = next;
            }
            return team;
        }
        teams[locality % teams.len()]
    }

    /// Someone of `team` with this role on `day`, not away for long: the less busy of two taken by chance.
    fn choose(&self, dice: &mut Dice, team: usize, role: Role, day: Day) -> Option<usize> {
        let mut found = [0usize; 64];
        let mut count = 0;
        for &index in &self.by_team[team] {
            let post = &self.posts[index];
            let here = post.start <= day && day < post.end && post.role == role;
            if here && count < found.len() && !self.away(post.worker, day) {
                found[count] = index;
                count += 1;
            }
        }
        if count == 0 {
            return None;
        }
        let month = self.month(day);
        let load = |index: usize| {
            let post = &self.posts[index];
            f64::from(self.loads[post.worker][month]) / post.fte as f64
        };
        let (one, other) = (found[dice.below(count)], found[dice.below(count)]);
        Some(if load(one) <= load(other) { one } else { other })
    }

    fn month(&self, day: Day) -> usize {
        let last = self.loads.first().map_or(1, Vec::len) - 1;
        (((day - self.begins).max(0)) / 30).min(last as i32) as usize
    }

    fn away(&self, worker: usize, day: Day) -> bool {
        self.workers[worker].away.iter().any(|&(start, end)| start <= day && day <= end)
    }

    /// Anyone of `kind` with `role` on `day`, for single pieces of work.
    pub fn someone(
        &self,
        dice: &mut Dice,
        kind: Kind,
        role: Role,
        locality: usize,
        day: Day,
    ) -> (usize, Option<usize>) {
        let team = self.team(kind, locality, day);
        (team, self.choose(dice, team, role, day).map(|post| self.posts[post].worker))
    }

    /// Who holds the case of a family with `children` children from `from` to `to`, one after another, as
    /// workers come, go, fall ill and are moved. Days without anyone are left out.
    pub fn hold(&mut self, dice: &mut Dice, council: &Council, case: Case) -> Vec<Stint> {
        let Case { kind, role, locality, from, to, children } = case;
        let mut stints: Vec<Stint> = Vec::new();
        let known = to.min(council.data_date + 1);
        let mut day = from;
        let mut change = "FCONTA";
        let mut keep: Option<usize> = None;
        if dice.chance(0.012) {
            day += dice.between(3, 20);
        }
        while day < known {
            let team = self.team(kind, locality, day);
            let index = keep
                .take()
                .and_then(|worker| self.moved(worker, day))
                .or_else(|| self.choose(dice, team, role, day))
                .or_else(|| self.choose(dice, team, Role::SocialWorker, day));
            let Some(index) = index else {
                day += 7;
                continue;
            };
            let (worker, team, left, reason) = {
                let post = &self.posts[index];
                (post.worker, post.team, post.end, post.reason)
            };
            let mut end = to;
            let mut next = "OTHERS";
            let natural = day + dice.wait_days(900.0).max(20);
            if natural < end {
                (end, next) = (natural, dice.pick(&["MANAGE", "MANAGE", "TSPROC", "CHCHAN", "PCCHAN"]));
            }
            let ill = self.workers[worker].away.iter().find(|&&(start, _)| start > day).map(|&(start, _)| start);
            if let Some(start) = ill
                && dice.chance(0.8)
                && start + 6 < end
            {
                (end, next) = (start + dice.between(0, 6), "ABSENC");
            }
            let mut resumes = end;
            if left < end {
                (end, next) = (left, "LEFTRL");
                resumes = end;
                if reason == "internal move" {
                    (keep, next) = (Some(worker), "ORGRST");
                } else if dice.chance(0.05) {
                    // Nobody ended the involvement when the worker left.
                    end = (left + dice.between(10, 45)).min(to);
                    resumes = end;
                } else if dice.chance(0.1) {
                    resumes = end + dice.between(1, 12);
                }
            }
            stints.push(Stint { worker, team, start: day, end, change });
            let (first, last) = (self.month(day), self.month(end.min(council.data_date)));
            for load in &mut self.loads[worker][first..=last] {
                *load = load.saturating_add(children);
            }
            change = next;
            day = resumes.max(day + 1);
        }
        stints
    }

    /// The post of `worker` on `day`, after a move inside the council.
    fn moved(&self, worker: usize, day: Day) -> Option<usize> {
        self.posts.iter().position(|post| post.worker == worker && post.start <= day && day < post.end)
    }

    /// The newest post of `worker` that began on or before `day`.
    pub fn latest_post(&self, worker: usize, day: Day) -> Option<&Post> {
        self.posts.iter().filter(|post| post.worker == worker && post.start <= day).max_by_key(|post| post.start)
    }
}

/// A case to be held.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub kind: Kind,
    pub role: Role,
    pub locality: usize,
    pub from: Day,
    pub to: Day,
    pub children: u16,
}

impl Post {
    /// Whether it is held on `day`.
    pub fn open(&self, day: Day) -> bool {
        self.start <= day && self.end > day
    }

    /// Whether the council, and not an agency, employs the worker.
    pub fn employed(&self) -> bool {
        self.employment != "agency"
    }
}
