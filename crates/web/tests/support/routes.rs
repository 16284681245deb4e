//! Addresses of routes with something in the place of their parameters.

use super::World;
use std::collections::BTreeMap;

/// What stands for each parameter.
#[derive(Debug, Clone)]
pub struct Places(pub BTreeMap<&'static str, String>);

impl Places {
    /// Things that there are: an indicator, the month of the data, a child.
    pub fn of(world: &World, child: &str) -> Places {
        let reading = world.reading();
        let indicator = reading.engine().catalogue().indicators().next().map(|indicator| indicator.id.clone());
        let date = reading.engine().inputs().data_date;
        let mut places = BTreeMap::new();
        for name in ["indicator", "indicator_id"] {
            places.insert(name, indicator.clone().unwrap_or_default());
        }
        for name in ["person", "person_id", "child"] {
            places.insert(name, child.to_owned());
        }
        for name in ["month", "period"] {
            places.insert(name, format!("{:04}-{:02}", date.year(), date.month()));
        }
        Places(places)
    }

    /// The same with something else in one place.
    pub fn with(mut self, name: &'static str, value: &str) -> Places {
        self.0.insert(name, value.to_owned());
        self
    }
}

/// A route’s address with its parameters filled in; what is not known is 1, the number of the first of anything.
pub fn filled(path: &str, places: &Places) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a parameter that ends");
        let name = name.trim_start_matches('*');
        out.push_str(before);
        out.push_str(places.0.get(name).map_or("1", String::as_str));
        rest = after;
    }
    out + rest
}
