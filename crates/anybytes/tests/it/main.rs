//! Every target over its seeds, over everything that fuzzing ever found, and over a few changes to each of them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod made;

use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

use anybytes::{TARGETS, Target};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Changed copies of each seed that are tried.
const CHANGED: usize = 8;

fn fuzz() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The seeds of a target and what was found: name and bytes.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds: Vec<(String, Vec<u8>)> = fs::read_dir(fuzz().join("seeds").join(target))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    seeds.extend(made::seeds(target));
    seeds.sort();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

fn changed(bytes: &[u8], rng: &mut impl Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..4) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        match rng.random_range(0..4) {
            0 => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes[at] = rng.random(),
            2 => bytes.truncate(at),
            _ => {
                let part = bytes[at..].to_vec();
                bytes.extend(part);
            }
        }
    }
    bytes
}

/// Tries a target; one that fails says with what.
fn attempt(target: Target, name: &str, seed: &str, bytes: &[u8]) {
    if catch_unwind(|| target(bytes)).is_err() {
        let shown = bytes.escape_ascii();
        panic!("{name} fails over {seed}: b\"{shown}\"");
    }
}

fn check(name: &str) {
    let (_, target) = TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for (seed, bytes) in seeds(name) {
        attempt(target, name, &seed, &bytes);
        for _ in 0..CHANGED {
            attempt(target, name, &seed, &changed(&bytes, &mut rng));
        }
    }
}

macro_rules! checked {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn none_is_left_out() {
            let checked = [$(stringify!($name)),*];
            assert_eq!(TARGETS.map(|(name, _)| name), checked);
            let mut fuzzed: Vec<String> = fs::read_dir(fuzz().join("fuzz_targets"))
                .unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
                .collect();
            fuzzed.sort();
            assert_eq!(fuzzed, checked);
        }
    };
}

checked! {
    arithmetic arrow charter clock csv draft entry expression head json json_place ndjson parquet redaction
}

#[test]
#[ignore = "writes where fuzzing begins"]
fn write_what_is_made() {
    for (target, _) in TARGETS {
        for (name, bytes) in made::seeds(target) {
            let folder = fuzz().join("corpus").join(target);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
}
