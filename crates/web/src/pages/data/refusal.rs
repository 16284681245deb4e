//! Why files can't be imported, for the person who sent them.

use council::import::{Refusal, fault_text};
use standard::authority::Authority;

fn named(authority: &Authority) -> String {
    format!("{} ({})", authority.name, authority.dfe_code)
}

/// A sentence or two for each thing that is wrong.
pub fn words(refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::UnknownAuthority(text, near) => {
            let near = near.map(|near| format!(" Did you mean {}?", named(near))).unwrap_or_default();
            vec![format!("‘{text}’ is not an authority in England.{near} Give its DfE code, such as 831, or its name.")]
        }
        Refusal::OtherAuthority(settings, given) => vec![format!(
            "This site belongs to {} ({}), not to {}. Import another authority’s data on a site of its own.",
            settings.name,
            settings.dfe_code,
            named(given)
        )],
        Refusal::Faults(faults) => faults.iter().map(fault_text).collect(),
        Refusal::SharedDay(several) => {
            let one = |(title, said): &(String, Option<jiff::civil::Date>)| match said {
                Some(date) => format!("‘{title}’ says itself that it describes {}.", report::words::date(*date)),
                None => format!("‘{title}’ doesn’t say which day it describes."),
            };
            let hint = "These are several Annex A lists, and each describes a day of its own. Upload those that don’t say \
                        their day one at a time.";
            several.iter().map(one).chain([hint.to_owned()]).collect()
        }
        Refusal::NoAuthority(said) => {
            let said = said.map(|said| format!(" The files speak of {}.", named(said))).unwrap_or_default();
            vec![format!("Say whose data it is: this site has no authority yet.{said}")]
        }
        Refusal::Strangers(strangers, own) => strangers
            .iter()
            .map(|(title, code)| {
                format!("‘{title}’ is of authority {code}, and this site is of {own}. Take it out and upload the rest.")
            })
            .collect(),
        Refusal::Cancelled => vec!["It was cancelled.".to_owned()],
        Refusal::InUse(_, failure) | Refusal::Failed(failure) => failure.0,
    }
}
