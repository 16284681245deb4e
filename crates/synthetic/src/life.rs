//! A family's life through the system: contacts, and what each leads to.

use crate::almanac::{Day, NEVER};
use crate::council::Council;
use crate::dice::Dice;
use crate::names::{BOYS, GIRLS, STREETS, SURNAMES};
use crate::records::{Child, Code, Contact, EarlyHelp, Family, Involvement, Stood};
use crate::workforce::{Case, Kind, Role, Workforce};

/// The id of the first family.
pub const FIRST_FAMILY: u64 = 40_000;

/// Numbers for the next record and the next person.
pub struct Numbers {
    record: u64,
    person: u64,
    later_person: u64,
    later_family: u64,
}

impl Numbers {
    /// From the first.
    pub fn new() -> Numbers {
        Numbers { record: 5_000_000, person: 200_000, later_person: 200_001, later_family: 0 }
    }

    pub fn record(&mut self) -> u64 {
        self.record += 1;
        self.record
    }

    pub fn person(&mut self) -> u64 {
        self.person += 1;
        self.person
    }

    /// For who is a new person after an adoption order: counted down, so that nobody else's number depends on it.
    pub fn later_person(&mut self) -> u64 {
        self.later_person -= 1;
        self.later_person
    }

    /// For the family of a new person, after all that are simulated.
    pub fn later_family(&mut self) -> u64 {
        self.later_family += 1;
        self.later_family
    }
}

/// How troubled a family is: from few to many contacts and referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Little,
    Some,
    Much,
}

impl Trouble {
    /// Referrals a year, and other contacts a year at the data date.
    fn rates(self) -> (f64, f64) {
        match self {
            Trouble::Little => (0.04, 0.30),
            Trouble::Some => (0.40, 1.75),
            Trouble::Much => (1.05, 6.2),
        }
    }
}

/// A family being simulated.
pub struct Life<'a> {
    pub council: &'a Council,
    pub workforce: &'a mut Workforce,
    pub numbers: &'a mut Numbers,
    pub dice: Dice,
    pub family: Family,
    pub trouble: Trouble,
    /// The family lives in the area from this day to that.
    pub here: (Day, Day),
}

/// Children and the referral that each is open under.
pub type Group = Vec<(usize, u64)>;

