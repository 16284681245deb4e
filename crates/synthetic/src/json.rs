//! The JSON texts of the standard: an object of flags, or a list of codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Flags of a contact's outcome.
pub const CONTACT: &[&str] = &[
    "NEW_REFERRAL_FLAG",
    "EXISTING_REFERRAL_FLAG",
    "CP_ENQUIRY_FLAG",
    "NFA_FLAG",
    "NON_AGENCY_ADOPTION_FLAG",
    "PRIVATE_FOSTERING_FLAG",
    "ADVICE_FLAG",
    "MISSING_FLAG",
    "OLA_CP_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
];

/// Flags of a referral's outcome.
pub const REFERRAL: &[&str] = &[
    "SINGLE_ASSESSMENT_FLAG",
    "NFA_FLAG",
    "STRATEGY_DISCUSSION_FLAG",
    "CLA_REQUEST_FLAG",
    "NON_AGENCY_ADOPTION_FLAG",
    "PRIVATE_FOSTERING_FLAG",
    "CP_TRANSFER_IN_FLAG",
    "CP_CONFERENCE_FLAG",
    "CARE_LEAVER_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
];

/// Flags of an assessment's outcome.
pub const ASSESSMENT: &[&str] = &[
    "NFA_FLAG",
    "NFA_S47_END_FLAG",
    "STRATEGY_DISCUSSION_FLAG",
    "CLA_REQUEST_FLAG",
    "PRIVATE_FOSTERING_FLAG",
    "LEGAL_ACTION_FLAG",
    "PROV_OF_SERVICES_FLAG",
    "PROV_OF_SB_CARE_FLAG",
    "SPECIALIST_ASSESSMENT_FLAG",
    "REFERRAL_TO_OTHER_AGENCY_FLAG",
    "OTHER_ACTIONS_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
];

/// Flags of a section 47 enquiry's outcome.
pub const ENQUIRY: &[&str] = &[
    "NFA_FLAG",
    "LEGAL_ACTION_FLAG",
    "PROV_OF_SERVICES_FLAG",
    "PROV_OF_SB_CARE_FLAG",
    "CP_CONFERENCE_FLAG",
    "NFA_CONTINUE_SINGLE_FLAG",
    "MONITOR_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
];

/// Flags of an initial conference's outcome.
pub const CONFERENCE: &[&str] = &[
    "NFA_FLAG",
    "REFERRAL_TO_OTHER_AGENCY_FLAG",
    "SINGLE_ASSESSMENT_FLAG",
    "PROV_OF_SERVICES_FLAG",
    "CP_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
];

/// Options of a care plan.
pub const CARE_PLAN: &[&str] = &[
    "REMAINSUP",
    "RETURN1M",
    "RETURN6M",
    "RETURNEV",
    "LTRELFR",
    "LTFOST18",
    "RESPLMT",
    "SUPPLIV",
    "ADOPTION",
    "OTHERPLN",
];

/// Texts made so far: the same few come again and again.
#[derive(Default)]
pub struct Texts(BTreeMap<(usize, &'static str), String>);

impl Texts {
    /// An object with every flag of `keys`, `Y` for the one named `yes` and `N` for the others.
    pub fn flags(&mut self, keys: &'static [&'static str], yes: &'static str) -> &str {
        self.0.entry((keys.as_ptr() as usize, yes)).or_insert_with(|| {
            let parts: Vec<String> =
                keys.iter().map(|key| format!("\"{key}\":\"{}\"", if *key == yes { "Y" } else { "N" })).collect();
            format!("{{{}}}", parts.join(","))
        })
    }
}

/// A list of codes.
pub fn list(codes: &[&str], into: &mut String) {
    into.clear();
    into.push('[');
    for (n, code) in codes.iter().enumerate() {
        _ = write!(into, "{}\"{code}\"", if n == 0 { "" } else { "," });
    }
    into.push(']');
}
