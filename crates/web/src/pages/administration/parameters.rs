//! Parameters: the intervals and windows that the council set, with the dates from which they hold.

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
use records::SettingKind;
use report::words;
use serde::Deserialize;
use standard::parameter::{self, Length, PARAMETERS, Parameter};

const CONFIGURE: Needs = Needs::Permission(Permission::Configure);
const LIST: &str = "/administration/parameters";

/// The routes.
pub fn routes() -> Vec<Route> {
    let under = |route: Route| route.under(Section::Administration);
    vec![
        Route::page("parameters", LIST, CONFIGURE, "Parameters", get(list)).leads(Section::Administration),
        under(Route::page("parameter", "/administration/parameters/{name}", CONFIGURE, "One parameter", get(one))),
        under(Route::form(
            "parameter-set",
            "/administration/parameters/{name}",
            CONFIGURE,
            "Sets a parameter",
            post(set),
        )),
        under(Route::form(
            "parameter-remove",
            "/administration/parameters/{name}/remove",
            CONFIGURE,
            "Takes a value of a parameter away",
            post(remove),
        )),
    ]
}

/// A length of time in words: `10 working days`.
fn length(length: &Length) -> String {
    length.to_string().replace("WD", "working days")
}

#[derive(Template)]
#[template(path = "administration/parameters.html")]
struct List {
    shell: Shell,
    parameters: Vec<Row>,
    history: Vec<Changed>,
}

struct Row {
    name: &'static str,
    title: &'static str,
    basis: &'static str,
    value: String,
    default: String,
    is_default: bool,
    coming: String,
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    let settings = settings(&visit)?;
    let today = visit.site.today();
    let row = |parameter: &Parameter| {
        let value = settings.parameters.value(parameter.name, today);
        let coming = settings
            .parameters
            .history(parameter.name)
            .into_iter()
            .find(|(from, _)| from.is_some_and(|from| from > today));
        Row {
            name: parameter.name,
            title: parameter.title,
            basis: parameter.basis,
            value: length(&value),
            default: length(&parameter.default),
            is_default: value == parameter.default,
            coming: coming
                .and_then(|(from, value)| Some(format!("{} from {}", length(&value), words::date(from?))))
                .unwrap_or_default(),
        }
    };
    let mut shell = visit.shell("Parameters");
    shell.sub_navigation = navigation(&visit, LIST);
    shell.success = done(&visit);
    visit.page(&List {
        parameters: PARAMETERS.iter().map(row).collect(),
        history: history(&visit, SettingKind::Parameter, None).await?,
        shell,
    })
}

#[derive(Template)]
#[template(path = "administration/parameter.html")]
struct One {
    shell: Shell,
    name: String,
    basis: &'static str,
    default: String,
    values: Vec<Line>,
    history: Vec<Changed>,
    form: SetForm,
    units: Vec<Choice>,
}

/// What the form that sets a value sends.
#[derive(Debug, Clone, Default, Deserialize)]
struct SetForm {
    #[serde(default)]
    count: String,
    #[serde(default)]
    unit: String,
    #[serde(default, rename = "from-day")]
    day: String,
    #[serde(default, rename = "from-month")]
    month: String,
    #[serde(default, rename = "from-year")]
    year: String,
    #[serde(default)]
    reason: String,
}

fn named(name: &str) -> Result<&'static Parameter, Problem> {
    parameter::find(name).ok_or(Problem::NotFound)
}

async fn told(visit: &Visit, parameter: &'static Parameter, form: SetForm) -> Result<One, Problem> {
    let settings = settings(visit)?;
    let mut shell = visit.shell(parameter.title);
    shell.sub_navigation = navigation(visit, LIST);
    shell.breadcrumbs = vec![Link::new("Parameters", LIST)];
    let units = [("WD", "working days"), ("days", "days"), ("months", "months")];
    let unit = if form.unit.is_empty() { parameter.default.unit.word() } else { &form.unit };
    Ok(One {
        name: parameter.name.to_owned(),
        basis: parameter.basis,
        default: length(&parameter.default),
        values: lines(settings.parameters.own(parameter.name), visit.site.today(), length),
        history: history(visit, SettingKind::Parameter, Some(parameter.name)).await?,
        units: Choice::list(units, unit),
        form,
        shell,
    })
}

async fn one(visit: Visit, Path(name): Path<String>) -> Result<Response, Problem> {
    let mut page = told(&visit, named(&name)?, SetForm::default()).await?;
    page.shell.success = done(&visit);
    visit.page(&page)
}

async fn set(visit: Visit, Path(name): Path<String>, Sent(form): Sent<SetForm>) -> Result<Response, Problem> {
    let parameter = named(&name)?;
    let value = format!("{} {}", form.count.trim(), form.unit).parse::<Length>();
    let mut mistakes = Vec::new();
    if value.is_err() {
        mistakes.push(Mistake::new("count", "Enter a whole number from 1 to 1000"));
    }
    let when = when_and_why([&form.day, &form.month, &form.year], &form.reason, &mut mistakes);
    let (Ok(value), Some((from, reason))) = (value, when) else {
        return again(&visit, parameter, form, mistakes).await;
    };
    match dated(parameter).change(&visit, from, Some(value), reason).await? {
        Ok(changed) => Ok(back(parameter, if changed { "set" } else { "same" })),
        Err(text) => again(&visit, parameter, form, vec![Mistake::new("count", text)]).await,
    }
}

/// A parameter as it is set.
fn dated(parameter: &Parameter) -> Dated<Length> {
    Dated {
        kind: SettingKind::Parameter,
        key: parameter.name.to_owned(),
        values: |settings, name| settings.parameters.own(name).to_vec(),
        words: Box::new(length),
        edited: edit::parameter,
    }
}

async fn again(
    visit: &Visit,
    parameter: &'static Parameter,
    form: SetForm,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut page = told(visit, parameter, form).await?;
    page.shell.errors = mistakes;
    unprocessable(visit.page(&page)?)
}

fn back(parameter: &Parameter, done: &str) -> Response {
    Redirect::to(&format!("{LIST}/{}?done={done}", parameter.name)).into_response()
}

async fn remove(visit: Visit, Path(name): Path<String>, Sent(form): Sent<RemoveForm>) -> Result<Response, Problem> {
    let parameter = named(&name)?;
    match dated(parameter).change(&visit, form.date()?, None, String::new()).await? {
        Ok(changed) => Ok(back(parameter, if changed { "removed" } else { "same" })),
        Err(text) => Err(Problem::wrong(text)),
    }
}
