//! Lists: the same rows as JSON, some at a time, and whole as CSV, with what describes it, and as Parquet. What a list
//! has of its own is in a [`List`]; its four addresses are made from that.

use super::endpoint::{Answer, CSV, Endpoint, PARQUET, Parameter};
use super::file::{self, Csvw, Given};
use crate::problem::Problem;
use crate::routes::{Needs, Route};
use crate::site::Site;
use crate::visit::Visit;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use council::sheet::Sheet;

/// The name and the path of each address of a list: JSON, CSV, what describes it, Parquet.
pub type Addresses = [(&'static str, &'static str); 4];

/// The [`Addresses`] of the list that is called so: `addresses!("due")`.
macro_rules! addresses {
    ($list:literal) => {
        [
            (concat!("api-", $list), concat!("/api/v1/", $list)),
            (concat!("api-", $list, "-csv"), concat!("/api/v1/", $list, ".csv")),
            (concat!("api-", $list, "-csvw"), concat!("/api/v1/", $list, ".csv-metadata.json")),
            (concat!("api-", $list, "-parquet"), concat!("/api/v1/", $list, ".parquet")),
        ]
    };
}
pub(crate) use addresses;

/// What is said of the CSV file of rows about children.
pub const WHOLE: &str = "The same rows, all of them, as CSV. Each call is written to the access log as an export.";

/// What is said of what describes the CSV file of rows about children.
pub const DESCRIPTION: &str = "What describes the CSV file of the same query: its columns, its data. It has no rows.";

/// What is said of the Parquet file of rows about children.
pub const PARQUET_WHOLE: &str = "The same rows as Parquet. What describes the file is in its key-value metadata, under \
                                 ‘derwent’. Each call is written to the access log as an export.";

/// A list of the API.
pub struct List {
    /// Its addresses.
    pub addresses: Addresses,
    /// What they need.
    pub needs: Needs,
    /// The titles of the JSON, of the CSV and of the Parquet.
    pub titles: [&'static str; 3],
    /// What each address gives, in sentences.
    pub about: [&'static str; 4],
    /// What the query of all four takes.
    pub filters: &'static [Parameter],
    /// What the query of the JSON takes besides.
    pub json_takes: &'static [&'static [Parameter]],
    /// What the JSON is.
    pub answer: Answer,
    /// Whether rows are about single children: all but what describes the CSV.
    pub about_children: bool,
    /// Whether answers carry an `ETag`: all but what describes the CSV.
    pub tagged: bool,
    /// Who answers.
    pub handlers: [MethodRouter<Site>; 4],
}

impl List {
    /// Its addresses as they are declared.
    pub fn endpoints(self) -> Vec<Endpoint> {
        let [json, csv, parquet] = self.titles;
        let titles = [json, csv, "What describes the CSV file", parquet];
        let answers = [self.answer, Answer::File(&[CSV]), Answer::csvw::<Csvw>(), Answer::File(&[PARQUET])];
        let each = self.addresses.into_iter().zip(titles).zip(self.about).zip(answers).zip(self.handlers);
        let endpoint = |(i, ((((at, title), about), answer), handler)): (usize, _)| {
            let ((name, path), has_rows) = (at, i != 2);
            let route = Route::api(name, path, self.needs, title, handler);
            let route = if self.about_children && has_rows { route.about_children() } else { route };
            let endpoint = Endpoint::new(route, answer, about).with(self.filters);
            let endpoint = if self.tagged && has_rows { endpoint.tagged() } else { endpoint };
            match i {
                0 => self.json_takes.iter().fold(endpoint, |endpoint, takes| endpoint.with(takes)),
                _ => endpoint,
            }
        };
        each.enumerate().map(endpoint).collect()
    }
}

/// A list about single children, as its files have it.
pub trait Rows: 'static {
    /// All rows that a query asks for, with what describes them; written to the access log as an export.
    fn all(visit: &Visit) -> impl Future<Output = Result<(Sheet, Given), Problem>> + Send;

    /// The same without a row.
    fn none(visit: &Visit) -> Result<(Sheet, Given), Problem>;

    /// Who answers at the addresses of the list, the JSON as given.
    fn handlers(json: MethodRouter<Site>) -> [MethodRouter<Site>; 4]
    where
        Self: Sized,
    {
        [json, get(csv::<Self>), get(csvw::<Self>), get(parquet::<Self>)]
    }
}

async fn csv<L: Rows>(visit: Visit) -> Result<Response, Problem> {
    let (sheet, given) = L::all(&visit).await?;
    file::csv(&sheet, &given)
}

async fn csvw<L: Rows>(visit: Visit) -> Result<Response, Problem> {
    let (sheet, given) = L::none(&visit)?;
    file::csvw(&sheet, given)
}

async fn parquet<L: Rows>(visit: Visit) -> Result<Response, Problem> {
    let (sheet, given) = L::all(&visit).await?;
    file::parquet(&sheet, &given)
}
