//! What children are called: read from the table of people for [`crate::ask`] alone.

use arrow::array::{Array, AsArray, StringArray};
use measure::Inputs;
use std::collections::HashMap;

/// Where each child's name stands.
pub struct Names {
    rows: HashMap<String, u32>,
    forenames: Option<StringArray>,
    surnames: Option<StringArray>,
}

impl Names {
    /// Those of the table of people.
    pub fn new(inputs: &Inputs) -> Names {
        let column = |name: &str| inputs.tables.get("ssd_person")?.column_by_name(name)?.as_string_opt::<i32>();
        let mut rows = HashMap::new();
        if let Some(people) = column("pers_person_id") {
            for i in (0..people.len()).filter(|i| people.is_valid(*i)) {
                rows.insert(people.value(i).to_owned(), u32::try_from(i).unwrap_or(u32::MAX));
            }
        }
        Names { rows, forenames: column("pers_forename").cloned(), surnames: column("pers_surname").cloned() }
    }

    /// Forename and surname of a child; `None` where neither is recorded.
    pub fn of(&self, person: &str) -> Option<String> {
        let row = usize::try_from(*self.rows.get(person)?).ok()?;
        let part = |names: &Option<StringArray>| {
            let names = names.as_ref().filter(|names| row < names.len() && names.is_valid(row))?;
            Some(names.value(row).trim().to_owned()).filter(|name| !name.is_empty())
        };
        let parts: Vec<String> = [part(&self.forenames), part(&self.surnames)].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Those whose name has every word of `text`, whatever its case, of the children that `wanted` takes: at most so many,
    /// by name, each with its person id first.
    pub fn find(&self, text: &str, most: usize, wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let fits = |person: &&String| {
            let name = self.of(person).unwrap_or_default().to_lowercase();
            words.iter().all(|word| name.contains(word.as_str())) && wanted(person)
        };
        let found = self.rows.keys().filter(fits).filter_map(|person| Some((person.clone(), self.of(person)?)));
        let mut found: Vec<(String, String)> = found.collect();
        found.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        found.truncate(most);
        found
    }
}