impl<'a> Life<'a> {
    /// A family without children yet.
    pub fn new(
        council: &'a Council,
        workforce: &'a mut Workforce,
        numbers: &'a mut Numbers,
        mut dice: Dice,
        index: u64,
    ) -> Life<'a> {
        let family = Family {
            id: FIRST_FAMILY + index,
            locality: dice.below(workforce.localities),
            street: dice.pick(STREETS),
            house: dice.between(1, 180),
            postcode: postcode(&mut dice, true),
            ..Family::default()
        };
        Life { council, workforce, numbers, dice, family, trouble: Trouble::Some, here: (0, NEVER) }
    }

    /// Adds children of one family, the first born on `first`.
    pub fn born(&mut self, first: Day, count: i32) {
        let surname = self.dice.pick(SURNAMES);
        let ethnicity = ethnicity(&mut self.dice);
        let mut born = first;
        for _ in 0..count {
            if born > self.council.data_date + 120 {
                break;
            }
            let own = if self.dice.chance(0.93) { ethnicity } else { self.dice.pick(&["MWBC", "MOTH", "NOBT"]) };
            self.child(born, surname, own);
            born += self.dice.between(420, 1_500);
        }
    }

    /// Adds a child.
    pub fn child(&mut self, born: Day, surname: &'static str, ethnicity: Code) -> usize {
        let dice = &mut self.dice;
        let girl = dice.chance(0.487);
        let disabled = dice.chance(0.035);
        let count = if disabled { dice.between(1, 2) } else { 0 };
        let kinds =
            [("LD", 40.0), ("AUT", 35.0), ("BEH", 12.0), ("MOB", 8.0), ("COMM", 8.0), ("HEAR", 3.0), ("VIS", 2.0)];
        let mut disabilities: Vec<Code> = (0..count).map(|_| dice.weighted(&kinds)).collect();
        disabilities.sort_unstable();
        disabilities.dedup();
        let ehcp = (disabled && dice.chance(0.6)).then(|| born + 365 * dice.between(4, 9));
        let surname = if dice.chance(0.08) { dice.pick(SURNAMES) } else { surname };
        self.family.children.push(Child {
            id: 0,
            forename: dice.pick(if girl { GIRLS } else { BOYS }),
            surname,
            sex: if girl { "F" } else { "M" },
            ethnicity,
            born,
            expected: None,
            died: None,
            disabilities,
            ehcp,
            asylum: None,
            merged: None,
            restricted: None,
            busy_until: 0,
            plans: 0,
            known: NEVER,
            former_upn: false,
            home: None,
            before: None,
        });
        self.family.children.len() - 1
    }

    /// The day on which work with the child ends at the latest: 18, or the family moves away.
    pub fn limit(&self, child: usize) -> Day {
        self.grown(child).min(self.here.1)
    }

    /// The child's 18th birthday.
    pub fn grown(&self, child: usize) -> Day {
        self.council.almanac.birthday(self.family.children[child].born, 18)
    }

    /// Enters the child in the records, if it isn't there.
    pub fn know(&mut self, child: usize, day: Day) {
        if self.family.children[child].id == 0 {
            let id = self.numbers.person();
            self.family.children[child].id = id;
            self.family.children[child].former_upn = id.is_multiple_of(7);
        }
        let found = &mut self.family.children[child];
        found.known = found.known.min(day);
        if found.born > day && found.expected.is_none() {
            found.expected = Some(found.born + self.dice.between(-9, 9));
        }
    }

    /// The children who live with the family on `day`, the unborn within the last five months included.
    pub fn children_on(&self, day: Day) -> Vec<usize> {
        (0..self.family.children.len())
            .filter(|&child| {
                let found = &self.family.children[child];
                found.born - 140 < day && day + 20 < self.limit(child) && day >= self.here.0
            })
            .collect()
    }

    /// Lives from the first simulated day to the data date.
    pub fn live(&mut self) {
        let council = self.council;
        let (referrals, contacts) = self.trouble.rates();
        let mut incidents: Vec<(Day, bool)> = Vec::new();
        let begins = council.begins.max(self.here.0);
        let ends = council.data_date.min(self.here.1 - 1);
        let mut day = f64::from(begins);
        loop {
            day += self.dice.wait(365.0 / referrals);
            if day as Day > ends {
                break;
            }
            incidents.push((day as Day, true));
        }
        let mut day = f64::from(council.contacts_begin.max(begins));
        loop {
            day += self.dice.wait(365.0 / contacts);
            if day as Day > ends {
                break;
            }
            if self.dice.chance(council.contacts_at(day as Day)) {
                incidents.push((day as Day, false));
            }
        }
        incidents.sort_unstable();
        for (day, serious) in incidents {
            // Few contacts come at a weekend.
            let weekday = if self.dice.chance(0.7) { council.almanac.working(day) } else { day };
            self.incident(weekday.min(ends), serious);
        }
        self.afterwards();
    }

    fn incident(&mut self, day: Day, serious: bool) {
        let here = self.children_on(day);
        if here.is_empty() {
            return;
        }
        let source = source(&mut self.dice);
        let involved: Vec<usize> = here.into_iter().filter(|_| self.dice.chance(0.82)).collect();
        let (open, free): (Vec<usize>, Vec<usize>) =
            involved.into_iter().partition(|&child| self.family.children[child].busy_until > day);
        for child in open {
            self.contact(child, day, source, "EXISTING_REFERRAL_FLAG");
        }
        if free.is_empty() {
            return;
        }
        if serious {
            self.refer(day, &free, source);
        } else {
            self.other(day, &free, source);
        }
    }

    /// A contact that leads to no referral; it may lead to early help.
    fn other(&mut self, day: Day, children: &[usize], source: Code) {
        let outcome = self.dice.weighted(&[
            ("NFA_FLAG", 46.0),
            ("ADVICE_FLAG", 30.0),
            ("OTHER_OUTCOMES_EXIST_FLAG", 19.0),
            ("MISSING_FLAG", 4.0),
            ("OLA_CP_FLAG", 0.5),
            ("PRIVATE_FOSTERING_FLAG", 0.3),
            ("NON_AGENCY_ADOPTION_FLAG", 0.2),
        ]);
        for &child in children {
            self.contact(child, day, source, outcome);
        }
        if outcome == "OTHER_OUTCOMES_EXIST_FLAG" {
            let share = 0.51 + 0.04 * self.council.piloted(day);
            if self.dice.chance(share) {
                let start = day + self.dice.between(2, 20);
                self.early_help(start, children, "Contact");
            }
        }
    }

    /// Early help for those who have none open.
    pub fn early_help(&mut self, start: Day, children: &[usize], reason: &'static str) {
        if start > self.council.data_date {
            return;
        }
        let end = start + self.dice.wait_days(185.0).clamp(21, 900);
        let organisation = self.dice.pick(&[
            "Wharfmere Early Help",
            "Wharfmere Early Help",
            "Wharfmere Early Help",
            "Primary school",
            "Secondary school",
            "Health visiting",
            "Family hub",
        ]);
        let worker = if organisation == "Wharfmere Early Help" {
            let locality = self.family.locality;
            self.workforce.someone(&mut self.dice, Kind::EarlyHelp, Role::EarlyHelp, locality, start).1
        } else {
            None
        };
        let end_reason =
            self.dice.pick(&["Needs met", "Needs met", "Family withdrew", "Step-down to universal services"]);
        for &child in children {
            let open = self.family.early_help.iter().any(|e| e.child == child && e.end > start);
            if open || start >= self.limit(child) || self.family.children[child].born > start {
                continue;
            }
            self.know(child, start);
            let id = self.numbers.record();
            let end = end.min(self.limit(child));
            self.family.early_help.push(EarlyHelp { id, child, start, end, reason, end_reason, organisation, worker });
        }
    }

    /// A contact row.
    pub fn contact(&mut self, child: usize, day: Day, source: Code, outcome: Code) {
        let council = self.council;
        if day < council.contacts_begin {
            return;
        }
        self.know(child, day);
        let recent = day > council.data_date - 92;
        let mut stood = Stood::since(day);
        let mut said = None;
        if recent && self.dice.chance(0.004) {
            // Entered twice, or on the wrong child: deleted some weeks later.
            stood.erased = day + self.dice.between(8, 50);
        } else if recent && self.dice.chance(0.006) {
            said = Some(((day - self.dice.between(1, 12)), day + self.dice.between(8, 50)));
        }
        let on_second_record = self.family.children[child].merged.is_some_and(|(_, merged)| day < merged);
        let id = self.numbers.record();
        self.family.contacts.push(Contact { id, child, day, source, outcome, stood, said, on_second_record });
    }

    /// Gives each of `group` the workers who hold the family's case, one after another.
    pub fn hold(
        &mut self,
        group: &[(usize, u64)],
        kind: Kind,
        role: Role,
        from: Day,
        to: Day,
    ) -> (usize, Option<usize>) {
        let locality = self.family.locality;
        if to <= from || from > self.council.data_date {
            return (self.workforce.team(kind, locality, from), None);
        }
        let case = Case { kind, role, locality, from, to, children: group.len() as u16 };
        let stints = self.workforce.hold(&mut self.dice, self.council, case);
        for stint in &stints {
            for &(child, referral) in group {
                // A child in care stays the council's when the family moves.
                let limit = if kind == Kind::Care { self.grown(child) } else { self.limit(child) };
                if stint.start < limit {
                    let id = self.numbers.record();
                    self.family.involvements.push(Involvement {
                        id,
                        child,
                        referral: Some(referral),
                        role: "CW",
                        worker: stint.worker,
                        team: stint.team,
                        start: stint.start,
                        end: stint.end.min(limit),
                        change: stint.change,
                    });
                }
            }
        }
        stints
            .first()
            .map_or_else(|| (self.workforce.team(kind, locality, from), None), |stint| (stint.team, Some(stint.worker)))
    }

    /// What is settled once the family's life is known: moves, second records, restrictions, deaths.
    pub fn afterwards(&mut self) {
        let council = self.council;
        if self.dice.chance(0.3) {
            let day = council.reach + self.dice.between(0, council.data_date - council.reach);
            let code = postcode(&mut self.dice, true);
            self.family.moved = Some((day, code));
        }
        for place in 0..self.family.children.len() {
            let (known, busy, born) = {
                let child = &self.family.children[place];
                (child.known, child.busy_until, child.born)
            };
            if known == NEVER {
                continue;
            }
            if self.dice.chance(0.003) {
                let from = (known + self.dice.between(0, 200)).min(council.data_date);
                let reason = self.dice.pick(&["Member of staff's family", "Threat to life", "Adoption"]);
                self.family.children[place].restricted = Some((from, reason));
            }
            if busy < council.data_date - 300 && busy > born && self.dice.chance(0.0015) {
                let first = busy.max(known) + 60;
                let contacts = self.family.contacts.iter().filter(|c| c.child == place).map(|c| c.day);
                let helped = self.family.early_help.iter().filter(|e| e.child == place).map(|e| e.end);
                let first = contacts.chain(helped).fold(first, |day, other| day.max(other + 1));
                if first < council.data_date {
                    let day = first + self.dice.between(0, council.data_date - first);
                    self.family.children[place].died = Some(day);
                }
            }
        }
    }
}

