//! What happens to a family, as facts: whole, without regard to who knows them when. [`crate::view`] decides
//! what an extract of a given day shows of them.

use crate::almanac::Day;

/// A code of a standard list.
pub type Code = &'static str;
/// A primary need code.
pub type Need = Code;

/// When a fact stood in the records: a fact entered in error is there from `recorded` until it is deleted.
#[derive(Debug, Clone, Copy)]
pub struct Stood {
    /// The day on which it was entered.
    pub recorded: Day,
    /// The day on which it was deleted as an error; [`crate::almanac::NEVER`] for nearly all.
    pub erased: Day,
}

impl Stood {
    /// Entered on `recorded` and never deleted.
    pub fn since(recorded: Day) -> Stood {
        Stood { recorded, erased: crate::almanac::NEVER }
    }

    /// Whether an extract of `day` has it.
    pub fn on(&self, day: Day) -> bool {
        self.recorded <= day && self.erased > day
    }
}

/// A child, or a young person who was one.
#[derive(Debug, Clone)]
pub struct Child {
    pub id: u64,
    pub forename: &'static str,
    pub surname: &'static str,
    pub sex: Code,
    pub ethnicity: Code,
    pub born: Day,
    /// Known before birth, under an expected date.
    pub expected: Option<Day>,
    pub died: Option<Day>,
    pub disabilities: Vec<Code>,
    pub ehcp: Option<Day>,
    /// Unaccompanied asylum seeker, from this day.
    pub asylum: Option<Day>,
    /// A second record of the same child, and the day on which the two were merged.
    pub merged: Option<(u64, Day)>,
    /// Access to the record is restricted from this day, for this reason.
    pub restricted: Option<(Day, &'static str)>,
    /// No new work before this day: an episode is open.
    pub busy_until: Day,
    /// Plans so far.
    pub plans: u32,
    /// Known to the records at all, and from when.
    pub known: Day,
    /// Under a former unique pupil number too.
    pub former_upn: bool,
    /// Where an adopted child lives as a new person: elsewhere than the family of birth.
    pub home: Option<Home>,
    /// The place among the family's children of who this was before an adoption order; no table tells it.
    pub before: Option<usize>,
}

/// A family of its own, and its address.
#[derive(Debug, Clone)]
pub struct Home {
    /// The family's id.
    pub family: u64,
    pub street: &'static str,
    pub house: i32,
    pub postcode: String,
    /// When it moved house, and to which postcode.
    pub moved: Option<(Day, String)>,
}

#[derive(Debug)]
pub struct Contact {
    pub id: u64,
    pub child: usize,
    pub day: Day,
    pub source: Code,
    pub outcome: Code,
    pub stood: Stood,
    /// What the record said before it was corrected, and when it was.
    pub said: Option<(Day, Day)>,
    /// Recorded under the child's second record.
    pub on_second_record: bool,
}

#[derive(Debug)]
pub struct Referral {
    pub id: u64,
    pub child: usize,
    pub day: Day,
    pub need: Need,
    pub source: Code,
    pub nfa: bool,
    pub outcome: Code,
    pub closed: Day,
    pub reason: Code,
    pub team: usize,
    pub worker: Option<usize>,
}

#[derive(Debug)]
pub struct Assessment {
    pub id: u64,
    pub child: usize,
    pub referral: u64,
    pub start: Day,
    pub authorised: Day,
    pub seen: bool,
    pub outcome: Code,
    pub factors: Vec<Code>,
    pub team: usize,
    pub worker: Option<usize>,
}

#[derive(Debug)]
pub struct Enquiry {
    pub id: u64,
    pub child: usize,
    pub referral: u64,
    pub start: Day,
    pub end: Day,
    pub conference: bool,
    pub team: usize,
    pub worker: Option<usize>,
}

#[derive(Debug)]
pub struct Conference {
    pub id: u64,
    pub child: usize,
    pub referral: u64,
    pub enquiry: Option<u64>,
    pub plan: Option<u64>,
    pub transfer_in: bool,
    pub target: Day,
    pub held: Day,
    pub team: usize,
    pub worker: Option<usize>,
}

#[derive(Debug)]
pub struct ProtectionPlan {
    pub id: u64,
    pub child: usize,
    pub referral: Option<u64>,
    pub conference: Option<u64>,
    pub start: Day,
    pub end: Day,
    pub category: Code,
    pub latest: (Day, Code),
    pub ours: bool,
    pub stood: Stood,
}

/// A visit, of any kind.
#[derive(Debug)]
pub struct Visit {
    pub id: u64,
    pub child: usize,
    /// The plan or period of care, unless the note was left without.
    pub under: Option<u64>,
    pub day: Day,
    pub seen: bool,
    pub alone: bool,
    pub bedroom: bool,
    pub stood: Stood,
}

/// A review of a child protection plan, a child in need plan or a period of care.
#[derive(Debug)]
pub struct Review {
    pub id: u64,
    pub child: usize,
    pub under: u64,
    pub due: Option<Day>,
    /// The day on which it was held; a day after the data date is not known yet.
    pub held: Day,
    pub continues: bool,
    pub quorate: bool,
    pub cancelled: bool,
    pub participation: Code,
    pub stood: Stood,
}

#[derive(Debug)]
pub struct NeedPlan {
    pub id: u64,
    pub child: usize,
    pub referral: u64,
    pub start: Day,
    pub end: Day,
    pub team: usize,
    pub worker: Option<usize>,
}

/// A period of care, or a series of short breaks.
#[derive(Debug)]
pub struct Care {
    pub id: u64,
    pub child: usize,
    pub referral: u64,
    pub entered: Day,
    pub ceased: Day,
    pub reason: Code,
    pub need: Need,
    pub episodes: Vec<Episode>,
    pub placements: Vec<Placement>,
    pub statuses: Vec<Status>,
    pub plans: Vec<CarePlan>,
    pub permanence: Option<Permanence>,
    pub iro: Vec<Day>,
}

#[derive(Debug)]
pub struct Episode {
    pub id: u64,
    pub start: Day,
    pub reason: Code,
    pub end: Day,
    pub ceased: Code,
    pub placement: u64,
}

#[derive(Debug)]
pub struct Placement {
    pub id: u64,
    pub start: Day,
    pub end: Day,
    pub kind: Code,
    pub provider: Code,
    pub urn: u32,
    pub distance: i32,
    pub postcode: String,
    pub inside: bool,
    /// Which other authority it lies in, as a number to be turned into a name.
    pub elsewhere: usize,
    pub change: Code,
    /// With the carer of the placement before.
    pub same_carer: bool,
}

#[derive(Debug)]
pub struct Status {
    pub id: u64,
    pub code: Code,
    pub start: Day,
    pub end: Day,
}

#[derive(Debug)]
pub struct CarePlan {
    pub id: u64,
    pub start: Day,
    pub end: Day,
    pub option: Code,
}

/// The way to adoption or special guardianship; days after the data date are not known yet.
#[derive(Debug, Default, Clone)]
pub struct Permanence {
    pub id: u64,
    pub decided: Option<Day>,
    pub order: Option<Day>,
    pub matched: Option<Day>,
    pub placed: Option<Day>,
    pub foster_first: Option<Day>,
    pub reversed: Option<Day>,
    pub granted: Option<Day>,
    pub kind: Code,
    pub by_carer: bool,
    pub worker: Option<usize>,
}

#[derive(Debug)]
pub struct Health {
    pub id: u64,
    pub child: usize,
    pub day: Day,
    pub kind: &'static str,
    pub status: Code,
}

#[derive(Debug)]
pub struct Score {
    pub id: u64,
    pub child: usize,
    pub day: Day,
    pub score: Option<i32>,
}

#[derive(Debug)]
pub struct Missing {
    pub id: u64,
    pub child: usize,
    pub start: Day,
    pub end: Day,
    pub kind: Code,
    pub offered: bool,
    pub accepted: bool,
}

/// A conviction or a finding of substance misuse.
#[derive(Debug)]
pub struct Incident {
    pub id: u64,
    pub child: usize,
    pub day: Day,
    pub what: &'static str,
    pub helped: bool,
}

#[derive(Debug)]
pub struct EarlyHelp {
    pub id: u64,
    pub child: usize,
    pub start: Day,
    pub end: Day,
    pub reason: &'static str,
    pub end_reason: &'static str,
    pub organisation: &'static str,
    pub worker: Option<usize>,
}

/// A worker's time with a child.
#[derive(Debug, Clone)]
pub struct Involvement {
    pub id: u64,
    pub child: usize,
    pub referral: Option<u64>,
    pub role: Code,
    pub worker: usize,
    pub team: usize,
    pub start: Day,
    pub end: Day,
    pub change: Code,
}

/// A young person who is leaving care or has left it: what the records say is worked out for each extract.
#[derive(Debug)]
pub struct Leaver {
    pub id: u64,
    pub child: usize,
    /// Eligible from this day.
    pub from: Day,
    pub left: Day,
    pub until: Day,
    pub in_touch: Code,
    pub accommodation: Code,
    pub suitable: Code,
    pub activity: Code,
    pub contact_gap: i32,
    pub plan_gap: i32,
    pub adviser: usize,
    pub team: usize,
}

/// A family and everything that happened to it.
#[derive(Debug, Default)]
pub struct Family {
    pub id: u64,
    pub locality: usize,
    pub street: &'static str,
    pub house: i32,
    pub postcode: String,
    pub moved: Option<(Day, String)>,
    pub children: Vec<Child>,
    pub contacts: Vec<Contact>,
    pub referrals: Vec<Referral>,
    pub assessments: Vec<Assessment>,
    pub enquiries: Vec<Enquiry>,
    pub conferences: Vec<Conference>,
    pub protection_plans: Vec<ProtectionPlan>,
    pub protection_visits: Vec<Visit>,
    pub protection_reviews: Vec<Review>,
    pub need_plans: Vec<NeedPlan>,
    pub need_visits: Vec<Visit>,
    pub need_reviews: Vec<Review>,
    pub care: Vec<Care>,
    pub care_visits: Vec<Visit>,
    pub care_reviews: Vec<Review>,
    pub health: Vec<Health>,
    pub scores: Vec<Score>,
    pub missing: Vec<Missing>,
    pub convictions: Vec<Incident>,
    pub misuse: Vec<Incident>,
    pub early_help: Vec<EarlyHelp>,
    pub involvements: Vec<Involvement>,
    pub leavers: Vec<Leaver>,
}
