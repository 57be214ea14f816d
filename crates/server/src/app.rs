//! What every handler works with.

use std::sync::{Arc, Mutex, PoisonError};

use access::throttle::Throttle;
use charter::Charter;
use jiff::Timestamp;
use kpi::Engine;
use ledger::Ledger;
use sources::Statuses;
use tokio::sync::Semaphore;

use crate::accounts::Accounts;
use crate::error::ApiError;
use crate::origin::Origin;
use crate::ports::Clock;

/// Bodies of deliveries that are read at once: with what may wait in the lake, this bounds their memory.
const BODIES_AT_ONCE: usize = 8;

/// What every handler works with.
pub(crate) struct App {
    pub(crate) engine: Engine,
    pub(crate) ledger: Ledger,
    pub(crate) accounts: Accounts,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) origin: Origin,
    /// What brings facts by itself.
    pub(crate) ways_in: Statuses,
    /// Deliveries whose bodies may be read at once.
    pub(crate) bodies: Semaphore,
    throttle: Mutex<Throttle>,
}

/// As handlers take it.
pub(crate) type Shared = Arc<App>;

impl App {
    pub(crate) fn new(
        engine: Engine,
        ledger: Ledger,
        accounts: Accounts,
        clock: Arc<dyn Clock>,
        origin: Origin,
        ways_in: Statuses,
    ) -> Self {
        Self {
            engine,
            ledger,
            accounts,
            clock,
            origin,
            ways_in,
            bodies: Semaphore::new(BODIES_AT_ONCE),
            throttle: Mutex::default(),
        }
    }

    pub(crate) fn charter(&self) -> &Charter {
        self.engine.charter()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Works with the failed attempts to sign in. Never held across an await.
    pub(crate) fn throttle<T>(&self, work: impl FnOnce(&mut Throttle) -> T) -> T {
        // Counts stay right even if someone panicked while counting.
        work(&mut self.throttle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The position that answers are computed at.
    pub(crate) async fn position(&self) -> u64 {
        self.ledger.position().await
    }
}

impl From<kpi::KpiError> for ApiError {
    fn from(error: kpi::KpiError) -> Self {
        use kpi::ErrorKind;
        let message = error.to_string();
        let told = match error.kind() {
            ErrorKind::Unknown => Self::unknown(message),
            ErrorKind::Invalid => Self::invalid(message),
            ErrorKind::Forbidden => Self::forbidden(message),
            ErrorKind::TooMuch => Self::too_much(message),
            ErrorKind::Internal => return Self::internal(&error),
        };
        told.hint_if(error.hint_text().map(str::to_owned))
    }
}

impl From<ledger::LedgerError> for ApiError {
    fn from(error: ledger::LedgerError) -> Self {
        use ledger::{LedgerError, Refusal};
        let message = error.to_string();
        let told = match &error {
            LedgerError::Refused(Refusal::MissingRight { .. } | Refusal::NotYours(_)) => {
                Self::forbidden(message)
            }
            LedgerError::Refused(Refusal::Invalid(_) | Refusal::AnotherPartnership { .. }) => {
                Self::invalid(message)
            }
            LedgerError::Conflict { .. } => Self::conflict("someone else wrote at the same time"),
            _ => return Self::internal(&error),
        };
        told.hint_if(error.hint())
    }
}

impl From<crate::accounts::AccountsError> for ApiError {
    fn from(error: crate::accounts::AccountsError) -> Self {
        match error {
            crate::accounts::AccountsError::Busy => Self::unavailable(error.to_string()),
            _ => Self::internal(&error),
        }
    }
}
