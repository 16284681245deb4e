//! Why tables are held, or would be: what moved, in words.

use super::{count, table_title};
use report::words;
use standard::coverage::Interval;
use store::{Basis, Comparison};

/// How a table moved against what was there before.
pub struct Moved {
    /// What the table holds.
    pub table: String,
    /// Its name.
    pub name: String,
    /// How many were there before: `2,377 children`.
    pub before: String,
    /// How many are in the new delivery.
    pub after: String,
    /// By how much it moved: `66% fewer`.
    pub share: String,
    /// What it is compared with, in words; empty where that is a delivery.
    pub with: &'static str,
    /// The delivery that it is compared with.
    pub against: i32,
    /// The days that are compared.
    pub days: String,
}

/// A comparison as a page words it.
pub fn shown(comparison: &Comparison) -> Moved {
    let (one, several) = if comparison.children { ("child", "children") } else { ("row", "rows") };
    let things = |number: u64| format!("{} {}", count(number), if number == 1 { one } else { several });
    let days = |days: &Interval| match days.from == days.to {
        true => words::date(days.to),
        false => format!("{} to {}", words::date(days.from), words::date(days.to)),
    };
    let share = match (comparison.basis, comparison.percent) {
        (Basis::WithTheRest, _) => "waits with the rest".to_owned(),
        (Basis::LessDetail, _) => "says less of each".to_owned(),
        (_, fewer) if fewer < 0 => format!("{}% fewer", fewer.unsigned_abs()),
        (_, more) => format!("{more}% more"),
    };
    Moved {
        table: table_title(&comparison.table),
        name: comparison.table.clone(),
        before: things(comparison.before),
        after: things(comparison.after),
        share,
        with: match comparison.basis {
            Basis::Delivery => "",
            Basis::Standing => "what stands",
            Basis::WithTheRest => "what stands; far fewer children are in this delivery",
            Basis::LessDetail => "what stands for the same date, which has more columns",
        },
        against: comparison.against,
        days: match (&comparison.window, &comparison.earlier) {
            (Some(window), Some(earlier)) => format!("{}, against {}", days(window), days(earlier)),
            (Some(window), None) => days(window),
            (None, _) => "all rows".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_moved_is_told_in_words() {
        let july = date(2023, 7, 31);
        let mut comparison = Comparison {
            table: "ssd_cp_plans".to_owned(),
            against: 4,
            before: 2_377,
            after: 1,
            percent: -99,
            window: Some(Interval { from: date(2023, 2, 1), to: july }),
            basis: Basis::Standing,
            children: true,
            earlier: None,
        };
        let told = shown(&comparison);
        assert_eq!(
            (told.before.as_str(), told.after.as_str(), told.share.as_str()),
            ("2,377 children", "1 child", "99% fewer")
        );
        assert_eq!((told.with, told.days.as_str()), ("what stands", "1 February 2023 to 31 July 2023"));
        comparison.earlier = Some(Interval { from: july, to: july });
        assert_eq!(shown(&comparison).days, "1 February 2023 to 31 July 2023, against 31 July 2023");
    }
}
