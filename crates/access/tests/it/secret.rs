//! Session cookies and API tokens.

use access::secret::{Secret, same};
use proptest::prelude::*;

proptest! {
    /// What is written is read back, and hashed the same.
    #[test]
    fn a_secret_is_read_back(bytes: [u8; 32]) {
        let secret = Secret::from_random(bytes);
        prop_assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        prop_assert_eq!(Secret::parse_token(&secret.token_text()), Some(secret.clone()));
        prop_assert_eq!(Secret::parse_token(&secret.text()), None);
    }

    /// Any other text is no secret, and reading it does not panic.
    #[test]
    fn other_texts_are_no_secrets(text in "\\PC{0,70}") {
        prop_assert_eq!(Secret::parse(&text), None);
    }
}

#[test]
fn a_secret_has_one_text_and_does_not_show_itself() {
    let secret = Secret::from_random([0xab; 32]);
    assert_eq!(secret.token_text(), format!("tdm_{}", "ab".repeat(32)));
    assert_eq!(Secret::parse(&"AB".repeat(32)), None);
    assert_eq!(
        format!("{secret:?} {:?}", secret.hash()),
        "Secret(…) SecretHash(…)"
    );
    assert_ne!(secret.hash().bytes(), &[0xab; 32]);
}

#[test]
fn texts_are_compared_whole() {
    assert!(same("abc", "abc"));
    assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
}
