//! A council's own settings, `authority.toml` in the data folder: who it is, parameters and targets with the
//! dates from which they hold, and from when its tables are complete.

use crate::authority::Authority;
use crate::parameter::{self, Length, PARAMETERS, Parameters};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The settings of a data folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The authority's name.
    pub name: String,
    /// Its DfE code.
    pub dfe_code: String,
    /// Its ONS code now.
    pub ons_code: String,
    /// The name of its region.
    pub region: String,
    /// The statistical neighbour model to compare with, such as `2025-05`.
    pub neighbour_model: String,
    /// Whether the council counts among its own neighbours, as some older papers had it; not by default.
    pub include_self: bool,
    /// The parameters.
    pub parameters: Parameters,
    /// What indicators should reach.
    pub targets: Targets,
    /// From when tables are complete, by table name; `all` for every table not named.
    pub covers_from: BTreeMap<String, Date>,
}

/// What an indicator should reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The value to reach, in the indicator's unit.
    pub target: f64,
    /// How far short is still near, in the same unit.
    pub tolerance: f64,
}

/// Targets by indicator, each with the dates from which it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Targets {
    /// In order of the date from which each holds; `None`: from the beginning.
    set: BTreeMap<String, Vec<(Option<Date>, Target)>>,
}

impl Targets {
    /// Sets the target of `indicator` from `from` on (`None`: from the beginning).
    pub fn set(&mut self, indicator: &str, from: Option<Date>, target: Target) {
        let values = self.set.entry(indicator.to_owned()).or_default();
        values.retain(|(date, _)| *date != from);
        values.push((from, target));
        values.sort_by_key(|(date, _)| *date);
    }

    /// The target of `indicator` in force on `on`.
    pub fn on(&self, indicator: &str, on: Date) -> Option<Target> {
        let values = self.set.get(indicator)?;
        values.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= on)).map(|(_, target)| *target)
    }

    /// All targets of `indicator` with the date from which each holds, in that order; `None`: from the beginning.
    pub fn history(&self, indicator: &str) -> &[(Option<Date>, Target)] {
        self.set.get(indicator).map(Vec::as_slice).unwrap_or_default()
    }

    /// The indicators that have a target at any time, in order.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        self.set.keys().map(String::as_str)
    }
}

impl Settings {
    /// The settings of `authority` with every default.
    pub fn new(authority: &Authority) -> Settings {
        Settings {
            name: authority.name.clone(),
            dfe_code: authority.dfe_code.clone(),
            ons_code: authority.ons_code.clone(),
            region: authority.statistics_region.clone(),
            neighbour_model: "2025-05".to_owned(),
            include_self: false,
            parameters: Parameters::default(),
            targets: Targets::default(),
            covers_from: BTreeMap::new(),
        }
    }

