//! England's authorities with responsibility for children's services: names, DfE and ONS codes through
//! boundary changes, regions. Declared in `data/authorities.csv`.

use std::sync::LazyLock;

/// An authority under one ONS code. A boundary change can give one DfE code several of these.
#[derive(Debug, Clone)]
pub struct Authority {
    /// The three-digit DfE code, which survives boundary changes more often than the ONS code.
    pub dfe_code: String,
    /// The nine-character ONS code.
    pub ons_code: String,
    /// Its name.
    pub name: String,
    /// The first year in which published statistics use this ONS code.
    pub first_year: i16,
    /// The last such year in the declaration.
    pub last_year: i16,
    /// The ONS code of its region, London as one.
    pub region_code: String,
    /// The name of its region, London as one.
    pub region: String,
    /// The region that children's services statistics use: Inner London and Outer London apart.
    pub statistics_region: String,
}

static AUTHORITIES: LazyLock<Vec<Authority>> = LazyLock::new(|| {
    crate::declaration(include_str!("../data/authorities.csv"))
        .into_iter()
        .map(|row| Authority {
            dfe_code: row[0].to_owned(),
            ons_code: row[1].to_owned(),
            name: row[2].to_owned(),
            first_year: row[3].parse().expect("a year"),
            last_year: row[4].parse().expect("a year"),
            region_code: row[5].to_owned(),
            region: row[6].to_owned(),
            statistics_region: row[7].to_owned(),
        })
        .collect()
});

/// All authorities, by DfE code and then by first year.
pub fn all() -> &'static [Authority] {
    &AUTHORITIES
}

/// The authority with this DfE code, ONS code or name (in any case), under its newest ONS code.
pub fn find(text: &str) -> Option<&'static Authority> {
    let wanted = crate::codes::folded(text);
    let found = AUTHORITIES
        .iter()
        .find(|a| {
            a.dfe_code == wanted || a.ons_code.eq_ignore_ascii_case(&wanted) || crate::codes::folded(&a.name) == wanted
        })?
        .dfe_code
        .as_str();
    AUTHORITIES.iter().filter(|a| a.dfe_code == found).max_by_key(|a| (a.last_year, a.first_year))
}

/// The known authority whose name is nearest to `text`, for a hint.
pub fn nearest(text: &str) -> Option<&'static Authority> {
    let names: Vec<(String, usize)> =
        AUTHORITIES.iter().enumerate().map(|(i, a)| (crate::codes::folded(&a.name), i)).collect();
    crate::codes::nearest(&crate::codes::folded(text), names.iter().map(|(name, i)| (name.as_str(), *i)))
        .map(|i| &AUTHORITIES[i])
}

/// All ONS codes that the authority with this DfE code has had.
pub fn ons_codes(dfe_code: &str) -> Vec<&'static str> {
    AUTHORITIES.iter().filter(|a| a.dfe_code == dfe_code).map(|a| a.ons_code.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_found_by_any_of_their_names() {
        assert_eq!(find("831").unwrap().name, "Derby");
        assert_eq!(find("derby").unwrap().ons_code, "E06000015");
        assert_eq!(find("E06000015").unwrap().region, "East Midlands");
        // Somerset kept its DfE code when it became a unitary authority.
        assert_eq!(find("E10000027").unwrap().ons_code, "E06000066");
        assert_eq!(ons_codes("933").len(), 2);
        assert!(find("999").is_none());
        assert_eq!(nearest("Darby").unwrap().name, "Derby");
    }
}
