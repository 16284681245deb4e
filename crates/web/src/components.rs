//! What the macros of `templates/components/` are given, where a word or two won't do.

use askama::Template;
use report::model::{Arrow, Inline, Table, Tag, Tone};
use report::{Number, words};
use std::fmt::{self, Write as _};

/// No pairs to keep: the default of the filter panel.
pub const NOTHING_KEPT: &[(String, String)] = &[];

/// A choice of a select, of radios or of checkboxes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// More words beneath, for radios and checkboxes; empty for none.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that isn't chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), ..Choice::default() }
    }

    /// The same with more words.
    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }

    /// The same, chosen or not.
    pub fn chosen(mut self, chosen: bool) -> Choice {
        self.chosen = chosen;
        self
    }

    /// All choices of `pairs` (value, label), the one whose value is `chosen` chosen.
    pub fn list<V: Into<String>, L: Into<String>>(
        pairs: impl IntoIterator<Item = (V, L)>,
        chosen: &str,
    ) -> Vec<Choice> {
        let choice = |(value, label): (V, L)| {
            let value = value.into();
            let here = value == chosen;
            Choice::new(value, label).chosen(here)
        };
        pairs.into_iter().map(choice).collect()
    }
}

/// An address on this site with its query. Written, it is escaped; a name may stand in it more than once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The path: `/due`.
    pub path: String,
    /// The query's names and values, not escaped.
    pub query: Vec<(String, String)>,
    /// The id of the part of the page that it leads to; empty for its top.
    pub part: &'static str,
}

impl Address {
    /// The address of `path` with a query.
    pub fn new(path: impl Into<String>, query: Vec<(String, String)>) -> Address {
        Address { path: path.into(), query, part: "" }
    }

    /// The same, leading to the part of the page with this id: what stands far down is not looked for anew on each page
    /// of a list.
    pub fn to(self, part: &'static str) -> Address {
        Address { part, ..self }
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same with `name` standing once, as `value`.
    pub fn with(&self, name: &str, value: impl Into<String>) -> Address {
        let mut address = self.without(name);
        address.query.push((name.to_owned(), value.into()));
        address
    }

    /// The same without `name`.
    pub fn without(&self, name: &str) -> Address {
        let query = self.query.iter().filter(|(known, _)| known != name).cloned().collect();
        Address { path: self.path.clone(), query, part: self.part }
    }

    /// The pairs whose names are in `names`: what a filter panel keeps, say `["sort"]`.
    pub fn keep(&self, names: &[&str]) -> Vec<(String, String)> {
        self.query.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (i, (name, value)) in self.query.iter().enumerate() {
            f.write_char(if i == 0 { '?' } else { '&' })?;
            escape(f, name)?;
            f.write_char('=')?;
            escape(f, value)?;
        }
        if !self.part.is_empty() {
            f.write_char('#')?;
            escape(f, self.part)?;
        }
        Ok(())
    }
}

/// Percent-encodes all but the characters that RFC 3986 leaves unreserved.
fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => f.write_char(char::from(byte))?,
            _ => write!(f, "%{byte:02X}")?,
        }
    }
    Ok(())
}

/// The heading of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Its words.
    pub label: String,
    /// Whether numbers stand in it, to the right.
    pub numeric: bool,
    /// Where it leads: the same page sorted by it; empty where it doesn't sort.
    pub href: String,
    /// How the page is sorted by it: `none`, `ascending` or `descending`.
    pub order: &'static str,
}

impl Column {
    /// A column of words.
    pub fn words(label: impl Into<String>) -> Column {
        Column { label: label.into(), order: "none", ..Column::default() }
    }

    /// A column of numbers.
    pub fn numbers(label: impl Into<String>) -> Column {
        Column { numeric: true, ..Column::words(label) }
    }

    /// The same, sorting the page at `address` by `key`: its query says `sort=key`, or `sort=-key` for descending.
    /// All else in the address stays, but for the number of the page.
    pub fn sorts(mut self, address: &Address, key: &str) -> Column {
        let (order, next) = match address.get("sort") {
            Some(sorted) if sorted == key => ("ascending", format!("-{key}")),
            Some(sorted) if sorted.strip_prefix('-') == Some(key) => ("descending", key.to_owned()),
            _ => ("none", key.to_owned()),
        };
        self.order = order;
        self.href = address.without("page").with("sort", next).to_string();
        self
    }
}

