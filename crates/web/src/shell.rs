//! The frame of every page.
//!
//! A page is a struct with a field `shell` and a template that extends the frame:
//!
//! ```text
//! #[derive(askama::Template)]
//! #[template(path = "today.html")]
//! struct Today { shell: Shell, overdue: Vec<Team> }
//!
//! {% extends "base/shell.html" %}
//! {% import "components/form.html" as form %}
//! {% block content %}
//! <h1 class="govuk-heading-l">{{ shell.title }}</h1>
//! …
//! {% endblock %}
//! ```
//!
//! The frame draws the document's title, header, navigation, notices, error summary, success banner and footer; the
//! page draws its own `<h1>` and what is under it. Nothing may carry a `style` attribute or a script of its own: a
//! test of a page ends with `assert_eq!(crate::markup::faults(&page), [""; 0])`. What went wrong is a [`Problem`].
//!
//! # Components
//!
//! Macros, called with `{{ }}`; those marked † take content, `{% call x::macro(…) %}…{% endcall %}`. Arguments after
//! the first ones may be left out or named. Empty text stands for nothing.
//!
//! `{% import "components/form.html" as form %}`. A field's first argument is its name, which is also its id and what
//! [`Mistake::field`] says; `error` is `shell.mistake("name")`.
//! - `csrf(shell.csrf())`: in every form that posts; `hidden(name, value)`
//! - `text_input(name, label, value, hint, error, kind, width, autocomplete, inputmode, suffix, required)`
//! - `password(name, label, hint, error, autocomplete)`, `textarea(name, label, value, hint, error, rows, most)`
//! - `select(name, label, choices, hint, error)`, `radios(name, legend, choices, hint, error, small, inline)`,
//!   `checkboxes(name, legend, choices, hint, error, small)` of [`Choice`](crate::components::Choice)s
//! - `tick(name, label, checked, value, error)`, `files(name, label, hint, error, accept, multiple)`
//! - `date_input(name, legend, day, month, year, hint, error)`: sends `name-day`, `name-month`, `name-year`
//! - `button(text, look, sent_name, sent_value)`, `button_link(text, href, look)`: look is `secondary`, `warning`
//! - `post_button(text, action, token, look, about, sent_name, sent_value)`: a form that is only a button
//! - `print_button()`, `copy_link()`: there only where scripts run
//!
//! `{% import "components/filter.html" as filter %}`
//! - `panel(action, panel_chosen, panel_clear, panel_keep, panel_title)` †: fields of a form that is the address
//!
//! `{% import "components/table.html" as table %}`
//! - `frame(id, caption, table_sortable, table_compact, table_quiet)` †: `<thead>` and `<tbody>` within; rows begin with
//!   `<th scope="row">`, numbers have `class="app-numeric"`
//! - `head(columns)` of [`Column`](crate::components::Column)s, `pagination(pages)` of
//!   [`Pages`](crate::components::Pages), `downloads(items)` of [`Download`](crate::components::Download)s
//!
//! `{% import "components/show.html" as show %}`
//! - `tag(text, colour)`, `verdict(text, shape, sense)` (see [`components::shape`](crate::components::shape))
//! - `cards()` † around `card(label, value, card_note, card_href)` and `card_with(…)` † with a foot
//! - `bar(percent, text, sense)`, `warning(text)`, `inset(text)`, `empty(title, text, href, action)`
//! - `summary()` † around `row(key, value, href, action)` and `row_with(key)` †
//! - `details(summary, details_open)` †, `banner(id, banner_title)` †, `tabs([(id, label)], tabs_title)` † around
//!   `<section class="govuk-tabs__panel" id="…">`
//! - `tasks()` † around `task(id, title, status, href, colour, hint)`
//! - `timeline()` † around `event(title, day, shown, event_byline, event_late, event_level)` †
//!
//! Values that are drawn by `{{ value }}`: a [`Chart`](crate::chart::Chart), a
//! [`Sparkline`](crate::chart::Sparkline), a [`DataTable`](crate::components::DataTable).
//!
//! Classes for layout: `app-page-heading` with `app-page-heading__actions` beside the heading, `app-figures` for charts
//! side by side, `app-no-print`. A form with `data-upload` shows its progress and can be stopped.
//!
//! A macro's parameters hide what the page calls alike, also within its content; theirs are named so that it seldom
//! matters (`field`, `card_note`). Where it does, write `self.name`.

