//! How far contacts go, and how long each step takes.

use super::super::quartiles::Quartiles;
use super::{Slice, Weeks, Workings};
use crate::Error;
use crate::breakdown::People;
use crate::inputs::cast;
use crate::working::{day_at, text_at};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type};
use standard::date::to_days;

/// One step on the way from contact to plan.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelStep {
    /// The step: contact, referral, assessment, section 47 enquiry, initial conference, child protection plan.
    pub name: &'static str,
    /// How many of the contacts reached it.
    pub reached: usize,
    /// Calendar days since the nearest earlier step that the contact reached; `None` for the first, and where none did.
    pub days: Option<Quartiles>,
}

const STEPS: [(&str, &str); 6] = [
    ("contact", "contact_date"),
    ("referral", "referral_date"),
    ("assessment", "assessment_date"),
    ("section 47 enquiry", "enquiry_date"),
    ("initial conference", "conference_date"),
    ("child protection plan", "plan_date"),
];

/// The contacts of the view `front-door-funnel`, in order of day.
#[derive(Debug)]
pub(in super::super) struct Funnel {
    /// The day of each step, and the place of team and service.
    contacts: Vec<([Option<i32>; 6], u16)>,
    held: Vec<(String, String)>,
}

impl Funnel {
    /// Reads the view.
    pub fn new(view: &RecordBatch, people: &People) -> Result<Funnel, Error> {
        let column = |name: &str, to: &DataType| {
            let wrong = |message: String| Error::Query { entry: "front-door-funnel".to_owned(), message };
            let column = view.column_by_name(name).ok_or_else(|| wrong(format!("returns no column {name}")))?;
            cast(column, to).map_err(wrong)
        };
        let person = column("person_id", &DataType::Utf8)?;
        let person = person.as_string::<i32>();
        let mut days = Vec::new();
        for (_, name) in STEPS {
            days.push(column(name, &DataType::Date32)?.as_primitive::<Date32Type>().clone());
        }
        let (mut contacts, mut held): (Vec<_>, Vec<(String, String)>) = (Vec::new(), Vec::new());
        for i in 0..view.num_rows() {
            let mut steps = [None; 6];
            steps.iter_mut().zip(&days).for_each(|(step, days)| *step = day_at(days, i));
            let Some(day) = steps[0] else { continue };
            let team = people.attributed(text_at(person, i), day).0;
            let service = people.service(team, day);
            let place = held.iter().position(|(known, of)| known == team && of == service).unwrap_or_else(|| {
                held.push((team.to_owned(), service.to_owned()));
                held.len() - 1
            });
            contacts.push((steps, place as u16));
        }
        contacts.sort_by_key(|(steps, _)| steps[0]);
        Ok(Funnel { contacts, held })
    }
}

impl Workings {
    /// How many of the contacts of `of` in `weeks` went how far, and how long each step took: the view
    /// `front-door-funnel`. Later contacts have had less time to go far.
    pub fn funnel(&self, weeks: &Weeks, of: &Slice) -> Vec<FunnelStep> {
        let (first, last) = (to_days(weeks.from), to_days(weeks.to));
        let inside: Vec<bool> = self.funnel.held.iter().map(|(team, service)| of.has(team, service)).collect();
        let contacts = &self.funnel.contacts;
        let start = contacts.partition_point(|(steps, _)| steps[0] < Some(first));
        let mut reached = [0; 6];
        let mut took: [Vec<i32>; 6] = Default::default();
        let some = contacts[start..].iter().take_while(|(steps, _)| steps[0] <= Some(last));
        for (steps, _) in some.filter(|(_, place)| inside[*place as usize]) {
            let mut before = None;
            for (step, day) in steps.iter().enumerate() {
                let Some(day) = *day else { continue };
                reached[step] += 1;
                // A step recorded before the one that leads to it says nothing of how long it took.
                took[step].extend(before.map(|before| day - before).filter(|days| *days >= 0));
                before = Some(day);
            }
        }
        let steps = STEPS.iter().zip(reached).zip(took);
        steps.map(|(((name, _), reached), took)| FunnelStep { name, reached, days: Quartiles::of(took) }).collect()
    }
}
