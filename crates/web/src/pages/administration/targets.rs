//! Targets: what indicators should reach, with the dates from which they hold.

use super::settings::{Changed, Dated, Line, RemoveForm, history, lines, settings, when_and_why};
use super::{done, navigation};
use crate::access::Permission;
use crate::components::Choice;
use crate::pages::data::unprocessable;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Link, Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::edit;
use measure::Indicator;
use records::SettingKind;
use report::words;
use serde::Deserialize;
use standard::settings::Target;

const CONFIGURE: Needs = Needs::Permission(Permission::Configure);
const LIST: &str = "/administration/targets";

/// The routes.
pub fn routes() -> Vec<Route> {
    let under = |route: Route| route.under(Section::Administration);
    vec![
        under(Route::page("targets", LIST, CONFIGURE, "Targets", get(list))),
        under(Route::page(
            "target-choose",
            "/administration/targets/choose",
            CONFIGURE,
            "Choose an indicator",
            get(choose),
        )),
        under(Route::page(
            "target",
            "/administration/targets/of/{indicator}",
            CONFIGURE,
            "Targets of one indicator",
            get(one),
        )),
        under(Route::form(
            "target-set",
            "/administration/targets/of/{indicator}",
            CONFIGURE,
            "Sets a target",
            post(set),
        )),
        under(Route::form(
            "target-remove",
            "/administration/targets/of/{indicator}/remove",
            CONFIGURE,
            "Takes a target away",
            post(remove),
        )),
    ]
}

/// A number as people write it: 95, not 95.0.
fn plain(number: f64) -> String {
    format!("{number}")
}

fn words_of(target: &Target, unit: &str) -> String {
    let unit = match unit {
        "" | "%" => unit.to_owned(),
        unit => format!(" {unit}"),
    };
    match target.tolerance {
        tolerance if tolerance > 0.0 => format!("{}{unit}, near within {}", plain(target.target), plain(tolerance)),
        _ => format!("{}{unit}", plain(target.target)),
    }
}

/// The unit of an indicator, in a word or a sign: none for a count.
fn unit(indicator: Option<&Indicator>) -> String {
    indicator
        .map(
            |indicator| {
                if indicator.unit == "%" || indicator.unit == "percent" {
                    "%".to_owned()
                } else {
                    indicator.unit.clone()
                }
            },
        )
        .unwrap_or_default()
}

/// The catalogue: of the newest data, or the program’s own before there is any.
fn indicators(visit: &Visit) -> Result<Vec<Indicator>, Problem> {
    match visit.reading() {
        Ok(reading) => Ok(reading.engine().catalogue().indicators().cloned().collect()),
        Err(_) => Ok(measure::Catalogue::builtin()?.indicators().cloned().collect()),
    }
}

#[derive(Template)]
#[template(path = "administration/targets.html")]
struct List {
    shell: Shell,
    targets: Vec<Row>,
    others: Vec<Choice>,
    history: Vec<Changed>,
}

struct Row {
    id: String,
    title: String,
    value: String,
    coming: String,
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let settings = settings(&visit)?;
    let (today, known) = (visit.site.today(), indicators(&visit)?);
    let row = |id: &str| {
        let indicator = known.iter().find(|indicator| indicator.id == id);
        let unit = unit(indicator);
        let coming = settings.targets.history(id).iter().find(|(from, _)| from.is_some_and(|from| from > today));
        Row {
            id: id.to_owned(),
            title: indicator.map_or_else(|| format!("{id} (no such indicator)"), |indicator| indicator.title.clone()),
            value: settings.targets.on(id, today).map_or("none today".to_owned(), |target| words_of(&target, &unit)),
            coming: coming
                .and_then(|(from, target)| Some(format!("{} from {}", words_of(target, &unit), words::date((*from)?))))
                .unwrap_or_default(),
        }
    };
    let mut others: Vec<(String, String)> = known
        .iter()
        .filter(|indicator| settings.targets.history(&indicator.id).is_empty())
        .map(|indicator| (indicator.id.clone(), indicator.title.clone()))
        .collect();
    others.sort_by(|a, b| a.1.cmp(&b.1));
    let mut shell = visit.shell("Targets");
    shell.sub_navigation = navigation(&visit, LIST);
    shell.success = done(&visit);
    visit.page(&List {
        targets: settings.targets.indicators().map(row).collect(),
        others: Choice::list(others, ""),
        history: history(&visit, SettingKind::Target, None).await?,
        shell,
    })
}

async fn choose(visit: Visit) -> Result<Response, Problem> {
    let indicator = named(&visit, visit.filters.get("indicator").unwrap_or_default())?;
    Ok(Redirect::to(&format!("{LIST}/of/{}", indicator.id)).into_response())
}

#[derive(Template)]
#[template(path = "administration/target.html")]
struct One {
    shell: Shell,
    id: String,
    /// Where the indicator is, for those who see numbers; empty for others.
    indicator: String,
    unit: String,
    good: &'static str,
    values: Vec<Line>,
    history: Vec<Changed>,
    form: SetForm,
}