use askama::Template;

/// The product's name.
pub const PRODUCT: &str = "Derwent";
/// The program's version, shown at the foot of every page.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The field of a form that carries the token against forged requests.
pub const CSRF_FIELD: &str = "csrf";
/// Where the form in the header signs out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// Where the signed-in person's name in the header leads.
pub const ACCOUNT: &str = "/account";
/// Where the accessibility statement is.
pub const ACCESSIBILITY: &str = "/accessibility";

/// What the frame of a page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Shell {
    /// What the page is called: its `<h1>`, and first in the document's title.
    pub title: String,
    /// The section it is in, second in the document's title; empty for none.
    pub section: String,
    /// The council's name; empty before it is known.
    pub council: String,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The sections of the site that the viewer may open.
    pub navigation: Vec<Link>,
    /// The pages of the section.
    pub sub_navigation: Option<SubNavigation>,
    /// The way to the page, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// What the reader must know of all that is on the page: a provisional month, invented data.
    pub notices: Vec<Notice>,
    /// What must be mended before what was sent can be taken: the error summary.
    pub errors: Vec<Mistake>,
    /// What was done, in a sentence: the success banner.
    pub success: Option<String>,
    /// Further links at the foot, after the accessibility statement.
    pub footer: Vec<Link>,
    /// The day on which the data stood, in words: `31 July 2023`.
    pub data_date: Option<String>,
    /// Whether the page brings the site's scripts; all pages do, but for tests.
    pub scripts: bool,
    /// After how many seconds the page loads itself again: for pages that wait for work to finish.
    pub refresh_after: Option<u32>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their name as they are shown.
    pub name: String,
    /// Their role in words; empty to say nothing.
    pub role: String,
    /// The token that their forms carry in [`CSRF_FIELD`].
    pub csrf: String,
}

/// A link of a navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether the page is there.
    pub current: bool,
}

impl Link {
    /// A link to another place.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Link {
        Link { label: label.into(), href: href.into(), current: false }
    }

    /// The same link, marked as where the page is.
    pub fn here(mut self, here: bool) -> Link {
        self.current = here;
        self
    }
}

/// The pages of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubNavigation {
    /// What they are, for those who hear the page: `Data pages`.
    pub label: String,
    /// Beside the content, for many or long names; above it otherwise.
    pub side: bool,
    /// The pages.
    pub links: Vec<Link>,
}

/// What the reader must know of all that is on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One or two words: `Provisional`.
    pub tag: &'static str,
    /// The tag's colour, a suffix of `govuk-tag--`.
    pub colour: &'static str,
    /// A sentence.
    pub text: String,
}

impl Notice {
    /// Numbers that may still change.
    pub fn provisional(text: impl Into<String>) -> Notice {
        Notice { tag: "Provisional", colour: "yellow", text: text.into() }
    }

    /// Data about people who don't exist.
    pub fn invented(text: impl Into<String>) -> Notice {
        Notice { tag: "Invented data", colour: "purple", text: text.into() }
    }

    /// Anything else worth knowing.
    pub fn note(text: impl Into<String>) -> Notice {
        Notice { tag: "Note", colour: "grey", text: text.into() }
    }
}

/// What must be mended before what was sent can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The id of the field, to which the summary leads; empty where it is of none.
    pub field: String,
    /// What is wrong and what is expected: `Enter a date in the past`.
    pub text: String,
}

impl Mistake {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Mistake {
        Mistake { field: field.into(), text: text.into() }
    }
}

impl Shell {
    /// The frame of a page called `title` for a council; the rest is filled in by whoever knows it.
    pub fn new(title: impl Into<String>, council: impl Into<String>) -> Shell {
        Shell {
            title: title.into(),
            section: String::new(),
            council: council.into(),
            viewer: None,
            navigation: Vec::new(),
            sub_navigation: None,
            breadcrumbs: Vec::new(),
            notices: Vec::new(),
            errors: Vec::new(),
            success: None,
            footer: Vec::new(),
            data_date: None,
            scripts: true,
            refresh_after: None,
        }
    }

