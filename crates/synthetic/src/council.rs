//! The invented council: when its story happens, how large it is, and how well it does what it should.

use crate::almanac::{Almanac, Day};
use crate::dice::Dice;
use crate::records::Need;
use standard::date::to_days;
use standard::period::Month;

/// Years of life simulated before the extract's reach, so that its first day finds children already on plans
/// and in care, and plans that ended before.
const YEARS_BEFORE: i32 = 9;

/// How many families of the area live in the years simulated, at scale 1: about 60,000 children under 18 on
/// any day.
const FAMILIES: f64 = 47_000.0;

/// How contacts grow from year to year.
const CONTACTS_GROWTH: f64 = 1.11;

/// What a council can do on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Assessments within 45 working days.
    Assessment,
    /// Initial conferences within 15 working days.
    Conference,
    /// Child protection visits.
    ProtectionVisit,
    /// Child protection reviews.
    ProtectionReview,
    /// Child in need visits.
    NeedVisit,
    /// Child in need reviews.
    NeedReview,
    /// Visits to children in care.
    CareVisit,
    /// Reviews of children in care.
    CareReview,
}

/// The invented council: dates, scale and the curves that its work follows.
pub struct Council {
    /// Days, months, working days.
    pub almanac: Almanac,
    /// The seed of everything.
    pub seed: u64,
    /// 1 is a council of about 60,000 children.
    pub scale: f64,
    /// The data date: the last day known.
    pub data_date: Day,
    /// The first day of the last month.
    pub last_month: Day,
    /// The first day of the extract's reach, six years.
    pub reach: Day,
    /// The first day of the simulated years.
    pub begins: Day,
    /// The day from which contacts without a referral are simulated.
    pub contacts_begin: Day,
    /// The day on which the pilot with children's practitioners begins.
    pub pilot: Day,
    /// The day on which the locality teams are merged.
    pub restructure: Day,
    /// A little luck for each month, by duty.
    luck: Vec<[f64; 8]>,
}

impl Council {
    /// The council whose last known month is `to`.
    pub fn new(seed: u64, scale: f64, to: Month) -> Council {
        let last = to.last();
        let almanac = Almanac::new(last.year() + 4);
        let data_date = to_days(last);
        let last_month = to_days(to.first());
        let reach = to_days(to.plus(-71).first());
        let year = last.year();
        let mut dice = Dice::new(seed, u64::MAX);
        let months = (YEARS_BEFORE * 12 + 72 + 2) as usize;
        let luck = (0..months).map(|_| std::array::from_fn(|_| dice.normal())).collect();
        Council {
            seed,
            scale,
            data_date,
            last_month,
            reach,
            begins: almanac.add_months(reach, -12 * YEARS_BEFORE),
            contacts_begin: almanac.add_months(reach, -14),
            pilot: almanac.day(year - 1, 3, 28),
            restructure: almanac.day(year - 2, 10, 4),
            luck,
            almanac,
        }
    }

    /// The same council's last month ends, the data date first.
    pub fn month_ends(&self, count: i32) -> Vec<Day> {
        (0..count).map(|n| self.almanac.add_months(self.last_month, 1 - n) - 1).collect()
    }

    /// The first day of a six-year reach that ends on `data_date`.
    pub fn reach_of(&self, data_date: Day) -> Day {
        self.almanac.add_months(data_date + 1, -72)
    }

    /// How many families live in the years simulated.
    pub fn families(&self) -> u64 {
        (FAMILIES * self.scale).round().max(1.0) as u64
    }

    /// A whole number of things that are `count` at scale 1; at least `least`.
    pub fn scaled(&self, count: f64, least: usize) -> usize {
        ((count * self.scale).round() as usize).max(least)
    }

    /// Where `day` stands between `from` (0) and `to` (1).
    pub fn between(&self, day: Day, from: Day, to: Day) -> f64 {
        (f64::from(day - from) / f64::from((to - from).max(1))).clamp(0.0, 1.0)
    }

    /// How contacts on `day` compare with those at the data date.
    pub fn contacts_at(&self, day: Day) -> f64 {
        CONTACTS_GROWTH.powf(f64::from(day - self.data_date) / 365.25)
    }

    /// 0 before the pilot, 1 a year after it began.
    pub fn piloted(&self, day: Day) -> f64 {
        self.between(day, self.pilot, self.pilot + 365)
    }

    /// How likely `duty` is to be done on time on `day`: worse as agency use grew towards the pilot, better
    /// since, with a little luck each month.
    pub fn on_time(&self, duty: Duty, day: Day) -> f64 {
        let (before, worst, now, spread) = match duty {
            Duty::Assessment => (0.85, 0.79, 0.88, 0.025),
            Duty::Conference => (0.86, 0.78, 0.94, 0.03),
            Duty::ProtectionVisit => (0.88, 0.84, 0.915, 0.012),
            Duty::ProtectionReview => (0.955, 0.93, 0.968, 0.008),
            Duty::NeedVisit => (0.80, 0.76, 0.85, 0.02),
            Duty::NeedReview => (0.90, 0.86, 0.94, 0.015),
            Duty::CareVisit => (0.87, 0.84, 0.885, 0.01),
            Duty::CareReview => (0.965, 0.95, 0.985, 0.004),
        };
        let level = if day < self.pilot {
            before + (worst - before) * self.between(day, self.pilot - 900, self.pilot)
        } else {
            worst + (now - worst) * self.between(day, self.pilot, self.data_date - 60)
        };
        let month = ((day - self.begins).max(0) / 31) as usize % self.luck.len();
        (level + spread * self.luck[month][duty as usize]).clamp(0.02, 0.995)
    }

    /// The primary need of a referral, in the shares of the paper that this council is modelled on.
    pub fn need(&self, dice: &mut Dice) -> Need {
        dice.weighted(&[
            ("N1", 85.0),
            ("N2", 2.4),
            ("N3", 3.0),
            ("N4", 3.0),
            ("N6", 5.0),
            ("N8", 0.7),
            ("N5", 1.2),
            ("N9", 0.5),
            ("N7", 0.1),
            ("N0", 0.2),
        ])
    }
}
