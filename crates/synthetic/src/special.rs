//! Families that come another way: young people who seek asylum alone, disabled children with short breaks,
//! plans of other authorities, children who move in with a plan.

use crate::adoption::new_identities;
use crate::almanac::{Day, NEVER};
use crate::council::Council;
use crate::dice::Dice;
use crate::front_door::Path;
use crate::life::{Life, Numbers, Trouble, ethnicity};
use crate::names::SURNAMES;
use crate::records::{Family, ProtectionPlan, Stood};
use crate::workforce::{Kind, Role, Workforce};

/// Who a family is, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    Ordinary,
    Asylum,
    Disabled,
    OtherAuthority,
    MovesIn,
    EnteredInError,
}

/// How many families of each story there are at scale 1, in the years simulated.
const STORIES: [(Story, f64); 5] = [
    (Story::Asylum, 230.0),
    (Story::Disabled, 190.0),
    (Story::OtherAuthority, 60.0),
    (Story::MovesIn, 90.0),
    (Story::EnteredInError, 3.0),
];

/// How many families there are to simulate, all stories.
pub fn families(council: &Council) -> u64 {
    council.families() + STORIES.iter().map(|(_, count)| council.scaled(*count, 1) as u64).sum::<u64>()
}

fn story(council: &Council, index: u64) -> Story {
    let mut rest = match index.checked_sub(council.families()) {
        None => return Story::Ordinary,
        Some(rest) => rest,
    };
    for (story, count) in STORIES {
        let count = council.scaled(count, 1) as u64;
        if rest < count {
            return story;
        }
        rest -= count;
    }
    Story::Ordinary
}

/// The life of the family numbered `index`; nothing if it never meets the council's services. Adopted children are new
/// people after the order.
pub fn family(council: &Council, workforce: &mut Workforce, numbers: &mut Numbers, index: u64) -> Option<Family> {
    let mut dice = Dice::new(council.seed, index);
    let story = story(council, index);
    let trouble = match story {
        Story::Ordinary => dice.weighted(&[
            (None, 50.0),
            (Some(Trouble::Little), 30.0),
            (Some(Trouble::Some), 15.0),
            (Some(Trouble::Much), 5.0),
        ])?,
        _ => Trouble::Little,
    };
    let mut life = Life::new(council, workforce, numbers, dice, index);
    life.trouble = trouble;
    match story {
        Story::Ordinary => life.ordinary(),
        Story::Asylum => life.asylum(),
        Story::Disabled => life.disabled(),
        Story::OtherAuthority => life.other_authority(),
        Story::MovesIn => life.moves_in(),
        Story::EnteredInError => life.entered_in_error(),
    }
    let known = life.family.children.iter().any(|child| child.known != NEVER);
    let mut family = life.family;
    new_identities(council, numbers, index, &mut family);
    known.then_some(family)
}

