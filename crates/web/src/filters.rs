//! Filters: the same on all pages, and in the address, so that a view can be shared and bookmarked. What the receiver
//! may not see stays hidden from them: filters choose among what is fetched, and fetching knows the scope.

pub mod panel;

use measure::{Dimension, Slice};
use report::performance::input::Who;
use standard::period::{Month, Period, PeriodKind};

/// Whose figures stand beside the council's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Those that others published.
    Published(Who),
    /// The council's own target.
    Target,
}

impl Against {
    /// All of them, each with its word in an address.
    pub const ALL: [(Against, &'static str); 5] = [
        (Against::Published(Who::NeighboursMean), "neighbours-mean"),
        (Against::Published(Who::NeighboursMedian), "neighbours-median"),
        (Against::Published(Who::Region), "region"),
        (Against::Published(Who::England), "england"),
        (Against::Target, "target"),
    ];

    /// In a sentence; the region by its name.
    pub fn words(self, region: &str) -> String {
        match self {
            Against::Published(who) => who.words(region),
            Against::Target => "our target".to_owned(),
        }
    }
}

/// What a page shows, as its address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    pairs: Vec<(String, String)>,
}

impl Filters {
    /// From the query of an address, `month=2023-07&team=T04`. Empty values are left out.
    pub fn of(query: &str) -> Filters {
        let pairs = form_urlencoded::parse(query.as_bytes())
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
            .collect();
        Filters { pairs }
    }

    /// The value of a filter; the last one where it is given several times.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All values of a filter that can be given several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a filter has this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(n, v)| n == name && v == value)
    }

    /// All pairs, in the address's order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// `month`, the month that periods end with.
    pub fn month(&self) -> Option<Month> {
        self.get("month")?.parse().ok()
    }

    /// `period`, the kind of period.
    pub fn kind(&self) -> Option<PeriodKind> {
        self.get("period")?.parse().ok()
    }

    /// `period`, the kind of period; a month where none is given.
    pub fn period(&self) -> PeriodKind {
        self.kind().unwrap_or(PeriodKind::Month)
    }

    /// The period that ends with `month`, or the last quarter that had ended by then.
    pub fn period_to(&self, month: Month) -> Period {
        period_to(self.period(), month)
    }

    /// `by`, the breakdown.
    pub fn by(&self) -> Option<Dimension> {
        self.get("by")?.parse().ok()
    }

    /// `service`.
    pub fn service(&self) -> Option<&str> {
        self.get("service")
    }

    /// `team`.
    pub fn team(&self) -> Option<&str> {
        self.get("team")
    }

    /// The part of the council that `service` and `team` choose. A team stands in one service, so a service beside it says
    /// nothing more.
    pub fn slice(&self) -> Slice {
        let team = self.team().map(str::to_owned);
        Slice { service: self.service().filter(|_| team.is_none()).map(str::to_owned), team }
    }

    /// `against`, whose figures stand beside the council's.
    pub fn against(&self) -> Option<Against> {
        let word = self.get("against")?;
        Against::ALL.into_iter().find(|(_, known)| *known == word).map(|(against, _)| against)
    }

    /// An address with these filters and some changed; an empty value takes a filter away. Filters that are not named
    /// stay as they are.
    pub fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.pairs {
            if !changes.iter().any(|(changed, _)| changed == name) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// An address with only those of these filters that all pages share.
    pub fn carried(&self, path: &str) -> String {
        let dropped: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .filter(|(name, _)| !panel::SHARED.iter().any(|(shared, _)| shared == name))
            .map(|(name, _)| (name.as_str(), ""))
            .collect();
        self.link(path, &dropped)
    }
}

/// The period of a kind that ends with `month`, or the last quarter that had ended by then.
pub fn period_to(kind: PeriodKind, month: Month) -> Period {
    let month_alone = Period { kind: PeriodKind::Month, first: month, last: month };
    (0..3).find_map(|back| kind.ending(month.plus(-back))).unwrap_or(month_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_with_the_month_and_quarters_by_it() {
        let (may, quarter) = ("2023-05".parse().unwrap(), Filters::of("period=quarter"));
        assert_eq!(quarter.period_to(may).to_string(), "2023-Q1");
        assert_eq!(Filters::of("period=six-months").period_to(may).first, "2022-12".parse().unwrap());
        assert_eq!(Filters::of("period=fortnight").period_to(may).to_string(), "2023-05");
    }

    #[test]
    fn a_team_says_more_than_its_service() {
        let slice = Filters::of("service=Children&team=T04").slice();
        assert_eq!((slice.service, slice.team.as_deref()), (None, Some("T04")));
        assert_eq!(Filters::of("service=Children").slice().service.as_deref(), Some("Children"));
        assert_eq!(Filters::of("against=england").against(), Some(Against::Published(Who::England)));
        assert_eq!(Filters::of("against=mars").against(), None);
    }

    #[test]
    fn a_view_is_its_address() {
        let filters = Filters::of("month=2023-07&team=T04&state=missed&state=overdue&by=&q=a%20b");
        assert_eq!(filters.month(), "2023-07".parse().ok());
        assert_eq!(filters.team(), Some("T04"));
        assert_eq!(filters.all("state"), ["missed", "overdue"]);
        assert_eq!(filters.by(), None);
        assert_eq!(filters.get("q"), Some("a b"));
        assert_eq!(
            filters.link("/x", &[("team", ""), ("q", "é&")]),
            "/x?month=2023-07&state=missed&state=overdue&q=%C3%A9%26"
        );
        assert_eq!(filters.carried("/x"), "/x?month=2023-07&team=T04");
        assert_eq!(Filters::default().link("/x", &[]), "/x");
    }
}
