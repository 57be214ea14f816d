//! A fence around the viewer's rows that no later condition reaches through.
//!
//! A frame is a plan, and the engine joins the conditions of a plan and tries them in the order it likes. A condition of
//! the viewer's own that fails on some value would then tell of rows that the viewer must not know of. What is asked of
//! a fenced frame is tried on its rows alone: the engine plans what is inside by itself, and no condition passes the
//! fence, neither while the plan is written nor while it is made ready to run.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::TableType;
use datafusion::execution::context::SessionContext;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};

/// The same rows, fenced.
pub(super) fn fenced(session: &SessionContext, rows: DataFrame) -> Result<DataFrame> {
    let plan = rows.into_unoptimized_plan();
    let schema = Arc::new(plan.schema().as_arrow().clone());
    session.read_table(Arc::new(Fenced { plan, schema }))
}

/// A frame as a table.
#[derive(Debug)]
struct Fenced {
    plan: LogicalPlan,
    schema: SchemaRef,
}

#[async_trait]
impl TableProvider for Fenced {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    // That no filter is supported is what every table says that says nothing.
    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = match projection {
            None => self.plan.clone(),
            Some(places) => {
                let columns = places
                    .iter()
                    .map(|place| Expr::Column(self.plan.schema().columns().swap_remove(*place)));
                LogicalPlanBuilder::from(self.plan.clone())
                    .project(columns.collect::<Vec<_>>())?
                    .build()?
            }
        };
        let input = state.create_physical_plan(&plan).await?;
        Ok(Arc::new(Fence { input }))
    }
}

/// Hands its input on, and lets nothing down to it.
#[derive(Debug)]
struct Fence {
    input: Arc<dyn ExecutionPlan>,
}

impl DisplayAs for Fence {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fence")
    }
}

impl ExecutionPlan for Fence {
    fn name(&self) -> &'static str {
        "Fence"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.input.properties()
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children
            .pop()
            .ok_or_else(|| DataFusionError::Internal("a fence is around something".to_owned()))?;
        Ok(Arc::new(Self { input }))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.input.execute(partition, context)
    }
}
