//! Lists 9 to 11: care leavers, adoption, adopters.

use super::rows::{Datum, ListSheet};
use super::tables::Tables;
use super::{id, rows_of};
use crate::findings::FindingLog;

/// Lists 9, 10 and 11.
pub(crate) fn lists(sheets: &[ListSheet], tables: &mut Tables, log: &mut FindingLog) {
    for (sheet, row) in rows_of(sheets, 9) {
        tables
            .add("ssd_care_leavers", sheet, row)
            .key("clea_table_id", &format!("A9:{}", row.id()), 1, log)
            .set("clea_person_id", row.id().to_owned());
    }
    for (sheet, row) in rows_of(sheets, 10) {
        // The period of care is known if list 8 has it.
        let period = id(8, row, row.day(8));
        let known = tables.has("ssd_cla_episodes", &period);
        let mut permanence = tables.add("ssd_permanence", sheet, row);
        permanence
            .key("perm_table_id", &format!("A10:{}", row.id()), 1, log)
            .set("perm_person_id", row.id().to_owned())
            .set("perm_cla_id", known.then_some(period))
            .set("perm_permanence_order_type", row.day(13).map_or(Datum::Null, |_| Datum::Text("Adoption".to_owned())));
    }
    for (sheet, row) in rows_of(sheets, 11) {
        tables.add("annex_a_adopters", sheet, row).key("adopter_id", row.id(), 1, log);
    }
}