    /// `Page – Section – Derwent`, after `Error: ` where something must be mended.
    pub fn document_title(&self) -> String {
        let error = if self.errors.is_empty() { "" } else { "Error: " };
        let section = if self.section.is_empty() || self.section == self.title {
            String::new()
        } else {
            format!(" – {}", self.section)
        };
        format!("{error}{}{section} – {PRODUCT}", self.title)
    }

    /// What is wrong with the field whose id is `field`; empty for nothing. For the `error` of form macros.
    pub fn mistake(&self, field: &str) -> &str {
        self.errors.iter().find(|mistake| mistake.field == field).map_or("", |mistake| &mistake.text)
    }

    /// The token for forms; empty when nobody is signed in.
    pub fn csrf(&self) -> &str {
        self.viewer.as_ref().map_or("", |viewer| &viewer.csrf)
    }

    /// Whether the pages of the section stand beside the content.
    pub fn has_side_navigation(&self) -> bool {
        self.sub_navigation.as_ref().is_some_and(|sub| sub.side)
    }
}

/// A page that says what went wrong, or why there is nothing, and what to do. It never shows anything internal: what
/// happened inside stands in the log under the reference.
#[derive(Debug, Clone, Template)]
#[template(path = "base/problem.html")]
pub struct Problem {
    /// The frame; its title says what happened in a few words.
    pub shell: Shell,
    /// What happened, and what to do, a sentence or two each.
    pub what: Vec<String>,
    /// Where to go from here.
    pub actions: Vec<Link>,
}

impl Problem {
    /// A page titled `title` in the frame `shell`, saying `what`.
    pub fn new(mut shell: Shell, title: &str, what: Vec<String>) -> Problem {
        title.clone_into(&mut shell.title);
        shell.section.clear();
        Problem { shell, what, actions: Vec::new() }
    }

    /// The same page with one more way on.
    pub fn action(mut self, label: &str, href: &str) -> Problem {
        self.actions.push(Link::new(label, href));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell() -> Shell {
        let mut shell = Shell::new("Upload <files>", "Wharfmere");
        shell.section = "Data".into();
        shell.viewer = Some(Viewer { name: "A. Nalyst".into(), role: "analyst".into(), csrf: "token".into() });
        shell.navigation = vec![Link::new("Today", "/"), Link::new("Data", "/data").here(true)];
        shell
    }

    #[test]
    fn titles_go_from_the_page_to_the_product() {
        let mut shell = shell();
        assert_eq!(shell.document_title(), "Upload <files> – Data – Derwent");
        shell.errors.push(Mistake::new("files", "Choose a file"));
        assert_eq!(shell.document_title(), "Error: Upload <files> – Data – Derwent");
        assert_eq!((shell.mistake("files"), shell.mistake("month")), ("Choose a file", ""));
        shell.section = shell.title.clone();
        assert_eq!(shell.document_title(), "Error: Upload <files> – Derwent");
    }

    #[test]
    fn the_frame_has_its_parts_and_escapes_what_it_is_given() {
        let page = Problem::new(shell(), "It broke", vec!["Quote 7f3a.".into()]).render().unwrap();
        assert!(page.contains("<title>It broke – Derwent</title>"), "{page}");
        assert!(page.contains(r#"action="/sign-out""#) && page.contains(r#"name="csrf" value="token""#));
        assert!(page.contains(r#"href="/data" aria-current="true""#));
        assert!(page.contains("7f3a") && !page.contains("style=") && !page.contains("<script>"));
        let page = Problem::new(shell(), "<b>", vec!["a < b".into()]).render().unwrap();
        assert!(page.contains("&#60;b&#62;") && page.contains("a &#60; b") && !page.contains("<b>"));
        let stranger = Problem::new(Shell::new("", ""), "Page not found", Vec::new()).render().unwrap();
        assert!(!stranger.contains("Sign out") && !stranger.contains("<nav"));
    }
}