/// An ethnicity, in shares like those of a city of the English Midlands.
pub fn ethnicity(dice: &mut Dice) -> Code {
    dice.weighted(&[
        ("WBRI", 62.0),
        ("WOTH", 6.0),
        ("WROM", 1.5),
        ("WIRI", 0.4),
        ("WIRT", 0.3),
        ("MWBC", 5.0),
        ("MWAS", 2.0),
        ("MWBA", 1.2),
        ("MOTH", 2.3),
        ("APKN", 7.0),
        ("AIND", 3.0),
        ("ABAN", 0.6),
        ("AOTH", 1.5),
        ("BAFR", 3.0),
        ("BCRB", 1.2),
        ("BOTH", 0.8),
        ("CHNE", 0.2),
        ("OOTH", 1.5),
        ("REFU", 0.3),
        ("NOBT", 1.7),
    ])
}

/// Who makes a contact.
pub fn source(dice: &mut Dice) -> Code {
    dice.weighted(&[
        ("6", 31.0),
        ("2A", 19.0),
        ("1A", 9.0),
        ("3F", 6.0),
        ("3E", 4.0),
        ("3B", 3.0),
        ("3A", 2.0),
        ("3C", 1.0),
        ("3D", 2.0),
        ("5A", 4.0),
        ("5B", 3.0),
        ("5C", 4.0),
        ("5D", 2.0),
        ("4", 1.5),
        ("7", 2.5),
        ("9", 2.0),
        ("1B", 1.5),
        ("1C", 1.0),
        ("2B", 0.8),
        ("8", 0.5),
        ("10", 0.2),
    ])
}

/// A postcode of an area that the Post Office does not have.
pub fn postcode(dice: &mut Dice, inside: bool) -> String {
    let letters = b"ABDEFGHJLNPQRSTUWXYZ";
    let (area, highest) = if inside { ("WX", 9) } else { ("QX", 30) };
    format!(
        "{area}{}{}{}{}",
        dice.between(1, highest),
        dice.between(1, 9),
        letters[dice.below(letters.len())] as char,
        letters[dice.below(letters.len())] as char
    )
}
