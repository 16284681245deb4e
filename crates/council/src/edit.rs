//! Changing `authority.toml` and `mapping.toml` as a person would: the line at hand changes, what else stands there stays
//! as it is, comments too. What comes out is read back before it takes the place of what there was.

use crate::failure::{Failure, Result};
use intake::Mapping;
use jiff::Timestamp;
use jiff::civil::Date;
use standard::parameter::Length;
use standard::settings::{Settings, Target};
use store::{Locked, Store};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

/// A value with the date from which it holds; `None`: from the beginning.
pub type Dated<T> = (Option<Date>, T);

fn document(text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|error: toml_edit::TomlError| Failure::new(error.to_string()))
}

/// The table at `path`, made where it is missing. Tables above the last are only headings.
fn table<'d>(document: &'d mut DocumentMut, path: &[&str]) -> Result<&'d mut Table> {
    let mut at = document.as_table_mut();
    for (depth, name) in path.iter().enumerate() {
        let item = at.entry(name).or_insert_with(|| {
            let mut made = Table::new();
            made.set_implicit(depth + 1 < path.len());
            Item::Table(made)
        });
        let here = path[..=depth].join(".");
        at = item.as_table_mut().ok_or_else(|| {
            Failure::new(format!("[{here}] is not laid out as a section of its own: change it in the file by hand"))
        })?;
    }
    Ok(at)
}

/// Puts a value in the place of another, with the comments and blanks around it.
fn put(table: &mut Table, key: &str, new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(key, value(new))),
    }
}

/// Takes a value out of the table at `path`. The comments above it are about more than this one value (in the file as
/// it is first written, every default stands there), so they stay: above what comes next.
fn take_out(document: &mut DocumentMut, path: &[&str], key: &str) -> Result<()> {
    let section = table(document, path)?;
    let prefix = section.key(key).and_then(|key| key.leaf_decor().prefix()).and_then(|prefix| prefix.as_str());
    let above = prefix.unwrap_or_default().to_owned();
    let next = section.iter().map(|(name, _)| name.to_owned()).skip_while(|name| name != key).nth(1);
    section.remove(key);
    let on_top = |old: Option<&str>| format!("{above}{}", old.unwrap_or_default());
    if let Some(mut next) = next.and_then(|next| section.key_mut(&next)) {
        let prefix = on_top(next.leaf_decor().prefix().and_then(|prefix| prefix.as_str()));
        next.leaf_decor_mut().set_prefix(prefix);
        return Ok(());
    }
    let place = section.position();
    let tables = document.as_table_mut().iter_mut().filter_map(|(_, item)| item.as_table_mut());
    match tables.filter(|table| table.position() > place).min_by_key(|table| table.position()) {
        Some(following) => {
            let prefix = on_top(following.decor().prefix().and_then(|prefix| prefix.as_str()));
            following.decor_mut().set_prefix(prefix);
        }
        None => {
            let trailing = on_top(document.trailing().as_str());
            document.set_trailing(trailing);
        }
    }
    Ok(())
}

/// Values with dates as the file has them: alone where there is one without a date, else a list.
fn dated<T>(values: &[Dated<T>], alone: impl Fn(&T) -> Value, fill: impl Fn(&T, &mut InlineTable)) -> Value {
    if let [(None, only)] = values {
        return alone(only);
    }
    let entry = |(from, of): &Dated<T>| {
        let mut entry = InlineTable::new();
        if let Some(from) = from {
            entry.insert("from", from.to_string().into());
        }
        fill(of, &mut entry);
        entry
    };
    Value::Array(values.iter().map(entry).collect::<Array>())
}

/// `authority.toml` with the values of a parameter, in order of date; with none, the default holds.
///
/// # Errors
/// The file is laid out in a way that only a person can change.
pub fn parameter(text: &str, name: &str, values: &[Dated<Length>]) -> Result<String> {
    let mut document = document(text)?;
    let section = table(&mut document, &["parameters"])?;
    if values.is_empty() {
        take_out(&mut document, &["parameters"], name)?;
    } else {
        let length = |length: &Length| length.to_string();
        let fill = |of: &Length, entry: &mut InlineTable| drop(entry.insert("value", length(of).into()));
        put(section, name, dated(values, |only| length(only).into(), fill));
    }
    Ok(document.to_string())
}

/// `authority.toml` with the targets of an indicator, in order of date; with none, it has no target.
///
/// # Errors
/// As [`parameter`].
pub fn target(text: &str, indicator: &str, values: &[Dated<Target>]) -> Result<String> {
    let mut document = document(text)?;
    let section = table(&mut document, &["targets"])?;
    // 95 and not 95.0: the file is for people.
    let number = |number: f64| -> Value {
        if number.fract() == 0.0 && number.abs() < 1e15 { Value::from(number as i64) } else { Value::from(number) }
    };
    let fill = |of: &Target, entry: &mut InlineTable| {
        entry.insert("target", number(of.target));
        entry.insert("tolerance", number(of.tolerance));
    };
    let alone = |only: &Target| {
        let mut entry = InlineTable::new();
        fill(only, &mut entry);
        Value::InlineTable(entry)
    };
    if values.is_empty() {
        take_out(&mut document, &["targets"], indicator)?;
    } else {
        put(section, indicator, dated(values, alone, fill));
    }
    Ok(document.to_string())
}

