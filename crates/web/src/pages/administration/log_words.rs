//! The access log in plain words: its own entries have codes (of indicators, teams, rules), which never change; a reader
//! sees what they are called today.

use crate::pages::indicator::when;
use crate::pages::indicators::known::team_name;
use crate::reading::Reading;
use jiff::civil::Date;
use records::{Change, Role, SettingKind};
use report::words;
use standard::parameter;
use standard::period::{Month, Period};

/// The actions of the log with their words, in the order in which they are offered for choosing.
pub const ACTIONS: [(&str, &str); 12] = [
    ("read", "Looked at"),
    ("export", "Downloaded"),
    ("api", "Fetched by a program (API)"),
    (Change::Account.word(), "Account changed"),
    (Change::Setting.word(), "Setting changed"),
    (Change::Backup.word(), "Backup made"),
    (Change::Restore.word(), "Backup restored"),
    ("make-token", "API token made"),
    ("end-token", "API token ended"),
    ("sign-in", "Signed in"),
    ("sign-in-refused", "Sign-in refused"),
    ("sign-out", "Signed out"),
];

/// An action in words: those of earlier versions and rare ones as they are written.
pub fn action(word: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == word);
    known.map_or_else(|| words::sentence(&word.replace('-', " ")), |(_, title)| (*title).to_owned())
}

/// The fields by which a list was narrowed, as the log names them.
const FIELDS: [&str; 16] = [
    "state",
    "what",
    "service",
    "team",
    "worker",
    "sex",
    "age-band",
    "ethnicity",
    "disability",
    "category",
    "severity",
    "rule",
    "dismissed",
    "month",
    "period",
    "owner",
];

/// What codes are called, in the newest data; codes stay where nothing was read yet.
pub struct Told<'a> {
    reading: Option<&'a Reading>,
}

