//! Finding a child by person id or, for those who may see names, by name. What is typed is sent in a form and answered at
//! once, so that no name ever stands in an address.

use crate::problem::Problem;
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "journey/find.html")]
struct Page {
    shell: Shell,
    sees_names: bool,
    /// Person id, name, address.
    found: Vec<(String, String, String)>,
    text: String,
}

/// What is sent.
#[derive(Deserialize)]
pub struct Form {
    #[serde(default)]
    child: String,
}

/// The form.
pub async fn page(visit: Visit) -> Result<Response, Problem> {
    show(&visit, Vec::new(), String::new(), None)
}

/// The answer: the child's journey where it was a person id, or those whose names fit.
pub async fn search(visit: Visit, Sent(form): Sent<Form>) -> Result<Response, Problem> {
    let text = form.child.trim().to_owned();
    if text.is_empty() {
        return show(&visit, Vec::new(), text, Some("Enter what you know of the child"));
    }
    let found = visit.ask()?.find(&text).await?;
    if let [(person, name)] = found.as_slice()
        && name.is_empty()
    {
        return Ok(Redirect::to(&super::super::due::child_href(person)).into_response());
    }
    if found.is_empty() {
        return show(
            &visit,
            Vec::new(),
            text,
            Some("No child in your scope is known by this. Check how it is written"),
        );
    }
    let line = |(person, name): (String, String)| {
        let href = super::super::due::child_href(&person);
        (person, name, href)
    };
    show(&visit, found.into_iter().map(line).collect(), text, None)
}

fn show(
    visit: &Visit,
    found: Vec<(String, String, String)>,
    text: String,
    wrong: Option<&str>,
) -> Result<Response, Problem> {
    let mut shell = visit.shell("Find a child");
    shell.breadcrumbs = vec![crate::shell::Link::new("Due and overdue", "/due")];
    shell.errors = wrong.map(|wrong| Mistake::new("child", wrong)).into_iter().collect();
    visit.page(&Page { shell, sees_names: visit.viewer()?.sees_names, found, text })
}
