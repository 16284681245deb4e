//! What of a period the extracts cover, in words.

use jiff::civil::Date;
use measure::Arrived;
use report::words;
use standard::coverage::Interval;
use standard::period::Month;

/// Days from `from` to `to`, in words.
pub fn days(from: Date, to: Date) -> String {
    format!("{} to {}", words::date(from), words::date(to))
}

/// What of the period the extracts don't cover, and what that means for the page; empty where they cover all of it.
pub fn covered(contacts: &Arrived, referrals: &Arrived) -> String {
    if contacts.is_covered() && referrals.is_covered() {
        return String::new();
    }
    let part = |arrived: &Arrived| match arrived.covered.as_slice() {
        _ if arrived.is_covered() => "all of it".to_owned(),
        [] => "none of it".to_owned(),
        some => words::list(&some.iter().map(|Interval { from, to }| days(*from, *to)).collect::<Vec<_>>()),
    };
    let (of_contacts, of_referrals) = (part(contacts), part(referrals));
    let covered = match of_contacts == of_referrals {
        true => format!("Of this period the extracts cover {of_contacts}."),
        false => {
            format!("Of this period the extracts cover {of_contacts} for contacts and {of_referrals} for referrals.")
        }
    };
    format!(
        "{covered} Every record of the period that they hold is counted, but of days that they don’t cover they hold only \
         some. A week that is not wholly covered has no figure of its own, and the period is not compared with the year \
         before."
    )
}

/// Why not all of `things` that came again are known; `None` where all are.
pub fn unseen(arrived: &Arrived, things: &str) -> Option<String> {
    let month = words::month(Month::of(arrived.history_from?));
    Some(format!("the history starts in {month}, so earlier {things} can’t be seen"))
}
