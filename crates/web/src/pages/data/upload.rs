//! Uploads: sending files, looking at what would be imported, importing or giving it up.

use super::desk::{self, Arriving, Doing, Seen};
use super::moved::{self, Moved};
use super::receive::{receive, size};
use super::{done, navigation, number, unprocessable};
use crate::access::Permission;
use crate::clock::{date_of, moment};
use crate::components::Choice;
use crate::problem::Problem;
use crate::routes::{Needs, Route, Section};
use crate::shell::{Mistake, Shell};
use crate::visit::{Sent, Visit};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use council::import::{Preview, Taken, claim_words, kind_words, taken};
use intake::MappedColumn;
use jiff::civil::Date;
use records::{Upload, UploadState};
use report::words;
use serde::Deserialize;

const IMPORT: Needs = Needs::Permission(Permission::ImportData);

/// How many seconds a page waits before it loads itself again while work goes on.
const REFRESH: u32 = 2;

/// The routes.
pub fn routes() -> Vec<Route> {
    // The files of an upload are larger than other forms may be; what is too much is counted while they are written.
    let send = post(send).layer(DefaultBodyLimit::disable());
    vec![
        Route::page("uploads", "/data/uploads", IMPORT, "Upload extracts", get(list)).under(Section::Data),
        Route::form("upload", "/data/uploads", IMPORT, "Sends files", send).under(Section::Data).takes_files(),
        Route::page("upload-status", "/data/uploads/{upload}", IMPORT, "One upload", get(status)).under(Section::Data),
        Route::form("upload-date", "/data/uploads/{upload}/date", IMPORT, "Says which day files describe", post(date))
            .under(Section::Data),
        Route::form("upload-import", "/data/uploads/{upload}/import", IMPORT, "Imports an upload", post(import))
            .under(Section::Data),
        Route::form("upload-cancel", "/data/uploads/{upload}/cancel", IMPORT, "Gives an upload up", post(cancel))
            .under(Section::Data),
    ]
}

#[derive(Template)]
#[template(path = "data/uploads.html")]
struct List {
    shell: Shell,
    limit: String,
    endings: String,
    uploads: Vec<Line>,
}

/// An upload in a list.
struct Line {
    id: i64,
    state: &'static str,
    colour: &'static str,
    files: String,
    by: String,
    at: String,
}

/// An upload's state in words and the colour of its tag.
fn state_words(state: UploadState) -> (&'static str, &'static str) {
    match state {
        UploadState::Receiving => ("Arriving", "blue"),
        UploadState::Ready => ("Arrived", "blue"),
        UploadState::Previewed => ("Waiting for you", "yellow"),
        UploadState::Importing => ("Being imported", "blue"),
        UploadState::Done => ("Imported", "green"),
        UploadState::Failed => ("Failed", "red"),
        UploadState::Cancelled => ("Cancelled", "grey"),
        UploadState::Refused => ("Refused", "red"),
    }
}

