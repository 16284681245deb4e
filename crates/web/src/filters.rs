//! Filters: the same on all pages, and in the address, so that a view can be shared and bookmarked. What the receiver
//! may not see stays hidden from them: filters choose among what is fetched, and fetching knows the scope.

use measure::Dimension;
use standard::period::{Month, PeriodKind};

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

    /// `period`, the kind of period; a month where none is given.
    pub fn period(&self) -> PeriodKind {
        self.get("period").and_then(|text| text.parse().ok()).unwrap_or(PeriodKind::Month)
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

    /// `against`, whose published figures stand beside the council's: `neighbours`, `region` or `england`.
    pub fn against(&self) -> Option<&str> {
        self.get("against")
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
        let shared = ["month", "period", "service", "team", "by", "against"];
        let dropped: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .filter(|(name, _)| !shared.contains(&name.as_str()))
            .map(|(name, _)| (name.as_str(), ""))
            .collect();
        self.link(path, &dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
