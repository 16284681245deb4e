//! What others published, looked up once.

use super::Workings;
use super::kept::Once;
use crate::Error;
use crate::catalogue::Published;
use crate::comparator::{Comparator, among, of_measure, years};
use arrow::array::RecordBatch;
use std::sync::Arc;

/// The figures that others published for one measure and one year.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The measure, and how near its definition is.
    pub published: Published,
    /// The figures.
    pub comparators: Vec<Comparator>,
}

/// The figures that others published for one measure, year by year.
#[derive(Debug, Clone)]
pub struct PublishedSeries {
    /// The measure, and how near its definition is.
    pub published: Published,
    /// Each year with its figures, the earliest first; 2022 is the year to, or at, 31 March 2022.
    pub years: Vec<(i64, Vec<Comparator>)>,
}

/// What was looked up before.
pub(super) struct Cache {
    measures: Once<(String, String), Option<RecordBatch>>,
    years: Once<(String, i64), Vec<Comparison>>,
    series: Once<String, Vec<PublishedSeries>>,
}

impl Default for Cache {
    fn default() -> Cache {
        Cache { measures: Once::new(usize::MAX), years: Once::new(2_000), series: Once::new(usize::MAX) }
    }
}

impl Workings {
    /// What others published of an indicator's measures for the newest year not after `year`, one for each measure that
    /// the indicator names, in its order.
    ///
    /// # Errors
    /// An indicator that is not known.
    pub fn comparators(&self, indicator: &str, year: i64) -> Result<Arc<Vec<Comparison>>, Error> {
        let (indicator, _) = self.named(indicator)?;
        Ok(self.published.years.get((indicator.id.clone(), year), || {
            indicator.published.iter().map(|published| self.comparison(published, year)).collect()
        }))
    }

    /// What others published of an indicator's measures, for every year that there is.
    ///
    /// # Errors
    /// An indicator that is not known.
    pub fn published_series(&self, indicator: &str) -> Result<Arc<Vec<PublishedSeries>>, Error> {
        let (indicator, _) = self.named(indicator)?;
        Ok(self.published.series.get(indicator.id.clone(), || {
            let series = |published: &Published| PublishedSeries {
                published: published.clone(),
                years: match self.rows_of(published).as_ref() {
                    Some(rows) => years(rows)
                        .into_iter()
                        .map(|year| (year, among(rows, self.inputs(), self.engine.settings(), published, year)))
                        .collect(),
                    None => Vec::new(),
                },
            };
            indicator.published.iter().map(series).collect()
        }))
    }

    fn comparison(&self, published: &Published, year: i64) -> Comparison {
        let found = self.rows_of(published);
        let found = found.as_ref().as_ref();
        let comparators = found.map(|rows| among(rows, self.inputs(), self.engine.settings(), published, year));
        Comparison { published: published.clone(), comparators: comparators.unwrap_or_default() }
    }

    /// The rows of one measure.
    fn rows_of(&self, published: &Published) -> Arc<Option<RecordBatch>> {
        let key = (published.measure.clone(), published.breakdown.clone());
        self.published.measures.get(key, || of_measure(self.inputs(), published))
    }
}
