//! Pages of numbers alone, kept as they were drawn: what many look at in the days after a delivery is drawn once for all
//! who see as much. What is kept hangs on one reading and goes with it.
//!
//! Only for pages that name no child and no worker, whose main part follows from the reading, from the address, and from
//! what the visitor may see: all of these are in the key. What else it shows, such as notes on a chart, the page gives as
//! `besides`. The frame, with who is signed in and what is told on all pages, is made anew for every visit.

use crate::problem::Problem;
use crate::reading::Reading;
use crate::shell::Shell;
use crate::visit::{Visit, html};
use askama::Template;
use axum::response::Response;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How much is kept of one reading, in bytes; then all is drawn again.
const MOST: usize = 48 << 20;

/// A page's main part as it was drawn, and what the page put into its frame.
struct Drawn {
    shell: Shell,
    /// How many of the shell's notices stand on every page.
    of_frame: usize,
    main: String,
}

/// What was drawn from a reading.
#[derive(Default)]
pub(crate) struct Kept(Mutex<(usize, HashMap<String, Arc<Drawn>>)>);

impl Kept {
    fn get(&self, key: &str) -> Option<Arc<Drawn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.get(key).map(Arc::clone)
    }

    fn keep(&self, key: String, drawn: Arc<Drawn>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 + drawn.main.len() > MOST {
            *kept = (0, HashMap::new());
        }
        let added = drawn.main.len();
        let replaced = kept.1.insert(key, drawn).map_or(0, |replaced| replaced.main.len());
        kept.0 = kept.0 + added - replaced;
    }
}

/// A main part within its frame.
#[derive(Template)]
#[template(path = "base/drawn.html")]
struct Whole<'a> {
    shell: Shell,
    main: &'a str,
}

impl Visit {
    /// This page as it was drawn for somebody who sees as much, if it was; `None` for `besides` is a page that isn't kept.
    pub(crate) fn drawn(&self, reading: &Reading, besides: Option<&str>) -> Option<Result<Response, Problem>> {
        let drawn = reading.drawn().get(&self.sight(besides?))?;
        Some(self.framed(&drawn))
    }

    /// Draws a page's main part (the template is the block `content` alone) and keeps it, unless `besides` is `None`.
    /// `shell` is the page's own, made by [`Visit::shell`].
    ///
    /// # Errors
    /// The template can't be written.
    pub(crate) fn draw(
        &self,
        reading: &Reading,
        besides: Option<&str>,
        shell: &Shell,
        main: &impl Template,
    ) -> Result<Response, Problem> {
        let drawn = Arc::new(Drawn {
            of_frame: self.shell("").notices.len(),
            shell: shell.clone(),
            main: main.render().map_err(Problem::fault)?,
        });
        if let Some(besides) = besides {
            reading.drawn().keep(self.sight(besides), Arc::clone(&drawn));
        }
        self.framed(&drawn)
    }

    fn framed(&self, drawn: &Drawn) -> Result<Response, Problem> {
        let frame = self.shell("");
        let own = drawn.shell.notices.iter().skip(drawn.of_frame).cloned();
        let notices = frame.notices.into_iter().chain(own).collect();
        let shell = Shell { viewer: frame.viewer, data_date: frame.data_date, notices, ..drawn.shell.clone() };
        html(&Whole { shell, main: &drawn.main })
    }

    /// All that the main part of a page follows from, besides the reading: the address, what its reader may see, and what
    /// the page says. It names nobody, so that two who may see the same share it.
    fn sight(&self, besides: &str) -> String {
        let may = self
            .viewer
            .as_deref()
            .map(|viewer| (&viewer.roles, &viewer.capacities, &viewer.scope, viewer.sees_names, &viewer.limited_to));
        format!("{} {:?} {may:?} {besides}", self.path, self.filters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(bytes: usize) -> Arc<Drawn> {
        Arc::new(Drawn { shell: Shell::new("Page", ""), of_frame: 0, main: "x".repeat(bytes) })
    }

    #[test]
    fn what_is_kept_is_given_again() {
        let kept = Kept::default();
        assert!(kept.get("a").is_none());
        kept.keep("a".to_owned(), drawn(5));
        assert_eq!(kept.get("a").unwrap().main, "xxxxx");
        kept.keep("a".to_owned(), drawn(3));
        assert_eq!(kept.get("a").unwrap().main, "xxx");
        assert_eq!(kept.0.lock().unwrap().0, 3);
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let kept = Kept::default();
        kept.keep("a".to_owned(), drawn(MOST));
        kept.keep("b".to_owned(), drawn(1));
        assert!(kept.get("a").is_none());
        assert_eq!(kept.0.lock().unwrap().0, 1);
    }
}
