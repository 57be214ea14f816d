//! Rows that were set aside as packets, to be taken through the door again.

use std::collections::{BTreeMap, HashMap};

use charter::feed::Format;
use formats::Types;

use super::{SetAsideRow, With};
use crate::ingest::Packet;
use crate::intake::{Mend, Parcel};
use crate::{Fate, LakeError, Otherwise, Source};

const READING: &str = "reading how a row is written";

/// Line → the row that stands in it.
pub(crate) type Lines = HashMap<u64, String>;

/// Rows as packets, as they are, without those that cannot be tried again.
pub(crate) fn as_packets(
    mut rows: Vec<SetAsideRow>,
) -> Result<(Vec<Packet>, Vec<Lines>), LakeError> {
    rows.retain(|row| untriable(row).is_none());
    packets(rows, &With::AsTheyAre, &[])
}

/// Rows as packets, one for each way they are written, and for each packet the row of each line.
pub(super) fn packets(
    mut rows: Vec<SetAsideRow>,
    with: &With,
    mend: &[Mend],
) -> Result<(Vec<Packet>, Vec<Lines>), LakeError> {
    if let With::Text(text) = with {
        rewrite(&mut rows, text)?;
    }
    let mut forms: BTreeMap<(String, Option<String>), Vec<SetAsideRow>> = BTreeMap::new();
    for row in rows {
        let form = (row.format.clone(), row.types.clone());
        forms.entry(form).or_default().push(row);
    }
    let mut packets = Vec::new();
    let mut ids = Vec::new();
    for ((form, types), rows) in forms {
        let format = format(&form)?;
        let types = types.map_or_else(|| Ok(Types::default()), |types| Types::read(&types));
        let (lines, rows): (Vec<_>, _) = rows.into_iter().map(|row| (row.id, row.bytes)).unzip();
        packets.push(Packet {
            parcel: Parcel {
                source: Source::Rows {
                    name: "rows that were set aside".to_owned(),
                    rows,
                    types: types.map_err(LakeError::table(READING))?,
                },
                format: Some(format),
                mend: mend.to_vec(),
                told: true,
                // One row that fails a check of severity `stop` keeps no other from being mended.
                otherwise: Otherwise::RowsAside,
            },
            key: None,
            position: None,
        });
        ids.push((1..).zip(lines).collect());
    }
    Ok((packets, ids))
}

/// Why a row cannot be tried again; nothing where it can. How an older Tandem's rows are written, nobody knows.
pub(super) fn untriable(row: &SetAsideRow) -> Option<Fate> {
    row.format.is_empty().then(|| Fate::SetAside {
        id: row.id.clone(),
        check: row.check.clone(),
        reason: "it was set aside by an older Tandem, which did not keep how it is written"
            .to_owned(),
        hint: "Take its file in again, or waive it.".to_owned(),
    })
}

/// Gives the one row its new text, which is of one row too.
fn rewrite(rows: &mut [SetAsideRow], text: &str) -> Result<(), LakeError> {
    let bad = |cause: String| Err(LakeError::BadQuestion { cause });
    let [row] = rows else {
        return match rows.is_empty() {
            true => Ok(()),
            false => bad("a new text is for one row".to_owned()),
        };
    };
    match formats::rows_in(text.as_bytes(), &format(&row.format)?) {
        1 => row.bytes = text.as_bytes().to_vec(),
        rows => return bad(format!("the new text is read as {rows} rows and not as 1")),
    }
    Ok(())
}

/// How a row is written.
fn format(form: &str) -> Result<Format, LakeError> {
    serde_json::from_str(form).map_err(LakeError::table(READING))
}
