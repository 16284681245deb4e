//! Backups made from the page: written to a folder on the server and never given away, for they hold data about children.

use super::{done, navigation};
use crate::access::Permission;
use crate::backup::{self, BACKUPS};
use crate::clock::moment;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::Shell;
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;

const BACK_UP: Needs = Needs::Permission(Permission::BackUp);
/// How the names of backups end.
const ENDING: &str = ".zip";

/// The routes.
pub fn routes() -> Vec<Route> {
    let path = "/administration/backups";
    vec![
        Route::page("backups", path, BACK_UP, "Backups", get(page)).under(Section::Administration),
        // It takes as long as the data folder is large.
        Route::form("backup-make", path, BACK_UP, "Makes a backup", post(make))
            .under(Section::Administration)
            .takes_files(),
    ]
}

#[derive(Template)]
#[template(path = "administration/backups.html")]
struct Page {
    shell: Shell,
    folder: String,
    backups: Vec<Line>,
}

struct Line {
    name: String,
    size: String,
    at: String,
}

async fn page(visit: Visit) -> Result<Response, Problem> {
    let mut shell = visit.shell("Backups");
    shell.sub_navigation = navigation(&visit, "/administration/backups");
    shell.success = done(&visit);
    let folder = visit.site.folder().join(BACKUPS);
    let shown = std::path::absolute(&folder).unwrap_or_else(|_| folder.clone()).display().to_string();
    let list = tokio::task::spawn_blocking(move || {
        let mut found: Vec<(Timestamp, Line)> = Vec::new();
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(about) = entry.metadata() else { continue };
            if !name.ends_with(ENDING) || !about.is_file() {
                continue;
            }
            let at = about.modified().ok().and_then(|at| Timestamp::try_from(at).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
            found.push((at, Line { name, size: crate::pages::data::size(about.len()), at: moment(at) }));
        }
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        found.into_iter().map(|(_, line)| line).collect()
    });
    visit.page(&Page { folder: shown, backups: list.await.map_err(Problem::fault)?, shell })
}

async fn make(visit: Visit, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let (site, now) = (&visit.site, visit.site.now());
    let folder = site.folder().join(BACKUPS);
    crate::pages::data::desk::make_folder(&folder)?;
    let out = folder.join(format!("derwent-{}{ENDING}", now.strftime("%Y-%m-%d-%H%M%S")));
    let viewer = visit.viewer()?;
    let who = records::Actor::account(viewer.account, &viewer.username);
    match backup::make(site.folder(), site.records(), &out, &who, now).await {
        Ok(done) => {
            tracing::info!(files = done.files, rows = done.rows, "a backup was made");
            Ok(Redirect::to("/administration/backups?done=backed-up").into_response())
        }
        Err(failed) => Err(Problem::wrong(format!("No backup was made. {failed}"))),
    }
}
