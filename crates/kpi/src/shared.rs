//! Answers that several screens ask for at once: computed once, and given to all who see the same.
//!
//! The same question on the same basis has the same answer, so that nothing here ever has to be taken back.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use access::{RowScope, Viewer};
use charter::partnership::Right;
use tokio::sync::OnceCell;

use crate::error::KpiError;

/// Most answers that are kept: those of a few screens on the last few bases.
const KEPT_MAX: usize = 64;

/// What decides upon an answer: the question, its basis settled, and what of a viewer says what is seen. Who the viewer is
/// decides what may be asked, which is settled before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key<Q> {
    question: Q,
    party: String,
    rows: RowScope,
    rights: BTreeSet<Right>,
}

/// Answers by what decides upon them, the one asked for last at the end.
type Kept<Q, A> = Vec<(Key<Q>, Arc<OnceCell<A>>)>;

/// Answers of one kind, and those that are being made.
pub(crate) struct Shared<Q, A>(Mutex<Kept<Q, A>>);

impl<Q, A> Default for Shared<Q, A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Q: Clone + Eq + Hash, A: Clone> Shared<Q, A> {
    /// The answer to a question that says its basis, made by whoever asks first; the others wait for it. What failed is tried
    /// again by the next.
    pub(crate) async fn answer(
        &self,
        viewer: &Viewer,
        question: Q,
        make: impl Future<Output = Result<A, KpiError>>,
    ) -> Result<A, KpiError> {
        let cell = self.cell(Key {
            question,
            party: viewer.party().to_owned(),
            rows: viewer.rows().clone(),
            rights: viewer.rights().clone(),
        });
        cell.get_or_try_init(|| make).await.cloned()
    }

    fn cell(&self, key: Key<Q>) -> Arc<OnceCell<A>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| *known == key);
        let (key, cell) = place.map_or_else(|| (key, Arc::default()), |place| kept.remove(place));
        kept.push((key, Arc::clone(&cell)));
        if kept.len() > KEPT_MAX {
            kept.remove(0);
        }
        cell
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use charter::partnership::Partnership;

    use super::*;
    use crate::error::ErrorKind;

    fn partnership() -> Partnership {
        serde_saphyr::from_str(
            r"
partnership: p
title: P
purpose: none
priorities: []
zone: UTC
currency: EUR
parties:
  - { party: client, title: C, kind: client }
  - { party: alder, title: A, kind: provider }
  - { party: birch, title: B, kind: provider }
roles:
  - { role: provider.director, title: D, sees: party }
  - { role: provider.payer, title: P, sees: party, may: [see_cost] }
people:
  - { person: ann, name: A, email: a@x.test, party: alder, roles: [provider.director] }
  - { person: ben, name: B, email: b@x.test, party: alder, roles: [provider.director] }
  - { person: cat, name: C, email: c@x.test, party: alder, roles: [provider.payer] }
  - { person: dan, name: D, email: d@x.test, party: birch, roles: [provider.director] }
",
        )
        .unwrap()
    }

    #[tokio::test]
    async fn who_sees_the_same_shares_an_answer_and_nobody_else_does() {
        let partnership = partnership();
        let person = |name| Viewer::of(&partnership, name).unwrap();
        let (shared, made) = (Shared::<(&str, u64), usize>::default(), AtomicUsize::new(0));
        let ask = async |person: &Viewer, question, lake| {
            let make = async { Ok(made.fetch_add(1, Ordering::Relaxed)) };
            let answer = shared.answer(person, (question, lake), make);
            answer.await.unwrap()
        };
        let first = ask(&person("ann"), "board", 7).await;
        assert_eq!(ask(&person("ben"), "board", 7).await, first);
        for other in [
            ask(&person("cat"), "board", 7).await,
            ask(&person("dan"), "board", 7).await,
            ask(&person("ann"), "other board", 7).await,
            ask(&person("ann"), "board", 8).await,
        ] {
            assert_ne!(other, first);
        }
        assert_eq!(ask(&person("ann"), "board", 7).await, first);
        assert_eq!(made.load(Ordering::Relaxed), 5);
    }

    #[tokio::test]
    async fn many_who_ask_at_once_are_answered_by_one_and_a_failure_is_no_answer() {
        let (partnership, shared) = (partnership(), Shared::<&str, usize>::default());
        let ann = Viewer::of(&partnership, "ann").unwrap();
        let made = AtomicUsize::new(0);
        let ask = |fails: bool| {
            let made = &made;
            shared.answer(&ann, "board", async move {
                tokio::task::yield_now().await;
                let number = made.fetch_add(1, Ordering::Relaxed);
                match fails {
                    true => Err(KpiError::new(ErrorKind::Invalid, "no")),
                    false => Ok(number),
                }
            })
        };
        assert!(ask(true).await.is_err());
        let all = futures::future::join_all((0..50).map(|_| ask(false))).await;
        assert!(all.into_iter().all(|answer| answer.unwrap() == 1));
        // Who goes away while it is made leaves it to the next.
        let gone = shared.answer(&ann, "page", std::future::pending());
        assert!(futures::poll!(std::pin::pin!(gone)).is_pending());
        let next = shared.answer(&ann, "page", async { Ok(9) });
        assert_eq!(next.await.unwrap(), 9);
    }

    #[tokio::test]
    async fn what_was_asked_for_longest_ago_is_let_go_of_first() {
        let (partnership, shared) = (partnership(), Shared::<usize, usize>::default());
        let ann = Viewer::of(&partnership, "ann").unwrap();
        let made = AtomicUsize::new(0);
        let ask = async |question: usize| {
            let make = async { Ok(made.fetch_add(1, Ordering::Relaxed)) };
            let answer = shared.answer(&ann, question, make).await;
            answer.unwrap()
        };
        for question in 0..KEPT_MAX {
            ask(question).await;
        }
        assert_eq!(ask(0).await, 0);
        ask(KEPT_MAX).await;
        assert_eq!(ask(0).await, 0);
        assert_ne!(ask(1).await, 1);
    }
}
