//! Messages between machines that are signed as Standard Webhooks say, version 1 of the signature:
//! HMAC-SHA256 over the id, the time and the body (<https://www.standardwebhooks.com>).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// What a key's text may start with, so that people and secret scanners recognise one.
const PREFIX: &str = "whsec_";
/// Bytes of a key: fewer can be guessed, more are not asked for.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// How far the time of a message may be from now: older ones may be somebody's copy.
const TOLERANCE_SECONDS: i64 = 5 * 60;
/// Longest id, in characters.
const ID_CHARACTERS_MAX: usize = 64;
/// Most signatures that are looked at: two keys while one takes the other's place, with room to spare.
const SIGNATURES_MAX: usize = 8;

/// What sender and receiver share.
#[derive(Clone)]
pub struct WebhookKey(Hmac<Sha256>);

/// What is said of a message beside its body.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more, separated by spaces.
    pub signatures: &'a str,
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotGenuine {
    /// The id is none.
    #[error("the webhook-id is not 1 to {ID_CHARACTERS_MAX} letters, digits, `_` and `-`")]
    Id,
    /// The time is none.
    #[error("the webhook-timestamp is no number of seconds since 1970")]
    Time,
    /// It is too old, or from the future.
    #[error("the webhook-timestamp is more than {} minutes from now", TOLERANCE_SECONDS / 60)]
    Stale,
    /// No signature fits.
    #[error("no webhook-signature fits what was sent")]
    Signature,
}

impl WebhookKey {
    /// Reads a key: base64 of 24 to 64 random bytes, usually after `whsec_`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = BASE64.decode(text.strip_prefix(PREFIX).unwrap_or(text));
        let bytes = bytes
            .ok()
            .filter(|bytes| KEY_BYTES.contains(&bytes.len()))?;
        Hmac::new_from_slice(&bytes).ok().map(Self)
    }

    /// The signature of a message, `v1,…`.
    #[must_use]
    pub fn sign(&self, id: &str, now: Timestamp, body: &[u8]) -> String {
        let mac = self.mac(id, &now.as_second().to_string(), body);
        format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
    }

    /// Whether a message comes from who has the key, and is of now.
    ///
    /// # Errors
    /// When it is not.
    pub fn verify(
        &self,
        sent: Envelope<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), NotGenuine> {
        let fits = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
        // The point separates what is signed: none in the id, so that one message cannot be read as another.
        if !(1..=ID_CHARACTERS_MAX).contains(&sent.id.len()) || !sent.id.bytes().all(fits) {
            return Err(NotGenuine::Id);
        }
        let at: i64 = sent.timestamp.parse().map_err(|_| NotGenuine::Time)?;
        let apart = at.checked_sub(now.as_second()).ok_or(NotGenuine::Time)?;
        if !(-TOLERANCE_SECONDS..=TOLERANCE_SECONDS).contains(&apart) {
            return Err(NotGenuine::Stale);
        }
        let mac = self.mac(sent.id, sent.timestamp, body);
        let signatures = sent.signatures.split(' ').take(SIGNATURES_MAX);
        let mut ours = signatures.filter_map(|one| one.strip_prefix("v1,"));
        // Compared in a time that does not tell where they differ.
        let fits = |one: &str| {
            let bytes = BASE64.decode(one);
            bytes.is_ok_and(|bytes| mac.clone().verify_slice(&bytes).is_ok())
        };
        if ours.any(fits) {
            Ok(())
        } else {
            Err(NotGenuine::Signature)
        }
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `openssl dgst -sha256 -mac HMAC -macopt hexkey:…` over `id.time.body`; the first is the example that
    /// libraries of Standard Webhooks test themselves by.
    const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const VECTORS: [(&str, i64, &str, &str); 2] = [
        (
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "call_1",
            1_775_044_800,
            r#"{"format":1}"#,
            "v1,CQhZmYQ9/gg6KuKjSWv6FElDMZniLgs2nCKhdKR5HVk=",
        ),
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn verify(
        id: &str,
        timestamp: &str,
        signatures: &str,
        body: &str,
        now: i64,
    ) -> Result<(), NotGenuine> {
        let sent = Envelope {
            id,
            timestamp,
            signatures,
        };
        let key = WebhookKey::parse(KEY).unwrap();
        key.verify(sent, body.as_bytes(), at(now))
    }

    #[test]
    fn it_signs_as_others_do() {
        let key = WebhookKey::parse(KEY).unwrap();
        for (id, second, body, signature) in VECTORS {
            assert_eq!(key.sign(id, at(second), body.as_bytes()), signature);
            let time = second.to_string();
            assert_eq!(verify(id, &time, signature, body, second), Ok(()));
            // Beside another key's, and one of another version.
            let several = format!("v1a,AAAA v1,AAAA {signature}");
            assert_eq!(verify(id, &time, &several, body, second), Ok(()));
        }
    }

    #[test]
    fn what_differs_anywhere_is_not_genuine() {
        let (id, second, body, signature) = VECTORS[1];
        let time = second.to_string();
        let no = Err(NotGenuine::Signature);
        assert_eq!(verify("call_2", &time, signature, body, second), no);
        assert_eq!(verify(id, &time, signature, r#"{"format":2}"#, second), no);
        assert_eq!(
            verify(id, &(second + 1).to_string(), signature, body, second),
            no
        );
        assert_eq!(verify(id, &time, VECTORS[0].3, body, second), no);
        assert_eq!(
            verify(id, &time, signature.trim_start_matches("v1,"), body, second),
            no
        );
        assert_eq!(verify(id, &time, "", body, second), no);
        // As many as one likes are not tried.
        let many = format!("{}{signature}", "v1,AAAA ".repeat(SIGNATURES_MAX));
        assert_eq!(verify(id, &time, &many, body, second), no);
        let other = WebhookKey::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx").unwrap();
        assert_ne!(other.sign(id, at(second), body.as_bytes()), signature);
    }

    #[test]
    fn what_is_not_of_now_may_be_a_copy() {
        let (id, second, body, signature) = VECTORS[1];
        let time = second.to_string();
        for (later, expected) in [
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(NotGenuine::Stale)),
            (-301, Err(NotGenuine::Stale)),
        ] {
            assert_eq!(verify(id, &time, signature, body, second + later), expected);
        }
        for time in ["", "soon", "1.5", "99999999999999999999"] {
            assert_eq!(
                verify(id, time, signature, body, second),
                Err(NotGenuine::Time)
            );
        }
        assert_eq!(
            verify(id, &i64::MIN.to_string(), signature, body, second),
            Err(NotGenuine::Time)
        );
        for id in ["", "a.b", "a b", &"a".repeat(65)] {
            assert_eq!(
                verify(id, &time, signature, body, second),
                Err(NotGenuine::Id)
            );
        }
    }

    #[test]
    fn a_key_that_can_be_guessed_is_none() {
        let bytes = |n: usize| BASE64.encode(vec![7; n]);
        assert!(WebhookKey::parse(&bytes(23)).is_none());
        assert!(WebhookKey::parse(&format!("whsec_{}\n", bytes(24))).is_some());
        assert!(WebhookKey::parse(&bytes(64)).is_some());
        assert!(WebhookKey::parse(&bytes(65)).is_none());
        assert!(WebhookKey::parse("no base64 at all, whatever it is").is_none());
        let key = WebhookKey::parse(KEY).unwrap();
        assert_eq!(format!("{key:?}"), "WebhookKey(…)");
    }
}