/// What the form that sets a target sends.
#[derive(Debug, Clone, Default, Deserialize)]
struct SetForm {
    #[serde(default)]
    target: String,
    #[serde(default)]
    tolerance: String,
    #[serde(default, rename = "from-day")]
    day: String,
    #[serde(default, rename = "from-month")]
    month: String,
    #[serde(default, rename = "from-year")]
    year: String,
    #[serde(default)]
    reason: String,
}

fn named(visit: &Visit, id: &str) -> Result<Indicator, Problem> {
    indicators(visit)?.into_iter().find(|indicator| indicator.id == id).ok_or(Problem::NotFound)
}

async fn told(visit: &Visit, indicator: &Indicator, form: SetForm) -> Result<One, Problem> {
    let settings = settings(visit)?;
    let mut shell = visit.shell(&indicator.title);
    shell.sub_navigation = navigation(visit, LIST);
    shell.breadcrumbs = vec![Link::new("Targets", LIST)];
    let unit = unit(Some(indicator));
    Ok(One {
        id: indicator.id.clone(),
        indicator: match visit.may(Permission::SeeNumbers) {
            true => format!("/indicators/{}", indicator.id),
            false => String::new(),
        },
        good: match indicator.good {
            measure::Good::High => "High is good.",
            measure::Good::Low => "Low is good.",
            measure::Good::None => {
                "Neither high nor low is good in itself, so papers say only whether it is near its target."
            }
        },
        values: lines(settings.targets.history(&indicator.id), visit.site.today(), |target| words_of(target, &unit)),
        history: history(visit, SettingKind::Target, Some(&indicator.id)).await?,
        unit,
        form,
        shell,
    })
}

async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let indicator = named(&visit, &id)?;
    let mut page = told(&visit, &indicator, SetForm::default()).await?;
    page.shell.success = done(&visit);
    visit.page(&page)
}

/// A number as a person types it, not less than 0.
fn typed(text: &str) -> Option<f64> {
    text.trim()
        .trim_end_matches('%')
        .trim()
        .replace(',', "")
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite() && (0.0..1e9).contains(n))
}

async fn set(visit: Visit, Path(id): Path<String>, Sent(form): Sent<SetForm>) -> Result<Response, Problem> {
    let indicator = named(&visit, &id)?;
    let target = typed(&form.target);
    let tolerance = if form.tolerance.trim().is_empty() { Some(0.0) } else { typed(&form.tolerance) };
    let mut mistakes = Vec::new();
    if target.is_none() {
        mistakes.push(Mistake::new("target", "Enter the target as a number, for example 95"));
    }
    if tolerance.is_none() {
        mistakes.push(Mistake::new("tolerance", "Enter how far short is still near as a number, for example 5"));
    }
    if indicator.unit == "%" {
        for (field, value) in [("target", target), ("tolerance", tolerance)] {
            if value.is_some_and(|value| value > 100.0) {
                mistakes.push(Mistake::new(field, "A percentage is 100 at most"));
            }
        }
    }
    let when = when_and_why([&form.day, &form.month, &form.year], &form.reason, &mut mistakes);
    let (Some(target), Some(tolerance), Some((from, reason)), true) = (target, tolerance, when, mistakes.is_empty())
    else {
        return again(&visit, &indicator, form, mistakes).await;
    };
    let target = Target { target, tolerance };
    match dated(&indicator).change(&visit, from, Some(target), reason).await? {
        Ok(changed) => Ok(back(&indicator, if changed { "set" } else { "same" })),
        Err(text) => again(&visit, &indicator, form, vec![Mistake::new("target", text)]).await,
    }
}

/// An indicator’s target as it is set.
fn dated(indicator: &Indicator) -> Dated<Target> {
    let unit = unit(Some(indicator));
    Dated {
        kind: SettingKind::Target,
        key: indicator.id.clone(),
        values: |settings, id| settings.targets.history(id).to_vec(),
        words: Box::new(move |target| words_of(target, &unit)),
        edited: edit::target,
    }
}

async fn again(
    visit: &Visit,
    indicator: &Indicator,
    form: SetForm,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut page = told(visit, indicator, form).await?;
    page.shell.errors = mistakes;
    unprocessable(visit.page(&page)?)
}

fn back(indicator: &Indicator, done: &str) -> Response {
    Redirect::to(&format!("{LIST}/of/{}?done={done}", indicator.id)).into_response()
}

async fn remove(visit: Visit, Path(id): Path<String>, Sent(form): Sent<RemoveForm>) -> Result<Response, Problem> {
    let indicator = named(&visit, &id)?;
    match dated(&indicator).change(&visit, form.date()?, None, String::new()).await? {
        Ok(changed) => Ok(back(&indicator, if changed { "removed" } else { "same" })),
        Err(text) => Err(Problem::wrong(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!((typed("95"), typed(" 97.5 % "), typed("1,200")), (Some(95.0), Some(97.5), Some(1200.0)));
        for wrong in ["", "x", "-1", "inf", "NaN", "1e99"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }
}
