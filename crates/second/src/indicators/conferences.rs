//! Initial conferences, and plans that are not the first.

use super::front_door::on_time as within_limit;
use super::{Answer, Counted, World};
use crate::history::is;
use jiff::civil::Date;

/// Initial conferences within the limit of the enquiry's start.
pub fn on_time(world: &World, from: Date, to: Date) -> Answer {
    let mut counted = Vec::new();
    for x in &world.known.conferences {
        let Some(date) = x.date.filter(|date| from <= *date && *date <= to) else { continue };
        let enquiry = world.known.enquiries.iter().find(|e| e.id.is_some() && e.id == x.enquiry);
        let Some(enquiry) = enquiry else { continue };
        if is(&x.transfer_in, "Y") || enquiry.start.is_some_and(|start| date < start) {
            continue;
        }
        // An enquiry without a start is in the table all the same; the conference can't be shown to be on time.
        let limit = |start| world.case.parameters.value("icpc_limit", start);
        let met = enquiry.start.is_some_and(|start| within_limit(start, date, limit(start)));
        counted.push(Counted::new(date, &x.person, &x.id, if met { "met" } else { "missed" }));
    }
    Answer::proportion(counted)
}

/// Plan starts of children who had a plan of this authority before.
pub fn repeat_plans(world: &World, from: Date, to: Date) -> Answer {
    let mut counted = Vec::new();
    for x in world.known.plans.iter().filter(|x| !is(&x.other_authority, "Y")) {
        let Some(start) = x.start.filter(|start| from <= *start && *start <= to) else { continue };
        let own = world.known.plans.iter().filter(|y| !is(&y.other_authority, "Y"));
        let recorded = own.filter(|y| y.person == x.person).any(|y| y.start.is_some_and(|y| y < start));
        let mut earlier = world.known.earlier_plans.iter().filter(|y| y.person == x.person);
        let before = earlier.any(|y| y.start.is_some_and(|y| y < start));
        let again = recorded || before || x.previous.is_some_and(|n| n > 0);
        counted.push(Counted::new(start, &x.person, &x.id, if again { "met" } else { "missed" }));
    }
    Answer::proportion(counted)
}
