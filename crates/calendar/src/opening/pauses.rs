use jiff::Timestamp;

use super::second_of;

/// Pauses clipped to `[from, to)`, in order and without overlap, in whole seconds since the epoch.
pub(super) fn merged(pauses: &[(Timestamp, Timestamp)], from: i64, to: i64) -> Vec<(i64, i64)> {
    let mut clipped: Vec<(i64, i64)> = pauses
        .iter()
        .map(|&(start, end)| (second_of(start).max(from), second_of(end).min(to)))
        .filter(|(start, end)| start < end)
        .collect();
    clipped.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(clipped.len());
    for (start, end) in clipped {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}
