//! Passwords: taken, kept as a hash, and recognised.

use access::password::{Effort, PasswordError, generated, hash, verify};

/// Little enough for a test; what is tested does not depend on it.
const LITTLE: Effort = Effort {
    memory_kib: 64,
    passes: 1,
};

#[test]
fn only_the_password_itself_is_recognised() {
    let hashed = hash("correct horse", [7; 16], LITTLE).unwrap();
    assert!(
        hashed.starts_with("$argon2id$v=19$m=64,t=1,p=1$"),
        "{hashed}"
    );
    assert!(verify("correct horse", &hashed));
    for wrong in ["correct hors", "correct horse ", "Correct horse", ""] {
        assert!(!verify(wrong, &hashed), "{wrong:?}");
    }
    assert!(!verify("correct horse", "not a hash"));
    assert!(!verify(&"x".repeat(1025), &hashed));
    // The salt makes two people's equal passwords different.
    assert_ne!(hashed, hash("correct horse", [8; 16], LITTLE).unwrap());
}

#[test]
fn a_password_is_long_enough_and_not_endless() {
    assert_eq!(
        hash("123456789", [0; 16], LITTLE),
        Err(PasswordError::TooShort)
    );
    assert!(hash("éééééééééé", [0; 16], LITTLE).is_ok());
    assert_eq!(
        hash(&"x".repeat(1025), [0; 16], LITTLE),
        Err(PasswordError::TooLong)
    );
}

#[test]
fn the_recommended_effort_is_what_is_written_beside_the_hash() {
    let hashed = hash("correct horse", [7; 16], Effort::RECOMMENDED).unwrap();
    assert!(
        hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hashed}"
    );
}

#[test]
fn a_generated_password_can_be_read_out_and_is_taken() {
    let password = generated(std::array::from_fn(|index| (index * 37) as u8));
    assert_eq!(password, "05af-msy3-8djq-w16b");
    assert!(hash(&password, [1; 16], LITTLE).is_ok());
}
