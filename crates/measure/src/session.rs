//! Runs the catalogue's queries: shared steps first, each once and in dependency order, then the entries asked
//! for, as many at a time as there are threads.

use crate::Error;
use crate::catalogue::Step;
use crate::inputs::{Inputs, batch_or_empty, run_tables, without_reversed};
use crate::plans::Plans;
use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use datafusion::error::DataFusionError;
use datafusion::execution::context::SessionContext;
use datafusion::physical_plan::collect;
use datafusion::prelude::SessionConfig;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::civil::Date;
use standard::parameter::Parameters;
use standard::period::Period;
use standard::working_days::Calendar;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// How queries are run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How many queries run at a time.
    pub threads: usize,
    /// Into how many partitions each query is cut. Results do not depend on it.
    pub partitions: usize,
}

impl Default for Options {
    fn default() -> Options {
        let threads = std::thread::available_parallelism().map_or(2, |n| n.get().min(4));
        Options { threads, partitions: 1 }
    }
}

/// A query to run: the name of its entry, and its text.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub entry: String,
    pub sql: String,
}

/// What a run is over.
pub(crate) struct Run<'a> {
    pub inputs: &'a Inputs,
    pub calendar: &'a Calendar,
    pub parameters: &'a Parameters,
    pub periods: &'a [Period],
    pub snapshots: &'a [Date],
    /// Whether rows whose end is before their start are seen (checks see them).
    pub reversed: bool,
    pub options: Options,
    /// What these queries were planned as before.
    pub plans: &'a Plans,
}

/// What is done with the result of an entry as soon as it is there.
pub(crate) type Take<'a> = dyn FnMut(String, RecordBatch) -> Result<(), Error> + 'a;

/// Runs `queries` after `steps`, and hands each result to `take` when it is there, in no fixed order: results need not
/// all be in memory at once.
///
/// # Errors
/// Every query that failed, with its entry, or what `take` gives.
pub(crate) fn run(run: &Run<'_>, steps: &[&Step], queries: Vec<Query>, take: &mut Take<'_>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(run.options.threads)
        .build()
        .map_err(|error| Error::Query { entry: "the query engine".into(), message: error.to_string() })?;
    let context = context(run, steps.iter().map(|step| &step.sql).chain(queries.iter().map(|query| &query.sql)))?;
    let tasks = tasks(steps, queries);
    runtime.block_on(run_all(&context, run, tasks, take))
}

/// A query to run once the steps that it reads are there.
struct Task {
    query: Query,
    /// Whether its result is a table that others read.
    step: bool,
    /// The steps that it reads.
    needs: BTreeSet<String>,
}

/// The steps, then the entries: a step is there for others to read, so it goes first; of two steps the one that more
/// wait for.
fn tasks(steps: &[&Step], queries: Vec<Query>) -> VecDeque<Task> {
    let ids: BTreeSet<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    let named = |sql: &str| -> BTreeSet<String> {
        let words = sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_ascii_lowercase);
        words.filter(|word| ids.contains(word.as_str())).collect()
    };
    let step = |step: &&Step| Task {
        query: Query { entry: step.id.clone(), sql: step.sql.clone() },
        step: true,
        needs: step.steps.iter().cloned().collect(),
    };
    let mut tasks: Vec<Task> = steps.iter().map(step).collect();
    tasks.extend(queries.into_iter().map(|query| Task { needs: named(&query.sql), step: false, query }));
    // All that wait for a step, at any remove: those after it in order have been counted already.
    let mut waiting: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for task in tasks.iter().rev() {
        let mut all = waiting.get(&task.query.entry).cloned().filter(|_| task.step).unwrap_or_default();
        all.insert(format!("{}{}", if task.step { "" } else { "=" }, task.query.entry));
        for id in &task.needs {
            waiting.entry(id.clone()).or_default().extend(all.iter().cloned());
        }
    }
    let weight = |task: &Task| waiting.get(&task.query.entry).filter(|_| task.step).map_or(0, BTreeSet::len);
    tasks.sort_by_cached_key(|task| (!task.step, std::cmp::Reverse(weight(task))));
    tasks.into()
}

/// A context with the tables of the run and those standard tables that the texts of `queries` name.
fn context<'a>(run: &Run<'_>, queries: impl Iterator<Item = &'a String>) -> Result<SessionContext, Error> {
    let mut words = BTreeSet::new();
    for sql in queries {
        let sql = sql.to_ascii_lowercase();
        words.extend(sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_owned));
    }
    let config = SessionConfig::new()
        .with_target_partitions(run.options.partitions)
        .with_batch_size(65_536)
        .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false)
        .set_bool("datafusion.execution.collect_statistics", true);
    let context = SessionContext::new_with_config(config);
    for table in standard::table::all().iter().filter(|table| words.contains(&table.name)) {
        let mut batch = batch_or_empty(table, run.inputs.tables.get(&table.name));
        if !run.reversed {
            batch = without_reversed(table, batch);
        }
        register(&context, &table.name, batch)?;
    }
    for (name, batch) in run_tables(run.inputs, run.calendar, run.parameters, run.periods, run.snapshots)? {
        register(&context, name, batch)?;
    }
    Ok(context)
}

fn register(context: &SessionContext, name: &str, batch: RecordBatch) -> Result<(), Error> {
    context
        .register_batch(name, batch)
        .map(drop)
        .map_err(|error| Error::Query { entry: name.to_owned(), message: error.to_string() })
}

/// Runs `waiting`, as many at a time as there are threads, each as soon as the steps that it reads are there.
async fn run_all(
    context: &SessionContext,
    run: &Run<'_>,
    mut waiting: VecDeque<Task>,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let mut there: BTreeSet<String> = BTreeSet::new();
    let mut running = FuturesUnordered::new();
    let mut faults = Vec::new();
    loop {
        while running.len() < run.options.threads.max(1) {
            let ready = waiting.iter().position(|task| task.needs.is_subset(&there));
            let Some(Task { query, step, .. }) = ready.and_then(|i| waiting.remove(i)) else { break };
            let (context, plans) = (context.clone(), run.plans.clone());
            running.push(async move {
                let Query { entry, sql } = query;
                let task = tokio::spawn(async move { one(&context, &plans, &sql).await });
                let result = task.await.map_err(|error| error.to_string());
                (entry, step, result.and_then(|result| result.map_err(|error| error.to_string())))
            });
        }
        let Some((entry, step, result)) = running.next().await else { break };
        match result {
            Ok(batch) if step => {
                register(context, &entry, batch)?;
                there.insert(entry);
            }
            Ok(batch) => take(entry, batch)?,
            // What waits for a step that failed is never ready, and is told by it.
            Err(message) => faults.push(format!("{entry}: {message}")),
        }
    }
    faults.sort();
    if faults.is_empty() { Ok(()) } else { Err(Error::Catalogue(faults)) }
}

async fn one(context: &SessionContext, plans: &Plans, sql: &str) -> Result<RecordBatch, DataFusionError> {
    let session = context.state();
    let plan = plans.plan(context, &session, sql).await?;
    let schema = Arc::new(plan.schema().as_arrow().clone());
    let plan = session.query_planner().create_physical_plan(&plan, &session).await?;
    let batches = collect(plan, session.task_ctx()).await?;
    let schema = batches.first().map_or(schema, RecordBatch::schema);
    Ok(concat_batches(&schema, &batches)?)
}