/// The files in a few words: the first ones by name.
fn files_words(upload: &Upload) -> String {
    let names: Vec<&str> = upload.files.iter().map(|file| file.shown.as_str()).collect();
    match names.as_slice() {
        [] => "No file".to_owned(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

async fn list(visit: Visit) -> Result<Response, Problem> {
    visit.page(&listed(&visit).await?)
}

async fn listed(visit: &Visit) -> Result<List, Problem> {
    let mut shell = visit.shell("Upload extracts");
    shell.sub_navigation = navigation(visit, "/data/uploads");
    let records = visit.site.records();
    let accounts = records.accounts().await?;
    // Where nothing was chosen there is nothing to list.
    let nothing = |upload: &Upload| upload.state == UploadState::Refused && upload.message.is_empty();
    let uploads = records.uploads(None, 20).await?.into_iter().filter(|upload| !nothing(upload)).map(|upload| {
        let (state, colour) = state_words(upload.state);
        let by = accounts.iter().find(|account| account.id == upload.account_id);
        Line {
            id: upload.id,
            state,
            colour,
            files: files_words(&upload),
            by: by.map(|account| account.profile.display_name.clone()).unwrap_or_default(),
            at: moment(upload.created_at),
        }
    });
    Ok(List {
        uploads: uploads.collect(),
        limit: size(visit.site.config().upload_limit),
        endings: super::files::ENDINGS.map(|ending| format!(".{ending}")).join(","),
        shell,
    })
}

async fn send(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Result<Response, Problem> {
    // What is no form with files has no token of ours either.
    let form = form.map_err(|_| Problem::Forged)?;
    let arriving = Arriving::begin(&visit.site, visit.viewer()?.account).await?;
    let received = receive(form, &visit.token, &arriving.folder(), visit.site.config().upload_limit).await;
    let fault = match received {
        Ok(received) if received.files.is_empty() => received.refused.join(" "),
        Ok(received) => {
            let upload = arriving.done(received.files, None, &received.refused).await?;
            desk::look(&visit.site, &upload);
            return Ok(Redirect::to(&format!("/data/uploads/{}", upload.id)).into_response());
        }
        Err(Problem::Wrong(lines)) => lines.join(" "),
        Err(problem) => return Err(problem),
    };
    arriving.refused(&fault).await?;
    let mut page = listed(&visit).await?;
    let fault = if fault.is_empty() { "Choose one or more files to upload".to_owned() } else { fault };
    page.shell.errors.push(Mistake::new("files", fault));
    unprocessable(visit.page(&page)?)
}

/// What a page about one upload shows of it.
#[derive(Template)]
#[template(path = "data/upload.html")]
struct Status {
    shell: Shell,
    upload: Upload,
    state: &'static str,
    colour: &'static str,
    begun: String,
    files: Vec<(String, String, String)>,
    /// What is being done, in a sentence; empty for nothing.
    doing: String,
    seen: Seen,
    previews: Vec<Shown>,
    /// Whether somebody must say which day the files describe.
    undated: bool,
    date: [String; 3],
    /// Whether somebody must say whose data it is.
    no_authority: bool,
    authority: String,
    lines: Vec<String>,
    deliveries: Vec<Kept>,
    may_cancel: bool,
}

/// A delivery that came of an upload.
struct Kept {
    number: i32,
    title: String,
    held: usize,
}

/// What would be imported of one reading, as the page words it.
struct Shown {
    title: String,
    kind: &'static str,
    authority: String,
    described: String,
    tables: Vec<TableShown>,
    columns: Vec<ColumnShown>,
    unknown: usize,
    held: Vec<Moved>,
    findings: Vec<FindingShown>,
}

struct TableShown {
    name: String,
    title: String,
    rows: String,
    from: String,
    to: String,
    claim: &'static str,
}

struct ColumnShown {
    file: String,
    heading: String,
    /// What it was taken for, in words, and the name of that beneath.
    taken: String,
    beneath: String,
    /// What is to be noticed: that it is not kept, that it is not known.
    tag: &'static str,
    /// Where to teach the heading; empty where it is known.
    teach: String,
}

struct FindingShown {
    severity: &'static str,
    colour: &'static str,
    title: String,
    count: String,
}

fn shown(preview: &Preview, upload: i64) -> Shown {
    let day = |date: Option<Date>| date.map(words::date).unwrap_or_default();
    Shown {
        title: preview.title.clone(),
        kind: kind_words(preview.kind),
        authority: preview.authority.as_ref().map(|authority| authority.name.clone()).unwrap_or_default(),
        described: match preview.data_date {
            Some(date) => format!("{} ({})", words::date(date), preview.data_date_from),
            None => words::sentence(&preview.data_date_from),
        },
        tables: preview
            .tables
            .iter()
            .map(|line| TableShown {
                name: line.table.clone(),
                title: super::table_title(&line.table),
                rows: super::count(line.rows as u64),
                from: day(line.coverage.as_ref().and_then(|coverage| coverage.from)),
                to: day(line.coverage.as_ref().map(|coverage| coverage.to)),
                claim: line.coverage.as_ref().map_or("", claim_words),
            })
            .collect(),
        columns: preview.columns.iter().map(|column| column_shown(column, preview, upload)).collect(),
        held: preview.held.iter().map(moved::shown).collect(),
        unknown: preview.columns.iter().filter(|column| column.column.is_none()).count(),
        findings: preview
            .findings
            .iter()
            .map(|line| {
                let (severity, colour) = super::severity_words(line.severity);
                FindingShown { severity, colour, title: line.title.clone(), count: super::count(line.count as u64) }
            })
            .collect(),
    }
}

fn column_shown(column: &MappedColumn, preview: &Preview, upload: i64) -> ColumnShown {
    let file = match column.sheet.is_empty() {
        true => column.file.clone(),
        false => format!("{}, sheet {}", column.file, column.sheet),
    };
    let near =
        || column.hint.as_ref().map_or("Not known".to_owned(), |near| format!("Not known; did you mean ‘{near}’?"));
    let (words, beneath, tag) = match taken(column) {
        Taken::Column { words, name } => (words, name, ""),
        Taken::NotKept => {
            ("The standard has no column for it, or works it out itself".to_owned(), String::new(), "Not kept")
        }
        Taken::Unknown => (near(), String::new(), "Not known"),
    };
    let teach = match column.column {
        None => super::headings::teach_address(column, preview, upload),
        Some(_) => String::new(),
    };
    ColumnShown { file, heading: column.heading.clone(), taken: words, beneath, tag, teach }
}

/// What is being done, in a sentence.
fn doing_words(seen: &Seen) -> String {
    let which = |verb: &str, noun: &str| match (seen.begun, seen.of) {
        (0, _) => format!("{verb} the {noun}s."),
        (begun, of) if begun <= of => format!("{verb} {noun} {begun} of {of}: {}.", seen.at),
        _ => format!("{verb} {}.", seen.at),
    };
    match seen.doing {
        Doing::Nothing => String::new(),
        Doing::Waiting => "Waiting for another upload to be read or imported.".to_owned(),
        Doing::Reading => which("Reading", "file"),
        Doing::InUse if seen.at.is_empty() => "Waiting: somebody else is at work in the data folder.".to_owned(),
        Doing::InUse => {
            format!("Waiting until the data folder is free: {}. The import then goes on by itself.", seen.at)
        }
        Doing::Keeping => which("Keeping", "delivery").replace("deliverys", "deliveries"),
        Doing::Showing => "Working out the numbers with the new data.".to_owned(),
    }
}

/// The upload that an address names.
async fn named(visit: &Visit, text: &str) -> Result<Upload, Problem> {
    Ok(visit.site.records().upload(number(text)?).await?)
}

async fn status(visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let upload = named(&visit, &id).await?;
    let waits = matches!(upload.state, UploadState::Ready | UploadState::Previewed);
    let job = visit.site.desk().job(upload.id);
    if waits && job.seen().previews.is_none() && job.seen().refused.is_empty() {
        desk::look(&visit.site, &upload);
    }
    visit.page(&told(&visit, upload, job.seen())?)
}

fn told(visit: &Visit, upload: Upload, seen: Seen) -> Result<Status, Problem> {
    let mut shell = visit.shell(&format!("Upload {}", upload.id));
    shell.sub_navigation = navigation(visit, "/data/uploads");
    shell.success = done(visit);
    let doing = doing_words(&seen);
    if !doing.is_empty() || upload.state == UploadState::Importing {
        shell.refresh_after = Some(REFRESH);
    }
    let all: Vec<Preview> = seen.previews.as_deref().cloned().unwrap_or_default();
    let store = store::Store::open(visit.site.folder()).ok();
    let settings = store.as_ref().and_then(|store| store.settings().ok().flatten());
    let deliveries = match &store {
        Some(store) if !upload.deliveries.is_empty() => store.deliveries()?,
        _ => Vec::new(),
    };
    let kept = deliveries
        .iter()
        .filter(|delivery| u64::try_from(delivery.number).is_ok_and(|number| upload.deliveries.contains(&number)));
    let said = all.iter().find_map(|preview| preview.authority.as_ref()).map(|whose| whose.dfe_code.clone());
    let (state, colour) = state_words(upload.state);
    Ok(Status {
        state,
        colour,
        begun: moment(upload.created_at),
        files: upload
            .files
            .iter()
            .map(|file| (file.shown.clone(), size(file.bytes), file.sha256.chars().take(12).collect()))
            .collect(),
        undated: all.iter().any(|preview| preview.data_date.is_none() && !preview.kind.is_reference()),
        date: date_parts(upload.data_date),
        no_authority: settings.is_none(),
        authority: said.unwrap_or_default(),
        lines: upload.message.lines().map(str::to_owned).collect(),
        deliveries: kept
            .map(|delivery| Kept { number: delivery.number, title: delivery.title.clone(), held: delivery.held.len() })
            .collect(),
        previews: all.iter().map(|preview| shown(preview, upload.id)).collect(),
        may_cancel: !upload.state.is_over(),
        doing,
        seen,
        upload,
        shell,
    })
}

fn date_parts(date: Option<Date>) -> [String; 3] {
    date.map_or_else(Default::default, |date| {
        [date.day().to_string(), date.month().to_string(), date.year().to_string()]
    })
}

/// What the form for the data date sends.
#[derive(Deserialize)]
struct DateForm {
    #[serde(default, rename = "date-day")]
    day: String,
    #[serde(default, rename = "date-month")]
    month: String,
    #[serde(default, rename = "date-year")]
    year: String,
}

async fn date(visit: Visit, Path(id): Path<String>, Sent(form): Sent<DateForm>) -> Result<Response, Problem> {
    let mut upload = named(&visit, &id).await?;
    let given = date_of(&form.day, &form.month, &form.year);
    let fault = match given {
        Err(ref text) => Some(text.clone()),
        Ok(date) if date > visit.site.today() => {
            Some("The day that the files describe must be today or earlier".to_owned())
        }
        Ok(_) => None,
    };
    if let Some(fault) = fault {
        let seen = visit.site.desk().job(upload.id).seen();
        let mut page = told(&visit, upload, seen)?;
        page.date = [form.day, form.month, form.year];
        page.shell.errors.push(Mistake::new("date", fault));
        return unprocessable(visit.page(&page)?);
    }
    upload.data_date = given.ok();
    upload.state = UploadState::Ready;
    let upload = visit.site.records().put_upload(&upload, visit.site.now()).await?;
    desk::look(&visit.site, &upload);
    Ok(Redirect::to(&format!("/data/uploads/{}", upload.id)).into_response())
}

/// What the form that imports sends.
#[derive(Deserialize)]
struct ImportForm {
    #[serde(default)]
    authority: String,
}

async fn import(visit: Visit, Path(id): Path<String>, Sent(form): Sent<ImportForm>) -> Result<Response, Problem> {
    let upload = named(&visit, &id).await?;
    if !matches!(upload.state, UploadState::Ready | UploadState::Previewed) {
        return Err(Problem::Conflict(
            "This upload was imported, failed or cancelled meanwhile. Look at it again.".to_owned(),
        ));
    }
    let authority = Some(form.authority.trim().to_owned()).filter(|text| !text.is_empty());
    desk::import(&visit.site, &upload, authority, visit.viewer()?.username.clone());
    Ok(Redirect::to(&format!("/data/uploads/{}", upload.id)).into_response())
}

async fn cancel(visit: Visit, Path(id): Path<String>, Sent(()): Sent<()>) -> Result<Response, Problem> {
    let upload = named(&visit, &id).await?;
    let id = upload.id;
    desk::cancel(&visit.site, upload).await?;
    Ok(Redirect::to(&format!("/data/uploads/{id}")).into_response())
}

/// Choices of authorities for a site that has none yet.
pub fn authorities(chosen: &str) -> Vec<Choice> {
    let all = standard::authority::all().iter().map(|authority| (authority.dfe_code.clone(), authority.name.clone()));
    Choice::list(std::iter::once((String::new(), "Choose".to_owned())).chain(all), chosen)
}