impl<'a> Told<'a> {
    /// In the words of a reading.
    pub fn of(reading: Option<&'a Reading>) -> Told<'a> {
        Told { reading }
    }

    /// What an entry is about, in words.
    pub fn what(&self, action: &str, text: &str) -> String {
        let told = match action {
            word if word == Change::Account.word() => self.account(text),
            word if word == Change::Setting.word() => self.setting(text),
            "read" | "export" | "api" => self.read(text),
            _ => text.to_owned(),
        };
        words::sentence(&told)
    }

    /// Codes that stand for what `text` says: a search for a title must find the entries that have the code.
    pub fn codes(&self, text: &str) -> Vec<String> {
        let text = text.trim().to_lowercase();
        let (Some(reading), true) = (self.reading, text.chars().count() >= 3) else { return Vec::new() };
        let has = |title: &str| title.to_lowercase().contains(&text);
        let indicators =
            reading.engine().catalogue().indicators().filter(|i| has(&i.title)).map(|i| format!("{} ", i.id));
        let teams = reading.workings().teams().iter().filter(|t| has(&t.name)).map(|t| format!("team={}", t.id));
        let last = reading.months().1;
        let months = (0..120).map(|back| last.plus(-back)).filter(|month| has(&words::month(*month)));
        let parameters = parameter::PARAMETERS.iter().filter(|p| has(p.title)).map(|p| p.name.to_owned());
        indicators.chain(teams).chain(parameters).chain(months.map(|month| month.to_string())).take(100).collect()
    }

    fn team(&self, id: &str) -> String {
        match (self.reading, id) {
            (_, "") => "none".to_owned(),
            (None, id) => id.to_owned(),
            (Some(reading), id) => {
                let name = team_name(reading, id);
                if name == id { name } else { format!("{name} ({id})") }
            }
        }
    }

    fn indicator(&self, id: &str) -> Option<String> {
        self.reading?.engine().catalogue().named(id).ok().map(|indicator| indicator.title.clone())
    }

    fn rule(&self, id: &str) -> String {
        match self.reading {
            None => id.to_owned(),
            Some(reading) => {
                let title = council::findings::title(reading.engine().catalogue(), id);
                if title == id { title } else { format!("‘{title}’") }
            }
        }
    }

    /// A field by which a list was narrowed, with its value.
    fn field(&self, name: &str, value: &str) -> String {
        let value = match name {
            "team" => self.team(value),
            "rule" => self.rule(value),
            "month" => value.parse::<Month>().map_or_else(|_| value.to_owned(), words::month),
            _ => value.to_owned(),
        };
        match name {
            "dismissed" => if value == "yes" { "dismissed" } else { "not dismissed" }.to_owned(),
            "what" => value,
            "state" => format!("{} only", value.replace('-', " ")),
            name => format!("{} {value}", name.replace('-', " ")),
        }
    }

    /// What was read.
    fn read(&self, text: &str) -> String {
        let (text, rows) = match text.rfind(" rows ").or_else(|| text.rfind(" no rows")) {
            Some(at) if text[at..].starts_with(" no rows") || is_range(&text[at + 6..]) => text.split_at(at),
            _ => (text, ""),
        };
        // Filters of an address, or fields one after the other.
        let (head, mut fields) = match text.split_once('?') {
            Some((head, query)) => (
                head.trim(),
                form_urlencoded::parse(query.as_bytes()).map(|(name, value)| self.field(&name, &value)).collect(),
            ),
            None => self.fields(text),
        };
        let mut flags = Vec::new();
        if head.starts_with("due within") {
            let last = fields.pop();
            let (mut whole, mut end) = (head.to_owned(), last.clone().unwrap_or_default());
            let of = if last.is_some() { &mut end } else { &mut whole };
            for (flag, said) in [("attention", "with nobody to do it"), ("overdue", "overdue only")] {
                if let Some(rest) = of.strip_suffix(flag).and_then(|rest| rest.strip_suffix(' ')) {
                    flags.insert(0, said.to_owned());
                    *of = rest.to_owned();
                }
            }
            fields.extend(last.map(|_| end));
            return joined(format!("what is overdue or {whole}"), fields.into_iter().chain(flags), rows);
        }
        joined(self.head(head), fields, rows)
    }

    /// What comes before the fields, and the fields.
    fn fields<'t>(&self, text: &'t str) -> (&'t str, Vec<String>) {
        let mut found: Vec<(usize, &str)> = FIELDS
            .iter()
            .flat_map(|name| text.match_indices(&format!(" {name}=")).map(|(at, _)| (at, *name)).collect::<Vec<_>>())
            .collect();
        found.sort_unstable();
        let head = found.first().map_or(text, |(at, _)| &text[..*at]);
        let ends = found.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
        let fields = found
            .iter()
            .zip(ends)
            .map(|((at, name), end)| self.field(name, text.get(at + name.len() + 2..end).unwrap_or_default()));
        (head.trim(), fields.collect())
    }

    /// An indicator and its period, a rule of findings, a list.
    fn head(&self, text: &str) -> String {
        for (before, after) in [("changes of ", ""), ("", " by worker"), ("", " reconciled with a list")] {
            if let Some(middle) = text.strip_prefix(before).and_then(|text| text.strip_suffix(after))
                && (before, after) != ("", "")
                && let Some(told) = self.number(middle)
            {
                return format!("{before}{told}{after}");
            }
        }
        if let Some(told) = self.number(text) {
            return told;
        }
        if let Some((finding, rule)) =
            text.split_once(" of ").filter(|(finding, _)| finding.ends_with("finding") || *finding == "findings")
        {
            return format!("{finding} of {}", self.rule(rule));
        }
        if text == "journey" { "a child’s journey".to_owned() } else { dated(text) }
    }