impl Life<'_> {
    fn ordinary(&mut self) {
        let council = self.council;
        let years = (council.data_date - council.begins) / 365 + 18;
        let first = council.data_date + 120 - self.dice.between(0, years * 365);
        let count = self.dice.weighted(&[(1, 30.0), (2, 42.0), (3, 18.0), (4, 7.0), (5, 3.0)]);
        let span = council.data_date - council.begins;
        if self.dice.chance(0.08) {
            self.here.0 = council.begins + self.dice.between(0, span);
        }
        if self.dice.chance(0.08) {
            self.here.1 = (council.begins + self.dice.between(0, span)).max(self.here.0 + 200);
        }
        self.born(first, count);
        if self.family.children.is_empty() {
            return;
        }
        if self.dice.chance(0.006) {
            let merged = council.reach + self.dice.between(200, council.data_date - council.reach);
            let second = self.numbers.person();
            let child = self.dice.below(self.family.children.len());
            self.family.children[child].merged = Some((second, merged));
        }
        self.live();
        for child in &mut self.family.children {
            // A second record only matters if a contact was made on it.
            if let Some((second, merged)) = child.merged
                && (child.id == 0 || child.known >= merged)
            {
                let _ = second;
                child.merged = None;
            }
        }
    }

    fn any_day(&mut self, from: Day) -> Day {
        from + self.dice.between(0, (self.council.data_date - from).max(1))
    }

    fn asylum(&mut self) {
        let council = self.council;
        let day = self.any_day(council.begins);
        let born = day - self.dice.between(15 * 365 + 200, 17 * 365 + 300);
        let ethnicity = self.dice.pick(&["OOTH", "OOTH", "BAFR", "AOTH", "BOTH"]);
        let surname = self.dice.pick(&["Haile", "Rahimi", "Abdi", "Nguyen", "Tesfay", "Karimi", "Osman", "Ahmadi"]);
        let child = self.child(born, surname, ethnicity);
        self.family.children[child].asylum = Some(day);
        self.family.children[child].sex = if self.dice.chance(0.93) { "M" } else { "F" };
        self.contact(child, day, "6", "NEW_REFERRAL_FLAG");
        let group = self.open(day, &[child], "6", "N8", Path::Care);
        self.follow(day, group, "N8", Path::Care);
        self.afterwards();
    }

    fn disabled(&mut self) {
        let council = self.council;
        let day = self.any_day(council.begins);
        let born = day - self.dice.between(2 * 365, 15 * 365);
        let surname = self.dice.pick(SURNAMES);
        let ethnicity = ethnicity(&mut self.dice);
        let child = self.child(born, surname, ethnicity);
        let kinds = self.dice.pick(&[["AUT", "LD"], ["LD", "MOB"], ["BEH", "LD"], ["COMM", "MOB"]]);
        self.family.children[child].disabilities = kinds.to_vec();
        self.family.children[child].ehcp = Some(day.min(born + 365 * 5).max(born + 700));
        self.contact(child, day, "3F", "NEW_REFERRAL_FLAG");
        let group = self.open(day, &[child], "3F", "N2", Path::Need);
        let start = council.almanac.working(day + 1);
        let days = self.dice.between(20, 44);
        let authorised = council.almanac.working_after(start, days);
        let end = (day + self.dice.wait_days(1_700.0).max(300)).min(self.limit(child));
        let by = self.hold(&group, Kind::Disability, Role::SocialWorker, day, end);
        self.assess(&group, start, authorised, "PROV_OF_SERVICES_FLAG", by);
        if authorised + 30 < end {
            if self.dice.chance(0.35) {
                self.need_plan(&group, authorised + 3, end, by);
            }
            let recorded = self.dice.chance(0.16);
            let from = authorised + self.dice.between(5, 60);
            self.short_breaks(child, group[0].1, from, end - 2, recorded);
        }
        // What a disabled child needs is assessed anew each year or so.
        let mut again = authorised + 365 + self.dice.between(-30, 60);
        while again + 60 < end {
            self.assess_again(&group, again, end);
            again += 365 + self.dice.between(-30, 60);
        }
        self.close(&group, end, "RC7");
        self.afterwards();
    }

    /// A child on another authority's plan stays here for a time.
    fn other_authority(&mut self) {
        let council = self.council;
        let day = self.any_day(council.reach - 300);
        let born = day - self.dice.between(30, 14 * 365);
        let surname = self.dice.pick(SURNAMES);
        let child = self.child(born, surname, "WBRI");
        self.contact(child, day, "5C", "OLA_CP_FLAG");
        self.know(child, day);
        let end = (day + self.dice.between(30, 260)).min(self.limit(child));
        let id = self.numbers.record();
        let category = self.dice.pick(&["Neglect", "Emotional abuse", "Physical abuse"]);
        self.family.protection_plans.push(ProtectionPlan {
            id,
            child,
            referral: None,
            conference: None,
            start: day,
            end,
            category,
            latest: (day, category),
            ours: false,
            stood: Stood::since(day),
        });
    }

    /// A family moves in with a plan: a transfer conference makes it this authority's.
    fn moves_in(&mut self) {
        let council = self.council;
        let day = self.any_day(council.begins);
        let first = day - self.dice.between(100, 14 * 365);
        self.here.0 = day - 1;
        let count = self.dice.between(1, 3);
        self.born(first, count);
        let children: Vec<usize> =
            self.children_on(day).into_iter().filter(|&c| self.family.children[c].born < day).collect();
        if children.is_empty() {
            return;
        }
        for &child in &children {
            self.contact(child, day, "5C", "NEW_REFERRAL_FLAG");
        }
        let group = self.open(day, &children, "5C", "N1", Path::Protection);
        for referral in &mut self.family.referrals {
            referral.outcome = "CP_TRANSFER_IN_FLAG";
        }
        let locality = self.family.locality;
        let by = self.workforce.someone(&mut self.dice, Kind::Locality, Role::SocialWorker, locality, day);
        let end = self.protect(&group, day, true, by).unwrap_or(day + 30);
        self.hold(&group, Kind::Locality, Role::SocialWorker, day, end + 5);
        self.close(&group, end + 5, "RC7");
        self.afterwards();
    }

    /// A plan that was entered on the wrong child and deleted some weeks later.
    fn entered_in_error(&mut self) {
        let council = self.council;
        let day = council.last_month - self.dice.between(2, 28);
        let surname = self.dice.pick(SURNAMES);
        let born = day - self.dice.between(400, 12 * 365);
        let child = self.child(born, surname, "WBRI");
        self.contact(child, day, "2A", "NFA_FLAG");
        self.know(child, day);
        let id = self.numbers.record();
        self.family.protection_plans.push(ProtectionPlan {
            id,
            child,
            referral: None,
            conference: None,
            start: day,
            end: NEVER,
            category: "Neglect",
            latest: (day, "Neglect"),
            ours: true,
            stood: Stood { recorded: day, erased: council.last_month + self.dice.between(1, 25) },
        });
    }
}
