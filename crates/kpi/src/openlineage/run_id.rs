//! What tells a run: a UUID that is the same whenever it is asked for.

use lake::Receipt;

/// A UUID of version 8 (RFC 9562, section 5.8) from the first 128 bits of the file's digest and the batch, so that the same
/// file taken in twice is two runs.
pub(super) fn of(receipt: &Receipt) -> String {
    let digest: String = receipt.digest.chars().take(32).collect();
    let digest = u128::from_str_radix(&digest, 16).unwrap_or_default();
    let bits = digest ^ u128::from(receipt.batch);
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
