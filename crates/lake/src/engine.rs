//! The query engine: its runtime, its memory, and what one question may take.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::SessionContext;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::SessionConfig;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

use crate::functions::Calendars;
use crate::{LakeError, Settings, functions};

/// Questions that run at once; more wait. Few, because they share the memory and the threads.
const QUESTIONS_AT_ONCE: usize = 4;

/// Plans and runs questions, with the calendars of a charter.
pub(crate) struct Engine {
    session: SessionContext,
    calendars: Calendars,
    machine: Arc<Machine>,
}

/// What all questions share, whatever charter they are asked under.
struct Machine {
    environment: Arc<RuntimeEnv>,
    /// Questions have their own threads, so that a server's other work never waits for them.
    runtime: Option<Runtime>,
    permits: Semaphore,
    seconds_max: u64,
    threads: usize,
}

impl Engine {
    /// `spill` is where questions put down what memory does not hold; the system's folder for such files when absent.
    pub(crate) fn start(
        settings: &Settings,
        calendars: Calendars,
        spill: Option<PathBuf>,
    ) -> Result<Self, LakeError> {
        let memory = Arc::new(FairSpillPool::new(settings.memory_bytes));
        let environment = RuntimeEnvBuilder::new().with_memory_pool(memory);
        let environment = match spill {
            Some(folder) => environment.with_temp_file_path(folder),
            None => environment,
        }
        .build_arc()
        .map_err(LakeError::table("starting the query engine"))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(settings.threads.max(1))
            .thread_name("lake-query")
            .enable_all()
            .build()
            .map_err(LakeError::io("starting the query engine"))?;
        let machine = Machine {
            environment,
            runtime: Some(runtime),
            permits: Semaphore::new(QUESTIONS_AT_ONCE),
            seconds_max: settings.query_seconds_max,
            threads: settings.threads.max(1),
        };
        Ok(Self::on(Arc::new(machine), calendars))
    }

    /// The same machine under the calendars of another charter.
    pub(crate) fn under(&self, calendars: Calendars) -> Self {
        Self::on(Arc::clone(&self.machine), calendars)
    }

    fn on(machine: Arc<Machine>, calendars: Calendars) -> Self {
        Self {
            session: machine.session(calendars.clone()),
            calendars,
            machine,
        }
    }

    pub(crate) fn session(&self) -> &SessionContext {
        &self.session
    }

    pub(crate) fn threads(&self) -> usize {
        self.machine.threads
    }

    /// A session that shares nothing with the others but memory.
    pub(crate) fn new_session(&self) -> SessionContext {
        self.machine.session(self.calendars.clone())
    }

    pub(crate) async fn collect(&self, frame: DataFrame) -> Result<Vec<RecordBatch>, LakeError> {
        let machine = &self.machine;
        let limit = Duration::from_secs(machine.seconds_max);
        let too_slow = LakeError::TooSlow {
            seconds: machine.seconds_max,
        };
        let Some(runtime) = &machine.runtime else {
            return Err(too_slow);
        };
        let answer = async {
            let _permit = machine.permits.acquire().await;
            let mut running = Running(runtime.spawn(frame.collect()));
            (&mut running.0).await
        };
        match tokio::time::timeout(limit, answer).await {
            Err(_) => Err(too_slow),
            Ok(Err(stopped)) => Err(LakeError::Table {
                doing: "computing an answer".to_owned(),
                cause: stopped.to_string(),
            }),
            Ok(Ok(Err(error))) => Err(question(&error)),
            Ok(Ok(Ok(batches))) => Ok(batches),
        }
    }
}

/// A question that ends when nobody waits for its answer any more.
struct Running<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Machine {
    fn session(&self, calendars: Calendars) -> SessionContext {
        let configuration = configuration(self.threads);
        functions::session(configuration, self.environment.clone(), calendars)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // A runtime must not wait for its threads where the last lake is dropped, which may be async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Rows that the engine handles at once: larger batches share its bookkeeping among more rows and still fit the
/// processor's cache.
const BATCH_ROWS: usize = 16_384;

fn configuration(threads: usize) -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_target_partitions(threads.max(1))
        .with_batch_size(BATCH_ROWS)
        .with_information_schema(false);
    let parquet = &mut config.options_mut().execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    config
}

/// The engine's error as the lake's: out of memory, or a question that cannot be computed.
pub(crate) fn question(error: &DataFusionError) -> LakeError {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(cause) => LakeError::TooLarge {
            cause: cause.clone(),
        },
        DataFusionError::IoError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::ParquetError(_) => LakeError::Table {
            doing: "reading facts".to_owned(),
            cause: error.strip_backtrace(),
        },
        root => LakeError::BadQuestion {
            cause: root.strip_backtrace(),
        },
    }
}
