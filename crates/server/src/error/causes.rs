//! What the rooms below refuse, as callers are told it.

use kpi::{ErrorKind, KpiError};
use lake::LakeError;
use ledger::{LedgerError, Refusal};

use super::ApiError;
use crate::accounts::AccountsError;

impl From<KpiError> for ApiError {
    fn from(error: KpiError) -> Self {
        let message = error.to_string();
        let told = match error.kind() {
            ErrorKind::Unknown => Self::unknown(message),
            ErrorKind::Invalid => Self::invalid(message),
            ErrorKind::Forbidden => Self::forbidden(message),
            ErrorKind::TooMuch => Self::too_much(message),
            ErrorKind::Internal => return Self::internal(&error),
        };
        let told = told.hint_if(error.hint_text().map(str::to_owned));
        let place = error
            .filter_place()
            .and_then(|(line, column)| Some((line.try_into().ok()?, column.try_into().ok()?)));
        match place {
            Some((line, column)) => told.at(line, column),
            None => told,
        }
    }
}

impl From<LedgerError> for ApiError {
    fn from(error: LedgerError) -> Self {
        let message = error.to_string();
        let told = match &error {
            LedgerError::Refused(
                Refusal::MissingRight { .. }
                | Refusal::NoDecisionRight { .. }
                | Refusal::NotYours(_),
            ) => Self::forbidden(message),
            LedgerError::Refused(Refusal::NoSuchProposal(_)) => Self::unknown(message),
            LedgerError::Refused(Refusal::NotAsItStands { .. }) => Self::conflict(message),
            LedgerError::Refused(Refusal::Invalid(_) | Refusal::AnotherPartnership { .. }) => {
                Self::invalid(message)
            }
            LedgerError::Conflict { .. } => Self::conflict("someone else wrote at the same time"),
            LedgerError::Unreachable(_) | LedgerError::Busy | LedgerError::Unsure { .. } => {
                tracing::error!(%message, "the ledger is not at hand");
                Self::unavailable(message)
            }
            _ => return Self::internal(&error),
        };
        told.hint_if(error.hint())
    }
}

impl From<AccountsError> for ApiError {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Busy => Self::unavailable(error.to_string()),
            _ => Self::internal(&error),
        }
    }
}

impl From<LakeError> for ApiError {
    fn from(error: LakeError) -> Self {
        let (message, hint) = (error.to_string(), error.hint());
        let told = match &error {
            LakeError::Full { retry_seconds } => Self::come_again(message, *retry_seconds),
            LakeError::KeyTaken { .. } => Self::conflict(message),
            LakeError::DiskFull { .. } => {
                tracing::error!(%message, "the disk is full");
                Self::disk_full()
            }
            LakeError::Unknown { .. } => Self::unknown(message),
            LakeError::Forbidden { .. } => Self::forbidden(message),
            LakeError::TooLarge { .. } | LakeError::TooSlow { .. } => Self::too_much(message),
            error if error.is_users() => Self::invalid(message),
            error => return Self::internal(error),
        };
        told.hint(hint)
    }
}
