//! What is said when a page can't be given: what happened and what to do, and nothing about the inside.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a page can't be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such page, or nothing there that this person may know of.
    NotFound,
    /// The person may not do this.
    NotAllowed,
    /// Nobody is signed in.
    SignInFirst,
    /// Nothing was imported yet.
    NoData,
    /// The data folder is being read for the first time since the start.
    NotReady,
    /// What was sent can't be used: sentences for the person who sent it.
    Wrong(Vec<String>),
    /// Somebody else changed it meanwhile.
    Conflict(String),
    /// The form was not sent from a page of this session.
    Forged,
    /// More was sent than is taken.
    TooLarge(String),
    /// Asked too often.
    TooMany,
    /// We were called by a name that isn’t ours.
    StrangeHost,
    /// A fault of ours or of the machine; what it was stands in the server's log under this number.
    Fault(String),
}

impl Problem {
    /// A sentence for the person who sent something that can't be used.
    pub fn wrong(text: impl Into<String>) -> Problem {
        Problem::Wrong(vec![text.into()])
    }

    /// A fault that the person can't mend: `what` goes to the server's log, the person sees a reference to it. `what`
    /// must hold nothing about a child.
    pub fn fault(what: impl std::fmt::Display) -> Problem {
        let mut bytes = [0_u8; 4];
        let reference = match getrandom::fill(&mut bytes) {
            Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            Err(_) => "none".to_owned(),
        };
        tracing::error!(reference, "{what}");
        Problem::Fault(reference)
    }

    /// After how many seconds to ask again, where waiting is all there is to do.
    pub fn again_after(&self) -> Option<u32> {
        matches!(self, Problem::NotReady).then_some(2)
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::NotAllowed | Problem::Forged => StatusCode::FORBIDDEN,
            Problem::SignInFirst => StatusCode::UNAUTHORIZED,
            Problem::NoData | Problem::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Conflict(_) => StatusCode::CONFLICT,
            Problem::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::StrangeHost => StatusCode::MISDIRECTED_REQUEST,
            Problem::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A heading, and what happened and what to do.
    pub fn words(&self) -> (&'static str, Vec<String>) {
        let one = |text: &str| vec![text.to_owned()];
        match self {
            Problem::NotFound => (
                "Page not found",
                vec![
                    "There is nothing at this address, or nothing that you may see.".to_owned(),
                    "If you typed the address, check that it is right. If it came from a colleague, ask them what it shows: your account may have another scope."
                        .to_owned(),
                ],
            ),
            Problem::NotAllowed => (
                "You can’t open this page",
                vec![
                    "Your account’s role doesn’t allow it.".to_owned(),
                    "If you need it for your work, ask your administrator to change your role.".to_owned(),
                ],
            ),
            Problem::SignInFirst => ("Sign in", one("Sign in to see this page.")),
            Problem::NoData => (
                "There is nothing to show yet",
                one("No extracts have been imported. An analyst can upload them on the data page, or run ‘derwent import’ on the server."),
            ),
            Problem::NotReady => (
                "Working out the numbers",
                one("The data is being read and every number worked out, which takes a few seconds after a start. This page loads itself again until they are there."),
            ),
            Problem::Wrong(lines) => ("There is a problem", lines.clone()),
            Problem::Conflict(text) => ("Somebody changed this meanwhile", vec![text.clone()]),
            Problem::Forged => (
                "This form has expired",
                one("It was not sent from a page of your present session, so nothing was changed. Go back, load the page again and send it once more."),
            ),
            Problem::TooLarge(text) => ("That is too large", vec![text.clone()]),
            Problem::TooMany => ("Too many requests", one("Wait a minute and try again.")),
            Problem::StrangeHost => (
                "Derwent isn’t known by this name",
                one("Use the address that your council gave you. Administrators set it with ‘derwent serve --address’."),
            ),
            Problem::Fault(reference) => (
                "Something went wrong on our side",
                vec![
                    "Nothing that you did was wrong, and nothing half-done was kept. Try again in a minute.".to_owned(),
                    format!("If it happens again, tell your administrator the reference {reference}."),
                ],
            ),
        }
    }
}

impl IntoResponse for Problem {
    /// The bare status: the page around it is made by `visit::problem_pages`, which knows who asks.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<records::Error> for Problem {
    fn from(error: records::Error) -> Problem {
        match error {
            records::Error::Invalid(text) | records::Error::Refused(text) => Problem::Wrong(vec![text]),
            records::Error::NotFound(_) => Problem::NotFound,
            records::Error::Conflict(text) => Problem::Conflict(text),
            other => Problem::fault(other),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Problem {
        Problem::fault(error)
    }
}

impl From<measure::Error> for Problem {
    fn from(error: measure::Error) -> Problem {
        match error {
            measure::Error::Unknown(_) => Problem::NotFound,
            other => Problem::fault(other),
        }
    }
}
