//! Plans of queries. What a query was planned as is kept and bound to the tables of the next run: one program runs
//! the same queries over a store as it was on several dates, and over every worked example.

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::execution::context::{SQLOptions, SessionContext};
use datafusion::logical_expr::LogicalPlan;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Result<T> = std::result::Result<T, DataFusionError>;

/// The plans of queries that have run, by their text. Copies share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plans(Arc<Mutex<HashMap<String, LogicalPlan>>>);

impl Plans {
    /// The optimised plan of `sql` over the tables of `context`; `session` is its state.
    ///
    /// # Errors
    /// A query that can't be planned, or that would do anything but select.
    pub async fn plan(&self, context: &SessionContext, session: &SessionState, sql: &str) -> Result<LogicalPlan> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sql).cloned();
        if let Some(plan) = kept {
            let tables = tables(&plan, context).await?;
            // A step may have given other types than when this was planned.
            if let Some(plan) = bound(plan, |name| tables.get(name).cloned())? {
                return Ok(plan);
            }
        }
        let plan = session.create_logical_plan(sql).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        let plan = session.optimize(&plan)?;
        let tables = tables(&plan, context).await?;
        // Kept without rows, so that those of a run don't outlive it.
        let empty = bound(plan.clone(), |name| {
            let table = MemTable::try_new(tables.get(name)?.schema(), vec![Vec::new()]).ok()?;
            Some(Arc::new(table) as Arc<dyn TableProvider>)
        })?;
        if let Some(empty) = empty {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(sql.to_owned(), empty);
        }
        Ok(plan)
    }
}

/// The tables of `context` that `plan` reads, as far as they are there.
async fn tables(
    plan: &LogicalPlan,
    context: &SessionContext,
) -> Result<HashMap<TableReference, Arc<dyn TableProvider>>> {
    let mut names = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            names.push(scan.table_name.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    let mut tables = HashMap::new();
    for name in names {
        if let Ok(table) = context.table_provider(name.clone()).await {
            tables.insert(name, table);
        }
    }
    Ok(tables)
}

/// `plan` over the tables that `table` gives, unless one is not there or has another schema.
fn bound(
    plan: LogicalPlan,
    table: impl Fn(&TableReference) -> Option<Arc<dyn TableProvider>>,
) -> Result<Option<LogicalPlan>> {
    let mut fits = true;
    let plan = plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::TableScan(mut scan) = node else { return Ok(Transformed::no(node)) };
        match table(&scan.table_name).filter(|table| table.schema() == scan.source.schema()) {
            Some(table) => scan.source = provider_as_source(table),
            None => fits = false,
        }
        Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
    })?;
    Ok(fits.then_some(plan.data))
}