    /// `cp-visits-on-time 2023-07 …`: an indicator, a period, and whatever follows.
    fn number(&self, text: &str) -> Option<String> {
        let (id, rest) = text.split_once(' ')?;
        let title = self.indicator(id)?;
        let (period, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let period: Period = period.parse().ok()?;
        let rest = if rest.is_empty() { String::new() } else { format!(" {}", dated(rest)) };
        Some(format!("{title}, {}{rest}", when(&period)))
    }

    /// A change of an account: `account sam: profile; roles: analyst → team-manager; teams: none → T02`.
    fn account(&self, text: &str) -> String {
        let part = |part: &str| match part.split_once(": ") {
            Some(("teams", values)) => format!("teams: {}", each(values, |id| self.team(id))),
            Some(("roles", values)) => {
                let title =
                    |word: &str| Role::parse(word).map_or_else(|| word.to_owned(), |r| r.title().to_lowercase());
                format!("roles: {}", each(values, title))
            }
            _ => part.to_owned(),
        };
        text.split("; ").map(part).collect::<Vec<_>>().join("; ")
    }

    /// A change of a setting: `parameter cp_visit_interval from 2023-04-01: not set → 15 working days`.
    fn setting(&self, text: &str) -> String {
        let Some((kind, rest)) = text.split_once(' ') else { return text.to_owned() };
        let Some((name, rest)) = rest.split_once(" from ") else { return text.to_owned() };
        let title = match SettingKind::parse(kind) {
            Some(SettingKind::Parameter) => parameter::find(name).map(|parameter| parameter.title.to_owned()),
            Some(SettingKind::Target) => self.indicator(name).map(|title| format!("target of {title}")),
            _ => None,
        };
        title.map_or_else(|| dated(text), |title| format!("{title}, from {}", dated(rest)))
    }
}

/// Whether this is `1 to 50`.
fn is_range(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(" to ").is_some_and(|(first, last)| number(first) && number(last))
}

fn joined(head: String, fields: impl IntoIterator<Item = String>, rows: &str) -> String {
    let parts: Vec<String> = std::iter::once(head).chain(fields).filter(|part| !part.is_empty()).collect();
    let rows = if rows.is_empty() { String::new() } else { format!(" ({})", rows.trim()) };
    format!("{}{rows}", parts.join(", "))
}

/// Each of some codes in words: `a, b → c`.
fn each(values: &str, told: impl Fn(&str) -> String) -> String {
    let of = |list: &str| {
        list.split(", ").map(|code| if code == "none" { code.to_owned() } else { told(code) }).collect::<Vec<_>>()
    };
    values.split(" → ").map(|list| of(list).join(", ")).collect::<Vec<_>>().join(" → ")
}

/// A text with its dates in words.
fn dated(text: &str) -> String {
    let token = |token: &str| {
        let end = token.trim_end_matches([':', ',', ';']);
        match end.parse::<Date>() {
            Ok(date) if end.len() == 10 => format!("{}{}", words::date(date), &token[end.len()..]),
            _ => token.to_owned(),
        }
    };
    text.split(' ').map(token).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_data_the_codes_stay_and_the_rest_is_said() {
        let told = Told::of(None);
        let what = |text: &str| told.what("read", text);
        assert_eq!(
            what("due within 10 working days what=visit team=T02 overdue attention rows 1 to 150"),
            "What is overdue or due within 10 working days, visit, team T02, overdue only, with nobody to do it (rows 1 to 150)"
        );
        assert_eq!(
            what("due within 10 working days overdue"),
            "What is overdue or due within 10 working days, overdue only"
        );
        assert_eq!(
            what("cp-visits-on-time 2023-07 state=met service=Children In Care no rows"),
            "Cp-visits-on-time 2023-07, met only, service Children In Care (no rows)"
        );
        assert_eq!(what("journey"), "A child’s journey");
        assert_eq!(what("findings ?team=T02&severity=error"), "Findings, team T02, severity error");
        assert_eq!(
            told.what("change-setting", "parameter cp_visit_interval from 2023-04-01: not set → 15 working days"),
            "Longest time between visits to a child with a child protection plan, from 1 April 2023: not set → 15 \
             working days"
        );
        assert_eq!(
            told.what(
                "change-account",
                "account sam: profile; roles: analyst → team-manager, auditor; teams: none → T02"
            ),
            "Account sam: profile; roles: analyst → team manager, auditor; teams: none → T02"
        );
        assert_eq!(told.what("sign-in", ""), "");
    }

    #[test]
    fn every_kind_of_change_has_words() {
        for change in Change::ALL {
            assert!(ACTIONS.iter().any(|(word, _)| *word == change.word()), "{change:?}");
        }
        assert_eq!((action("api").as_str(), action("codes-on").as_str()), ("Fetched by a program (API)", "Codes on"));
    }
}
