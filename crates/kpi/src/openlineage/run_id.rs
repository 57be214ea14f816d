//! What tells a run: a UUID that is the same whenever it is asked for.

use std::collections::HashMap;

use lake::Receipt;

/// The runs of receipts, told apart also where one batch holds the same body twice.
#[derive(Default)]
pub(super) struct Runs {
    /// What is the same of two receipts → how many there were.
    seen: HashMap<u128, u64>,
}

impl Runs {
    /// A UUID of version 8 (RFC 9562, section 5.8): 128 bits of the BLAKE3 of what tells the receipt from all others, which is
    /// its feed, its batch, whether it is of rows tried again, the body's digest, how many deliveries were summed up, and, of
    /// receipts that are alike in all this, which of them it is. To be asked for all receipts in their order.
    pub(super) fn of(&mut self, receipt: &Receipt) -> String {
        let mut hasher = blake3::Hasher::new();
        for text in [&receipt.feed, &receipt.digest] {
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        }
        for number in [
            receipt.batch,
            u64::from(receipt.replay),
            receipt.summed.unwrap_or_default(),
        ] {
            hasher.update(&number.to_be_bytes());
        }
        let alike = bits(&hasher);
        let nth = self.seen.entry(alike).or_default();
        hasher.update(&nth.to_be_bytes());
        *nth += 1;
        uuid(bits(&hasher))
    }
}

fn bits(hasher: &blake3::Hasher) -> u128 {
    let mut first = [0; 16];
    hasher.finalize_xof().fill(&mut first);
    u128::from_be_bytes(first)
}

fn uuid(bits: u128) -> String {
    let versioned = (bits & !(0xf << 76)) | (8 << 76);
    let bits = (versioned & !(0b11 << 62)) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}