/// `mapping.toml` with a heading of a section (a table, `list 1` to `list 11`, `all`) taught as a column, or forgotten.
///
/// # Errors
/// As [`parameter`].
pub fn heading(text: &str, section: &str, heading: &str, column: Option<&str>) -> Result<String> {
    teach(text, ["headers", section], heading, column)
}

/// `mapping.toml` with a text of a code list taught as a code (the empty one: it stands for nothing), or forgotten.
///
/// # Errors
/// As [`parameter`].
pub fn code(text: &str, list: &str, written: &str, code: Option<&str>) -> Result<String> {
    teach(text, ["codes", list], written, code)
}

/// `mapping.toml` with what is `written` in a part of a section taught as what it means, or forgotten.
fn teach(text: &str, [section, part]: [&str; 2], written: &str, meant: Option<&str>) -> Result<String> {
    let mut document = document(text)?;
    let folded = standard::codes::folded(written);
    // The same section may be written in another way: List_1 for list 1.
    let plain = |name: &str| name.to_lowercase().replace(['_', '-', ' '], "");
    let known = document.get(section).and_then(Item::as_table_like).and_then(|parts| {
        let same = |name: &String| name == part || (section == "headers" && plain(name) == plain(part));
        parts.iter().map(|(name, _)| name.to_owned()).find(same)
    });
    let section = table(&mut document, &[section, known.as_deref().unwrap_or(part)])?;
    let known: Vec<String> =
        section.iter().map(|(key, _)| key.to_owned()).filter(|key| standard::codes::folded(key) == folded).collect();
    match meant {
        Some(meant) => {
            let key = known.first().map_or(written.trim(), String::as_str).to_owned();
            put(section, &key, meant.into());
            known.iter().skip(1).for_each(|key| drop(section.remove(key)));
        }
        None => known.iter().for_each(|key| drop(section.remove(key))),
    }
    Ok(document.to_string())
}

/// What `mapping.toml` teaches of headings, as it spells them: section, heading, column.
///
/// # Errors
/// It is no TOML.
pub fn headings(text: &str) -> Result<Vec<(String, String, String)>> {
    taught(text, "headers")
}

/// What `mapping.toml` teaches of codes, as it spells them: code list, text, code.
///
/// # Errors
/// It is no TOML.
pub fn codes(text: &str) -> Result<Vec<(String, String, String)>> {
    taught(text, "codes")
}

fn taught(text: &str, section: &str) -> Result<Vec<(String, String, String)>> {
    let document = document(text)?;
    let mut out = Vec::new();
    let Some(parts) = document.get(section).and_then(Item::as_table_like) else { return Ok(out) };
    for (part, entries) in parts.iter() {
        for (written, meant) in entries.as_table_like().into_iter().flat_map(|entries| entries.iter()) {
            let meant = meant.as_str().unwrap_or_default();
            out.push((part.to_owned(), written.to_owned(), meant.to_owned()));
        }
    }
    Ok(out)
}

/// The text of a settings file; empty where there is none.
///
/// # Errors
/// It can't be read.
pub fn text_of(path: &std::path::Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::new(format!("{} can't be read: {error}", path.display()))),
    }
}

/// Changes `authority.toml` under the store's lock, from what stands there at that moment. `change` is given the
/// settings and the text, and gives the new text. Gives the settings as they were and as they are.
///
/// # Errors
/// Someone else is at work in the folder, or the new text can't be read back: then nothing is changed.
pub fn change_settings(
    store: &Store,
    who: &str,
    now: Timestamp,
    change: impl FnOnce(&Settings, &str) -> Result<String>,
) -> Result<(Settings, Settings)> {
    let locked: Locked = store.lock(who, "settings", now)?;
    let before = crate::folder::settings(&locked)?;
    let text = change(&before, &text_of(&locked.settings_path())?)?;
    let after = locked.write_settings(&text)?;
    Ok((before, after))
}