    /// Reads `authority.toml`.
    ///
    /// # Errors
    /// Every fault found, each as a sentence that names the key.
    pub fn parse(text: &str) -> Result<Settings, Vec<String>> {
        let root: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string()])?;
        let mut faults = Vec::new();
        let section = |name: &str| root.get(name).and_then(toml::Value::as_table).cloned().unwrap_or_default();
        for key in root.keys() {
            if !["authority", "parameters", "targets", "coverage"].contains(&key.as_str()) {
                faults.push(format!(
                    "[{key}] is not a section; there are [authority], [parameters], [targets], [coverage]"
                ));
            }
        }
        let authority = section("authority");
        let mut word = |key: &str| match authority.get(key).and_then(toml::Value::as_str) {
            Some(text) => text.to_owned(),
            None => {
                faults.push(format!("authority.{key} is missing: write {key} = \"…\" under [authority]"));
                String::new()
            }
        };
        let mut settings = Settings {
            name: word("name"),
            dfe_code: word("dfe_code"),
            ons_code: word("ons_code"),
            region: word("region"),
            neighbour_model: word("neighbour_model"),
            include_self: false,
            parameters: Parameters::default(),
            targets: Targets::default(),
            covers_from: BTreeMap::new(),
        };
        match authority.get("include_self").map(toml::Value::as_bool) {
            None => {}
            Some(Some(include)) => settings.include_self = include,
            Some(None) => faults.push("authority.include_self: write true or false".to_owned()),
        }
        for (name, value) in section("parameters") {
            if parameter::find(&name).is_none() {
                let names = PARAMETERS.iter().map(|p| (p.name, p.name));
                let hint = crate::codes::nearest(&name, names).map(|n| format!("; did you mean {n}?"));
                faults.push(format!("parameters.{name} is not a parameter{}", hint.unwrap_or_default()));
                continue;
            }
            for entry in entries(&value) {
                match entry {
                    Ok((from, length)) => settings.parameters.set(&name, from, length),
                    Err(fault) => faults.push(format!("parameters.{name}: {fault}")),
                }
            }
        }
        for (name, value) in section("targets") {
            for entry in target_entries(&value) {
                match entry {
                    Ok((from, target)) => settings.targets.set(&name, from, target),
                    Err(fault) => faults.push(format!("targets.{name}: {fault}")),
                }
            }
        }
        for (name, value) in section("coverage") {
            if name != "all" && crate::table::find(&name).is_none() {
                faults.push(format!("coverage.{name} is not a table"));
            }
            match value.as_str().map(str::to_owned).or_else(|| value.as_datetime().map(|d| d.to_string())) {
                Some(text) => match text.parse() {
                    Ok(date) => drop(settings.covers_from.insert(name, date)),
                    Err(_) => faults.push(format!("coverage.{name}: ‘{text}’ is not a date; write \"2017-08-01\"")),
                },
                None => faults.push(format!("coverage.{name}: write a date, \"2017-08-01\"")),
            }
        }
        if faults.is_empty() { Ok(settings) } else { Err(faults) }
    }

    /// `authority.toml` for `authority`, with every default in it as a comment.
    pub fn template(authority: &Authority) -> String {
        let settings = Settings::new(authority);
        let mut out = String::from(
            "# What Derwent knows of this authority. Lines that begin with # are defaults or examples.\n\n",
        );
        let _ = write!(
            out,
            "[authority]\nname = \"{}\"\ndfe_code = \"{}\"\nons_code = \"{}\"\nregion = \"{}\"\nneighbour_model = \"{}\"\n",
            settings.name, settings.dfe_code, settings.ons_code, settings.region, settings.neighbour_model
        );
        out.push_str(
            "# Whether the council counts among its own neighbours, to compare with older papers.\n# include_self = false\n",
        );
        out.push_str(
            "\n# Lengths of time: WD (working days), days or months. A value with a date holds from that date on:\n",
        );
        out.push_str("#   cp_visit_interval = [{ value = \"10 WD\" }, { from = \"2024-04-01\", value = \"15 WD\" }]\n[parameters]\n");
        for parameter in PARAMETERS {
            let _ = writeln!(
                out,
                "# {} ({})\n# {} = \"{}\"",
                parameter.title, parameter.basis, parameter.name, parameter.default
            );
        }
        out.push_str(
            "\n# What an indicator should reach, and how far short is still near, in its own unit; dated as parameters are:\n\
             #   cp-visits-on-time = [{ target = 90 }, { from = \"2024-04-01\", target = 95, tolerance = 5 }]\n[targets]\n",
        );
        out.push_str("# cp-visits-on-time = { target = 95, tolerance = 5 }\n");
        out.push_str("\n# From when tables are complete, where the files don't say: all, or one table.\n[coverage]\n");
        out.push_str("# all = \"2017-08-01\"\n# ssd_contacts = \"2019-04-01\"\n");
        out
    }
}

/// The dated values of one parameter.
fn entries(value: &toml::Value) -> Vec<Result<(Option<Date>, Length), String>> {
    match value {
        toml::Value::String(text) => vec![text.parse().map(|length| (None, length))],
        toml::Value::Array(values) => values.iter().flat_map(entries).collect(),
        toml::Value::Table(table) => {
            let length = table.get("value").and_then(toml::Value::as_str).ok_or("write value = \"10 WD\"".to_owned());
            let length = length.and_then(|text| text.parse());
            vec![length.and_then(|length| holds_from(table).map(|from| (from, length)))]
        }
        other => vec![Err(format!("‘{other}’ is not a length of time; write \"10 WD\""))],
    }
}

