//! What an adoption order does to the records: the old one ends with it, and whatever comes later is a new person's.
//!
//! A family is simulated whole, as people who know each other; afterwards each adopted child's later records are given
//! to a child with a new id, another family and another address. No column of any table holds both.

use crate::almanac::Day;
use crate::council::Council;
use crate::dice::Dice;
use crate::life::{FIRST_FAMILY, Numbers, postcode};
use crate::names::{STREETS, SURNAMES};
use crate::records::{Child, Family, Home};
use crate::special::families;
use std::collections::BTreeSet;

/// For how many days after the order contacts about the birth family are still filed on the old record.
const STILL_OPEN: i32 = 10;

/// Gives what happened to adopted children of the family numbered `index` after the order to new people.
pub fn new_identities(council: &Council, numbers: &mut Numbers, index: u64, family: &mut Family) {
    let mut dice = Dice::new(council.seed, u64::MAX / 2 + index);
    // A child of the new family can be adopted once more.
    let mut place = 0;
    while place < family.children.len() {
        if let Some(order) = order(family, place) {
            family.close(place, order);
            if family.has_later(place, order) {
                // They move house as often as the family of birth, but elsewhere and at another time.
                let known = family.children[place].known;
                let moved = family.moved.as_ref().map(|(day, _)| *day).filter(|&day| day > known);
                let surname = dice.pick(SURNAMES);
                let home = Home {
                    family: FIRST_FAMILY + families(council) + numbers.later_family(),
                    street: dice.pick(STREETS),
                    house: dice.between(1, 180),
                    postcode: postcode(&mut dice, true),
                    moved: moved.map(|day| (dice.between(order + 2, day), postcode(&mut dice, true))),
                };
                let later = family.later_identity(place, order, numbers.later_person(), surname, home);
                family.children.push(later);
                family.hand_over(place, order, family.children.len() - 1);
            }
        }
        place += 1;
    }
}

/// The day of the first adoption order of a child.
fn order(family: &Family, child: usize) -> Option<Day> {
    let adopted = family.care.iter().filter(|care| care.child == child && matches!(care.reason, "E11" | "E12"));
    adopted.map(|care| care.ceased).min()
}

impl Family {
    /// What is still filed on the old record when the order has been made is of the day of the order.
    fn close(&mut self, child: usize, order: Day) {
        for contact in self.contacts.iter_mut().filter(|contact| contact.child == child) {
            let late = (order + 1..=order + STILL_OPEN).contains(&contact.day);
            if late && contact.outcome == "EXISTING_REFERRAL_FLAG" {
                contact.day = order;
            }
        }
    }

    /// Whether anything is recorded of a child after the day `order`.
    fn has_later(&self, child: usize, order: Day) -> bool {
        let of = |who: usize, day: Day| who == child && day > order;
        self.contacts.iter().any(|contact| of(contact.child, contact.day))
            || self.referrals.iter().any(|referral| of(referral.child, referral.day))
            || self.protection_plans.iter().any(|plan| of(plan.child, plan.start))
            || self.early_help.iter().any(|help| of(help.child, help.start))
    }

    /// The child as a new person after `order`.
    fn later_identity(&self, child: usize, order: Day, id: u64, surname: &'static str, home: Home) -> Child {
        let old = &self.children[child];
        Child {
            id,
            surname,
            expected: None,
            merged: None,
            died: old.died.filter(|&day| day > order),
            restricted: old.restricted.filter(|&(from, _)| from > order),
            known: order + 1,
            home: Some(home),
            before: Some(child),
            ..old.clone()
        }
    }

    /// Gives every record of `child` that began after `order` to the child `later`: what hangs on a referral, a plan or a
    /// period of care goes where that goes.
    fn hand_over(&mut self, child: usize, order: Day, later: usize) {
        let old = &mut self.children[child];
        old.died = old.died.filter(|&day| day <= order);
        old.restricted = old.restricted.filter(|&(from, _)| from <= order);
        for contact in self.contacts.iter_mut().filter(|contact| contact.child == child && contact.day > order) {
            contact.child = later;
            contact.on_second_record = false;
        }
        let mut moved = BTreeSet::new();
        let mut give = |who: &mut usize, day: Day, under: Option<u64>, id: u64| {
            if *who == child && under.map_or(day > order, |under| moved.contains(&under)) {
                *who = later;
                moved.insert(id);
            }
        };
        self.referrals.iter_mut().for_each(|of| give(&mut of.child, of.day, None, of.id));
        self.assessments.iter_mut().for_each(|of| give(&mut of.child, of.start, Some(of.referral), of.id));
        self.enquiries.iter_mut().for_each(|of| give(&mut of.child, of.start, Some(of.referral), of.id));
        self.conferences.iter_mut().for_each(|of| give(&mut of.child, of.held, Some(of.referral), of.id));
        self.protection_plans.iter_mut().for_each(|of| give(&mut of.child, of.start, of.referral, of.id));
        self.protection_visits.iter_mut().for_each(|of| give(&mut of.child, of.day, of.under, of.id));
        self.protection_reviews.iter_mut().for_each(|of| give(&mut of.child, of.held, Some(of.under), of.id));
        self.need_plans.iter_mut().for_each(|of| give(&mut of.child, of.start, Some(of.referral), of.id));
        self.need_visits.iter_mut().for_each(|of| give(&mut of.child, of.day, of.under, of.id));
        self.need_reviews.iter_mut().for_each(|of| give(&mut of.child, of.held, Some(of.under), of.id));
        self.care.iter_mut().for_each(|of| give(&mut of.child, of.entered, Some(of.referral), of.id));
        self.care_visits.iter_mut().for_each(|of| give(&mut of.child, of.day, of.under, of.id));
        self.care_reviews.iter_mut().for_each(|of| give(&mut of.child, of.held, Some(of.under), of.id));
        self.health.iter_mut().for_each(|of| give(&mut of.child, of.day, None, of.id));
        self.scores.iter_mut().for_each(|of| give(&mut of.child, of.day, None, of.id));
        self.missing.iter_mut().for_each(|of| give(&mut of.child, of.start, None, of.id));
        self.convictions.iter_mut().for_each(|of| give(&mut of.child, of.day, None, of.id));
        self.misuse.iter_mut().for_each(|of| give(&mut of.child, of.day, None, of.id));
        self.early_help.iter_mut().for_each(|of| give(&mut of.child, of.start, None, of.id));
        self.involvements.iter_mut().for_each(|of| give(&mut of.child, of.start, of.referral, of.id));
        self.leavers.iter_mut().for_each(|of| give(&mut of.child, of.from, None, of.id));
    }
}