/// Changes `mapping.toml` under the store's lock, from what stands there at that moment. Gives the mapping as it was and
/// as it is.
///
/// # Errors
/// As [`change_settings`].
pub fn change_mapping(
    store: &Store,
    who: &str,
    now: Timestamp,
    change: impl FnOnce(&str) -> Result<String>,
) -> Result<(Mapping, Mapping)> {
    let locked: Locked = store.lock(who, "mapping", now)?;
    let before = crate::folder::mapping(&locked)?;
    let text = change(&text_of(&locked.mapping_path())?)?;
    let after = Mapping::parse(&text).map_err(Failure)?;
    locked.write_mapping(&text)?;
    Ok((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use standard::authority;

    fn template() -> String {
        Settings::template(authority::find("831").unwrap())
    }

    #[test]
    fn a_parameter_changes_and_comments_stay() {
        let (ten, fifteen) = ("10 WD".parse().unwrap(), "15 WD".parse().unwrap());
        let text = template().replace("[targets]", "cp_visit_interval = \"12 WD\" # agreed in 2020\n[targets]");
        let one = parameter(&text, "cp_visit_interval", &[(None, ten)]).unwrap();
        assert_eq!(one, text.replace("\"12 WD\" #", "\"10 WD\" #"));
        let two = parameter(&one, "cp_visit_interval", &[(None, ten), (Some(date(2026, 4, 1)), fifteen)]).unwrap();
        assert!(two.contains("# agreed in 2020") && two.lines().count() == text.lines().count(), "{two}");
        let settings = Settings::parse(&two).unwrap();
        assert_eq!(settings.parameters.value("cp_visit_interval", date(2026, 3, 31)), ten);
        assert_eq!(settings.parameters.value("cp_visit_interval", date(2026, 4, 1)), fifteen);
        let none = parameter(&two, "cp_visit_interval", &[]).unwrap();
        assert_eq!(Settings::parse(&none), Settings::parse(&template()));
        assert_eq!(
            none.lines().filter(|line| line.starts_with('#')).count(),
            text.lines().filter(|line| line.starts_with('#')).count()
        );
        assert!(parameter("parameters = 3", "cp_visit_interval", &[(None, ten)]).is_err());
    }

    #[test]
    fn targets_are_dated() {
        let aim = |target| Target { target, tolerance: 2.5 };
        let text = target(&template(), "x", &[(None, aim(90.0)), (Some(date(2025, 4, 1)), aim(97.5))]).unwrap();
        let settings = Settings::parse(&text).unwrap();
        assert_eq!(settings.targets.on("x", date(2025, 3, 31)), Some(aim(90.0)));
        assert_eq!(settings.targets.on("x", date(2025, 4, 1)), Some(aim(97.5)));
        assert!(text.contains("target = 90,"), "{text}");
        assert_eq!(Settings::parse(&target(&text, "x", &[]).unwrap()), Settings::parse(&template()));
    }

    #[test]
    fn headings_are_taught_and_forgotten() {
        let first = heading("# ours\n", "ssd_contacts", "Contact Received", Some("cont_contact_date")).unwrap();
        assert!(first.starts_with("# ours\n") || first.contains("# ours"), "{first}");
        let mapping = Mapping::parse(&first).unwrap();
        assert_eq!(mapping.header("ssd_contacts", "contact received"), Some("cont_contact_date"));
        let changed = heading(&first, "ssd_contacts", "contact  received", Some("cont_contact_id")).unwrap();
        assert_eq!(
            headings(&changed).unwrap(),
            [("ssd_contacts".to_owned(), "Contact Received".to_owned(), "cont_contact_id".to_owned())]
        );
        assert_eq!(headings(&heading(&changed, "ssd_contacts", "CONTACT RECEIVED", None).unwrap()).unwrap(), []);
        let list = "[headers.List_1]\n\"Ref\" = \"Child Unique ID\"\n";
        let two = heading(list, "list 1", "Kind", Some("Gender")).unwrap();
        assert_eq!(headings(&two).unwrap().len(), 2, "{two}");
        assert_eq!(two.matches('[').count(), 1, "{two}");
    }

    #[test]
    fn codes_are_taught_and_forgotten() {
        let ours = "[headers.ssd_contacts]\n\"Received\" = \"cont_contact_date\" # ours\n";
        let first = code(ours, "primary_need", "PSRMEM \"memory\"", Some("N2")).unwrap();
        assert!(first.starts_with(ours), "{first}");
        let two = code(&first, "primary_need", "Rubbish", Some("")).unwrap();
        let mapping = Mapping::parse(&two).unwrap();
        assert_eq!(mapping.code("primary_need", "psrmem “memory”"), Some("N2"));
        assert_eq!(mapping.code("primary_need", "rubbish"), Some(""));
        let changed = code(&two, "primary_need", "RUBBISH", Some("N3")).unwrap();
        let one = |list: &str, written: &str, code: &str| (list.to_owned(), written.to_owned(), code.to_owned());
        assert_eq!(
            codes(&changed).unwrap(),
            [one("primary_need", "PSRMEM \"memory\"", "N2"), one("primary_need", "Rubbish", "N3")]
        );
        assert_eq!(codes(&code(&first, "primary_need", "psrmem \"MEMORY\"", None).unwrap()).unwrap(), []);
        assert_eq!(headings(&changed).unwrap().len(), 1);
    }

    #[test]
    fn a_heading_can_have_any_letters() {
        for odd in ["a.b", "a \"b\" = c", "[x]", "é\u{1f600}", "a\nb", "#", "="] {
            let text = heading("", "ssd_contacts", odd, Some("cont_contact_date")).unwrap();
            assert_eq!(
                Mapping::parse(&text).unwrap().header("ssd_contacts", odd),
                Some("cont_contact_date"),
                "{odd:?}"
            );
        }
    }
}
