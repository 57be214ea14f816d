//! Chance, from a seed.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub struct Draw(ChaCha8Rng);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.0.next_u64() % count as u64) as usize
    }

    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    pub fn letters(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'A' + self.below(26) as u8))
            .collect()
    }

    /// Fills a pattern: `#` a digit, `%` a digit that is not 0, `@` a letter, the rest as it stands.
    pub fn pattern(&mut self, pattern: &str) -> String {
        pattern
            .chars()
            .map(|c| match c {
                '#' => self.digits(1),
                '%' => self.between(1, 9).to_string(),
                '@' => self.letters(1),
                other => other.to_string(),
            })
            .collect()
    }
}

/// Puts characters into the places `#` of a form.
pub fn lay_out(form: &str, characters: &str) -> String {
    let mut rest = characters.chars();
    let text = form
        .chars()
        .map(|c| if c == '#' { rest.next().unwrap() } else { c })
        .collect();
    assert!(rest.next().is_none(), "{form} for {characters}");
    text
}
