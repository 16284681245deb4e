//! What the forms of reports send, and dates in them.

use crate::shell::Mistake;
use jiff::civil::Date;
use report::words;
use serde::Deserialize;

/// The fields of a form, in the order in which they were sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// A field’s value without blanks around it; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// A text of several lines, with the line ends of this machine.
    pub fn text(&self, name: &str) -> String {
        self.get(name).replace("\r\n", "\n")
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// A number that the page itself put there; 0 for another.
    pub fn number(&self, name: &str) -> i64 {
        self.get(name).parse().unwrap_or(0)
    }

    /// An account that was chosen; none for nobody.
    pub fn account(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// The three fields of a date.
    pub fn parts(&self, name: &str) -> DateParts {
        let part = |part: &str| self.get(&format!("{name}-{part}")).to_owned();
        DateParts { day: part("day"), month: part("month"), year: part("year") }
    }

    /// A date; none where its three fields are empty.
    pub fn date(&self, name: &str, what: &str, mistakes: &mut Vec<Mistake>) -> Option<Date> {
        let parts = self.parts(name);
        if parts.is_empty() {
            return None;
        }
        let date = parts.date();
        if date.is_none() {
            mistakes.push(Mistake::new(name, format!("{what} must be a real date, such as 27 3 2026")));
        }
        date
    }

    /// A day by which something is due, asked about once where it has passed: sent again, it is kept. `kept` is the day
    /// that was saved before.
    pub fn due(
        &self,
        name: &str,
        what: &str,
        kept: Option<Date>,
        today: Date,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Date> {
        let date = self.date(name, what, mistakes)?;
        if date < today && kept != Some(date) && self.get(&past_field(name)) != date.to_string() {
            let text =
                format!("{what}, {}, has passed. Send it again if it is right, or enter another", words::date(date));
            mistakes.push(Mistake::new(name, text));
        }
        Some(date)
    }

    /// The day that a page asked about, for the field by which the answer is known when it is sent again.
    pub fn past(&self, name: &str, today: Date) -> String {
        self.parts(name).date().filter(|date| *date < today).map_or_else(String::new, |date| date.to_string())
    }
}

/// The hidden field that says which past day a page has asked about.
pub fn past_field(name: &str) -> String {
    format!("{name}-past")
}

/// A date as the three fields of a form have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateParts {
    /// The day of the month.
    pub day: String,
    /// The month’s number.
    pub month: String,
    /// The year, four digits.
    pub year: String,
}

impl DateParts {
    /// Of a date; empty for none.
    pub fn of(date: Option<Date>) -> DateParts {
        date.map_or_else(DateParts::default, |date| DateParts {
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
        })
    }

    fn is_empty(&self) -> bool {
        self.day.is_empty() && self.month.is_empty() && self.year.is_empty()
    }

    fn date(&self) -> Option<Date> {
        crate::clock::date_of(&self.day, &self.month, &self.year).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn dates_are_real_or_said_to_be_wrong() {
        let mut mistakes = Vec::new();
        let sent = fields(&[("due-day", "29"), ("due-month", "2"), ("due-year", "2024"), ("meeting-day", "31")]);
        assert_eq!(sent.date("due", "The due date", &mut mistakes), Date::new(2024, 2, 29).ok());
        assert_eq!(sent.date("other", "The other date", &mut mistakes), None);
        assert!(mistakes.is_empty());
        assert_eq!(sent.date("meeting", "The meeting date", &mut mistakes), None);
        assert_eq!(mistakes, [Mistake::new("meeting", "The meeting date must be a real date, such as 27 3 2026")]);
    }

    #[test]
    fn a_due_date_that_has_passed_is_asked_about_once() {
        let day = |day| Date::new(2024, 2, day).unwrap();
        let mut parts = vec![("due-day", "28"), ("due-month", "2"), ("due-year", "2024")];
        let due = |parts: &[(&str, &str)], kept, today| {
            let mut mistakes = Vec::new();
            let date = fields(parts).due("due", "The due date", kept, today, &mut mistakes);
            (date, mistakes.len())
        };
        assert_eq!(due(&parts, None, day(28)), (Some(day(28)), 0));
        assert_eq!(due(&parts, None, day(29)), (Some(day(28)), 1));
        assert_eq!(due(&parts, Some(day(28)), day(29)), (Some(day(28)), 0), "it was there before");
        assert_eq!(due(&parts, Some(day(27)), day(29)), (Some(day(28)), 1));
        let past = fields(&parts).past("due", day(29));
        let field = past_field("due");
        parts.push((&field, &past));
        assert_eq!(due(&parts, None, day(29)), (Some(day(28)), 0), "it was sent again");
        assert_eq!(fields(&parts).past("due", day(28)), "");
    }
}