/// A long list cut into pages; `page=2` in the address says which is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The page that is shown, from 1.
    pub current: usize,
    /// The last page, at least 1.
    pub last: usize,
    per_page: usize,
    rows: usize,
    address: Address,
}

impl Pages {
    /// The pages of `rows` rows, `per_page` to a page. A page that isn't there is taken for the nearest that is.
    pub fn new(address: &Address, rows: usize, per_page: usize) -> Pages {
        let per_page = per_page.max(1);
        let last = rows.div_ceil(per_page).max(1);
        let current = address.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).clamp(1, last);
        Pages { current, last, per_page, rows, address: address.clone() }
    }

    /// The same, but all on one page where the address says `rows=all`: for lists that are printed.
    pub fn printable(address: &Address, rows: usize, per_page: usize) -> Pages {
        let whole = address.get("rows") == Some("all");
        Pages::new(address, rows, if whole { usize::MAX } else { per_page })
    }

    /// The address of the list on one page; empty where it is on one.
    pub fn whole(&self) -> String {
        if self.last > 1 { self.address.without("page").with("rows", "all").to_string() } else { String::new() }
    }

    /// What is shown of the list, each of its rows being `one`: `Showing 1 to 50 of 210 workers`, or `12 workers` where
    /// they are all on the page.
    pub fn showing(&self, one: &str) -> String {
        let whole = |rows: usize| Number::whole(i64::try_from(rows).unwrap_or(i64::MAX));
        let all = words::counted(whole(self.rows), one, &words::many(one));
        let shown = self.range();
        match self.last {
            1 => all,
            _ => format!("Showing {} to {} of {all}", whole(shown.start + 1).plain(), whole(shown.end).plain()),
        }
    }

    /// The rows of the page that is shown, the end exclusive.
    pub fn range(&self) -> std::ops::Range<usize> {
        let first = (self.current - 1) * self.per_page;
        first..(first + self.per_page).min(self.rows)
    }

    /// The address of a page. Templates give numbers by reference, others by value.
    pub fn href(&self, page: impl std::borrow::Borrow<usize>) -> String {
        let page = *page.borrow();
        let first = self.address.without("page");
        if page <= 1 { first.to_string() } else { first.with("page", page.to_string()).to_string() }
    }

    /// The numbers to show: first, last and those around the current one; `None` where some are left out.
    pub fn shown(&self) -> Vec<Option<usize>> {
        let mut shown = Vec::new();
        let mut before = 0;
        for page in 1..=self.last {
            if page == 1 || page == self.last || page.abs_diff(self.current) <= 1 {
                // A gap of one page is that page.
                match page - before {
                    1 => {}
                    2 => shown.push(Some(page - 1)),
                    _ => shown.push(None),
                }
                shown.push(Some(page));
                before = page;
            }
        }
        shown
    }
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its format: `CSV`.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// What it holds, and how large it is: `412 rows, 38 KB`; empty for nothing.
    pub about: String,
}

impl Download {
    /// The page at `address` as `CSV`, `Excel` and `JSON`: `format=` is added to its query, the page's number left out.
    pub fn of(address: &Address, about: &str) -> Vec<Download> {
        let one = |(label, format): (&str, &str)| Download {
            label: label.to_owned(),
            href: address.without("page").with("format", format).to_string(),
            about: about.to_owned(),
        };
        [("CSV", "csv"), ("Excel", "xlsx"), ("JSON", "json")].into_iter().map(one).collect()
    }
}

/// The shape of a tag for the macro `show::verdict`: `show::verdict(tag.text, crate::components::shape(tag),
/// crate::components::sense(tag))`, with a tag of `report::performance::verdict_tag`.
pub fn shape(tag: &Tag) -> &'static str {
    match tag.arrow {
        Some(Arrow::Up) => "up",
        Some(Arrow::Down) => "down",
        Some(Arrow::Tick) => "tick",
        Some(Arrow::Wave) => "wave",
        Some(Arrow::Cross) => "cross",
        None => "none",
    }
}