/// The dated targets of one indicator.
fn target_entries(value: &toml::Value) -> Vec<Result<(Option<Date>, Target), String>> {
    let number = |value: &toml::Value| value.as_float().or_else(|| value.as_integer().map(|n| n as f64));
    let wrong = || "write { target = 95, tolerance = 5 }".to_owned();
    match value {
        toml::Value::Array(values) => values.iter().flat_map(target_entries).collect(),
        toml::Value::Table(table) => {
            let target = table.get("target").and_then(number).filter(|value| value.is_finite()).ok_or_else(wrong);
            let tolerance = match table.get("tolerance").map(number) {
                None => Ok(0.0),
                Some(Some(tolerance)) if tolerance.is_finite() && tolerance >= 0.0 => Ok(tolerance),
                Some(_) => Err("tolerance is not a number of 0 or more".to_owned()),
            };
            let target = target.and_then(|target| tolerance.map(|tolerance| Target { target, tolerance }));
            vec![target.and_then(|target| holds_from(table).map(|from| (from, target)))]
        }
        value => {
            let target = number(value).filter(|value| value.is_finite()).ok_or_else(wrong);
            vec![target.map(|target| (None, Target { target, tolerance: 0.0 }))]
        }
    }
}

/// The date from which a dated value holds: `from`, where there is one.
fn holds_from(table: &toml::Table) -> Result<Option<Date>, String> {
    match table.get("from").map(|from| from.as_str().map_or_else(|| from.to_string(), str::to_owned)) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| format!("‘{text}’ is not a date; write \"2024-04-01\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_reads_back_as_the_defaults() {
        let derby = crate::authority::find("831").unwrap();
        assert_eq!(Settings::parse(&Settings::template(derby)), Ok(Settings::new(derby)));
    }

    #[test]
    fn faults_are_gathered() {
        let faults = Settings::parse(
            "[authority]\nname = \"X\"\n[parameters]\ncp_visit_intervall = \"10 WD\"\n[coverage]\nall = \"soon\"\n",
        )
        .unwrap_err();
        assert_eq!(faults.len(), 6, "{faults:#?}");
        assert!(faults.iter().any(|f| f.contains("did you mean cp_visit_interval?")));
    }

    #[test]
    fn dated_parameters_are_read() {
        let derby = crate::authority::find("831").unwrap();
        let text = Settings::template(derby).replace(
            "[targets]",
            "cp_visit_interval = [{ value = \"10 WD\" }, { from = \"2024-04-01\", value = \"15 WD\" }]\n[targets]\ncp-visits-on-time = { target = 95, tolerance = 5 }",
        );
        let settings = Settings::parse(&text).unwrap();
        assert_eq!(settings.parameters.history("cp_visit_interval").len(), 2);
        assert_eq!(settings.targets.on("cp-visits-on-time", jiff::civil::date(2024, 1, 1)).unwrap().tolerance, 5.0);
    }

    #[test]
    fn the_target_in_force_on_the_day_applies() {
        let derby = crate::authority::find("831").unwrap();
        let with = |targets: &str| {
            Settings::parse(&Settings::template(derby).replace("[targets]", &format!("[targets]\n{targets}")))
        };
        let settings =
            with("a = [{ target = 90 }, { from = \"2024-04-01\", target = 95, tolerance = 5 }]\nb = 7").unwrap();
        let on = |id: &str, year| settings.targets.on(id, jiff::civil::date(year, 4, 1)).map(|target| target.target);
        assert_eq!(
            (on("a", 2023), on("a", 2024), on("b", 2000), on("c", 2024)),
            (Some(90.0), Some(95.0), Some(7.0), None)
        );
        assert_eq!(settings.targets.history("a").len(), 2);
        assert_eq!(settings.targets.indicators().collect::<Vec<_>>(), ["a", "b"]);
        for wrong in [
            "a = \"x\"",
            "a = { tolerance = 5 }",
            "a = { target = 1, tolerance = -1 }",
            "a = { target = 1, from = \"soon\" }",
        ] {
            assert_eq!(with(wrong).unwrap_err().len(), 1, "{wrong}");
        }
    }
}