/// The sense of a tag for the macro `show::verdict`.
pub fn sense(tag: &Tag) -> &'static str {
    match tag.tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Strong => "strong",
        Tone::Quiet => "neutral",
    }
}

/// A table of a report or of a chart as a page shows it: `{{ table }}` in a template.
#[derive(Debug, Template)]
#[template(path = "components/data_table.html")]
pub struct DataTable<'a> {
    /// Its id, unique on the page.
    pub id: &'a str,
    /// What is in it.
    pub table: &'a Table,
    /// Whether the caption is heard only: where a heading says the same.
    pub quiet_caption: bool,
}

impl askama::filters::HtmlSafe for DataTable<'_> {}

impl DataTable<'_> {
    fn numeric(&self, column: &usize) -> bool {
        self.table.columns.get(*column).is_some_and(|column| column.numeric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        let query = [("team", "Duty & Assessment"), ("team", "East"), ("page", "3"), ("sort", "-late")];
        Address::new("/due", query.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    #[test]
    fn addresses_are_escaped_and_keep_what_they_have() {
        assert_eq!(address().to_string(), "/due?team=Duty%20%26%20Assessment&team=East&page=3&sort=-late");
        assert_eq!(Address::new("/é", vec![("a".into(), "é".into())]).to_string(), "/é?a=%C3%A9");
        assert_eq!(address().keep(&["sort"]), [("sort".to_owned(), "-late".to_owned())]);
    }

    #[test]
    fn headings_sort_one_way_and_then_the_other() {
        let column = |key| Column::words("Late").sorts(&address(), key);
        assert_eq!((column("late").order, column("name").order), ("descending", "none"));
        assert_eq!(column("late").href, "/due?team=Duty%20%26%20Assessment&team=East&sort=late");
        assert!(column("name").href.ends_with("&sort=name"));
        let up = Column::numbers("Late").sorts(&address().with("sort", "late"), "late");
        assert!(up.numeric && up.order == "ascending" && up.href.ends_with("sort=-late"));
    }

    #[test]
    fn pages_hold_all_rows_once() {
        let address = address();
        let pages = Pages::new(&address, 45, 10);
        assert_eq!((pages.current, pages.last, pages.range()), (3, 5, 20..30));
        assert_eq!(pages.href(1), "/due?team=Duty%20%26%20Assessment&team=East&sort=-late");
        let rows: usize =
            (1..=5).map(|page| Pages::new(&address.with("page", page.to_string()), 45, 10).range().len()).sum();
        assert_eq!(rows, 45);
        for odd in ["0", "99", "x"] {
            let pages = Pages::new(&address.with("page", odd), 0, 0);
            assert_eq!((pages.current, pages.last, pages.range()), (1, 1, 0..0));
        }
        assert_eq!(pages.showing("worker"), "Showing 21 to 30 of 45 workers");
        assert_eq!(
            Pages::new(&address.with("page", "5"), 1_045, 250).showing("child"),
            "Showing 1,001 to 1,045 of 1,045 children"
        );
        let whole = Pages::printable(&address.with("rows", "all"), 45, 10);
        assert_eq!(
            (whole.last, whole.range(), whole.whole(), whole.showing("worker")),
            (1, 0..45, String::new(), "45 workers".to_owned())
        );
        assert!(
            Pages::printable(&address.clone().to("workers"), 45, 10).whole().ends_with("&sort=-late&rows=all#workers")
        );
        let shown = |page: &str, rows| Pages::new(&address.with("page", page), rows, 1).shown();
        assert_eq!(shown("5", 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
        assert_eq!(shown("3", 5), [Some(1), Some(2), Some(3), Some(4), Some(5)]);
    }

    #[test]
    fn the_chosen_choice_is_marked() {
        let choices = Choice::list([("a", "All"), ("e", "East")], "e");
        assert_eq!(choices.iter().map(|choice| choice.chosen).collect::<Vec<_>>(), [false, true]);
    }
}
